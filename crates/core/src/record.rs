//! Entries about the record: corrections, retractions, confirmations, denials, discrepancies and assertions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::asserted::Asserted;
use crate::citation::Citation;
use crate::names::{Claimant, EventRef, Key};
use crate::reference::{Reference, References};
use crate::registry::Registered;
use crate::text::{Lines, Text};
use crate::when::{DayOrInstant, Known};
use crate::world::Assertion;

/// An entry about the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordEntry {
    /// The process that it belongs to.
    pub process: Key,
    /// The outlet.
    pub via: Option<Text>,
    /// The announcement in which it was said.
    pub said_in: Option<Key>,
    /// One sentence for reading; retractions and assertions may lack it.
    pub summary: Option<Text>,
    /// Where it comes from; retractions and assertions may lack it.
    pub sources: Vec<Citation>,
    /// What it does.
    pub kind: RecordKind,
}

crate::words::kinds! {
    /// What an entry about the record does.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "each variant is documented by its type")]
    pub enum RecordKind {
        Correction(Correction) = "correction",
        Retraction(Retraction) = "retraction",
        Confirmation(Confirmation) = "confirmation",
        /// A denial has the same fields as a confirmation.
        Denial(Confirmation) = "denial",
        Discrepancy(Discrepancy) = "discrepancy",
        Assertion(Box<StateAssertion>) = "assertion",
    }
}

/// Why an entry is corrected or retracted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// The public learned better, at that date and from those.
    World {
        /// When the public could know better.
        known: Known,
        /// Who says so; at least one.
        attributed_to: Vec<Claimant>,
    },
    /// The encoder erred: it holds at every `known`.
    Record,
}

/// Replaces an event or registry entry, keeping its key and process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The key of the entry that it replaces.
    pub of: Key,
    /// Why.
    pub because: Because,
    /// Why, in words.
    pub reason: Text,
    /// The replacement.
    pub with: Replacement,
}

/// What a correction puts in the place of its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replacement {
    /// Another assertion about the world.
    World(Box<Assertion>),
    /// Another registry entry; only `because: record`.
    Registry(Box<Registered>),
}

/// Withdraws an entry: from then on, it counts as never said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retraction {
    /// The key of the entry that it withdraws.
    pub of: Key,
    /// Why.
    pub because: Because,
    /// Why, in words.
    pub reason: Text,
}

/// Confirms (or, as a denial, denies) an event on behalf of somebody other than its claimant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The key of the event.
    pub of: Key,
    /// When the public could know of it.
    pub known: Known,
    /// Who says so; at least one.
    pub attributed_to: Vec<Claimant>,
    /// What it adds.
    pub gist: Option<Text>,
}

/// A contradiction that the record shows and does not settle.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discrepancy {
    /// The events that it is about; at least one.
    #[schemars(length(min = 1))]
    #[schemars(extend("x-asof-names" = "event"))]
    pub about: Vec<EventRef>,
    /// What the passages say; one suffices if it contradicts itself.
    #[schemars(length(min = 1))]
    pub between: Vec<Reading>,
    /// The reading that the log uses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed: Option<Text>,
}

/// One side of a discrepancy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The event that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "event"))]
    pub event: Option<EventRef>,
    /// The lines of the source that say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Lines>,
    /// What is said.
    pub says: Text,
}

/// Gives the value at a path of the state as of a point; a check then reports when it changes. It is about the record:
/// it changes no state, and nobody claims it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Assertion")]
pub struct StateAssertion {
    /// The day or instant at whose end the state is read.
    pub at: DayOrInstant,
    /// Only what the public could know by the end of this day or instant counts; everything if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<DayOrInstant>,
    /// The path of a row of the state, or of one field of it, in full.
    pub path: Text,
    /// The value there, as in the JSON of a state. In an object, only the fields named here are compared; null means
    /// that nothing is stated there.
    pub equals: Asserted,
}

impl RecordKind {
    /// Returns the key of the entry that it is about; `None` for a discrepancy, which has its own
    /// list, and for an assertion, which is about a state.
    pub fn target(&self) -> Option<&Key> {
        match self {
            Self::Correction(correction) => Some(&correction.of),
            Self::Retraction(retraction) => Some(&retraction.of),
            Self::Confirmation(confirmation) | Self::Denial(confirmation) => Some(&confirmation.of),
            Self::Discrepancy(_) | Self::Assertion(_) => None,
        }
    }

    /// Returns when the public could know of it; `None` if it holds at every `known`.
    pub fn known(&self) -> Option<&Known> {
        match self {
            Self::Correction(Correction { because, .. }) | Self::Retraction(Retraction { because, .. }) => {
                because.known()
            }
            Self::Confirmation(confirmation) | Self::Denial(confirmation) => Some(&confirmation.known),
            Self::Discrepancy(_) | Self::Assertion(_) => None,
        }
    }

    /// Returns whose word it is; empty for what only the record says.
    pub fn attributed_to(&self) -> &[Claimant] {
        match self {
            Self::Correction(Correction { because, .. }) | Self::Retraction(Retraction { because, .. }) => {
                because.attributed_to()
            }
            Self::Confirmation(confirmation) | Self::Denial(confirmation) => &confirmation.attributed_to,
            Self::Discrepancy(_) | Self::Assertion(_) => &[],
        }
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        out.claimants(self.attributed_to());
        match self {
            Self::Correction(correction) => match &correction.with {
                Replacement::World(assertion) => assertion.collect_references(out),
                Replacement::Registry(registered) => registered.collect_references(out),
            },
            Self::Discrepancy(discrepancy) => {
                out.each("about", &discrepancy.about, Reference::Event);
                out.each(
                    "between",
                    discrepancy.between.iter().filter_map(|r| r.event.as_ref()),
                    Reference::Event,
                );
            }
            Self::Retraction(_) | Self::Confirmation(_) | Self::Denial(_) | Self::Assertion(_) => {}
        }
    }
}

impl Discrepancy {
    /// Returns the events that it is about, then those of its readings.
    pub fn named(&self) -> impl Iterator<Item = &EventRef> {
        self.about.iter().chain(self.between.iter().filter_map(|reading| reading.event.as_ref()))
    }
}

impl Because {
    /// Returns when the public could know better; `None` if the encoder erred.
    pub fn known(&self) -> Option<&Known> {
        match self {
            Self::World { known, .. } => Some(known),
            Self::Record => None,
        }
    }

    /// Returns whose word it is; empty if the encoder erred.
    pub fn attributed_to(&self) -> &[Claimant] {
        match self {
            Self::World { attributed_to, .. } => attributed_to,
            Self::Record => &[],
        }
    }
}
