//! Tables as one SQLite database.

use std::path::Path;

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use serde_json::Value;

use crate::table::{Column, Table, Type};

/// Why a database was not written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the database: {0}")]
pub struct SqliteError(#[from] rusqlite::Error);

/// Writes tables to a new database, a table each with its key and its indexes. Flags are 0 and 1, days and instants texts;
/// decimals of quantities are the nearest number.
///
/// # Errors
///
/// There is a database already, or it cannot be written.
pub fn sqlite(path: &Path, tables: &[Table]) -> Result<(), SqliteError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut database = Connection::open_with_flags(path, flags)?;
    // Nobody reads the file before it is whole.
    database.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
    let transaction = database.transaction()?;
    for table in tables {
        transaction.execute_batch(&declaration(table))?;
        let places = vec!["?"; table.columns.len()].join(", ");
        let mut insert =
            transaction.prepare(&format!("INSERT INTO {} VALUES ({places})", quoted(&table.name)))?;
        for row in &table.rows {
            insert.execute(params_from_iter(
                row.iter().zip(&table.columns).map(|(cell, column)| bound(cell, column)),
            ))?;
        }
    }
    for (table, columns) in INDEXES {
        let has = |column: &&str| tables.iter().any(|of| of.name == *table && of.column(column).is_some());
        if columns.iter().all(has) {
            let name = quoted(&format!("{table}_{}", columns.join("_")));
            let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
            transaction.execute_batch(&format!(
                "CREATE INDEX {name} ON {} ({});",
                quoted(table),
                columns.join(", ")
            ))?;
        }
    }
    transaction.commit()?;
    database.execute_batch("ANALYZE;")?;
    database.close().map_err(|(_, error)| error.into())
}

/// Returns whether a file is a database that [`sqlite()`] wrote.
pub fn holds_tables(path: &Path) -> bool {
    let found = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(|database| {
        let named = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('exported', 'slot_history')";
        database.query_row(named, [], |row| row.get::<_, i64>(0))
    });
    found.is_ok_and(|tables| tables == 2)
}

/// What questions look for.
const INDEXES: &[(&str, &[&str])] = &[
    ("slot_history", &["known_first_day", "occurred_first_day"]),
    ("events", &["key"]),
    ("events", &["kind"]),
    ("deliveries", &["path"]),
];

/// Returns the statement that makes a table.
fn declaration(table: &Table) -> String {
    let column = |column: &Column| format!("  {} {}", quoted(&column.name), type_name(column.holds));
    let list = |columns: &[&str]| columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ");
    let mut lines: Vec<String> = table.columns.iter().map(column).collect();
    if !table.key.is_empty() {
        lines.push(format!("  PRIMARY KEY ({})", list(&table.key)));
    }
    if let Some(parent) = &table.parent {
        let key = list(&parent.key);
        lines.push(format!("  FOREIGN KEY ({key}) REFERENCES {} ({key})", quoted(&parent.table)));
    }
    format!("CREATE TABLE {} (\n{}\n);", quoted(&table.name), lines.join(",\n"))
}

fn type_name(holds: Type) -> &'static str {
    match holds {
        Type::Text | Type::Day | Type::Instant => "TEXT",
        Type::Integer | Type::Flag => "INTEGER",
        Type::Number => "NUMERIC",
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Returns a cell as it is bound to a statement.
fn bound<'c>(cell: &'c Value, column: &Column) -> ToSqlOutput<'c> {
    match cell {
        Value::Null => rusqlite::types::Null.into(),
        Value::Bool(flag) => i64::from(*flag).into(),
        Value::Number(number) => number.as_i64().unwrap_or(i64::MAX).into(),
        // An affinity makes a number of its text.
        Value::String(text) => text.as_str().into(),
        other => unreachable!("`{}` holds {other}", column.name),
    }
}
