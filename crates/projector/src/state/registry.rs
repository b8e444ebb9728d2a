//! People, bodies and places with their names: of the whole log, subject to `recorded` only.

use asof_core::{Key, Lines, Name, NameStatus, Text};

use super::facets::Facets;
use crate::row;
use crate::row::role;

row! {
    /// A person.
    pub struct PersonValue as "Person" {
        /// Its key.
        key: Key as role::Event,
        /// The party on whose side they speak; null if none.
        party: Option<Key> as role::Actor,
        /// Every spelling met; the first is the one shown.
        names: Vec<NameValue> as role::Rows,
    }
}

row! {
    /// A state, ministry, committee or leader's office.
    pub struct BodyValue as "Body" {
        /// Its key.
        key: Key as role::Event,
        /// The party on whose side it speaks; null for a party itself.
        party: Option<Key> as role::Actor,
        /// The body that it is part of; null if none.
        part_of: Option<Key> as role::Actor,
        /// Every spelling met; the first is the one shown.
        names: Vec<NameValue> as role::Rows,
    }
}

row! {
    /// A place.
    pub struct PlaceValue as "Place" {
        /// Its key.
        key: Key as role::Event,
        /// The place that it lies in; null if none.
        part_of: Option<Key> as role::Named,
        /// Every spelling met; the first is the one shown.
        names: Vec<NameValue> as role::Rows,
    }
}

row! {
    /// A spelling.
    pub struct NameValue as "Name" {
        /// The name as written.
        name: Text as role::Prose,
        /// What sort of spelling it is; null for the usual one.
        status: Option<NameStatus>,
        /// The lines of the source that write it so; null if not stated.
        lines: Option<Lines>,
    }
}

impl Facets for PersonValue {
    fn own_key(&self) -> Option<&Key> {
        Some(&self.key)
    }
}

impl Facets for BodyValue {
    fn own_key(&self) -> Option<&Key> {
        Some(&self.key)
    }
}

impl Facets for PlaceValue {
    fn own_key(&self) -> Option<&Key> {
        Some(&self.key)
    }
}

impl NameValue {
    /// Returns a spelling as a row.
    pub fn of(name: &Name) -> Self {
        Self { name: name.name.clone(), status: name.status, lines: name.lines.clone() }
    }
}
