//! The names that a log has, by what a field can name: for completion, and to know what nothing bears yet.

use asof_core::kind::WorldKind;
use asof_core::{AsOf, Event, Key, Registered, did_you_mean, folded, nearest};

use crate::source::log::Log;
use crate::write::nameable::Nameable;

/// The longest text that is shown beside the key of an event, in characters.
const SHOWN: usize = 60;

/// Something that a field can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What is written.
    pub key: String,
    /// What is shown beside it.
    pub name: String,
    /// Every spelling, without case and accents.
    spellings: Vec<String>,
}

impl Candidate {
    fn new(key: &str, name: &str, spellings: impl IntoIterator<Item = String>) -> Self {
        let spellings = spellings.into_iter().map(|spelling| folded(&spelling)).collect();
        Self { key: key.to_owned(), name: name.to_owned(), spellings }
    }

    /// Returns how well it fits what is typed, which is folded; lower is better. `None` if it does not.
    pub(super) fn rank(&self, typed: &str) -> Option<usize> {
        let begins = |text: &str| text.starts_with(typed);
        let words = || self.spellings.iter().flat_map(|spelling| spelling.split_whitespace());
        let fits = [
            begins(&self.key),
            self.spellings.iter().any(|spelling| begins(spelling)),
            words().any(begins) || self.key.split('-').any(begins),
            self.key.contains(typed),
        ];
        fits.iter().position(|fits| *fits)
    }
}

/// An entry of the registry.
#[derive(Debug)]
struct Entry {
    sort: &'static str,
    candidate: Candidate,
}

/// What a log has names for.
#[derive(Debug)]
pub(super) struct Directory<'l> {
    log: &'l Log,
    registry: Vec<Entry>,
}

impl<'l> Directory<'l> {
    pub(super) fn of(log: &'l Log) -> Self {
        let view = log.as_of(&AsOf::ALL);
        let registry = view.registry();
        let entries = registry.iter().filter(|(_, entry)| !matches!(entry, Registered::Spelling(_)));
        let entries = entries.map(|(key, registered)| {
            let shown = registered.display_name().map_or(key.as_str(), |name| name.as_str());
            let side = side(registered).map(|side| log.names().get(side.as_str()));
            let name = side.map_or(shown.to_owned(), |side| format!("{shown}, {side}"));
            let spellings = registry.names(key).into_iter().map(|name| name.name.to_string());
            let candidate = Candidate::new(key.as_str(), &name, spellings.chain([shown.to_owned()]));
            Entry { sort: registered.name(), candidate }
        });
        Self { log, registry: entries.collect() }
    }

    /// Returns all that a field of a process can name.
    pub(super) fn candidates(&self, sort: Nameable, process: Option<&Key>) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = match sort {
            Nameable::Claimant => vec![
                Candidate::new("source", "the source itself says so", ["source".to_owned()]),
                Candidate::new("unstated", "somebody whom the source does not name", ["unstated".to_owned()]),
            ],
            _ => Vec::new(),
        };
        let registered = self.registry.iter().filter(|entry| sort.registered().contains(&entry.sort));
        found.extend(registered.map(|entry| entry.candidate.clone()));
        if let Some(process) = process {
            found.extend(self.events(sort, process));
        }
        found
    }

    /// Returns the events, or meetings, of a process that a field can name, the last first.
    fn events(&self, sort: Nameable, process: &Key) -> Vec<Candidate> {
        let is_own = |event: &&Event| event.draft.process() == Some(process);
        let own = self.log.events().iter().rev().filter(is_own);
        match (sort, sort.opens()) {
            (Nameable::Meeting | Nameable::OwnMeeting, _) => {
                let mut found: Vec<Candidate> = Vec::new();
                for meeting in own.filter_map(meeting_of) {
                    if !found.iter().any(|candidate| candidate.key == meeting.as_str()) {
                        found.push(Candidate::new(meeting.as_str(), "", []));
                    }
                }
                found
            }
            (_, Some(opens)) => {
                own.filter(|event| event.draft.opens(opens)).map(|event| of_event(event, None)).collect()
            }
            (Nameable::Event, None) => {
                let others = self.log.events().iter().rev().filter(|event| !is_own(event));
                let others = others.filter_map(|event| Some(of_event(event, Some(event.draft.process()?))));
                own.map(|event| of_event(event, None)).chain(others).collect()
            }
            (Nameable::Entry, None) => own.map(|event| of_event(event, None)).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the meeting that the last meeting event of a process is about.
    pub(super) fn last_meeting(&self, process: &Key) -> Option<String> {
        let mut own = self.log.events().iter().rev().filter(|event| event.draft.process() == Some(process));
        own.find_map(meeting_of).map(ToString::to_string)
    }

    /// Returns the key that a text stands for: a key, or a spelling that only one name has.
    pub(super) fn resolve(&self, sort: Nameable, process: Option<&Key>, text: &str) -> Option<String> {
        let registered = || self.registry.iter().filter(|entry| sort.registered().contains(&entry.sort));
        let is_word = sort == Nameable::Claimant && ["source", "unstated"].contains(&text);
        if is_word
            || registered().any(|entry| entry.candidate.key == text)
            || self.is_event(sort, process, text)
        {
            return Some(text.to_owned());
        }
        let spelt = folded(text);
        let mut borne = registered().filter(|entry| entry.candidate.spellings.contains(&spelt));
        borne.next().filter(|_| borne.next().is_none()).map(|entry| entry.candidate.key.clone())
    }

    /// Returns whether a text is the key of an event, or a meeting, that a field of a process can name.
    fn is_event(&self, sort: Nameable, process: Option<&Key>, text: &str) -> bool {
        let Some(process) = process else { return false };
        let is_own = |event: &&Event| event.draft.process() == Some(process);
        let mut own = self.log.events().iter().filter(is_own);
        let is_it = |event: &Event| event.draft.key.as_str() == text;
        match (sort, sort.opens()) {
            (Nameable::Meeting | Nameable::OwnMeeting, _) => {
                own.filter_map(meeting_of).any(|meeting| meeting.as_str() == text)
            }
            (_, Some(opens)) => own.any(|event| is_it(event) && event.draft.opens(opens)),
            (Nameable::Entry, None) => own.any(is_it),
            (Nameable::Event, None) => match text.split_once('/') {
                None => own.any(is_it),
                Some((other, key)) => self.log.events().iter().any(|event| {
                    let is_of = event.draft.process().is_some_and(|process| process.as_str() == other);
                    is_of && event.draft.key.as_str() == key
                }),
            },
            _ => false,
        }
    }

    /// Says that nothing bears a name, and what may be meant.
    pub(super) fn unknown(&self, sort: Nameable, process: Option<&Key>, text: &str) -> String {
        let candidates = self.candidates(sort, process);
        let spelt = folded(text);
        let named = candidates.iter().flat_map(|candidate| {
            let write = || (candidate.key.as_str(), candidate.name.as_str());
            let spellings = candidate.spellings.iter().map(String::as_str).chain([candidate.key.as_str()]);
            spellings.map(move |spelling| (spelling, write()))
        });
        let near = nearest(&spelt, named);
        let near: Vec<String> = near.into_iter().map(|(key, name)| shown(key, name)).collect();
        let said = match sort {
            Nameable::Meeting | Nameable::OwnMeeting => format!("there is no meeting `{text}`"),
            _ if sort.registered().is_empty() => format!("no event `{text}` can be named here"),
            _ => format!("nobody and nothing that can be named here is called \"{text}\""),
        };
        did_you_mean(&near).map_or(said.clone(), |meant| format!("{said}: {meant}"))
    }

    /// Returns whether a key is taken: in the registry, or by an event of the process.
    pub(super) fn has(&self, process: Option<&Key>, key: &str) -> bool {
        let is_event = |event: &&Event| event.draft.process() == process && event.draft.key.as_str() == key;
        match process {
            None => self.registry.iter().any(|entry| entry.candidate.key == key),
            Some(_) => self.log.events().iter().any(|event| is_event(&event)),
        }
    }
}

fn shown(key: &str, name: &str) -> String {
    if name.is_empty() { key.to_owned() } else { format!("{key} ({name})") }
}

/// Returns on whose side somebody speaks, or what a place is part of.
fn side(registered: &Registered) -> Option<&Key> {
    match registered {
        Registered::Person(person) => person.party.as_ref(),
        Registered::Body(body) => body.party.as_ref().or(body.part_of.as_ref()),
        Registered::Place(place) => place.part_of.as_ref(),
        Registered::Process(_) | Registered::Issue(_) | Registered::Source(_) | Registered::Spelling(_) => {
            None
        }
    }
}

fn meeting_of(event: &Event) -> Option<&Key> {
    match &event.draft.assertion()?.kind {
        WorldKind::Meeting(meeting) => Some(meeting.meeting()),
        _ => None,
    }
}

/// Returns an event by its key, with that of its process if it is of another.
fn of_event(event: &Event, process: Option<&Key>) -> Candidate {
    let own = event.draft.key.as_str();
    let key = process.map_or(own.to_owned(), |process| format!("{process}/{own}"));
    let summary = event.draft.summary().map_or("", |summary| summary.as_str());
    let mut name: String = summary.chars().take(SHOWN).collect();
    if name.len() < summary.len() {
        name.push('…');
    }
    Candidate::new(&key, &name, [])
}
