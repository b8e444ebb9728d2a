//! Appending, correcting, retracting: nothing is lost, nothing counts twice.

use std::process::Stdio;

use crate::support::{Sandbox, column, row};
use asof_store::{ALL, Access, EventLog, Expected, MemoryLog};
use serde_json::{Value, json};

const LATE: &str = r#"{"process":"istanbul-2025","key":"late-claim","occurred":"2025-05-20","known":"2026-11-20","attributed_to":["peskov"],"issues":["prisoners"],"sources":[{"source":"kure-2025","lines":"157"}],"summary":"A fact of May that became public much later.","what":{"claim":{"says":"something about May"}}}"#;

/// The venue of round 2, said otherwise.
fn other_venue(sandbox: &Sandbox, known: &str) -> String {
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    let held = log.lines().find(|line| line.contains(r#""key":"r2-held""#)).unwrap();
    let mut fields: serde_json::Map<String, Value> = serde_json::from_str(held).unwrap();
    for field in ["seq", "recorded", "commit", "hash", "id"] {
        fields.remove(field);
    }
    fields.insert("known".to_owned(), json!(known));
    fields["what"]["meeting"]["held"]["venue"] = json!("dolmabahce");
    Value::Object(fields).to_string()
}

fn venue(sandbox: &Sandbox, args: &[&str]) -> Value {
    let answer = sandbox.json(&[args, &["--only", "meetings"]].concat());
    row(&answer, "meetings", "key", "r2-trilateral")["venue"].clone()
}

fn has_claim(sandbox: &Sandbox, args: &[&str]) -> bool {
    let answer = sandbox.json(&[args, &["--only", "claims"]].concat());
    answer["claims"].as_array().unwrap().iter().any(|claim| claim["key"] == "late-claim")
}

#[test]
fn a_late_fact_changes_the_state_of_may_and_not_what_was_known_in_may() {
    let sandbox = Sandbox::with_record();
    let before = sandbox.json(&["known", "2025-05-31"]);
    sandbox.file("late.json", LATE);
    let effect = sandbox.json(&["append", "late.json"]);
    assert_eq!(effect["appended"][0]["key"], "late-claim");
    assert_eq!(row(&effect, "changes", "path", "claims/late-claim")["why"], json!(["recorded-late"]));
    assert!(has_claim(&sandbox, &["state", "2025-05-31"]));
    assert!(!has_claim(&sandbox, &["known", "2025-05-31"]));
    let after = sandbox.json(&["known", "2025-05-31"]);
    for part in ["commitments", "claims", "positions", "possible"] {
        assert_eq!(before[part], after[part], "{part}");
    }
}

#[test]
fn the_same_draft_twice_is_one_event() {
    let sandbox = Sandbox::with_record();
    sandbox.file("late.json", LATE);
    sandbox.json(&["append", "late.json"]);
    let bytes = std::fs::read(sandbox.log()).unwrap();
    let again = sandbox.json(&["append", "late.json"]);
    assert_eq!(again["appended"], json!([]));
    assert_eq!(again["unchanged"][0]["key"], "late-claim");
    assert_eq!(again["changes"], json!([]));
    assert_eq!(std::fs::read(sandbox.log()).unwrap(), bytes);
}

#[test]
fn what_the_public_learned_later_leaves_the_known_past_as_it_was() {
    let sandbox = Sandbox::with_record();
    let was = venue(&sandbox, &["state", "2025-06-02"]);
    assert_ne!(was, "dolmabahce");
    let draft = other_venue(&sandbox, "2025-07-01");
    sandbox.file("venue.json", &draft);
    let args = ["correct", "r2-held", "venue.json", "--because", "world", "--reason", "A later account."];
    sandbox.json(&args);
    assert_eq!(venue(&sandbox, &["state", "2025-06-02"]), "dolmabahce");
    assert_eq!(venue(&sandbox, &["known", "2025-06-02"]), was);
    // The same correction again is the same event.
    assert_eq!(sandbox.json(&args)["appended"], json!([]));
}

#[test]
fn a_slip_of_the_record_is_mended_for_every_date() {
    let sandbox = Sandbox::with_record();
    let was = venue(&sandbox, &["known", "2025-06-02"]);
    let draft = other_venue(&sandbox, "2025-06-02");
    sandbox.file("venue.json", &draft);
    sandbox.json(&["correct", "r2-held", "venue.json", "--because", "record", "--reason", "Misread."]);
    assert_eq!(venue(&sandbox, &["state", "2025-06-02"]), "dolmabahce");
    assert_eq!(venue(&sandbox, &["known", "2025-06-02"]), "dolmabahce");
    // Only the log's own past shows the slip.
    let head = sandbox.json(&["replay"])["head"].as_u64().unwrap();
    let before = (head - 1).to_string();
    assert_eq!(venue(&sandbox, &["known", "2025-06-02", "--recorded", &before]), was);
}

#[test]
fn a_retracted_event_was_never_said_and_its_retraction_can_be_retracted() {
    let sandbox = Sandbox::with_record();
    sandbox.file("late.json", LATE);
    sandbox.json(&["append", "late.json"]);
    sandbox.json(&["retract", "late-claim", "--because", "record", "--reason", "Entered by mistake."]);
    assert!(!has_claim(&sandbox, &["state", "2025-05-31"]));
    sandbox.json(&["retract", "retract-late-claim", "--because", "record", "--reason", "It was right."]);
    assert!(has_claim(&sandbox, &["state", "2025-05-31"]));
}

#[test]
fn mending_asks_for_why_and_when() {
    let sandbox = Sandbox::with_record();
    assert!(sandbox.run(&["retract", "r2-held", "--reason", "x"]).fails(2).contains("--because"));
    let ran = sandbox.run(&["retract", "r2-held", "--because", "world", "--reason", "x"]);
    assert!(ran.fails(2).contains("--learned"), "{}", ran.stderr);
    let unknown = sandbox.run(&["retract", "r2-hedl", "--because", "record", "--reason", "x"]);
    assert!(unknown.fails(1).contains("r2-held"), "{}", unknown.stderr);
}

#[test]
fn drafts_are_refused_all_together_with_every_problem_and_nothing_is_written() {
    let sandbox = Sandbox::with_record();
    let bytes = std::fs::read(sandbox.log()).unwrap();
    let good = LATE.replace("late-claim", "good");
    let unknown = LATE.replace("late-claim", "bad-one").replace(r#"["prisoners"]"#, r#"["prisonres"]"#);
    let early = LATE.replace("late-claim", "bad-two").replace("2026-11-20", "2025-05-01");
    sandbox.file("drafts.jsonl", &format!("{good}\n{unknown}\n{early}\n"));
    let ran = sandbox.run(&["append", "drafts.jsonl"]);
    let said = ran.fails(1);
    for expected in ["drafts.jsonl:2:", "prisonres", "drafts.jsonl:3:", "before it could have begun"] {
        assert!(said.contains(expected), "{said}");
    }
    sandbox.file("drafts.jsonl", &format!("{good}\nnonsense\n{{\"key\":\"x\",\"what\":{{}}}}\n"));
    let ran = sandbox.run(&["append", "drafts.jsonl"]);
    assert!(
        ran.fails(1).contains("drafts.jsonl:2:") && ran.stderr.contains("drafts.jsonl:3:"),
        "{}",
        ran.stderr
    );
    assert_eq!(std::fs::read(sandbox.log()).unwrap(), bytes);
}

#[test]
fn a_dry_run_shows_the_effect_and_writes_nothing() {
    let sandbox = Sandbox::with_record();
    let bytes = std::fs::read(sandbox.log()).unwrap();
    sandbox.file("late.json", LATE);
    let effect = sandbox.json(&["append", "late.json", "--dry-run"]);
    assert_eq!(effect["appended"][0]["key"], "late-claim");
    assert_eq!(effect["dry_run"], true);
    assert!(sandbox.run(&["append", "late.json", "--dry-run"]).text().contains("would be appended"));
    assert_eq!(std::fs::read(sandbox.log()).unwrap(), bytes);
}

#[test]
fn an_expected_position_that_does_not_hold_is_a_conflict() {
    let sandbox = Sandbox::with_record();
    sandbox.file("late.json", LATE);
    sandbox.run(&["append", "late.json", "--expect", "3"]).fails(4);
    let other = LATE.replace("something about May", "something else");
    sandbox.json(&["append", "late.json"]);
    sandbox.file("other.json", &other);
    assert!(sandbox.run(&["append", "other.json"]).fails(4).contains("late-claim"));
}

#[test]
fn a_draft_comes_as_a_form_to_fill_in() {
    let sandbox = Sandbox::with_record();
    let ran = sandbox.run(&["draft", "meeting/held"]);
    assert!(ran.text().contains("FILL IN") && ran.stderr.contains("asof append"), "{ran:?}");
    for (name, form) in [
        ("form.asof", ran.stdout),
        ("form.json", sandbox.run(&["draft", "meeting/held", "--format", "json"]).text().to_owned()),
    ] {
        sandbox.file(name, &form);
        sandbox.run(&["append", name]).fails(1);
    }
    assert!(sandbox.run(&["draft", "nothing-of-the-kind"]).fails(2).contains("`asof draft` lists"));
    assert!(sandbox.run(&["draft"]).text().contains("meeting/held"));
}

#[test]
fn what_the_public_learned_can_be_said_apart_from_the_draft() {
    let sandbox = Sandbox::with_record();
    sandbox.file("venue.json", &other_venue(&sandbox, "2025-06-02"));
    let ran = sandbox.run(&[
        "correct",
        "r2-held",
        "venue.json",
        "--because",
        "world",
        "--reason",
        "A later account.",
        "--learned",
        "2025-07-01",
        "--attributed-to",
        "fidan",
    ]);
    assert!(ran.text().contains("fix-r2-held"), "{}", ran.stdout);
    assert_eq!(venue(&sandbox, &["known", "2025-06-30"]), "ciragan");
    assert_eq!(venue(&sandbox, &["known", "2025-07-01"]), "dolmabahce");
    let shown = sandbox.json(&["show", "fix-r2-held"]);
    assert_eq!(shown["event"]["attributed_to"], json!(["fidan"]));
    assert!(sandbox.run(&["show", "r2-held"]).text().contains("fix-r2-held"));
    let bare = ["retract", "r2-held", "--because", "world", "--reason", "x", "--learned", "2025-07-02"];
    assert!(sandbox.run(&bare).fails(2).contains("--attributed-to"));
}

#[test]
fn writers_that_overtake_each_other_all_get_their_turn() {
    let sandbox = Sandbox::with_record();
    let writers = 8;
    let children: Vec<_> = (0..writers)
        .map(|number| {
            let name = format!("draft-{number}.json");
            std::fs::write(sandbox.path(&name), LATE.replace("late-claim", &format!("late-{number}")))
                .unwrap();
            sandbox.command().args(["append", &name]).stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let log = sandbox.json(&["log", "--grep", "something about May"]);
    assert_eq!(log["events"].as_array().unwrap().len(), writers);
    assert_eq!(sandbox.json(&["replay"])["damage"], json!([]));
}

#[test]
fn what_was_appended_is_told_even_where_the_answer_cannot_be() {
    let sandbox = Sandbox::with_record();
    sandbox.file("late.json", LATE);
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = sandbox.command().args(["append", "late.json"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the append succeeded"), "{said}");
    assert_eq!(sandbox.json(&["append", "late.json"])["appended"], json!([]));
}

#[test]
fn what_could_not_be_answered_is_refused_before_anything_is_written() {
    let sandbox = Sandbox::with_record();
    sandbox.file("late.json", LATE);
    let bytes = std::fs::read(sandbox.log()).unwrap();
    sandbox.run(&["append", "late.json", "--format", "jsonl"]).fails(2);
    sandbox.run(&["append", "late.json", "--now", "nonsense"]).fails(2);
    assert_eq!(std::fs::read(sandbox.log()).unwrap(), bytes);
}

#[test]
fn a_log_may_begin_with_what_is_no_process() {
    let sandbox = Sandbox::empty();
    sandbox.file("log.jsonl", "");
    sandbox.file("source.json", r#"{"key":"gazette","what":{"registered":{"source":{"title":"Gazette"}}}}"#);
    let ran = sandbox.run(&["--log", "log.jsonl", "append", "source.json"]);
    assert!(ran.text().contains("gazette"), "{}", ran.stdout);
}

#[test]
fn the_same_draft_twice_in_one_file_is_one_event() {
    let sandbox = Sandbox::with_record();
    sandbox.file("twice.jsonl", &format!("{LATE}\n{LATE}\n"));
    let effect = sandbox.json(&["append", "twice.jsonl"]);
    assert_eq!(effect["appended"].as_array().unwrap().len(), 1);
    assert_eq!(effect["unchanged"].as_array().unwrap().len(), 1);
}

#[test]
fn nobody_learned_of_a_thing_before_it_can_have_begun() {
    let sandbox = Sandbox::with_record();
    sandbox.file("venue.json", &other_venue(&sandbox, "2025-06-02"));
    let args = [
        "correct",
        "r2-held",
        "venue.json",
        "--because",
        "world",
        "--reason",
        "x",
        "--learned",
        "2025-06-01",
    ];
    assert!(sandbox.run(&args).fails(1).contains("known-too-early"));
}

#[test]
fn a_corrected_event_is_found_where_it_now_stands() {
    let sandbox = Sandbox::with_record();
    let moved = other_venue(&sandbox, "2025-06-05")
        .replace(r#""occurred":"2025-06-02""#, r#""occurred":"2025-06-04""#);
    sandbox.file("moved.json", &moved);
    sandbox.json(&["correct", "r2-held", "moved.json", "--because", "record", "--reason", "Misread."]);
    let listed = sandbox.json(&["log", "2025-06-04"]);
    assert!(column(&listed, "events", "key").contains(&"fix-r2-held"));
    assert_eq!(
        sandbox.json(&["state", "round:2"])["as_of"]["occurred"]["until"],
        "2025-06-05T00:00:00+03:00"
    );
}

#[test]
fn a_fault_that_another_process_has_too_is_refused_all_the_same() {
    let sandbox = Sandbox::empty();
    sandbox.file("log.jsonl", "");
    let registered = |kind: &str, key: &str, content: &str| {
        format!(r#"{{"key":"{key}","what":{{"registered":{{"{kind}":{content}}}}}}}"#)
    };
    let held = |process: &str, key: &str, meeting: &str| {
        format!(
            r#"{{"process":"{process}","key":"{key}","occurred":"2025-05-16","known":"2025-05-16","attributed_to":["source"],"sources":[{{"source":"book","lines":"1"}}],"summary":"They met.","what":{{"meeting":{{"held":{{"meeting":"{meeting}","round":1}}}}}}}}"#
        )
    };
    let talks = |key: &str| {
        registered("process", key, r#"{"title":"Talks","zone":"Europe/Istanbul","parties":["a"]}"#)
    };
    let base = [
        registered("source", "book", r#"{"title":"Book"}"#),
        registered("body", "a", r#"{"names":[{"name":"A"}]}"#),
        talks("p"),
        talks("q"),
        held("p", "one", "m1"),
        held("q", "one", "m1"),
    ];
    let append = |name: &str, text: &str| {
        sandbox.file(name, text);
        sandbox.run(&["--log", "log.jsonl", "--process", "p", "append", name])
    };
    assert_eq!(append("base.jsonl", &base.join("\n")).code, 0);
    for process in ["p", "q"] {
        let refused = append("again.jsonl", &held(process, "two", "m2"));
        assert!(refused.fails(1).contains("same-round"), "{process}: {}", refused.stderr);
    }
    // A log that has the fault already, from before it was looked for.
    let mut log =
        MemoryLog::from_text(&std::fs::read_to_string(sandbox.path("log.jsonl")).unwrap(), Access::ReadWrite);
    let draft = |text: &str| asof_core::Draft::from_json(text).unwrap();
    log.append(&[draft(&held("p", "two", "m2"))], Expected::Any).unwrap();
    let text: String = log.read(ALL).unwrap().iter().map(|stored| format!("{}\n", stored.text)).collect();
    sandbox.file("log.jsonl", &text);
    let refused = append("again.jsonl", &held("q", "two", "m2"));
    assert!(refused.fails(1).contains("same-round"), "{}", refused.stderr);
}
