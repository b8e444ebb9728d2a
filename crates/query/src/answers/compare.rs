//! `compare`: two meetings, or a meeting's plan and its outcome, beside each other.

mod people;

use std::borrow::Cow;

use asof_core::kind::{Format, Level};
use asof_core::{Bounds, Claimant, Duration, Key, Text, When};
use asof_projector::state::meetings::{MeetingStatus, MeetingValue, PlannedMeeting};
use asof_projector::{Collection, Dated, Slot, State, Value as SlotValue, role, row};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use crate::answers::envelope::Envelope;
use crate::ask::query::ResolvedQuery;
use crate::ask::thing::{ThingError, round};
use crate::source::log::Log;

pub use people::{Coming, List, Listed, People};

row! {
    /// Meetings, or a meeting's plan and its outcome, beside each other: what `compare` prints.
    pub struct Compare as "Compare" {
        /// What every answer begins with.
        envelope: Envelope as role::Flat,
        /// One side.
        a: Side as role::One,
        /// The other side.
        b: Side as role::One,
        /// The fields that either side states, one by one.
        fields: Vec<ComparedField> as role::Rows,
        /// Each party's people on both sides.
        parties: Vec<People> as role::Rows,
        /// Who else came or was to come.
        attendance: Vec<Coming> as role::Rows,
        /// Of more than two meetings, each further one beside the one before it.
        further: Vec<Pair> as role::Rows,
    }
}

row! {
    /// A meeting beside the one before it.
    pub struct Pair as "Pair" {
        /// The one before.
        a: Side as role::One,
        /// The meeting.
        b: Side as role::One,
        /// The fields that either states, one by one.
        fields: Vec<ComparedField> as role::Rows,
        /// Each party's people at both.
        parties: Vec<People> as role::Rows,
        /// Who else came or was to come.
        attendance: Vec<Coming> as role::Rows,
    }
}

row! {
    /// What of a meeting stands on one side.
    pub struct Side as "Side" {
        /// Whether it is what was planned or what was.
        aspect: Aspect,
        /// The meeting, by its own key.
        meeting: Key,
        /// What it is called; null if it has no title.
        title: Option<Text> as role::Prose,
        /// How it stands.
        status: MeetingStatus,
        /// When it was to be, or was; null if not stated.
        date: Option<Dated> as role::Date,
        /// How long it lasted; null if not stated.
        duration: Option<Duration> as role::Span,
        /// Whose meeting it is; null if not stated.
        level: Option<Level>,
        /// Where; null if not stated.
        venue: Option<Key> as role::Named,
        /// How many parties at one table; null if not stated.
        format: Option<Format>,
        /// Who provides the place; null if not stated.
        host: Option<Key> as role::Actor,
        /// Who chaired; null if not stated.
        chair: Option<Key> as role::Actor,
        /// Who mediates.
        mediators: Vec<Key> as role::Actor,
        /// The parties.
        parties: Vec<Key> as role::Actor,
        /// The issues that were to be, or were, dealt with.
        agenda: Vec<Key>,
        /// Why it was called off or not held, as claimed; null if not stated.
        reason: Option<Text> as role::Prose,
        /// The meeting that was held instead; null if none is stated.
        became: Option<Key>,
        /// Whose word it is.
        attributed_to: Vec<Claimant>,
        /// The keys of the events that tell of it.
        events: Vec<Key>,
    }
}

asof_core::words! {
    /// What of a meeting stands on one side.
    pub enum Aspect {
        /// What was planned.
        Plan = "plan",
        /// What was.
        Outcome = "outcome",
    }
}

row! {
    /// How the two sides compare in one field.
    pub struct ComparedField as "Compared" {
        /// The field.
        field: SideField,
        /// What one side states; null or empty if nothing.
        a: Stated,
        /// What the other side states; null or empty if nothing.
        b: Stated,
        /// How the two compare.
        verdict: Verdict,
        /// Of a list, what only `b` has.
        added: Vec<Key>,
        /// Of a list, what only `a` has.
        missing: Vec<Key>,
    }
}

asof_core::words! {
    /// A field of a side that is compared with that of the other side.
    pub enum SideField {
        /// How it stands.
        Status = "status",
        /// When it was to be, or was.
        Date = "date",
        /// How long it lasted.
        Duration = "duration",
        /// Where.
        Venue = "venue",
        /// Whose meeting it is.
        Level = "level",
        /// How many parties at one table.
        Format = "format",
        /// Who provides the place.
        Host = "host",
        /// Who chaired.
        Chair = "chair",
        /// Who mediates.
        Mediators = "mediators",
        /// The parties.
        Parties = "parties",
        /// The issues that were to be, or were, dealt with.
        Agenda = "agenda",
    }
}

asof_core::words! {
    /// How two sides compare in one field.
    pub enum Verdict {
        /// Both state the same.
        Same = "same",
        /// One date lies within the other.
        Agrees = "agrees",
        /// They state different things.
        Different = "different",
        /// Only `a` states it.
        OnlyA = "only-a",
        /// Only `b` states it.
        OnlyB = "only-b",
    }
}

/// What a side states in a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Stated {
    /// Nothing, in a field that is no list.
    Nothing,
    /// How the meeting stands.
    Status(MeetingStatus),
    /// A date, as written.
    Date(When),
    /// How long it lasted.
    Duration(Duration),
    /// Whose meeting it is.
    Level(Level),
    /// How many parties at one table.
    Format(Format),
    /// Somebody, or a place.
    Key(Key),
    /// A list, which may be empty.
    Keys(Vec<Key>),
}

impl JsonSchema for Stated {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Stated".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let keys = generator.subschema_for::<Vec<Key>>();
        json_schema!({ "anyOf": [{ "type": "string" }, keys, { "type": "null" }] })
    }
}

impl Stated {
    fn some<T: Clone>(value: Option<&T>, stated: impl Fn(T) -> Self) -> Self {
        value.cloned().map_or(Self::Nothing, stated)
    }

    /// Returns whether nothing is stated: there is no value, or an empty list.
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Keys(keys) => keys.is_empty(),
            Self::Status(_)
            | Self::Date(_)
            | Self::Duration(_)
            | Self::Level(_)
            | Self::Format(_)
            | Self::Key(_) => false,
        }
    }

    /// Returns the items of a list; none of what is no list.
    fn items(&self) -> &[Key] {
        match self {
            Self::Keys(keys) => keys,
            _ => &[],
        }
    }

    /// Returns the items of a list that another lacks.
    fn without(&self, other: &Self) -> Vec<Key> {
        let items = self.items().iter().filter(|item| !other.items().contains(item));
        items.cloned().collect()
    }
}

/// Why two things cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// No meeting was named.
    #[error("no meeting named; name one or more")]
    NothingNamed,
    /// No meeting, nor event about one, has that key.
    #[error("there is no meeting `{key}` in `{process}` at that point")]
    NoMeeting {
        /// The key as written.
        key: String,
        /// The process.
        process: Key,
        /// The meetings that there are.
        meetings: Vec<Key>,
    },
    /// A meeting whose plan was asked for has none on record.
    #[error("no plan for `{0}` is recorded; compare it with another meeting")]
    NoPlan(Key),
    /// No round of that number is on record.
    #[error(transparent)]
    Round(#[from] ThingError),
}

/// Returns meetings beside each other, each with the one before it, or of one alone its plan and its outcome. Each
/// is named as a round (`round:2`), by its key, or by that of an event about it: a plan, or what was held.
///
/// # Errors
///
/// No meeting is named, there is none such at the point, or no plan of it.
pub fn compare(log: &Log, asked: &ResolvedQuery, named: &[&str]) -> Result<Compare, CompareError> {
    let state = log.as_of(&asked.as_of).state(&asked.process);
    let keys: Vec<String> = named.iter().map(|name| gathering(log, asked, name)).collect::<Result<_, _>>()?;
    let sides: Vec<Side> = match keys.as_slice() {
        [alone] => plan_and_outcome(&state, alone)?.into(),
        several => several.iter().map(|key| side(&state, key)).collect::<Result<_, _>>()?,
    };
    let mut pairs = sides.windows(2).map(|pair| Pair::new(&state, &pair[0], &pair[1]));
    let Some(Pair { a, b, fields, parties, attendance }) = pairs.next() else {
        return Err(CompareError::NothingNamed);
    };
    let envelope = Envelope::new(asked, log.names(), state.counted);
    let further = pairs.collect();
    Ok(Compare { envelope, a, b, fields, parties, attendance, further })
}

/// Returns the key of the meeting that a round names, or the key as it is.
fn gathering(log: &Log, asked: &ResolvedQuery, name: &str) -> Result<String, CompareError> {
    match round(log, &asked.process, name) {
        Some(found) => Ok(found?.to_string()),
        None => Ok(name.to_owned()),
    }
}

impl Pair {
    /// Returns two sides with how they compare.
    fn new(state: &State, a: &Side, b: &Side) -> Self {
        let (parties, attendance) = people::compare(state, a, b);
        Self { a: a.clone(), b: b.clone(), fields: fields(a, b), parties, attendance }
    }
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

/// Returns the plan of a meeting that the event with this key makes.
fn plan_of<'m>(meeting: &'m MeetingValue, key: &str) -> Option<&'m PlannedMeeting> {
    meeting.planned.iter().find(|plan| plan.events.iter().any(|event| event.as_str() == key))
}

/// Returns the side that a key names: the plan of an event that plans, else what was, else the last plan.
fn side(state: &State, key: &str) -> Result<Side, CompareError> {
    let (meeting, slot) = meeting(state, key)?;
    match (plan_of(meeting, key), meeting.planned.last()) {
        (Some(plan), _) => Ok(Side::plan(meeting, plan)),
        (None, Some(last)) if !is_decided(meeting) => Ok(Side::plans(meeting, last)),
        (None, _) => Ok(Side::outcome(meeting, slot)),
    }
}

fn plan_and_outcome(state: &State, key: &str) -> Result<[Side; 2], CompareError> {
    let (meeting, slot) = meeting(state, key)?;
    // Of several plans the last that gives a date.
    let dated = meeting.planned.iter().rev().find(|plan| plan.planned_for.is_some());
    let plan = match (plan_of(meeting, key), dated.or(meeting.planned.last())) {
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
            attributed_to: plan.attributed_to.clone(),
            events: plan.events.clone(),
        }
    }

    /// Returns what all plans of a meeting say: this one, and of what it leaves open the latest other that says it.
    fn plans(meeting: &MeetingValue, last: &PlannedMeeting) -> Self {
        let mut side = Self::plan(meeting, last);
        for other in meeting.planned.iter().rev().filter(|plan| plan.events != last.events) {
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
        let is_plan = |event: &&Key| meeting.planned.iter().any(|plan| plan.events.contains(event));
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
            attributed_to: attributed_to.cloned().collect(),
            events: events.cloned().collect(),
        }
    }

    /// Returns what the side states in a field; dates and durations as written.
    pub fn stated(&self, field: SideField) -> Stated {
        let date = self.date.as_ref().map(|date| &date.when);
        match field {
            SideField::Status => Stated::Status(self.status),
            SideField::Date => Stated::some(date, Stated::Date),
            SideField::Duration => Stated::some(self.duration.as_ref(), Stated::Duration),
            SideField::Venue => Stated::some(self.venue.as_ref(), Stated::Key),
            SideField::Level => Stated::some(self.level.as_ref(), Stated::Level),
            SideField::Format => Stated::some(self.format.as_ref(), Stated::Format),
            SideField::Host => Stated::some(self.host.as_ref(), Stated::Key),
            SideField::Chair => Stated::some(self.chair.as_ref(), Stated::Key),
            SideField::Mediators => Stated::Keys(self.mediators.clone()),
            SideField::Parties => Stated::Keys(self.parties.clone()),
            SideField::Agenda => Stated::Keys(self.agenda.clone()),
        }
    }
}

/// Returns the fields that either side states, with how they compare; lists also with what each has alone.
fn fields(left: &Side, right: &Side) -> Vec<ComparedField> {
    let compared = SideField::ALL.iter().filter_map(|field| {
        let (a, b) = (left.stated(*field), right.stated(*field));
        let verdict = match (a.is_nothing(), b.is_nothing()) {
            (true, true) => return None,
            (false, true) => Verdict::OnlyA,
            (true, false) => Verdict::OnlyB,
            (false, false) if a == b => Verdict::Same,
            (false, false) if *field == SideField::Date && agree(left.date.as_ref(), right.date.as_ref()) => {
                Verdict::Agrees
            }
            (false, false) => Verdict::Different,
        };
        let (added, missing) = (b.without(&a), a.without(&b));
        Some(ComparedField { field: *field, a, b, verdict, added, missing })
    });
    compared.collect()
}

/// Returns whether one date lies within the other: they do not contradict each other.
fn agree(a: Option<&Dated>, b: Option<&Dated>) -> bool {
    let Some((a, b)) = a.zip(b) else { return false };
    let (a, b) = (a.bounds, b.bounds);
    let within = |inner: Bounds, outer: Bounds| {
        outer.earliest.is_none_or(|from| inner.earliest.is_some_and(|begins| from <= begins))
            && outer.latest.is_none_or(|until| inner.latest.is_some_and(|ends| ends <= until))
    };
    within(a, b) || within(b, a)
}
