//! Promises, deliveries and the tally of what changed hands.

use serde_json::{Value, json};

use super::log::{Log, anomalies, field};

fn number(count: u64, per: &str) -> Value {
    json!({ "low": count, "high": count, "bound": "exact", "unit": "person", "per": per })
}

fn both(quantity: Value) -> Value {
    json!({ "commitment": { "made": {
        "owed_by": ["russia", "ukraine"], "owed_to": ["ukraine", "russia"],
        "category": "prisoners", "quantity": quantity,
    } } })
}

fn one(quantity: Value) -> Value {
    json!({ "commitment": { "made": {
        "owed_by": ["russia"], "owed_to": ["ukraine"], "category": "prisoners", "quantity": quantity,
    } } })
}

fn lot(from: &str, to: &str, quantity: Value) -> Value {
    json!({ "category": "prisoners", "from": from, "to": to, "quantity": quantity })
}

fn handed_over(log: &mut Log, day: u32, promises: &[&str], transfers: &[Value]) -> String {
    exchange(log, day, "carried-out", promises, transfers)
}

fn exchange(log: &mut Log, day: u32, phase: &str, promises: &[&str], transfers: &[Value]) -> String {
    let delivers: Vec<_> = promises.iter().map(|key| json!({ "commitment": key })).collect();
    log.entry(json!({
        "occurred": format!("2025-05-{day}"), "known": format!("2025-05-{day}"), "attributed_to": ["source"],
        "delivers": delivers, "what": { "exchange": { phase: { "transfers": transfers } } },
    }))
}

/// Writes low, high, bound and per of a quantity in one line.
fn said(quantity: &Value) -> String {
    if quantity.is_null() {
        return "not on record".to_owned();
    }
    let text = |name: &str| match &quantity[name] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!("{}..{} {} {}", text("low"), text("high"), text("bound"), text("per"))
}

#[test]
fn each_side_is_tallied_per_direction_and_the_lower_one_counts() {
    let mut log = Log::new();
    let key = log.on(16, both(number(1000, "each-side")));
    let path = format!("commitments/{key}");
    handed_over(&mut log, 17, &[&key], &[lot("russia", "ukraine", number(390, "one-way"))]);
    assert_eq!(said(&field(&log.state(), &path, "delivered")), "not on record");
    handed_over(&mut log, 18, &[&key], &[lot("ukraine", "russia", number(300, "one-way"))]);
    let state = log.state();
    assert_eq!(said(&field(&state, &path, "delivered")), "300..300 exact each-side");
    assert_eq!(said(&field(&state, &path, "outstanding")), "700..700 exact each-side");
    let directions = field(&state, &path, "directions");
    assert_eq!(said(&directions[0]["delivered"]), "390..390 exact one-way");
    assert_eq!(said(&directions[1]["delivered"]), "300..300 exact one-way");
    assert_eq!(said(&directions[0]["outstanding"]), "610..610 exact one-way");
    assert_eq!(said(&directions[1]["outstanding"]), "700..700 exact one-way");
    // Without a direction it counts in every one.
    let undirected = json!({ "category": "prisoners", "quantity": number(700, "each-side") });
    handed_over(&mut log, 19, &[&key], &[undirected]);
    let state = log.state();
    assert_eq!(said(&field(&state, &path, "delivered")), "1000..1000 exact each-side");
    assert_eq!(field(&state, &path, "status"), "fulfilled");
    // One side gave more than was promised.
    assert_eq!(said(&field(&state, &path, "directions")[0]["outstanding"]), "0..0 exact one-way");
    assert_eq!(anomalies(&state), [format!("over-delivered/{path}")]);
}

#[test]
fn a_number_that_does_not_say_per_what_stays_so() {
    let mut log = Log::new();
    let key = log.on(16, both(number(10, "each-side")));
    let path = format!("commitments/{key}");
    let undirected = json!({ "category": "prisoners", "quantity": number(10, "unstated") });
    handed_over(&mut log, 17, &[&key], &[undirected]);
    let state = log.state();
    assert_eq!(said(&field(&state, &path, "delivered")), "10..10 exact unstated");
    assert_eq!(field(&state, &path, "status"), "in-progress", "not on the same `per`");
}

#[test]
fn a_sum_names_the_discrepancies_about_its_occasions_that_are_visible() {
    let mut log = Log::new();
    let key = log.on(16, one(number(10, "one-way")));
    let dated = handed_over(&mut log, 17, &[&key], &[lot("russia", "ukraine", number(4, "one-way"))]);
    let undated = handed_over(&mut log, 19, &[], &[lot("russia", "ukraine", number(4, "one-way"))]);
    let compare = |about: &[&str], with: &str| json!({ "what": { "discrepancy": { "about": about, "between": [{ "event": with, "says": "S." }] } } });
    let which = log.entry(compare(&[&undated, &dated], &dated));
    // What only contradicts another account is about nothing here.
    let elsewhere = log.on(16, json!({ "claim": { "says": "So." } }));
    log.entry(compare(&[&elsewhere], &dated));
    let tally = "exchanges/prisoners/russia/ukraine/one-way";
    for (path, day, named) in [
        (tally, 17, json!([])),
        (tally, 19, json!([which])),
        (&format!("commitments/{key}"), 19, json!([which])),
    ] {
        assert_eq!(field(&log.by(day), path, "discrepancies"), named, "{path} on day {day}");
    }
}

#[test]
fn another_unit_or_direction_does_not_count() {
    let mut log = Log::new();
    let key = log.on(16, one(number(10, "one-way")));
    let path = format!("commitments/{key}");
    let lorries = json!({ "low": 3, "high": 3, "bound": "exact", "unit": "lorry", "per": "one-way" });
    handed_over(&mut log, 17, &[&key], &[lot("russia", "ukraine", lorries)]);
    handed_over(&mut log, 18, &[&key], &[lot("ukraine", "russia", number(4, "one-way"))]);
    handed_over(&mut log, 19, &[&key], &[lot("medinsky", "umerov", number(5, "one-way"))]);
    let state = log.state();
    assert_eq!(said(&field(&state, &path, "delivered")), "5..5 exact one-way", "persons speak for sides");
    assert_eq!(anomalies(&state), [format!("other-direction/{path}/2"), format!("other-unit/{path}"),]);
}

#[test]
fn what_does_not_count_does_not_move_a_promise() {
    let mut log = Log::new();
    let key = log.on(16, one(number(10, "one-way")));
    let path = format!("commitments/{key}");
    let lorries = json!({ "low": 3, "high": 3, "bound": "exact", "unit": "lorry", "per": "one-way" });
    handed_over(&mut log, 17, &[&key], &[lot("russia", "ukraine", lorries)]);
    handed_over(&mut log, 18, &[&key], &[lot("ukraine", "russia", number(4, "one-way"))]);
    let state = log.state();
    assert_eq!(field(&state, &path, "status"), "open");
    assert_eq!(said(&field(&state, &path, "delivered")), "not on record");
    exchange(&mut log, 19, "preparing", &[&key], &[]);
    assert_eq!(field(&log.state(), &path, "status"), "preparing");
    handed_over(&mut log, 20, &[&key], &[lot("russia", "ukraine", number(4, "one-way"))]);
    assert_eq!(field(&log.state(), &path, "status"), "in-progress");
}

/// Adds an announcement that something was handed over, without a figure.
fn handover(log: &mut Log, day: u32, promise: &str) {
    log.entry(json!({
        "occurred": format!("2025-05-{day}"), "known": format!("2025-05-{day}"), "attributed_to": ["umerov"],
        "delivers": [{ "commitment": promise }],
        "what": { "announcement": { "act": "handover-of-documents", "speaker": "umerov", "gist": "G." } },
    }));
}

#[test]
fn a_delivery_without_a_figure_is_unknown_and_not_zero() {
    let mut log = Log::new();
    let key = log.on(16, one(number(10, "one-way")));
    let path = format!("commitments/{key}");
    let told = |log: &Log| {
        let state = log.state();
        let [delivered, outstanding] = ["delivered", "outstanding"].map(|name| field(&state, &path, name));
        let status = field(&state, &path, "status");
        format!("{}; {}; {}", said(&delivered), said(&outstanding), status.as_str().unwrap())
    };
    assert_eq!(told(&log), "not on record; 10..10 exact one-way; open");
    // What goes another way does not count and says nothing about what was delivered here.
    handed_over(&mut log, 17, &[&key], &[lot("ukraine", "russia", number(4, "one-way"))]);
    assert_eq!(told(&log), "not on record; 10..10 exact one-way; open");
    handover(&mut log, 18, &key);
    assert_eq!(told(&log), "null..null unknown one-way; 0..10 range one-way; in-progress");
    handed_over(&mut log, 19, &[&key], &[lot("russia", "ukraine", number(4, "one-way"))]);
    assert_eq!(told(&log), "4..4 exact one-way; 6..6 exact one-way; in-progress");
}

#[test]
fn a_promise_that_somebody_calls_completed_was_delivered_by_an_unknown_number() {
    let mut log = Log::new();
    let key = log.on(16, one(number(10, "one-way")));
    let path = format!("commitments/{key}");
    log.entry(json!({
        "occurred": "2025-05-19", "known": "2025-05-19", "attributed_to": ["umerov"],
        "delivers": [{ "commitment": key }], "what": { "exchange": { "completed": {} } },
    }));
    let state = log.state();
    assert_eq!(said(&field(&state, &path, "delivered")), "null..null unknown one-way");
    assert_eq!(said(&field(&state, &path, "outstanding")), "0..10 range one-way");
    assert_eq!(field(&state, &path, "status"), "fulfilled");
}

#[test]
fn a_delivery_without_a_figure_may_have_gone_either_way() {
    let mut log = Log::new();
    let key = log.on(16, both(number(1000, "each-side")));
    let path = format!("commitments/{key}");
    handed_over(&mut log, 17, &[&key], &[lot("russia", "ukraine", number(390, "one-way"))]);
    assert_eq!(field(&log.state(), &path, "directions")[1]["delivered"], Value::Null);
    handover(&mut log, 18, &key);
    let state = log.state();
    let directions = field(&state, &path, "directions");
    assert_eq!(said(&directions[0]["delivered"]), "390..390 exact one-way");
    assert_eq!(said(&directions[1]["delivered"]), "null..null unknown one-way");
    assert_eq!(said(&field(&state, &path, "delivered")), "0..390 range each-side");
    assert_eq!(said(&field(&state, &path, "outstanding")), "610..1000 range each-side");
}

#[test]
fn a_sum_above_what_a_log_can_hold_has_no_upper_bound_and_says_so() {
    const LARGEST: u64 = (1 << 53) - 1;
    let mut log = Log::new();
    let key = log.on(16, one(number(LARGEST, "one-way")));
    let path = format!("commitments/{key}");
    for day in [17, 18] {
        handed_over(&mut log, day, &[&key], &[lot("russia", "ukraine", number(LARGEST, "one-way"))]);
    }
    let state = log.state();
    let (tally, largest) =
        ("exchanges/prisoners/russia/ukraine/one-way", format!("{LARGEST}..null at-least one-way"));
    assert_eq!(said(&field(&state, &path, "delivered")), largest);
    assert_eq!(said(&field(&state, tally, "quantity")), largest);
    for path in [path.as_str(), tally] {
        assert!(anomalies(&state).contains(&format!("beyond-numbers/{path}")), "{:?}", anomalies(&state));
    }
    assert_eq!(said(&field(&state, &path, "outstanding")), "0..0 exact one-way");
}

#[test]
fn decimals_add_up_exactly() {
    let amount =
        |text: &str| json!({ "low": text, "high": text, "bound": "exact", "unit": "km", "per": "one-way" });
    let mut log = Log::new();
    let key = log.on(16, one(amount("12.50")));
    let path = format!("commitments/{key}");
    for (day, part) in [(17, "0.1"), (18, "0.2")] {
        handed_over(&mut log, day, &[&key], &[lot("russia", "ukraine", amount(part))]);
    }
    let state = log.state();
    assert_eq!(said(&field(&state, &path, "promised")), "12.50..12.50 exact one-way");
    assert_eq!(said(&field(&state, &path, "delivered")), "0.3..0.3 exact one-way");
    assert_eq!(said(&field(&state, &path, "outstanding")), "12.2..12.2 exact one-way");
    handed_over(&mut log, 19, &[&key], &[lot("russia", "ukraine", amount("12.2"))]);
    let state = log.state();
    assert_eq!(field(&state, &path, "status"), "fulfilled");
    assert_eq!(field(&state, &path, "outstanding")["low"], json!(0), "what is whole is a number");
}

#[test]
fn sums_are_intervals_and_about_spreads() {
    let mut log = Log::new();
    let key = log.on(16, one(number(10, "one-way")));
    let path = format!("commitments/{key}");
    let deliver = |log: &mut Log, day: u32, quantity: Value| {
        handed_over(log, day, &[&key], &[lot("russia", "ukraine", quantity)]);
        let state = log.by(day);
        (said(&field(&state, &path, "delivered")), said(&field(&state, &path, "outstanding")))
    };
    let written = |low: Option<u64>, high: Option<u64>, bound: &str| json!({ "low": low, "high": high, "bound": bound, "unit": "person", "per": "one-way" });
    let texts = |(delivered, outstanding): (String, String)| format!("{delivered}; {outstanding}");
    let range = deliver(&mut log, 17, written(Some(2), Some(3), "range"));
    assert_eq!(texts(range), "2..3 range one-way; 7..8 range one-way");
    let about = deliver(&mut log, 18, written(Some(4), Some(4), "about"));
    assert_eq!(texts(about), "6..7 about one-way; 3..4 about one-way");
    let unknown = deliver(&mut log, 19, written(None, None, "unknown"));
    assert_eq!(texts(unknown), "6..null about one-way; 0..4 about one-way");
}

#[test]
fn an_occasion_for_two_promises_gives_each_between_nothing_and_all() {
    let mut log = Log::new();
    let first = log.on(16, one(number(10, "one-way")));
    let second = log.on(16, one(number(10, "one-way")));
    handed_over(&mut log, 17, &[&first, &second], &[lot("russia", "ukraine", number(4, "one-way"))]);
    let state = log.state();
    for key in [first, second] {
        let path = format!("commitments/{key}");
        assert_eq!(said(&field(&state, &path, "delivered")), "0..4 range one-way");
        assert_eq!(said(&field(&state, &path, "outstanding")), "6..10 range one-way");
    }
    let third = log.on(16, one(number(10, "one-way")));
    handed_over(&mut log, 17, &[&third, &third], &[lot("russia", "ukraine", number(4, "one-way"))]);
    let delivered = field(&log.state(), &format!("commitments/{third}"), "delivered");
    assert_eq!(said(&delivered), "4..4 exact one-way", "one promise named twice is one");
}

#[test]
fn a_promise_goes_from_open_over_preparing_to_fulfilled() {
    let mut log = Log::new();
    let key = log.on(16, one(json!({ "bound": "unknown", "unit": "person", "per": "one-way" })));
    let path = format!("commitments/{key}");
    exchange(&mut log, 17, "preparing", &[&key], &[]);
    handed_over(&mut log, 18, &[&key], &[lot("russia", "ukraine", number(4, "one-way"))]);
    log.entry(json!({
        "occurred": "2025-05-19", "known": "2025-05-19", "attributed_to": ["umerov"],
        "delivers": [{ "commitment": key }], "what": { "exchange": { "completed": {} } },
    }));
    assert_eq!(
        field(&log.state(), &path, "attributed_to"),
        json!(["source", "umerov"]),
        "in its claimant's name"
    );
    let statuses = [16, 17, 18, 19].map(|day| field(&log.by(day), &path, "status"));
    assert_eq!(statuses, ["open", "preparing", "in-progress", "fulfilled"]);
    log.said(20, "turkiye", json!({ "commitment": { "withdrawn": { "commitment": key } } }));
    assert_eq!(field(&log.state(), &path, "status"), "fulfilled", "another cannot take it back");
    log.said(21, "medinsky", json!({ "commitment": { "withdrawn": { "commitment": key } } }));
    assert_eq!(field(&log.state(), &path, "status"), "withdrawn");
}

#[test]
fn more_than_was_promised_is_an_anomaly_and_leaves_nothing_outstanding() {
    let mut log = Log::new();
    let key = log.on(16, one(number(3, "one-way")));
    handed_over(&mut log, 17, &[&key], &[lot("russia", "ukraine", number(4, "one-way"))]);
    let state = log.state();
    assert_eq!(anomalies(&state), [format!("over-delivered/commitments/{key}")]);
    assert_eq!(said(&field(&state, &format!("commitments/{key}"), "outstanding")), "0..0 exact one-way");
}

#[test]
fn a_promise_that_carries_out_another_is_a_delivery_of_it_and_not_its_terms() {
    let mut log = Log::new();
    let first = log.on(16, one(number(3, "one-way")));
    let mut second = json!({
        "occurred": "2025-05-17", "known": "2025-05-17", "attributed_to": ["source"],
        "delivers": [{ "commitment": first }],
    });
    second["what"] = both(number(99, "each-side"));
    log.entry(second);
    let (state, path) = (log.state(), format!("commitments/{first}"));
    assert_eq!(said(&field(&state, &path, "promised")), "3..3 exact one-way");
    assert_eq!(field(&state, &path, "owed_by"), json!(["russia"]));
    assert_eq!(field(&state, &path, "status"), "in-progress");
}

#[test]
fn what_one_side_says_was_agreed_is_unvouched_and_an_offer_binds_alone() {
    let mut log = Log::new();
    let made = log.said(16, "umerov", both(number(3, "each-side")));
    let mut offer = one(number(3, "one-way"));
    offer = json!({ "commitment": { "offered": offer["commitment"]["made"] } });
    let offered = log.said(16, "medinsky", offer.clone());
    let reported = log.said(16, "fidan", offer);
    let state = log.state();
    assert_eq!(field(&state, &format!("commitments/{made}"), "unvouched"), json!(["russia"]));
    assert_eq!(field(&state, &format!("commitments/{offered}"), "unvouched"), json!([]));
    assert_eq!(field(&state, &format!("commitments/{offered}"), "status"), "open");
    assert_eq!(field(&state, &format!("commitments/{reported}"), "status"), Value::Null);
}

#[test]
fn a_confirmation_vouches_and_a_denial_does_not() {
    let mut log = Log::new();
    let made = log.said(16, "umerov", both(number(3, "each-side")));
    let unvouched = |log: &Log| field(&log.state(), &format!("commitments/{made}"), "unvouched");
    for (response, silent) in [("denial", json!(["russia"])), ("confirmation", json!([]))] {
        log.entry(json!({
            "known": "2025-05-17", "attributed_to": ["medinsky"], "what": { response: { "of": made } },
        }));
        assert_eq!(unvouched(&log), silent, "{response}");
    }
}

#[test]
fn occasions_without_a_number_are_tallied_apart() {
    let mut log = Log::new();
    let unknown = json!({ "bound": "unknown", "unit": "person", "per": "one-way" });
    let lorry = json!({ "low": 1, "high": 1, "bound": "exact", "unit": "lorry", "per": "one-way" });
    let path = "exchanges/prisoners/russia/ukraine/one-way";
    let tally = |log: &Log| {
        let state = log.state();
        let count = |name| field(&state, path, name);
        format!("{}, {} of {}", said(&count("quantity")), count("unknown_occasions"), count("occasions"))
    };
    handed_over(&mut log, 16, &[], &[lot("russia", "ukraine", unknown.clone())]);
    assert_eq!(tally(&log), "null..null unknown one-way, 1 of 1");
    handed_over(&mut log, 17, &[], &[lot("russia", "ukraine", number(4, "one-way"))]);
    assert_eq!(tally(&log), "4..4 exact one-way, 1 of 2");
    let mixed = [lot("russia", "ukraine", number(5, "one-way")), lot("russia", "ukraine", unknown)];
    handed_over(&mut log, 18, &[], &mixed);
    assert_eq!(tally(&log), "9..9 exact one-way, 2 of 3", "what was not counted does not vanish");
    handed_over(&mut log, 19, &[], &[lot("russia", "ukraine", lorry)]);
    assert_eq!(tally(&log), "9..9 exact one-way, 2 of 3");
    assert_eq!(anomalies(&log.state()), [format!("other-unit/{path}")]);
}

/// Returns what a promise has come to: status, delivered, anomalies.
fn come_to(log: &Log, key: &str) -> (Value, String, Vec<String>) {
    let (state, path) = (log.state(), format!("commitments/{key}"));
    (field(&state, &path, "status"), said(&field(&state, &path, "delivered")), anomalies(&state))
}

#[test]
fn what_is_said_of_carrying_out_a_part_says_nothing_of_the_whole() {
    for phase in ["completed", "preparing"] {
        let mut log = Log::new();
        let whole = log.on(16, one(number(1000, "one-way")));
        let mut part = one(number(100, "one-way"));
        part["commitment"]["made"]["part_of"] = json!(whole);
        let part = log.on(16, part);
        exchange(&mut log, 17, phase, &[&part], &[]);
        assert_eq!(come_to(&log, &whole).0, "open", "{phase}");
        assert_ne!(come_to(&log, &part).0, "open", "{phase}");
    }
}

#[test]
fn of_what_is_measured_more_than_twelve_can_be_less_than_thirteen() {
    let amount = |low: Value, high: Value, bound: &str, unit: &str| json!({ "low": low, "high": high, "bound": bound, "unit": unit, "per": "one-way" });
    let more = |unit: &str| amount(json!(12), Value::Null, "more-than", unit);
    let mut log = Log::new();
    let road = log.on(16, one(amount(json!("12.5"), json!("12.5"), "exact", "km")));
    handed_over(&mut log, 17, &[&road], &[lot("russia", "ukraine", more("km"))]);
    assert_eq!(come_to(&log, &road), (json!("in-progress"), "12..null more-than one-way".to_owned(), vec![]));

    let mut log = Log::new();
    let persons = log.on(16, one(amount(json!(13), json!(13), "exact", "person")));
    handed_over(&mut log, 17, &[&persons], &[lot("russia", "ukraine", more("person"))]);
    assert_eq!(come_to(&log, &persons).0, "fulfilled", "more than twelve persons are thirteen");

    let mut log = Log::new();
    let road = log.on(16, one(amount(json!(20), json!(20), "exact", "km")));
    let fewer = amount(Value::Null, json!(1), "fewer-than", "km");
    handed_over(&mut log, 17, &[&road], &[lot("russia", "ukraine", fewer)]);
    assert_eq!(come_to(&log, &road).1, "null..1 fewer-than one-way", "it is not none");
}

#[test]
fn a_rate_of_each_side_is_compared_each_way() {
    let rate = json!({ "low": 100, "high": 100, "bound": "exact", "unit": "person", "per": "each-side", "every": "day" });
    let mut log = Log::new();
    let key = log.on(16, both(rate));
    let lots =
        [lot("russia", "ukraine", number(100, "one-way")), lot("ukraine", "russia", number(100, "one-way"))];
    handed_over(&mut log, 17, &[&key], &lots);
    handed_over(&mut log, 18, &[&key], &[lot("turkiye", "russia", number(5, "one-way"))]);
    let (state, path) = (log.state(), format!("commitments/{key}"));
    let periods = field(&state, &path, "periods");
    assert_eq!(periods.as_array().unwrap().len(), 1);
    assert_eq!(said(&periods[0]["delivered"]), "100..100 exact each-side");
    assert_eq!(anomalies(&state), [format!("other-direction/{path}")]);
}

#[test]
fn a_direction_is_judged_by_the_side_of_its_narrowed_day_and_an_undecided_one_may_fit() {
    let mut log = Log::new();
    log.register("ann", "person", json!({ "party": "russia", "names": [{ "name": "ann" }] }));
    log.on(25, json!({ "membership": { "joined": { "member": "ann", "of": "ukraine" } } }));
    let key = log.on(10, one(number(10, "one-way")));
    let given = |occurred: &str, known: &str| {
        json!({ "occurred": occurred, "known": known, "attributed_to": ["source"], "delivers": [{ "commitment": key }],
            "what": { "exchange": { "carried-out": { "transfers": [lot("ann", "ukraine", number(4, "one-way"))] } } } })
    };
    log.entry(given("[2025-05-11..2025-05-31]", "2025-05-20"));
    assert_eq!(come_to(&log, &key).1, "4..4 exact one-way", "over before the side changed");
    log.entry(given("2025-05-25", "2025-05-25"));
    assert_eq!(come_to(&log, &key), (json!("in-progress"), "4..8 range one-way".to_owned(), vec![]));
}

#[test]
fn lots_that_cannot_be_one_occasion_add_up() {
    let mut log = Log::new();
    let key = log.on(10, both(number(1000, "total")));
    let told = |log: &mut Log, by: &str, way: Option<(&str, &str)>| {
        let mut lot = json!({ "category": "prisoners", "quantity": number(150, "total") });
        if let Some((from, to)) = way {
            lot.as_object_mut()
                .unwrap()
                .extend([("from".to_owned(), json!(from)), ("to".to_owned(), json!(to))]);
        }
        log.entry(json!({ "occurred": "2025-05-17", "known": "2025-05-17", "attributed_to": [by],
            "delivers": [{ "commitment": key }], "what": { "exchange": { "carried-out": { "transfers": [lot] } } } }));
    };
    told(&mut log, "russia", Some(("russia", "ukraine")));
    told(&mut log, "ukraine", Some(("ukraine", "russia")));
    told(&mut log, "source", None);
    assert_eq!(come_to(&log, &key).1, "300..450 range total", "what went both ways was two occasions");
}

#[test]
fn a_further_delivery_never_lowers_what_was_delivered() {
    let mut log = Log::new();
    let key = log.on(10, one(number(200, "one-way")));
    let span = |log: &mut Log, when: &str, count: u64| {
        let lots = [lot("russia", "ukraine", number(count, "one-way"))];
        log.entry(json!({ "occurred": when, "known": "2025-05-30", "attributed_to": ["source"],
            "delivers": [{ "commitment": key }], "what": { "exchange": { "carried-out": { "transfers": lots } } } }));
    };
    span(&mut log, "2025-05-11/2025-05-14", 100);
    span(&mut log, "2025-05-16/2025-05-20", 100);
    assert_eq!(come_to(&log, &key).0, "fulfilled");
    span(&mut log, "2025-05-13/2025-05-25", 10);
    assert_eq!(come_to(&log, &key).1, "200..210 range one-way");
    assert_eq!(come_to(&log, &key).0, "fulfilled");
}

#[test]
fn promises_of_one_number_on_one_day_leave_nothing_undecided() {
    let undecided = |more: &[(&str, Option<u64>)]| {
        let mut log = Log::new();
        let key = log.on(16, one(number(100, "one-way")));
        for (strength, count) in more {
            let mut what = json!({ "commitment": key, "owed_by": ["russia"], "owed_to": ["ukraine"], "category": "prisoners" });
            if let Some(count) = count {
                what["quantity"] = number(*count, "one-way");
            }
            log.on(17, json!({ "commitment": { *strength: what } }));
        }
        field(&log.state(), &format!("commitments/{key}"), "order_undecided").as_array().unwrap().len()
    };
    assert_eq!(undecided(&[("offered", Some(100)), ("made", Some(100))]), 0);
    assert_eq!(undecided(&[("made", None), ("made", Some(100))]), 0);
    assert_eq!(undecided(&[("made", Some(50)), ("made", Some(100))]), 2);
}

#[test]
fn a_part_that_is_said_to_come_after_the_whole_and_does_not_is_an_anomaly() {
    let mut log = Log::new();
    let whole = log.on(18, one(number(10, "total")));
    let mut part = one(number(4, "total"));
    part["commitment"]["made"]["part_of"] = json!(whole);
    log.entry(json!({
        "occurred": "2025-05-17", "known": "2025-05-17", "attributed_to": ["source"], "after": [whole], "what": part,
    }));
    assert_eq!(anomalies(&log.state()), [format!("order-contradicted/commitments/{whole}")]);
}

#[test]
fn an_anomaly_names_the_events_that_it_is_about() {
    let mut log = Log::new();
    let key = log.on(20, one(number(1000, "one-way")));
    let early = handed_over(&mut log, 17, &[&key], &[lot("russia", "ukraine", number(1, "one-way"))]);
    for _ in 0..30 {
        handed_over(&mut log, 21, &[&key], &[lot("russia", "ukraine", number(100, "one-way"))]);
    }
    let state = log.state();
    let events = |code: &str| field(&state, &format!("anomalies/{code}/commitments/{key}"), "events");
    assert_eq!(events("before-opening"), json!([key, early]));
    // The second anomaly of the slot.
    assert_eq!(
        field(&state, &format!("anomalies/over-delivered/commitments/{key}/2"), "events")
            .as_array()
            .unwrap()
            .len(),
        25,
        "of the whole slot, so many at most"
    );
}
