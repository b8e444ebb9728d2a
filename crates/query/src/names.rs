//! The names of the registry, for showing beside keys.

use std::collections::HashMap;

use asof_core::{Entry, Event, Key, Registered};
use serde_json::{Map, Value};

/// The name to show for each registered key.
#[derive(Debug, Clone, Default)]
pub struct Names(HashMap<Key, String>);

/// The fields of a row that hold one registered key; its name goes beside it as `<field>_name`.
const NAMED: [&str; 19] = [
    "party",
    "person",
    "who",
    "head",
    "chair",
    "host",
    "speaker",
    "on_behalf_of",
    "through",
    "answered_by",
    "from",
    "to",
    "list_of",
    "venue",
    "place",
    "destination",
    "issue",
    "part_of",
    "source",
];

impl Names {
    /// Collects the names of a log's registry, as it stands in the log.
    pub fn new(events: &[Event]) -> Self {
        let mut names = HashMap::new();
        for event in events {
            if let Entry::Registry(entry) = &event.draft.entry
                && let Some(name) = entry.registered.display_name()
            {
                names.entry(event.draft.key.clone()).or_insert_with(|| name.to_string());
            }
        }
        Self(names)
    }

    /// Returns the name to show for a key; the key itself if it is not registered.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        key.parse::<Key>().ok().and_then(|key| self.0.get(&key)).map_or(key, String::as_str)
    }

    /// Puts the name beside every registered key of a row, at every depth.
    pub(crate) fn beside(&self, value: Value) -> Value {
        match value {
            Value::Object(fields) => {
                let mut named = Map::new();
                for (field, value) in fields {
                    let name = value.as_str().map(|key| self.get(key).to_owned());
                    let is_named = NAMED.contains(&field.as_str());
                    let beside = format!("{field}_name");
                    let is_plain = value.is_string() || value.is_null();
                    named.insert(field, self.beside(value));
                    if is_named && is_plain {
                        named.insert(beside, name.map_or(Value::Null, Value::String));
                    }
                }
                Value::Object(named)
            }
            Value::Array(items) => items.into_iter().map(|item| self.beside(item)).collect(),
            plain => plain,
        }
    }
}

/// Returns whether a registry entry is a process.
pub(crate) fn as_process(registered: &Registered) -> Option<&asof_core::RegisteredProcess> {
    match registered {
        Registered::Process(process) => Some(process),
        _ => None,
    }
}
