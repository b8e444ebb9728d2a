//! What changed from round to round, and why.

use crate::support::{Sandbox, column, row};
use serde_json::{Value, json};

fn diff(from: &str, to: &str) -> Value {
    Sandbox::with_record().json(&["diff", from, to])
}

#[test]
fn between_rounds_1_and_2_a_thousand_each_were_exchanged_and_new_promises_made() {
    let diff = diff("round:1", "round:2");
    assert_eq!(
        diff["from"]["token"].as_str().unwrap().split(',').next(),
        Some("istanbul-2025@2025-05-17T00:00+03:00")
    );
    let delivered = row(&diff, "changes", "path", "commitments/r1-prisoners/delivered");
    assert_eq!((&delivered["before"], &delivered["after"]["low"]), (&json!(null), &json!(1000)));
    assert_eq!(row(&diff, "changes", "path", "commitments/r1-prisoners/status")["after"], "fulfilled");
    for path in [
        "commitments/r2-remains",
        "commitments/r2-wounded",
        "agreements/r2-agreement",
        "proposals/r2-memorandum",
    ] {
        assert_eq!(row(&diff, "changes", "path", path)["op"], "added");
    }
}

#[test]
fn between_rounds_2_and_3_two_joined_ukraines_delegation_and_two_left() {
    let diff = diff("round:2", "round:3");
    let ukraine = &row(&diff, "changes", "path", "delegations/r3-trilateral/ukraine/observed")["after"];
    assert_eq!(ukraine["joined"], json!(["yermak", "skybytskyi"]));
    assert_eq!(ukraine["left"], json!(["poklad", "luhovskyi"]));
    assert_eq!(ukraine["compared_with"], "r2-trilateral");
}

#[test]
fn an_office_that_changed_shows_and_a_spelling_that_changed_does_not() {
    let diff = diff("round:2", "round:3");
    let office = row(&diff, "changes", "path", "offices/umerov/national-security-council-secretary");
    assert_eq!(office["op"], "added");
    // The source writes the given name in two ways; the person is one.
    let people = column(&diff, "changes", "path").into_iter().filter(|path| path.starts_with("people/"));
    assert_eq!(people.count(), 0);
    let umerovs = column(&diff, "changes", "path").into_iter().filter(|path| path.contains("umerov")).count();
    assert!(umerovs > 0);
}

#[test]
fn every_change_has_its_why_and_its_causes() {
    for (from, to) in [("round:1", "round:2"), ("round:2", "round:3"), ("2025-05-11", "2025-05-16")] {
        let diff = diff(from, to);
        let changes = diff["changes"].as_array().unwrap();
        assert!(changes.len() > 20);
        for change in changes {
            assert!(!change["causes"].as_array().unwrap().is_empty(), "{change}");
            assert!(!change["why"].as_array().unwrap().is_empty(), "{change}");
        }
    }
}

#[test]
fn a_diff_of_knowledge_about_one_day_says_what_was_learned() {
    let diff = Sandbox::with_record().json(&["diff", "2025-05-24", "--known", "2025-05-24..2025-05-26"]);
    let delivered = row(&diff, "changes", "path", "commitments/r1-prisoners/delivered");
    assert_eq!(delivered["why"], json!(["learned"]));
}

#[test]
fn a_diff_of_one_point_with_itself_is_empty() {
    assert_eq!(diff("round:2", "round:2")["changes"], json!([]));
    let sandbox = Sandbox::with_record();
    assert_eq!(sandbox.run(&["diff", "round:2", "round:2", "--exit-code"]).code, 0);
    assert_eq!(sandbox.run(&["diff", "round:1", "round:2", "--exit-code"]).code, 1);
    assert!(sandbox.run(&["diff", "round:1"]).fails(2).contains("two dates"));
}
