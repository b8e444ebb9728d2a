//! The slots of a snapshot: what a diff compares, and nothing that follows from it.

use std::collections::BTreeMap;

use asof_projector::{Collection, Path, State, fields};
use serde_json::{Map, Value};

/// A slot as a snapshot keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct KeptSlot {
    /// The fields that say something: one that is left out is not stated, or an empty list.
    pub(crate) fields: Map<String, Value>,
    /// The keys of the events that it rests on: for the reader, a diff does not compare them.
    pub(crate) events: Vec<String>,
}

/// The slots of a state by their paths.
pub(crate) type Slots = BTreeMap<Path, KeptSlot>;

/// Returns the slots of a state as a snapshot keeps them.
pub(crate) fn of(state: &State) -> Slots {
    let of_the_process = fields(state).into_iter().filter(|(path, _)| !path.collection().is_registry());
    let kept = of_the_process.map(|(path, fields)| {
        let events = state.slots.get(&path).into_iter().flat_map(|slot| &slot.events);
        let events = events.map(ToString::to_string).collect();
        let fields = fields.into_iter().filter(|(_, value)| is_stated(value));
        let fields = fields.map(|(field, value)| (field, written(value))).collect();
        (path, KeptSlot { fields, events })
    });
    kept.collect()
}

/// Returns whether a field says something.
pub(crate) fn is_stated(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => true,
    }
}

/// What follows from the field of the same name without this end.
const DERIVED: [&str; 6] = ["_from", "_until", "_inferred", "_minutes", "_minutes_low", "_minutes_high"];

/// Returns a value without what follows from the rest of it: the bounds of the dates in its rows.
fn written(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let follows = |field: &str| {
                let bases = DERIVED.iter().filter_map(|end| field.strip_suffix(end));
                bases.into_iter().any(|base| fields.contains_key(base))
            };
            let kept: Vec<bool> = fields.keys().map(|field| !follows(field)).collect();
            let kept = fields.into_iter().zip(kept).filter(|(_, kept)| *kept);
            kept.map(|((field, value), _)| (field, written(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(written).collect(),
        plain => plain,
    }
}

/// Reads the path of a slot; `None` if no slot of a process has such a path.
pub(crate) fn read_path(text: &str) -> Option<Path> {
    let mut segments = text.split('/');
    let collection =
        Collection::from_name(segments.next()?).filter(|collection| !collection.is_registry())?;
    let segments: Vec<&str> = segments.collect();
    let is_one = |segment: &&str| !segment.is_empty() && !segment.contains(char::is_whitespace);
    segments.iter().all(is_one).then(|| Path::new(collection, segments))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_follows_from_a_date_is_left_out_of_rows_too() {
        let row = json!([{ "planned_for": "2025-05-16", "planned_for_from": "x", "planned_for_until": "y",
            "planned_for_inferred": false, "from": "russia", "attested_from": "2025", "venue": null }]);
        let kept = json!([{ "planned_for": "2025-05-16", "from": "russia", "attested_from": "2025", "venue": null }]);
        assert_eq!(written(row), kept);
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
