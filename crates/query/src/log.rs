//! A log as it was read: its events, processes, names and days.

use std::collections::HashMap;

use asof_core::{Cut, Entry, Event, ExternalId, Key, RecordKind, When, Zone};
use asof_projector::{Registry, occurrences};
use asof_store::{ALL, Contents, Damage, EventLog, StoreError};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::names::{Names, as_process};
use crate::process::ProcessInfo;

/// A log as it was read, ready to be asked.
#[derive(Debug)]
pub struct Log {
    contents: Contents,
    names: Names,
    processes: Vec<ProcessInfo>,
    extents: HashMap<Key, Extent>,
}

/// From when to when (exclusive) what a process tells of occurred.
#[derive(Debug, Clone, Copy, Default)]
struct Extent {
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

impl Log {
    /// Returns the log with these contents.
    pub fn new(contents: Contents) -> Self {
        let names = Names::new(contents.events());
        let mut processes = processes(contents.events());
        let extents = extents(contents.events(), &processes);
        for process in &mut processes {
            process.begun = extents.get(&process.key).and_then(|extent| extent.from);
        }
        Self { contents, names, processes, extents }
    }

    /// Reads a log as it stands now.
    ///
    /// # Errors
    ///
    /// Those of [`EventLog::read`].
    pub fn read(store: &dyn EventLog) -> Result<Self, StoreError> {
        Ok(Self::new(store.read(ALL)?))
    }

    /// Returns the events in the order of the log.
    pub fn events(&self) -> &[Event] {
        self.contents.events()
    }

    /// Returns what was read, with the stored text of each event.
    pub fn contents(&self) -> &Contents {
        &self.contents
    }

    /// Returns the greatest `seq`, 0 if the log is empty.
    pub fn head(&self) -> u64 {
        self.contents.head()
    }

    /// Returns what is wrong with the log as far as reading shows it.
    pub fn damage(&self) -> &[Damage] {
        self.contents.damage()
    }

    /// Returns the lines that were altered after they were written, hashing every one again.
    pub fn altered(&self) -> Vec<Damage> {
        self.contents.verify().damage
    }

    /// Returns the names of the registry.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Returns the registered processes, in the order of the log.
    pub fn processes(&self) -> &[ProcessInfo] {
        &self.processes
    }

    /// Returns the zone of a process; UTC for one that is not registered.
    pub fn zone(&self, process: &Key) -> Zone {
        self.processes.iter().find(|info| info.key == *process).map_or(Zone::UTC, |info| info.zone)
    }

    /// Returns the days of the earliest and the latest `occurred` of a process.
    pub fn days(&self, process: &Key) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let zone = self.zone(process);
        let extent = self.extents.get(process).copied().unwrap_or_default();
        let day = |instant: DateTime<Utc>| zone.clock(instant).date_naive();
        // The end is exclusive: the last day is that of the moment before it.
        (extent.from.map(day), extent.until.map(|until| day(until - TimeDelta::microseconds(1))))
    }

    /// Returns the event with this key in a process, else the registry entry with it.
    pub fn find(&self, process: &Key, key: &Key) -> Option<&Event> {
        let with_key = || self.events().iter().filter(|event| event.draft.key == *key);
        with_key()
            .find(|event| event.draft.process() == Some(process))
            .or_else(|| with_key().find(|event| event.draft.process().is_none()))
    }

    /// Returns the entries that have an id in a collection of others: what comes from there again is recognised by it.
    pub fn with_external_id<'l>(&'l self, external: &'l ExternalId) -> impl Iterator<Item = &'l Event> {
        self.events().iter().filter(|event| event.draft.external_ids.contains(external))
    }

    /// Returns the events but for one.
    pub(crate) fn without(&self, event: &Event) -> Vec<Event> {
        self.events().iter().filter(|other| other.id != event.id).cloned().collect()
    }
}

/// Returns the registered processes as corrections have them, but for the zone, which never changes.
fn processes(events: &[Event]) -> Vec<ProcessInfo> {
    let mended = is_mended(events).then(|| Registry::new(events, &Cut::ALL));
    let mut found = Vec::new();
    for event in events {
        if let Entry::Registry(entry) = &event.draft.entry
            && let Some(registered) = as_process(&entry.registered)
        {
            let stands = mended.as_ref().and_then(|registry| registry.get(&event.draft.key));
            let process = stands.and_then(as_process).unwrap_or(registered);
            found.push(ProcessInfo {
                key: event.draft.key.clone(),
                title: process.title.clone(),
                zone: registered.zone,
                parties: process.parties.clone(),
                continues: process.continues.clone(),
                begun: None,
            });
        }
    }
    found
}

fn extents(events: &[Event], processes: &[ProcessInfo]) -> HashMap<Key, Extent> {
    let zones: HashMap<&Key, Zone> = processes.iter().map(|process| (&process.key, process.zone)).collect();
    let mut extents: HashMap<Key, Extent> = HashMap::new();
    for (process, when) in occurred(events) {
        if let Some(zone) = zones.get(process) {
            let bounds = when.bounds(*zone);
            let extent = extents.entry(process.clone()).or_default();
            extent.from = [extent.from, bounds.earliest].into_iter().flatten().min();
            extent.until = extent.until.max(bounds.latest);
        }
    }
    extents
}

/// Returns when everything occurred that a log tells of, as it is written or, where the record was mended, as it
/// stands.
fn occurred(events: &[Event]) -> Vec<(&Key, &When)> {
    if is_mended(events) {
        let stands = occurrences(events, &Cut::ALL).into_iter();
        return stands.map(|occurrence| (occurrence.process, occurrence.occurred.when())).collect();
    }
    let written = events.iter().filter_map(|event| match &event.draft.entry {
        Entry::World(world) => Some((&world.process, world.assertion.occurred.when())),
        Entry::Record(_) | Entry::Registry(_) => None,
    });
    written.collect()
}

/// Returns whether a log holds a correction or a retraction, so that entries do not stand as they are written.
pub(crate) fn is_mended(events: &[Event]) -> bool {
    events.iter().any(|event| match &event.draft.entry {
        Entry::Record(record) => matches!(record.kind, RecordKind::Correction(_) | RecordKind::Retraction(_)),
        Entry::World(_) | Entry::Registry(_) => false,
    })
}
