//! An assertion held against the state that it is about.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use asof_core::{AsOf, Event, Head, Key, RecordKind, StateAssertion, Until};
use asof_projector::{Path, State, StateRow, Writing, project, role, row, without_assertions};
use foldhash::{HashMap, HashMapExt};
use serde_json::{Map, Value};

use crate::answers::fact::{AsFact, Fact};
use crate::ask::state_path::without_retractions;
use crate::source::log::Log;

mod messages;
mod unlike;

asof_core::words! {
    /// What is wrong with an assertion. Codes are stable.
    pub enum AssertionCode {
        /// The state says something else.
        Failed = "failed-assertion",
        /// No state has such a path.
        UnknownPath = "unknown-path",
        /// No state can say so.
        Impossible = "impossible-value",
    }
}

row! {
    /// An assertion held against the state that it is about, as far as the log was asked.
    pub struct Judged as "Judged" {
        /// Whether the state is as asserted.
        holds: bool,
        /// What stands at the path; null if nothing does.
        found: Fact as AsFact,
        /// The keys of the events that it rests on.
        rests_on: Vec<Key> as role::Event,
        /// The code of the problem; null if it holds.
        code: Option<AssertionCode>,
        /// What is wrong, in a sentence; null if it holds.
        message: Option<String> as role::Prose,
    }
}

/// What came of holding an assertion against its state.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    /// What stands at the path.
    pub(crate) found: Fact,
    /// The events that it rests on.
    pub(crate) rests_on: Vec<Key>,
    /// Why the assertion does not hold, if it does not.
    pub(crate) failure: Option<Failure>,
}

/// Why an assertion does not hold.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) code: AssertionCode,
    pub(crate) message: String,
    pub(crate) hint: String,
}

impl Failure {
    /// Returns the field of the assertion that is at fault.
    pub(crate) fn field(&self) -> &'static str {
        match self.code {
            AssertionCode::UnknownPath => "path",
            AssertionCode::Failed | AssertionCode::Impossible => "equals",
        }
    }
}

/// Returns the assertion that an event is, with its process.
pub(crate) fn assertion(event: &Event) -> Option<(&Key, &StateAssertion)> {
    let record = event.draft.record()?;
    match &record.kind {
        RecordKind::Assertion(assertion) => Some((&record.process, assertion)),
        _ => None,
    }
}

/// Holds assertions against the states of a log, each of which it makes once if those of one moment follow each other.
///
/// A state is made for each moment that is asserted of, of all events: how an event stands, the dates that others narrow
/// and the rows that look up other rows (a round the one before it, a deadline what it counts from) all go by the point. As
/// many moments as events take the square of their time, and the memory of one state.
pub(crate) struct AssertionChecker<'l> {
    log: &'l Log,
    /// What the states at moments are made of.
    events: Cow<'l, [Event]>,
    /// How much of the log counts.
    recorded: Head,
    /// The moment that was asked for last, and the states of the processes at it.
    at: Option<AsOf>,
    states: HashMap<Key, Rc<State>>,
    ever: HashMap<Key, Rc<[State; 3]>>,
    /// For how many unknown paths others were suggested.
    suggested: usize,
}

/// For so many unknown paths those are looked for that were meant, which is as many as a reader is shown: each is
/// compared with all that there are.
const SUGGESTED: usize = 100;

/// A row of a state, its fields as its document has them, and of a path that goes on behind the row the field.
struct Spot<'t> {
    row: StateRow,
    fields: Map<String, Value>,
    field: Option<&'t str>,
}

impl Spot<'_> {
    fn path(&self) -> &Path {
        &self.row.path
    }

    fn value(&self) -> Value {
        match self.field {
            None => Value::Object(self.fields.clone()),
            Some(field) => self.fields.get(field).cloned().unwrap_or(Value::Null),
        }
    }

    fn into_fact(self) -> Fact {
        match self.field {
            None => Fact::Row(Box::new(self.row)),
            Some(field) => Fact::field_of(self.row, field, self.fields),
        }
    }
}

impl<'l> AssertionChecker<'l> {
    pub(crate) fn new(log: &'l Log, recorded: Head) -> Self {
        let asserting = log.events().iter().filter(|event| assertion(event).is_some()).count();
        // Where most of the log asserts, the others are few enough to be copied.
        let events = match 2 * asserting > log.events().len() {
            true => without_assertions(log.events()).into(),
            false => log.events().into(),
        };
        Self { log, events, recorded, at: None, states: HashMap::new(), ever: HashMap::new(), suggested: 0 }
    }

    /// Returns the point at which an assertion looks at the state of its process.
    pub(crate) fn as_of(&self, process: &Key, assertion: &StateAssertion) -> AsOf {
        let zone = self.log.zone(process);
        let known = assertion.known.as_ref().map_or(Until::All, |known| Until::Before(known.end(zone)));
        AsOf { known, recorded: self.recorded, ..AsOf::at(Until::Before(assertion.at.end(zone))) }
    }

    /// Holds an assertion against its state.
    pub(crate) fn judge(&mut self, process: &Key, assertion: &StateAssertion) -> Judgement {
        let state = self.state(process, self.as_of(process, assertion));
        let here = self.spot(&state, assertion.path.as_str());
        let failure = self.failure(process, assertion, here.as_ref(), &state);
        let rests_on = here.as_ref().map_or_else(Vec::new, |here| here.row.grounds.events.clone());
        Judgement { found: here.map_or(Fact::Nothing, Spot::into_fact), rests_on, failure }
    }

    fn failure(
        &mut self,
        process: &Key,
        assertion: &StateAssertion,
        here: Option<&Spot<'_>>,
        state: &State,
    ) -> Option<Failure> {
        let (text, asserted) = (assertion.path.as_str(), assertion.equals.value());
        let elsewhere = if here.is_none() { self.spot_ever(process, text) } else { None };
        let Some(spot) = here.or(elsewhere.as_ref()) else {
            return self.of_no_spot(process, text, asserted, state);
        };
        if let Some(field) = spot.field
            && !spot.fields.contains_key(field)
        {
            return Some(messages::no_field(spot, field));
        }
        let found = here.map_or(Value::Null, Spot::value);
        if holds(asserted, &found) {
            return None;
        }
        if let Some((message, hint)) = unlike::unlike(spot.path(), spot.field, &spot.fields, asserted) {
            return Some(Failure { code: AssertionCode::Impossible, message, hint });
        }
        let rests_on = here.map_or(&[][..], |here| &here.row.grounds.events);
        Some(messages::failed(process, assertion, &found, rests_on))
    }

    /// Returns what is wrong with an assertion of a path that no state has.
    fn of_no_spot(&mut self, process: &Key, text: &str, asserted: &Value, state: &State) -> Option<Failure> {
        let ever = self.ever(process);
        let states: Vec<&State> = std::iter::once(state).chain(&*ever).collect();
        if let Some((field, below)) = text.rsplit_once('/')
            && !below.is_empty()
            && let Some(spot) = states.iter().find_map(|state| self.spot(state, field))
            && spot.field.is_some_and(|name| spot.fields.contains_key(name))
        {
            return Some(messages::too_deep(process, text, field, below));
        }
        if asserted.is_null() && self.could_be(&states, process, text) {
            return None;
        }
        self.suggested += 1;
        let meant = if self.suggested > SUGGESTED { &[] } else { &states[..] };
        Some(messages::unknown(meant, process, text))
    }

    fn state(&mut self, process: &Key, as_of: AsOf) -> Rc<State> {
        if self.at.replace(as_of) != Some(as_of) {
            self.states.clear();
        }
        let made = || Rc::new(project(&self.events, process, &as_of));
        self.states.entry(process.clone()).or_insert_with(made).clone()
    }

    /// Returns the states that show what paths a process can have: at the end of the log, without its retractions, and
    /// without its corrections too.
    fn ever(&mut self, process: &Key) -> Rc<[State; 3]> {
        let (log, recorded) = (self.log, self.recorded);
        let made = || {
            let all = AsOf { recorded, ..AsOf::ALL };
            let unopposed = without_retractions(log.events());
            let is_correction = |event: &Event| {
                event.draft.record().is_some_and(|record| matches!(record.kind, RecordKind::Correction(_)))
            };
            let as_written: Vec<Event> =
                unopposed.iter().filter(|event| !is_correction(event)).cloned().collect();
            Rc::new([log.events(), &unopposed, &as_written].map(|events| project(events, process, &all)))
        };
        self.ever.entry(process.clone()).or_insert_with(made).clone()
    }

    /// Finds what a path names in a state that shows what paths a process can have.
    fn spot_ever<'t>(&mut self, process: &Key, text: &'t str) -> Option<Spot<'t>> {
        let ever = self.ever(process);
        ever.iter().find_map(|state| self.spot(state, text))
    }

    /// Finds what a path names in a state.
    fn spot<'t>(&self, state: &State, text: &'t str) -> Option<Spot<'t>> {
        let named = |name: &str| Path::read(name).and_then(|path| state.slots.get_key_value(&path));
        let ((path, slot), field) = match named(text) {
            Some(found) => (found, None),
            None => {
                let (row, field) = text.rsplit_once('/')?;
                (named(row)?, Some(field))
            }
        };
        let row = state.row(path, slot);
        let fields = Writing::named(self.log.names()).row(&row);
        Some(Spot { row, fields, field })
    }

    /// Returns whether a path that no state has could be one: rows of its part of the state have as many words, and each
    /// of its words is a key of the log or stands in a path.
    fn could_be(&self, states: &[&State], process: &Key, text: &str) -> bool {
        let Some((collection, words)) = text.split_once('/') else { return false };
        let words: Vec<&str> = words.split('/').collect();
        let paths = || states.iter().flat_map(|state| state.slots.keys());
        let has_as_many =
            |path: &Path| path.collection().name() == collection && path.segments().count() == words.len();
        let of_log = self.log.events().iter().filter(|event| {
            event.draft.process().is_none_or(|of| of == process) && self.recorded.admits(event.seq)
        });
        let keys = of_log.map(|event| event.draft.key.as_str());
        let known: BTreeSet<&str> = keys.chain(paths().flat_map(Path::segments)).collect();
        paths().any(has_as_many) && words.iter().all(|word| known.contains(word))
    }
}

/// Returns whether a value is as asserted: of an object the fields that are named, of a list every item in its order.
fn holds(asserted: &Value, found: &Value) -> bool {
    match (asserted, found) {
        (Value::Null, found) => !is_stated(found),
        (Value::Object(asserted), Value::Object(found)) => {
            asserted.iter().all(|(field, value)| holds(value, found.get(field).unwrap_or(&Value::Null)))
        }
        (Value::Array(asserted), Value::Array(found)) => {
            asserted.len() == found.len() && asserted.iter().zip(found).all(|(a, b)| holds(a, b))
        }
        (asserted, found) => asserted == found,
    }
}

/// Returns whether a field says something.
pub(crate) fn is_stated(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => true,
    }
}

/// Returns what comes of the assertion that an event is; `None` if it is none.
pub(crate) fn judged(log: &Log, recorded: Head, event: &Event) -> Option<Judged> {
    let (process, assertion) = assertion(event)?;
    let Judgement { found, rests_on, failure } =
        AssertionChecker::new(log, recorded).judge(process, assertion);
    Some(Judged {
        holds: failure.is_none(),
        found,
        rests_on,
        code: failure.as_ref().map(|failure| failure.code),
        message: failure.map(|failure| failure.message),
    })
}
