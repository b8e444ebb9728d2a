//! Which events count at a cut, and how the others stand.

use std::collections::HashMap;

use asof_core::{
    Admission, Assertion, Because, Bounds, Cut, Entry, Event, EventId, EventRef, Key, Known, Limit,
    RecordEntry, RecordKind, Registered, Replacement,
};
use chrono_tz::Tz;

/// How an event stands at a cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It does not count: later than the cut, retracted, or about something that does not count.
    Absent,
    /// It may have happened or been known by then: the cut falls into an unknown moment.
    Possible,
    /// It was going on: the cut falls into its span.
    UnderWay,
    /// It counts.
    InForce,
    /// A correction stands in its place.
    Replaced,
}

/// Where a cut falls on one clock of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reach {
    Before,
    Within,
    Past,
}

impl Reach {
    fn of(bounds: Bounds, limit: Limit) -> Self {
        if limit.admits(bounds.latest) {
            Self::Past
        } else if limit.has_begun(bounds.earliest) {
            Self::Within
        } else {
            Self::Before
        }
    }
}

/// Where a cut falls on the clocks that an event has; a clock that it lacks is past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clocks {
    pub(crate) occurred: Reach,
    pub(crate) known: Reach,
    pub(crate) recorded: Reach,
}

/// An event about the world as it counts at a cut: itself or what a correction put in its place, under
/// the id and key of the original.
#[derive(Debug, Clone)]
pub(crate) struct Fact<'a> {
    pub(crate) id: EventId,
    pub(crate) process: &'a Key,
    pub(crate) key: &'a Key,
    pub(crate) assertion: &'a Assertion,
    pub(crate) occurred: Bounds,
    pub(crate) known: Bounds,
    pub(crate) zone: Tz,
    /// The correction that put it there.
    pub(crate) correction: Option<&'a Key>,
    pub(crate) standing: Standing,
    pub(crate) clocks: Clocks,
    /// Whether a date that it rests on was inferred by the encoder.
    pub(crate) inferred: bool,
}

/// What is to be said of one event at a cut.
#[derive(Debug, Clone)]
pub(crate) struct Weighed<'a> {
    pub(crate) event: &'a Event,
    pub(crate) standing: Standing,
    pub(crate) retracted: bool,
    pub(crate) clocks: Clocks,
    /// The events whose standing decides its own.
    pub(crate) rests_on: Vec<usize>,
}

/// A log weighed at a cut: how each of its events stands.
#[derive(Debug)]
pub(crate) struct Weighing<'a> {
    pub(crate) cut: Cut,
    pub(crate) weighed: Vec<Weighed<'a>>,
    /// What is in force, possible or under way of the world.
    pub(crate) facts: Vec<Fact<'a>>,
    /// The registry at the cut, by key.
    pub(crate) registry: HashMap<&'a Key, (&'a Event, &'a Registered)>,
    pub(crate) zones: HashMap<&'a Key, Tz>,
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
        weighing.weigh_record(&corrections);
        weighing
    }

    /// Returns the place of the event that an entry of the process `from` refers to.
    pub(crate) fn find(&self, reference: &EventRef, from: &Key) -> Option<usize> {
        let (process, key) = reference.resolve(from);
        self.events.get(&(process, key)).copied()
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

    /// Returns what is in force under this key of this process.
    pub(crate) fn in_force(&self, process: &Key, key: &Key) -> Option<&Fact<'a>> {
        let place = self.events.get(&(process, key))?;
        self.fact(*place).filter(|fact| fact.standing == Standing::InForce)
    }

    /// Returns the zone of a process; UTC for one that is not registered.
    pub(crate) fn zone(&self, process: &Key) -> Tz {
        self.zones.get(process).copied().unwrap_or(Tz::UTC)
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
                        .about
                        .iter()
                        .chain(discrepancy.between.iter().filter_map(|reading| reading.event.as_ref()))
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
            Some(known) if self.cut.admission == Admission::Stated && known.when().is_inferred() => {
                Reach::Before
            }
            Some(known) => Reach::of(known.when().bounds(self.zone(process)), self.cut.known),
        }
    }

    /// Returns whether a record entry acts at the cut: by `known` and `recorded` alone.
    fn acts(&self, place: usize) -> bool {
        let Clocks { known, recorded, .. } = self.weighed[place].clocks;
        known == Reach::Past && recorded == Reach::Past
    }

    /// Returns which entries a retraction withdraws.
    ///
    /// A retraction acts unless another that acts withdraws it; those that withdraw each other in a circle
    /// do not act (the grounded labelling of an argumentation framework: Dung, 1995).
    fn retracted(&self) -> Vec<bool> {
        let mut withdrawn_by: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut undecided = Vec::new();
        for (place, weighed) in self.weighed.iter().enumerate() {
            if let Entry::Record(record) = &weighed.event.draft.entry
                && let RecordKind::Retraction(_) = record.kind
                && self.acts(place)
                && let Some(target) = self.target(record)
            {
                withdrawn_by.entry(target).or_default().push(place);
                undecided.push(place);
            }
        }
        let mut acts: HashMap<usize, bool> = HashMap::new();
        loop {
            let before = undecided.len();
            undecided.retain(|place| {
                let against = withdrawn_by.get(place).map_or(&[][..], Vec::as_slice);
                if against.iter().any(|other| acts.get(other) == Some(&true)) {
                    acts.insert(*place, false);
                } else if against.iter().all(|other| acts.get(other) == Some(&false)) {
                    acts.insert(*place, true);
                }
                !acts.contains_key(place)
            });
            if undecided.len() == before {
                break;
            }
        }
        let mut retracted = vec![false; self.weighed.len()];
        for (target, by) in withdrawn_by {
            retracted[target] = by.iter().any(|place| acts.get(place) == Some(&true));
        }
        retracted
    }

    /// Returns, of each corrected entry, the correction that wins: the greatest by `(known.latest, id)`,
    /// those without `known` lowest.
    fn winning_corrections(&self) -> HashMap<usize, usize> {
        let mut winners: HashMap<usize, usize> = HashMap::new();
        let rank = |place: usize| {
            let weighed = &self.weighed[place];
            let known = match &weighed.event.draft.entry {
                Entry::Record(record) => record
                    .kind
                    .known()
                    .map(|known| known.when().bounds(self.zone(&record.process)).latest_order()),
                Entry::World(_) | Entry::Registry(_) => None,
            };
            (known, weighed.event.id)
        };
        for (place, weighed) in self.weighed.iter().enumerate() {
            if let Entry::Record(record) = &weighed.event.draft.entry
                && let RecordKind::Correction(correction) = &record.kind
                && self.acts(place)
                && !weighed.retracted
                && let Some(target) = self.target(record)
                && replaces(&correction.with, &self.weighed[target].event.draft.entry)
            {
                let winner = winners.entry(target).or_insert(place);
                if rank(place) > rank(*winner) {
                    *winner = place;
                }
            }
        }
        winners
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
            let Entry::World(world) = &self.weighed[place].event.draft.entry else { continue };
            let own = self.clocks_of(&world.assertion, Some(&world.assertion.known), &world.process);
            let weighed = &mut self.weighed[place];
            weighed.clocks = Clocks { recorded: weighed.clocks.recorded, ..own };
            if weighed.clocks.recorded != Reach::Past || weighed.retracted {
                continue;
            }
            let original = weighed.event;
            let mut fact = Fact {
                id: original.id,
                process: &world.process,
                key: &original.draft.key,
                assertion: &world.assertion,
                occurred: world.assertion.occurred.when().bounds(self.zone(&world.process)),
                known: world.assertion.known.when().bounds(self.zone(&world.process)),
                zone: self.zone(&world.process),
                correction: None,
                standing: Standing::Absent,
                clocks: self.weighed[place].clocks,
                inferred: world.assertion.known.when().is_inferred(),
            };
            if let Some(correction) = corrections.get(&place) {
                self.weighed[place].standing = Standing::Replaced;
                self.replace(&mut fact, *correction);
            }
            fact.standing = standing_of(fact.clocks, fact.assertion.occurred.when().is_span());
            fact.inferred |= fact.assertion.occurred.when().is_inferred();
            let subject = corrections.get(&place).copied().unwrap_or(place);
            self.weighed[subject].standing = fact.standing;
            if fact.standing != Standing::Absent {
                self.fact_of.insert(place, self.facts.len());
                self.facts.push(fact);
            }
        }
    }

    /// Puts what a correction says in the place of a fact.
    fn replace(&mut self, fact: &mut Fact<'a>, correction: usize) {
        let event = self.weighed[correction].event;
        let (Some(Replacement::World(with)), Some(because)) = (replacement(event), because(event)) else {
            return;
        };
        let known = because.known().unwrap_or(&with.known);
        let clocks = self.clocks_of(with, Some(known), fact.process);
        fact.assertion = with;
        fact.occurred = with.occurred.when().bounds(fact.zone);
        fact.known = known.when().bounds(fact.zone);
        fact.inferred = known.when().is_inferred();
        fact.correction = Some(&event.draft.key);
        fact.clocks = Clocks { recorded: Reach::Past, ..clocks };
        self.weighed[correction].clocks = fact.clocks;
    }

    fn clocks_of(&self, assertion: &Assertion, known: Option<&Known>, process: &Key) -> Clocks {
        let occurred = Reach::of(assertion.occurred.when().bounds(self.zone(process)), self.cut.occurred);
        Clocks { occurred, known: self.known_reach(known, process), recorded: Reach::Past }
    }

    fn weigh_record(&mut self, corrections: &HashMap<usize, usize>) {
        for place in 0..self.weighed.len() {
            let Entry::Record(record) = &self.weighed[place].event.draft.entry else { continue };
            let weighed = &self.weighed[place];
            if weighed.clocks.recorded != Reach::Past || weighed.retracted {
                continue;
            }
            let by_clocks = standing_of(weighed.clocks, false);
            let standing = match &record.kind {
                RecordKind::Correction(_) => match self.target(record) {
                    Some(target) if self.weighed[target].retracted => Standing::Absent,
                    Some(target) if corrections.get(&target) == Some(&place) => continue,
                    Some(_) if by_clocks == Standing::InForce => Standing::Replaced,
                    Some(_) => by_clocks,
                    None => Standing::Absent,
                },
                RecordKind::Retraction(_) => by_clocks,
                RecordKind::Confirmation(_) | RecordKind::Denial(_) => {
                    let target = self.target(record).and_then(|target| self.fact(target));
                    if target.is_some_and(|fact| fact.standing == Standing::InForce) {
                        by_clocks
                    } else {
                        Standing::Absent
                    }
                }
                RecordKind::Discrepancy(discrepancy) => self.discrepancy_standing(record, discrepancy),
            };
            self.weighed[place].standing = standing;
        }
    }

    fn discrepancy_standing(&self, record: &RecordEntry, discrepancy: &asof_core::Discrepancy) -> Standing {
        let readings = discrepancy.between.iter().filter_map(|reading| reading.event.as_ref());
        let visible = discrepancy.about.iter().chain(readings).all(|reference| {
            let (process, key) = reference.resolve(&record.process);
            self.in_force(process, key).is_some()
        });
        if visible { Standing::InForce } else { Standing::Absent }
    }
}

fn zones(events: &[Event]) -> HashMap<&Key, Tz> {
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

fn replaces(with: &Replacement, target: &Entry) -> bool {
    matches!(
        (with, target),
        (Replacement::World(_), Entry::World(_)) | (Replacement::Registry(_), Entry::Registry(_))
    )
}

fn replacement(event: &Event) -> Option<&Replacement> {
    match &event.draft.entry {
        Entry::Record(record) => match &record.kind {
            RecordKind::Correction(correction) => Some(&correction.with),
            _ => None,
        },
        Entry::World(_) | Entry::Registry(_) => None,
    }
}

fn because(event: &Event) -> Option<&Because> {
    match &event.draft.entry {
        Entry::Record(record) => match &record.kind {
            RecordKind::Correction(correction) => Some(&correction.because),
            _ => None,
        },
        Entry::World(_) | Entry::Registry(_) => None,
    }
}

fn standing_of(clocks: Clocks, is_span: bool) -> Standing {
    let Clocks { occurred, known, recorded } = clocks;
    if recorded != Reach::Past || occurred == Reach::Before || known == Reach::Before {
        Standing::Absent
    } else if occurred == Reach::Past && known == Reach::Past {
        Standing::InForce
    } else if occurred == Reach::Within && is_span {
        Standing::UnderWay
    } else {
        Standing::Possible
    }
}
