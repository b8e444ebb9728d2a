//! `copy`: a log stands in another place, line by line as it was.

use std::fs;

use serde_json::json;

use crate::support::{Sandbox, entries_of_record, repository};

fn read(sandbox: &Sandbox, name: &str) -> String {
    fs::read_to_string(sandbox.path(name)).unwrap()
}

/// Returns the shipped record up to the end of the append that holds this line.
fn beginning_of_record(lines: usize) -> String {
    let record = fs::read_to_string(repository().join("events/istanbul.jsonl")).unwrap();
    let commit =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["commit"].as_u64().unwrap();
    let end = record.lines().nth(lines - 1).map(commit).unwrap();
    record.lines().take(usize::try_from(end).unwrap()).map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_shipped_record_becomes_a_file_that_can_be_added_to() {
    let sandbox = Sandbox::empty();
    sandbox.file(
        "draft.json",
        r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#,
    );
    let refused = sandbox.run(&["--log", "demo", "append", "draft.json"]);
    assert!(refused.fails(3).contains("asof copy demo events/istanbul.jsonl"), "{}", refused.stderr);
    let copied = sandbox.run(&["copy", "demo", "events/istanbul.jsonl"]);
    assert!(copied.text().contains("are the same"), "{}", copied.stdout);
    let record = fs::read_to_string(repository().join("events/istanbul.jsonl")).unwrap();
    assert_eq!(read(&sandbox, "events/istanbul.jsonl"), record);
    assert_eq!(sandbox.json(&["append", "draft.json"])["appended"][0]["key"], "new-place");
}

#[test]
fn both_log_roots_are_printed_and_are_the_same() {
    let sandbox = Sandbox::with_record();
    let answer = sandbox.json(&["copy", "events/log.jsonl", "copies/log.jsonl"]);
    let root = &sandbox.json(&["replay"])["log_root"];
    assert_eq!(answer["schema"], "asof.copy/2");
    assert_eq!(answer["log_root"], json!({ "from": root, "to": root }));
    assert_eq!(
        (&answer["events"], &answer["written"]),
        (&json!(entries_of_record()), &json!(entries_of_record()))
    );
    assert_eq!(answer["left_out"], json!(null));
    let text = sandbox.run(&["copy", "events/log.jsonl", "more/log.jsonl"]);
    assert_eq!(text.text().matches(root.as_str().unwrap()).count(), 2, "{}", text.stdout);
}

#[test]
fn a_copy_that_was_begun_is_gone_on_with() {
    let sandbox = Sandbox::with_record();
    let begun = beginning_of_record(100);
    sandbox.file("part.jsonl", &begun);
    let answer = sandbox.json(&["copy", "events/log.jsonl", "part.jsonl"]);
    assert_eq!(answer["written"], entries_of_record() - begun.lines().count());
    assert_eq!(read(&sandbox, "part.jsonl"), read(&sandbox, "events/log.jsonl"));
    let again = sandbox.run(&["copy", "events/log.jsonl", "part.jsonl"]);
    assert!(again.text().contains("nothing was written"), "{}", again.stdout);
}

#[test]
fn a_log_with_events_of_its_own_is_left_as_it_is_and_the_way_to_append_is_shown() {
    let sandbox = Sandbox::with_record();
    sandbox.run(&["init", "own.jsonl", "--title", "Own", "--zone", "UTC", "--party", "a=A", "-q"]).text();
    let own = read(&sandbox, "own.jsonl");
    let ran = sandbox.run(&["copy", "events/log.jsonl", "own.jsonl"]);
    assert!(ran.fails(4).contains("asof --log own.jsonl append -"), "{}", ran.stderr);
    // A copy that was added to since holds more than its original.
    sandbox.run(&["copy", "events/log.jsonl", "ahead.jsonl"]).text();
    sandbox.file(
        "draft.json",
        r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#,
    );
    sandbox.run(&["--log", "ahead.jsonl", "append", "draft.json"]).text();
    let ahead = read(&sandbox, "ahead.jsonl");
    let from = format!("from seq {} on", entries_of_record() + 1);
    assert!(sandbox.run(&["copy", "events/log.jsonl", "ahead.jsonl"]).fails(4).contains(&from));
    assert_eq!((read(&sandbox, "own.jsonl"), read(&sandbox, "ahead.jsonl")), (own, ahead));
}

#[test]
fn the_way_to_append_that_is_shown_leads_there() {
    let sandbox = Sandbox::with_record();
    sandbox.run(&["init", "own.jsonl", "--title", "Own", "--zone", "UTC", "--party", "a=A", "-q"]).text();
    let lines = read(&sandbox, "events/log.jsonl");
    let drafts: String = lines
        .lines()
        .map(|line| {
            let mut fields: serde_json::Map<_, _> = serde_json::from_str(line).unwrap();
            for field in ["seq", "recorded", "commit", "hash"] {
                fields.shift_remove(field);
            }
            format!("{}\n", serde_json::Value::Object(fields))
        })
        .collect();
    sandbox.file("drafts.jsonl", &drafts);
    let appended = sandbox.json(&["--log", "own.jsonl", "append", "drafts.jsonl"]);
    assert_eq!(appended["appended"].as_array().unwrap().len(), entries_of_record());
}

#[test]
fn a_damaged_log_is_not_copied_and_leaves_no_file_behind() {
    let sandbox = Sandbox::with_record();
    let log = read(&sandbox, "events/log.jsonl");
    for damaged in
        [log.replacen("prisoners", "soldiers", 1), log.replacen('\n', "\n\n", 1), format!("x\n{log}")]
    {
        fs::write(sandbox.log(), damaged).unwrap();
        let ran = sandbox.run(&["copy", "events/log.jsonl", "copies/log.jsonl"]);
        assert!(
            ran.fails(3).contains("cannot copy from events/log.jsonl; nothing was written"),
            "{}",
            ran.stderr
        );
        assert!(!sandbox.path("copies").exists());
    }
}

#[test]
fn an_unfinished_last_append_is_left_out_and_said() {
    let sandbox = Sandbox::with_record();
    let whole = read(&sandbox, "events/log.jsonl");
    fs::write(sandbox.log(), format!("{whole}{}", &whole[..60])).unwrap();
    let ran = sandbox.run(&["copy", "events/log.jsonl", "copy.jsonl", "--format", "json"]);
    assert!(ran.stderr.contains("unfinished") && ran.stderr.contains("not copied"), "{}", ran.stderr);
    assert!(ran.json()["left_out"].as_str().unwrap().contains("unfinished"));
    assert_eq!(read(&sandbox, "copy.jsonl"), whole);
    // At the other end it is set aside, as any writer does.
    fs::write(sandbox.path("torn.jsonl"), &whole[..60]).unwrap();
    let ran = sandbox.run(&["copy", "demo", "torn.jsonl"]);
    assert!(ran.stderr.contains("moved to torn.jsonl.unfinished-1-"), "{}", ran.stderr);
    assert_eq!(read(&sandbox, "torn.jsonl"), whole);
}

#[test]
fn what_is_no_place_for_a_log_is_said() {
    let sandbox = Sandbox::with_record();
    fs::create_dir(sandbox.path("folder.jsonl")).unwrap();
    for (from, to, code, said) in [
        ("events/log.jsonl", "nats://localhost/TALKS", 3, "JetStream"),
        ("events/log.jsonl", "copy.txt", 2, ".jsonl"),
        ("events/log.jsonl", "demo", 3, "part of the program"),
        ("events/log.jsonl", "folder.jsonl", 3, "folder"),
        ("nowhere.jsonl", "copy.jsonl", 3, "no log at `nowhere.jsonl`"),
    ] {
        let ran = sandbox.run(&["copy", from, to]);
        assert!(ran.fails(code).contains(said), "{from} {to}: {}", ran.stderr);
    }
    assert!(!sandbox.path("copy.jsonl").exists());
}
