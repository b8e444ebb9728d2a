//! What an author writes: an entry of one of three classes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::citation::Citation;
use crate::kind::WorldKind;
use crate::names::{Claimant, Key, Word};
use crate::record::{Correction, RecordEntry, RecordKind, Replacement};
use crate::reference::{Cited, Opens, Reference, References};
use crate::registry::{Registered, RegistryEntry};
use crate::stamp::EventId;
use crate::text::Text;
use crate::world::{Assertion, WorldEntry};

/// An entry before a log has accepted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The id; the log creates one if there is none.
    pub id: Option<EventId>,
    /// The short human name.
    pub key: Key,
    /// Its ids in other collections, one per scheme.
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

/// The id of an entry in another collection, used to recognise it when it comes again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalId {
    /// The collection, as a word of the log's own.
    pub scheme: Word,
    /// The id there.
    pub id: Text,
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

    /// Returns what the entry asserts about the world, itself or as the replacement of a correction.
    pub fn assertion(&self) -> Option<&Assertion> {
        match &self.entry {
            Entry::World(world) => Some(&world.assertion),
            Entry::Record(record) => match &record.kind {
                RecordKind::Correction(Correction { with: Replacement::World(with), .. }) => Some(with),
                _ => None,
            },
            Entry::Registry(_) => None,
        }
    }

    /// Returns what the entry registers, itself or as the replacement of a correction.
    pub fn registered(&self) -> Option<&Registered> {
        match &self.entry {
            Entry::Registry(entry) => Some(&entry.registered),
            Entry::Record(record) => match &record.kind {
                RecordKind::Correction(Correction { with: Replacement::Registry(with), .. }) => Some(with),
                _ => None,
            },
            Entry::World(_) => None,
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

    /// Returns whether the entry is an event that opens something of a sort.
    pub fn opens(&self, opens: Opens) -> bool {
        match &self.entry {
            Entry::World(world) => does_open(&world.assertion.kind, opens),
            Entry::Record(_) | Entry::Registry(_) => false,
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
            Entry::Registry(registry) => registry.registered.collect_references(&mut out),
        }
        out.0
    }
}

fn does_open(kind: &WorldKind, opens: Opens) -> bool {
    match (opens, kind) {
        (Opens::Proposal, WorldKind::Proposal(_))
        | (Opens::Position, WorldKind::Position(_))
        | (Opens::Announcement, WorldKind::Announcement(_)) => true,
        (Opens::Agreement, WorldKind::Agreement(agreement)) => agreement.named().is_none(),
        (Opens::Commitment, WorldKind::Commitment(commitment)) => commitment.named().is_none(),
        (Opens::Ceasefire, WorldKind::Ceasefire(ceasefire)) => ceasefire.named().is_none(),
        _ => false,
    }
}
