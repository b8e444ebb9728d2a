//! What the second log must answer: features that the shipped record has not, one by one.

use serde_json::{Value, json};

use crate::support::{Sandbox, column, repository, row};

/// Asks the second log about a process.
fn ask(process: &str, words: &str) -> Value {
    let words: Vec<&str> = words.split(' ').chain(["--process", process]).collect();
    sandbox().json(&words)
}

fn sandbox() -> Sandbox {
    Sandbox::with_log(&repository().join("fixtures/logs/river-and-harbour.jsonl"))
}

/// Returns a field of a row over several questions about the first river talks.
fn over(questions: &[&str], list: &str, key: &str, field: &str) -> Vec<Value> {
    let answers = questions.iter().map(|words| ask("river-2031", words));
    answers.map(|answer| row(&answer, list, "key", key)[field].clone()).collect()
}

/// Writes a quantity as `low..high bound per`, without an upper end if it has none.
fn said(quantity: &Value) -> String {
    let number = |field: &str| quantity[field].as_u64().map_or(String::new(), |number| number.to_string());
    let word = |field: &str| quantity[field].as_str().unwrap_or("none").to_owned();
    format!("{}..{} {} {}", number("low"), number("high"), word("bound"), word("per"))
}

#[test]
fn a_commitment_is_withdrawn_by_its_own_side_alone() {
    let questions = ["state 2031-04-11", "state 2031-04-12", "state 2031-04-20"];
    assert_eq!(over(&questions, "commitments", "bell-offer", "status"), ["open", "open", "withdrawn"]);
    let told = &over(&questions[1..2], "commitments", "bell-offer", "reported")[0];
    assert_eq!(
        *told,
        json!([{ "attributed_to": ["corvane"], "status": "withdrawn", "event": "bell-withdrawal-told" }])
    );
}

#[test]
fn a_unilateral_ceasefire_goes_through_its_phases_and_a_late_report_does_not_bring_it_back() {
    let days = ["2031-04-01", "2031-04-02", "2031-04-03", "2031-04-17", "2031-05-02", "2031-06-20"];
    let questions = days.map(|day| format!("known {day}"));
    let questions: Vec<&str> = questions.iter().map(String::as_str).collect();
    assert_eq!(
        over(&questions, "ceasefires", "reed-truce", "phase"),
        ["announced", "announced", "in-effect", "violated", "ended", "ended"]
    );
    let last = ask("river-2031", "known 2031-06-20");
    let truce = row(&last, "ceasefires", "key", "reed-truce");
    assert_eq!(truce["declared_by"], json!(["reedfolk"]));
    assert_eq!(truce["denied_by"], json!(["reed-truce-broken-denied"]));
    assert_eq!(truce["history"].as_array().unwrap().last().unwrap()["event"], "reed-truce-broken-late");
}

#[test]
fn a_violation_on_one_of_three_days_is_possible_until_the_last_of_them_is_over() {
    let before = ask("river-2031", "state 2031-04-15");
    assert_eq!(row(&before, "possible", "event", "reed-truce-broken")["kind"], "unknown-moment");
    assert_eq!(row(&before, "ceasefires", "key", "reed-truce")["maybe"], json!(["reed-truce-broken"]));
    let after = ask("river-2031", "state 2031-04-16");
    assert_eq!(row(&after, "ceasefires", "key", "reed-truce")["phase"], "violated");
}

#[test]
fn a_total_is_summed_up_by_interval_arithmetic() {
    let questions = ["state 2031-05-31", "state 2031-06-30", "state 2031-07-31", "state 2031-08-12"];
    let all = |field: &str| {
        let values = over(&questions, "commitments", "barges-home", field);
        values.iter().map(said).collect::<Vec<_>>()
    };
    assert_eq!(
        all("delivered"),
        ["7..7 exact total", "12.. at-least total", "12.. at-least total", "22.. about total"]
    );
    // Forty are promised: what is left is at most that without the least that was delivered.
    assert_eq!(
        all("outstanding"),
        ["33..33 exact total", "0..28 range total", "0..28 range total", "0..18 about total"]
    );
    let state = ask("river-2031", "state 2031-08-12");
    let tally = row(&state, "exchanges", "category", "barges");
    assert_eq!((&tally["occasions"], &tally["unknown_occasions"]), (&json!(4), &json!(1)));
}

#[test]
fn what_was_believed_before_a_correction_by_the_world_is_given_back() {
    let questions = ["known 2031-05-20", "known 2031-06-30", "known 2031-07-01", "state 2031-05-20"];
    let delivered: Vec<String> =
        over(&questions, "commitments", "barges-home", "delivered").iter().map(said).collect();
    assert_eq!(
        delivered,
        ["6..9 range total", "11.. at-least total", "12.. at-least total", "7..7 exact total"]
    );
    let diff = ask("river-2031", "diff 2031-05-20 --known 2031-06-30..2031-07-01");
    let change = row(&diff, "changes", "path", "commitments/barges-home/delivered");
    assert_eq!((&change["before"]["high"], &change["after"]["high"]), (&json!(9), &json!(7)));
    assert_eq!(change["why"], json!(["learned", "corrected"]));
}

#[test]
fn a_correction_of_the_record_holds_at_every_date_and_only_recorded_shows_the_slip() {
    let questions = ["known 2031-07-12", "known 2031-07-12 --recorded 2031-10-01"];
    let delivered = over(&questions, "commitments", "elvers", "delivered");
    assert_eq!(
        delivered.iter().map(said).collect::<Vec<_>>(),
        ["350..350 exact one-way", "215..215 exact one-way"]
    );
    let anomalies = |words: &str| column(&ask("river-2031", words), "anomalies", "path").join(" ");
    assert!(anomalies(questions[0]).contains("commitments/elvers"));
    assert!(!anomalies(questions[1]).contains("commitments/elvers"));
    // What the river held before the second talks were entered.
    assert_eq!(ask("river-2031", "state last --recorded 77")["counted"]["events"], 48);
}

#[test]
fn each_side_is_counted_in_both_directions_and_another_unit_in_none() {
    let state = ask("river-2031", "state 2031-06-20");
    let crews = row(&state, "commitments", "key", "crews-home");
    let way =
        |at: usize| (crews["directions"][at]["from"].clone(), said(&crews["directions"][at]["delivered"]));
    assert_eq!(way(0), (json!("ostmere"), "8..8 exact one-way".to_owned()));
    assert_eq!(way(1), (json!("quellund"), "7..7 exact one-way".to_owned()));
    assert_eq!(said(&crews["delivered"]), "7..7 exact each-side");
    assert_eq!(said(&crews["outstanding"]), "5..5 exact each-side");
    let anomaly = row(&state, "anomalies", "path", "commitments/crews-home");
    assert_eq!((&anomaly["code"], &anomaly["confirmed_by"]), (&json!("other-unit"), &json!([])));
}

#[test]
fn what_one_side_says_of_both_is_vouched_for_when_the_other_confirms() {
    let questions = ["known 2031-05-31", "known 2031-06-01"];
    assert_eq!(over(&questions, "commitments", "crews-home", "unvouched"), [json!(["ostmere"]), json!([])]);
}

#[test]
fn an_occasion_that_serves_two_promises_gives_each_up_to_all_of_it() {
    let state = ask("river-2033", "state 2033-05-02");
    for key in ["reeds-cut", "roofs-mended"] {
        let lot = &row(&state, "commitments", "key", key)["deliveries"][0];
        assert_eq!(
            (&lot["event"], said(&lot["quantity"])),
            (&json!("reeds-first"), "0..8 range one-way".to_owned())
        );
    }
    // At least five were offered, and nobody knows whether any of the eight was meant for it.
    let offered = &row(&state, "commitments", "key", "roofs-mended")["outstanding"];
    assert_eq!((said(offered), &offered["high"]), (".. unknown one-way".to_owned(), &Value::Null));
}

#[test]
fn due_dates_may_be_open_at_either_end() {
    let state = ask("river-2031", "state last");
    let due = |list: &str, key: &str| {
        let row = row(&state, list, "key", key);
        ["due", "due_from", "due_until"].map(|field| row[field].as_str().unwrap_or("open").to_owned())
    };
    assert_eq!(due("commitments", "sluice-repair"), ["2031-06-02/..", "2031-06-02T00:00:00-05:00", "open"]);
    assert_eq!(due("proposals", "toll-plan"), ["../2031-05-01", "open", "2031-05-02T00:00:00-05:00"]);
    assert_eq!(due("commitments", "barges-home")[2], "2032-01-01T00:00:00-05:00");
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
        ask("river-2033", "state 2033-03-27")["cut"]["occurred"]["until"],
        "2033-03-28T00:00:00+01:00"
    );
    assert_eq!(
        ask("river-2033", "state 2033-03-26")["cut"]["occurred"]["until"],
        "2033-03-27T00:00:00+00:00"
    );
    // Written with Lisbon's offset on 7 May, it was 6 May by the river.
    assert_eq!(over(&["state 2031-05-06"], "agreements", "marrow-accord", "stage"), ["initialled"]);
    assert_eq!(first("harbour-2032", "rounds", ["2032-02-13", "2032-02-14"]), [0, 1]);
    assert_eq!(first("harbour-2032", "statements", ["2032-02-14", "2032-02-15"]), [0, 1]);
}

#[test]
fn an_agreement_moves_by_the_word_of_its_parties() {
    let days = ["2031-05-05", "2031-06-10", "2031-06-15", "2031-06-16", "2031-11-20"];
    let stages: Vec<Value> = days
        .iter()
        .map(|day| ask("river-2031", &format!("state {day}")))
        .map(|state| {
            state["agreements"].as_array().unwrap().first().map_or(Value::Null, |row| row["stage"].clone())
        })
        .collect();
    // On 15 June only the League says that it is in force.
    assert_eq!(
        stages,
        [json!(null), json!("signed"), json!("signed"), json!("in-force"), json!("suspended")]
    );
    let harbour = ask("harbour-2032", "state last");
    let accord = row(&harbour, "agreements", "key", "light-accord");
    assert_eq!(
        (&accord["stage"], &accord["reported"][0]["attributed_to"]),
        (&Value::Null, &json!(["league"]))
    );
}

#[test]
fn proposals_stand_by_all_who_were_asked() {
    let state = ask("river-2033", "state 2033-04-05");
    let plan = row(&state, "proposals", "key", "flow-plan");
    assert_eq!(plan["standing"], "under-consideration");
    assert_eq!(plan["answers"][0]["answer"], "accepted");
    assert_eq!(ask("river-2033", "state 2033-04-02")["proposals"][0]["standing"], "open");
    let questions = ["state 2031-06-11", "state 2031-06-12"];
    assert_eq!(over(&questions, "proposals", "gauge-plan", "standing"), ["open", "rejected"]);
    assert_eq!(over(&["state last"], "proposals", "toll-plan", "standing"), ["withdrawn"]);
    let harbour = ask("harbour-2032", "state last");
    assert_eq!(row(&harbour, "anomalies", "code", "not-asked")["path"], "proposals/oil-plan");
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
    let start = |words: &str| ask("river-2033", words)["cut"]["occurred"]["until"].clone();
    assert_eq!(start("state river-2031/round:2"), "2031-06-11T06:00:00+01:00");
    assert_eq!(start("state round:2"), "2033-06-24T00:00:00+01:00");
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
        assert!(ran.text().contains("the record begins on"), "{}", ran.stdout);
    }
}

#[test]
fn a_gathering_is_not_called_by_the_name_of_the_place_with_its_key() {
    let sandbox = sandbox();
    let ran = sandbox.run(&["show", "mill-day", "--process", "river-2033"]);
    assert!(ran.text().contains("~ mill: occurred"), "{}", ran.stdout);
}
