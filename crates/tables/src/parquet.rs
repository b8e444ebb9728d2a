//! Tables as Parquet, a file each.

use std::sync::Arc;

use ::parquet::basic::Compression;
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::Result;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::parser::parse_message_type;
use chrono::{DateTime, NaiveDate};
use serde_json::Value;

use crate::table::{Column, Table, Type};

/// Returns a table as a Parquet file of one row group, compressed with Snappy. Texts are strings, days dates, instants
/// timestamps of microseconds in UTC. Numbers of quantities are doubles: whole numbers are exact in them, decimals the nearest
/// one. What a column says is in its metadata, under `about:` and its name.
pub fn parquet(table: &Table) -> Vec<u8> {
    written(table).unwrap_or_else(|error| unreachable!("a table in memory: {error}"))
}

fn written(table: &Table) -> Result<Vec<u8>> {
    let about = |name: String, about: &str| KeyValue::new(name, about.to_owned());
    let columns = table.columns.iter().map(|column| about(format!("about:{}", column.name), &column.about));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("asof {}", env!("CARGO_PKG_VERSION")))
        .set_key_value_metadata(Some(
            std::iter::once(about("about".to_owned(), &table.about)).chain(columns).collect(),
        ));
    let mut writer = SerializedFileWriter::new(
        Vec::new(),
        Arc::new(parse_message_type(&schema(table))?),
        Arc::new(properties.build()),
    )?;
    let mut group = writer.next_row_group()?;
    for (place, column) in table.columns.iter().enumerate() {
        let cells: Vec<&Value> = table.rows.iter().map(|row| &row[place]).collect();
        // Each column of the schema has a writer.
        if let Some(mut writer) = group.next_column()? {
            write(column, &cells, &mut writer)?;
            writer.close()?;
        }
    }
    group.close()?;
    writer.into_inner()
}

/// Returns the schema in the language of the format.
fn schema(table: &Table) -> String {
    let field = |column: &Column| {
        let holds = match column.holds {
            Type::Text => ("BYTE_ARRAY", " (STRING)"),
            Type::Integer => ("INT64", ""),
            Type::Number => ("DOUBLE", ""),
            Type::Flag => ("BOOLEAN", ""),
            Type::Day => ("INT32", " (DATE)"),
            Type::Instant => ("INT64", " (TIMESTAMP(MICROS,true))"),
        };
        format!("  OPTIONAL {} {}{};\n", holds.0, column.name, holds.1)
    };
    let fields: String = table.columns.iter().map(field).collect();
    format!("message {} {{\n{fields}}}", table.name)
}

fn write(column: &Column, cells: &[&Value], writer: &mut SerializedColumnWriter<'_>) -> Result<()> {
    match column.holds {
        Type::Text => put::<ByteArrayType>(writer, cells, |cell| Some(ByteArray::from(cell.as_str()?))),
        Type::Integer => put::<Int64Type>(writer, cells, Value::as_i64),
        Type::Number => put::<DoubleType>(writer, cells, number),
        Type::Flag => put::<BoolType>(writer, cells, Value::as_bool),
        Type::Day => put::<Int32Type>(writer, cells, day),
        Type::Instant => put::<Int64Type>(writer, cells, |cell| {
            Some(DateTime::parse_from_rfc3339(cell.as_str()?).ok()?.timestamp_micros())
        }),
    }
}

/// Writes the cells of a column; what is null has the definition level 0.
fn put<T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    cells: &[&Value],
    value: impl Fn(&Value) -> Option<T::T>,
) -> Result<()>
where
    T::T: Clone,
{
    let values: Vec<Option<T::T>> = cells.iter().map(|cell| value(cell)).collect();
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let stated: Vec<T::T> = values.into_iter().flatten().collect();
    writer.typed::<T>().write_batch(&stated, Some(&levels), None).map(drop)
}

/// Returns the number nearest to that of a quantity.
fn number(cell: &Value) -> Option<f64> {
    cell.as_f64().or_else(|| cell.as_str()?.parse().ok())
}

/// Returns the days of a date since the beginning of 1970.
fn day(cell: &Value) -> Option<i32> {
    let day: NaiveDate = cell.as_str()?.parse().ok()?;
    i32::try_from((day - NaiveDate::default()).num_days()).ok()
}
