//! `names`: persons, bodies, places, issues and sources with every spelling, their offices and delegations.

use asof_core::{Key, Name, Registered, folded};
use asof_projector::{Collection, Registry, Row, State, Value as SlotValue};
use serde_json::{Map, Value, json};

use crate::answers::answer::{Answer, counted_json, together};
use crate::ask::dates::near::nearest;
use crate::ask::query::ResolvedQuery;
use crate::source::log::Log;

/// Returns what is registered, by sort and key, with every spelling, and with offices and delegations as of the point. With a
/// text, only what has it in its key or in a spelling, whatever the case or the accents.
pub fn names(log: &Log, asked: &ResolvedQuery, text: Option<&str>) -> Answer {
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
    found.sort_by_key(|(key, registered)| (sort_order(registered), *key));
    let rows = found.iter().map(|(key, registered)| {
        let row = entry_row(log, &states, key, registered, &registry.names(key));
        log.names().beside(Value::Object(row))
    });
    let mut answer = Answer::new("names", asked, log.names());
    answer.put("counted", counted_json(together(states.iter().map(|state| state.counted))));
    answer.put("text", json!(text));
    answer.put("names", rows.collect());
    answer.put("near", json!(if found.is_empty() { near(&entries, text) } else { Vec::new() }));
    answer
}

fn has(registry: &Registry<'_>, key: &Key, registered: &Registered, sought: &str) -> bool {
    let names = registry.names(key);
    let spellings = names.iter().map(|name| name.name.as_str());
    let title = registered.display_name().map(asof_core::Text::as_str);
    spellings.chain(title).chain([key.as_str()]).any(|name| folded(name).contains(sought))
}

/// Returns the names nearest to a text that no name has.
fn near(entries: &[(&Key, &Registered)], text: Option<&str>) -> Vec<String> {
    let Some(text) = text else { return Vec::new() };
    let words: Vec<(String, String)> = entries
        .iter()
        .flat_map(|(key, registered)| {
            let spellings = registered.names().iter().flat_map(|name| name.name.as_str().split_whitespace());
            let words: Vec<String> = spellings.map(folded).chain([key.to_string()]).collect();
            words.into_iter().map(|word| (word, key.to_string())).collect::<Vec<_>>()
        })
        .collect();
    nearest(&folded(text), words.iter().map(|(word, key)| (word.as_str(), key.clone())))
}

fn sort_order(registered: &Registered) -> u8 {
    match registered {
        Registered::Person(_) => 0,
        Registered::Body(_) => 1,
        Registered::Place(_) => 2,
        Registered::Issue(_) => 3,
        Registered::Source(_) => 4,
        Registered::Process(_) => 5,
        Registered::Spelling(_) => 6,
    }
}

fn entry_row(
    log: &Log,
    states: &[State],
    key: &Key,
    registered: &Registered,
    names: &[Name],
) -> Map<String, Value> {
    let (party, part_of) = match registered {
        Registered::Person(person) => (person.party.as_ref(), None),
        Registered::Body(body) => (body.party.as_ref(), body.part_of.as_ref()),
        Registered::Place(place) => (None, place.part_of.as_ref()),
        Registered::Process(_) | Registered::Issue(_) | Registered::Source(_) | Registered::Spelling(_) => {
            (None, None)
        }
    };
    let mut row = Row::default();
    row.text("process", None::<&Key>);
    row.text("key", Some(key));
    row.text("sort", Some(registered.name()));
    row.text("name", Some(log.names().get(key.as_str())));
    row.text("party", party);
    row.text("part_of", part_of);
    row.rows(
        "names",
        names.iter().map(|name| {
            let mut row = Row::default();
            row.text("name", Some(&name.name));
            row.value("status", name.status);
            row.text("lines", name.lines.as_ref());
            row
        }),
    );
    let mut row = row.into_map();
    row.insert("offices".to_owned(), rows(states, Collection::Offices, |value| is_office_of(value, key)));
    row.insert(
        "delegations".to_owned(),
        rows(states, Collection::Delegations, |value| is_on_list(value, key)),
    );
    row.insert("events".to_owned(), json!([key]));
    row
}

/// Returns the rows of a collection whose value passes.
fn rows(states: &[State], collection: Collection, passes: impl Fn(&SlotValue) -> bool) -> Value {
    let rows = states.iter().flat_map(|state| {
        let slots = state.collection(collection).into_iter();
        slots
            .filter(|(_, slot)| passes(&slot.value))
            .map(|(path, slot)| Value::Object(state.row(path, slot)))
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
