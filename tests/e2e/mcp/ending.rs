//! It ends when it is left, says nothing beside the protocol, and reads only.

use serde_json::json;

use super::support::Assistant;
use crate::support::Sandbox;

#[test]
fn it_ends_with_its_input_and_has_said_nothing_else() {
    let sandbox = Sandbox::with_record();
    assert_eq!(Assistant::unheard(&sandbox, &[]).leaves(), (Some(0), String::new()));
    let mut assistant = Assistant::of(&sandbox, &[]);
    assistant.answer("state", &json!({}));
    assert_eq!(assistant.leaves(), (Some(0), String::new()));
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_told_to() {
    let sandbox = Sandbox::with_record();
    let mut assistant = Assistant::of(&sandbox, &[]);
    assistant.answer("due", &json!({}));
    assert_eq!(assistant.told_to_end(), (Some(0), String::new()));
}

#[test]
fn what_was_asked_before_the_end_of_the_input_is_answered() {
    let sandbox = Sandbox::with_record();
    let mut assistant = Assistant::of(&sandbox, &[]);
    for id in 100..105 {
        let params = json!({ "name": "about", "arguments": { "thing": "round:2" } });
        assistant.say(
            &json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params }).to_string(),
        );
    }
    let mut seen: Vec<u64> = (0..5)
        .map(|_| {
            serde_json::from_str::<serde_json::Value>(&assistant.hear()).unwrap()["id"].as_u64().unwrap()
        })
        .collect();
    seen.sort_unstable();
    assert_eq!(seen, [100, 101, 102, 103, 104]);
    assert_eq!(assistant.leaves(), (Some(0), String::new()));
}

#[test]
fn nothing_that_is_asked_changes_the_log() {
    let sandbox = Sandbox::with_record();
    let before = std::fs::read(sandbox.log()).unwrap();
    let mut assistant = Assistant::of(&sandbox, &[]);
    let tools = assistant.granted("tools/list", &json!({}));
    for tool in tools["tools"].as_array().unwrap() {
        assistant.tool(tool["name"].as_str().unwrap(), &json!({}));
    }
    assert_eq!(std::fs::read(sandbox.log()).unwrap(), before);
    assert_eq!(std::fs::read_dir(sandbox.path("events")).unwrap().count(), 1);
}
