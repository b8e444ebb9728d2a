//! What is generated is a log like any other, and holds what it is said to hold.

use std::collections::{BTreeMap, BTreeSet};

use asof_bench::{Shape, processes, write_drafts, write_log};
use asof_core::{Cited, Draft, Entry, Event, RecordKind, Reference};
use asof_query::{Check, Log, check, replay};
use asof_store::{Access, MemoryLog};
use chrono::NaiveDate;
use serde_json::Value;

const EVENTS: usize = 4000;

fn log(shape: Shape, events: usize) -> String {
    let mut log = Vec::new();
    write_log(&mut log, shape, events).unwrap();
    String::from_utf8(log).unwrap()
}

#[test]
fn a_generated_log_is_sound_and_the_same_each_time() {
    for (shape, events) in [
        (Shape::Mixed, EVENTS),
        (Shape::OneProcess, 1000),
        (Shape::Deliveries, 1000),
        (Shape::Corrections, 1000),
    ] {
        let text = log(shape, events);
        assert_eq!(text, log(shape, events), "{shape:?}");
        let read = Log::read(&MemoryLog::from_text(&text, Access::ReadOnly)).unwrap();
        let found = check(&read, "generated", &Check::ALL).problems;
        assert!(found.is_empty(), "{shape:?}: {found:?}");
        assert!(read.contents().verify().damage.is_empty(), "{shape:?}");
        assert_eq!(replay(&read).unwrap().events, text.lines().count(), "{shape:?}");
        assert_eq!(occasions(&text).count(), events, "{shape:?}");
        let said: BTreeMap<String, usize> =
            processes(shape, events).into_iter().map(|process| (process.key, process.events)).collect();
        assert_eq!(said, counted(occasions(&text).map(|event| of_process(&event))), "{shape:?}");
    }
}

#[test]
fn a_small_log_has_what_fits_and_an_empty_one_the_registry() {
    for events in [0, 1, 19, 201] {
        let text = log(Shape::Mixed, events);
        assert_eq!(occasions(&text).count(), events);
        let read = Log::read(&MemoryLog::from_text(&text, Access::ReadOnly)).unwrap();
        let found = check(&read, "generated", &Check::ALL).problems;
        assert!(found.is_empty(), "{events}: {found:?}");
    }
}

#[test]
fn the_drafts_of_a_log_are_its_lines_without_what_the_log_sets() {
    let mut drafts = Vec::new();
    write_drafts(&mut drafts, Shape::Mixed, 400).unwrap();
    let drafts = String::from_utf8(drafts).unwrap();
    let stored = log(Shape::Mixed, 400);
    assert_eq!(drafts.lines().count(), stored.lines().count());
    for (draft, line) in drafts.lines().zip(stored.lines()) {
        let stored = Draft { id: None, ..Event::from_line(line).unwrap().draft };
        assert_eq!(Draft::from_json(draft).unwrap(), stored);
    }
}

/// Measured on 4,000 events: 20 processes of 200.
#[test]
fn a_mixed_log_has_the_shares_that_it_is_to_have() {
    let text = log(Shape::Mixed, EVENTS);
    // About 500 bytes for each line.
    assert_eq!(text.len() / text.lines().count(), 556);
    let kinds = counted(occasions(&text).map(|event| event.draft.kind_name().to_owned()));
    let kinds: BTreeMap<&str, usize> = kinds.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    assert_eq!(kinds, BTreeMap::from(KINDS));
    // Late: public a month after it happened. One in twenty.
    let world = || occasions(&text).filter_map(|event| Some((clocks(&event)?, entered(&event))));
    let late = world().filter(|((occurred, known), _)| (*known - *occurred).num_days() >= 30);
    assert_eq!(late.count(), 200);
    // Back-filled: recorded a year after it was public, when its neighbours are recorded on their day. Two in a hundred.
    let after = |recorded: NaiveDate, known: NaiveDate| (recorded - known).num_days();
    let back_filled = world().filter(|((_, known), recorded)| after(*recorded, *known) >= 365);
    assert_eq!(back_filled.count(), 80);
    let on_its_day = world().filter(|((_, known), recorded)| after(*recorded, *known) == 0);
    assert_eq!(on_its_day.count(), world().count() - 80);
    // Corrected or retracted: one in a hundred.
    let targets: BTreeSet<(String, String)> = occasions(&text).filter_map(|event| amended(&event)).collect();
    assert_eq!(targets.len(), 40);
}

#[test]
fn the_processes_of_a_mixed_log_are_linked_and_have_actors_of_their_own() {
    let text = log(Shape::Mixed, EVENTS);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let registered = |sort: &str| {
        let sort = sort.to_owned();
        lines
            .iter()
            .map(move |line| line["what"]["registered"][&sort].clone())
            .filter(|entry| !entry.is_null())
    };
    assert_eq!(registered("process").count(), 20);
    assert_eq!(registered("process").filter(|process| !process["continues"].is_null()).count(), 1);
    let zones: BTreeSet<String> = registered("process").map(|process| process["zone"].to_string()).collect();
    assert_eq!(zones.len(), 6);
    // Two to four actors each: 20 bodies and 39 persons beside the 3 bodies and 8 persons of all.
    assert_eq!((registered("body").count(), registered("person").count()), (3 + 20, 8 + 39));
    let names: BTreeSet<String> = registered("person").map(|person| person["names"].to_string()).collect();
    assert_eq!(names.len(), 8 + 39);
    // One event in two thousand names an event of another process.
    let is_elsewhere =
        |cited: &Cited<'_>| matches!(cited.reference, Reference::Event(named) if named.process.is_some());
    let elsewhere = occasions(&text).filter(|event| event.draft.references().iter().any(is_elsewhere));
    assert_eq!(elsewhere.count(), EVENTS / 2000);
}

/// How many events of each kind there are.
const KINDS: [(&str, usize); 22] = [
    ("agreement", 200),
    ("announcement", 380),
    ("answer", 200),
    ("attendance", 200),
    ("ceasefire", 200),
    ("claim", 200),
    ("commitment", 200),
    ("confirmation", 100),
    ("correction", 20),
    ("delegation", 200),
    ("denial", 100),
    ("discrepancy", 40),
    ("exchange", 400),
    ("incident", 200),
    ("meeting", 400),
    ("membership", 40),
    ("office", 80),
    ("position", 400),
    ("process", 20),
    ("proposal", 200),
    ("resolution", 200),
    ("retraction", 20),
];

/// Returns the entries that are neither of the registry nor assertions.
fn occasions(log: &str) -> impl Iterator<Item = Event> {
    let events = log.lines().map(|line| Event::from_line(line).unwrap());
    events.filter(|event| !matches!(event.draft.entry, Entry::Registry(_)))
}

fn of_process(event: &Event) -> String {
    event.draft.process().unwrap().to_string()
}

fn counted(words: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::<String, usize>::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// Returns the days on which an event about the world happened and became public.
fn clocks(event: &Event) -> Option<(NaiveDate, NaiveDate)> {
    let Entry::World(world) = &event.draft.entry else { return None };
    let day = |when: String| when.parse().unwrap();
    Some((day(world.assertion.occurred.when().to_string()), day(world.assertion.known.when().to_string())))
}

fn entered(event: &Event) -> NaiveDate {
    event.recorded.instant().date_naive()
}

/// Returns what an event corrects or retracts, by process and key.
fn amended(event: &Event) -> Option<(String, String)> {
    let record = event.draft.record()?;
    let amends = matches!(record.kind, RecordKind::Correction(_) | RecordKind::Retraction(_));
    amends.then(|| (record.process.to_string(), record.kind.target().unwrap().to_string()))
}
