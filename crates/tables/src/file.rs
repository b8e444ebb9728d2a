//! Tables as comma-separated values.

use asof_render::Dialect;

use crate::table::Table;

/// Returns a table as comma-separated values (RFC 4180, UTF-8): the names of the columns, then a line a row. What is null is
/// the empty field.
pub fn csv(table: &Table, dialect: Dialect) -> String {
    let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    dialect.write(&names, &table.rows)
}
