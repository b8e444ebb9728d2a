//! How much of a log an append has to read.

use std::collections::BTreeSet;

use asof_core::{Correction, Draft, Entry, RecordKind, Reference, Replacement};
use asof_store::{EventLog, StoreError};

use crate::source::log::Log;
use crate::write::drafts::Read;

/// How much of a log an append reads and checks.
pub(super) enum AppendScope {
    /// The negotiations to which the drafts belong and what they name, with all that may affect these.
    About(BTreeSet<String>),
    /// All of it.
    Whole,
}

impl AppendScope {
    pub(super) fn read(&self, store: &dyn EventLog) -> Result<Log, StoreError> {
        match self {
            Self::About(names) => Log::read_about(store, names),
            Self::Whole => Log::read(store),
        }
    }
}

/// Returns how much of a log is read to append drafts: all, if one of them may affect any negotiation, or is known elsewhere
/// by an id that any entry may have.
pub(super) fn scope(drafts: &[Read]) -> AppendScope {
    let mut names = BTreeSet::new();
    for Read { draft, .. } in drafts {
        let (Some(process), false) = (draft.process(), may_affect_any(draft)) else {
            return AppendScope::Whole;
        };
        names.insert(process.to_string());
        names.extend(draft.references().iter().filter_map(|cited| match cited.reference {
            Reference::Event(named) => named.process.as_ref().map(ToString::to_string),
            other => other.registry_key().map(ToString::to_string),
        }));
    }
    AppendScope::About(names)
}

/// Returns whether an entry may affect negotiations that neither it nor their events name: it is of the registry, or amends
/// what may be of that.
fn may_affect_any(draft: &Draft) -> bool {
    let is_of_any = match &draft.entry {
        Entry::World(_) => false,
        Entry::Record(record) => match &record.kind {
            RecordKind::Correction(Correction { with: Replacement::Registry(_), .. })
            | RecordKind::Retraction(_) => true,
            RecordKind::Correction(_)
            | RecordKind::Confirmation(_)
            | RecordKind::Denial(_)
            | RecordKind::Discrepancy(_)
            | RecordKind::Assertion(_) => false,
        },
        Entry::Registry(_) => true,
    };
    is_of_any || !draft.external_ids.is_empty()
}
