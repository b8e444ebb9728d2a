//! Weighs a log at a cut: which of its events count, and how the others stand.

use std::collections::HashMap;

use asof_core::{
    Admission, Bounds, Cut, Entry, Event, EventRef, Key, Known, RecordEntry, RecordKind, Registered,
    Replacement, Zone,
};

use crate::record::{because, replacement};
use crate::sides::Sides;
use crate::standing::{Clocks, Fact, Reach, Standing, Weighed};

/// A log weighed at a cut: how each of its events stands.
#[derive(Debug)]
pub(crate) struct Weighing<'a> {
    pub(crate) cut: Cut,
    pub(crate) weighed: Vec<Weighed<'a>>,
    /// What is in force, possible or under way of the world.
    pub(crate) facts: Vec<Fact<'a>>,
    /// The registry at the cut, by key.
    pub(crate) registry: HashMap<&'a Key, (&'a Event, &'a Registered)>,
    pub(crate) zones: HashMap<&'a Key, Zone>,
    /// Who changes sides, and when.
    pub(crate) sides: Sides<'a>,
    events: HashMap<(&'a Key, &'a Key), usize>,
    registered: HashMap<&'a Key, usize>,
    /// Of each event, the place of what stands for it in `facts`.
    fact_of: HashMap<usize, usize>,
}

impl<'a> Weighing<'a> {
    pub(crate) fn new(events: &'a [Event], cut: &Cut) -> Self {
        let mut weighing = Self {
            cut: *cut,
            weighed: Vec::with_capacity(events.len()),
            facts: Vec::new(),
            registry: HashMap::new(),
            zones: zones(events),
            sides: Sides::default(),
            events: HashMap::new(),
            registered: HashMap::new(),
            fact_of: HashMap::new(),
        };
        weighing.enter(events);
        let retracted = weighing.retracted();
        for (weighed, retracted) in weighing.weighed.iter_mut().zip(retracted) {
            weighed.retracted = retracted;
        }
        let corrections = weighing.winning_corrections();
        weighing.weigh_registry(&corrections);
        weighing.weigh_world(&corrections);
        weighing.sides = Sides::new(&weighing);
        weighing.weigh_record(&corrections);
        weighing
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
    pub(crate) fn fact(&self, place: usize) -> Option<&Fact<'a>> {
        self.fact_of.get(&place).map(|fact| &self.facts[*fact])
    }

    /// Returns whether it can matter that an entry is taken back: one of the record must be known at the cut
    /// and not beaten by another correction.
    pub(crate) fn may_count(&self, place: usize) -> bool {
        let weighed = &self.weighed[place];
        match &weighed.event.draft.entry {
            Entry::Record(record) => {
                weighed.standing != Standing::Replaced
                    && self.known_reach(record.kind.known(), &record.process) == Reach::Past
            }
            Entry::World(_) | Entry::Registry(_) => true,
        }
    }

    /// Returns whether an entry is withdrawn, itself or as the correction of one that is.
    pub(crate) fn is_withdrawn(&self, weighed: &Weighed<'_>) -> bool {
        let is_correction = replacement(weighed.event).is_some();
        weighed.retracted || is_correction && weighed.rests_on.iter().any(|on| self.weighed[*on].retracted)
    }

    /// Returns what is in force under this key of this process.
    pub(crate) fn in_force(&self, process: &Key, key: &Key) -> Option<&Fact<'a>> {
        let place = self.events.get(&(process, key))?;
        self.fact(*place).filter(|fact| fact.standing == Standing::InForce)
    }

    /// Returns the zone of a process; UTC for one that is not registered.
    pub(crate) fn zone(&self, process: &Key) -> Zone {
        self.zones.get(process).copied().unwrap_or(Zone::UTC)
    }

    fn enter(&mut self, events: &'a [Event]) {
        for (place, event) in events.iter().enumerate() {
            let recorded = if self.cut.recorded.admits(event.seq) { Reach::Past } else { Reach::Before };
            let clocks = Clocks { occurred: Reach::Past, known: Reach::Past, recorded };
            self.weighed.push(Weighed {
                event,
                standing: Standing::Absent,
                retracted: false,
                clocks,
                rests_on: Vec::new(),
            });
            if recorded == Reach::Before {
                continue;
            }
            match event.draft.process() {
                Some(process) => self.events.entry((process, &event.draft.key)).or_insert(place),
                None => self.registered.entry(&event.draft.key).or_insert(place),
            };
        }
        for place in 0..self.weighed.len() {
            if let Entry::Record(record) = &self.weighed[place].event.draft.entry {
                self.weighed[place].clocks.known = self.known_reach(record.kind.known(), &record.process);
                self.weighed[place].rests_on = match &record.kind {
                    RecordKind::Discrepancy(discrepancy) => discrepancy
                        .named()
                        .filter_map(|reference| self.find(reference, &record.process))
                        .collect(),
                    _ => self.target(record).into_iter().collect(),
                };
            }
        }
    }

    fn known_reach(&self, known: Option<&Known>, process: &Key) -> Reach {
        match known {
            None => Reach::Past,
            Some(known) => {
                let known = known.when();
                self.reach_of_known(known.bounds(self.zone(process)), known.is_inferred())
            }
        }
    }

    fn reach_of_known(&self, known: Bounds, inferred: bool) -> Reach {
        match self.cut.admission {
            Admission::Stated if inferred => Reach::Before,
            Admission::Stated | Admission::All => Reach::of(known, self.cut.known),
        }
    }

    /// Returns whether a record entry acts at the cut: by `known` and `recorded` alone.
    pub(crate) fn acts(&self, place: usize) -> bool {
        let Clocks { known, recorded, .. } = self.weighed[place].clocks;
        known == Reach::Past && recorded == Reach::Past
    }

    fn weigh_registry(&mut self, corrections: &HashMap<usize, usize>) {
        for place in 0..self.weighed.len() {
            let weighed = &mut self.weighed[place];
            let Entry::Registry(entry) = &weighed.event.draft.entry else { continue };
            if weighed.clocks.recorded != Reach::Past || weighed.retracted {
                continue;
            }
            let (event, mut registered) = (weighed.event, &entry.registered);
            weighed.standing = Standing::InForce;
            if let Some(correction) = corrections.get(&place) {
                weighed.standing = Standing::Replaced;
                self.weighed[*correction].standing = Standing::InForce;
                if let Some(Replacement::Registry(with)) = replacement(self.weighed[*correction].event) {
                    registered = with;
                }
            }
            self.registry.entry(&event.draft.key).or_insert((event, registered));
        }
    }

    fn weigh_world(&mut self, corrections: &HashMap<usize, usize>) {
        for place in 0..self.weighed.len() {
            let Some(mut fact) = self.as_written(place) else { continue };
            fact.clocks = Clocks { recorded: fact.clocks.recorded, ..self.clocks_of(&fact) };
            let weighed = &mut self.weighed[place];
            weighed.clocks = fact.clocks;
            if weighed.clocks.recorded != Reach::Past || weighed.retracted {
                continue;
            }
            if let Some(correction) = corrections.get(&place) {
                self.weighed[place].standing = Standing::Replaced;
                self.replace(&mut fact, *correction);
                self.weighed[*correction].clocks = fact.clocks;
            }
            fact.standing = fact.by_clocks();
            fact.inferred |= fact.assertion.occurred.when().is_inferred();
            let subject = corrections.get(&place).copied().unwrap_or(place);
            self.weighed[subject].standing = fact.standing;
            if fact.standing != Standing::Absent {
                self.fact_of.insert(place, self.facts.len());
                self.facts.push(fact);
            }
        }
    }

    /// Returns an event about the world as its author wrote it, not yet weighed.
    pub(crate) fn as_written(&self, place: usize) -> Option<Fact<'a>> {
        let Weighed { event, clocks, .. } = &self.weighed[place];
        let Entry::World(world) = &event.draft.entry else { return None };
        let (assertion, zone) = (&world.assertion, self.zone(&world.process));
        Some(Fact {
            id: event.id,
            process: &world.process,
            key: &event.draft.key,
            assertion,
            occurred: assertion.occurred.when().bounds(zone),
            known: assertion.known.when().bounds(zone),
            zone,
            correction: None,
            standing: Standing::Absent,
            clocks: *clocks,
            inferred: assertion.known.when().is_inferred(),
        })
    }

    /// Puts what a correction says in the place of a fact.
    pub(crate) fn replace(&self, fact: &mut Fact<'a>, correction: usize) {
        let event = self.weighed[correction].event;
        let (Some(Replacement::World(with)), Some(because)) = (replacement(event), because(event)) else {
            return;
        };
        let known = because.known().unwrap_or(&with.known);
        fact.assertion = with;
        fact.occurred = with.occurred.when().bounds(fact.zone);
        fact.known = known.when().bounds(fact.zone);
        fact.inferred = known.when().is_inferred();
        fact.correction = Some(&event.draft.key);
        fact.clocks = self.clocks_of(fact);
    }

    /// Returns where the cut falls on the dates of a fact; what it rests on is recorded.
    fn clocks_of(&self, fact: &Fact<'_>) -> Clocks {
        let occurred = Reach::of(fact.occurred, self.cut.occurred);
        let known = self.reach_of_known(fact.known, fact.inferred);
        Clocks { occurred, known, recorded: Reach::Past }
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
