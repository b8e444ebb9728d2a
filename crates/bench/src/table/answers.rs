//! The same questions to asof and to SQLite by hand: what is fast and wrong is worth nothing.

use serde_json::Value;

use super::ground::{Ground, Point};
use crate::measure::{Outcome, run};
use crate::peers;

/// Compares what asof says was promised by each point, from the file and from the database, with hindsight and by what was
/// known, with what SQLite by hand says. Returns how many answers were compared.
///
/// # Errors
///
/// They differ, or nothing was promised at any point.
pub(super) fn compare(ground: &Ground<'_>) -> Outcome<usize> {
    let (mut compared, mut promises) = (0, 0);
    for point in ground.points() {
        for (log, command) in [
            (&ground.file, "state"),
            (&ground.file, "known"),
            (&ground.database, "state"),
            (&ground.database, "known"),
        ] {
            let known = if command == "known" { &point.day } else { "9999" };
            let expected = peers::promised(&ground.by_hand, &point.process, &point.day, known)?;
            let keys = promised(ground, log, command, &point)?;
            if keys != expected {
                return Err(format!(
                    "answers differ: {command} of {} on {} in {log} has {keys:?}, but SQLite by hand has {expected:?}",
                    point.process, point.day
                )
                .into());
            }
            compared += 1;
            promises += keys.len();
        }
    }
    match promises {
        0 => Err("nothing was promised at any point asked about: the comparison proves nothing".into()),
        _ => Ok(compared),
    }
}

/// Returns the promises that asof has at a point, by their keys.
fn promised(ground: &Ground<'_>, log: &str, command: &str, point: &Point) -> Outcome<Vec<String>> {
    let Point { process, day, .. } = point;
    let arguments =
        [command, day, "--log", log, "--process", process, "--only", "commitments", "--format", "json"];
    let answer: Value = serde_json::from_slice(&run(ground.asof, &arguments)?)?;
    let rows = answer["commitments"].as_array().ok_or_else(|| format!("no commitments in {answer}"))?;
    let mut keys: Vec<String> =
        rows.iter().filter_map(|row| row["key"].as_str()).map(str::to_owned).collect();
    keys.sort_unstable();
    Ok(keys)
}
