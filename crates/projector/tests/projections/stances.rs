//! Positions, proposals, agreements, ceasefires.

use serde_json::{Value, json};

use super::log::{Log, anomalies, field, has};

fn position(party: &str, item: &str, stance: &str, replaces: &[&str]) -> Value {
    json!({ "position": {
        "party": party, "issue": "truce", "item": item, "stance": stance, "force": "demand", "replaces": replaces,
    } })
}

#[test]
fn items_add_up_and_end_only_when_replaced() {
    let mut log = Log::new();
    let first = log.on(16, position("russia", "one", "Wants one.", &[]));
    log.on(17, position("russia", "two", "Wants two.", &[]));
    let both = log.state();
    assert!(has(&both, "positions/russia/truce/one") && has(&both, "positions/russia/truce/two"));
    log.on(18, position("russia", "three", "Wants three.", &[&first]));
    let state = log.state();
    assert!(!has(&state, "positions/russia/truce/one"), "replaced by another item");
    assert_eq!(field(&state, "positions/russia/truce/two", "stance"), "Wants two.");
    log.on(19, position("russia", "four", "Wants four.", &["nothing"]));
    assert_eq!(anomalies(&log.state()), ["nothing-to-replace/positions/russia/truce/four"]);
}

#[test]
fn nobody_else_ends_the_position_of_a_party() {
    let mut log = Log::new();
    let own = log.said(16, "medinsky", position("russia", "one", "Wants one.", &[]));
    log.said(17, "umerov", position("russia", "one", "Gave it up.", &[&own]));
    log.said(18, "umerov", position("ukraine", "two", "Wants two.", &[&own]));
    let state = log.state();
    assert_eq!(field(&state, "positions/russia/truce/one", "stance"), "Wants one.");
    assert_eq!(field(&state, "positions/russia/truce/one", "reported")[0]["status"], "Gave it up.");
}

fn answer(phase: &str, proposal: &str, by: &str) -> Value {
    json!({ "answer": { phase: { "proposal": proposal, "answered_by": by } } })
}

#[test]
fn a_proposal_is_open_until_all_who_were_asked_answer() {
    let mut log = Log::new();
    let proposal = json!({ "proposal": { "tabled_by": ["turkiye"], "to": ["russia", "ukraine"] } });
    let key = log.on(16, proposal);
    let path = format!("proposals/{key}");
    log.said(17, "umerov", answer("accepted", &key, "ukraine"));
    assert_eq!(field(&log.state(), &path, "standing"), "open");
    log.said(17, "fidan", answer("accepted", &key, "russia"));
    assert_eq!(field(&log.state(), &path, "standing"), "open", "another's word moves nothing");
    assert_eq!(field(&log.state(), &path, "reported").as_array().unwrap().len(), 1);
    log.said(18, "medinsky", answer("accepted", &key, "russia"));
    assert_eq!(field(&log.state(), &path, "standing"), "accepted");
    log.said(19, "russia", answer("rejected", &key, "russia"));
    let state = log.state();
    assert_eq!(field(&state, &path, "standing"), "rejected");
    assert_eq!(field(&state, &path, "answers").as_array().unwrap().len(), 2, "the latest of each");
    log.on(20, answer("accepted", &key, "turkiye"));
    assert_eq!(anomalies(&log.state()), [format!("not-asked/{path}")]);
    log.on(21, answer("withdrawn", &key, "turkiye"));
    assert_eq!(field(&log.state(), &path, "standing"), "withdrawn");
}

#[test]
fn an_answer_without_its_proposal_is_an_anomaly() {
    let mut log = Log::new();
    log.on(16, answer("accepted", "nothing", "russia"));
    assert_eq!(anomalies(&log.state()), ["not-opened/proposals/nothing"]);
}

fn agreement(stage: &str, of: Option<&str>, parties: &[&str]) -> Value {
    json!({ "agreement": { stage: { "agreement": of, "parties": parties } } })
}

#[test]
fn an_agreement_is_unvouched_until_the_other_side_confirms() {
    let mut log = Log::new();
    let key = log.said(16, "umerov", agreement("announced", None, &["russia", "ukraine"]));
    let path = format!("agreements/{key}");
    assert_eq!(field(&log.state(), &path, "unvouched"), json!(["russia"]));
    let confirmation = |by: &str| json!({ "known": "2025-05-17", "attributed_to": [by], "what": { "confirmation": { "of": key } } });
    log.entry(confirmation("fidan"));
    assert_eq!(field(&log.state(), &path, "unvouched"), json!(["russia"]));
    let confirmed = log.entry(confirmation("medinsky"));
    let state = log.state();
    assert_eq!(field(&state, &path, "unvouched"), json!([]));
    assert_eq!(field(&state, &path, "stage"), "announced");
    assert_eq!(field(&state, &path, "confirmed_by")[1], confirmed);
}

#[test]
fn the_word_of_a_mediator_is_only_reported() {
    let mut log = Log::new();
    let parties = ["russia", "ukraine"];
    let key = log.said(16, "fidan", agreement("announced", None, &parties));
    let path = format!("agreements/{key}");
    assert_eq!(field(&log.state(), &path, "stage"), Value::Null);
    assert_eq!(field(&log.state(), &path, "reported")[0]["status"], "announced");
    log.said(17, "russia", agreement("signed", Some(&key), &parties));
    log.said(18, "fidan", agreement("lapsed", Some(&key), &["ukraine"]));
    let state = log.state();
    assert_eq!(field(&state, &path, "stage"), "signed");
    assert_eq!(field(&state, &path, "parties"), json!(["russia", "ukraine"]), "nor does it name the parties");
}

#[test]
fn the_source_speaks_for_parties_that_it_does_not_name() {
    let mut log = Log::new();
    let key = log.on(16, agreement("in-force", None, &[]));
    assert_eq!(field(&log.state(), &format!("agreements/{key}"), "stage"), "in-force");
}

#[test]
fn a_violation_neither_ends_a_ceasefire_nor_brings_it_back() {
    let mut log = Log::new();
    let phase = |phase: &str, of: Option<&str>| json!({ "ceasefire": { phase: { "ceasefire": of } } });
    let key = log.on(16, phase("in-effect", None));
    let path = format!("ceasefires/{key}");
    log.on(17, phase("violated", Some(&key)));
    assert_eq!(field(&log.state(), &path, "phase"), "in-effect");
    log.on(18, phase("ended", Some(&key)));
    log.on(19, phase("violated", Some(&key)));
    let state = log.state();
    assert_eq!(field(&state, &path, "phase"), "ended");
    assert_eq!(field(&state, &path, "since"), "2025-05-18");
    assert_eq!(field(&state, &path, "history").as_array().unwrap().len(), 4);
}

#[test]
fn a_side_vouches_for_itself_by_an_event_of_its_own() {
    let mut log = Log::new();
    let parties = json!(["russia", "ukraine"]);
    let key = log.said(16, "umerov", json!({ "agreement": { "announced": { "parties": parties } } }));
    let unvouched = |log: &Log| field(&log.state(), &format!("agreements/{key}"), "unvouched");
    assert_eq!(unvouched(&log), json!(["russia"]));
    log.said(17, "umerov", json!({ "agreement": { "initialled": { "agreement": key } } }));
    assert_eq!(unvouched(&log), json!(["russia"]), "to say it again vouches for nobody else");
    log.said(18, "medinsky", json!({ "agreement": { "signed": { "agreement": key } } }));
    assert_eq!(unvouched(&log), json!([]));
}
