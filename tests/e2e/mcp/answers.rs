//! A tool answers as the command of its name does.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::support::Assistant;
use crate::support::contract::contract_of;
use crate::support::{Sandbox, assert_has};

/// A question to each tool, and the command that asks the same.
const SAME: [(&str, &str, &str); 27] = [
    ("processes", "{}", "processes"),
    ("state", "{}", "state"),
    (
        "state",
        r#"{"when":"round:1","only":["commitments","positions"]}"#,
        "state round:1 --only commitments,positions",
    ),
    ("state", r#"{"when":"2025-05-24","known":"2025-05-26"}"#, "state 2025-05-24 --known 2025-05-26"),
    ("state", r#"{"open":true,"party":"ukraine","when":"round:2"}"#, "open round:2 --party ukraine"),
    (
        "state",
        r#"{"when":"last","issue":"ceasefire","recorded":"300"}"#,
        "state last --issue ceasefire --recorded 300",
    ),
    ("known", r#"{"when":"2025-05-24"}"#, "known 2025-05-24"),
    ("known", r#"{"when":"2022-04-01","process":"ukraine-2022"}"#, "known 2022-04-01 --process ukraine-2022"),
    ("hindsight", r#"{"when":"2025-05-24"}"#, "hindsight 2025-05-24"),
    ("diff", r#"{"from":"round:1","to":"round:2"}"#, "diff round:1 round:2"),
    (
        "diff",
        r#"{"from":"2025-05-24","known":"2025-05-24..2025-05-26"}"#,
        "diff 2025-05-24 --known 2025-05-24..2025-05-26",
    ),
    ("log", "{}", "log"),
    (
        "log",
        r#"{"during":"2025-06","order":"known","party":"Russia"}"#,
        "log 2025-06 --order known --party Russia",
    ),
    (
        "log",
        r#"{"kind":["meeting","exchange"],"grep":["prisoner"]}"#,
        "log --kind meeting,exchange --grep prisoner",
    ),
    ("about", r#"{"thing":"round:2"}"#, "about round:2"),
    ("about", r#"{"thing":"Umerov","when":"2025-06-02"}"#, "about Umerov 2025-06-02"),
    ("due", "{}", "due"),
    ("due", r#"{"when":"round:1"}"#, "due round:1"),
    ("show", r#"{"key":"r1-prisoners"}"#, "show r1-prisoners"),
    (
        "show",
        r#"{"key":"r1-prisoners","as_of":"istanbul-2025@2025-05-25T00:00+03:00,all,300"}"#,
        "show r1-prisoners --as-of istanbul-2025@2025-05-25T00:00+03:00,all,300",
    ),
    ("why", r#"{"path":"commitments/r1-prisoners/delivered"}"#, "why commitments/r1-prisoners/delivered"),
    (
        "why",
        r#"{"path":"istanbul-2025/r1-prisoners","when":"2025-05-24"}"#,
        "why istanbul-2025/r1-prisoners 2025-05-24",
    ),
    ("disputes", "{}", "disputes"),
    ("names", "{}", "names"),
    ("names", r#"{"text":"umerov"}"#, "names umerov"),
    (
        "history",
        r#"{"path":"commitments/r1-prisoners/delivered"}"#,
        "history commitments/r1-prisoners/delivered",
    ),
    (
        "history",
        r#"{"path":"r1-prisoners/delivered","by":"knowledge"}"#,
        "history r1-prisoners/delivered --by knowledge",
    ),
];

/// Returns the tools by their names.
fn tools(assistant: &mut Assistant) -> BTreeMap<String, Value> {
    let listed = assistant.granted("tools/list", &json!({}));
    let tools = listed["tools"].as_array().unwrap().iter();
    tools.map(|tool| (tool["name"].as_str().unwrap().to_owned(), tool.clone())).collect()
}

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::options().build(schema).unwrap()
}

#[test]
fn each_tool_answers_with_the_document_of_its_command() {
    let sandbox = Sandbox::with_record();
    let mut assistant = Assistant::of(&sandbox, &["--max-bytes", "9000000"]);
    let tools = tools(&mut assistant);
    let mut asked: Vec<&str> = SAME.iter().map(|(tool, ..)| *tool).collect();
    asked.sort_unstable();
    asked.dedup();
    assert_eq!(asked, tools.keys().map(String::as_str).collect::<Vec<_>>(), "each tool is asked");
    for (tool, arguments, command) in SAME {
        let mut arguments: Value = serde_json::from_str(arguments).unwrap();
        assert!(validator(&tools[tool]["inputSchema"]).is_valid(&arguments), "{tool} {arguments}");
        if tools[tool]["inputSchema"]["properties"]["limit"].is_object() {
            arguments["limit"] = json!(1000);
        }
        let told = assistant.answer(tool, &arguments);
        let printed = sandbox.json(&command.split(' ').collect::<Vec<_>>());
        assert_eq!(told.whole(), printed, "asof {command}");
        if let Some(error) = validator(&tools[tool]["outputSchema"]).iter_errors(&told.document).next() {
            panic!("{tool} {arguments}: {error} at {}", error.instance_path());
        }
        assert!(contract_of(&printed).is_valid_as_published(&told.document), "{tool}");
        if let Some(token) = printed["as_of"]["token"].as_str() {
            assert!(told.text.starts_with(&format!("as_of: {token} ")), "{}", told.text);
        }
        // What is read is what the command prints as Markdown, below a line.
        let (_, read) = told.text.split_once("\n---\n\n").unwrap();
        let words: Vec<&str> = command.split(' ').chain(["--format", "md"]).collect();
        assert_eq!(read, sandbox.run(&words).text(), "asof {command}");
    }
}

#[test]
fn what_is_described_is_reviewed() {
    let mut assistant = Assistant::of(&Sandbox::with_record(), &[]);
    let mut told = String::new();
    for tool in assistant.granted("tools/list", &json!({}))["tools"].as_array().unwrap() {
        let text = |field: &str| tool[field].as_str().unwrap();
        told += &format!("## {}: {}\n\n{}\n\n", text("name"), text("title"), text("description"));
        let input = &tool["inputSchema"];
        for (name, property) in input["properties"].as_object().unwrap() {
            let is_needed = input["required"].as_array().unwrap().contains(&json!(name));
            let (needed, kind) =
                (if is_needed { ", required" } else { "" }, property["type"].as_str().unwrap());
            told += &format!("- {name} ({kind}{needed}): {}\n", property["description"].as_str().unwrap());
        }
        let output: Vec<&String> = tool["outputSchema"]["properties"].as_object().unwrap().keys().collect();
        told += &format!("\nAnswers with: {output:?}\n\n");
        assert_eq!(tool["annotations"]["readOnlyHint"], true);
        assert_eq!(tool["annotations"]["openWorldHint"], false);
    }
    insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!("tools", told) });
}

#[test]
fn the_pages_of_a_list_put_together_are_the_list() {
    let sandbox = Sandbox::with_record();
    let mut assistant = Assistant::of(&sandbox, &["--max-bytes", "30000"]);
    for (tool, list, command) in
        [("log", "events", "log"), ("disputes", "disputes", "disputes"), ("names", "names", "names")]
    {
        let mut rows: Vec<Value> = Vec::new();
        let (mut next, mut pages) = (json!(0), 0);
        while !next.is_null() {
            let told = assistant.answer(tool, &json!({ "offset": next }));
            let page = &told.document["page"];
            assert!(told.document.to_string().len() <= 31_000, "{page}");
            let shown = told.document[list].as_array().unwrap();
            assert_eq!((&page["list"], &page["rows"]), (&json!(list), &json!(shown.len())));
            let last = rows.len() + shown.len();
            let said = format!("Rows {} to {last} of {} in `{list}`", rows.len() + 1, page["all"]);
            assert!(told.text.contains(&said), "{said}: {}", told.text);
            rows.extend(shown.iter().cloned());
            (next, pages) = (page["next_offset"].clone(), pages + 1);
        }
        assert!(pages > 2, "{tool}: {pages}");
        assert_eq!(json!(rows), sandbox.json(&[command])[list], "{tool}");
    }
}

#[test]
fn a_part_of_a_state_is_shown_in_pages() {
    let sandbox = Sandbox::with_record();
    let mut assistant = Assistant::of(&sandbox, &[]);
    let told = assistant.answer("state", &json!({ "only": ["claims"], "limit": 3, "offset": 2 }));
    let printed = sandbox.json(&["state", "--only", "claims"]);
    let claims = printed["claims"].as_array().unwrap();
    assert_eq!(told.document["claims"], json!(claims[2..5]));
    assert_eq!(told.document["page"]["all"], claims.len());
    assert_eq!(told.document["page"]["next_offset"], 5);
    let behind = assistant.answer("state", &json!({ "only": ["claims"], "offset": 5000 }));
    assert_has(&behind.text, &["`offset` is behind the end"]);
    assert_eq!(behind.document["claims"], json!([]));
}

#[test]
fn what_is_too_long_says_what_it_leaves_out() {
    let sandbox = Sandbox::with_record();
    let mut assistant = Assistant::of(&sandbox, &[]);
    let told = assistant.answer("state", &json!({}));
    let printed = sandbox.json(&["state"]);
    let left_out = told.document["page"]["left_out"].as_array().unwrap();
    assert!(!left_out.is_empty() && told.document.to_string().len() <= 101_000);
    for list in left_out {
        let name = list["list"].as_str().unwrap();
        assert_eq!(list["rows"], printed[name].as_array().unwrap().len(), "{name}");
        assert!(told.document[name].is_null() && told.text.contains(&format!("{name} (")), "{name}");
    }
    let only: Vec<&str> =
        told.document["only"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(only.contains(&"exchanges"));
    for name in only {
        assert_eq!(told.document[name], printed[name], "{name}");
    }
    assert!(contract_of(&printed).is_valid(&told.contracted()));
    // The overview is of all of it.
    assert!(told.text.ends_with(sandbox.run(&["state", "--format", "md"]).text()));
}

#[test]
fn an_event_that_is_appended_is_in_the_next_answers() {
    let sandbox = Sandbox::with_record();
    let mut assistant = Assistant::of(&sandbox, &[]);
    let before = assistant.answer("names", &json!({ "text": "new-place" }));
    assert_eq!(before.document["names"], json!([]));
    let draft = r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#;
    sandbox.file("draft.json", draft);
    sandbox.run(&["append", "draft.json"]).text();
    let is_there = |assistant: &mut Assistant| {
        assistant.answer("names", &json!({ "text": "new-place" })).document["names"][0]["key"] == "new-place"
    };
    let found = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        is_there(&mut assistant)
    });
    assert!(found);
}

#[test]
fn of_several_logs_each_is_asked_by_its_name() {
    let sandbox = Sandbox::with_record();
    sandbox.file("other.jsonl", include_str!("../../../fixtures/logs/first-days.jsonl"));
    let mut assistant = Assistant::of(&sandbox, &["events/log.jsonl", "other.jsonl"]);
    let tools = tools(&mut assistant);
    assert_eq!(tools["state"]["inputSchema"]["properties"]["log"]["enum"], json!(["log", "other"]));
    let other = assistant.answer("log", &json!({ "log": "other" }));
    assert_eq!(other.whole(), sandbox.json(&["--log", "other.jsonl", "log"]));
    assert_has(&assistant.tool("log", &json!({})).text, &["the argument `log` is missing"]);
    assert_has(
        &assistant.tool("log", &json!({ "log": "othr" })).text,
        &["no log `othr`", "did you mean other?"],
    );
}
