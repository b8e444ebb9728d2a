//! `check`: what fails it, what it prints, and that an append is refused for the very same problems.

use serde_json::{Value, json};

use crate::support::{Sandbox, column, entries_of_record, repository};

/// A folder with a small sound log.
fn small() -> Sandbox {
    Sandbox::with_log(&repository().join("fixtures/logs/first-days.jsonl"))
}

fn claim(key: &str, extra: &str, summary: &str) -> String {
    format!(
        r#"{{"process":"talks","key":"{key}","occurred":"2025-05-17","known":"2025-05-17","attributed_to":["source"],{extra}"sources":[{{"source":"kure","lines":"1"}}],"summary":"{summary}","what":{{"claim":{{"says":"x"}}}}}}"#
    )
}

/// Returns a small log to which something was appended.
fn with(drafts: &str) -> Sandbox {
    let sandbox = small();
    sandbox.file("drafts.jsonl", drafts);
    sandbox.run(&["append", "drafts.jsonl"]).text();
    sandbox
}

fn codes(answer: &Value) -> Vec<&str> {
    column(answer, "problems", "code")
}

#[test]
fn a_sound_log_passes_every_check() {
    let ran = small().run(&["check", "--strict"]);
    assert_eq!(ran.text(), "15 entries, nothing found\n");
    let ran = Sandbox::empty().run(&["--log", "demo", "check", "--strict"]);
    assert_eq!(ran.text(), format!("{} entries, nothing found\n", entries_of_record()));
}

#[test]
fn errors_fail_a_check_warnings_a_strict_one_notes_none() {
    let warned = with(&claim("late", r#""issues":["prisoners","prisoners"],"#, "Something."));
    assert!(warned.run(&["check"]).text().contains("warning[repeated]"));
    warned.run(&["check", "--strict"]).fails(1);
    let said = "The source says the same thing in nearly the same words.";
    let noted = with(&format!("{}\n{}", claim("one", "", said), claim("two", "", said)));
    assert!(noted.run(&["check", "--strict"]).text().contains("note[could-merge]"));
    let broken = small();
    let log = std::fs::read_to_string(broken.log()).unwrap();
    std::fs::write(broken.log(), log.replacen("\"summary\"", "\"sumary\"", 1)).unwrap();
    broken.run(&["check"]).fails(1);
}

#[test]
fn only_the_checks_that_are_named_are_run() {
    let sandbox = with(&claim("late", r#""issues":["prisoners","prisoners"],"#, "What Ukrane said."));
    let all = sandbox.json(&["check"]);
    assert_eq!(codes(&all), ["repeated", "unregistered-spelling"]);
    assert_eq!(all["checks"].as_array().unwrap().len(), 19);
    let some = sandbox.json(&["check", "spellings", "chain"]);
    assert_eq!(codes(&some), ["unregistered-spelling"]);
    assert_eq!(some["checks"], json!(["spellings", "chain"]));
    assert!(sandbox.run(&["check", "speling"]).fails(2).contains("spellings"));
}

#[test]
fn checks_are_listed_in_running_order() {
    let listed = Sandbox::empty().run(&["check", "--list"]);
    insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!("check-list", listed.text()) });
    let document = Sandbox::empty().json(&["check", "--list"]);
    assert_eq!(column(&document, "checks", "name")[..2], ["structure", "chain"]);
}

#[test]
fn the_document_has_every_field_always() {
    let sandbox = small();
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    // Of the one the column is known, the other is at fault as a whole.
    let damaged = log.replacen("\"2025-05-12\"", "\"2025-05-32\"", 1) + "\n";
    std::fs::write(sandbox.log(), damaged).unwrap();
    let ran = sandbox.run(&["check", "--format", "json"]);
    assert_eq!(ran.code, 1);
    let answer = ran.document();
    assert_eq!(answer["schema"], "asof.check/2");
    assert_eq!(answer["events"], 14);
    assert_eq!(answer["counted"], json!({ "errors": 2, "warnings": 0, "notes": 0 }));
    let line = damaged_line(&sandbox, 11);
    let column = line.find("\"2025-05-32\"").unwrap() + 1;
    assert_eq!(
        answer["problems"],
        json!([
            {
                "file": "events/log.jsonl", "line": 11, "column": column, "end_column": column + 12, "severity": "error",
                "code": "bad-date", "message": "in `occurred`, `2025-05-32`: May 2025 has 31 days",
                "hint": "write a date as 2025-05-16, 2025-05, 2025 or 2025-05-16T12:30+03:00; a moment between two \
                    dates as [A..B]",
                "event": null, "field": null,
            },
            {
                "file": "events/log.jsonl", "line": 16, "column": null, "end_column": null, "severity": "error",
                "code": "blank-line", "message": "an empty line", "hint": "delete the empty line", "event": null, "field": null,
            },
        ])
    );
}

/// Returns a line of the log, counted from 1.
fn damaged_line(sandbox: &Sandbox, number: usize) -> String {
    std::fs::read_to_string(sandbox.log()).unwrap().lines().nth(number - 1).unwrap().to_owned()
}

#[test]
fn columns_count_characters_and_point_at_the_word_at_fault() {
    let sandbox = with(&claim("late", "", "Türkiye, the Kremlin and Ukrane."));
    let problems = &sandbox.json(&["check"])["problems"];
    let columns = [problems[0]["column"].as_u64().unwrap(), problems[0]["end_column"].as_u64().unwrap()];
    let line: Vec<char> = damaged_line(&sandbox, 16).chars().collect();
    let [first, end] = columns.map(|column| usize::try_from(column).unwrap() - 1);
    assert_eq!(line[first..end].iter().collect::<String>(), "Ukrane");
    assert_eq!(problems[0]["event"], "late");
}

#[test]
fn what_cannot_be_read_hides_what_others_name() {
    let sandbox = small();
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    std::fs::write(sandbox.log(), log.replacen("\"key\":\"russia\"", "\"key\":\"Russia\"", 1)).unwrap();
    let answer = sandbox.run(&["check", "--format", "json"]).document();
    // No reference to the party is reported that only cannot be read.
    assert_eq!(codes(&answer), ["bad-key"]);
    assert_eq!(
        answer["skipped"],
        json!(["references", "mending", "parts", "spellings", "anomalies", "assertions"])
    );
    // A line that is no event and in nobody's place hides nothing.
    let lines: Vec<&str> = log.lines().collect();
    std::fs::write(sandbox.log(), [&lines[..5], &["<<<<<<< ours"], &lines[5..]].concat().join("\n") + "\n")
        .unwrap();
    let answer = sandbox.run(&["check", "--format", "json"]).document();
    assert_eq!((codes(&answer), &answer["skipped"]), (vec!["not-json"], &json!([])));
}

#[test]
fn problems_come_as_annotations_of_github() {
    let sandbox =
        with(&claim("late", r#""issues":["prisoners","prisoners"],"#, "100 % of it, said: Ukrane."));
    let ran = sandbox.run(&["check", "--format", "github"]);
    let lines: Vec<&str> = ran.text().lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    let start = |column: usize| damaged_line(&sandbox, 16).chars().take(column).collect::<String>();
    let (_, column) = lines[1].split_once("col=").unwrap();
    let column: usize = column.split(',').next().unwrap().parse().unwrap();
    assert!(start(column - 1).ends_with("100 % of it, said: "), "{}", start(column - 1));
    assert_eq!(
        lines[1],
        format!(
            "::warning file=events/log.jsonl,line=16,col={column},endColumn={},title=unregistered-spelling::`Ukrane` \
             looks like another spelling of the registered `Ukraine`%0Afix it, or register the \
             spelling as a variant of the name",
            column + 5
        )
    );
    // What has a meaning of its own in such a line is escaped.
    std::fs::create_dir(sandbox.path("a,b:c")).unwrap();
    std::fs::copy(sandbox.log(), sandbox.path("a,b:c/100%.jsonl")).unwrap();
    let ran = sandbox.run(&["--log", "a,b:c/100%.jsonl", "check", "duplicates", "--format", "github"]);
    assert!(ran.text().starts_with("::warning file=a%2Cb%3Ac/100%25.jsonl,line=16,"), "{}", ran.stdout);
    // Elsewhere there are no problems to annotate.
    assert!(sandbox.run(&["state", "--format", "github"]).fails(2).contains("check"));
}

#[test]
fn a_log_that_is_not_there_is_no_finding() {
    let sandbox = Sandbox::empty();
    sandbox.run(&["check"]).fails(3);
    sandbox.run(&["--log", "gone.jsonl", "check"]).fails(3);
    sandbox.file("empty.jsonl", "");
    assert_eq!(sandbox.run(&["--log", "empty.jsonl", "check"]).text(), "0 entries, nothing found\n");
    assert!(small().run(&["check", "--known", "2025-05-16"]).fails(2).contains("whole log"));
}

#[test]
fn an_append_is_refused_for_what_a_check_would_find() {
    let drafts = [
        (claim("bad", r#""issues":["prisonres"],"#, "x"), "unknown-reference"),
        (claim("bad", "", "x").replacen("\"2025-05-17\"", "\"2025-05-18\"", 1), "known-too-early"),
        (
            claim("bad", "", "x").replace(
                r#"{"claim":{"says":"x"}}"#,
                r#"{"meeting":{"held":{"meeting":"again","round":1}}}"#,
            ),
            "same-round",
        ),
    ];
    for (draft, code) in drafts {
        let sandbox = small();
        sandbox.file("draft.jsonl", &draft);
        let ran = sandbox.run(&["append", "draft.jsonl", "--format", "json"]);
        ran.fails(1);
        assert_eq!(codes(&ran.document()), [code]);
        // The same entry, had it come into the log by another way.
        let check = |log: &Sandbox| {
            let answer = log.run(&["check", "--format", "json"]).document();
            codes(&answer).iter().map(|code| (*code).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(check(&forced(&draft)), [code]);
    }
}

/// Returns a log that holds a draft without having been asked whether it may: written by another hand, soundly
/// chained.
fn forced(draft: &str) -> Sandbox {
    use asof_core::Draft;
    use asof_store::{EventLog, Expected, JsonlLog};

    let sandbox = small();
    let draft = Draft::from_json(draft).unwrap();
    JsonlLog::open(sandbox.log()).unwrap().append(&[draft], Expected::Any).unwrap();
    sandbox
}

#[test]
fn what_is_worth_a_look_is_said_when_it_is_appended() {
    let sandbox = small();
    sandbox.file("draft.jsonl", &claim("late", "", "What Ukrane said."));
    let ran = sandbox.run(&["append", "draft.jsonl"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("warning[unregistered-spelling]"), "{}", ran.stderr);
    assert!(ran.stderr.contains("draft.jsonl:1:"), "{}", ran.stderr);
    let answer = small();
    answer.file("draft.jsonl", &claim("late", "", "What Ukrane said."));
    assert_eq!(codes(&answer.json(&["append", "draft.jsonl"])), ["unregistered-spelling"]);
}

#[test]
fn what_was_mended_is_not_complained_of() {
    let sandbox = with(&claim("late", "", "What Ukrane said."));
    sandbox.run(&["check", "--strict"]).fails(1);
    sandbox.file("mended.json", &claim("late", "", "What Ukraine said."));
    let args = ["correct", "late", "mended.json", "--because", "record", "--reason", "Misspelt."];
    sandbox.run(&args).text();
    assert_eq!(sandbox.run(&["check", "--strict"]).text(), "17 entries, nothing found\n");
}
