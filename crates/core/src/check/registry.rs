//! What is registered has a name, of its own among its sort, and is no part of itself.

use foldhash::{HashMap, HashMapExt, HashSet};

use super::circles::in_circles;
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
    let chains = Chain::all(&by_key);
    let mut named: HashMap<(&str, &str), &Key> = HashMap::new();
    for (number, (key, entry)) in &registered {
        found.entry = *number;
        names(entry, found);
        for (sort, key, name) in spellings(key, entry, &by_key) {
            let first = *named.entry((sort, name)).or_insert(key);
            if first != key {
                let message = format!("`{first}` is also a {sort} named `{name}`");
                let hint = "register one of them, with every spelling, or make their names different";
                found.report(Code::SameName, ("names", name), message, Some(hint));
            }
        }
        circles(key, entry, &by_key, &chains, found);
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
                let message = format!("`{other}` is also a {sort} named `{name}`, in another Unicode form");
                let hint =
                    "register one of them, with each accented letter as one character, as keyboards write it";
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

/// A sense in which registered things belong to each other, and what leads back to itself in it.
struct Chain<'a> {
    field: &'static str,
    above: Above,
    circling: HashSet<&'a Key>,
}

impl<'a> Chain<'a> {
    fn all(by_key: &HashMap<&'a Key, &'a Registered>) -> [Self; 3] {
        let fields = [("party", party as Above), ("part_of", part_of), ("continues", continues)];
        fields.map(|(field, above)| {
            let next = |key: &'a Key| by_key.get(key).copied().and_then(above);
            let circling = in_circles(by_key.keys().copied(), next).into_iter().collect();
            Self { field, above, circling }
        })
    }

    fn leads_back(&self, key: &Key, entry: &Registered, by_key: &HashMap<&Key, &Registered>) -> bool {
        let is_found = by_key.get(key).is_some_and(|found| std::ptr::eq(*found, entry));
        if is_found {
            return self.circling.contains(key);
        }
        // Of two entries with one key, the chains lead to the other: this one begins a chain of its own.
        let next = |at: &&Key| by_key.get(at).copied().and_then(self.above);
        let chain = std::iter::successors((self.above)(entry), next);
        chain.take(by_key.len()).any(|at| at == key)
    }
}

fn circles(
    key: &Key,
    entry: &Registered,
    by_key: &HashMap<&Key, &Registered>,
    chains: &[Chain<'_>],
    found: &mut Found,
) {
    for Chain { field, .. } in chains.iter().filter(|chain| chain.leads_back(key, entry, by_key)) {
        let message = format!("`{key}` leads back to itself through `{field}`");
        let hint = "leave the field out where the chain ends";
        found.report(Code::RegistryCircle, *field, message, Some(hint));
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
