//! Nothing is recorded before it was known or happened.

use super::super::*;
use super::{BASE, world};

fn codes(line: &str, recorded: &str) -> Vec<(Code, &'static str)> {
    let drafts: Vec<Draft> =
        BASE.lines().filter(|l| !l.is_empty()).chain([line]).map(|l| Draft::from_json(l).unwrap()).collect();
    let recorded = Some(recorded.parse().unwrap());
    let subjects: Vec<_> = drafts.iter().map(|draft| Subject { draft, recorded }).collect();
    let fields = check(&[Rule::Dates], &subjects).into_iter().map(|problem| match problem.field {
        Cow::Borrowed(field) => (problem.code, field),
        Cow::Owned(field) => panic!("{field} is a field of the rule's own"),
    });
    fields.collect()
}

#[test]
fn what_is_recorded_has_happened_and_is_known() {
    let late = world("", r#"{"office":{"took":{"person":"ann","post":"chair"}}}"#);
    // The event is of 17 May 2025 in Istanbul, which begins at 21:00 UTC of the day before.
    assert_eq!(codes(&late, "2025-05-16T21:00:00.000000Z"), []);
    assert_eq!(
        codes(&late, "2025-05-16T20:59:59.999999Z"),
        [(Code::OccurredAfterRecorded, "occurred"), (Code::KnownAfterRecorded, "known")]
    );
}

#[test]
fn a_claim_may_be_about_what_is_to_come() {
    let claim = world("", r#"{"claim":{"says":"x"}}"#)
        .replace(r#""occurred":"2025-05-17""#, r#""occurred":"2025""#)
        .replace(r#""known":"2025-05-17""#, r#""known":"[2025-05-17..2025-06-01]""#);
    assert_eq!(codes(&claim, "2025-05-20T00:00:00.000000Z"), []);
    let claim = claim.replace(r#""occurred":"2025""#, r#""occurred":"2025-05-30""#);
    assert_eq!(codes(&claim, "2025-05-20T00:00:00.000000Z"), []);
}
