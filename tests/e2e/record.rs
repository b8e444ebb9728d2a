//! The shipped record is sound.

use std::collections::BTreeSet;

use asof_core::{Entry, Event, RecordKind};

use crate::support::{Sandbox, entries_of_record, repository};

fn events() -> Vec<Event> {
    let text = std::fs::read_to_string(repository().join("events/istanbul.jsonl")).unwrap();
    text.lines().map(|line| Event::from_line(line).unwrap()).collect()
}

/// Returns whether an entry rests on the source: the registry has no need to, assertions rest on states.
fn is_evidence(entry: &Entry) -> bool {
    match entry {
        Entry::World(_) => true,
        Entry::Record(record) => !matches!(record.kind, RecordKind::Assertion(_)),
        Entry::Registry(_) => false,
    }
}

#[test]
fn no_check_finds_anything() {
    let ran = Sandbox::with_record().run(&["check", "--strict"]);
    assert_eq!(ran.text(), format!("{} entries, nothing found\n", entries_of_record()));
}

#[test]
fn its_hashes_hold_and_its_state_has_no_anomaly() {
    let sandbox = Sandbox::with_record();
    assert_eq!(sandbox.json(&["replay"])["damage"], serde_json::json!([]));
    let state = sandbox.json(&["state", "last"]);
    assert_eq!(state["anomalies"], serde_json::json!([]));
}

/// The record only grows: how many lines are fixed for ever, and the log root up to there.
const FIXED: (usize, &str) = (484, "6fb5afb5015a2cc19f846b3c7d7976f50c7a4c9ade7672b101d42714263f9a1e");

#[test]
fn its_lines_never_change() {
    let (lines, root) = FIXED;
    // That the root is that of the lines is what the test of its hashes shows.
    assert_eq!(events()[lines - 1].hash.to_string(), root, "append; never edit, move or delete a line");
}

#[test]
fn every_event_cites_lines_of_its_source() {
    let events = events();
    let own: Vec<_> = events.iter().filter(|event| is_evidence(&event.draft.entry)).collect();
    assert!(own.len() >= 120, "{}", own.len());
    for event in own {
        let cited = event.draft.sources().iter().all(|citation| citation.lines.is_some());
        assert!(cited && !event.draft.sources().is_empty(), "{}", event.draft.key);
    }
}

/// The lines of the source that hold continuous text; the others are headings, the table of contents and the like.
pub(crate) const PROSE: [usize; 86] = [
    5, 16, 19, 22, 27, 30, 33, 36, 39, 42, 46, 49, 52, 60, 64, 68, 72, 76, 80, 84, 89, 96, 100, 104, 110,
    113, 118, 121, 124, 129, 132, 135, 139, 142, 144, 148, 151, 157, 160, 165, 169, 175, 178, 181, 184, 188,
    191, 194, 200, 205, 208, 211, 216, 219, 223, 226, 230, 234, 237, 243, 248, 251, 255, 258, 264, 268, 272,
    276, 279, 282, 285, 290, 292, 295, 298, 302, 304, 306, 308, 310, 314, 316, 318, 320, 322, 333,
];

#[test]
fn every_line_of_the_source_that_tells_something_is_cited() {
    let events = events();
    let sources = events.iter().flat_map(|event| event.draft.sources());
    let lines: Vec<String> =
        sources.filter_map(|citation| Some(citation.lines.as_ref()?.to_string())).collect();
    let cited: BTreeSet<usize> = lines.iter().flat_map(|lines| lines.split(',')).flat_map(spans).collect();
    let missing: Vec<&usize> = PROSE.iter().filter(|line| !cited.contains(line)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(cited.last() <= Some(&429), "{cited:?}");
}

/// Returns the lines that `165` or `165-169` means.
fn spans(text: &str) -> std::ops::RangeInclusive<usize> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    first.trim().parse().unwrap()..=last.trim().parse().unwrap()
}

#[test]
fn no_summary_quotes() {
    for event in events() {
        if let Some(summary) = event.draft.summary() {
            assert!(!summary.as_str().contains(['"', '“', '”', '«', '»']), "{}: {summary}", event.draft.key);
        }
    }
}
