//! Entries of the registry: processes, people, bodies, places, issues and sources, by their keys.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::citation::Citation;
use crate::names::Key;
use crate::reference::{Cited, Reference, References};
use crate::text::{Lines, Text};
use crate::when::When;
use crate::zone::Zone;

/// An entry of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryEntry {
    /// Where it comes from.
    pub sources: Vec<Citation>,
    /// What is registered.
    pub registered: Registered,
}

crate::words::kinds! {
    /// What the registry holds.
    #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    pub enum Registered {
        /// A negotiation.
        Process(RegisteredProcess) = "process",
        /// A person.
        Person(RegisteredPerson) = "person",
        /// A state, ministry, committee or leader's office.
        Body(RegisteredBody) = "body",
        /// A place.
        Place(RegisteredPlace) = "place",
        /// An issue.
        Issue(RegisteredIssue) = "issue",
        /// A source.
        Source(Box<RegisteredSource>) = "source",
        /// A further spelling of what is registered already.
        Spelling(RegisteredSpelling) = "spelling",
    }
}

/// A negotiation. Its zone never changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisteredProcess {
    /// A descriptive title.
    pub title: Text,
    /// The time zone in which its days begin and end (IANA name).
    #[schemars(with = "String", length(min = 1), example = "Europe/Istanbul")]
    pub zone: Zone,
    /// The parties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "body"))]
    pub parties: Vec<Key>,
    /// The process that it continues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "process"))]
    pub continues: Option<Key>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisteredPerson {
    /// The party on whose side they speak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "body"))]
    pub party: Option<Key>,
    /// Every spelling found; the first one is shown.
    pub names: Vec<Name>,
}

/// A state, ministry, committee or leader's office.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisteredBody {
    /// Every spelling found; the first one is shown.
    pub names: Vec<Name>,
    /// The party on whose side it speaks; a party itself has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "body"))]
    pub party: Option<Key>,
    /// The body that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "body"))]
    pub part_of: Option<Key>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisteredPlace {
    /// Every spelling found; the first one is shown.
    pub names: Vec<Name>,
    /// The place that it lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "place"))]
    pub part_of: Option<Key>,
}

/// An issue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisteredIssue {
    /// Every wording found; the first one is shown.
    pub names: Vec<Name>,
}

/// A source, whose text stays outside the log.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisteredSource {
    /// Its title.
    pub title: Text,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Text>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Text>,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Text>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<When>,
    /// When it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<When>,
    /// The language of the text whose lines are cited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Text>,
    /// The language that it was translated from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translated_from: Option<Text>,
    /// The licence of its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<Text>,
    /// The SHA-256 of the text whose lines are cited, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Text>,
}

/// A further spelling of a person, body, place or issue that is registered already: its name as ever, written otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisteredSpelling {
    /// The key of the entry that is spelled this way.
    #[schemars(extend("x-asof-names" = "named"))]
    pub of: Key,
    /// The name as written.
    pub name: Text,
    /// The sort of spelling, if it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<NameStatus>,
    /// The lines of the source that spell it this way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Lines>,
}

impl RegisteredSpelling {
    /// Returns it as one of the names of what is spelt so.
    pub fn as_name(&self) -> Name {
        Name { name: self.name.clone(), status: self.status, lines: self.lines.clone() }
    }
}

/// A spelling.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// The name as written.
    pub name: Text,
    /// The sort of spelling, if it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<NameStatus>,
    /// The lines of the source that spell it this way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Lines>,
}

crate::words! {
    /// What sort of spelling a name is.
    pub enum NameStatus {
        /// Another spelling of the same name.
        Variant = "variant",
        /// The source misspells it.
        Error = "error",
    }
}

impl Registered {
    /// Returns every spelling that the entry itself has; empty for processes and sources, which have a title.
    pub fn names(&self) -> &[Name] {
        match self {
            Self::Person(person) => &person.names,
            Self::Body(body) => &body.names,
            Self::Place(place) => &place.names,
            Self::Issue(issue) => &issue.names,
            Self::Process(_) | Self::Source(_) | Self::Spelling(_) => &[],
        }
    }

    /// Returns the entry with further spellings behind its own.
    #[must_use]
    pub fn spelt(mut self, further: impl IntoIterator<Item = Name>) -> Self {
        match &mut self {
            Self::Person(person) => person.names.extend(further),
            Self::Body(body) => body.names.extend(further),
            Self::Place(place) => place.names.extend(further),
            Self::Issue(issue) => issue.names.extend(further),
            Self::Process(_) | Self::Source(_) | Self::Spelling(_) => {}
        }
        self
    }

    /// Returns the name or title to show; `None` if a name is missing.
    pub fn display_name(&self) -> Option<&Text> {
        match self {
            Self::Process(process) => Some(&process.title),
            Self::Source(source) => Some(&source.title),
            Self::Spelling(spelling) => Some(&spelling.name),
            Self::Person(_) | Self::Body(_) | Self::Place(_) | Self::Issue(_) => {
                self.names().first().map(|name| &name.name)
            }
        }
    }

    /// Returns everything that the entry refers to.
    pub fn references(&self) -> Vec<Cited<'_>> {
        let mut out = References::default();
        self.collect_references(&mut out);
        out.0
    }

    pub(crate) fn collect_references<'a>(&'a self, out: &mut References<'a>) {
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
            Self::Spelling(spelling) => out.push("of", Reference::Named(&spelling.of)),
            Self::Issue(_) | Self::Source(_) => {}
        }
    }
}
