//! `disputes`: where accounts differ, as far as that was known at the point asked.

use serde_json::{Value, json};

use crate::cases::{ask, with_drafts};
use crate::support::{Sandbox, repository};

/// Three sources: one that was out in March, one that went on being written, one of which nobody knows.
const SOURCES: &str = r#"{"key":"paper","sources":[{"source":"paper","page":"1"}],"what":{"registered":{"source":{"title":"Paper","issued":"2025-03-10"}}}}
{"key":"pages","sources":[{"source":"pages","page":"1"}],"what":{"registered":{"source":{"title":"Pages","issued":"2025-02-01/.."}}}}
"#;

/// Returns a log with two events and the discrepancies between them.
fn disputed(discrepancies: &[Value]) -> Sandbox {
    let event = |key: &str, day: &str, who: &str, number: u32| {
        json!({
            "process": "talks", "key": key, "occurred": day, "known": day, "attributed_to": [who],
            "sources": [{ "source": "src", "lines": "1" }], "summary": "They count.",
            "what": { "claim": { "says": "they counted", "quantity": { "low": number, "high": number, "bound": "exact", "unit": "persons", "per": "unstated" } } },
        })
    };
    let drafts = [event("one", "2025-02-01", "a", 9), event("two", "2025-02-05", "b", 11)];
    let lines = drafts.iter().chain(discrepancies).map(|draft| format!("{draft}\n"));
    with_drafts(&format!("{SOURCES}{}", lines.collect::<String>()))
}

fn discrepancy(key: &str, source: &str, between: &Value) -> Value {
    json!({
        "process": "talks", "key": key, "sources": [{ "source": source, "lines": "7-9" }],
        "summary": "How many were there?",
        "what": { "discrepancy": { "about": ["one"], "between": between, "followed": "nine" } },
    })
}

/// Returns the keys of the disputes of an answer.
fn keys(answer: &Value) -> Vec<&str> {
    let disputes = answer["disputes"].as_array().unwrap().iter();
    disputes.map(|dispute| dispute["discrepancy"].as_str().unwrap()).collect()
}

#[test]
fn each_account_stands_with_its_claimant_event_number_and_lines() {
    let between = json!([
        { "event": "one", "says": "nine" },
        { "event": "two", "lines": "7", "says": "eleven" },
        { "lines": "8", "says": "about ten" },
    ]);
    let sandbox = disputed(&[discrepancy("count", "paper", &between)]);
    let answer = ask(&sandbox, "disputes 2025-03-10");
    let dispute = &answer["disputes"][0];
    assert_eq!(
        dispute["readings"][0],
        json!({
            "process": "talks", "event": "one", "attributed_to": ["a"], "says": "nine",
            "quantity": dispute["readings"][0]["quantity"], "source": "paper", "source_name": "Paper", "lines": null,
        })
    );
    assert_eq!(dispute["readings"][1]["quantity"]["low"], 11);
    let beside = &dispute["readings"][2];
    assert_eq!(
        (&beside["event"], &beside["attributed_to"], &beside["lines"]),
        (&Value::Null, &json!([]), &json!("8"))
    );
    assert_eq!((&dispute["followed"], &dispute["left_out"]), (&json!("nine"), &json!(0)));
    let ran = sandbox.run(&["disputes", "2025-03-10"]);
    let text = ran.text();
    for line in [
        "  How many were there? [count]",
        "    Ay: nine [one]",
        "    Bee: eleven [two, line 7]",
        "    \u{201c}Paper\u{201d}: about ten [line 8]",
        "    followed       nine",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
}

#[test]
fn a_dispute_stands_once_all_its_events_do() {
    let between = json!([{ "event": "one", "says": "nine" }, { "event": "two", "says": "eleven" }]);
    let sandbox = disputed(&[discrepancy("count", "src", &between)]);
    assert!(keys(&ask(&sandbox, "disputes 2025-02-04")).is_empty());
    assert!(keys(&ask(&sandbox, "disputes 2025-02-05 --known 2025-02-04")).is_empty());
    assert_eq!(keys(&ask(&sandbox, "disputes 2025-02-05 --known 2025-02-05")), ["count"]);
    let ran = sandbox.run(&["disputes", "2025-02-04"]);
    assert!(ran.text().contains("At this point the record shows no accounts that differ."), "{}", ran.text());
}

#[test]
fn the_word_of_a_source_is_shown_from_when_it_was_out() {
    let between = json!([
        { "event": "one", "says": "nine" },
        { "event": "two", "says": "eleven" },
        { "lines": "8", "says": "about ten" },
    ]);
    let sandbox = disputed(&[
        discrepancy("of-paper", "paper", &between),
        discrepancy("of-pages", "pages", &between),
        discrepancy("undated", "src", &between),
    ]);
    let shown = |question: &str| {
        let answer = ask(&sandbox, question);
        let rows = answer["disputes"].as_array().unwrap().iter();
        let row = |row: &Value| {
            let readings = row["readings"].as_array().unwrap().len();
            (
                row["discrepancy"].as_str().unwrap().to_owned(),
                readings,
                row["left_out"].clone(),
                row["followed"].clone(),
            )
        };
        rows.map(row).collect::<Vec<_>>()
    };
    let whole = |key: &str| (key.to_owned(), 3, json!(0), json!("nine"));
    let part = |key: &str| (key.to_owned(), 2, json!(1), Value::Null);
    assert_eq!(
        shown("disputes 2025-03-09 --known 2025-03-09"),
        ["of-paper", "of-pages", "undated"].map(part)
    );
    assert_eq!(
        shown("disputes 2025-03-10 --known 2025-03-10"),
        [whole("of-paper"), part("of-pages"), part("undated")]
    );
    // With all that the log knows nothing is left out.
    assert_eq!(shown("disputes 2025-03-09"), ["of-paper", "of-pages", "undated"].map(whole));
    let ran = sandbox.run(&["disputes", "2025-03-09", "--known", "2025-03-09"]);
    assert!(ran.text().contains("1 more account not known to have been public by then"), "{}", ran.text());
}

#[test]
fn what_is_left_of_a_dispute_is_none_unless_one_passage_contradicts_itself() {
    let sandbox = disputed(&[
        discrepancy(
            "left",
            "paper",
            &json!([{ "event": "one", "says": "nine" }, { "lines": "8", "says": "ten" }]),
        ),
        discrepancy("itself", "paper", &json!([{ "event": "one", "says": "nine, and ten" }])),
    ]);
    let early = ask(&sandbox, "disputes 2025-03-09 --known 2025-03-09");
    assert_eq!((keys(&early), &early["left_out"]), (vec!["itself"], &json!(1)));
    let later = ask(&sandbox, "disputes 2025-03-10 --known 2025-03-10");
    assert_eq!((keys(&later), &later["left_out"]), (vec!["left", "itself"], &json!(0)));
    let ran = sandbox.run(&["disputes", "2025-03-09", "--known", "2025-03-09"]);
    assert!(ran.text().contains("1 more dispute left out, where fewer than two accounts"), "{}", ran.text());
}

#[test]
fn a_dispute_between_two_negotiations_is_shown_for_either() {
    let drafts =
        std::fs::read_to_string(repository().join("fixtures/cases/linked-talks.drafts.jsonl")).unwrap();
    let sandbox = with_drafts(&drafts);
    for process in ["talks", "other"] {
        let answer = ask(&sandbox, &format!("disputes 2025-08-06 --process {process}"));
        let dispute = &answer["disputes"][0];
        assert_eq!(dispute["process"], "talks", "{process}");
        assert_eq!(dispute["about"], json!(["other/late"]));
        assert_eq!(dispute["readings"][0]["process"], "other");
        assert!(keys(&ask(&sandbox, &format!("disputes 2025-08-03 --process {process}"))).is_empty());
    }
    let of_the_other = sandbox.run(&["disputes", "2025-08-06", "--process", "other"]);
    assert!(of_the_other.text().contains("[talks/differ]"), "{}", of_the_other.text());
    assert!(of_the_other.text().contains("Ay: so [late]"), "{}", of_the_other.text());
}

#[test]
fn the_disputes_of_the_record_are_its_discrepancies() {
    let sandbox = Sandbox::with_record();
    let answer = sandbox.json(&["disputes", "last", "--chain"]);
    let state = sandbox.json(&["state", "last", "--chain"]);
    let listed = state["discrepancies"].as_array().unwrap().iter();
    let mut listed: Vec<&str> = listed.map(|row| row["key"].as_str().unwrap()).collect();
    let mut found = keys(&answer);
    listed.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, listed);
    assert_eq!(found.len(), 68);
    let rows = sandbox.run(&["disputes", "last", "--chain", "--format", "csv"]);
    assert!(rows.text().starts_with("process,discrepancy,summary,about,readings,"), "{}", rows.text());
}
