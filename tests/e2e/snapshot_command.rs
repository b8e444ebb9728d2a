//! `snapshot record` and `snapshot check`: golden states of a user's own log.

use serde_json::{Value, json};

use crate::support::{Sandbox, column, repository, row};

/// A log of fifteen lines, of the first days of the talks: 11 to 16 May.
pub(crate) fn first_days() -> Sandbox {
    let sandbox = Sandbox::with_log(&repository().join("fixtures/logs/empty.jsonl"));
    let drafts = repository().join("fixtures/logs/first-days.drafts.jsonl");
    std::fs::copy(drafts, sandbox.path("drafts.jsonl")).unwrap();
    sandbox.json(&["append", "drafts.jsonl"]);
    sandbox
}

/// What was said on 13 May, and entered when all else was there.
pub(crate) const LATE: &str = r#"{"process":"talks","key":"late-word","occurred":"2025-05-13","known":"2025-05-13","attributed_to":["trump"],"sources":[{"source":"kure","lines":"50"}],"summary":"The US president said something of the talks.","what":{"claim":{"says":"the talks will be hard"}}}"#;

/// The fields of a line that a draft does not have.
const OF_THE_LOG: [&str; 5] = ["seq", "recorded", "commit", "hash", "id"];

pub(crate) fn golden(sandbox: &Sandbox, name: &str) -> String {
    std::fs::read_to_string(sandbox.path(&format!("events/snapshots/{name}.snapshot.json"))).unwrap()
}

/// Edits the file of a snapshot; what is to be replaced must be there.
pub(crate) fn edit(sandbox: &Sandbox, name: &str, old: &str, new: &str) {
    let text = golden(sandbox, name);
    assert!(text.contains(old), "no {old} in {text}");
    sandbox.file(&format!("events/snapshots/{name}.snapshot.json"), &text.replacen(old, new, 1));
}

/// Edits a snapshot as the document that it is.
fn rewrite(sandbox: &Sandbox, name: &str, change: impl FnOnce(&mut Value)) {
    let mut document: Value = serde_json::from_str(&golden(sandbox, name)).unwrap();
    change(&mut document);
    sandbox.file(&format!("events/snapshots/{name}.snapshot.json"), &format!("{document:#}\n"));
}

/// Runs a check that must end with this code, and returns its document.
#[track_caller]
pub(crate) fn check(sandbox: &Sandbox, code: i32, args: &[&str]) -> Value {
    let ran = sandbox.run(&[&["snapshot", "check", "--format", "json"], args].concat());
    assert_eq!(ran.code, code, "{}{}", ran.stdout, ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

/// Runs a check that must find something, and returns what it prints.
#[track_caller]
pub(crate) fn found(sandbox: &Sandbox, args: &[&str]) -> String {
    let ran = sandbox.run(&[&["snapshot", "check"], args].concat());
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    // Lines are wrapped; a test is about words.
    ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn snapshot<'a>(document: &'a Value, name: &str) -> &'a Value {
    row(document, "snapshots", "name", name)
}

#[test]
fn what_is_recorded_holds_until_the_log_says_otherwise() {
    let sandbox = first_days();
    let recorded = sandbox.json(&["snapshot", "record"]);
    assert_eq!(column(&recorded, "snapshots", "name"), ["round-1", "last"]);
    assert_eq!(column(&recorded, "snapshots", "status"), ["new", "new"]);
    let checked = check(&sandbox, 0, &[]);
    assert_eq!(checked["schema"], "asof.snapshot/2");
    assert_eq!(column(&checked, "snapshots", "status"), ["unchanged", "unchanged"]);
    let ran = sandbox.run(&["snapshot", "check"]);
    assert!(ran.text().contains("2 snapshots in events/snapshots hold"), "{}", ran.stdout);
}

#[test]
fn an_event_of_the_past_that_comes_late_is_told_as_such_and_can_be_accepted() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "--at", "2025-05-12", "--at", "round:1"]);
    sandbox.file("late.json", LATE);
    sandbox.json(&["append", "late.json"]);
    let checked = check(&sandbox, 1, &[]);
    // It was not yet said on 12 May.
    assert_eq!(snapshot(&checked, "2025-05-12")["status"], "unchanged");
    let changed = snapshot(&checked, "round-1");
    assert_eq!((&changed["status"], &changed["log"]), (&json!("changed"), &json!("same")));
    let change = &changed["changes"][0];
    assert_eq!((&change["path"], &change["op"]), (&json!("claims/late-word"), &json!("added")));
    let late = json!({ "event": "late-word", "why": "recorded-late", "by": null, "reason": null });
    assert_eq!(change["causes"], json!([late]));
    assert_eq!(change["explained"], true);
    let said = found(&sandbox, &[]);
    assert!(said.contains("1 of 2 snapshots in events/snapshots does not hold"), "{said}");
    assert!(said.contains("recorded when the log ended at entry 15"), "{said}");
    assert!(said.contains("Why: it was entered in the log later (1)"), "{said}");
    assert!(said.contains("+ Tue 13 May 2025, Donald Trump: the talks will be hard [late-word]"), "{said}");
    let accepted = sandbox.run(&["snapshot", "record"]);
    assert!(accepted.text().contains("round-1: recorded; 1 entry: 1 new"), "{}", accepted.stdout);
    check(&sandbox, 0, &[]);
}

#[test]
fn what_is_corrected_or_retracted_is_told_as_that() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "--at", "round:1"]);
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    let promise = log.lines().find(|line| line.contains(r#""key":"thousand-each""#)).unwrap();
    let mut promise: serde_json::Map<String, Value> = serde_json::from_str(promise).unwrap();
    promise.retain(|field, _| !OF_THE_LOG.contains(&field.as_str()));
    promise["what"]["commitment"]["made"]["quantity"]["high"] = json!(1200);
    promise["what"]["commitment"]["made"]["quantity"]["bound"] = json!("range");
    sandbox.file("promise.json", &Value::Object(promise).to_string());
    let because = ["--because", "record", "--reason", "Misread."];
    sandbox.json(&[&["correct", "thousand-each", "promise.json"], &because[..]].concat());
    sandbox.json(&[&["retract", "trump-expects"], &because[..]].concat());
    let checked = check(&sandbox, 1, &[]);
    let changes = &snapshot(&checked, "round-1")["changes"];
    let causes = |path: &str| {
        let change = changes.as_array().unwrap().iter().find(|change| change["path"] == path);
        change.unwrap_or_else(|| panic!("no {path} in {changes}"))["causes"].clone()
    };
    assert_eq!(
        causes("commitments/thousand-each/promised"),
        json!([
            { "event": "fix-thousand-each", "why": "recorded-late", "by": null, "reason": null },
            { "event": "thousand-each", "why": "corrected", "by": "fix-thousand-each", "reason": "Misread." },
        ])
    );
    let retracted = json!({
        "event": "trump-expects", "why": "retracted", "by": "retract-trump-expects", "reason": "Misread.",
    });
    assert!(causes("attendance/leaders/putin/reported").as_array().unwrap().contains(&retracted));
}

#[test]
fn a_golden_file_that_was_edited_is_no_doing_of_the_log() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "--at", "round:1"]);
    edit(&sandbox, "round-1", r#""status": "declined""#, r#""status": "accepted""#);
    let checked = check(&sandbox, 1, &[]);
    let changed = snapshot(&checked, "round-1");
    assert_eq!((&changed["log"], &changed["edited"]), (&json!("same"), &json!(true)));
    let change = &changed["changes"][0];
    assert_eq!((&change["explained"], &change["causes"]), (&json!(false), &json!([])));
    assert_eq!((&change["before"], &change["after"]), (&json!("accepted"), &json!("declined")));
    let said = found(&sandbox, &[]);
    assert!(
        said.contains(
            "No event explains 1 entry: 1 changed; the log is the same up to there: the file was edited."
        ),
        "{said}"
    );
}

#[test]
fn what_the_log_did_and_what_an_edit_did_are_told_apart() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "--at", "round:1"]);
    // A slot that the log does not have, one that it has no more in the file, and one that came late.
    rewrite(&sandbox, "round-1", |document| {
        let rows = document["rows"].as_object_mut().unwrap();
        rows.insert("claims/made-up".to_owned(), json!({ "says": "x", "events": ["y"] }));
        rows.shift_remove("rounds/1").unwrap();
    });
    sandbox.file("late.json", LATE);
    sandbox.json(&["append", "late.json"]);
    let checked = check(&sandbox, 1, &[]);
    let told: Vec<(&str, &str, bool)> = snapshot(&checked, "round-1")["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["path"].as_str().unwrap(), c["op"].as_str().unwrap(), c["explained"].as_bool().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("rounds/1", "added", false),
            ("claims/late-word", "added", true),
            ("claims/made-up", "removed", false)
        ]
    );
}

#[test]
fn a_slot_that_was_edited_and_is_gone_since_is_shown_as_the_file_has_it() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "--at", "round:1"]);
    edit(&sandbox, "round-1", r#""category": "prisoners""#, r#""category": "soldiers""#);
    sandbox.json(&["retract", "thousand-each", "--because", "record", "--reason", "Not said."]);
    let checked = check(&sandbox, 1, &[]);
    let change = row(snapshot(&checked, "round-1"), "changes", "path", "commitments/thousand-each");
    assert_eq!((&change["op"], &change["explained"]), (&json!("removed"), &json!(false)));
    assert_eq!(change["before"]["category"], "soldiers");
    assert!(change["why"].as_array().unwrap().contains(&json!("retracted")), "{change}");
}

#[test]
fn a_program_with_other_rules_is_told_from_an_edited_file() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "--at", "round:1"]);
    edit(&sandbox, "round-1", r#""status": "declined""#, r#""status": "accepted""#);
    // What a program with other rules would have written.
    rewrite(&sandbox, "round-1", |document| {
        let digest = asof_store::sha256(document["rows"].to_string().as_bytes());
        document["digest"] = json!(digest);
    });
    let said = found(&sandbox, &[]);
    assert!(said.contains("the file as it was written: the rules of the program changed"), "{said}");
}

#[test]
fn a_log_edited_by_hand_no_longer_begins_with_what_was_recorded() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "--at", "round:1", "--at", "2025-05-12"]);
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    std::fs::write(
        sandbox.log(),
        log.replacen(r#""low":1000"#, r#""low":900"#, 1).replacen("exact", "range", 1),
    )
    .unwrap();
    let checked = check(&sandbox, 1, &[]);
    // It is a finding also where nothing of the state shows it.
    let untouched = snapshot(&checked, "2025-05-12");
    assert_eq!((&untouched["status"], &untouched["log"]), (&json!("changed"), &json!("altered")));
    assert_eq!(untouched["changes"], json!([]));
    let touched = snapshot(&checked, "round-1");
    assert_eq!(touched["changes"][0]["explained"], false);
    let said = found(&sandbox, &["round-1"]);
    assert!(
        said.contains("The log no longer begins with what was recorded: line 15: it was changed"),
        "{said}"
    );
    assert!(said.contains("No event explains") && said.contains("the log is another one."), "{said}");
    // What is recorded is a standard: a damaged log gives none.
    let refused = sandbox.run(&["snapshot", "record"]);
    assert!(refused.fails(3).contains("log.jsonl:15:"), "{}", refused.stderr);
}

#[test]
fn a_log_cut_off_or_written_anew_is_noticed() {
    let sandbox = first_days();
    sandbox.file("late.json", LATE);
    let before = std::fs::read(sandbox.log()).unwrap();
    sandbox.json(&["append", "late.json"]);
    sandbox.json(&["snapshot", "record", "--at", "2025-05-12"]);
    std::fs::write(sandbox.log(), before).unwrap();
    assert_eq!(snapshot(&check(&sandbox, 1, &[]), "2025-05-12")["log"], "shorter");
    assert!(found(&sandbox, &[]).contains("it ends before entry 16"));
    // The same drafts in another log: every hash of it holds.
    let other = first_days();
    let late = LATE.replace("hard", "easy");
    other.file("late.json", &late);
    other.json(&["append", "late.json"]);
    std::fs::copy(other.log(), sandbox.log()).unwrap();
    assert_eq!(snapshot(&check(&sandbox, 1, &[]), "2025-05-12")["log"], "altered");
    assert!(found(&sandbox, &[]).contains("its first 16 entries are others"));
}

#[test]
fn a_date_that_became_another_is_told() {
    let sandbox = Sandbox::with_record();
    sandbox.json(&["snapshot", "record", "--at", "round:2", "--at", "2025-06-02"]);
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    let held = log.lines().find(|line| line.contains(r#""key":"r2-held""#)).unwrap();
    let mut held: serde_json::Map<String, Value> = serde_json::from_str(held).unwrap();
    held.retain(|field, _| !OF_THE_LOG.contains(&field.as_str()));
    held["occurred"] = json!("2025-06-04");
    held["known"] = json!("2025-06-04");
    sandbox.file("moved.json", &Value::Object(held).to_string());
    sandbox.json(&["correct", "r2-held", "moved.json", "--because", "record", "--reason", "Misread."]);
    let said = found(&sandbox, &["round-2"]);
    let moved = "`round:2` was the end of Monday 2 June 2025 and is now the end of Wednesday 4 June 2025.";
    assert!(said.contains(moved), "{said}");
    let checked = check(&sandbox, 1, &[]);
    assert_eq!(snapshot(&checked, "round-2")["moved"][0]["is"]["until"], "2025-06-05T00:00:00+03:00");
    assert_eq!(snapshot(&checked, "2025-06-02")["moved"], json!([]));
    // Recorded again, it is of the day that the round now has.
    sandbox.json(&["snapshot", "record"]);
    assert!(golden(&sandbox, "round-2").contains("\"sentence\": \"As of Wed 4 June 2025, end of day"));
    check(&sandbox, 0, &[]);
}

#[test]
fn both_clocks_are_kept_and_named() {
    let sandbox = Sandbox::with_record();
    let day = "2025-05-24";
    sandbox.json(&["snapshot", "record", "--at", day, "--known", day]);
    let text = golden(&sandbox, "2025-05-24-as-known-2025-05-24");
    assert!(
        text.contains("\"known\": \"2025-05-24\"") && text.contains("with what the public could know then")
    );
    // What becomes known later leaves it as it is; the state of the day is another matter.
    sandbox.json(&["snapshot", "record", "--at", day]);
    let late = r#"{"process":"istanbul-2025","key":"late","occurred":"2025-05-20","known":"2026-11-20","attributed_to":["peskov"],"sources":[{"source":"kure-2025","lines":"157"}],"summary":"x","what":{"claim":{"says":"y"}}}"#;
    sandbox.file("late.json", late);
    sandbox.json(&["append", "late.json"]);
    let checked = check(&sandbox, 1, &[]);
    assert_eq!(snapshot(&checked, "2025-05-24-as-known-2025-05-24")["status"], "unchanged");
    assert_eq!(snapshot(&checked, day)["status"], "changed");
}

#[test]
fn a_registered_person_more_is_no_other_state() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record"]);
    let person = r#"{"key":"fidan","what":{"registered":{"person":{"names":[{"name":"Hakan Fidan"}]}}}}"#;
    sandbox.file("person.json", person);
    sandbox.json(&["append", "person.json"]);
    check(&sandbox, 0, &[]);
}

#[test]
fn values_of_any_shape_are_differences_and_nothing_worse() {
    let sandbox = Sandbox::with_record();
    sandbox.json(&["snapshot", "record", "--at", "round:1"]);
    for odd in
        ["null", "0", "-1.5e300", "\"x\"", "[]", "{}", "[1,null,{\"event\":[]}]", "{\"low\":\"x\",\"per\":1}"]
    {
        // Every field of every row says the odd thing.
        rewrite(&sandbox, "round-1", |document| {
            let rows = document["rows"].as_object_mut().unwrap().values_mut();
            let fields = rows.flat_map(|row| row.as_object_mut().unwrap());
            fields
                .filter(|(field, _)| *field != "events")
                .for_each(|(_, value)| *value = odd.parse().unwrap());
        });
        let ran = sandbox.run(&["snapshot", "check"]);
        assert_eq!(ran.code, 1, "{odd}: {}", ran.stderr);
    }
}

#[test]
fn a_golden_file_and_what_a_check_finds_as_a_reviewer_sees_them() {
    let sandbox = Sandbox::with_record();
    sandbox.json(&["snapshot", "record", "--at", "2025-05-11", "--at", "round:1"]);
    let late = r#"{"process":"istanbul-2025","key":"late-claim","occurred":"2025-05-12","known":"2025-05-12","attributed_to":["peskov"],"issues":["prisoners"],"sources":[{"source":"kure-2025","lines":"157"}],"summary":"x","what":{"claim":{"says":"something about May"}}}"#;
    sandbox.file("late.json", late);
    sandbox.json(&["append", "late.json"]);
    edit(&sandbox, "round-1", "\"phase\": \"opened\"", "\"phase\": \"concluded\"");
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("snapshot-file", golden(&sandbox, "2025-05-11"));
        insta::assert_snapshot!("snapshot-check.text", sandbox.run(&["snapshot", "check"]).stdout);
        let document = check(&sandbox, 1, &[]);
        insta::assert_snapshot!("snapshot-check.json", serde_json::to_string_pretty(&document["snapshots"]).unwrap());
    });
}
