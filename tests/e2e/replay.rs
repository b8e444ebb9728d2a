//! Replaying: the same log, the same hashes; the same events in any order, the same state.

use asof_core::{Draft, Event};
use asof_store::{ALL, EventLog, Expected, JsonlLog};

use crate::support::{Sandbox, repository};

#[test]
fn two_replays_and_a_shuffled_log_give_one_state() {
    let sandbox = Sandbox::with_record();
    let first = sandbox.json(&["replay"]);
    let second = sandbox.json(&["replay"]);
    for field in ["events", "head", "content_root", "log_root", "state_hash"] {
        assert_eq!(first[field], second[field], "{field}");
    }
    shuffled(&sandbox);
    let shuffled = sandbox.json(&["--log", "shuffled.jsonl", "replay"]);
    assert_eq!(shuffled["events"], first["events"]);
    assert_ne!(shuffled["content_root"], first["content_root"]);
    assert_eq!(shuffled["state_hash"], first["state_hash"]);
}

/// Writes the events of the record, ids kept, in another order.
fn shuffled(sandbox: &Sandbox) {
    let text = std::fs::read_to_string(repository().join("events/istanbul.jsonl")).unwrap();
    let mut drafts: Vec<Draft> = text
        .lines()
        .map(|line| Event::from_line(line).unwrap())
        .map(|event| Draft { id: Some(event.id), ..event.draft })
        .collect();
    // A fixed permutation: by the digits of the key, reversed.
    drafts.sort_by_key(|draft| draft.key.as_str().chars().rev().collect::<String>());
    let mut log = JsonlLog::create(sandbox.path("shuffled.jsonl")).unwrap();
    log.append(&drafts, Expected::Head(0)).unwrap();
    assert_eq!(log.read(ALL).unwrap().events().len(), drafts.len());
}

#[test]
fn what_log_prints_as_lines_is_what_is_stored() {
    let sandbox = Sandbox::with_record();
    let lines = sandbox.run(&["log", "--format", "jsonl", "--order", "recorded"]);
    let stored = std::fs::read_to_string(sandbox.log()).unwrap();
    let events: Vec<&str> =
        stored.lines().filter(|line| line.contains(r#""process":"istanbul-2025""#)).collect();
    assert_eq!(lines.text().lines().collect::<Vec<_>>(), events);
}
