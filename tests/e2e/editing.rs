//! `edit`: a text opened in an editor, which is a script here, until it can be appended or is given up.

use std::fs;
use std::path::PathBuf;

use crate::support::{Ran, Sandbox, repository, row};

/// A folder with an invented log and an editor that takes the next of some steps each time it is opened.
struct Desk {
    sandbox: Sandbox,
    log: Vec<u8>,
}

impl Desk {
    fn new(steps: &[&str]) -> Self {
        let sandbox = Sandbox::with_log(&repository().join("fixtures/logs/cinder-pass.jsonl"));
        for (number, step) in steps.iter().enumerate() {
            sandbox.file(&format!("step-{}", number + 1), step);
        }
        // It keeps what it was shown.
        sandbox.file(
            "editor",
            "n=$(cat opened 2>/dev/null || echo 0); n=$((n + 1)); echo $n > opened; cp \"$1\" saw-$n; . ./step-$n\n",
        );
        fs::create_dir(sandbox.path("tmp")).unwrap();
        let log = fs::read(sandbox.log()).unwrap();
        Self { sandbox, log }
    }

    fn edit(&self, args: &[&str]) -> Ran {
        let mut command = self.sandbox.command();
        command.env("EDITOR", "sh editor").env("TMPDIR", self.sandbox.path("tmp"));
        command.arg("edit").args(args).output().unwrap().into()
    }

    /// Returns what the editor was shown the nth time.
    fn saw(&self, nth: usize) -> String {
        fs::read_to_string(self.sandbox.path(&format!("saw-{nth}"))).unwrap()
    }

    fn opened(&self) -> usize {
        fs::read_to_string(self.sandbox.path("opened")).map_or(0, |count| count.trim().parse().unwrap())
    }

    /// Returns the texts that were left behind.
    fn left(&self) -> Vec<PathBuf> {
        fs::read_dir(self.sandbox.path("tmp")).unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    #[track_caller]
    fn assert_nothing_was_written(&self) {
        assert!(fs::read(self.sandbox.log()).unwrap() == self.log, "the log was written to");
    }
}

const SAY_WHY: &str = "sed -i 's/^because:.*/because: record/; s/^reason:.*/reason: Misread./' \"$1\"";

#[test]
fn a_mistake_comes_back_as_a_comment_above_its_line_and_is_mended() {
    let mistake = format!("{SAY_WHY}; sed -i 's/^round: 1/round: x/' \"$1\"");
    let desk = Desk::new(&[&mistake, "sed -i 's/^round: x/round: 3/' \"$1\""]);
    let ran = desk.edit(&["r1-held", "--yes", "--format", "json"]);
    assert_eq!(ran.json()["appended"][0]["key"], "fix-r1-held");
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("correction", desk.saw(1));
    });
    let second = desk.saw(2);
    let lines: Vec<&str> = second.lines().collect();
    let fault = lines.iter().position(|line| *line == "round: x").unwrap();
    let said = format!("#! {}:8 wrong-type: ", fault + 1);
    assert!(lines[fault - 1].starts_with(&said), "{second}");
    let state = desk.sandbox.json(&["state", "--only", "meetings"]);
    assert_eq!(row(&state, "meetings", "key", "toll-house-talks")["round"], 3);
    assert!(desk.left().is_empty(), "{:?}", desk.left());
}

#[test]
fn a_form_has_what_must_be_said_and_what_may_be() {
    let fill = "sed -i 's/^occurred:/occurred: 2023-03-20/; s/^attributed_to:/attributed_to: askel/; \
                s/^sources:$/sources: 14/; s/^says:/says: the pass is open/; s/^>$/> Askel said that the pass was open./; \
                s/^#issues:/issues: road/' \"$1\"";
    let desk = Desk::new(&[fill]);
    let ran = desk.edit(&["--new", "claim", "--yes", "--format", "json"]);
    assert_eq!(desk.opened(), 1, "{}", desk.saw(2));
    assert_eq!(ran.json()["appended"][0]["kind"], "claim", "{}", desk.saw(1));
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("form", desk.saw(1));
    });
}

#[test]
fn a_second_correction_begins_with_the_first() {
    let desk = Desk::new(&[&format!("{SAY_WHY}; sed -i 's/^round: 1/round: 3/' \"$1\""), "true"]);
    desk.edit(&["r1-held", "--yes"]).text();
    desk.edit(&["r1-held", "--yes"]).text();
    let second = desk.saw(2);
    assert!(second.contains("\nround: 3\n") && second.contains("correction fix-r1-held-2\n"), "{second}");
}

#[test]
fn a_text_that_is_left_as_it_was_changes_nothing() {
    for args in [["r1-held", "--yes"].as_slice(), &["--new", "meeting/held", "--yes"]] {
        let desk = Desk::new(&["true"]);
        let ran = desk.edit(args);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, "nothing changed\n"));
        desk.assert_nothing_was_written();
        assert!(desk.left().is_empty());
    }
    let desk = Desk::new(&[": > \"$1\""]);
    assert_eq!(desk.edit(&["r1-held", "--yes"]).stderr, "nothing changed\n");
}

#[test]
fn a_text_that_is_given_up_is_kept_and_named() {
    let desk = Desk::new(&[
        "sed -i 's/^because:.*/because: reccord/; s/^reason:.*/reason: Misread./' \"$1\"",
        "true",
    ]);
    let ran = desk.edit(&["r1-held", "--yes"]);
    let said = ran.fails(1);
    desk.assert_nothing_was_written();
    let left = desk.left();
    assert_eq!((left.len(), desk.opened()), (1, 2));
    let name = left[0].to_str().unwrap();
    assert!(said.contains(&format!("asof append {name}")) && said.contains("reccord"), "{said}");
    let text = fs::read_to_string(&left[0]).unwrap();
    assert!(text.contains("because: reccord\n") && !text.contains("#!"), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&left[0]).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn an_editor_that_fails_appends_nothing_and_keeps_what_was_written() {
    let desk = Desk::new(&[&format!("{SAY_WHY}; exit 3")]);
    let ran = desk.edit(&["r1-held", "--yes"]);
    assert!(
        ran.fails(1).contains("the editor `sh editor` failed: it ended with exit status: 3"),
        "{}",
        ran.stderr
    );
    desk.assert_nothing_was_written();
    assert_eq!(desk.left().len(), 1);
}

#[test]
fn what_others_appended_meanwhile_is_a_conflict() {
    let other = "process: cinder-pass-2023\n\nclaim other 2023-03-20 by askel\nsays: something\nsources: tannow-2023 14\n> A claim.\n";
    let program = env!("CARGO_BIN_EXE_asof-under-test");
    let desk = Desk::new(&[&format!("{SAY_WHY}; '{program}' append other.asof >&2")]);
    desk.sandbox.file("other.asof", other);
    let ran = desk.edit(&["r1-held", "--yes"]);
    assert!(ran.fails(4).contains("your text is in "), "{}", ran.stderr);
    assert_eq!(desk.left().len(), 1);
}

#[test]
fn drafts_in_a_file_are_mended_where_they_are() {
    let desk = Desk::new(&[
        "echo '> A claim.' >> \"$1\"; sed -i 's/askle/asklee/' \"$1\"",
        "sed -i 's/asklee/askel/' \"$1\"",
    ]);
    let text = "claim other 2023-03-20 by askle\nsays: something\nsources: tannow-2023 14\n";
    desk.sandbox.file("mine.asof", text);
    let ran = desk.edit(&["mine.asof", "--yes", "--format", "json"]);
    assert_eq!(ran.json()["appended"][0]["key"], "other");
    assert!(
        desk.saw(2).contains("#! ") && desk.saw(2).contains("#!   did you mean askel?"),
        "{}",
        desk.saw(2)
    );
    let kept = fs::read_to_string(desk.sandbox.path("mine.asof")).unwrap();
    assert_eq!(kept, text.replace("askle", "askel") + "> A claim.\n");
    desk.sandbox.file("mine.json", "{}");
    assert!(desk.edit(&["mine.json", "--yes"]).fails(2).contains("asof format mine.json -o FILE.asof"));
}

#[test]
fn what_cannot_be_edited_is_refused_before_an_editor_opens() {
    let desk = Desk::new(&[]);
    assert!(desk.edit(&["r1-held"]).fails(2).contains("--yes"));
    assert!(desk.edit(&["r1-hedl", "--yes"]).fails(1).contains("r1-held"));
    assert!(desk.edit(&["r1-length", "--yes"]).fails(2).contains("retract it instead"));
    assert!(desk.edit(&["--new", "clam", "--yes"]).fails(2).contains("claim"));
    assert!(desk.edit(&["events/log.jsonl", "--yes"]).fails(2).contains("is the log"));
    assert_eq!(desk.opened(), 0);
}

#[cfg(unix)]
mod in_a_terminal {
    use super::{Desk, SAY_WHY};
    use crate::support::terminal::Terminal;

    impl Desk {
        fn in_a_terminal(&self) -> Terminal {
            let mut command = self.sandbox.command();
            command
                .env("EDITOR", "sh editor")
                .env("TMPDIR", self.sandbox.path("tmp"))
                .args(["edit", "r1-held"]);
            Terminal::of(&command, (100, 60))
        }
    }

    #[test]
    fn the_effect_is_shown_and_appended_if_that_is_wanted() {
        let desk = Desk::new(&[&format!("{SAY_WHY}; sed -i 's/^round: 1/round: 3/' \"$1\"")]);
        let mut asof = desk.in_a_terminal();
        asof.wait_for("Append?");
        assert!(asof.screen().contains("would be appended"), "{}", asof.screen());
        desk.assert_nothing_was_written();
        asof.type_in("\r");
        assert_eq!(asof.end(), 0);
        assert!(asof.screen().contains("appended; the log ends at entry 34"), "{}", asof.screen());
        asof.assert_restored();
        assert!(desk.left().is_empty());
    }

    #[test]
    fn the_text_is_opened_again_if_that_is_wanted_and_kept_if_it_is_left() {
        let desk = Desk::new(&[SAY_WHY, "sed -i 's/^round: 1/round: 3/' \"$1\""]);
        let mut asof = desk.in_a_terminal();
        asof.wait_for("Append?");
        asof.type_in("\x1b[B\r");
        asof.wait_for("round: 1 -> 3");
        asof.type_in("\x1b[B\x1b[B\r");
        assert_eq!(asof.end(), 0);
        desk.assert_nothing_was_written();
        assert_eq!((desk.opened(), desk.left().len()), (2, 1));
        asof.assert_restored();
    }

    #[test]
    fn an_interruption_at_the_question_appends_nothing_and_keeps_the_text() {
        let desk = Desk::new(&[SAY_WHY]);
        let mut asof = desk.in_a_terminal();
        asof.wait_for("Append?");
        asof.interrupt();
        assert_eq!(asof.end(), 130);
        asof.assert_restored();
        desk.assert_nothing_was_written();
        assert_eq!(desk.left().len(), 1);
    }

    #[test]
    fn a_signal_at_the_question_gives_the_terminal_back_and_leaves_the_text() {
        let desk = Desk::new(&[SAY_WHY]);
        let mut asof = desk.in_a_terminal();
        asof.wait_for("Append?");
        asof.signal("TERM");
        assert_eq!(asof.end(), 143);
        asof.assert_restored();
        desk.assert_nothing_was_written();
        assert_eq!(desk.left().len(), 1);
    }

    #[test]
    fn an_interruption_in_the_editor_is_its_own() {
        let wait = "trap 'taken=1; echo taken' INT; echo waiting; until [ \"$taken\" ]; do sleep 0.1; done";
        let desk = Desk::new(&[&format!("{wait}; {SAY_WHY}")]);
        let mut asof = desk.in_a_terminal();
        asof.wait_for("waiting");
        asof.interrupt();
        asof.wait_for("taken");
        asof.wait_for("Append?");
        asof.type_in("\r");
        assert_eq!(asof.end(), 0);
    }
}
