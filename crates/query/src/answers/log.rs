//! `log`: the events of a process, in the order of one of the clocks.

mod what;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use asof_core::kind::WorldKind;
use asof_core::{
    Assertion, Bounds, Citation, Claimant, Delivery, Digest, Draft, Entry, Event, EventId, EventRef,
    ExternalId, Inferred, Key, Lines, RecordKind, Recorded, Text, Until, When, Word,
};
use asof_projector::{Dated, EventStatus, Times, role, row};
use asof_store::StoredEvent;
use chrono::{DateTime, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use crate::answers::envelope::Envelope;
use crate::answers::envelope::together;
use crate::ask::filter::{Filter, Order, dates, zone};
use crate::ask::query::ResolvedQuery;
use crate::source::log::Log;

use what::AsStored;
pub use what::What;

row! {
    /// The events of a negotiation that pass the filters: what `log` prints.
    pub struct Listing as "Log" {
        /// What every answer begins with.
        envelope: Envelope as role::Flat,
        /// The clock by which they are listed.
        order: Order,
        /// The events.
        events: Vec<EventRow> as role::Rows,
    }
}

row! {
    /// An event as the log holds it, with its dates resolved and how it stands at the point. Its own fields are always
    /// there; within `what` it is as stored, with names beside keys: what is not said is left out.
    pub struct EventRow as "ListedEvent" {
        /// Its place in the log, counted from 1 without gaps.
        seq: u64,
        /// When the log accepted it.
        recorded: Recorded,
        /// The last `seq` of the append that it came with.
        commit: u64,
        /// The log root up to and including it.
        hash: Digest,
        /// Its id.
        id: EventId,
        /// The negotiation; null for entries of the registry.
        process: Option<Key>,
        /// Its key.
        key: Key as role::Event,
        /// What others call it, a scheme each.
        external_ids: Vec<ExternalIdRow> as role::Rows,
        /// Its kind, the one field of `what`.
        kind: KindName,
        /// How it stands at the point.
        standing: EventStatus,
        /// When it happened; of a correction, what it puts in the place of its target. Null for what has no such date.
        occurred: Option<Dated> as role::Occurred,
        /// When the public could know of it; null for entries of the registry, discrepancies, assertions and slips of the
        /// record.
        known: Option<Dated> as role::Date,
        /// Whose word it is; empty where it is nobody's.
        attributed_to: Vec<Claimant> as role::Claimants,
        /// The outlet; null if not stated.
        via: Option<Text> as role::Prose,
        /// The announcement in which it was said; null if not stated.
        said_in: Option<Key> as role::Event,
        /// The meeting at which it was done; null if not stated.
        at: Option<Key> as role::Event,
        /// The issues that it concerns.
        issues: Vec<Key> as role::Named,
        /// Events that the source puts before it where dates cannot.
        after: Vec<EventRef> as role::Event,
        /// Events that it answers, as told.
        in_response_to: Vec<EventRef> as role::Event,
        /// The commitments that it carries out.
        delivers: Vec<DeliversRow> as role::Rows,
        /// Where it is found.
        sources: Vec<CitationRow> as role::Rows,
        /// One sentence for reading; null if it has none.
        summary: Option<Text> as role::Prose,
        /// What it says: exactly one kind.
        what: What as AsStored,
        /// The event.
        event: Event as role::Hidden,
    }
}

row! {
    /// The id of an entry in a collection of others.
    pub struct ExternalIdRow as "ExternalIdRow" {
        /// The collection.
        scheme: Word,
        /// The id there.
        id: Text as role::Prose,
    }
}

row! {
    /// A commitment that an event carries out, in whole or part.
    pub struct DeliversRow as "Delivers" {
        /// The commitment, by the key of the event that opened it.
        commitment: Key as role::Event,
        /// Whether the encoder linked the two, and not the source.
        inferred: bool,
    }
}

row! {
    /// Where an entry is found in a source.
    pub struct CitationRow as "Citation" {
        /// The source.
        source: Key as role::Named,
        /// Where in it.
        place: PlaceInSource as role::Flat,
    }
}

row! {
    /// Where in a source something is found.
    pub struct PlaceInSource as "PlaceInSource" {
        /// The section's heading; null if not stated.
        section: Option<Text> as role::Prose,
        /// The page; null if not stated.
        page: Option<Text> as role::Prose,
        /// The paragraph; null if not stated.
        paragraph: Option<Text> as role::Prose,
        /// The lines of the source's text; null if not stated.
        lines: Option<Lines>,
        /// The time in a recording; null if not stated.
        timestamp: Option<Text> as role::Prose,
        /// The address of the place itself; null if not stated.
        url: Option<Text> as role::Prose,
    }
}

impl From<&ExternalId> for ExternalIdRow {
    fn from(external_id: &ExternalId) -> Self {
        Self { scheme: external_id.scheme.clone(), id: external_id.id.clone() }
    }
}

impl From<&Delivery> for DeliversRow {
    fn from(delivery: &Delivery) -> Self {
        Self { commitment: delivery.commitment.clone(), inferred: delivery.inferred }
    }
}

impl From<&Citation> for CitationRow {
    fn from(citation: &Citation) -> Self {
        Self { source: citation.source.clone(), place: PlaceInSource::from(citation) }
    }
}

impl From<&Citation> for PlaceInSource {
    fn from(citation: &Citation) -> Self {
        Self {
            section: citation.section.clone(),
            page: citation.page.clone(),
            paragraph: citation.paragraph.clone(),
            lines: citation.lines.clone(),
            timestamp: citation.timestamp.clone(),
            url: citation.url.clone(),
        }
    }
}

impl PlaceInSource {
    /// Returns what is stated, each with the name of its field, the wider place first.
    pub fn stated(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let written = [
            self.section.as_ref().map(Text::as_str),
            self.page.as_ref().map(Text::as_str),
            self.paragraph.as_ref().map(Text::as_str),
            self.lines.as_ref().map(Lines::as_str),
            self.timestamp.as_ref().map(Text::as_str),
            self.url.as_ref().map(Text::as_str),
        ];
        let places = Citation::LOCATORS.into_iter().zip(written);
        places.filter_map(|(field, place)| Some((field, place?)))
    }
}

/// The name of the kind of an entry, as on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct KindName(&'static str);

impl KindName {
    /// Returns the kind of an entry.
    pub(crate) fn of(draft: &Draft) -> Self {
        Self(draft.kind_name())
    }

    /// Returns the name.
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl JsonSchema for KindName {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "KindName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let kinds = [&WorldKind::NAMES[..], &RecordKind::NAMES, &["registered"]];
        json_schema!({ "type": "string", "enum": kinds.concat() })
    }
}

/// Returns the events of the processes read that pass the filter and stand at the point, each as stored, with its standing.
///
/// At a point open in `known` all events are listed, also those that a correction replaced or a retraction
/// withdrew; otherwise those that were in force or possible by then.
pub fn listing(log: &Log, asked: &ResolvedQuery, filter: &Filter) -> Listing {
    let chosen = select(log, asked, filter);
    let events = chosen.into_iter().map(|(stored, times)| event_row(stored, &times, log)).collect();
    let view = log.as_of(&asked.as_of);
    let counted = together(asked.reading.iter().map(|process| view.counted(process)));
    let envelope = Envelope::new(asked, log.names(), counted);
    Listing { envelope, order: filter.order, events }
}

/// Returns the events that [`listing`] lists, in its order.
pub fn select<'l>(log: &'l Log, asked: &ResolvedQuery, filter: &Filter) -> Vec<Listed<'l>> {
    let view = log.as_of(&asked.as_of);
    let registry = view.registry();
    let chosen = log.contents().iter().zip(view.times()).filter(|(stored, times)| {
        let event = stored.event;
        event.draft.process().is_some_and(|process| asked.reading.contains(process))
            && asked.as_of.recorded.admits(event.seq)
            && stands(times.status, asked)
            && is_admitted(event, asked)
            && in_range(event, times, filter, log)
            && filter.passes(&registry, *stored, log)
    });
    let mut chosen: Vec<Listed<'_>> = chosen.collect();
    chosen.sort_by_key(|(stored, times)| sort_key(stored.event, times, filter.order, log));
    if filter.order == Order::Occurred { behind_what_goes_first(chosen, log) } else { chosen }
}

/// An event that is listed, with how it stands and its dates.
pub type Listed<'l> = (StoredEvent<'l>, Times);

fn stands(standing: EventStatus, asked: &ResolvedQuery) -> bool {
    asked.as_of.known == Until::All && asked.as_of.occurred == Until::All
        || matches!(standing, EventStatus::InForce | EventStatus::Possible | EventStatus::UnderWay)
}

/// Returns whether the date of knowledge of an event may be as it is: with `--no-inferred` not one that the encoder inferred.
fn is_admitted(event: &Event, asked: &ResolvedQuery) -> bool {
    match asked.as_of.inferred {
        Inferred::Include => true,
        Inferred::Exclude => dates(event).1.is_none_or(|known| !known.is_inferred()),
    }
}

const OPEN: Bounds = Bounds { earliest: None, latest: None };

/// Returns the bounds of an entry on the clocks `occurred` and `known`, where it has them.
fn bounds(event: &Event, times: &Times, log: &Log) -> (Option<Bounds>, Option<Bounds>) {
    let [occurred, known] = dates_of(event, times, log);
    (occurred.map(|dated| dated.bounds), known.map(|dated| dated.bounds))
}

/// Returns when an entry occurred and could be known, in the zone of its process, as its record narrows them.
pub(crate) fn dates_of(event: &Event, times: &Times, log: &Log) -> [Option<Dated>; 2] {
    let (occurred, known) = dates(event);
    let zone = zone(event, log);
    let dated = |when: Option<&When>, bounds: Option<Bounds>| {
        let written = Dated::written(when?.clone(), zone);
        Some(Dated { bounds: bounds.unwrap_or(written.bounds), ..written })
    };
    let occurred = dated(occurred, times.occurred);
    let narrowed_by = times.narrowed_by.clone();
    [occurred.map(|occurred| Dated { narrowed_by, ..occurred }), dated(known, times.known)]
}

type Latest = (bool, Option<DateTime<Utc>>);

fn sort_key(
    event: &Event,
    times: &Times,
    order: Order,
    log: &Log,
) -> (Latest, Option<DateTime<Utc>>, Latest, u64) {
    let (occurred, known) = bounds(event, times, log);
    let known = known.unwrap_or(OPEN);
    let main = match order {
        Order::Occurred => occurred.unwrap_or(known),
        Order::Known => known,
        Order::Recorded => return (Latest::default(), None, Latest::default(), event.seq),
    };
    (main.latest_order(), main.earliest_order(), known.latest_order(), event.seq)
}

fn in_range(event: &Event, times: &Times, filter: &Filter, log: &Log) -> bool {
    let Some(range) = &filter.range else { return true };
    let (occurred, known) = bounds(event, times, log);
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

/// Puts every event behind those that stand before it by what the record says; the others stay in date order.
fn behind_what_goes_first<'l>(events: Vec<Listed<'l>>, log: &Log) -> Vec<Listed<'l>> {
    let ids: HashMap<_, _> =
        log.events().iter().enumerate().map(|(place, event)| (event.id, place)).collect();
    let listed: HashMap<usize, usize> = events
        .iter()
        .enumerate()
        .filter_map(|(number, (stored, _))| Some((*ids.get(&stored.event.id)?, number)))
        .collect();
    let before = |number: usize| events[number].1.after.iter().filter_map(|place| listed.get(place).copied());
    let mut placed = vec![false; events.len()];
    let mut order = Vec::with_capacity(events.len());
    for start in 0..events.len() {
        let mut open = vec![(start, false)];
        let mut waiting = HashSet::new();
        while let Some((number, is_ready)) = open.pop() {
            if placed[number] {
                continue;
            }
            if is_ready || !waiting.insert(number) {
                placed[number] = true;
                order.push(number);
            } else {
                open.push((number, true));
                open.extend(before(number).filter(|other| !placed[*other]).map(|other| (other, false)));
            }
        }
    }
    let mut events: Vec<Option<Listed<'l>>> = events.into_iter().map(Some).collect();
    order.into_iter().filter_map(|number| events[number].take()).collect()
}

/// Returns an event as a row: what its line says in every field that a line may have, how it stands, its dates
/// resolved. Within `what` it is as stored.
pub(crate) fn event_row(stored: StoredEvent<'_>, times: &Times, log: &Log) -> EventRow {
    let event = stored.event;
    let draft = &event.draft;
    let [occurred, known] = dates_of(event, times, log);
    let (via, said_in) = match &draft.entry {
        Entry::World(world) => (world.assertion.via.clone(), world.assertion.said_in.clone()),
        Entry::Record(record) => (record.via.clone(), record.said_in.clone()),
        Entry::Registry(_) => (None, None),
    };
    let assertion: Option<&Assertion> = match &draft.entry {
        Entry::World(world) => Some(&world.assertion),
        Entry::Record(_) | Entry::Registry(_) => None,
    };
    let delivers = assertion.into_iter().flat_map(|assertion| &assertion.delivers);
    EventRow {
        seq: event.seq,
        recorded: event.recorded,
        commit: event.commit,
        hash: event.hash,
        id: event.id,
        process: draft.process().cloned(),
        key: draft.key.clone(),
        external_ids: draft.external_ids.iter().map(ExternalIdRow::from).collect(),
        kind: KindName::of(draft),
        standing: times.status,
        occurred,
        known,
        attributed_to: draft.attributed_to().to_vec(),
        via,
        said_in,
        at: assertion.and_then(|assertion| assertion.at.clone()),
        issues: assertion.map_or_else(Vec::new, |assertion| assertion.issues.clone()),
        after: assertion.map_or_else(Vec::new, |assertion| assertion.after.clone()),
        in_response_to: assertion.map_or_else(Vec::new, |assertion| assertion.in_response_to.clone()),
        delivers: delivers.map(DeliversRow::from).collect(),
        sources: citations(draft),
        summary: draft.summary().cloned(),
        what: What::of(stored),
        event: event.clone(),
    }
}

/// Returns where an entry is found.
pub(crate) fn citations(draft: &Draft) -> Vec<CitationRow> {
    draft.sources().iter().map(CitationRow::from).collect()
}
