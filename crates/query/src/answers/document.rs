//! What a document is: an answer, or something else that the program prints as JSON.

use asof_projector::{Describe, Fields, Naming, Writing};
use schemars::JsonSchema;
use serde_json::{Map, Value, json};

/// The version of every document: a field is never renamed within one.
const VERSION: u32 = 2;

/// Returns what the field `schema` of a document of this name says.
pub(crate) fn id_of(name: &str) -> String {
    format!("asof.{name}/{VERSION}")
}

/// Returns the name of the schema of a document.
pub(crate) fn urn_of(name: &str) -> String {
    format!("urn:asof:schema:{name}:{VERSION}")
}

/// A document that the program prints.
pub trait Document: Fields + Describe + JsonSchema {
    /// Its name, as `asof schema NAME` takes it.
    const NAME: &'static str;

    /// Returns what the field `schema` of the document says, such as `asof.state/2`.
    fn id() -> String {
        id_of(Self::NAME)
    }

    /// Returns the document as JSON, with the name to show behind each registered key.
    fn json(&self, names: &dyn Naming) -> Value
    where
        Self: Sized,
    {
        let mut document = Map::from_iter([("schema".to_owned(), json!(Self::id()))]);
        document.extend(Writing::named(names).row(self));
        Value::Object(document)
    }
}
