//! The slots of a snapshot: what a diff compares, and nothing that follows from it.

use std::collections::BTreeMap;
use std::fmt;

use asof_core::Key;
use asof_projector::{Path, State};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// A slot as a snapshot keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "the fields of a row")]
pub(crate) struct KeptSlot {
    /// The fields that say something: one that is left out is not stated, or an empty list.
    #[serde(flatten)]
    pub(crate) fields: Map<String, Value>,
    /// The events that it rests on: for the reader, a diff does not compare them.
    pub(crate) events: Vec<Key>,
}

/// The slots of a state by their paths.
pub(crate) type Slots = BTreeMap<Path, KeptSlot>;

/// Returns the slots of a state as a snapshot keeps them.
pub(crate) fn of(state: &State) -> Slots {
    let of_the_process = state.slots.iter().filter(|(path, _)| !path.collection().is_registry());
    let kept = of_the_process.map(|(path, slot)| {
        (path.clone(), KeptSlot { fields: said(&slot.fields()), events: slot.events.clone() })
    });
    kept.collect()
}

/// What follows from the field of the same name without this end.
const DERIVED: [&str; 6] = ["_from", "_until", "_inferred", "_minutes", "_minutes_low", "_minutes_high"];

/// Returns the fields that say something and do not follow from others, such as the bounds of the dates of a row.
pub(super) fn said(fields: &Map<String, Value>) -> Map<String, Value> {
    let follows = |field: &str| {
        let mut bases = DERIVED.iter().filter_map(|end| field.strip_suffix(end));
        bases.any(|base| fields.contains_key(base))
    };
    let is_stated =
        |value: &Value| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty());
    let said = fields.iter().filter(|(field, value)| is_stated(value) && !follows(field));
    said.map(|(field, value)| (field.clone(), said_by(value))).collect()
}

fn said_by(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(said(fields)),
        Value::Array(items) => items.iter().map(said_by).collect(),
        plain => plain.clone(),
    }
}

/// Reads the slots of a file, each of which stands there once.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Slots, D::Error> {
    struct Rows;

    impl<'de> Visitor<'de> for Rows {
        type Value = Slots;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("rows by their paths")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Slots, A::Error> {
            let mut slots = Slots::new();
            while let Some(text) = map.next_key::<String>()? {
                let path = read_path(&text).ok_or_else(|| {
                    A::Error::custom("expected the path of a row, such as commitments/r1-prisoners")
                })?;
                if slots.contains_key(&path) {
                    return Err(A::Error::custom("this row already appears above"));
                }
                let KeptSlot { fields, events } = map.next_value()?;
                let is_lower = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
                if !fields.keys().all(|name| name.bytes().all(is_lower)) {
                    return Err(A::Error::custom("expected field names made of a-z, 0-9 and _"));
                }
                slots.insert(path, KeptSlot { fields: said(&fields), events });
            }
            Ok(slots)
        }
    }

    deserializer.deserialize_map(Rows)
}

/// Reads the path of a slot; `None` if no slot of a process has such a path.
fn read_path(text: &str) -> Option<Path> {
    let is_one = |segment: &str| !segment.is_empty() && !segment.contains(char::is_whitespace);
    Path::read(text).filter(|path| !path.collection().is_registry() && path.segments().all(is_one))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_follows_from_a_date_and_what_is_not_stated_is_left_out_of_rows_too() {
        let rows = json!([{ "planned_for": "2025-05-16", "planned_for_from": "x", "planned_for_until": "y",
            "planned_for_inferred": false, "from": "russia", "attested_from": "2025", "venue": null, "agenda": [] }]);
        let kept = json!([{ "planned_for": "2025-05-16", "from": "russia", "attested_from": "2025" }]);
        assert_eq!(said_by(&rows), kept);
    }

    #[test]
    fn a_path_is_that_of_a_slot_of_the_process() {
        for text in ["status", "commitments/r1-prisoners", "anomalies/over-delivered/commitments/a"] {
            assert_eq!(read_path(text).unwrap().to_string(), text);
        }
        for text in ["", "nonsense/a", "people/fidan", "claims/", "claims//a", "claims/a b"] {
            assert_eq!(read_path(text), None, "{text}");
        }
    }
}
