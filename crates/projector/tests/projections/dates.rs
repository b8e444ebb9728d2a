//! What narrows a date, what does not, and what is inferred by that.

use asof_core::AsOf;
use asof_projector::{EventStatus, View};
use serde_json::{Value, json};

use super::log::{Log, anomalies, end_of, field, has};

const MAY: &str = "[2025-05-01..2025-05-31]";

/// Adds what somebody says of a time, after others.
fn dated(log: &mut Log, (occurred, known): (&str, &str), by: &str, after: &[&str], what: Value) -> String {
    log.entry(
        json!({ "occurred": occurred, "known": known, "attributed_to": [by], "after": after, "what": what }),
    )
}

fn claim() -> Value {
    json!({ "claim": { "says": "so" } })
}

fn position(stance: &str) -> Value {
    json!({ "position": { "party": "russia", "issue": "truce", "item": "x", "stance": stance, "force": "demand" } })
}

/// Returns how the event of a number stands by the end of a day, with hindsight.
fn standing(log: &Log, number: usize, day: u32) -> EventStatus {
    let cast = log.events().iter().position(|event| event.draft.key.as_str() == "e1").unwrap();
    View::new(log.events(), &AsOf::at(end_of(day))).statuses()[cast + number - 1]
}

#[test]
fn what_is_bounded_by_an_inferred_date_is_inferred() {
    let mut log = Log::new();
    let bounded = dated(&mut log, (MAY, "2025-05-10?"), "source", &[], claim());
    assert_eq!(field(&log.by(20), &format!("claims/{bounded}"), "inferred"), json!([bounded]));

    let mut log = Log::new();
    let first = dated(&mut log, (MAY, "2025-06-30"), "source", &[], claim());
    for when in ["2025-05-10?", "2025-05-10"] {
        dated(&mut log, (when, "2025-06-30"), "source", &[&first], claim());
    }
    let of_first = field(&log.by(20), &format!("claims/{first}"), "inferred");
    assert_eq!(of_first, json!([]), "of two equal bounds the stated one, whichever was entered first");
}

#[test]
fn what_was_known_earlier_by_an_inferred_date_is_inferred() {
    let mut log = Log::new();
    let proposal = json!({ "proposal": { "tabled_by": ["russia"], "to": ["ukraine"] } });
    let text = dated(&mut log, ("2025-05-01", MAY), "russia", &[], proposal);
    let stage = |stage: &str, fields: Value| {
        let mut named = json!({ "parties": ["russia", "ukraine"] });
        named.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        json!({ "agreement": { stage: named } })
    };
    let announced = stage("announced", json!({ "proposal": text }));
    let accord = dated(&mut log, ("2025-05-05", "[2025-05-05..2025-05-31]"), "source", &[], announced);
    let signed = stage("signed", json!({ "agreement": accord }));
    dated(&mut log, ("2025-05-10", "2025-05-10?"), "source", &[], signed);
    let as_of = AsOf { known: end_of(15), ..AsOf::at(end_of(15)) };
    let inferred = field(&log.at(&as_of), &format!("proposals/{text}"), "inferred");
    assert!(inferred.as_array().unwrap().contains(&json!(text)), "{inferred}");
}

#[test]
fn a_meeting_without_a_duration_lasts_to_the_end_of_the_day_on_which_it_began() {
    let held = |more: Value| {
        let mut held = json!({ "meeting": "m", "start": "2025-05-16T12:30+03:00" });
        held.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "meeting": { "held": held } })
    };
    let mut log = Log::new();
    dated(&mut log, ("2025-05", "2025-06-01"), "source", &[], held(json!({})));
    assert_eq!(standing(&log, 1, 15), EventStatus::Absent);
    assert_eq!(standing(&log, 1, 16), EventStatus::InForce);
}

#[test]
fn who_was_seen_at_a_meeting_was_there_by_when_links_say_that_it_was_over() {
    let mut log = Log::new();
    let held = json!({ "meeting": { "held": { "meeting": "m", "start": "2025-05-16T12:30+03:00" } } });
    let held = dated(&mut log, ("2025-05-16", "2025-05-16"), "source", &[], held);
    let seen = json!({ "delegation": { "observed": {
        "meeting": "m", "party": "russia", "complete": true, "members": [{ "description": "one" }],
    } } });
    dated(&mut log, ("2025-05-16", "2025-05-16"), "source", &[], seen);
    let three = "2025-05-16T15:00+03:00";
    dated(&mut log, (three, three), "source", &[&held], claim());
    let four = asof_core::Until::Before("2025-05-16T13:00:00Z".parse().unwrap());
    let state = log.at(&AsOf::at(four));
    assert_eq!(field(&state, "meetings/m", "status"), "held");
    assert!(has(&state, "delegations/m/russia/observed"));
}

#[test]
fn what_is_only_reported_narrows_nothing() {
    let mut log = Log::new();
    let wanted = dated(&mut log, (MAY, MAY), "russia", &[], position("want"));
    log.entry(json!({
        "occurred": "2025-05-10", "known": "2025-05-10", "attributed_to": ["ukraine"],
        "ends": [{ "position": wanted, "how": "met" }],
        "what": { "announcement": { "speaker": "ukraine", "act": "statement", "gist": "met" } },
    }));
    assert_eq!(standing(&log, 1, 20), EventStatus::Possible);

    let mut log = Log::new();
    let proposal = json!({ "proposal": { "tabled_by": ["russia"], "to": ["ukraine"] } });
    let text = dated(&mut log, (MAY, MAY), "russia", &[], proposal);
    let answer = json!({ "answer": { "accepted": { "proposal": text, "answered_by": "turkiye" } } });
    dated(&mut log, ("2025-05-10", "2025-05-10"), "turkiye", &[], answer);
    assert_eq!(standing(&log, 1, 20), EventStatus::Possible, "who answers was not asked");
}

#[test]
fn what_is_not_known_yet_does_not_decide_whose_word_something_is() {
    let log = |with_opener: bool| {
        let mut log = Log::new();
        let first = dated(&mut log, (MAY, MAY), "source", &[], claim());
        let withdrawn = json!({ "commitment": { "withdrawn": { "commitment": "e3" } } });
        dated(&mut log, ("2025-05-08", "2025-05-08"), "russia", &[&first], withdrawn);
        if with_opener {
            let offered =
                json!({ "commitment": { "offered": { "owed_by": ["russia"], "category": "aid" } } });
            dated(&mut log, ("2025-05-02", "2025-06-01"), "russia", &[], offered);
        }
        let as_of = AsOf { known: end_of(15), ..AsOf::at(end_of(15)) };
        let state = log.at(&as_of);
        (state.slots.keys().map(ToString::to_string).collect::<Vec<_>>(), state.possible.len())
    };
    assert_eq!(log(true), log(false));
}

#[test]
fn links_that_only_order_are_dropped_where_a_path_of_them_contradicts_the_dates() {
    let mut log = Log::new();
    let late = dated(&mut log, ("2025-05-20", "2025-05-20"), "ukraine", &[], position("one"));
    let some = dated(&mut log, (MAY, "2025-06-01"), "ukraine", &[&late], position("two"));
    dated(&mut log, ("2025-05-05", "2025-06-01"), "ukraine", &[&some], position("three"));
    let state = log.state();
    let reported = field(&state, "positions/russia/truce/x", "reported");
    let said: Vec<&str> =
        reported.as_array().unwrap().iter().filter_map(|said| said["status"].as_str()).collect();
    assert_eq!(said, ["three", "one", "two"], "by their dates alone");
    let contradicted = anomalies(&state);
    assert!(contradicted.iter().any(|path| path.starts_with("order-contradicted/")), "{contradicted:?}");
}
