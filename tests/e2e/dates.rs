//! Dates as people write them, on the shipped record: the conformance table of the manual.

use crate::support::Sandbox;

/// Returns the exclusive end that a date resolves to.
fn until(expression: &str) -> String {
    let answer = Sandbox::with_record().json(&["state", expression, "--only", "rounds"]);
    answer["as_of"]["occurred"]["until"].as_str().unwrap().to_owned()
}

#[test]
fn a_point_is_the_end_of_what_it_names() {
    for (expression, expected) in [
        ("2025-06-02", "2025-06-03T00:00:00+03:00"),
        ("round:2", "2025-06-03T00:00:00+03:00"),
        ("round:2 - 1d", "2025-06-02T00:00:00+03:00"),
        ("round:2-1d", "2025-06-02T00:00:00+03:00"),
        ("2025-05-15T12:00+03:00", "2025-05-15T12:01:00+03:00"),
        ("round:1@start", "2025-05-16T12:31:00+03:00"),
        ("round:1@end", "2025-05-16T14:16:00+03:00"),
        ("r2-held", "2025-06-03T00:00:00+03:00"),
        ("today", "2026-11-24T00:00:00+03:00"),
        ("2025-05-31 - 1mo", "2025-05-01T00:00:00+03:00"),
    ] {
        assert_eq!(until(expression), expected, "{expression}");
    }
}

#[test]
fn what_is_no_date_is_refused_with_what_to_write() {
    let sandbox = Sandbox::with_record();
    for (expression, expected) in [
        ("2025-05", "2025-05-31"),
        ("02/06/2025", "2025-06-02"),
        ("5/26", "which year"),
        ("26 May", "which year"),
        ("2025-02-30", "28 days"),
        ("round:4", "2 (2025-06-02)"),
        ("nonsense", "round:"),
        ("round:2@start", "13:00"),
    ] {
        let ran = sandbox.run(&["state", expression]);
        assert!(ran.fails(2).contains(expected), "{expression}: {}", ran.stderr);
    }
}

#[test]
fn a_range_includes_both_ends() {
    let sandbox = Sandbox::with_record();
    for (range, first, last) in [
        ("round:1..round:2", "r1-held", "r2-held"),
        ("2025-05-16", "r1-held", "r1-prisoners"),
        ("2025-06", "r2-held", "exchange-26-june"),
    ] {
        let answer = sandbox.json(&["log", range]);
        let keys = crate::support::column(&answer, "events", "key");
        assert!(keys.contains(&first) && keys.contains(&last), "{range}: {keys:?}");
    }
}

#[test]
fn a_date_outside_the_record_is_an_answer() {
    let ran = Sandbox::with_record().run(&["state", "2020-01-01"]);
    assert!(ran.text().contains("the record begins on"), "{}", ran.stdout);
}
