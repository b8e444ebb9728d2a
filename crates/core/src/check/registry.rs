//! What is registered has a name, of its own among its sort, and is no part of itself.

use std::collections::HashMap;

use super::{Code, Entries, Found};
use crate::draft::{Draft, Entry};
use crate::names::Key;
use crate::near::folded;
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
        for (sort, key, name) in spellings(key, entry, &by_key) {
            let first = *named.entry((sort, name)).or_insert(key);
            if first != key {
                let message = format!("`{first}` is a {sort} named `{name}` too");
                let hint = "register one of them, with every spelling; or tell their names apart";
                found.report(Code::SameName, ("names", name), message, Some(hint));
            }
        }
        circles(key, entry, &by_key, found);
    }
    unicode_forms(&registered, &by_key, found);
}

/// Returns the spellings that an entry registers, each with the sort and the key of what is spelt so.
fn spellings<'a>(
    key: &'a Key,
    entry: &'a Registered,
    by_key: &HashMap<&Key, &'a Registered>,
) -> Vec<(&'static str, &'a Key, &'a str)> {
    match entry {
        Registered::Spelling(spelling) => {
            let of = by_key.get(&spelling.of);
            of.map(|of| (of.name(), &spelling.of, spelling.name.as_str())).into_iter().collect()
        }
        _ => entry.names().iter().map(|name| (entry.name(), key, name.name.as_str())).collect(),
    }
}

/// Finds names that look alike and are not the same text: one is written with letters and accents apart.
fn unicode_forms(
    registered: &[(usize, (&Key, &Registered))],
    by_key: &HashMap<&Key, &Registered>,
    found: &mut Found,
) {
    let mut alike: HashMap<(&str, String), Vec<(&Key, &str)>> = HashMap::new();
    for (number, (key, entry)) in registered {
        for (sort, key, name) in spellings(key, entry, by_key) {
            let others = alike.entry((sort, folded(name))).or_default();
            let is_twin = |(other, text): &&(&Key, &str)| {
                *other != key && *text != name && (has_mark_apart(text) || has_mark_apart(name))
            };
            if let Some((other, _)) = others.iter().find(is_twin) {
                found.entry = *number;
                let message = format!("`{other}` is a {sort} named `{name}` too, in another Unicode form");
                let hint = "register one of them: letters with accents are one character each, as keyboards write them";
                found.report(Code::OtherUnicodeForm, ("names", name), message, Some(hint));
            }
            others.push((key, name));
        }
    }
}

/// Returns whether an accent is a character of its own.
fn has_mark_apart(text: &str) -> bool {
    text.chars().any(|c| ('\u{300}'..='\u{36f}').contains(&c))
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
    let has_names =
        !matches!(registered, Registered::Process(_) | Registered::Source(_) | Registered::Spelling(_));
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
