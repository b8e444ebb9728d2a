//! The JSON Schemas of a line of a log and of a draft, made of the same types that read them.

use std::borrow::Cow;

use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::Wire;
use super::kinds::What;
use crate::draft::Draft;
use crate::event::Event;
use crate::kind::WorldKind;
use crate::record::RecordKind;

/// The fields that only the log sets.
const OF_THE_LOG: [&str; 4] = ["seq", "recorded", "commit", "hash"];

impl JsonSchema for Draft {
    fn schema_name() -> Cow<'static, str> {
        "Draft".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = line(generator);
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.retain(|field, _| !OF_THE_LOG.contains(&field.as_str()));
        }
        describe(
            &mut schema,
            "An entry as an author writes it and `append` takes it: one JSON object, or one per line. What does not \
             apply is left out.",
        );
        schema
    }
}

impl JsonSchema for Event {
    fn schema_name() -> Cow<'static, str> {
        "Event".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = line(generator);
        if let Some(Value::Array(required)) = schema.get_mut("required") {
            required.extend(OF_THE_LOG.iter().chain(&["id"]).map(|field| json!(field)));
        }
        describe(
            &mut schema,
            "One line of a log: an entry that the log has accepted, with what only the log sets. Lines stay as they \
             were written. What does not apply is left out, and nothing is null except what an assertion says is not \
             stated.",
        );
        schema
    }
}

/// Returns the schema of `what` as it stands on a line: exactly one kind with its fields.
pub fn what_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<What>()
}

/// Says of a schema of the wire what its types cannot: what is not said is left out and never null, and an entry has
/// exactly one kind.
pub fn as_on_a_line(schema: &mut Schema) {
    RecursiveTransform(without_null).transform(schema);
    RecursiveTransform(one_of_a_kind).transform(schema);
}

fn describe(schema: &mut Schema, about: &str) {
    schema.insert("description".to_owned(), json!(about));
}

/// Returns the fields of a line, with those that each class of entry needs and does not have.
fn line(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = Wire::json_schema(generator);
    // It may be absent only so that it is missed together with all else that is.
    if let Some(Value::Array(required)) = schema.get_mut("required")
        && !required.contains(&json!("key"))
    {
        required.insert(0, json!("key"));
    }
    schema.insert("allOf".to_owned(), classes_of_entries());
    schema
}

/// Returns a rule: an entry of these kinds has these fields and does not have those.
fn rule(when: &Value, needed: &[&str], forbidden: &[&str]) -> Value {
    let lists = needed.iter().filter(|field| ["attributed_to", "sources"].contains(field));
    let listed = lists.map(|list| ((*list).to_owned(), json!({ "minItems": 1 })));
    let absent = forbidden.iter().map(|field| ((*field).to_owned(), json!(false)));
    let properties: Map<String, Value> = listed.chain(absent).collect();
    json!({ "if": when, "then": { "required": needed, "properties": properties } })
}

fn is_one_of(kinds: &[&str]) -> Value {
    let kinds: Vec<Value> = kinds.iter().map(|kind| json!({ "required": [kind] })).collect();
    json!({ "properties": { "what": { "anyOf": kinds } } })
}

/// Returns what is true of a correction of an event: one of a registry entry needs no sources, as that needs none.
fn corrects_the_world() -> Value {
    let what = json!({ "properties": { "what": { "not": { "required": ["registered"] } } } });
    let with = json!({ "properties": { "correction": { "properties": { "with": what } } } });
    json!({ "allOf": [is_one_of(&["correction"]), { "properties": { "what": with } }] })
}

/// What an assertion about the world has beside its kind, and an entry of the registry has not.
const ASSERTED: [&str; 4] = ["occurred", "known", "attributed_to", "summary"];
/// What only an assertion about the world may have.
const OF_THE_WORLD: [&str; 7] = ["occurred", "at", "issues", "after", "in_response_to", "delivers", "ends"];

/// Returns what the class of an entry demands and forbids, by its kind.
fn classes_of_entries() -> Value {
    let because = |because: &str| {
        let kind = json!({ "properties": { "because": { "const": because } }, "required": ["because"] });
        let mends =
            json!({ "properties": { "what": { "properties": { "correction": kind, "retraction": kind } } } });
        json!({ "allOf": [is_one_of(&["correction", "retraction"]), mends] })
    };
    let public = ["known", "attributed_to"];
    let world = [&ASSERTED[..], &["process", "sources"]].concat();
    let not_registered = [&ASSERTED[..], &OF_THE_WORLD[1..], &["process", "via", "said_in"]].concat();
    json!([
        rule(&is_one_of(&WorldKind::NAMES), &world, &[]),
        rule(&is_one_of(&RecordKind::NAMES), &["process"], &OF_THE_WORLD),
        rule(&is_one_of(&["confirmation", "denial", "discrepancy"]), &["sources", "summary"], &[]),
        rule(&is_one_of(&["correction"]), &["summary"], &[]),
        rule(&corrects_the_world(), &["sources"], &[]),
        rule(&is_one_of(&["confirmation", "denial"]), &public, &[]),
        rule(&is_one_of(&["discrepancy"]), &[], &public),
        rule(&is_one_of(&["assertion"]), &[], &["known", "attributed_to", "via", "said_in"]),
        rule(&because("world"), &public, &[]),
        rule(&because("record"), &[], &public),
        rule(&is_one_of(&["registered"]), &[], &not_registered),
    ])
}

/// Says what a draft within a correction needs and does not have, by its kind.
pub(super) fn classes_of_replacements(schema: &mut Schema) {
    let not_registered = [&ASSERTED[..], &OF_THE_WORLD[1..], &["via", "said_in"]].concat();
    let rules = json!([
        { "not": is_one_of(&RecordKind::NAMES) },
        rule(&is_one_of(&WorldKind::NAMES), &ASSERTED, &[]),
        rule(&is_one_of(&["registered"]), &[], &not_registered),
    ]);
    schema.insert("allOf".to_owned(), rules);
}

/// Takes null from what may be left out.
fn without_null(schema: &mut Schema) {
    let Some(fields) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = fields.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            fields.insert("type".to_owned(), one);
        }
    }
    if let Some(Value::Array(options)) = fields.get_mut("anyOf") {
        options.retain(|option| option.get("type") != Some(&json!("null")));
        if let [Value::Object(one)] = options.as_slice() {
            let one = one.clone();
            fields.remove("anyOf");
            // What is said of the field goes before what is said of its type.
            one.into_iter().for_each(|(keyword, value)| _ = fields.entry(keyword).or_insert(value));
        }
    }
}

/// Writes a choice between objects of one field each as one object that has exactly one of the fields, which is
/// easier to read and gives better messages.
fn one_of_a_kind(schema: &mut Schema) {
    let Some(Value::Array(options)) = schema.get("oneOf") else { return };
    let fields = options.iter().map(|option| {
        let Some(Value::Object(properties)) = option.get("properties") else { return None };
        let (field, value) = properties.iter().next().filter(|_| properties.len() == 1)?;
        let mut value = value.clone();
        if let (Some(about), Value::Object(value)) = (option.get("description"), &mut value) {
            value.insert("description".to_owned(), about.clone());
        }
        Some((field.clone(), value))
    });
    let Some(fields) = fields.collect::<Option<Map<String, Value>>>() else { return };
    let kind = json_schema!({
        "type": "object",
        "properties": fields,
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": false,
    });
    schema.remove("oneOf");
    if let (Some(to), Some(from)) = (schema.as_object_mut(), kind.as_object()) {
        to.extend(from.clone());
    }
}
