//! What a fact says: a row of a state, or one field of it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use asof_projector::{Collection, Described, Field, Fields, Holds, Naming, Row, State, StateRow};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

/// What a fact says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// It is not there.
    Nothing,
    /// A row.
    Row(Box<StateRow>),
    /// One field of a row.
    Field {
        /// The row.
        row: Box<StateRow>,
        /// The name of the field.
        name: String,
        /// The field as JSON, with the names of registered keys behind them.
        value: Value,
    },
}

impl Fact {
    /// Returns a row of a state.
    pub(crate) fn row(state: &State, path: &asof_projector::Path) -> Self {
        let slot = state.slots.get(path);
        slot.map_or(Self::Nothing, |slot| Self::Row(Box::new(state.row(path, slot))))
    }

    /// Returns one field of a row of a state, as it is written.
    pub(crate) fn field(state: &State, path: &asof_projector::Path, name: &str, names: &dyn Naming) -> Self {
        let Some(slot) = state.slots.get(path) else { return Self::Nothing };
        Self::field_of(state.row(path, slot), name, slot.fields_named(names))
    }

    /// Returns one of these fields of a row.
    pub(crate) fn field_of(row: StateRow, name: &str, mut fields: Map<String, Value>) -> Self {
        let value = fields.get_mut(name).map_or(Value::Null, Value::take);
        Self::Field { row: Box::new(row), name: name.to_owned(), value }
    }

    /// Returns whether nothing is said: there is no row, or the field is null.
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Row(_) => false,
            Self::Field { value, .. } => value.is_null(),
        }
    }

    /// Returns whether it says the same: of a field the rest of its row may differ.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Field { value: one, .. }, Self::Field { value: other, .. }) => one == other,
            (one, other) => one == other || one.is_nothing() && other.is_nothing(),
        }
    }

    /// Returns the row that it is, or of which it is a field.
    pub fn state_row(&self) -> Option<&StateRow> {
        match self {
            Self::Nothing => None,
            Self::Row(row) | Self::Field { row, .. } => Some(row),
        }
    }
}

/// A fact as a field: a row, the value of one of its fields, or null.
#[derive(Debug)]
pub(crate) enum AsFact {}

impl Field<AsFact> for Fact {
    fn put(&self, name: &str, row: &mut Row<'_>) {
        let value = match self {
            Self::Nothing => Value::Null,
            Self::Row(nested) => row.nested(&**nested),
            Self::Field { value, .. } => value.clone(),
        };
        row.put(name, value);
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        let row = described.generator().subschema_for::<StateRow>();
        let field = described.generator().subschema_for::<AnyField>();
        described.add_as(name, about, json_schema!({ "anyOf": [row, field, { "type": "null" }] }));
        described.holds(Holds::Anything);
    }

    fn escape_invisible(&mut self) {
        match self {
            Self::Nothing => {}
            Self::Row(row) => Fields::escape_invisible(&mut **row),
            Self::Field { row, value, .. } => {
                Fields::escape_invisible(&mut **row);
                escape_invisible(value);
            }
        }
    }
}

/// Replaces invisible characters in each text of a value by their code points (`<U+202E>`).
pub(crate) fn escape_invisible(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(visible) = asof_core::unseen::visible(text) {
                *text = visible;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(escape_invisible),
        Value::Object(fields) => {
            if fields.keys().any(|field| !asof_core::unseen::is_seen(field)) {
                let named = std::mem::take(fields).into_iter();
                let visible = |field: String| asof_core::unseen::visible(&field).into_owned();
                *fields = named.map(|(field, value)| (visible(field), value)).collect();
            }
            fields.values_mut().for_each(escape_invisible);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What one field of a row can be, for its schema alone.
enum AnyField {}

impl JsonSchema for AnyField {
    fn schema_name() -> Cow<'static, str> {
        "Field".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let all: BTreeSet<String> = Collection::ALL
            .into_iter()
            .flat_map(|collection| collection.field_schemas(generator))
            .map(|schema| schema.to_value().to_string())
            .collect();
        let all = all.iter().filter_map(|schema| serde_json::from_str::<Value>(schema).ok());
        json_schema!({
            "description": "The value of one field of a row, as it appears in the row.",
            "anyOf": all.collect::<Vec<_>>(),
        })
    }
}
