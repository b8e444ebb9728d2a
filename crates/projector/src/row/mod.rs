//! Rows: what a state and an answer are made of.
//!
//! A row is declared once, with [`row!`](crate::row!): its fields, each with its type, its role and its description. From
//! that one declaration come what JSON has of it, the schema of that, the columns of a table, whom it names, and what a
//! difference compares.

mod declare;
mod field;
mod schema;
mod values;

use asof_core::Key;
use serde_json::{Map, Value};

pub use field::{Cell, Field, Nested, role};
pub use schema::{CellType, Column, Described, Holds, columns, describe};
pub(crate) use schema::{columns_of, schema_of, schemas_of};
pub use values::{Dated, DueDate, Instant};

#[doc(hidden)]
pub use schemars;

/// The fields of a row, an answer or a part of one.
pub trait Fields {
    /// Writes every field, in the order of the contract.
    fn write(&self, row: &mut Row<'_>);
    /// Hands over what each field says, but for what follows from other rows and the date asked about.
    fn cells<'a>(&'a self, visit: &mut dyn FnMut(&'static str, Cell<'a>));
    /// Hands over the persons and bodies that it names. Whose word it is, is not what it is about.
    fn actors<'a>(&'a self, visit: &mut dyn FnMut(&'a Key));
    /// Replaces invisible characters in each of its texts by their code points ([`asof_core::unseen`]).
    fn escape_invisible(&mut self);
}

/// Fields that can be described where there are none.
pub trait Describe {
    /// Describes every field, in the order of the contract.
    fn describe(described: &mut Described<'_>);
}

impl<T: Fields + ?Sized> Fields for Box<T> {
    fn write(&self, row: &mut Row<'_>) {
        (**self).write(row);
    }

    fn cells<'a>(&'a self, visit: &mut dyn FnMut(&'static str, Cell<'a>)) {
        (**self).cells(visit);
    }

    fn actors<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
        (**self).actors(visit);
    }

    fn escape_invisible(&mut self) {
        Fields::escape_invisible(&mut **self);
    }
}

impl<T: Describe> Describe for Box<T> {
    fn describe(described: &mut Described<'_>) {
        T::describe(described);
    }
}

/// Says what to show for a registered key.
pub trait Naming {
    /// Returns the name to show for a key; the key itself if it is not registered.
    fn name<'a>(&'a self, key: &'a str) -> &'a str;
}

/// Writes the fields of a row: every field present, lists never null.
#[derive(Clone, Copy)]
pub struct Writing<'n> {
    detail: Detail,
    names: Option<&'n dyn Naming>,
}

/// Whether a row repeats what follows from its other fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Dates with their bounds, durations in minutes, what other rows and the date asked about say of it.
    Resolved,
    /// Only what is written.
    Written,
}

impl<'n> Writing<'n> {
    /// Writes all of a row, and behind each registered key its name.
    pub fn named(names: &'n dyn Naming) -> Self {
        Self { detail: Detail::Resolved, names: Some(names) }
    }

    /// Writes all of a row, and no names.
    pub fn whole() -> Self {
        Self { detail: Detail::Resolved, names: None }
    }

    /// Writes only what is written, as a difference compares it.
    pub fn as_written() -> Self {
        Self { detail: Detail::Written, names: None }
    }

    /// Returns what is written, and behind each registered key its name.
    pub fn as_written_named(names: &'n dyn Naming) -> Self {
        Self { detail: Detail::Written, names: Some(names) }
    }

    /// Returns the fields of a row.
    pub fn row(self, fields: &(impl Fields + ?Sized)) -> Map<String, Value> {
        let mut row = self.begin();
        fields.write(&mut row);
        row.into_fields()
    }

    /// Returns a row without any field yet.
    pub fn begin(self) -> Row<'n> {
        Row { fields: Map::with_capacity(FIELDS), writing: self }
    }

    /// Returns a row as JSON.
    pub fn json(self, fields: &(impl Fields + ?Sized)) -> Value {
        Value::Object(self.row(fields))
    }
}

/// Room for the fields of most rows; what a longer one needs is added.
const FIELDS: usize = 28;

/// The fields of a row as they are written.
pub struct Row<'n> {
    fields: Map<String, Value>,
    writing: Writing<'n>,
}

impl Row<'_> {
    /// Puts a field.
    pub fn put(&mut self, name: &str, value: Value) {
        self.fields.insert(name.to_owned(), value);
    }

    /// Returns the fields.
    pub fn into_fields(self) -> Map<String, Value> {
        self.fields
    }

    /// Returns whether the row has only what is written.
    pub fn is_as_written(&self) -> bool {
        self.writing.detail == Detail::Written
    }

    /// Returns a row within this one as JSON; it has all of its fields.
    pub fn nested(&self, fields: &impl Fields) -> Value {
        Writing { detail: Detail::Resolved, ..self.writing }.json(fields)
    }

    /// Returns the name to show behind a registered key; `None` if the row has no names.
    pub fn name_of(&self, key: &str) -> Option<String> {
        self.writing.names.map(|names| names.name(key).to_owned())
    }

    /// Puts the name of a registered key behind it.
    fn put_name(&mut self, name: &str, key: Option<&Key>) {
        if let Some(names) = self.writing.names {
            let shown = key.map(|key| names.name(key.as_str()).into());
            self.put(&format!("{name}_name"), shown.unwrap_or_default());
        }
    }
}
