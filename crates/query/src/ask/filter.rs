//! Which events to list.

use asof_core::kind::WorldKind;
use asof_core::unseen::spelt_out;
use asof_core::{
    AsOf, Bounds, Citation, Claimant, Correction, Draft, Entry, Event, Key, Known, Lines, RecordKind,
    Reference, Registered, Replacement, Text, When, Zone, folded,
};
use asof_projector::Registry;
use asof_store::StoredEvent;
use foldhash::HashSet;

use crate::ask::dates::near::{did_you_mean, nearest};
use crate::ask::dates::{DateRange, list};
use crate::source::log::Log;

asof_core::words! {
    /// The clock by which events are listed.
    #[derive(Default)]
    pub enum Order {
        /// When it happened; entries about the record stand where they became known.
        #[default]
        Occurred = "occurred",
        /// When the public could know it.
        Known = "known",
        /// When the log accepted it.
        Recorded = "recorded",
    }
}

/// Which events to list: all that every filter given lets through.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The days, on the clock of the order.
    pub range: Option<DateRange>,
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
    /// Only events that cite one of these lines of the source.
    pub lines: Option<Lines>,
    /// Only events that rest on a date inferred by the encoder.
    pub inferred: bool,
    /// Only events whose line holds each of these texts, whatever its case and accents.
    pub grep: Vec<String>,
}

/// A name that a filter, or an option, cannot take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// The log does not have it.
    #[error("there is no {sort} `{}`{}", spelt_out(name), did_you_mean(near))]
    Unknown {
        /// What sort of thing was named.
        sort: &'static str,
        /// The name.
        name: String,
        /// The nearest names that there are.
        near: Vec<String>,
    },
    /// Several have that name.
    #[error(
        "the {sort} `{}` could mean {}: write the key of one of them",
        spelt_out(name),
        list(found, " or ")
    )]
    Several {
        /// What sort of thing was named.
        sort: &'static str,
        /// The name.
        name: String,
        /// The keys of those that have it.
        found: Vec<Key>,
    },
}

impl Filter {
    /// Checks that the kinds are kinds of event.
    ///
    /// # Errors
    ///
    /// One of them is not, with the nearest that there are.
    pub fn check(&self) -> Result<(), FilterError> {
        self.kinds
            .iter()
            .try_for_each(|kind| one_of("kind", kind, WorldKind::NAMES.into_iter().chain(RecordKind::NAMES)))
    }

    /// Returns whether an event passes.
    pub(crate) fn passes(&self, registry: &Registry<'_>, stored: StoredEvent<'_>, log: &Log) -> bool {
        let draft = &stored.event.draft;
        let named = actors(stored.event);
        let concerns = |issue: &Key| {
            draft
                .references()
                .iter()
                .any(|cited| matches!(cited.reference, Reference::Issue(key) if key == issue))
        };
        let holds = |text: &String| folded(stored.text).contains(&folded(text));
        let cites = |cited: &Citation| {
            let lines = |wanted: &Lines| cited.lines.as_ref().is_some_and(|lines| lines.overlaps(wanted));
            self.source.as_ref().is_none_or(|source| cited.source == *source)
                && self.lines.as_ref().is_none_or(lines)
        };
        let at = when_told(stored.event, log);
        let of_side = |party: &Key| {
            at.is_some_and(|(process, at)| {
                named.iter().any(|actor| registry.may_be_on_side(process, actor, party, at))
            })
        };
        (self.kinds.is_empty() || self.kinds.iter().any(|kind| kind == draft.kind_name()))
            && self.issue.as_ref().is_none_or(concerns)
            && (self.source.is_none() || draft.sources().iter().any(cites))
            && self.person.as_ref().is_none_or(|person| named.contains(person))
            && self.party.as_ref().is_none_or(of_side)
            && self.attributed_to.as_ref().is_none_or(|claimant| draft.attributed_to().contains(claimant))
            && self.grep.iter().all(holds)
            && (!self.inferred || is_inferred(draft))
    }
}

/// Returns the key of what is registered under a name: its key, a spelling of it in full, or words of one spelling,
/// whatever case and accents. Where a part of the log was read, it knows keys alone.
///
/// # Errors
///
/// Nothing of the sorts accepted has that name, or several things have it.
pub fn key_named(log: &Log, sort: &'static str, name: &str, accepted: &[&str]) -> Result<Key, FilterError> {
    let registry = log.as_of(&AsOf::ALL).registry();
    let entries: Vec<(&Key, Vec<String>)> = registry
        .iter()
        .filter(|(_, registered)| accepted.contains(&registered.name()))
        .map(|(key, registered)| (key, spellings(&registry, key, registered)))
        .collect();
    if let Some((key, _)) = entries.iter().find(|(key, _)| key.as_str() == name) {
        return Ok((*key).clone());
    }
    if log.is_part() {
        // Others that are not read may have that name.
        return Err(FilterError::Unknown { sort, name: name.to_owned(), near: Vec::new() });
    }
    let sought = folded(name.trim());
    let words: Vec<&str> = sought.split_whitespace().collect();
    let in_full = |spelling: &String| *spelling == sought;
    let in_part = |spelling: &String| {
        let own: Vec<&str> = spelling.split_whitespace().collect();
        !words.is_empty() && words.iter().all(|word| own.contains(word))
    };
    let having = |is: &dyn Fn(&String) -> bool| -> Vec<Key> {
        entries.iter().filter(|(_, own)| own.iter().any(is)).map(|(key, _)| (*key).clone()).collect()
    };
    let found = [having(&in_full), having(&in_part)].into_iter().find(|found| !found.is_empty());
    match found.unwrap_or_default().as_slice() {
        [key] => Ok(key.clone()),
        [] => {
            // A key is what is probably mistyped; only where none is near, a spelling.
            let keys = nearest(&sought, entries.iter().map(|(key, _)| (key.as_str(), key.to_string())));
            let names =
                entries.iter().flat_map(|(key, own)| own.iter().map(|name| (name.as_str(), key.to_string())));
            let near = if keys.is_empty() { nearest(&sought, names) } else { keys };
            Err(FilterError::Unknown { sort, name: name.to_owned(), near })
        }
        several => Err(FilterError::Several { sort, name: name.to_owned(), found: several.to_vec() }),
    }
}

/// Returns the claimant of a name: `source`, `unstated`, or a person or body as [`key_named`] finds it.
///
/// # Errors
///
/// Those of [`key_named`].
pub fn claimant_named(log: &Log, name: &str) -> Result<Claimant, FilterError> {
    match name.parse::<Claimant>() {
        Ok(word @ (Claimant::Source | Claimant::Unstated)) => Ok(word),
        Ok(Claimant::Actor(_)) | Err(_) => {
            key_named(log, "claimant", name, &["person", "body"]).map(Claimant::Actor)
        }
    }
}

/// Returns the source of a name and, behind a colon, the lines of it: `kure-2025:165-169`.
///
/// # Errors
///
/// Those of [`key_named`].
pub fn source_named(log: &Log, name: &str) -> Result<(Key, Option<Lines>), FilterError> {
    let (source, lines) = match name.rsplit_once(':').map(|(source, lines)| (source, lines.parse())) {
        Some((source, Ok(lines))) => (source, Some(lines)),
        Some((_, Err(_))) | None => (name, None),
    };
    Ok((key_named(log, "source", source, &["source"])?, lines))
}

/// Returns every spelling of what is registered, and its title, without case and accents.
fn spellings(registry: &Registry<'_>, key: &Key, registered: &Registered) -> Vec<String> {
    let names = registry.names(key);
    let names = names.iter().map(|name| name.name.as_str());
    names.chain(registered.display_name().map(Text::as_str)).map(folded).collect()
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
    Err(unknown(sort, wanted, names.into_iter()))
}

/// Returns the one of a list that has a name.
///
/// # Errors
///
/// None has it; the nearest are named.
pub fn named_one<T: Copy>(
    sort: &'static str,
    name: &str,
    all: &[T],
    name_of: fn(T) -> &'static str,
) -> Result<T, FilterError> {
    let found = all.iter().copied().find(|one| name_of(*one) == name);
    match found {
        Some(found) => Ok(found),
        None => Err(unknown(sort, name, all.iter().map(|one| name_of(*one)))),
    }
}

fn unknown<'a>(sort: &'static str, wanted: &str, names: impl Iterator<Item = &'a str>) -> FilterError {
    let near = nearest(wanted, names.map(|name| (name, name.to_owned())));
    FilterError::Unknown { sort, name: wanted.to_owned(), near }
}

/// Returns in which process and when those who are named in an event are on some side: when it occurred, else when it
/// could be known, else at no time in particular; `None` of the registry, which is of no process.
pub(crate) fn when_told<'e>(event: &'e Event, log: &Log) -> Option<(&'e Key, Option<Bounds>)> {
    let (occurred, known) = written_bounds(event, log);
    Some((event.draft.process()?, occurred.or(known)))
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

/// Returns the dates of an entry on the clocks `occurred` and `known`, where it has them; a correction has those of
/// what it puts in the place of its target.
pub(crate) fn dates(event: &Event) -> (Option<&When>, Option<&When>) {
    match &event.draft.entry {
        Entry::World(world) => (Some(world.assertion.occurred.when()), Some(world.assertion.known.when())),
        Entry::Record(record) => match &record.kind {
            RecordKind::Correction(Correction { because, with: Replacement::World(with), .. }) => {
                (Some(with.occurred.when()), Some(because.known().unwrap_or(&with.known).when()))
            }
            kind => (None, kind.known().map(Known::when)),
        },
        Entry::Registry(_) => (None, None),
    }
}

/// Returns the same bounds as they are written.
pub(crate) fn written_bounds(event: &Event, log: &Log) -> (Option<Bounds>, Option<Bounds>) {
    let (occurred, known) = dates(event);
    let zone = zone(event, log);
    (occurred.map(|when| when.bounds(zone)), known.map(|when| when.bounds(zone)))
}

/// Returns the zone in which the days of an event begin and end.
pub(crate) fn zone(event: &Event, log: &Log) -> Zone {
    event.draft.process().map_or(Zone::UTC, |process| log.zone(process))
}
