//! What follows for a row from other rows and from the date asked about. It stands in rows and in no slot, and no difference
//! compares it.

use std::collections::HashSet;

use asof_core::kind::Basis;
use asof_core::{Deadline, Duration, Key};
use chrono::{Days, NaiveDate};

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
        match &mut value {
            Value::Commitment(commitment) => self.resolve(&mut commitment.due),
            Value::Agreement(agreement) => {
                for phase in &mut agreement.phases {
                    self.resolve(&mut phase.begins);
                    self.resolve(&mut phase.ends);
                }
            }
            _ => {}
        }
        Following::of(self, slot).fill(&mut value);
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

/// What follows for one row.
#[derive(Debug)]
enum Following {
    Nothing,
    Late { overdue_days: Option<u64>, late_days: Option<u64>, discrepancies: Vec<Key> },
    Lasts { until: Option<NaiveDate>, over: Option<u64> },
    Discrepancies(Vec<Key>),
    Compared { joined: Vec<Key>, left: Vec<Key>, with: Option<Key> },
    Gathered(Box<Gathered>),
}

/// What the meeting of a round says of it.
#[derive(Debug)]
struct Gathered {
    venue: Option<Key>,
    start: Option<Dated>,
    duration: Option<Duration>,
    days_since_previous: Option<i64>,
    came: Vec<Came>,
}

impl Following {
    fn of(state: &State, slot: &Slot) -> Self {
        let discrepancies = || state.discrepancies(slot).into_iter().cloned().collect();
        match &slot.value {
            Value::Commitment(_) | Value::Proposal(_) | Value::Meeting(_) => {
                let lateness = state.lateness(slot).unwrap_or_default();
                let (overdue_days, late_days) = (lateness.overdue_days, lateness.late_days);
                Self::Late { overdue_days, late_days, discrepancies: discrepancies() }
            }
            Value::Ceasefire(_) => {
                let lateness = state.lateness(slot).unwrap_or_default();
                Self::Lasts { until: lateness.last_day, over: lateness.duration_over }
            }
            Value::Tally(_) => Self::Discrepancies(discrepancies()),
            Value::Delegation(delegation) => compared(state, delegation),
            Value::Round(round) => Self::Gathered(Box::new(gathered(state, round))),
            _ => Self::Nothing,
        }
    }

    fn fill(self, value: &mut Value) {
        match (self, value) {
            (Self::Late { overdue_days, late_days, discrepancies }, Value::Commitment(value)) => {
                (value.overdue_days, value.late_days) = (overdue_days, late_days);
                value.discrepancies = discrepancies;
            }
            (Self::Late { overdue_days, late_days, .. }, Value::Proposal(value)) => {
                (value.overdue_days, value.late_days) = (overdue_days, late_days);
            }
            (Self::Late { overdue_days, .. }, Value::Meeting(value)) => value.overdue_days = overdue_days,
            (Self::Lasts { until, over }, Value::Ceasefire(value)) => {
                (value.duration_until, value.duration_over) = (until, over);
            }
            (Self::Discrepancies(discrepancies), Value::Tally(value)) => value.discrepancies = discrepancies,
            (Self::Compared { joined, left, with }, Value::Delegation(value)) => {
                (value.joined, value.left, value.compared_with) = (joined, left, with);
            }
            (Self::Gathered(gathered), Value::Round(value)) => {
                (value.venue, value.start, value.duration) =
                    (gathered.venue, gathered.start, gathered.duration);
                (value.days_since_previous, value.came) = (gathered.days_since_previous, gathered.came);
            }
            _ => {}
        }
    }
}

/// Returns who joined and who left a party's delegation since its previous one of that basis at a round.
fn compared(state: &State, now: &DelegationValue) -> Following {
    let Some(before) = state.previous(now) else {
        return Following::Compared { joined: Vec::new(), left: Vec::new(), with: None };
    };
    let here: HashSet<&Key> = now.people().collect();
    let there: HashSet<&Key> = before.people().collect();
    Following::Compared {
        joined: now.people().filter(|person| !there.contains(person)).cloned().collect(),
        left: before.people().filter(|person| !here.contains(person)).cloned().collect(),
        with: Some(before.meeting.clone()),
    }
}

fn gathered(state: &State, round: &RoundValue) -> Gathered {
    let meeting = state.meeting(&round.meeting);
    Gathered {
        venue: meeting.and_then(|meeting| meeting.venue.clone()),
        start: meeting.and_then(|meeting| meeting.start.clone()),
        duration: meeting.and_then(|meeting| meeting.duration.clone()),
        days_since_previous: days_since_previous(state, round),
        came: came(state, &round.meeting),
    }
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
    lists.map(row).collect()
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
