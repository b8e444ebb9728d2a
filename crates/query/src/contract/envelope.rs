//! What the documents share: the name and version, the point, the counts.

use std::borrow::Cow;
use std::marker::PhantomData;

use asof_core::Key;
use asof_core::kind::Force;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};

use super::common::Instant;
use super::macros::part;
pub use crate::source::process::ProcessChoice as Chosen;

/// A document that the program prints.
pub trait Document: DeserializeOwned + JsonSchema {
    /// Its name, as `asof schema NAME` takes it.
    const NAME: &'static str;
    /// Its version: a field is never renamed within one.
    const VERSION: u32 = 2;

    /// Returns what the field `schema` of the document says, such as `asof.state/2`.
    fn id() -> String {
        format!("asof.{}/{}", Self::NAME, Self::VERSION)
    }
}

/// The field `schema` of a document, which says which document it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag<D>(PhantomData<D>);

impl<'de, D: Document> Deserialize<'de> for Tag<D> {
    fn deserialize<T: Deserializer<'de>>(deserializer: T) -> Result<Self, T::Error> {
        let found = String::deserialize(deserializer)?;
        if found == D::id() {
            Ok(Self(PhantomData))
        } else {
            Err(Error::custom(format!("the document is `{found}` and not `{}`", D::id())))
        }
    }
}

impl<D: Document> JsonSchema for Tag<D> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Tag".into()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("{}::Tag<{}>", module_path!(), D::NAME).into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "const": D::id() })
    }
}

part! {
    /// What part of a log was asked: up to where on each of the three clocks.
    AsOf {
        /// What has happened.
        occurred: Until,
        /// What the public could know.
        known: Until,
        /// What the log had accepted: up to the event of this number, included.
        recorded: u64,
        /// The process and all clocks in one word, which gives the same answer on the same log for ever.
        token: String,
        /// The point in a sentence.
        sentence: String,
    }
}

part! {
    /// How far a point reaches on one clock.
    Until {
        /// The limit in words.
        text: String,
        /// The moment up to which it reaches, not included: of a day named, the midnight that ends it. Null is all that
        /// the log holds.
        until: Option<Instant>,
    }
}

part! {
    /// How many events of a process count as of a point.
    Counted {
        /// The events that the log holds, without the registry and without assertions, which test what counts.
        events: u64,
        /// Those that count.
        in_force: u64,
        /// Those that may count: possible, or under way.
        possible: u64,
        /// The entries of the registry.
        registered: u64,
    }
}

part! {
    /// Accounts that differ: a row that rests on one of these events is told in more than one way.
    Dispute {
        /// The negotiation.
        process: Key,
        /// The discrepancy that shows them, by its key.
        discrepancy: Key,
        /// What differs, in a sentence; null if its entry has none.
        summary: Option<String>,
        /// The events of the negotiation that it is about.
        events: Vec<Key>,
        /// The reading that the log uses; null if none.
        followed: Option<String>,
    }
}

part! {
    /// An event that may have happened or been known by the point: listed apart, never counted, never dropped.
    Possible {
        /// The negotiation.
        process: Key,
        /// Its key.
        event: Key,
        /// Its sentence for reading; null if it has none.
        summary: Option<String>,
        /// The clocks on which the point falls into its date.
        axes: Vec<Axis>,
        /// Whether it is one unknown moment, or went on.
        kind: PossibleKind,
        /// From when it may count, included; null if open to the past.
        from: Option<Instant>,
        /// From when it counts for certain: the end of its dates, not included. Null if open to the future.
        until: Option<Instant>,
        /// The rows that it would change, by their paths.
        paths: Vec<String>,
        /// Of a position, what the party wants; null of all else.
        stance: Option<String>,
        /// Of a position, how firmly; null of all else.
        force: Option<Force>,
    }
}

/// A clock on which a date may be uncertain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Axis {
    /// When it happened.
    Occurred,
    /// When the public could know of it.
    Known,
}

/// Why an event is only possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PossibleKind {
    /// It is one moment, and it is not known which.
    UnknownMoment,
    /// It had begun and was not over.
    UnderWay,
}
