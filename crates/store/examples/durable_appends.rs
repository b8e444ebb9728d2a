//! How many durable appends of one event a second each store makes, beside a bare file and bare SQLite, and how many
//! events a second it takes over at once: one run, on one disk.
//!
//! `cargo run --release -p asof-store --example durable_appends -- FOLDER [SECONDS]`; the folder is on the disk in question.

use std::env;
use std::error::Error;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use asof_core::Draft;
use asof_store::{EventLog, Expected, JsonlLog, MemoryLog, SqliteLog, VerifiedBatch};
use rusqlite::{Connection, params};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = env::args().skip(1);
    let folder = PathBuf::from(words.next().ok_or("name a folder")?);
    let seconds = words.next().map_or(Ok(3), |seconds| seconds.parse())?;
    let folder = folder.join(format!("durable-appends-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let time = Duration::from_secs(seconds);
    // Each is measured twice, in turns, so that a disk that slows down is seen.
    for turn in 1..=2 {
        let path = |name: &str| folder.join(format!("{turn}-{name}"));
        let mut log = JsonlLog::create(path("log.jsonl"))?;
        measure("JSON Lines", time, |number| append(&mut log, number))?;
        let mut log = SqliteLog::create(path("log.db"))?;
        measure("SQLite", time, |number| append(&mut log, number))?;
        let line = draft(0)?.to_json();
        let mut file = File::create(path("bare.jsonl"))?;
        measure("bare file", time, |_| {
            Ok(file.write_all(line.as_bytes()).and_then(|()| file.sync_data())?)
        })?;
        let bare = bare(&path("bare.db"))?;
        measure("bare SQLite", time, |number| {
            bare.prepare_cached("INSERT INTO t (n, line) VALUES (?1, ?2)")?.execute(params![number, line])?;
            Ok(())
        })?;
    }
    let original = large()?;
    take_over("JSON Lines", &mut JsonlLog::create(folder.join("copy.jsonl"))?, &original)?;
    take_over("SQLite", &mut SqliteLog::create(folder.join("copy.db"))?, &original)?;
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

/// Returns a database with one table and as durable as the log.
fn bare(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (n INTEGER PRIMARY KEY, line TEXT)",
    )?;
    Ok(connection)
}

fn draft(number: u32) -> Result<Draft, Box<dyn Error>> {
    let json = r#"{"process":"talks","key":"KEY","occurred":"2025-05-16","known":"2025-05-16","attributed_to":["source"],
        "sources":[{"source":"s"}],"summary":"Something was said.","what":{"claim":{"about":["x"],"says":"one"}}}"#;
    Ok(Draft::from_json(&json.replace("KEY", &format!("claim-{number}")))?)
}

fn append(log: &mut dyn EventLog, number: u32) -> Result<(), Box<dyn Error>> {
    log.append(&[draft(number)?], Expected::Any)?;
    Ok(())
}

fn measure(
    name: &str,
    time: Duration,
    mut append: impl FnMut(u32) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let mut appended = 0_u32;
    while begun.elapsed() < time {
        append(appended)?;
        appended += 1;
    }
    let millis = begun.elapsed().as_millis();
    println!(
        "{name:<12} {:>7} appends a second ({appended} in {millis} ms)",
        u128::from(appended) * 1000 / millis
    );
    Ok(())
}

/// How many events are taken over at once.
const LARGE: u32 = 100_000;

/// Returns a log of [`LARGE`] events.
fn large() -> Result<VerifiedBatch, Box<dyn Error>> {
    let mut log = MemoryLog::new();
    let drafts: Result<Vec<Draft>, _> = (0..LARGE).map(draft).collect();
    log.append(&drafts?, Expected::Any)?;
    Ok(VerifiedBatch::read(&log)?)
}

fn take_over(name: &str, log: &mut dyn EventLog, original: &VerifiedBatch) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let written = log.replicate(original)?.written;
    let millis = begun.elapsed().as_millis().max(1);
    println!(
        "{name:<12} {:>7} events a second taken over ({written} in {millis} ms)",
        u128::from(written) * 1000 / millis
    );
    Ok(())
}
