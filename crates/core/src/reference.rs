//! What an entry refers to, so that one rule can check every reference of every kind.

use std::fmt;

use crate::names::{Claimant, EventRef, Key};

crate::codes! {
    /// What the event that a reference names must have opened.
    #[allow(missing_docs, reason = "each says what it is")]
    pub enum Opens {
        Proposal = "a proposal",
        Agreement = "an agreement",
        Commitment = "a commitment",
        Ceasefire = "a ceasefire",
        Position = "a position",
        Announcement = "an announcement",
    }
}

/// One thing that an entry refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference<'a> {
    /// A registered person or body.
    Actor(&'a Key),
    /// What is registered with names: a person, body, place or issue.
    Named(&'a Key),
    /// A registered person.
    Person(&'a Key),
    /// A registered body.
    Body(&'a Key),
    /// What can be joined and left: a registered body or process, or an agreement by the event that opened it.
    Joinable(&'a Key),
    /// A registered place.
    Place(&'a Key),
    /// A registered issue.
    Issue(&'a Key),
    /// A registered source.
    Source(&'a Key),
    /// A registered process.
    Process(&'a Key),
    /// A gathering that some meeting event of the same process names.
    Meeting(&'a Key),
    /// Any event, of this or another process.
    Event(&'a EventRef),
    /// An event of the same process that opens something.
    Opener(Opens, &'a Key),
}

impl<'a> Reference<'a> {
    /// Returns the key of the registry that it names; `None` if it names an event.
    pub fn registry_key(self) -> Option<&'a Key> {
        match self {
            Self::Actor(key)
            | Self::Named(key)
            | Self::Person(key)
            | Self::Body(key)
            | Self::Joinable(key)
            | Self::Place(key)
            | Self::Issue(key)
            | Self::Source(key)
            | Self::Process(key) => Some(key),
            Self::Meeting(_) | Self::Event(_) | Self::Opener(..) => None,
        }
    }
}

impl fmt::Display for Reference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Actor(key)
            | Self::Named(key)
            | Self::Person(key)
            | Self::Body(key)
            | Self::Joinable(key)
            | Self::Place(key)
            | Self::Issue(key)
            | Self::Source(key)
            | Self::Process(key)
            | Self::Meeting(key)
            | Self::Opener(_, key) => key.fmt(f),
            Self::Event(reference) => reference.fmt(f),
        }
    }
}

/// A reference with the field that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cited<'a> {
    /// The field's name, as on the wire.
    pub field: &'static str,
    /// What it refers to.
    pub reference: Reference<'a>,
}

/// Collects the references of an entry.
#[derive(Debug, Default)]
pub(crate) struct References<'a>(pub(crate) Vec<Cited<'a>>);

impl<'a> References<'a> {
    pub(crate) fn push(&mut self, field: &'static str, reference: Reference<'a>) {
        self.0.push(Cited { field, reference });
    }

    /// Adds every item of a field (a list or an option) as the same sort of reference.
    pub(crate) fn each<T: 'a>(
        &mut self,
        field: &'static str,
        items: impl IntoIterator<Item = &'a T>,
        sort: impl Fn(&'a T) -> Reference<'a>,
    ) {
        for item in items {
            self.push(field, sort(item));
        }
    }

    /// Adds whoever of the claimants is registered.
    pub(crate) fn claimants(&mut self, claimants: &'a [Claimant]) {
        for claimant in claimants {
            match claimant {
                Claimant::Actor(key) => self.push("attributed_to", Reference::Actor(key)),
                Claimant::Source | Claimant::Unstated => {}
            }
        }
    }
}
