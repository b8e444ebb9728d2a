//! What is read of a log for a question about one process: the state is that of the whole log.

#[allow(dead_code, reason = "the laws of states use the rest")]
#[path = "../../crates/projector/tests/laws/entries.rs"]
mod entries;
#[allow(dead_code, reason = "the laws of states use the rest")]
#[path = "../../crates/projector/tests/laws/log.rs"]
mod log;
#[allow(dead_code, reason = "the laws of states use the rest")]
#[path = "../../crates/projector/tests/laws/points.rs"]
mod points;

use std::collections::BTreeSet;

use asof_core::{Event, Key};
use asof_projector::project;
use asof_store::{ALL, Access, EventBatch, EventLog, MemoryLog, RegistryPart};
use proptest::{prop_assert_eq, proptest};
use serde_json::{Value, json};

/// Returns the line of an event. Its process continues no other, so that the two have to do with each other by what their
/// events say alone.
fn line(event: &Event) -> String {
    let mut line: Value = serde_json::from_str(&event.draft.to_json()).unwrap();
    let process = line.pointer_mut("/what/registered/process").and_then(Value::as_object_mut);
    process.map(|process| process.remove("continues"));
    for (field, value) in [
        ("seq", json!(event.seq)),
        ("recorded", json!(event.recorded)),
        ("commit", json!(event.commit)),
        ("hash", json!(event.hash)),
        ("id", json!(event.id)),
    ] {
        line[field] = value;
    }
    format!("{line}\n")
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(ToString::to_string).collect()
}

proptest! {
    #[test]
    fn a_state_is_that_of_the_whole_log(log in log::various(), as_of in points::points()) {
        let text: String = log.iter().map(line).collect();
        let store = MemoryLog::from_text(&text, Access::ReadOnly);
        let whole = store.read(ALL).unwrap();
        prop_assert_eq!(whole.damage(), &[]);
        for name in log::PROCESSES {
            let process: Key = name.parse().unwrap();
            let read = store.read_about(&names(&[name]), RegistryPart::Named).unwrap();
            prop_assert_eq!(read.damage(), &[]);
            prop_assert_eq!(read.head(), whole.head());
            let state = |read: &EventBatch| {
                let mut state = project(read.events(), &process, &as_of);
                // Of the registry, what the process names is read.
                let named = state.clone();
                state.slots.retain(|path, _| named.names(path));
                state
            };
            prop_assert_eq!(state(&read), state(&whole));
        }
    }
}
