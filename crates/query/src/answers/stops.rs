//! `Stops`: the days of a negotiation at whose ends its state can be another one, for whoever walks through them.

mod days;

use asof_core::{AsOf, Key, Until};
use asof_projector::state::meetings::{MeetingStatus, MeetingValue};
use asof_projector::{Collection, Dated, State, Value as SlotValue, role, row};
use chrono::NaiveDate;

use crate::answers::envelope::{Envelope, together};
use crate::ask::query::ResolvedQuery;
use crate::source::log::Log;

use days::Days;

row! {
    /// The days of a negotiation at whose ends its state can be another one than on the day before, and its meetings. Between
    /// two of them nothing changes but what counts days, with hindsight or by what was known on each day. What the day itself
    /// brought is news on that day alone.
    pub struct Stops as "Stops" {
        /// What every answer begins with. The stops are those of all that the log holds, whatever the point.
        envelope: Envelope as role::Flat,
        /// The first of them; null if there is none.
        first: Option<NaiveDate>,
        /// The last of them; null if there is none.
        last: Option<NaiveDate>,
        /// Each of them, in order.
        stops: Vec<Stop> as role::Rows,
        /// The meetings, as they are known at the end of the log, in the order of their days: each as it was held, and each
        /// plan for other days.
        meetings: Vec<MeetingDays> as role::Rows,
    }
}

row! {
    /// A day at whose end the state can be another one than at the end of the day before.
    pub struct Stop as "Stop" {
        /// The day, in the zone of the negotiation.
        day: NaiveDate,
        /// Whether something that occurred begins or ends on it, as far as its date says.
        by_world: bool,
        /// Whether something becomes known on it, or may.
        by_knowledge: bool,
        /// Whether something that was awaited may be late from it on.
        by_deadline: bool,
        /// The events, in the order of the log; in full if they are of another negotiation.
        events: Vec<String> as role::Event,
    }
}

row! {
    /// The days on which a meeting was held, or for which it was planned.
    pub struct MeetingDays as "MeetingDays" {
        /// The negotiation.
        process: Key,
        /// The meeting.
        meeting: Key as role::Event,
        /// The number of the round that it was, or was to be; null if the source does not number it.
        number: Option<u32>,
        /// How the meeting stands at the end of the log.
        status: MeetingStatus,
        /// Whether it was held on these days; otherwise it was planned for them.
        is_held: bool,
        /// The first day on which it can have been; null if that is open.
        day_from: Option<NaiveDate>,
        /// The last day, included; null if that is open.
        day_until: Option<NaiveDate>,
    }
}

impl Stops {
    /// Returns the days on which rounds that are numbered were held, in order, each once.
    pub fn rounds_held(&self) -> Vec<NaiveDate> {
        let held = self.meetings.iter().filter(|meeting| meeting.is_held && meeting.number.is_some());
        let mut days: Vec<NaiveDate> = held.filter_map(|meeting| meeting.day_until).collect();
        days.sort();
        days.dedup();
        days
    }
}

/// Returns the days at whose ends the state of the processes read can be another one, in the zone of the process that
/// answers, of all that is recorded by the point: its clocks `occurred` and `known` are not asked.
///
/// They follow from dates alone, and no state is folded for each: on some of them nothing changes after all, as where a
/// meeting was held on the day for which it was planned, which is then not late on the next.
pub fn stops(log: &Log, asked: &ResolvedQuery) -> Stops {
    let view = log.as_of(&AsOf { occurred: Until::All, known: Until::All, ..asked.as_of });
    let states: Vec<State> =
        asked.reading.iter().map(|process| view.state_without_registry(process)).collect();
    let stops = Days::of(log, asked, &view.times()).into_stops();
    let mut meetings: Vec<MeetingDays> = states.iter().flat_map(meetings).collect();
    meetings.sort_by_key(|meeting| (meeting.day_from, meeting.day_until));
    Stops {
        envelope: Envelope::new(asked, log.names(), together(states.iter().map(|state| state.counted))),
        first: stops.first().map(|stop| stop.day),
        last: stops.last().map(|stop| stop.day),
        stops,
        meetings,
    }
}

/// Returns the days of the meetings of a state: those on which each was held, and those for which it was planned besides.
fn meetings(state: &State) -> Vec<MeetingDays> {
    let meetings = state.collection(Collection::Meetings).into_iter();
    let meetings = meetings.filter_map(|(_, slot)| match &slot.value {
        SlotValue::Meeting(meeting) => Some(&**meeting),
        _ => None,
    });
    meetings.flat_map(|meeting| of_meeting(&state.process, meeting)).collect()
}

fn of_meeting(process: &Key, meeting: &MeetingValue) -> Vec<MeetingDays> {
    let held = meeting.occurred.iter().map(|occurred| (true, meeting.round, occurred));
    let planned = meeting.planned.iter().filter_map(|plan| {
        let number = plan.round.or(meeting.round);
        Some((false, number, plan.planned_for.as_ref()?))
    });
    let mut found: Vec<MeetingDays> = Vec::new();
    for (is_held, number, dated) in held.chain(planned) {
        let (day_from, day_until) = first_and_last(dated);
        if !found.iter().any(|other| (other.day_from, other.day_until) == (day_from, day_until)) {
            found.push(MeetingDays {
                process: process.clone(),
                meeting: meeting.key.clone(),
                number,
                status: meeting.status,
                is_held,
                day_from,
                day_until,
            });
        }
    }
    found
}

/// Returns the first and the last day of a date, both included, as the record narrows it.
fn first_and_last(dated: &Dated) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let day = |instant| days::day(instant, dated.zone);
    (dated.bounds.earliest.map(day), dated.bounds.latest.map(|end| days::last_day(end, dated.zone)))
}
