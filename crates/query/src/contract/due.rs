//! `asof.due/2`: what is due and overdue at a moment.

use asof_core::{Claimant, Key, When};
use schemars::JsonSchema;
use serde::Deserialize;

use super::common::Instant;
use super::envelope::{Chosen, Counted, AsOf, Document, Tag};
use super::macros::{document, part};
use super::state::CeasefirePhase;

document! {
    /// What is awaited by a date, who owes it and by how long it is late: what `due` prints.
    DueList = "due" of one process {
        /// What is due, what is due first before the rest.
        due: Vec<Due>,
        /// How much else is awaited without a date.
        undated: u64,
        /// How much that has a date is suspended, and so not due.
        suspended: u64,
    }
}

part! {
    /// One thing that is due.
    Due {
        /// The negotiation.
        process: Key,
        /// The row of it, by its path.
        path: String,
        /// What the row is called, or what it is about; null if it has no such name.
        title: Option<String>,
        /// What sort of thing.
        sort: DueSort,
        /// Who owes it: the promise, the answer, the meeting, the ceasefire.
        owed_by: Vec<Key>,
        /// To whom; empty of meetings and ceasefires, and where it is not stated.
        owed_to: Vec<Key>,
        /// By when; of a ceasefire the last day of its duration.
        date due => due_from, due_until, due_inferred,
        /// How many days are left until its last day; null if that is gone by, or no moment was asked about.
        days_left: Option<u64>,
        /// The phase that a ceasefire last reached; null of all else.
        phase: Option<CeasefirePhase>,
        /// How many days its last day is gone by; null if it is not.
        overdue_days: Option<u64>,
        /// The events that the row rests on.
        events: Vec<Key>,
        /// Whose word it is.
        attributed_to: Vec<Claimant>,
        /// The events that confirm it.
        confirmed_by: Vec<Key>,
        /// The events that deny it.
        denied_by: Vec<Key>,
        /// The events whose dates, or links to it, are inferred.
        inferred: Vec<Key>,
        /// The possible events that would change it.
        maybe: Vec<Key>,
    }
}

/// What sort of thing is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DueSort {
    /// What was promised.
    Commitment,
    /// An answer to a proposal.
    Answer,
    /// A planned meeting.
    Meeting,
    /// The end of a ceasefire, or word of what follows it.
    Ceasefire,
}
