//! The rows within the row of a promise: what others say of it, what was delivered each way, in each time and lot by lot.

use asof_core::kind::CommitmentPhase;
use asof_core::{Claimant, Key, Quantity, Word};

use crate::row;
use crate::row::{Dated, DueDate, role};
use crate::visible_event::VisibleEvent;

row! {
    /// How much somebody says that others promised, and by when.
    pub struct ReportedTerms as "ReportedTerms" {
        /// Whose word it is.
        attributed_to: Vec<Claimant> as role::Claimants,
        /// How much; null if they say no number.
        promised: Option<Quantity> as role::Amount,
        /// By when; null if they say no date, or count from an event that is not visible.
        due: DueDate as role::Due,
        /// The event.
        event: Key as role::Event,
    }
}

row! {
    /// What was delivered and is outstanding one way of a promise that holds for each side.
    pub struct Direction as "Direction" {
        /// Who gives.
        from: Key as role::Actor,
        /// Who receives; null if not stated.
        to: Option<Key> as role::Actor,
        /// How much; null if no delivery this way is on record.
        delivered: Option<Quantity> as role::Amount,
        /// What is left of the promise this way by those numbers, never below zero.
        outstanding: Quantity as role::Amount,
    }
}

row! {
    /// What was delivered on a rate over some time, and what the rate comes to in it.
    pub struct Period as "Period" {
        /// When.
        occurred: Dated as role::Occurred,
        /// How much was delivered.
        delivered: Quantity as role::Amount,
        /// How much the rate comes to; null where that is not a number of whole periods.
        promised: Option<Quantity> as role::Amount,
        /// The events.
        events: Vec<Key> as role::Event,
    }
}

row! {
    /// One lot delivered, with its claimant.
    pub struct DeliveryValue as "Delivery" {
        /// The event.
        event: Key as role::Event,
        /// Who gave; null if not stated.
        from: Option<Key> as role::Actor,
        /// Who received; null if not stated.
        to: Option<Key> as role::Actor,
        /// How much; null if somebody only says that all was delivered.
        quantity: Option<Quantity> as role::Amount,
        /// What sort of thing; null if not stated.
        category: Option<Word>,
        /// When.
        occurred: Dated as role::Occurred,
        /// Whether the encoder inferred that it was delivered on this promise, where the source does not link the two.
        link_inferred: bool,
        /// Whose word it is.
        attributed_to: Vec<Claimant> as role::Claimants,
    }
}

impl ReportedTerms {
    /// Returns the number and the deadline that somebody says others promised; `None` if neither is said.
    pub(super) fn of(fact: &VisibleEvent<'_>, terms: &CommitmentPhase) -> Option<Self> {
        let is_said = terms.quantity.is_some() || terms.due.is_some();
        is_said.then(|| Self {
            attributed_to: fact.assertion.attributed_to.clone(),
            promised: terms.quantity.clone(),
            due: DueDate::written(terms.due.as_ref(), fact.zone),
            event: fact.key.clone(),
        })
    }
}
