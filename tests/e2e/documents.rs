//! Every example in a document runs as shown, in order, in one folder.
//!
//! With `ASOF_UPDATE_DOCUMENTS=1` what the program prints is written into the documents instead; read the difference.

use std::collections::BTreeMap;
use std::os::unix::fs::symlink;
use std::process::Command;

use serde_json::Value;

use crate::record::PROSE;
use crate::support::{Ran, Sandbox, repository};

/// The pages of the manual whose log is the shipped record, as in the README. The others begin in an empty folder.
const OF_RECORD: [&str; 11] = [
    "asking",
    "assertions",
    "first-answer",
    "hindsight",
    "operating",
    "page",
    "snapshots",
    "tables",
    "three-dates",
    "why-three-clocks",
    "your-own-log",
];

/// What an example shows of a run.
#[derive(Clone, Copy)]
enum Shown {
    /// An answer: the run succeeds, and hints are left out.
    Answer,
    /// Everything, as a terminal would, standard output first.
    Everything,
}

/// Returns a document with its examples run: blocks of `sh` are carried out, commands in blocks of `console` stand with
/// what they print now.
fn run(document: &str, sandbox: &Sandbox, shown: Shown) -> String {
    let mut out = String::new();
    let mut rest = document;
    while let Some((before, block)) = rest.split_once("\n```") {
        let (kind, block) = block.split_once('\n').expect("a block has a kind");
        let (body, after) = block.split_once("\n```").expect("a block ends");
        let body = match kind {
            "console" => consoled(body, sandbox, shown),
            "sh" if matches!(shown, Shown::Everything) => {
                shell(sandbox, &format!("set -e\n{body}\n")).text();
                body.to_owned()
            }
            _ => body.to_owned(),
        };
        out += &format!("{before}\n```{kind}\n{body}\n```");
        rest = after;
    }
    out + rest
}

/// Returns a block of commands with what they print.
fn consoled(body: &str, sandbox: &Sandbox, shown: Shown) -> String {
    let commands = body.lines().filter_map(|line| line.strip_prefix("$ "));
    let parts = commands.map(|command| {
        let ran = shell(sandbox, command);
        let said = match shown {
            Shown::Answer => ran.text().to_owned(),
            Shown::Everything => format!("{}{}", ran.stdout, ran.stderr),
        };
        format!("$ {command}\n{said}").trim_end().to_owned()
    });
    parts.collect::<Vec<_>>().join("\n")
}

/// Runs a line as a shell would, with the program on the path.
fn shell(sandbox: &Sandbox, script: &str) -> Ran {
    let program = sandbox.path(".bin/asof");
    if !program.exists() {
        std::fs::create_dir(sandbox.path(".bin")).unwrap();
        symlink(env!("CARGO_BIN_EXE_asof-under-test"), &program).unwrap();
    }
    let path = format!("{}:{}", sandbox.path(".bin").display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("sh");
    command.args(["-c", script]).current_dir(sandbox.path(".")).env_clear().env("PATH", path);
    command.env("ASOF_NOW", "2026-11-23T10:00+00:00").output().expect("a shell").into()
}

/// Asserts that a document is as it would be written now, or writes it so.
#[track_caller]
fn assert_stands(name: &str, now: &str) {
    let path = repository().join(name);
    if std::env::var_os("ASOF_UPDATE_DOCUMENTS").is_some() {
        return std::fs::write(path, now).unwrap();
    }
    let document = std::fs::read_to_string(path).unwrap();
    for (line, (stands, now)) in document.lines().zip(now.lines()).enumerate() {
        assert_eq!(stands, now, "{name}:{}; ASOF_UPDATE_DOCUMENTS=1 writes it anew", line + 1);
    }
    assert_eq!(document.lines().count(), now.lines().count(), "{name}");
}

fn document(name: &str) -> String {
    std::fs::read_to_string(repository().join(name)).unwrap()
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = document("README.md");
    assert!(readme.contains("\n$ asof "));
    assert_stands("README.md", &run(&readme, &Sandbox::with_record(), Shown::Answer));
}

#[test]
fn the_guide_leads_from_an_empty_folder_to_answers() {
    let sandbox = Sandbox::empty();
    std::fs::copy(repository().join("fixtures/logs/cinder-pass.drafts.jsonl"), sandbox.path("drafts.jsonl"))
        .unwrap();
    let guide = document("events/encode-your-own.md");
    assert!(guide.matches("\n$ asof ").count() >= 20);
    assert_stands("events/encode-your-own.md", &run(&guide, &sandbox, Shown::Everything));
}

#[test]
fn the_pages_of_the_manual_show_what_the_program_prints() {
    let mut commands = 0;
    for entry in std::fs::read_dir(repository().join("crates/cli/manual")).unwrap() {
        let name = format!("crates/cli/manual/{}", entry.unwrap().file_name().into_string().unwrap());
        if !name.ends_with(".md") {
            continue;
        }
        let page = document(&name);
        commands += page.matches("\n$ ").count();
        let (sandbox, shown) = match OF_RECORD.iter().any(|page| name.ends_with(&format!("/{page}.md"))) {
            true => (Sandbox::with_record(), Shown::Answer),
            false => (Sandbox::empty(), Shown::Everything),
        };
        if name.ends_with("/conflict-data.md") {
            for table in ["ged.csv", "acled.csv"] {
                std::fs::copy(repository().join("fixtures/import").join(table), sandbox.path(table)).unwrap();
            }
        }
        assert_stands(&name, &run(&page, &sandbox, shown));
    }
    assert!(commands >= 50, "{commands}");
}

#[test]
fn the_log_of_the_guide_is_what_its_drafts_make() {
    let sandbox = Sandbox::with_log(&repository().join("fixtures/logs/cinder-pass.jsonl"));
    assert!(sandbox.run(&["check", "--strict"]).text().ends_with("nothing found\n"));
    let drafts = repository().join("fixtures/logs/cinder-pass.drafts.jsonl");
    let appended = Sandbox::empty();
    appended.file("log.jsonl", "");
    appended.run(&["--log", "log.jsonl", "append", drafts.to_str().unwrap()]).text();
    let state = |sandbox: &Sandbox, log: &str| {
        let mut state = sandbox.json(&["--log", log, "state", "last"]);
        state["as_of"]["recorded"].take();
        state
    };
    assert_eq!(state(&sandbox, "events/log.jsonl"), state(&appended, "log.jsonl"));
}

#[test]
fn the_kinds_of_the_record_are_counted() {
    let log = Sandbox::with_record().json(&["log", "--chain"]);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for event in log["events"].as_array().unwrap() {
        *kinds.entry(event["kind"].as_str().unwrap()).or_default() += 1;
    }
    let all: usize = kinds.values().sum();
    let rows = kinds.iter().map(|(kind, count)| format!("| {kind} | {count} |\n"));
    assert_table_stands("| Kind | Events |", &format!("{}| all | {all} |\n", rows.collect::<String>()));
}

/// Asserts that the rows of a table of the record's README are these; `ASOF_UPDATE_DOCUMENTS=1` writes them anew.
#[track_caller]
fn assert_table_stands(head: &str, rows: &str) {
    let readme = document("events/README.md");
    let (before, rest) = readme.split_once(&format!("{head}\n")).expect("a table");
    let (_, after) = rest.split_once("\n\n").expect("text behind the table");
    assert_stands("events/README.md", &format!("{before}{head}\n| --- | ---: |\n{rows}\n{after}"));
}

/// Returns the entries of the shipped record as they are stored.
fn entries() -> Vec<Value> {
    let text = document("events/istanbul.jsonl");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_registry_of_the_record_is_counted() {
    let mut sorts: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries() {
        if let Some(registered) = entry["what"]["registered"].as_object() {
            *sorts.entry(registered.keys().next().unwrap().clone()).or_default() += 1;
        }
    }
    let all: usize = sorts.values().sum();
    let rows = sorts.iter().map(|(sort, count)| format!("| {sort} | {count} |\n"));
    assert_table_stands("| Sort | Entries |", &format!("{}| all | {all} |\n", rows.collect::<String>()));
}

#[test]
fn how_the_record_was_checked_is_counted() {
    let entries = entries();
    let of_kind = |kind: &str| entries.iter().filter(|entry| !entry["what"][kind].is_null()).count();
    let questions: Vec<Value> = serde_json::from_str(&document("tests/e2e/questions.json")).unwrap();
    let rows = [
        ("entries in the log", entries.len()),
        ("lines of continuous text in the source, each of them cited", PROSE.len()),
        ("assertions that hold", of_kind("assertion")),
        ("discrepancies, shown and not settled", of_kind("discrepancy")),
        ("questions with their answers", questions.len()),
    ];
    let rows = rows.map(|(what, count)| format!("| {what} | {count} |\n"));
    assert_table_stands("| What was counted | Number |", &rows.concat());
}

#[test]
fn the_entries_that_the_readme_of_the_record_names_are_there() {
    let entries = entries();
    let readme = document("events/README.md");
    let is_key = |word: &&str| {
        let of_a_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        word.contains('-') && !word.starts_with('-') && word.chars().all(of_a_key)
    };
    let named: Vec<&str> = readme.split('`').skip(1).step_by(2).filter(is_key).collect();
    assert!(named.len() >= 8, "{named:?}");
    for key in named {
        assert!(entries.iter().any(|entry| entry["key"] == key), "{key}");
    }
}
