//! `snapshot record` and `snapshot check`: golden states of a user's own log.

use serde_json::{Value, json};

use crate::support::{Sandbox, column, repository, row};

/// A log of fifteen lines, of the first days of the talks: 11 to 16 May.
fn first_days() -> Sandbox {
    let sandbox = Sandbox::with_log(&repository().join("fixtures/logs/empty.jsonl"));
    let drafts = repository().join("fixtures/logs/first-days.drafts.jsonl");
    std::fs::copy(drafts, sandbox.path("drafts.jsonl")).unwrap();
    sandbox.json(&["append", "drafts.jsonl"]);
    sandbox
}

/// What was said on 13 May, and entered when all else was there.
const LATE: &str = r#"{"process":"talks","key":"late-word","occurred":"2025-05-13","known":"2025-05-13","attributed_to":["trump"],"sources":[{"source":"kure","lines":"50"}],"summary":"The US president said something of the talks.","what":{"claim":{"says":"the talks will be hard"}}}"#;

/// The fields of a line that a draft does not have.
const OF_THE_LOG: [&str; 5] = ["seq", "recorded", "commit", "hash", "id"];

fn golden(sandbox: &Sandbox, name: &str) -> String {
    std::fs::read_to_string(sandbox.path(&format!("events/snapshots/{name}.snapshot"))).unwrap()
}

/// Edits the file of a snapshot; what is to be replaced must be there.
fn edit(sandbox: &Sandbox, name: &str, old: &str, new: &str) {
    let text = golden(sandbox, name);
    assert!(text.contains(old), "no {old} in {text}");
    sandbox.file(&format!("events/snapshots/{name}.snapshot"), &text.replacen(old, new, 1));
}

/// Runs a check that must end with this code, and returns its document.
#[track_caller]
fn check(sandbox: &Sandbox, code: i32, args: &[&str]) -> Value {
    let ran = sandbox.run(&[&["snapshot", "check", "--format", "json"], args].concat());
    assert_eq!(ran.code, code, "{}{}", ran.stdout, ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

/// Runs a check that must find something, and returns what it prints.
#[track_caller]
fn found(sandbox: &Sandbox, args: &[&str]) -> String {
    let ran = sandbox.run(&[&["snapshot", "check"], args].concat());
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    // Lines are wrapped; a test is about words.
    ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn snapshot<'a>(document: &'a Value, name: &str) -> &'a Value {
    row(document, "snapshots", "name", name)
}

#[test]
fn what_is_recorded_holds_until_the_log_says_otherwise() {
    let sandbox = first_days();
    let recorded = sandbox.json(&["snapshot", "record"]);
    assert_eq!(column(&recorded, "snapshots", "name"), ["round-1", "last"]);
    assert_eq!(column(&recorded, "snapshots", "status"), ["new", "new"]);
    let checked = check(&sandbox, 0, &[]);
    assert_eq!(checked["schema"], "asof.snapshot/1");
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
    assert_eq!(change["causes"], json!([{ "event": "late-word", "why": "recorded-late" }]));
    assert_eq!(change["explained"], true);
    let said = found(&sandbox, &[]);
    assert!(said.contains("1 of 2 snapshots in events/snapshots does not hold"), "{said}");
    assert!(said.contains("recorded when the log ended at event 15"), "{said}");
    assert!(said.contains("Why: entered in the log later (1)"), "{said}");
    assert!(said.contains("+ Donald Trump: the talks will be hard [late-word]"), "{said}");
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
            { "event": "fix-thousand-each", "why": "recorded-late" },
            { "event": "thousand-each", "why": "corrected" },
        ])
    );
    let retracted = json!({ "event": "trump-expects", "why": "retracted" });
    assert!(causes("attendance/leaders/putin/reported").as_array().unwrap().contains(&retracted));
}

#[test]
fn a_golden_file_that_was_edited_is_no_doing_of_the_log() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "--at", "round:1"]);
    edit(&sandbox, "round-1", r#"status: "declined""#, r#"status: "accepted""#);
    let checked = check(&sandbox, 1, &[]);
    let changed = snapshot(&checked, "round-1");
    assert_eq!((&changed["log"], &changed["edited"]), (&json!("same"), &json!(true)));
    let change = &changed["changes"][0];
    assert_eq!((&change["explained"], &change["causes"]), (&json!(false), &json!([])));
    assert_eq!((&change["before"], &change["after"]), (&json!("accepted"), &json!("declined")));
    let said = found(&sandbox, &[]);
    assert!(
        said.contains("No event explains 1 entry: 0 new, 1 changed, 0 gone; the log is the same up to there: the file was edited."),
        "{said}"
    );
}

#[test]
fn what_the_log_did_and_what_an_edit_did_are_told_apart() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "--at", "round:1"]);
    // A slot that the log does not have, one that it has no more in the file, and one that came late.
    edit(
        &sandbox,
        "round-1",
        "\ncommitments/",
        "\nclaims/made-up\n  says: \"x\"\n  events: [\"y\"]\n\ncommitments/",
    );
    let text = golden(&sandbox, "round-1");
    let blocks = text.split("\n\n").filter(|block| !block.starts_with("rounds/1\n"));
    let text = blocks.collect::<Vec<_>>().join("\n\n");
    sandbox.file("events/snapshots/round-1.snapshot", &text);
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
fn a_program_with_other_rules_is_told_from_an_edited_file() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "--at", "round:1"]);
    edit(&sandbox, "round-1", r#"status: "declined""#, r#"status: "accepted""#);
    let text = golden(&sandbox, "round-1");
    let (header, body) = text.split_once("\n\n").unwrap();
    // What a program with other rules would have written.
    let digest = asof_store::sha256(body.trim().as_bytes());
    let header = format!("{}body: {digest}", header.split_once("body: ").unwrap().0);
    sandbox.file("events/snapshots/round-1.snapshot", &format!("{header}\n\n{body}"));
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
    assert!(said.contains("The log no longer begins with what was recorded: line 15: its hash is"), "{said}");
    assert!(said.contains("No event explains") && said.contains("the log is another one."), "{said}");
    // What is recorded is a standard: a damaged log gives none.
    let refused = sandbox.run(&["snapshot", "record"]);
    assert!(refused.fails(3).contains("line 15"), "{}", refused.stderr);
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
    assert!(found(&sandbox, &[]).contains("it ends before event 16"));
    // The same drafts in another log: every hash of it holds.
    let other = first_days();
    let late = LATE.replace("hard", "easy");
    other.file("late.json", &late);
    other.json(&["append", "late.json"]);
    std::fs::copy(other.log(), sandbox.log()).unwrap();
    assert_eq!(snapshot(&check(&sandbox, 1, &[]), "2025-05-12")["log"], "altered");
    assert!(found(&sandbox, &[]).contains("its first 16 events are others"));
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
    assert!(golden(&sandbox, "round-2").contains("cut: At the end of Wednesday 4 June 2025"));
    check(&sandbox, 0, &[]);
}

#[test]
fn both_clocks_are_kept_and_named() {
    let sandbox = Sandbox::with_record();
    let day = "2025-05-24";
    sandbox.json(&["snapshot", "record", "--at", day, "--known", day]);
    let text = golden(&sandbox, "2025-05-24-as-known-2025-05-24");
    assert!(text.contains("\nknown: 2025-05-24\n") && text.contains("by what the public could know then"));
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
fn what_can_no_longer_be_asked_is_an_orphan_and_stays() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "--at", "round:1", "--at", "r1-held"]);
    sandbox.json(&["retract", "r1-held", "--because", "record", "--reason", "No such round."]);
    sandbox.file("events/snapshots/notes.txt", "of a person");
    sandbox.file("events/snapshots/.gitkeep", "");
    let checked = check(&sandbox, 1, &[]);
    assert_eq!(column(&checked, "snapshots", "status"), ["orphan", "orphan", "orphan"]);
    let said = found(&sandbox, &[]);
    assert!(said.contains("round-1: orphan; `round:1`: this process has no rounds"), "{said}");
    assert!(said.contains("notes.txt: orphan; no snapshot: the name of one ends in .snapshot"), "{said}");
    let recorded = sandbox.run(&["snapshot", "record"]);
    assert_eq!(recorded.code, 1, "{}", recorded.stdout);
    assert!(golden(&sandbox, "round-1").contains("rounds/1"));
    // A process that the log does not have.
    edit(&sandbox, "round-1", "process: talks", "process: tolks");
    edit(&sandbox, "round-1", "token: talks", "token: tolks");
    assert!(found(&sandbox, &["round-1"]).contains("there is no process `tolks`"));
}

#[test]
fn a_name_without_a_file_is_missing_and_a_check_of_nothing_is_no_comfort() {
    let sandbox = first_days();
    assert!(found(&sandbox, &[]).contains("There is no snapshot in events/snapshots"));
    sandbox.json(&["snapshot", "record"]);
    let checked = check(&sandbox, 1, &["rond-1", "last"]);
    assert_eq!(snapshot(&checked, "rond-1")["status"], "missing");
    assert_eq!(snapshot(&checked, "last")["status"], "unchanged");
    assert!(found(&sandbox, &["rond-1"]).contains("did you mean round-1?"));
    check(&sandbox, 0, &["events/snapshots/round-1.snapshot"]);
}

#[test]
fn a_file_that_cannot_be_read_says_where_and_the_others_are_compared() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record"]);
    edit(&sandbox, "last", "\n  events: ", "\n  events ");
    std::fs::write(sandbox.path("events/snapshots/picture.snapshot"), [0xff, 0xd8]).unwrap();
    let checked = check(&sandbox, 3, &[]);
    let unreadable = snapshot(&checked, "last");
    assert_eq!(unreadable["status"], "unreadable");
    assert_eq!(
        (&unreadable["problems"][0]["line"], &unreadable["problems"][0]["column"]),
        (&json!(11), &Value::Null)
    );
    assert_eq!(snapshot(&checked, "picture")["status"], "unreadable");
    assert_eq!(snapshot(&checked, "round-1")["status"], "unchanged");
    let ran = sandbox.run(&["snapshot", "check"]);
    assert!(ran.stdout.contains("events/snapshots/last.snapshot\n  line 11: "), "{}", ran.stdout);
    // Recorded again, the others are; what it asked nobody knows, and the file stays.
    let bytes = golden(&sandbox, "last");
    assert_eq!(sandbox.run(&["snapshot", "record"]).code, 3);
    assert_eq!(golden(&sandbox, "last"), bytes);
}

#[test]
fn a_checkout_with_other_line_ends_reads_the_same() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record"]);
    for name in ["last", "round-1"] {
        let text = golden(&sandbox, name).replace('\n', "\r\n");
        sandbox.file(&format!("events/snapshots/{name}.snapshot"), &text);
    }
    check(&sandbox, 0, &[]);
    let again = sandbox.json(&["snapshot", "record"]);
    assert_eq!(column(&again, "snapshots", "status"), ["unchanged", "unchanged"]);
    assert!(golden(&sandbox, "last").contains("\r\n"));
}

#[test]
fn recording_again_leaves_a_file_in_which_nothing_differs_as_it_is() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "--at", "2025-05-12"]);
    let before = golden(&sandbox, "2025-05-12");
    sandbox.file("late.json", LATE);
    sandbox.json(&["append", "late.json"]);
    let ran = sandbox.run(&["snapshot", "record"]);
    assert!(ran.text().contains("Recorded 0 snapshots"), "{}", ran.stdout);
    assert_eq!(golden(&sandbox, "2025-05-12"), before);
    let files: Vec<_> = std::fs::read_dir(sandbox.path("events/snapshots")).unwrap().collect();
    assert_eq!(files.len(), 1, "{files:?}");
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
fn a_name_is_given_or_comes_of_the_question_and_is_never_taken_from_another() {
    let sandbox = Sandbox::with_record();
    let record = |args: &[&str]| sandbox.run(&[&["snapshot", "record"], args].concat());
    assert_eq!(record(&["opening", "--at", "2025-05-11"]).code, 0);
    assert!(golden(&sandbox, "opening").contains("\nat: 2025-05-11\n"));
    let taken = record(&["opening", "--at", "2025-05-12"]);
    assert!(
        taken.fails(2).contains("`opening` is there already, as the snapshot of 2025-05-11"),
        "{}",
        taken.stderr
    );
    assert_eq!(record(&["opening", "--at", "2025-05-11"]).code, 0);
    for (args, said) in [
        (&["a", "--at", "first", "--at", "last"][..], "1 names for 2 moments"),
        (&["same", "same", "--at", "first", "--at", "last"], "`same` is there already"),
        (&["A name", "--at", "first"], "cannot name a snapshot"),
        (&["con", "--at", "first"], "some systems have a device of that name"),
        (&["opnening"], "did you mean opening?"),
        (&["--at", "today"], "moves with the clock"),
        (&["--at", "last", "--known", "now - 1d"], "moves with the clock"),
        (&["--at", "round:9"], "this process has rounds"),
        (&["--known", "2025-05-24"], "give its moment with --at"),
        (&["--stated"], "give its moment with --at"),
        (&["--at", "first", "--recorded", "5"], "--recorded is for questions"),
        (&["--at", "first", "--chain"], "a snapshot is of one process"),
        (&["--cut", "x"], "use --at POINT instead of --cut"),
        (&["--process", "nowhere"], "there is no process `nowhere`"),
        (&["--format", "jsonl"], "jsonl is for rows"),
    ] {
        let ran = record(args);
        assert!(ran.fails(2).contains(said), "{args:?}: {}", ran.stderr);
    }
    let files: Vec<_> = std::fs::read_dir(sandbox.path("events/snapshots")).unwrap().collect();
    assert_eq!(files.len(), 1, "{files:?}");
    sandbox.run(&["snapshot", "check", "--known", "2025-05-24"]).fails(2);
    sandbox.run(&["snapshot"]).fails(2);
}

#[test]
fn the_folder_is_beside_the_log_or_where_it_is_said_to_be() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "--at", "round:1"]);
    assert!(sandbox.path("events/snapshots/round-1.snapshot").is_file());
    // Snapshots beside a log do not hide it, not even from within their folder.
    let within =
        sandbox.command().current_dir(sandbox.path("events/snapshots")).args(["snapshot", "check"]).output();
    assert!(within.unwrap().status.success());
    sandbox.json(&["snapshot", "record", "--at", "round:1", "--dir", "events"]);
    assert_eq!(sandbox.run(&["state", "last"]).code, 0);
    sandbox.json(&["snapshot", "record", "--at", "round:1", "--dir", "golden/states"]);
    check(&sandbox, 0, &["--dir", "golden/states"]);
    // The shipped record is in no folder.
    let demo = ["--log", "demo", "snapshot", "record"];
    assert!(sandbox.run(&demo).fails(2).contains("--dir"));
    sandbox.json(&[&demo[..], &["--dir", "demo"]].concat());
    assert_eq!(sandbox.run(&["--log", "demo", "snapshot", "check", "--dir", "demo"]).code, 0);
    // A folder that is none can neither be read nor written.
    sandbox.file("file", "");
    assert!(sandbox.run(&["snapshot", "check", "--dir", "file"]).fails(3).contains("`file`"));
    assert!(sandbox.run(&["snapshot", "record", "--dir", "file/below"]).fails(3).contains("file/below"));
}

#[test]
fn of_several_processes_each_has_its_own() {
    let sandbox = first_days();
    let drafts = [
        r#"{"key":"other","what":{"registered":{"process":{"title":"Other talks","zone":"UTC","parties":["russia","ukraine"]}}}}"#,
        r#"{"process":"other","key":"met","occurred":"2026-01-10","known":"2026-01-10","attributed_to":["source"],"sources":[{"source":"kure","lines":"1"}],"summary":"x","what":{"meeting":{"held":{"meeting":"one","round":1,"parties":["russia","ukraine"]}}}}"#,
    ];
    sandbox.file("other.jsonl", &drafts.join("\n"));
    sandbox.json(&["append", "other.jsonl"]);
    assert!(sandbox.run(&["snapshot", "record"]).fails(2).contains("2 chains"));
    for process in ["talks", "other"] {
        let recorded = sandbox.json(&["snapshot", "record", "--process", process]);
        let names = [format!("{process}-round-1"), format!("{process}-last")];
        assert_eq!(column(&recorded, "snapshots", "name"), names);
    }
    assert_eq!(check(&sandbox, 0, &[])["snapshots"].as_array().unwrap().len(), 4);
    let of_one = check(&sandbox, 0, &["--process", "other"]);
    assert_eq!((of_one["snapshots"].as_array().unwrap().len(), &of_one["left_out"]), (2, &json!(2)));
    sandbox.run(&["snapshot", "check", "--process", "nowhere"]).fails(2);
}

#[test]
fn values_of_any_shape_are_differences_and_nothing_worse() {
    let sandbox = Sandbox::with_record();
    sandbox.json(&["snapshot", "record", "--at", "round:1"]);
    let text = golden(&sandbox, "round-1");
    for odd in
        ["null", "0", "-1.5e300", "\"x\"", "[]", "{}", "[1,null,{\"event\":[]}]", "{\"low\":\"x\",\"per\":1}"]
    {
        // Every field of every slot says the odd thing.
        let line = |line: &str| match line.trim_start().split_once(':') {
            Some((field, _)) if line.starts_with("  ") && !line.starts_with("   ") && field != "events" => {
                Some(format!("  {field}: {odd}"))
            }
            _ if line.starts_with("    ") => None,
            _ => Some(line.to_owned()),
        };
        let odd_text: String = text.lines().filter_map(line).map(|line| line + "\n").collect();
        sandbox.file("events/snapshots/round-1.snapshot", &odd_text);
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
    edit(&sandbox, "round-1", "phase: \"opened\"", "phase: \"concluded\"");
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("snapshot-file", golden(&sandbox, "2025-05-11"));
        insta::assert_snapshot!("snapshot-check.text", sandbox.run(&["snapshot", "check"]).stdout);
        let document = check(&sandbox, 1, &[]);
        insta::assert_snapshot!("snapshot-check.json", serde_json::to_string_pretty(&document["snapshots"]).unwrap());
    });
}
