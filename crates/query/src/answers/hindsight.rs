//! `hindsight`: how a moment looked then, how it looks now, and what became of what was expected.

mod outcome;
mod outcomes;

use std::collections::HashSet;

use asof_core::{AsOf, Until};
use asof_projector::{Diff, Path};
use serde_json::{Value, json};

pub use outcome::TurnedOut;

use crate::answers::answer::{Answer, counted_json, possible_json, together};
use crate::answers::diff::{changes_json, diffs, put_counts, select};
use crate::ask::query::ResolvedQuery;
use crate::ask::selection::{Selecting, Selection};
use crate::source::log::Log;

/// Returns the difference between a moment as known then and as known by the end of the log, and the outcomes of
/// every meeting planned, attendance, delegation and ceasefire announced, promise and proposal open, and aim held then.
///
/// An outcome's `turned_out` says how what was expected compares with what became of it: `otherwise`, `late` (it
/// came about, after the day by which it was due), `as-expected`, `settled` (it had been left open and was decided) or
/// `open` (the record tells of no end of it).
///
/// `then` is the point with `known` as of the moment, `now` the one with all that the log knows. Of changes, outcomes and
/// what is possible only what is selected is there.
pub fn hindsight(log: &Log, then: &ResolvedQuery, now: &ResolvedQuery, selection: &Selection) -> Answer {
    let selecting = Selecting::new(selection, log, &now.as_of);
    let only = selection.collections();
    let mut diffs = diffs(log, then, now);
    let mut left_out = select(&mut diffs, log, now, selection);
    let end = log.as_of(&AsOf { occurred: Until::All, known: Until::All, ..then.as_of });
    let outcomes: Vec<Value> = diffs
        .iter()
        .flat_map(|diff| {
            let last = log.until(&diff.from.process);
            let end = end.state(&diff.from.process);
            outcomes::outcomes(&diff.from, (&end, last), &only, &selecting, &mut left_out)
        })
        .collect();
    let mut answer = Answer::new("hindsight", then, log.names());
    answer.put("counted", counted_json(together(diffs.iter().map(|diff| diff.from.counted))));
    put_counts(&mut answer, &diffs);
    answer.put("only", selection.only.iter().map(|part| json!(part.name())).collect());
    answer.put("selection", Value::Null);
    answer.put("from", then.as_of_json());
    answer.put("to", now.as_of_json());
    answer.put("changes", diffs.iter().flat_map(|diff| changes_json(diff, log)).collect());
    answer.put("outcomes", Value::Array(outcomes));
    let unchanged = diffs.iter().map(|diff| unchanged(diff, selection, &selecting)).sum::<usize>();
    answer.put("unchanged", json!(unchanged));
    let possible =
        diffs.iter().flat_map(|diff| possible_json(&diff.from, &selecting, &mut left_out)).collect();
    answer.put("selection", selection.json(log.names(), &left_out));
    answer.put("possible", possible);
    answer
}

/// Returns how many slots of the process, of those selected, look now as they looked then.
fn unchanged(diff: &Diff, selection: &Selection, selecting: &Selecting<'_>) -> usize {
    let moved: HashSet<&Path> = diff.changes.iter().map(|change| &change.path).collect();
    let is_asked = |path: &&Path| {
        !path.collection().is_registry()
            && selection.contains(path.collection())
            && selecting.shows_path([&diff.from, &diff.to], path)
    };
    diff.from.slots.keys().filter(|path| !moved.contains(path)).filter(is_asked).count()
}
