//! A row of a state: a slot as the JSON contract has it, its value with what it rests on.

use std::borrow::Cow;

use asof_core::{Key, Until};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::grounds::{Grounds, describe_process};
use crate::path::{Collection, Path};
use crate::row::{Cell, Describe, Described, Field, Fields, Row, role};
use crate::rows::State;
use crate::slot::Slot;
use crate::state::value::Value;

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

    fn escape_invisible(&mut self) {
        Fields::escape_invisible(&mut self.value);
        Fields::escape_invisible(&mut self.grounds);
    }
}

/// The fields that rows of every sort have.
impl Describe for StateRow {
    fn describe(described: &mut Described<'_>) {
        describe_process(described);
        Grounds::describe(described);
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
