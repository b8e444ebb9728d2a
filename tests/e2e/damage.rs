//! When the log is not there, not whole or not ours alone: a clear message, the right exit code, nothing lost.

use std::fs::File;

use crate::support::Sandbox;

#[test]
fn without_a_log_it_says_so_and_what_to_do() {
    let sandbox = Sandbox::empty();
    let said = sandbox.run(&["state", "2025-05-24"]);
    assert!(said.fails(3).contains("asof --log demo state"), "{}", said.stderr);
}

#[test]
fn a_missing_file_a_folder_and_a_strange_location_are_told_apart() {
    let sandbox = Sandbox::empty();
    std::fs::create_dir(sandbox.path("folder.jsonl")).unwrap();
    let missing = sandbox.run(&["--log", "missing.jsonl", "state"]);
    let folder = sandbox.run(&["--log", "folder.jsonl", "state"]);
    let strange = sandbox.run(&["--log", "log.txt", "state"]);
    assert!(missing.fails(3).contains("missing.jsonl"));
    assert!(folder.fails(3).contains("folder"));
    assert!(strange.fails(2).contains(".jsonl"));
    assert_ne!(missing.stderr, folder.stderr);
}

#[test]
fn an_empty_log_has_no_process_to_ask() {
    let sandbox = Sandbox::empty();
    sandbox.file("empty.jsonl", "");
    let ran = sandbox.run(&["--log", "empty.jsonl", "state"]);
    assert!(ran.fails(2).contains("process"), "{}", ran.stderr);
}

#[test]
fn a_bad_line_is_reported_with_its_place_and_the_rest_is_answered() {
    let sandbox = Sandbox::with_record();
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    let mut lines: Vec<&str> = log.lines().collect();
    let at = lines.len() - 1;
    lines[at - 5] = "{\"seq\":broken}";
    std::fs::write(sandbox.log(), lines.join("\n") + "\n").unwrap();
    let ran = sandbox.run(&["state", "2025-05-24"]);
    assert_eq!(ran.code, 0);
    let place = format!("line {}", at - 4);
    assert!(ran.stderr.contains(&place), "{}", ran.stderr);
    assert!(
        sandbox
            .run(&["state", "2025-05-24", "--strict"])
            .fails(3)
            .contains(&format!("log.jsonl:{}:", at - 4))
    );
    // Nothing may be appended to a log that is damaged.
    sandbox.file(
        "draft.json",
        r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#,
    );
    let bytes = std::fs::read(sandbox.log()).unwrap();
    sandbox.run(&["append", "draft.json"]).fails(3);
    assert_eq!(std::fs::read(sandbox.log()).unwrap(), bytes);
}

#[test]
fn an_unfinished_append_is_set_aside_by_the_next_writer_and_kept() {
    let sandbox = Sandbox::with_record();
    let whole = std::fs::read(sandbox.log()).unwrap();
    std::fs::write(sandbox.log(), [&whole[..], b"{\"seq\":999,\"reco"].concat()).unwrap();
    assert!(sandbox.run(&["state", "2025-05-24"]).stderr.contains("unfinished"));
    sandbox.file(
        "draft.json",
        r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#,
    );
    let ran = sandbox.run(&["append", "draft.json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("moved to"), "{}", ran.stderr);
    let kept = std::fs::read_dir(sandbox.path("events")).unwrap().map(|entry| entry.unwrap().path());
    let kept: Vec<_> = kept.filter(|path| *path != sandbox.log()).collect();
    assert_eq!(std::fs::read(&kept[0]).unwrap(), b"{\"seq\":999,\"reco");
    let now = std::fs::read(sandbox.log()).unwrap();
    assert!(now.starts_with(&whole) && now.len() > whole.len());
}

#[test]
fn a_second_writer_waits_and_then_says_so() {
    let sandbox = Sandbox::with_record();
    let log = File::options().read(true).write(true).open(sandbox.log()).unwrap();
    log.lock().unwrap();
    sandbox.file(
        "draft.json",
        r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#,
    );
    let bytes = std::fs::read(sandbox.log()).unwrap();
    let ran = sandbox.run(&["append", "draft.json"]);
    assert!(ran.fails(4).contains("another"), "{}", ran.stderr);
    assert_eq!(std::fs::read(sandbox.log()).unwrap(), bytes);
    // Readers are not kept waiting.
    assert_eq!(sandbox.run(&["state", "2025-05-24"]).code, 0);
    log.unlock().unwrap();
    assert_eq!(sandbox.run(&["append", "draft.json"]).code, 0);
}

#[test]
fn an_edited_line_is_found_by_replay_by_strict_questions_and_by_the_next_writer() {
    let sandbox = Sandbox::with_record();
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    std::fs::write(sandbox.log(), log.replacen("\"low\":307,\"high\":307", "\"low\":308,\"high\":308", 1))
        .unwrap();
    let ran = sandbox.run(&["replay"]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stderr.contains("line"), "{}", ran.stderr);
    // A strict question and the next writer refuse.
    assert!(sandbox.run(&["state", "2025-05-24", "--strict"]).fails(3).contains("line"));
    let draft = r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#;
    sandbox.file("draft.json", draft);
    assert!(sandbox.run(&["append", "draft.json"]).fails(3).contains("line"));
}

#[test]
fn the_shipped_record_in_the_program_is_read_only() {
    let sandbox = Sandbox::empty();
    assert_eq!(sandbox.run(&["--log", "demo", "state", "2025-05-24"]).code, 0);
    sandbox.file(
        "draft.json",
        r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#,
    );
    assert!(sandbox.run(&["--log", "demo", "append", "draft.json"]).fails(3).contains("read-only"));
}

#[test]
fn errors_come_as_json_where_json_was_asked_for() {
    let sandbox = Sandbox::with_record();
    let ran = sandbox.run(&["state", "2025-02-30", "--format", "json"]);
    let error: serde_json::Value = serde_json::from_str(ran.fails(2)).unwrap();
    assert_eq!(error["schema"], "asof.error/2");
    assert!(error["message"].as_str().unwrap().contains("28 days"));
    assert_eq!(ran.stdout, "");
}

#[test]
fn arguments_that_cannot_be_read_are_json_too() {
    let ran = Sandbox::with_record().run(&["state", "--nosuch", "--format", "json"]);
    let error: serde_json::Value = serde_json::from_str(ran.fails(2)).unwrap();
    assert!(error["message"].as_str().unwrap().contains("--nosuch"), "{error}");
}

#[test]
fn a_name_that_the_log_does_not_have_is_no_empty_answer() {
    let sandbox = Sandbox::with_record();
    for (option, name, near) in [
        ("--kind", "meetings", "meeting"),
        ("--party", "rusia", "russia"),
        ("--person", "putni", "putin"),
        ("--issue", "prisonres", "prisoners"),
        ("--attributed-to", "fidna", "fidan"),
    ] {
        let ran = sandbox.run(&["log", option, name]);
        assert!(ran.fails(2).contains(&format!("did you mean {near}")), "{}", ran.stderr);
    }
    assert!(sandbox.run(&["show", "r1-hedl"]).fails(1).contains("r1-held"));
}
