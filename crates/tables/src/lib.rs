//! The record as of a point as flat tables with typed columns, for programs that read tables: data frames, databases,
//! spreadsheets.
//!
//! [`tables`] makes them of the rows that answers are made of, and [`slot_table`] of what each field of a state says from when
//! to when. [`csv()`] and `parquet` write a file for each, [`sqlite()`] one database of all; [`package()`] describes the former
//! for programs that read Frictionless data packages, [`datasette()`] the latter for Datasette.
//!
//! Every table has the same columns at every point and of every log, also where it has no row.

mod cells;
mod datasette;
mod file;
mod package;
#[cfg(feature = "parquet")]
mod parquet;
mod set;
mod shape;
mod slots;
mod sqlite;
mod table;

pub use datasette::datasette;
pub use file::csv;
pub use package::{PACKAGE, is_package, package};
#[cfg(feature = "parquet")]
pub use parquet::parquet;
pub use set::tables;
pub use slots::slot_table;
pub use sqlite::{SqliteError, holds_tables, sqlite};
pub use table::{Column, Parent, Table, Type};
