//! Appends of one event from a new process.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::figure::{Amount, Figure, Measured, Row};
use super::ground::{Ground, LEEWAY};
use crate::measure::{Outcome, median, run};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row { name: "append of one event, SQLite", measure: to_database },
    Row { name: "append of one event, SQLite, fsyncs", measure: syncs },
    Row { name: "append of one event, JSON Lines", measure: to_file },
];

fn to_database(ground: &Ground<'_>) -> Outcome<Measured> {
    let log = copied(ground, &ground.database, "appended.db")?;
    Ok(Figure::within(appended(ground, &log)?, Duration::from_millis(15), "fdatasync", ground.sync()?))
}

fn to_file(ground: &Ground<'_>) -> Outcome<Measured> {
    let log = copied(ground, &ground.file, "appended.jsonl")?;
    let (scan, sync) = (ground.scan()?, ground.sync()?);
    Ok(Figure::within(appended(ground, &log)?, scan + LEEWAY + sync, "scan of the bytes", scan))
}

fn syncs(ground: &Ground<'_>) -> Outcome<Measured> {
    let strace = Path::new("strace");
    if run(strace, &["-V"]).is_err() {
        return Ok(Measured::LeftOut("there is no strace"));
    }
    let log = copied(ground, &ground.database, "synced.db")?;
    let (draft, trace) = (draft(ground, 0)?, ground.place("trace"));
    let asof = ground.asof.to_string_lossy();
    let traced =
        ["-f", "-e", "trace=fsync,fdatasync", "-o", &trace, &asof, "append", &draft, "--log", &log, "-q"];
    run(strace, &traced)?;
    let trace = fs::read_to_string(&trace)?;
    let calls = trace.lines().filter(|line| line.contains("fsync(") || line.contains("fdatasync(")).count();
    Ok(Figure::alone(Amount::Count(calls as u64), Amount::Count(5)))
}

/// Copies a log, so that what is appended changes no other figure, and returns where the copy is.
fn copied(ground: &Ground<'_>, log: &str, name: &str) -> Outcome<String> {
    let copy = ground.place(name);
    fs::copy(log, &copy)?;
    Ok(copy)
}

/// Returns how long an append takes, each time to another process of the log.
fn appended(ground: &Ground<'_>, log: &str) -> Outcome<Duration> {
    median(|number| {
        let draft = draft(ground, number)?;
        run(ground.asof, &["append", &draft, "--log", log, "-q"]).map(drop)
    })
}

/// Writes one more event and returns where it is.
fn draft(ground: &Ground<'_>, number: usize) -> Outcome<String> {
    let points = ground.points();
    let day = format!("2024-12-{:02}", number % 28 + 1);
    let draft = json!({
        "process": points[number % points.len()].process, "key": format!("one-more-{number}"),
        "occurred": day, "known": day, "attributed_to": ["source"],
        "sources": [{ "source": "chronicle", "page": "7" }], "summary": format!("One more event, number {number}."),
        "what": { "claim": { "says": format!("one more count was kept, number {number}") } },
    });
    let place = ground.place("draft.json");
    fs::write(&place, draft.to_string())?;
    Ok(place)
}
