//! What is done with a whole log.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use asof_bench::{Shape, write_drafts};
use asof_core::AsOf;
use asof_projector::for_each_state;
use asof_query::Log;
use asof_store::JsonlLog;

use super::figure::{Amount, Figure, Measured, Row};
use super::ground::Ground;
use crate::measure::{Outcome, median, run, watch};
use crate::peers;

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row { name: "JSON Lines to the states of all", measure: states },
    Row { name: "the same beside serde_json", measure: states_beside_serde },
    Row { name: "the same beside DuckDB", measure: states_beside_duckdb },
    Row { name: "replay", measure: replay },
    Row { name: "check", measure: check },
    Row { name: "import of drafts with all checks", measure: import },
    Row { name: "import of drafts, peak memory (VmHWM)", measure: import_memory },
];

fn states(ground: &Ground<'_>) -> Outcome<Measured> {
    Ok(Figure::beside(projected(ground)?, 350, "typed sonic-rs parse", ground.sonic()?))
}

fn states_beside_serde(ground: &Ground<'_>) -> Outcome<Measured> {
    Ok(Figure::reported(projected(ground)?, "typed serde_json parse", ground.serde()?))
}

fn states_beside_duckdb(ground: &Ground<'_>) -> Outcome<Measured> {
    let mut times = Vec::new();
    for _ in 0..3 {
        let Some((nanoseconds, counts)) = peers::duckdb(ground.python, &ground.file)? else {
            return Ok(Measured::LeftOut("--python has no package duckdb"));
        };
        let expected = ground.processes.iter().map(|process| (process.key.clone(), process.events)).collect();
        if counts != expected {
            return Err("DuckDB counts other events than were generated".into());
        }
        times.push(Duration::from_nanos(nanoseconds));
    }
    times.sort_unstable();
    Ok(Figure::reported(projected(ground)?, "DuckDB: counts by process", times[1]))
}

/// Returns how long it takes to read the file and project every process, without hashes, in one thread.
fn projected(ground: &Ground<'_>) -> Outcome<Duration> {
    ground.once("projected", || {
        median(|_| {
            let log = Log::read(&JsonlLog::open(&ground.file)?)?;
            for_each_state(log.events(), &AsOf::ALL, |state| {
                black_box(state);
            });
            Ok(())
        })
    })
}

fn replay(ground: &Ground<'_>) -> Outcome<Measured> {
    let took = median(|_| run(ground.asof, &["replay", "--log", &ground.file]).map(drop))?;
    Ok(Figure::beside(took, 1000, "typed sonic-rs parse", ground.sonic()?))
}

fn check(ground: &Ground<'_>) -> Outcome<Measured> {
    let took = median(|_| run(ground.asof, &["check", "--log", &ground.file]).map(drop))?;
    Ok(Figure::reported(took, "typed sonic-rs parse", ground.sonic()?))
}

fn import(ground: &Ground<'_>) -> Outcome<Measured> {
    let (drafts, log) = (drafts(ground)?, ground.place(IMPORTED));
    let took = median(|_| {
        begin_import(ground)?;
        run(ground.asof, &["append", &drafts, "--log", &log, "-q"]).map(drop)
    })?;
    let by_hand = median(|_| {
        ground.remove_database("inserted.db");
        drop(peers::by_hand(&ground.log, Path::new(&ground.place("inserted.db")))?);
        Ok(())
    })?;
    Ok(Figure::beside(took, 1100, "SQLite by hand: insert", by_hand))
}

fn import_memory(ground: &Ground<'_>) -> Outcome<Measured> {
    let (drafts, log) = (drafts(ground)?, ground.place(IMPORTED));
    begin_import(ground)?;
    let taken = watch(ground.asof, &["append", &drafts, "--log", &log, "-q"])?;
    Ok(Figure::alone(Amount::Bytes(taken.resident), Amount::Bytes(256_000_000)))
}

/// The database into which drafts are imported.
const IMPORTED: &str = "imported.db";

/// Puts an empty log in the place of what was imported before.
fn begin_import(ground: &Ground<'_>) -> Outcome<()> {
    let (nothing, empty) = (ground.place("empty.jsonl"), ground.place("empty.db"));
    if !Path::new(&empty).exists() {
        fs::write(&nothing, "")?;
        run(ground.asof, &["copy", &nothing, &empty, "-q"])?;
    }
    ground.remove_database(IMPORTED);
    fs::copy(&empty, ground.place(IMPORTED))?;
    Ok(())
}

/// Writes the drafts of the log and returns where they are.
fn drafts(ground: &Ground<'_>) -> Outcome<String> {
    let place = ground.place("drafts.jsonl");
    let mut out = BufWriter::new(File::create(&place)?);
    write_drafts(&mut out, Shape::Mixed, ground.events)?;
    out.flush()?;
    Ok(place)
}
