//! A third log, invented too: a person who changes sides, a coalition, incidents, a resolution, an accord with a
//! guarantor, told by a book with pages and by a radio with times.
//!
//! It is made of its drafts each time, so that the drafts stay what an append takes.

use serde_json::{Value, json};

use crate::support::{Sandbox, column, repository, row};

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_log(&repository().join("fixtures/logs/empty.jsonl"));
    let drafts = repository().join("fixtures/logs/harrow-strait.drafts.jsonl");
    std::fs::copy(drafts, sandbox.path("drafts.jsonl")).unwrap();
    let appended = sandbox.run(&["append", "drafts.jsonl"]);
    assert_eq!(appended.code, 0, "{}", appended.stderr);
    sandbox
}

/// Returns the text of an answer, unwrapped.
fn told(sandbox: &Sandbox, args: &[&str]) -> String {
    let ran = sandbox.run(args);
    ran.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_log_is_sound() {
    let checked = sandbox().run(&["check", "--strict"]);
    assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
    assert!(!checked.stdout.contains("could-merge"), "different ids of one scheme: {}", checked.stdout);
}

#[test]
fn who_changes_sides_speaks_for_the_new_one_from_then_on() {
    let sandbox = sandbox();
    let state = sandbox.json(&["state", "last"]);
    let membership = row(&state, "memberships", "member", "varn");
    assert_eq!(membership["joined"], "2024-03-01");
    assert_eq!((&membership["of_name"], &membership["role"]), (&json!("Sudmark"), &json!("adviser")));
    let quotas = row(&state, "positions", "item", "quotas");
    assert_eq!(quotas["stance"], "Quotas by the length of each coast.");
    assert_eq!(quotas["reported"][0]["event"], "varn-on-norland");
    assert_eq!(row(&state, "positions", "item", "licences")["attributed_to"], json!(["varn"]));
    let nets = row(&state, "positions", "item", "nets");
    assert_eq!(nets["stance"], Value::Null, "a coalition's word is not its member's");
    let text = told(&sandbox, &["state", "last", "--only", "memberships"]);
    assert!(text.contains("Ilse Varn joined Sudmark (adviser) Fri 1 March 2024"), "{text}");
    assert!(text.contains("Norland left the agreement strait-accord Wed 1 May 2024"), "{text}");
}

#[test]
fn filters_by_party_go_by_the_side_of_the_day() {
    let sandbox = sandbox();
    let events = |party: &str| {
        let log = sandbox.json(&["log", "--kind", "position", "--party", party]);
        column(&log, "events", "key").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(events("norland"), ["varn-on-quotas", "varn-on-norland"]);
    assert_eq!(events("sudmark"), ["varn-on-norland", "varn-on-licences", "alliance-on-nets"]);
}

#[test]
fn an_incident_is_its_claimants_account() {
    let sandbox = sandbox();
    let state = sandbox.json(&["state", "last"]);
    let boarding = row(&state, "incidents", "key", "boarding");
    assert_eq!((&boarding["type"], &boarding["by"]), (&json!("boarding"), &json!(["sudmark"])));
    assert_eq!((&boarding["about"], &boarding["place_name"]), (&json!("truce"), &json!("Long Quay")));
    assert_eq!(boarding["counts"][0]["quantity"]["low"], 3);
    assert_eq!(boarding["counts"][1]["quantity"]["bound"], "unknown");
    assert_eq!(boarding["denied_by"], json!(["lind-denies-boarding"]));
    assert_eq!(row(&state, "ceasefires", "key", "truce")["phase"], "in-effect", "no incident moves a phase");
    let text = told(&sandbox, &["state", "last", "--only", "incidents"]);
    assert!(
        text.contains("by the account of Tomas Reck: boarding by Sudmark against Norland, at Long Quay"),
        "{text}"
    );
    assert!(text.contains("a breach of truce, by the word of Tomas Reck"), "{text}");
    assert!(text.contains("lind-denies-boarding"), "{text}");
    let csv = sandbox.run(&["state", "last", "--only", "incidents", "--format", "csv"]);
    assert!(
        csv.stdout.starts_with("process,key,type,by,against,place,place_name,counts,about,occurred"),
        "{}",
        csv.stdout
    );
}

#[test]
fn a_resolution_has_its_outcome_and_votes() {
    let sandbox = sandbox();
    let state = sandbox.json(&["state", "last"]);
    let adopted = row(&state, "resolutions", "key", "council-resolves");
    assert_eq!(adopted["votes"], json!({ "in_favour": 11, "against": 2, "abstained": 2 }));
    assert_eq!((&adopted["outcome"], &adopted["body_name"]), (&json!("adopted"), &json!("Maritime Council")));
    assert_eq!(row(&state, "resolutions", "key", "council-rejects")["votes"], Value::Null);
    let text = told(&sandbox, &["state", "last", "--only", "resolutions"]);
    let said = "Maritime Council: Resolution 7 on the strait, adopted Wed 20 March 2024, 11 in favour, 2 against, 2 abstained";
    assert!(text.contains(said), "{text}");
}

#[test]
fn an_accord_has_guarantors_and_witnesses() {
    let sandbox = sandbox();
    let state = sandbox.json(&["state", "last"]);
    let accord = row(&state, "agreements", "key", "strait-accord");
    assert_eq!(accord["guarantors"], json!(["maritime-council"]));
    assert_eq!(accord["witnesses"], json!(["aasen"]));
    assert_eq!(row(&state, "meetings", "key", "harrow-talks")["format"], "indirect");
    let text = told(&sandbox, &["state", "last", "--only", "agreements"]);
    assert!(text.contains("guaranteed by Maritime Council witnessed by Bishop Aasen"), "{text}");
    let text = told(&sandbox, &["show", "crew-home"]);
    for name in ["Per Moen", "Siv Dahl", "Harrow", "Long Quay"] {
        assert!(text.contains(name), "{name}: {text}");
    }
}

#[test]
fn a_correction_of_the_registration_takes_effect_but_for_the_zone() {
    let sandbox = sandbox();
    let state = sandbox.json(&["state", "last"]);
    assert_eq!(state["parties"], json!(["norland", "sudmark"]));
    let correction = r#"{"process":"harrow-2024","key":"continue","sources":[{"source":"wessel-2024","page":"1"}],"summary":"It continues other talks.","what":{"correction":{"of":"harrow-2024","because":"record","reason":"Left out.","with":{"what":{"registered":{"process":{"title":"Talks on the Harrow Strait, 2024 (invented)","zone":"Europe/Oslo","parties":["norland","sudmark"],"continues":"harrow-2019"}}}}}}}
{"key":"harrow-2019","what":{"registered":{"process":{"title":"Talks of 2019 (invented)","zone":"Europe/Oslo","parties":["norland","sudmark"]}}}}"#;
    sandbox.file("continue.jsonl", correction);
    assert_eq!(sandbox.run(&["append", "continue.jsonl"]).code, 0);
    let state = sandbox.json(&["state", "last"]);
    assert_eq!((&state["process"], &state["others"]), (&json!("harrow-2024"), &json!(["harrow-2019"])));
}

#[test]
fn places_in_a_source_and_ids_of_others_are_shown() {
    let sandbox = sandbox();
    let text = told(&sandbox, &["show", "boarding"]);
    for said in ["page 11", "at 00:12:45", "strait-watch SW-118"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let cited = told(&sandbox, &["show", "council-resolves", "--cite"]);
    assert!(cited.contains("page 13, paragraph 4"), "{cited}");
    let cited = told(&sandbox, &["show", "varn-on-licences", "--cite"]);
    assert!(cited.contains("https://radio.example/2024-03-05#varn"), "{cited}");
    let shown = sandbox.json(&["show", "boarding"]);
    assert_eq!(shown["event"]["external_ids"], json!([{ "scheme": "strait-watch", "id": "SW-118" }]));
    assert_eq!(sandbox.json(&["show", "strait-watch:SW-118"])["event"]["key"], "boarding");
    assert_eq!(sandbox.run(&["show", "strait-watch:SW-999"]).code, 1);
    let place = &shown["event"]["sources"][1];
    assert_eq!((&place["timestamp"], &place["lines"]), (&json!("00:12:45"), &Value::Null));
    let csv = sandbox.run(&["log", "--format", "csv"]);
    assert!(csv.stdout.contains("strait-radio, at 00:12:45"), "{}", csv.stdout);
    let why = told(&sandbox, &["why", "resolutions/council-resolves/outcome", "last"]);
    assert!(why.contains("page 13, paragraph 4"), "{why}");
}

#[test]
fn what_others_have_as_one_is_noted_where_it_comes_again() {
    let sandbox = sandbox();
    let drafts = std::fs::read_to_string(sandbox.path("drafts.jsonl")).unwrap();
    let boarding = drafts.lines().find(|line| line.contains("\"key\":\"boarding\"")).unwrap();
    let again = boarding.replace("\"key\":\"boarding\"", "\"key\":\"the-boarding\"");
    assert_ne!(again, boarding);
    sandbox.file("again.jsonl", &again.replace("2024-03", "2024-04"));
    let said = sandbox.run(&["append", "again.jsonl", "--dry-run"]).stderr;
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("`the-boarding` has the id `SW-118` in `strait-watch`, and so does `boarding`"),
        "{said}"
    );
}

#[test]
fn a_new_entry_says_where_in_its_source_it_is_found() {
    let sandbox = sandbox();
    let draft = |sources: &str| {
        format!(
            r#"{{"process":"harrow-2024","key":"new","occurred":"2024-05-02","known":"2024-05-02","attributed_to":["source"],"sources":[{sources}],"summary":"It was said.","what":{{"claim":{{"says":"it was said"}}}}}}"#
        )
    };
    sandbox.file("whole.jsonl", &draft(r#"{"source":"wessel-2024"}"#));
    let refused = sandbox.run(&["append", "whole.jsonl"]);
    let places = "`section`, `page`, `paragraph`, `lines`, `timestamp` or `url`";
    let said = refused.fails(1).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("no-locator") && said.contains(places), "{said}");
    for place in ["section", "page", "paragraph", "timestamp", "url"] {
        sandbox.file("place.jsonl", &draft(&format!(r#"{{"source":"wessel-2024","{place}":"x"}}"#)));
        assert_eq!(sandbox.run(&["append", "place.jsonl", "--dry-run"]).code, 0, "{place}");
    }
}

#[test]
fn memberships_that_cannot_be_are_found() {
    let sandbox = sandbox();
    let draft = |key: &str, day: &str, what: &str| {
        format!(
            r#"{{"process":"harrow-2024","key":"{key}","occurred":"{day}","known":"{day}","attributed_to":["source"],"sources":[{{"source":"wessel-2024","page":"1"}}],"summary":"Somebody moved.","what":{{"membership":{what}}}}}"#
        )
    };
    let itself = draft("new", "2024-05-02", r#"{"joined":{"member":"lind","of":"lind"}}"#);
    let a_person = draft("new", "2024-05-02", r#"{"joined":{"member":"lind","of":"reck"}}"#);
    let an_event = draft("new", "2024-05-02", r#"{"joined":{"member":"lind","of":"boarding"}}"#);
    let nobody = draft("new", "2024-05-02", r#"{"joined":{"member":"lind","of":"no-alliance"}}"#);
    for (written, code) in [
        (itself, "shape"),
        (a_person, "wrong-reference"),
        (an_event, "wrong-reference"),
        (nobody, "unknown-reference"),
    ] {
        sandbox.file("new.jsonl", &written);
        let refused = sandbox.run(&["append", "new.jsonl"]);
        assert!(refused.fails(1).contains(code), "{code}: {}", refused.stderr);
    }
    let left = draft("left", "2024-03-02", r#"{"left":{"member":"lind","of":"coast-alliance"}}"#);
    let joined = draft("joined", "2024-03-09", r#"{"joined":{"member":"lind","of":"coast-alliance"}}"#);
    sandbox.file("new.jsonl", &format!("{left}\n{joined}"));
    assert_eq!(sandbox.run(&["append", "new.jsonl"]).code, 0);
    let checked = sandbox.run(&["check", "--strict"]);
    assert!(checked.stdout.contains("left-before-joining"), "{}", checked.stdout);
}
