//! Confirmations, discrepancies, circles, order, what is possible, and why things differ.

use asof_core::AsOf;
use asof_projector::{ChangeReason, View, Writing, diff};
use serde_json::{Value, json};

use super::log::{Log, anomalies, end_of, field, has, process};

fn claim() -> Value {
    json!({ "claim": { "says": "So." } })
}

fn respond(log: &mut Log, kind: &str, of: &str, known: &str) -> String {
    log.entry(json!({ "known": known, "attributed_to": ["fidan"], "what": { kind: { "of": of } } }))
}

fn retract(log: &mut Log, of: &str, known: &str) -> String {
    let what = json!({ "retraction": { "of": of, "because": "world", "reason": "R." } });
    log.entry(json!({ "known": known, "attributed_to": ["source"], "what": what }))
}

fn correct(log: &mut Log, of: &str, known: &str, occurred: &str) -> String {
    let with = json!({
        "occurred": occurred, "known": occurred, "attributed_to": ["source"], "summary": "S.",
        "what": { "claim": { "says": "Otherwise." } },
    });
    let what = json!({ "correction": { "of": of, "because": "world", "reason": "R.", "with": with } });
    log.entry(json!({ "known": known, "attributed_to": ["source"], "what": what }))
}

#[test]
fn a_confirmation_of_what_is_not_in_force_does_nothing() {
    let mut log = Log::new();
    let key = log.on(18, claim());
    let path = format!("claims/{key}");
    let confirmed = respond(&mut log, "confirmation", &key, "2025-05-16");
    let denied = respond(&mut log, "denial", &key, "2025-05-19");
    assert!(!has(&log.by(17), &path));
    assert_eq!(log.by(17).counted.in_force, 0);
    let state = log.state();
    assert_eq!(field(&state, &path, "confirmed_by"), json!([confirmed]));
    assert_eq!(field(&state, &path, "denied_by"), json!([denied]));
    retract(&mut log, &key, "2025-05-20");
    assert_eq!(log.state().counted.in_force, 1, "only the retraction counts");
}

#[test]
fn a_discrepancy_is_visible_only_with_all_its_events() {
    let mut log = Log::new();
    let (first, second) = (log.on(16, claim()), log.on(17, claim()));
    let denial = respond(&mut log, "denial", &first, "2025-05-18");
    let compare = |about: &str, with: &str| json!({ "what": { "discrepancy": { "about": [about], "between": [{ "event": with, "says": "S." }] } } });
    let events = log.entry(compare(&first, &second));
    let words = log.entry(compare(&first, &denial));
    let seen = |day: u32, key: &str| {
        has(
            &log.at(&AsOf::known_at(match end_of(day) {
                asof_core::Until::Before(end) => end,
                asof_core::Until::All => unreachable!("a day ends"),
            })),
            &format!("discrepancies/{key}"),
        )
    };
    assert_eq!([16, 17].map(|day| seen(day, &events)), [false, true]);
    assert_eq!([17, 18].map(|day| seen(day, &words)), [false, true], "a denial can be compared too");
}

#[test]
fn a_circle_is_an_anomaly_and_counts_as_no_order() {
    let mut log = Log::new();
    let open = log.on(16, json!({ "agreement": { "announced": { "parties": ["russia"] } } }));
    let after = |stage: &str, after: &str| {
        json!({
            "occurred": "2025-05-17", "known": "2025-05-17", "attributed_to": ["source"], "after": [after],
            "what": { "agreement": { stage: { "agreement": open } } },
        })
    };
    log.entry(after("signed", "e3"));
    assert_eq!(anomalies(&log.state()), Vec::<String>::new());
    log.entry(after("initialled", "e2"));
    let state = log.state();
    assert_eq!(anomalies(&state), [format!("circle/agreements/{open}")]);
    // Of the two, the one with the greater id is the last.
    assert_eq!(field(&state, &format!("agreements/{open}"), "stage"), "initialled");
}

#[test]
fn an_anomaly_lists_a_few_events_and_counts_the_others() {
    let mut log = Log::new();
    let events = 40;
    for number in 1..=events {
        let after = format!("e{}", number % events + 1);
        log.entry(json!({
            "occurred": "2025-05-17", "known": "2025-05-17", "attributed_to": ["source"], "after": [after],
            "what": claim(),
        }));
    }
    let state = log.state();
    let [path] = <[String; 1]>::try_from(anomalies(&state)).expect("a circle is said once");
    let message = field(&state, &format!("anomalies/{path}"), "message");
    let message = message.as_str().unwrap();
    assert_eq!(message.matches('`').count(), 2 * 25, "{message}");
    assert!(message.contains(", 15 more are each said"), "{message}");
}

#[test]
fn a_diff_lists_a_few_causes_of_an_anomaly() {
    let mut log = Log::new();
    for _ in 0..40 {
        log.on(17, json!({ "answer": { "accepted": { "proposal": "nothing", "answered_by": "russia" } } }));
    }
    let none = AsOf { known: end_of(16), ..AsOf::ALL };
    let changes = diff(log.events(), &process(), &none, &AsOf::ALL).changes;
    let anomaly = changes.iter().find(|change| change.path.to_string().starts_with("anomalies/")).unwrap();
    assert_eq!(anomaly.causes.len(), 25);
}

#[test]
fn what_lies_in_a_circle_can_contradict_its_dates_too() {
    let mut log = Log::new();
    let open = log.on(16, json!({ "agreement": { "announced": { "parties": ["russia"] } } }));
    let later = log.on(19, claim());
    for (stage, after) in [("signed", vec!["e4", &later]), ("initialled", vec!["e3", &later])] {
        log.entry(json!({
            "occurred": "2025-05-17", "known": "2025-05-17", "attributed_to": ["source"], "after": after,
            "what": { "agreement": { stage: { "agreement": open } } },
        }));
    }
    let codes: Vec<String> = anomalies(&log.state())
        .iter()
        .map(|path| path.split('/').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(codes, ["circle", "order-contradicted", "order-contradicted"]);
}

#[test]
fn an_event_stands_behind_what_it_refers_to_on_the_same_day() {
    let mut log = Log::new();
    let open = log.on(16, json!({ "agreement": { "announced": { "parties": ["russia"] } } }));
    log.entry(json!({
        "occurred": "2025-05-17", "known": "2025-05-17", "attributed_to": ["source"], "after": ["e3"],
        "what": { "agreement": { "signed": { "agreement": open } } },
    }));
    log.on(17, json!({ "agreement": { "initialled": { "agreement": open } } }));
    assert_eq!(field(&log.state(), &format!("agreements/{open}"), "stage"), "signed");
}

#[test]
fn an_event_is_before_its_opening_only_if_the_bounds_prove_it() {
    for (occurred, proven) in
        [("2025-05-17", false), ("2025-05-16", true), ("[..2025-05-17]", false), ("2025-05", false)]
    {
        let mut log = Log::new();
        let open = log.on(17, json!({ "proposal": { "tabled_by": ["russia"], "to": ["ukraine"] } }));
        log.entry(json!({
            "occurred": occurred, "known": "2025-06-01", "attributed_to": ["source"],
            "what": { "answer": { "accepted": { "proposal": open, "answered_by": "ukraine" } } },
        }));
        let expected: Vec<String> =
            if proven { vec![format!("before-opening/proposals/{open}")] } else { vec![] };
        assert_eq!(anomalies(&log.state()), expected, "{occurred}");
        assert_eq!(field(&log.state(), &format!("proposals/{open}"), "standing"), "accepted");
    }
}

fn turn(occurred: &str, known: &str, turn: &str) -> Value {
    json!({ "occurred": occurred, "known": known, "attributed_to": ["source"], "what": { "process": { turn: {} } } })
}

#[test]
fn an_unknown_moment_is_possible_and_a_span_is_under_way() {
    let mut log = Log::new();
    log.on(16, json!({ "process": { "opened": {} } }));
    let moment = log.entry(turn("[2025-05-17..2025-05-19]", "2025-05-20", "suspended"));
    let span = log.entry(turn("2025-05-17/2025-05-19", "[2025-05-19..2025-05-21]", "resumed"));
    let state = log.by(17);
    assert_eq!(field(&state, "status", "phase"), "opened");
    assert_eq!(field(&state, "status", "maybe"), json!([moment, span]));
    let rows: Vec<Value> = state.possible.iter().map(|possible| Writing::whole().json(possible)).collect();
    let read: Vec<_> = rows.iter().map(|row| (row["kind"].clone(), row["until"].clone())).collect();
    let until = json!("2025-05-20T00:00:00+03:00");
    assert_eq!(read, [(json!("unknown-moment"), until.clone()), (json!("under-way"), until)]);
    assert_eq!(rows[0]["paths"], json!(["status"]));
    assert_eq!((state.counted.in_force, state.counted.possible), (1, 2));
    assert_eq!(field(&log.by(19), "status", "maybe"), json!([]));
}

#[test]
fn what_may_be_taken_back_or_brought_back_names_its_slots() {
    let mut log = Log::new();
    let key = log.on(16, claim());
    let path = format!("claims/{key}");
    let confirmed = respond(&mut log, "confirmation", &key, "2025-05-16");
    let maybe = retract(&mut log, &confirmed, "[2025-05-17..2025-05-19]");
    let at = |log: &Log, day| log.at(&AsOf { known: end_of(day), ..AsOf::ALL });
    assert_eq!(field(&at(&log, 18), &path, "maybe"), json!([maybe]));
    let retraction = retract(&mut log, &key, "2025-05-18");
    retract(&mut log, &retraction, "[2025-05-18..2025-05-20]");
    let state = at(&log, 18);
    assert!(!has(&state, &path));
    let paths: Vec<Vec<String>> =
        state.possible.iter().map(|p| p.paths.iter().map(ToString::to_string).collect()).collect();
    assert!(paths.contains(&vec![path]), "{paths:?}");
}

#[test]
fn to_take_back_a_correction_that_another_beats_would_change_nothing() {
    let mut log = Log::new();
    let key = log.on(16, claim());
    let beaten = correct(&mut log, &key, "2025-05-17", "2025-05-16");
    let winner = correct(&mut log, &key, "2025-05-18", "2025-05-16");
    retract(&mut log, &beaten, "[2025-05-18..2025-05-21]");
    retract(&mut log, &winner, "[2025-05-18..2025-05-21]");
    let state = log.at(&AsOf { known: end_of(19), ..AsOf::ALL });
    let paths: Vec<usize> = state.possible.iter().map(|possible| possible.paths.len()).collect();
    assert_eq!(paths, [0, 1]);
}

fn whys(log: &Log, from: &AsOf, to: &AsOf) -> Vec<(String, ChangeReason)> {
    let changes = diff(log.events(), &process(), from, to).changes;
    let mut causes: Vec<_> = changes.into_iter().flat_map(|c| c.causes).map(|c| (c.event, c.why)).collect();
    causes.sort();
    causes.dedup();
    causes
}

#[test]
fn a_diff_says_which_clock_moved_a_fact() {
    let mut log = Log::new();
    let key = log.entry(json!({
        "occurred": "2025-05-16", "known": "2025-05-18", "attributed_to": ["source"], "what": claim(),
    }));
    let known = |day| AsOf { known: end_of(day), ..AsOf::ALL };
    let before = AsOf { recorded: asof_core::Head::Seq(3), ..AsOf::ALL };
    assert_eq!(whys(&log, &AsOf::at(end_of(15)), &AsOf::ALL), [(key.clone(), ChangeReason::Happened)]);
    assert_eq!(whys(&log, &known(17), &AsOf::ALL), [(key.clone(), ChangeReason::Learned)]);
    let neither = AsOf { known: end_of(15), ..AsOf::at(end_of(15)) };
    assert_eq!(
        whys(&log, &neither, &AsOf::ALL),
        [(key.clone(), ChangeReason::Happened)],
        "the world comes first"
    );
    let late = whys(&log, &before, &AsOf::ALL);
    assert!(late.contains(&(key.clone(), ChangeReason::RecordedLate)), "{late:?}");
    let correction = correct(&mut log, &key, "2025-05-19", "2025-05-17");
    let corrected = whys(&log, &known(18), &known(19));
    assert_eq!(
        corrected,
        [(key.clone(), ChangeReason::Corrected), (correction.clone(), ChangeReason::Learned)]
    );
    let retraction = retract(&mut log, &key, "2025-05-20");
    let retracted = whys(&log, &known(19), &known(20));
    let expected = [
        (key, ChangeReason::Retracted),
        (correction, ChangeReason::Retracted),
        (retraction, ChangeReason::Learned),
    ];
    assert_eq!(retracted, expected, "what was corrected before is withdrawn now");
}

#[test]
fn an_anomaly_that_went_has_the_cause_that_took_it_away() {
    let mut log = Log::new();
    let tally = |unit: &str| {
        let quantity = json!({ "low": 1, "high": 1, "bound": "exact", "unit": unit, "per": "total" });
        json!({ "exchange": { "carried-out": { "transfers": [{ "category": "remains", "quantity": quantity }] } } })
    };
    log.on(17, tally("person"));
    log.on(18, tally("lorry"));
    let retraction = retract(&mut log, "e1", "2025-05-19");
    let known = |day| AsOf { known: end_of(day), ..AsOf::ALL };
    let changes = diff(log.events(), &process(), &known(18), &known(19)).changes;
    let anomaly = changes.iter().find(|change| change.path.to_string().starts_with("anomalies/")).unwrap();
    let causes: Vec<&str> = anomaly.causes.iter().map(|cause| cause.event.as_str()).collect();
    assert_eq!(causes, ["e1", &retraction]);
}

#[test]
fn a_registry_is_that_of_the_point() {
    let mut log = Log::new();
    let party = |log: &Log, as_of: &AsOf| {
        let registry = View::new(log.events(), as_of).registry();
        let [umerov, fidan] = ["umerov", "fidan"].map(|key| key.parse().unwrap());
        let keys: Vec<String> = registry.iter().map(|(key, _)| key.to_string()).collect();
        let is_on_side =
            |party: &&str| registry.may_be_on_side(&process(), &umerov, &party.parse().unwrap(), None);
        let side = ["ukraine", "turkiye"].into_iter().filter(is_on_side).collect::<Vec<_>>().join(" ");
        (side, registry.get(&fidan).is_some(), keys.join(" "))
    };
    let person = json!({ "party": "turkiye", "names": [{ "name": "umerov" }] });
    log.entry(json!({ "what": { "correction": {
        "of": "umerov", "because": "record", "reason": "R.", "with": { "what": { "registered": { "person": person } } },
    } } }));
    log.entry(json!({ "what": { "retraction": { "of": "fidan", "because": "record", "reason": "R." } } }));
    let before = AsOf { recorded: asof_core::Head::Seq(7), ..AsOf::ALL };
    let all = "fidan medinsky russia talks turkiye ukraine umerov";
    assert_eq!(party(&log, &before), ("ukraine".to_owned(), true, all.to_owned()));
    let rest = "medinsky russia talks turkiye ukraine umerov";
    assert_eq!(party(&log, &AsOf::ALL), ("turkiye".to_owned(), false, rest.to_owned()));
    for as_of in [before, AsOf::ALL] {
        assert_eq!(View::new(log.events(), &as_of).counted(&process()), log.at(&as_of).counted);
    }
}

#[test]
fn a_discrepancy_with_what_nobody_knows_yet_is_not_to_come() {
    // What the third entry will say is of no account before it is known: as if there were none.
    let paths = |third: Option<Value>| {
        let mut log = Log::new();
        log.entry(turn("[2025-05-17..2025-05-19]", "2025-05-20", "suspended"));
        let between = json!([{ "event": "e3", "says": "S." }]);
        log.entry(json!({ "what": { "discrepancy": { "about": ["e1"], "between": between } } }));
        third.into_iter().for_each(|third| _ = log.entry(third));
        let possible = log.at(&AsOf { known: end_of(20), ..AsOf::at(end_of(17)) }).possible;
        possible[0].paths.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let said = |known: &str| json!({ "occurred": "2025-05-16", "known": known, "attributed_to": ["fidan"], "what": claim() });
    let denied =
        json!({ "known": "2025-05-21", "attributed_to": ["fidan"], "what": { "denial": { "of": "e1" } } });
    assert_eq!(paths(None), ["status"]);
    assert_eq!(paths(Some(denied)), ["status"]);
    assert_eq!(paths(Some(said("2025-05-21"))), ["status"]);
    assert_eq!(paths(Some(said("2025-05-20"))), ["status", "discrepancies/e2"]);
}

#[test]
fn an_opening_that_nobody_knows_yet_narrows_nothing() {
    // Whose word binds in the agreement is not known before it is.
    let slots = |opening: Option<&str>| {
        let mut log = Log::new();
        let position = json!({ "position": { "party": "russia", "issue": "truce", "item": "item", "stance": "S.", "force": "demand" } });
        log.entry(json!({
            "occurred": "2025-05-16T12:00+03:00", "known": "2025-05-16", "attributed_to": ["russia"], "what": position,
        }));
        log.entry(json!({
            "occurred": "2025-05-16", "known": "2025-05-16", "attributed_to": ["russia"],
            "ends": [{ "position": "e1", "how": "met" }],
            "what": { "agreement": { "ratified": { "agreement": "e3", "by": "russia" } } },
        }));
        opening.into_iter().for_each(|known| {
            log.entry(json!({
                "occurred": "2025-05-16", "known": known, "attributed_to": ["source"],
                "what": { "agreement": { "announced": { "parties": ["russia"] } } },
            }));
        });
        log.at(&AsOf { known: end_of(17), ..AsOf::ALL }).slots
    };
    assert_eq!(slots(Some("2025-05-18")), slots(None));
    assert_ne!(slots(Some("2025-05-17")), slots(None));
}

#[test]
fn nobody_confirms_or_denies_an_anomaly() {
    let mut log = Log::new();
    let number = |unit: &str| json!({ "low": 1, "high": 1, "bound": "exact", "unit": unit, "per": "total" });
    let promise =
        json!({ "made": { "owed_by": ["russia"], "category": "boats", "quantity": number("boat") } });
    let promise = log.on(16, json!({ "commitment": promise }));
    let lot = json!({ "transfers": [{ "category": "boats", "quantity": number("crew") }] });
    log.entry(json!({
        "occurred": "2025-05-17", "known": "2025-05-17", "attributed_to": ["source"],
        "delivers": [{ "commitment": promise }], "what": { "exchange": { "carried-out": lot } },
    }));
    let confirmed = respond(&mut log, "confirmation", &promise, "2025-05-18");
    let state = log.state();
    let path = format!("commitments/{promise}");
    assert_eq!(field(&state, &path, "confirmed_by"), json!([confirmed]));
    assert_eq!(field(&state, &format!("anomalies/other-unit/{path}"), "confirmed_by"), json!([]));
}

#[test]
fn a_circle_is_told_where_its_events_move_something_themselves() {
    let mut log = Log::new();
    for (party, after) in [("ukraine", "e2"), ("russia", "e1")] {
        let members = json!([{ "person": "medinsky", "post": "head" }]);
        log.entry(json!({
            "occurred": "2025-05-16", "known": "2025-05-16", "attributed_to": ["source"], "after": [after],
            "what": { "delegation": { "announced": {
                "meeting": "m1", "party": party, "complete": false, "members": members,
            } } },
        }));
    }
    let circle =
        |log: &Log| anomalies(&log.state()).into_iter().filter(|a| a.contains("circle")).collect::<Vec<_>>();
    let before = circle(&log);
    assert_eq!(before.len(), 1, "{before:?}");
    log.on(18, json!({ "attendance": { "accepted": { "who": "russia", "meeting": "m1" } } }));
    assert_eq!(circle(&log), before);
}
