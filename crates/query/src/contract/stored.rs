//! What an event says, as the log stores it, with names beside keys.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::source::names::is_named;

/// Before the names of definitions that are those of the log, so that they do not mix with those of rows.
const STORED: &str = "Stored";

/// Describes `what` of an event in a document: the kinds as on a line of the log, with names beside keys.
pub(super) fn what_schema(generator: &mut SchemaGenerator) -> Schema {
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
