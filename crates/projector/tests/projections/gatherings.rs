//! Meetings, attendance, delegations, offices.

use asof_core::AsOf;
use serde_json::{Value, json};

use super::log::{Log, anomalies, end_of, field, has};

fn meeting(phase: &str, mut fields: Value) -> Value {
    fields["meeting"] = json!("m1");
    json!({ "meeting": { phase: fields } })
}

#[test]
fn plans_accumulate_with_their_claimants() {
    let mut log = Log::new();
    log.said(16, "russia", meeting("proposed", json!({ "title": "Talks", "agenda": ["prisoners"] })));
    log.said(17, "ukraine", meeting("scheduled", json!({ "parties": ["ukraine"] })));
    let state = log.state();
    let planned = field(&state, "meetings/m1", "planned");
    let by: Vec<_> =
        planned.as_array().unwrap().iter().map(|plan| plan["attributed_to"][0].clone()).collect();
    assert_eq!(by, ["russia", "ukraine"]);
    assert_eq!(field(&state, "meetings/m1", "status"), "scheduled");
    assert_eq!(field(&state, "meetings/m1", "title"), "Talks");
    assert_eq!(field(&state, "meetings/m1", "maybe"), json!([]));
}

#[test]
fn what_was_held_is_not_what_was_planned() {
    let mut log = Log::new();
    log.on(
        16,
        meeting(
            "scheduled",
            json!({ "title": "Talks", "host": "turkiye", "parties": ["russia"], "round": 1 }),
        ),
    );
    log.on(18, meeting("held", json!({ "discussed": ["prisoners"] })));
    // A plan of which one hears later does not change what was.
    log.on(19, meeting("scheduled", json!({ "host": "russia" })));
    let state = log.state();
    assert_eq!(field(&state, "meetings/m1", "status"), "held");
    assert_eq!(field(&state, "meetings/m1", "title"), "Talks");
    for (name, nothing) in [("host", Value::Null), ("round", Value::Null), ("parties", json!([]))] {
        assert_eq!(field(&state, "meetings/m1", name), nothing, "{name}");
    }
    assert_eq!(field(&state, "meetings/m1", "planned").as_array().unwrap().len(), 2);
    assert_eq!(field(&state, "rounds/1", "meeting"), Value::Null);
}

#[test]
fn a_gathering_set_anew_keeps_no_reason_of_its_cancellation() {
    let mut log = Log::new();
    log.on(16, meeting("cancelled", json!({ "reason": "Weather." })));
    log.on(17, meeting("scheduled", json!({})));
    assert_eq!(field(&log.by(16), "meetings/m1", "reason"), "Weather.");
    assert_eq!(field(&log.state(), "meetings/m1", "reason"), Value::Null);
}

#[test]
fn held_and_not_held_is_an_anomaly_and_the_later_word_counts() {
    let mut log = Log::new();
    log.on(16, meeting("held", json!({})));
    log.on(17, meeting("not-held", json!({ "became": "m1" })));
    let state = log.state();
    assert_eq!(field(&state, "meetings/m1", "status"), "not-held");
    assert_eq!(anomalies(&state), ["held-and-not-held/meetings/m1"]);
}

fn attendance(phase: &str) -> Value {
    json!({ "attendance": { phase: { "who": "umerov", "meeting": "m1" } } })
}

#[test]
fn only_the_own_word_of_a_side_accepts_for_it() {
    let mut log = Log::new();
    log.said(16, "ukraine", attendance("tentative"));
    log.said(17, "medinsky", attendance("declined"));
    log.on(17, attendance("expected"));
    let state = log.state();
    assert_eq!(field(&state, "attendance/m1/umerov", "status"), "tentative");
    let reported = field(&state, "attendance/m1/umerov", "reported");
    let said: Vec<_> = reported.as_array().unwrap().iter().map(|r| r["status"].clone()).collect();
    assert_eq!(said, ["declined", "expected"]);
    log.said(18, "umerov", attendance("accepted"));
    assert_eq!(field(&log.state(), "attendance/m1/umerov", "status"), "accepted");
}

#[test]
fn what_was_seen_beats_what_is_said_even_later() {
    let mut log = Log::new();
    log.said(16, "medinsky", attendance("present"));
    log.said(17, "umerov", attendance("declined"));
    assert_eq!(field(&log.state(), "attendance/m1/umerov", "status"), "present");
    log.on(18, attendance("absent"));
    assert_eq!(anomalies(&log.state()), ["present-and-absent/attendance/m1/umerov"]);
}

fn delegation(basis: &str, meeting: &str, people: &[&str], complete: bool) -> Value {
    let members: Vec<_> = people.iter().map(|person| json!({ "person": person, "post": "aide" })).collect();
    json!({ "delegation": { basis: {
        "meeting": meeting, "party": "ukraine", "complete": complete, "head": people[0], "members": members,
    } } })
}

#[test]
fn announced_and_observed_stand_side_by_side_and_only_who_was_seen_was_there() {
    let mut log = Log::new();
    log.on(16, delegation("announced", "m1", &["umerov", "fidan"], true));
    log.on(17, delegation("observed", "m1", &["umerov"], true));
    let state = log.state();
    assert_eq!(field(&state, "delegations/m1/ukraine/announced", "members").as_array().unwrap().len(), 2);
    assert_eq!(field(&state, "delegations/m1/ukraine/observed", "members").as_array().unwrap().len(), 1);
    assert_eq!(field(&state, "attendance/m1/umerov", "status"), "present");
    assert_eq!(field(&state, "attendance/m1/fidan", "status"), Value::Null);
}

fn of_ukraine(phase: &str) -> Value {
    json!({ "attendance": { phase: { "who": "ukraine", "meeting": "m1", "condition": "C." } } })
}

#[test]
fn a_delegation_that_a_party_announces_is_its_word_that_it_comes() {
    let (mut log, path) = (Log::new(), "attendance/m1/ukraine");
    log.said(16, "medinsky", of_ukraine("tentative"));
    log.said(17, "medinsky", delegation("announced", "m1", &["umerov"], false));
    let state = log.state();
    assert_eq!(field(&state, path, "status"), Value::Null, "another announced it");
    let reported = field(&state, path, "reported");
    let said: Vec<_> = reported.as_array().unwrap().iter().map(|r| r["status"].clone()).collect();
    assert_eq!(said, ["tentative", "accepted"]);
    log.said(18, "ukraine", of_ukraine("tentative"));
    let own = log.said(19, "umerov", delegation("announced", "m1", &["umerov"], false));
    let state = log.state();
    assert_eq!(field(&state, path, "status"), "accepted");
    assert_eq!(field(&state, path, "condition"), Value::Null, "whom one sends has no condition");
    assert_eq!(field(&state, path, "since"), "2025-05-19");
    assert!(field(&state, path, "events").as_array().unwrap().contains(&json!(own)));
    assert!(!has(&state, "attendance/m1/umerov"), "who is on the list has not accepted by that");
    log.said(20, "ukraine", of_ukraine("declined"));
    assert_eq!(field(&log.state(), path, "status"), "declined", "the last own word");
}

#[test]
fn a_delegation_that_was_seen_is_the_coming_of_its_party() {
    let (mut log, path) = (Log::new(), "attendance/m1/ukraine");
    log.said(16, "ukraine", of_ukraine("declined"));
    log.said(17, "medinsky", delegation("observed", "m1", &["umerov"], false));
    assert_eq!(field(&log.state(), path, "status"), "present");
    assert_eq!(field(&log.state(), "attendance/m1/umerov", "status"), "present");
    log.on(18, json!({ "attendance": { "absent": { "who": "ukraine", "meeting": "m1" } } }));
    assert_eq!(anomalies(&log.state()), ["present-and-absent/attendance/m1/ukraine"]);
}

#[test]
fn a_delegation_makes_no_row_of_its_party() {
    let mut log = Log::new();
    log.on(16, delegation("announced", "m1", &["umerov"], true));
    log.on(17, delegation("observed", "m1", &["umerov"], true));
    assert!(!has(&log.state(), "attendance/m1/ukraine"));
    // It does not say either that it would.
    let mut later =
        json!({ "occurred": "2025-05-16", "known": "[2025-05-16..2025-05-19]", "attributed_to": ["source"] });
    later["what"] = delegation("observed", "m2", &["umerov"], true);
    log.entry(later);
    let as_of = AsOf { known: end_of(17), ..AsOf::at(end_of(17)) };
    let named = |log: &Log| {
        let state = log.at(&as_of);
        state.possible[0].paths.iter().any(|path| path.to_string() == "attendance/m2/ukraine")
    };
    assert!(!named(&log));
    log.said(17, "ukraine", json!({ "attendance": { "tentative": { "who": "ukraine", "meeting": "m2" } } }));
    assert!(named(&log));
}

#[test]
fn a_complete_list_replaces_and_a_partial_one_adds() {
    let mut log = Log::new();
    log.on(16, delegation("announced", "m1", &["umerov"], false));
    log.on(17, delegation("announced", "m1", &["fidan"], false));
    let path = "delegations/m1/ukraine/announced";
    assert_eq!(field(&log.state(), path, "members").as_array().unwrap().len(), 2);
    assert_eq!(field(&log.state(), path, "complete"), false);
    let mut anew = delegation("announced", "m1", &["medinsky"], true);
    anew["delegation"]["announced"]["head"] = Value::Null;
    log.on(18, anew);
    let state = log.state();
    assert_eq!(field(&state, path, "members").as_array().unwrap().len(), 1);
    assert_eq!(field(&state, path, "head"), Value::Null, "whoever is not listed does not lead");
}

#[test]
fn joined_and_left_compare_with_the_round_before_by_person() {
    let mut log = Log::new();
    for (day, key, round) in [(16, "m1", 1), (18, "m2", 2)] {
        log.on(day, json!({ "meeting": { "held": { "meeting": key, "round": round } } }));
    }
    log.on(17, json!({ "meeting": { "held": { "meeting": "m3" } } }));
    log.on(16, delegation("observed", "m1", &["umerov", "fidan"], true));
    log.on(17, delegation("observed", "m3", &["medinsky"], true));
    log.on(18, delegation("observed", "m2", &["medinsky", "umerov"], true));
    let (state, path) = (log.state(), "delegations/m2/ukraine/observed");
    assert_eq!(field(&state, path, "compared_with"), "m1");
    assert_eq!(field(&state, path, "joined"), json!(["medinsky"]));
    assert_eq!(field(&state, path, "left"), json!(["fidan"]));
    assert_eq!(field(&state, "delegations/m3/ukraine/observed", "compared_with"), Value::Null);
}

fn office(phase: &str, post: &str) -> Value {
    json!({ "office": { phase: { "person": "umerov", "post": post } } })
}

#[test]
fn offices_are_attested_by_lists_too_and_a_second_post_ends_no_first() {
    let mut log = Log::new();
    log.on(16, office("attested", "minister"));
    log.on(17, delegation("announced", "m1", &["umerov"], true));
    log.on(18, office("took", "secretary"));
    let state = log.state();
    assert_eq!(field(&state, "offices/umerov/aide", "attested_from"), "2025-05-17");
    assert_eq!(field(&state, "offices/umerov/minister", "left"), Value::Null);
    assert_eq!(field(&state, "offices/umerov/minister", "party"), "ukraine");
}

#[test]
fn offices_never_go_backwards() {
    let mut log = Log::new();
    log.on(18, office("attested", "minister"));
    // The log hears later of what was earlier.
    log.on(16, office("attested", "minister"));
    log.on(19, office("left", "minister"));
    let path = "offices/umerov/minister";
    let state = log.state();
    assert_eq!(field(&state, path, "attested_from"), "2025-05-16");
    assert_eq!(field(&state, path, "attested_until"), "2025-05-18");
    assert_eq!(field(&state, path, "left"), "2025-05-19");
    log.on(20, office("attested", "minister"));
    let state = log.state();
    assert_eq!(field(&state, path, "left"), "2025-05-19");
    assert_eq!(anomalies(&state), ["attested-after-left/offices/umerov/minister"]);
    log.on(21, office("took", "minister"));
    assert_eq!(field(&log.state(), path, "left"), Value::Null);
}
