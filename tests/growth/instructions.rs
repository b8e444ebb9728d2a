//! What a processor does, as Valgrind counts it: it sees what compares without allocating.

use std::process::Command;

use crate::MOST;
use crate::logs::{KINDS, registry};

/// Fewer events than the other counts have: under Valgrind a program runs many times slower.
const EVENTS: [usize; 2] = if cfg!(debug_assertions) { [100, 400] } else { [1_000, 4_000] };

#[test]
#[ignore = "needs valgrind, and some minutes: better with --release"]
fn four_times_the_events_take_five_times_the_instructions_at_most() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let mut grown = Vec::new();
    for (kind, drafts) in KINDS {
        let counted = EVENTS.map(|events| {
            let lines: Vec<String> =
                registry().iter().chain(&drafts(events)).map(ToString::to_string).collect();
            let (drafts, log) = (file(&format!("{events}.drafts.jsonl")), file(&format!("{events}.jsonl")));
            std::fs::write(&drafts, lines.join("\n")).unwrap();
            std::fs::write(&log, "").unwrap();
            let commands: [&[&str]; 4] = [
                &["append", &drafts],
                &["check"],
                &["state", "--process", "talks"],
                &["diff", "2025-01-02", "2026-01-31", "--process", "talks"],
            ];
            commands
                .map(|command| (command[0].to_owned(), instructions(&[command, &["--log", &log]].concat())))
        });
        let [few, many] = counted;
        for ((command, few), (_, many)) in few.into_iter().zip(many) {
            if std::env::var_os("ASOF_GROWTH").is_some() {
                eprintln!("{kind}, {command}, instructions: {few} {many} {}", many * 100 / few);
            }
            if many > few * MOST {
                grown.push(format!("{kind}, {command}: {few} instructions, then {many}"));
            }
        }
    }
    assert!(grown.is_empty(), "more than {MOST} times:\n{}", grown.join("\n"));
}

/// Returns how many instructions a run of the program takes.
fn instructions(args: &[&str]) -> u64 {
    let valgrind = [
        "--tool=cachegrind",
        "--cache-sim=no",
        "--cachegrind-out-file=/dev/null",
        env!("CARGO_BIN_EXE_asof-under-test"),
    ];
    let output = Command::new("valgrind").args(valgrind).args(args).output().expect("valgrind runs");
    let said = String::from_utf8_lossy(&output.stderr);
    let counted = said.lines().rev().find_map(|line| line.split_once("refs:").map(|(_, counted)| counted));
    let digits: String =
        counted.unwrap_or_else(|| panic!("no count: {said}")).chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}
