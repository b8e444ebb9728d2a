//! `asof.names/2`: what is registered, with every spelling.

use asof_core::Key;
use schemars::JsonSchema;
use serde::Deserialize;

use super::envelope::{Chosen, Counted, AsOf, Document, Tag};
use super::macros::{document, part};
use super::state::{Delegation, Name, Office};

document! {
    /// What is registered, with every spelling, offices and delegations: what `names` prints.
    Names = "names" of one process {
        /// The text that was sought; null if none.
        text: Option<String>,
        /// What is registered and has the text in its key or in a spelling, by sort and key.
        names: Vec<Registered>,
        /// If nothing has it, the keys of what has a name near to it.
        near: Vec<Key>,
    }
}

part! {
    /// An entry of the registry.
    Registered {
        /// Always null: the registry belongs to the whole log.
        process: (),
        /// Its key.
        key: Key,
        /// What sort of entry it is.
        sort: Sort,
        /// The name that is shown for it.
        name: String,
        /// The party on whose side they speak; null if none.
        named? party => party_name,
        /// What it is part of; null if nothing.
        named? part_of => part_of_name,
        /// Every spelling met; the first is the one shown. A process and a source have a title instead.
        names: Vec<Name>,
        /// The offices of a person.
        offices: Vec<Office>,
        /// The delegations that a person was in, or that sat for a party.
        delegations: Vec<Delegation>,
        /// The entry itself.
        events: Vec<Key>,
    }
}

/// What sort of entry of the registry something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// A person.
    Person,
    /// A state, ministry, committee or leader's office.
    Body,
    /// A place.
    Place,
    /// An issue.
    Issue,
    /// A source.
    Source,
    /// A negotiation.
    Process,
}
