//! Mistakes as files: what a user reads of each, for a person to review.
//!
//! A file in `fixtures/errors` is one mistake. Drafts (`*.drafts.jsonl`, `*.drafts.asof`) are given to `append --dry-run`, on a small
//! sound log; logs (`*.jsonl`) to `check` and to a question. A new file costs one line: its snapshot.

use std::path::Path;

use crate::support::{Sandbox, repository};

/// A sound log of few events.
const SOUND: &str = "fixtures/logs/first-days.jsonl";

/// Returns what a run said, on both streams, and its exit code.
fn said(sandbox: &Sandbox, args: &[&str]) -> String {
    told(sandbox, args, usize::MAX)
}

/// Returns what a run said beside its answer, the first lines of the answer, and the exit code.
fn told(sandbox: &Sandbox, args: &[&str], lines: usize) -> String {
    let ran = sandbox.run(args);
    let answer = beginning(&ran.stdout, lines);
    format!("$ asof {}\n{}{answer}exit code {}\n", args.join(" "), ran.stderr, ran.code)
}

/// Returns the first lines of a text.
fn beginning(text: &str, lines: usize) -> String {
    let mut all = text.lines();
    let first: String = all.by_ref().take(lines).map(|line| format!("{line}\n")).collect();
    if all.next().is_some() { first + "...\n" } else { first }
}

fn of_drafts(mistake: &Path, name: &str) -> String {
    let sandbox = Sandbox::with_log(&repository().join(SOUND));
    std::fs::copy(mistake, sandbox.path(name)).unwrap();
    let sound = std::fs::read(sandbox.log()).unwrap();
    let said = told(&sandbox, &["append", "--dry-run", name], 2);
    // What is only tried out, or refused, leaves the log as it was.
    assert_eq!(std::fs::read(sandbox.log()).unwrap(), sound);
    said
}

fn of_log(log: &[u8], name: &str) -> String {
    let sandbox = Sandbox::empty();
    std::fs::write(sandbox.path(name), log).unwrap();
    let question = ["--log", name, "state", "2025-05-17", "--only", "rounds"];
    let strictly = sandbox.run(&[&question[..], &["--strict"]].concat());
    [
        said(&sandbox, &["--log", name, "check"]),
        told(&sandbox, &question, 2),
        format!("the same with --strict\n{}exit code {}\n", beginning(&strictly.stderr, 1), strictly.code),
    ]
    .join("\n")
}

#[test]
fn every_mistake_that_a_file_can_hold_is_told_so_that_one_can_go_on() {
    let mut files: Vec<_> = std::fs::read_dir(repository().join("fixtures/errors"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() >= 80, "{}", files.len());
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let (mistake, _) = name.rsplit_once('.').unwrap();
        let text = if mistake.ends_with(".drafts") {
            of_drafts(&file, name)
        } else {
            of_log(&std::fs::read(&file).unwrap(), name)
        };
        insta::with_settings!({snapshot_path => "snapshots/mistakes", prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(mistake, text);
        });
    }
}

#[test]
fn no_snapshot_is_left_behind_by_its_mistake() {
    for entry in std::fs::read_dir(repository().join("tests/e2e/snapshots/mistakes")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let mistake = name.strip_suffix(".snap").unwrap();
        let file = |end: &str| repository().join(format!("fixtures/errors/{mistake}.{end}"));
        assert!(
            file("jsonl").exists() || file("asof").exists() || mistake.starts_with("ten-megabytes"),
            "{name}"
        );
    }
}

#[test]
fn ten_megabytes_on_one_line_are_told_in_a_few() {
    let sandbox = Sandbox::with_log(&repository().join(SOUND));
    let long = "x".repeat(10 << 20);
    let draft = format!(
        r#"{{"key":"galata","what":{{"registered":{{"place":{{"names":[{{"name":"{long}"}}]}}}}}}}}"#
    );
    sandbox.file("ten.json", &draft);
    sandbox.file("ten-misspelt.json", &draft.replace("\"key\"", &format!("\"{long}\"")));
    let drafts = [
        said(&sandbox, &["append", "--dry-run", "ten.json"]),
        said(&sandbox, &["append", "--dry-run", "ten-misspelt.json"]),
    ]
    .join("\n");
    let mut log = std::fs::read(sandbox.log()).unwrap();
    log.extend(format!("{{\"seq\":16,\"hash\":\"{long}\"}}\n").as_bytes());
    insta::with_settings!({snapshot_path => "snapshots/mistakes", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("ten-megabytes.drafts", drafts);
        insta::assert_snapshot!("ten-megabytes", of_log(&log, "ten-megabytes.jsonl"));
    });
}

#[test]
fn no_message_speaks_of_the_insides_of_the_program() {
    let insides = [
        "struct",
        "enum",
        "expected one of",
        "invalid type",
        "invalid value",
        "u64",
        "u32",
        "variant,",
        "serde",
        "Wire",
        "EOF",
    ];
    for entry in std::fs::read_dir(repository().join("tests/e2e/snapshots/mistakes")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for inside in insides {
            assert!(!text.contains(inside), "{inside} in {}", path.display());
        }
    }
}
