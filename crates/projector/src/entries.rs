//! The slots that no event about the world moves: of entries about the record and of the registry.

use asof_core::{Key, Registered};

use crate::path::{Collection, Path};
use crate::record::discrepancy;
use crate::slot::Slot;
use crate::state::discrepancies::DiscrepancyValue;
use crate::state::registry::{BodyValue, NameValue, PersonValue, PlaceValue};
use crate::state::value::Value;
use crate::visibility::Visibility;
use crate::visible_event::EventStatus;

/// Returns the discrepancies of a process that are visible: all events that they compare are in force.
pub(crate) fn discrepancies(visibility: &Visibility<'_>, process: &Key) -> Vec<(Path, Slot)> {
    let entries = visibility.entries_of(process).map(|(_, evaluated)| evaluated);
    let visible = entries.filter(|evaluated| evaluated.status == EventStatus::InForce);
    let slots = visible.filter_map(|evaluated| {
        let (_, discrepancy) = discrepancy(evaluated.event)?;
        let key = &evaluated.event.draft.key;
        let value = Value::Discrepancy(DiscrepancyValue::of(key.clone(), discrepancy));
        Some((
            Path::new(Collection::Discrepancies, [key]),
            Slot { events: vec![key.clone()], ..Slot::new(value) },
        ))
    });
    slots.collect()
}

/// Returns the people, bodies and places registered at the point.
pub(crate) fn registered(visibility: &Visibility<'_>) -> Vec<(Path, Slot)> {
    let slots = visibility.registry.iter().filter_map(|(key, registered)| {
        let further = visibility.spellings.get(key).map_or(&[][..], Vec::as_slice);
        let spelt = further.iter().map(|(_, spelling)| NameValue::of(&spelling.as_name()));
        let names = registered.names().iter().map(NameValue::of).chain(spelt).collect();
        let (collection, value) = value(key.clone(), registered, names)?;
        let spelling = further.iter().map(|(event, _)| &event.draft.key);
        let events = [key].into_iter().chain(spelling).cloned().collect();
        Some((Path::new(collection, [key]), Slot { events, ..Slot::new(value) }))
    });
    slots.collect()
}

fn value(key: Key, registered: &Registered, names: Vec<NameValue>) -> Option<(Collection, Value)> {
    Some(match registered {
        Registered::Person(person) => {
            (Collection::People, Value::Person(PersonValue { key, party: person.party.clone(), names }))
        }
        Registered::Body(body) => {
            let (party, part_of) = (body.party.clone(), body.part_of.clone());
            (Collection::Bodies, Value::Body(BodyValue { key, party, part_of, names }))
        }
        Registered::Place(place) => {
            (Collection::Places, Value::Place(PlaceValue { key, part_of: place.part_of.clone(), names }))
        }
        Registered::Process(_) | Registered::Issue(_) | Registered::Source(_) | Registered::Spelling(_) => {
            return None;
        }
    })
}
