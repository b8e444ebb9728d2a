//! What a date means with `--all-processes`: a day ends in the zone of each negotiation.

use serde_json::{Value, json};

use crate::all_processes::{ask_all, of_process, shores, words};
use crate::support::{Sandbox, column};

/// Returns the keys of the promises on a day.
fn promises(sandbox: &Sandbox, line: &str) -> Vec<String> {
    column(&ask_all(sandbox, line), "commitments", "key").into_iter().map(str::to_owned).collect()
}

#[test]
fn a_day_ends_in_the_zone_of_each_process() {
    let sandbox = shores();
    // It is still 24 May by the Hudson when the salt is promised by the Bosporus, where it is 25 May.
    assert_eq!(promises(&sandbox, "state 2025-05-24"), ["timber"]);
    assert_eq!(promises(&sandbox, "known 2025-05-24"), ["timber"]);
    assert_eq!(promises(&sandbox, "state 2025-05-25"), ["salt", "timber"]);
    assert_eq!(promises(&sandbox, "state 2025-05-25-1d"), ["timber"]);
    // An instant is one everywhere.
    assert_eq!(promises(&sandbox, "state 2025-05-25T01:29+03:00"), Vec::<String>::new());
    assert_eq!(promises(&sandbox, "state 2025-05-24T18:30-04:00"), ["salt", "timber"]);
    let answer = ask_all(&sandbox, "state 2025-05-24");
    let as_of = &answer["as_of"];
    assert_eq!(
        as_of["sentence"],
        "As of Sat 24 May 2025, end of day (in the zone of each negotiation), with everything this log knows today"
    );
    assert_eq!(
        as_of["occurred"],
        json!({
            "text": "the end of Saturday 24 May 2025, in the zone of each negotiation",
            "until": "2025-05-25T00:00:00-04:00",
        })
    );
    assert_eq!(
        (&as_of["token"], &answer["process"], &answer["process_name"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!((&answer["chosen"], &answer["others"]), (&json!("all"), &json!([])));
    let ends: Vec<&str> = answer["processes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["as_of"]["occurred"]["until"].as_str().unwrap())
        .collect();
    assert_eq!(ends, ["2025-05-25T00:00:00+03:00", "2025-05-25T00:00:00-04:00", "2025-05-25T00:00:00+00:00"]);
    // The token of each asks for the same again.
    for of in answer["processes"].as_array().unwrap() {
        let again = sandbox.json(&["state", "--as-of", of["as_of"]["token"].as_str().unwrap()]);
        assert_eq!(again["commitments"], json!(of_process(&answer, "commitments", of["process"].as_str())));
        assert_eq!(again["counted"], of["counted"]);
    }
}

#[test]
fn ranges_and_differences_end_in_the_zone_of_each_process() {
    let sandbox = shores();
    let listed = |range: &str| -> Vec<String> {
        let answer = ask_all(&sandbox, &format!("log {range}"));
        column(&answer, "events", "key").into_iter().map(str::to_owned).collect()
    };
    assert_eq!(listed("2025-05-24"), ["timber"]);
    assert_eq!(listed("2025-05-25"), ["salt"]);
    assert_eq!(listed("2025-05-25..2025-05-26"), ["salt", "met"]);
    assert_eq!(listed("2025-05"), ["salt", "timber", "met", "salt-sent"]);
    let changed = |line: &str| -> Vec<(Value, Value)> {
        let answer = ask_all(&sandbox, line);
        let rows = answer["changes"].as_array().unwrap().iter();
        rows.map(|row| (row["process"].clone(), row["path"].clone())).collect()
    };
    assert_eq!(changed("diff 2025-05-23 2025-05-24"), [(json!("hudson"), json!("commitments/timber"))]);
    assert_eq!(changed("diff 2025-05-24 2025-05-25"), [(json!("bosporus"), json!("commitments/salt"))]);
    let learned = changed("diff 2025-05-31 --known 2025-05-24..2025-05-25");
    assert_eq!(learned, [(json!("bosporus"), json!("commitments/salt"))]);
}

#[test]
fn today_is_the_day_of_each_process() {
    let sandbox = shores();
    // It is 23:00 on 24 May by the Hudson, and the morning of 25 May elsewhere.
    let ran =
        sandbox.run(&["commitments", "--all-processes", "--now", "2025-05-25T03:00Z", "--format", "json"]);
    let answer = ran.json();
    assert_eq!(column(&answer, "commitments", "key"), ["salt", "timber"]);
    assert_eq!(
        answer["as_of"]["occurred"]["text"],
        "the end of Sunday 25 May 2025 or the end of Saturday 24 May 2025, in the zone of each negotiation"
    );
    assert_eq!(answer["as_of"]["occurred"]["until"], "2025-05-26T00:00:00+00:00");
}

#[test]
fn what_depends_on_the_process_is_no_date() {
    let sandbox = shores();
    let depends = |line: &str| {
        let ran = sandbox.run(&[&words(line)[..], &["--all-processes"]].concat());
        let said = ran.fails(2).split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["depends on the negotiation", "write a date such as 2025-06-02", "--process"] {
            assert!(said.contains(part), "asof {line}: {said}");
        }
        assert_eq!(ran.stdout, "", "asof {line}");
    };
    for line in [
        "state round:1",
        "state round:1@start",
        "state round:1-1d",
        "state hudson/round:1",
        "state round",
        "state phase:1",
        "state deal/phase:1@end",
        "state first",
        "state last",
        "state last-1d",
        "state met",
        "state hudson/met",
        "state north",
        "known round:1",
        "open last",
        "commitments salt",
        "state 2025-05-25 --known round:1",
        "state 2025-05-25 --recorded met",
        "log round:1",
        "log round:1..2025-05-28",
        "log 2025-05-24..last",
        "diff round:1 2025-05-28",
        "diff 2025-05-24 last",
        "diff 2025-05-28 --known 2025-05-24..met",
    ] {
        depends(line);
    }
    let unknown = |when: &str| sandbox.run(&["state", when, "--all-processes"]).fails(2).to_owned();
    let said = unknown("nonsense");
    assert!(said.contains("not a date; with --all-processes write a day such as"), "{said}");
    assert!(!said.contains("round"), "{said}");
    assert!(unknown("tody").contains("did you mean today?"));
    assert!(unknown("2025-05").contains("a month; did you mean 2025-05-31?"));
    assert!(unknown("2025-02-30").contains("February 2025 has 28 days"));
    assert!(unknown("today-1day").contains("did you mean today-1d?"));
    let known = sandbox.run(&["known", "--all-processes"]);
    assert!(known.fails(2).contains("which moment?"), "{}", known.stderr);
    let diff = sandbox.run(&["diff", "2025-05-24", "--all-processes"]);
    assert!(diff.fails(2).contains("a diff needs two dates"), "{}", diff.stderr);
}
