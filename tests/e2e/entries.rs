//! The schemas of a line of a log and of a draft take what the program takes, and refuse what it refuses as far as a
//! schema can tell.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::{Draft, Event};
use serde_json::{Map, Value, json};

use crate::support::contract::{Checked, contracts};
use crate::support::repository;

fn checked(name: &str) -> &'static Checked {
    contracts().iter().find(|checked| checked.contract.name == name).unwrap()
}

fn record() -> Vec<Value> {
    let log = std::fs::read_to_string(repository().join("events/istanbul.jsonl")).unwrap();
    log.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn drafts() -> Vec<Value> {
    let path = repository().join("fixtures/logs/first-days.drafts.jsonl");
    let written = std::fs::read_to_string(path).unwrap();
    let of_the_record = record().into_iter().map(|mut line| {
        let fields = line.as_object_mut().unwrap();
        fields.retain(|field, _| !["seq", "recorded", "commit", "hash", "id"].contains(&field.as_str()));
        line
    });
    of_the_record.chain(written.lines().map(|line| serde_json::from_str(line).unwrap())).collect()
}

/// What the record has no example of.
fn mends() -> Vec<Value> {
    let held = record().into_iter().find(|line| line["key"] == "r2-held").unwrap();
    let mut with: Map<String, Value> = held.as_object().unwrap().clone();
    with.retain(|field, _| {
        !["seq", "recorded", "commit", "hash", "id", "process", "key", "sources"].contains(&field.as_str())
    });
    let mend = |what: Value, because: &str| {
        let mut draft = json!({
            "process": "istanbul-2025",
            "key": "mend",
            "sources": [{ "source": "kure-2025", "lines": "1" }],
            "summary": "A sentence.",
            "what": what,
        });
        if because == "world" {
            draft["known"] = json!("2025-07-01");
            draft["attributed_to"] = json!(["fidan"]);
        }
        draft
    };
    let person = json!({ "what": { "registered": { "person": { "names": [{ "name": "N" }] } } } });
    let correction = |with: &Value, because: &str| {
        mend(
            json!({ "correction": { "of": "r2-held", "because": because, "reason": "x", "with": with } }),
            because,
        )
    };
    let retraction = |because: &str| {
        mend(json!({ "retraction": { "of": "r2-held", "because": because, "reason": "x" } }), because)
    };
    vec![
        correction(&Value::Object(with.clone()), "world"),
        correction(&Value::Object(with), "record"),
        correction(&person, "record"),
        retraction("world"),
        retraction("record"),
    ]
}

/// Returns one entry of each shape: those of which the same fields are there.
fn one_of_each_shape(entries: Vec<Value>) -> Vec<Value> {
    let mut shapes = BTreeMap::new();
    for entry in entries {
        let mut shape = Vec::new();
        visit(&entry, "", &mut |place, _| shape.push(place.to_owned()));
        shapes.entry(shape).or_insert(entry);
    }
    shapes.into_values().collect()
}

/// Visits every field, with its place.
fn visit(value: &Value, at: &str, seen: &mut impl FnMut(&str, &Value)) {
    let mut inner = |name: &str, value: &Value| {
        let place = format!("{at}/{name}");
        seen(&place, value);
        visit(value, &place, seen);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(field, value)| inner(field, value)),
        Value::Array(items) => items.first().into_iter().for_each(|item| inner("0", item)),
        _ => {}
    }
}

/// Returns an entry spoilt at a place in the ways that a schema can tell.
fn spoilt(entry: &Value, place: &str) -> Vec<Value> {
    let (parent, field) = place.rsplit_once('/').unwrap();
    let with = |value: Value| {
        let mut entry = entry.clone();
        *entry.pointer_mut(place).unwrap() = value;
        entry
    };
    let mut all: Vec<Value> = [json!(true), json!(""), json!({})].map(with).into();
    match entry.pointer(place) {
        // How numbers stand to each other is more than a schema can say.
        Some(Value::Number(_)) => all.push(with(json!([]))),
        // Where an object belongs, serde reads a list of its values too.
        Some(Value::Object(_)) => all.push(with(json!(7))),
        _ => all.extend([json!(7), json!([])].map(with)),
    }
    if let Some(fields) = entry.pointer(parent).and_then(Value::as_object) {
        let mut less = fields.clone();
        let value = less.shift_remove(field).unwrap();
        let mut renamed = less.clone();
        renamed.insert("another".to_owned(), value);
        let mut more = fields.clone();
        more.insert("another".to_owned(), json!("x"));
        for fields in [less, renamed, more] {
            let mut entry = entry.clone();
            *entry.pointer_mut(parent).unwrap() = Value::Object(fields);
            all.push(entry);
        }
    }
    all
}

/// Reads an entry as the program does.
fn read(checked: &Checked, entry: &Value) -> Result<(), String> {
    let text = entry.to_string();
    match checked.contract.name {
        "event" => Event::from_line(&text).map(|_| ()).map_err(|error| error.to_string()),
        "draft" => Draft::from_json(&text).map(|_| ()).map_err(|error| error.to_string()),
        other => panic!("{other} is no form of an entry"),
    }
}

#[track_caller]
fn agree(checked: &Checked, entry: &Value) {
    let read = read(checked, entry);
    assert_eq!(read.is_ok(), checked.is_valid(entry), "{}: {read:?}: {entry}", checked.contract.name);
}

#[test]
fn every_line_of_the_record_and_every_draft_is_as_described() {
    for line in record() {
        assert_eq!(checked("event").problem(&line), None, "{line}");
        assert_eq!(read(checked("event"), &line), Ok(()), "{line}");
        assert!(!checked("draft").is_valid(&line), "{line}");
    }
    for draft in drafts().into_iter().chain(mends()) {
        assert_eq!(checked("draft").problem(&draft), None, "{draft}");
        assert_eq!(read(checked("draft"), &draft), Ok(()), "{draft}");
        assert!(!checked("event").is_valid(&draft), "{draft}");
    }
}

#[test]
fn what_is_spoilt_is_refused_by_the_schema_where_the_program_refuses_it() {
    let entries = one_of_each_shape(record()).into_iter().map(|line| (checked("event"), line));
    let drafts = one_of_each_shape(drafts().into_iter().chain(mends()).collect());
    let mut seen = BTreeSet::new();
    for (checked, entry) in entries.chain(drafts.into_iter().map(|draft| (checked("draft"), draft))) {
        let mut places = Vec::new();
        visit(&entry, "", &mut |place, _| places.push(place.to_owned()));
        let kind = entry["what"].as_object().unwrap().keys().next().unwrap();
        for place in places {
            // Every place once, of every kind.
            if seen.insert((checked.contract.name, kind.clone(), place.clone())) {
                spoilt(&entry, &place).iter().for_each(|entry| agree(checked, entry));
            }
        }
    }
    assert!(seen.len() > 500, "{}", seen.len());
}

#[test]
fn a_field_of_another_class_is_refused_by_both() {
    let all = record();
    let fields =
        ["occurred", "known", "attributed_to", "via", "said_in", "at", "issues", "after", "delivers"];
    let values = [
        json!("2025-07-01"),
        json!("2025-07-01"),
        json!(["fidan"]),
        json!("x"),
        json!("x"),
        json!("x"),
        json!(["x"]),
        json!(["x"]),
        json!([{ "commitment": "x" }]),
    ];
    for entry in one_of_each_shape(all.into_iter().collect()).iter().chain(&mends()) {
        let checked = checked(if entry.get("seq").is_some() { "event" } else { "draft" });
        for (field, value) in fields.iter().zip(&values) {
            let mut entry = entry.clone();
            entry[*field] = value.clone();
            agree(checked, &entry);
        }
        for bound in ["exact", "about", "range", "at-least", "at-most", "unknown"] {
            let text = entry.to_string();
            let other = text.replace(r#""bound":"exact""#, &format!(r#""bound":"{bound}""#));
            // That two numbers differ, or are the same, is more than a schema can say.
            if other != text && bound != "range" {
                agree(checked, &serde_json::from_str(&other).unwrap());
            }
        }
    }
}
