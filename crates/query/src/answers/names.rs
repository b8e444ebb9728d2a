//! `names`: persons, bodies, places, issues and sources with every spelling, their offices and delegations.

use asof_core::{Key, Name, Registered, folded};
use asof_projector::state::registry::NameValue;
use asof_projector::{Collection, Registry, State, StateRow, Value as SlotValue, role, row};

use crate::answers::envelope::Envelope;
use crate::answers::envelope::together;
use crate::ask::dates::near::nearest;
use crate::ask::query::ResolvedQuery;
use crate::source::log::Log;

row! {
    /// What is registered, with every spelling, offices and delegations: what `names` prints.
    pub struct NameList as "Names" {
        /// What every answer begins with.
        envelope: Envelope as role::Flat,
        /// The text that was sought; null if none.
        text: Option<String> as role::Prose,
        /// What is registered and has the text in its key or in a spelling, by sort and key.
        names: Vec<RegisteredRow> as role::Rows,
        /// If nothing has it, the keys of what has a name near to it.
        near: Vec<Key>,
    }
}

row! {
    /// An entry of the registry.
    pub struct RegisteredRow as "Registered" {
        /// Always null: the registry belongs to the whole log.
        process: (),
        /// Its key.
        key: Key,
        /// What sort of entry it is.
        sort: RegisteredSort,
        /// The name that is shown for it.
        name: String as role::Prose,
        /// The party on whose side they speak; null if none.
        party: Option<Key> as role::Actor,
        /// What it is part of; null if nothing.
        part_of: Option<Key> as role::Named,
        /// Every spelling met; the first is the one shown. A process and a source have a title instead.
        names: Vec<NameValue> as role::Rows,
        /// The offices of a person.
        offices: Vec<StateRow> as role::Rows,
        /// The delegations that a person was in, or that sat for a party.
        delegations: Vec<StateRow> as role::Rows,
        /// The entry itself.
        events: Vec<Key>,
    }
}

asof_core::words! {
    /// What sort of entry of the registry something is.
    pub enum RegisteredSort {
        /// A person.
        Person = "person",
        /// A state, ministry, committee or leader's office.
        Body = "body",
        /// A place.
        Place = "place",
        /// An issue.
        Issue = "issue",
        /// A source.
        Source = "source",
        /// A negotiation.
        Process = "process",
        /// A further spelling of something, which is no row of its own.
        Spelling = "spelling",
    }
}

/// Returns what is registered, by sort and key, with every spelling, and with offices and delegations as of the point. With a
/// text, only what has it in its key or in a spelling, whatever the case or the accents.
pub fn names(log: &Log, asked: &ResolvedQuery, text: Option<&str>) -> NameList {
    let view = log.as_of(&asked.as_of);
    let registry = view.registry();
    let states: Vec<State> = asked.reading.iter().map(|process| view.state(process)).collect();
    let sought = text.map(folded);
    // A further spelling is one of what is spelt so, and no row of its own.
    let entries: Vec<(&Key, &Registered)> =
        registry.iter().filter(|(_, registered)| !matches!(registered, Registered::Spelling(_))).collect();
    let mut found: Vec<&(&Key, &Registered)> = entries
        .iter()
        .filter(|(key, registered)| {
            sought.as_ref().is_none_or(|sought| has(&registry, key, registered, sought))
        })
        .collect();
    found.sort_by_key(|(key, registered)| (sort(registered), *key));
    let rows =
        found.iter().map(|(key, registered)| entry_row(log, &states, key, registered, &registry.names(key)));
    let counted = together(states.iter().map(|state| state.counted));
    NameList {
        envelope: Envelope::new(asked, log.names(), counted),
        text: text.map(str::to_owned),
        names: rows.collect(),
        near: if found.is_empty() { near(&entries, text) } else { Vec::new() },
    }
}

fn has(registry: &Registry<'_>, key: &Key, registered: &Registered, sought: &str) -> bool {
    let names = registry.names(key);
    let spellings = names.iter().map(|name| name.name.as_str());
    let title = registered.display_name().map(asof_core::Text::as_str);
    spellings.chain(title).chain([key.as_str()]).any(|name| folded(name).contains(sought))
}

/// Returns the names nearest to a text that no name has.
fn near(entries: &[(&Key, &Registered)], text: Option<&str>) -> Vec<Key> {
    let Some(text) = text else { return Vec::new() };
    let words: Vec<(String, &Key)> = entries
        .iter()
        .flat_map(|(key, registered)| {
            let spellings = registered.names().iter().flat_map(|name| name.name.as_str().split_whitespace());
            let words: Vec<String> = spellings.map(folded).chain([key.to_string()]).collect();
            words.into_iter().map(|word| (word, *key)).collect::<Vec<_>>()
        })
        .collect();
    nearest(&folded(text), words.iter().map(|(word, key)| (word.as_str(), (*key).clone())))
}

fn sort(registered: &Registered) -> RegisteredSort {
    match registered {
        Registered::Person(_) => RegisteredSort::Person,
        Registered::Body(_) => RegisteredSort::Body,
        Registered::Place(_) => RegisteredSort::Place,
        Registered::Issue(_) => RegisteredSort::Issue,
        Registered::Source(_) => RegisteredSort::Source,
        Registered::Process(_) => RegisteredSort::Process,
        Registered::Spelling(_) => RegisteredSort::Spelling,
    }
}

fn entry_row(
    log: &Log,
    states: &[State],
    key: &Key,
    registered: &Registered,
    names: &[Name],
) -> RegisteredRow {
    let (party, part_of) = match registered {
        Registered::Person(person) => (person.party.as_ref(), None),
        Registered::Body(body) => (body.party.as_ref(), body.part_of.as_ref()),
        Registered::Place(place) => (None, place.part_of.as_ref()),
        Registered::Process(_) | Registered::Issue(_) | Registered::Source(_) | Registered::Spelling(_) => {
            (None, None)
        }
    };
    RegisteredRow {
        process: (),
        key: key.clone(),
        sort: sort(registered),
        name: log.names().get(key.as_str()).to_owned(),
        party: party.cloned(),
        part_of: part_of.cloned(),
        names: names.iter().map(NameValue::of).collect(),
        offices: rows(states, Collection::Offices, |value| is_office_of(value, key)),
        delegations: rows(states, Collection::Delegations, |value| is_on_list(value, key)),
        events: vec![key.clone()],
    }
}

/// Returns the rows of a collection whose value passes.
fn rows(states: &[State], collection: Collection, passes: impl Fn(&SlotValue) -> bool) -> Vec<StateRow> {
    let rows = states.iter().flat_map(|state| {
        let slots = state.collection(collection).into_iter();
        slots
            .filter(|(_, slot)| passes(&slot.value))
            .map(|(path, slot)| state.row(path, slot))
            .collect::<Vec<_>>()
    });
    rows.collect()
}

fn is_office_of(value: &SlotValue, key: &Key) -> bool {
    matches!(value, SlotValue::Office(office) if office.person == *key)
}

fn is_on_list(value: &SlotValue, key: &Key) -> bool {
    matches!(value, SlotValue::Delegation(list) if list.party == *key || list.people().any(|person| person == key))
}
