//! The same questions to asof and to SQLite by hand: what is fast and wrong is worth nothing.

use asof_query::{Document, Selection, state};
use serde_json::Value;

use super::ground::{Ground, Point};
use super::warm::question;
use crate::measure::{Outcome, run};
use crate::peers;

/// Compares what asof says was promised by each point, with hindsight and by what was known then, with what SQLite by hand
/// says: from the file, from the database, and through the library. Returns how many answers were compared.
///
/// # Errors
///
/// They differ, or nothing was promised at any point.
pub(super) fn compare(ground: &Ground<'_>) -> Outcome<usize> {
    let (mut compared, mut promises) = (0, 0);
    for point in ground.points() {
        let Point { process, day, .. } = &point;
        for (command, known) in [("state", "9999"), ("known", day)] {
            let expected = peers::promised(&ground.by_hand, process, day, known)?;
            let answers = [
                (&*ground.file, printed(ground, &ground.file, command, &point)?),
                (&*ground.database, printed(ground, &ground.database, command, &point)?),
                ("the library", through_the_library(ground, command, &point)?),
            ];
            for (log, answer) in answers {
                let keys = promised(&answer)?;
                if keys != expected {
                    let differ =
                        format!("answers differ: {command} of {process} on {day} in {log} has {keys:?}");
                    return Err(format!("{differ}, but SQLite by hand has {expected:?}").into());
                }
                compared += 1;
                promises += keys.len();
            }
        }
    }
    match promises {
        0 => Err("nothing was promised at any point asked about: the comparison proves nothing".into()),
        _ => Ok(compared),
    }
}

/// Returns what the program answers.
fn printed(ground: &Ground<'_>, log: &str, command: &str, point: &Point) -> Outcome<Value> {
    let Point { process, day, .. } = point;
    let arguments =
        [command, day, "--log", log, "--process", process, "--only", "commitments", "--format", "json"];
    Ok(serde_json::from_slice(&run(ground.asof, &arguments)?)?)
}

/// Returns what the library answers that has read the database once.
fn through_the_library(ground: &Ground<'_>, command: &str, point: &Point) -> Outcome<Value> {
    let (log, question) = (ground.read()?, question(&point.process));
    let asked = match command {
        "known" => question.known_at(log, Some(&point.day))?,
        _ => question.at(log, Some(&point.day))?,
    };
    Ok(state(log, &asked, &Selection::default()).json(log.names()))
}

/// Returns the keys of the promises in an answer.
fn promised(answer: &Value) -> Outcome<Vec<String>> {
    let rows = answer["commitments"].as_array().ok_or_else(|| format!("no commitments in {answer}"))?;
    let mut keys: Vec<String> =
        rows.iter().filter_map(|row| row["key"].as_str()).map(str::to_owned).collect();
    keys.sort_unstable();
    Ok(keys)
}
