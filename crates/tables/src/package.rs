//! What tables in files are, for programs that read Frictionless data packages (Data Package 2.0).

use serde_json::{Value, json};

use crate::table::{Column, Table, Type};

/// The name of the file of a descriptor.
pub const PACKAGE: &str = "datapackage.json";

/// What a package says of the program that wrote it.
const WRITER: &str = "asof";

/// Returns whether a text is a descriptor that [`package`] made.
pub fn is_package(text: &[u8]) -> bool {
    serde_json::from_slice::<Value>(text).is_ok_and(|package| package["created_by"] == WRITER)
}

/// Returns the descriptor of a package of tables, each in a file of its name with this ending: `csv` or `parquet`. It
/// belongs beside them, as [`PACKAGE`].
pub fn package(tables: &[Table], name: &str, title: &str, ending: &str) -> Value {
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": title,
        "created_by": WRITER,
        "sources": sources(tables),
        "resources": tables.iter().map(|table| resource(table, ending)).collect::<Vec<_>>(),
    })
}

fn resource(table: &Table, ending: &str) -> Value {
    let mut resource = json!({
        "name": table.name,
        "type": "table",
        "path": format!("{}.{ending}", table.name),
        "description": table.about,
        "format": ending,
        "mediatype": if ending == "csv" { "text/csv" } else { "application/vnd.apache.parquet" },
        "schema": schema(table),
    });
    if ending == "csv" {
        resource["encoding"] = "utf-8".into();
    }
    resource
}

fn schema(table: &Table) -> Value {
    let fields: Vec<Value> = table.columns.iter().map(field).collect();
    let mut schema = json!({ "fields": fields, "missingValues": [""] });
    if !table.key.is_empty() {
        schema["primaryKey"] = json!(table.key);
    }
    if let Some(parent) = &table.parent {
        let reference = json!({ "resource": parent.table, "fields": parent.key });
        schema["foreignKeys"] = json!([{ "fields": parent.key, "reference": reference }]);
    }
    schema
}

fn field(column: &Column) -> Value {
    let holds = match column.holds {
        Type::Text => "string",
        Type::Integer => "integer",
        Type::Number => "number",
        Type::Flag => "boolean",
        Type::Day => "date",
        Type::Instant => "datetime",
    };
    json!({ "name": column.name, "type": holds, "description": column.about })
}

/// Returns the sources of the record, as a package names them.
fn sources(tables: &[Table]) -> Vec<Value> {
    let Some(table) = tables.iter().find(|table| table.name == "sources") else { return Vec::new() };
    let of =
        |row: &[Value], name: &str| table.column(name).map(|place| row[place].clone()).unwrap_or_default();
    let source = |row: &Vec<Value>| {
        let mut source = json!({ "title": of(row, "title") });
        if !of(row, "url").is_null() {
            source["path"] = of(row, "url");
        }
        source
    };
    table.rows.iter().map(source).collect()
}
