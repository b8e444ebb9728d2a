//! `diff`: what changed between two points, why, and by which events.

mod every;

pub use every::difference_of_every;

use asof_core::{Entry, Event, Key, RecordKind, Text};
use asof_projector::{Cause, Change, ChangeReason, Counted, Diff, Op, Path, State, role, row};

use crate::answers::due::{DueRow, passed};
use crate::answers::envelope::{Envelope, WideEnvelope, together};
use crate::answers::every::ProcessOfDiff;
use crate::answers::fact::{AsFact, Fact};
use crate::answers::rows::title;
use crate::answers::sentence::AsOfRow;
use crate::ask::query::ResolvedQuery;
use crate::ask::selection::{LeftOut, Selected, Selecting, Selection, StatePart};
use crate::source::log::Log;

row! {
    /// What changed between two points of one negotiation, or of every one of a log: what `diff` prints.
    pub struct DiffAnswer as "Diff" {
        /// What every answer begins with.
        envelope: WideEnvelope as role::Flat,
        /// The first point.
        from: AsOfRow as role::One,
        /// The second point; the point of the answer.
        to: AsOfRow as role::One,
        /// How many events count at the first point.
        counted_from: Counted as role::One,
        /// How many events count at the second point.
        counted_to: Counted as role::One,
        /// The parts of the state asked for; empty if all are compared.
        only: Vec<StatePart>,
        /// Which rows of them are compared.
        selection: Selected as role::One,
        /// Where every negotiation of the log is compared, each of them, in the order in which they were registered; else
        /// empty.
        processes: Vec<ProcessOfDiff> as role::Rows,
        /// The changes, by path; of several negotiations those of each one behind the other.
        changes: Vec<ChangeRow> as role::Rows,
        /// What was still awaited at the later point and whose last day passed between the two: no change, and without
        /// causes. Empty if only other parts of the state were asked for.
        passed: Vec<DueRow> as role::Rows,
    }
}

row! {
    /// One change: a row that came or went, or a field of a row that has another value.
    pub struct ChangeRow as "Change" {
        /// The negotiation.
        process: Key,
        /// The path of the row, with the field as one more segment if it is one.
        path: String,
        /// The path of the row alone.
        slot: Path,
        /// What the row is called, or what it is about; null if it has no such name.
        title: Option<String> as role::Prose,
        /// The field; null for a whole row.
        field: Option<String>,
        /// What happened to it.
        op: Op,
        /// What it was: a row as in the state at the first point, or its field. Null if it was not there.
        before: Fact as AsFact,
        /// What it is: a row as in the state at the second point, or its field. Null if it is not there.
        after: Fact as AsFact,
        /// What the row may be at the second point, where the order of events that decide is not recorded; empty if it is.
        undecided_between: Vec<String> as role::Prose,
        /// The reasons of its causes, each once.
        why: Vec<ChangeReason>,
        /// The events that moved it.
        causes: Vec<CauseRow> as role::Rows,
    }
}

row! {
    /// An event that moved a row.
    pub struct CauseRow as "Cause" {
        /// The event; in full if it is of another process.
        event: String,
        /// Why it counts at one point and not, or otherwise, at the other.
        why: ChangeReason,
        /// Of one corrected or withdrawn, the entry that did so and moved the row too; null of all else.
        by: Option<String>,
        /// The reason that this entry gives; null where `by` is.
        reason: Option<Text> as role::Prose,
    }
}

/// Returns what differs between two points, process by process, of the rows selected: a row is if it is at either point.
pub fn difference(log: &Log, from: &ResolvedQuery, to: &ResolvedQuery, selection: &Selection) -> DiffAnswer {
    let mut diffs = diffs(log, from, to);
    let selecting = Selecting::new(selection, log, &to.as_of);
    let mut left_out = LeftOut::default();
    diffs.iter_mut().for_each(|diff| selecting.keep(diff, &mut left_out));
    let passed = diffs.iter().flat_map(|diff| passed_of(diff, &selecting));
    let [counted_from, counted_to] = counted(&diffs);
    DiffAnswer {
        envelope: Envelope::new(to, log.names(), counted_to).into(),
        from: from.as_of_row(),
        to: to.as_of_row(),
        counted_from,
        counted_to,
        only: selection.only.clone(),
        selection: selection.selected(&left_out),
        processes: Vec::new(),
        changes: diffs.iter().flat_map(|diff| changes(diff, log)).collect(),
        passed: passed.collect(),
    }
}

/// Keeps the changes of the rows selected; returns which rows of the parts asked for were left out.
pub(crate) fn select(diffs: &mut [Diff], log: &Log, asked: &ResolvedQuery, selection: &Selection) -> LeftOut {
    let selecting = Selecting::new(selection, log, &asked.as_of);
    let mut left_out = LeftOut::default();
    diffs.iter_mut().for_each(|diff| selecting.keep(diff, &mut left_out));
    left_out
}

impl Selecting<'_> {
    /// Keeps the changes of the rows selected; adds what it leaves out of the parts asked for.
    pub(super) fn keep(&self, diff: &mut Diff, left_out: &mut LeftOut) {
        let (from, to, process) = (&diff.from, &diff.to, &diff.to.process);
        diff.changes.retain(|change| {
            let is_asked = self.asks_for(change.path.collection());
            let is_shown = is_asked && self.shows_path([to, from], &change.path);
            if is_asked && !is_shown {
                left_out.rows.insert((process.clone(), change.path.clone()));
            }
            is_shown
        });
    }
}

/// Returns what was still awaited at the later point of a difference and whose last day passed between its points.
fn passed_of(diff: &Diff, selecting: &Selecting<'_>) -> Vec<DueRow> {
    let is_asked = |path: &Path| {
        selecting.asks_for(path.collection()) && selecting.shows_path([&diff.to, &diff.from], path)
    };
    passed(&diff.from, &diff.to, is_asked)
}

/// Returns how many events count at either point.
pub(crate) fn counted(diffs: &[Diff]) -> [Counted; 2] {
    [together(diffs.iter().map(|diff| diff.from.counted)), together(diffs.iter().map(|diff| diff.to.counted))]
}

/// Returns what differs between two points in each process that is read. The registry, which is that of the log, is
/// compared once.
pub(crate) fn diffs(log: &Log, from: &ResolvedQuery, to: &ResolvedQuery) -> Vec<Diff> {
    let of = |process: &Key| {
        let Diff { from, to: state, mut changes } =
            log.as_of(&from.as_of).diff(&log.as_of(&to.as_of), process);
        changes.retain(|change| match change.path.collection().is_registry() {
            true => {
                *process == to.process && [&from, &state].into_iter().any(|state| state.names(&change.path))
            }
            false => true,
        });
        Diff { from, to: state, changes }
    };
    to.reading.iter().map(of).collect()
}

/// Returns the changes: whole rows when added or removed, fields when changed.
pub(crate) fn changes(diff: &Diff, log: &Log) -> Vec<ChangeRow> {
    diff.changes.iter().map(|change| change_row(diff, change, log)).collect()
}

/// Returns a change as a row.
pub(crate) fn change_row(diff: &Diff, change: &Change, log: &Log) -> ChangeRow {
    let fact = |state: &State| match &change.field {
        None => Fact::row(state, &change.path),
        Some(field) => Fact::field(state, &change.path, field, log.names()),
    };
    let undecided = diff.to.slots.get(&change.path).map(asof_projector::Slot::undecided_between);
    let causes = change.causes.iter().map(|cause| cause_row(log, &diff.to.process, change, cause));
    ChangeRow {
        process: diff.to.process.clone(),
        path: change.full_path(),
        slot: change.path.clone(),
        title: title([&diff.to, &diff.from], &change.path),
        field: change.field.clone(),
        op: change.op,
        before: fact(&diff.from),
        after: fact(&diff.to),
        undecided_between: undecided.unwrap_or_default(),
        why: change.why().into_iter().collect(),
        causes: causes.collect(),
    }
}

/// Returns a cause as a row: of what was corrected or withdrawn also by which entry and for what reason.
fn cause_row(log: &Log, process: &Key, change: &Change, cause: &Cause) -> CauseRow {
    let mending = match cause.why {
        ChangeReason::Corrected | ChangeReason::Retracted => {
            change.causes.iter().find_map(|other| Some((other, mends(log, process, other, &cause.event)?)))
        }
        ChangeReason::Happened
        | ChangeReason::Learned
        | ChangeReason::RecordedLate
        | ChangeReason::Narrowed => None,
    };
    CauseRow {
        event: cause.event.clone(),
        why: cause.why,
        by: mending.map(|(by, _)| by.event.clone()),
        reason: mending.map(|(_, reason)| reason.clone()),
    }
}

/// Returns the reason for which a cause corrects or withdraws an event, unless it is itself corrected or withdrawn.
fn mends<'l>(log: &'l Log, process: &Key, cause: &Cause, event: &str) -> Option<&'l Text> {
    if matches!(cause.why, ChangeReason::Corrected | ChangeReason::Retracted) {
        return None;
    }
    let mending = log.find(process, &cause.event.parse().ok()?)?;
    reason(mending).filter(|(of, _)| of.as_str() == event).map(|(_, reason)| reason)
}

/// Returns what a correction or retraction is of, and its reason.
pub(crate) fn reason(mending: &Event) -> Option<(&Key, &Text)> {
    match &mending.draft.entry {
        Entry::Record(record) => match &record.kind {
            RecordKind::Correction(correction) => Some((&correction.of, &correction.reason)),
            RecordKind::Retraction(retraction) => Some((&retraction.of, &retraction.reason)),
            RecordKind::Confirmation(_)
            | RecordKind::Denial(_)
            | RecordKind::Discrepancy(_)
            | RecordKind::Assertion(_) => None,
        },
        Entry::World(_) | Entry::Registry(_) => None,
    }
}
