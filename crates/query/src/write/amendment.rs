//! `correct`, `retract`: the drafts of entries that mend others.

use asof_core::{
    Because, Claimant, Correction, Draft, Entry, Key, Known, RecordEntry, RecordKind, Replacement,
    Retraction, Text,
};

use crate::source::log::Log;

/// Why an entry is mended, as asked for on the command line.
#[derive(Debug, Clone)]
pub struct Mending {
    /// Because of the world or of the record.
    pub because: Because,
    /// Why, in words.
    pub reason: Text,
}

/// Why a draft cannot stand in the place of an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmendmentError {
    /// It has another key than the entry.
    #[error("the draft has the key `{draft}`, but a correction keeps the key of its target, `{of}`")]
    OtherKey {
        /// The key of the draft.
        draft: Key,
        /// That of the entry.
        of: Key,
    },
    /// It has no sources.
    #[error("the draft of `{0}` has no `sources`: the correction needs them too")]
    NoSources(Key),
    /// It is about the record.
    #[error("an entry about the record cannot replace an event: retract it instead")]
    AboutTheRecord,
}

/// Returns the draft of a correction that puts `with` in the place of an entry of a process.
///
/// # Errors
///
/// `with` has another key, no sources, or is about the record, which nothing can be corrected into.
pub fn correction(
    log: &Log,
    process: &Key,
    of: &Key,
    with: Draft,
    mending: Mending,
) -> Result<Draft, AmendmentError> {
    if with.key != *of {
        return Err(AmendmentError::OtherKey { draft: with.key, of: of.clone() });
    }
    let sources = with.sources().to_vec();
    // An entry of the registry needs none.
    if sources.is_empty() && !matches!(with.entry, Entry::Registry(_)) {
        return Err(AmendmentError::NoSources(of.clone()));
    }
    let with = match with.entry {
        Entry::World(world) => Replacement::World(Box::new(world.assertion)),
        Entry::Registry(registry) => Replacement::Registry(Box::new(registry.registered)),
        Entry::Record(_) => return Err(AmendmentError::AboutTheRecord),
    };
    let Mending { because, reason } = mending;
    let kind = RecordKind::Correction(Correction { of: of.clone(), because, reason: reason.clone(), with });
    Ok(record(log, process, "fix", of, kind, reason, sources))
}

/// Returns the draft of a retraction of an entry of a process.
pub fn retraction(log: &Log, process: &Key, of: &Key, mending: Mending) -> Draft {
    let Mending { because, reason } = mending;
    let kind = RecordKind::Retraction(Retraction { of: of.clone(), because, reason: reason.clone() });
    record(log, process, "retract", of, kind, reason, Vec::new())
}

fn record(
    log: &Log,
    process: &Key,
    verb: &str,
    of: &Key,
    kind: RecordKind,
    summary: Text,
    sources: Vec<asof_core::Citation>,
) -> Draft {
    let entry = RecordEntry {
        process: process.clone(),
        via: None,
        said_in: None,
        summary: Some(summary),
        sources,
        kind,
    };
    let entry = Entry::Record(Box::new(entry));
    // The same mending again is the same entry: it takes the key of the one that stands in the log.
    let same = log.events().iter().find(|event| event.draft.entry == entry);
    let key =
        same.map_or_else(|| free_key(log, process, &format!("{verb}-{of}")), |event| event.draft.key.clone());
    Draft { id: None, key, external_ids: Vec::new(), entry }
}

/// Returns the first of `name`, `name-2`, `name-3` ... that no event of the process has.
fn free_key(log: &Log, process: &Key, name: &str) -> Key {
    let names = std::iter::once(name.to_owned()).chain((2..).map(|n: u64| format!("{name}-{n}")));
    let mut keys = names.filter_map(|name| name.parse::<Key>().ok());
    keys.find(|key| !log.events().iter().any(|e| e.draft.key == *key && e.draft.process() == Some(process)))
        .unwrap_or_else(|| unreachable!("there are more numbers than events"))
}

/// Returns `because: world` with the dates and claimants of a replacing draft, where none are given.
pub fn because_world(
    with: Option<&Draft>,
    known: Option<Known>,
    attributed_to: Vec<Claimant>,
) -> Option<Because> {
    let assertion = match with.map(|draft| &draft.entry) {
        Some(Entry::World(world)) => Some(&world.assertion),
        _ => None,
    };
    let known = known.or_else(|| assertion.map(|assertion| assertion.known.clone()))?;
    let attributed_to =
        if attributed_to.is_empty() { assertion?.attributed_to.clone() } else { attributed_to };
    Some(Because::World { known, attributed_to })
}
