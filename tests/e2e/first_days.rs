//! A log of fifteen lines written by hand: the first days, 11 to 16 May.

use crate::support::{Sandbox, column, repository, row};

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_log(&repository().join("fixtures/logs/empty.jsonl"));
    std::fs::copy(repository().join("fixtures/logs/first-days.drafts.jsonl"), sandbox.path("drafts.jsonl"))
        .unwrap();
    assert_eq!(sandbox.run(&["append", "drafts.jsonl"]).code, 0);
    sandbox
}

#[test]
fn fifteen_lines_written_by_hand_make_a_log_that_answers() {
    let sandbox = sandbox();
    assert_eq!(sandbox.json(&["replay"])["events"], 15);
    let before = sandbox.json(&["known", "2025-05-15T08:00+03:00"]);
    let after = sandbox.json(&["known", "2025-05-15"]);
    assert_eq!(row(&before, "attendance", "who", "putin")["status"], serde_json::Value::Null);
    assert_eq!(column(&before, "possible", "event"), ["putin-declines"]);
    assert_eq!(row(&after, "attendance", "who", "putin")["status"], "declined");
    assert_eq!(row(&after, "meetings", "key", "leaders")["status"], "proposed");
    let state = sandbox.json(&["state", "2025-05-16"]);
    assert_eq!(row(&state, "meetings", "key", "leaders")["became"], "r1");
    assert_eq!(
        row(&state, "commitments", "key", "thousand-each")["unvouched"],
        serde_json::json!(["russia"])
    );
}

#[test]
fn the_chain_of_hashes_of_a_new_log_holds() {
    let sandbox = sandbox();
    assert_eq!(sandbox.json(&["replay"])["damage"], serde_json::json!([]));
}
