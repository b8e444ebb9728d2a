//! What is registered has a name, of its own among its sort, and is no part of itself.

use std::collections::HashMap;

use super::{Code, Entries, Found};
use crate::draft::{Draft, Entry};
use crate::names::Key;
use crate::record::{RecordKind, Replacement};
use crate::registry::Registered;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    let registered: Vec<_> =
        entries.standing().filter_map(|(number, draft)| Some((number, registered(draft)?))).collect();
    let by_key: HashMap<&Key, &Registered> =
        registered.iter().map(|(_, (key, entry))| (*key, *entry)).collect();
    let mut named: HashMap<(&str, &str), &Key> = HashMap::new();
    for (number, (key, entry)) in &registered {
        found.entry = *number;
        names(entry, found);
        for name in entry.names() {
            let name = name.name.as_str();
            let first = *named.entry((entry.name(), name)).or_insert(key);
            if first != *key {
                let message = format!("`{first}` is a {} named `{name}` too", entry.name());
                let hint = "register one of them, with every spelling; or tell their names apart";
                found.report(Code::SameName, ("names", name), message, Some(hint));
            }
        }
        circles(key, entry, &by_key, found);
    }
}

/// Returns what an entry registers, itself or as the replacement of a correction, and under which key.
fn registered(draft: &Draft) -> Option<(&Key, &Registered)> {
    match &draft.entry {
        Entry::Registry(entry) => Some((&draft.key, &entry.registered)),
        Entry::Record(record) => match &record.kind {
            RecordKind::Correction(correction) => match &correction.with {
                Replacement::Registry(registered) => Some((&correction.of, registered)),
                Replacement::World(_) => None,
            },
            _ => None,
        },
        Entry::World(_) => None,
    }
}

fn names(registered: &Registered, found: &mut Found) {
    let has_names = !matches!(registered, Registered::Process(_) | Registered::Source(_));
    if has_names && registered.names().is_empty() {
        let message = format!("a {} without a name", registered.name());
        found.report(Code::NoName, "names", message, Some("write at least one name"));
    }
}

fn circles(key: &Key, entry: &Registered, by_key: &HashMap<&Key, &Registered>, found: &mut Found) {
    for (field, above) in [("party", party as Above), ("part_of", part_of), ("continues", continues)] {
        let mut at = above(entry);
        for _ in 0..by_key.len() {
            match at {
                Some(found_at) if found_at == key => {
                    let message = format!("`{key}` leads back to itself by `{field}`");
                    let hint = "leave the field out where the chain ends";
                    found.report(Code::RegistryCircle, field, message, Some(hint));
                    break;
                }
                Some(next) => at = by_key.get(next).copied().and_then(above),
                None => break,
            }
        }
    }
}

/// Returns what a registered thing belongs to, in one sense.
type Above = for<'a> fn(&'a Registered) -> Option<&'a Key>;

fn party(registered: &Registered) -> Option<&Key> {
    match registered {
        Registered::Body(body) => body.party.as_ref(),
        _ => None,
    }
}

fn part_of(registered: &Registered) -> Option<&Key> {
    match registered {
        Registered::Body(body) => body.part_of.as_ref(),
        Registered::Place(place) => place.part_of.as_ref(),
        _ => None,
    }
}

fn continues(registered: &Registered) -> Option<&Key> {
    match registered {
        Registered::Process(process) => process.continues.as_ref(),
        _ => None,
    }
}
