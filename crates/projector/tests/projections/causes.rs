//! No row and no anomaly changes without a cause.

use asof_core::{AsOf, Inferred, Until};
use asof_projector::diff;
use serde_json::json;

use super::log::{Log, end_of, process};

#[test]
fn every_change_of_an_anomaly_has_a_cause() {
    let mut log = Log::new();
    for (occurred, after, what) in [
        ("2025-05-18", Some("e3"), json!({ "resumed": {} })),
        ("[2025-05-16..2025-05-20]?", Some("e3"), json!({ "opened": {} })),
        ("2025-05", None, json!({ "suspended": {} })),
    ] {
        let mut entry = json!({
            "occurred": occurred, "known": occurred, "attributed_to": ["source"], "what": { "process": what },
        });
        if let Some(after) = after {
            entry["after"] = json!([after]);
        }
        log.entry(entry);
    }
    let early = AsOf { known: end_of(18), ..AsOf::ALL };
    for change in diff(log.events(), &process(), &early, &AsOf::ALL).changes {
        assert!(!change.causes.is_empty(), "{}", change.full_path());
    }
}

#[test]
fn what_narrows_a_date_causes_the_order_that_it_contradicts() {
    let mut log = Log::new();
    let attendance = |what: &str| json!({ "attendance": { what: { "who": "medinsky", "meeting": "m1" } } });
    log.entry(json!({
        "occurred": "2025-05-16", "known": "2025-05-16", "attributed_to": ["source"], "after": ["e2"],
        "what": attendance("accepted"),
    }));
    log.entry(json!({
        "occurred": "[2025-05-16..]", "known": "2025-05-17", "attributed_to": ["unstated"], "what": attendance("present"),
    }));
    log.entry(json!({
        "occurred": "[2025-05-17..2025-05-20]?", "known": "[2025-05-17..2025-05-20]?", "attributed_to": ["source"],
        "what": { "meeting": { "held": { "meeting": "m1", "discussed": ["prisoners"] } } },
    }));
    let stated = AsOf { inferred: Inferred::Exclude, ..AsOf::ALL };
    let changes = diff(log.events(), &process(), &stated, &AsOf::ALL).changes;
    let contradicted = changes.iter().find(|change| change.full_path().contains("order-contradicted"));
    let causes = &contradicted.expect("the order is contradicted at one of the points").causes;
    assert!(causes.iter().any(|cause| cause.event == "e3"), "{causes:?}");
}

#[test]
fn who_may_have_changed_sides_causes_what_an_anomaly_says_of_a_side() {
    let mut log = Log::new();
    let position = |party: &str, replaces: &[&str]| {
        let mut position = json!({
            "party": party, "issue": "prisoners", "item": "item", "stance": "Wants.", "force": "demand",
        });
        if !replaces.is_empty() {
            position["replaces"] = json!(replaces);
        }
        json!({ "position": position })
    };
    for (day, by, what) in [
        ("2025-05-18", json!(["source"]), position("russia", &[])),
        (
            "2025-05",
            json!(["unstated"]),
            json!({ "membership": { "joined": { "member": "umerov", "of": "russia" } } }),
        ),
        ("2025-05-16", json!(["russia", "umerov"]), position("ukraine", &["e1"])),
    ] {
        log.entry(json!({ "occurred": day, "known": day, "attributed_to": by, "what": what }));
    }
    let happened = AsOf { occurred: end_of(16), ..AsOf::ALL };
    let changes = diff(log.events(), &process(), &AsOf { known: end_of(18), ..happened }, &happened).changes;
    assert!(changes.iter().any(|change| change.full_path().starts_with("anomalies/")), "{changes:?}");
    for change in changes {
        assert!(
            change.causes.iter().any(|cause| cause.event == "e2"),
            "{}: {:?}",
            change.full_path(),
            change.causes
        );
    }
}

#[test]
fn what_a_discrepancy_is_about_causes_its_change() {
    let mut log = Log::new();
    let position = json!({ "position": {
        "party": "russia", "issue": "prisoners", "item": "item", "stance": "Wants.", "force": "demand",
    } });
    log.entry(
        json!({ "occurred": "2025-05", "known": "2025-05", "attributed_to": ["source"], "what": position }),
    );
    log.entry(json!({
        "occurred": "2025-05-16", "known": "2025-05-17T12:00+03:00", "attributed_to": ["source"],
        "ends": [{ "position": "e1", "how": "met" }], "what": { "exchange": { "preparing": {} } },
    }));
    log.entry(json!({
        "what": { "discrepancy": { "about": ["e1"], "between": [{ "says": "One." }, { "says": "Other." }] } },
    }));
    let early = AsOf { known: Until::Before("2025-05-17T09:00:00Z".parse().unwrap()), ..AsOf::ALL };
    let changes = diff(log.events(), &process(), &AsOf::ALL, &early).changes;
    let of_discrepancy = changes.iter().find(|change| change.full_path().starts_with("discrepancies/"));
    let causes = &of_discrepancy.expect("the discrepancy is told of at one of the points").causes;
    assert!(!causes.is_empty());
}
