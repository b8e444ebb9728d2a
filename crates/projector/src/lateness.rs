//! How late things are as of a point: computed beside the slots, never part of one. Nothing lapses because a date went by.

use asof_core::{Duration, Until, Zone};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use foldhash::{HashSet, HashSetExt};

use crate::lots::days;
use crate::path::{Collection, Path};
use crate::row::Dated;
use crate::rows::State;
use crate::slot::Slot;
use crate::state::ceasefires::{CeasefireValue, Phase};
use crate::state::commitments::{CommitmentStatus, CommitmentValue};
use crate::state::meetings::{MeetingStatus, MeetingValue};
use crate::state::proposals::{ProposalStanding, ProposalValue};
use crate::state::value::Value;

/// Minutes of a day.
const DAY: u64 = 24 * 60;

/// What is due of one thing, and how late it is at the point. Days are calendar days in the zone of the process.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lateness {
    /// By when it is due, as written or as the days after an event come out; of a ceasefire the last day of its duration.
    pub due: Option<Dated>,
    /// The last day of `due`, included, in the zone of the process.
    pub last_day: Option<NaiveDate>,
    /// Whether it is still awaited: not delivered, answered, held, ended, suspended or taken back.
    pub is_awaited: bool,
    /// Days from `last_day` to the day of the point; `None` if that day has not passed or nothing is awaited.
    pub overdue_days: Option<u64>,
    /// Days from `last_day` to the earliest day on which it can have come; `None` if it was not late.
    pub late_days: Option<u64>,
    /// For how many days the duration of a ceasefire is over, without an ending on record.
    pub duration_over: Option<u64>,
    /// Whether nothing is awaited because it is suspended: a promise, what that is a part of, or a ceasefire.
    pub is_suspended: bool,
}

impl State {
    /// Returns what is due of a slot and how late it is at the point; `None` where nothing can be late.
    pub fn lateness(&self, slot: &Slot) -> Option<Lateness> {
        self.lateness_by(slot, self.as_of.occurred)
    }

    /// Returns what is due of a slot and how late it is by a point that need not be that of the state: of a state in which
    /// everything counts, by the end of the record.
    pub fn lateness_by(&self, slot: &Slot, by: Until) -> Option<Lateness> {
        match &slot.value {
            Value::Commitment(commitment) => Some(self.of_commitment(commitment, by)),
            Value::Proposal(proposal) => Some(of_proposal(proposal, by)),
            Value::Meeting(meeting) => Some(of_meeting(meeting, by)),
            Value::Ceasefire(ceasefire) => Some(of_ceasefire(ceasefire, by)),
            _ => None,
        }
    }

    fn of_commitment(&self, commitment: &CommitmentValue, by: Until) -> Lateness {
        let due = self.resolved(&commitment.due);
        let is_open = match commitment.status {
            Some(CommitmentStatus::Open | CommitmentStatus::Preparing | CommitmentStatus::InProgress) => true,
            Some(CommitmentStatus::Fulfilled | CommitmentStatus::Suspended | CommitmentStatus::Withdrawn)
            | None => false,
        };
        let halted_whole = self
            .wholes(commitment)
            .filter_map(|whole| whole.status)
            .find(|status| matches!(status, CommitmentStatus::Suspended | CommitmentStatus::Withdrawn));
        let is_awaited = is_open && halted_whole.is_none();
        let fulfilled_by = commitment.fulfilled_by.as_ref();
        let came = fulfilled_by.and_then(|by| commitment.deliveries.iter().find(|lot| lot.event == *by));
        let deciding = if is_open { halted_whole } else { commitment.status };
        let is_suspended = deciding == Some(CommitmentStatus::Suspended);
        Lateness { is_suspended, ..of_due(due, is_awaited, came.map(|lot| &lot.occurred), by) }
    }

    /// Returns the promises of which one is a part, nearest first.
    fn wholes<'s>(&'s self, commitment: &'s CommitmentValue) -> impl Iterator<Item = &'s CommitmentValue> {
        let whole = |part: &&'s CommitmentValue| {
            let path = Path::new(Collection::Commitments, [part.part_of.as_ref()?]);
            match &self.slots.get(&path)?.value {
                Value::Commitment(whole) => Some(&**whole),
                _ => None,
            }
        };
        let mut seen = HashSet::new();
        // A circle of parts ends where it begins again.
        std::iter::successors(Some(commitment), whole)
            .skip(1)
            .take_while(move |whole| seen.insert(&whole.key))
    }

    /// Returns the day of the point in a zone; `None` where the point has none.
    pub fn day(&self, zone: Zone) -> Option<NaiveDate> {
        day(self.as_of.occurred, zone)
    }
}

fn of_proposal(proposal: &ProposalValue, by: Until) -> Lateness {
    let is_awaited = match proposal.standing {
        ProposalStanding::Open | ProposalStanding::UnderConsideration => true,
        ProposalStanding::Accepted
        | ProposalStanding::Rejected
        | ProposalStanding::TakenUp
        | ProposalStanding::Withdrawn => false,
    };
    let came = proposal.decided.as_ref().filter(|_| proposal.standing != ProposalStanding::Withdrawn);
    of_due(proposal.due.clone(), is_awaited, came, by)
}

fn of_meeting(meeting: &MeetingValue, by: Until) -> Lateness {
    let is_awaited = match meeting.status {
        MeetingStatus::Proposed | MeetingStatus::Scheduled => true,
        MeetingStatus::Cancelled | MeetingStatus::Held | MeetingStatus::NotHeld => false,
    };
    // What is merely proposed does not move what is scheduled.
    let plans = meeting.planned.iter().rev().filter(|plan| plan.status == meeting.status);
    let planned_for = plans.into_iter().find_map(|plan| plan.planned_for.clone());
    of_due(planned_for, is_awaited, None, by)
}

/// Compares a due date with a point where something is awaited, with the day on which it came where it came.
fn of_due(due: Option<Dated>, is_awaited: bool, came: Option<&Dated>, by: Until) -> Lateness {
    let last_day = due.as_ref().and_then(|due| due.when.last_day(due.zone));
    let today = due.as_ref().and_then(|due| day(by, due.zone));
    let came = came.filter(|_| !is_awaited).and_then(|came| days(came.bounds, came.zone).0);
    Lateness {
        overdue_days: last_day.zip(today).filter(|_| is_awaited).and_then(days_after),
        late_days: last_day.zip(came).and_then(days_after),
        due,
        last_day,
        is_awaited,
        ..Lateness::default()
    }
}

fn of_ceasefire(ceasefire: &CeasefireValue, by: Until) -> Lateness {
    let is_awaited = matches!(ceasefire.phase, Some(Phase::Announced | Phase::InEffect));
    let end = ceasefire.begun.as_ref().zip(ceasefire.duration.as_ref());
    let end = end.and_then(|(begun, duration)| End::of(begun, duration));
    let until = match by {
        Until::Before(until) => Some(until),
        Until::All => None,
    };
    let over = end.zip(until).filter(|_| is_awaited).and_then(|(end, until)| end.days_over(until));
    let due = end.and_then(|end| {
        let when = end.last_day.to_string().parse().ok()?;
        Some(Dated::written(when, end.zone))
    });
    Lateness {
        due,
        last_day: end.map(|end| end.last_day),
        is_awaited,
        duration_over: over,
        is_suspended: ceasefire.phase == Some(Phase::Suspended),
        ..Lateness::default()
    }
}

/// Returns the day of a point in a zone; `None` where everything counts.
fn day(by: Until, zone: Zone) -> Option<NaiveDate> {
    match by {
        Until::Before(end) => Some(last_moment(end, zone)),
        Until::All => None,
    }
}

/// Returns the day in which the last moment before an instant lies.
fn last_moment(end: DateTime<Utc>, zone: Zone) -> NaiveDate {
    zone.clock(end - TimeDelta::nanoseconds(1)).date_naive()
}

/// Returns how many days the second is after the first, `None` if it is not.
fn days_after((first, second): (NaiveDate, NaiveDate)) -> Option<u64> {
    u64::try_from((second - first).num_days()).ok().filter(|days| *days > 0)
}

/// When the duration of a ceasefire is over at the latest.
#[derive(Debug, Clone, Copy)]
struct End {
    last_day: NaiveDate,
    /// The instant, where the duration is not in whole days.
    at: Option<DateTime<Utc>>,
    zone: Zone,
}

impl End {
    fn of(begun: &Dated, duration: &Duration) -> Option<Self> {
        let (minutes, zone) = (duration.minutes_high(), begun.zone);
        let latest = begun.bounds.latest?;
        if !minutes.is_multiple_of(DAY) {
            let length = TimeDelta::try_minutes(i64::try_from(minutes).ok()?)?;
            return Self::at(latest.checked_add_signed(length)?, zone);
        }
        let length = Days::new(minutes / DAY);
        let begins = zone.clock(latest).naive_local();
        if begins.time() == NaiveTime::MIN {
            // Whole days of what began on some day.
            let last_day = days(begun.bounds, zone).1?.checked_add_days(length)?;
            return Some(Self { last_day, at: None, zone });
        }
        // So many days on the clock; where that shows no such time, the next that it shows.
        let ends = begins.checked_add_days(length)?;
        let shown = zone.showing(ends).pop().or_else(|| zone.readings(ends).pop())?;
        Self::at(shown.to_utc(), zone)
    }

    fn at(at: DateTime<Utc>, zone: Zone) -> Option<Self> {
        Some(Self { last_day: last_moment(at, zone), at: Some(at), zone })
    }

    fn days_over(self, until: DateTime<Utc>) -> Option<u64> {
        let days = (last_moment(until, self.zone) - self.last_day).num_days();
        let is_over = self.at.map_or(days > 0, |at| at <= until);
        u64::try_from(days).ok().filter(|_| is_over)
    }
}
