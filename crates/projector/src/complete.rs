//! What follows for a row from other rows and from the date asked about. It stands in rows and in no slot, and no difference
//! compares it.

use asof_core::kind::Basis;
use asof_core::{Deadline, Key};
use chrono::Days;
use foldhash::HashSet;

use crate::path::{Collection, Path};
use crate::row::{Dated, DueDate};
use crate::rows::State;
use crate::slot::Slot;
use crate::state::delegations::DelegationValue;
use crate::state::meetings::MeetingValue;
use crate::state::rounds::{Came, RoundValue};
use crate::state::value::Value;

impl State {
    /// Returns what a slot says, with what follows from other slots and from the date asked about.
    pub(crate) fn complete(&self, slot: &Slot) -> Value {
        let mut value = slot.value.clone();
        let lateness = || self.lateness(slot).unwrap_or_default();
        let discrepancies = || self.discrepancies(slot).into_iter().cloned().collect();
        match &mut value {
            Value::Commitment(value) => {
                self.resolve(&mut value.due);
                value.reported_terms.iter_mut().for_each(|terms| self.resolve(&mut terms.due));
                let late = lateness();
                (value.overdue_days, value.late_days) = (late.overdue_days, late.late_days);
                value.discrepancies = discrepancies();
            }
            Value::Agreement(value) => {
                for phase in &mut value.phases {
                    self.resolve(&mut phase.begins);
                    self.resolve(&mut phase.ends);
                }
            }
            Value::Proposal(value) => {
                let late = lateness();
                (value.overdue_days, value.late_days) = (late.overdue_days, late.late_days);
            }
            Value::Meeting(value) => value.overdue_days = lateness().overdue_days,
            Value::Ceasefire(value) => {
                let late = lateness();
                (value.duration_until, value.duration_over) = (late.last_day, late.duration_over);
            }
            Value::Tally(value) => value.discrepancies = discrepancies(),
            Value::Delegation(value) => compare(self, value),
            Value::Round(value) => gather(self, value),
            _ => {}
        }
        value
    }

    fn resolve(&self, due: &mut DueDate) {
        due.day = self.resolved(due);
    }

    /// Returns the day of a deadline: as written, or so many days after the last day of an event. `None` if that event is not
    /// in force or has no last day, or if the day is past the year 9999.
    pub fn resolved(&self, due: &DueDate) -> Option<Dated> {
        let Some(after) = due.written.as_ref().and_then(Deadline::after) else { return due.day.clone() };
        let (day, is_inferred) = self.anchors.get(&after.after)?;
        let day = day.checked_add_days(Days::new(after.days.into()))?;
        let when = format!("{day}{}", if *is_inferred { "?" } else { "" }).parse().ok()?;
        Some(Dated::written(when, self.zone))
    }
}

/// Fills in who joined and who left a party's delegation since its previous one of that basis at a round.
fn compare(state: &State, now: &mut DelegationValue) {
    let Some(before) = state.previous(now) else { return };
    let here: HashSet<&Key> = now.people().collect();
    let there: HashSet<&Key> = before.people().collect();
    let joined = now.people().filter(|person| !there.contains(person)).cloned().collect();
    let left = before.people().filter(|person| !here.contains(person)).cloned().collect();
    (now.joined, now.left, now.compared_with) = (joined, left, Some(before.meeting.clone()));
}

/// Fills in what the meeting of a round says of it.
fn gather(state: &State, round: &mut RoundValue) {
    let meeting = state.meeting(&round.meeting);
    round.venue = meeting.and_then(|meeting| meeting.venue.clone());
    round.start = meeting.and_then(|meeting| meeting.start.clone());
    round.duration = meeting.and_then(|meeting| meeting.duration.clone());
    round.days_since_previous = days_since_previous(state, round);
    round.came = came(state, &round.meeting);
}

/// Returns how many calendar days lie between the last day of the round before and the first day of this one.
fn days_since_previous(state: &State, round: &RoundValue) -> Option<i64> {
    let before = &state.round_before(round.number)?.occurred;
    let first = round.occurred.when.first_day(round.occurred.zone)?;
    Some((first - before.when.last_day(before.zone)?).num_days())
}

/// Returns who was seen at a meeting, a delegation each.
fn came(state: &State, meeting: &Key) -> Vec<Came> {
    let lists = state.under(Collection::Delegations, meeting.as_str()).into_iter();
    let lists = lists.filter_map(|(_, slot)| match &slot.value {
        Value::Delegation(list) if list.basis == Basis::Observed => Some(list),
        _ => None,
    });
    let row = |list: &DelegationValue| {
        let unnamed = list.members.iter().filter(|member| member.person.is_none());
        Came {
            party: list.party.clone(),
            role: list.role,
            complete: list.complete,
            head: list.head.clone(),
            people: list.people().cloned().collect(),
            unnamed: unnamed.filter_map(|member| member.description.clone()).collect(),
        }
    };
    lists.map(|list| row(list)).collect()
}

impl State {
    /// Returns the meeting with this key.
    pub fn meeting(&self, key: &Key) -> Option<&MeetingValue> {
        match &self.slots.get(&Path::new(Collection::Meetings, [key]))?.value {
            Value::Meeting(meeting) => Some(meeting),
            _ => None,
        }
    }

    fn previous(&self, now: &DelegationValue) -> Option<&DelegationValue> {
        match &self.slots.get(self.lookups.previous(now)?)?.value {
            Value::Delegation(before) => Some(before),
            _ => None,
        }
    }
}
