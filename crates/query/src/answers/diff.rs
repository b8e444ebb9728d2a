//! `diff`: what changed between two points, why, and by which events.

use asof_core::{Entry, Event, Key, RecordKind, Text};
use asof_projector::{Cause, Change, ChangeReason, Diff, Op, Path, State};
use serde_json::{Value, json};

use crate::answers::answer::{Answer, counted_json, together};
use crate::answers::due::passed;
use crate::answers::rows::{self, title};
use crate::ask::query::ResolvedQuery;
use crate::ask::selection::{LeftOut, Selecting, Selection};
use crate::source::log::Log;

/// Returns what differs between two points, process by process, of the rows selected: a row is if it is at either point.
pub fn difference(log: &Log, from: &ResolvedQuery, to: &ResolvedQuery, selection: &Selection) -> Answer {
    let mut diffs = diffs(log, from, to);
    let left_out = select(&mut diffs, log, to, selection);
    let mut answer = Answer::new("diff", to, log.names());
    answer.put("from", from.as_of_json());
    answer.put("to", to.as_of_json());
    answer.put("counted", counted_json(together(diffs.iter().map(|diff| diff.to.counted))));
    put_counts(&mut answer, &diffs);
    answer.put("only", selection.only.iter().map(|part| json!(part.name())).collect());
    answer.put("selection", selection.json(log.names(), &left_out));
    answer.put("changes", diffs.iter().flat_map(|diff| changes_json(diff, log)).collect());
    let selecting = Selecting::new(selection, log, &to.as_of);
    let passed = diffs.iter().flat_map(|diff| {
        let is_asked = |path: &Path| {
            selection.contains(path.collection()) && selecting.shows_path([&diff.to, &diff.from], path)
        };
        passed(log, &diff.from, &diff.to, is_asked)
    });
    answer.put("passed", passed.collect());
    answer
}

/// Keeps the changes of the rows selected; returns which rows of the parts asked for were left out.
pub(crate) fn select(diffs: &mut [Diff], log: &Log, asked: &ResolvedQuery, selection: &Selection) -> LeftOut {
    let selecting = Selecting::new(selection, log, &asked.as_of);
    let mut left_out = LeftOut::default();
    for diff in diffs {
        let (from, to, process) = (&diff.from, &diff.to, &diff.to.process);
        diff.changes.retain(|change| {
            let is_asked = selection.contains(change.path.collection());
            let is_shown = is_asked && selecting.shows_path([to, from], &change.path);
            if is_asked && !is_shown {
                left_out.rows.insert((process.clone(), change.path.clone()));
            }
            is_shown
        });
    }
    left_out
}

/// Adds how many events count at either point.
pub(crate) fn put_counts(answer: &mut Answer, diffs: &[Diff]) {
    answer.put("counted_from", counted_json(together(diffs.iter().map(|diff| diff.from.counted))));
    answer.put("counted_to", counted_json(together(diffs.iter().map(|diff| diff.to.counted))));
}

/// Returns what differs between two points in each process that is read. The registry, which is that of the log, is
/// compared once.
pub(crate) fn diffs(log: &Log, from: &ResolvedQuery, to: &ResolvedQuery) -> Vec<Diff> {
    let of = |process: &Key| {
        let mut diff = log.as_of(&from.as_of).diff(&log.as_of(&to.as_of), process);
        if *process != to.process {
            diff.changes.retain(|change| !change.path.collection().is_registry());
        }
        diff
    };
    to.reading.iter().map(of).collect()
}

/// Returns the changes as the contract has them: whole slots when added or removed, fields when changed.
pub(crate) fn changes_json(diff: &Diff, log: &Log) -> Vec<Value> {
    diff.changes.iter().map(|change| change_json(diff, change, log)).collect()
}

/// Returns a change as the contract has it.
pub(crate) fn change_json(diff: &Diff, change: &Change, log: &Log) -> Value {
    let names = log.names();
    let (mut before, mut after) = (change.before.clone(), change.after.clone());
    // A whole slot is shown as its row, with what only the state can say of it.
    let row = |state: &State| state.slots.get(&change.path).map(|slot| rows::row(state, &change.path, slot));
    match change.op {
        Op::Added => after = row(&diff.to).map_or(after, Value::Object),
        Op::Removed => before = row(&diff.from).map_or(before, Value::Object),
        Op::Changed => {}
    }
    let undecided = |state: &State| {
        state.slots.get(&change.path).map_or_else(Vec::new, asof_projector::Slot::undecided_between)
    };
    let causes = change.causes.iter().map(|cause| cause_json(log, &diff.to.process, change, cause));
    json!({
        "process": diff.to.process,
        "path": change.full_path(),
        "slot": change.path.to_string(),
        "title": title([&diff.to, &diff.from], &change.path),
        "field": change.field,
        "op": change.op,
        "before": names.beside(before),
        "after": names.beside(after),
        "undecided_between": undecided(&diff.to),
        "why": change.why(),
        "causes": causes.collect::<Value>(),
    })
}

/// Returns a cause as the contract has it: of what was corrected or withdrawn also by which entry and for what reason.
fn cause_json(log: &Log, process: &Key, change: &Change, cause: &Cause) -> Value {
    let mending = match cause.why {
        ChangeReason::Corrected | ChangeReason::Retracted => {
            change.causes.iter().find_map(|other| Some((other, mends(log, process, other, &cause.event)?)))
        }
        ChangeReason::Happened
        | ChangeReason::Learned
        | ChangeReason::RecordedLate
        | ChangeReason::Narrowed => None,
    };
    json!({
        "event": cause.event,
        "why": cause.why,
        "by": mending.map(|(by, _)| &by.event),
        "reason": mending.map(|(_, reason)| reason),
    })
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
