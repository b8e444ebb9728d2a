//! A row of a state: a slot as the JSON contract has it, its value with what it rests on.

use std::borrow::Cow;
use std::marker::PhantomData;

use asof_core::{Claimant, Key, Until};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Cell, Describe, Described, Field, Fields, Row, role, schema_of};
use crate::rows::State;
use crate::slot::{Slot, Transition, Value};

/// A row of a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateRow {
    /// The process; `None` of what is registered, which belongs to the whole log.
    pub process: Option<Key>,
    /// The path of its slot; in no row.
    pub path: Path,
    /// What it says.
    pub value: Value,
    /// What it rests on.
    pub grounds: Grounds,
}

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

impl State {
    /// Returns a slot as a row.
    pub fn row(&self, path: &Path, slot: &Slot) -> StateRow {
        // Where knowledge is no question, nothing rests on when a thing was known.
        let is_used = |key: &&Key| self.as_of.known != Until::All || !slot.inferred_as_known.contains(key);
        StateRow {
            process: (!path.collection().is_registry()).then(|| self.process.clone()),
            path: path.clone(),
            value: self.complete(slot),
            grounds: Grounds {
                events: slot.events.clone(),
                attributed_to: slot.attributed_to.clone(),
                confirmed_by: slot.confirmed_by.clone(),
                denied_by: slot.denied_by.clone(),
                inferred: slot.inferred.iter().filter(is_used).cloned().collect(),
                maybe: self.maybe(path).into_iter().cloned().collect(),
                history: slot.history.clone(),
                order_undecided: slot.order_undecided.iter().map(|of| of.event.clone()).collect(),
                undecided_between: slot.undecided_between(),
            },
        }
    }
}

impl Fields for StateRow {
    fn write(&self, row: &mut Row<'_>) {
        Field::<role::Plain>::put(&self.process, "process", row);
        self.value.write(row);
        self.grounds.write(row);
    }

    fn cells<'a>(&'a self, visit: &mut dyn FnMut(&'static str, Cell<'a>)) {
        self.value.cells(visit);
        self.grounds.cells(visit);
    }

    fn actors<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
        self.value.actors(visit);
    }

    fn make_visible(&mut self) {
        self.value.make_visible();
        self.grounds.make_visible();
    }
}

/// Describes a row with this value.
pub(crate) fn describe<V: Describe>(described: &mut Described<'_>) {
    described.add::<Option<Key>>(
        "process",
        "The negotiation; null of what is registered, which belongs to the whole log.",
    );
    V::describe(described);
    Grounds::describe(described);
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

/// A row of any sort.
impl JsonSchema for StateRow {
    fn schema_name() -> Cow<'static, str> {
        "Row".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let rows: Vec<Schema> =
            Collection::ALL.into_iter().map(|collection| collection.row_schema(generator)).collect();
        json_schema!({
            "description": "A row of any sort; the first word of its path says of which.",
            "anyOf": rows,
        })
    }
}
