//! What a question calls by a key, a round or a name: a meeting, a promise, a person, an issue.

use asof_core::kind::WorldKind;
use asof_core::unseen::spelt_out;
use asof_core::{AsOf, Entry, Event, Key, Registered, folded};
use asof_projector::{Collection, Path, Registry, State};

use crate::ask::dates::list;
use crate::ask::dates::near::{did_you_mean, nearest};
use crate::ask::filter::{FilterError, key_named};
use crate::ask::query::rounds_of;
use crate::source::log::Log;

asof_core::words! {
    /// What sort of thing something is.
    #[schemars(rename = "SortOfThing")]
    pub enum Sort {
        /// A meeting, planned or held.
        Meeting = "meeting",
        /// A promise.
        Commitment = "commitment",
        /// A proposal.
        Proposal = "proposal",
        /// An agreement.
        Agreement = "agreement",
        /// A ceasefire.
        Ceasefire = "ceasefire",
        /// A person.
        Person = "person",
        /// A body.
        Body = "body",
        /// An issue.
        Issue = "issue",
        /// A place.
        Place = "place",
        /// Another event.
        Event = "event",
    }
}

/// A thing that a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thing {
    pub(crate) sort: Sort,
    pub(crate) key: Key,
}

/// What names nothing that a log tells of, or several things.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThingError {
    /// Nothing has that key or name.
    #[error("there is no `{}` in `{process}`{}", spelt_out(thing), did_you_mean(near))]
    Unknown {
        /// As written.
        thing: String,
        /// The process.
        process: Key,
        /// The nearest that there are.
        near: Vec<String>,
    },
    /// Several have that name.
    #[error("`{}` could mean {}: write one of these keys", spelt_out(thing), list(found, ", "))]
    Several {
        /// As written.
        thing: String,
        /// The keys of what has it.
        found: Vec<Key>,
    },
    /// No round of that number is on record.
    #[error("`{process}` has no round `{}`: it has {}", spelt_out(thing), if rounds.is_empty() { "none".to_owned() } else { list(rounds, ", ") })]
    NoRound {
        /// As written.
        thing: String,
        /// The process.
        process: Key,
        /// The numbers of those that there are.
        rounds: Vec<u32>,
    },
    /// A source, or a process.
    #[error("`{key}` is a {sort}; ask about a person, meeting or event instead")]
    NotAThing {
        /// Its key.
        key: Key,
        /// What it is.
        sort: &'static str,
    },
}

/// Returns the meeting that an expression such as `round:2` names in a process, held or planned as that round; `None` if it is
/// no such expression. Of several that were to be one round it is the one that was held.
///
/// # Errors
///
/// There is no round of that number.
pub(crate) fn round(log: &Log, process: &Key, text: &str) -> Option<Result<Key, ThingError>> {
    let number = text.strip_prefix("round:")?;
    let mut rounds = rounds_of(log, process);
    rounds.sort_by_key(|round| (round.number, round.held_on.is_none(), round.meeting.clone()));
    if let Some(found) = rounds.iter().find(|round| number.parse() == Ok(round.number)) {
        return Some(Ok(found.meeting.clone()));
    }
    let mut numbers: Vec<u32> = rounds.iter().map(|round| round.number).collect();
    numbers.dedup();
    Some(Err(ThingError::NoRound { thing: number.to_owned(), process: process.clone(), rounds: numbers }))
}

/// Returns the thing that a text names: a round, a key, or a name of the registry.
///
/// # Errors
///
/// It names nothing of the process, or several things.
pub(crate) fn thing(log: &Log, process: &Key, text: &str) -> Result<Thing, ThingError> {
    if let Some(round) = round(log, process, text) {
        return Ok(Thing { sort: Sort::Meeting, key: round? });
    }
    let registry = log.as_of(&AsOf::ALL).registry();
    let key = text.parse::<Key>().ok();
    if let Some(found) = key.as_ref().and_then(|key| of_process(log, process, key)) {
        return Ok(found);
    }
    if let Some((key, registered)) = key.as_ref().and_then(|key| Some((key, registry.get(key)?))) {
        return match registered {
            // A further spelling names what it is a spelling of.
            Registered::Spelling(spelling) => match registry.get(&spelling.of) {
                Some(registered) => of_registry(&spelling.of, registered),
                None => of_registry(key, registered),
            },
            _ => of_registry(key, registered),
        };
    }
    match key_named(log, "thing", text, &NAMED) {
        Ok(key) => match registry.get(&key) {
            Some(registered) => of_registry(&key, registered),
            None => Err(unknown(log, process, &registry, text, Vec::new())),
        },
        Err(FilterError::Several { found, .. }) => Err(ThingError::Several { thing: text.to_owned(), found }),
        Err(FilterError::Unknown { near, .. }) => Err(unknown(log, process, &registry, text, near)),
    }
}

/// Returns what sort of thing a key is in a process, if it is one; looks through the events of the log.
pub fn sort_of(log: &Log, process: &Key, key: &Key) -> Option<Sort> {
    thing(log, process, key.as_str()).ok().map(|found| found.sort)
}

/// Returns what sort of thing an entry registers; `None` if it registers none, or is no entry of the registry.
pub fn registered_sort(event: &Event) -> Option<Sort> {
    match &event.draft.entry {
        Entry::Registry(entry) => {
            let sort = entry.registered.name();
            Sort::ALL.iter().copied().find(|named| named.name() == sort)
        }
        Entry::World(_) | Entry::Record(_) => None,
    }
}

/// The sorts of registry entry that are things.
const NAMED: [&str; 4] = ["person", "body", "place", "issue"];

/// Returns what has this key in a process: a meeting, what an event opens, or the event.
fn of_process(log: &Log, process: &Key, key: &Key) -> Option<Thing> {
    let worlds = log.events().iter().filter_map(|event| match &event.draft.entry {
        Entry::World(world) if world.process == *process => Some((&event.draft.key, &world.assertion.kind)),
        _ => None,
    });
    let mut own = None;
    for (event, kind) in worlds {
        if let WorldKind::Meeting(meeting) = kind
            && (meeting.meeting() == key || event == key)
        {
            return Some(Thing { sort: Sort::Meeting, key: meeting.meeting().clone() });
        }
        if event == key {
            own = Some(());
        }
    }
    own?;
    let state = log.as_of(&AsOf::ALL).state(process);
    let opened = [
        (Collection::Commitments, Sort::Commitment),
        (Collection::Proposals, Sort::Proposal),
        (Collection::Agreements, Sort::Agreement),
        (Collection::Ceasefires, Sort::Ceasefire),
    ];
    let sort =
        opened.into_iter().find(|(collection, _)| state.slots.contains_key(&Path::new(*collection, [key])));
    Some(Thing { sort: sort.map_or(Sort::Event, |(_, sort)| sort), key: key.clone() })
}

fn of_registry(key: &Key, registered: &Registered) -> Result<Thing, ThingError> {
    let sort = match registered {
        Registered::Person(_) => Sort::Person,
        Registered::Body(_) => Sort::Body,
        Registered::Place(_) => Sort::Place,
        Registered::Issue(_) => Sort::Issue,
        Registered::Source(_) | Registered::Process(_) | Registered::Spelling(_) => {
            return Err(ThingError::NotAThing { key: key.clone(), sort: registered.name() });
        }
    };
    Ok(Thing { sort, key: key.clone() })
}

fn unknown(log: &Log, process: &Key, registry: &Registry<'_>, text: &str, named: Vec<String>) -> ThingError {
    let state: State = log.as_of(&AsOf::ALL).state(process);
    let mut words: Vec<(String, String)> = Vec::new();
    let mut enter = |word: &str, key: &str| words.push((folded(word), key.to_owned()));
    for event in log.events().iter().filter(|event| event.draft.process() == Some(process)) {
        enter(event.draft.key.as_str(), event.draft.key.as_str());
    }
    for (path, _) in state.collection(Collection::Meetings) {
        path.segments().for_each(|key| enter(key, key));
    }
    for (key, registered) in registry.iter().filter(|(key, registered)| of_registry(key, registered).is_ok())
    {
        enter(key.as_str(), key.as_str());
        for name in registered.names() {
            name.name.as_str().split_whitespace().for_each(|word| enter(word, key.as_str()));
        }
    }
    let near = nearest(&folded(text), words.iter().map(|(word, key)| (word.as_str(), key.clone())));
    let near = if near.is_empty() { named } else { near };
    ThingError::Unknown { thing: text.to_owned(), process: process.clone(), near }
}
