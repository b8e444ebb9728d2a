//! Finds entries by their keys.

use std::collections::BTreeSet;

use foldhash::HashMap;

use crate::draft::{Draft, Entry};
use crate::kind::WorldKind;
use crate::names::{EventRef, Key};
use crate::registry::Registered;
use crate::world::Assertion;
use crate::zone::Zone;

/// The entries of a log by their keys: registry keys are unique in the log, event keys in their process.
#[derive(Debug, Default)]
pub struct Index<'a> {
    registry: HashMap<&'a Key, (usize, &'a Draft)>,
    events: HashMap<(&'a Key, &'a Key), (usize, &'a Draft)>,
    meetings: BTreeSet<(&'a Key, &'a Key)>,
}

impl<'a> Index<'a> {
    /// Indexes entries; of two with one key, the first is found.
    pub fn new(entries: &[&'a Draft]) -> Self {
        let mut index = Self::default();
        for (number, draft) in entries.iter().enumerate() {
            match draft.process() {
                Some(process) => {
                    index.events.entry((process, &draft.key)).or_insert((number, draft));
                    if let Some(meeting) = draft.assertion().and_then(meeting_of) {
                        index.meetings.insert((process, meeting));
                    }
                }
                None => {
                    index.registry.entry(&draft.key).or_insert((number, draft));
                }
            }
        }
        index
    }

    /// Returns the registry entry with this key, if there is one.
    pub fn registered(&self, key: &Key) -> Option<&'a Registered> {
        self.registry.get(key).and_then(|(_, draft)| match &draft.entry {
            Entry::Registry(registry) => Some(&registry.registered),
            Entry::World(_) | Entry::Record(_) => None,
        })
    }

    /// Returns the event that an entry of the process `from` refers to, if there is one.
    pub fn event(&self, reference: &EventRef, from: &Key) -> Option<&'a Draft> {
        let (process, key) = reference.resolve(from);
        self.local(process, key)
    }

    /// Returns the event with this key in this process, if there is one.
    pub fn local(&self, process: &Key, key: &Key) -> Option<&'a Draft> {
        self.events.get(&(process, key)).map(|(_, draft)| *draft)
    }

    /// Returns the entry that a correction, retraction, confirmation or denial names: an event of its
    /// process, else a registry entry.
    pub fn target(&self, process: &Key, key: &Key) -> Option<&'a Draft> {
        self.local(process, key).or_else(|| self.registry.get(key).map(|(_, draft)| *draft))
    }

    /// Returns whether a meeting event of the process names this gathering.
    pub fn has_meeting(&self, process: &Key, meeting: &Key) -> bool {
        self.meetings.contains(&(process, meeting))
    }

    /// Returns the zone of a process, if it is registered.
    pub fn zone(&self, process: &Key) -> Option<Zone> {
        match self.registered(process)? {
            Registered::Process(process) => Some(process.zone),
            _ => None,
        }
    }

    /// Returns the number of the first entry with this key, of a process or of the registry.
    pub(super) fn number(&self, process: Option<&Key>, key: &Key) -> Option<usize> {
        match process {
            Some(process) => self.events.get(&(process, key)).map(|(number, _)| *number),
            None => self.registry.get(key).map(|(number, _)| *number),
        }
    }

    /// Returns the number of the entry that [`Index::target`] returns.
    pub(super) fn target_number(&self, process: &Key, key: &Key) -> Option<usize> {
        self.number(Some(process), key).or_else(|| self.number(None, key))
    }

    /// Returns the keys under which something of these sorts is registered, in the order of the log.
    pub(super) fn registered_keys(&self, sorts: &[&str]) -> impl Iterator<Item = &'a str> {
        let registered = self.registry.values().filter(|(_, draft)| match &draft.entry {
            Entry::Registry(entry) => sorts.contains(&entry.registered.name()),
            Entry::World(_) | Entry::Record(_) => false,
        });
        in_order(registered).map(|draft| draft.key.as_str())
    }

    /// Returns the events of a process, in the order of the log.
    pub(super) fn events_of(&self, process: &Key) -> impl Iterator<Item = &'a Draft> {
        in_order(self.events.iter().filter(move |((of, _), _)| *of == process).map(|(_, entry)| entry))
    }

    /// Returns the keys of the events of a process, in the order of the log.
    pub(super) fn event_keys(&self, process: &Key) -> impl Iterator<Item = &'a str> {
        self.events_of(process).map(|draft| draft.key.as_str())
    }

    /// Returns the gatherings of a process, by key.
    pub(super) fn meeting_keys(&self, process: &Key) -> impl Iterator<Item = &'a str> {
        self.meetings.iter().filter(move |(of, _)| *of == process).map(|(_, meeting)| meeting.as_str())
    }
}

fn in_order<'a: 'b, 'b>(
    entries: impl Iterator<Item = &'b (usize, &'a Draft)>,
) -> impl Iterator<Item = &'a Draft> {
    let mut entries: Vec<_> = entries.copied().collect();
    entries.sort_unstable_by_key(|(number, _)| *number);
    entries.into_iter().map(|(_, draft)| draft)
}

fn meeting_of(assertion: &Assertion) -> Option<&Key> {
    match &assertion.kind {
        WorldKind::Meeting(meeting) => Some(meeting.meeting()),
        _ => None,
    }
}
