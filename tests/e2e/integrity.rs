//! Receipts, and what a check of integrity shows with and without one.

use std::fs;

use asof_core::{Draft, Event};
use asof_store::{EventLog, Expected, SqliteLog, content_hash, next_log_root};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::{Sandbox, column, entries_of_record, repository};

/// Returns a folder with a log of fifteen events.
fn small() -> Sandbox {
    Sandbox::with_log(&repository().join("fixtures/logs/first-days.jsonl"))
}

fn receipt(sandbox: &Sandbox, args: &[&str]) -> String {
    sandbox.run(&[&["receipt"], args].concat()).text().trim_end().to_owned()
}

/// Returns the codes of what is found against a receipt.
fn codes(document: &Value) -> Vec<&str> {
    column(document, "problems", "code")
}

fn against(sandbox: &Sandbox, receipt: &str) -> Value {
    sandbox.run(&["check", "--against", receipt, "--format", "json"]).document()
}

fn change_lines(sandbox: &Sandbox, change: impl FnOnce(&mut Vec<String>)) {
    let text = fs::read_to_string(sandbox.log()).unwrap();
    let mut lines = text.lines().map(str::to_owned).collect();
    change(&mut lines);
    fs::write(sandbox.log(), lines.join("\n") + "\n").unwrap();
}

/// Makes the hashes of lines anew, so that they fit each other.
fn forge(lines: &mut [String]) {
    let mut root = None;
    for line in lines {
        let Event { seq, recorded, commit, hash, .. } = Event::from_line(line).unwrap();
        let made = next_log_root(root, seq, recorded, commit, content_hash(line).unwrap());
        *line = line.replace(&hash.to_string(), &made.to_string());
        root = Some(made);
    }
}

#[test]
fn a_receipt_is_one_line_with_the_log_root_up_to_its_event() {
    let sandbox = small();
    let root = sandbox.json(&["replay"])["log_root"].as_str().unwrap().to_owned();
    assert_eq!(sandbox.run(&["receipt"]).text(), format!("asof1:15:{root}\n"));
    let lines = fs::read_to_string(sandbox.log()).unwrap();
    let seventh = Event::from_line(lines.lines().nth(6).unwrap()).unwrap();
    assert!(seventh.seq < seventh.commit, "it stands in the middle of an append");
    let document = sandbox.json(&["receipt", "--at", "7"]);
    assert_eq!(document["receipt"], format!("asof1:7:{}", seventh.hash));
    assert_eq!((&document["seq"], &document["log_root"]), (&json!(7), &json!(seventh.hash)));
}

#[test]
fn there_is_no_receipt_of_what_is_not_there() {
    let sandbox = small();
    assert!(sandbox.run(&["receipt", "--at", "16"]).fails(2).contains("ends at entry 15"));
    sandbox.run(&["receipt", "--at", "0"]).fails(2);
    assert!(sandbox.run(&["receipt", "--recorded", "3"]).fails(2).contains("--at"));
    sandbox.file("empty.jsonl", "");
    assert!(sandbox.run(&["--log", "empty.jsonl", "receipt"]).fails(2).contains("the log is empty"));
}

#[test]
fn there_is_no_receipt_of_a_damaged_log_but_up_to_the_damage() {
    let sandbox = small();
    let (fourth, whole) = (receipt(&sandbox, &["--at", "4"]), receipt(&sandbox, &[]));
    change_lines(&sandbox, |lines| lines[4] = lines[4].replacen("\"key\":\"", "\"key\":\"x", 1));
    assert_eq!(receipt(&sandbox, &["--at", "4"]), fourth);
    for at in [&["receipt", "--at", "5"][..], &["receipt"]] {
        assert!(sandbox.run(at).fails(3).contains("[altered-line]"));
    }
    // A sound content under a hash that is not its own is no sound log.
    let other = small();
    change_lines(&other, |lines| {
        let hash = Event::from_line(&lines[14]).unwrap().hash.to_string();
        lines[14] = lines[14].replace(&hash, &"0".repeat(64));
    });
    other.run(&["receipt"]).fails(3);
    assert_eq!(against(&other, &whole)["against"]["holds"], true, "the events are those of the receipt");
}

#[test]
fn a_log_that_only_grew_begins_with_what_its_receipt_is_of() {
    let sandbox = Sandbox::empty();
    fs::create_dir(sandbox.path("events")).unwrap();
    let copy = fs::read_to_string(repository().join("fixtures/logs/first-days.jsonl")).unwrap();
    fs::write(sandbox.log(), copy).unwrap();
    let old = receipt(&sandbox, &[]);
    sandbox.file(
        "draft.json",
        r#"{"key":"vienna","what":{"registered":{"place":{"names":[{"name":"Vienna"}]}}}}"#,
    );
    sandbox.run(&["append", "draft.json"]).text();
    let ran = sandbox.run(&["check", "--against", &format!("  {old}\n")]);
    assert!(ran.text().contains("receipt       holds: no event of 1 to 15 was altered"), "{}", ran.stdout);
    let document = against(&sandbox, &old);
    assert_eq!(document["against"], json!({ "receipt": old, "seq": 15, "holds": true }));
    assert_eq!(document["checks"], json!(["structure", "chain"]));
    assert_ne!(receipt(&sandbox, &[]), old);
}

#[test]
fn an_end_that_was_cut_off_is_found_by_a_receipt_alone() {
    let sandbox = small();
    let old = receipt(&sandbox, &[]);
    // Down to the end of an append: what is left is sound.
    change_lines(&sandbox, |lines| {
        let end = lines.iter().rposition(|line| {
            let event = Event::from_line(line).unwrap();
            event.seq == event.commit && event.seq < 15
        });
        lines.truncate(end.unwrap() + 1);
    });
    assert_eq!(codes(&sandbox.json(&["check", "--integrity"])), [""; 0]);
    assert!(sandbox.run(&["check", "--against", &old]).fails(1).is_empty());
    let document = against(&sandbox, &old);
    assert_eq!(codes(&document), ["shorter-than-receipt"]);
    assert_eq!(
        (&document["problems"][0]["line"], &document["against"]["holds"]),
        (&Value::Null, &json!(false))
    );
}

#[test]
fn an_altered_line_is_named_and_one_behind_the_receipt_is_not_its_affair() {
    let sandbox = small();
    let (old, sixth) = (receipt(&sandbox, &[]), receipt(&sandbox, &["--at", "6"]));
    change_lines(&sandbox, |lines| lines[8] = lines[8].replacen("\"key\":\"", "\"key\":\"x", 1));
    let document = against(&sandbox, &old);
    assert_eq!(codes(&document), ["altered-line", "unlike-receipt"]);
    assert_eq!(column(&document, "problems", "file").len(), 2);
    assert_eq!(document["problems"][1]["line"], 9);
    let document = against(&sandbox, &sixth);
    assert_eq!((codes(&document), &document["against"]["holds"]), (vec!["altered-line"], &json!(true)));
}

#[test]
fn a_log_whose_hashes_were_all_made_anew_is_found_by_a_receipt_alone() {
    let sandbox = small();
    let (old, eighth) = (receipt(&sandbox, &[]), receipt(&sandbox, &["--at", "8"]));
    change_lines(&sandbox, |lines| {
        lines[8] = lines[8].replacen("\"key\":\"", "\"key\":\"x", 1);
        forge(lines);
    });
    assert_eq!(codes(&sandbox.json(&["check", "--integrity"])), [""; 0]);
    let document = against(&sandbox, &old);
    assert_eq!(codes(&document), ["unlike-receipt"]);
    let problem = &document["problems"][0];
    assert!(problem["message"].as_str().unwrap().contains("rewritten somewhere among them"), "{problem}");
    assert!(problem["line"].is_null() && problem["hint"].as_str().unwrap().contains("copy"), "{problem}");
    assert_eq!(against(&sandbox, &eighth)["against"]["holds"], true, "before it nothing was changed");
}

#[test]
fn a_line_that_is_missing_or_slipped_in_is_not_what_the_receipt_is_of() {
    let codes_after = |change: fn(&mut Vec<String>)| {
        let sandbox = small();
        let old = receipt(&sandbox, &[]);
        change_lines(&sandbox, change);
        let document = against(&sandbox, &old);
        assert_eq!(document["against"]["holds"], false);
        codes(&document).join(" ")
    };
    assert_eq!(codes_after(|lines| _ = lines.remove(0)), "broken-sequence unlike-receipt");
    assert_eq!(codes_after(|lines| _ = lines.remove(14)), "unfinished-append shorter-than-receipt");
    let slipped_in = |lines: &mut Vec<String>| {
        let line = lines[3].replacen("\"seq\":4", "\"seq\":5", 1).replacen("\"id\":\"0", "\"id\":\"1", 1);
        lines.insert(4, line);
    };
    assert_eq!(codes_after(slipped_in), "altered-line broken-sequence unlike-receipt");
}

#[test]
fn what_is_no_receipt_is_refused_with_the_form_of_one() {
    let said = small().run(&["check", "--against", "asof1:15:abc"]);
    assert!(said.fails(2).contains("asof1:SEQ:ROOT"), "{}", said.stderr);
    small().run(&["check", "dates", "--integrity"]).fails(2);
    let old = receipt(&small(), &[]);
    let document = small().json(&["check", "dates", "--against", &old]);
    assert_eq!((&document["checks"], &document["integrity"]), (&json!(["dates"]), &Value::Null));
}

#[test]
fn integrity_says_what_was_read_and_is_the_same_for_a_file_and_a_database() {
    let sandbox = Sandbox::with_record();
    sandbox.run(&["copy", "events/log.jsonl", "record.db"]).text();
    let file = sandbox.json(&["check", "--integrity"]);
    let replay = sandbox.json(&["replay"]);
    assert_eq!(file["events"], entries_of_record());
    assert_eq!(file["integrity"]["bytes"], fs::metadata(sandbox.log()).unwrap().len());
    for field in ["head", "content_root", "log_root"] {
        assert_eq!(file["integrity"][field], replay[field], "{field}");
    }
    let database = sandbox.json(&["--log", "record.db", "check", "--integrity"]);
    let mut expected = file["integrity"].clone();
    expected["examined_by"] = json!("PRAGMA integrity_check");
    assert_eq!(database["integrity"], expected);
    let sandbox = small();
    sandbox.run(&["copy", "events/log.jsonl", "small.db"]).text();
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("integrity", sandbox.run(&["--log", "small.db", "check", "--integrity"]).text());
    });
}

#[test]
fn a_log_that_means_nothing_sound_is_whole_all_the_same() {
    let sandbox = small();
    change_lines(&sandbox, |lines| {
        lines[14] = lines[14].replacen("\"issues\":[", "\"issues\":[\"nowhere\",", 1);
        forge(lines);
    });
    assert_eq!(codes(&sandbox.run(&["check", "--format", "json"]).document()), ["unknown-reference"]);
    assert!(sandbox.run(&["check", "--integrity"]).text().ends_with("15 entries, nothing found\n"));
}

#[test]
fn appends_that_a_damaged_write_ahead_log_lost_are_found_by_a_receipt_alone() {
    let sandbox = Sandbox::empty();
    let live = sandbox.path("live.db");
    let mut log = SqliteLog::create(&live).unwrap();
    // While somebody reads, nothing is taken over into the database.
    let reader = Connection::open(&live).unwrap();
    for key in ["one", "two"] {
        let text = format!(
            r#"{{"key":"{key}","what":{{"registered":{{"place":{{"names":[{{"name":"{key}"}}]}}}}}}}}"#
        );
        log.append(&[Draft::from_json(&text).unwrap()], Expected::Any).unwrap();
        if key == "one" {
            reader
                .execute_batch("PRAGMA wal_checkpoint(TRUNCATE); BEGIN; SELECT count(*) FROM event")
                .unwrap();
        }
    }
    // What was written last is in the file beside it, page by page, each with its checksum.
    let wal = fs::read(sandbox.path("live.db-wal")).unwrap();
    let copy_with = |wal: &[u8]| {
        let _ = fs::remove_file(sandbox.path("copy.db-shm"));
        fs::copy(&live, sandbox.path("copy.db")).unwrap();
        fs::write(sandbox.path("copy.db-wal"), wal).unwrap();
    };
    let ask = |args: &[&str]| sandbox.json(&[&["--log", "copy.db"], args].concat());
    copy_with(&wal);
    let old = ask(&["receipt"])["receipt"].as_str().unwrap().to_owned();
    assert!(old.starts_with("asof1:2:"), "{old}");
    let mut hurt = wal;
    *hurt.last_mut().unwrap() ^= 1;
    copy_with(&hurt);
    let document = ask(&["check", "--integrity"]);
    assert_eq!(
        (&document["events"], codes(&document)),
        (&json!(1), vec![]),
        "nothing shows without a receipt"
    );
    copy_with(&hurt);
    let ran = sandbox.run(&["--log", "copy.db", "check", "--against", &old, "--format", "json"]);
    assert_eq!((ran.code, codes(&ran.document())), (1, vec!["shorter-than-receipt"]));
    drop((log, reader));
}
