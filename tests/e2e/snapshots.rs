//! Answers about the shipped record, as text and as JSON, for a person to review.

use serde_json::Value;

use crate::support::Sandbox;

/// The questions: a name, and the words of the command.
const QUESTIONS: [(&str, &str); 17] = [
    ("state-14-may", "state 2025-05-14"),
    ("state-round-1", "state round:1"),
    ("state-24-may", "state 2025-05-24"),
    ("state-round-2", "state round:2"),
    ("state-last", "state last"),
    ("known-14-may", "known 2025-05-14"),
    ("known-15-may-noon", "known 2025-05-15T12:00+03:00"),
    ("known-15-may", "known 2025-05-15"),
    ("known-24-may", "known 2025-05-24"),
    ("known-26-may", "known 2025-05-26"),
    ("known-27-june", "known 2025-06-27"),
    ("hindsight-14-may", "hindsight 2025-05-14"),
    ("hindsight-24-may", "hindsight 2025-05-24"),
    ("hindsight-1-june", "hindsight 2025-06-01"),
    ("diff-rounds-1-2", "diff round:1 round:2"),
    ("diff-rounds-2-3", "diff round:2 round:3"),
    ("diff-known-24-26-may", "diff 2025-05-24 --known 2025-05-24..2025-05-26"),
];

/// Further questions, of which the text is reviewed and the document is tested elsewhere.
const TEXTS: [(&str, &str); 22] = [
    ("positions-24-may", "positions 2025-05-24"),
    ("positions-last-ceasefire", "positions last --issue ceasefire"),
    ("commitments-last", "commitments last"),
    ("open-last", "open last"),
    ("known-15-may-possible", "known 2025-05-15 --only possible"),
    ("show-commitment", "show r1-prisoners"),
    ("show-meeting", "show r2-held"),
    ("show-confirmation", "show peskov-confirms-absence"),
    ("show-discrepancy", "show daily-figures-per-side"),
    ("show-person", "show umerov"),
    ("log-16-may", "log 2025-05-16"),
    ("log-known-one-line", "log 2025-05-22..2025-05-26 --order known --oneline"),
    ("diff-positions", "diff round:1 round:2 --only positions"),
    ("why-delivered-24-may", "why r1-prisoners/delivered 2025-05-24"),
    ("why-attendance", "why attendance/leaders-15-may/zelenskyy 2025-05-16"),
    ("why-not-yet", "why commitments/r2-remains 2025-05-24"),
    ("history-by-world", "history commitments/r1-prisoners"),
    ("history-by-knowledge", "history r1-prisoners/delivered --by knowledge"),
    ("compare-plan", "compare leaders-15-may"),
    ("compare-rounds", "compare r1-trilateral r2-trilateral"),
    ("names-umerov", "names umerov"),
    ("names", "names"),
];

/// Writes a document with one row a line, so that a difference shows as few lines.
fn one_row_a_line(document: &Value) -> String {
    let mut text = String::new();
    for (field, value) in document.as_object().unwrap() {
        match value {
            // The registry is the same at every point; one question is enough for it.
            Value::Array(rows) if ["people", "bodies", "places"].contains(&field.as_str()) => {
                text += &format!("{field}: {} rows\n", rows.len());
            }
            Value::Array(rows) if !rows.is_empty() => {
                text += &format!("{field}:\n");
                rows.iter().for_each(|row| text += &format!("  {row}\n"));
            }
            plain => text += &format!("{field}: {plain}\n"),
        }
    }
    text
}

#[test]
fn answers_as_text() {
    let sandbox = Sandbox::with_record();
    for (name, question) in QUESTIONS.into_iter().chain(TEXTS) {
        let words: Vec<&str> = question.split_whitespace().collect();
        let ran = sandbox.run(&words);
        insta::with_settings!({description => format!("asof {question}"), omit_expression => true}, {
            insta::assert_snapshot!(format!("{name}.text"), ran.text());
        });
    }
}

#[test]
fn answers_as_markdown() {
    let sandbox = Sandbox::with_record();
    for (name, question) in [
        ("state-24-may", "state 2025-05-24"),
        ("hindsight-14-may", "hindsight 2025-05-14"),
        ("show-commitment", "show r1-prisoners"),
    ] {
        let words: Vec<&str> = question.split_whitespace().chain(["--format", "md"]).collect();
        let ran = sandbox.run(&words);
        insta::with_settings!({description => format!("asof {question} --format md"), omit_expression => true}, {
            insta::assert_snapshot!(format!("{name}.md"), ran.text());
        });
    }
}

#[test]
fn answers_as_json() {
    let sandbox = Sandbox::with_record();
    for (name, question) in QUESTIONS {
        let words: Vec<&str> = question.split_whitespace().collect();
        let document = one_row_a_line(&sandbox.json(&words));
        insta::with_settings!({description => format!("asof {question} --format json"), omit_expression => true}, {
            insta::assert_snapshot!(format!("{name}.json"), document);
        });
    }
}

#[test]
fn the_registry_as_json() {
    let answer = Sandbox::with_record().json(&["state", "last", "--only", "people,bodies,places"]);
    let rows = ["people", "bodies", "places"].iter().flat_map(|part| answer[*part].as_array().unwrap());
    let text: String = rows.map(|row| format!("{}: {}\n", row["key"], row["names"])).collect();
    insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!("registry.json", text) });
}
