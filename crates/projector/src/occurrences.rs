//! How each event of a log stands as of a point, when things occurred, and what the registry holds.

use std::collections::BTreeMap;
use std::rc::Rc;

use asof_core::{AsOf, Assertion, Bounds, Event, Key, Name, Occurred, Registered};

use crate::visibility::Visibility;
use crate::visible_event::{EvaluatedEvent, EventStatus, VisibleEvent};

/// An event about the world and when it occurred.
#[derive(Debug, Clone, Copy)]
pub struct Occurrence<'a> {
    /// Its process.
    pub process: &'a Key,
    /// Its key.
    pub key: &'a Key,
    /// When it occurred, as the correction that stands says, or as written.
    pub occurred: &'a Occurred,
    /// All that it says, likewise.
    pub assertion: &'a Assertion,
    /// The bounds of that, narrowed by what the record proves.
    pub bounds: Bounds,
}

impl<'a> Occurrence<'a> {
    pub(crate) fn of(event: &VisibleEvent<'a>) -> Self {
        Self {
            process: event.process,
            key: event.key,
            occurred: &event.assertion.occurred,
            assertion: event.assertion,
            bounds: event.occurred,
        }
    }
}

/// How an event stands as of a point, and its dates there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// How it stands.
    pub status: EventStatus,
    /// When it occurred, narrowed by what the record proves; `None` if it is not about the world, or does not stand as
    /// it is written.
    pub occurred: Option<Bounds>,
    /// When the public could know it, narrowed likewise.
    pub known: Option<Bounds>,
    /// The events that narrowed `occurred`; in full if they are of another process.
    pub narrowed_by: Vec<String>,
    /// The event that narrowed `known`.
    pub known_by: Option<String>,
    /// The events that this one comes directly after, by their places in the log.
    pub after: Vec<usize>,
}

impl Times {
    pub(crate) fn of(visibility: &Visibility<'_>, place: usize, evaluated: &EvaluatedEvent<'_>) -> Self {
        let narrowed = evaluated.dates.as_ref().filter(|_| evaluated.status != EventStatus::Replaced);
        let name = |place: &usize| visibility.name(*place, evaluated.event.draft.process());
        Self {
            status: evaluated.status,
            occurred: narrowed.map(|narrowed| narrowed.dates.occurred),
            known: narrowed.map(|narrowed| narrowed.dates.known),
            narrowed_by: narrowed.iter().flat_map(|narrowed| &narrowed.by).map(name).collect(),
            known_by: narrowed.and_then(|narrowed| narrowed.known_by.as_ref()).map(name),
            after: visibility.precedence.before(place).to_vec(),
        }
    }
}

/// Returns what a log has registered as of a point, by key: corrections applied, retracted entries left out. It needs no
/// view of the log.
pub fn registered<'a>(events: &'a [Event], as_of: &AsOf) -> BTreeMap<&'a Key, &'a Registered> {
    Visibility::registered_only(events, as_of).0.registry.iter().collect()
}

/// The registry as it stands as of a point: corrections applied, retracted entries gone.
#[derive(Debug)]
pub struct Registry<'a> {
    visibility: Rc<Visibility<'a>>,
}

impl<'a> Registry<'a> {
    pub(crate) fn of(visibility: Rc<Visibility<'a>>) -> Self {
        Self { visibility }
    }

    /// Returns what is registered under a key.
    pub fn get(&self, key: &Key) -> Option<&'a Registered> {
        self.visibility.registry.get(key)
    }

    /// Returns what is registered, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&'a Key, &'a Registered)> {
        let mut entries: Vec<_> = self.visibility.registry.iter().collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        entries.into_iter()
    }

    /// Returns every spelling of what is registered under a key: those of its entry, then the further ones.
    pub fn names(&self, key: &Key) -> Vec<Name> {
        let own = self.get(key).map_or(&[][..], Registered::names).iter().cloned();
        let further = self.visibility.spellings.get(key).into_iter().flatten();
        own.chain(further.map(|(_, spelling)| spelling.as_name())).collect()
    }

    /// Returns whether a person or body speaks on a party's side at some time in a process, or may: a change of side
    /// falls into it. Without a time, whether it ever does there.
    pub fn may_be_on_side(&self, process: &Key, actor: &Key, party: &Key, at: Option<Bounds>) -> bool {
        const EVER: Bounds = Bounds { earliest: None, latest: None };
        self.visibility.may_be_on_side(process, actor, at.unwrap_or(EVER), party)
    }
}
