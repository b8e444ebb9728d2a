//! Rows as comma-separated values (RFC 4180, UTF-8, line ends LF), for tables and data frames.
//!
//! - The first line names the columns. They are the fields of the row in the order of the contract, the same for every
//!   row and every point, also where there is no row.
//! - Text, numbers and `true`/`false` stand as they are; null is the empty field.
//! - A quantity becomes seven columns: `promised_low`, `promised_high`, `promised_best`, `promised_bound`,
//!   `promised_unit`, `promised_per`, `promised_every`. What may be a quantity or something else (`before` and `after` of a history) has these beside it.
//! - A list of words is joined by `; `; every other object or list is JSON in one field.
//! - Events (`log`) have the columns of their envelope, their kind and its phase; `sources` are `source:lines` joined by
//!   `; `, `what` is JSON.
//! - A field that begins with `=`, `+`, `-` or `@` is data and not altered, and a spreadsheet runs it: for those there is
//!   [`Dialect::Excel`].

mod events;
mod guard;

use ::csv::{Terminator, WriterBuilder};
use asof_projector::{Column, Holds};
use asof_query::{Answer, Body};
use serde_json::{Map, Value};

use super::rows::{Table, table};

/// The fields of a quantity, in the order of the contract.
const QUANTITY: [&str; 7] = ["low", "high", "best", "bound", "unit", "per", "every"];

/// For which programs rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// For any: every field is what the record says.
    Plain,
    /// For spreadsheets: no field is a formula.
    Guarded,
    /// For files that spreadsheets open: guarded, with line ends CR LF (RFC 4180), and a byte order mark, without which Excel
    /// takes the text for one of another encoding.
    Excel,
}

impl Dialect {
    fn line_end(self) -> Terminator {
        match self {
            Self::Plain | Self::Guarded => Terminator::Any(b'\n'),
            Self::Excel => Terminator::CRLF,
        }
    }

    fn beginning(self) -> &'static str {
        match self {
            Self::Plain | Self::Guarded => "",
            Self::Excel => "\u{feff}",
        }
    }

    /// Returns rows below a line with the names of their columns.
    pub fn write(self, columns: &[String], rows: &[Vec<Value>]) -> String {
        let mut writer = WriterBuilder::new()
            .terminator(self.line_end())
            .from_writer(self.beginning().as_bytes().to_vec());
        let mut write = |record: Vec<String>| {
            writer.write_record(record).unwrap_or_else(|error| unreachable!("a row in memory: {error}"));
        };
        write(columns.to_vec());
        rows.iter().for_each(|row| write(row.iter().map(|value| self.cell(value)).collect()));
        let bytes = writer.into_inner().unwrap_or_else(|error| unreachable!("rows in memory: {error}"));
        String::from_utf8(bytes).unwrap_or_else(|error| unreachable!("text made of text: {error}"))
    }

    /// Returns a value as it stands in one field.
    fn cell(self, value: &Value) -> String {
        match self {
            Self::Plain => cell(value),
            Self::Guarded | Self::Excel => guard::guarded(value, cell(value)),
        }
    }
}

/// Returns the rows of an answer as comma-separated values.
///
/// # Errors
///
/// The answer has no rows: what has them is named.
pub fn csv(answer: &Answer, dialect: Dialect) -> Result<String, String> {
    let Table { columns, rows } = table(answer)?;
    let events = match &answer.body {
        Body::Log(log) => Some(&log.events),
        _ => None,
    };
    let columns = match events {
        Some(_) => events::COLUMNS.map(str::to_owned).to_vec(),
        None => columns.iter().flat_map(columns_of).collect(),
    };
    let row = |(place, row): (usize, Map<String, Value>)| {
        let mut cells = match events.and_then(|events| events.get(place)) {
            Some(event) => events::cells(event, row),
            None => cells(row),
        };
        columns.iter().map(|column| cells.remove(column).unwrap_or_default()).collect()
    };
    let rows: Vec<Vec<Value>> = rows.into_iter().enumerate().map(row).collect();
    Ok(dialect.write(&columns, &rows))
}

/// Returns the columns of a table that one column of rows becomes.
fn columns_of(column: &Column) -> Vec<String> {
    let name = &column.name;
    let quantity = QUANTITY.iter().map(|part| format!("{name}_{part}"));
    match column.holds {
        Holds::Cell(_) | Holds::Rows(_) => vec![name.clone()],
        Holds::Quantity => quantity.collect(),
        Holds::Anything => std::iter::once(name.clone()).chain(quantity).collect(),
    }
}

/// Returns what stands in each column of a row.
fn cells(row: Map<String, Value>) -> Map<String, Value> {
    let mut cells = Map::new();
    for (name, value) in row {
        if let Some(parts) = quantity(&value) {
            cells.extend(parts.map(|(part, value)| (format!("{name}_{part}"), value.clone())));
        } else {
            cells.insert(name, value);
        }
    }
    cells
}

/// Returns the fields of a quantity, if the value is one.
fn quantity(value: &Value) -> Option<impl Iterator<Item = (&String, &Value)>> {
    let fields = value.as_object()?;
    fields.keys().eq(QUANTITY).then(|| fields.iter())
}

/// Returns a value as it stands in one field.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            items.iter().map(cell).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_stands_in_a_field_reads_as_a_table_has_it() {
        for (value, expected) in [
            (json!(null), ""),
            (json!("=1+1"), "=1+1"),
            (json!(true), "true"),
            (json!(1200), "1200"),
            (json!([]), ""),
            (json!(["russia", "ukraine"]), "russia; ukraine"),
            (json!([{ "id": "a" }]), r#"[{"id":"a"}]"#),
            (json!({ "a": [1] }), r#"{"a":[1]}"#),
        ] {
            assert_eq!(cell(&value), expected);
        }
    }

    #[test]
    fn a_quantity_is_seven_columns_and_any_other_object_is_one() {
        let quantity = json!({ "low": 1, "high": null, "best": 2, "bound": "at-least", "unit": "person", "per": "total", "every": null });
        let Value::Object(row) = json!({ "promised": quantity, "delivered": null, "other": { "low": 1 } })
        else {
            panic!("a row is an object")
        };
        let cells = cells(row);
        let named: Vec<(&str, String)> =
            cells.iter().map(|(name, value)| (name.as_str(), cell(value))).collect();
        let expected = [
            ("promised_low", "1"),
            ("promised_high", ""),
            ("promised_best", "2"),
            ("promised_bound", "at-least"),
            ("promised_unit", "person"),
            ("promised_per", "total"),
            ("promised_every", ""),
            ("delivered", ""),
            ("other", r#"{"low":1}"#),
        ];
        assert_eq!(named, expected.map(|(name, cell)| (name, cell.to_owned())));
    }
}
