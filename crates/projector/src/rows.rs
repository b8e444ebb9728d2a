//! A state: its slots, and what they look up of one another.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::{AsOf, Key, Zone};

use crate::anchors::Anchors;
use crate::lookups::Lookups;
use crate::path::{Collection, Path};
use crate::possible::Possible;
use crate::row;
use crate::slot::Slot;
use crate::state::rounds::RoundValue;
use crate::state::value::Value;

/// The state of a process as of a point: a sorted map of slots, and apart from it what is possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The process.
    pub process: Key,
    /// The point.
    pub as_of: AsOf,
    /// The zone in which the days of the process begin and end.
    pub zone: Zone,
    /// Every slot by its path.
    pub slots: BTreeMap<Path, Slot>,
    /// What may have happened or been known, in world order.
    pub possible: Vec<Possible>,
    /// How many events count.
    pub counted: Counted,
    /// The keys of the registry that the process and its events in force name: whatever else is registered is of other
    /// processes, or of none yet.
    pub named: BTreeSet<Key>,
    /// The events in force that each slot folded, also where no value came of it.
    pub(crate) moved_by: BTreeMap<Path, Vec<Key>>,
    /// What took the place of what a slot held, where that left it empty.
    pub(crate) replaced: BTreeMap<Path, Path>,
    /// The days of the events from which deadlines count.
    pub(crate) anchors: Anchors,
    pub(crate) lookups: Lookups,
}

row! {
    /// How many events of a process count as of a point.
    #[derive(Copy, Default)]
    pub struct Counted as "Counted" {
        /// The events that the log holds, without the registry and without assertions, which test what counts.
        events: usize,
        /// Those that count.
        in_force: usize,
        /// Those that may count: possible, or under way.
        possible: usize,
        /// The keys of the registry that those which count name.
        registered: usize,
    }
}

impl State {
    /// Returns whether a slot is of the process, or of what it names of the registry.
    pub fn names(&self, path: &Path) -> bool {
        let is_named = |key: &str| self.named.contains(key);
        !path.collection().is_registry() || path.segments().last().is_some_and(is_named)
    }

    /// Returns the slots of a collection in folding order of their first event, ties by path.
    pub fn collection(&self, collection: Collection) -> Vec<(&Path, &Slot)> {
        let mut slots: Vec<_> =
            self.slots.iter().filter(|(path, _)| path.collection() == collection).collect();
        sort_for_reading(&mut slots);
        slots
    }

    /// Returns the paths of the slots that are empty because others took their place, by path.
    pub fn replaced(&self) -> impl Iterator<Item = &Path> {
        self.replaced.keys()
    }

    /// Returns the slot that took the place of an empty one: the position that replaced another in the end.
    pub fn replaced_by(&self, path: &Path) -> Option<&Slot> {
        let replacing = std::iter::successors(self.replaced.get(path), |by| self.replaced.get(by));
        // Positions that replace each other in turn are as many as there are at most.
        let mut replacing = replacing.take(self.replaced.len());
        replacing.find_map(|by| self.slots.get(by))
    }

    /// Returns the slots of a collection whose paths begin with a segment, in folding order of their first event, ties by path.
    pub fn under(&self, collection: Collection, first: &str) -> Vec<(&Path, &Slot)> {
        let begun = self.slots.range(Path::new(collection, [first])..);
        let is_under = |path: &Path| path.collection() == collection && path.segments().next() == Some(first);
        let mut slots: Vec<_> = begun.take_while(|(path, _)| is_under(path)).collect();
        sort_for_reading(&mut slots);
        slots
    }

    /// Returns the latest round before the one with this number, by its number.
    pub fn round_before(&self, number: u32) -> Option<&RoundValue> {
        match &self.slots.get(self.lookups.round_before(number)?)?.value {
            Value::Round(round) => Some(round),
            _ => None,
        }
    }

    /// Returns the keys of the events in force that a slot folded, with their corrections, also where no value came of
    /// it; of an anomaly those of the slot that it is about.
    pub fn moved_by(&self, path: &Path) -> &[Key] {
        let found = match path.collection() {
            Collection::Anomalies => {
                // Behind the code stands the path of the slot, with a number where it is not the first.
                let about: Vec<&str> = path.segments().skip(1).collect();
                let about = about.join("/");
                let is_about = |slot: &str| about == slot || about.strip_prefix(slot).is_some_and(is_number);
                self.moved_by.iter().find(|(slot, _)| is_about(&slot.to_string())).map(|(_, keys)| keys)
            }
            _ => self.moved_by.get(path),
        };
        found.map_or(&[], Vec::as_slice)
    }

    /// Returns the keys of the possible events that would change a slot.
    pub fn maybe(&self, path: &Path) -> Vec<&Key> {
        let numbers = self.lookups.possible(path).iter();
        numbers.map(|number| &self.possible[*number].event).collect()
    }

    /// Returns the keys of the discrepancies that are about an event which a slot rests on: of an occasion that may be
    /// another one told twice, nobody knows that it adds to a sum.
    pub fn discrepancies(&self, slot: &Slot) -> Vec<&Key> {
        self.lookups.discrepancies(slot).into_iter().collect()
    }

    /// Returns whether an event of a promise is a meeting that carries it out: what was discussed there, and where accounts of
    /// the meeting differ, belongs to the meeting.
    pub fn is_of_a_meeting(&self, slot: &Slot, event: &Key) -> bool {
        self.lookups.is_of_a_meeting(slot, event)
    }
}

fn sort_for_reading(slots: &mut [(&Path, &Slot)]) {
    slots.sort_by(|a, b| a.1.first.cmp(&b.1.first).then_with(|| a.0.cmp(b.0)));
}

/// Returns whether the rest of a path is one more segment, a number.
fn is_number(rest: &str) -> bool {
    rest.strip_prefix('/').is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()))
}
