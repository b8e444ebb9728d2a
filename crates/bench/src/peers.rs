//! The same work by other means: no more than it takes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use memchr::memchr_iter;
use rusqlite::{Connection, params};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::measure::{Outcome, run};

/// A line as far as it has to be read to answer questions about it.
#[derive(Deserialize)]
#[allow(dead_code, reason = "reading them is the work")]
struct Line<'l> {
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

/// Returns how many lines a log has, each read into its fields by the reader that most Rust programs use.
///
/// # Errors
///
/// A line cannot be read.
pub(crate) fn serde_parse(log: &str) -> serde_json::Result<usize> {
    log.lines().try_fold(0, |lines, line| serde_json::from_str::<Line<'_>>(line).map(|_| lines + 1))
}

/// Returns how many lines a log has, each read into its fields by the fastest reader that we know: a floor.
///
/// # Errors
///
/// A line cannot be read.
pub(crate) fn sonic_parse(log: &str) -> sonic_rs::Result<usize> {
    log.lines().try_fold(0, |lines, line| sonic_rs::from_str::<Line<'_>>(line).map(|_| lines + 1))
}

/// Returns how many lines a file has.
///
/// # Errors
///
/// It cannot be read.
pub(crate) fn scan(file: &Path) -> io::Result<usize> {
    Ok(memchr_iter(b'\n', &std::fs::read(file)?).count())
}

/// A table of events with an index that answers what was promised by when without the table.
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

/// Returns the promises of a process that were made by a day and public by another.
///
/// # Errors
///
/// The database cannot be read.
pub(crate) fn promised(
    connection: &Connection,
    process: &str,
    day: &str,
    known: &str,
) -> rusqlite::Result<Vec<String>> {
    let mut asked = connection.prepare_cached(
        "SELECT key FROM event
         WHERE process = ?1 AND kind = 'commitment' AND occurred <= ?2 AND known <= ?3 ORDER BY key",
    )?;
    let rows = asked.query_map(params![process, day, known], |row| row.get(0))?;
    rows.collect()
}

/// Returns how many events of each process happened after a day and by another.
///
/// # Errors
///
/// The database cannot be read.
pub(crate) fn happened(
    connection: &Connection,
    after: &str,
    by: &str,
) -> rusqlite::Result<Vec<(String, u64)>> {
    let mut asked = connection.prepare_cached(
        "SELECT process, count(*) FROM event WHERE occurred > ?1 AND occurred <= ?2 GROUP BY process",
    )?;
    let rows =
        asked.query_map(params![after, by], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
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

/// Reads a file of JSON Lines and counts by process; prints the seconds, then each count.
const DUCKDB: &str = "
import sys, time, duckdb
duckdb.sql('SET threads TO 1')
ask = \"SELECT process, count(*) FROM read_json(?, format='newline_delimited', columns={'process': 'VARCHAR', 'what': 'JSON'}) WHERE process IS NOT NULL GROUP BY process\"
begun = time.perf_counter_ns()
rows = duckdb.execute(ask, [sys.argv[1]]).fetchall()
print(time.perf_counter_ns() - begun)
for process, count in rows:
    print(process, count)
";

/// Returns how many nanoseconds DuckDB takes to count the events of each process, and the counts; `None` if Python has no DuckDB.
///
/// # Errors
///
/// It cannot read the file.
pub(crate) fn duckdb(python: &Path, file: &str) -> Outcome<Option<(u64, BTreeMap<String, usize>)>> {
    if run(python, &["-c", "import duckdb"]).is_err() {
        return Ok(None);
    }
    let said = String::from_utf8(run(python, &["-c", DUCKDB, file])?)?;
    let mut lines = said.lines();
    let nanoseconds = lines.next().unwrap_or_default().parse()?;
    let mut counts = BTreeMap::new();
    for (process, count) in lines.filter_map(|line| line.split_once(' ')) {
        counts.insert(process.to_owned(), count.parse()?);
    }
    Ok(Some((nanoseconds, counts)))
}
