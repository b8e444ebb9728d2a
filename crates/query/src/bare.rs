//! What is named without its process: in a log of several, that is enough where only one of them has it.

use asof_core::kind::WorldKind;
use asof_core::{Cut, Entry, Key};

use crate::dates::{list, one_line};
use crate::fact::{Fact, PathError};
use crate::log::Log;
use crate::process::chains;
use crate::question::Question;

/// What a question names.
#[derive(Debug, Clone, Copy)]
pub enum Named<'t> {
    /// An event, by its key.
    Event(&'t str),
    /// Gatherings of one process, each by its own key or that of an event about it.
    Meetings(&'t [&'t str]),
    /// An event or a gathering, by its key.
    Thing(&'t str),
    /// A fact of a state, by its path or the last words of it.
    Fact(&'t str),
}

/// A name that several processes have, where none of them answers before the others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` may be {}: write one of them", one_line(name), list(found, " or "))]
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

impl<'q> Question<'q> {
    /// Returns the question with the process that alone has what is named, unless the process is named already. What no
    /// process has leaves the question as it is; in a log of one chain so does what its newest process has, or several:
    /// one of those answers.
    ///
    /// # Errors
    ///
    /// Several processes have it, and the log has several chains.
    pub fn about(self, log: &'q Log, named: Named<'_>) -> Result<Self, AmbiguousName> {
        if self.process.is_some() || self.cut.is_some() || log.processes().len() < 2 {
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
            [] => Ok(self),
            [only] if Some(*only) != newest => Ok(Self { process: Some(only.as_str()), ..self }),
            _ if chains.len() < 2 => Ok(self),
            several => {
                let name = match named {
                    Named::Event(name) | Named::Thing(name) | Named::Fact(name) => name,
                    Named::Meetings(names) => names.first().copied().unwrap_or_default(),
                };
                let found = several.iter().map(|process| format!("{process}/{name}")).collect();
                Err(AmbiguousName { name: name.to_owned(), found })
            }
        }
    }
}

fn has(log: &Log, process: &Key, named: Named<'_>) -> bool {
    let mut of_process = log.events().iter().filter(|event| event.draft.process() == Some(process));
    match named {
        Named::Event(key) => of_process.any(|event| event.draft.key.as_str() == key),
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
        Named::Fact(path) => match Fact::find(log, process, &Cut::ALL, path) {
            Ok(_) | Err(PathError::Several { .. } | PathError::NoField { .. }) => true,
            Err(PathError::Unknown { .. }) => false,
        },
    }
}
