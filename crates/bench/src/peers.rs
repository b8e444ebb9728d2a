//! The same work by other means: no more than it takes.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use rusqlite::{Connection, params};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A line as far as it has to be read to answer questions about it.
#[derive(Deserialize)]
#[allow(dead_code, reason = "reading them is the work")]
pub(crate) struct Line<'l> {
    seq: u64,
    recorded: &'l str,
    commit: u64,
    hash: &'l str,
    id: &'l str,
    process: Option<&'l str>,
    key: &'l str,
    occurred: Option<&'l str>,
    known: Option<&'l str>,
    #[serde(default, borrow)]
    attributed_to: Vec<&'l str>,
    #[serde(default, borrow)]
    issues: Vec<&'l str>,
    summary: Option<&'l str>,
    what: IgnoredAny,
}

/// Returns how many lines a log has, each read into its fields.
///
/// # Errors
///
/// A line cannot be read.
pub(crate) fn typed_parse(log: &str) -> serde_json::Result<usize> {
    log.lines().try_fold(0, |lines, line| serde_json::from_str::<Line<'_>>(line).map(|_| lines + 1))
}

/// A table of events with an index for what was promised by when.
///
/// # Errors
///
/// It cannot be written.
pub(crate) fn by_hand(log: &str, database: &Path) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open(database)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE event (seq INTEGER PRIMARY KEY, process TEXT, key TEXT, kind TEXT, occurred TEXT, known TEXT, line TEXT);
         CREATE INDEX asked ON event (process, kind, occurred, known, key);",
    )?;
    let transaction = connection.transaction()?;
    {
        let mut insert = transaction.prepare(
            "INSERT INTO event SELECT stored ->> 'seq', stored ->> 'process', stored ->> 'key',
                 (SELECT key FROM json_each(stored -> 'what')), stored ->> 'occurred', stored ->> 'known', stored
             FROM (SELECT ?1 AS stored)",
        )?;
        log.lines().try_for_each(|line| insert.execute(params![line]).map(|_| ()))?;
    }
    transaction.commit()?;
    Ok(connection)
}

/// Returns the promises of a process that were made by a day.
///
/// # Errors
///
/// The database cannot be read.
pub(crate) fn promised(connection: &Connection, process: &str, day: &str) -> rusqlite::Result<Vec<String>> {
    let mut asked = connection.prepare_cached(
        "SELECT key FROM event WHERE process = ?1 AND kind = 'commitment' AND occurred <= ?2 ORDER BY key",
    )?;
    let rows = asked.query_map(params![process, day], |row| row.get(0))?;
    rows.collect()
}

/// Writes a line to a file and waits until the disk has it.
///
/// # Errors
///
/// It cannot be written.
pub(crate) fn synced(file: &mut File) -> io::Result<()> {
    file.write_all(&[b'x'; 512])?;
    file.sync_data()
}
