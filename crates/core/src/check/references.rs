//! What an entry refers to is there, and is of the sort that the field needs.

use super::suggestions::{Among, Suggestions};
use super::{Code, Entries, Found, Index};
use crate::draft::Draft;
use crate::names::{EventRef, Key};
use crate::near::did_you_mean;
use crate::reference::{Cited, Opens, Reference};
use crate::registry::{Registered, RegisteredProcess};

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    let mut suggestions = Suggestions::new(&entries.index);
    for (number, draft) in entries.iter() {
        found.entry = number;
        let is_new = entries.subjects[number].is_new();
        let (index, suggestions, here) = (&entries.index, &mut suggestions, draft.process());
        let mut citing = Citing { index, suggestions, here, is_new, field: "", found };
        for Cited { field, reference } in draft.references() {
            citing.field = field;
            if is_new && names(reference, draft) {
                citing.itself(&draft.key);
            }
            citing.check(reference);
        }
    }
}

/// Returns whether a reference names the entry that holds it.
fn names(reference: Reference<'_>, draft: &Draft) -> bool {
    match reference {
        Reference::Event(named) => {
            draft.process().is_some_and(|here| named.resolve(here) == (here, &draft.key))
        }
        Reference::Opener(_, key) => *key == draft.key,
        // The registry has keys of its own, and so have meetings.
        Reference::Actor(_)
        | Reference::Named(_)
        | Reference::Person(_)
        | Reference::Body(_)
        | Reference::Joinable(_)
        | Reference::Place(_)
        | Reference::Issue(_)
        | Reference::Source(_)
        | Reference::Process(_)
        | Reference::Meeting(_) => false,
    }
}

/// A field of an entry that refers to something.
struct Citing<'e, 'a, 'f> {
    index: &'e Index<'a>,
    suggestions: &'f mut Suggestions<'e, 'a>,
    here: Option<&'a Key>,
    is_new: bool,
    field: &'static str,
    found: &'f mut Found,
}

impl<'a> Citing<'_, 'a, '_> {
    fn check(&mut self, reference: Reference<'a>) {
        match reference {
            Reference::Actor(key) => self.registered(key, "a person or a body", &["person", "body"]),
            Reference::Named(key) => {
                let sorts = &["person", "body", "place", "issue"];
                self.registered(key, "a person, body, place or issue", sorts);
            }
            Reference::Person(key) => self.registered(key, "a person", &["person"]),
            Reference::Body(key) => self.registered(key, "a body", &["body"]),
            Reference::Joinable(key) => self.joinable(key),
            Reference::Place(key) => self.registered(key, "a place", &["place"]),
            Reference::Issue(key) => self.registered(key, "an issue", &["issue"]),
            Reference::Source(key) => self.registered(key, "a source", &["source"]),
            Reference::Process(key) => self.registered(key, "a process", &["process"]),
            Reference::Meeting(key) => self.meeting(key),
            Reference::Event(reference) => self.event(reference),
            Reference::Opener(opens, key) => self.opener(opens, key),
        }
    }

    /// No event comes after itself, is about itself, or opened what it moves.
    fn itself(&mut self, key: &Key) {
        let message = format!("`{key}` names itself in `{}`", self.field);
        let hint = "name another event, or leave the field out";
        self.found.report(Code::NamesItself, (self.field, key), message, Some(hint));
    }

    fn unknown(&mut self, key: &'a Key, among: Among<'a>, message: String, otherwise: &str) {
        self.unknown_in(key.as_str(), key, among, message, otherwise);
    }

    /// Reports a key that leads nowhere, and the text that holds it.
    fn unknown_in(&mut self, held: &str, key: &'a Key, among: Among<'a>, message: String, otherwise: &str) {
        let hint = match did_you_mean(self.suggestions.near(key, among, self.is_new)) {
            None => otherwise.to_owned(),
            Some(meant) => format!("{meant} Otherwise, {otherwise}"),
        };
        self.found.report(Code::UnknownReference, (self.field, held), message, Some(&hint));
    }

    fn registered(&mut self, key: &'a Key, sort: &str, accepted: &'static [&'static str]) {
        match self.index.registered(key) {
            None => {
                let message = format!("no {} `{key}` is registered", bare(sort));
                self.unknown(key, Among::Registered(accepted), message, &format!("register `{key}` first"));
            }
            Some(entry) if !accepted.contains(&entry.name()) => {
                let message =
                    format!("`{key}` is registered as a {}, but this field needs {sort}", entry.name());
                let hint = "name one that is registered as such, or register it under a new key";
                self.found.report(Code::WrongReference, (self.field, key), message, Some(hint));
            }
            Some(_) => {}
        }
    }

    /// The registry comes first: an event may have the key of a body.
    fn joinable(&mut self, key: &'a Key) {
        const SORTS: &[&str] = &["body", "process"];
        let is_opened = self.here.and_then(|process| self.index.local(process, key));
        match (self.index.registered(key), is_opened) {
            (Some(entry), _) if SORTS.contains(&entry.name()) => {}
            (_, Some(event)) if event.opens(Opens::Agreement) => {}
            (None, Some(_)) => self.opener(Opens::Agreement, key),
            (Some(_), _) => self.registered(key, "a body or a process", SORTS),
            (None, None) => {
                let message = format!("`{key}` is not a registered body or process, nor an agreement");
                let otherwise = "register it first, or name an agreement by the event that opened it";
                self.unknown(key, Among::Registered(SORTS), message, otherwise);
            }
        }
    }

    fn meeting(&mut self, key: &'a Key) {
        let Some(process) = self.here else { return };
        if !self.index.has_meeting(process, key) {
            let message = format!("no meeting event names the meeting `{key}`");
            let otherwise = format!("add a meeting event with \"meeting\": \"{key}\"");
            self.unknown(key, Among::Meetings(process), message, &otherwise);
        }
    }

    fn event(&mut self, reference: &'a EventRef) {
        let Some(here) = self.here else { return };
        if self.index.event(reference, here).is_none() {
            let (process, key) = reference.resolve(here);
            let message = format!("there is no event `{reference}`");
            let held = reference.to_string();
            self.unknown_in(&held, key, Among::Events(process), message, "add that event first");
        }
    }

    fn opener(&mut self, opens: Opens, key: &'a Key) {
        let Some(process) = self.here else { return };
        let Some(target) = self.index.local(process, key) else {
            let message = format!("there is no event `{key}` in this process");
            return self.unknown(key, Among::Openers(process, opens), message, "add that event first");
        };
        if !target.opens(opens) {
            let kind = target.kind_name();
            let message = format!("`{key}` is an event of kind `{kind}` and does not open {opens}");
            let hint = "name the event that opened it";
            self.found.report(Code::WrongReference, (self.field, key), message, Some(hint));
        }
    }
}

fn bare(sort: &str) -> String {
    sort.replace("a person or a body", "person or body").replace("an ", "").replace("a ", "")
}

/// Returns the process that a registry entry describes, for rules about processes.
pub(super) fn as_process(registered: &Registered) -> Option<&RegisteredProcess> {
    match registered {
        Registered::Process(process) => Some(process),
        _ => None,
    }
}
