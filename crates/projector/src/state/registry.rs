//! People, bodies and places with their names: of the whole log, subject to `recorded` only.

use asof_core::{Key, Name, Registered};

use crate::path::{Collection, Path};
use crate::row::Row;
use crate::slot::{Slot, Value};
use crate::visibility::Visibility;

/// A person, body or place of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct RegisteredValue {
    pub key: Key,
    pub registered: Registered,
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
            let value = RegisteredValue { key: (*key).clone(), registered };
            let mut slot = Slot::of_the_record(Value::Registered(value), (*key).clone());
            slot.events.extend(further.iter().map(|(event, _)| event.draft.key.clone()));
            slots.push((path, slot));
        }
    }
    slots
}

impl RegisteredValue {
    pub(crate) fn write(&self, row: &mut Row) {
        row.text("key", Some(&self.key));
        match &self.registered {
            Registered::Person(person) => row.text("party", person.party.as_ref()),
            Registered::Body(body) => {
                row.text("party", body.party.as_ref());
                row.text("part_of", body.part_of.as_ref());
            }
            Registered::Place(place) => row.text("part_of", place.part_of.as_ref()),
            Registered::Process(_)
            | Registered::Issue(_)
            | Registered::Source(_)
            | Registered::Spelling(_) => {}
        }
        row.rows("names", self.registered.names().iter().map(name_row));
    }
}

fn name_row(name: &Name) -> Row {
    let mut row = Row::default();
    row.text("name", Some(&name.name));
    row.value("status", name.status);
    row.text("lines", name.lines.as_ref());
    row
}
