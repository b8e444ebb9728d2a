//! What an author writes: an entry of one of three classes, and first of all that about the world.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::EventId;
use crate::kind::WorldKind;
use crate::names::{Claimant, EventRef, Key, Word};
use crate::record::RecordEntry;
use crate::reference::{Cited, Opens, Reference, References};
use crate::registry::RegistryEntry;
use crate::text::{Lines, Text};
use crate::when::{Known, Occurred};

/// An entry before a log has accepted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The id; the log makes one if there is none.
    pub id: Option<EventId>,
    /// The short human name.
    pub key: Key,
    /// What others call it, a scheme each.
    pub external_ids: Vec<ExternalId>,
    /// What the entry says.
    pub entry: Entry,
}

/// The three classes of entry, told apart by type because they obey different clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// About the world: it has `occurred` and `known`.
    World(Box<WorldEntry>),
    /// About the record: it has no `occurred`.
    Record(Box<RecordEntry>),
    /// Of the registry: timeless.
    Registry(Box<RegistryEntry>),
}

/// An event about the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorldEntry {
    /// The process that it belongs to.
    pub process: Key,
    /// Where it is found; at least one.
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
    /// Whose word it is; at least one.
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
    /// Events that it answers, by the word of whom it is attributed to or of the source; it orders nothing.
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
    pub commitment: Key,
    /// Whether the encoder linked the two, and not the source.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
}

/// The id of an entry in a collection of others, by which it is recognised where it comes again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalId {
    /// The collection, as a word of the log's own.
    pub scheme: Word,
    /// The id there.
    pub id: Text,
}

/// A position that an event ends: silence ends none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// The position, by the key of the event that took it.
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

/// Where an entry is found in a source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The registered source.
    pub source: Key,
    /// The section's heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Text>,
    /// The lines of the source's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Lines>,
    /// The page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Text>,
    /// The paragraph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<Text>,
    /// The time in a recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Text>,
    /// The address of the place itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Text>,
}

impl Citation {
    /// The names of the fields that say where in a source, as on the wire.
    pub const LOCATORS: [&str; 6] = ["section", "page", "paragraph", "lines", "timestamp", "url"];

    /// Returns what says where in the source, each with the name of its field, the wider place first.
    pub fn locators(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let written = [
            self.section.as_ref().map(Text::as_str),
            self.page.as_ref().map(Text::as_str),
            self.paragraph.as_ref().map(Text::as_str),
            self.lines.as_ref().map(Lines::as_str),
            self.timestamp.as_ref().map(Text::as_str),
            self.url.as_ref().map(Text::as_str),
        ];
        Self::LOCATORS.into_iter().zip(written).filter_map(|(field, place)| Some((field, place?)))
    }
}

impl Draft {
    /// Returns the process of the entry; `None` for registry entries.
    pub fn process(&self) -> Option<&Key> {
        match &self.entry {
            Entry::World(world) => Some(&world.process),
            Entry::Record(record) => Some(&record.process),
            Entry::Registry(_) => None,
        }
    }

    /// Returns the entry if it is one about the record.
    pub fn record(&self) -> Option<&RecordEntry> {
        match &self.entry {
            Entry::Record(record) => Some(record),
            Entry::World(_) | Entry::Registry(_) => None,
        }
    }

    /// Returns where the entry is found.
    pub fn sources(&self) -> &[Citation] {
        match &self.entry {
            Entry::World(world) => &world.sources,
            Entry::Record(record) => &record.sources,
            Entry::Registry(registry) => &registry.sources,
        }
    }

    /// Returns whose word the entry is; nobody's where the encoder speaks.
    pub fn attributed_to(&self) -> &[Claimant] {
        match &self.entry {
            Entry::World(world) => &world.assertion.attributed_to,
            Entry::Record(record) => record.kind.attributed_to(),
            Entry::Registry(_) => &[],
        }
    }

    /// Returns the sentence for reading, if the entry has one.
    pub fn summary(&self) -> Option<&Text> {
        match &self.entry {
            Entry::World(world) => Some(&world.assertion.summary),
            Entry::Record(record) => record.summary.as_ref(),
            Entry::Registry(_) => None,
        }
    }

    /// Returns the name of the entry's kind, as on the wire.
    pub fn kind_name(&self) -> &'static str {
        match &self.entry {
            Entry::World(world) => world.assertion.kind.name(),
            Entry::Record(record) => record.kind.name(),
            Entry::Registry(_) => "registered",
        }
    }

    /// Returns everything that the entry refers to, but for the targets of confirmations, denials,
    /// corrections and retractions, which have rules of their own.
    pub fn references(&self) -> Vec<Cited<'_>> {
        let mut out = References::default();
        for citation in self.sources() {
            out.push("sources", Reference::Source(&citation.source));
        }
        match &self.entry {
            Entry::World(world) => {
                out.push("process", Reference::Process(&world.process));
                world.assertion.collect_references(&mut out);
            }
            Entry::Record(record) => {
                out.push("process", Reference::Process(&record.process));
                out.each("said_in", &record.said_in, |key| Reference::Opener(Opens::Announcement, key));
                record.kind.references(&mut out);
            }
            Entry::Registry(registry) => registry.registered.references(&mut out),
        }
        out.0
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
