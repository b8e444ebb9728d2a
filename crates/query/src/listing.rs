//! `log`: the events of a process, in the order of one of the clocks.

use std::collections::{HashMap, HashSet};

use asof_core::{Bounds, Claimant, Entry, Event, Key, Limit, Reference};
use asof_projector::{Standing, standings};
use asof_store::Stored;
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::dates::Range;
use crate::log::Log;
use crate::question::Asked;

/// The clock by which events are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// When it happened; entries about the record stand where they became known.
    #[default]
    Occurred,
    /// When the public could know it.
    Known,
    /// When the log accepted it.
    Recorded,
}

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

/// Returns the events of a process that pass the filter and stand at the cut, each as stored, with its standing.
///
/// At a cut open in `known` all events are listed, also those that a correction replaced or a retraction
/// withdrew; otherwise those that were in force or possible by then.
pub fn listing(log: &Log, asked: &Asked, filter: &Filter) -> Answer {
    let rows: Value = select(log, asked, filter)
        .into_iter()
        .map(|(stored, standing)| log.names().beside(Value::Object(row(stored, standing))))
        .collect();
    let mut answer = Answer::new("log", asked, log.names());
    answer.put("order", json!(order_name(filter.order)));
    answer.put("events", rows);
    answer
}

/// Returns the events that [`listing`] lists, in its order.
pub fn select<'l>(log: &'l Log, asked: &Asked, filter: &Filter) -> Vec<(Stored<'l>, Standing)> {
    let standings = standings(log.events(), &asked.cut);
    let chosen = log.contents().iter().zip(standings).filter(|(stored, standing)| {
        let event = stored.event;
        event.draft.process() == Some(&asked.process)
            && asked.cut.recorded.admits(event.seq)
            && stands(*standing, asked)
            && in_range(event, filter, asked)
            && passes(log, *stored, filter)
    });
    let mut chosen: Vec<_> = chosen.collect();
    chosen.sort_by_key(|(stored, _)| sort_key(stored.event, filter.order, asked));
    if filter.order == Order::Occurred { behind_their_after(&chosen, &asked.process) } else { chosen }
}

fn stands(standing: Standing, asked: &Asked) -> bool {
    asked.cut.known == Limit::All && asked.cut.occurred == Limit::All
        || matches!(standing, Standing::InForce | Standing::Possible | Standing::UnderWay)
}

fn order_name(order: Order) -> &'static str {
    match order {
        Order::Occurred => "occurred",
        Order::Known => "known",
        Order::Recorded => "recorded",
    }
}

const OPEN: Bounds = Bounds { earliest: None, latest: None };

/// Returns the bounds of an event on the clocks `occurred` and `known`, where it has them.
fn bounds(event: &Event, asked: &Asked) -> (Option<Bounds>, Option<Bounds>) {
    match &event.draft.entry {
        Entry::World(world) => {
            let assertion = &world.assertion;
            (
                Some(assertion.occurred.when().bounds(asked.zone)),
                Some(assertion.known.when().bounds(asked.zone)),
            )
        }
        Entry::Record(record) => (None, record.kind.known().map(|known| known.when().bounds(asked.zone))),
        Entry::Registry(_) => (None, None),
    }
}

type SortKey = ((bool, Option<i64>), Option<i64>, (bool, Option<i64>), u64);

fn sort_key(event: &Event, order: Order, asked: &Asked) -> SortKey {
    let (occurred, known) = bounds(event, asked);
    let main = match order {
        Order::Occurred => occurred.or(known).unwrap_or(OPEN),
        Order::Known => known.unwrap_or(OPEN),
        Order::Recorded => return ((false, None), None, (false, None), event.seq),
    };
    let latest = |bounds: Bounds| (bounds.latest.is_none(), bounds.latest.map(|at| at.timestamp_micros()));
    let earliest = main.earliest.map(|at| at.timestamp_micros());
    (latest(main), earliest, latest(known.unwrap_or(OPEN)), event.seq)
}

fn in_range(event: &Event, filter: &Filter, asked: &Asked) -> bool {
    let Some(range) = &filter.range else { return true };
    let (occurred, known) = bounds(event, asked);
    let bounds = match filter.order {
        Order::Occurred => occurred.or(known),
        Order::Known => known,
        Order::Recorded => {
            let at = event.recorded.instant();
            return range.from.is_none_or(|from| from <= at) && range.until.is_none_or(|until| at < until);
        }
    };
    bounds.is_some_and(|bounds| {
        let begins_in_time =
            range.until.is_none_or(|until| bounds.earliest.is_none_or(|earliest| earliest < until));
        let ends_in_time = range.from.is_none_or(|from| bounds.latest.is_none_or(|latest| from < latest));
        begins_in_time && ends_in_time
    })
}

fn passes(log: &Log, stored: Stored<'_>, filter: &Filter) -> bool {
    let draft = &stored.event.draft;
    let kind = draft.kind_name();
    let wanted_kind = filter.kinds.is_empty() || filter.kinds.iter().any(|wanted| wanted == kind);
    let claimants = match &draft.entry {
        Entry::World(world) => world.assertion.attributed_to.as_slice(),
        Entry::Record(record) => record.kind.attributed_to(),
        Entry::Registry(_) => &[],
    };
    let named = actors(stored.event);
    let issue = filter.issue.as_ref().is_none_or(|issue| {
        draft
            .references()
            .iter()
            .any(|cited| matches!(cited.reference, Reference::Issue(key) if key == issue))
    });
    let source =
        filter.source.as_ref().is_none_or(|source| draft.sources().iter().any(|c| c.source == *source));
    let person = filter.person.as_ref().is_none_or(|person| named.contains(person));
    let party = filter.party.as_ref().is_none_or(|party| named.iter().any(|actor| side(log, actor) == party));
    let claimant = filter.attributed_to.as_ref().is_none_or(|claimant| claimants.contains(claimant));
    let grep =
        filter.grep.as_ref().is_none_or(|text| stored.text.to_lowercase().contains(&text.to_lowercase()));
    wanted_kind
        && issue
        && source
        && person
        && party
        && claimant
        && grep
        && (!filter.inferred || is_inferred(draft))
}

/// Returns the persons and bodies that an event names, its claimants among them.
fn actors(event: &Event) -> HashSet<&Key> {
    let references = event.draft.references();
    let actors = references.into_iter().filter_map(|cited| match cited.reference {
        Reference::Actor(key) | Reference::Person(key) | Reference::Body(key) => Some(key),
        _ => None,
    });
    actors.collect()
}

/// Returns the party on whose side an actor speaks, one step through the registry.
fn side<'l>(log: &'l Log, actor: &'l Key) -> &'l Key {
    let party =
        log.events().iter().find(|event| event.draft.key == *actor && event.draft.process().is_none());
    match party.map(|event| &event.draft.entry) {
        Some(Entry::Registry(entry)) => match &entry.registered {
            asof_core::Registered::Person(person) => person.party.as_ref().unwrap_or(actor),
            asof_core::Registered::Body(body) => body.party.as_ref().unwrap_or(actor),
            _ => actor,
        },
        _ => actor,
    }
}

fn is_inferred(draft: &asof_core::Draft) -> bool {
    match &draft.entry {
        Entry::World(world) => {
            world.assertion.occurred.when().is_inferred() || world.assertion.known.when().is_inferred()
        }
        Entry::Record(record) => record.kind.known().is_some_and(|known| known.when().is_inferred()),
        Entry::Registry(_) => false,
    }
}

/// Puts every event behind those that its `after` names; a circle stays in date order.
fn behind_their_after<'l>(events: &[(Stored<'l>, Standing)], process: &Key) -> Vec<(Stored<'l>, Standing)> {
    let listed: HashMap<&Key, usize> =
        events.iter().enumerate().map(|(place, (stored, _))| (&stored.event.draft.key, place)).collect();
    let after = |place: usize| -> Vec<usize> {
        match &events[place].0.event.draft.entry {
            Entry::World(world) => {
                let named = world.assertion.after.iter().map(|reference| reference.resolve(process));
                named
                    .filter(|(other, _)| *other == process)
                    .filter_map(|(_, key)| listed.get(key).copied())
                    .collect()
            }
            _ => Vec::new(),
        }
    };
    let mut placed = vec![false; events.len()];
    let mut sorted = Vec::with_capacity(events.len());
    for start in 0..events.len() {
        let mut open = vec![(start, false)];
        let mut waiting = HashSet::new();
        while let Some((place, ready)) = open.pop() {
            if placed[place] {
                continue;
            }
            if ready || !waiting.insert(place) {
                placed[place] = true;
                sorted.push(events[place]);
            } else {
                open.push((place, true));
                open.extend(
                    after(place).into_iter().filter(|other| !placed[*other]).map(|other| (other, false)),
                );
            }
        }
    }
    sorted
}

/// Returns an event as a row: its stored line with its dates resolved and its standing.
pub(crate) fn row(stored: Stored<'_>, standing: Standing) -> Map<String, Value> {
    let mut row = match serde_json::from_str(stored.text) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    row.insert("kind".to_owned(), json!(stored.event.draft.kind_name()));
    row.insert("standing".to_owned(), json!(standing_name(standing)));
    row
}

/// Returns how an event stands, as a word.
pub(crate) fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Absent => "absent",
        Standing::Possible => "possible",
        Standing::UnderWay => "under-way",
        Standing::InForce => "in-force",
        Standing::Replaced => "replaced",
    }
}
