//! `hindsight`: how a moment looked then, how it looks now, and what became of what was expected.

mod outcomes;
mod turned;

use std::collections::HashSet;

use asof_core::{Cut, Limit};
use asof_projector::{Diff, Family, Path, project};
use serde_json::json;

pub use turned::TurnedOut;

use crate::answer::{Answer, counted_json, possible_json, together};
use crate::difference::{changes_json, diffs, put_counts};
use crate::log::Log;
use crate::question::Asked;

/// Returns the difference between a moment as known then and as known by the end of the log, and the outcomes of
/// every meeting planned, attendance, delegation and ceasefire announced, promise and proposal open then.
///
/// An outcome's `turned_out` says how what was expected compares with what became of it: `otherwise`, `as-expected`,
/// `settled` (it had been left open and was decided) or `open` (the record tells of no end of it).
///
/// `then` is the cut with `known` as of the moment, `now` the one with all that the log knows. `only` bounds it to
/// these parts of the state; all of them if empty.
pub fn hindsight(log: &Log, then: &Asked, now: &Asked, only: &[Family]) -> Answer {
    let is_asked = |path: &Path| only.is_empty() || only.contains(&path.family());
    let mut diffs = diffs(log, then, now);
    for diff in &mut diffs {
        diff.changes.retain(|change| is_asked(&change.path));
    }
    let end = Cut { occurred: Limit::All, known: Limit::All, ..then.cut };
    let outcomes = diffs.iter().flat_map(|diff| {
        let end = project(log.events(), &diff.from.process, &end);
        outcomes::outcomes(&diff.from, &end, only)
    });
    let mut answer = Answer::new("hindsight", then, log.names());
    answer.put("counted", counted_json(together(diffs.iter().map(|diff| diff.from.counted))));
    put_counts(&mut answer, &diffs);
    answer.put("only", only.iter().map(|family| json!(family.name())).collect());
    answer.put("from", then.cut_json());
    answer.put("to", now.cut_json());
    answer.put("changes", diffs.iter().flat_map(|diff| changes_json(diff, log)).collect());
    answer.put("outcomes", outcomes.collect());
    let unchanged = diffs.iter().map(|diff| unchanged(diff, is_asked)).sum::<usize>();
    answer.put("unchanged", json!(unchanged));
    answer.put("possible", diffs.iter().flat_map(|diff| possible_json(&diff.from)).collect());
    answer
}

/// Returns how many slots of the process, of those asked for, look now as they looked then.
fn unchanged(diff: &Diff, is_asked: impl Fn(&Path) -> bool) -> usize {
    let moved: HashSet<&Path> = diff.changes.iter().map(|change| &change.path).collect();
    let own = diff.from.slots.keys().filter(|path| !path.family().is_registry() && is_asked(path));
    own.filter(|path| !moved.contains(path)).count()
}
