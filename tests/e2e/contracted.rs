//! Every document that the program prints is as it is described, no more and no less.
//!
//! Every answer that any of these tests reads as JSON is checked on the way; here the questions are asked that would not
//! be asked otherwise.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::contract::{ask, ask_all};
use crate::support::{Sandbox, entries_of_record, repository};

/// Returns a log of the first days, made of its drafts.
fn first_days() -> Sandbox {
    let sandbox = Sandbox::with_log(&repository().join("fixtures/logs/empty.jsonl"));
    let drafts = repository().join("fixtures/logs/first-days.drafts.jsonl");
    std::fs::copy(drafts, sandbox.path("drafts.jsonl")).unwrap();
    // The first append is of no process yet.
    ask(&sandbox, "append drafts.jsonl").json();
    sandbox
}

#[test]
fn every_day_of_the_record_is_answered_as_contracted() {
    let days = ["first-1d".to_owned()].into_iter().chain((0..=74).map(|day| format!("first+{day}d")));
    let questions = days.flat_map(|day| [format!("state {day}"), format!("known {day}")]);
    ask_all(&Sandbox::with_record(), &questions.collect::<Vec<_>>());
}

#[test]
fn hindsight_and_differences_are_answered_as_contracted() {
    let hindsight = (0..=74).step_by(3).map(|day| format!("hindsight first+{day}d"));
    let weeks = (0..=10).map(|week| format!("diff first+{week}w first+{}w", week + 1));
    let back = ["diff last first", "diff round:3 round:2", "diff last last"].map(str::to_owned);
    let known = (0..=10).map(|week| format!("diff first+{week}w --known first+{week}w..first+{}w", week + 1));
    let questions = hindsight.chain(weeks).chain(back).chain(known);
    ask_all(&Sandbox::with_record(), &questions.collect::<Vec<_>>());
}

#[test]
fn the_other_clocks_and_every_part_of_a_state_are_answered_as_contracted() {
    let parts = asof_projector::Collection::ALL.map(asof_projector::Collection::name);
    let parts = parts.into_iter().map(|part| format!("state round:2 --only {part}"));
    let clocks = [
        "state round:2 --only status,claims",
        "state round:2 --known round:1",
        "state round:2 --no-inferred",
        "known round:2 --recorded 0",
        "known round:2 --recorded 200",
        "state 1900-01-01",
        "known 2025-05-15T12:00+03:00",
        "state today",
        "replay",
    ];
    let questions = parts.chain(clocks.map(str::to_owned));
    ask_all(&Sandbox::with_record(), &questions.collect::<Vec<_>>());
}

#[test]
fn every_event_is_listed_and_shown_as_contracted() {
    let sandbox = Sandbox::with_record();
    let orders = ["occurred", "known", "recorded"].map(|order| format!("log --order {order}"));
    let filters = ["log round:2", "log --kind meeting", "log 1900-01", "log round:1 --known round:1"];
    ask_all(&sandbox, &orders.into_iter().chain(filters.map(str::to_owned)).collect::<Vec<_>>());
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    let shown: Vec<String> = log
        .lines()
        .map(|line| {
            let entry: Value = serde_json::from_str(line).unwrap();
            let words = |field: &str| entry[field].as_str().map(str::to_owned);
            let path: Vec<String> = [words("process"), words("key")].into_iter().flatten().collect();
            format!("show {}", path.join("/"))
        })
        .collect();
    assert_eq!(shown.len(), entries_of_record());
    ask_all(&sandbox, &shown);
}

#[test]
fn closer_looks_are_answered_as_contracted() {
    let sandbox = Sandbox::with_record();
    let state = ask(&sandbox, "state last").json();
    // One path of each part: that of its first row, by a change from nothing to it.
    let changes = ask(&sandbox, "diff first-1d last").json();
    let mut parts = BTreeSet::new();
    let slots = changes["changes"].as_array().unwrap().iter().map(|change| change["slot"].as_str().unwrap());
    let slots: Vec<&str> = slots.filter(|slot| parts.insert(slot.split('/').next().unwrap())).collect();
    assert!(slots.len() >= 12, "{slots:?} of {}", state["process"]);
    let whys = slots.iter().flat_map(|slot| [format!("why {slot}"), format!("history {slot}")]);
    let fields = [
        "why commitments/r1-prisoners/delivered 2025-05-24",
        "why commitments/r1-prisoners 2025-05-24 --known 2025-05-24",
        "why attendance/leaders-15-may/zelenskyy/status",
        "why meetings/r2-trilateral/venue round:1",
        "why people/umerov",
        "history attendance/leaders-15-may/putin/status",
        "history commitments/r1-prisoners/delivered --by knowledge",
        "history meetings/r1-trilateral/parties",
        "compare r1-trilateral",
        "compare leaders-15-may",
        "compare r2-trilateral r3-trilateral",
        "names",
        "names nobody-of-this-name",
        "names istanbul",
        "commitments round:2",
        "open round:1",
        "positions last --party russia",
        "state last --issue prisoners",
        "rounds last --chain",
    ];
    let questions: Vec<String> = whys.chain(fields.map(str::to_owned)).collect();
    ask_all(&sandbox, &questions);
}

#[test]
fn what_became_of_snapshots_is_told_as_contracted() {
    let sandbox = Sandbox::with_unguarded_record();
    ask(&sandbox, "snapshot record --at round:1 --at round:2 --at last").json();
    ask(&sandbox, "snapshot check").json();
    sandbox.file("events/snapshots/stray.txt", "x");
    ask(&sandbox, "retract exchange-24-may --because record --reason Twice").json();
    let ran = ask(&sandbox, "snapshot check");
    ran.fails(1);
    assert_ne!(ran.document()["snapshots"][0]["changes"], json!([]));
    for file in std::fs::read_dir(sandbox.path("events/snapshots")).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replacen("Rustem", "Ruslan", 1).replacen("held", "met", 1)).unwrap();
    }
    sandbox.file("events/snapshots/broken.snapshot", "nonsense");
    let ran = ask(&sandbox, "snapshot check");
    assert_ne!(ran.code, 0);
    ran.document();
    ask(&sandbox, "snapshot check nosuch").document();
}

#[test]
fn a_log_of_the_first_days_is_answered_as_contracted() {
    let sandbox = first_days();
    let days = (0..=7).map(|day| format!("first+{day}d")).collect::<Vec<_>>();
    let each = |words: &'static str| days.iter().map(move |day| format!("{words} {day}"));
    let questions = each("state").chain(each("known")).chain(each("hindsight")).chain(each("diff first"));
    let others = ["log", "show offer", "show talks", "show kure", "show thousand-each", "replay"];
    ask_all(&sandbox, &questions.chain(others.map(str::to_owned)).collect::<Vec<_>>());
}

#[test]
fn what_mends_the_record_is_told_as_contracted() {
    let sandbox = Sandbox::with_unguarded_record();
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    let draft = |key: &str| {
        let line = log.lines().find(|line| line.contains(&format!(r#""key":"{key}""#))).unwrap();
        let mut fields: Value = serde_json::from_str(line).unwrap();
        let of_the_log = ["seq", "recorded", "commit", "hash", "id"];
        fields.as_object_mut().unwrap().retain(|field, _| !of_the_log.contains(&field.as_str()));
        fields
    };
    let mut venue = draft("r2-held");
    venue["what"]["meeting"]["held"]["venue"] = json!("dolmabahce");
    sandbox.file("venue.json", &venue.to_string());
    let mut person = draft("umerov");
    person["what"]["registered"]["person"]["names"][0]["name"] = json!("R. Umerov");
    sandbox.file("person.json", &person.to_string());
    // What is written otherwise under a key that is taken is refused.
    assert_eq!(ask(&sandbox, "append venue.json").document()["exit_code"], 4);
    for question in [
        "correct r2-held venue.json --because record --reason Misread --dry-run",
        "correct r2-held venue.json --because world --learned 2025-07-01 --attributed-to fidan --reason Later",
        "correct umerov person.json --because record --reason Misread",
        "retract exchange-24-may --because record --reason Twice",
        "retract exchange-23-may --because world --learned 2025-07-02 --attributed-to fidan --reason Denied",
    ] {
        ask(&sandbox, question).json();
    }
    let questions = [
        "show fix-r2-held",
        "show r2-held",
        "show fix-umerov",
        "show retract-exchange-24-may",
        "show exchange-23-may",
        "diff 2025-05-22 2025-05-26",
        "diff 2025-06-30 --known 2025-06-30..2025-07-02",
        "hindsight round:2",
        "log --order recorded",
        "log --order known --known 2025-06-30",
        "state last --recorded 300",
        "replay",
    ];
    ask_all(&sandbox, &questions.map(str::to_owned));
}

#[test]
fn an_append_to_an_empty_log_is_told_as_contracted_and_twice_is_once() {
    let sandbox = Sandbox::with_log(&repository().join("fixtures/logs/empty.jsonl"));
    let replay = ask(&sandbox, "replay").json();
    assert_eq!((&replay["head"], &replay["log_root"]), (&json!(0), &Value::Null));
    sandbox.file("source.json", r#"{"key":"kure","what":{"registered":{"source":{"title":"A title"}}}}"#);
    let tried = ask(&sandbox, "append source.json --dry-run").json();
    assert_eq!((&tried["process"], &tried["counted"]), (&Value::Null, &Value::Null));
    ask(&sandbox, "append source.json").json();
    let again = ask(&sandbox, "append source.json").json();
    assert_eq!(again["unchanged"][0]["key"], "kure");
}

#[test]
fn errors_of_every_exit_code_are_told_as_contracted() {
    let sandbox = Sandbox::with_record();
    sandbox.file("bad.jsonl", "nonsense\n{\"key\":\"x\",\"what\":{}}\n");
    sandbox.file(
        "unknown.json",
        r#"{"process":"istanbul-2025","key":"new","occurred":"2025-05-20","known":"2025-05-10","attributed_to":["nobody"],"sources":[{"source":"kure-2025","lines":"1"}],"summary":"x","what":{"claim":{"says":"x"}}}"#,
    );
    sandbox.file(
        "other.json",
        r#"{"key":"umerov","what":{"registered":{"person":{"names":[{"name":"Another"}]}}}}"#,
    );
    let damaged = std::fs::read_to_string(sandbox.log()).unwrap().replacen("\"low\":307", "\"low\":306", 1);
    sandbox.file("damaged.jsonl", &damaged);
    for (code, question) in [
        (1, "show nothing"),
        (1, "append bad.jsonl"),
        (1, "append unknown.json"),
        (2, "state 2025-02-30"),
        (2, "state round:9"),
        (2, "log --kind nothing"),
        (2, "state --nosuch"),
        (2, "nosuch"),
        (2, "schema nosuch"),
        (2, "--log log.txt state"),
        (3, "--log missing.jsonl state"),
        (3, "--log damaged.jsonl state --strict"),
        (3, "append missing.json"),
        (4, "append other.json"),
        (4, "append other.json --expect 3"),
    ] {
        let ran = ask(&sandbox, question);
        ran.fails(code);
        let error = ran.document();
        assert_eq!(
            (&error["schema"], &error["exit_code"]),
            (&json!("asof.error/2"), &json!(code)),
            "{question}"
        );
    }
    let strict = ask(&sandbox, "--log damaged.jsonl state --strict").document();
    assert!(strict["problems"][0]["line"].is_u64(), "{strict}");
}
