//! `hindsight`: how a moment looked then, how it looks now, and what became of what was expected.

mod outcome;
mod outcomes;

use asof_core::{AsOf, Until};
use asof_projector::{Counted, Diff, Path, role, row};
use foldhash::HashSet;

pub use outcome::TurnedOut;
pub use outcomes::OutcomeRow;

use crate::answers::diff::{ChangeRow, changes, counted, diffs, select};
use crate::answers::envelope::{Envelope, PossibleRow};
use crate::answers::possible::possible_rows;
use crate::answers::sentence::AsOfRow;
use crate::ask::query::ResolvedQuery;
use crate::ask::selection::{Selected, Selecting, Selection, StatePart};
use crate::source::log::Log;

row! {
    /// How a moment looked then, how it looks now, and what became of what was expected: what `hindsight` prints.
    pub struct Hindsight as "Hindsight" {
        /// What every answer begins with.
        envelope: Envelope as role::Flat,
        /// How many events count by what the public could know then.
        counted_from: Counted as role::One,
        /// How many events count by all that the log knows.
        counted_to: Counted as role::One,
        /// The parts of the state asked for; empty if all are compared.
        only: Vec<StatePart>,
        /// Which rows of them are compared.
        selection: Selected as role::One,
        /// The moment by what the public could know then; the point of the answer.
        from: AsOfRow as role::One,
        /// The same moment by all that the log knows.
        to: AsOfRow as role::One,
        /// What looks otherwise now, by path.
        changes: Vec<ChangeRow> as role::Rows,
        /// What became, by the end of the log, of every meeting planned, attendance, delegation and ceasefire announced,
        /// promise and proposal open, and objective of a party held then.
        outcomes: Vec<OutcomeRow> as role::Rows,
        /// How many rows look now as they looked then.
        unchanged: usize,
        /// What may have happened or been known then.
        possible: Vec<PossibleRow> as role::Rows,
    }
}

/// Returns the difference between a moment as known then and as known by the end of the log, and the outcomes of
/// every meeting planned, attendance, delegation and ceasefire announced, promise and proposal open, and aim held then.
///
/// An outcome's `turned_out` says how what was expected compares with what became of it: `otherwise`, `late` (it
/// came about, after the day by which it was due), `as-expected`, `settled` (it had been left open and was decided) or
/// `open` (the record tells of no end of it).
///
/// `then` is the point with `known` as of the moment, `now` the one with all that the log knows. Of changes, outcomes and
/// what is possible only what is selected is there.
pub fn hindsight(log: &Log, then: &ResolvedQuery, now: &ResolvedQuery, selection: &Selection) -> Hindsight {
    let selecting = Selecting::new(selection, log, &now.as_of);
    let only = selection.collections();
    let mut diffs = diffs(log, then, now);
    let mut left_out = select(&mut diffs, log, now, selection);
    let end = log.as_of(&AsOf { occurred: Until::All, known: Until::All, ..then.as_of });
    let mut outcomes = Vec::new();
    for diff in &diffs {
        let last = log.until(&diff.from.process);
        let end = end.state(&diff.from.process);
        outcomes.extend(outcomes::outcomes(&diff.from, (&end, last), &only, &selecting, &mut left_out));
    }
    let mut possible = Vec::new();
    for diff in &diffs {
        possible.extend(possible_rows(&diff.from, &selecting, &mut left_out));
    }
    let [counted_from, counted_to] = counted(&diffs);
    Hindsight {
        envelope: Envelope::new(then, log.names(), counted_from),
        counted_from,
        counted_to,
        only: selection.only.clone(),
        selection: selection.selected(&left_out),
        from: then.as_of_row(),
        to: now.as_of_row(),
        changes: diffs.iter().flat_map(|diff| changes(diff, log)).collect(),
        outcomes,
        unchanged: diffs.iter().map(|diff| unchanged(diff, selection, &selecting)).sum(),
        possible,
    }
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
