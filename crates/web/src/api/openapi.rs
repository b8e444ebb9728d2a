//! The description of the interface, OpenAPI 3.1: its schemas are those of the JSON contract.

use std::collections::{BTreeMap, BTreeSet};

use asof_query::contract::{CONTRACTS, Contract};
use serde_json::{Map, Value, json};

use super::PATH;
use crate::asked::View;

/// What each parameter of a question says.
const PARAMETERS: [(&str, &str); 25] = [
    (
        "at",
        "The moment: a day, an instant, today, round:2, last or the key of an event, optionally with an offset such as -1d; by default last.",
    ),
    (
        "known",
        "By when it was known: a moment, or `then` for the moment itself; by default everything that the log knows.",
    ),
    ("known-on", "The day that `known=on` means; a form sends it."),
    (
        "process",
        "The negotiation, by its key; needed where a log has several that do not continue each other.",
    ),
    ("chain", "Read the whole chain of negotiations: any value."),
    ("recorded", "By when it was recorded: the number of an entry, or a moment."),
    ("no-inferred", "Leave out events whose date of knowledge the encoder inferred: any value."),
    ("as-of", "The token of an as-of point; it says the negotiation and every clock."),
    ("only", "Parts of the state, with commas between them."),
    ("issue", "Only what concerns this issue."),
    ("party", "Only what names this party or somebody on its side."),
    ("from", "The first of the two moments to compare."),
    ("to", "The second; without it, `known` is a range."),
    ("during", "The days: A..B (both ends included), a month, a year or round:2."),
    ("order", "The clock by which events are listed: occurred, known or recorded."),
    ("kind", "Only these kinds, with commas between them."),
    ("person", "Only events that name a person."),
    ("attributed-to", "Only events attributed to a claimant."),
    ("source", "Only events that cite a source or its lines, such as kure-2025:165-169."),
    ("inferred", "Only events with a date inferred by the encoder: any value."),
    ("grep", "Only events whose line holds this text."),
    ("key", "The key of the event or of a meeting, round:2, or SCHEME:ID from its external ids."),
    (
        "thing",
        "The key or name of a meeting, a round, a promise, a proposal, a person, a body, an issue or a place.",
    ),
    ("path", "The path of a value of the state, such as commitments/r1-prisoners/delivered."),
    ("text", "A text to look for."),
];

/// Those that have a list of values of their own.
const OTHERS: [(&str, &str); 5] = [
    ("picture", "Which picture."),
    ("by", "What moves the value: world or knowledge."),
    ("meetings", "The meetings or rounds to compare, with commas between them."),
    ("page", "Which page of a long list; a program gets all of it."),
    ("sort", "What sort of thing it is."),
];

/// Returns the document.
pub(crate) fn document() -> Value {
    let mut schemas = components();
    schemas.insert("Problem9457".to_owned(), problem());
    let mut paths: Map<String, Value> = View::all().filter_map(path_of).collect();
    let mut known = paths.get(&format!("{PATH}/state")).cloned().unwrap_or_default();
    known["get"]["operationId"] = json!("known");
    known["get"]["summary"] = json!("What the public could know at a moment");
    paths.insert(format!("{PATH}/known"), known);
    paths.extend(others());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "asof",
            "version": "1",
            "description": "What the state of a negotiation was on a day, and what could be known of it that day.",
        },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// Returns the name of a component: OpenAPI allows letters, digits, `.`, `-` and `_`.
fn component(contract: &Contract) -> String {
    contract.id().replace('/', "-")
}

/// The schemas of the documents as components: a definition that several documents have alike stands once.
fn components() -> Map<String, Value> {
    let documents: Vec<(String, Value)> =
        CONTRACTS.iter().map(|contract| (component(contract), contract.schema())).collect();
    let apart = defined_apart(&documents);
    let mut components = Map::new();
    for (name, mut schema) in documents {
        let fields = schema.as_object_mut();
        let defined = fields.and_then(|fields| {
            fields.retain(|field, _| !["$schema", "$id"].contains(&field.as_str()));
            fields.remove("$defs")
        });
        for (inner, mut definition) in
            defined.as_ref().and_then(Value::as_object).cloned().into_iter().flatten()
        {
            repoint(&mut definition, &name, &apart);
            components.insert(place_of(&inner, &name, &apart), definition);
        }
        repoint(&mut schema, &name, &apart);
        components.insert(name, schema);
    }
    components
}

/// Returns the names that some documents define in different ways, and those whose definitions point to such.
fn defined_apart(documents: &[(String, Value)]) -> BTreeSet<String> {
    let all = || documents.iter().filter_map(|(_, schema)| schema["$defs"].as_object()).flatten();
    let mut first: BTreeMap<&String, &Value> = BTreeMap::new();
    let mut apart: BTreeSet<String> = BTreeSet::new();
    for (name, definition) in all() {
        if first.entry(name).or_insert(definition) != &definition {
            apart.insert(name.clone());
        }
    }
    loop {
        let points_apart = |definition: &Value| {
            let mut targets = Vec::new();
            pointed(definition, &mut targets);
            targets.iter().any(|target| apart.contains(*target))
        };
        let more: Vec<String> = first
            .iter()
            .filter(|(name, definition)| !apart.contains(**name) && points_apart(definition))
            .map(|(name, _)| (*name).clone())
            .collect();
        if more.is_empty() {
            return apart;
        }
        apart.extend(more);
    }
}

/// Collects the names to which a schema points.
fn pointed<'v>(schema: &'v Value, targets: &mut Vec<&'v str>) {
    match schema {
        Value::Object(fields) => {
            let target = fields.get("$ref").and_then(Value::as_str);
            targets.extend(target.and_then(|target| target.strip_prefix(DEFINED)));
            fields.values().for_each(|value| pointed(value, targets));
        }
        Value::Array(items) => items.iter().for_each(|item| pointed(item, targets)),
        _ => {}
    }
}

/// What stands before the name of a definition within a document.
const DEFINED: &str = "#/$defs/";

/// Returns under which name a definition of a document stands.
fn place_of(inner: &str, document: &str, apart: &BTreeSet<String>) -> String {
    if apart.contains(inner) { format!("{document}.{inner}") } else { inner.to_owned() }
}

/// Lets references to what a document defines point to where that stands now.
fn repoint(schema: &mut Value, document: &str, apart: &BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::String(target)) = fields.get_mut("$ref")
                && let Some(inner) = target.strip_prefix(DEFINED)
            {
                *target = format!("{COMPONENTS}{}", place_of(inner, document, apart));
            }
            fields.values_mut().for_each(|value| repoint(value, document, apart));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| repoint(item, document, apart)),
        _ => {}
    }
}

/// What stands before the name of a component.
const COMPONENTS: &str = "#/components/schemas/";

fn path_of(view: View) -> Option<(String, Value)> {
    let contract = CONTRACTS.iter().find(|contract| contract.name == view.document())?;
    let about = |name: &str| {
        let found = PARAMETERS.iter().chain(&OTHERS).find(|(parameter, _)| *parameter == name);
        found.map_or("", |(_, about)| about)
    };
    let parameters: Vec<Value> = view
        .parameters()
        .map(|name| json!({ "name": name, "in": "query", "description": about(name), "schema": { "type": "string" } }))
        .collect();
    let name = view.written().command;
    let path = json!({ "get": {
        "operationId": name,
        "summary": contract.about(),
        "parameters": parameters,
        "responses": responses(&json!({ "application/json": { "schema": reference(&component(contract)) } })),
    } });
    Some((format!("{PATH}/{name}"), path))
}

fn reference(component: &str) -> Value {
    json!({ "$ref": format!("{COMPONENTS}{component}") })
}

fn responses(content: &Value) -> Value {
    json!({
        "200": { "description": "The answer.", "content": content },
        "304": { "description": "The answer is the one whose ETag was sent." },
        "default": {
            "description": "Why there is no answer.",
            "content": { "application/problem+json": { "schema": reference("Problem9457") } },
        },
    })
}

fn problem() -> Value {
    json!({
        "description": "Why there is no answer (RFC 9457).",
        "type": "object",
        "required": ["title", "status", "detail"],
        "properties": {
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "near": { "type": "array", "items": { "type": "string" }, "description": "What may have been meant." },
        },
    })
}

/// Returns the paths that ask no question of the record.
fn others() -> Map<String, Value> {
    let number = |name: &str, about: &str| json!({ "name": name, "in": "query", "description": about, "schema": { "type": "integer", "minimum": 0 } });
    let get = |id: &str, summary: &str, parameters: Value, content: Value| json!({ "get": { "operationId": id, "summary": summary, "parameters": parameters, "responses": responses(&content) } });
    let any = json!({ "application/json": { "schema": { "type": "object" } } });
    let lines = json!({ "application/x-ndjson": { "schema": { "type": "string" } } });
    let schema = json!([{ "name": "name", "in": "path", "required": true, "description": "The name of a document.",
        "schema": { "enum": CONTRACTS.iter().map(|contract| contract.name).collect::<Vec<_>>() } }]);
    let after = number("after", "Only lines after this number.");
    let limit = number("limit", "At most so many lines, 1,000 by default and at most.");
    Map::from_iter([
        (format!("{PATH}/head"), get("head", "How far the log reaches", json!([]), any.clone())),
        (
            format!("{PATH}/events"),
            get("events", "The lines of the log as they are stored", json!([after, limit]), lines),
        ),
        (
            format!("{PATH}/schema/{{name}}"),
            get("schema", "The JSON Schema of a document", schema, any.clone()),
        ),
        (format!("{PATH}/openapi.json"), get("openapi", "This document", json!([]), any)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refs<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|value| refs(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| refs(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_of_the_document_leads_somewhere() {
        let document = document();
        let mut found = Vec::new();
        refs(&document, &mut found);
        assert!(found.len() > 100);
        for target in found {
            assert!(document.pointer(target.trim_start_matches('#')).is_some(), "{target}");
        }
    }

    #[test]
    fn every_parameter_of_every_path_is_described() {
        let document = document();
        let paths = document["paths"].as_object().unwrap();
        assert!(paths.len() > 15);
        for (path, item) in paths {
            for parameter in item["get"]["parameters"].as_array().unwrap() {
                let about = parameter["description"].as_str().unwrap();
                assert!(!about.is_empty(), "{path}: {parameter}");
            }
        }
    }

    #[test]
    fn what_two_documents_define_differently_stands_apart_with_what_points_to_it() {
        let document = |a: &str| {
            json!({ "$defs": {
                "A": { "type": a },
                "B": { "$ref": "#/$defs/A" },
                "C": { "items": { "$ref": "#/$defs/B" } },
                "D": { "type": "string" },
            } })
        };
        let documents = [("x".to_owned(), document("string")), ("y".to_owned(), document("number"))];
        assert_eq!(defined_apart(&documents), BTreeSet::from(["A", "B", "C"].map(str::to_owned)));
    }
}
