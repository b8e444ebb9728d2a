//! What the lines of a log say of which process may affect which, and how many rows each has, kept in tables of their own,
//! so that a question about some processes need not look at every line.
//!
//! It is made from the lines alone, in the transaction of each append, and counts only while it is that of the last row.
//! Whoever drops it, changes it or appends without it makes questions slower, and the next append makes it anew.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Transaction, params};

use super::rows::{bytes_of, last_seq, number};
use crate::clock::followed_millis;
use crate::processes::{Fact, Lines, UNREAD};

/// How lines are looked at: to be raised when something else is seen in them, so that what was seen before no longer counts.
const FORM: i64 = 1;

/// The tables, each with how it is made. One that is made otherwise is of another build, or of somebody else.
const TABLES: [(&str, &str); 3] = [
    (
        "asof_seen",
        "CREATE TABLE asof_seen (sort TEXT NOT NULL, process TEXT NOT NULL, other TEXT NOT NULL, \
         PRIMARY KEY (sort, process, other)) STRICT, WITHOUT ROWID",
    ),
    (
        "asof_seen_rows",
        "CREATE TABLE asof_seen_rows (process TEXT PRIMARY KEY, rows INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    ),
    (
        "asof_seen_to",
        "CREATE TABLE asof_seen_to (form INTEGER NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, \
         facts INTEGER NOT NULL, latest_id INTEGER) STRICT",
    ),
];

/// Returns whether the tables are there, made as they are made here.
fn are_there(transaction: &Transaction<'_>) -> rusqlite::Result<bool> {
    let mut made =
        transaction.prepare_cached("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1")?;
    for (name, sql) in TABLES {
        if made.query_row([name], |row| row.get::<_, String>(0)).optional()?.as_deref() != Some(sql) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes the tables, empty.
fn make(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    for (name, sql) in TABLES {
        transaction.execute_batch(&format!("DROP TABLE IF EXISTS {name}; {sql};"))?;
    }
    Ok(())
}

/// The end of what was seen.
struct SeenTo {
    form: i64,
    seq: u64,
    hash: String,
    /// How many facts there are then: where some are gone, none counts.
    facts: i64,
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
    /// Returns whether it is of the log at its end, and nothing that was seen is missing.
    fn is_of(&self, transaction: &Transaction<'_>) -> rusqlite::Result<bool> {
        let facts: i64 = transaction.query_row("SELECT count(*) FROM asof_seen", [], |row| row.get(0))?;
        Ok(facts == self.facts && hash_of(transaction, self.seq)?.as_ref() == Some(&self.hash))
    }
}

/// Looks at the rows that were not seen yet; at all rows if the tables are missing or do not count.
pub(super) fn catch_up(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    if !are_there(transaction)? {
        make(transaction)?;
    }
    let last = last_seq(transaction)?;
    let seen_to = seen_to(transaction)?.filter(|to| to.seq <= last);
    let goes_on = match &seen_to {
        Some(to) => to.form == FORM && to.is_of(transaction)?,
        None => false,
    };
    if !goes_on {
        transaction.execute_batch("DELETE FROM asof_seen; DELETE FROM asof_seen_rows;")?;
    }
    let (after, mut latest_id) = seen_to.filter(|_| goes_on).map_or((0, None), |to| (to.seq, to.latest_id));
    let mut lines = Lines::default();
    let mut rows =
        transaction.prepare_cached("SELECT line, id, recorded FROM event WHERE seq > ?1 ORDER BY seq")?;
    let mut rows = rows.query([number(after)])?;
    while let Some(row) = rows.next()? {
        lines.see(bytes_of(row.get_ref(0)?));
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
    let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO asof_seen VALUES (?1, ?2, ?3)")?;
    for Fact { sort, process, other } in lines.facts() {
        insert.execute(params![sort, process, other])?;
    }
    let facts: i64 = transaction.query_row("SELECT count(*) FROM asof_seen", [], |row| row.get(0))?;
    transaction.execute("DELETE FROM asof_seen_to", [])?;
    if let Some(hash) = hash_of(transaction, last)? {
        transaction.execute(
            "INSERT INTO asof_seen_to VALUES (?1, ?2, ?3, ?4, ?5)",
            params![FORM, number(last), hash, facts, latest_id],
        )?;
    }
    Ok(())
}

/// Returns the numbers of the rows that a question about some processes needs, in order; `None` if only looking at every
/// line says which.
pub(super) fn needed(
    transaction: &Transaction<'_>,
    named: &BTreeSet<String>,
) -> rusqlite::Result<Option<Vec<u64>>> {
    let Some(mut lines) = recalled(transaction)? else { return Ok(None) };
    let mut needed = BTreeSet::from([last_seq(transaction)?]);
    let mut registry =
        transaction.prepare_cached("SELECT line FROM event WHERE coalesce(process, '') = ''")?;
    let mut registry = registry.query([])?;
    while let Some(row) = registry.next()? {
        lines.see(bytes_of(row.get_ref(0)?));
    }
    let Some(processes) = lines.reached_by(named) else { return Ok(None) };
    let mut of_process =
        transaction.prepare_cached("SELECT seq FROM event WHERE coalesce(process, '') = ?1")?;
    for process in processes.iter().map(String::as_str).chain([""]) {
        let rows = of_process.query_map([process], |row| Ok(seq(row.get(0)?)))?;
        let rows: Vec<u64> = rows.collect::<rusqlite::Result<_>>()?;
        // Where rows are gone, a look at every line tells.
        if rows_kept(transaction, process)? != rows.len() as u64 {
            return Ok(None);
        }
        needed.extend(rows);
    }
    Ok(Some(needed.into_iter().collect()))
}

/// Returns whether a process, or the registry, has as many rows as its appends wrote.
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
    let mut rows = transaction.prepare("SELECT line FROM event ORDER BY seq")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        lines.see(bytes_of(row.get_ref(0)?));
    }
    let said: BTreeSet<[String; 3]> = lines
        .facts()
        .map(|Fact { sort, process, other }| [sort, process, other].map(str::to_owned))
        .collect();
    let mut kept = transaction.prepare("SELECT sort, process, other FROM asof_seen")?;
    let kept = kept.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
    let kept: BTreeSet<[String; 3]> = kept.collect::<rusqlite::Result<_>>()?;
    let other_rows = "SELECT EXISTS (
        SELECT coalesce(process, ''), count(*) FROM event GROUP BY 1 EXCEPT SELECT process, rows FROM asof_seen_rows)";
    let is_other = said != kept || transaction.query_row(other_rows, [], |row| row.get(0))?;
    let flaw = "the tables `asof_seen` do not say what the events do: drop them, and the next append makes them anew";
    Ok(is_other.then(|| flaw.to_owned()))
}

/// Returns the end of the log, if each of its lines was read by whoever appended last; `None` if that is not certain.
pub(super) fn end(transaction: &Transaction<'_>) -> rusqlite::Result<Option<End>> {
    let Some(to) = current(transaction)? else { return Ok(None) };
    let is_unread = "SELECT EXISTS (SELECT 1 FROM asof_seen WHERE sort = ?1)";
    if transaction.query_row(is_unread, [UNREAD], |row| row.get(0))? {
        return Ok(None);
    }
    let latest_id_millis = to.latest_id.and_then(|millis| u64::try_from(millis).ok());
    Ok(Some(End { seq: to.seq, latest_id_millis }))
}

/// Returns what was seen of all lines; `None` if that is not of the log as it is.
fn recalled(transaction: &Transaction<'_>) -> rusqlite::Result<Option<Lines>> {
    if current(transaction)?.is_none() {
        return Ok(None);
    }
    let mut lines = Lines::default();
    let mut rows = transaction.prepare_cached("SELECT sort, process, other FROM asof_seen")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let text = |at| row.get_ref(at).map(bytes_of);
        if !lines.recall(text(0)?, text(1)?, text(2)?) {
            return Ok(None);
        }
    }
    Ok(Some(lines))
}

/// Returns the end of what was seen, where that is the end of the log.
fn current(transaction: &Transaction<'_>) -> rusqlite::Result<Option<SeenTo>> {
    if !are_there(transaction)? {
        return Ok(None);
    }
    match seen_to(transaction)?.filter(|to| to.form == FORM) {
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
            facts: row.get(3)?,
            latest_id: row.get(4)?,
        })
    };
    transaction.query_row("SELECT form, seq, hash, facts, latest_id FROM asof_seen_to", [], to).optional()
}

fn hash_of(transaction: &Transaction<'_>, seq: u64) -> rusqlite::Result<Option<String>> {
    let mut statement = transaction.prepare_cached("SELECT hash FROM event WHERE seq = ?1")?;
    statement.query_row([number(seq)], |row| row.get(0)).optional()
}

fn seq(row: i64) -> u64 {
    u64::try_from(row).unwrap_or(0)
}
