//! Contradictions that the record shows and does not settle.

use asof_core::{Discrepancy, EventRef, Key, Lines, Reading, Text};

use super::facets::Facets;
use crate::row;
use crate::row::role;

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

impl Facets for DiscrepancyValue {
    fn own_key(&self) -> Option<&Key> {
        Some(&self.key)
    }
}

impl DiscrepancyValue {
    /// Returns what the entry with this key says.
    pub(crate) fn of(key: Key, discrepancy: &Discrepancy) -> Self {
        let Discrepancy { about, between, followed, .. } = discrepancy.clone();
        let reading = |Reading { event, lines, says, .. }: Reading| ReadingValue { event, lines, says };
        Self { key, about, between: between.into_iter().map(reading).collect(), followed }
    }

    /// Returns the events that it is about, and those that its readings name.
    pub fn named(&self) -> impl Iterator<Item = &EventRef> {
        self.about.iter().chain(self.between.iter().filter_map(|reading| reading.event.as_ref()))
    }
}
