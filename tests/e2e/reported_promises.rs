//! A promise that only a mediator tells: its number and its deadline are shown, and they move nothing.

use serde_json::{Value, json};

use crate::support::{Sandbox, assert_has, row};

/// Returns a log of two parties and a mediator, who says that one of them promised ten persons by a day.
fn told_by_the_mediator() -> Sandbox {
    let sandbox = Sandbox::empty();
    std::fs::create_dir(sandbox.path("events")).unwrap();
    let begin = ["init", "events/log.jsonl", "--process", "talks", "--title", "Talks", "--zone", "Etc/UTC"];
    let parties = ["--party", "a=Ay", "--party", "b=Bee", "--party", "m=The mediator"];
    sandbox.run(&[&begin[..], &parties].concat()).text();
    let lines = [
        json!({ "key": "src", "what": { "registered": { "source": { "title": "Wire", "language": "en" } } } }),
        event("told", "2025-01-01", "m", &json!({ "offered": promise(10, "2025-01-31") })),
    ];
    append(&sandbox, &lines);
    sandbox
}

fn promise(n: u64, due: &str) -> Value {
    json!({
        "owed_by": ["a"], "owed_to": ["b"], "category": "prisoners", "due": format!("../{due}"),
        "quantity": { "low": n, "high": n, "bound": "exact", "unit": "person", "per": "one-way" },
    })
}

fn event(key: &str, day: &str, by: &str, commitment: &Value) -> Value {
    json!({
        "process": "talks", "key": key, "occurred": day, "known": day, "attributed_to": [by],
        "sources": [{ "source": "src", "lines": "1" }], "summary": format!("Event {key}."),
        "what": { "commitment": commitment },
    })
}

#[track_caller]
fn append(sandbox: &Sandbox, lines: &[Value]) {
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    sandbox.run(&["append", sandbox.file("more.jsonl", &(lines.join("\n") + "\n")), "-q"]).text();
}

fn commitment(sandbox: &Sandbox, at: &str) -> Value {
    row(&sandbox.json(&["state", at]), "commitments", "key", "told").clone()
}

#[test]
fn the_number_and_the_deadline_that_others_say_are_shown_beside_and_move_nothing() {
    let sandbox = told_by_the_mediator();
    let told = commitment(&sandbox, "2025-02-03");
    assert_eq!(
        (&told["promised"], &told["due"], &told["status"]),
        (&json!(null), &json!(null), &json!(null))
    );
    let terms = &told["reported_terms"][0];
    assert_eq!(
        (&terms["promised"]["low"], &terms["due_until"]),
        (&json!(10), &json!("2025-02-01T00:00:00+00:00"))
    );
    assert_eq!((&terms["event"], &terms["attributed_to"]), (&json!("told"), &json!(["m"])));
    let text = sandbox.run(&["commitments", "2025-02-03"]);
    assert_has(
        text.text(),
        &[
            "reported by The mediator [told], not in their own word: offered 10 persons, due by 31 January 2025",
        ],
    );
    let text = sandbox.run(&["state", "2025-01-01"]);
    assert_has(text.text(), &["reported offered 10 persons, due by 31 January 2025 by The mediator"]);
}

#[test]
fn what_is_due_by_the_word_of_others_alone_is_counted_apart() {
    let sandbox = told_by_the_mediator();
    let due = sandbox.json(&["due", "2025-02-03"]);
    assert_eq!((&due["due"], &due["reported"]), (&json!([]), &json!(1)));
    assert_has(sandbox.run(&["due", "2025-02-03"]).text(), &["1 more with a date is only reported"]);
    // Once the side has promised it itself, it is due like any other, and the word of the mediator still shows.
    let own = event("own", "2025-01-05", "a", &json!({ "offered": promise(8, "2025-02-01") }));
    let mut own = own;
    own["what"]["commitment"]["offered"]["commitment"] = json!("told");
    append(&sandbox, &[own]);
    let due = sandbox.json(&["due", "2025-02-03"]);
    assert_eq!((&due["due"][0]["overdue_days"], &due["reported"]), (&json!(2), &json!(0)));
    let told = commitment(&sandbox, "2025-02-03");
    assert_eq!(
        (&told["promised"]["low"], &told["reported_terms"][0]["promised"]["low"]),
        (&json!(8), &json!(10))
    );
}

#[test]
fn a_deadline_of_days_after_an_event_comes_out_for_what_others_say_too() {
    let sandbox = told_by_the_mediator();
    let mut later = event("days", "2025-01-02", "m", &json!({ "offered": promise(3, "2025-01-31") }));
    later["what"]["commitment"]["offered"]["due"] = json!({ "after": "told", "days": 5 });
    append(&sandbox, &[later]);
    let state = sandbox.json(&["state", "2025-02-03"]);
    let terms = &row(&state, "commitments", "key", "days")["reported_terms"][0];
    assert_eq!(
        (&terms["due"], &terms["due_after"], &terms["due_days"]),
        (&json!("2025-01-06"), &json!("told"), &json!(5))
    );
}
