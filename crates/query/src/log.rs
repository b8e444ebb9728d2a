//! A log as it was read: its events, processes, names and days.

use asof_core::{Entry, Event, Key};
use asof_store::{Contents, Damage};
use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::names::{Names, as_process};
use crate::process::ProcessInfo;

/// A log as it was read, ready to be asked.
#[derive(Debug)]
pub struct Log {
    contents: Contents,
    names: Names,
    processes: Vec<ProcessInfo>,
}

impl Log {
    /// Returns the log with these contents.
    pub fn new(contents: Contents) -> Self {
        let names = Names::new(contents.events());
        let processes = processes(contents.events());
        Self { contents, names, processes }
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

    /// Returns the names of the registry.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Returns the registered processes, in the order of the log.
    pub fn processes(&self) -> &[ProcessInfo] {
        &self.processes
    }

    /// Returns the zone of a process; UTC for one that is not registered.
    pub fn zone(&self, process: &Key) -> Tz {
        self.processes.iter().find(|info| info.key == *process).map_or(Tz::UTC, |info| info.zone)
    }

    /// Returns the days of the earliest and the latest `occurred` of a process.
    pub fn days(&self, process: &Key) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let zone = self.zone(process);
        let of_process = || {
            self.events().iter().filter_map(|event| match &event.draft.entry {
                Entry::World(world) if world.process == *process => Some(world.assertion.occurred.when()),
                _ => None,
            })
        };
        let first = of_process().filter_map(|when| when.first_day(zone)).min();
        (first, of_process().filter_map(|when| when.last_day(zone)).max())
    }

    /// Returns the event with this key in a process, else the registry entry with it.
    pub fn find(&self, process: &Key, key: &Key) -> Option<&Event> {
        let with_key = || self.events().iter().filter(|event| event.draft.key == *key);
        with_key()
            .find(|event| event.draft.process() == Some(process))
            .or_else(|| with_key().find(|event| event.draft.process().is_none()))
    }
}

fn processes(events: &[Event]) -> Vec<ProcessInfo> {
    let mut found = Vec::new();
    for event in events {
        if let Entry::Registry(entry) = &event.draft.entry
            && let Some(process) = as_process(&entry.registered)
        {
            found.push(ProcessInfo {
                key: event.draft.key.clone(),
                title: process.title.clone(),
                zone: process.zone,
                continues: process.continues.clone(),
                begun: None,
            });
        }
    }
    for event in events {
        if let Entry::World(world) = &event.draft.entry
            && let Some(info) = found.iter_mut().find(|info| info.key == world.process)
            && let Some(earliest) = world.assertion.occurred.when().bounds(info.zone).earliest
        {
            info.begun =
                Some(info.begun.map_or(earliest, |begun: chrono::DateTime<chrono::Utc>| begun.min(earliest)));
        }
    }
    found
}
