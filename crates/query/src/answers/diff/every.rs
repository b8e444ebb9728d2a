//! `diff` of every process of a log.

use asof_core::{AsOf, Key};
use asof_projector::{Counted, Diff, for_each_diff};
use foldhash::HashMap;

use super::{ChangeRow, DiffAnswer, changes, passed_of};
use crate::answers::due::DueRow;
use crate::answers::envelope::{WideEnvelope, together};
use crate::answers::every::ProcessOfDiff;
use crate::answers::sentence::as_of_row_of_every;
use crate::ask::query::{ProcessAsOf, ResolvedForAll};
use crate::ask::selection::{LeftOut, Selecting, Selection};
use crate::source::log::Log;

/// Returns what differs between two points in every process of a log, of the rows selected. The processes stand in the order in
/// which they were registered.
///
/// `from` and `to` are two points of one question, so that they have the same processes. The registry depends on neither: it
/// is subject to `recorded` alone, which a question has once.
pub fn difference_of_every(
    log: &Log,
    from: &ResolvedForAll,
    to: &ResolvedForAll,
    selection: &Selection,
) -> DiffAnswer {
    let mut found = Found::default();
    for Together { points, processes } in together_compared(from, to) {
        let selecting = Selecting::new(selection, log, &points[1]);
        for_each_diff(log.events(), processes, [&points[0], &points[1]], |mut diff| {
            diff.changes.retain(|change| !change.path.collection().is_registry());
            selecting.keep(&mut diff, &mut found.left_out);
            found.take(log, &diff, &selecting);
        });
    }
    let pairs = from.points.iter().zip(&to.points);
    let mut answer = DiffAnswer {
        envelope: WideEnvelope::of_every(to, together(found.counted(1))),
        from: as_of_row_of_every(from),
        to: as_of_row_of_every(to),
        counted_from: together(found.counted(0)),
        counted_to: together(found.counted(1)),
        only: selection.only.clone(),
        selection: selection.selected(&found.left_out),
        processes: Vec::new(),
        changes: Vec::new(),
        passed: Vec::new(),
    };
    for (from, at) in pairs {
        let Some(of_process) = found.of_process.remove(&at.process) else { continue };
        answer.processes.push(ProcessOfDiff::of(log, [from, at], to.head, of_process.counted));
        answer.changes.extend(of_process.changes);
        answer.passed.extend(of_process.passed);
    }
    answer
}

/// Processes that are compared between the same two points.
struct Together<'q> {
    points: [AsOf; 2],
    processes: Vec<&'q Key>,
}

/// Returns the processes by the points between which they are compared: a pair of views serves all that share it.
fn together_compared<'q>(from: &ResolvedForAll, to: &'q ResolvedForAll) -> Vec<Together<'q>> {
    let mut found: Vec<Together<'q>> = Vec::new();
    let pair = |from: &ProcessAsOf, to: &ProcessAsOf| [from.as_of, to.as_of];
    for (from, to) in from.points.iter().zip(&to.points) {
        let points = pair(from, to);
        match found.iter_mut().find(|together| together.points == points) {
            Some(together) => together.processes.push(&to.process),
            None => found.push(Together { points, processes: vec![&to.process] }),
        }
    }
    found
}

/// What differs in one process. Its states are dropped once they are compared: those of all processes would fill the memory.
struct OfProcess {
    counted: [Counted; 2],
    changes: Vec<ChangeRow>,
    passed: Vec<DueRow>,
}

/// What was found to differ.
#[derive(Default)]
struct Found {
    of_process: HashMap<Key, OfProcess>,
    left_out: LeftOut,
}

impl Found {
    fn take(&mut self, log: &Log, diff: &Diff, selecting: &Selecting<'_>) {
        let changes = changes(diff, log);
        let counted = [diff.from.counted, diff.to.counted];
        let passed = passed_of(diff, selecting);
        self.of_process.insert(diff.to.process.clone(), OfProcess { counted, changes, passed });
    }

    fn counted(&self, end: usize) -> impl Iterator<Item = Counted> {
        self.of_process.values().map(move |of_process| of_process.counted[end])
    }
}
