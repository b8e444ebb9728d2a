//! The JSON contract: a closed list of documents, each described in full and open to additions.

use std::collections::BTreeSet;

use asof_query::contract::CONTRACTS;
use serde_json::{Value, json};

use crate::importing::drafts;
use crate::support::Sandbox;
use crate::support::contract::{ask, contract_of};

/// One question for each document of the contract.
const ONE_EACH: [(&str, &str); 27] = [
    ("state", "state round:1"),
    ("hindsight", "hindsight round:1"),
    ("diff", "diff round:1 round:2"),
    ("due", "due round:1"),
    ("disputes", "disputes round:1"),
    ("brief", "brief 2025-05-13 --known 2025-05-13"),
    ("log", "log round:1"),
    ("show", "show r1-held"),
    ("append", "retract fidan-post-r3 --because record --reason x --dry-run"),
    ("import", "append many.jsonl --dry-run"),
    ("import-table", "import table.csv --rules timelinejs --dry-run"),
    ("replay", "replay"),
    ("receipt", "receipt"),
    ("check", "check"),
    ("checks", "check --list"),
    ("explain", "explain bad-date"),
    ("codes", "explain"),
    ("why", "why commitments/r1-prisoners/delivered 2025-05-25"),
    ("history", "history commitments/r1-prisoners"),
    ("compare", "compare round:1 round:2 round:3"),
    ("about", "about round:2"),
    ("names", "names umerov"),
    ("processes", "processes"),
    ("snapshot", "snapshot record --at round:1"),
    ("copy", "copy events/log.jsonl copy.jsonl"),
    ("init", "init another.jsonl --title Talks --zone Europe/Istanbul --party one=One --party two=Two"),
    ("error", "state nonsense"),
];

/// Returns the shipped record with drafts that do not fit one append beside it.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_record();
    sandbox.file("table.csv", include_str!("../../fixtures/import/timelinejs.csv"));
    sandbox.file("many.jsonl", &drafts(&["canal", "forest"], 2100).join("\n"));
    sandbox
}

/// What of the contract is no document: the forms of an entry of the log.
const ENTRIES: [&str; 2] = ["event", "draft"];

#[test]
fn every_contract_is_of_a_document_that_is_printed() {
    let sandbox = sandbox();
    for (name, question) in ONE_EACH {
        let document = ask(&sandbox, question).document();
        let checked = contract_of(&document);
        assert_eq!(checked.contract.name, name, "asof {question}");
        assert!(checked.is_valid_as_published(&document), "{name}");
    }
    let printed: BTreeSet<&str> = ONE_EACH.iter().map(|(name, _)| *name).chain(ENTRIES).collect();
    let described: BTreeSet<&str> = CONTRACTS.iter().map(|contract| contract.name).collect();
    assert_eq!(printed, described, "a document without a question here, or the other way round");
}

/// Returns the places of all fields of a document, without those of lists beyond their first item.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                let place = format!("{at}/{field}");
                places(value, &place, found);
                found.push(place);
            }
        }
        Value::Array(items) => {
            items.first().into_iter().for_each(|item| places(item, &format!("{at}/0"), found));
        }
        _ => {}
    }
}

#[test]
fn a_field_that_is_missing_or_not_described_is_found_wherever_it_stands() {
    let sandbox = sandbox();
    for (name, question) in ONE_EACH {
        let document = ask(&sandbox, question).document();
        let checked = contract_of(&document);
        let mut found = Vec::new();
        places(&document, "", &mut found);
        assert!(found.len() >= 4, "{name}");
        for place in &found {
            let (parent, field) = place.rsplit_once('/').unwrap();
            let mut less = document.clone();
            less.pointer_mut(parent).unwrap().as_object_mut().unwrap().shift_remove(field);
            // Within `what` an event is as the log holds it: what is not said is left out.
            let may_be_left_out = place.contains("/what/");
            assert!(may_be_left_out || !checked.is_valid(&less), "{name} without {place}");
            let mut more = document.clone();
            let fields = more.pointer_mut(parent).unwrap().as_object_mut().unwrap();
            let value = fields[field].clone();
            fields.insert(format!("{field}_more"), value);
            assert!(!checked.is_valid(&more), "{name} with {place}_more");
        }
    }
}

#[test]
fn a_published_schema_lets_a_later_version_add_fields_and_words_and_rename_none() {
    let sandbox = Sandbox::with_record();
    let document = ask(&sandbox, "state round:1").json();
    let checked = contract_of(&document);
    let promises = document["commitments"].as_array().unwrap();
    let counted = promises.iter().position(|row| row["promised"].is_object()).unwrap();
    let promised = |field: &str| format!("/commitments/{counted}/promised{field}");
    let with = |place: &str, value: Value| {
        let mut document = document.clone();
        let (parent, field) = place.rsplit_once('/').unwrap();
        document.pointer_mut(parent).unwrap()[field] = value;
        document
    };
    for added in [
        with("/new", json!(1)),
        with("/commitments/0/new", json!([])),
        with(&promised("/new"), json!(null)),
        with("/chosen", json!("new-word")),
        with("/meetings/0/status", json!("new-word")),
        with(&promised("/per"), json!("new-word")),
    ] {
        assert!(checked.is_valid_as_published(&added) && !checked.is_valid(&added));
    }
    for changed in [
        with("/schema", json!("asof.state/1")),
        with("/commitments", Value::Null),
        with(&promised(""), json!(1000)),
        with("/chosen", json!(1)),
        with("/possible", json!({})),
    ] {
        assert!(!checked.is_valid_as_published(&changed));
    }
    let mut renamed = document.clone();
    let rows = renamed["commitments"].as_array_mut().unwrap();
    rows.iter_mut().for_each(|row| _ = row.as_object_mut().unwrap().shift_remove("owed_by"));
    assert!(!checked.is_valid_as_published(&renamed));
}
