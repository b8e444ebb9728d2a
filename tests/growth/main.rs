//! Nothing grows faster than the work: with four times the events there is at most five times of it.
//!
//! Work is counted and not timed: bytes and allocations here, and in `instructions.rs` what a processor does, which also
//! sees comparisons that allocate nothing. The counts are the same on every machine, but for the order of hash maps.

mod instructions;
mod logs;
mod tables;

use allocation_counter::{AllocationInfo, measure};
use asof_core::{Draft, Inferred};
use asof_query::{Check, DraftForm, Filter, Log, Query, Read, Scope, Selection, read_drafts};
use asof_store::{Access, EventLog, Expected, MemoryLog};
use serde_json::Value;

use logs::{KINDS, MISTAKEN, OF_PROCESSES};

/// How many events the smaller log has, and the larger. A build without optimisations is ten times slower: with a fourth
/// of the events all of it takes about a minute of a processor.
const EVENTS: [usize; 2] = if cfg!(debug_assertions) { [250, 1_000] } else { [1_000, 4_000] };

/// How many times the work of the smaller log the larger may take: four times, and a logarithm.
const MOST: u64 = 5;

/// Something that is done with a log, by name.
type Command = (&'static str, fn(&Log));

/// What is done with a log.
const COMMANDS: [Command; 5] = [
    ("check", |log| drop(asof_query::check(log, "log", &Check::ALL))),
    ("replay", |log| drop(asof_query::replay(log).unwrap())),
    ("state", |log| {
        let asked = question().at(log, None).unwrap();
        drop(asof_query::state(log, &asked, &Selection::default()));
    }),
    ("known", |log| {
        let asked = question().at(log, Some("2025-06-01")).unwrap();
        drop(asof_query::state(log, &asked, &Selection::default()));
    }),
    ("diff", |log| {
        let (from, to) = question().between(log, "2025-01-02", "2026-01-31").unwrap();
        drop(asof_query::difference(log, &from, &to, &Selection::default()));
    }),
];

/// What is done with all processes of a log at once.
const COMMANDS_OF_ALL: [Command; 4] = [
    ("state of all", |log| {
        let asked = question().at_for_all(log, Some("2025-06-01")).unwrap();
        drop(asof_query::state_of_every(log, &asked, &Selection::default()));
    }),
    ("what is open of all", |log| {
        let asked = question().known_at_for_all(log, Some("2025-06-01")).unwrap();
        drop(asof_query::state_of_every(log, &asked, &Selection::pending()));
    }),
    ("diff of all", |log| {
        let (from, to) = question().between_for_all(log, "2025-01-02", "2026-01-31").unwrap();
        drop(asof_query::difference_of_every(log, &from, &to, &Selection::default()));
    }),
    ("log of all", |log| {
        let (asked, ranges) = question().during_for_all(log, Some("2025")).unwrap();
        drop(asof_query::listing_of_every(log, &asked, &ranges, &Filter::default()));
    }),
];

#[test]
fn four_times_the_processes_take_five_times_the_memory_at_most() {
    let mut grown = Vec::new();
    for (kind, drafts) in OF_PROCESSES {
        let [few, many] = EVENTS.map(|events| {
            let drafts: Vec<Draft> =
                logs::registry().iter().chain(&drafts(events)).map(|draft| read(draft).draft).collect();
            let mut store = MemoryLog::from_text("", Access::ReadWrite);
            store.append(&drafts, Expected::Any).unwrap();
            let log = Log::read(&store).unwrap();
            COMMANDS_OF_ALL.map(|(name, run)| (name, measure(|| run(&log))))
        });
        for ((command, few), (_, many)) in few.into_iter().zip(many) {
            grown.extend(compared(&format!("{kind}, {command}"), &few, &many));
        }
    }
    assert!(grown.is_empty(), "more than {MOST} times:\n{}", grown.join("\n"));
}

#[test]
fn four_times_the_events_take_five_times_the_memory_at_most() {
    let mut grown = Vec::new();
    for (kind, drafts) in KINDS {
        let [few, many] = EVENTS.map(|events| measured(&drafts(events)));
        for ((command, few), (_, many)) in few.into_iter().zip(many) {
            grown.extend(compared(&format!("{kind}, {command}"), &few, &many));
        }
    }
    assert!(grown.is_empty(), "more than {MOST} times:\n{}", grown.join("\n"));
}

#[test]
fn four_times_the_mistakes_take_five_times_the_memory_at_most() {
    let empty = Log::read(&MemoryLog::from_text("", Access::ReadOnly)).unwrap();
    let mut grown = Vec::new();
    for (kind, drafts) in MISTAKEN {
        let [few, many] = EVENTS.map(|events| {
            let drafts: Vec<Read> = logs::registry().iter().chain(&drafts(events)).map(read).collect();
            measure(|| assert!(asof_query::problems(&empty, &drafts).len() >= events, "{kind}"))
        });
        grown.extend(compared(kind, &few, &many));
    }
    assert!(grown.is_empty(), "more than {MOST} times:\n{}", grown.join("\n"));
}

/// Returns which counts of something grew too much.
fn compared(what: &str, few: &AllocationInfo, many: &AllocationInfo) -> Vec<String> {
    let counts =
        [("bytes", few.bytes_total, many.bytes_total), ("allocations", few.count_total, many.count_total)];
    let mut grown = Vec::new();
    for (unit, few, many) in counts {
        if std::env::var_os("ASOF_GROWTH").is_some() {
            eprintln!("{what}, {unit}: {few} {many} {}", many * 100 / few);
        }
        if many > few * MOST {
            grown.push(format!("{what}: {few} {unit}, then {many}"));
        }
    }
    grown
}

/// Appends drafts to an empty log, shows the effect, and runs every command; returns what each took.
fn measured(drafts: &[Value]) -> Vec<(&'static str, AllocationInfo)> {
    let drafts: Vec<Read> = logs::registry().iter().chain(drafts).map(read).collect();
    let mut store = MemoryLog::from_text("", Access::ReadWrite);
    let mut log = None;
    let appended = measure(|| {
        let appended = asof_query::append(&mut store, &drafts, None, None).unwrap();
        drop(asof_query::effect(&appended, &question()));
        log = Some(appended.after);
    });
    let log = log.unwrap();
    let of_commands = COMMANDS.map(|(name, run)| (name, measure(|| run(&log))));
    std::iter::once(("append", appended)).chain(of_commands).collect()
}

fn read(draft: &Value) -> Read {
    let [read] = read_drafts(&draft.to_string(), DraftForm::Json, &()).unwrap().try_into().unwrap();
    read
}

fn question() -> Query<'static> {
    Query {
        process: Some("talks"),
        scope: Scope::Process,
        as_of: None,
        known: None,
        recorded: None,
        inferred: Inferred::Include,
        now: chrono::DateTime::UNIX_EPOCH,
    }
}
