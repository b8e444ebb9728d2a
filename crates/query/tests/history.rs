//! A history names every moment at which a fact moved, and no other: as many as a walk through all moments finds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path as File;

use asof_core::{AsOf, Entry, Inferred, RecordKind, Until};
use asof_projector::{ComparedFields, Path, View, fields, project};
use asof_query::{Document, Log, Moving, Query, ResolvedQuery, Scope, StatePath, history};
use asof_store::{Access, MemoryLog};
use chrono::{DateTime, Utc};

fn logs() -> Vec<Log> {
    let folder = File::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let logs = ["events/istanbul.jsonl", "fixtures/logs/river-and-harbour.jsonl"];
    let read = |log: &&str| {
        let text = std::fs::read_to_string(folder.join(log)).unwrap();
        Log::read(&MemoryLog::from_text(&text, Access::ReadOnly)).unwrap()
    };
    logs.iter().map(read).collect()
}

fn asked(log: &Log, process: &str) -> ResolvedQuery {
    let question = Query {
        process: Some(process),
        scope: Scope::Process,
        as_of: None,
        known: None,
        recorded: None,
        inferred: Inferred::Include,
        now: DateTime::<Utc>::UNIX_EPOCH,
    };
    question.at(log, None).unwrap()
}

/// Returns every end of a date that any event of the log has, as written and as narrowed, then the end of the log.
fn moments(log: &Log, asked: &ResolvedQuery) -> Vec<Until> {
    let mut moments = BTreeSet::from([Until::All]);
    for event in log.events() {
        let dates = match &event.draft.entry {
            Entry::World(world) => vec![world.assertion.occurred.when(), world.assertion.known.when()],
            Entry::Record(record) => {
                let with = match &record.kind {
                    RecordKind::Correction(correction) => match &correction.with {
                        asof_core::Replacement::World(with) => {
                            vec![with.occurred.when(), with.known.when()]
                        }
                        asof_core::Replacement::Registry(_) => Vec::new(),
                    },
                    _ => Vec::new(),
                };
                with.into_iter().chain(record.kind.known().map(asof_core::Known::when)).collect()
            }
            Entry::Registry(_) => Vec::new(),
        };
        moments
            .extend(dates.into_iter().filter_map(|when| when.bounds(asked.zone).latest).map(Until::Before));
    }
    // What others prove of a date ends it earlier.
    let narrowed = View::new(log.events(), &AsOf::ALL)
        .times()
        .into_iter()
        .flat_map(|times| [times.occurred, times.known]);
    moments.extend(narrowed.filter_map(|bounds| bounds?.latest).map(Until::Before));
    moments.into_iter().collect()
}

/// Returns for each slot the moments at which it changed, by a walk through all of them.
fn walked(log: &Log, asked: &ResolvedQuery, moving: Moving) -> BTreeMap<Path, BTreeSet<Until>> {
    let mut before = BTreeMap::new();
    let mut changed: BTreeMap<Path, BTreeSet<Until>> = BTreeMap::new();
    for limit in moments(log, asked) {
        let known = match moving {
            Moving::World => Until::All,
            Moving::Knowledge => limit,
        };
        let state = project(log.events(), &asked.process, &AsOf { occurred: limit, known, ..AsOf::ALL });
        let slots: ComparedFields = fields(&state);
        for path in slots.keys().chain(before.keys()) {
            if slots.get(path) != before.get(path) && !path.collection().is_registry() {
                changed.entry(path.clone()).or_default().insert(limit);
            }
        }
        before = slots;
    }
    changed
}

#[test]
fn a_history_names_every_moment_at_which_a_fact_moved_and_no_other() {
    for log in logs() {
        for process in log.processes() {
            let asked = asked(&log, process.key.as_str());
            for moving in [Moving::World, Moving::Knowledge] {
                // Every fifth fact, so that a run takes seconds; another fifth for each way of moving.
                let skipped = if moving == Moving::World { 0 } else { 2 };
                for (path, expected) in walked(&log, &asked, moving).into_iter().skip(skipped).step_by(5) {
                    let fact = StatePath { path: path.clone(), field: None };
                    let answer = history(&log, &asked, &fact, moving);
                    let document = answer.json(log.names());
                    let rows = document["changes"].as_array().unwrap();
                    // What cancels out moves nothing.
                    let moved = rows.iter().filter(|row| row["before"] != row["after"]);
                    let told = moved.map(|row| match row["at_until"].as_str() {
                        Some(until) => Until::Before(DateTime::parse_from_rfc3339(until).unwrap().to_utc()),
                        None => Until::All,
                    });
                    assert_eq!(told.collect::<BTreeSet<_>>(), expected, "{moving:?} {path}");
                }
            }
        }
    }
}
