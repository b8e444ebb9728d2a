//! Which events to list.

use std::collections::HashSet;

use asof_core::kind::WorldKind;
use asof_core::{Bounds, Claimant, Draft, Entry, Event, Key, RecordKind, Reference};
use asof_projector::Registry;
use asof_store::Stored;

use crate::dates::Range;
use crate::dates::near::{did_you_mean, nearest};
use crate::listing::{Order, bounds};
use crate::log::Log;

/// Which events to list: all that every filter given lets through.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The days, on the clock of the order.
    pub range: Option<Range>,
    /// The clock of the order.
    pub order: Order,
    /// Only these kinds, by their names on the wire.
    pub kinds: Vec<String>,
    /// Only events that concern this party: it acts, somebody of its side acts, or it is named.
    pub party: Option<Key>,
    /// Only events that name this person or are their word.
    pub person: Option<Key>,
    /// Only events that concern this issue.
    pub issue: Option<Key>,
    /// Only events in whose word this claimant is.
    pub attributed_to: Option<Claimant>,
    /// Only events that cite this source.
    pub source: Option<Key>,
    /// Only events that rest on a date inferred by the encoder.
    pub inferred: bool,
    /// Only events whose line holds this text, whatever its case.
    pub grep: Option<String>,
}

/// A filter that names what the log does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no {sort} `{name}`{}", did_you_mean(near))]
pub struct FilterError {
    /// What sort of thing was named.
    pub sort: &'static str,
    /// The name.
    pub name: String,
    /// The nearest names that there are.
    pub near: Vec<String>,
}

impl Filter {
    /// Checks that what the filter names is in the log.
    ///
    /// # Errors
    ///
    /// A kind, party, person, issue, source or claimant that there is not, with the nearest that there are.
    pub fn check(&self, log: &Log) -> Result<(), FilterError> {
        for kind in &self.kinds {
            one_of("kind", kind, WorldKind::NAMES.into_iter().chain(RecordKind::NAMES))?;
        }
        let claimant = match &self.attributed_to {
            Some(Claimant::Actor(key)) => Some(key),
            Some(Claimant::Source | Claimant::Unstated) | None => None,
        };
        registered(log, "party", self.party.as_ref(), &["body"])?;
        registered(log, "person", self.person.as_ref(), &["person"])?;
        registered(log, "issue", self.issue.as_ref(), &["issue"])?;
        registered(log, "source", self.source.as_ref(), &["source"])?;
        registered(log, "claimant", claimant, &["person", "body"])
    }

    /// Returns whether an event passes.
    pub(crate) fn passes(&self, registry: &Registry<'_>, stored: Stored<'_>, log: &Log) -> bool {
        let draft = &stored.event.draft;
        let named = actors(stored.event);
        let concerns = |issue: &Key| {
            draft
                .references()
                .iter()
                .any(|cited| matches!(cited.reference, Reference::Issue(key) if key == issue))
        };
        let at = when_told(stored.event, log);
        let of_side = |party: &Key| named.iter().any(|actor| registry.may_be_on_side(actor, party, at));
        let holds = |text: &String| stored.text.to_lowercase().contains(&text.to_lowercase());
        (self.kinds.is_empty() || self.kinds.iter().any(|kind| kind == draft.kind_name()))
            && self.issue.as_ref().is_none_or(concerns)
            && self.source.as_ref().is_none_or(|source| draft.sources().iter().any(|c| c.source == *source))
            && self.person.as_ref().is_none_or(|person| named.contains(person))
            && self.party.as_ref().is_none_or(of_side)
            && self.attributed_to.as_ref().is_none_or(|claimant| draft.attributed_to().contains(claimant))
            && self.grep.as_ref().is_none_or(holds)
            && (!self.inferred || is_inferred(draft))
    }
}

/// Checks that a key wanted is that of a registered entry of a sort.
pub(crate) fn registered(
    log: &Log,
    sort: &'static str,
    wanted: Option<&Key>,
    accepted: &[&str],
) -> Result<(), FilterError> {
    let Some(wanted) = wanted else { return Ok(()) };
    let entries = log.events().iter().filter_map(|event| match &event.draft.entry {
        Entry::Registry(entry) if accepted.contains(&entry.registered.name()) => {
            Some(event.draft.key.as_str())
        }
        _ => None,
    });
    one_of(sort, wanted.as_str(), entries)
}

/// Checks that a name is one of those that there are.
///
/// # Errors
///
/// It is none of them; the nearest are named.
pub fn one_of<'a>(
    sort: &'static str,
    wanted: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Result<(), FilterError> {
    let names: Vec<&str> = names.into_iter().collect();
    if names.contains(&wanted) {
        return Ok(());
    }
    let near = nearest(wanted, names.into_iter().map(|name| (name, name.to_owned())));
    Err(FilterError { sort, name: wanted.to_owned(), near })
}

/// Returns in which process and when those who are named in an entry are on some side: when it occurred, else when it
/// could be known; `None` of what has no date.
pub(crate) fn when_told<'e>(event: &'e Event, log: &Log) -> Option<(&'e Key, Bounds)> {
    let (occurred, known) = bounds(event, log);
    event.draft.process().zip(occurred.or(known))
}

/// Returns the persons and bodies that an event names, its claimants among them.
pub(crate) fn actors(event: &Event) -> HashSet<&Key> {
    let references = event.draft.references();
    let actors = references.into_iter().filter_map(|cited| match cited.reference {
        Reference::Actor(key) | Reference::Person(key) | Reference::Body(key) | Reference::Joinable(key) => {
            Some(key)
        }
        _ => None,
    });
    actors.collect()
}

fn is_inferred(draft: &Draft) -> bool {
    match &draft.entry {
        Entry::World(world) => {
            world.assertion.occurred.when().is_inferred() || world.assertion.known.when().is_inferred()
        }
        Entry::Record(record) => record.kind.known().is_some_and(|known| known.when().is_inferred()),
        Entry::Registry(_) => false,
    }
}
