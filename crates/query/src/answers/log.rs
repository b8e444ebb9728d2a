//! `log`: the events of a process, in the order of one of the clocks.

mod choosing;
mod what;

use std::borrow::Cow;

use asof_core::kind::WorldKind;
use asof_core::{
    Assertion, Citation, Claimant, Delivery, Digest, Draft, Entry, Event, EventId, EventRef, ExternalId, Key,
    Lines, RecordKind, Recorded, Text, Word,
};
use asof_projector::{Dated, EventStatus, Times, role, row};
use asof_store::StoredEvent;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use crate::answers::envelope::{Envelope, WideEnvelope, together};
use crate::answers::every::ReadProcess;
use crate::ask::dates::DateRange;
use crate::ask::filter::{Filter, Order};
use crate::ask::query::{ResolvedForAll, ResolvedQuery};
use crate::source::log::Log;

use choosing::Reading;
pub(crate) use choosing::dates_of;
use what::AsStored;
pub use what::{What, phase};

row! {
    /// The events of a negotiation, or of every one of a log, that pass the filters: what `log` prints.
    pub struct Listing as "Log" {
        /// What every answer begins with.
        envelope: WideEnvelope as role::Flat,
        /// The clock by which they are listed.
        order: Order,
        /// Where every negotiation of the log is read, each of them, in the order in which they were registered; else
        /// empty.
        processes: Vec<ReadProcess> as role::Rows,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
    let mut reading = Reading::of(log, asked, filter);
    let envelope = Envelope::new(asked, log.names(), together(reading.counted()));
    reading.listing(envelope.into(), filter)
}

/// Returns the events that [`listing`] lists, in its order.
pub fn select<'l>(log: &'l Log, asked: &ResolvedQuery, filter: &Filter) -> Vec<Listed<'l>> {
    Reading::of(log, asked, filter).select(filter)
}

/// Returns the events of every process of a log that pass the filter and stand at the point of their process, as [`listing`]
/// does. `ranges` are the days of each, in its own zone; the range of the filter is not asked.
pub fn listing_of_every(
    log: &Log,
    asked: &ResolvedForAll,
    ranges: &[Option<DateRange>],
    filter: &Filter,
) -> Listing {
    let mut reading = Reading::of_every(log, asked, ranges);
    let counted = reading.counted();
    let envelope = WideEnvelope::of_every(asked, together(counted.iter().copied()));
    let each = asked.points.iter().zip(counted);
    let each = each.map(|(point, counted)| ReadProcess::of(log, point, asked.head, counted)).collect();
    Listing { processes: each, ..reading.listing(envelope, filter) }
}

/// Returns the events that [`listing_of_every`] lists, in its order.
pub fn select_of_every<'l>(
    log: &'l Log,
    asked: &ResolvedForAll,
    ranges: &[Option<DateRange>],
    filter: &Filter,
) -> Vec<Listed<'l>> {
    Reading::of_every(log, asked, ranges).select(filter)
}

/// Returns every event of the processes read that passes the filter, also those that do not count at the point, each with its
/// standing and its dates there.
pub(crate) fn counted_or_not(log: &Log, asked: &ResolvedQuery, filter: &Filter) -> Vec<EventRow> {
    Reading::of(log, asked, filter).with_absent().rows(filter)
}

/// Returns the events that [`listing`] lists by each of some filters, as rows.
pub(crate) fn listed_by_each(log: &Log, asked: &ResolvedQuery, filters: &[Filter]) -> Vec<Vec<EventRow>> {
    let mut reading = Reading::of_any_day(log, asked);
    filters.iter().map(|filter| reading.rows(filter)).collect()
}

/// An event that is listed, with how it stands and its dates.
pub type Listed<'l> = (StoredEvent<'l>, Times);

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
