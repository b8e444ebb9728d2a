//! An event about the world: what it asserts, when, and by whose word.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::citation::Citation;
use crate::kind::WorldKind;
use crate::names::{Claimant, EventRef, Key};
use crate::reference::{Cited, Opens, Reference, References};
use crate::text::Text;
use crate::when::{Known, Occurred};

/// An event about the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorldEntry {
    /// The process that it belongs to.
    pub process: Key,
    /// Where it comes from; at least one.
    pub sources: Vec<Citation>,
    /// What it asserts.
    pub assertion: Assertion,
}

/// What an event about the world asserts: all of it but its names and sources, which a correction keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// When the thing asserted happened.
    pub occurred: Occurred,
    /// When the public could know it.
    pub known: Known,
    /// Who says so; at least one.
    pub attributed_to: Vec<Claimant>,
    /// The outlet.
    pub via: Option<Text>,
    /// The announcement in which it was said.
    pub said_in: Option<Key>,
    /// The meeting at which it was done.
    pub at: Option<Key>,
    /// What it concerns.
    pub issues: Vec<Key>,
    /// Events that the source puts before it where dates cannot.
    pub after: Vec<EventRef>,
    /// Events that it answers, according to its claimant or the source; this orders nothing.
    pub in_response_to: Vec<EventRef>,
    /// The commitments that it carries out, in whole or part.
    pub delivers: Vec<Delivery>,
    /// The positions that it ends.
    pub ends: Vec<Ending>,
    /// One sentence for reading; no answer depends on it.
    pub summary: Text,
    /// What happened.
    pub kind: WorldKind,
}

/// A commitment that an event carries out, in whole or part.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The commitment, by the key of the event that opened it.
    #[schemars(extend("x-asof-names" = "opener:commitment"))]
    pub commitment: Key,
    /// Whether the encoder linked the two rather than the source.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
}

/// A position that an event ends: silence ends none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// The position, by the key of the event that took it.
    #[schemars(extend("x-asof-names" = "opener:position"))]
    pub position: Key,
    /// How it ends.
    pub how: HowEnded,
}

crate::words! {
    /// How a position ends.
    pub enum HowEnded {
        /// What was wanted came about.
        Met = "met",
        /// The party no longer wants it.
        Withdrawn = "withdrawn",
    }
}

impl Assertion {
    /// Returns everything that the assertion refers to.
    pub fn references(&self) -> Vec<Cited<'_>> {
        let mut out = References::default();
        self.collect_references(&mut out);
        out.0
    }

    pub(crate) fn collect_references<'a>(&'a self, out: &mut References<'a>) {
        out.claimants(&self.attributed_to);
        out.each("said_in", &self.said_in, |key| Reference::Opener(Opens::Announcement, key));
        out.each("at", &self.at, Reference::Meeting);
        out.each("issues", &self.issues, Reference::Issue);
        out.each("after", &self.after, Reference::Event);
        out.each("in_response_to", &self.in_response_to, Reference::Event);
        out.each("delivers", self.delivers.iter().map(|d| &d.commitment), |key| {
            Reference::Opener(Opens::Commitment, key)
        });
        out.each("ends", self.ends.iter().map(|end| &end.position), |key| {
            Reference::Opener(Opens::Position, key)
        });
        self.kind.references(out);
    }
}
