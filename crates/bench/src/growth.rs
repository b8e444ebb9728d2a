//! How the work of one question and of one append grows with the log, in instructions: the same on every machine.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use asof_bench::{Shape, processes, write_log};

use crate::measure::{Outcome, built, run};

/// How many events the shorter log has, and the longer.
const EVENTS: [usize; 2] = [1_000, 10_000];

/// How many hundredths of the instructions on the shorter log those on the longer may be: neither needs more than one
/// process, which has 200 events in both logs. It was 100 for the state and 101 for the append when this was set.
const MOST: u64 = 130;

/// Prints how many instructions each takes on both logs.
///
/// # Errors
///
/// A log cannot be made, or Valgrind cannot be run.
pub(crate) fn print(asof: &Path) -> Outcome<ExitCode> {
    built(asof)?;
    let folder = tempfile::tempdir()?;
    let [few, many] = EVENTS;
    let (at_few, at_many) = (counts(asof, folder.path(), few)?, counts(asof, folder.path(), many)?);
    println!("instructions (SQLite)  {few:>13} {many:>13}  growth  at most");
    let mut grown = Vec::new();
    for ((work, few), (_, many)) in at_few.into_iter().zip(at_many) {
        let hundredths = many * 100 / few.max(1);
        println!("{work:21}  {few:>13} {many:>13} {:>7} {:>8}", factor(hundredths), factor(MOST));
        if hundredths > MOST {
            grown.push(work);
        }
    }
    if grown.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!(
        "more than {} times the instructions with ten times the events: {}",
        factor(MOST),
        grown.join(", ")
    );
    Ok(ExitCode::FAILURE)
}

fn factor(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Returns how many instructions each work takes on a log with this many events.
fn counts(asof: &Path, folder: &Path, events: usize) -> Outcome<[(&'static str, u64); 2]> {
    let place = |name: &str| folder.join(format!("{events}-{name}")).to_string_lossy().into_owned();
    let (file, database, draft) = (place("log.jsonl"), place("log.db"), place("draft.json"));
    let mut log = Vec::new();
    write_log(&mut log, Shape::Mixed, events)?;
    fs::write(&file, log)?;
    run(asof, &["copy", &file, &database, "-q"])?;
    // The first process, which names no other.
    let processes = processes(Shape::Mixed, events);
    let process = &processes[0];
    let last = process.last.to_string();
    fs::write(
        &draft,
        serde_json::json!({
            "process": process.key, "key": "one-more", "occurred": last, "known": last, "attributed_to": ["source"],
            "sources": [{ "source": "chronicle", "page": "7" }], "summary": "One more event.",
            "what": { "claim": { "says": "one more count was kept" } },
        })
        .to_string(),
    )?;
    let state = ["state", &last, "--log", &database, "--process", &process.key, "--format", "json"];
    let append = ["append", &draft, "--log", &database, "-q"];
    Ok([
        ("state of one process", instructions(asof, &state)?),
        ("append of one event", instructions(asof, &append)?),
    ])
}

/// Returns how many instructions a run of the program takes, as Valgrind counts them.
///
/// # Errors
///
/// Valgrind is not there, the program failed, or nothing was counted.
fn instructions(asof: &Path, arguments: &[&str]) -> Outcome<u64> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(asof).args(arguments);
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("valgrind cannot be run, install it: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(
            format!("{} {arguments:?} under valgrind: {}\n{said}", asof.display(), output.status).into()
        );
    }
    let counted = said.lines().rev().find_map(|line| line.split_once("Collected :"));
    let counted = counted.and_then(|(_, counted)| counted.trim().parse().ok());
    counted.ok_or_else(|| format!("valgrind counted nothing:\n{said}").into())
}
