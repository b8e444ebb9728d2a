//! A closer look: why a fact is as it is, how it moved, two meetings beside each other, every spelling of a name.

use serde_json::{Value, json};

use crate::support::{Sandbox, column, entries_of_record, repository, row};

fn ask(words: &[&str]) -> Value {
    Sandbox::with_record().json(words)
}

#[test]
fn why_names_the_events_that_decide_a_field_and_what_comes_later() {
    let answer = ask(&["why", "commitments/r1-prisoners/delivered", "2025-05-24"]);
    assert_eq!(answer["schema"], "asof.why/2");
    assert_eq!(answer["value"]["low"], 697);
    let decides = |event: &str| row(&answer, "rests_on", "event", event)["decides"].clone();
    assert_eq!((decides("exchange-23-may"), decides("exchange-24-may")), (json!(true), json!(true)));
    assert_eq!(decides("r1-lists-checked"), json!(false));
    assert_eq!(row(&answer, "rests_on", "event", "r1-prisoners")["role"], "opens");
    assert_eq!(column(&answer, "later", "event"), ["exchange-25-may", "r1-completed"]);
    assert_eq!(row(&answer, "later", "event", "exchange-25-may")["why"], "happened");
}

#[test]
fn why_says_what_an_own_word_beats() {
    let answer = ask(&["why", "attendance/leaders-15-may/zelenskyy", "2025-05-16"]);
    assert_eq!(answer["value"], "absent");
    let how = |event: &str| row(&answer, "beaten", "event", event)["how"].clone();
    assert_eq!(how("zelenskyy-will-attend"), "overtaken");
    assert_eq!(how("trump-expects-zelenskyy"), "not-own-word");
    assert_eq!(row(&answer, "beaten", "event", "zelenskyy-will-attend")["by"], "zelenskyy-absent");
}

#[test]
fn why_of_what_is_not_there_yet_names_what_brings_it() {
    let answer = ask(&["why", "commitments/r2-remains", "2025-05-24"]);
    assert_eq!((&answer["row"], &answer["rests_on"]), (&Value::Null, &json!([])));
    assert_eq!(column(&answer, "later", "event"), ["r2-remains"]);
}

#[test]
fn a_fact_can_be_named_by_its_last_word() {
    let full = ask(&["why", "commitments/r1-prisoners/delivered", "last"]);
    let short = ask(&["why", "r1-prisoners/delivered", "last"]);
    assert_eq!(full, short);
    let sandbox = Sandbox::with_record();
    let several = sandbox.run(&["why", "putin"]);
    assert!(several.fails(1).contains("attendance/leaders-15-may/putin"), "{}", several.stderr);
    let unknown = sandbox.run(&["why", "commitments/r1-prisonars"]);
    assert!(unknown.fails(1).contains("did you mean commitments/r1-prisoners"), "{}", unknown.stderr);
    let field = sandbox.run(&["history", "commitments/r1-prisoners/delivery"]);
    assert!(field.fails(1).contains("it has"), "{}", field.stderr);
}

#[test]
fn what_an_event_moves_is_the_state_without_it_and_with_it_and_nothing_that_came_before() {
    let shown = ask(&["show", "putin-absent"]);
    let status = |side: &str| shown[side][0]["slot"]["status"].clone();
    assert_eq!((status("before"), status("after")), (json!("declined"), json!("absent")));
    let shown = ask(&["show", "exchange-25-may"]);
    let delivered = |side: &str| {
        row(&shown, side, "path", "commitments/r1-prisoners")["slot"]["delivered"]["low"].clone()
    };
    assert_eq!((delivered("before"), delivered("after")), (json!(697), json!(1000)));
}

#[test]
fn what_others_of_the_same_date_decide_is_not_said_to_be_moved() {
    let ran = Sandbox::with_record().run(&["show", "zelenskyy-undecided"]);
    assert!(
        ran.text().contains("Nothing but how it came about: others of the same date decide"),
        "{}",
        ran.stdout
    );
}

#[test]
fn history_follows_the_world_or_what_the_public_learned() {
    let moments = |answer: &Value| {
        let rows = answer["changes"].as_array().unwrap().iter();
        rows.map(|row| format!("{}: {}", row["at_until"].as_str().unwrap(), row["after"])).collect::<Vec<_>>()
    };
    let path = "commitments/r1-prisoners/status";
    assert_eq!(
        moments(&ask(&["history", path])),
        [
            r#"2025-05-17T00:00:00+03:00: "open""#,
            r#"2025-05-23T00:00:00+03:00: "preparing""#,
            r#"2025-05-24T00:00:00+03:00: "in-progress""#,
            r#"2025-05-26T00:00:00+03:00: "fulfilled""#,
        ]
    );
    let learned = ask(&["history", path, "--by", "knowledge"]);
    assert_eq!(
        moments(&learned),
        [
            r#"2025-05-17T00:00:00+03:00: "open""#,
            r#"2025-05-23T00:00:00+03:00: "preparing""#,
            r#"2025-05-26T00:00:00+03:00: "fulfilled""#,
        ]
    );
    assert_eq!(learned["changes"][2]["why"], json!(["happened", "learned"]));
}

#[test]
fn a_history_uses_no_more_knowledge_than_its_heading_names() {
    let sandbox = Sandbox::with_record();
    let told = |options: &[&str]| {
        let words = [&["history", "commitments/r1-prisoners/status"], options].concat();
        sandbox.run(&words).text().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let known = told(&["--known", "2025-05-24"]);
    assert!(
        known.contains("status, as it happened, by what the public could know at the end of Saturday 24 May")
    );
    assert!(!known.contains("status, as it happened, with all that the log knows"), "{known}");
    let stated = told(&["--no-inferred"]);
    assert!(
        stated.contains("with all that the log knows, leaving out what only the encoder dated"),
        "{stated}"
    );
    for options in
        [&["--known", "2025-05-24"][..], &["--as-of", "istanbul-2025@all,2025-05-25T00:00+03:00,364"]]
    {
        let learned = told(&[&["--by", "knowledge"], options].concat());
        assert!(learned.contains("open -> preparing") && !learned.contains("fulfilled"), "{learned}");
    }
}

#[test]
fn what_only_an_older_process_of_the_chain_has_is_answered_by_that() {
    let process = |words: &[&str]| {
        let answer = ask(words);
        (answer["process"].clone(), answer["chosen"].clone())
    };
    assert_eq!(process(&["show", "r1-held"]), (json!("istanbul-2025"), json!("newest")));
    let older = ask(&["log", "--process", "ukraine-2022"]);
    let key = older["events"].as_array().unwrap().iter().find(|event| event["kind"] == "meeting").unwrap();
    assert_eq!(process(&["show", key["key"].as_str().unwrap()]).0, json!("ukraine-2022"));
}

#[test]
fn a_plan_is_compared_with_its_outcome() {
    let answer = ask(&["compare", "r2-trilateral"]);
    assert_eq!((&answer["a"]["aspect"], &answer["b"]["aspect"]), (&json!("plan"), &json!("outcome")));
    assert_eq!(row(&answer, "fields", "field", "date")["verdict"], "agrees");
    assert_eq!(row(&answer, "fields", "field", "venue")["verdict"], "same");
    let ukraine = row(&answer, "parties", "party", "ukraine");
    assert_eq!(column(ukraine, "added", "person"), ["luhovskyi"]);
    assert_eq!(column(ukraine, "missing", "person"), ["shevchenko"]);
    let leaders = ask(&["compare", "leaders-15-may"]);
    assert_eq!(leaders["b"]["became"], "r1-trilateral");
    assert_eq!(row(&leaders, "attendance", "who", "zelenskyy")["b"], "absent");
}

#[test]
fn two_rounds_are_compared_each_person_once_however_spelt() {
    let answer = ask(&["compare", "r1-trilateral", "r2-trilateral"]);
    assert_eq!(row(&answer, "fields", "field", "venue")["verdict"], "different");
    let turkiye = row(&answer, "parties", "party", "turkiye");
    assert_eq!(column(turkiye, "added", "person"), ["gurak"]);
    let ukraine = row(&answer, "parties", "party", "ukraine");
    assert!(column(ukraine, "both", "person").contains(&"umerov"), "{ukraine}");
    let sandbox = Sandbox::with_record();
    assert!(sandbox.run(&["compare", "round-one"]).fails(1).contains("r1-trilateral"));
}

#[test]
fn names_are_found_in_every_spelling_and_without_accents() {
    for text in ["ruslan", "Umerov", "umerov"] {
        let answer = ask(&["names", text]);
        assert_eq!(column(&answer, "names", "key"), ["umerov"], "{text}");
    }
    assert_eq!(column(&ask(&["names", "Gurak"]), "names", "key"), ["gurak"]);
    assert_eq!(ask(&["names", "umarov"])["near"], json!(["umerov"]));
    let all = ask(&["names"]);
    let record = std::fs::read_to_string(repository().join("events/istanbul.jsonl")).unwrap();
    let registered = record.lines().filter(|line| !line.contains(r#""process":""#));
    assert_eq!(all["names"].as_array().unwrap().len(), registered.count());
    // What counts in one negotiation names fewer.
    assert!(all["counted"]["registered"].as_u64().unwrap() < all["names"].as_array().unwrap().len() as u64);
    let offices = &row(&all, "names", "key", "gurak")["offices"];
    assert_eq!(offices[0]["post"], "chief-of-general-staff");
}

#[test]
fn a_part_of_a_state_is_the_state_of_that_part() {
    for part in ["rounds", "delegations", "positions", "commitments"] {
        assert_eq!(ask(&[part, "round:2"]), ask(&["state", "round:2", "--only", part]), "{part}");
    }
}

#[test]
fn what_is_open_is_undecided_undelivered_or_not_yet_held() {
    let answer = ask(&["open", "2025-05-15"]);
    assert_eq!(answer["only"], json!(["meetings", "proposals", "commitments", "ceasefires"]));
    assert_eq!(column(&answer, "meetings", "key"), ["leaders-15-may"]);
    assert_eq!(answer["selection"]["pending"], true);
    let answer = ask(&["open", "last"]);
    assert!(!column(&answer, "commitments", "key").contains(&"r1-prisoners"), "fulfilled");
    assert!(column(&answer, "commitments", "key").contains(&"r2-remains"));
    let statuses = column(&answer, "proposals", "standing");
    assert!(!statuses.is_empty());
    assert!(
        statuses.iter().all(|standing| ["open", "under-consideration"].contains(standing)),
        "{statuses:?}"
    );
}

#[test]
fn a_state_is_narrowed_to_an_issue_or_a_party_and_says_how_much_it_left_out() {
    let all = ask(&["positions", "last"]);
    let narrowed = ask(&["positions", "last", "--party", "ukraine", "--issue", "ceasefire"]);
    let rows = narrowed["positions"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["party"] == "ukraine"), "{rows:?}");
    // What stands under another issue concerns this one too, as its event says.
    let others: Vec<&Value> = rows.iter().filter(|row| row["issue"] != "ceasefire").collect();
    assert!(others.iter().all(|row| row["events"] == json!(["ukraine-leaders-talks"])), "{others:?}");
    let left_out = narrowed["selection"]["left_out"].as_u64().unwrap() as usize;
    assert_eq!(rows.len() + left_out, all["positions"].as_array().unwrap().len());
    let sandbox = Sandbox::with_record();
    assert!(sandbox.run(&["positions", "--party", "ukrain"]).fails(2).contains("did you mean ukraine"));
    assert!(sandbox.run(&["state", "--issue", "cease-fire"]).fails(2).contains("did you mean ceasefire"));
}

#[test]
fn a_promise_that_a_meeting_carries_out_has_neither_its_issues_nor_its_disputes() {
    let promise = |rows: &Value| {
        let rows = rows["commitments"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row["key"] == "erdogan-readiness")
    };
    let row = promise(&ask(&["commitments", "last"])).unwrap();
    assert!(row["events"].as_array().unwrap().contains(&json!("r1-held")));
    assert_eq!(row["discrepancies"], json!([]));
    assert!(promise(&ask(&["commitments", "last", "--issue", "mediation"])).is_some());
    assert!(promise(&ask(&["commitments", "last", "--issue", "prisoners"])).is_none());
    let ran = Sandbox::with_record().run(&["commitments", "last", "--issue", "mediation"]);
    let text = ran.text();
    assert!(text.contains("r1-held") && !text.contains("accounts differ"), "{text}");
    let about_the_round = ask(&["state", "last", "--only", "discrepancies"]);
    assert!(column(&about_the_round, "discrepancies", "key").contains(&"direct-or-trilateral"));
}

#[test]
fn what_another_took_the_place_of_has_a_history() {
    let path = "positions/ukraine/ceasefire/unconditional-ceasefire";
    let answer = ask(&["history", "unconditional-ceasefire"]);
    assert_eq!(answer["slot"], path);
    let changes = answer["changes"].as_array().unwrap();
    assert_eq!(changes.last().unwrap()["op"], "removed");
    let why = ask(&["why", path, "last"]);
    assert_eq!((&why["value"], &why["replaced_by"]), (&Value::Null, &json!(["ukraine-ceasefire-r3"])));
    let ran = Sandbox::with_record().run(&["why", path, "last"]);
    assert!(ran.text().contains("Another took its place by then [ukraine-ceasefire-r3]."), "{}", ran.text());
    assert_eq!(ask(&["why", path, "round:2"])["replaced_by"], json!([]));
}

#[test]
fn a_token_asks_the_same_question_again() {
    let sandbox = Sandbox::with_record();
    for words in [
        &["state", "2025-05-24"][..],
        &["known", "2025-05-24"],
        &["state", "2025-06-02", "--known", "2025-05-24", "--recorded", "200", "--no-inferred"],
        &["positions", "round:2"],
    ] {
        let answer = sandbox.json(words);
        let token = answer["as_of"]["token"].as_str().unwrap();
        let command = if words[0] == "known" { "state" } else { words[0] };
        let mut again = sandbox.json(&[command, "--as-of", token]);
        assert_eq!(again["chosen"], "named");
        again["chosen"] = answer["chosen"].clone();
        assert_eq!(again, answer, "{words:?}");
    }
}

#[test]
fn a_token_stands_alone_and_ends_within_the_log() {
    let sandbox = Sandbox::with_record();
    let (last, next) = (entries_of_record(), entries_of_record() + 1);
    let token = &format!("istanbul-2025@2025-05-25T00:00+03:00,all,{last}");
    let (beyond, said) = (format!("istanbul-2025@all,all,{next}"), format!("its last entry is {last}"));
    for (words, said) in [
        (&["state", "2025-05-24", "--as-of", token][..], "leave out the date"),
        (&["state", "--known", "2025-05-24", "--as-of", token], "leave out --known"),
        (&["state", "--no-inferred", "--as-of", token], "leave out --no-inferred"),
        (&["known", "2025-05-24", "--as-of", token], "--as-of names one moment"),
        (&["diff", "round:1", "round:2", "--as-of", token], "--as-of names one moment"),
        (&["state", "--process", "other", "--as-of", token], "the token is for `istanbul-2025`"),
        (&["state", "--as-of", &beyond], &said),
        (&["state", "--as-of", "yesterday"], "not an as-of token"),
        (&["hindsight"], "which moment?"),
    ] {
        let ran = sandbox.run(words);
        assert!(ran.fails(2).contains(said), "{words:?}: {}", ran.stderr);
    }
    assert_eq!(
        sandbox.json(&["hindsight", "--as-of", token])["from"]["known"]["until"],
        "2025-05-25T00:00:00+03:00"
    );
}

#[test]
fn a_citation_names_the_source_in_full_and_what_fixes_the_entry() {
    let ran = Sandbox::with_record().run(&["show", "r1-prisoners", "--cite"]);
    let cited = ran.text();
    assert!(
        cited.starts_with("Edanur Karakoç: Istanbul Negotiations (May 2025), Küre, 2025-05-13 or later, "),
        "{cited}"
    );
    assert!(
        cited.contains("line 148. Entry istanbul-2025/r1-prisoners (") && cited.contains(", hash "),
        "{cited}"
    );
    assert_eq!(cited.lines().count(), 1);
    assert_eq!(format!("{}\n", ask(&["show", "r1-prisoners"])["citation"].as_str().unwrap()), cited);
}

#[test]
fn the_plan_of_a_gathering_is_what_all_its_plans_say_unless_one_is_named() {
    let answer = ask(&["compare", "r2-trilateral"]);
    assert_eq!(answer["a"]["agenda"], json!(["draft-agreements", "ceasefire"]));
    assert_eq!(answer["a"]["venue"], "ciragan");
    assert_eq!(answer["a"]["events"], json!(["r2-time-set", "r2-scheduled"]));
    let answer = ask(&["compare", "r2-time-set"]);
    assert_eq!((&answer["a"]["agenda"], &answer["a"]["events"]), (&json!([]), &json!(["r2-time-set"])));
}

#[test]
fn a_source_that_is_cited_more_than_once_is_named_once_with_all_places() {
    let ran = Sandbox::with_record().run(&["show", "putin-offer", "--cite"]);
    let cited = ran.text();
    assert_eq!(cited.matches("Edanur Karakoç").count(), 1, "{cited}");
    assert!(cited.contains("line 16; \"Background to the Negotiations\", line 42; \""), "{cited}");
}

#[test]
fn an_event_tells_which_others_name_it_and_how_those_of_another_process_too() {
    let answer = ask(&["show", "putin-offer"]);
    let named = |event: &str| row(&answer, "referred_to_by", "event", event)["field"].clone();
    assert_eq!(named("trump-supports-talks"), "about");
    assert_eq!(named("ukraine-accepts-offer"), "proposal");
    let ran = Sandbox::with_record().run(&["show", "putin-offer"]);
    let text = ran.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("[trump-supports-talks]"), "{text}");
    let ran = Sandbox::with_record().run(&["show", "ukraine-2022/istanbul-held"]);
    assert!(ran.text().contains("istanbul-2025/medinsky-continuation"), "{}", ran.stdout);
    let nothing = ask(&["show", "putin-office"]);
    assert_eq!(nothing["referred_to_by"], json!([]));
}

#[test]
fn hindsight_of_a_token_of_knowledge_still_knows_what_came() {
    let day = "2025-05-25T00:00+03:00";
    let token = format!("istanbul-2025@{day},{day},{}", entries_of_record());
    let by_token = ask(&["hindsight", "--as-of", &token]);
    assert_eq!(by_token["changes"], ask(&["hindsight", "2025-05-24"])["changes"]);
    assert!(Sandbox::with_record().run(&["known"]).fails(2).contains("which moment?"));
}

#[test]
fn why_explains_what_was_withdrawn_as_a_whole() {
    let sandbox = Sandbox::with_unguarded_record();
    let retract = ["retract", "r2-remains", "--because", "record", "--reason", "Misread."];
    assert_eq!(sandbox.run(&retract).code, 0);
    let answer = sandbox.json(&["why", "commitments/r2-remains", "last"]);
    assert_eq!(answer["row"], Value::Null);
    let beaten = row(&answer, "beaten", "event", "r2-remains");
    assert_eq!((&beaten["how"], &beaten["by"]), (&json!("retracted"), &json!("retract-r2-remains")));
}

#[test]
fn a_field_that_nobody_states_has_no_history() {
    assert_eq!(ask(&["history", "commitments/r1-prisoners/due"])["changes"], json!([]));
}
