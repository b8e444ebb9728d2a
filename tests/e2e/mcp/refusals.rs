//! What cannot be answered is an error of the tool, in words that help; the program goes on.

use serde_json::{Value, json};

use super::support::Assistant;
use crate::support::{Sandbox, assert_has};

/// A tool, its arguments, and what the error says.
const WRONG: [(&str, &str, &[&str]); 16] = [
    ("state", r#"{"when":"2025-02-30"}"#, &["February 2025 has 28 days"]),
    ("state", r#"{"when":"5/26"}"#, &["which year"]),
    ("state", r#"{"whenn":"2025-05-24"}"#, &["no argument `whenn`", "did you mean when?"]),
    ("state", r#"{"only":["comitments"]}"#, &["`comitments`", "did you mean commitments?"]),
    ("state", r#"{"only":"commitments"}"#, &["the argument `only`", "expected a sequence"]),
    ("state", r#"{"process":"istanbul"}"#, &["no process `istanbul`", "did you mean istanbul-2025"]),
    ("state", r#"{"as_of":"istanbul-2025@x"}"#, &["`as_of`"]),
    (
        "state",
        r#"{"when":"2025-05-24","as_of":"istanbul-2025@all,all,484"}"#,
        &["`as_of` already sets", "leave out"],
    ),
    ("state", r#"{"limit":"ten"}"#, &["the argument `limit`"]),
    ("known", "{}", &["the argument `when` is missing"]),
    ("diff", r#"{"from":"round:1"}"#, &["a diff needs two dates", "give `to`, or a range A..B in `known`"]),
    ("diff", r#"{"from":"round:1","to":"round:2","only":["possible"]}"#, &["a diff cannot show it"]),
    ("log", r#"{"party":"rusia"}"#, &["no party `rusia`", "did you mean russia?"]),
    ("show", r#"{"key":"r1-prisonerz"}"#, &["no event `r1-prisonerz`", "did you mean r1-prisoners"]),
    ("about", r#"{"thing":"xyzzy"}"#, &["no `xyzzy`", "`names` lists people"]),
    ("why", r#"{"path":"nonsense"}"#, &["no path `nonsense`", "COLLECTION/KEY/FIELD"]),
];

#[test]
fn an_error_says_what_is_wrong_and_what_to_do() {
    let mut assistant = Assistant::of(&Sandbox::with_record(), &[]);
    for (tool, arguments, pieces) in WRONG {
        let arguments: Value = serde_json::from_str(arguments).unwrap();
        let told = assistant.tool(tool, &arguments);
        assert!(told.is_error && told.document.is_null(), "{tool} {arguments}: {}", told.line);
        assert!(told.text.starts_with("asof: "), "{}", told.text);
        assert!(!told.text.contains("--"), "an assistant has no options: {}", told.text);
        assert_has(&told.text, pieces);
    }
    // It answers as before.
    assert!(!assistant.tool("due", &json!({})).is_error);
}

#[test]
fn a_tool_that_is_none_is_an_error_with_the_nearest() {
    let mut assistant = Assistant::of(&Sandbox::with_record(), &[]);
    let told = assistant.tool("stat", &json!({}));
    assert!(told.is_error);
    assert_has(&told.text, &["no tool `stat`", "did you mean state?"]);
}

#[test]
fn a_log_of_several_negotiations_says_which_there_are() {
    let sandbox = Sandbox::empty();
    sandbox.file("two.jsonl", include_str!("../../../fixtures/logs/river-and-harbour.jsonl"));
    let mut assistant = Assistant::of(&sandbox, &["two.jsonl"]);
    let told = assistant.tool("state", &json!({}));
    assert!(told.is_error);
    assert_has(&told.text, &["name one in `process`", "`processes` lists them"]);
    let listed = assistant.answer("processes", &json!({}));
    for process in listed.document["processes"].as_array().unwrap() {
        assistant.answer("state", &json!({ "process": process["process"] }));
        assistant.answer("due", &json!({ "as_of": process["token"] }));
    }
}

#[test]
fn a_line_that_is_no_request_is_passed_over_and_a_method_that_is_none_refused() {
    let mut assistant = Assistant::of(&Sandbox::with_record(), &[]);
    assistant.say("this is no JSON");
    let (_, answer) = assistant.asked("tools/nothing", &json!({}));
    assert_eq!(answer["error"]["code"], -32601, "{answer}");
    assert!(!assistant.tool("due", &json!({})).is_error);
}

#[test]
fn a_damaged_log_answers_with_a_warning() {
    let sandbox = Sandbox::with_record();
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    let mut lines: Vec<&str> = log.lines().collect();
    lines[100] = "{\"seq\":broken}";
    std::fs::write(sandbox.log(), lines.join("\n") + "\n").unwrap();
    let mut assistant = Assistant::of(&sandbox, &[]);
    let told = assistant.answer("due", &json!({}));
    assert_has(told.document["warnings"][0].as_str().unwrap(), &["the log is damaged: line 101"]);
    assert_has(&told.text, &["Warning: the log is damaged: line 101", "the answer uses the rest"]);
}

#[test]
fn what_each_question_asks_for_itself_is_no_option() {
    let sandbox = Sandbox::with_record();
    for words in
        [&["mcp", "--process", "istanbul-2025"][..], &["mcp", "--known", "round:1"], &["mcp", "-o", "x"]]
    {
        sandbox.run(words).fails(2);
    }
    sandbox.run(&["mcp", "missing.jsonl"]).fails(3);
    sandbox.run(&["mcp", "--max-bytes", "10"]).fails(2);
}
