//! What an author writes: entries about the world, about the record, and of the registry.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::event::EventId;
use crate::kind::WorldKind;
use crate::names::{Claimant, EventRef, Key};
use crate::reference::{Cited, Reference, References};
use crate::text::{Lines, Text};
use crate::when::{Known, Occurred, When};

/// An entry before a log has accepted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The id; the log makes one if there is none.
    pub id: Option<EventId>,
    /// The short human name.
    pub key: Key,
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
    /// The gathering at which it was done.
    pub at: Option<Key>,
    /// What it concerns.
    pub issues: Vec<Key>,
    /// Events that the source puts before it where dates cannot.
    pub after: Vec<EventRef>,
    /// The commitments that it carries out, in whole or part.
    pub delivers: Vec<Delivery>,
    /// One sentence for reading; no answer depends on it.
    pub summary: Text,
    /// What happened.
    pub kind: WorldKind,
}

/// A commitment that an event carries out, in whole or part.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The commitment, by the key of the event that opened it.
    pub commitment: Key,
    /// Whether the encoder linked the two, and not the source.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
}

/// Where an entry is found in a source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
}

/// An entry about the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordEntry {
    /// The process that it belongs to.
    pub process: Key,
    /// The outlet.
    pub via: Option<Text>,
    /// The announcement in which it was said.
    pub said_in: Option<Key>,
    /// One sentence for reading; retractions may lack it.
    pub summary: Option<Text>,
    /// Where it is found; retractions may lack it.
    pub sources: Vec<Citation>,
    /// What it does.
    pub kind: RecordKind,
}

/// What an entry about the record does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is documented by its type")]
pub enum RecordKind {
    Correction(Correction),
    Retraction(Retraction),
    Confirmation(Confirmation),
    /// A denial has the same fields as a confirmation.
    Denial(Confirmation),
    Discrepancy(Discrepancy),
}

/// Why an entry is corrected or retracted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// The public learned better, at that date and from those.
    World {
        /// When the public could know better.
        known: Known,
        /// Whose word it is; at least one.
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
    /// What stands instead.
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

/// Withdraws an entry: from then on it was never said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retraction {
    /// The key of the entry that it withdraws.
    pub of: Key,
    /// Why.
    pub because: Because,
    /// Why, in words.
    pub reason: Text,
}

/// Confirms (or, as a denial, denies) an event in the name of somebody else than its claimant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The key of the event.
    pub of: Key,
    /// When the public could know of it.
    pub known: Known,
    /// Whose word it is; at least one.
    pub attributed_to: Vec<Claimant>,
    /// What it adds.
    pub gist: Option<Text>,
}

/// A contradiction that the record shows and does not settle.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discrepancy {
    /// The events that it is about; at least one.
    pub about: Vec<EventRef>,
    /// What the passages say; one suffices if it contradicts itself.
    pub between: Vec<Reading>,
    /// The reading that the log uses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed: Option<Text>,
}

/// One side of a discrepancy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The event that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventRef>,
    /// The lines of the source that say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Lines>,
    /// What is said.
    pub says: Text,
}

/// An entry of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryEntry {
    /// Where it is found.
    pub sources: Vec<Citation>,
    /// What is registered.
    pub registered: Registered,
}

/// What the registry holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Registered {
    /// A negotiation.
    Process(RegisteredProcess),
    /// A person.
    Person(RegisteredPerson),
    /// A state, ministry, committee or leader's office.
    Body(RegisteredBody),
    /// A place.
    Place(RegisteredPlace),
    /// An issue.
    Issue(RegisteredIssue),
    /// A source.
    Source(Box<RegisteredSource>),
}

/// A negotiation. Its zone never changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredProcess {
    /// A descriptive title.
    pub title: Text,
    /// The time zone in which its days begin and end (IANA name).
    pub zone: Tz,
    /// The parties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Key>,
    /// The process that it continues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<Key>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredPerson {
    /// The party on whose side they speak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Key>,
    /// Every spelling met; the first is the one shown.
    pub names: Vec<Name>,
}

/// A state, ministry, committee or leader's office.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredBody {
    /// Every spelling met; the first is the one shown.
    pub names: Vec<Name>,
    /// The party on whose side it speaks; a party itself has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Key>,
    /// The body that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<Key>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredPlace {
    /// Every spelling met; the first is the one shown.
    pub names: Vec<Name>,
    /// The place that it lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<Key>,
}

/// An issue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredIssue {
    /// Every wording met; the first is the one shown.
    pub names: Vec<Name>,
}

/// A source, whose text stays outside the log.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "bibliographic fields are what they are called")]
pub struct RegisteredSource {
    pub title: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<When>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<When>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translated_from: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<Text>,
    /// The SHA-256 of the text whose lines are cited, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Text>,
}

/// A spelling.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// The name as written.
    pub name: Text,
    /// What sort of spelling it is, if not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<NameStatus>,
    /// The lines of the source that write it so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Lines>,
}

/// What sort of spelling a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameStatus {
    /// Another spelling of the same name.
    Variant,
    /// The source writes it wrong.
    Error,
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

    /// Returns where the entry is found.
    pub fn sources(&self) -> &[Citation] {
        match &self.entry {
            Entry::World(world) => &world.sources,
            Entry::Record(record) => &record.sources,
            Entry::Registry(registry) => &registry.sources,
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
                out.each("said_in", &record.said_in, |key| {
                    Reference::Opener(crate::reference::Opens::Announcement, key)
                });
                record.kind.references(&mut out);
            }
            Entry::Registry(registry) => registry.registered.references(&mut out),
        }
        out.0
    }
}

fn claimants<'a>(claimants: &'a [Claimant], out: &mut References<'a>) {
    for claimant in claimants {
        match claimant {
            Claimant::Actor(key) => out.push("attributed_to", Reference::Actor(key)),
            Claimant::Source | Claimant::Unstated => {}
        }
    }
}

impl Assertion {
    /// Returns everything that the assertion refers to.
    pub fn references(&self) -> Vec<Cited<'_>> {
        let mut out = References::default();
        self.collect_references(&mut out);
        out.0
    }

    fn collect_references<'a>(&'a self, out: &mut References<'a>) {
        use crate::reference::Opens;

        claimants(&self.attributed_to, out);
        out.each("said_in", &self.said_in, |key| Reference::Opener(Opens::Announcement, key));
        out.each("at", &self.at, Reference::Meeting);
        out.each("issues", &self.issues, Reference::Issue);
        out.each("after", &self.after, Reference::Event);
        out.each("delivers", self.delivers.iter().map(|d| &d.commitment), |key| {
            Reference::Opener(Opens::Commitment, key)
        });
        self.kind.references(out);
    }
}

impl RecordKind {
    /// Returns the kind's name, as on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Correction(_) => "correction",
            Self::Retraction(_) => "retraction",
            Self::Confirmation(_) => "confirmation",
            Self::Denial(_) => "denial",
            Self::Discrepancy(_) => "discrepancy",
        }
    }

    /// Returns the key of the entry that it is about; `None` for a discrepancy, which has its own list.
    pub fn target(&self) -> Option<&Key> {
        match self {
            Self::Correction(correction) => Some(&correction.of),
            Self::Retraction(retraction) => Some(&retraction.of),
            Self::Confirmation(confirmation) | Self::Denial(confirmation) => Some(&confirmation.of),
            Self::Discrepancy(_) => None,
        }
    }

    /// Returns when the public could know of it; `None` if it holds at every `known`.
    pub fn known(&self) -> Option<&Known> {
        match self {
            Self::Correction(Correction { because, .. }) | Self::Retraction(Retraction { because, .. }) => {
                because.known()
            }
            Self::Confirmation(confirmation) | Self::Denial(confirmation) => Some(&confirmation.known),
            Self::Discrepancy(_) => None,
        }
    }

    /// Returns whose word it is; empty for what only the record says.
    pub fn attributed_to(&self) -> &[Claimant] {
        match self {
            Self::Correction(Correction { because, .. }) | Self::Retraction(Retraction { because, .. }) => {
                because.attributed_to()
            }
            Self::Confirmation(confirmation) | Self::Denial(confirmation) => &confirmation.attributed_to,
            Self::Discrepancy(_) => &[],
        }
    }

    fn references<'a>(&'a self, out: &mut References<'a>) {
        claimants(self.attributed_to(), out);
        match self {
            Self::Correction(correction) => match &correction.with {
                Replacement::World(assertion) => assertion.collect_references(out),
                Replacement::Registry(registered) => registered.references(out),
            },
            Self::Discrepancy(discrepancy) => {
                out.each("about", &discrepancy.about, Reference::Event);
                out.each(
                    "between",
                    discrepancy.between.iter().filter_map(|r| r.event.as_ref()),
                    Reference::Event,
                );
            }
            Self::Retraction(_) | Self::Confirmation(_) | Self::Denial(_) => {}
        }
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

    /// Returns `world` or `record`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::World { .. } => "world",
            Self::Record => "record",
        }
    }
}

impl Registered {
    /// Returns the name of the registry entry's sort, as on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Process(_) => "process",
            Self::Person(_) => "person",
            Self::Body(_) => "body",
            Self::Place(_) => "place",
            Self::Issue(_) => "issue",
            Self::Source(_) => "source",
        }
    }

    /// Returns every spelling; empty for processes and sources, which have a title.
    pub fn names(&self) -> &[Name] {
        match self {
            Self::Person(person) => &person.names,
            Self::Body(body) => &body.names,
            Self::Place(place) => &place.names,
            Self::Issue(issue) => &issue.names,
            Self::Process(_) | Self::Source(_) => &[],
        }
    }

    /// Returns the name or title to show; `None` if a name is missing.
    pub fn display_name(&self) -> Option<&Text> {
        match self {
            Self::Process(process) => Some(&process.title),
            Self::Source(source) => Some(&source.title),
            Self::Person(_) | Self::Body(_) | Self::Place(_) | Self::Issue(_) => {
                self.names().first().map(|name| &name.name)
            }
        }
    }

    fn references<'a>(&'a self, out: &mut References<'a>) {
        match self {
            Self::Process(process) => {
                out.each("parties", &process.parties, Reference::Body);
                out.each("continues", &process.continues, Reference::Process);
            }
            Self::Person(person) => out.each("party", &person.party, Reference::Body),
            Self::Body(body) => {
                out.each("party", &body.party, Reference::Body);
                out.each("part_of", &body.part_of, Reference::Body);
            }
            Self::Place(place) => out.each("part_of", &place.part_of, Reference::Place),
            Self::Issue(_) | Self::Source(_) => {}
        }
    }
}
