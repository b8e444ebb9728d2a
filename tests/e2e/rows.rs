//! Rows for tables and data frames: csv and jsonl.

use std::collections::HashMap;

use serde_json::Value;

use crate::support::{Sandbox, row};

/// The parts of a state.
const PARTS: [&str; 19] = [
    "status",
    "rounds",
    "meetings",
    "attendance",
    "delegations",
    "offices",
    "positions",
    "proposals",
    "agreements",
    "commitments",
    "exchanges",
    "ceasefires",
    "statements",
    "claims",
    "discrepancies",
    "people",
    "bodies",
    "places",
    "anomalies",
];

/// A table as read by a program: the columns, and each row by them.
struct Table {
    columns: Vec<String>,
    rows: Vec<HashMap<String, String>>,
}

#[track_caller]
fn table(sandbox: &Sandbox, args: &[&str]) -> Table {
    let ran = sandbox.run(&[args, &["--format", "csv"]].concat());
    let mut reader = csv::Reader::from_reader(ran.text().as_bytes());
    let columns = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.deserialize().map(Result::unwrap).collect();
    Table { columns, rows }
}

/// Returns the rows of a list in a document; one row alone, or none, is a list too.
fn listed<'a>(document: &'a Value, list: &str) -> Vec<&'a Value> {
    match &document[list] {
        Value::Array(rows) => rows.iter().collect(),
        Value::Null => Vec::new(),
        row => vec![row],
    }
}

/// Returns a field of a JSON row as the table has it, with the columns that it takes.
fn cells(name: &str, value: &Value, columns: &[String]) -> Vec<(String, String)> {
    let parts = ["low", "high", "best", "bound", "unit", "per", "every"].map(|part| format!("{name}_{part}"));
    let plain = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        Value::Object(fields) => parts.into_iter().zip(fields.values().map(plain)).collect(),
        Value::Null if columns.contains(&parts[3]) => parts.map(|part| (part, String::new())).to_vec(),
        Value::Array(items) if items.iter().all(|item| !item.is_object()) => {
            vec![(name.to_owned(), items.iter().map(plain).collect::<Vec<_>>().join("; "))]
        }
        other => vec![(name.to_owned(), plain(other))],
    }
}

#[test]
fn a_part_of_a_state_is_a_table_that_says_what_the_json_says() {
    let sandbox = Sandbox::with_record();
    for part in PARTS {
        let args = ["state", "last", "--only", part];
        let document = sandbox.json(&args);
        let table = table(&sandbox, &args);
        let rows = listed(&document, part);
        assert_eq!(table.rows.len(), rows.len(), "{part}");
        for (found, row) in table.rows.iter().zip(rows) {
            let fields = row.as_object().unwrap().iter();
            let expected: Vec<(String, String)> =
                fields.flat_map(|(name, value)| cells(name, value, &table.columns)).collect();
            let names: Vec<&String> = expected.iter().map(|(name, _)| name).collect();
            assert_eq!(names, table.columns.iter().collect::<Vec<_>>(), "{part}: every field, in its order");
            for (name, cell) in &expected {
                assert_eq!(&found[name], cell, "{part}: {name}");
            }
        }
    }
}

#[test]
fn a_table_without_rows_has_the_same_columns() {
    let sandbox = Sandbox::with_record();
    for part in PARTS.into_iter().filter(|part| *part != "anomalies") {
        let full = table(&sandbox, &["state", "last", "--only", part]);
        // Before the log accepted anything, not even the registry holds a row.
        let empty = table(&sandbox, &["state", "2020-01-01", "--recorded", "0", "--only", part]);
        assert!(!full.rows.is_empty() && empty.rows.is_empty(), "{part}");
        assert_eq!(full.columns, empty.columns, "{part}");
    }
    assert!(table(&sandbox, &["state", "--only", "anomalies"]).columns.contains(&"message".to_owned()));
}

#[test]
fn the_columns_do_not_depend_on_what_is_known() {
    let sandbox = Sandbox::with_record();
    let at = |when: &str| table(&sandbox, &["known", when, "--only", "commitments"]).columns;
    assert_eq!(at("2025-05-16"), at("last"), "delivered is a quantity also where none is known");
}

#[test]
fn a_command_of_one_part_gives_the_rows_of_that_part() {
    let sandbox = Sandbox::with_record();
    for (command, part) in [("commitments", "commitments"), ("positions", "positions"), ("rounds", "rounds")]
    {
        for format in ["csv", "jsonl"] {
            let one = sandbox.run(&[command, "2025-06-02", "--format", format]);
            let other = sandbox.run(&["state", "2025-06-02", "--only", part, "--format", format]);
            assert_eq!(one.text(), other.text(), "{command} as {format}");
        }
    }
}

#[test]
fn rows_as_json_are_those_of_the_document_one_a_line() {
    let sandbox = Sandbox::with_record();
    let args = ["known", "2025-05-24", "--only", "positions"];
    let document = sandbox.json(&args);
    let ran = sandbox.run(&[&args[..], &["--format", "jsonl"]].concat());
    let rows: Vec<Value> = ran.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(&Value::Array(rows), &document["positions"]);
    assert_eq!(sandbox.run(&["state", "2020-01-01", "--only", "positions", "--format", "jsonl"]).text(), "");
}

#[test]
fn events_are_a_table_of_their_envelope() {
    let sandbox = Sandbox::with_record();
    let table = table(&sandbox, &["log", "2025-05-16..2025-05-25"]);
    let document = sandbox.json(&["log", "2025-05-16..2025-05-25"]);
    assert_eq!(table.rows.len(), document["events"].as_array().unwrap().len());
    assert_eq!(
        table.columns.join(","),
        "seq,key,process,kind,phase,occurred,occurred_from,occurred_until,occurred_inferred,known,known_from,\
         known_until,known_inferred,recorded,attributed_to,via,at,issues,summary,sources,standing,what,external_ids"
    );
    let event = row(&document, "events", "key", "r1-held");
    let found = table.rows.iter().find(|row| row["key"] == "r1-held").unwrap();
    assert_eq!((&*found["kind"], &*found["phase"], &*found["standing"]), ("meeting", "held", "in-force"));
    assert_eq!(found["seq"], event["seq"].to_string());
    assert_eq!(found["occurred_until"], event["occurred_until"].as_str().unwrap());
    assert_eq!(serde_json::from_str::<Value>(&found["what"]).unwrap(), event["what"]);
    let (source, lines) = (&event["sources"][0]["source"], &event["sources"][0]["lines"]);
    let cited = format!("{}:{}", source.as_str().unwrap(), lines.as_str().unwrap());
    assert!(found["sources"].starts_with(&cited), "{}", found["sources"]);
    let claim = table.rows.iter().find(|row| row["kind"] == "claim").unwrap();
    assert_eq!(claim["phase"], "");
}

#[test]
fn events_as_json_lines_are_the_stored_lines() {
    let sandbox = Sandbox::with_record();
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    let ran = sandbox.run(&["log", "--format", "jsonl"]);
    assert!(ran.text().lines().count() > 200);
    for line in ran.text().lines() {
        assert!(log.lines().any(|stored| stored == line), "{line}");
    }
}

#[test]
fn names_and_histories_are_tables_too() {
    let sandbox = Sandbox::with_record();
    let all = table(&sandbox, &["names"]);
    assert!(all.rows.iter().any(|row| row["key"] == "putin" && row["name"] == "Vladimir Putin"));
    let none = table(&sandbox, &["names", "nobody-of-this-name"]);
    assert_eq!((none.columns, none.rows.len()), (all.columns.clone(), 0));
    let document = sandbox.json(&["names"]);
    let fields: Vec<&String> = listed(&document, "names")[0].as_object().unwrap().keys().collect();
    assert_eq!(fields, all.columns.iter().collect::<Vec<_>>());

    let slot = table(&sandbox, &["history", "commitments/r1-prisoners"]);
    let figure = table(&sandbox, &["history", "commitments/r1-prisoners/delivered"]);
    assert_eq!(slot.columns, figure.columns);
    let last = figure.rows.last().unwrap();
    assert_eq!((&*last["before_low"], &*last["after_low"], &*last["after"]), ("697", "1000", ""));
    let status = slot.rows.iter().rfind(|row| row["field"] == "status").unwrap();
    assert_eq!((&*status["before"], &*status["after"]), ("in-progress", "fulfilled"));
}

#[test]
fn a_field_that_looks_like_a_formula_is_data_and_kept() {
    let sandbox = Sandbox::with_record();
    let draft = r#"{"process":"istanbul-2025","key":"odd-claim","occurred":"2025-05-20","known":"2025-05-20","attributed_to":["peskov"],"sources":[{"source":"kure-2025","lines":"157"}],"summary":"=HYPERLINK, \"quoted\", and a comma.","what":{"claim":{"says":"-1, +2; @3"}}}"#;
    sandbox.file("odd.json", draft);
    sandbox.json(&["append", "odd.json"]);
    let events = table(&sandbox, &["log", "--grep", "HYPERLINK"]);
    assert_eq!(events.rows[0]["summary"], "=HYPERLINK, \"quoted\", and a comma.");
    let claims = table(&sandbox, &["state", "--only", "claims"]);
    let odd = claims.rows.iter().find(|row| row["key"] == "odd-claim").unwrap();
    assert_eq!(odd["says"], "-1, +2; @3");
}

#[test]
fn what_has_no_rows_refuses_before_any_work_and_says_what_has() {
    let sandbox = Sandbox::empty();
    for (args, instead) in [
        (&["diff", "round:1", "round:2"][..], "asof log FROM..TO"),
        (&["state"], "--only commitments"),
        (&["known", "2025-05-24", "--only", "commitments,positions"], "--only commitments"),
        (&["hindsight", "2025-05-24"], "asof log"),
        (&["open"], "asof commitments"),
        (&["replay"], "--format json"),
        (&["append", "no-such-file"], "--format json"),
    ] {
        for format in ["csv", "jsonl"] {
            // There is no log here: who looks for one first says so.
            let ran = sandbox.run(&[args, &["--format", format]].concat());
            let said = ran.stderr.clone();
            assert!(said.contains(format) && said.contains(instead), "{args:?} {format}: {said}");
            ran.fails(2);
        }
    }
}
