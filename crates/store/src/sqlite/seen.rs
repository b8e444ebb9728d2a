//! What the lines of a log say of which process may affect which, and how many rows each has, kept in tables of their own,
//! so that a question about some processes need not look at every line.
//!
//! It is made from the lines alone, in the transaction of each append, and counts only while it is that of the last row and
//! nobody else changed it. Whoever drops it, changes it or appends without it makes questions slower, and the next append
//! makes it anew.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, Transaction, params};

use super::rows::{bytes_of, last_seq, line_of, number};
use crate::RegistryPart;
use crate::clock::followed_millis;
use crate::needed::{self, Needed, Seen};
use crate::seen::{Fact, Lines, Sort};

/// How lines are looked at: to be raised when something else is seen in them, so that what was seen before no longer counts.
const FORM: i64 = 3;

/// The tables, each with how it is made. One that is made otherwise is of another build, or of somebody else.
const TABLES: [(&str, &str); 3] = [
    (
        "asof_seen",
        "CREATE TABLE asof_seen (sort TEXT NOT NULL, other TEXT NOT NULL, seq INTEGER NOT NULL, \
         \"of\" TEXT NOT NULL, PRIMARY KEY (sort, other, seq, \"of\")) STRICT, WITHOUT ROWID",
    ),
    (
        "asof_seen_rows",
        "CREATE TABLE asof_seen_rows (process TEXT PRIMARY KEY, rows INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    ),
    (
        "asof_seen_to",
        "CREATE TABLE asof_seen_to (form INTEGER NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, \
         is_unread INTEGER NOT NULL, latest_id INTEGER) STRICT",
    ),
];

/// Returns what the schema is to have: the tables, and triggers by which nothing counts any more that somebody changed.
fn objects() -> BTreeMap<String, String> {
    let mut objects: BTreeMap<String, String> =
        TABLES.iter().map(|(name, sql)| ((*name).to_owned(), (*sql).to_owned())).collect();
    for table in ["asof_seen", "asof_seen_rows"] {
        for change in ["INSERT", "UPDATE", "DELETE"] {
            let name = format!("{table}_after_{}", change.to_lowercase());
            let sql = format!(
                "CREATE TRIGGER {name} AFTER {change} ON {table} BEGIN DELETE FROM asof_seen_to; END"
            );
            objects.insert(name, sql);
        }
    }
    objects
}

/// Returns whether the tables and triggers are there, made as they are made here.
fn are_there(transaction: &Transaction<'_>) -> rusqlite::Result<bool> {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE name GLOB 'asof_seen*' AND sql IS NOT NULL";
    let mut made = transaction.prepare_cached(sql)?;
    let made = made.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(made.collect::<rusqlite::Result<BTreeMap<String, String>>>()? == objects())
}

/// Makes the tables, empty.
fn make(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    for (name, _) in TABLES {
        transaction.execute_batch(&format!("DROP TABLE IF EXISTS {name}"))?;
    }
    objects()
        .values()
        .filter(|sql| sql.starts_with("CREATE TABLE"))
        .try_for_each(|sql| transaction.execute_batch(sql))?;
    objects()
        .values()
        .filter(|sql| sql.starts_with("CREATE TRIGGER"))
        .try_for_each(|sql| transaction.execute_batch(sql))
}

/// The end of what was seen.
struct SeenTo {
    form: i64,
    seq: u64,
    hash: String,
    /// Whether a line could not be read, so that every question needs all.
    is_unread: bool,
    /// The millisecond of the latest id that later ones are to follow.
    latest_id: Option<i64>,
}

/// The end of a log of which each line was read by whoever appended last.
pub(super) struct End {
    /// The greatest `seq`.
    pub(super) seq: u64,
    /// The millisecond of the latest id that later ones are to follow.
    pub(super) latest_id_millis: Option<u64>,
}

impl SeenTo {
    /// Returns whether it is of the row that it names, seen as rows are seen here.
    fn is_of(&self, transaction: &Transaction<'_>) -> rusqlite::Result<bool> {
        Ok(self.form == FORM && hash_of(transaction, self.seq)?.as_ref() == Some(&self.hash))
    }
}

/// Looks at the rows that were not seen yet; at all rows if the tables are missing or do not count.
pub(super) fn catch_up(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    if !are_there(transaction)? {
        make(transaction)?;
    }
    let last = last_seq(transaction)?;
    let seen_to = seen_to(transaction)?.filter(|to| to.seq <= last);
    let goes_on = seen_to.as_ref().map_or(Ok(false), |to| to.is_of(transaction))?;
    if !goes_on {
        transaction.execute_batch("DELETE FROM asof_seen; DELETE FROM asof_seen_rows;")?;
    }
    let seen_to = seen_to.filter(|_| goes_on);
    let after = seen_to.as_ref().map_or(0, |to| to.seq);
    let mut latest_id = seen_to.as_ref().and_then(|to| to.latest_id);
    let (mut lines, mut seqs) = (Lines::default(), Vec::new());
    let mut rows = transaction
        .prepare_cached("SELECT line, id, recorded, seq FROM event WHERE seq > ?1 ORDER BY seq")?;
    let mut rows = rows.query([number(after)])?;
    while let Some(row) = rows.next()? {
        lines.see(bytes_of(row.get_ref(0)?));
        seqs.push(row.get::<_, i64>(3)?);
        if let (Ok(id), Ok(recorded)) = (row.get_ref(1)?.as_str()?.parse(), row.get_ref(2)?.as_str()?.parse())
        {
            let millis = followed_millis(id, recorded).and_then(|millis| i64::try_from(millis).ok());
            latest_id = latest_id.max(millis);
        }
    }
    transaction.execute(
        "INSERT INTO asof_seen_rows SELECT coalesce(process, ''), count(*) FROM event WHERE seq > ?1 GROUP BY 1
         ON CONFLICT DO UPDATE SET rows = rows + excluded.rows",
        [number(after)],
    )?;
    let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO asof_seen VALUES (?1, ?2, ?3, ?4)")?;
    for Fact { sort, line, of, other } in lines.facts() {
        let seq = seqs.get(*line).copied().unwrap_or_default();
        insert.execute(params![sort.name(), other, seq, of])?;
    }
    let is_unread = lines.is_unread() || seen_to.is_some_and(|to| to.is_unread);
    transaction.execute("DELETE FROM asof_seen_to", [])?;
    if let Some(hash) = hash_of(transaction, last)? {
        transaction.execute(
            "INSERT INTO asof_seen_to VALUES (?1, ?2, ?3, ?4, ?5)",
            params![FORM, number(last), hash, is_unread, latest_id],
        )?;
    }
    Ok(())
}

/// Returns the rows that a question needs in which these names occur; `None` if only looking at every line says which.
pub(super) fn needed(
    transaction: &Transaction<'_>,
    named: &BTreeSet<String>,
    registry: RegistryPart,
) -> rusqlite::Result<Option<Needed<Vec<u8>>>> {
    match current(transaction)? {
        Some(to) if !to.is_unread => needed::needed(Tables(transaction), named, registry),
        Some(_) | None => Ok(None),
    }
}

/// The tables, to be asked.
struct Tables<'t>(&'t Transaction<'t>);

impl Tables<'_> {
    fn seqs(&self, sql: &str, of: &str) -> rusqlite::Result<Vec<u64>> {
        let mut rows = self.0.prepare_cached(sql)?;
        let rows = rows.query_map([of], |row| Ok(seq(row.get(0)?)))?;
        rows.collect()
    }
}

impl Seen for Tables<'_> {
    type Error = rusqlite::Error;
    type Text = Vec<u8>;

    fn of_process(&mut self, process: &str) -> rusqlite::Result<Option<Vec<u64>>> {
        let sql = "SELECT seq FROM event WHERE coalesce(process, '') = ?1 ORDER BY seq";
        let rows = self.seqs(sql, process)?;
        // Where rows are gone, a look at every line tells.
        Ok((rows_kept(self.0, process)? == rows.len() as u64).then_some(rows))
    }

    fn registered(&mut self) -> rusqlite::Result<Option<Vec<String>>> {
        let mut keys = self.0.prepare_cached("SELECT key FROM event WHERE coalesce(process, '') = ''")?;
        let keys: Vec<String> = keys.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok((rows_kept(self.0, "")? == keys.len() as u64).then_some(keys))
    }

    fn registering(&mut self, key: &str) -> rusqlite::Result<Option<Vec<u64>>> {
        let sql = "SELECT seq FROM event WHERE coalesce(process, '') = '' AND key = ?1";
        let rows = self.seqs(sql, key)?;
        Ok((!rows.is_empty()).then_some(rows))
    }

    fn saying(&mut self, sort: Sort, of: &str) -> rusqlite::Result<Vec<String>> {
        let sql = "SELECT \"of\" FROM asof_seen WHERE sort = ?1 AND other = ?2 ORDER BY seq";
        let mut saying = self.0.prepare_cached(sql)?;
        let saying = saying.query_map([sort.name(), of], |row| row.get(0))?;
        saying.collect()
    }

    fn first_saying(&mut self, sort: Sort, of: &str) -> rusqlite::Result<Option<String>> {
        let sql = "SELECT \"of\" FROM asof_seen WHERE sort = ?1 AND other = ?2 ORDER BY seq LIMIT 1";
        let mut saying = self.0.prepare_cached(sql)?;
        saying.query_row([sort.name(), of], |row| row.get(0)).optional()
    }

    fn last(&mut self) -> rusqlite::Result<Option<u64>> {
        last_seq(self.0).map(Some)
    }

    fn line(&mut self, line: u64) -> rusqlite::Result<Vec<u8>> {
        Ok(line_of(self.0, line)?.unwrap_or_default())
    }
}

/// Returns whether a process has as many rows as its appends wrote.
pub(super) fn is_complete(transaction: &Transaction<'_>, process: &str) -> rusqlite::Result<bool> {
    let mut rows =
        transaction.prepare_cached("SELECT count(*) FROM event WHERE coalesce(process, '') = ?1")?;
    let rows: i64 = rows.query_row([process], |row| row.get(0))?;
    Ok(rows_kept(transaction, process)? == seq(rows))
}

/// Returns how many rows of a process there are to be.
fn rows_kept(transaction: &Transaction<'_>, process: &str) -> rusqlite::Result<u64> {
    let mut kept = transaction.prepare_cached("SELECT rows FROM asof_seen_rows WHERE process = ?1")?;
    Ok(kept.query_row([process], |row| row.get(0)).optional()?.map_or(0, seq))
}

/// Returns how what is kept differs from what the lines say, where it counts.
pub(super) fn flaw(transaction: &Transaction<'_>) -> rusqlite::Result<Option<String>> {
    if current(transaction)?.is_none() {
        return Ok(None);
    }
    let mut lines = Lines::default();
    let mut seqs = Vec::new();
    let mut rows = transaction.prepare("SELECT line, seq FROM event ORDER BY seq")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        lines.see(bytes_of(row.get_ref(0)?));
        seqs.push(row.get::<_, i64>(1)?);
    }
    type Kept = (String, String, Option<i64>, String);
    let kept_of = |Fact { sort, line, of, other }: &Fact| -> Kept {
        (sort.name().to_owned(), other.to_string(), seqs.get(*line).copied(), of.to_string())
    };
    let said: BTreeSet<Kept> = lines.facts().iter().map(kept_of).collect();
    let mut kept = transaction.prepare("SELECT sort, other, seq, \"of\" FROM asof_seen")?;
    let kept = kept.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let kept: BTreeSet<Kept> = kept.collect::<rusqlite::Result<_>>()?;
    let other_rows = "SELECT EXISTS (
        SELECT coalesce(process, ''), count(*) FROM event GROUP BY 1 EXCEPT SELECT process, rows FROM asof_seen_rows)";
    let is_other = said != kept || transaction.query_row(other_rows, [], |row| row.get(0))?;
    let flaw = "the tables `asof_seen` do not say what the events do: drop them, and the next append makes them anew";
    Ok(is_other.then(|| flaw.to_owned()))
}

/// Returns the end of the log, if each of its lines was read by whoever appended last; `None` if that is not certain.
pub(super) fn end(transaction: &Transaction<'_>) -> rusqlite::Result<Option<End>> {
    let to = current(transaction)?.filter(|to| !to.is_unread);
    Ok(to.map(|to| End {
        seq: to.seq,
        latest_id_millis: to.latest_id.and_then(|millis| u64::try_from(millis).ok()),
    }))
}

/// Returns the end of what was seen, where that is the end of the log.
fn current(transaction: &Transaction<'_>) -> rusqlite::Result<Option<SeenTo>> {
    if !are_there(transaction)? {
        return Ok(None);
    }
    match seen_to(transaction)? {
        Some(to) if to.seq == last_seq(transaction)? && to.is_of(transaction)? => Ok(Some(to)),
        Some(_) | None => Ok(None),
    }
}

fn seen_to(transaction: &Transaction<'_>) -> rusqlite::Result<Option<SeenTo>> {
    let to = |row: &rusqlite::Row<'_>| {
        Ok(SeenTo {
            form: row.get(0)?,
            seq: seq(row.get(1)?),
            hash: row.get(2)?,
            is_unread: row.get(3)?,
            latest_id: row.get(4)?,
        })
    };
    transaction.query_row("SELECT form, seq, hash, is_unread, latest_id FROM asof_seen_to", [], to).optional()
}

fn hash_of(transaction: &Transaction<'_>, seq: u64) -> rusqlite::Result<Option<String>> {
    let mut statement = transaction.prepare_cached("SELECT hash FROM event WHERE seq = ?1")?;
    statement.query_row([number(seq)], |row| row.get(0)).optional()
}

fn seq(row: i64) -> u64 {
    u64::try_from(row).unwrap_or(0)
}
