//! What the second log must answer of days, gatherings, people and of the record itself.

use serde_json::{Value, json};

use crate::second_log::{ask, over, sandbox};
use crate::support::{column, row};

#[test]
fn a_unilateral_ceasefire_goes_through_its_phases_and_a_late_report_does_not_bring_it_back() {
    let days = ["2031-04-01", "2031-04-02", "2031-04-03", "2031-04-17", "2031-05-02", "2031-06-20"];
    let questions = days.map(|day| format!("known {day}"));
    let questions: Vec<&str> = questions.iter().map(String::as_str).collect();
    assert_eq!(
        over(&questions, "ceasefires", "reed-truce", "phase"),
        ["announced", "announced", "in-effect", "in-effect", "ended", "ended"]
    );
    let last = ask("river-2031", "known 2031-06-20");
    let truce = row(&last, "ceasefires", "key", "reed-truce");
    assert_eq!(truce["declared_by"], json!(["reedfolk"]));
    assert_eq!(truce["denied_by"], json!([]), "that it was broken is denied, not the ceasefire");
    let alleged: Vec<&Value> =
        truce["allegations"].as_array().unwrap().iter().map(|said| &said["event"]).collect();
    assert_eq!(alleged, ["reed-truce-broken", "reed-truce-broken-late"]);
    assert_eq!(truce["allegations"][0]["denied_by"], json!(["reed-truce-broken-denied"]));
    assert_eq!(truce["history"].as_array().unwrap().last().unwrap()["event"], "reed-truce-broken-late");
}

#[test]
fn a_violation_on_one_of_three_days_is_possible_until_the_last_of_them_is_over() {
    let before = ask("river-2031", "state 2031-04-15");
    assert_eq!(row(&before, "possible", "event", "reed-truce-broken")["kind"], "unknown-moment");
    assert_eq!(row(&before, "ceasefires", "key", "reed-truce")["maybe"], json!(["reed-truce-broken"]));
    let after = ask("river-2031", "state 2031-04-16");
    let truce = row(&after, "ceasefires", "key", "reed-truce");
    assert_eq!(
        (&truce["phase"], &truce["allegations"][0]["event"]),
        (&json!("in-effect"), &json!("reed-truce-broken"))
    );
}

#[test]
fn a_day_ends_in_the_zone_of_the_process() {
    let first = |process: &str, list: &str, days: [&str; 2]| {
        days.map(|day| ask(process, &format!("state {day}"))[list].as_array().unwrap().len())
    };
    // Twenty to midnight in Bogotá is the next day in Lisbon, in whose zone the second talks are kept.
    assert_eq!(first("river-2033", "meetings", ["2033-03-10", "2033-03-11"]), [0, 1]);
    assert_eq!(ask("river-2033", "state 2033-03-10T22:40-05:00")["meetings"].as_array().unwrap().len(), 1);
    // The evening on which the clocks went forward, and midnight, which begins the next day.
    assert_eq!(first("river-2033", "rounds", ["2033-03-26", "2033-03-27"]), [0, 1]);
    assert_eq!(first("river-2033", "statements", ["2033-03-27", "2033-03-28"]), [1, 2]);
    assert_eq!(
        ask("river-2033", "state 2033-03-27")["as_of"]["occurred"]["until"],
        "2033-03-28T00:00:00+01:00"
    );
    assert_eq!(
        ask("river-2033", "state 2033-03-26")["as_of"]["occurred"]["until"],
        "2033-03-27T00:00:00+00:00"
    );
    // Written with Lisbon's offset on 7 May, it was 6 May by the river.
    assert_eq!(over(&["state 2031-05-06"], "agreements", "marrow-accord", "stage"), ["initialled"]);
    assert_eq!(first("harbour-2032", "rounds", ["2032-02-13", "2032-02-14"]), [0, 1]);
    assert_eq!(first("harbour-2032", "statements", ["2032-02-14", "2032-02-15"]), [0, 1]);
}

#[test]
fn a_position_ends_only_when_another_replaces_it() {
    let stances = |day: &str| {
        let state = ask("river-2031", &format!("positions {day}"));
        let rows = state["positions"].as_array().unwrap().iter();
        rows.map(|row| {
            format!("{} {}: {}", row["party"].as_str().unwrap(), row["item"].as_str().unwrap(), row["force"])
        })
        .collect::<Vec<_>>()
    };
    let reported = "quellund all-barges: null";
    assert_eq!(
        stances("2031-05-09"),
        [r#"ostmere flow-at-weir: "demand""#, r#"quellund flow-at-weir: "precondition""#, reported]
    );
    assert_eq!(
        stances("2031-11-10"),
        [r#"ostmere flow-at-weir: "objective""#, reported, r#"quellund gauge: "demand""#]
    );
}

#[test]
fn attendance_has_every_status() {
    let before = ask("river-2031", "state 2031-03-18");
    let after = ask("river-2031", "state 2031-03-21");
    let status = |state: &Value, who: &str| {
        let rows = state["attendance"].as_array().unwrap().iter();
        let row = rows.filter(|row| row["meeting"] == "weir").find(|row| row["who"] == who);
        row.unwrap()["status"].clone()
    };
    for (who, said, seen) in [
        ("corvane", json!("accepted"), json!("present")),
        ("oderin", json!("tentative"), json!("absent")),
        ("pell", json!("delegated"), json!("delegated")),
        ("ashgrove", json!("declined"), json!("declined")),
        ("sedge", json!(null), json!(null)),
    ] {
        assert_eq!((status(&before, who), status(&after, who)), (said, seen), "{who}");
    }
}

#[test]
fn who_joined_and_who_left_is_told_by_person_from_round_to_round() {
    let state = ask("river-2031", "state 2031-06-10");
    let island = |party: &str| {
        let rows = state["delegations"].as_array().unwrap().iter();
        let mut rows = rows.filter(|row| row["meeting"] == "island" && row["basis"] == "observed");
        let row = rows.find(|row| row["party"] == party).unwrap();
        (row["joined"].clone(), row["left"].clone(), row["head"].clone())
    };
    assert_eq!(island("ostmere"), (json!(["ashgrove"]), json!(["corvane"]), Value::Null));
    assert_eq!(island("quellund"), (json!(["pell"]), json!([]), json!("pell")));
}

#[test]
fn a_meeting_that_became_another_and_one_cancelled() {
    let state = ask("river-2031", "state last");
    let meeting = |key: &str| row(&state, "meetings", "key", key);
    assert_eq!(
        (&meeting("lock")["status"], &meeting("lock")["became"]),
        (&json!("not-held"), &json!("ferry"))
    );
    assert_eq!((&meeting("ferry")["status"], &meeting("ferry")["round"]), (&json!("held"), &Value::Null));
    assert_eq!(meeting("heads")["status"], "cancelled");
    let hosts = state["meetings"].as_array().unwrap().iter().filter(|row| !row["host"].is_null());
    assert_eq!(hosts.count(), 0);
    assert_eq!(column(&state, "rounds", "meeting"), ["weir", "island"]);
}

#[test]
fn a_comparison_says_whether_a_meeting_was_proposed_scheduled_or_cancelled() {
    let statuses = |words: &str| {
        let answer = ask("river-2031", &format!("compare {words}"));
        ["a", "b"].map(|side| format!("{} {}", answer[side]["aspect"], answer[side]["status"]))
    };
    assert_eq!(statuses("heads"), [r#""plan" "proposed""#, r#""outcome" "cancelled""#]);
    assert_eq!(statuses("weir heads"), [r#""outcome" "held""#, r#""outcome" "cancelled""#]);
    assert_eq!(statuses("lock ferry"), [r#""outcome" "not-held""#, r#""outcome" "held""#]);
    assert_eq!(statuses("weir-offer weir-scheduled"), [r#""plan" "proposed""#, r#""plan" "scheduled""#]);
    let planned = ask("river-2031", "state last");
    let weir = &row(&planned, "meetings", "key", "weir")["planned"];
    assert_eq!((&weir[0]["status"], &weir[1]["status"]), (&json!("proposed"), &json!("scheduled")));
}

#[test]
fn a_plan_is_compared_as_it_stated_it_and_an_outcome_not_yet_told_has_no_setting() {
    let weir = ask("river-2031", "compare weir");
    for field in ["level", "parties", "venue"] {
        assert_eq!(row(&weir, "fields", "field", field)["verdict"], "same", "{field}");
    }
    let ridge = ask("river-2033", "compare ridge");
    assert_eq!(row(&ridge, "fields", "field", "parties")["verdict"], "only-a");
    let text = sandbox().run(&["compare", "ridge", "--process", "river-2033"]);
    assert!(text.text().contains("no outcome on record"), "{}", text.stdout);
}

#[test]
fn what_a_corrected_event_moves_is_told_of_the_date_that_it_has_now() {
    let shown = ask("river-2033", "show mill-held");
    assert_eq!(row(&shown, "after", "path", "meetings/mill")["slot"]["occurred"], "2033-06-23");
    assert_eq!(row(&shown, "before", "path", "meetings/mill")["slot"], Value::Null);
}

#[test]
fn what_only_one_process_has_needs_no_process_beside_it() {
    let sandbox = sandbox();
    for (words, process) in [
        ("show weir-held", "river-2031"),
        ("show light-held", "harbour-2032"),
        ("why meetings/gate/venue", "river-2033"),
        ("history light", "harbour-2032"),
        ("compare weir", "river-2031"),
        ("compare weir island-held", "river-2031"),
        ("compare light-offer", "harbour-2032"),
        ("show harbour-2032/opened", "harbour-2032"),
        ("why river-2031/status", "river-2031"),
        ("compare river-2033/gate mill", "river-2033"),
    ] {
        let answer = sandbox.json(&words.split(' ').collect::<Vec<_>>());
        assert_eq!(answer["process"], process, "{words}");
    }
}

#[test]
fn what_several_processes_have_is_refused_with_each_of_them() {
    let sandbox = sandbox();
    for (words, name) in [(["show", "opened"], "opened"), (["why", "status"], "status")] {
        let ran = sandbox.run(&words);
        let said = ran.fails(1);
        for process in ["river-2031", "harbour-2032", "river-2033"] {
            assert!(said.contains(&format!("{process}/{name}")), "{said}");
        }
    }
    let ran = sandbox.run(&["compare", "river-2031/weir", "harbour-2032/light"]);
    assert!(ran.fails(2).contains("meetings of the same process"), "{}", ran.stderr);
    // What no process has leaves open which was meant.
    let ran = sandbox.run(&["show", "nothing-like-it"]);
    assert!(ran.fails(2).contains("name one process"), "{}", ran.stderr);
}

#[test]
fn a_line_names_the_process_of_its_event_where_several_are_listed() {
    let sandbox = sandbox();
    let chain = sandbox.run(&["log", "--oneline", "--chain", "--process", "river-2033"]);
    let named =
        |process: &str| chain.text().lines().filter(|line| line.contains(&format!("{process}/"))).count();
    assert!(named("river-2031") > 80 && named("river-2033") > 30, "{}", chain.stdout);
    let alone = sandbox.run(&["log", "--oneline", "--process", "river-2033"]);
    assert!(!alone.text().contains("river-2033/"), "{}", alone.stdout);
}

#[test]
fn what_was_corrected_or_withdrawn_is_told_with_the_reason_given_for_it() {
    let cause = |process: &str, words: &str, path: &str, event: &str| {
        let answer = ask(process, words);
        let cause = row(row(&answer, "changes", "path", path), "causes", "event", event);
        (cause["by"].clone(), cause["reason"].clone())
    };
    let mill = "diff 2033-09-01 --known 2033-08-01..2033-09-01";
    assert_eq!(
        cause("river-2033", mill, "meetings/mill/occurred", "mill-held"),
        (json!("mill-day"), json!("a ferry ticket was found"))
    );
    assert_eq!(cause("river-2033", mill, "meetings/mill/occurred", "mill-day"), (Value::Null, Value::Null));
    // What took the withdrawal back gives a reason for that; the withdrawal itself no longer counts.
    let lamps = "diff 2031-08-10 --known 2031-07-20..2031-08-10";
    let of_lamps = |event: &str| cause("river-2031", lamps, "claims/lamp-claim", event);
    assert_eq!(
        of_lamps("lamp-retracted"),
        (json!("lamp-reinstated"), json!("some lamps had indeed been put out"))
    );
    assert_eq!(of_lamps("lamp-claim"), (Value::Null, Value::Null));
    let text = |words: &str, process: &str| {
        let ran = sandbox().run(&words.split(' ').chain(["--process", process]).collect::<Vec<_>>());
        ran.text().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for words in [mill, "history meetings/mill --by knowledge"] {
        let said = text(words, "river-2033");
        assert!(said.contains("[mill-held]; reason: a ferry ticket was found [mill-day]"), "{said}");
    }
    let why = ask("river-2033", "why meetings/mill last");
    assert_eq!(row(&why, "beaten", "event", "mill-held")["reason"], "a ferry ticket was found");
    assert!(
        text("why meetings/mill last", "river-2033")
            .contains("Corrected by mill-day (a ferry ticket was found)")
    );
}

#[test]
fn nobody_is_expected_at_a_meeting_that_was_cancelled() {
    let expected = |day: &str| {
        let answer = ask("river-2031", &format!("hindsight {day}"));
        column(&answer, "outcomes", "path").contains(&"attendance/heads/oderin")
    };
    assert!(expected("2031-04-04"));
    assert!(!expected("2031-04-05"));
}

#[test]
fn what_is_taken_back_is_gone_and_what_is_taken_back_again_is_there() {
    let has = |words: &str, key: &str| column(&ask("river-2031", words), "claims", "key").contains(&key);
    for (day, lamps) in
        [("2031-07-04", true), ("2031-07-05", false), ("2031-07-31", false), ("2031-08-01", true)]
    {
        assert_eq!(has(&format!("known {day}"), "lamp-claim"), lamps, "{day}");
    }
    // The world withdrew one, the encoder the other: of that only the record as it stood then tells.
    assert!(has("known 2031-11-01", "gauge-reading") && !has("known 2031-11-02", "gauge-reading"));
    assert!(!has("known 2031-06-30", "night-boats"));
    assert!(has("known 2031-06-30 --recorded 2031-10-01", "night-boats"));
}

#[test]
fn a_confirmation_and_a_denial_go_with_what_they_are_about() {
    let recorded = ask("river-2031", "known 2031-06-30 --recorded 2031-10-01");
    assert_eq!(row(&recorded, "claims", "key", "night-boats")["denied_by"], json!(["night-boats-denied"]));
    assert_eq!(
        row(&recorded, "claims", "key", "gauge-reading")["confirmed_by"],
        json!(["gauge-reading-confirmed"])
    );
    let counts = |words: &str, key: &str| {
        let log = ask("river-2031", words);
        row(&log, "events", "key", key)["standing"].clone()
    };
    assert_eq!(counts("log", "night-boats-denied"), "absent");
    assert_eq!(counts("log", "gauge-reading-confirmed"), "absent");
}

#[test]
fn references_cross_from_one_process_of_a_chain_to_another() {
    let state = ask("river-2033", "state 2033-02-21");
    let statement = row(&state, "statements", "key", "accord-recalled");
    assert_eq!(statement["about"], json!(["river-2031/marrow-accord", "river-2031/accord-suspended"]));
    assert_eq!(column(&state, "discrepancies", "key"), ["barges-two-counts"]);
    let start = |words: &str| ask("river-2033", words)["as_of"]["occurred"]["until"].clone();
    assert_eq!(start("state river-2031/round:2"), "2031-06-11T06:00:00+01:00");
    assert_eq!(start("state round:2"), "2033-06-24T00:00:00+01:00");
    let chain = ask("river-2033", "rounds river-2031/round:2 --chain");
    assert_eq!(column(&chain, "rounds", "meeting"), ["weir", "island"], "its day is over by the river");
    let planned = sandbox();
    let planned = planned.run(&["state", "round:3", "--process", "river-2033"]);
    assert!(planned.fails(2).contains("2033-11"), "{}", planned.stderr);
}

#[test]
fn a_chain_is_read_whole_each_row_under_its_process() {
    let whole = ask("river-2033", "state last --chain");
    let mut processes = column(&whole, "meetings", "process");
    processes.dedup();
    assert_eq!(processes, ["river-2031", "river-2033"]);
    let alone = ask("harbour-2032", "state last --chain");
    assert_eq!(column(&alone, "meetings", "process"), ["harbour-2032"]);
}

#[test]
fn every_spelling_of_a_name_is_kept_and_a_late_one_is_as_late_as_it_was_recorded() {
    let spelt = |words: &str| {
        let state = ask("river-2033", words);
        let names = row(&state, "people", "key", "pell")["names"].clone();
        let rows = names.as_array().unwrap().iter();
        rows.map(|name| format!("{} {}", name["name"].as_str().unwrap(), name["status"])).collect::<Vec<_>>()
    };
    let three = ["Junia Pell null", r#"Iunia Pell "variant""#, r#"Junia Bell "error""#];
    assert_eq!(spelt("state last --recorded 2033-12-31"), three);
    assert_eq!(spelt("state last").len(), 4);
}

#[test]
fn an_office_was_taken_some_day_of_a_year_and_left_about_a_day() {
    let state = ask("river-2031", "state last");
    let office = |person: &str| row(&state, "offices", "person", person);
    assert_eq!(office("oderin")["attested_from"], "2030");
    assert_eq!(office("oderin")["attested_from_until"], "2031-01-01T00:00:00-05:00");
    assert_eq!(
        (&office("ashgrove")["left"], &office("corvane")["left"]),
        (&json!("2031-08-15~"), &Value::Null)
    );
    let left = ask("river-2033", "state 2033-10-31");
    assert_eq!(row(&left, "offices", "person", "corvane")["left"], "2033-10-31T23:59+00:00");
}

#[test]
fn a_moment_before_the_record_says_so_though_entries_about_the_record_count() {
    let sandbox = sandbox();
    for words in [["state", "today"], ["known", "2029-12-31"]] {
        let ran = sandbox.run(&[&words[..], &["--process", "river-2031"]].concat());
        assert!(ran.text().contains("the record begins "), "{}", ran.stdout);
    }
}

#[test]
fn a_gathering_is_not_called_by_the_name_of_the_place_with_its_key() {
    let sandbox = sandbox();
    let ran = sandbox.run(&["show", "mill-day", "--process", "river-2033"]);
    assert!(ran.text().contains("~ mill: occurred"), "{}", ran.stdout);
}
