//! A log as of a point: which of its events count, how the others stand, and where each is.

use std::collections::BTreeMap;
use std::sync::Arc;

use asof_core::{
    AsOf, Bounds, Correction, Entry, Event, EventRef, Inferred, Key, Known, RecordEntry, RecordKind,
    Registered, RegisteredSpelling, Replacement, When, Zone,
};
use foldhash::{HashMap, HashMapExt};

use crate::precedence::Precedence;
use crate::record::correction;
use crate::registrations::Registrations;
use crate::timelines::Timelines;
use crate::visible_event::{
    ClockStatus, Clocks, Dates, EvaluatedEvent, EventStatus, NarrowedDates, VisibleEvent, status_of,
};

/// A log evaluated as of a point: how each of its events stands.
#[derive(Debug)]
pub(crate) struct Visibility<'a> {
    pub(crate) as_of: AsOf,
    pub(crate) evaluated: Vec<EvaluatedEvent<'a>>,
    /// What is in force, possible or under way of the world.
    pub(crate) facts: Vec<VisibleEvent<'a>>,
    /// The registry at the point.
    pub(crate) registry: Registrations<'a>,
    /// The further spellings of what is registered, by its key, each with the entry that says so.
    pub(crate) spellings: BTreeMap<&'a Key, Vec<(&'a Event, &'a RegisteredSpelling)>>,
    pub(crate) zones: HashMap<&'a Key, Zone>,
    /// Who changes sides, and when.
    pub(crate) timelines: Timelines<'a>,
    events: HashMap<(&'a Key, &'a Key), usize>,
    registered: HashMap<&'a Key, usize>,
    /// Of each event, the place of what stands for it in `facts`.
    fact_of: Vec<Option<usize>>,
    /// Which events stand before which, by what they say and what their dates prove.
    pub(crate) precedence: Arc<Precedence>,
    /// The processes that entries are of, by number.
    of_process: Vec<OfProcess>,
    numbers: HashMap<&'a Key, usize>,
}

/// Where the entries of one process are.
#[derive(Debug)]
struct OfProcess {
    zone: Zone,
    places: Vec<usize>,
    /// What stands for them in [`Visibility::facts`].
    facts: Vec<usize>,
}

impl<'a> Visibility<'a> {
    /// Returns a log entered as of a point: what is recorded and known of the entries, and where they are.
    pub(crate) fn entered(events: &'a [Event], as_of: &AsOf) -> Self {
        let mut visibility = Self {
            as_of: *as_of,
            evaluated: Vec::with_capacity(events.len()),
            facts: Vec::new(),
            registry: Registrations::default(),
            spellings: BTreeMap::new(),
            zones: zones(events),
            timelines: Timelines::default(),
            events: HashMap::with_capacity(events.len()),
            registered: HashMap::new(),
            fact_of: vec![None; events.len()],
            precedence: Arc::default(),
            of_process: Vec::new(),
            numbers: HashMap::new(),
        };
        visibility.enter(events);
        visibility
    }

    fn enter(&mut self, events: &'a [Event]) {
        for (place, event) in events.iter().enumerate() {
            let recorded =
                if self.as_of.recorded.admits(event.seq) { ClockStatus::Past } else { ClockStatus::Before };
            let clocks = Clocks { occurred: ClockStatus::Past, known: ClockStatus::Past, recorded };
            let process = event.draft.process().map(|process| self.number(process));
            self.evaluated.push(EvaluatedEvent {
                event,
                process,
                status: EventStatus::Absent,
                retracted: false,
                clocks,
                dates: None,
                rests_on: Vec::new(),
            });
            if let Some(process) = process {
                self.of_process[process].places.push(place);
            }
            if recorded == ClockStatus::Before {
                continue;
            }
            match event.draft.process() {
                Some(process) => self.events.entry((process, &event.draft.key)).or_insert(place),
                None => self.registered.entry(&event.draft.key).or_insert(place),
            };
        }
        for place in 0..self.evaluated.len() {
            if let Entry::Record(record) = &self.evaluated[place].event.draft.entry {
                self.evaluated[place].clocks.known = self.known_status(record.kind.known(), &record.process);
                self.evaluated[place].rests_on = match &record.kind {
                    RecordKind::Discrepancy(discrepancy) => discrepancy
                        .named()
                        .filter_map(|reference| self.find(reference, &record.process))
                        .collect(),
                    _ => self.target(record).into_iter().collect(),
                };
            }
        }
    }

    /// Adds what is in force, possible or under way of the world.
    pub(crate) fn add_fact(&mut self, fact: VisibleEvent<'a>) {
        let number = self.facts.len();
        self.fact_of[fact.place] = Some(number);
        if let Some(process) = self.evaluated[fact.place].process {
            self.of_process[process].facts.push(number);
        }
        self.facts.push(fact);
    }

    /// Returns the number of a process, which is new if none of its entries came yet.
    fn number(&mut self, process: &'a Key) -> usize {
        if let Some(number) = self.numbers.get(process) {
            return *number;
        }
        let number = self.of_process.len();
        self.of_process.push(OfProcess { zone: self.zone(process), places: Vec::new(), facts: Vec::new() });
        self.numbers.insert(process, number);
        number
    }

    fn of_process(&self, process: &Key) -> Option<&OfProcess> {
        self.numbers.get(process).map(|number| &self.of_process[*number])
    }

    /// Returns the zone of the process that the entry at this place is of; UTC where that is not registered, or is none.
    fn zone_at(&self, place: usize) -> Zone {
        self.evaluated[place].process.map_or(Zone::UTC, |process| self.of_process[process].zone)
    }

    /// Returns the entries of a process, in the order of the log, with their places.
    pub(crate) fn entries_of(&self, process: &Key) -> impl Iterator<Item = (usize, &EvaluatedEvent<'a>)> {
        let places = self.of_process(process).map_or(&[][..], |of| &of.places);
        places.iter().map(|place| (*place, &self.evaluated[*place]))
    }

    /// Returns what is in force, possible or under way of a process, in the order of the log.
    pub(crate) fn facts_of(&self, process: &Key) -> impl Iterator<Item = &VisibleEvent<'a>> {
        let facts = self.of_process(process).map_or(&[][..], |of| &of.facts);
        facts.iter().map(|fact| &self.facts[*fact])
    }

    /// Returns the place of the event that an entry of the process `from` refers to.
    pub(crate) fn find(&self, reference: &EventRef, from: &Key) -> Option<usize> {
        let (process, key) = reference.resolve(from);
        self.local(process, key)
    }

    /// Returns the place of the event with this key in this process.
    pub(crate) fn local(&self, process: &Key, key: &Key) -> Option<usize> {
        self.events.get(&(process, key)).copied()
    }

    /// Returns the key under which a process is registered.
    pub(crate) fn own_key(&self, process: &Key) -> Option<&'a Key> {
        self.zones.get_key_value(process).map(|(key, _)| *key)
    }

    /// Returns the place of the registry entry with this key.
    pub(crate) fn registered(&self, key: &Key) -> Option<usize> {
        self.registered.get(key).copied()
    }

    /// Returns the place of the entry that a record entry names.
    pub(crate) fn target(&self, record: &RecordEntry) -> Option<usize> {
        let key = record.kind.target()?;
        self.events.get(&(&record.process, key)).or_else(|| self.registered.get(key)).copied()
    }

    /// Returns what stands for the event at this place, if anything does.
    pub(crate) fn fact(&self, place: usize) -> Option<&VisibleEvent<'a>> {
        self.fact_of[place].map(|fact| &self.facts[fact])
    }

    /// Returns the key of the event at this place, in full if it is of another process.
    pub(crate) fn name(&self, place: usize, from: Option<&Key>) -> String {
        let draft = &self.evaluated[place].event.draft;
        match draft.process() {
            Some(process) if Some(process) != from => format!("{process}/{}", draft.key),
            _ => draft.key.to_string(),
        }
    }

    /// Returns whether what stands for the event at this place is in force.
    pub(crate) fn is_in_force(&self, place: usize) -> bool {
        self.fact(place).is_some_and(|fact| fact.status == EventStatus::InForce)
    }

    /// Returns whether it can matter that an entry is taken back: one of the record must be known at the point
    /// and not beaten by another correction.
    pub(crate) fn may_count(&self, place: usize) -> bool {
        let evaluated = &self.evaluated[place];
        match &evaluated.event.draft.entry {
            Entry::Record(record) => {
                evaluated.status != EventStatus::Replaced
                    && self.known_status(record.kind.known(), &record.process) == ClockStatus::Past
            }
            Entry::World(_) | Entry::Registry(_) => true,
        }
    }

    /// Returns whether an entry is withdrawn, itself or as the correction of one that is.
    pub(crate) fn is_withdrawn(&self, evaluated: &EvaluatedEvent<'_>) -> bool {
        let is_correction = correction(evaluated.event).is_some();
        evaluated.retracted
            || is_correction && evaluated.rests_on.iter().any(|on| self.evaluated[*on].retracted)
    }

    /// Returns what is in force under this key of this process.
    pub(crate) fn in_force(&self, process: &Key, key: &Key) -> Option<&VisibleEvent<'a>> {
        let place = self.events.get(&(process, key))?;
        self.fact(*place).filter(|fact| fact.status == EventStatus::InForce)
    }

    /// Returns the zone of a process; UTC for one that is not registered.
    pub(crate) fn zone(&self, process: &Key) -> Zone {
        self.zones.get(process).copied().unwrap_or(Zone::UTC)
    }

    fn known_status(&self, known: Option<&Known>, process: &Key) -> ClockStatus {
        match known {
            None => ClockStatus::Past,
            Some(known) => {
                let known = known.when();
                self.status_of_known(known.bounds(self.zone(process)), known)
            }
        }
    }

    /// Returns where the point falls on a `known`, with the bounds that it has there.
    pub(crate) fn status_of_known(&self, known: Bounds, written: &When) -> ClockStatus {
        match self.as_of.inferred {
            Inferred::Exclude if written.is_inferred() => ClockStatus::Before,
            Inferred::Exclude | Inferred::Include => ClockStatus::of(known, self.as_of.known),
        }
    }

    /// Returns whether a record entry acts at the point: by `known` and `recorded` alone.
    pub(crate) fn acts(&self, place: usize) -> bool {
        let Clocks { known, recorded, .. } = self.evaluated[place].clocks;
        known == ClockStatus::Past && recorded == ClockStatus::Past
    }

    /// Returns the dates of every event about the world as they are written, by place.
    pub(crate) fn written(&self) -> Vec<Option<Dates>> {
        (0..self.evaluated.len()).map(|place| self.written_at(place)).collect()
    }

    /// Returns the dates of an event about the world as they are written.
    pub(crate) fn written_at(&self, place: usize) -> Option<Dates> {
        let Entry::World(world) = &self.evaluated[place].event.draft.entry else { return None };
        let (occurred, known) = (world.assertion.occurred.when(), world.assertion.known.when());
        let zone = self.zone_at(place);
        let bounds = occurred.bounds(zone);
        // Most things are known on the day on which they occur.
        Some(Dates { occurred: bounds, known: if known == occurred { bounds } else { known.bounds(zone) } })
    }

    /// Returns an event about the world as its author wrote it, not yet evaluated.
    pub(crate) fn as_written(&self, place: usize) -> Option<VisibleEvent<'a>> {
        self.written_on(place, self.written_at(place)?)
    }

    /// Returns an event about the world as its author wrote it, with the dates given.
    pub(crate) fn written_on(&self, place: usize, dates: Dates) -> Option<VisibleEvent<'a>> {
        let EvaluatedEvent { event, clocks, .. } = &self.evaluated[place];
        let Entry::World(world) = &event.draft.entry else { return None };
        let (assertion, zone) = (&world.assertion, self.zone_at(place));
        let known_when = assertion.known.when();
        let mut fact = VisibleEvent {
            place,
            id: event.id,
            process: &world.process,
            key: &event.draft.key,
            assertion,
            occurred: dates.occurred,
            known: dates.known,
            known_when,
            narrowed_by: Vec::new(),
            known_by: None,
            ends_by_inferred_known: false,
            zone,
            correction: None,
            rival_corrections: Vec::new(),
            status: EventStatus::Absent,
            clocks: *clocks,
            goes_on: assertion.occurred.when().is_span(),
            inferred: known_when.is_inferred(),
        };
        fact.clocks = Clocks { recorded: clocks.recorded, ..self.clocks_of(&fact) };
        Some(fact)
    }

    /// Puts what a correction says in the place of a fact.
    pub(crate) fn replace(&self, fact: &mut VisibleEvent<'a>, by: usize) {
        let event = self.evaluated[by].event;
        let Some(Correction { with: Replacement::World(with), because, .. }) = correction(event) else {
            return;
        };
        let known = because.known().unwrap_or(&with.known);
        fact.assertion = with;
        fact.occurred = with.occurred.when().bounds(fact.zone);
        fact.known = known.when().bounds(fact.zone);
        fact.known_when = known.when();
        fact.goes_on = with.occurred.when().is_span();
        fact.inferred = known.when().is_inferred();
        fact.correction = Some(&event.draft.key);
        fact.clocks = self.clocks_of(fact);
    }

    /// Returns how an event would stand with dates that it has at another point.
    pub(crate) fn status_with(&self, narrowed: &NarrowedDates<'_>) -> EventStatus {
        let NarrowedDates { dates, known_when, goes_on, .. } = narrowed;
        let occurred = ClockStatus::of(dates.occurred, self.as_of.occurred);
        let known = self.status_of_known(dates.known, known_when);
        status_of(Clocks { occurred, known, recorded: ClockStatus::Past }, *goes_on)
    }

    /// Returns where the point falls on the dates of a fact; what it rests on is recorded.
    pub(crate) fn clocks_of(&self, fact: &VisibleEvent<'_>) -> Clocks {
        let occurred = ClockStatus::of(fact.occurred, self.as_of.occurred);
        let known = self.status_of_known(fact.known, fact.known_when);
        Clocks { occurred, known, recorded: ClockStatus::Past }
    }
}

fn zones(events: &[Event]) -> HashMap<&Key, Zone> {
    let mut zones = HashMap::new();
    for event in events {
        if let Entry::Registry(entry) = &event.draft.entry
            && let Registered::Process(process) = &entry.registered
        {
            zones.entry(&event.draft.key).or_insert(process.zone);
        }
    }
    zones
}
