//! What is named without its process: in a log of several, that is enough where only one of them has it.

use asof_core::kind::{Meeting, WorldKind};
use asof_core::unseen::spelt_out;
use asof_core::{AsOf, Draft, Entry, ExternalId, Key};

use crate::ask::dates::{Round, list};
use crate::ask::query::{Query, rounds};
use crate::ask::state_path::{PathError, StatePath};
use crate::source::log::Log;
use crate::source::process::{chains, date_process};

/// What a question names.
#[derive(Debug, Clone, Copy)]
pub enum Named<'t> {
    /// An event, by its key or by that of the meeting that it is about.
    Event(&'t str),
    /// Gatherings of one process, each by its own key or that of an event about it.
    Meetings(&'t [&'t str]),
    /// An event or a gathering, by its key.
    Thing(&'t str),
    /// A fact of a state, by its path or the last words of it.
    StatePath(&'t str),
}

/// A name that several processes have, where none of them answers before the others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` could mean {}: write one of them", spelt_out(name), list(found, " or "))]
pub struct AmbiguousName {
    /// The name as written.
    pub name: String,
    /// It with each process that has it, as `process/key`.
    pub found: Vec<String>,
}

impl Log {
    /// Returns the process that is written before a name, if it is registered, and the name: of
    /// `river-2031/weir` the process `river-2031` and `weir`.
    pub fn apart<'t>(&self, name: &'t str) -> (Option<&'t str>, &'t str) {
        match name.split_once('/') {
            Some((process, rest)) if self.processes().iter().any(|info| info.key.as_str() == process) => {
                (Some(process), rest)
            }
            _ => (None, name),
        }
    }
}

impl<'q> Query<'q> {
    /// Returns the question as one about the registry, which is that of the whole log: where several chains could answer
    /// and none is named, the first process does.
    #[must_use]
    pub fn of_registry(self, log: &'q Log) -> Self {
        let is_open = self.process.is_none() && self.as_of.is_none() && chains(log.processes()).len() > 1;
        let first = log.processes().first().filter(|_| is_open).map(|info| info.key.as_str());
        Self { process: self.process.or(first), ..self }
    }

    /// Returns the question with the process that alone has what is named, unless the process is named already. What no
    /// process has leaves the question as it is; in a log of one chain so does what its newest process has, or several:
    /// one of those answers.
    ///
    /// # Errors
    ///
    /// Several processes have it, and the log has several chains.
    pub fn about(self, log: &'q Log, named: Named<'_>) -> Result<Self, AmbiguousName> {
        if self.process.is_some() || self.as_of.is_some() || log.processes().len() < 2 {
            return Ok(self);
        }
        let keys = log.processes().iter().map(|info| &info.key);
        let found: Vec<&Key> = keys.filter(|process| has(log, process, named)).collect();
        let chains = chains(log.processes());
        let newest = match chains.as_slice() {
            [only] => only.last().map(|info| &info.key),
            _ => None,
        };
        match found.as_slice() {
            [] if is_registered(log, named) => Ok(self.of_registry(log)),
            [] => Ok(self),
            [only] if Some(*only) != newest => Ok(Self { process: Some(only.as_str()), ..self }),
            _ if chains.len() < 2 => Ok(self),
            several => {
                let name = match named {
                    Named::Event(name) | Named::Thing(name) | Named::StatePath(name) => name,
                    Named::Meetings(names) => names.first().copied().unwrap_or_default(),
                };
                let found = several.iter().map(|process| format!("{process}/{name}")).collect();
                Err(AmbiguousName { name: name.to_owned(), found })
            }
        }
    }
}

/// Returns process and key of the meeting that is named as a round: `round:2`, or `ukraine-2022/round:6`; of the process
/// named, else of the newest that has one of that number.
pub(crate) fn meeting_of_round(log: &Log, process: Option<&str>, name: &str) -> Option<(Key, Key)> {
    let (written, name) = log.apart(name);
    let number: u32 = name.strip_prefix("round:")?.parse().ok()?;
    let reading = date_process(log.processes(), written.or(process)).ok()?;
    let rounds = rounds(log, reading);
    let is_named = |round: &&Round| {
        round.number == number && written.is_none_or(|written| round.process.as_str() == written)
    };
    let of_process = rounds.iter().find(is_named)?.process.clone();
    let named = rounds.iter().filter(is_named).filter(|round| round.process == of_process);
    let held_first = named.min_by_key(|round| round.held_on.is_none())?;
    Some((held_first.process.clone(), held_first.meeting.clone()))
}

/// Returns process and key of the entry that has an id in a collection of others, written as `ucdp:487210`; the process is
/// `None` of the registry. `None` where no entry has it.
///
/// # Errors
///
/// Several entries have it.
pub(crate) fn entry_of_external_id(
    log: &Log,
    text: &str,
) -> Result<Option<(Option<Key>, Key)>, AmbiguousName> {
    let external = text
        .split_once(':')
        .and_then(|(scheme, id)| Some(ExternalId { scheme: scheme.parse().ok()?, id: id.parse().ok()? }));
    let Some(external) = external else { return Ok(None) };
    let found: Vec<&Draft> = log.with_external_id(&external).map(|event| &event.draft).collect();
    match found.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some((only.process().cloned(), only.key.clone()))),
        several => {
            let name = |draft: &&Draft| match draft.process() {
                Some(process) => format!("{process}/{}", draft.key),
                None => draft.key.to_string(),
            };
            Err(AmbiguousName { name: text.to_owned(), found: several.iter().map(name).collect() })
        }
    }
}

/// Returns the event to show for a meeting: what became of it last, else its last plan.
pub(crate) fn event_of_meeting(log: &Log, process: &Key, meeting: &str) -> Option<Key> {
    let of_meeting = log.events().iter().filter_map(|event| match &event.draft.entry {
        Entry::World(world) if world.process == *process => match &world.assertion.kind {
            WorldKind::Meeting(kind) if kind.meeting().as_str() == meeting => {
                let is_plan = matches!(kind, Meeting::Proposed(_) | Meeting::Scheduled(_));
                Some((!is_plan, event.seq, &event.draft.key))
            }
            _ => None,
        },
        Entry::World(_) | Entry::Record(_) | Entry::Registry(_) => None,
    });
    of_meeting.max().map(|(_, _, key)| key.clone())
}

/// Returns whether an entry of the registry is named.
fn is_registered(log: &Log, named: Named<'_>) -> bool {
    let Named::Event(key) = named else { return false };
    log.events().iter().any(|event| event.draft.process().is_none() && event.draft.key.as_str() == key)
}

fn has(log: &Log, process: &Key, named: Named<'_>) -> bool {
    let mut of_process = log.events().iter().filter(|event| event.draft.process() == Some(process));
    match named {
        Named::Event(key) => {
            of_process.any(|event| event.draft.key.as_str() == key)
                || event_of_meeting(log, process, key).is_some()
        }
        Named::Meetings(keys) => keys.iter().all(|key| {
            of_process.clone().any(|event| match &event.draft.entry {
                Entry::World(world) => match &world.assertion.kind {
                    WorldKind::Meeting(meeting) => {
                        [meeting.meeting(), &event.draft.key].iter().any(|own| own.as_str() == *key)
                    }
                    _ => false,
                },
                Entry::Record(_) | Entry::Registry(_) => false,
            })
        }),
        Named::Thing(key) => {
            has(log, process, Named::Event(key)) || has(log, process, Named::Meetings(&[key]))
        }
        Named::StatePath(path) => match StatePath::find(log, process, &AsOf::ALL, path) {
            Ok(_) | Err(PathError::Several { .. } | PathError::NoField { .. }) => true,
            Err(PathError::Unknown { .. }) => false,
        },
    }
}
