//! Entries about the record: what each of them says of others.

use asof_core::{Correction, Discrepancy, Event, Key, RecordKind};

/// Returns whether an entry asserts what a state says, and so changes none.
pub(crate) fn is_assertion(event: &Event) -> bool {
    event.draft.record().is_some_and(|record| matches!(record.kind, RecordKind::Assertion(_)))
}

/// Returns the discrepancy that an entry is, with its process.
pub(crate) fn discrepancy(event: &Event) -> Option<(&Key, &Discrepancy)> {
    let record = event.draft.record()?;
    match &record.kind {
        RecordKind::Discrepancy(discrepancy) => Some((&record.process, discrepancy)),
        _ => None,
    }
}

/// Returns the correction that an entry is.
pub(crate) fn correction(event: &Event) -> Option<&Correction> {
    match &event.draft.record()?.kind {
        RecordKind::Correction(correction) => Some(correction),
        _ => None,
    }
}
