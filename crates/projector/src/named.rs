//! What a process names of the registry: by its own registration and its events in force, and by what is registered under
//! the keys that are named so.

use std::collections::BTreeSet;

use asof_core::{Correction, Key, Reference, Registered, Replacement};
use foldhash::HashSet;

use crate::record::{correction, is_assertion};
use crate::visibility::Visibility;
use crate::visible_event::{EvaluatedEvent, EventStatus};

/// Returns the registered keys that a process names at a point.
pub(crate) fn named<'a>(visibility: &Visibility<'a>, process: &Key) -> BTreeSet<&'a Key> {
    let mut next: Vec<&'a Key> = visibility.own_key(process).into_iter().collect();
    // Many events name the same few.
    let mut seen: HashSet<&'a Key> = next.iter().copied().collect();
    let entries = visibility.entries_of(process).map(|(_, entry)| entry);
    // An assertion tests what counts, and changes nothing.
    let counts =
        |entry: &&EvaluatedEvent<'a>| entry.status == EventStatus::InForce && !is_assertion(entry.event);
    for entry in entries.filter(counts) {
        next.extend(cited_by(entry).filter(|key| seen.insert(key)));
    }
    let mut named = BTreeSet::new();
    while let Some(key) = next.pop() {
        if let Some(registered) = visibility.registry.get(key)
            && named.insert(key)
        {
            next.extend(above(registered));
        }
    }
    named
}

/// Returns the keys of the registry that an entry names.
fn cited_by<'a>(entry: &EvaluatedEvent<'a>) -> impl Iterator<Item = &'a Key> {
    let draft = &entry.event.draft;
    // What a correction makes of an entry of the registry counts where that is named.
    let amended = match correction(entry.event) {
        Some(Correction { of, with: Replacement::Registry(_), .. }) => Some(of),
        Some(_) | None => None,
    };
    let cited = if amended.is_some() { Vec::new() } else { draft.references() };
    cited.into_iter().filter_map(|cited| cited.reference.registry_key()).chain(amended)
}

/// Returns what something registered belongs to. The process that one continues has a registry of its own.
fn above(registered: &Registered) -> impl Iterator<Item = &Key> {
    registered.references().into_iter().filter_map(|cited| match cited.reference {
        Reference::Process(_) => None,
        reference => reference.registry_key(),
    })
}
