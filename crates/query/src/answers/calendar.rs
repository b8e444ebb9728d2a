//! `export calendar`: the meetings of a negotiation and what is due, as a calendar has them.

use asof_core::kind::WorldKind;
use asof_core::{Bounds, Claimant, Entry, Head, Key, RecordKind, Until, Zone};
use asof_projector::state::attendance::AttendanceValue;
use asof_projector::state::meetings::{MeetingStatus, MeetingValue};
use asof_projector::{Collection, Dated, EventStatus, State, StateRow, Times, Value};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::answers::due::{DueRow, DueSort, due};
use crate::answers::sentence::AsOfRow;
use crate::ask::query::ResolvedQuery;
use crate::source::log::Log;
use crate::source::names::Names;

/// What a calendar has of a negotiation at a point.
#[derive(Debug, Clone)]
pub struct MeetingCalendar {
    /// The negotiation.
    pub process: Key,
    /// Its title.
    pub title: String,
    /// The point.
    pub as_of: AsOfRow,
    /// When the calendar is of: the moment by which it was known or, with all that the log knows, when its last entry was
    /// recorded. No clock is asked.
    pub stamp: DateTime<Utc>,
    /// The meetings that have a date.
    pub meetings: Vec<CalendarMeeting>,
    /// The keys of the meetings without one, which no calendar can show.
    pub undated: Vec<Key>,
    /// What is due; the meetings are not repeated here.
    pub due: Vec<DueRow>,
    /// The names to show for keys.
    pub names: Names,
}

/// A meeting in a calendar.
#[derive(Debug, Clone)]
pub struct CalendarMeeting {
    /// The row of the state.
    pub row: StateRow,
    /// The meeting.
    pub meeting: MeetingValue,
    /// When it was held or is to be held.
    pub slot: CalendarSlot,
    /// That date as the record writes it.
    pub written: Dated,
    /// How often what is known of it changed: how many events about it count, or counted until they were corrected or
    /// retracted, and how many corrections and retractions of them, without the first. It never falls as more is known.
    pub sequence: usize,
    /// When the last of them was known; not after the stamp of the calendar.
    pub modified: DateTime<Utc>,
    /// Who comes, or came.
    pub attendance: Vec<CalendarAttendance>,
    /// The events that all of this rests on.
    pub events: Vec<Key>,
}

/// Who comes to a meeting, or came.
#[derive(Debug, Clone)]
pub struct CalendarAttendance {
    /// What is known of it.
    pub value: AttendanceValue,
    /// Whose word its status is.
    pub attributed_to: Vec<Claimant>,
}

/// When a meeting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarSlot {
    /// From a minute on; until another, where the record says how long.
    Time {
        /// When it begins.
        start: DateTime<Utc>,
        /// When it ends, not included; `None` where that is not stated.
        end: Option<DateTime<Utc>>,
    },
    /// On a day, or on some days of which it is not known on which of them.
    Days {
        /// The first.
        first: NaiveDate,
        /// The last, included.
        last: NaiveDate,
    },
}

/// Returns the calendar of a point.
pub fn calendar(log: &Log, asked: &ResolvedQuery) -> MeetingCalendar {
    let view = log.as_of(&asked.as_of);
    let state = view.state(&asked.process);
    let changes = changes(log, &asked.process, &view.times());
    let stamp = stamp(log, asked);
    let zone = asked.zone;
    let (mut meetings, mut undated) = (Vec::new(), Vec::new());
    for (path, slot) in state.collection(Collection::Meetings) {
        let row = state.row(path, slot);
        let Value::Meeting(meeting) = &row.value else { continue };
        let Some((slot, written)) = slot_of(meeting, zone) else {
            undated.push(meeting.key.clone());
            continue;
        };
        let changed = changes.get(&meeting.key);
        let (attendance, mut events) = coming(&state, &meeting.key);
        let own: Vec<Key> =
            row.grounds.events.iter().filter(|event| !events.contains(event)).cloned().collect();
        events.splice(0..0, own);
        meetings.push(CalendarMeeting {
            meeting: (**meeting).clone(),
            slot,
            written,
            sequence: changed.map_or(0, |changed| changed.counted.saturating_sub(1)),
            modified: changed
                .and_then(|changed| changed.modified)
                .map_or(stamp, |modified| modified.min(stamp)),
            attendance,
            events,
            row,
        });
    }
    let awaited = due(log, &ResolvedQuery { reading: vec![asked.process.clone()], ..asked.clone() }).due;
    MeetingCalendar {
        process: asked.process.clone(),
        title: log.names().get(asked.process.as_str()).to_owned(),
        as_of: asked.as_of_row(),
        stamp,
        meetings,
        undated,
        due: awaited.into_iter().filter(|row| row.sort != DueSort::Meeting).collect(),
        names: log.names().clone(),
    }
}

/// Returns when a calendar is of.
fn stamp(log: &Log, asked: &ResolvedQuery) -> DateTime<Utc> {
    let is_read = |seq: u64| match asked.as_of.recorded {
        Head::All => true,
        Head::Seq(head) => seq <= head,
    };
    match asked.as_of.known {
        Until::Before(known) => known,
        Until::All => {
            let recorded = log.events().iter().filter(|event| is_read(event.seq));
            recorded.map(|event| event.recorded.instant()).max().unwrap_or(DateTime::UNIX_EPOCH)
        }
    }
}

/// Returns when a meeting was held or, if it was not, for when it was planned last; with the date as written.
fn slot_of(meeting: &MeetingValue, zone: Zone) -> Option<(CalendarSlot, Dated)> {
    let planned = || meeting.planned.iter().rev().find_map(|plan| plan.planned_for.as_ref());
    let dated = match meeting.status {
        MeetingStatus::Held => meeting.start.as_ref().or(meeting.occurred.as_ref()),
        MeetingStatus::Proposed
        | MeetingStatus::Scheduled
        | MeetingStatus::Cancelled
        | MeetingStatus::NotHeld => planned(),
    }?;
    let slot = match minute(dated) {
        Some(start) => {
            let minutes =
                meeting.duration.as_ref().and_then(|lasted| i64::try_from(lasted.minutes_high()).ok());
            let end =
                minutes.filter(|minutes| *minutes > 0).map(|minutes| start + TimeDelta::minutes(minutes));
            CalendarSlot::Time { start, end }
        }
        None => days(dated.bounds, zone)?,
    };
    Some((slot, dated.clone()))
}

/// Returns the minute with which something begins, where the record says it.
fn minute(dated: &Dated) -> Option<DateTime<Utc>> {
    let Bounds { earliest: Some(first), latest: Some(last) } = dated.bounds else { return None };
    (dated.when.is_moment() && last - first <= TimeDelta::minutes(1)).then_some(first)
}

/// Returns the days that a date may span. Of one that is open at an end, the day of the other is all that is known.
fn days(bounds: Bounds, zone: Zone) -> Option<CalendarSlot> {
    let day = |instant: DateTime<Utc>| zone.clock(instant).date_naive();
    let first = bounds.earliest.map(day);
    let last = bounds.latest.map(|latest| day(latest - TimeDelta::microseconds(1)));
    let (first, last) = (first.or(last)?, last.or(first)?);
    Some(CalendarSlot::Days { first, last: last.max(first) })
}

/// How often what is known of a meeting changed, and when the last of that was known.
#[derive(Default)]
struct Changes {
    counted: usize,
    modified: Option<DateTime<Utc>>,
}

/// Returns how often what is known of each meeting of a process changed.
fn changes<'l>(log: &'l Log, process: &Key, times: &[Times]) -> HashMap<&'l Key, Changes> {
    let mut changes: HashMap<&Key, Changes> = HashMap::new();
    // The meeting that an entry is about, by the key of the entry.
    let mut meetings: HashMap<&Key, &Key> = HashMap::new();
    // What was retracted stands in a log before its retraction, and counts once that does.
    let mut absent: HashSet<&Key> = HashSet::new();
    for (event, times) in log.events().iter().zip(times) {
        let key = &event.draft.key;
        let stands = matches!(times.status, EventStatus::InForce | EventStatus::Replaced);
        let target = match &event.draft.entry {
            Entry::Record(record) if record.process == *process => match &record.kind {
                RecordKind::Correction(_) | RecordKind::Retraction(_) => record.kind.target(),
                _ => None,
            },
            _ => None,
        };
        let meeting = match &event.draft.entry {
            Entry::World(world) if world.process == *process => match &world.assertion.kind {
                WorldKind::Meeting(meeting) => Some(meeting.meeting()),
                _ => None,
            },
            _ => target.and_then(|target| meetings.get(target).copied()),
        };
        let Some(meeting) = meeting else { continue };
        meetings.insert(key, meeting);
        if !stands {
            absent.insert(key);
            continue;
        }
        let changed = changes.entry(meeting).or_default();
        changed.counted += 1 + usize::from(target.is_some_and(|target| absent.remove(target)));
        changed.modified = changed.modified.max(times.known.and_then(|known| known.latest));
    }
    changes
}

/// Returns who comes to a meeting, and the events that say so.
fn coming(state: &State, meeting: &Key) -> (Vec<CalendarAttendance>, Vec<Key>) {
    let (mut attendance, mut events): (Vec<CalendarAttendance>, Vec<Key>) = (Vec::new(), Vec::new());
    for (_, slot) in state.collection(Collection::Attendance) {
        if let Value::Attendance(value) = &slot.value
            && value.meeting == *meeting
        {
            let attributed_to = slot.attributed_to.clone();
            attendance.push(CalendarAttendance { value: (**value).clone(), attributed_to });
            for event in &slot.events {
                if !events.contains(event) {
                    events.push(event.clone());
                }
            }
        }
    }
    (attendance, events)
}
