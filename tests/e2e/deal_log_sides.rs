//! The talks, the sides and what others did, in the log of the deal: both its files of drafts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::deal_log::log_of;
use crate::support::{Sandbox, column, repository, row};

const FILES: [&str; 2] = ["ambrel-lowlands.drafts.jsonl", "ambrel-lowlands-2.drafts.jsonl"];

fn log() -> Sandbox {
    log_of(&FILES)
}

/// Returns a row of the state on several days.
fn rows(sandbox: &Sandbox, list: &str, field: &str, value: &str, days: &[&str]) -> Vec<Value> {
    days.iter().map(|day| row(&sandbox.json(&["state", day]), list, field, value).clone()).collect()
}

/// Returns the drafts of both files.
fn drafts() -> Vec<Value> {
    let files =
        FILES.map(|file| std::fs::read_to_string(repository().join("fixtures/logs").join(file)).unwrap());
    files.iter().flat_map(|text| text.lines()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn thirty_sources_are_cited_by_every_sort_of_place() {
    let drafts = drafts();
    let key = |draft: &Value| draft["key"].as_str().unwrap().to_owned();
    let is_source = |draft: &&Value| draft["what"]["registered"]["source"].is_object();
    let registered: BTreeSet<String> = drafts.iter().filter(is_source).map(key).collect();
    let citations = || drafts.iter().flat_map(|draft| draft["sources"].as_array().into_iter().flatten());
    let cited: BTreeSet<String> =
        citations().map(|cited| cited["source"].as_str().unwrap().to_owned()).collect();
    assert_eq!((registered.len(), &cited), (30, &registered));
    let places: BTreeSet<&str> =
        citations().flat_map(|cited| cited.as_object().unwrap().keys().map(String::as_str)).collect();
    let expected = ["lines", "page", "paragraph", "section", "source", "timestamp", "url"];
    assert_eq!(places, BTreeSet::from(expected));
}

#[test]
fn check_finds_what_the_first_file_has_and_nothing_more() {
    let found = log().json(&["check"]);
    assert_eq!(column(&found, "problems", "code"), ["told-twice"]);
}

#[test]
fn what_is_appended_again_changes_nothing() {
    let sandbox = log();
    let before = std::fs::read_to_string(sandbox.log()).unwrap();
    let again = repository().join("fixtures/logs").join(FILES[1]).display().to_string();
    sandbox.run(&["append", &again]).text();
    assert_eq!(std::fs::read_to_string(sandbox.log()).unwrap(), before);
}

#[test]
fn an_incident_under_another_key_is_said_to_be_one_that_is_there() {
    let sandbox = log();
    let drafts = drafts();
    let mut dusk = drafts.iter().find(|draft| draft["key"] == "shots-at-dusk").unwrap().clone();
    dusk["key"] = json!("dusk-on-the-road");
    let ran = sandbox.run(&["append", sandbox.file("again.jsonl", &format!("{dusk}\n"))]);
    assert!((ran.stdout.clone() + &ran.stderr).contains("shots-at-dusk"), "{ran:?}");
}

#[test]
fn the_talks_are_called_off_set_anew_and_held_on_two_floors() {
    let sandbox = log();
    let days = ["2019-01-04", "2019-01-05", "2019-01-07", "2019-01-09", "2019-01-14"];
    let talks = rows(&sandbox, "meetings", "key", "orrin-talks", &days);
    let status: Vec<_> = talks.iter().map(|talks| &talks["status"]).collect();
    assert_eq!(status, ["proposed", "scheduled", "cancelled", "scheduled", "held"]);
    let planned = column(&talks[4], "planned", "planned_for");
    assert_eq!(planned, ["2019-01", "2019-01-08", "2019-01-11"]);
    let held = &talks[4];
    assert_eq!((&held["format"], &held["round"]), (&json!("indirect"), &json!(1)));
    assert_eq!((&held["venue"], &held["host"]), (&json!("mill-quay"), &json!("lorvane")));
    assert_eq!(held["mediators"], json!(["lorvane", "pelmar"]));
    assert_eq!(held["occurred"], "2019-01-11/2019-01-14");
    // While they last, nobody knows that they will have been held.
    let under_way = sandbox.json(&["state", "2019-01-12"]);
    assert_eq!(row(&under_way, "meetings", "key", "orrin-talks")["status"], "scheduled");
    assert!(column(&under_way, "possible", "event").contains(&"orrin-held"), "{}", under_way["possible"]);
}

#[test]
fn hindsight_says_that_the_talks_were_held_on_other_days() {
    let hindsight = log().json(&["hindsight", "2019-01-06"]);
    let talks = row(&hindsight, "outcomes", "path", "meetings/orrin-talks");
    assert_eq!((&talks["planned_for"], &talks["became"]), (&json!("2019-01-08"), &json!("held")));
    assert_eq!(
        (&talks["turned_out"], &talks["occurred"]),
        (&json!("otherwise"), &json!("2019-01-11/2019-01-14"))
    );
    let vask = row(&hindsight, "outcomes", "path", "attendance/orrin-talks/vask");
    assert_eq!(vask["turned_out"], "as-expected");
}

#[test]
fn who_sat_for_whom_is_named_as_far_as_it_was_told() {
    let state = log().json(&["state", "2019-01-14"]);
    let veyra = row(&state, "delegations", "party", "veyra");
    assert_eq!((&veyra["complete"], &veyra["head"]), (&json!(true), &json!("halve")));
    let kestmark = row(&state, "delegations", "party", "kestmark");
    assert_eq!((&kestmark["complete"], &kestmark["head"]), (&json!(false), &Value::Null));
    assert_eq!(column(kestmark, "members", "person"), ["vask", "marr"]);
}

#[test]
fn what_began_in_a_year_was_over_when_it_was_halted_in_it() {
    let sandbox = log();
    let phase = |day: &str| sandbox.json(&["state", day])["status"]["phase"].clone();
    let days = ["2018-12-09", "2018-12-20", "2019-01-03", "2019-01-04"];
    assert_eq!(days.map(phase), ["suspended", "suspended", "suspended", "resumed"]);
}

#[test]
fn a_demand_that_replaces_another_stands_since_then() {
    let state = log().json(&["state", "2019-02-27"]);
    let lowlands = row(&state, "positions", "item", "lowlands");
    assert_eq!(lowlands["stance"], "Veyra's troops leave the lowlands by June");
    assert_eq!(lowlands["since"], "2019-02-27");
}

#[test]
fn the_agreement_is_signed_in_the_morning_and_ratified_that_day() {
    let sandbox = log();
    let deal = |when: &str| sandbox.json(&["state", when])["agreements"][0].clone();
    assert_eq!(deal("2019-01-16T09:29+05:45")["stage"], "announced");
    let signed = deal("2019-01-16T12:00+05:45");
    assert_eq!((&signed["stage"], &signed["since"]), (&json!("signed"), &json!("2019-01-16T09:30+05:45")));
    assert_eq!(signed["guarantors"], json!(["lorvane", "pelmar"]));
    let later = deal("2019-01-28");
    assert_eq!(later["guarantors"], json!(["lorvane", "pelmar", "hadrel"]), "one joined as a guarantor");
    assert!(later["events"].as_array().unwrap().contains(&json!("hadrel-guarantor")));
    assert_eq!(signed["witnesses"], json!(["orrel"]));
    assert_eq!(deal("2019-01-16")["stage"], "ratified");
    assert_eq!(deal("2019-01-19")["stage"], "in-force");
}

#[test]
fn who_changed_sides_speaks_for_the_new_one_and_reports_of_the_old() {
    let sandbox = log();
    let state = sandbox.json(&["state", "2019-02-12"]);
    let marr = row(&state, "memberships", "member", "marr");
    assert_eq!(
        (&marr["of"], &marr["joined"], &marr["role"]),
        (&json!("veyra"), &json!("2019-02-05"), &json!("adviser"))
    );
    let observers = row(&state, "positions", "item", "observers");
    assert_eq!((&observers["party"], &observers["attributed_to"]), (&json!("veyra"), &json!(["marr"])));
    assert_eq!(observers["reported"], json!([]));
    let lowlands = row(&state, "positions", "item", "lowlands");
    assert_eq!(lowlands["stance"], "Veyra's troops leave the whole of the lowlands");
    assert_eq!(lowlands["reported"][0]["event"], "marr-on-kestmark");
}

#[test]
fn a_wing_leaves_a_table_that_it_joined_some_day_of_a_year_and_a_state_joins_the_deal() {
    let sandbox = log();
    let dawn = rows(&sandbox, "memberships", "member", "dawn-wing", &["2019-02-19", "2019-02-20"]);
    assert_eq!((&dawn[0]["joined"], &dawn[0]["left"]), (&json!("2018"), &Value::Null));
    assert_eq!(dawn[1]["left"], "2019-02-20");
    let hadrel = &rows(&sandbox, "memberships", "member", "hadrel", &["2019-01-28"])[0];
    assert_eq!((&hadrel["of"], &hadrel["role"]), (&json!("deal"), &json!("guarantor")));
}

#[test]
fn an_incident_is_told_by_one_side_and_is_an_allegation_against_the_ceasefire() {
    let state = log().json(&["state", "2019-02-05"]);
    let shots = row(&state, "incidents", "key", "shots-on-the-road");
    assert_eq!((&shots["by"], &shots["against"]), (&json!(["veyra"]), &json!(["kestmark"])));
    assert_eq!(
        (&shots["place"], &shots["attributed_to"]),
        (&json!("north-road"), &json!(["kestmark-health"]))
    );
    let killed = row(shots, "counts", "category", "killed");
    assert_eq!((&killed["quantity"]["low"], &killed["quantity"]["high"]), (&json!(2), &json!(2)));
    assert_eq!(row(&state, "incidents", "key", "shots-at-dusk")["occurred"], "2019-02-05");
    let truce = &state["ceasefires"][0];
    assert_eq!(truce["phase"], "in-effect");
    let told: BTreeSet<&str> = column(truce, "allegations", "event").into_iter().collect();
    let expected = ["veyra-accuses", "kestmark-accuses", "shots-on-the-road", "shots-at-dusk"];
    assert_eq!(told, BTreeSet::from(expected));
}

#[test]
fn two_counts_of_the_killed_stand_side_by_side() {
    let state = log().json(&["state", "2019-01-25"]);
    let claim = row(&state, "claims", "key", "staff-counts-one");
    assert_eq!((&claim["about"], &claim["quantity"]["low"]), (&json!(["shots-on-the-road"]), &json!(1)));
    let differ = row(&state, "discrepancies", "key", "two-counts-of-killed");
    assert_eq!((&differ["about"], &differ["followed"]), (&json!(["shots-on-the-road"]), &Value::Null));
}

#[test]
fn an_assembly_that_is_no_party_adopts_one_text_and_is_stopped_by_a_veto() {
    let sandbox = log();
    let state = sandbox.json(&["state", "2019-02-18"]);
    let text = |key: &str| {
        let text = row(&state, "resolutions", "key", key);
        json!([text["outcome"], text["votes"], text["about"]])
    };
    let votes = |yes: u64, no: u64, out: u64| json!({ "in_favour": yes, "against": no, "abstained": out });
    assert_eq!(text("shores-welcome"), json!(["adopted", votes(13, 0, 2), ["deal"]]));
    assert_eq!(text("shores-vetoed"), json!(["vetoed", votes(14, 1, 0), ["deal", "second-talks"]]));
    assert_eq!(sandbox.json(&["state", "2019-02-17"])["resolutions"].as_array().unwrap().len(), 1);
}

#[test]
fn a_threat_is_an_act_of_its_own_and_answers_the_halt() {
    let state = log().json(&["state", "2019-02-11"]);
    let threat = row(&state, "statements", "key", "wend-threatens");
    assert_eq!((&threat["act"], &threat["speaker"]), (&json!("threat"), &json!("wend")));
    assert_eq!(threat["about"], json!(["kestmark-halts"]));
}

#[test]
fn about_tells_of_memberships_incidents_and_resolutions() {
    let sandbox = log();
    let listed = |thing: &str, part: &str| sandbox.json(&["about", thing])[part].as_array().unwrap().len();
    for (thing, part) in [
        ("marr", "memberships"),
        ("dawn-wing", "memberships"),
        ("hadrel", "memberships"),
        ("deal", "memberships"),
        ("north-road", "incidents"),
        ("shores-welcome", "resolutions"),
    ] {
        assert!(listed(thing, part) > 0, "{thing}: {part}");
    }
    let said = sandbox.run(&["about", "shores-welcome"]);
    assert!(!said.text().contains("nothing of it"), "{}", said.text());
}

#[test]
fn of_many_sources_text_names_the_one_that_tells() {
    let sandbox = log();
    let told = |args: &[&str]| {
        let ran = sandbox.run(args);
        ran.text().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let held = told(&["about", "release-held"]);
    assert!(held.contains("according to “The first evening at Hollow Bridge (invented)”"), "{held}");
    assert!(held.contains("3 other sources, Teor Vask and Nine Shores Relief Office"), "{held}");
    let short = told(&["state", "2019-02-12", "--only", "commitments"]);
    assert!(short.contains("the source of that event itself says it"), "{short}");
}
