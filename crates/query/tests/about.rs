//! What a question needs of a log that was read: its answers are those of the whole log.

use std::collections::BTreeSet;

use asof_core::Inferred;
use asof_query::{Answer, Log, Query, Scope, Selection, difference, state};
use asof_store::{Access, MemoryLog};
use serde_json::Value;

/// Three processes: two of one chain, and one apart that refers to them.
const LOG: &str = include_str!("../../../fixtures/logs/river-and-harbour.jsonl");

/// What is appended to the shipped record to have a process that has nothing to do with its two.
const APART: &str = include_str!("../../../fixtures/logs/cinder-pass.drafts.jsonl");
const RECORD: &str = include_str!("../../../events/istanbul.jsonl");

fn log(lines: &str, drafts: &str) -> Log {
    use asof_store::{EventLog, Expected};
    let mut log = MemoryLog::from_text(lines, Access::ReadWrite);
    let drafts: Vec<_> = drafts.lines().map(|line| asof_core::Draft::from_json(line).unwrap()).collect();
    log.append(&drafts, Expected::Any).unwrap();
    Log::read(&log).unwrap()
}

fn query(process: &str) -> Query<'_> {
    Query {
        process: Some(process),
        scope: Scope::Process,
        as_of: None,
        known: None,
        recorded: None,
        inferred: Inferred::Include,
        now: "2026-11-23T10:00:00Z".parse().unwrap(),
    }
}

/// Returns what is answered about a process on some days, with hindsight and without, and what changed between them.
fn answers(log: &Log, process: &str, days: &[&str]) -> Vec<Value> {
    let (query, all) = (query(process), Selection::default());
    let mut answers = Vec::new();
    for day in days {
        for asked in [query.at(log, Some(day)).unwrap(), query.known_at(log, Some(day)).unwrap()] {
            answers.push(Answer::new(state(log, &asked, &all), log.names()).json());
        }
    }
    for pair in days.windows(2) {
        let (from, to) = query.between(log, pair[0], pair[1]).unwrap();
        answers.push(Answer::new(difference(log, &from, &to, &all), log.names()).json());
    }
    answers
}

#[test]
fn a_question_about_a_part_is_answered_as_about_the_whole() {
    for (log, processes, days) in [
        (
            log(LOG, ""),
            &["river-2031", "river-2033", "harbour-2032"][..],
            &["first", "2031-05-06", "2032-02-14", "2033-05-01", "last"][..],
        ),
        (
            log(RECORD, APART),
            &["cinder-pass-2023", "istanbul-2025"],
            &["first", "2023-02-01", "2025-06-02", "last"],
        ),
    ] {
        for process in processes {
            let part = log.about(&BTreeSet::from([process.to_string()]));
            assert_eq!(answers(&part, process, days), answers(&log, process, days), "{process}");
            assert_eq!(part.head(), log.head());
        }
    }
}

#[test]
fn a_part_has_no_more_than_it_needs() {
    let log = log(RECORD, APART);
    let about = |name: &str| log.about(&BTreeSet::from([name.to_owned()])).events().len();
    // The last entry of the log is kept: it says where the log ends.
    assert!(about("cinder-pass-2023") < 40, "{}", about("cinder-pass-2023"));
    assert!(about("istanbul-2025") < log.events().len());
    assert_eq!(about("nowhere"), log.events().len());
}
