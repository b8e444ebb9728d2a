//! Promises and what was delivered on them, exchanges, ceasefires.

use asof_core::{Claimant, Duration, EventRef, Key, Ratio, When, Word};
use asof_projector::state::commitments::{CommitmentStatus, Strength};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::contract::common::{Instant, Quantity, Reported, Transition};
use crate::contract::macros::{part, row};

row! {
    /// A promise: what, by whom to whom, how much of it was delivered and how much is outstanding.
    Commitment {
        /// The key of the event that opened it.
        key: Key,
        /// The agreement that it belongs to; null if none is stated.
        agreement: Option<Key>,
        /// The phase of that agreement; null if none is stated.
        phase: Option<Word>,
        /// The commitment of which it is a part; null if of none.
        part_of: Option<Key>,
        /// The commitment in return for which it is given; null if none is stated.
        in_return_for: Option<Key>,
        /// How many of this for how many of that, as `30:1`; null if not stated.
        ratio: Option<Ratio>,
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
        /// Of a rate, what was delivered in each time of which the record tells, beside what the rate comes to in it.
        /// Of a rate, `delivered` and `outstanding` are null: rates never add up.
        periods: Vec<Period>,
        /// By when it is due: as written, or as the days after an event come out; null if not stated, or that event is
        /// not visible.
        date? due => due_from, due_until, due_inferred,
        /// The event from which the days count; null if it is due by a date.
        due_after: Option<EventRef>,
        /// How many days after the last day of that event; null where that is.
        due_days: Option<u32>,
        /// What it depends on; null if not stated.
        condition: Option<String>,
        /// How far it has come; null if only others say that it was promised.
        status: Option<CommitmentStatus>,
        /// Who suspended it; null if not suspended or not stated.
        named? suspended_by => suspended_by_name,
        /// Why it is suspended or was taken back, as claimed; null if not stated.
        reason: Option<String>,
        /// Every lot on record, with its claimant.
        deliveries: Vec<Delivery>,
        /// The events that may be one occasion told by several: they count from once to each time.
        could_merge: Vec<Key>,
        /// The events whose dates are so wide that they may be another of the occasions: they count between none and all.
        may_overlap: Vec<Key>,
        /// The sides that are said to have agreed and have not said so themselves.
        unvouched: Vec<Key>,
        /// What others say was promised.
        reported: Vec<Reported>,
        /// How many days the last day on which it is due is gone by at the date asked about; null if it is not, or nothing
        /// is awaited.
        overdue_days: Option<u64>,
        /// How many days after its last day it was fulfilled at the least; null if it was not late.
        late_days: Option<u64>,
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
    /// What was delivered on a rate over some time, and what the rate comes to in it.
    Period {
        /// When.
        moment occurred => occurred_from, occurred_until, occurred_inferred, occurred_narrowed_by,
        /// How much was delivered.
        delivered: Quantity,
        /// How much the rate comes to; null where that is not a number of whole periods.
        promised: Option<Quantity>,
        /// The events.
        events: Vec<Key>,
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
        /// The events that may be one occasion told by several: they count from once to each time.
        could_merge: Vec<Key>,
        /// The events whose dates are so wide that they may be another of the occasions: they count between none and all.
        may_overlap: Vec<Key>,
        /// The discrepancies about events that it rests on: accounts of them differ, or one may be told twice.
        discrepancies: Vec<Key>,
    }
}

row! {
    /// A ceasefire and the phase that it last reached.
    Ceasefire {
        /// The key of the event that opened it.
        key: Key,
        /// The phase. An allegation that it was broken moves none. Null if there is nothing but such allegations.
        phase: Option<CeasefirePhase>,
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
        /// Who says that it was broken: claims, none of which moves the phase.
        allegations: Vec<Allegation>,
        /// Who denies which of its phases or of the allegations.
        denials: Vec<CeasefireDenial>,
        /// The last day of its duration, from when it took effect, else from when it was announced, counted at the longest;
        /// null if no duration is stated.
        duration_until: Option<NaiveDate>,
        /// For how many days that is over at the date asked about with no ending on record; null if it is not.
        duration_over: Option<u64>,
    }
}

part! {
    /// Somebody's word that a ceasefire was broken.
    Allegation {
        /// The event.
        event: Key,
        /// Who is said to have broken it; empty if not stated.
        by: Vec<Key>,
        /// How, as alleged; null if not stated.
        how: Option<String>,
        /// Where; null if not stated.
        named? place => place_name,
        /// When.
        moment occurred => occurred_from, occurred_until, occurred_inferred, occurred_narrowed_by,
        /// Whose word it is.
        attributed_to: Vec<Claimant>,
        /// The events that confirm it.
        confirmed_by: Vec<Key>,
        /// The events that deny it.
        denied_by: Vec<Key>,
    }
}

part! {
    /// Somebody's word that a phase of a ceasefire, or an allegation, is not so.
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
    /// Out of effect for the time being.
    Suspended,
    /// Over.
    Ended,
}
