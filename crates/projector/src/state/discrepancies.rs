//! Contradictions that the record shows and does not settle.

use asof_core::EventRef;
use asof_core::Lines;
use asof_core::Text;
use asof_core::{Discrepancy, Entry, Key, Reading, RecordKind};

use crate::path::{Collection, Path};
use crate::row;
use crate::row::role;
use crate::slot::{Slot, Value};
use crate::visibility::Visibility;
use crate::visible_event::EventStatus;

row! {
    /// A contradiction that the record shows and does not settle.
    pub struct DiscrepancyValue as "Discrepancy" {
        /// The key of its entry.
        key: Key as role::Event,
        /// The events that it is about.
        about: Vec<EventRef> as role::Event,
        /// What the passages say.
        between: Vec<ReadingValue> as role::Rows,
        /// The reading that the log uses; null if none.
        followed: Option<Text> as role::Prose,
    }
}

row! {
    /// One side of a discrepancy.
    pub struct ReadingValue as "Reading" {
        /// The event that says so; null if none does.
        event: Option<EventRef> as role::Event,
        /// The lines of the source that say so; null if not stated.
        lines: Option<Lines>,
        /// What is said.
        says: Text as role::Prose,
    }
}

/// Returns the discrepancies of a process that are visible: all events that they compare are in force.
pub(crate) fn slots(visibility: &Visibility<'_>, process: &Key) -> Vec<(Path, Slot)> {
    let mut slots = Vec::new();
    let entries = visibility.entries_of(process);
    for (_, evaluated) in entries.filter(|(_, evaluated)| evaluated.status == EventStatus::InForce) {
        let Entry::Record(record) = &evaluated.event.draft.entry else { continue };
        let RecordKind::Discrepancy(discrepancy) = &record.kind else { continue };
        let key = evaluated.event.draft.key.clone();
        let path = Path::new(Collection::Discrepancies, [&key]);
        let Discrepancy { about, between, followed, .. } = discrepancy.clone();
        let reading = |Reading { event, lines, says, .. }: Reading| ReadingValue { event, lines, says };
        let between = between.into_iter().map(reading).collect();
        let value = Value::Discrepancy(DiscrepancyValue { key: key.clone(), about, between, followed });
        slots.push((path, Slot::of_the_record(value, key)));
    }
    slots
}

impl DiscrepancyValue {
    /// Returns the events that it is about, and those that its readings name.
    pub fn named(&self) -> impl Iterator<Item = &EventRef> {
        self.about.iter().chain(self.between.iter().filter_map(|reading| reading.event.as_ref()))
    }
}
