//! The JSON contract: every document that the program prints, described once.
//!
//! Each document is a type that serde reads, and whose JSON Schema is generated from it; the descriptions are those of
//! its fields. Every field is always there; what is unknown or not stated is null, and a list is never null. Reading is
//! strict: it refuses what this version does not describe. The published schemas are not, for a later version may add
//! fields and values; it renames none.
//!
//! ```
//! use asof_query::contract::{self, Error};
//! let printed = r#"{"schema":"asof.error/2","exit_code":2,"message":"no such round","hint":null,"problems":[]}"#;
//! let error: Error = serde_json::from_str(printed)?;
//! assert_eq!(error.exit_code, 2);
//! assert_eq!(contract::find("error").unwrap().schema()["$id"], "asof.error/2");
//! # Ok::<(), serde_json::Error>(())
//! ```

pub mod common;
pub mod envelope;
mod macros;
mod openness;
mod stored;

use asof_core::{Draft, Event};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Deserialize;
use serde::de::Error as _;
use serde_json::{Value, json};

use envelope::Document;

/// Declares the documents, one file each.
macro_rules! documents {
    ($($file:ident::$document:ident,)+) => {
        $(
            pub mod $file;
            pub use $file::$document;
        )+

        /// Every document, and the two forms of an entry of the log.
        pub const CONTRACTS: &[Contract] = &[
            $(Contract { name: <$document as Document>::NAME, generate: generate::<$document> },)+
            Contract { name: EVENT, generate: on_a_line::<Event> },
            Contract { name: DRAFT, generate: on_a_line::<Draft> },
        ];

        /// Reads the document of a name strictly.
        fn read(name: &str, document: &Value) -> Result<(), serde_json::Error> {
            match name {
                $(<$document as Document>::NAME => $document::deserialize(document).map(|_| ()),)+
                EVENT => Event::from_line(&document.to_string()).map(|_| ()).map_err(serde_json::Error::custom),
                DRAFT => Draft::from_json(&document.to_string()).map(|_| ()).map_err(serde_json::Error::custom),
                other => unreachable!("no contract is called {other}"),
            }
        }
    };
}

/// One line of a log.
const EVENT: &str = "event";
/// What `append` takes.
const DRAFT: &str = "draft";

// A new document is its file and one line here.
documents! {
    state::State,
    hindsight::Hindsight,
    diff::Diff,
    due::DueList,
    log::Log,
    show::Show,
    why::Why,
    history::History,
    compare::Compare,
    about::About,
    names::Names,
    append::Append,
    replay::Replay,
    receipt::Receipt,
    check::Check,
    checks::Checks,
    explain::Explain,
    codes::Codes,
    snapshot::Snapshot,
    copy::Copy,
    init::Init,
    error::Error,
}

/// A document of the contract, or a form of an entry of the log: its name, its schema, its reader.
#[derive(Debug, Clone, Copy)]
pub struct Contract {
    /// Its name, as `asof schema NAME` takes it.
    pub name: &'static str,
    generate: fn() -> Schema,
}

/// Returns the contract of this name, if there is one.
pub fn find(name: &str) -> Option<&'static Contract> {
    CONTRACTS.iter().find(|contract| contract.name == name)
}

impl Contract {
    /// Returns what the field `schema` of the document says, and its schema's `$id`.
    pub fn id(&self) -> String {
        format!("asof.{}/2", self.name)
    }

    /// Returns the JSON Schema to publish: a later version may add fields and values to a document, so it does not
    /// forbid them. What a log or an append takes is closed.
    pub fn schema(&self) -> Value {
        let mut schema = self.strict_schema();
        if ![EVENT, DRAFT].contains(&self.name)
            && let Ok(schema) = <&mut Schema>::try_from(&mut schema)
        {
            openness::open(schema);
        }
        schema
    }

    /// Returns the JSON Schema of this version alone: it forbids every field and value that is not described.
    pub fn strict_schema(&self) -> Value {
        let mut schema = (self.generate)();
        openness::tidy(&mut schema);
        let Value::Object(mut fields) = schema.to_value() else {
            unreachable!("a type is described by an object")
        };
        let first = ["$schema", "title"].map(|field| fields.shift_remove(field));
        let mut root = serde_json::Map::new();
        root.insert("$schema".to_owned(), first[0].clone().unwrap_or_default());
        root.insert("$id".to_owned(), json!(self.id()));
        root.insert("title".to_owned(), first[1].clone().unwrap_or_default());
        root.extend(fields);
        Value::Object(root)
    }

    /// Returns what it is, in a sentence.
    pub fn about(&self) -> String {
        let described = self.strict_schema();
        let about = described["description"].as_str().unwrap_or_default();
        let end = about.find(['.', ':']).unwrap_or(about.len());
        about[..end].to_owned()
    }

    /// Reads a document strictly.
    ///
    /// # Errors
    ///
    /// A field is missing, has another type, or is not described.
    pub fn read(&self, document: &Value) -> Result<(), serde_json::Error> {
        read(self.name, document)
    }
}

fn generate<T: JsonSchema>() -> Schema {
    // As it is written: an option is there, and may be null.
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

fn on_a_line<T: JsonSchema>() -> Schema {
    let mut schema = generate::<T>();
    asof_core::as_on_a_line(&mut schema);
    schema
}
