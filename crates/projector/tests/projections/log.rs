//! A log written in few words, and what its state says of a path.

use asof_core::{AsOf, Digest, Draft, Event, Key, Until};
use asof_projector::{State, Writing, project};
use serde_json::{Value, json};

/// A log under way: a cast, then one entry a call, named `e1`, `e2` and so on.
pub(crate) struct Log {
    events: Vec<Event>,
    made: usize,
}

impl Log {
    /// Starts with two parties, an outsider, a person of each, in Istanbul's days.
    pub(crate) fn new() -> Self {
        let mut log = Self { events: Vec::new(), made: 0 };
        let process =
            json!({ "title": "Talks", "zone": "Europe/Istanbul", "parties": ["russia", "ukraine"] });
        log.register("talks", "process", process);
        for body in ["russia", "ukraine", "turkiye"] {
            log.register(body, "body", json!({ "names": [{ "name": body }] }));
        }
        for (person, party) in [("medinsky", "russia"), ("umerov", "ukraine"), ("fidan", "turkiye")] {
            log.register(person, "person", json!({ "party": party, "names": [{ "name": person }] }));
        }
        log
    }

    pub(crate) fn register(&mut self, key: &str, sort: &str, fields: Value) {
        self.push(&json!({ "key": key, "what": { "registered": { sort: fields } } }));
    }

    fn push(&mut self, line: &Value) {
        let draft = Draft::from_json(&line.to_string()).unwrap_or_else(|error| panic!("{error}: {line}"));
        let seq = self.events.len() as u64 + 1;
        let id = format!("01a207d9-0000-7000-8000-{seq:012x}").parse().unwrap();
        let recorded = "2026-11-23T10:00:00.000000Z".parse().unwrap();
        self.events.push(Event { seq, recorded, commit: seq, hash: Digest::new([0; 32]), id, draft });
    }

    /// Adds what the source says happened, and became known, on a day of May 2025.
    pub(crate) fn on(&mut self, day: u32, what: Value) -> String {
        self.said(day, "source", what)
    }

    /// Adds what somebody says.
    pub(crate) fn said(&mut self, day: u32, by: &str, what: Value) -> String {
        self.entry(json!({
            "occurred": format!("2025-05-{day}"),
            "known": format!("2025-05-{day}"),
            "attributed_to": [by],
            "what": what,
        }))
    }

    /// Adds an entry with these fields, and returns its key.
    pub(crate) fn entry(&mut self, fields: Value) -> String {
        self.made += 1;
        let key = format!("e{}", self.made);
        let mut line =
            json!({ "process": "talks", "key": key, "sources": [{ "source": "book" }], "summary": "S." });
        line.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        self.push(&line);
        key
    }

    /// Returns the state with all that the log holds.
    pub(crate) fn state(&self) -> State {
        self.at(&AsOf::ALL)
    }

    /// Returns where things stood by the end of a day, with hindsight.
    pub(crate) fn by(&self, day: u32) -> State {
        self.at(&AsOf::at(end_of(day)))
    }

    pub(crate) fn at(&self, as_of: &AsOf) -> State {
        project(&self.events, &process(), as_of)
    }

    pub(crate) fn events(&self) -> &[Event] {
        &self.events
    }
}

pub(crate) fn process() -> Key {
    "talks".parse().unwrap()
}

/// Returns the limit that a day of May 2025 names: its end.
pub(crate) fn end_of(day: u32) -> Until {
    Until::Before(format!("2025-05-{day}T21:00:00Z").parse().unwrap())
}

/// Returns a field of the slot at a path; null if the slot is not there.
pub(crate) fn field(state: &State, path: &str, field: &str) -> Value {
    let slot = state.slots.iter().find(|(other, _)| other.to_string() == path);
    slot.map_or(Value::Null, |(path, slot)| {
        Writing::whole()
            .row(&state.row(path, slot))
            .get(field)
            .unwrap_or_else(|| panic!("`{field}` of {path}"))
            .clone()
    })
}

/// Returns whether there is a slot at a path.
pub(crate) fn has(state: &State, path: &str) -> bool {
    state.slots.keys().any(|other| other.to_string() == path)
}

/// Returns the codes and paths of the anomalies.
pub(crate) fn anomalies(state: &State) -> Vec<String> {
    let paths = state.slots.keys().map(ToString::to_string);
    paths.filter_map(|path| path.strip_prefix("anomalies/").map(str::to_owned)).collect()
}
