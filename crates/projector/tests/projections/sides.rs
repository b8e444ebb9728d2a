//! Whose side somebody speaks on, where memberships change it.

use asof_core::{AsOf, Until};
use asof_projector::State;
use serde_json::{Value, json};

use super::log::{Log, anomalies, end_of, field, has};

fn joined(member: &str, of: &str) -> Value {
    json!({ "membership": { "joined": { "member": member, "of": of } } })
}

fn left(member: &str, of: &str) -> Value {
    json!({ "membership": { "left": { "member": member, "of": of } } })
}

fn wants(party: &str, item: &str) -> Value {
    json!({ "position": {
        "party": party, "issue": "truce", "item": item, "stance": "Wants it.", "force": "demand",
    } })
}

/// Returns whether a party's stance on an item is its own word.
fn is_own_word(state: &State, party: &str, item: &str) -> bool {
    !field(state, &format!("positions/{party}/truce/{item}"), "stance").is_null()
}

#[test]
fn a_membership_is_joined_and_left_and_joined_again() {
    let mut log = Log::new();
    log.on(12, joined("russia", "talks"));
    log.on(13, joined("russia", "talks"));
    let path = "memberships/russia/talks";
    assert_eq!(field(&log.state(), path, "joined"), "2025-05-12", "to say it again moves nothing");
    log.on(14, left("russia", "talks"));
    let state = log.state();
    assert_eq!(
        (field(&state, path, "joined"), field(&state, path, "left")),
        (json!("2025-05-12"), json!("2025-05-14"))
    );
    log.on(16, joined("russia", "talks"));
    let state = log.state();
    assert_eq!(
        (field(&state, path, "joined"), field(&state, path, "left")),
        (json!("2025-05-16"), Value::Null)
    );
    assert_eq!(anomalies(&state), [] as [&str; 0]);
}

#[test]
fn who_leaves_first_and_joins_later_was_no_member_unless_the_registry_says_so() {
    let mut log = Log::new();
    log.on(12, left("medinsky", "russia"));
    log.on(14, joined("medinsky", "russia"));
    assert_eq!(anomalies(&log.state()), [] as [&str; 0]);
    log.on(12, left("fidan", "talks"));
    log.on(14, joined("fidan", "talks"));
    assert_eq!(anomalies(&log.state()), ["left-before-joining/memberships/fidan/talks"]);
}

#[test]
fn joining_another_party_ends_the_former() {
    let mut log = Log::new();
    log.said(12, "medinsky", wants("russia", "before"));
    log.on(14, joined("medinsky", "ukraine"));
    log.said(16, "medinsky", wants("russia", "after"));
    log.said(16, "medinsky", wants("ukraine", "after"));
    let state = log.state();
    assert!(is_own_word(&state, "russia", "before"));
    assert!(!is_own_word(&state, "russia", "after"));
    assert!(is_own_word(&state, "ukraine", "after"));
    log.on(18, left("medinsky", "ukraine"));
    log.said(20, "medinsky", wants("ukraine", "late"));
    log.said(20, "medinsky", wants("russia", "late"));
    let state = log.state();
    assert!(!is_own_word(&state, "ukraine", "late"));
    assert!(!is_own_word(&state, "russia", "late"), "the former side does not come back");
}

#[test]
fn a_change_on_the_day_of_a_word_leaves_its_side_undecided() {
    let mut log = Log::new();
    log.on(14, joined("medinsky", "ukraine"));
    log.said(14, "medinsky", wants("russia", "one"));
    log.said(14, "medinsky", wants("ukraine", "one"));
    log.said(14, "russia", wants("russia", "two"));
    let state = log.state();
    assert!(!is_own_word(&state, "russia", "one") && !is_own_word(&state, "ukraine", "one"));
    assert_eq!(field(&state, "positions/russia/truce/one", "reported").as_array().unwrap().len(), 1);
    assert!(is_own_word(&state, "russia", "two"));
    // One's own coming is one's own word on whatever side.
    log.said(14, "medinsky", json!({ "meeting": { "scheduled": { "meeting": "r1" } } }));
    log.said(14, "medinsky", json!({ "attendance": { "accepted": { "who": "medinsky", "meeting": "r1" } } }));
    assert_eq!(field(&log.state(), "attendance/r1/medinsky", "status"), "accepted");
}

#[test]
fn an_imprecise_change_leaves_undecided_what_it_overlaps_and_nothing_else() {
    let mut log = Log::new();
    log.entry(json!({
        "occurred": "[2025-05-12..2025-05-16]", "known": "2025-05-20", "attributed_to": ["source"],
        "what": joined("medinsky", "ukraine"),
    }));
    log.said(11, "medinsky", wants("russia", "before"));
    log.said(14, "medinsky", wants("russia", "within"));
    log.said(17, "medinsky", wants("ukraine", "after"));
    let state = log.state();
    assert!(is_own_word(&state, "russia", "before") && is_own_word(&state, "ukraine", "after"));
    assert!(!is_own_word(&state, "russia", "within"));
    // By what the public knew that day he was still on his old side.
    let then = AsOf { known: end_of(18), ..AsOf::at(Until::All) };
    let state = log.at(&then);
    assert!(is_own_word(&state, "russia", "within") && !is_own_word(&state, "ukraine", "after"));
}

#[test]
fn who_first_joins_what_the_registry_says_was_on_no_side_before() {
    let mut log = Log::new();
    log.on(14, joined("medinsky", "russia"));
    log.said(12, "medinsky", wants("russia", "before"));
    log.said(16, "medinsky", wants("russia", "after"));
    let state = log.state();
    assert!(!is_own_word(&state, "russia", "before") && is_own_word(&state, "russia", "after"));
}

#[test]
fn a_coalition_a_process_and_an_agreement_change_no_side() {
    let mut log = Log::new();
    log.register("bloc", "body", json!({ "names": [{ "name": "bloc" }] }));
    let pact = log.on(11, json!({ "agreement": { "signed": { "parties": ["russia", "ukraine"] } } }));
    log.on(12, joined("medinsky", "bloc"));
    log.on(12, joined("medinsky", "talks"));
    log.on(12, joined("medinsky", &pact));
    log.said(16, "medinsky", wants("russia", "one"));
    log.said(16, "bloc", wants("russia", "two"));
    log.said(16, "medinsky", wants("bloc", "three"));
    let state = log.state();
    assert!(is_own_word(&state, "russia", "one"));
    assert!(!is_own_word(&state, "russia", "two"), "a coalition's word is not its member's");
    assert!(!is_own_word(&state, "bloc", "three"), "a member's word is not the coalition's");
    // What a party joins is a coalition, also if the process lists it.
    log.on(12, joined("russia", "turkiye"));
    log.on(12, joined("umerov", "turkiye"));
    log.said(16, "umerov", wants("ukraine", "four"));
    log.said(16, "russia", wants("russia", "five"));
    let state = log.state();
    assert!(is_own_word(&state, "ukraine", "four") && is_own_word(&state, "russia", "five"));
}

#[test]
fn a_body_that_splits_takes_its_people_with_it() {
    let mut log = Log::new();
    log.register("wing", "body", json!({ "names": [{ "name": "wing" }], "party": "russia" }));
    log.register("speaker", "person", json!({ "names": [{ "name": "speaker" }], "party": "wing" }));
    log.on(14, left("wing", "russia"));
    log.said(12, "speaker", wants("russia", "before"));
    log.said(16, "speaker", wants("russia", "after"));
    log.said(16, "speaker", wants("wing", "after"));
    let state = log.state();
    assert!(is_own_word(&state, "russia", "before") && !is_own_word(&state, "russia", "after"));
    assert!(is_own_word(&state, "wing", "after"));
}

#[test]
fn leaving_one_of_several_bodies_of_a_party_keeps_the_side() {
    let mut log = Log::new();
    log.register("wing", "body", json!({ "names": [{ "name": "wing" }], "party": "russia" }));
    log.on(12, joined("medinsky", "wing"));
    log.on(13, left("medinsky", "wing"));
    log.said(16, "medinsky", wants("russia", "one"));
    assert!(is_own_word(&log.state(), "russia", "one"));
}

#[test]
fn an_answer_and_an_office_have_the_side_of_their_own_day() {
    let mut log = Log::new();
    let proposal =
        log.on(11, json!({ "proposal": { "tabled_by": ["turkiye"], "to": ["russia", "ukraine"] } }));
    let answer =
        |phase: &str, by: &str| json!({ "answer": { phase: { "proposal": proposal, "answered_by": by } } });
    log.said(12, "medinsky", answer("accepted", "medinsky"));
    log.on(12, json!({ "office": { "attested": { "person": "medinsky", "post": "aide" } } }));
    log.on(14, joined("medinsky", "ukraine"));
    log.said(16, "umerov", answer("accepted", "umerov"));
    let state = log.state();
    let path = format!("proposals/{proposal}");
    assert_eq!(field(&state, &path, "answers").as_array().unwrap().len(), 2, "one for each side then");
    assert_eq!(field(&state, "offices/medinsky/aide", "party"), "russia");
    assert!(has(&state, "memberships/medinsky/ukraine"));
}

#[test]
fn whose_side_a_possible_change_would_move_is_said_beforehand() {
    let mut log = Log::new();
    log.said(16, "medinsky", wants("russia", "one"));
    let change = log.entry(json!({
        "occurred": "2025-05-14", "known": "[2025-05-14..2025-05-20]", "attributed_to": ["source"],
        "what": joined("medinsky", "ukraine"),
    }));
    let state = log.at(&AsOf { known: end_of(18), ..AsOf::at(end_of(18)) });
    let possible = state.possible.iter().find(|possible| possible.event.as_str() == change).unwrap();
    let paths: Vec<String> = possible.paths.iter().map(ToString::to_string).collect();
    assert_eq!(paths, ["memberships/medinsky/ukraine", "positions/russia/truce/one"]);
}

/// Returns the state of a proposal, an agreement and a promise. Each names people who change sides, and `more` others who
/// never do.
fn said_among(more: usize) -> State {
    let others: Vec<String> = (0..more).map(|number| format!("other{number}a")).collect();
    let among = |keys: &[&str]| -> Vec<String> {
        others.iter().cloned().chain(keys.iter().map(|key| (*key).to_owned())).collect()
    };
    let mut log = Log::new();
    let entry = |log: &mut Log, key: &str, day: u32, by: &str, what: Value| {
        log.entry(json!({
            "key": key, "occurred": format!("2025-05-{day}"), "known": format!("2025-05-{day}"),
            "attributed_to": [by], "what": what,
        }))
    };
    for name in ["ann", "ben"] {
        log.register(name, "person", json!({ "names": [{ "name": name }] }));
    }
    log.on(12, joined("ann", "russia"));
    log.on(18, joined("ann", "ukraine"));
    let asked = among(&["russia", "ann"]);
    entry(&mut log, "plan", 10, "source", json!({ "proposal": { "tabled_by": ["turkiye"], "to": asked } }));
    let parties = among(&["russia", "ann", "ukraine"]);
    let announced = json!({ "agreement": { "announced": { "title": "Pact", "parties": parties } } });
    entry(&mut log, "pact", 10, "medinsky", announced);
    let promise = json!({ "commitment": { "made": {
        "owed_by": among(&["russia"]), "owed_to": among(&["ann"]), "category": "prisoners", "what": "Release.",
    } } });
    entry(&mut log, "promise", 10, "medinsky", promise);
    for (number, other) in others.iter().enumerate() {
        let accepted = json!({ "answer": { "accepted": { "proposal": "plan", "answered_by": other } } });
        entry(&mut log, &format!("yes{number}a"), 11, other, accepted);
    }
    for (number, (day, by)) in
        [(13, "ann"), (14, "umerov"), (16, "medinsky"), (20, "ann"), (21, "ben"), (22, "umerov")]
            .into_iter()
            .enumerate()
    {
        let accepted = json!({ "answer": { "accepted": { "proposal": "plan", "answered_by": by } } });
        entry(&mut log, &format!("a{number}a"), day, by, accepted);
        let ratified = json!({ "agreement": { "ratified": { "agreement": "pact", "by": by } } });
        entry(&mut log, &format!("r{number}a"), day, by, ratified);
        let phase = if number % 2 == 0 { "suspended" } else { "resumed" };
        entry(
            &mut log,
            &format!("s{number}a"),
            day,
            by,
            json!({ "commitment": { phase: { "commitment": "promise" } } }),
        );
    }
    log.state()
}

/// Returns the keys of a list of rows or texts, without those of the others.
fn without_others(list: &Value, field: &str) -> Vec<Value> {
    let key = |row: &Value| row.get(field).unwrap_or(row).clone();
    let keys = list.as_array().unwrap().iter().map(key);
    keys.filter(|key| !["other", "yes"].iter().any(|begin| key.as_str().unwrap().starts_with(begin)))
        .collect()
}

#[test]
fn whose_word_counts_is_the_same_among_few_and_among_many() {
    let (few, many) = (said_among(0), said_among(40));
    for (path, name) in [
        ("proposals/plan", "standing"),
        ("agreements/pact", "stage"),
        ("agreements/pact", "since"),
        ("commitments/promise", "status"),
    ] {
        assert_eq!(field(&few, path, name), field(&many, path, name), "{path} {name}");
    }
    for (path, name, of) in [
        ("proposals/plan", "answers", "answered_by"),
        ("proposals/plan", "answers", "event"),
        ("agreements/pact", "reported", "event"),
        ("agreements/pact", "unvouched", ""),
        ("commitments/promise", "reported", "event"),
        ("commitments/promise", "unvouched", ""),
    ] {
        let [few, many] = [&few, &many].map(|state| without_others(&field(state, path, name), of));
        assert_eq!(few, many, "{path} {name}");
    }
    assert_eq!(anomalies(&few), anomalies(&many));
    assert_eq!(field(&few, "proposals/plan", "standing"), "accepted", "the one who was asked answered twice");
    assert!(!anomalies(&few).is_empty(), "some were not asked");
}
