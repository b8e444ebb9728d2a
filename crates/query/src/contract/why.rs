//! `asof.why/2`: the events that a fact rests on, what they beat, and what comes later.

use asof_core::{Claimant, Key, When};
use asof_projector::{EventStatus, ChangeReason};
use serde_json::Value;

use super::common::Instant;
use super::envelope::{Chosen, Counted, AsOf, Dispute, Document, Tag};
use super::log::{Citation, kind_schema};
use super::macros::{document, fields};
use super::state::{row_or_field_schema, row_schema};
use crate::answers::why::{How, Role};

document! {
    /// What a fact of a state rests on: what `why` prints.
    Why = "why" of one process {
        /// The path of the fact, with the field as one more segment if it is one.
        path: String,
        /// The path of its row.
        slot: String,
        /// The field; null for a whole row.
        field: Option<String>,
        /// What the row is called, or what it is about; null if it has no such name.
        title: Option<String>,
        /// What the fact says: the field, or of a whole row the field that says most. Null if it is not there.
        #[schemars(schema_with = "row_or_field_schema")]
        value: Value,
        /// The row; null if it is not there.
        #[schemars(schema_with = "row_schema")]
        row: Value,
        /// The events of what took its place; empty if nothing did.
        replaced_by: Vec<Key>,
        /// The events that it rests on.
        rests_on: Vec<Ground>,
        /// The events that do not stand, or not alone, because of others.
        beaten: Vec<Beaten>,
        /// The events that move it after the point.
        later: Vec<Later>,
        /// Where accounts differ of anything in the state, in words, each with the events that it is about.
        disputes: Vec<Dispute>,
    }
}

/// Declares an event in short: what it says, when, in whose word, from which source, and what more is said of it.
macro_rules! event_in_short {
    ($(#[$about:meta])* $name:ident { $($more:tt)* }) => {
        fields! { [$(#[$about])* $name] {}
            /// The negotiation; null for entries of the registry.
            process: Option<Key>,
            /// Its key.
            event: Key,
            /// Its kind.
            #[schemars(schema_with = "kind_schema")]
            kind: String,
            /// How it stands at the point.
            standing: EventStatus,
            /// When it happened; null for what has no such date.
            moment? occurred => occurred_from, occurred_until, occurred_inferred, occurred_narrowed_by,
            /// When the public could know of it; null for what has no such date.
            date? known => known_from, known_until, known_inferred,
            /// Whose word it is; empty where it is nobody's.
            attributed_to: Vec<Claimant>,
            /// Its sentence for reading; null if it has none.
            summary: Option<String>,
            /// Where it is found.
            sources: Vec<Citation>,
            $($more)*
        }
    };
}

event_in_short! {
    /// An event that a fact rests on.
    Ground {
        /// What it does for the row.
        role: Role,
        /// Whether without it the field would be another; null if no field is asked for.
        decides: Option<bool>,
    }
}

event_in_short! {
    /// An event that does not stand, or not alone.
    Beaten {
        /// In what way.
        how: How,
        /// The event that stands instead; null if none does.
        by: Option<Key>,
        /// The reason of a correction or retraction; null of all else.
        reason: Option<String>,
    }
}

event_in_short! {
    /// An event that moves a fact after the point.
    Later {
        /// The clock that kept it out.
        why: ChangeReason,
    }
}
