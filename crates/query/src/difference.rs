//! `diff`: what changed between two cuts, why, and by which events.

use asof_core::Key;
use asof_projector::{Change, Diff, Family, Op, Path, State, diff};
use serde_json::{Value, json};

use crate::answer::{Answer, counted_json, together};
use crate::log::Log;
use crate::names::Names;
use crate::question::Asked;

/// Returns what differs between two cuts, process by process: in all parts of the state, or in those named.
pub fn difference(log: &Log, from: &Asked, to: &Asked, only: &[Family]) -> Answer {
    let mut diffs = diffs(log, from, to);
    for diff in &mut diffs {
        diff.changes.retain(|change| only.is_empty() || only.contains(&change.path.family()));
    }
    let mut answer = Answer::new("diff", to, log.names());
    answer.put("from", from.cut_json());
    answer.put("to", to.cut_json());
    answer.put("counted", counted_json(together(diffs.iter().map(|diff| diff.to.counted))));
    put_counts(&mut answer, &diffs);
    answer.put("only", only.iter().map(|family| json!(family.name())).collect());
    answer.put("changes", diffs.iter().flat_map(|diff| changes_json(diff, log.names())).collect());
    answer
}

/// Adds how many events count at either cut.
pub(crate) fn put_counts(answer: &mut Answer, diffs: &[Diff]) {
    answer.put("counted_from", counted_json(together(diffs.iter().map(|diff| diff.from.counted))));
    answer.put("counted_to", counted_json(together(diffs.iter().map(|diff| diff.to.counted))));
}

/// Returns what differs between two cuts in each process that is read. The registry, which is that of the log, is
/// compared once.
pub(crate) fn diffs(log: &Log, from: &Asked, to: &Asked) -> Vec<Diff> {
    let of = |process: &Key| {
        let mut diff = diff(log.events(), process, &from.cut, &to.cut);
        if *process != to.process {
            diff.changes.retain(|change| !change.path.family().is_registry());
        }
        diff
    };
    to.reading.iter().map(of).collect()
}

/// Returns the changes as the contract has them: whole slots when added or removed, fields when changed.
pub(crate) fn changes_json(diff: &Diff, names: &Names) -> Vec<Value> {
    diff.changes.iter().map(|change| change_json(diff, change, names)).collect()
}

/// Returns a change as the contract has it.
pub(crate) fn change_json(diff: &Diff, change: &Change, names: &Names) -> Value {
    let (mut before, mut after) = (change.before.clone(), change.after.clone());
    // A whole slot is shown as its row, with what only the state can say of it.
    let row = |state: &State| state.slots.get(&change.path).map(|slot| state.row(&change.path, slot));
    match change.op {
        Op::Added => after = row(&diff.to).map_or(after, Value::Object),
        Op::Removed => before = row(&diff.from).map_or(before, Value::Object),
        Op::Changed => {}
    }
    let causes: Value =
        change.causes.iter().map(|cause| json!({ "event": cause.event, "why": cause.why })).collect();
    json!({
        "process": diff.to.process,
        "path": change.full_path(),
        "slot": change.path.to_string(),
        "title": title([&diff.to, &diff.from], &change.path),
        "field": change.field,
        "op": change.op,
        "before": names.beside(before),
        "after": names.beside(after),
        "why": change.why(),
        "causes": causes,
    })
}

/// Returns what a slot is called, or what it is about, in the first of the states that has it: a change of one
/// field would otherwise name it by its key alone.
pub(crate) fn title(states: [&State; 2], path: &Path) -> Option<String> {
    let row = states.iter().find_map(|state| state.slots.get(path))?.value.row().into_map();
    ["title", "what"].iter().find_map(|field| row.get(*field)?.as_str().map(str::to_owned))
}
