//! What a row of a state rests on, and how a row is described that says so behind its value.

use std::borrow::Cow;
use std::marker::PhantomData;

use asof_core::{Claimant, Key};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::fold::Transition;
use crate::row;
use crate::row::{Describe, Described, role, schema_of};

row! {
    /// What a row rests on.
    #[derive(Default)]
    pub struct Grounds as "Grounds" {
        /// The keys of the events that it rests on, in folding order, with their corrections.
        events: Vec<Key> as role::Event,
        /// Whose word the value is.
        attributed_to: Vec<Claimant> as role::Claimants,
        /// The events that confirm those.
        confirmed_by: Vec<Key> as role::Event,
        /// The events that deny those.
        denied_by: Vec<Key> as role::Event,
        /// Those of its events whose date, or whose link to the row, the encoder inferred.
        inferred: Vec<Key> as role::Event,
        /// The possible events that would change it; they stand in `possible`.
        maybe: Vec<Key> as role::Event,
        /// How it came about, from the first event to the last.
        history: Vec<Transition> as role::Rows,
        /// The events of which the record does not say which came last, where that decides the row.
        order_undecided: Vec<Key> as role::Event,
        /// What each of those would leave; each once.
        undecided_between: Vec<String> as role::Prose,
    }
}

/// Describes a row with this value.
pub(crate) fn describe<V: Describe>(described: &mut Described<'_>) {
    describe_process(described);
    V::describe(described);
    Grounds::describe(described);
}

/// Describes of which negotiation a row is.
pub(crate) fn describe_process(described: &mut Described<'_>) {
    let about = "The negotiation; null of what is registered, which belongs to the whole log.";
    described.add::<Option<Key>>("process", about);
}

/// A row with a value of one type, for its schema alone.
pub(crate) struct RowOf<V>(PhantomData<V>);

impl<V: Describe + JsonSchema> JsonSchema for RowOf<V> {
    fn schema_name() -> Cow<'static, str> {
        V::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("row of {}", V::schema_id()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = V::json_schema(generator);
        let about = value.get("description").and_then(|about| about.as_str()).unwrap_or_default();
        schema_of(about, describe::<V>, generator)
    }
}
