//! `asof.log/2`: the events of a negotiation, in the order of one of the clocks.

use asof_core::{Claimant, Digest, EventId, EventRef, Key, Lines, Recorded, When, Word};
use asof_projector::EventStatus;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::common::Instant;
use super::envelope::{Chosen, Counted, AsOf, Document, Tag};
use super::macros::{document, part};
use super::stored;
use crate::ask::filter::Order;

document! {
    /// The events of a negotiation that pass the filters: what `log` prints.
    Log = "log" of one process {
        /// The clock by which they are listed.
        order: Order,
        /// The events.
        events: Vec<ListedEvent>,
    }
}

part! {
    /// An event as the log holds it, with its dates resolved and how it stands at the point. Its own fields are always
    /// there; within `what` it is as stored, with names beside keys: what is not said is left out.
    ListedEvent {
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
        key: Key,
        /// What others call it, a scheme each.
        external_ids: Vec<ExternalIdRow>,
        /// Its kind, the one field of `what`.
        #[schemars(schema_with = "kind_schema")]
        kind: String,
        /// How it stands at the point.
        standing: EventStatus,
        /// When it happened; of a correction, what it puts in the place of its target. Null for what has no such date.
        moment? occurred => occurred_from, occurred_until, occurred_inferred, occurred_narrowed_by,
        /// When the public could know of it; null for entries of the registry, discrepancies, assertions and slips of the
        /// record.
        date? known => known_from, known_until, known_inferred,
        /// Whose word it is; empty where it is nobody's.
        attributed_to: Vec<Claimant>,
        /// The outlet; null if not stated.
        via: Option<String>,
        /// The announcement in which it was said; null if not stated.
        said_in: Option<Key>,
        /// The meeting at which it was done; null if not stated.
        at: Option<Key>,
        /// The issues that it concerns.
        issues: Vec<Key>,
        /// Events that the source puts before it where dates cannot.
        after: Vec<EventRef>,
        /// Events that it answers, as told.
        in_response_to: Vec<EventRef>,
        /// The commitments that it carries out.
        delivers: Vec<Delivers>,
        /// Where it is found.
        sources: Vec<Citation>,
        /// One sentence for reading; null if it has none.
        summary: Option<String>,
        /// What it says: exactly one kind.
        #[schemars(schema_with = "stored::what_schema")]
        what: Map<String, Value>,
    }
}

part! {
    /// The id of an entry in a collection of others.
    ExternalIdRow {
        /// The collection.
        scheme: Word,
        /// The id there.
        id: String,
    }
}

part! {
    /// A commitment that an event carries out, in whole or part.
    Delivers {
        /// The commitment, by the key of the event that opened it.
        commitment: Key,
        /// Whether the encoder linked the two, and not the source.
        inferred: bool,
    }
}

part! {
    /// Where an entry is found in a source.
    Citation {
        /// The source.
        named source => source_name,
        /// The section's heading; null if not stated.
        section: Option<String>,
        /// The page; null if not stated.
        page: Option<String>,
        /// The paragraph; null if not stated.
        paragraph: Option<String>,
        /// The lines of the source's text; null if not stated.
        lines: Option<Lines>,
        /// The time in a recording; null if not stated.
        timestamp: Option<String>,
        /// The address of the place itself; null if not stated.
        url: Option<String>,
    }
}

/// Describes the kind of an entry by the list of kinds.
pub(super) fn kind_schema(_: &mut SchemaGenerator) -> Schema {
    let kinds = [&asof_core::kind::WorldKind::NAMES[..], &asof_core::RecordKind::NAMES, &["registered"]];
    json_schema!({ "type": "string", "enum": kinds.concat() })
}
