//! How each event of a log stands as of a point, when things occurred, and what the registry holds.

use asof_core::{AsOf, Bounds, Event, Key, Name, Occurred, Registered};

use crate::project;
use crate::view::Counted;
use crate::visibility::Visibility;
use crate::visible_event::EventStatus;

/// An event about the world and when it occurred.
#[derive(Debug, Clone, Copy)]
pub struct Occurrence<'a> {
    /// Its process.
    pub process: &'a Key,
    /// Its key.
    pub key: &'a Key,
    /// When it occurred, as the correction that stands says, or as written.
    pub occurred: &'a Occurred,
    /// The bounds of that, narrowed by what the record proves.
    pub bounds: Bounds,
}

/// Returns when the events that are in force, possible or under way as of a point occurred, in the order of the log.
pub fn occurrences<'a>(events: &'a [Event], as_of: &AsOf) -> Vec<Occurrence<'a>> {
    let facts = Visibility::new(events, as_of).facts;
    facts
        .into_iter()
        .map(|fact| Occurrence {
            process: fact.process,
            key: fact.key,
            occurred: &fact.assertion.occurred,
            bounds: fact.occurred,
        })
        .collect()
}

/// Returns how each event stands as of a point, in the order of the log.
pub fn statuses(events: &[Event], as_of: &AsOf) -> Vec<EventStatus> {
    Visibility::new(events, as_of).evaluated.iter().map(|evaluated| evaluated.status).collect()
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

/// Returns how each event stands as of a point and its dates there, in the order of the log.
pub fn times(events: &[Event], as_of: &AsOf) -> Vec<Times> {
    let visibility = Visibility::new(events, as_of);
    let times = visibility.evaluated.iter().enumerate().map(|(place, evaluated)| {
        let narrowed = evaluated.dates.as_ref().filter(|_| evaluated.status != EventStatus::Replaced);
        let name = |place: &usize| visibility.name(*place, evaluated.event.draft.process());
        Times {
            status: evaluated.status,
            occurred: narrowed.map(|narrowed| narrowed.dates.occurred),
            known: narrowed.map(|narrowed| narrowed.dates.known),
            narrowed_by: narrowed.iter().flat_map(|narrowed| &narrowed.by).map(name).collect(),
            known_by: narrowed.and_then(|narrowed| narrowed.known_by.as_ref()).map(name),
            after: visibility.precedence.before(place).to_vec(),
        }
    });
    times.collect()
}

/// Returns how many events of a process count as of a point, as its state says.
pub fn counted(events: &[Event], process: &Key, as_of: &AsOf) -> Counted {
    project::counted(&Visibility::new(events, as_of), process)
}

/// The registry as it stands as of a point: corrections applied, retracted entries gone.
#[derive(Debug)]
pub struct Registry<'a> {
    visibility: Visibility<'a>,
}

impl<'a> Registry<'a> {
    /// Reads the registry of a log as of a point.
    pub fn new(events: &'a [Event], as_of: &AsOf) -> Self {
        Self { visibility: Visibility::new(events, as_of) }
    }

    /// Returns what is registered under a key.
    pub fn get(&self, key: &Key) -> Option<&'a Registered> {
        self.visibility.registry.get(key).map(|(_, registered)| *registered)
    }

    /// Returns what is registered, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&'a Key, &'a Registered)> {
        let entries = self.visibility.registry.iter();
        let mut entries: Vec<_> = entries.map(|(key, (_, registered))| (*key, *registered)).collect();
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
    /// falls into it. Without a process and a time, whether it ever does.
    pub fn may_be_on_side(&self, actor: &Key, party: &Key, at: Option<(&Key, Bounds)>) -> bool {
        const EVER: Bounds = Bounds { earliest: None, latest: None };
        match at {
            Some((process, at)) => self.visibility.may_be_on_side(process, actor, at, party),
            None => {
                let mut processes = self.visibility.zones.keys();
                processes.any(|process| self.visibility.may_be_on_side(process, actor, EVER, party))
            }
        }
    }
}
