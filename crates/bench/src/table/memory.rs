//! Anonymous memory: what a program holds that no file backs.

use super::figure::{Amount, Figure, Measured, Row};
use super::ground::Ground;
use crate::measure::{Outcome, watch};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row { name: "anonymous memory of a state, SQLite", measure: of_database },
    Row { name: "anonymous memory of a state, JSON Lines", measure: of_file },
    Row { name: "anonymous memory of replay", measure: of_replay },
];

/// What one question may hold.
const OF_A_QUESTION: Amount = Amount::Bytes(16_000_000);

/// What a replay may hold for each event.
const OF_AN_EVENT: u64 = 200;

fn of_database(ground: &Ground<'_>) -> Outcome<Measured> {
    Ok(Figure::alone(of_questions(ground, &ground.database)?, OF_A_QUESTION))
}

fn of_file(ground: &Ground<'_>) -> Outcome<Measured> {
    Ok(Figure::alone(of_questions(ground, &ground.file)?, OF_A_QUESTION))
}

/// Returns the most that any of the questions held.
fn of_questions(ground: &Ground<'_>, log: &str) -> Outcome<Amount> {
    let mut most = 0;
    for point in ground.points() {
        let arguments = ["state", &point.day, "--log", log, "--process", &point.process, "--format", "json"];
        most = most.max(watch(ground.asof, &arguments)?.anonymous);
    }
    Ok(Amount::Bytes(most))
}

fn of_replay(ground: &Ground<'_>) -> Outcome<Measured> {
    let taken = watch(ground.asof, &["replay", "--log", &ground.file])?;
    Ok(Figure::alone(Amount::Bytes(taken.anonymous), Amount::Bytes(OF_AN_EVENT * ground.events as u64)))
}
