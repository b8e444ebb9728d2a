//! `add`: the questions, as a person at a terminal sees them.

use std::fs;

use crate::support::terminal::Terminal;
use crate::support::unseen::{HOSTILE, hostile_sandbox};
use crate::support::{Sandbox, repository};

/// The terminal's columns and lines.
const SIZE: (u16, u16) = (100, 60);

/// What Down and Esc send.
const DOWN: &str = "\x1b[B";
const ESC: &str = "\x1b";

/// A person at a terminal with an invented log.
struct Desk {
    sandbox: Sandbox,
    log: Vec<u8>,
}

impl Desk {
    fn new() -> Self {
        let sandbox = Sandbox::with_log(&repository().join("fixtures/logs/cinder-pass.jsonl"));
        let log = fs::read(sandbox.log()).unwrap();
        Self { sandbox, log }
    }

    fn add(&self, args: &[&str]) -> Terminal {
        let mut command = self.sandbox.command();
        command.arg("add").args(args);
        Terminal::of(&command, SIZE)
    }

    #[track_caller]
    fn assert_nothing_was_written(&self) {
        assert!(fs::read(self.sandbox.log()).unwrap() == self.log, "the log was written to");
    }
}

/// Answers questions, each when it is seen.
#[track_caller]
fn answer(asof: &Terminal, answers: &[(&str, &str)]) {
    for (question, keys) in answers {
        asof.wait_for(question);
        asof.type_in(keys);
    }
}

/// The questions of a claim, with their answers.
const CLAIM: [(&str, &str); 8] = [
    ("? Where in tannow-2023?", "14\r"),
    ("? When did it happen?", "2023-03-20\r"),
    ("? When could the public know? (2023-03-20)", "\r"),
    ("? Who says so?", "Bram Askel\r"),
    ("? Says", "the pass is open\r"),
    ("? More fields?", "\r"),
    ("? Summary", "Askel said that the pass was open.\r"),
    ("? Key (askel-claim-2023-03-20)", "\r"),
];

#[test]
fn a_claim_is_asked_for_shown_and_appended() {
    let desk = Desk::new();
    let mut asof = desk.add(&["claim"]);
    answer(&asof, &CLAIM);
    asof.wait_for("type to filter]");
    desk.assert_nothing_was_written();
    insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!("claim", asof.screen()) });
    asof.type_in("\r");
    assert_eq!(asof.end(), 0);
    asof.assert_restored();
    let shown = asof.screen();
    assert!(shown.contains("appended; the log ends at entry 34. As a command:"), "{shown}");
    assert_eq!(desk.sandbox.run(&["check"]).code, 0);
}

#[test]
fn every_question_can_be_interrupted_and_nothing_is_written() {
    // One more than the questions: what to do with the entry.
    for answered in 0..=CLAIM.len() {
        let desk = Desk::new();
        let mut asof = desk.add(&["claim"]);
        answer(&asof, &CLAIM[..answered]);
        let next = CLAIM.get(answered).map_or("? What now?", |(question, _)| question);
        asof.wait_for(next);
        asof.interrupt();
        assert_eq!(asof.end(), 130, "{next}");
        desk.assert_nothing_was_written();
        asof.assert_restored();
        let shown = asof.screen();
        assert!(shown.contains("nothing was written; so far:\n"), "{next}: {shown}");
        assert_eq!(shown.contains("says: the pass is open"), answered > 4, "{next}: {shown}");
    }
}

#[test]
fn esc_goes_back_to_the_question_before_and_from_the_first_to_the_end() {
    let desk = Desk::new();
    let mut asof = desk.add(&["claim"]);
    answer(&asof, &CLAIM[..2]);
    asof.wait_for("? When could the public know?");
    asof.type_in(ESC);
    // What was answered is what Enter takes now.
    asof.wait_for("? When did it happen? (2023-03-20)");
    asof.type_in(ESC);
    asof.wait_for("? Where in tannow-2023? (14)");
    asof.type_in(ESC);
    assert_eq!(asof.end(), 0);
    assert!(asof.screen().contains("nothing was written\n"), "{}", asof.screen());
    asof.assert_restored();
    desk.assert_nothing_was_written();
}

#[test]
fn a_signal_gives_the_terminal_back_and_writes_nothing() {
    for (signal, code) in [("HUP", 129), ("TERM", 143)] {
        let desk = Desk::new();
        let mut asof = desk.add(&["claim"]);
        answer(&asof, &CLAIM[..3]);
        asof.wait_for("? Who says so?");
        asof.signal(signal);
        assert_eq!(asof.end(), code);
        asof.assert_restored();
        desk.assert_nothing_was_written();
    }
}

#[test]
fn a_phase_with_items_is_asked_for_field_by_field() {
    let desk = Desk::new();
    let mut asof = desk.add(&["exchange/carried-out"]);
    answer(
        &asof,
        &[
            ("? Where in tannow-2023?", "15\r"),
            ("? When did it happen?", "2023-03-21\r"),
            ("? When could the public know?", "\r"),
            ("? Who says so?", "source\r"),
            // Several are chosen by the space bar.
            ("? More fields?", "transfers \r"),
            ("? Transfers: category", "detainees\r"),
            ("? Transfers: quantity", "3 person each\r"),
            ("each-side", "-side\r"),
            ("? Transfers: from", &format!("vel{DOWN}\r")),
            ("? Transfers: to", "hill\t\r"),
            ("? Transfers: persons", "\r"),
            ("? Transfers: destinations", "\r"),
            ("? Another in transfers?", "\r"),
            ("? Summary", "Three were handed over on each side.\r"),
            ("? Key", "\r"),
        ],
    );
    asof.wait_for("type to filter]");
    insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!("exchange", asof.screen()) });
    asof.type_in("\r");
    assert_eq!(asof.end(), 0);
}

#[test]
fn a_name_that_nothing_bears_is_registered_in_the_same_append() {
    let desk = Desk::new();
    let mut asof = desk.add(&["claim"]);
    answer(&asof, &CLAIM[..3]);
    answer(
        &asof,
        &[
            ("? Who says so?", "Lio Marrick\r"),
            ("? \"Lio Marrick\" is new. Register it as", "\r"),
            ("? Key of Lio Marrick (lio-marrick)", "marrick\r"),
            ("? Side of Lio Marrick", "vel\t\r"),
        ],
    );
    answer(&asof, &CLAIM[4..7]);
    asof.wait_for("? Key (marrick-claim-2023-03-20)");
    asof.type_in("\r");
    asof.wait_for("type to filter]");
    asof.type_in("\r");
    assert_eq!(asof.end(), 0);
    let names = desk.sandbox.run(&["names"]);
    assert!(names.text().contains("Lio Marrick"), "{}", names.stdout);
    let log = fs::read_to_string(desk.sandbox.log()).unwrap();
    let commits: Vec<&str> =
        log.lines().rev().take(2).map(|line| line.split("\"commit\":").nth(1).unwrap()).collect();
    assert!(commits.iter().all(|commit| commit.starts_with("35,")), "one append: {commits:?}");
}

#[test]
fn an_entry_of_the_registry_is_added_like_any_other() {
    let desk = Desk::new();
    let mut asof = desk.add(&["person", "--dry-run"]);
    answer(
        &asof,
        &[
            ("? Names: name", "Ines Dorrow\r"),
            ("? Names: status", "\r"),
            ("? Names: lines", "\r"),
            ("? Another in names?", "\r"),
            ("? More fields?", "party \r"),
            ("? Party", "hill-league\r"),
            ("? Key (ines-dorrow)", "\r"),
        ],
    );
    assert_eq!(asof.end(), 0);
    assert!(asof.screen().contains("would be appended: 1 entry"), "{}", asof.screen());
    assert!(
        asof.screen().contains("person ines-dorrow: Ines Dorrow\nparty: hill-league\n"),
        "{}",
        asof.screen()
    );
    desk.assert_nothing_was_written();
}

#[test]
fn the_kind_is_chosen_by_a_part_of_its_name_and_the_next_entry_is_like_this() {
    let desk = Desk::new();
    let mut asof = desk.add(&[]);
    answer(&asof, &[("? Kind", "claim\r")]);
    answer(&asof, &CLAIM);
    asof.wait_for("type to filter]");
    asof.type_in(&format!("{DOWN}\r"));
    // Of the same kind, source and date.
    asof.wait_for("appended; the log ends at entry 34");
    answer(&asof, &[("END\n? Where in tannow-2023?", "15\r")]);
    asof.wait_for("? When did it happen? (2023-03-20)");
    asof.interrupt();
    assert_eq!(asof.end(), 130);
    assert_eq!(fs::read_to_string(desk.sandbox.log()).unwrap().lines().count(), 34);
}

#[test]
fn a_field_is_changed_and_problems_are_shown_before_anything_is_written() {
    let desk = Desk::new();
    let mut asof = desk.add(&["claim"]);
    answer(&asof, &CLAIM[..2]);
    // It became public before it happened.
    answer(&asof, &[("? When could the public know?", "2023-01-01\r")]);
    answer(&asof, &CLAIM[3..]);
    asof.wait_for("known-too-early");
    asof.wait_for("type to filter]");
    assert!(!asof.screen().contains("Append"), "{}", asof.screen());
    asof.type_in(&format!("{DOWN}\r"));
    answer(
        &asof,
        &[("? Which field?", "known\r"), ("? When could the public know? (2023-01-01)", "2023-03-20\r")],
    );
    asof.wait_for("Append, another like this");
    asof.wait_for("type to filter]");
    asof.type_in("\r");
    assert_eq!(asof.end(), 0);
}

#[test]
fn without_a_terminal_it_says_what_takes_its_place() {
    let desk = Desk::new();
    let ran = desk.sandbox.run(&["add", "claim"]);
    assert!(ran.fails(2).contains("asof append FILE"), "{}", ran.stderr);
}

#[test]
fn what_no_answer_could_mend_is_refused_before_anything_is_asked() {
    let desk = Desk::new();
    for (args, said) in [
        (&["claim", "--process", "cinder"][..], "there is no process `cinder`"),
        (&["claim", "--log", "demo"], "asof copy demo"),
        (&["clam"], "did you mean claim?"),
        (&["claim", "--log", "empty.jsonl"], "asof init"),
    ] {
        desk.sandbox.file("empty.jsonl", "");
        let mut asof = desk.add(args);
        assert_ne!(asof.end(), 0);
        assert!(asof.screen().contains(said), "{}", asof.screen());
        assert!(!asof.screen().contains("? "), "{}", asof.screen());
    }
}

#[test]
fn a_log_that_only_begins_takes_entries_of_the_registry() {
    let desk = Desk::new();
    desk.sandbox.file("empty.jsonl", "");
    let mut asof = desk.add(&["--log", "empty.jsonl"]);
    answer(
        &asof,
        &[
            ("? Kind", "body\r"),
            ("? Names: name", "Veldrum\r"),
            ("? Names: status", "\r"),
            ("? Names: lines", "\r"),
            ("? Another in names?", "\r"),
            ("? More fields?", "\r"),
            ("? Key (veldrum)", "\r"),
        ],
    );
    asof.wait_for("type to filter]");
    asof.type_in("\r");
    assert_eq!(asof.end(), 0);
    assert!(fs::read_to_string(desk.sandbox.path("empty.jsonl")).unwrap().contains("Veldrum"));
}

#[test]
fn nothing_that_a_log_holds_commands_the_terminal() {
    let sandbox = hostile_sandbox();
    let mut command = sandbox.command();
    command.args(["add", "--process", "river-2031"]);
    let mut asof = Terminal::of(&command, SIZE);
    answer(
        &asof,
        &[
            ("? Kind", "claim\r"),
            ("? Where in", "1\r"),
            ("? When did it happen?", "2031-03-01\r"),
            ("? When could", "\r"),
            // All that could be named is offered, some with a name that hides something.
            ("? Who says so?", "cor"),
        ],
    );
    asof.wait_for("U+");
    asof.interrupt();
    assert_eq!(asof.end(), 130);
    let written = asof.written();
    let hostile = HOSTILE.iter().find(|character| written.contains(**character));
    assert_eq!(hostile, None, "{written:?}");
}

#[test]
fn a_narrow_terminal_shows_the_questions_too() {
    let desk = Desk::new();
    let mut command = desk.sandbox.command();
    command.args(["add", "claim"]);
    let mut asof = Terminal::of(&command, (20, 30));
    answer(&asof, &[("tannow", "14\r"), ("When did it", "2023-03-20\r")]);
    asof.wait_for("When could");
    asof.interrupt();
    assert_eq!(asof.end(), 130);
}
