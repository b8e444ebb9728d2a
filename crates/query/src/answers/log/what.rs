//! What an event says, as the log stores it, with names beside keys.

use asof_projector::{Described, Field, Row};
use asof_store::StoredEvent;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::EventRow;
use crate::answers::fact::escape_invisible;

/// What an event says, as it is stored: exactly one kind with its fields. What is not said is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct What(pub Value);

impl What {
    /// Returns what a stored event says.
    pub(super) fn of(stored: StoredEvent<'_>) -> Self {
        #[derive(Deserialize)]
        struct Line {
            what: Value,
        }
        Self(serde_json::from_str(stored.text).map_or(Value::Null, |line: Line| line.what))
    }
}

impl EventRow {
    /// Returns the phase of its kind, such as `held`; `None` if the kind has none.
    pub fn phase(&self) -> Option<&str> {
        let said = self.what.0.as_object().and_then(|what| what.values().next())?;
        phase(said).map(|(phase, _)| phase)
    }
}

/// Returns the phase of a kind and its fields, if the kind has phases.
pub fn phase(said: &Value) -> Option<(&str, &Value)> {
    let fields = said.as_object()?;
    let (phase, inner) = fields.iter().next()?;
    (fields.len() == 1 && inner.is_object() && inner.get("bound").is_none()).then_some((phase, inner))
}

/// What an event says as a field: behind each registered key stands its name.
#[derive(Debug)]
pub(crate) enum AsStored {}

impl Field<AsStored> for What {
    fn put(&self, name: &str, row: &mut Row<'_>) {
        let mut what = self.0.clone();
        put_names(&mut what, row);
        row.put(name, what);
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        let schema = what_schema(described.generator());
        described.add_as(name, about, schema);
    }

    fn escape_invisible(&mut self) {
        escape_invisible(&mut self.0);
    }
}

/// The fields of what an event says that hold one registered key; its name goes beside it as `<field>_name`.
const NAMED: [&str; 22] = [
    "party",
    "person",
    "member",
    "body",
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
    "suspended_by",
    "source",
];

/// Returns whether a field of an object holds a registered key, by what other fields the object has: what a membership is
/// of does, what a correction is of does not; nor does the promise of which another is a part.
fn is_named(field: &str, has: impl Fn(&str) -> bool) -> bool {
    match field {
        "of" => has("member"),
        "part_of" => !has("owed_by"),
        _ => NAMED.contains(&field),
    }
}

/// Puts the name beside every registered key, at every depth.
fn put_names(value: &mut Value, row: &Row<'_>) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(|value| put_names(value, row));
            let is_key = |field: &String| is_named(field, |other| fields.contains_key(other));
            let named = fields.iter().enumerate().filter(|(_, (field, _))| is_key(field));
            let named = named.filter_map(|(place, (field, value))| {
                let name = match value {
                    Value::String(key) => row.name_of(key)?.into(),
                    Value::Null => Value::Null,
                    _ => return None,
                };
                Some((place, format!("{field}_name"), name))
            });
            let named: Vec<(usize, String, Value)> = named.collect();
            // From the last to the first, so that the places stay right.
            for (place, field, name) in named.into_iter().rev() {
                fields.shift_insert(place + 1, field, name);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| put_names(item, row)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Before the names of definitions that are those of the log, so that they do not mix with those of rows.
const STORED: &str = "Stored";

/// Describes what an event says: the kinds as on a line of the log, with names beside keys.
fn what_schema(generator: &mut SchemaGenerator) -> Schema {
    // Made apart, so that its definitions stay those of the log.
    let mut of_the_log = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut what = asof_core::what_schema(&mut of_the_log);
    let definitions = of_the_log.take_definitions(false);
    refer_to_stored(&mut what);
    for (name, mut definition) in definitions {
        if let Ok(definition) = <&mut Schema>::try_from(&mut definition) {
            as_in_a_document(definition);
        }
        generator.definitions_mut().insert(format!("{STORED}{name}"), definition);
    }
    what
}

fn as_in_a_document(schema: &mut Schema) {
    asof_core::as_on_a_line(schema);
    RecursiveTransform(names_beside).transform(schema);
    RecursiveTransform(refer_to_stored).transform(schema);
}

/// Describes the names that stand beside keys: each is there where its key is.
fn names_beside(schema: &mut Schema) {
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    let is_key = |value: &Value| value["$ref"].as_str().is_some_and(|to| to.ends_with("/Key"));
    let keys = properties
        .iter()
        .filter(|(field, value)| is_key(value) && is_named(field, |other| properties.contains_key(other)));
    let mut beside = Map::new();
    for field in keys.map(|(field, _)| field.clone()).collect::<Vec<_>>() {
        let about = format!("The name to show for `{field}`.");
        properties.insert(format!("{field}_name"), json!({ "description": about, "type": "string" }));
        beside.insert(field.clone(), json!([format!("{field}_name")]));
    }
    if !beside.is_empty() {
        schema.insert("dependentRequired".to_owned(), Value::Object(beside));
    }
}

fn refer_to_stored(schema: &mut Schema) {
    if let Some(Value::String(to)) = schema.get_mut("$ref") {
        *to = to.replace("#/$defs/", &format!("#/$defs/{STORED}"));
    }
}
