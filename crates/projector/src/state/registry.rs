//! People, bodies and places with their names: of the whole log, subject to `recorded` only.

use asof_core::{Key, Lines, Name, NameStatus, Registered, Text};

use crate::path::{Collection, Path};
use crate::row;
use crate::row::role;
use crate::slot::{Slot, Value};
use crate::visibility::Visibility;

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

fn collection(registered: &Registered) -> Option<Collection> {
    match registered {
        Registered::Person(_) => Some(Collection::People),
        Registered::Body(_) => Some(Collection::Bodies),
        Registered::Place(_) => Some(Collection::Places),
        Registered::Process(_) | Registered::Issue(_) | Registered::Source(_) | Registered::Spelling(_) => {
            None
        }
    }
}

/// Returns the people, bodies and places registered at the point.
pub(crate) fn slots(visibility: &Visibility<'_>) -> Vec<(Path, Slot)> {
    let mut slots = Vec::new();
    for (key, (_, registered)) in &visibility.registry {
        if let Some(collection) = collection(registered) {
            let path = Path::new(collection, [*key]);
            let further = visibility.spellings.get(*key).map_or(&[][..], Vec::as_slice);
            let spelt = further.iter().map(|(_, spelling)| spelling.as_name());
            let registered = (*registered).clone().spelt(spelt);
            let Some(value) = value((*key).clone(), &registered) else { continue };
            let mut slot = Slot::of_the_record(value, (*key).clone());
            slot.events.extend(further.iter().map(|(event, _)| event.draft.key.clone()));
            slots.push((path, slot));
        }
    }
    slots
}

fn value(key: Key, registered: &Registered) -> Option<Value> {
    let names = registered.names().iter().map(NameValue::of).collect();
    Some(match registered {
        Registered::Person(person) => Value::Person(PersonValue { key, party: person.party.clone(), names }),
        Registered::Body(body) => {
            let (party, part_of) = (body.party.clone(), body.part_of.clone());
            Value::Body(BodyValue { key, party, part_of, names })
        }
        Registered::Place(place) => Value::Place(PlaceValue { key, part_of: place.part_of.clone(), names }),
        Registered::Process(_) | Registered::Issue(_) | Registered::Source(_) | Registered::Spelling(_) => {
            return None;
        }
    })
}

impl NameValue {
    /// Returns a spelling as a row.
    pub fn of(name: &Name) -> Self {
        Self { name: name.name.clone(), status: name.status, lines: name.lines.clone() }
    }
}
