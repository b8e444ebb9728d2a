//! Questions to a new process, about several processes and days.

use std::time::Duration;

use super::figure::{Amount, Figure, Measured, Row};
use super::ground::{Ground, LEEWAY, Point};
use crate::measure::{Outcome, median, middle, run, watch};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row { name: "state of one process, SQLite", measure: state_of_database },
    Row { name: "known of one process, SQLite", measure: known_of_database },
    Row { name: "diff of one process, SQLite", measure: diff_of_database },
    Row { name: "state of one process, JSON Lines", measure: state_of_file },
    Row { name: "known of one process, JSON Lines", measure: known_of_file },
    Row { name: "diff of one process, JSON Lines", measure: diff_of_file },
    Row { name: "known of the shipped record", measure: shipped },
    Row { name: "known of the shipped record, page faults", measure: shipped_faults },
];

/// The question about the shipped record.
const SHIPPED: [&str; 4] = ["known", "2025-05-24", "--log", "demo"];

fn state_of_database(ground: &Ground<'_>) -> Outcome<Measured> {
    Ok(Figure::beside(state(ground, Store::Database)?, 300, "empty program", ground.empty()?))
}

fn known_of_database(ground: &Ground<'_>) -> Outcome<Measured> {
    let (known, state) = (known(ground, Store::Database)?, state(ground, Store::Database)?);
    Ok(Figure::beside(known, 110, "the state", state))
}

fn diff_of_database(ground: &Ground<'_>) -> Outcome<Measured> {
    let (diff, state) = (diff(ground, Store::Database)?, state(ground, Store::Database)?);
    Ok(Figure::beside(diff, 210, "the state", state))
}

fn state_of_file(ground: &Ground<'_>) -> Outcome<Measured> {
    let (state, scan) = (state(ground, Store::File)?, ground.scan()?);
    Ok(Figure::within(state, scan + LEEWAY, "scan of the bytes", scan))
}

fn known_of_file(ground: &Ground<'_>) -> Outcome<Measured> {
    Ok(Figure::beside(known(ground, Store::File)?, 110, "the state", state(ground, Store::File)?))
}

fn diff_of_file(ground: &Ground<'_>) -> Outcome<Measured> {
    Ok(Figure::beside(diff(ground, Store::File)?, 210, "the state", state(ground, Store::File)?))
}

fn shipped(ground: &Ground<'_>) -> Outcome<Measured> {
    let took = median(|_| run(ground.asof, &SHIPPED).map(drop))?;
    Ok(Figure::beside(took, 400, "empty program", ground.empty()?))
}

fn shipped_faults(ground: &Ground<'_>) -> Outcome<Measured> {
    let faults = |program, arguments: &[&str]| -> Outcome<u64> {
        let runs = (0..5).map(|_| Ok(watch(program, arguments)?.faults)).collect::<Outcome<_>>()?;
        Ok(middle(runs))
    };
    let (took, empty) = (faults(ground.asof, &SHIPPED)?, faults(ground.empty_program(), &[])?);
    Ok(Measured::Figure(Figure {
        took: Amount::Count(took),
        must: Some(Amount::Count(empty * 4)),
        peer: Some(("empty program", Amount::Count(empty))),
    }))
}

/// In which of its two forms the log is asked.
#[derive(Clone, Copy)]
enum Store {
    File,
    Database,
}

fn state(ground: &Ground<'_>, store: Store) -> Outcome<Duration> {
    let name = match store {
        Store::File => "state of the file",
        Store::Database => "state of the database",
    };
    ground.once(name, || asked(ground, store, |point| vec!["state", &point.day]))
}

fn known(ground: &Ground<'_>, store: Store) -> Outcome<Duration> {
    asked(ground, store, |point| vec!["known", &point.day])
}

fn diff(ground: &Ground<'_>, store: Store) -> Outcome<Duration> {
    asked(ground, store, |point| vec!["diff", &point.first, &point.day])
}

/// Returns how long a question takes, at another point each time.
fn asked(ground: &Ground<'_>, store: Store, what: impl Fn(&Point) -> Vec<&str>) -> Outcome<Duration> {
    let log = match store {
        Store::File => &ground.file,
        Store::Database => &ground.database,
    };
    let points = ground.points();
    median(|time| {
        let point = &points[time % points.len()];
        let mut arguments = what(point);
        arguments.extend(["--log", log, "--process", &point.process, "--format", "json"]);
        run(ground.asof, &arguments).map(drop)
    })
}
