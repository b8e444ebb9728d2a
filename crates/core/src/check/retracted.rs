//! What a retraction leaves hanging: entries that name what was taken back.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::{Code, Entries, Found, Index};
use crate::draft::{Draft, Entry};
use crate::kind::WorldKind;
use crate::names::Key;
use crate::record::{Because, RecordKind};
use crate::reference::Reference;

/// What can be named: an entry of the registry, an event of a process, a gathering of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Named<'a> {
    Registered(&'a Key),
    Event(&'a Key, &'a Key),
    Gathering(&'a Key, &'a Key),
}

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    let gone = gone(entries);
    if gone.is_empty() {
        return;
    }
    let mut naming: HashMap<usize, Vec<&Key>> = HashMap::new();
    for (number, draft) in entries.standing() {
        let mut seen = HashSet::new();
        for (field, named) in names(draft, &entries.index) {
            let Some(retraction) = gone.get(&named).copied() else { continue };
            if !seen.insert(retraction) {
                continue;
            }
            if number < retraction {
                naming.entry(retraction).or_default().push(&draft.key);
            } else if is_slip(entries, retraction) {
                found.entry = number;
                names_retracted(field, named, &entries.subjects[retraction].draft.key, found);
            }
        }
    }
    for (retraction, keys) in naming {
        found.entry = retraction;
        still_named(&entries.subjects[retraction], &keys, found);
    }
}

fn names_retracted(field: &'static str, named: Named<'_>, retraction: &Key, found: &mut Found) {
    let (Named::Registered(key) | Named::Event(_, key) | Named::Gathering(_, key)) = named;
    let message = format!("`{key}` is no longer in the record: it was retracted by `{retraction}`");
    let hint = "name something else, or retract that retraction";
    found.report(Code::NamesRetracted, (field, key), message, Some(hint));
}

fn still_named(retraction: &super::Subject<'_>, keys: &[&Key], found: &mut Found) {
    let Entry::Record(record) = &retraction.draft.entry else { return };
    let Some(of) = record.kind.target() else { return };
    let shown: Vec<String> = keys.iter().take(3).map(|key| format!("`{key}`")).collect();
    let more = keys.len().saturating_sub(3);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let message = format!("`{of}` is retracted, but still named by {}{more}", shown.join(", "));
    let hint = "also correct or retract what names it";
    found.report(Code::StillNamed, ("of", of), message, Some(hint));
}

/// Returns what retractions took out of the record, with the number of the retraction.
fn gone<'a>(entries: &Entries<'a>) -> HashMap<Named<'a>, usize> {
    let mut gone = HashMap::new();
    for (target, retraction) in entries.mended.retracted() {
        let draft = entries.subjects[target].draft;
        let Some(process) = draft.process() else {
            gone.insert(Named::Registered(&draft.key), retraction);
            continue;
        };
        gone.insert(Named::Event(process, &draft.key), retraction);
        if let Some(meeting) = meeting(draft) {
            gone.entry(Named::Gathering(process, meeting)).or_insert(retraction);
        }
    }
    // A gathering is there as long as one event tells of it.
    for (_, draft) in entries.standing() {
        if let (Some(process), Some(meeting)) = (draft.process(), meeting(draft)) {
            gone.remove(&Named::Gathering(process, meeting));
        }
    }
    gone
}

fn meeting(draft: &Draft) -> Option<&Key> {
    match &draft.assertion()?.kind {
        WorldKind::Meeting(meeting) => Some(meeting.meeting()),
        _ => None,
    }
}

/// Returns everything that an entry names, with the field. What a record entry acts upon is judged elsewhere.
fn names<'a>(draft: &'a Draft, index: &Index<'_>) -> Vec<(&'static str, Named<'a>)> {
    let local = |key| draft.process().map(|process| Named::Event(process, key));
    let cited = draft.references().into_iter().filter_map(|cited| {
        let named = match cited.reference {
            Reference::Actor(key)
            | Reference::Named(key)
            | Reference::Person(key)
            | Reference::Body(key)
            | Reference::Place(key)
            | Reference::Issue(key)
            | Reference::Source(key)
            | Reference::Process(key) => Some(Named::Registered(key)),
            Reference::Meeting(key) => draft.process().map(|process| Named::Gathering(process, key)),
            Reference::Joinable(key) if index.registered(key).is_some() => Some(Named::Registered(key)),
            Reference::Joinable(key) | Reference::Opener(_, key) => local(key),
            Reference::Event(reference) => draft.process().map(|process| {
                let (process, key) = reference.resolve(process);
                Named::Event(process, key)
            }),
        };
        named.map(|named| (cited.field, named))
    });
    cited.collect()
}

/// Returns whether a retraction says that the encoder erred, so that what it takes back never was.
fn is_slip(entries: &Entries<'_>, retraction: usize) -> bool {
    match &entries.subjects[retraction].draft.entry {
        Entry::Record(record) => match &record.kind {
            RecordKind::Retraction(retraction) => matches!(retraction.because, Because::Record),
            _ => false,
        },
        Entry::World(_) | Entry::Registry(_) => false,
    }
}
