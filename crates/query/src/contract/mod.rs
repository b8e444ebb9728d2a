//! The JSON contract: every document that the program prints, and the schema of each.
//!
//! Each document is declared where it is made, with the descriptions of its fields; here the schemas are published. Every
//! field is always there; what is unknown or not stated is null, and a list is never null. The strict schema of a document
//! refuses what this version does not describe. The published one does not, for a later version may add fields and values;
//! it renames none.
//!
//! ```
//! use asof_query::contract;
//! let error = contract::find("error").unwrap();
//! assert_eq!(error.id(), "asof.error/2");
//! assert_eq!(error.schema()["$id"], "urn:asof:schema:error:2");
//! assert_eq!(error.strict_schema()["additionalProperties"], false);
//! ```

mod openness;

use asof_core::{Draft, Event};
use asof_projector::Collection;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::answers::about::About;
use crate::answers::brief::Brief;
use crate::answers::compare::Compare;
use crate::answers::diff::DiffAnswer;
use crate::answers::disputes::Disputes;
use crate::answers::document::{Document, id_of, urn_of};
use crate::answers::due::DueList;
use crate::answers::explain::{Codes, Explain};
use crate::answers::hindsight::Hindsight;
use crate::answers::history::History;
use crate::answers::log::Listing;
use crate::answers::names::NameList;
use crate::answers::processes::ProcessList;
use crate::answers::receipt::ReceiptDocument;
use crate::answers::replay::ReplayAnswer;
use crate::answers::show::Show;
use crate::answers::state::StateAnswer;
use crate::answers::why::Why;
use crate::check::problem::ErrorDocument;
use crate::check::{CheckDocument, Checks};
use crate::snapshot::SnapshotAnswer;
use crate::write::append::{AppendAnswer, ImportAnswer};
use crate::write::copy::CopyAnswer;
use crate::write::init::InitAnswer;
use crate::write::table::ImportTableAnswer;

/// One line of a log.
const EVENT: &str = "event";
/// What `append` takes.
const DRAFT: &str = "draft";

/// Every document, and the two forms of an entry of the log.
// A new document is one line here.
pub const CONTRACTS: &[Contract] = &[
    Contract { generate: of_state, ..document::<StateAnswer>() },
    document::<Hindsight>(),
    document::<DiffAnswer>(),
    document::<DueList>(),
    document::<Disputes>(),
    document::<Brief>(),
    document::<Listing>(),
    document::<Show>(),
    document::<Why>(),
    document::<History>(),
    document::<Compare>(),
    document::<About>(),
    document::<NameList>(),
    document::<ProcessList>(),
    document::<AppendAnswer>(),
    document::<ImportAnswer>(),
    document::<ImportTableAnswer>(),
    document::<ReplayAnswer>(),
    document::<ReceiptDocument>(),
    document::<CheckDocument>(),
    document::<Checks>(),
    document::<Explain>(),
    document::<Codes>(),
    document::<SnapshotAnswer>(),
    document::<CopyAnswer>(),
    document::<InitAnswer>(),
    document::<ErrorDocument>(),
    Contract { name: EVENT, generate: on_a_line::<Event> },
    Contract { name: DRAFT, generate: on_a_line::<Draft> },
];

/// A document of the contract, or a form of an entry of the log: its name and its schema.
#[derive(Debug, Clone, Copy)]
pub struct Contract {
    /// Its name, as `asof schema NAME` takes it.
    pub name: &'static str,
    generate: fn() -> Schema,
}

const fn document<T: Document>() -> Contract {
    Contract { name: T::NAME, generate: of_document::<T> }
}

/// Returns the contract of this name, if there is one.
pub fn find(name: &str) -> Option<&'static Contract> {
    CONTRACTS.iter().find(|contract| contract.name == name)
}

impl Contract {
    /// Returns what the field `schema` of the document says.
    pub fn id(&self) -> String {
        id_of(self.name)
    }

    /// Returns the `$id` of its schema: a name that stays the same within a version. It is no address.
    pub fn urn(&self) -> String {
        urn_of(self.name)
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
        let mut root = Map::new();
        root.insert("$schema".to_owned(), first[0].clone().unwrap_or_default());
        root.insert("$id".to_owned(), json!(self.urn()));
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
}

fn generate<T: JsonSchema>() -> Schema {
    // As it is written: an option is there, and may be null.
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

/// Describes a document: before its own fields stands the one that says which it is.
fn of_document<T: Document>() -> Schema {
    let mut schema = generate::<T>();
    let which = json!({
        "description": "The name of this document and its version.",
        "type": "string",
        "const": T::id(),
    });
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.shift_insert(0, "schema".to_owned(), which);
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.insert(0, json!("schema"));
    }
    schema
}

/// Describes a state: every part is there unless `only` names some.
fn of_state() -> Schema {
    let mut schema = of_document::<StateAnswer>();
    let parts = Collection::ALL.map(Collection::name);
    schema.insert("if".to_owned(), json!({ "properties": { "only": { "maxItems": 0 } } }));
    schema.insert("then".to_owned(), json!({ "required": parts }));
    schema
}

fn on_a_line<T: JsonSchema>() -> Schema {
    let mut schema = generate::<T>();
    asof_core::as_on_a_line(&mut schema);
    schema
}
