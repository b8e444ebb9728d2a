//! Contradictions that the record shows and does not settle.

use asof_core::{Discrepancy, Entry, Key, Reading, RecordKind};

use crate::path::{Collection, Path};
use crate::row::Row;
use crate::slot::{Slot, Value};
use crate::visibility::Visibility;
use crate::visible_event::EventStatus;

/// A contradiction, with the reading that the log uses.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct DiscrepancyValue {
    pub key: Key,
    pub discrepancy: Discrepancy,
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
        let value =
            Value::Discrepancy(DiscrepancyValue { key: key.clone(), discrepancy: discrepancy.clone() });
        slots.push((path, Slot::of_the_record(value, key)));
    }
    slots
}

impl DiscrepancyValue {
    pub(crate) fn write(&self, row: &mut Row) {
        row.text("key", Some(&self.key));
        row.list("about", &self.discrepancy.about);
        row.rows("between", self.discrepancy.between.iter().map(reading_row));
        row.text("followed", self.discrepancy.followed.as_ref());
    }
}

fn reading_row(reading: &Reading) -> Row {
    let mut row = Row::default();
    row.text("event", reading.event.as_ref());
    row.text("lines", reading.lines.as_ref());
    row.text("says", Some(&reading.says));
    row
}
