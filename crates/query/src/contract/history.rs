//! `asof.history/2`: how one fact moved, as the world did or as the public learned.

use asof_core::{EventRef, Key};
use asof_projector::{ChangeReason, Op};
use serde_json::Value;

use super::common::Instant;
use super::diff::Cause;
use super::envelope::{Chosen, Counted, AsOf, Document, Tag};
use super::macros::{document, part};
use super::state::row_or_field_schema;
use crate::answers::history::Moving;

document! {
    /// How one fact moved up to the point: what `history` prints.
    History = "history" of one process {
        /// The path of the fact, with the field as one more segment if it is one.
        path: String,
        /// The path of its row.
        slot: String,
        /// The field; null for a whole row.
        field: Option<String>,
        /// What the row is called, or what it is about; null if it has no such name.
        title: Option<String>,
        /// What moves it.
        by: Moving,
        /// Its changes, from the first to the last.
        changes: Vec<Move>,
    }
}

part! {
    /// One change of a fact, at the first moment at which it holds.
    Move {
        /// The negotiation.
        process: Key,
        /// The moment, in words.
        at: String,
        /// The end of that moment, not included; null for the end of the log.
        at_until: Option<Instant>,
        /// The path of what changed.
        path: String,
        /// The field; null for a whole row.
        field: Option<String>,
        /// What happened to it.
        op: Op,
        /// What it was; null if it was not there.
        #[schemars(schema_with = "row_or_field_schema")]
        before: Value,
        /// What it is; null if it is not there.
        #[schemars(schema_with = "row_or_field_schema")]
        after: Value,
        /// What the row may be then, where the order of the events that decide is not recorded; empty if it is.
        undecided_between: Vec<String>,
        /// The reasons of its causes, each once.
        why: Vec<ChangeReason>,
        /// The events that moved it.
        causes: Vec<Cause>,
        /// Those events alone.
        events: Vec<EventRef>,
    }
}
