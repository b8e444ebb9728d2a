//! A state, and its rows as the JSON contract lists them.

use std::collections::BTreeMap;

use asof_core::{Cut, EventRef, Key, Limit};
use serde_json::{Map, Value as Json};

use crate::lateness::Anchors;
use crate::path::{Family, Path};
use crate::possible::Possible;
use crate::row::Row;
use crate::slot::{Slot, Turn, Value};
use crate::state::delegations::DelegationValue;

/// The state of a process at a cut: a sorted map of slots, and apart from it what is possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The process.
    pub process: Key,
    /// The cut.
    pub cut: Cut,
    /// Every slot by its path.
    pub slots: BTreeMap<Path, Slot>,
    /// What may have happened or been known, in world order.
    pub possible: Vec<Possible>,
    /// How many events count.
    pub counted: Counted,
    /// The events in force that each slot folded, also where no value came of it.
    pub(crate) moved_by: BTreeMap<Path, Vec<Key>>,
    /// The days of the events from which deadlines count.
    pub(crate) anchors: Anchors,
}

/// How many events of a process count at a cut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// The events that the log holds, without the registry and without assertions.
    pub events: usize,
    /// Those that count.
    pub in_force: usize,
    /// Those that are possible or under way.
    pub possible: usize,
    /// The entries of the registry.
    pub registered: usize,
}

/// Room for the fields of most rows; what a longer one needs is added.
const FIELDS: usize = 28;

impl State {
    /// Returns the slots of a family in folding order of their first event, ties by path.
    pub fn family(&self, family: Family) -> Vec<(&Path, &Slot)> {
        let mut slots: Vec<_> = self.slots.iter().filter(|(path, _)| path.family() == family).collect();
        slots.sort_by(|a, b| a.1.first.cmp(&b.1.first).then_with(|| a.0.cmp(b.0)));
        slots
    }

    /// Returns the keys of the events in force that a slot folded, with their corrections, also where no value came of
    /// it; of an anomaly those of the slot that it is about.
    pub fn moved_by(&self, path: &Path) -> &[Key] {
        let found = match path.family() {
            Family::Anomalies => {
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
        self.possible
            .iter()
            .filter(|possible| possible.paths.contains(path))
            .map(|possible| &possible.event)
            .collect()
    }

    /// Returns the keys of the discrepancies that are about an event which a slot rests on: of an occasion that may be
    /// another one told twice, nobody knows that it adds to a sum.
    pub fn discrepancies(&self, slot: &Slot) -> Vec<&Key> {
        let first = |family| Path::new(family, [""; 0]);
        let of_family = self.slots.range(first(Family::Discrepancies)..first(Family::People));
        let values = of_family.filter_map(|(_, other)| match &other.value {
            Value::Discrepancy(value) => Some(value),
            _ => None,
        });
        let is_rested_on = |about: &EventRef| {
            let (process, key) = about.resolve(&self.process);
            *process == self.process && slot.events.contains(key)
        };
        let about = values.filter(|value| value.discrepancy.about.iter().any(is_rested_on));
        about.map(|value| &value.key).collect()
    }

    /// Returns a row that has its process alone, where rows are only counted.
    pub fn row_to_count(&self, path: &Path) -> Map<String, Json> {
        self.row_begun(path, Row::default()).into_map()
    }

    /// Returns a slot as a row of the JSON contract: its value and what it rests on.
    pub fn row(&self, path: &Path, slot: &Slot) -> Map<String, Json> {
        let mut row = self.row_begun(path, Row::with_capacity(FIELDS));
        slot.value.write(&mut row);
        if let Value::Delegation(delegation) = &slot.value {
            self.write_joined_and_left(delegation, &mut row);
        }
        self.write_lateness(slot, &mut row);
        if matches!(path.family(), Family::Commitments | Family::Exchanges) {
            row.list("discrepancies", self.discrepancies(slot));
        }
        row.list("events", &slot.events);
        row.list("attributed_to", &slot.attributed_to);
        row.list("confirmed_by", &slot.confirmed_by);
        row.list("denied_by", &slot.denied_by);
        // Where knowledge is no question, nothing rests on when a thing was known.
        let is_used = |key: &&Key| self.cut.known != Limit::All || !slot.inferred_as_known.contains(key);
        row.list("inferred", slot.inferred.iter().filter(is_used));
        row.list("maybe", self.maybe(path));
        row.rows("history", slot.history.iter().map(Turn::row));
        row.list("order_undecided", slot.order_undecided.iter().map(|undecided| &undecided.event));
        row.list("undecided_between", slot.undecided_between());
        row.into_map()
    }

    fn row_begun(&self, path: &Path, mut row: Row) -> Row {
        row.text("process", (!path.family().is_registry()).then_some(&self.process));
        row
    }

    /// Writes who joined and who left a party's delegation since its previous one of that basis at a round.
    fn write_joined_and_left(&self, now: &DelegationValue, row: &mut Row) {
        let before = self.previous(now);
        let absent_from =
            |people: &DelegationValue, person: &Key| !people.people().any(|other| other == person);
        let joined: Vec<&Key> = before.map_or_else(Vec::new, |before| {
            now.people().filter(|person| absent_from(before, person)).collect()
        });
        let left: Vec<&Key> = before.map_or_else(Vec::new, |before| {
            before.people().filter(|person| absent_from(now, person)).collect()
        });
        row.list("joined", joined);
        row.list("left", left);
        row.text("compared_with", before.map(|before| &before.meeting));
    }

    fn previous(&self, now: &DelegationValue) -> Option<&DelegationValue> {
        let mut rounds: Vec<(u32, &Key)> = Vec::new();
        for slot in self.slots.values() {
            match &slot.value {
                Value::Round(round) => rounds.push((round.number, &round.meeting)),
                Value::Meeting(meeting) => {
                    let planned = meeting.planned.iter().filter_map(|plan| plan.round);
                    rounds.extend(planned.map(|number| (number, &meeting.key)));
                }
                _ => {}
            }
        }
        let number = rounds.iter().find(|(_, meeting)| **meeting == now.meeting)?.0;
        rounds.retain(|(other, _)| *other < number);
        rounds.sort();
        rounds.iter().rev().find_map(|(_, meeting)| {
            self.slots.values().find_map(|slot| match &slot.value {
                Value::Delegation(other)
                    if other.meeting == **meeting && other.party == now.party && other.basis == now.basis =>
                {
                    Some(other)
                }
                _ => None,
            })
        })
    }
}

/// Returns whether the rest of a path is one more segment, a number.
fn is_number(rest: &str) -> bool {
    rest.strip_prefix('/').is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()))
}

impl Turn {
    fn row(&self) -> Row {
        let mut row = Row::default();
        row.text("event", Some(&self.event));
        row.text("value", Some(&self.value));
        row
    }
}
