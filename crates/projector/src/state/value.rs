//! The value of a slot: of each collection its own type.

use asof_core::Key;
use schemars::{Schema, SchemaGenerator};

use super::facets::Facets;
use crate::grounds::{self, RowOf};
use crate::path::Collection;
use crate::row::{Cell, Column, Fields, Row, columns_of, schemas_of};

/// Declares the values of slots: of each collection its type, and the variant that holds it.
macro_rules! values {
    ($($collection:ident = $name:literal, $about:literal => $variant:ident($value:ty),
        leading $leading:literal, succession $succession:literal, sides $sides:literal;)+) => {
        /// The value of a slot, by collection.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each variant is documented by its type")]
        pub enum Value {
            $($variant($value),)+
        }

        impl Fields for Value {
            fn write(&self, row: &mut Row<'_>) {
                match self {
                    $(Self::$variant(value) => value.write(row),)+
                }
            }

            fn cells<'a>(&'a self, visit: &mut dyn FnMut(&'static str, Cell<'a>)) {
                match self {
                    $(Self::$variant(value) => value.cells(visit),)+
                }
            }

            fn actors<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
                match self {
                    $(Self::$variant(value) => value.actors(visit),)+
                }
            }

            fn escape_invisible(&mut self) {
                match self {
                    $(Self::$variant(value) => Fields::escape_invisible(value),)+
                }
            }
        }

        impl Value {
            /// Returns what is asked of every row.
            pub fn facets(&self) -> &dyn Facets {
                match self {
                    $(Self::$variant(value) => value.facets(),)+
                }
            }
        }

        impl Collection {
            /// Returns the columns of a table of the collection's rows.
            pub fn columns(self) -> Vec<Column> {
                match self {
                    $(Self::$collection => columns_of(grounds::describe::<$value>),)+
                }
            }

            /// Returns the schemas of the fields of the collection's rows, without what is said about each.
            pub fn field_schemas(self, generator: &mut SchemaGenerator) -> Vec<Schema> {
                match self {
                    $(Self::$collection => schemas_of(grounds::describe::<$value>, generator),)+
                }
            }

            /// Returns the schema of one of the collection's rows.
            pub fn row_schema(self, generator: &mut SchemaGenerator) -> Schema {
                match self {
                    $(Self::$collection => generator.subschema_for::<RowOf<$value>>(),)+
                }
            }
        }
    };
}

crate::state::collections!(values);
