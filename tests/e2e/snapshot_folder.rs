//! The folder of the snapshots: names, files that are none, files that cannot be read, where it is.

use serde_json::{Value, json};

use crate::snapshot_command::{LATE, check, edit, first_days, found, golden, snapshot};
use crate::support::{Sandbox, column, repository};

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
    assert!(
        said.contains("notes.txt: orphan; not a snapshot: a snapshot's name ends in .snapshot.json"),
        "{said}"
    );
    let recorded = sandbox.run(&["snapshot", "record"]);
    assert_eq!(recorded.code, 1, "{}", recorded.stdout);
    assert!(golden(&sandbox, "round-1").contains("rounds/1"));
    // A process that the log does not have.
    edit(&sandbox, "round-1", "\"process\": \"talks\"", "\"process\": \"tolks\"");
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
    check(&sandbox, 0, &["events/snapshots/round-1.snapshot.json"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_that_is_not_utf_8_is_no_snapshot_and_nothing_is_written_under_another() {
    use std::os::unix::ffi::OsStrExt;
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record", "a", "--at", "round:1"]);
    let folder = sandbox.path("events/snapshots");
    let odd = std::ffi::OsStr::from_bytes(b"b\xff.snapshot.json");
    std::fs::copy(folder.join("a.snapshot.json"), folder.join(odd)).unwrap();
    assert!(found(&sandbox, &[]).contains("not a snapshot"));
    sandbox.run(&["snapshot", "record"]);
    let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.filter(|name| name.to_string_lossy().starts_with('b')).collect::<Vec<_>>(), [odd]);
}

#[test]
fn a_file_that_cannot_be_read_says_where_and_the_others_are_compared() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record"]);
    edit(&sandbox, "last", "\"events\": [", "\"events\" [");
    std::fs::write(sandbox.path("events/snapshots/picture.snapshot.json"), [0xff, 0xd8]).unwrap();
    let checked = check(&sandbox, 3, &[]);
    let unreadable = snapshot(&checked, "last");
    assert_eq!(unreadable["status"], "unreadable");
    assert_eq!((&unreadable["line"], &unreadable["column"]), (&json!(31), &json!(16)));
    assert_eq!(snapshot(&checked, "picture")["status"], "unreadable");
    assert_eq!(snapshot(&checked, "round-1")["status"], "unchanged");
    let said = unreadable["message"].as_str().unwrap();
    assert!(said.starts_with("line 31, column 16: `\"events\" [`: expected `:`; restore the file"), "{said}");
    let ran = sandbox.run(&["snapshot", "check"]);
    assert!(ran.stdout.contains("last: unreadable; line 31, column 16: "), "{}", ran.stdout);
    // Recorded again, the others are; what it asked nobody knows, and the file stays.
    let bytes = golden(&sandbox, "last");
    assert_eq!(sandbox.run(&["snapshot", "record"]).code, 3);
    assert_eq!(golden(&sandbox, "last"), bytes);
}

#[test]
fn what_an_earlier_program_recorded_is_recorded_again() {
    let sandbox = first_days();
    std::fs::create_dir(sandbox.path("events/snapshots")).unwrap();
    let former = std::fs::read_to_string(repository().join("fixtures/snapshots/v1.snapshot")).unwrap();
    for (file, name) in [("round-1.snapshot", &Value::Null), ("round-1.snapshot.json", &json!("round-1"))] {
        sandbox.file(&format!("events/snapshots/{file}"), &former);
        let checked = check(&sandbox, 3, &[]);
        let found = &checked["snapshots"][0];
        assert_eq!((&found["name"], &found["status"]), (name, &json!("unreadable")));
        let said = found["message"].as_str().unwrap();
        assert!(
            said.contains("no longer reads snapshots of earlier versions: record the moment again with `asof snapshot record"),
            "{said}"
        );
    }
    std::fs::remove_file(sandbox.path("events/snapshots/round-1.snapshot.json")).unwrap();
    assert_eq!(column(&sandbox.json(&["snapshot", "record"]), "snapshots", "status"), ["new", "new"]);
    check(&sandbox, 3, &[]);
    std::fs::remove_file(sandbox.path("events/snapshots/round-1.snapshot")).unwrap();
    check(&sandbox, 0, &[]);
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_no_ordinary_file_is_unreadable_and_nobody_waits_for_it() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record"]);
    sandbox.pipe("events/snapshots/pipe.snapshot.json");
    std::os::unix::fs::symlink("pipe.snapshot.json", sandbox.path("events/snapshots/link.snapshot.json"))
        .unwrap();
    for action in ["check", "record"] {
        let ran = sandbox.run_in_time(&["snapshot", action, "--format", "json"]);
        assert_eq!(ran.code, 3, "{action}: {}", ran.stderr);
        let answer = ran.document();
        for name in ["pipe", "link"] {
            let found = snapshot(&answer, name);
            assert_eq!(found["status"], "unreadable", "{action} {name}");
            assert!(found.to_string().contains("not an ordinary file"), "{action}: {found}");
        }
    }
}

#[test]
fn no_answer_is_written_over_a_snapshot() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record"]);
    let bytes = golden(&sandbox, "last");
    std::fs::hard_link(sandbox.path("events/snapshots/last.snapshot.json"), sandbox.path("hard.txt"))
        .unwrap();
    for output in ["events/snapshots/last.snapshot.json", "hard.txt"] {
        for action in ["check", "record"] {
            let ran = sandbox.run(&["snapshot", action, "-o", output]);
            assert!(ran.fails(2).contains("name another file with -o"), "{}", ran.stderr);
            assert_eq!(golden(&sandbox, "last"), bytes);
        }
    }
    // Nor over one that is made only now.
    let new = ["snapshot", "record", "day", "--at", "2025-05-20", "-o", "events/snapshots/day.snapshot.json"];
    sandbox.run(&new).fails(2);
    assert!(!sandbox.path("events/snapshots/day.snapshot.json").exists());
    sandbox.run(&["snapshot", "check", "-o", "events/snapshots/report.txt"]).text();
}

#[test]
fn a_checkout_with_other_line_ends_reads_the_same() {
    let sandbox = first_days();
    sandbox.json(&["snapshot", "record"]);
    for name in ["last", "round-1"] {
        let text = golden(&sandbox, name).replace('\n', "\r\n");
        sandbox.file(&format!("events/snapshots/{name}.snapshot.json"), &text);
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
fn a_name_is_given_or_comes_of_the_question_and_is_never_taken_from_another() {
    let sandbox = Sandbox::with_record();
    let record = |args: &[&str]| sandbox.run(&[&["snapshot", "record"], args].concat());
    assert_eq!(record(&["opening", "--at", "2025-05-11"]).code, 0);
    assert!(golden(&sandbox, "opening").contains("\"at\": \"2025-05-11\""));
    let taken = record(&["opening", "--at", "2025-05-12"]);
    assert!(
        taken.fails(2).contains("`opening` already exists as the snapshot of 2025-05-11"),
        "{}",
        taken.stderr
    );
    assert_eq!(record(&["opening", "--at", "2025-05-11"]).code, 0);
    for (args, said) in [
        (&["a", "--at", "first", "--at", "last"][..], "1 names for 2 moments"),
        (&["same", "same", "--at", "first", "--at", "last"], "`same` already exists"),
        (&["A name", "--at", "first"], "cannot be the name of a snapshot"),
        (&["con", "--at", "first"], "on some systems it is the name of a device"),
        (&["opnening"], "did you mean opening?"),
        (&["--at", "today"], "changes with the clock"),
        (&["--at", "last", "--known", "now - 1d"], "changes with the clock"),
        (&["--at", "round:9"], "this process has rounds"),
        (&["--known", "2025-05-24"], "give the moment with --at"),
        (&["--no-inferred"], "give the moment with --at"),
        (&["--at", "first", "--recorded", "5"], "--recorded is only for questions"),
        (&["--at", "first", "--chain"], "a snapshot covers one process"),
        (&["--as-of", "x"], "use --at POINT instead of --as-of"),
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
    assert!(sandbox.path("events/snapshots/round-1.snapshot.json").is_file());
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
