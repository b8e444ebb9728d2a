//! `due`: what is due and overdue at a moment, who owes it, and by how long it is late.

use asof_core::Key;
use asof_projector::{Collection, Lateness, Path, Row, Slot, State, Value as SlotValue};
use chrono::NaiveDate;
use serde_json::Value;

use crate::answers::answer::{Answer, counted_json, together};
use crate::answers::rows::title;
use crate::ask::query::ResolvedQuery;
use crate::ask::selection::is_pending;
use crate::source::log::Log;

/// The collections of what can be due.
const DUE: [Collection; 4] =
    [Collection::Meetings, Collection::Proposals, Collection::Commitments, Collection::Ceasefires];

/// What a row says of what it rests on.
const RESTS_ON: [&str; 6] = ["events", "attributed_to", "confirmed_by", "denied_by", "inferred", "maybe"];

/// Returns what is awaited by a date, what is due first before the rest.
pub fn due(log: &Log, asked: &ResolvedQuery) -> Answer {
    let states: Vec<State> =
        asked.reading.iter().map(|process| log.as_of(&asked.as_of).state(process)).collect();
    let mut answer = Answer::new("due", asked, log.names());
    answer.put("counted", counted_json(together(states.iter().map(|state| state.counted))));
    let mut awaited: Vec<(NaiveDate, Value)> = Vec::new();
    let (mut undated, mut suspended) = (0_u64, 0_u64);
    for state in &states {
        for due in of(state) {
            match due.lateness.last_day {
                Some(day) if due.lateness.is_awaited => awaited.push((day, due.row(log, state))),
                Some(_) => suspended += u64::from(due.lateness.is_suspended),
                // A ceasefire without a duration waits for nothing.
                None => undated += u64::from(due.lateness.is_awaited && is_pending(&due.slot.value)),
            }
        }
    }
    awaited.sort_by_key(|(day, _)| *day);
    answer.put("due", awaited.into_iter().map(|(_, row)| row).collect());
    answer.put("undated", undated.into());
    answer.put("suspended", suspended.into());
    answer
}

/// Returns what was still awaited at the later of two points and whose last day passed between them, of the paths asked for.
pub(crate) fn passed(log: &Log, from: &State, to: &State, is_asked: impl Fn(&Path) -> bool) -> Vec<Value> {
    let (from, to) = if from.as_of.occurred <= to.as_of.occurred { (from, to) } else { (to, from) };
    let is_passed = |lateness: &Lateness| {
        let (Some(due), Some(day)) = (&lateness.due, lateness.last_day) else { return false };
        let is_before = |state: &State, day: NaiveDate| state.day(due.zone).is_some_and(|today| day < today);
        lateness.is_awaited && is_before(to, day) && !is_before(from, day) && from.day(due.zone).is_some()
    };
    let mut passed: Vec<Due<'_>> =
        of(to).filter(|due| is_passed(&due.lateness) && is_asked(due.path)).collect();
    passed.sort_by_key(|due| due.lateness.last_day);
    passed.into_iter().map(|due| due.row(log, to)).collect()
}

/// A slot of which something is due: what sort of thing, who owes it, and to whom.
struct Due<'s> {
    path: &'s Path,
    slot: &'s Slot,
    sort: &'static str,
    owed_by: &'s [Key],
    owed_to: &'s [Key],
    lateness: Lateness,
}

/// Returns the slots of which something can be due.
fn of(state: &State) -> impl Iterator<Item = Due<'_>> {
    let slots = DUE.into_iter().flat_map(|collection| state.collection(collection));
    slots.filter_map(|(path, slot)| {
        let (sort, owed_by, owed_to): (&str, &[Key], &[Key]) = match &slot.value {
            SlotValue::Commitment(commitment) => ("commitment", &commitment.owed_by, &commitment.owed_to),
            SlotValue::Proposal(proposal) => ("answer", &proposal.to, &proposal.tabled_by),
            SlotValue::Meeting(meeting) => ("meeting", &meeting.parties, &[]),
            SlotValue::Ceasefire(ceasefire) => ("ceasefire", &ceasefire.declared_by, &[]),
            _ => return None,
        };
        Some(Due { path, slot, sort, owed_by, owed_to, lateness: state.lateness(slot)? })
    })
}

impl Due<'_> {
    /// Returns what is due, who owes it to whom, by when, how late it is, and what it rests on.
    fn row(&self, log: &Log, state: &State) -> Value {
        let lateness = &self.lateness;
        let zone = lateness.due.as_ref().map(|due| due.zone);
        let today = zone.and_then(|zone| state.day(zone));
        let left = lateness.last_day.zip(today).map(|(day, today)| (day - today).num_days());
        let mut row = Row::default();
        row.text("process", Some(&state.process));
        row.text("path", Some(self.path));
        row.text("title", title([state, state], self.path));
        row.text("sort", Some(self.sort));
        row.list("owed_by", self.owed_by);
        row.list("owed_to", self.owed_to);
        row.date("due", lateness.due.as_ref());
        row.value("days_left", left.and_then(|days| u64::try_from(days).ok()));
        let phase = match &self.slot.value {
            SlotValue::Ceasefire(ceasefire) => ceasefire.phase,
            _ => None,
        };
        row.text("phase", phase);
        row.value("overdue_days", lateness.overdue_days.or(lateness.duration_over).filter(|days| *days > 0));
        let whole = state.row(self.path, self.slot);
        for field in RESTS_ON {
            row.value(field, whole.get(field).cloned().unwrap_or_default());
        }
        log.names().beside(row.into_value())
    }
}
