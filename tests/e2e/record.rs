//! The shipped record is sound.

use asof_core::check::check;
use asof_core::{Draft, Entry, Event};

use crate::support::{Sandbox, repository};

fn events() -> Vec<Event> {
    let text = std::fs::read_to_string(repository().join("events/istanbul.jsonl")).unwrap();
    text.lines().map(|line| Event::from_line(line).unwrap()).collect()
}

#[test]
fn no_check_of_meaning_finds_anything() {
    let events = events();
    let drafts: Vec<&Draft> = events.iter().map(|event| &event.draft).collect();
    assert_eq!(check(&drafts), []);
}

#[test]
fn its_hashes_hold_and_its_state_has_no_anomaly() {
    let sandbox = Sandbox::with_record();
    assert_eq!(sandbox.json(&["replay"])["damage"], serde_json::json!([]));
    let state = sandbox.json(&["state", "last"]);
    assert_eq!(state["anomalies"], serde_json::json!([]));
}

#[test]
fn every_event_cites_lines_of_its_source() {
    let events = events();
    let own: Vec<_> =
        events.iter().filter(|event| !matches!(event.draft.entry, Entry::Registry(_))).collect();
    assert!(own.len() >= 120, "{}", own.len());
    for event in own {
        let cited = event.draft.sources().iter().all(|citation| citation.lines.is_some());
        assert!(cited && !event.draft.sources().is_empty(), "{}", event.draft.key);
    }
}

#[test]
fn no_summary_quotes() {
    for event in events() {
        if let Some(summary) = event.draft.summary() {
            assert!(!summary.as_str().contains(['"', '“', '”', '«', '»']), "{}: {summary}", event.draft.key);
        }
    }
}
