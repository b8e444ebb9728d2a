//! The rows of a database that holds a log: one an event.

use std::collections::BTreeSet;

use rusqlite::types::ValueRef;
use rusqlite::{Error, ErrorCode, OptionalExtension, Params, Statement, Transaction, params};

use asof_core::{Draft, EventId};

use super::schema::Schema;
use super::seen::{self, End};
use crate::damage::{Damage, DamageKind};
use crate::event_batch::StoredEvent;
use crate::needed::needed_of;
use crate::reader::LogReader;
use crate::seen::Lines;
use crate::{Examination, RegistryPart};

/// Reads the rows from behind a `seq` to another one into a reader, as lines; returns how many there are.
pub(super) fn read_rows(
    transaction: &Transaction<'_>,
    reader: &mut LogReader,
    after: u64,
    to: u64,
) -> rusqlite::Result<usize> {
    let mut statement = transaction
        .prepare_cached("SELECT seq, line FROM event WHERE seq > ?1 AND seq <= ?2 ORDER BY seq")?;
    let mut rows = statement.query(params![number(after), number(to)])?;
    let (mut seqs, mut text) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        seqs.push(row.get::<_, i64>(0)?);
        text.extend_from_slice(bytes_of(row.get_ref(1)?));
        text.push(b'\n');
    }
    let (read, before) = (reader.contents.events().len(), reader.lines());
    reader.feed(&text);
    let events = reader.contents.iter().skip(read);
    let displaced: Vec<Damage> =
        events.filter_map(|stored| displaced(stored, *seqs.get(stored.line - 1 - before)?)).collect();
    reader.contents.damage_mut().extend(displaced);
    Ok(seqs.len())
}

/// Reads those of the rows that a question about some processes needs; returns how many rows there are, if that showed.
pub(super) fn read_needed_rows(
    transaction: &Transaction<'_>,
    reader: &mut LogReader,
    processes: &BTreeSet<String>,
    registry: RegistryPart,
) -> rusqlite::Result<Option<usize>> {
    let Some(needed) = seen::needed(transaction, processes, registry)? else {
        return read_needed_of_all(transaction, reader, processes, registry).map(Some);
    };
    let mut passed = 0;
    for (seq, needed) in needed {
        reader.pass_over(seq.saturating_sub(passed + 1));
        read_displaced(reader, number(seq), |reader| reader.feed_needed_line(needed));
        passed = seq;
    }
    Ok(None)
}

const LINE: &str = "SELECT line FROM event WHERE seq = ?1";

/// Does the same by looking at every row; returns how many there are.
fn read_needed_of_all(
    transaction: &Transaction<'_>,
    reader: &mut LogReader,
    processes: &BTreeSet<String>,
    registry: RegistryPart,
) -> rusqlite::Result<usize> {
    let mut statement = transaction.prepare_cached("SELECT seq, line FROM event ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let (mut seqs, mut lines) = (Vec::new(), Lines::default());
    while let Some(row) = rows.next()? {
        seqs.push(row.get::<_, i64>(0)?);
        lines.see(bytes_of(row.get_ref(1)?));
    }
    let mut text = transaction.prepare_cached(LINE)?;
    // A line that cannot be had now is missed below.
    let mut line = |line: usize| text_of(&mut text, *seqs.get(line)?).ok();
    let needed = needed_of(&lines, processes, registry, |number| line(number).unwrap_or_default());
    for (at, seq) in (0..).zip(&seqs) {
        if needed.as_ref().is_none_or(|needed| needed.contains_key(&at)) {
            read_row(&mut text, reader, *seq)?;
        } else {
            reader.pass_over(1);
        }
    }
    Ok(seqs.len())
}

/// Reads one row into a reader.
fn read_row(line: &mut Statement<'_>, reader: &mut LogReader, seq: i64) -> rusqlite::Result<()> {
    let text = text_of(line, seq)?;
    read_displaced(reader, seq, |reader| reader.feed_line(&text));
    Ok(())
}

fn text_of(line: &mut Statement<'_>, seq: i64) -> rusqlite::Result<Vec<u8>> {
    line.query_row([seq], |row| Ok(bytes_of(row.get_ref(0)?).to_vec()))
}

/// Reads one row by a way to read its line, and notes if it has another number.
fn read_displaced(reader: &mut LogReader, seq: i64, feed: impl FnOnce(&mut LogReader)) {
    let read = reader.contents.events().len();
    feed(reader);
    let displaced = reader.contents.stored(read).and_then(|stored| displaced(stored, seq));
    reader.contents.damage_mut().extend(displaced);
}

/// Reads what an append of these drafts asks of a log of which every line was read before: its last row, and the rows of
/// their ids and names. `None` if that is not certain, rows of their processes are gone, or the last append is not whole.
pub(super) fn read_for_append(
    transaction: &Transaction<'_>,
    batch: &[Draft],
) -> rusqlite::Result<Option<LogReader>> {
    let Some(End { seq: last, latest_id_millis }) = seen::end(transaction)? else { return Ok(None) };
    let processes: BTreeSet<&str> =
        batch.iter().filter_map(|draft| draft.process()).map(|process| process.as_str()).collect();
    for process in processes {
        if !seen::is_complete(transaction, process)? {
            return Ok(None);
        }
    }
    let mut seqs = BTreeSet::from([last]);
    for draft in batch {
        seqs.extend(seq_of_name(transaction, draft)?);
        if let Some(id) = draft.id {
            seqs.extend(seq_of_id(transaction, id)?);
        }
    }
    let (mut reader, mut passed) = (LogReader::default(), 0);
    let mut line = transaction.prepare_cached(LINE)?;
    for seq in seqs {
        if line_of(transaction, seq)?.is_none_or(|line| line.contains(&b'\n')) {
            return Ok(None);
        }
        reader.pass_over(seq.saturating_sub(passed + 1));
        read_row(&mut line, &mut reader, number(seq))?;
        passed = seq;
    }
    reader.latest_id_millis = reader.latest_id_millis.max(latest_id_millis);
    let is_whole = reader.last().is_some_and(|event| event.seq == last && event.commit == last);
    Ok(is_whole.then_some(reader))
}

/// Returns the end of the append that ends a part of about so many events behind a `seq`; `None` if there are none.
pub(super) fn end_of_part(
    transaction: &Transaction<'_>,
    after: u64,
    events: u64,
) -> rusqlite::Result<Option<u64>> {
    let sql = "SELECT max(\"commit\", seq) FROM event WHERE seq > ?1 AND seq <= ?2 ORDER BY seq DESC LIMIT 1";
    let mut statement = transaction.prepare_cached(sql)?;
    let bounds = params![number(after), number(after.saturating_add(events))];
    let end: Option<i64> = statement.query_row(bounds, |row| row.get(0)).optional()?;
    Ok(end.map(|end| u64::try_from(end).unwrap_or(u64::MAX)))
}

/// Returns the number of the entry with the name of this event.
pub(super) fn seq_of_name(transaction: &Transaction<'_>, draft: &Draft) -> rusqlite::Result<Option<u64>> {
    let sql = "SELECT seq FROM event WHERE coalesce(process, '') = ?1 AND key = ?2";
    let process = draft.process().map_or("", |process| process.as_str());
    seq_of(transaction, sql, params![process, draft.key.as_str()])
}

fn seq_of_id(transaction: &Transaction<'_>, id: EventId) -> rusqlite::Result<Option<u64>> {
    seq_of(transaction, "SELECT seq FROM event WHERE id = ?1", params![id.to_string()])
}

fn seq_of(transaction: &Transaction<'_>, sql: &str, of: impl Params) -> rusqlite::Result<Option<u64>> {
    let found = transaction.prepare_cached(sql)?.query_row(of, |row| row.get::<_, i64>(0)).optional()?;
    Ok(found.map(|seq| u64::try_from(seq).unwrap_or(0)))
}

/// Returns the damage of a row whose number is not that on its line.
fn displaced(stored: StoredEvent<'_>, row: i64) -> Option<Damage> {
    let found = u64::try_from(row).unwrap_or(0);
    let kind = DamageKind::Sequence { expected: stored.event.seq, found };
    (found != stored.event.seq).then(|| Damage::new(stored.line, stored.text, kind))
}

/// Refuses a table that has fewer rows than the index over it: a damaged page may hide its last rows, which leaves
/// a log that is shorter and sound. Where somebody dropped the index, there is nothing to compare it with.
pub(super) fn refuse_lost_rows(transaction: &Transaction<'_>, rows: usize) -> rusqlite::Result<()> {
    let has_index = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = 'event_id')";
    if !transaction.query_row(has_index, [], |row| row.get(0))? {
        return Ok(());
    }
    let indexed: i64 =
        transaction.query_row("SELECT count(*) FROM event INDEXED BY event_id", [], |row| row.get(0))?;
    if usize::try_from(indexed) == Ok(rows) {
        return Ok(());
    }
    let said = format!("the event table has {rows} rows, but its index has {indexed}");
    Err(Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT), Some(said)))
}

/// Compares the schema, and has SQLite examine every page, row and index.
pub(super) fn examine(transaction: &Transaction<'_>) -> rusqlite::Result<Examination> {
    let by = "PRAGMA integrity_check";
    let mut statement = transaction.prepare(by)?;
    let said = statement.query_map([], |row| row.get::<_, String>(0))?;
    let said: Vec<String> = said.collect::<rusqlite::Result<_>>()?;
    let mut flaws = Schema::of(transaction)?.flaws;
    flaws.extend(said.into_iter().filter(|said| said != "ok"));
    flaws.extend(seen::flaw(transaction)?);
    Ok(Examination { by, flaws })
}

/// Returns the line of a row.
pub(super) fn line_of(transaction: &Transaction<'_>, seq: u64) -> rusqlite::Result<Option<Vec<u8>>> {
    let mut statement = transaction.prepare_cached("SELECT line FROM event WHERE seq = ?1")?;
    statement.query_row(params![number(seq)], |row| Ok(bytes_of(row.get_ref(0)?).to_vec())).optional()
}

/// Returns the greatest `seq`.
pub(super) fn last_seq(transaction: &Transaction<'_>) -> rusqlite::Result<u64> {
    let mut statement = transaction.prepare_cached("SELECT coalesce(max(seq), 0) FROM event")?;
    let last: i64 = statement.query_row([], |row| row.get(0))?;
    Ok(u64::try_from(last).unwrap_or(0))
}

/// Inserts a row, and makes sure that it was: a trigger may pass over it without an error.
pub(super) fn insert(transaction: &Transaction<'_>, seq: u64, line: &str) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached("INSERT INTO event (seq, line) VALUES (?1, ?2)")?;
    match statement.execute(params![number(seq), line])? {
        1 => Ok(()),
        rows => Err(Error::StatementChangedRows(rows)),
    }
}

/// Returns whether a row was refused because of another one, or of what it says.
pub(super) fn clashes(error: &Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

pub(super) fn bytes_of(value: ValueRef<'_>) -> &[u8] {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => &[],
    }
}

/// Returns a `seq` as a database has it; no event has a greater one than it can.
pub(super) fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
