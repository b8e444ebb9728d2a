//! The wire: one entry is one flat line of JSON, read into types with exactly the fields of its class.

mod error;
mod examples;
mod fault;
mod fields;
mod kinds;
mod messages;
mod record;
mod schema;
mod spans;
mod syntax;
#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::error::explain;
use self::fault::{Fault, Misfit};
use self::fields::{Fields, listed, needed, refuse, require};
use self::kinds::{Kind, What};
use crate::citation::Citation;
use crate::draft::{Draft, Entry, ExternalId};
use crate::event::Event;
use crate::names::{Claimant, EventRef, Key};
use crate::record::Replacement;
use crate::registry::RegistryEntry;
use crate::stamp::{Digest, EventId, Recorded};
use crate::text::Text;
use crate::when::{Known, Occurred};
use crate::world::{Delivery, Ending, WorldEntry};

pub use error::{LineCode, LineError};
pub use schema::{as_on_a_line, what_schema};

impl Draft {
    /// Reads a draft from JSON.
    ///
    /// # Errors
    ///
    /// The text is not JSON, has a field that drafts of its kind do not have, lacks one that they need,
    /// or has one that only the log sets.
    ///
    /// ```
    /// use asof_core::Draft;
    /// let draft = Draft::from_json(r#"{"key":"russia","what":{"registered":{"body":{"names":[{"name":"Russia"}]}}}}"#)?;
    /// assert_eq!(draft.kind_name(), "registered");
    /// # Ok::<(), asof_core::LineError>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self, LineError> {
        let wire = Wire::read(text)?;
        let draft = match wire.first_log_field() {
            Some(field) => Err(Fault::new(Misfit::FieldOfTheLog(field))),
            None => wire.into_draft(),
        };
        draft.map_err(|fault| LineError::new(text, &fault))
    }

    /// Returns the draft as JSON on one line, with its id if it has one.
    pub fn to_json(&self) -> String {
        write(&Wire::from_draft(self.clone()))
    }

    /// Returns the draft as a JSON object.
    pub fn to_value(&self) -> serde_json::Value {
        serde_json::to_value(Wire::from_draft(self.clone()))
            .unwrap_or_else(|error| unreachable!("a wire entry is always JSON: {error}"))
    }
}

impl Event {
    /// Reads an event from a line of a log.
    ///
    /// # Errors
    ///
    /// The line is not JSON, has a field that entries of its kind do not have, or lacks one that they need.
    pub fn from_line(line: &str) -> Result<Self, LineError> {
        Wire::read(line)?.into_event().map_err(|fault| LineError::new(line, &fault))
    }

    /// Returns the event as one line of a log, without the line's end.
    pub fn to_line(&self) -> String {
        let mut wire = Wire::from_draft(self.draft.clone());
        wire.seq = Some(self.seq);
        wire.recorded = Some(self.recorded);
        wire.commit = Some(self.commit);
        wire.hash = Some(self.hash);
        wire.id = Some(self.id);
        write(&wire)
    }
}

/// Reads a field that may be absent and is never null.
fn present<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(field: D) -> Result<Option<T>, D::Error> {
    T::deserialize(field).map(Some)
}

fn write(wire: &Wire) -> String {
    serde_json::to_string(wire).unwrap_or_else(|error| unreachable!("a wire entry is always JSON: {error}"))
}

/// Declares a struct of the wire with the fields of [`Fields`] and a `what`, in the order in which they are written:
/// fields of its own stand before them and before the summary.
macro_rules! wire_struct {
    ($(#[$about:meta])* $name:ident { first { $($first:tt)* } before_summary { $($later:tt)* } }) => {
        #[derive(Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$about])*
        struct $name {
            $($first)*
            /// When the thing asserted happened; of a plan, when the plan was made; of a claim, the time that it is about.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            occurred: Option<Occurred>,
            /// When the public could know of it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            known: Option<Known>,
            /// Who says so.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            #[schemars(extend("x-asof-names" = "claimant"))]
            attributed_to: Vec<Claimant>,
            /// The outlet.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            via: Option<Text>,
            /// The announcement in which it was said, by its key.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(extend("x-asof-names" = "opener:announcement"))]
            said_in: Option<Key>,
            /// The meeting at which it was done, by its own key.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(extend("x-asof-names" = "meeting"))]
            at: Option<Key>,
            /// The issues that it concerns.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            #[schemars(extend("x-asof-names" = "issue"))]
            issues: Vec<Key>,
            /// Events that the source puts before it where dates cannot.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            #[schemars(extend("x-asof-names" = "event"))]
            after: Vec<EventRef>,
            /// Events that it answers, according to its claimant or the source; this orders nothing.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            #[schemars(extend("x-asof-names" = "event"))]
            in_response_to: Vec<EventRef>,
            /// The commitments that it carries out, in whole or part.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            delivers: Vec<Delivery>,
            /// The positions that it ends.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            ends: Vec<Ending>,
            $($later)*
            /// One sentence for reading; no answer depends on it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            summary: Option<Text>,
            /// What it says: exactly one kind.
            what: What,
        }
    };
}

wire_struct!(
    /// A line, or a draft, which lacks what only the log sets.
    Wire {
        first {
            /// Its place in the log, counted from 1 without gaps.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            seq: Option<u64>,
            /// When the log accepted it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            recorded: Option<Recorded>,
            /// The last `seq` of the append that it came with.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            commit: Option<u64>,
            /// The log root up to and including it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            hash: Option<Digest>,
            /// The id. The same id with the same content is the same entry.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            id: Option<EventId>,
            /// The negotiation that it belongs to; entries of the registry have none.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(extend("x-asof-names" = "process"))]
            process: Option<Key>,
            /// The short human name, unique in its process; of the registry, in the log.
            #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
            #[schemars(required)]
            key: Option<Key>,
            /// Its ids in other collections, one per scheme.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            external_ids: Vec<ExternalId>,
        }
        before_summary {
            /// Where it comes from.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            sources: Vec<Citation>,
        }
    }
);

wire_struct!(
    /// A replacing draft within a correction: without id, key, process and sources, which stay those of its target and
    /// of the correction.
    #[schemars(rename = "Replacement", transform = schema::classes_of_replacements)]
    WireReplacement {
        first {}
        before_summary {}
    }
);

/// Makes a struct of the fields of [`Fields`], moved out of another that has them too, and of its own.
macro_rules! with_fields_of {
    ($from:ident, $name:ident { $($own:tt)* }) => {
        $name {
            occurred: $from.occurred,
            known: $from.known,
            attributed_to: $from.attributed_to,
            via: $from.via,
            said_in: $from.said_in,
            at: $from.at,
            issues: $from.issues,
            after: $from.after,
            in_response_to: $from.in_response_to,
            delivers: $from.delivers,
            ends: $from.ends,
            summary: $from.summary,
            $($own)*
        }
    };
}

impl Wire {
    fn read(text: &str) -> Result<Self, LineError> {
        serde_json::from_str(text).map_err(|error| explain(text, &error))
    }

    fn first_log_field(&self) -> Option<&'static str> {
        let set = [
            ("seq", self.seq.is_some()),
            ("recorded", self.recorded.is_some()),
            ("commit", self.commit.is_some()),
            ("hash", self.hash.is_some()),
        ];
        set.into_iter().find_map(|(field, present)| present.then_some(field))
    }

    fn into_event(mut self) -> Result<Event, Fault> {
        let missing = |field| Fault::new(Misfit::NoFieldOfTheLog(field));
        let seq = self.seq.ok_or_else(|| missing("seq"))?;
        let recorded = self.recorded.ok_or_else(|| missing("recorded"))?;
        let commit = self.commit.ok_or_else(|| missing("commit"))?;
        let hash = self.hash.ok_or_else(|| missing("hash"))?;
        let id = self.id.take().ok_or_else(|| missing("id"))?;
        Ok(Event { seq, recorded, commit, hash, id, draft: self.into_draft()? })
    }

    fn into_draft(self) -> Result<Draft, Fault> {
        let Self { id, process, key, external_ids, sources, what, .. } = self;
        let fields = with_fields_of!(self, Fields {});
        let has_key = ("key", key.is_some());
        let entry = match what.into_kind() {
            Kind::World(kind) => {
                let of = kind.name();
                let of_entry = [has_key, ("process", process.is_some()), ("sources", !sources.is_empty())];
                require(of, &[&of_entry[..2], &fields.of_assertion(), &of_entry[2..]].concat())?;
                let process = needed(process, of, "process")?;
                let assertion = fields.into_assertion(kind)?;
                Entry::World(Box::new(WorldEntry {
                    process,
                    sources: listed(sources, of, "sources")?,
                    assertion,
                }))
            }
            Kind::Record(kind) => {
                fields.require_of_record(has_key, process.is_some(), !sources.is_empty(), &kind)?;
                Entry::Record(Box::new(fields.into_record(process, sources, kind)?))
            }
            Kind::Registry(registered) => {
                require("registered", &[has_key])?;
                refuse(process.is_some(), "registered", "process")?;
                fields.refuse_all_but(&[], "registered")?;
                Entry::Registry(Box::new(RegistryEntry { sources, registered }))
            }
        };
        Ok(Draft { id, key: needed(key, "registered", "key")?, external_ids, entry })
    }

    fn from_draft(draft: Draft) -> Self {
        let Draft { id, key, external_ids, entry } = draft;
        let (process, sources, fields, what) = match entry {
            Entry::World(world) => {
                let (fields, what) = Fields::from_assertion(world.assertion);
                (Some(world.process), world.sources, fields, what)
            }
            Entry::Record(record) => {
                let (fields, what) = Fields::from_record_kind(record.kind);
                let fields =
                    Fields { via: record.via, said_in: record.said_in, summary: record.summary, ..fields };
                (Some(record.process), record.sources, fields, what)
            }
            Entry::Registry(registry) => {
                (None, registry.sources, Fields::default(), What::Registered(registry.registered))
            }
        };
        with_fields_of!(
            fields,
            Self {
                seq: None,
                recorded: None,
                commit: None,
                hash: None,
                id,
                process,
                key: Some(key),
                external_ids,
                sources,
                what
            }
        )
    }
}

impl WireReplacement {
    fn into_replacement(self) -> Result<Replacement, Fault> {
        let fields = with_fields_of!(self, Fields {});
        match self.what.into_kind() {
            Kind::World(kind) => Ok(Replacement::World(Box::new(fields.into_assertion(kind)?))),
            Kind::Registry(registered) => {
                fields.refuse_all_but(&[], "registered")?;
                Ok(Replacement::Registry(Box::new(registered)))
            }
            Kind::Record(_) => Err(Fault::new(Misfit::ReplacesMending)),
        }
    }
}

impl From<Replacement> for WireReplacement {
    fn from(replacement: Replacement) -> Self {
        let (fields, what) = match replacement {
            Replacement::World(assertion) => Fields::from_assertion(*assertion),
            Replacement::Registry(registered) => (Fields::default(), What::Registered(*registered)),
        };
        with_fields_of!(fields, Self { what })
    }
}
