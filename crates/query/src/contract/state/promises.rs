//! Promises and what was delivered on them, exchanges, ceasefires.

use asof_core::{Claimant, Duration, Key, When, Word};
use asof_projector::state::commitments::{CommitmentStatus, Strength};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::contract::common::{Instant, Quantity, Reported, Turn};
use crate::contract::macros::{part, row};

row! {
    /// A promise: what, by whom to whom, how much of it was delivered and how much is outstanding.
    Commitment {
        /// The key of the event that opened it.
        key: Key,
        /// The agreement that it belongs to; null if none is stated.
        agreement: Option<Key>,
        /// Who owes it; pairs by position with `owed_to`.
        owed_by: Vec<Key>,
        /// To whom; empty if not stated.
        owed_to: Vec<Key>,
        /// Through whom it is to be delivered; null if not stated.
        named? through => through_name,
        /// What sort of thing.
        category: Word,
        /// What is promised, in words; null if the category says it.
        what: Option<String>,
        /// How binding it is; null if no side that is bound has said so, only others.
        strength: Option<Strength>,
        /// How much is promised; null if no figure is.
        promised: Option<Quantity>,
        /// How much was delivered, of what is on record: with a promise `each-side` the lower of its directions. Null if
        /// this record has no delivery of it, which does not mean that there was none; `unknown` if there was one of
        /// nobody knows how many.
        delivered: Option<Quantity>,
        /// What is left of the promise by those numbers: from the least to the most that it can be, never below zero;
        /// with a promise `each-side` the greater of its directions. Null if no figure is promised.
        outstanding: Option<Quantity>,
        /// What was delivered and is outstanding each way, where so much is promised from each side.
        directions: Vec<Direction>,
        /// By when it is due; null if not stated.
        date? due => due_from, due_until, due_inferred,
        /// What it depends on; null if not stated.
        condition: Option<String>,
        /// How far it has come; null if only others say that it was promised.
        status: Option<CommitmentStatus>,
        /// Every lot on record, with its claimant.
        deliveries: Vec<Delivery>,
        /// The sides that are said to have agreed and have not said so themselves.
        unvouched: Vec<Key>,
        /// What others say was promised.
        reported: Vec<Reported>,
        /// The discrepancies about events that it rests on: accounts of them differ, or one may be told twice.
        discrepancies: Vec<Key>,
    }
}

part! {
    /// What was delivered and is outstanding one way of a promise that holds for each side.
    Direction {
        /// Who gives.
        named from => from_name,
        /// Who receives; null if not stated.
        named? to => to_name,
        /// How much; null if no delivery this way is on record.
        delivered: Option<Quantity>,
        /// What is left of the promise this way by those numbers, never below zero.
        outstanding: Quantity,
    }
}

part! {
    /// One lot delivered, with its claimant.
    Delivery {
        /// The event.
        event: Key,
        /// Who gave; null if not stated.
        named? from => from_name,
        /// Who received; null if not stated.
        named? to => to_name,
        /// How much; null if somebody only says that all was delivered.
        quantity: Option<Quantity>,
        /// What sort of thing; null if not stated.
        category: Option<Word>,
        /// When.
        moment occurred => occurred_from, occurred_until, occurred_inferred, occurred_narrowed_by,
        /// Whether the encoder inferred that it was delivered on this promise, where the source does not link the two.
        link_inferred: bool,
        /// Whose word it is.
        attributed_to: Vec<Claimant>,
    }
}

row! {
    /// What changed hands in all, by category, direction and what the count is a count of.
    Exchange {
        /// What sort of thing.
        category: Word,
        /// Who gave; null if not stated.
        named? from => from_name,
        /// Who received; null if not stated.
        named? to => to_name,
        /// How much in all of what was counted; `unknown` if nothing was.
        quantity: Quantity,
        /// How many occasions.
        occasions: u64,
        /// On how many of them something was not counted.
        unknown_occasions: u64,
        /// The discrepancies about events that it rests on: accounts of them differ, or one may be told twice.
        discrepancies: Vec<Key>,
    }
}

row! {
    /// A ceasefire and the phase that it last reached.
    Ceasefire {
        /// The key of the event that opened it.
        key: Key,
        /// The phase. A violation neither ends a ceasefire nor brings one back.
        phase: CeasefirePhase,
        /// Who declared it.
        declared_by: Vec<Key>,
        /// Where or for what it holds; null if not stated.
        scope: Option<String>,
        /// For how long; null if not stated.
        duration: Option<Duration>,
        /// That in minutes, if there is one number; null for a range.
        duration_minutes: Option<u64>,
        /// The shortest that it can be, in minutes, included.
        duration_minutes_low: Option<u64>,
        /// The longest that it can be, in minutes, included.
        duration_minutes_high: Option<u64>,
        /// What for; null if not stated.
        purpose: Option<String>,
        /// When it reached the phase.
        moment since => since_from, since_until, since_inferred, since_narrowed_by,
        /// Who denies which of its phases.
        denials: Vec<CeasefireDenial>,
    }
}

part! {
    /// Somebody's word that a phase of a ceasefire is not so.
    CeasefireDenial {
        /// The event whose word is denied; it stands in `history` with its phase.
        of: Key,
        /// The denial.
        event: Key,
        /// Whose word the denial is.
        attributed_to: Vec<Claimant>,
    }
}

/// A phase of a ceasefire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CeasefirePhase {
    /// Declared.
    Announced,
    /// Took effect.
    InEffect,
    /// Said to be broken; it has not ended by that.
    Violated,
    /// Over.
    Ended,
}
