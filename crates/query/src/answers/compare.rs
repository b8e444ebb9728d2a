//! `compare`: two meetings, or a meeting's plan and its outcome, beside each other.

mod people;

use asof_core::kind::{Format, Level};
use asof_core::{Duration, Key, Text};
use asof_projector::state::meetings::{MeetingStatus, MeetingValue, PlannedMeeting};
use asof_projector::{Collection, Dated, Row, Slot, State, Value as SlotValue};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::answers::answer::{Answer, counted_json, is_stated};
use crate::ask::query::ResolvedQuery;
use crate::ask::thing::{ThingError, round};
use crate::source::log::Log;

/// Why two things cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// No meeting, nor event about one, has that key.
    #[error("there is no meeting `{key}` in `{process}` by then")]
    NoMeeting {
        /// The key as written.
        key: String,
        /// The process.
        process: Key,
        /// The meetings that there are.
        meetings: Vec<Key>,
    },
    /// A meeting whose plan was asked for has none on record.
    #[error("no plan for `{0}` is on record; compare it with another meeting")]
    NoPlan(Key),
    /// No round of that number is on record.
    #[error(transparent)]
    Round(#[from] ThingError),
}

/// What of a meeting stands on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// What was planned.
    Plan,
    /// What was.
    Outcome,
}

/// One side of a comparison. What the record does not state is empty.
#[derive(Debug)]
pub(crate) struct Side {
    pub(crate) aspect: Aspect,
    pub(crate) meeting: Key,
    title: Option<Text>,
    status: MeetingStatus,
    date: Option<Dated>,
    duration: Option<Duration>,
    level: Option<Level>,
    venue: Option<Key>,
    format: Option<Format>,
    host: Option<Key>,
    chair: Option<Key>,
    mediators: Vec<Key>,
    parties: Vec<Key>,
    agenda: Vec<Key>,
    reason: Option<Text>,
    became: Option<Key>,
    attributed_to: Vec<String>,
    events: Vec<Key>,
}

/// Returns meetings beside each other, each with the one before it, or of one alone its plan and its outcome. Each is
/// named as a round (`round:2`), by its key, or by that of an event about it: a plan, or what was held.
///
/// # Errors
///
/// There is no such meeting at the point, or no plan of it.
pub fn compare(log: &Log, asked: &ResolvedQuery, named: &[&str]) -> Result<Answer, CompareError> {
    let state = log.as_of(&asked.as_of).state(&asked.process);
    let keys: Vec<String> = named.iter().map(|name| gathering(log, asked, name)).collect::<Result<_, _>>()?;
    let sides: Vec<Side> = match keys.as_slice() {
        [alone] => plan_and_outcome(&state, alone)?.into(),
        several => several.iter().map(|key| side(&state, key)).collect::<Result<_, _>>()?,
    };
    let mut answer = Answer::new("compare", asked, log.names());
    answer.put("counted", counted_json(state.counted));
    let mut pairs = sides.windows(2).map(|pair| pair_json(log, &state, &pair[0], &pair[1]));
    if let Some(Value::Object(first)) = pairs.next() {
        first.into_iter().for_each(|(field, value)| answer.put(&field, value));
    }
    answer.put("further", pairs.collect());
    Ok(answer)
}

/// Returns the key of the meeting that a round names, or the key as it is.
fn gathering(log: &Log, asked: &ResolvedQuery, name: &str) -> Result<String, CompareError> {
    match round(log, &asked.process, name) {
        Some(found) => Ok(found?.to_string()),
        None => Ok(name.to_owned()),
    }
}

/// Returns two sides with how they compare.
fn pair_json(log: &Log, state: &State, a: &Side, b: &Side) -> Value {
    let (parties, attendance) = people::compare(state, a, b);
    json!({
        "a": log.names().beside(a.row().into_value()),
        "b": log.names().beside(b.row().into_value()),
        "fields": fields(a, b),
        "parties": log.names().beside(parties),
        "attendance": log.names().beside(attendance),
    })
}

fn meetings(state: &State) -> impl Iterator<Item = (&MeetingValue, &Slot)> {
    state.collection(Collection::Meetings).into_iter().filter_map(|(_, slot)| match &slot.value {
        SlotValue::Meeting(meeting) => Some((&**meeting, slot)),
        _ => None,
    })
}

/// Returns the meeting with this key, or that an event with this key is about.
fn meeting<'s>(state: &'s State, key: &str) -> Result<(&'s MeetingValue, &'s Slot), CompareError> {
    meetings(state)
        .find(|(meeting, _)| meeting.key.as_str() == key)
        .or_else(|| meetings(state).find(|(_, slot)| slot.events.iter().any(|event| event.as_str() == key)))
        .ok_or_else(|| CompareError::NoMeeting {
            key: key.to_owned(),
            process: state.process.clone(),
            meetings: meetings(state).map(|(meeting, _)| meeting.key.clone()).collect(),
        })
}

/// Returns whether the record tells what became of a meeting: it was held, or not, or called off.
fn is_decided(meeting: &MeetingValue) -> bool {
    match meeting.status {
        MeetingStatus::Held | MeetingStatus::NotHeld | MeetingStatus::Cancelled => true,
        MeetingStatus::Proposed | MeetingStatus::Scheduled => false,
    }
}

/// Returns the side that a key names: the plan of an event that plans, else what was, else the last plan.
fn side(state: &State, key: &str) -> Result<Side, CompareError> {
    let (meeting, slot) = meeting(state, key)?;
    let plan = meeting.planned.iter().find(|plan| plan.event.as_str() == key);
    match (plan, meeting.planned.last()) {
        (Some(plan), _) => Ok(Side::plan(meeting, plan)),
        (None, Some(last)) if !is_decided(meeting) => Ok(Side::plans(meeting, last)),
        (None, _) => Ok(Side::outcome(meeting, slot)),
    }
}

fn plan_and_outcome(state: &State, key: &str) -> Result<[Side; 2], CompareError> {
    let (meeting, slot) = meeting(state, key)?;
    let own = meeting.planned.iter().find(|plan| plan.event.as_str() == key);
    // Of several plans the last that gives a date.
    let dated = meeting.planned.iter().rev().find(|plan| plan.planned_for.is_some());
    let plan = match (own, dated.or(meeting.planned.last())) {
        (Some(own), _) => Side::plan(meeting, own),
        (None, Some(last)) => Side::plans(meeting, last),
        (None, None) => return Err(CompareError::NoPlan(meeting.key.clone())),
    };
    Ok([plan, Side::outcome(meeting, slot)])
}

impl Side {
    /// Returns what one plan says of a meeting.
    fn plan(meeting: &MeetingValue, plan: &PlannedMeeting) -> Self {
        Self {
            aspect: Aspect::Plan,
            meeting: meeting.key.clone(),
            title: meeting.title.clone(),
            status: plan.status,
            date: plan.planned_for.clone(),
            duration: None,
            level: plan.level,
            venue: plan.venue.clone(),
            format: plan.format,
            host: plan.host.clone(),
            chair: None,
            mediators: plan.mediators.clone(),
            parties: plan.parties.clone(),
            agenda: plan.agenda.clone(),
            reason: None,
            became: None,
            attributed_to: plan.attributed_to.iter().map(ToString::to_string).collect(),
            events: vec![plan.event.clone()],
        }
    }

    /// Returns what all plans of a meeting say: this one, and of what it leaves open the latest other that says it.
    fn plans(meeting: &MeetingValue, last: &PlannedMeeting) -> Self {
        let mut side = Self::plan(meeting, last);
        for other in meeting.planned.iter().rev().filter(|plan| plan.event != last.event) {
            side.complete(Self::plan(meeting, other));
        }
        side
    }

    /// Takes over from another plan what this side does not say.
    fn complete(&mut self, other: Self) {
        fn fill<T>(mine: &mut Option<T>, theirs: Option<T>) -> bool {
            let is_new = mine.is_none() && theirs.is_some();
            if is_new {
                *mine = theirs;
            }
            is_new
        }
        fn extend(mine: &mut Vec<Key>, theirs: Vec<Key>) -> bool {
            let is_new = mine.is_empty() && !theirs.is_empty();
            if is_new {
                *mine = theirs;
            }
            is_new
        }
        let filled = [
            fill(&mut self.date, other.date),
            fill(&mut self.level, other.level),
            fill(&mut self.venue, other.venue),
            fill(&mut self.format, other.format),
            fill(&mut self.host, other.host),
            extend(&mut self.mediators, other.mediators),
            extend(&mut self.parties, other.parties),
            extend(&mut self.agenda, other.agenda),
        ];
        if filled.contains(&true) {
            let new =
                other.attributed_to.into_iter().filter(|claimant| !self.attributed_to.contains(claimant));
            self.attributed_to.extend(new.collect::<Vec<_>>());
            self.events.extend(other.events);
        }
    }

    /// Returns what became of a meeting. As long as there are only plans, it has a status and nothing else; what was
    /// not held had no setting.
    fn outcome(meeting: &MeetingValue, slot: &Slot) -> Self {
        let (is_decided, is_held) = (is_decided(meeting), meeting.status == MeetingStatus::Held);
        let is_plan = |event: &&Key| meeting.planned.iter().any(|plan| plan.event == **event);
        let events = slot.events.iter().filter(|event| is_decided && !is_plan(event));
        let attributed_to = slot.attributed_to.iter().filter(|_| is_decided);
        let if_held = |keys: &[Key]| if is_held { keys.to_vec() } else { Vec::new() };
        Self {
            aspect: Aspect::Outcome,
            meeting: meeting.key.clone(),
            title: meeting.title.clone(),
            status: meeting.status,
            date: meeting.start.clone().or(meeting.occurred.clone()),
            duration: meeting.duration.clone(),
            level: meeting.level.filter(|_| is_held),
            venue: meeting.venue.clone(),
            format: meeting.format.filter(|_| is_held),
            host: meeting.host.clone().filter(|_| is_held),
            chair: meeting.chair.clone(),
            mediators: if_held(&meeting.mediators),
            parties: if_held(&meeting.parties),
            agenda: meeting.discussed.clone(),
            reason: meeting.reason.clone(),
            became: meeting.became.clone(),
            attributed_to: attributed_to.map(ToString::to_string).collect(),
            events: events.cloned().collect(),
        }
    }

    fn row(&self) -> Row {
        let mut row = Row::default();
        row.value("aspect", self.aspect);
        row.text("meeting", Some(&self.meeting));
        row.text("title", self.title.as_ref());
        row.value("status", self.status);
        row.date("date", self.date.as_ref());
        row.duration("duration", self.duration.as_ref());
        row.value("level", self.level);
        row.text("venue", self.venue.as_ref());
        row.value("format", self.format);
        row.text("host", self.host.as_ref());
        row.text("chair", self.chair.as_ref());
        row.list("mediators", &self.mediators);
        row.list("parties", &self.parties);
        row.list("agenda", &self.agenda);
        row.text("reason", self.reason.as_ref());
        row.text("became", self.became.as_ref());
        row.list("attributed_to", &self.attributed_to);
        row.list("events", &self.events);
        row
    }
}

/// How two sides compare in one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Both state the same.
    Same,
    /// One date lies within the other.
    Agrees,
    /// They state different things.
    Different,
    /// Only `a` states it.
    OnlyA,
    /// Only `b` states it.
    OnlyB,
}

/// The fields that are compared one by one.
pub const COMPARED: [&str; 11] = [
    "status",
    "date",
    "duration",
    "venue",
    "level",
    "format",
    "host",
    "chair",
    "mediators",
    "parties",
    "agenda",
];

/// Returns the fields that either side states, with how they compare; lists also with what each has alone.
fn fields(a: &Side, b: &Side) -> Value {
    let (left, right) = (a.row().into_map(), b.row().into_map());
    let of = |row: &Map<String, Value>, field: &str| row.get(field).cloned().unwrap_or(Value::Null);
    let rows = COMPARED.into_iter().filter_map(|field| {
        let (before, after) = (of(&left, field), of(&right, field));
        let verdict = match (is_stated(&before), is_stated(&after)) {
            (false, false) => return None,
            (true, false) => Verdict::OnlyA,
            (false, true) => Verdict::OnlyB,
            (true, true) if before == after => Verdict::Same,
            (true, true) if field == "date" && agree(a.date.as_ref(), b.date.as_ref()) => Verdict::Agrees,
            (true, true) => Verdict::Different,
        };
        let (added, missing) = (without(&after, &before), without(&before, &after));
        Some(json!({
            "field": field, "a": before, "b": after, "verdict": verdict, "added": added, "missing": missing,
        }))
    });
    rows.collect()
}

/// Returns whether one date lies within the other: they do not contradict each other.
fn agree(a: Option<&Dated>, b: Option<&Dated>) -> bool {
    let Some((a, b)) = a.zip(b) else { return false };
    let (a, b) = (a.bounds, b.bounds);
    let within = |inner: asof_core::Bounds, outer: asof_core::Bounds| {
        outer.earliest.is_none_or(|from| inner.earliest.is_some_and(|begins| from <= begins))
            && outer.latest.is_none_or(|until| inner.latest.is_some_and(|ends| ends <= until))
    };
    within(a, b) || within(b, a)
}

/// Returns the items of a list that another lacks; none of what is no list.
fn without(list: &Value, other: &Value) -> Value {
    let items = list.as_array().into_iter().flatten();
    let others = other.as_array().map_or(&[][..], Vec::as_slice);
    items.filter(|item| !others.contains(item)).cloned().collect()
}
