//! A table: named columns of one type each, and rows.

use serde_json::Value;

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name: lower case, with underscores.
    pub name: String,
    /// What a row is.
    pub about: String,
    /// The columns that name a row; empty if none do.
    pub key: Vec<&'static str>,
    /// The table of whose rows the rows are parts.
    pub parent: Option<Parent>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with a cell for every column: null, a flag, a number or a text, as the type of the column says.
    pub rows: Vec<Vec<Value>>,
}

/// The table of which another has parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// Its name.
    pub table: String,
    /// The columns that name a row of it, by the same names in both tables.
    pub key: Vec<&'static str>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it says.
    pub about: String,
    /// The type of its cells, each of which may be null.
    pub holds: Type,
}

/// The type of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text. A list is joined by `; `, whatever has fields is JSON.
    Text,
    /// A whole number.
    Integer,
    /// A number of a quantity: a whole number, or a decimal as its exact text.
    Number,
    /// `true` or `false`.
    Flag,
    /// A calendar day, as `2025-05-24`.
    Day,
    /// An instant in UTC, as `2025-05-24T21:00:00Z`.
    Instant,
}

impl Column {
    /// Returns a column.
    pub fn new(name: impl Into<String>, holds: Type, about: impl Into<String>) -> Self {
        Self { name: name.into(), about: about.into(), holds }
    }
}

impl Table {
    /// Returns the place of a column; `None` if there is none of that name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}
