//! A second log of another shape: an invented negotiation in two chains, in zones where the end of the day matters.
//!
//! `fixtures/logs/river-and-harbour.jsonl` was made of its drafts with `asof append`, in seven batches, each under a
//! clock set to the day on which such a log would have been kept.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::{Assertion, Entry, Event, RecordKind, Registered, Replacement, When};
use serde_json::{Value, json};

use crate::support::{Sandbox, column, repository, row};

const LOG: &str = "fixtures/logs/river-and-harbour.jsonl";
const DRAFTS: &str = "fixtures/logs/river-and-harbour.drafts.jsonl";

/// Every command that reads. It is run for each process, and there for each day on which something begins or ends
/// to count (`{day}`, with the day before as `{before}`) or the first such day of each month (`{monthly}`), for each
/// entry (`{key}`), for some slots of each collection (`{path}`), for each gathering that was planned (`{planned}`).
const COMMANDS: [&str; 28] = [
    "state",
    "state last --chain",
    "state {day}",
    "state {monthly} --party ostmere --issue crews",
    "known {day}",
    "known {monthly} --no-inferred",
    "hindsight first",
    "hindsight {day}",
    "diff first last",
    "diff {before} {day}",
    "diff {day} --known {before}..{day}",
    "log --order known",
    "log --order recorded --recorded 100",
    "log {before}..{day}",
    "log {before}..{monthly} --oneline",
    "rounds {monthly}",
    "delegations {monthly}",
    "positions {monthly}",
    "commitments {monthly}",
    "open {monthly}",
    "show {key}",
    "why {path} last",
    "history {path}",
    "history {path} --by knowledge",
    "compare {planned}",
    "names",
    "names pell",
    "replay",
];

/// What no text for people may hold: traces of a value that is missing or was printed raw.
const TRACES: [&str; 14] = [
    "null",
    "[object",
    "not stated not stated",
    "Some(",
    "None)",
    "NaN",
    "undefined",
    "()",
    "[]",
    "{}",
    " ,",
    ", ,",
    ".,",
    ".;",
];

/// Returns a folder with a copy of the second log.
pub(crate) fn sandbox() -> Sandbox {
    Sandbox::with_log(&repository().join(LOG))
}

/// Asks the second log about a process.
pub(crate) fn ask(process: &str, words: &str) -> Value {
    let words: Vec<&str> = words.split(' ').chain(["--process", process]).collect();
    sandbox().json(&words)
}

/// Returns a field of a row over several questions about the first river talks.
pub(crate) fn over(questions: &[&str], list: &str, key: &str, field: &str) -> Vec<Value> {
    let answers = questions.iter().map(|words| ask("river-2031", words));
    answers.map(|answer| row(&answer, list, "key", key)[field].clone()).collect()
}

fn events() -> Vec<Event> {
    let text = std::fs::read_to_string(repository().join(LOG)).unwrap();
    text.lines().map(|line| Event::from_line(line).unwrap()).collect()
}

#[test]
fn its_drafts_make_the_same_log_again() {
    let sandbox = Sandbox::with_log(&repository().join("fixtures/logs/empty.jsonl"));
    std::fs::copy(repository().join(DRAFTS), sandbox.path("drafts.jsonl")).unwrap();
    assert_eq!(sandbox.run(&["append", "drafts.jsonl"]).code, 0);
    let content = |text: &str| -> Vec<Value> {
        let line = |line: &str| {
            let mut entry: Value = serde_json::from_str(line).unwrap();
            for field in ["seq", "recorded", "commit", "hash", "id"] {
                entry.as_object_mut().unwrap().remove(field);
            }
            entry
        };
        text.lines().map(line).collect()
    };
    let made = content(&std::fs::read_to_string(sandbox.log()).unwrap());
    let kept = content(&std::fs::read_to_string(repository().join(LOG)).unwrap());
    assert!(made.len() > 150, "{}", made.len());
    assert_eq!(made, kept);
}

#[test]
fn it_is_sound() {
    let entries = events();
    let checked = sandbox().json(&["check"]);
    // Its deliberate contradictions are found in the states, and nothing else.
    let found: BTreeSet<_> = column(&checked, "problems", "code").into_iter().collect();
    // It is of a year to come, and was recorded then.
    assert_eq!(
        found,
        BTreeSet::from(["clock-ahead", "hours-outside", "not-asked", "other-unit", "over-delivered"])
    );
    assert_eq!(column(&checked, "problems", "severity").len(), 6);
    assert_eq!(sandbox().json(&["--process", "river-2031", "replay"])["damage"], json!([]));
    let commits: BTreeSet<u64> = entries.iter().map(|event| event.commit).collect();
    let recorded: BTreeSet<_> = entries.iter().map(|event| event.recorded.instant()).collect();
    assert_eq!((commits.len(), recorded.len()), (7, 7));
}

/// Returns the days on which something of a process begins or ends to count, each with the day before it.
fn days(process: &str) -> BTreeMap<String, String> {
    let entries = events();
    let zone = entries.iter().find_map(|event| match &event.draft.entry {
        Entry::Registry(entry) if event.draft.key.as_str() == process => match &entry.registered {
            Registered::Process(process) => Some(process.zone),
            _ => None,
        },
        _ => None,
    });
    let zone = zone.unwrap();
    let of_process =
        entries.iter().filter(|event| event.draft.process().is_some_and(|p| p.as_str() == process));
    let dates = of_process.flat_map(|event| dates(&event.draft.entry));
    dates
        .flat_map(|when| [when.first_day(zone), when.last_day(zone)])
        .flatten()
        .map(|day| (day.to_string(), day.pred_opt().unwrap().to_string()))
        .collect()
}

/// Returns the dates on which an entry, or what it puts in another's place, begins to count.
fn dates(entry: &Entry) -> Vec<&When> {
    match entry {
        Entry::World(world) => both(&world.assertion),
        Entry::Record(record) => {
            let with = match &record.kind {
                RecordKind::Correction(correction) => match &correction.with {
                    Replacement::World(with) => both(with),
                    Replacement::Registry(_) => Vec::new(),
                },
                _ => Vec::new(),
            };
            record.kind.known().map(|known| known.when()).into_iter().chain(with).collect()
        }
        Entry::Registry(_) => Vec::new(),
    }
}

fn both(assertion: &Assertion) -> Vec<&When> {
    vec![assertion.occurred.when(), assertion.known.when()]
}

/// Returns the keys of the gatherings of a process that were planned.
fn planned(sandbox: &Sandbox, process: &str) -> Vec<String> {
    let state = sandbox.json(&["state", "last", "--only", "meetings", "--process", process]);
    let rows = state["meetings"].as_array().unwrap().iter();
    let planned = rows.filter(|row| !row["planned"].as_array().unwrap().is_empty());
    planned.map(|row| row["key"].as_str().unwrap().to_owned()).collect()
}

/// Returns the paths of the first slots of each collection that a process has at its end.
fn paths(sandbox: &Sandbox, process: &str) -> Vec<String> {
    let diff = sandbox.json(&["diff", "2029-12-31", "last", "--process", process]);
    let mut of_family: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for path in column(&diff, "changes", "path") {
        let collection = path.split('/').next().unwrap();
        of_family.entry(collection).or_default().push(path.to_owned());
    }
    of_family.into_values().flat_map(|paths| paths.into_iter().take(2)).collect()
}

/// Returns the keys of all entries of a process, and of the registry.
fn keys(process: &str) -> Vec<String> {
    let entries = events();
    let here = |event: &&Event| event.draft.process().is_none_or(|of| of.as_str() == process);
    entries.iter().filter(here).map(|event| event.draft.key.to_string()).collect()
}

/// Returns the commands that a line of the list stands for.
fn filled(sandbox: &Sandbox, process: &str, command: &str) -> Vec<String> {
    let each = |place: &str, values: Vec<String>| {
        values.iter().map(|value| command.replace(place, value)).collect::<Vec<_>>()
    };
    let dated = |days: Vec<(String, String)>| -> Vec<String> {
        let dated = |(day, before): &(String, String)| {
            command.replace("{day}", day).replace("{monthly}", day).replace("{before}", before)
        };
        days.iter().map(dated).collect()
    };
    let commands = if command.contains("{monthly}") {
        let mut days: Vec<_> = days(process).into_iter().collect();
        days.dedup_by_key(|(day, _)| day[..7].to_owned());
        dated(days)
    } else if command.contains("{day}") {
        dated(days(process).into_iter().collect())
    } else if command.contains("{key}") {
        each("{key}", keys(process))
    } else if command.contains("{path}") {
        each("{path}", paths(sandbox, process))
    } else if command.contains("{planned}") {
        each("{planned}", planned(sandbox, process))
    } else {
        vec![command.to_owned()]
    };
    assert!(!commands.is_empty() && !commands[0].contains('{'), "{command}: {commands:?}");
    commands
}

/// Runs every command for a process, as text and the last of each line of the list as JSON.
fn walk(process: &str) {
    let sandbox = sandbox();
    let commands: Vec<Vec<String>> =
        COMMANDS.iter().map(|command| filled(&sandbox, process, command)).collect();
    let all: Vec<&String> = commands.iter().flatten().collect();
    let found: Vec<String> = std::thread::scope(|scope| {
        let halves = all.chunks(all.len().div_ceil(2));
        let walked: Vec<_> = halves
            .map(|half| {
                scope.spawn(|| half.iter().flat_map(|command| traces(&sandbox, process, command)).collect())
            })
            .collect();
        walked.into_iter().flat_map(|half| -> Vec<String> { half.join().unwrap() }).collect()
    });
    assert!(found.is_empty(), "{} for {process}:\n{}", found.len(), found.join("\n"));
    for command in commands.iter().filter_map(|filled| filled.last()) {
        let words = command.split(' ').filter(|word| *word != "--oneline").chain(["--process", process]);
        let answer = sandbox.json(&words.collect::<Vec<_>>());
        assert!(answer["schema"].as_str().unwrap().starts_with("asof."), "asof {command}");
    }
}

/// Returns what is wrong with the text that a command prints: it fails, says nothing, or shows the machine.
fn traces(sandbox: &Sandbox, process: &str, command: &str) -> Vec<String> {
    let words: Vec<&str> = command.split(' ').chain(["--process", process]).collect();
    let ran = sandbox.run(&words);
    if ran.code != 0 || !ran.stderr.is_empty() {
        return vec![format!("asof {command}: exit {}: {}", ran.code, ran.stderr)];
    }
    if ran.stdout.trim().is_empty() && !command.ends_with("--oneline") {
        return vec![format!("asof {command}: says nothing")];
    }
    // What has no text of its own is printed as its document.
    let is_text = !ran.stdout.starts_with('{');
    let is_trace = |line: &&str| is_text && TRACES.iter().any(|trace| line.contains(trace));
    ran.stdout.lines().filter(is_trace).map(|line| format!("asof {command}: {line}")).collect()
}

#[test]
fn every_command_answers_for_the_first_river_talks() {
    walk("river-2031");
}

#[test]
fn every_command_answers_for_the_second_river_talks() {
    walk("river-2033");
}

#[test]
fn every_command_answers_for_the_harbour_talks() {
    walk("harbour-2032");
}

#[test]
fn a_question_that_names_no_process_is_refused_with_the_chains() {
    let sandbox = sandbox();
    // What is of the whole log needs no process, nor does a name that one process alone may have.
    let needs_none = |command: &str| {
        command.starts_with("names")
            || command == "replay"
            || ["{path}", "{key}", "{planned}"].iter().any(|name| command.contains(name))
    };
    for command in COMMANDS.iter().filter(|command| !needs_none(command)) {
        let command = filled(&sandbox, "river-2031", command).remove(0);
        let ran = sandbox.run(&command.split(' ').collect::<Vec<_>>());
        let said = ran.fails(2);
        for chain in ["2 chains", "river-2033 (", "river-2031 (", "harbour-2032 ("] {
            assert!(said.contains(chain), "asof {command}: {said}");
        }
        assert_eq!(ran.stdout, "", "asof {command}");
    }
    assert!(sandbox.run(&["state", "--process", "river-2032"]).fails(2).contains("river-2031"));
}
