//! A log as it was read: its events, processes, names and days.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use asof_core::{
    AsOf, Bounds, Correction, Entry, Event, ExternalId, Key, RecordKind, Registered, Replacement, Until,
    When, Zone,
};
use asof_projector::{Dated, LogDates, View, registered};
use asof_store::{ALL, Damage, EventBatch, EventLog, RegistryPart, SeenText, StoreError};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use foldhash::{HashMap, HashMapExt};

use crate::source::names::{Names, as_process, is_amended};
use crate::source::process::{ProcessError, ProcessInfo, choose};

/// A log as it was read, ready to be asked. What is looked up in it is worked out when it is first asked for.
#[derive(Debug)]
pub struct Log {
    contents: EventBatch,
    names: OnceLock<Names>,
    processes: OnceLock<Processes>,
    places: OnceLock<HashMap<Name, usize>>,
    dates: LogDates,
    /// What was seen of the lines, for parts of it.
    seen: OnceLock<SeenText>,
    is_part: bool,
}

/// The process, if it is of one, and the key of an entry.
type Name = (Option<Key>, Key);

/// The registered processes of a log.
#[derive(Debug)]
struct Processes {
    all: Vec<ProcessInfo>,
    /// Their numbers by their keys.
    numbers: HashMap<Key, usize>,
    extents: HashMap<Key, Extent>,
}

/// How far the record of a process reaches.
#[derive(Debug, Default)]
struct Extent {
    interval: Interval,
    /// The dates as written that end there, once they are asked for.
    ends: [OnceLock<Option<Dated>>; 2],
}

/// From when to when (exclusive) what a process tells of occurred.
#[derive(Debug, Clone, Copy, Default)]
struct Interval {
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

impl AsRef<Self> for Log {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl Log {
    /// Returns the log with these contents.
    pub fn new(contents: EventBatch) -> Self {
        let (names, processes, places, dates, seen) = Default::default();
        Self { contents, names, processes, places, dates, seen, is_part: false }
    }

    /// Reads the current log.
    ///
    /// # Errors
    ///
    /// Those of [`EventLog::read`].
    pub fn read(store: &dyn EventLog) -> Result<Self, StoreError> {
        Ok(Self::new(store.read(ALL)?))
    }

    /// Reads what a question needs of a log as it stands now in which some names occur, of processes and of what is registered:
    /// the answer is that of the whole log. Other names are passed over; if none is of a process, the whole log is read.
    ///
    /// # Errors
    ///
    /// Those of [`EventLog::read_about`].
    pub fn read_about(store: &dyn EventLog, processes: &BTreeSet<String>) -> Result<Self, StoreError> {
        Ok(Self::part(store.read_about(processes, RegistryPart::Named)?))
    }

    /// Reads what [`Log::read_about`] reads, and the whole registry; of no process where none is named.
    pub(crate) fn read_with_registry(
        store: &dyn EventLog,
        processes: &BTreeSet<String>,
    ) -> Result<Self, StoreError> {
        Ok(Self::part(store.read_about(processes, RegistryPart::Whole)?))
    }

    /// Returns why a log cannot answer a question that names no process, if it has several chains of them; reads no events for
    /// that.
    ///
    /// # Errors
    ///
    /// Those of [`EventLog::read_about`].
    pub fn several_chains(store: &dyn EventLog) -> Result<Option<ProcessError>, StoreError> {
        let registry = Self::read_with_registry(store, &BTreeSet::new())?;
        let chosen = choose(registry.processes(), None, Until::All);
        Ok(chosen.err().filter(|error| matches!(error, ProcessError::SeveralChains(_))))
    }

    /// Returns what a question needs of it in which some names occur, as [`Log::read_about`] reads it: to be asked again and
    /// again, where each question about one process would look at the events of all.
    #[must_use]
    pub fn about(&self, names: &BTreeSet<String>) -> Self {
        let seen = self.seen.get_or_init(|| self.contents.seen());
        Self::part(self.contents.about(seen, names, RegistryPart::Named))
    }

    /// Returns whether a process of this key is registered; looks at no dates.
    pub fn has_process(&self, key: &Key) -> bool {
        let registered = self.find(key, key).map(|event| &event.draft.entry);
        matches!(registered, Some(Entry::Registry(entry)) if matches!(entry.registered, Registered::Process(_)))
    }

    fn part(contents: EventBatch) -> Self {
        let read = Self::new(contents);
        let is_part = read.events().len() as u64 != read.head();
        Self { is_part, ..read }
    }

    /// Returns whether a part of the log was read: what a question needs that names its process.
    pub(crate) fn is_part(&self) -> bool {
        self.is_part
    }

    /// Returns the events in the order of the log.
    pub fn events(&self) -> &[Event] {
        self.contents.events()
    }

    /// Returns the log as of a point, to be asked for states, dates and the registry.
    pub fn as_of(&self, as_of: &AsOf) -> View<'_> {
        View::with(&self.dates, self.events(), as_of)
    }

    /// Returns what was read, with the stored text of each event.
    pub fn contents(&self) -> &EventBatch {
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

    /// Says in a sentence, without its full stop, that a log is damaged and what of it answers; `None` if it is not.
    pub fn damage_in_words(&self) -> Option<String> {
        let first = self.damage().first()?;
        let others = match self.damage().len() - 1 {
            0 => String::new(),
            1 => " (and in one more place)".to_owned(),
            others => format!(" (and in {others} more places)"),
        };
        let rest =
            if self.events().is_empty() { "nothing in it can be read" } else { "the answer uses the rest" };
        Some(format!("the log is damaged: {first}{others}; {rest}"))
    }

    /// Returns the lines that were altered after they were written, hashing every one again.
    pub fn altered(&self) -> Vec<Damage> {
        self.contents.verify().damage
    }

    /// Returns the names of the registry.
    pub fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::new(self.events()))
    }

    /// Returns the registered processes, in the order of the log.
    pub fn processes(&self) -> &[ProcessInfo] {
        &self.known_processes().all
    }

    fn known_processes(&self) -> &Processes {
        self.processes.get_or_init(|| Processes::of(self.events(), &self.dates))
    }

    /// Returns the zone of a process; UTC for one that is not registered.
    pub fn zone(&self, process: &Key) -> Zone {
        self.process(process).map_or(Zone::UTC, |info| info.zone)
    }

    /// Returns the registered process with this key; of several the first.
    pub(crate) fn process(&self, key: &Key) -> Option<&ProcessInfo> {
        let Processes { all, numbers, .. } = self.known_processes();
        numbers.get(key).map(|number| &all[*number])
    }

    /// Returns the zone of a process as a draft names it; of the only process there is, if it names none.
    pub fn zone_of(&self, process: Option<&str>) -> Option<Zone> {
        let named = |info: &&ProcessInfo| process.is_none_or(|process| info.key.as_str() == process);
        let mut found = self.processes().iter().filter(named);
        found.next().filter(|_| found.next().is_none()).map(|info| info.zone)
    }

    /// Returns the days of the earliest and the latest `occurred` of a process.
    pub fn days(&self, process: &Key) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let zone = self.zone(process);
        let extent =
            self.known_processes().extents.get(process).map(|extent| extent.interval).unwrap_or_default();
        let day = |instant: DateTime<Utc>| zone.clock(instant).date_naive();
        // The end is exclusive: the last day is that of the moment before it.
        (extent.from.map(day), extent.until.map(|until| day(until - TimeDelta::microseconds(1))))
    }

    /// Returns the end of the latest `occurred` of a process.
    pub(crate) fn until(&self, process: &Key) -> Until {
        let until = self.known_processes().extents.get(process).and_then(|extent| extent.interval.until);
        until.map_or(Until::All, Until::Before)
    }

    /// Returns the dates as written of what is earliest and of what is latest in some processes; `None` where no written
    /// date ends there, as others narrowed it.
    pub(crate) fn ends(&self, processes: &[Key]) -> [Option<Dated>; 2] {
        let known = &self.known_processes().extents;
        let extents = || processes.iter().filter_map(|key| Some((key, known.get(key)?)));
        let begun = extents().filter(|(_, extent)| extent.interval.from.is_some());
        let first = begun.min_by_key(|(_, extent)| extent.interval.from);
        let last = extents().max_by_key(|(_, extent)| extent.interval.until);
        let dated = |process: &Key, ends: &dyn Fn(Bounds) -> bool| {
            let zone = self.zone(process);
            let written = self.events().iter().filter(|event| event.draft.process() == Some(process));
            let written = written.filter_map(written_date).map(|when| (when, when.bounds(zone)));
            // Of dates that end alike the narrowest says most.
            let ending = written.filter(|(_, bounds)| ends(*bounds));
            let narrowest =
                ending.max_by_key(|(_, bounds)| (bounds.earliest, std::cmp::Reverse(bounds.latest_order())));
            narrowest.map(|(when, _)| Dated::written(when.clone(), zone))
        };
        let first = first.and_then(|(process, Extent { interval, ends: [first, _] })| {
            first.get_or_init(|| dated(process, &|bounds| bounds.earliest == interval.from)).clone()
        });
        let last = last.and_then(|(process, Extent { interval, ends: [_, last] })| {
            last.get_or_init(|| dated(process, &|bounds| bounds.latest == interval.until)).clone()
        });
        [first, last]
    }

    /// Returns the event with this key in a process, else the registry entry with it.
    pub fn find(&self, process: &Key, key: &Key) -> Option<&Event> {
        let places = self.places.get_or_init(|| places(self.events()));
        let of = |process: Option<&Key>| places.get(&(process.cloned(), key.clone()));
        of(Some(process)).or_else(|| of(None)).map(|place| &self.events()[*place])
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

/// Returns where in the log each entry is; of several with one name the first.
fn places(events: &[Event]) -> HashMap<Name, usize> {
    let mut places = HashMap::new();
    for (place, event) in events.iter().enumerate() {
        places.entry((event.draft.process().cloned(), event.draft.key.clone())).or_insert(place);
    }
    places
}

impl Processes {
    fn of(events: &[Event], dates: &LogDates) -> Self {
        let mut all = processes(events);
        let extents = extents(events, &all, dates);
        for process in &mut all {
            process.begun = extents.get(&process.key).and_then(|extent| extent.from);
        }
        let numbers = all.iter().enumerate().rev();
        let numbers = numbers.map(|(number, process)| (process.key.clone(), number)).collect();
        let extent = |(key, interval)| (key, Extent { interval, ..Extent::default() });
        let extents = extents.into_iter().map(extent).collect();
        Self { all, numbers, extents }
    }
}

/// Returns the registered processes as corrections have them, but for the zone, which never changes.
fn processes(events: &[Event]) -> Vec<ProcessInfo> {
    let mended = is_amended(events).then(|| registered(events, &AsOf::ALL));
    let mut found = Vec::new();
    for event in events {
        if let Entry::Registry(entry) = &event.draft.entry
            && let Some(registered) = as_process(&entry.registered)
        {
            let stands = mended.as_ref().and_then(|registry| registry.get(&event.draft.key).copied());
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

fn extents(events: &[Event], processes: &[ProcessInfo], dates: &LogDates) -> HashMap<Key, Interval> {
    let zones: HashMap<&Key, Zone> = processes.iter().map(|process| (&process.key, process.zone)).collect();
    if !is_amended(events) {
        let written = events.iter().filter_map(|event| match &event.draft.entry {
            Entry::World(world) => Some((&world.process, world.assertion.occurred.when())),
            Entry::Record(_) | Entry::Registry(_) => None,
        });
        let bounds = written.filter_map(|(process, when)| {
            Some((process, when.bounds(*zones.get(process)?), when.is_moment() || when.is_span()))
        });
        let (extents, are_exact) = reach(bounds);
        if are_exact {
            return extents;
        }
    }
    let stands = View::with(dates, events, &AsOf::ALL).occurrences().into_iter();
    let stands = stands.filter(|occurrence| zones.contains_key(occurrence.process));
    reach(stands.map(|occurrence| (occurrence.process, occurrence.bounds, true))).0
}

/// Returns how far dates reach in each process, and whether all ends are those of dates that nothing narrows.
fn reach<'k>(dates: impl Iterator<Item = (&'k Key, Bounds, bool)>) -> (HashMap<Key, Interval>, bool) {
    let mut extents: HashMap<Key, (Interval, bool, bool)> = HashMap::new();
    for (process, bounds, is_exact) in dates {
        let (extent, from_is_exact, until_is_exact) = extents.entry(process.clone()).or_default();
        if let Some(earliest) = bounds.earliest
            && extent.from.is_none_or(|from| earliest < from || earliest == from && is_exact)
        {
            (extent.from, *from_is_exact) = (Some(earliest), is_exact);
        }
        if bounds.latest > extent.until || bounds.latest == extent.until && is_exact {
            (extent.until, *until_is_exact) = (bounds.latest, is_exact);
        }
        // What has no end of its own may be given one.
        *from_is_exact &= bounds.earliest.is_some() || is_exact;
        *until_is_exact &= bounds.latest.is_some() || is_exact;
    }
    let are_exact = extents.values().all(|(_, from, until)| *from && *until);
    (extents.into_iter().map(|(process, (extent, ..))| (process, extent)).collect(), are_exact)
}

/// Returns when that occurred which an event tells of, itself or in the place of another.
fn written_date(event: &Event) -> Option<&When> {
    match &event.draft.entry {
        Entry::World(world) => Some(world.assertion.occurred.when()),
        Entry::Record(record) => match &record.kind {
            RecordKind::Correction(Correction { with: Replacement::World(with), .. }) => {
                Some(with.occurred.when())
            }
            _ => None,
        },
        Entry::Registry(_) => None,
    }
}
