//! What the second log must answer of what was promised, proposed and agreed.

use serde_json::{Value, json};

use crate::second_log::{ask, over, sandbox};
use crate::support::{column, row};

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
    let left = |at: usize| said(&crews["directions"][at]["outstanding"]);
    assert_eq!([left(0), left(1)], ["4..4 exact one-way", "5..5 exact one-way"]);
    let anomaly = row(&state, "anomalies", "path", "commitments/crews-home");
    assert_eq!((&anomaly["code"], &anomaly["confirmed_by"]), (&json!("other-unit"), &json!([])));
}

#[test]
fn what_is_outstanding_is_told_each_way_where_the_ways_differ() {
    let told = |day: &str| {
        let words = ["commitments", day, "--process", "river-2031", "--format", "md"];
        sandbox().run(&words).text().to_owned()
    };
    let differing = told("2031-06-20");
    assert!(
        differing.contains("Ostmere to Quellund: 4 persons; Quellund to Ostmere: 5 persons"),
        "{differing}"
    );
    let alike = told("2031-05-08");
    assert!(!alike.contains("Ostmere to Quellund: "), "{alike}");
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
