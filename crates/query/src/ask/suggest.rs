//! "Did you mean" for the keys of a process.

use asof_core::kind::WorldKind;
use asof_core::{Entry, Event, Key};

use crate::ask::dates::near::nearest;
use crate::source::log::Log;

/// Returns what was meant by a key that no entry has: the events of the gathering of that name, else the keys of
/// the process and of the registry that are nearest to it.
pub fn near(log: &Log, process: &Key, text: &str) -> Vec<String> {
    let in_reach =
        || log.events().iter().filter(|event| event.draft.process().is_none_or(|other| other == process));
    let about: Vec<String> =
        in_reach().filter(|event| is_about(event, text)).map(|event| event.draft.key.to_string()).collect();
    if !about.is_empty() {
        return about;
    }
    nearest(text, in_reach().map(|event| (event.draft.key.as_str(), event.draft.key.to_string())))
}

fn is_about(event: &Event, gathering: &str) -> bool {
    match &event.draft.entry {
        Entry::World(world) => match &world.assertion.kind {
            WorldKind::Meeting(meeting) => meeting.meeting().as_str() == gathering,
            _ => false,
        },
        Entry::Record(_) | Entry::Registry(_) => false,
    }
}
