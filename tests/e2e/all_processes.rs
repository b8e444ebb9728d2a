//! `--all-processes`: every negotiation of a log, each at its own point.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::second_log;
use crate::support::{Sandbox, column, row};

/// Three processes in three zones. In two of them a promise is made at one instant, which is 18:30 on 24 May by the Hudson and
/// 01:30 on 25 May by the Bosporus. Of the third nothing is known.
const SHORES: [&str; 10] = [
    r#"{"key":"north","what":{"registered":{"body":{"names":[{"name":"North"}]}}}}"#,
    r#"{"key":"south","what":{"registered":{"body":{"names":[{"name":"South"}]}}}}"#,
    r#"{"key":"book","what":{"registered":{"source":{"title":"A book"}}}}"#,
    r#"{"key":"bosporus","what":{"registered":{"process":{"title":"Talks by the Bosporus","zone":"Europe/Istanbul","parties":["north","south"]}}}}"#,
    r#"{"key":"hudson","what":{"registered":{"process":{"title":"Talks by the Hudson","zone":"America/New_York","parties":["north","south"]}}}}"#,
    r#"{"key":"lakeside","what":{"registered":{"process":{"title":"Talks by the lake","zone":"Etc/UTC","parties":["north","south"]}}}}"#,
    r#"{"key":"salt","process":"bosporus","occurred":"2025-05-25T01:30+03:00","known":"2025-05-25T01:30+03:00","attributed_to":["north"],"sources":[{"source":"book","lines":"1"}],"summary":"North said that it would send ten loads of salt.","what":{"commitment":{"made":{"owed_by":["north"],"owed_to":["south"],"what":"Ten loads of salt","category":"salt","quantity":{"low":10,"high":10,"bound":"exact","unit":"load","per":"total"}}}}}"#,
    r#"{"key":"timber","process":"hudson","occurred":"2025-05-24T18:30-04:00","known":"2025-05-24T18:30-04:00","attributed_to":["south"],"sources":[{"source":"book","lines":"2"}],"summary":"South said that it would send four rafts of timber.","what":{"commitment":{"made":{"owed_by":["south"],"owed_to":["north"],"what":"Four rafts of timber","category":"timber","quantity":{"low":4,"high":4,"bound":"exact","unit":"raft","per":"total"}}}}}"#,
    r#"{"key":"met","process":"hudson","occurred":"2025-05-26","known":"2025-05-28","attributed_to":["source"],"sources":[{"source":"book","lines":"3"}],"summary":"Both met for the first time.","what":{"meeting":{"held":{"meeting":"met","title":"First meeting","round":1,"parties":["north","south"]}}}}"#,
    r#"{"key":"salt-sent","process":"bosporus","occurred":"2025-05-27","known":"2025-05-27","attributed_to":["south"],"delivers":[{"commitment":"salt"}],"sources":[{"source":"book","lines":"4"}],"summary":"South counted ten loads of salt.","what":{"exchange":{"carried-out":{"transfers":[{"category":"salt","from":"north","to":"south","quantity":{"low":10,"high":10,"bound":"exact","unit":"load","per":"total"}}]}}}}"#,
];

pub(crate) fn shores() -> Sandbox {
    let sandbox = Sandbox::empty();
    std::fs::create_dir(sandbox.path("events")).unwrap();
    sandbox.file("events/log.jsonl", "");
    sandbox.file("drafts.jsonl", &SHORES.map(|draft| format!("{draft}\n")).concat());
    sandbox.run(&["append", "drafts.jsonl"]).text();
    sandbox
}

pub(crate) fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

/// Asks a question of every process, as JSON.
#[track_caller]
pub(crate) fn ask_all(sandbox: &Sandbox, line: &str) -> Value {
    sandbox.json(&[&words(line)[..], &["--all-processes"]].concat())
}

/// Returns what a question of every process prints.
#[track_caller]
fn text_of_all(sandbox: &Sandbox, line: &str) -> String {
    sandbox.run(&[&words(line)[..], &["--all-processes"]].concat()).text().to_owned()
}

const RIVERS: [&str; 3] = ["river-2031", "harbour-2032", "river-2033"];

/// Returns the rows of a list that are of a process; those of the registry for `None`.
pub(crate) fn of_process(answer: &Value, list: &str, process: Option<&str>) -> Vec<Value> {
    let rows = answer[list].as_array().unwrap_or_else(|| panic!("no list `{list}`"));
    rows.iter().filter(|row| row["process"].as_str() == process).cloned().collect()
}

/// Returns the lists of a document that hold rows of processes or of the registry, with the rows of no one place.
fn lists(answer: &Value) -> Vec<String> {
    let fields = answer.as_object().unwrap().iter();
    let is_of_rows =
        |name: &str| !["overview", "chain", "processes", "parties", "only", "others"].contains(&name);
    let lists = fields.filter(|(name, value)| value.is_array() && is_of_rows(name));
    lists.map(|(name, _)| name.clone()).filter(|name| name != "continued_by").collect()
}

/// Asserts that an answer about all river and harbour talks has of each process what the answer about it alone has.
#[track_caller]
fn assert_has_all(sandbox: &Sandbox, line: &str) {
    let all = ask_all(sandbox, line);
    let mut of_each = 0;
    for process in RIVERS {
        let one = sandbox.json(&[&words(line)[..], &["--process", process]].concat());
        for list in lists(&one) {
            let alone = of_process(&one, &list, Some(process));
            of_each += alone.len();
            assert_eq!(of_process(&all, &list, Some(process)), alone, "{line}: {list} of {process}");
        }
        let read = row(&all, "processes", "process", process);
        let at = if read["as_of"].is_null() { &read["to"] } else { &read["as_of"] };
        assert_eq!(*at, one["as_of"], "{line}: point of {process}");
        let counted = if read["counted"].is_null() { &read["counted_to"] } else { &read["counted"] };
        assert_eq!(*counted, one["counted"], "{line}: count of {process}");
        if all.get("status").is_some() {
            assert_eq!(read["status"], one["status"], "{line}: status of {process}");
            assert_eq!(read["parties"], one["parties"], "{line}");
        }
    }
    let in_all: usize = lists(&all).iter().map(|list| of_process_rows(&all, list)).sum();
    assert_eq!(in_all, of_each, "{line}: a row of no process that was asked");
}

/// Returns how many rows of a list are of some process.
fn of_process_rows(answer: &Value, list: &str) -> usize {
    answer[list].as_array().unwrap().iter().filter(|row| row["process"].is_string()).count()
}

#[test]
fn every_row_is_the_one_of_its_process() {
    let sandbox = second_log::sandbox();
    for line in [
        "state 2031-05-06",
        "state 2032-02-14",
        "state 2033-03-26",
        "state 2033-05-01 --party ostmere",
        "state 2033-05-01 --issue crews",
        "state 2033-05-01 --no-inferred",
        "state 2033-05-01 --known 2031-06-05",
        "state 2033-05-01 --recorded 100",
        "known 2031-04-15",
        "known 2033-03-27",
        "open 2031-06-20",
        "open 2033-05-01 --party reedfolk",
        "commitments 2031-08-12",
        "state today",
        "state 2033-05-01T10:00+02:00-3d",
    ] {
        assert_has_all(&sandbox, line);
    }
}

#[test]
fn every_change_is_the_one_of_its_process() {
    let sandbox = second_log::sandbox();
    for line in [
        "diff 2031-01-01 2033-05-01",
        "diff 2031-05-06 2032-02-14 --party ostmere",
        "diff 2033-05-01 2031-05-01 --only commitments,agreements",
        "diff 2033-05-01 --known 2031-05-01..2031-06-05",
        "diff 2031-04-01 2031-06-01 --known 2031-05-20",
    ] {
        assert_has_all(&sandbox, line);
    }
}

#[test]
fn every_event_is_listed_as_of_its_process() {
    let sandbox = second_log::sandbox();
    for line in [
        "log",
        "log 2032",
        "log 2031-05",
        "log 2031-05-06..2033-03-26 --order known",
        "log ..2032-02-14 --kind commitment",
        "log 2032-02-14.. --party ostmere",
        "log --known 2032-02-14",
        "log --order recorded --recorded 100",
    ] {
        assert_has_all(&sandbox, line);
    }
    let all = ask_all(&sandbox, "log");
    let dates: Vec<&Value> =
        all["events"].as_array().unwrap().iter().map(|event| &event["process"]).collect();
    let changes = dates.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!(changes > 2, "the events of all stand in one order, not process by process");
}

#[test]
fn the_registry_is_told_once_as_of_the_latest_point() {
    let sandbox = second_log::sandbox();
    // The correction of a name was recorded at 09:00 UTC on that day: after twelve hours before its end in Kolkata, and before
    // that in Lisbon and Bogotá.
    let recorded = ["state", "2033-05-01", "--recorded", "2034-01-20-12h"];
    let all = sandbox.json(&[&recorded[..], &["--all-processes"]].concat());
    let of = |process| sandbox.json(&[&recorded[..], &["--process", process]].concat());
    let (earliest, latest) = (of("harbour-2032"), of("river-2031"));
    assert_ne!(earliest["people"], latest["people"]);
    for list in ["people", "bodies", "places"] {
        let rows = |answer: &Value| answer[list].as_array().unwrap().clone();
        let keys = |answer: &Value| {
            column(answer, list, "key").into_iter().map(str::to_owned).collect::<BTreeSet<_>>()
        };
        // What any of them names is told, as of the latest point.
        let named = ["river-2031", "river-2033", "harbour-2032"].map(|process| keys(&of(process)));
        assert_eq!(keys(&all), named.into_iter().flatten().collect(), "{list}");
        assert_eq!(rows(&all).len(), keys(&all).len(), "{list}");
        assert!(
            !rows(&latest).is_empty() && rows(&latest).iter().all(|row| rows(&all).contains(row)),
            "{list}"
        );
    }
    assert_eq!(all["as_of"]["recorded"], latest["as_of"]["recorded"]);
    assert_has_all(&sandbox, "state 2033-05-01 --recorded 2034-01-20-12h");
    assert_has_all(&sandbox, "log --recorded 2034-01-20-12h");
    // A process of which nothing is shown has no part in it.
    let text = text_of_all(&sandbox, "state 2033-05-01 --only people");
    assert!(text.contains("Ilsabet Corvane") && !text.contains("negotiation:"), "{text}");
}

#[test]
fn a_side_is_looked_up_at_the_point_of_each_process() {
    let sandbox = shores();
    let draft = |draft: Value| format!("{draft}\n");
    let told = |key: &str, process: &str, at: &str, by: &str, what: Value| {
        let sources = json!([{ "source": "book", "lines": "5" }]);
        draft(json!({
            "key": key, "process": process, "occurred": at, "known": at, "attributed_to": [by], "sources": sources,
            "summary": "Ida.", "what": what,
        }))
    };
    let speaks =
        json!({ "announcement": { "speaker": "ida", "act": "assessment", "gist": "called the day long" } });
    let joins = |of: &str| json!({ "membership": { "joined": { "member": "ida", "of": of } } });
    let ida =
        json!({ "key": "ida", "what": { "registered": { "person": { "names": [{ "name": "Ida" }] } } } });
    // She joins South, as the public learns at 18:30 by the Hudson; that is the next day by the Bosporus.
    let joined = |key: &str, process: &str| {
        let line = told(key, process, "2025-05-20", "south", joins("south"));
        line.replace(r#""known":"2025-05-20""#, r#""known":"2025-05-24T18:30-04:00""#)
    };
    let drafts = [
        draft(ida),
        joined("ida-joins", "bosporus"),
        joined("ida-joins", "hudson"),
        told("ida-said", "bosporus", "2025-05-24T10:00+03:00", "ida", speaks.clone()),
        told("ida-said", "hudson", "2025-05-24T10:00-04:00", "ida", speaks),
    ];
    sandbox.file("ida.jsonl", &drafts.concat());
    sandbox.run(&["append", "ida.jsonl"]).text();
    let said = |day: &str| -> Vec<String> {
        let answer = ask_all(&sandbox, &format!("known {day} --party south --only statements"));
        column(&answer, "statements", "process").into_iter().map(str::to_owned).collect()
    };
    assert_eq!(said("2025-05-24"), ["hudson"]);
    assert_eq!(said("2025-05-25"), ["bosporus", "hudson"]);
}

#[test]
fn other_options_that_choose_a_process_are_refused_and_the_environment_is_not() {
    let sandbox = shores();
    for line in [
        "--process hudson state --all-processes",
        "state --all-processes --process hudson",
        "--all-processes state --chain",
        "state --all-processes --as-of hudson@2025-05-25T00:00-04:00,all,10",
    ] {
        let ran = sandbox.run(&words(line));
        assert!(ran.fails(2).contains("--all-processes reads every negotiation"), "{}", ran.stderr);
    }
    for process in ["hudson", "no-such-process"] {
        let mut command = sandbox.command();
        command.env("ASOF_PROCESS", process);
        let args = ["state", "2025-05-25", "--all-processes", "--format", "json"];
        let ran: crate::support::Ran = command.args(args).output().unwrap().into();
        assert_eq!(column(&ran.json(), "commitments", "key"), ["salt", "timber"]);
    }
}

#[test]
fn every_other_command_refuses_it_and_names_those_that_take_it() {
    let sandbox = shores();
    for line in [
        "hindsight 2025-05-25",
        "about salt",
        "due",
        "disputes",
        "show salt",
        "why commitments/salt",
        "history commitments/salt",
        "compare met",
        "names",
        "check",
        "replay",
        "receipt",
        "snapshot check",
        "follow --no-wait",
        "schema state",
        "append drafts.jsonl",
        "copy events/log.jsonl copy.jsonl",
    ] {
        let ran = sandbox.run(&[&words(line)[..], &["--all-processes"]].concat());
        let said = ran.fails(2).split_whitespace().collect::<Vec<_>>().join(" ");
        let names = "state, known, open, rounds, delegations, positions, commitments, diff and log";
        assert!(said.contains(names), "asof {line}: {said}");
    }
    for line in
        ["rounds", "delegations", "positions", "commitments", "open", "log", "known 2025-05-25", "state"]
    {
        text_of_all(&sandbox, line);
    }
}

#[test]
fn rows_have_the_column_of_their_process() {
    let sandbox = shores();
    let table = text_of_all(&sandbox, "commitments 2025-05-28 --format csv");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let place = rows.headers().unwrap().iter().position(|name| name == "process").unwrap();
    let processes: Vec<String> = rows.records().map(|row| row.unwrap()[place].to_owned()).collect();
    assert_eq!(processes, ["bosporus", "hudson"]);
    let lines = text_of_all(&sandbox, "commitments 2025-05-28 --format jsonl");
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let whole = ask_all(&sandbox, "state 2025-05-28");
    assert_eq!(json!(lines), whole["commitments"]);
    let stored = text_of_all(&sandbox, "log 2025-05-24 --format jsonl");
    assert!(stored.contains(r#""key":"timber""#) && stored.lines().count() == 1, "{stored}");
    let md = text_of_all(&sandbox, "open 2025-05-25 --format md");
    assert!(md.contains("Talks by the Hudson") && md.contains("Talks by the Bosporus"), "{md}");
    let statuses = text_of_all(&second_log::sandbox(), "state 2033-05-01 --only status --format jsonl");
    assert_eq!(statuses.lines().count(), 3, "each process has its own: {statuses}");
}

#[test]
fn only_what_has_something_to_tell_has_a_section() {
    let sandbox = shores();
    let lines = [
        "open 2025-05-25",
        "open 2025-05-28",
        "known 2025-05-24",
        "known 2025-05-26 --only rounds,commitments",
        "state 2025-05-20 --only commitments,positions",
        "state 2025-05-25 --only bodies",
        "rounds 2025-05-28 --known 2025-05-27",
        "diff 2025-05-24 2025-05-26",
        "diff 2025-05-31 --known 2025-05-26..2025-05-28",
        "diff 2025-05-01 2025-05-02",
        "log 2025-05-24..2025-05-25",
        "log --oneline",
    ];
    let shown = lines.map(|line| format!("$ asof {line} --all-processes\n{}", text_of_all(&sandbox, line)));
    assert_snapshot!("all_processes", shown.join("\n"));
}

#[test]
fn a_log_of_one_process_is_all_of_it() {
    let sandbox = Sandbox::with_log(&crate::support::repository().join("fixtures/logs/first-days.jsonl"));
    let all = ask_all(&sandbox, "state 2025-05-16");
    let one = sandbox.json(&["state", "2025-05-16"]);
    for list in lists(&one) {
        assert_eq!(all[&list], one[&list], "{list}");
    }
    assert_eq!(all["as_of"]["sentence"], one["as_of"]["sentence"]);
    assert_eq!(all["counted"], one["counted"]);
    let empty = Sandbox::with_log(&crate::support::repository().join("fixtures/logs/empty.jsonl"));
    assert!(empty.run(&["state", "--all-processes"]).fails(2).contains("this log has no process"));
}
