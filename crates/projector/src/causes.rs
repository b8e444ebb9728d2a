//! Which events moved a slot between two points, and why each stands otherwise.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use asof_core::kind::WorldKind;
use asof_core::{Entry, Event, Key, Reference};
use foldhash::{HashMap, HashMapExt};
use petgraph::unionfind::UnionFind;

use crate::anomaly::LISTED;
use crate::change::{Cause, ChangeReason};
use crate::path::{Collection, Path};
use crate::rows::State;
use crate::state::value::Value;
use crate::visibility::Visibility;
use crate::whys::{narrowers, narrowing_once, whys};

/// How the events of a log stand otherwise at the second of two points.
pub(crate) struct Moved {
    /// What acts upon a place, at either point: corrections, retractions, confirmations and denials.
    acting: HashMap<usize, BTreeSet<usize>>,
    /// Why each event stands otherwise at the second point.
    whys: Vec<Option<ChangeReason>>,
}

impl Moved {
    pub(crate) fn new(visibilities: [&Visibility<'_>; 2]) -> Self {
        let mut acting: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        for visibility in visibilities {
            for (place, evaluated) in visibility.evaluated.iter().enumerate() {
                if let Entry::Record(record) = &evaluated.event.draft.entry
                    && let Some(target) = visibility.target(record)
                {
                    acting.entry(target).or_default().insert(place);
                }
            }
        }
        Self { acting, whys: whys(visibilities) }
    }
}

/// A log evaluated at two points.
pub(crate) struct Compared<'c, 'a> {
    process: &'c Key,
    visibilities: [&'c Visibility<'a>; 2],
    states: &'c [State; 2],
    moved: &'c Moved,
    /// What many changes may go back to, found once for all of them.
    registry: OnceCell<Moving>,
    memberships: OnceCell<Moving>,
    linked: Linked,
    /// What moved the slots of which several anomalies are.
    of_slots: RefCell<HashMap<Path, Vec<Cause>>>,
}

/// What some events, and what acts upon them, give as causes.
#[derive(Debug, Clone, Default)]
struct Moving {
    /// Those that stand otherwise.
    causes: BTreeSet<Cause>,
    /// Those that are known or recorded at one point alone: what they say of the order changes it.
    seen: BTreeSet<Cause>,
}

impl Moving {
    fn add(&mut self, other: &Self) {
        self.causes.extend(other.causes.iter().cloned());
        self.seen.extend(other.seen.iter().cloned());
    }
}

/// The events that links, kept or dropped, lead to and from, in parts that no link connects.
#[derive(Default)]
struct Linked {
    part_of: OnceCell<HashMap<usize, usize>>,
    moving: RefCell<HashMap<usize, Rc<Moving>>>,
}

impl<'c, 'a> Compared<'c, 'a> {
    pub(crate) fn new(
        process: &'c Key,
        visibilities: [&'c Visibility<'a>; 2],
        states: &'c [State; 2],
        moved: &'c Moved,
    ) -> Self {
        let (registry, memberships) = (OnceCell::new(), OnceCell::new());
        let (linked, of_slots) = (Linked::default(), RefCell::default());
        Self { process, visibilities, states, moved, registry, memberships, linked, of_slots }
    }

    /// Returns the events that moved a slot; of an anomaly a few of them, since the slot that it is about has them all.
    pub(crate) fn causes(&self, path: &Path) -> Vec<Cause> {
        let of_anomaly = self.states.iter().find_map(|state| match &state.slots.get(path)?.value {
            Value::Anomaly(anomaly) => Some(&anomaly.path),
            _ => None,
        });
        let Some(about) = of_anomaly else { return self.moving(path, path) };
        let names_its_own = self.states.iter().any(|state| state.moved_by.contains_key(path));
        let own = if names_its_own { self.of_own(&self.resting(path, path)) } else { Vec::new() };
        let mut causes = if own.is_empty() { self.of_slot(path, about) } else { own };
        causes.truncate(LISTED);
        causes
    }

    /// Returns what moved the slot that an anomaly is about, found once for all its anomalies.
    fn of_slot(&self, anomaly: &Path, about: &Path) -> Vec<Cause> {
        if let Some(causes) = self.of_slots.borrow().get(about) {
            return causes.clone();
        }
        let mut causes = self.moving(anomaly, about);
        causes.truncate(LISTED);
        self.of_slots.borrow_mut().insert(about.clone(), causes.clone());
        causes
    }

    /// Returns the events that moved what is at a path with a slot: of those that it rests on at either point, and of what
    /// acts upon them, those that stand otherwise.
    fn moving(&self, path: &Path, slot: &Path) -> Vec<Cause> {
        let places = self.resting(path, slot);
        let own = self.of_own(&places);
        if !own.is_empty() {
            return own;
        }
        let mut further = self.of_places(&self.referred_to(&places));
        further.add(self.registry());
        // An anomaly may be of whatever depends on sides.
        let asks_for_sides = path.collection().asks_for_sides() || path.collection() == Collection::Anomalies;
        if asks_for_sides {
            further.add(self.memberships());
        }
        if !further.causes.is_empty() {
            return further.causes.into_iter().collect();
        }
        let mut linked = self.of_places(&places);
        self.add_linked(&places, &mut linked);
        // Whether somebody changed sides can be learned before it is certain that it happened.
        if asks_for_sides {
            linked.add(self.memberships());
        }
        let Moving { causes, seen } = linked;
        let moved = [causes, seen].into_iter().find(|moved| !moved.is_empty());
        moved.unwrap_or_else(|| self.narrowing(&places)).into_iter().collect()
    }

    /// Returns the places of the events that what is at a path rests on at either point, and of those that moved a slot.
    fn resting(&self, path: &Path, slot: &Path) -> BTreeSet<usize> {
        let mut places = BTreeSet::new();
        for state in self.states {
            let keys = state.moved_by.get(slot).into_iter().flatten();
            let own = state
                .slots
                .get(path)
                .into_iter()
                .flat_map(|slot| slot.events.iter().chain(&slot.confirmed_by).chain(&slot.denied_by));
            places.extend(keys.chain(own).filter_map(|key| self.place(key, path.collection())));
        }
        places
    }

    fn of_own(&self, places: &BTreeSet<usize>) -> Vec<Cause> {
        self.of_places(places).causes.into_iter().collect()
    }

    /// Returns what some places, and what acts upon them, give as causes.
    fn of_places(&self, places: &BTreeSet<usize>) -> Moving {
        let mut places = places.clone();
        self.add_what_acts_upon(&mut places);
        let is_seen_once = |place: &usize| {
            let [a, b] = self.visibilities.map(|visibility| visibility.evaluated[*place].clocks);
            (a.known, a.recorded) != (b.known, b.recorded)
        };
        let seen = places.iter().filter(|place| is_seen_once(place));
        Moving {
            causes: places.iter().flat_map(|place| self.causes_of(*place)).collect(),
            seen: seen.map(|place| Cause { event: self.name(*place), why: ChangeReason::Narrowed }).collect(),
        }
    }

    /// Adds what everything gives that links, kept or dropped, connect with some places.
    fn add_linked(&self, places: &BTreeSet<usize>, moving: &mut Moving) {
        let part_of = self.linked.part_of.get_or_init(|| self.parts());
        let parts: BTreeSet<usize> = places.iter().filter_map(|place| part_of.get(place)).copied().collect();
        for part in parts {
            let mut known = self.linked.moving.borrow_mut();
            let of_part = known.entry(part).or_insert_with(|| {
                let within = part_of.iter().filter(|(_, other)| **other == part);
                Rc::new(self.of_places(&within.map(|(place, _)| *place).collect()))
            });
            moving.add(of_part);
        }
    }

    /// Returns, of each event that a link leads to or from, the part in which it is.
    fn parts(&self) -> HashMap<usize, usize> {
        let mut parts = UnionFind::new(self.visibilities[0].evaluated.len());
        let links: Vec<(usize, usize)> =
            self.visibilities.iter().flat_map(|visibility| visibility.precedence.links()).collect();
        for (before, after) in &links {
            parts.union(*before, *after);
        }
        let linked = links.iter().flat_map(|(before, after)| [*before, *after]);
        linked.map(|place| (place, parts.find(place))).collect()
    }

    /// Returns what narrowed the dates of some places at one point alone: dates that say otherwise contradict another order.
    fn narrowing(&self, places: &BTreeSet<usize>) -> BTreeSet<Cause> {
        let narrowing = places.iter().flat_map(|place| narrowing_once(self.visibilities, *place));
        narrowing.map(|place| Cause { event: self.name(place), why: ChangeReason::Narrowed }).collect()
    }

    fn place(&self, key: &Key, collection: Collection) -> Option<usize> {
        self.visibilities.iter().find_map(|visibility| {
            if collection.is_registry() {
                visibility.registered(key)
            } else {
                visibility.local(self.process, key)
            }
        })
    }

    /// Adds corrections, retractions, confirmations and denials of the places, and what acts upon those.
    fn add_what_acts_upon(&self, places: &mut BTreeSet<usize>) {
        let mut open: Vec<usize> = places.iter().copied().collect();
        while let Some(place) = open.pop() {
            let acting = self.moved.acting.get(&place).into_iter().flatten();
            open.extend(acting.filter(|other| places.insert(**other)));
        }
    }

    fn referred_to(&self, places: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for visibility in self.visibilities {
            for place in places {
                // An entry of the record names what it is about.
                found.extend(visibility.evaluated[*place].rests_on.iter().copied());
                let Some(fact) = visibility.fact(*place) else { continue };
                for cited in fact.assertion.references() {
                    match cited.reference {
                        Reference::Event(reference) => found.extend(visibility.find(reference, fact.process)),
                        Reference::Opener(_, key) => found.extend(visibility.local(fact.process, key)),
                        _ => {}
                    }
                }
            }
        }
        found
    }

    fn registry(&self) -> &Moving {
        self.registry.get_or_init(|| self.of_events(|event| matches!(event.draft.entry, Entry::Registry(_))))
    }

    /// Returns what the events of the process that say who changes sides give as causes.
    fn memberships(&self) -> &Moving {
        let tells = |event: &Event| match &event.draft.entry {
            Entry::World(world) => {
                world.process == *self.process && matches!(world.assertion.kind, WorldKind::Membership(_))
            }
            Entry::Record(_) | Entry::Registry(_) => false,
        };
        self.memberships.get_or_init(|| self.of_events(tells))
    }

    fn of_events(&self, is_of: impl Fn(&Event) -> bool) -> Moving {
        let evaluated = self.visibilities[0].evaluated.iter().enumerate();
        self.of_places(
            &evaluated.filter(|(_, evaluated)| is_of(evaluated.event)).map(|(place, _)| place).collect(),
        )
    }

    /// Returns why an event stands otherwise: itself with a clock that moved it, or what narrowed its date.
    fn causes_of(&self, place: usize) -> Vec<Cause> {
        let Some(why) = self.moved.whys[place] else { return Vec::new() };
        let narrowers =
            if why == ChangeReason::Narrowed { narrowers(self.visibilities, place) } else { vec![place] };
        narrowers.into_iter().map(|place| Cause { event: self.name(place), why }).collect()
    }

    fn name(&self, place: usize) -> String {
        self.visibilities[0].name(place, Some(self.process))
    }
}
