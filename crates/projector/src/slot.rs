//! A slot: one typed value, and the events that it rests on.

use std::collections::BTreeSet;

use asof_core::{Claimant, Key};
use serde_json::{Map, Value as Json};

use crate::fold::Transition;
use crate::order::WorldOrder;
use crate::row::{Field, Fields, Naming, Writing, role};
use crate::state::value::Value;

/// One value of a state with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The value.
    pub value: Value,
    /// The keys of the events that it rests on, in folding order, with their corrections.
    pub events: Vec<Key>,
    /// Whose word the value is.
    pub attributed_to: Vec<Claimant>,
    /// The confirmations of those events.
    pub confirmed_by: Vec<Key>,
    /// The denials of those events.
    pub denied_by: Vec<Key>,
    /// Those events whose date, or whose link to the slot, was inferred by the encoder.
    pub inferred: Vec<Key>,
    /// Those of them of which only the date of knowledge was.
    pub(crate) inferred_as_known: Vec<Key>,
    /// How the value came about.
    pub history: Vec<Transition>,
    /// The events of which the record does not say which came last, where that decides the value.
    pub order_undecided: Vec<Undecided>,
    pub(crate) first: Option<WorldOrder>,
}

/// One of several events of which nobody knows which came last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The event.
    pub event: Key,
    /// What the slot is if it was the last.
    pub outcome: String,
}

impl Slot {
    /// Returns a slot that rests on nothing yet.
    pub(crate) fn new(value: Value) -> Self {
        Self {
            value,
            events: Vec::new(),
            attributed_to: Vec::new(),
            confirmed_by: Vec::new(),
            denied_by: Vec::new(),
            inferred: Vec::new(),
            inferred_as_known: Vec::new(),
            history: Vec::new(),
            order_undecided: Vec::new(),
            first: None,
        }
    }

    /// Returns the fields that a diff compares: the value as written, without what follows from it (the bounds of
    /// dates, minutes of durations), whose word it is, who confirms and denies it.
    pub fn fields(&self) -> Map<String, Json> {
        self.written(Writing::as_written())
    }

    /// Returns the same with the names of registered keys behind them.
    pub fn fields_named(&self, names: &dyn Naming) -> Map<String, Json> {
        self.written(Writing::as_written_named(names))
    }

    /// Returns whether a diff finds nothing to compare: the two have the same value to the last, and the same people vouch
    /// for it. If it returns false, the two may still have the same [`Slot::fields`].
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.value == other.value
            && self.attributed_to == other.attributed_to
            && self.confirmed_by == other.confirmed_by
            && self.denied_by == other.denied_by
    }

    fn written(&self, writing: Writing<'_>) -> Map<String, Json> {
        let mut row = writing.begin();
        self.value.write(&mut row);
        Field::<role::Plain>::put(&self.attributed_to, "attributed_to", &mut row);
        Field::<role::Plain>::put(&self.confirmed_by, "confirmed_by", &mut row);
        Field::<role::Plain>::put(&self.denied_by, "denied_by", &mut row);
        row.into_fields()
    }

    /// Returns what the slot may be, each once, where the order of the events that decide is not recorded.
    pub fn undecided_between(&self) -> Vec<String> {
        let outcomes = self.order_undecided.iter().map(|undecided| undecided.outcome.clone());
        outcomes.collect::<BTreeSet<String>>().into_iter().collect()
    }
}
