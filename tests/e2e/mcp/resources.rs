//! The resources: entries as they are stored, negotiations, schemas.

use std::collections::BTreeSet;

use asof_query::contract;
use serde_json::{Value, json};

use super::support::Assistant;
use crate::support::{Sandbox, assert_has, entries_of_record};

/// Returns the addresses of all resources, page by page.
fn listed(assistant: &mut Assistant) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let params = if cursor.is_null() { json!({}) } else { json!({ "cursor": cursor }) };
        let page = assistant.granted("resources/list", &params);
        let resources = page["resources"].as_array().unwrap();
        assert!(resources.len() <= 100);
        all.extend(resources.iter().map(|resource| resource["uri"].as_str().unwrap().to_owned()));
        cursor = page["nextCursor"].clone();
        if cursor.is_null() {
            return all;
        }
    }
}

#[test]
fn every_entry_is_listed_once_and_is_the_stored_line() {
    let sandbox = Sandbox::with_record();
    let mut assistant = Assistant::of(&sandbox, &[]);
    let listed = listed(&mut assistant);
    assert_eq!(listed.len(), entries_of_record() + 1);
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len());
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    for (uri, line) in listed[1..].iter().zip(log.lines()) {
        let read = assistant.granted("resources/read", &json!({ "uri": uri }));
        let content = &read["contents"][0];
        assert_eq!(
            (content["text"].as_str(), content["mimeType"].as_str()),
            (Some(line), Some("application/json"))
        );
    }
}

#[test]
fn negotiations_and_schemas_are_resources() {
    let sandbox = Sandbox::with_record();
    let mut assistant = Assistant::of(&sandbox, &[]);
    let mut json_at = |uri: &str| -> Value {
        let read = assistant.granted("resources/read", &json!({ "uri": uri }));
        serde_json::from_str(read["contents"][0]["text"].as_str().unwrap()).unwrap()
    };
    assert_eq!(json_at("asof://processes"), sandbox.json(&["processes"]));
    assert_eq!(json_at("asof://schema/state"), contract::find("state").unwrap().schema());
    let templates = assistant.granted("resources/templates/list", &json!({}));
    assert_eq!(templates["resourceTemplates"].as_array().unwrap().len(), 3);
}

#[test]
fn of_several_logs_an_address_names_its_own() {
    let sandbox = Sandbox::with_record();
    sandbox.file("other.jsonl", include_str!("../../../fixtures/logs/first-days.jsonl"));
    let mut assistant = Assistant::of(&sandbox, &["events/log.jsonl", "other.jsonl"]);
    let listed = listed(&mut assistant);
    let other = std::fs::read_to_string(sandbox.path("other.jsonl")).unwrap();
    let last = listed.last().unwrap();
    assert!(last.ends_with("?log=other"), "{last}");
    let read = assistant.granted("resources/read", &json!({ "uri": last }));
    assert_eq!(read["contents"][0]["text"].as_str(), other.lines().last());
    assert_eq!(listed.len(), entries_of_record() + other.lines().count() + 2);
}

#[test]
fn an_address_that_is_none_says_what_may_have_been_meant() {
    let mut assistant = Assistant::of(&Sandbox::with_record(), &[]);
    for (uri, pieces) in [
        ("asof://event/istanbul-2025/r1-prisonerz", &["r1-prisonerz", "did you mean r1-prisoners"][..]),
        ("asof://schema/nothing", &["no resource `asof://schema/nothing`"]),
        ("file:///etc/passwd", &["no resource `file:///etc/passwd`"]),
        ("asof://event/../../etc", &["no resource"]),
    ] {
        let (_, answer) = assistant.asked("resources/read", &json!({ "uri": uri }));
        assert_eq!(answer["error"]["code"], -32002, "{answer}");
        assert_has(answer["error"]["message"].as_str().unwrap(), pieces);
    }
    let (_, answer) = assistant.asked("resources/list", &json!({ "cursor": "x" }));
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
}
