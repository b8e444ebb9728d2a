//! How much of a log an append has to read.

use std::collections::{BTreeSet, HashMap, HashSet};

use asof_core::{Draft, Key, RecordKind, Reference, Registered, Until};
use asof_store::{EventLog, StoreError};

use crate::source::log::Log;
use crate::source::process::{ProcessInfo, chains, choose};
use crate::write::drafts::Read;

/// How much of a log an append reads and checks.
pub(super) enum AppendScope {
    /// The negotiations to which the drafts belong and what they name, with all that may affect these.
    About {
        /// The negotiations, and what is named.
        names: BTreeSet<String>,
        /// Whether a draft registers something, whose name is compared with all others.
        with_registry: bool,
        /// Whether none of the drafts is of a negotiation: what they change is told of the one that answers for the log.
        is_of_registry: bool,
    },
    /// All of it.
    #[cfg(test)]
    Whole,
}

impl AppendScope {
    /// Reads so much of a log, to which drafts are to be appended; all of it, if one of them may affect negotiations that
    /// it does not name.
    pub(super) fn read(&self, store: &dyn EventLog, drafts: &[Read]) -> Result<Log, StoreError> {
        let log = match self {
            Self::About { names, with_registry: false, .. } => Log::read_about(store, names)?,
            Self::About { names, is_of_registry: false, .. } => Log::read_with_registry(store, names)?,
            Self::About { names, .. } => {
                let registry = Log::read_with_registry(store, names)?;
                match answering(registry.processes()) {
                    Some(process) if !names.contains(process.as_str()) => {
                        let names = names.iter().cloned().chain([process.to_string()]).collect();
                        Log::read_with_registry(store, &names)?
                    }
                    _ => registry,
                }
            }
            #[cfg(test)]
            Self::Whole => Log::read(store)?,
        };
        if log.is_part() && affect_others(drafts, &log) { Log::read(store) } else { Ok(log) }
    }
}

/// Returns the process that answers for a log, as for a question that names none.
fn answering(processes: &[ProcessInfo]) -> Option<Key> {
    let first = processes.first().filter(|_| chains(processes).len() > 1);
    let choice = choose(processes, first.map(|process| process.key.as_str()), Until::All);
    choice.ok().map(|choice| choice.chosen)
}

/// Returns how much of a log is read to append drafts, and to tell what they change, of the process `told_of` where none of
/// them is of one.
pub(super) fn scope(drafts: &[Read], told_of: Option<&str>) -> AppendScope {
    let is_of_registry = drafts.iter().all(|read| read.draft.process().is_none());
    let mut names: BTreeSet<String> =
        told_of.filter(|_| is_of_registry).map(str::to_owned).into_iter().collect();
    let is_of_registry = is_of_registry && names.is_empty();
    let mut with_registry = false;
    for Read { draft, .. } in drafts {
        with_registry |= draft.registered().is_some();
        names.extend(draft.process().map(ToString::to_string));
        names.extend(draft.references().iter().filter_map(|cited| match cited.reference {
            Reference::Event(named) => named.process.as_ref().map(ToString::to_string),
            other => other.registry_key().map(ToString::to_string),
        }));
        names.extend(target(draft).map(ToString::to_string));
    }
    AppendScope::About { names, with_registry, is_of_registry }
}

/// Returns whether drafts may affect negotiations that neither they nor their events name, given what was read of the log:
/// whether one amends the registry, or makes a party of somebody registered before, to whose side others then belong.
fn affect_others(drafts: &[Read], log: &Log) -> bool {
    let registry = || log.events().iter().filter(|event| event.draft.process().is_none());
    let known: HashSet<&Key> = registry().map(|event| &event.draft.key).collect();
    let amended: HashSet<&Key> = log.events().iter().filter_map(|event| target(&event.draft)).collect();
    let sound = registry().filter(|event| !amended.contains(&event.draft.key));
    let parties: HashSet<&Key> =
        sound.filter_map(|event| event.draft.registered()).flat_map(parties_of).collect();
    let targets: HashMap<_, &Key> = log
        .events()
        .iter()
        .filter_map(|event| Some(((event.draft.process(), &event.draft.key), target(&event.draft)?)))
        .collect();
    let amends_registry = |draft: &Draft| {
        // What amends an amendment amends what that is of.
        let next = |of: &&Key| targets.get(&(draft.process(), *of)).copied();
        std::iter::successors(target(draft), next).take(targets.len() + 1).any(|of| known.contains(of))
    };
    let makes_a_party = |draft: &Draft| {
        let mut named = draft.registered().into_iter().flat_map(parties_of);
        named.any(|party| known.contains(party) && !parties.contains(party))
    };
    drafts.iter().any(|Read { draft, .. }| amends_registry(draft) || makes_a_party(draft))
}

/// Returns what an entry corrects or retracts.
fn target(draft: &Draft) -> Option<&Key> {
    match &draft.record()?.kind {
        RecordKind::Correction(correction) => Some(&correction.of),
        RecordKind::Retraction(retraction) => Some(&retraction.of),
        RecordKind::Confirmation(_)
        | RecordKind::Denial(_)
        | RecordKind::Discrepancy(_)
        | RecordKind::Assertion(_) => None,
    }
}

/// Returns whom an entry of the registry names as a party.
fn parties_of(registered: &Registered) -> Vec<&Key> {
    match registered {
        Registered::Process(process) => process.parties.iter().collect(),
        Registered::Person(person) => person.party.iter().collect(),
        Registered::Body(body) => body.party.iter().collect(),
        Registered::Place(_) | Registered::Issue(_) | Registered::Source(_) | Registered::Spelling(_) => {
            Vec::new()
        }
    }
}
