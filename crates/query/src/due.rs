//! `due`: what is due and overdue at a moment, who owes it, and by how long it is late.

use asof_core::Key;
use asof_projector::{Family, Lateness, Path, Row, Slot, State, Value as SlotValue, project};
use chrono::NaiveDate;
use serde_json::Value;

use crate::answer::{Answer, counted_json, together};
use crate::difference::title;
use crate::log::Log;
use crate::question::Asked;

/// The families of what can be due.
const DUE: [Family; 4] = [Family::Meetings, Family::Proposals, Family::Commitments, Family::Ceasefires];

/// Returns what is awaited by a date, what is due first before the rest.
pub fn due(log: &Log, asked: &Asked) -> Answer {
    let states: Vec<State> =
        asked.reading.iter().map(|process| project(log.events(), process, &asked.cut)).collect();
    let mut answer = Answer::new("due", asked, log.names());
    answer.put("counted", counted_json(together(states.iter().map(|state| state.counted))));
    let mut awaited: Vec<(NaiveDate, Value)> = Vec::new();
    let (mut undated, mut suspended) = (0_u64, 0_u64);
    for state in &states {
        for (path, slot, lateness) in of(state) {
            match lateness.last_day {
                Some(day) if lateness.is_awaited => {
                    awaited.push((day, row(log, state, path, slot, &lateness)));
                }
                Some(_) => suspended += u64::from(lateness.is_suspended),
                None => undated += u64::from(lateness.is_awaited),
            }
        }
    }
    awaited.sort_by_key(|(day, _)| *day);
    answer.put("due", awaited.into_iter().map(|(_, row)| row).collect());
    answer.put("undated", undated.into());
    answer.put("suspended", suspended.into());
    answer
}

/// Returns what was still awaited at the later of two cuts and whose last day passed between them.
pub(crate) fn passed(log: &Log, from: &State, to: &State) -> Vec<Value> {
    let (from, to) = if from.cut.occurred <= to.cut.occurred { (from, to) } else { (to, from) };
    let is_passed = |lateness: &Lateness| {
        let (Some(due), Some(day)) = (&lateness.due, lateness.last_day) else { return false };
        let is_before = |state: &State, day: NaiveDate| state.day(due.zone).is_some_and(|today| day < today);
        lateness.is_awaited && is_before(to, day) && !is_before(from, day) && from.day(due.zone).is_some()
    };
    let mut passed: Vec<_> = of(to).filter(|(.., lateness)| is_passed(lateness)).collect();
    passed.sort_by_key(|(.., lateness)| lateness.last_day);
    passed.into_iter().map(|(path, slot, lateness)| row(log, to, path, slot, &lateness)).collect()
}

/// Returns the slots of which something can be due.
fn of(state: &State) -> impl Iterator<Item = (&Path, &Slot, Lateness)> {
    let slots = DUE.into_iter().flat_map(|family| state.family(family));
    slots.filter_map(|(path, slot)| Some((path, slot, state.lateness(slot)?)))
}

/// Returns one thing that is due: what, who owes it to whom, by when, and how late it is.
fn row(log: &Log, state: &State, path: &Path, slot: &Slot, lateness: &Lateness) -> Value {
    let (sort, by, to): (&str, &[Key], &[Key]) = match &slot.value {
        SlotValue::Commitment(commitment) => ("commitment", &commitment.owed_by, &commitment.owed_to),
        SlotValue::Proposal(proposal) => ("answer", &proposal.to, &proposal.tabled_by),
        SlotValue::Meeting(meeting) => ("meeting", &meeting.parties, &[]),
        SlotValue::Ceasefire(ceasefire) => ("ceasefire", &ceasefire.declared_by, &[]),
        other => unreachable!("nothing is due of {other:?}"),
    };
    let zone = lateness.due.as_ref().map(|due| due.zone);
    let today = zone.and_then(|zone| state.day(zone));
    let left = lateness.last_day.zip(today).map(|(day, today)| (day - today).num_days());
    let mut row = Row::default();
    row.text("process", Some(&state.process));
    row.text("path", Some(path));
    row.text("title", title([state, state], path));
    row.text("sort", Some(sort));
    row.list("owed_by", by);
    row.list("owed_to", to);
    row.date("due", lateness.due.as_ref());
    row.value("days_left", left.and_then(|days| u64::try_from(days).ok()));
    let phase = match &slot.value {
        SlotValue::Ceasefire(ceasefire) => ceasefire.phase,
        _ => None,
    };
    row.text("phase", phase);
    row.value("overdue_days", lateness.overdue_days.or(lateness.duration_over));
    row.list("events", &slot.events);
    log.names().beside(row.into_value())
}
