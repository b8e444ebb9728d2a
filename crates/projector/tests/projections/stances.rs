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

#[test]
fn any_event_that_says_a_stance_names_it_where_it_ends() {
    let ending = |how: &str, of: &str| {
        json!({ "occurred": "2025-05-20", "known": "2025-05-20", "attributed_to": ["russia"],
            "ends": [{ "position": of, "how": how }],
            "what": { "announcement": { "speaker": "russia", "act": "statement", "gist": "ended" } } })
    };
    let path = "positions/russia/truce/one";
    let mut log = Log::new();
    let first = log.on(16, position("russia", "one", "Wants one.", &[]));
    log.on(17, position("russia", "one", "Wants one.", &[]));
    log.entry(ending("met", &first));
    assert_eq!(field(&log.state(), path, "ended"), "met");
    log.entry(ending("withdrawn", &first));
    let undecided = field(&log.state(), path, "order_undecided");
    assert_eq!(undecided.as_array().unwrap().len(), 2, "met or withdrawn on one day: {undecided}");

    let mut log = Log::new();
    let first = log.on(16, position("russia", "one", "Wants one.", &[]));
    log.on(17, position("russia", "one", "Wants one.", &[]));
    log.on(18, position("russia", "two", "Wants two.", &[&first]));
    assert!(!has(&log.state(), path), "replaced by its first event");
}

#[test]
fn an_accusation_that_is_confirmed_or_denied_says_nothing_of_the_ceasefire() {
    let mut log = Log::new();
    let phase = |phase: &str, of: Option<&str>| json!({ "ceasefire": { phase: { "ceasefire": of } } });
    let truce = log.on(16, phase("in-effect", None));
    let broken = log.said(17, "ukraine", phase("violated", Some(&truce)));
    for response in ["confirmation", "denial"] {
        log.entry(json!({ "known": "2025-05-18", "attributed_to": ["turkiye"], "what": { response: { "of": broken } } }));
    }
    let (state, path) = (log.state(), format!("ceasefires/{truce}"));
    for list in ["confirmed_by", "denied_by"] {
        assert_eq!(field(&state, &path, list), json!([]), "{list}");
    }
    let allegation = &field(&state, &path, "allegations")[0];
    assert_eq!((&allegation["confirmed_by"], &allegation["denied_by"]), (&json!(["e3"]), &json!(["e4"])));
    log.entry(json!({ "known": "2025-05-19", "attributed_to": ["turkiye"], "what": { "confirmation": { "of": truce } } }));
    assert_eq!(field(&log.state(), &path, "confirmed_by"), json!(["e5"]));
}

#[test]
fn a_ceasefire_that_takes_effect_anew_counts_its_duration_anew() {
    let mut log = Log::new();
    let phase = |phase: &str, of: Option<&str>| json!({ "ceasefire": { phase: { "ceasefire": of, "duration": "P3D" } } });
    let truce = log.on(10, phase("in-effect", None));
    log.on(12, json!({ "ceasefire": { "ended": { "ceasefire": truce } } }));
    log.on(20, phase("in-effect", Some(&truce)));
    let path = format!("ceasefires/{truce}");
    assert_eq!(field(&log.by(21), &path, "duration_until"), "2025-05-23");
    assert_eq!(field(&log.by(21), &path, "duration_over"), json!(null));
    assert_eq!(field(&log.by(25), &path, "duration_over"), 2);
}

#[test]
fn hours_of_a_ceasefire_are_over_at_their_minute() {
    let mut log = Log::new();
    let truce = log.entry(json!({
        "occurred": "2025-05-08T00:00+03:00", "known": "2025-05-08", "attributed_to": ["source"],
        "what": { "ceasefire": { "in-effect": { "duration": "PT72H" } } },
    }));
    let path = format!("ceasefires/{truce}");
    assert_eq!(field(&log.by(10), &path, "duration_over"), json!(null));
    assert_eq!(field(&log.by(11), &path, "duration_over"), 0, "over in the first minute of that day");
    assert_eq!(field(&log.by(12), &path, "duration_over"), 1);
}

#[test]
fn an_accepted_text_is_answered_when_it_is_accepted_and_an_agreement_speaks_for_its_parties() {
    let mut log = Log::new();
    let text = log.said(
        10,
        "russia",
        json!({ "proposal": { "tabled_by": ["russia"], "to": ["ukraine"], "due": "2025-05-15" } }),
    );
    let path = format!("proposals/{text}");
    log.said(
        12,
        "ukraine",
        json!({ "answer": { "accepted": { "proposal": text, "answered_by": "ukraine" } } }),
    );
    let accord =
        log.said(20, "russia", json!({ "agreement": { "announced": { "parties": ["russia", "ukraine"] } } }));
    log.said(21, "russia", json!({ "agreement": { "signed": { "agreement": accord, "proposal": text } } }));
    assert_eq!(field(&log.state(), &path, "standing"), "taken-up");
    assert_eq!(field(&log.state(), &path, "late_days"), json!(null));
    log.said(22, "russia", json!({ "agreement": { "in-force": { "agreement": accord } } }));
    log.said(23, "ukraine", json!({ "agreement": { "ratified": { "agreement": accord, "by": "ukraine" } } }));
    let path = format!("agreements/{accord}");
    assert_eq!(field(&log.state(), &path, "stage"), "in-force", "its approval brings it no further");
    assert_eq!(field(&log.state(), &path, "ratifications").as_array().unwrap().len(), 1);
}
