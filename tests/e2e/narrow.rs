//! A question that names its negotiation reads no more of the log than it needs, and is answered as by the whole.

use std::collections::BTreeSet;

use asof_core::Event;
use asof_store::{ALL, EventBatch, EventLog, JsonlLog, RegistryPart, SqliteLog};

use crate::support::{Ran, Sandbox, repository};

/// A log in which every process may act on any other: one of them amends the registry.
const LINKED: &str = "fixtures/logs/river-and-harbour.jsonl";

/// What is appended to the shipped record to have a second chain in one log, which has nothing to do with the first.
const APART: &str = "fixtures/logs/cinder-pass.drafts.jsonl";

/// Questions of every sort; `{key}` and `{path}` are filled in for some events and facts of the process.
const QUESTIONS: [&str; 24] = [
    "state",
    "state last --chain",
    "state first --format json",
    "known last --no-inferred",
    "known last --format md",
    "hindsight first",
    "diff first last",
    "log --order known",
    "log --order recorded --recorded 100",
    "log --format jsonl",
    "rounds last",
    "delegations last",
    "positions last --format csv",
    "commitments last",
    "open last",
    "due last",
    "names",
    "names pell",
    "show {key}",
    "why {path} last",
    "history {path}",
    "about {key}",
    "show no-such-key",
    "state round:17",
];

/// Returns a log in a file and in a database, `events/log.jsonl` and `log.db`.
fn in_both(sandbox: Sandbox) -> Sandbox {
    sandbox.run(&["copy", "events/log.jsonl", "log.db"]).text();
    sandbox
}

fn linked() -> Sandbox {
    in_both(Sandbox::with_log(&repository().join(LINKED)))
}

fn apart() -> Sandbox {
    let sandbox = Sandbox::with_unguarded_record();
    let drafts = repository().join(APART);
    sandbox.run(&["append", drafts.to_str().unwrap()]).text();
    in_both(sandbox)
}

/// Returns what a reader has of an answer.
fn seen(ran: &Ran) -> (i32, &str, &str) {
    (ran.code, &ran.stdout, &ran.stderr)
}

/// Returns the keys of some events of a process.
fn keys(sandbox: &Sandbox, process: &str) -> Vec<String> {
    let text = std::fs::read_to_string(sandbox.log()).unwrap();
    let events: Vec<Event> = text.lines().map(|line| Event::from_line(line).unwrap()).collect();
    let of_process =
        events.iter().filter(|event| event.draft.process().is_some_and(|own| own.as_str() == process));
    of_process.map(|event| event.draft.key.to_string()).step_by(19).collect()
}

#[test]
fn every_question_is_answered_as_by_the_whole_log() {
    for (sandbox, processes) in [
        (linked(), &["river-2031", "river-2033", "harbour-2032"][..]),
        (apart(), &["cinder-pass-2023", "ukraine-2022"]),
    ] {
        for process in processes {
            answers_are_those_of_the_whole_log(&sandbox, process);
        }
    }
}

fn answers_are_those_of_the_whole_log(sandbox: &Sandbox, process: &str) {
    let keys = keys(sandbox, process);
    let state = sandbox.json(&["state", "last", "--process", process]);
    let first = |list: &str| Some(format!("{list}/{}", state[list].as_array()?.first()?["key"].as_str()?));
    let paths: Vec<String> = ["meetings", "commitments", "claims"].into_iter().filter_map(first).collect();
    // The file and the database are asked in turn.
    for (question, log) in QUESTIONS.iter().zip(["events/log.jsonl", "log.db"].iter().cycle()) {
        let filled: Vec<String> = match question {
            _ if question.contains("{key}") => {
                keys.iter().map(|key| question.replace("{key}", key)).collect()
            }
            _ if question.contains("{path}") => {
                paths.iter().map(|path| question.replace("{path}", path)).collect()
            }
            other => vec![other.to_string()],
        };
        for words in filled {
            let words: Vec<&str> = words.split(' ').chain(["--process", process, "--log", log]).collect();
            // Who asks strictly has the whole log read.
            let whole = sandbox.run(&[&words[..], &["--strict"]].concat());
            let part = sandbox.run(&words);
            assert_eq!(seen(&part), seen(&whole), "{words:?}");
        }
    }
}

#[test]
fn what_other_negotiations_say_of_nothing_here_is_not_read() {
    let sandbox = apart();
    let logs: [Box<dyn EventLog>; 2] = [
        Box::new(JsonlLog::open(sandbox.log()).unwrap()),
        Box::new(SqliteLog::open(sandbox.path("log.db")).unwrap()),
    ];
    for log in logs {
        let whole = log.read(ALL).unwrap();
        let read = |named: &[&str]| {
            let named: BTreeSet<String> = named.iter().map(ToString::to_string).collect();
            log.read_about(&named, RegistryPart::Named).unwrap()
        };
        let of = |batch: &EventBatch, process: &str| {
            let processes = batch.events().iter().filter_map(|event| event.draft.process());
            processes.filter(|own| own.as_str() == process).count()
        };
        // A word of the question that is no process changes nothing.
        let cinder = read(&["cinder-pass-2023", "state"]);
        assert_eq!((of(&cinder, "cinder-pass-2023"), of(&cinder, "istanbul-2025")), (19, 0));
        assert_eq!((cinder.head(), cinder.log_root()), (whole.head(), whole.log_root()));
        assert_eq!(cinder.damage(), &[]);
        // The last line of the log is read as well: it says where the log ends. Both of a chain are read.
        let ukraine = read(&["ukraine-2022"]);
        assert_eq!(of(&ukraine, "istanbul-2025"), of(&whole, "istanbul-2025"));
        assert_eq!(of(&ukraine, "cinder-pass-2023"), 1);
        assert_eq!(read(&["lake"]).events().len(), whole.events().len());
    }
}
