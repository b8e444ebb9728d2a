//! Logs that grow in one thing: the state of a process that has it all, beside one with a quarter.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Duration;

use asof_bench::{Shape, write_log};

use super::figure::{Figure, Measured, Row};
use super::ground::Ground;
use crate::measure::{Outcome, median, run};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row { name: "state of one process of 100,000 events", measure: one_process },
    Row { name: "state with 50,000 deliveries on a promise", measure: deliveries },
    Row { name: "state with 10,000 corrections of an event", measure: corrections },
];

fn one_process(ground: &Ground<'_>) -> Outcome<Measured> {
    grown(ground, Shape::OneProcess, 100_000)
}

fn deliveries(ground: &Ground<'_>) -> Outcome<Measured> {
    grown(ground, Shape::Deliveries, 50_000)
}

fn corrections(ground: &Ground<'_>) -> Outcome<Measured> {
    grown(ground, Shape::Corrections, 10_000)
}

/// Returns how long the state takes at a size, or at that of the table if it is smaller, which then has as much less time.
fn grown(ground: &Ground<'_>, shape: Shape, full: usize) -> Outcome<Measured> {
    let events = full.min(ground.events);
    let must = Duration::from_nanos(1_000_000_000 * events as u64 / full as u64);
    let [quarter, whole] = [events / 4, events].map(|events| state(ground, shape, events));
    let peer = if events < full { "a quarter; fewer events here" } else { "a quarter of the events" };
    Ok(Figure::within(whole?, must, peer, quarter?))
}

/// Returns how long a new process takes to read a log and show its last state.
fn state(ground: &Ground<'_>, shape: Shape, events: usize) -> Outcome<Duration> {
    let log = ground.place("grown.jsonl");
    let mut out = BufWriter::new(File::create(&log)?);
    write_log(&mut out, shape, events)?;
    out.flush()?;
    median(|_| run(ground.asof, &["state", "--log", &log, "--format", "json"]).map(drop))
}
