//! Assertions: what a state says at two clocks, guarded against every later entry and every change of a rule.

use asof_core::Draft;
use asof_store::{EventLog, Expected, JsonlLog};
use serde_json::{Value, json};

use crate::support::{Sandbox, column, row};

/// Returns an assertion about the shipped record as a draft.
fn draft(key: &str, assertion: &Value) -> String {
    json!({ "process": "istanbul-2025", "key": key, "what": { "assertion": assertion } }).to_string()
}

/// Returns what an append of assertions to the shipped record finds wrong with each, by its code.
fn found(assertions: &[Value]) -> Vec<Option<String>> {
    let sandbox = Sandbox::with_record();
    let drafts = assertions.iter().enumerate().map(|(number, said)| draft(&format!("guard-{number}x"), said));
    sandbox.file("drafts.jsonl", &drafts.collect::<Vec<_>>().join("\n"));
    let ran = sandbox.run(&["append", "--dry-run", "drafts.jsonl", "--format", "json"]);
    let answer = ran.document();
    assert_eq!(ran.code == 0, answer["schema"] == "asof.append/2", "{}", ran.stderr);
    let mut found = vec![None; assertions.len()];
    for problem in answer["problems"].as_array().unwrap() {
        let line = problem["line"].as_u64().unwrap() as usize;
        found[line - 1] = Some(problem["code"].as_str().unwrap().to_owned());
    }
    found
}

/// Asserts of each assertion whether the shipped record is so; all of them are possible at least.
#[track_caller]
fn assert_hold(asserted: &[(Value, bool)]) {
    let assertions: Vec<Value> = asserted.iter().map(|(assertion, _)| assertion.clone()).collect();
    for (code, (assertion, holds)) in found(&assertions).iter().zip(asserted) {
        let expected = (!holds).then_some("failed-assertion");
        assert_eq!(code.as_deref(), expected, "{assertion}");
    }
}

/// Returns a sandbox with the record, to which a draft was appended that an append would refuse.
fn forced(drafts: &[String]) -> Sandbox {
    let sandbox = Sandbox::with_unguarded_record();
    let drafts: Vec<Draft> = drafts.iter().map(|draft| Draft::from_json(draft).unwrap()).collect();
    JsonlLog::open(sandbox.log()).unwrap().append(&drafts, Expected::Any).unwrap();
    sandbox
}

const PROMISE: &str = "commitments/r1-prisoners";

#[test]
fn an_assertion_is_about_a_day_and_about_what_was_known_by_another() {
    let delivered = |at: &str, known: Option<&str>, low: u64| {
        let mut assertion =
            json!({ "at": at, "path": format!("{PROMISE}/delivered"), "equals": { "low": low } });
        if let Some(known) = known {
            assertion["known"] = json!(known);
        }
        assertion
    };
    assert_hold(&[
        (delivered("2025-05-23", None, 390), true),
        (delivered("2025-05-23", None, 1000), false),
        (delivered("2025-05-25", None, 1000), true),
        // A day ends at midnight of the zone, and an instant with its minute.
        (delivered("2025-05-25T23:59+03:00", None, 1000), true),
        (delivered("2025-05-25T23:58+03:00", None, 1000), false),
        (delivered("2025-06-01", Some("2025-05-25"), 1000), true),
        (delivered("2025-06-01", Some("2025-05-22"), 1000), false),
    ]);
}

#[test]
fn of_an_object_the_named_fields_are_compared_and_of_a_list_every_item() {
    let row = |equals: Value| json!({ "at": "2025-05-25", "path": PROMISE, "equals": equals });
    let deliveries = |events: &[&str]| {
        let items: Vec<Value> = events.iter().map(|event| json!({ "event": event })).collect();
        json!({ "at": "2025-05-24", "path": PROMISE, "equals": { "deliveries": items } })
    };
    assert_hold(&[
        (row(json!({})), true),
        (row(json!({ "status": "fulfilled", "delivered": { "low": 1000, "high": 1000 } })), true),
        (row(json!({ "status": "fulfilled", "delivered": { "low": 1000, "high": 1001 } })), false),
        (row(json!({ "owed_by": ["russia", "ukraine"] })), true),
        (row(json!({ "owed_by": ["ukraine", "russia"] })), false),
        (row(json!({ "owed_by": ["russia"] })), false),
        (deliveries(&["exchange-23-may", "exchange-23-may", "exchange-24-may"]), true),
        (deliveries(&["exchange-23-may", "exchange-24-may", "exchange-23-may"]), false),
        (deliveries(&["exchange-23-may", "exchange-23-may"]), false),
    ]);
}

#[test]
fn null_asserts_that_nothing_is_stated() {
    let nothing = |at: &str, path: &str| json!({ "at": at, "path": path, "equals": null });
    assert_hold(&[
        (nothing("2025-05-25", &format!("{PROMISE}/due")), true),
        (nothing("2025-05-25", &format!("{PROMISE}/denied_by")), true),
        (nothing("2025-05-25", &format!("{PROMISE}/status")), false),
        (nothing("2025-05-15", PROMISE), true),
        (nothing("2025-05-16", PROMISE), false),
        (json!({ "at": "2025-05-25", "path": PROMISE, "equals": { "due": null } }), true),
        (json!({ "at": "2025-05-25", "path": PROMISE, "equals": { "status": null } }), false),
        // Of somebody of whom no state says anything, at a gathering that there is.
        (nothing("2025-05-25", "attendance/leaders-15-may/fidan"), true),
    ]);
}

/// Asserts that every one of these assertions is refused for the same reason.
#[track_caller]
fn assert_refused(assertions: &[Value], code: &str) {
    for (found, assertion) in found(assertions).iter().zip(assertions) {
        assert_eq!(found.as_deref(), Some(code), "{assertion}");
    }
}

#[test]
fn a_path_that_could_be_none_is_refused_whatever_is_asserted_of_it() {
    let paths = [
        "commitment/r1-prisoners",
        "r1-prisoners",
        "commitments/r1-prisoners/delivred",
        "commitments/r1-prisoners/delivered/low",
        "commitments/r1-prisoners/",
        "attendance/leaders-15-may/fidann",
        "attendance/fidan",
        "nonsense",
    ];
    let of = |path: &str, equals: Value| json!({ "at": "2025-05-25", "path": path, "equals": equals });
    let assertions: Vec<Value> = paths
        .iter()
        .flat_map(|path| [json!(null), json!({}), json!(1)].map(|equals| of(path, equals)))
        .collect();
    assert_refused(&assertions, "unknown-path");
}

#[test]
fn a_value_that_no_state_can_have_is_told_apart_from_one_that_it_has_not() {
    let impossible = [
        ("", json!(1)),
        ("", json!([])),
        ("", json!({ "stauts": "fulfilled" })),
        ("/status", json!("fulfiled")),
        ("/status", json!(true)),
        ("/delivered", json!(1000)),
        ("/delivered", json!({ "lowest": 1000 })),
        ("/delivered", json!({ "bound": "exactly" })),
        ("/owed_by", json!("russia")),
        ("/owed_by", json!([{ "party": "russia" }])),
        ("/deliveries", json!([{ "quantity": { "low": "390" } }])),
        // What is not stated there is judged by what such a field can hold.
        ("/due", json!(31)),
    ];
    let assertions = impossible.map(|(field, equals)| {
        json!({ "at": "2025-05-25", "path": format!("{PROMISE}{field}"), "equals": equals })
    });
    assert_refused(&assertions, "impossible-value");
}

#[test]
fn what_a_state_prints_can_be_asserted_as_it_is_printed() {
    let sandbox = Sandbox::with_record();
    let mut assertions = Vec::new();
    for command in ["state", "known"] {
        let state = sandbox.json(&[command, "2025-06-02"]);
        for collection in ["commitments", "proposals", "meetings", "claims", "statements", "discrepancies"] {
            for row in state[collection].as_array().unwrap() {
                let path = format!("{collection}/{}", row["key"].as_str().unwrap());
                let mut assertion = json!({ "at": "2025-06-02", "path": path, "equals": row });
                if command == "known" {
                    assertion["known"] = json!("2025-06-02");
                }
                assertions.push((assertion, true));
            }
        }
    }
    assert!(assertions.len() > 60, "{}", assertions.len());
    assert_hold(&assertions);
}

#[test]
fn an_assertion_changes_no_state_and_is_counted_by_none() {
    let sandbox = Sandbox::with_record();
    let questions = [&["state", "2025-05-25"][..], &["known", "2025-05-25"], &["hindsight", "2025-05-25"]];
    let asked = |questions: &[&[&str]]| -> Vec<Value> {
        let without_head = |mut answer: Value| {
            answer
                .as_object_mut()
                .unwrap()
                .retain(|field, _| field != "as_of" && field != "to" && field != "from");
            answer
        };
        questions.iter().map(|question| without_head(sandbox.json(question))).collect()
    };
    let (before, hash) = (asked(&questions), sandbox.json(&["replay"])["state_hash"].clone());
    let assertion = json!({ "at": "2025-05-25", "path": PROMISE, "equals": { "due": null } });
    sandbox.file("guard.jsonl", &draft("guard", &assertion));
    let appended = sandbox.json(&["append", "guard.jsonl"]);
    assert_eq!(appended["changes"], json!([]));
    assert_eq!(asked(&questions), before);
    assert_eq!(sandbox.json(&["replay"])["state_hash"], hash);
    // It stands in the log as any other entry, and says of itself whether it holds.
    let listed = sandbox.json(&["log", "--kind", "assertion"]);
    let guard = row(&listed, "events", "key", "guard");
    assert_eq!(guard["what"]["assertion"], assertion);
    let shown = sandbox.json(&["show", "guard"]);
    assert_eq!(shown["assertion"]["holds"], true);
    assert_eq!(shown["assertion"]["rests_on"][0], "r1-prisoners");
    assert_eq!(sandbox.json(&["check"])["problems"], json!([]));
    assert_eq!(sandbox.json(&["show", "r1-held"])["assertion"], Value::Null);
}

#[test]
fn an_append_that_breaks_an_assertion_is_refused_until_the_assertion_is_retracted() {
    let assertion =
        json!({ "at": "2025-05-25", "path": PROMISE, "equals": { "delivered": { "low": 1000 } } });
    let sandbox = forced(&[draft("guard", &assertion)]);
    let retract = |key: &str| {
        json!({ "process": "istanbul-2025", "key": format!("no-{key}"),
            "what": { "retraction": { "of": key, "because": "record", "reason": "A slip." } } })
        .to_string()
    };
    sandbox.file("slip.jsonl", &retract("exchange-24-may"));
    let ran = sandbox.run(&["append", "slip.jsonl"]);
    let said = ran.fails(1);
    assert!(said.contains("error[failed-assertion]: the assertion `guard` no longer holds"), "{said}");
    assert!(said.contains("slip.jsonl:1:34") && said.contains("retract `guard`"), "{said}");
    // Both in one append, in whatever order.
    sandbox.file("both.jsonl", &format!("{}\n{}", retract("exchange-24-may"), retract("guard")));
    sandbox.run(&["append", "--dry-run", "both.jsonl"]).text();
    sandbox.run(&["retract", "guard", "--because", "record", "--reason", "Wrong."]).text();
    sandbox.run(&["append", "slip.jsonl"]).text();
    assert_eq!(column(&sandbox.json(&["check", "assertions"]), "problems", "code"), Vec::<&str>::new());
}

#[test]
fn a_check_points_at_the_value_that_is_wrong_and_leaves_retracted_assertions_alone() {
    let wrong = |key: &str| {
        draft(key, &json!({ "at": "2025-05-25", "path": PROMISE, "equals": { "status": "open" } }))
    };
    let sandbox = forced(&[wrong("guard"), wrong("withdrawn")]);
    // What fails already stands in the way of no other append.
    sandbox.run(&["retract", "withdrawn", "--because", "record", "--reason", "Wrong."]).text();
    let ran = sandbox.run(&["check", "assertions", "--format", "json"]);
    assert_eq!(ran.code, 1);
    let checked = ran.document();
    let [problem] = checked["problems"].as_array().unwrap().as_slice() else { panic!("{checked:#}") };
    assert_eq!((&problem["code"], &problem["event"]), (&json!("failed-assertion"), &json!("guard")));
    assert_eq!(problem["field"], "equals");
    let line = std::fs::read_to_string(sandbox.log()).unwrap();
    let line: Vec<char> =
        line.lines().nth(problem["line"].as_u64().unwrap() as usize - 1).unwrap().chars().collect();
    let column = |field: &str| problem[field].as_u64().unwrap() as usize - 1;
    let underlined: String = line[column("column")..column("end_column")].iter().collect();
    assert_eq!(underlined, r#"{"status":"open"}"#);
    let shown = sandbox.json(&["show", "guard"])["assertion"].clone();
    assert_eq!((&shown["holds"], &shown["code"]), (&json!(false), &json!("failed-assertion")));
    assert_eq!(shown["message"], problem["message"]);
    assert!(sandbox.run(&["show", "guard"]).text().contains("no: at the end of 2025-05-25"));
}

#[test]
fn what_is_asserted_of_a_quantity_is_said_in_words() {
    let shown = Sandbox::with_record().run(&["show", "assert-prisoners-25-may"]);
    let told = shown.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("delivered: 1,000 persons (not stated whether per side or in total);"), "{told}");
}
