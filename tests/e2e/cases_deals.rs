//! Small cases of deals: what is told twice, promises within promises, accusations, lateness, rates, phases.

use serde_json::{Value, json};

use crate::support::{Sandbox, repository, row};

/// Returns a log of two parties, Ay and Bee, in UTC, with the registry of the cases.
fn log() -> Sandbox {
    let sandbox = Sandbox::empty();
    std::fs::create_dir(sandbox.path("events")).unwrap();
    let parties = ["--party", "a=Ay", "--party", "b=Bee"];
    let begin = ["init", "events/log.jsonl", "--process", "talks", "--title", "Talks", "--zone", "Etc/UTC"];
    sandbox.run(&[&begin[..], &parties].concat()).text();
    append(&sandbox, &case_file("registry.jsonl"));
    sandbox
}

/// Returns the log of a case.
fn case(name: &str) -> Sandbox {
    let sandbox = log();
    append(&sandbox, &case_file(&format!("{name}.drafts.jsonl")));
    sandbox
}

fn case_file(name: &str) -> String {
    repository().join("fixtures/cases").join(name).display().to_string()
}

#[track_caller]
fn append(sandbox: &Sandbox, file: &str) {
    sandbox.run(&["append", file, "-q"]).text();
}

/// Returns a log with events on days of 2025, each known on its day.
fn with_events(events: &[Value]) -> Sandbox {
    let sandbox = log();
    let lines: Vec<String> = events.iter().map(ToString::to_string).collect();
    append(&sandbox, sandbox.file("more.jsonl", &(lines.join("\n") + "\n")));
    sandbox
}

/// Returns an event, told by the source.
fn event(key: &str, day: &str, what: &Value) -> Value {
    json!({
        "process": "talks", "key": key, "occurred": day, "known": known(day), "attributed_to": ["source"],
        "sources": [{ "source": "src", "lines": "1" }], "summary": format!("Event {key}."), "what": what,
    })
}

/// Returns when what happened then was known: at the end of a span.
fn known(day: &str) -> &str {
    day.rsplit_once('/').map_or(day, |(_, last)| last)
}

fn exactly(n: u64, unit: &str) -> Value {
    json!({ "low": n, "high": n, "bound": "exact", "unit": unit, "per": "one-way" })
}

fn numbers(quantity: &Value) -> (Option<u64>, Option<u64>) {
    (quantity["low"].as_u64(), quantity["high"].as_u64())
}

#[test]
fn what_giver_and_receiver_tell_of_one_day_counts_from_once_to_twice() {
    let sandbox = case("dup");
    let promise = &sandbox.json(&["commitments", "last"])["commitments"][0];
    assert_eq!(numbers(&promise["delivered"]), (Some(150), Some(300)));
    assert_eq!(promise["status"], "in-progress");
    assert_eq!(promise["could_merge"], json!(["by-a", "by-b"]));
    let state = sandbox.json(&["state", "last"]);
    let tally = &state["exchanges"][0];
    assert_eq!(numbers(&tally["quantity"]), (Some(150), Some(300)));
    assert_eq!(tally["could_merge"], json!(["by-a", "by-b"]));
    let text = sandbox.run(&["commitments", "last"]);
    assert!(text.text().contains("may be one occasion told twice: by-a, by-b"), "{text:?}");
    let found = sandbox.json(&["check"]);
    let problem = row(&found, "problems", "code", "told-twice");
    assert_eq!((&problem["event"], &problem["severity"]), (&json!("by-b"), &json!("warning")));
    assert!(problem["hint"].as_str().unwrap().contains("`confirmation` of `by-a`"), "{problem}");
    assert!(sandbox.run(&["check", "--strict"]).fails(1).is_empty());
}

#[test]
fn an_append_says_that_a_lot_may_count_twice() {
    let appended = log().run(&["append", &case_file("dup.drafts.jsonl")]);
    assert!(
        appended.stderr.contains("[told-twice]") || appended.stdout.contains("[told-twice]"),
        "{appended:?}"
    );
}

#[test]
fn what_is_told_by_one_claimant_of_one_day_is_two_lots() {
    let lot = |key: &str| {
        let transfer =
            json!({ "category": "soldiers", "from": "a", "to": "b", "quantity": exactly(150, "person") });
        event(key, "2025-01-10", &json!({ "exchange": { "carried-out": { "transfers": [transfer] } } }))
    };
    let state = with_events(&[lot("one"), lot("two")]).json(&["state", "last"]);
    assert_eq!(numbers(&state["exchanges"][0]["quantity"]), (Some(300), Some(300)));
    assert_eq!(state["exchanges"][0]["could_merge"], json!([]));
}

#[test]
fn an_occasion_of_some_day_may_be_another_one_of_its_row() {
    let lot = |key: &str, when: &str, n: u64| {
        let transfer =
            json!({ "category": "soldiers", "from": "a", "to": "b", "quantity": exactly(n, "person") });
        let mut lot =
            event(key, when, &json!({ "exchange": { "carried-out": { "transfers": [transfer] } } }));
        lot["known"] = json!("2025-07-23");
        lot
    };
    let lots = [lot("one", "2025-05-25", 270), lot("two", "2025-06-09", 307)];
    let wide = lot("undated", "[2025-05-16..2025-07-23]?", 250);
    let sandbox = with_events(&[lots[0].clone(), lots[1].clone(), wide]);
    let tally = &sandbox.json(&["state", "last"])["exchanges"][0];
    assert_eq!(numbers(&tally["quantity"]), (Some(577), Some(827)));
    assert_eq!(tally["may_overlap"], json!(["undated"]));
    let text = sandbox.run(&["state", "last", "--only", "exchanges"]);
    assert!(text.text().contains("may be another of these occasions, by its dates: undated"), "{text:?}");
}

#[test]
fn what_is_delivered_on_a_part_counts_once_and_fully_for_the_whole() {
    let sandbox = case("nested-part");
    let answer = sandbox.json(&["commitments", "2025-02-21"]);
    let whole = row(&answer, "commitments", "key", "whole");
    let part = row(&answer, "commitments", "key", "part");
    assert_eq!(numbers(&part["delivered"]), (Some(4), Some(4)));
    assert_eq!((&part["status"], &part["part_of"]), (&json!("fulfilled"), &json!("whole")));
    assert_eq!(numbers(&whole["delivered"]), (Some(4), Some(4)));
    assert_eq!(numbers(&whole["outstanding"]), (Some(29), Some(29)));
    assert_eq!(whole["status"], "in-progress");
    let text = sandbox.run(&["commitments", "2025-02-21"]);
    assert!(text.text().contains("part of        whole\n"), "{text:?}");
    sandbox.run(&["check", "--strict"]).text();
}

#[test]
fn what_is_delivered_on_two_promises_that_are_not_linked_warns_and_names_part_of() {
    let sandbox = case("nested-promise");
    let answer = sandbox.json(&["commitments", "2025-02-21"]);
    for key in ["whole", "part"] {
        assert_eq!(numbers(&row(&answer, "commitments", "key", key)["delivered"]), (Some(0), Some(4)));
    }
    let found = sandbox.json(&["check"]);
    let problem = row(&found, "problems", "code", "shared-delivery");
    assert!(problem["hint"].as_str().unwrap().contains("`part_of`"), "{problem}");
    assert_eq!(problem["severity"], "warning");
}

#[test]
fn a_part_that_does_not_fit_the_whole_is_refused() {
    let promise = |key: &str, fields: Value| {
        let mut what =
            json!({ "owed_by": ["a"], "owed_to": ["b"], "category": "d", "quantity": exactly(9, "person") });
        what.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        event(key, "2025-01-01", &json!({ "commitment": { "offered": what } }))
    };
    let whole = promise("whole", json!({}));
    for (what, wrong) in [
        (
            "`owed_by`",
            vec![promise("part", json!({ "part_of": "whole", "owed_by": ["b"], "owed_to": ["a"] }))],
        ),
        ("`unit`", vec![promise("part", json!({ "part_of": "whole", "quantity": exactly(1, "lorry") }))]),
        (
            "is a part of itself",
            vec![promise("x", json!({ "part_of": "y" })), promise("y", json!({ "part_of": "x" }))],
        ),
        ("opens a commitment", vec![promise("again", json!({ "part_of": "whole", "commitment": "whole" }))]),
    ] {
        let sandbox = with_events(std::slice::from_ref(&whole));
        let lines: String = wrong.iter().map(|line| format!("{line}\n")).collect();
        let refused = sandbox.run(&["append", sandbox.file("wrong.jsonl", &lines)]);
        let said = refused.fails(1);
        assert!(said.contains("[wrong-part]") && said.contains(what), "{said}");
    }
}

#[test]
fn a_part_is_held_against_the_whole_as_it_was_corrected() {
    let promise = |key: &str, by: &str, to: &str, more: Value| {
        let mut what =
            json!({ "owed_by": [by], "owed_to": [to], "category": "d", "quantity": exactly(9, "person") });
        what.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event(key, "2025-01-01", &json!({ "commitment": { "offered": what } }))
    };
    let corrected = |key: &str, of: &Value, what: Value| {
        let with: Value = ["occurred", "known", "attributed_to", "summary"]
            .into_iter()
            .map(|field| (field.to_owned(), of[field].clone()))
            .chain([("what".to_owned(), what)])
            .collect();
        json!({
            "process": "talks", "key": key, "sources": of["sources"], "summary": "It was a slip.",
            "what": { "correction": { "of": of["key"], "because": "record", "reason": "A slip.", "with": with } },
        })
    };
    let accord = |phases: Value| json!({ "agreement": { "signed": { "title": "Accord", "parties": ["a", "b"], "phases": phases } } });
    let bare = json!({ "agreement": { "signed": { "title": "Accord", "parties": ["a", "b"] } } });
    let (whole, agreement) = (promise("whole", "a", "b", json!({})), event("accord", "2025-01-01", &bare));
    let sandbox = with_events(&[whole.clone(), agreement.clone()]);
    let phases = json!([{ "id": "1", "begins": "2025-01-02", "ends": "2025-02-02" }]);
    let lines = [
        corrected("fix-whole", &whole, promise("whole", "b", "a", json!({}))["what"].clone()),
        corrected("fix-accord", &agreement, accord(phases)),
        promise("part", "b", "a", json!({ "part_of": "whole" })),
        promise("staged", "b", "a", json!({ "agreement": "accord", "phase": "1" })),
    ];
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    append(&sandbox, sandbox.file("corrected.jsonl", &lines));
    assert_eq!(sandbox.run(&["check", "--strict"]).code, 0);
    for (phases, wrong) in [
        (json!([{ "id": "1", "begins": "2025-02-02", "ends": "2025-01-02" }]), "ends before it begins"),
        (json!([{ "id": "1" }, { "id": "1" }]), "two phases have the id `1`"),
        (json!([{ "id": "1", "begins": "0025-01-02" }]), "early-year"),
    ] {
        let draft = event("other", "2025-01-01", &accord(phases));
        let said = sandbox.run(&["append", "--dry-run", sandbox.file("other.jsonl", &format!("{draft}\n"))]);
        assert!(said.stderr.contains(wrong), "{wrong}: {}", said.stderr);
    }
}

#[test]
fn two_accusations_stand_side_by_side_and_move_no_phase() {
    let state = case("accusations").json(&["state", "2025-01-26"]);
    let truce = &state["ceasefires"][0];
    assert_eq!((&truce["phase"], &truce["since"]), (&json!("in-effect"), &json!("2025-01-19")));
    let told: Vec<&Value> =
        truce["allegations"].as_array().unwrap().iter().map(|said| &said["attributed_to"]).collect();
    assert_eq!(told, [&json!(["a"]), &json!(["b"])]);
    let later = case("accusations").json(&["state", "2025-02-02"]);
    // To say that it holds still is not to say that it took effect again.
    assert_eq!(later["ceasefires"][0]["since"], "2025-01-19");
}

#[test]
fn an_accusation_has_a_place_a_denial_and_moves_nothing_when_it_stands_alone() {
    let accused = json!({ "ceasefire": { "violated": {
        "ceasefire": "truce", "by": ["b"], "how": "shelling", "place": "town", "about": ["begins"],
    } } });
    let begun = json!({ "ceasefire": { "in-effect": { "ceasefire": "truce" } } });
    let suspended = json!({ "ceasefire": { "suspended": { "ceasefire": "truce" } } });
    let denial = json!({
        "process": "talks", "key": "denied", "known": "2025-01-21", "attributed_to": ["b"],
        "sources": [{ "source": "src", "lines": "1" }], "summary": "Bee denies it.", "what": { "denial": { "of": "says" } },
    });
    let sandbox = with_events(&[
        event("truce", "2025-01-15", &json!({ "ceasefire": { "announced": { "declared_by": ["a", "b"] } } })),
        event("begins", "2025-01-19", &begun),
        event("says", "2025-01-20", &accused),
        denial,
        event("pause", "2025-01-22", &suspended),
    ]);
    let truce = |day: &str| sandbox.json(&["state", day])["ceasefires"][0].clone();
    let said = &truce("2025-01-21")["allegations"][0];
    assert_eq!(
        (&said["how"], &said["place"], &said["by"]),
        (&json!("shelling"), &json!("town"), &json!(["b"]))
    );
    assert_eq!(said["denied_by"], json!(["denied"]));
    assert_eq!(truce("2025-01-21")["phase"], "in-effect");
    assert_eq!(truce("2025-01-22")["phase"], "suspended");
    let text = sandbox.run(&["state", "2025-01-21", "--only", "ceasefires"]);
    let line = "said to be broken by Bee: shelling, at Town, Mon 20 January 2025, according to the source, denied by Bee [denied]";
    assert!(text.text().split_whitespace().collect::<Vec<_>>().join(" ").contains(line), "{text:?}");
}

#[test]
fn lateness_is_said_and_is_no_part_of_the_state() {
    let sandbox = case("overdue");
    let state = sandbox.json(&["state", "2025-02-15"]);
    assert_eq!(state["commitments"][0]["overdue_days"], 15);
    assert_eq!(state["proposals"][0]["overdue_days"], 41);
    assert_eq!(state["meetings"][0]["overdue_days"], 36);
    assert_eq!(state["ceasefires"][0]["duration_over"], 14);
    let on_the_day = sandbox.json(&["state", "2025-01-31"]);
    assert_eq!(on_the_day["commitments"][0]["overdue_days"], Value::Null);
    assert_eq!(on_the_day["ceasefires"][0]["duration_over"], Value::Null);
    let delivered = sandbox.json(&["state", "2025-02-20"]);
    assert_eq!(delivered["commitments"][0]["late_days"], 20);
    assert_eq!(delivered["commitments"][0]["overdue_days"], Value::Null);
    // Nothing happened between the two, and nothing has changed.
    assert_eq!(sandbox.json(&["diff", "2025-02-01", "2025-02-15"])["changes"], json!([]));
    let hindsight = sandbox.json(&["hindsight", "2025-01-15"]);
    let promise = row(&hindsight, "outcomes", "path", "commitments/c1");
    assert_eq!((&promise["turned_out"], &promise["late_days"]), (&json!("late"), &json!(20)));
    let text = sandbox.run(&["state", "2025-02-15"]).text().replace("\n    ", " ").replace("\n  ", " ");
    for said in [
        "overdue by 15 days",
        "overdue by 41 days",
        "the planned day passed 36 days ago without a word of it",
        "days ago; no ending is on record",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn a_rate_is_compared_by_period_and_never_adds_up() {
    let rate = json!({ "low": 600, "high": 600, "bound": "exact", "unit": "truck", "per": "one-way", "every": "day" });
    let promise = json!({ "commitment": { "made": {
        "owed_by": ["b"], "owed_to": ["a"], "category": "aid", "quantity": rate,
    } } });
    let came = |key: &str, when: &str, n: u64| {
        let transfer = json!({ "category": "aid", "from": "b", "to": "a", "quantity": exactly(n, "truck") });
        let mut came =
            event(key, when, &json!({ "exchange": { "carried-out": { "transfers": [transfer] } } }));
        came["delivers"] = json!([{ "commitment": "aid" }]);
        came
    };
    let sandbox = with_events(&[
        event("aid", "2025-01-15", &promise),
        came("day-one", "2025-01-20", 897),
        came("days", "2025-01-21/2025-01-24", 2000),
    ]);
    let row = &sandbox.json(&["commitments", "last"])["commitments"][0];
    assert_eq!(
        (&row["status"], &row["outstanding"], &row["delivered"]),
        (&json!("in-progress"), &Value::Null, &Value::Null)
    );
    let compared: Vec<_> = row["periods"]
        .as_array()
        .unwrap()
        .iter()
        .map(|period| (numbers(&period["delivered"]).0, numbers(&period["promised"]).0))
        .collect();
    assert_eq!(compared, [(Some(897), Some(600)), (Some(2000), Some(2400))]);
    let text = sandbox.run(&["commitments", "last"]);
    assert!(text.text().contains("600 trucks a day"), "{text:?}");
}

#[test]
fn a_promise_is_suspended_resumed_due_after_an_event_and_given_in_return() {
    let promise = |fields: Value| {
        let mut what = json!({ "owed_by": ["b"], "owed_to": ["a"], "category": "prisoners" });
        what.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        json!({ "commitment": { "made": what } })
    };
    let phases = json!([{ "id": "1", "title": "first", "begins": "2025-01-19", "ends": { "after": "begins", "days": 41 } }]);
    let agreed =
        json!({ "agreement": { "announced": { "title": "Deal", "parties": ["a", "b"], "phases": phases } } });
    let turn = |phase: &str| json!({ "commitment": { phase: { "commitment": "release", "by": "b", "reason": "shelling" } } });
    let ratified = json!({ "agreement": { "ratified": {
        "agreement": "deal", "by": "a", "votes": { "in_favour": 24, "against": 8 },
    } } });
    let sandbox = with_events(&[
        event("deal", "2025-01-15", &agreed),
        event("ratification", "2025-01-17", &ratified),
        event("truce", "2025-01-15", &json!({ "ceasefire": { "announced": { "declared_by": ["a", "b"] } } })),
        event("begins", "2025-01-19", &json!({ "ceasefire": { "in-effect": { "ceasefire": "truce" } } })),
        event(
            "release",
            "2025-01-15",
            &promise(json!({
                "due": { "after": "begins", "days": 15 }, "agreement": "deal", "phase": "1",
            })),
        ),
        event("others", "2025-01-15", &promise(json!({ "in_return_for": "release", "ratio": "30:1" }))),
        event("halt", "2025-01-25", &turn("suspended")),
        event("again", "2025-01-27", &turn("resumed")),
    ]);
    let at = |day: &str| {
        let answer = sandbox.json(&["commitments", day]);
        row(&answer, "commitments", "key", "release").clone()
    };
    let release = at("2025-01-26");
    assert_eq!((&release["status"], &release["suspended_by"]), (&json!("suspended"), &json!("b")));
    assert_eq!(
        (&release["due"], &release["due_after"], &release["due_days"]),
        (&json!("2025-02-03"), &json!("begins"), &json!(15))
    );
    assert_eq!(at("2025-01-28")["status"], "open");
    assert_eq!(at("2025-02-05")["overdue_days"], 2);
    // Before it has begun, nobody knows the day.
    assert_eq!(at("2025-01-16")["due"], Value::Null);
    let answer = sandbox.run(&["commitments", "2025-01-26"]);
    let text = answer.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("due Mon 3 February 2025 (15 days after begins)"), "{text}");
    assert!(text.contains("in return for release (30 for 1)"), "{text}");
    let deal = &sandbox.json(&["state", "2025-01-20"])["agreements"][0];
    assert_eq!((&deal["stage"], &deal["ratifications"][0]["in_favour"]), (&json!("ratified"), &json!(24)));
    assert_eq!(deal["phases"][0]["ends"], "2025-03-01");
    let occurred = |when: &str| sandbox.json(&["state", when])["as_of"]["occurred"]["until"].clone();
    assert_eq!(occurred("deal/phase:1@end"), "2025-03-02T00:00:00+00:00");
    assert_eq!(occurred("phase:1@start"), "2025-01-20T00:00:00+00:00");
    assert_eq!(occurred("deal/phase:1@end-1d"), "2025-03-01T00:00:00+00:00");
    assert_eq!(sandbox.json(&["log", "deal/phase:1"])["events"].as_array().unwrap().len(), 3);
    let refused = sandbox.run(&["state", "deal/phase:7"]);
    assert!(refused.fails(2).contains("there are deal/phase:1"), "{refused:?}");
    sandbox.run(&["check", "--strict"]).text();
}

#[test]
fn a_position_ends_when_an_event_says_so() {
    let wanted = json!({ "position": {
        "party": "a", "issue": "land", "item": "withdrawal", "stance": "Bee withdraws.", "force": "demand",
    } });
    let mut met = event("left", "2025-02-01", &json!({ "claim": { "says": "Bee has withdrawn." } }));
    met["ends"] = json!([{ "position": "wants", "how": "met" }]);
    let sandbox = with_events(&[event("wants", "2025-01-01", &wanted), met]);
    let before = &sandbox.json(&["positions", "2025-01-31"])["positions"][0];
    assert_eq!(before["ended"], Value::Null);
    let after = &sandbox.json(&["positions", "2025-02-01"])["positions"][0];
    assert_eq!(
        (&after["ended"], &after["ended_by"], &after["ended_on"]),
        (&json!("met"), &json!("left"), &json!("2025-02-01"))
    );
    let text = sandbox.run(&["positions", "2025-02-01"]);
    assert!(text.text().replace("\n      ", " ").contains("met Sat 1 February 2025, by left"), "{text:?}");
}

#[test]
fn due_lists_what_is_overdue_then_what_is_due_next_and_who_owes_it() {
    let sandbox = case("overdue");
    let late = sandbox.json(&["due", "2025-02-15"]);
    let rows: Vec<_> = late["due"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["path"].as_str().unwrap(), row["overdue_days"].as_u64(), row["days_left"].as_u64()))
        .collect();
    let expected = [
        ("proposals/pr", Some(41), None),
        ("meetings/m", Some(36), None),
        ("commitments/c1", Some(15), None),
        ("ceasefires/cf", Some(14), None),
    ];
    assert_eq!(rows, expected);
    let early = sandbox.json(&["due", "2025-01-08"]);
    assert_eq!((&early["due"][1]["days_left"], &early["due"][1]["sort"]), (&json!(2), &json!("meeting")));
    assert_eq!(early["due"][2]["owed_by"], json!(["a"]));
    let text = sandbox.run(&["due", "2025-01-08"]).text().replace("\n    ", " ");
    assert!(
        text.contains("Overdue (1)")
            && text.contains("an answer by Bee due by 5 January 2025, overdue by 3 days"),
        "{text}"
    );
    assert!(text.contains("owed by Ay to Bee, due by 31 January 2025, in 23 days"), "{text}");
    let csv = sandbox.run(&["due", "2025-02-15", "--format", "csv"]);
    assert!(csv.text().starts_with("process,path,title,sort,owed_by,owed_to,due,"), "{csv:?}");
    assert_eq!(csv.text().lines().count(), 5);
}

#[test]
fn a_diff_lists_the_dues_that_passed_and_open_sorts_by_what_is_due_next() {
    let sandbox = case("overdue");
    let passed = |from: &str, to: &str| {
        let diff = sandbox.json(&["diff", from, to]);
        let paths =
            diff["passed"].as_array().unwrap().iter().map(|row| row["path"].as_str().unwrap().to_owned());
        paths.collect::<Vec<_>>()
    };
    assert_eq!(passed("2025-01-07", "2025-02-15"), ["meetings/m", "commitments/c1", "ceasefires/cf"]);
    assert_eq!(passed("2025-02-15", "2025-01-07"), passed("2025-01-07", "2025-02-15"));
    assert_eq!(passed("2025-02-10", "2025-02-15"), [""; 0]);
    let text = sandbox.run(&["diff", "2025-01-07", "2025-02-15"]);
    assert!(text.text().contains("Fell due in between and still open (3)"), "{text:?}");
    let later = |key: &str, due: &str| {
        let what = json!({ "owed_by": ["a"], "category": "d", "due": due });
        event(key, "2025-01-01", &json!({ "commitment": { "offered": what } }))
    };
    let sandbox = with_events(&[later("late", "2025-05-01"), later("soon", "2025-03-01")]);
    let open = sandbox.json(&["open", "2025-02-01"]);
    let keys: Vec<&Value> = open["commitments"].as_array().unwrap().iter().map(|row| &row["key"]).collect();
    assert_eq!(keys, ["soon", "late"]);
}
