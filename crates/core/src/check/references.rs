//! What an entry refers to is there, and is of the sort that the field needs.

use super::{Code, Found, Index};
use crate::draft::{Draft, Entry};
use crate::kind::{Commitment, WorldKind};
use crate::names::{EventRef, Key};
use crate::reference::{Cited, Opens, Reference};
use crate::registry::{Registered, RegisteredProcess};

pub(super) fn check(index: &Index<'_>, draft: &Draft, found: &mut Found) {
    let here = draft.process();
    for Cited { field, reference } in draft.references() {
        match reference {
            Reference::Actor(key) => {
                registered(index, field, key, "a person or a body", &["person", "body"], found);
            }
            Reference::Person(key) => registered(index, field, key, "a person", &["person"], found),
            Reference::Body(key) => registered(index, field, key, "a body", &["body"], found),
            Reference::Place(key) => registered(index, field, key, "a place", &["place"], found),
            Reference::Issue(key) => registered(index, field, key, "an issue", &["issue"], found),
            Reference::Source(key) => registered(index, field, key, "a source", &["source"], found),
            Reference::Process(key) => registered(index, field, key, "a process", &["process"], found),
            Reference::Meeting(key) => meeting(index, here, field, key, found),
            Reference::Event(reference) => event(index, here, field, reference, found),
            Reference::Opener(opens, key) => opener(index, here, field, opens, key, found),
        }
    }
}

fn registered(
    index: &Index<'_>,
    field: &'static str,
    key: &Key,
    sort: &str,
    accepted: &[&str],
    found: &mut Found,
) {
    match index.registered(key) {
        None => {
            let hint = format!("register `{key}` first, or mend the key");
            found.error(
                Code::UnknownReference,
                field,
                format!("no {sort} `{key}` is registered", sort = bare(sort)),
                Some(hint),
            );
        }
        Some(entry) if !accepted.contains(&entry.name()) => {
            let message = format!("`{key}` is registered as a {}, and here stands {sort}", entry.name());
            found.error(Code::WrongReference, field, message, None);
        }
        Some(_) => {}
    }
}

fn bare(sort: &str) -> String {
    sort.replace("a person or a body", "person or body").replace("an ", "").replace("a ", "")
}

fn meeting(index: &Index<'_>, here: Option<&Key>, field: &'static str, key: &Key, found: &mut Found) {
    if here.is_none_or(|process| !index.has_meeting(process, key)) {
        let hint = format!("add a meeting event with `\"meeting\":\"{key}\"`, or mend the key");
        found.error(
            Code::UnknownReference,
            field,
            format!("no meeting event names the gathering `{key}`"),
            Some(hint),
        );
    }
}

fn event(
    index: &Index<'_>,
    here: Option<&Key>,
    field: &'static str,
    reference: &EventRef,
    found: &mut Found,
) {
    if here.is_none_or(|process| index.event(reference, process).is_none()) {
        let message = format!("there is no event `{reference}`");
        found.error(
            Code::UnknownReference,
            field,
            message,
            Some("mend the key, or add that event first".to_owned()),
        );
    }
}

fn opener(
    index: &Index<'_>,
    here: Option<&Key>,
    field: &'static str,
    opens: Opens,
    key: &Key,
    found: &mut Found,
) {
    let Some(target) = here.and_then(|process| index.local(process, key)) else {
        let message = format!("there is no event `{key}` in this process");
        found.error(
            Code::UnknownReference,
            field,
            message,
            Some("mend the key, or add that event first".to_owned()),
        );
        return;
    };
    let opened = match &target.entry {
        Entry::World(world) => does_open(&world.assertion.kind, opens),
        Entry::Record(_) | Entry::Registry(_) => false,
    };
    if !opened {
        let message =
            format!("`{key}` is an event of kind `{}` and does not open {}", target.kind_name(), name(opens));
        found.error(Code::WrongReference, field, message, Some("name the event that opened it".to_owned()));
    }
}

fn does_open(kind: &WorldKind, opens: Opens) -> bool {
    match (opens, kind) {
        (Opens::Proposal, WorldKind::Proposal(_))
        | (Opens::Position, WorldKind::Position(_))
        | (Opens::Announcement, WorldKind::Announcement(_)) => true,
        (Opens::Agreement, WorldKind::Agreement(agreement)) => agreement.stage().agreement.is_none(),
        (Opens::Commitment, WorldKind::Commitment(commitment)) => {
            !matches!(commitment, Commitment::Withdrawn(_)) && commitment.named().is_none()
        }
        (Opens::Ceasefire, WorldKind::Ceasefire(ceasefire)) => ceasefire.phase().ceasefire.is_none(),
        _ => false,
    }
}

fn name(opens: Opens) -> &'static str {
    match opens {
        Opens::Proposal => "a proposal",
        Opens::Agreement => "an agreement",
        Opens::Commitment => "a commitment",
        Opens::Ceasefire => "a ceasefire",
        Opens::Position => "a position",
        Opens::Announcement => "an announcement",
    }
}

/// Returns the process that a registry entry describes, for rules about processes.
pub(super) fn as_process(registered: &Registered) -> Option<&RegisteredProcess> {
    match registered {
        Registered::Process(process) => Some(process),
        _ => None,
    }
}
