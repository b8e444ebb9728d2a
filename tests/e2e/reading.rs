//! What a reader gets: the parts that are asked for, how expectations turned out, lines that keep to the terminal.

use serde_json::{Value, json};

use crate::support::{Sandbox, column, row};

#[test]
fn hindsight_tells_what_turned_out_otherwise_from_what_came_about_and_what_is_open() {
    let answer = Sandbox::with_record().json(&["hindsight", "2025-05-14"]);
    let turned_out = |path: &str| row(&answer, "outcomes", "path", path)["turned_out"].clone();
    assert_eq!(turned_out("meetings/leaders-15-may"), "otherwise");
    assert_eq!(turned_out("attendance/leaders-15-may/zelenskyy"), "otherwise");
    // Who had left it open contradicted nobody.
    assert_eq!(turned_out("attendance/leaders-15-may/trump"), "settled");
    let later = Sandbox::with_record().json(&["hindsight", "2025-06-01"]);
    let outcome = |path: &str| row(&later, "outcomes", "path", path);
    assert_eq!(outcome("meetings/r2-trilateral")["turned_out"], "as-expected");
    assert_eq!(outcome("meetings/r2-trilateral")["occurred"], "2025-06-02");
    assert_eq!(outcome("commitments/fidan-readiness-r1")["turned_out"], "open");
    // Neither list is complete: that they differ says nothing about who came.
    let list = outcome("delegations/r2-trilateral/ukraine/announced");
    assert_eq!((&list["became"], &list["turned_out"]), (&json!("otherwise"), &json!("open")));
    assert_eq!((&list["complete"], &list["announced_complete"]), (&json!(false), &json!(false)));
}

#[test]
fn the_text_puts_what_turned_out_otherwise_first() {
    let ran = Sandbox::with_record().run(&["hindsight", "2025-05-14"]);
    let place =
        |heading: &str| ran.text().find(heading).unwrap_or_else(|| panic!("{heading}: {}", ran.stdout));
    let headings = [
        "1. Had happened, but is not certain to have been public by then",
        "2. Turned out otherwise than expected (3)",
        "Had been left open and was settled (1)",
        "3. Unchanged: looked then as it looks now",
    ];
    assert!(headings.map(place).is_sorted(), "{}", ran.stdout);
}

/// Returns the text of an answer as one line.
fn told(sandbox: &Sandbox, question: &str) -> String {
    let words: Vec<&str> = question.split(' ').collect();
    sandbox.run(&words).text().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_was_said_later_is_told_apart_from_what_had_happened_and_was_perhaps_public() {
    let sandbox = Sandbox::with_record();
    let told_of = |question: &str| told(&sandbox, question);
    let june = told_of("hindsight 2025-06-01");
    let (happened, said) = june.split_once("Said about it later (1 entry: 1 changed)").unwrap();
    assert!(!happened.contains("fidan-confirms-r1-exchange"), "{june}");
    assert!(said.contains("Why: it was said later."), "{june}");
    assert!(said.contains("now also fidan-confirms-r1-exchange"), "{june}");
    assert!(happened.contains("also on record now: expected by somebody unnamed"), "{june}");
    let may = told_of("hindsight 2025-05-24");
    assert!(may.contains("[exchange-23-may ?] (possibly public already)"), "{may}");
    assert!(may.contains("? if a date or link among them is inferred."), "{may}");
}

#[test]
fn a_sum_says_where_accounts_of_its_occasions_differ() {
    let sandbox = Sandbox::with_record();
    let sums = told(&sandbox, "state last --only exchanges");
    let of_soldiers = sums.split_once("exchange-belarus-border] ").unwrap().1;
    let (differing, _) = of_soldiers.split_once(" Prisoners of war, ").unwrap();
    assert!(differing.contains("[which-exchange-of-250]"), "{sums}");
    // One of unknown date may be one of the others, so that the sum that nobody told is only the most.
    let uncertain = "uncertain may be another of these occasions, by its dates: exchange-belarus-border";
    assert!(differing.contains(uncertain), "{sums}");
    assert!(sums.contains("880 to 1,130 persons"), "{sums}");
    // The sum is nobody's figure, and that is said.
    let sum = "added up here from figures of Russian Ministry of Defense and Russia";
    assert!(sums.contains("on 4 occasions") && differing.contains(sum), "{sums}");
    let before = told(&sandbox, "state 2025-06-08 --only exchanges");
    assert!(!before.contains("which-exchange-of-250"), "{before}");
    let short = told(&sandbox, "diff round:1 round:2");
    assert!(short.contains("(accounts differ) ["), "{short}");
}

#[test]
fn a_party_came_if_a_delegation_of_it_was_seen() {
    let sandbox = Sandbox::with_record();
    let answer = sandbox.json(&["hindsight", "2025-06-01"]);
    let russia = row(&answer, "outcomes", "path", "attendance/r2-trilateral/russia");
    assert_eq!((&russia["turned_out"], &russia["became"]), (&json!("as-expected"), &json!("present")));
    assert_eq!(russia["delegation_observed"], json!(true));
    let ukraine = row(&answer, "outcomes", "path", "attendance/r2-trilateral/ukraine");
    // Its president had announced a delegation.
    assert_eq!((&ukraine["expected"], &ukraine["turned_out"]), (&json!("accepted"), &json!("as-expected")));
    let text = told(&sandbox, "hindsight 2025-06-01");
    assert!(
        text.contains("Russia had agreed to come to r2-trilateral, and a delegation was there"),
        "{text}"
    );
    assert!(text.contains("Ukraine, announced for r2-trilateral (partial list), according to"), "{text}");
}

#[test]
fn a_difference_tells_deliveries_from_word_of_them_and_a_ceasefire_announced_from_one_in_force() {
    let text = told(&Sandbox::with_record(), "diff 2025-05-20 2025-06-02");
    assert!(text.contains("1 ceasefire is announced"), "{text}");
    assert!(text.contains("3 new deliveries, Fri 23 May 2025"), "{text}");
    assert!(text.contains("said without a figure by Volodymyr Zelenskyy"), "{text}");
}

#[test]
fn a_history_says_what_a_figure_rests_on_and_drops_the_plans_of_who_was_seen() {
    let sandbox = Sandbox::with_record();
    let promise = told(&sandbox, "history commitments/r1-prisoners");
    assert!(promise.contains("outstanding: 303 persons -> none, if the figures are per side"), "{promise}");
    let coming = told(&sandbox, "history attendance/leaders-15-may/zelenskyy");
    let seen = coming.split("status: declined -> absent").nth(1).unwrap();
    assert!(!seen.contains("delegated to") && !seen.contains("reason"), "{coming}");
}

#[test]
fn an_announced_delegation_is_told_with_whom_it_does_not_name_and_by_whose_word() {
    let sandbox = Sandbox::with_record();
    let answer = sandbox.json(&["hindsight", "2025-06-01"]);
    let outcome = row(&answer, "outcomes", "path", "delegations/r2-trilateral/ukraine/announced");
    assert_eq!(outcome["announced_unnamed"], json!(["officials of the intelligence services"]));
    assert_eq!(outcome["attributed_to"], json!(["zelenskyy", "ua-president-office"]));
    let text =
        sandbox.run(&["hindsight", "2025-06-01"]).text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("and unnamed: officials of the intelligence services"), "{text}");
    assert!(
        text.contains("according to Volodymyr Zelenskyy and Office of the President of Ukraine:"),
        "{text}"
    );
}

#[test]
fn what_was_not_held_has_nothing_to_compare_and_says_what_was_held_instead() {
    let sandbox = Sandbox::with_record();
    let text = told(&sandbox, "compare leaders-15-may");
    assert!(
        text.contains("neither Putin nor Zelenskyy took part in person; instead r1-trilateral"),
        "{text}"
    );
    assert!(text.contains("venue Istanbul, Türkiye —"), "{text}");
    assert!(text.contains("announced, partial (no list of who came)"), "{text}");
    assert!(text.contains("Vladimir Putin: declined -> absent [putin-declines, putin-absent +2]"), "{text}");
    let rounds = told(&sandbox, "compare r1-trilateral r2-trilateral");
    assert!(rounds.contains(" discussed ") && !rounds.contains("agenda"), "{rounds}");
}

#[test]
fn a_difference_and_hindsight_are_told_in_parts_as_a_state_is() {
    let sandbox = Sandbox::with_record();
    let collections = |answer: &Value, list: &str| -> Vec<String> {
        let paths = column(answer, list, "path").into_iter();
        let mut collections: Vec<String> =
            paths.map(|path| path.split('/').next().unwrap_or_default().to_owned()).collect();
        collections.dedup();
        collections
    };
    let diff = sandbox.json(&["diff", "round:1", "round:2", "--only", "commitments,claims"]);
    assert_eq!(collections(&diff, "changes"), ["commitments", "claims"]);
    assert_eq!(diff["only"], json!(["commitments", "claims"]));
    let nothing = sandbox.run(&["diff", "round:1", "round:2", "--only", "anomalies"]);
    assert!(nothing.text().contains("of anomalies differs"), "{}", nothing.stdout);
    let hindsight = sandbox.json(&["hindsight", "2025-05-24", "--only", "commitments"]);
    assert_eq!(collections(&hindsight, "changes"), ["commitments"]);
    assert_eq!(collections(&hindsight, "outcomes"), ["commitments"]);
    let all = sandbox.json(&["hindsight", "2025-05-24"]);
    assert!(hindsight["unchanged"].as_u64() < all["unchanged"].as_u64());
    assert!(sandbox.run(&["diff", "round:1", "round:2", "--only", "possible"]).fails(2).contains("possible"));
}

#[test]
fn what_is_possible_is_a_part_of_its_own() {
    let sandbox = Sandbox::with_record();
    let answer = sandbox.json(&["known", "2025-05-12", "--only", "possible"]);
    assert_eq!(answer["only"], json!(["possible"]));
    assert!(answer.get("positions").is_none());
    let ran = sandbox.run(&["known", "2025-05-12", "--only", "possible"]);
    let events = column(&answer, "possible", "event");
    assert_eq!(Some(events.len() as u64), answer["counted"]["possible"].as_u64());
    assert!(events.len() > 15, "{events:?}");
    assert!(events.iter().all(|event| ran.text().contains(&format!("[{event}]"))), "{}", ran.stdout);
}

#[test]
fn a_state_names_the_parties_whose_negotiation_it_is() {
    let answer = Sandbox::with_record().json(&["state", "last"]);
    assert_eq!(answer["parties"], json!(["russia", "ukraine"]));
}

#[test]
fn a_difference_says_how_many_events_count_at_either_point() {
    let answer = Sandbox::with_record().json(&["diff", "round:1", "round:2"]);
    let counted = |round: &str| Sandbox::with_record().json(&["state", round])["counted"].clone();
    assert_eq!((&answer["counted_from"], &answer["counted_to"]), (&counted("round:1"), &counted("round:2")));
    assert!(answer["counted_from"]["in_force"].as_u64() > Some(90), "{answer}");
    assert_eq!(answer["counted"], answer["counted_to"]);
}

#[test]
fn one_line_an_event_stays_one_line_at_every_width() {
    let sandbox = Sandbox::with_record();
    let events = sandbox.json(&["log"])["events"].as_array().unwrap().len();
    for width in ["60", "80", "110"] {
        let output = sandbox.command().args(["log", "--oneline"]).env("COLUMNS", width).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.lines().count(), events);
        let width: usize = width.parse().unwrap();
        let longest = text.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(width), "{longest:?} at {width}");
        // Keys stand whole, one below the other.
        assert!(text.contains("  fidan-confirms-r1-exchange  "), "{text}");
    }
}

#[test]
fn two_parties_stand_beside_each_other_where_there_is_the_width() {
    let sandbox = Sandbox::with_record();
    let at = |width: &str| {
        let output = sandbox.command().args(["positions", "last"]).env("COLUMNS", width).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let heads = |text: &str| text.lines().any(|line| line.split_whitespace().eq(["Russia", "Ukraine"]));
    assert!(heads(&at("80")) && !heads(&at("79")), "{}", at("79"));
}

#[test]
fn colour_is_taken_out_where_nobody_wants_it_and_says_nothing_alone() {
    let sandbox = Sandbox::with_record();
    let [coloured, plain] = ["always", "never"].map(|color| {
        let ran = sandbox.run(&["diff", "round:1", "round:2", "--color", color]);
        ran.text().to_owned()
    });
    assert!(coloured.contains("\u{1b}[1mCommitments\u{1b}[0m") && coloured.contains("\u{1b}[32m+\u{1b}[0m"));
    let mut stripped = String::new();
    let mut parts = coloured.split("\u{1b}[");
    stripped.push_str(parts.next().unwrap_or_default());
    parts.for_each(|part| stripped.push_str(part.split_once('m').map_or("", |(_, rest)| rest)));
    assert_eq!(stripped, plain);
}
