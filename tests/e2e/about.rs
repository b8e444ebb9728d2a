//! Everything about one thing at one look, and what the overview, rounds and compare bring to where it is asked.

use serde_json::{Value, json};

use crate::support::{Sandbox, column, repository, row};

fn about(thing: &[&str]) -> Value {
    Sandbox::with_record().json(&[&["about"], thing].concat())
}

fn text(command: &[&str]) -> String {
    text_of(&Sandbox::with_record(), command)
}

fn text_of(sandbox: &Sandbox, command: &[&str]) -> String {
    sandbox.run(command).text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns how a row has to do with what is asked about.
fn how(answer: &Value, path: &str) -> Value {
    row(answer, "related", "path", path)["how"].clone()
}

#[test]
fn a_round_brings_what_came_of_it_with_dates_and_where_accounts_differ() {
    let answer = about(&["round:2"]);
    assert_eq!(
        (&answer["thing"]["sort"], &answer["thing"]["key"]),
        (&json!("meeting"), &json!("r2-trilateral"))
    );
    assert_eq!(
        (&answer["thing"]["round"], how(&answer, "meetings/r2-trilateral")),
        (&json!(2), json!("itself"))
    );
    assert_eq!(how(&answer, "agreements/r2-agreement"), "of-it");
    // The record does not place it at the meeting; it came on its day.
    assert_eq!(how(&answer, "ceasefires/r2-ceasefire"), "same-day");
    assert_eq!(how(&answer, "claims/r2-ceasefire-modalities"), "about-it");
    let wounded = row(&answer, "commitments", "key", "r2-wounded");
    let mut days: Vec<&Value> =
        wounded["deliveries"].as_array().unwrap().iter().map(|lot| &lot["occurred"]).collect();
    days.dedup();
    let june = ["09", "10", "12", "14", "19", "20", "26"].map(|day| json!(format!("2025-06-{day}")));
    assert_eq!(days, june.iter().collect::<Vec<_>>());
    assert!(column(&answer, "events", "key").contains(&"exchange-9-june"));
    let text = text(&["about", "round:2"]);
    for said in [
        "technical teams set the length and area of the ceasefire, and independent mechanisms of observation",
        "On the same day; the record does not say that the meeting brought it:",
        "[ceasefire-announced-or-agreed]",
        "Mon 9 June 2025 [exchange-9-june], Tue 10 June 2025 [exchange-10-june]",
        "no answer on record by then",
        "Events and sources (",
        "r2-ceasefire: ceasefire announced; lines 226, 333",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[test]
fn the_first_round_brings_the_experts_announced_for_what_it_was_held_instead_of() {
    let answer = about(&["round:1"]);
    assert_eq!(how(&answer, "meetings/leaders-15-may"), "planned-before");
    assert_eq!(how(&answer, "delegations/leaders-15-may/russia/announced"), "planned-before");
    assert!(column(&answer, "discrepancies", "key").contains(&"talks-held-15-or-16-may"));
    let text = text(&["about", "round:1"]);
    for said in ["Alexander Zorin", "[talks-held-15-or-16-may]", "instead of which this was held"] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[test]
fn a_promise_a_proposal_a_ceasefire_and_a_claim_are_things() {
    for (key, sort) in [
        ("r1-prisoners", "commitment"),
        ("r3-summit", "proposal"),
        ("r2-agreement", "agreement"),
        ("r2-ceasefire", "ceasefire"),
        ("r2-list-scope", "event"),
        ("r2-held", "meeting"),
    ] {
        assert_eq!(about(&[key])["thing"]["sort"], sort, "{key}");
    }
    let promise = about(&["r1-prisoners"]);
    assert_eq!(how(&promise, "meetings/r1-trilateral"), "of-it");
    assert_eq!(how(&promise, "agreements/r1-agreement"), "of-it");
    assert!(column(&promise, "discrepancies", "key").contains(&"thousand-in-all-or-each"));
    assert!(text(&["about", "r3-summit"]).contains("by the end of August"));
}

#[test]
fn a_person_a_body_an_issue_and_a_place_are_found_by_key_or_name() {
    let person = about(&["Rustem Umerov"]);
    assert_eq!((&person["thing"]["key"], &person["thing"]["sort"]), (&json!("umerov"), &json!("person")));
    assert_eq!(how(&person, "people/umerov"), "itself");
    let others = column(&person, "attendance", "who").into_iter().filter(|who| *who != "umerov").count();
    assert_eq!(others, 0, "who sat beside him is not about him");
    assert_eq!(column(&person, "offices", "person"), ["umerov"; 3]);
    let body = about(&["kremlin"]);
    assert_eq!(body["thing"]["sort"], "body");
    assert!(column(&body, "people", "key").is_empty() || !body["people"].is_null());
    let issue = about(&["leaders-summit"]);
    assert!(column(&issue, "proposals", "key").contains(&"r3-summit"));
    assert_eq!(issue["thing"]["name"], "meeting of the leaders");
    // A place brings what happened in the places that are part of it.
    let place = about(&["besiktas"]);
    assert_eq!(place["thing"]["sort"], "place");
    let rounds: Vec<&str> = column(&place, "meetings", "key");
    assert!(rounds.contains(&"r1-trilateral") && rounds.contains(&"r3-trilateral"), "{rounds:?}");
}

#[test]
fn the_places_within_a_place_are_told_with_it() {
    let places = about(&["istanbul"])["places"].clone();
    let keys: Vec<&str> =
        places.as_array().unwrap().iter().filter_map(|place| place["key"].as_str()).collect();
    assert!(keys.contains(&"istanbul") && keys.contains(&"besiktas"), "{keys:?}");
}

#[test]
fn before_anything_was_known_of_it_there_is_nothing() {
    let answer = about(&["round:2", "2025-05-20", "--known", "2025-05-20"]);
    assert_eq!(answer["related"], json!([]));
    let sandbox = Sandbox::with_record();
    let text = sandbox.run(&["about", "round:2", "2025-05-20", "--known", "2025-05-20"]);
    assert!(text.text().contains("This record has nothing of it by then."), "{}", text.stdout);
}

#[test]
fn what_is_no_thing_is_refused_with_what_there_is() {
    let sandbox = Sandbox::with_record();
    assert!(sandbox.run(&["about", "r2-memorandun"]).fails(1).contains("did you mean r2-memorandum"));
    assert!(sandbox.run(&["about", "round:9"]).fails(1).contains("no round `9`: it has 1, 2, 3"));
    assert!(sandbox.run(&["about", "trilateral"]).code == 1);
    assert!(sandbox.run(&["about", "kure-2025"]).fails(1).contains("is a source"));
    let refused = sandbox.run(&["about", "round:2", "--format", "csv"]);
    assert!(refused.fails(2).contains("asof commitments --format csv"));
}

#[test]
fn rounds_say_where_how_long_after_how_many_days_and_who_came() {
    let answer = Sandbox::with_record().json(&["rounds", "last"]);
    let gaps: Vec<&Value> =
        answer["rounds"].as_array().unwrap().iter().map(|round| &round["days_since_previous"]).collect();
    assert_eq!(gaps, [&Value::Null, &json!(17), &json!(51)]);
    let first = row(&answer, "rounds", "meeting", "r1-trilateral");
    assert_eq!((&first["venue"], &first["duration"]), (&json!("dolmabahce"), &json!("PT1H45M~")));
    let russia = row(first, "came", "party", "russia");
    assert_eq!((&russia["head"], &russia["complete"]), (&json!("medinsky"), &json!(false)));
    let text = text(&["rounds", "last"]);
    for said in [
        "Presidency Dolmabahçe Working Office, Beşiktaş",
        "lasted about 1 h 45 min",
        "previous 17 days earlier",
        "Russia (partial list): Vladimir Medinsky (head)",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[test]
fn more_than_two_meetings_are_compared_each_with_the_one_before() {
    let sandbox = Sandbox::with_record();
    let answer = sandbox.json(&["compare", "round:1", "round:2", "r3-trilateral"]);
    assert_eq!(
        (&answer["a"]["meeting"], &answer["b"]["meeting"]),
        (&json!("r1-trilateral"), &json!("r2-trilateral"))
    );
    let further = answer["further"].as_array().unwrap();
    assert_eq!(further.len(), 1);
    assert_eq!(
        (&further[0]["a"]["meeting"], &further[0]["b"]["meeting"]),
        (&json!("r2-trilateral"), &json!("r3-trilateral"))
    );
    assert_eq!(sandbox.json(&["compare", "round:1", "round:2"])["further"], json!([]));
    let text = text(&["compare", "round:1", "round:2", "round:3"]);
    assert!(text.contains("Delegations (r2-trilateral, then r3-trilateral)"), "{text}");
    assert!(sandbox.run(&["compare", "round:1", "round:9"]).fails(1).contains("no round `9`"));
}

#[test]
fn the_overview_of_a_rounds_day_begins_with_what_it_brought() {
    let answer = Sandbox::with_record().json(&["state", "2025-06-02"]);
    let overview = &answer["overview"][0];
    assert_eq!(
        (&overview["day"], &overview["round"], &overview["meeting"]),
        (&json!("2025-06-02"), &json!(2), &json!("r2-trilateral"))
    );
    let brought: Vec<&str> = column(overview, "brought", "path");
    let results = [
        "agreements/r2-agreement",
        "ceasefires/r2-ceasefire",
        "commitments/r2-remains",
        "commitments/r2-wounded",
        "commitments/r2-young",
        "commitments/r2-health-commissions",
    ];
    assert_eq!(brought[..results.len()], results);
    for part in brought {
        let named = row(overview, "brought", "path", part);
        let place = named["row"].as_u64().unwrap() as usize;
        assert!(answer[named["part"].as_str().unwrap()][place].is_object(), "{part}");
    }
    let text = text(&["state", "2025-06-02"]);
    let at = |said: &str| text.find(said).unwrap_or_else(|| panic!("{said}\n{text}"));
    assert!(at("New on Mon 2 June 2025, the day of round 2") < at("[r2-agreement]"));
    assert!(at("[r2-agreement]") < at("[r2-ceasefire ?]") && at("[r2-ceasefire ?]") < at("[r2-young]"));
}

#[test]
fn the_ceasefire_announced_on_2_june_is_open_the_day_after_and_its_outcome_is_asked() {
    let sandbox = Sandbox::with_record();
    let open = sandbox.json(&["open", "2025-06-03"]);
    assert_eq!(column(&open, "ceasefires", "key"), ["r2-ceasefire"]);
    let hindsight = sandbox.json(&["hindsight", "2025-06-02"]);
    let outcome = row(&hindsight, "outcomes", "path", "ceasefires/r2-ceasefire");
    assert_eq!(
        (&outcome["expected"], &outcome["became"], &outcome["turned_out"]),
        (&json!("announced"), &json!("announced"), &json!("open"))
    );
    assert!(
        text(&["state", "2025-06-03"])
            .contains("Ceasefire announced Mon 2 June 2025 (no beginning or end on record")
    );
}

#[test]
fn the_last_meeting_before_a_day_is_the_last_and_what_is_overdue_is_said() {
    let text_2022 = text(&["state", "2022-07-31"]);
    assert!(text_2022.contains("last meeting istanbul-29-march, Tue 29 March 2022"), "{text_2022}");
    // The first edition of the record gave the proposal of a summit a term.
    let sandbox = Sandbox::with_log(&repository().join("fixtures/formats/first-edition.jsonl"));
    let answer = sandbox.json(&["state", "2025-09-01"]);
    assert_eq!(column(&answer["overview"][0], "overdue", "path"), ["proposals/r3-summit"]);
    let on_the_day = sandbox.json(&["state", "2025-08-31"]);
    assert_eq!(on_the_day["overview"][0]["overdue"], json!([]));
    assert!(text_of(&sandbox, &["about", "r3-summit"]).contains("due by 31 August 2025"));
}

#[test]
fn an_answer_about_what_was_known_says_how_many_may_have_been_and_no_more() {
    let sandbox = Sandbox::with_record();
    let json = sandbox.json(&["known", "2025-06-10"]);
    assert!(column(&json, "possible", "event").contains(&"exchange-9-june"));
    let may = json["possible"].as_array().unwrap().len();
    let text = sandbox.run(&["known", "2025-06-10"]);
    let said = format!("{may} more entries may have been public by then");
    assert!(text.text().contains(&said), "{}", text.stdout);
    assert!(!text.text().contains("26 June") && !text.text().contains("exchange-9-june"), "{}", text.stdout);
    let parts = sandbox.run(&["known", "2025-06-10", "--only", "commitments,claims"]);
    assert!(
        !parts.text().contains("exchange-9-june") && !parts.text().contains("may have changed"),
        "{}",
        parts.stdout
    );
    let all = sandbox.run(&["known", "2025-06-10", "--only", "possible"]);
    assert!(all.text().contains("exchange-9-june"), "{}", all.stdout);
    let listed = sandbox.run(&["log", "2025-06-09..2025-06-10", "--known", "2025-06-10"]);
    assert!(!listed.text().contains("exchange-9-june"), "{}", listed.stdout);
    let why = sandbox.run(&["why", "r2-wounded", "2025-06-10", "--known", "2025-06-10"]);
    assert!(!why.text().contains("exchange-9-june"), "{}", why.stdout);
}

#[test]
fn disputes_stand_at_the_fact_in_words() {
    for command in [
        &["state", "2025-06-02", "--only", "ceasefires"][..],
        &["show", "r2-ceasefire"],
        &["open", "2025-06-03"],
    ] {
        let text = text(command);
        assert!(text.contains("[ceasefire-announced-or-agreed]"), "{command:?}\n{text}");
        let answer = Sandbox::with_record().json(&["show", "ceasefire-announced-or-agreed"]);
        let words = answer["event"]["summary"].as_str().unwrap();
        assert!(text.contains(words), "{words}: {command:?}\n{text}");
    }
}
