//! What anyone could have known: the questions of the first page.

use crate::support::{Sandbox, column, row};
use serde_json::Value;

#[test]
fn on_24_may_with_hindsight_697_of_the_thousand_were_delivered_and_303_outstanding() {
    let answer = Sandbox::with_record().json(&["state", "2025-05-24", "--only", "commitments"]);
    let promise = row(&answer, "commitments", "key", "r1-prisoners");
    assert_eq!(promise["promised"]["low"], 1000);
    assert_eq!(promise["promised"]["per"], "each-side");
    assert_eq!((&promise["delivered"]["low"], &promise["delivered"]["high"]), (&697.into(), &697.into()));
    assert_eq!((&promise["outstanding"]["low"], &promise["outstanding"]["high"]), (&303.into(), &303.into()));
    // The source does not say whether the daily figures are per side.
    assert_eq!(promise["delivered"]["per"], "unstated");
    let lots = promise["deliveries"].as_array().unwrap();
    let figures: Vec<_> = lots.iter().map(|lot| lot["quantity"]["low"].as_u64().unwrap()).collect();
    assert_eq!(figures, [270, 120, 307]);
    assert!(lots.iter().all(|lot| lot["attributed_to"] == serde_json::json!(["russian-mod"])));
}

#[test]
fn on_24_may_no_figure_of_the_exchange_was_public_by_this_record_but_two_possibly_were() {
    let answer = Sandbox::with_record().json(&["known", "2025-05-24"]);
    let promise = row(&answer, "commitments", "key", "r1-prisoners");
    assert_eq!(promise["strength"], "made");
    assert_eq!(promise["status"], "preparing");
    assert_eq!(promise["deliveries"], serde_json::json!([]));
    assert_eq!(promise["delivered"], Value::Null);
    assert_eq!(promise["maybe"], serde_json::json!(["exchange-23-may", "exchange-24-may"]));
    assert_eq!(answer["exchanges"], serde_json::json!([]));
    let possible = column(&answer, "possible", "event");
    assert!(possible.contains(&"exchange-23-may") && possible.contains(&"exchange-24-may"), "{possible:?}");
    let text = Sandbox::with_record().run(&["known", "2025-05-24"]);
    let text = text.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("1,000 persons per side: exchange of prisoners"), "{text}");
    assert!(text.contains("; no figure known to be public by then"), "{text}");
}

#[test]
fn hindsight_on_24_may_shows_the_gap() {
    let answer = Sandbox::with_record().json(&["hindsight", "2025-05-24"]);
    let delivered = row(&answer, "changes", "path", "commitments/r1-prisoners/delivered");
    // No figure on record is no zero.
    assert_eq!((&delivered["before"], &delivered["after"]["low"]), (&Value::Null, &697.into()));
    assert_eq!(delivered["why"], serde_json::json!(["learned"]));
    let outcome = row(&answer, "outcomes", "path", "commitments/r1-prisoners");
    assert_eq!((&outcome["expected"], &outcome["became"]), (&"preparing".into(), &"fulfilled".into()));
}

/// Returns the attendance of the leaders' meeting planned for 15 May.
fn leaders(when: &str) -> Vec<Value> {
    let answer = Sandbox::with_record().json(&["known", when, "--only", "attendance"]);
    let rows = answer["attendance"].as_array().unwrap();
    rows.iter().filter(|row| row["meeting"] == "leaders-15-may").cloned().collect()
}

fn status<'a>(rows: &'a [Value], who: &str) -> &'a Value {
    &rows.iter().find(|row| row["who"] == who).unwrap_or_else(|| panic!("no {who}"))["status"]
}

#[test]
fn on_14_may_the_leaders_were_expected_in_somebodys_words_and_nobody_was_known_to_stay_away() {
    let rows = leaders("2025-05-14");
    let putin = rows.iter().find(|row| row["who"] == "putin").unwrap();
    assert_eq!(putin["status"], Value::Null);
    assert_eq!(putin["reported"][0]["attributed_to"], serde_json::json!(["trump"]));
    assert_eq!(putin["reported"][0]["status"], "expected");
    assert_eq!(status(&rows, "zelenskyy"), "accepted");
    assert!(rows.iter().all(|row| row["status"] != "declined" && row["status"] != "absent"), "{rows:?}");
}

#[test]
fn the_two_absences_of_15_may_became_known_one_after_the_other() {
    let noon = leaders("2025-05-15T12:00+03:00");
    assert_eq!(
        (status(&noon, "putin"), status(&noon, "zelenskyy")),
        (&"declined".into(), &"accepted".into())
    );
    let evening = leaders("2025-05-15");
    assert_eq!(
        (status(&evening, "putin"), status(&evening, "zelenskyy")),
        (&"declined".into(), &"declined".into())
    );
    let before = leaders("2025-05-15T08:00+03:00");
    assert_eq!(status(&before, "putin"), &Value::Null);
}

#[test]
fn known_and_state_with_known_are_one_question() {
    let sandbox = Sandbox::with_record();
    let known = sandbox.json(&["known", "2025-06-02"]);
    let state = sandbox.json(&["state", "2025-06-02", "--known", "2025-06-02"]);
    assert_eq!(known, state);
    assert!(sandbox.run(&["known", "2025-06-02", "--known", "2025-06-01"]).fails(2).contains("state"));
}
