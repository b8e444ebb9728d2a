//! What is seen of the lines of a log, mostly without reading them as events: of which process each is, and what it says
//! that may affect other processes.
//!
//! A line that says anything in an unusual way (a character by its number, a space before a value) is read as an event,
//! and so is the registry.

use asof_core::{Correction, Entry, Event, EventRef, RecordKind, Reference, Registered, Replacement};
use foldhash::HashMap;
use memchr::memchr_iter;
use memchr::memmem::Finder;

/// What was seen of the lines of a log.
#[derive(Default)]
pub(crate) struct Lines {
    /// Of each line, the number of its process, or [`REGISTRY`].
    of: Vec<u32>,
    numbers: HashMap<Box<[u8]>, u32>,
    /// The lines that register a key.
    registered: HashMap<Box<str>, Vec<usize>>,
    facts: Vec<Fact>,
    /// Whether a line could not be read, which every question needs.
    is_unread: bool,
    finders: Finders,
}

/// The number of no process: a log has fewer.
const REGISTRY: u32 = u32::MAX;

/// What was seen of a process, or of an entry of the registry, that may matter to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) sort: Sort,
    /// The line that says so, counted from 0.
    pub(crate) line: usize,
    /// The process, or the key in the registry.
    pub(crate) of: Box<str>,
    /// What it says it of.
    pub(crate) other: Box<str>,
}

asof_core::codes! {
    /// A sort of fact.
    pub(crate) enum Sort {
        /// The process and another one refer to each other, or one continues the other.
        Linked = "linked",
        /// The process corrects or retracts what has this key.
        Amends = "amends",
        /// The entry of the registry names this party.
        Party = "party",
        /// The entry of the registry is a further spelling of what has this key.
        Spelling = "spelling",
    }
}

/// What is looked for in every line.
struct Finders {
    process: Finder<'static>,
    registered: Finder<'static>,
    retraction: Finder<'static>,
    correction: Finder<'static>,
    of: Finder<'static>,
    escape: Finder<'static>,
}

impl Default for Finders {
    fn default() -> Self {
        Self {
            process: Finder::new("\"process\":\""),
            registered: Finder::new("\"registered\""),
            retraction: Finder::new("\"retraction\""),
            correction: Finder::new("\"correction\""),
            of: Finder::new("\"of\":\""),
            escape: Finder::new("\\u"),
        }
    }
}

impl Lines {
    /// Looks at the next line.
    pub(crate) fn see(&mut self, line: &[u8]) {
        if let Some(process) = self.process_of(line) {
            self.look(text(process), line);
            let number = self.number(process);
            self.of.push(number);
            return;
        }
        let event = read(line);
        self.is_unread |= event.is_none();
        let process = event.as_ref().and_then(|event| self.read(event));
        self.of.push(process.unwrap_or(REGISTRY));
    }

    /// Returns what was seen that may matter to others, in the order of the lines.
    pub(crate) fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// Returns whether a line could not be read.
    pub(crate) fn is_unread(&self) -> bool {
        self.is_unread
    }

    /// Returns how many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.of.len()
    }

    /// Returns the lines that register a key, counted from 0.
    pub(crate) fn registered(&self, key: &str) -> &[usize] {
        self.registered.get(key).map_or(&[], Vec::as_slice)
    }

    /// Returns the keys that lines register.
    pub(crate) fn registered_keys(&self) -> impl Iterator<Item = &str> {
        self.registered.keys().map(AsRef::as_ref)
    }

    /// Returns the lines by process.
    pub(crate) fn by_process(&self) -> ByProcess<'_> {
        let mut ends = vec![0; self.numbers.len() + 1];
        let numbers = || self.of.iter().filter(|number| **number != REGISTRY).map(|number| *number as usize);
        numbers().for_each(|number| ends[number + 1] += 1);
        for number in 1..ends.len() {
            ends[number] += ends[number - 1];
        }
        let (mut next, mut lines) = (ends.clone(), vec![0; numbers().count()]);
        for (line, number) in (0..).zip(&self.of).filter(|(_, number)| **number != REGISTRY) {
            let place = &mut next[*number as usize];
            lines[*place] = line;
            *place += 1;
        }
        ByProcess { numbers: &self.numbers, ends, lines }
    }

    fn number(&mut self, process: &[u8]) -> u32 {
        match self.numbers.get(process) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.numbers.len()).unwrap_or(REGISTRY);
                self.numbers.insert(process.into(), number);
                number
            }
        }
    }

    fn note(&mut self, sort: Sort, of: &str, other: &str) {
        self.facts.push(Fact { sort, line: self.of.len(), of: of.into(), other: other.into() });
    }

    fn link(&mut self, one: &str, other: &str) {
        if one != other {
            self.note(Sort::Linked, one, other);
            self.note(Sort::Linked, other, one);
        }
    }

    /// Returns the process of a line as its text says it; `None` if that is not certain.
    fn process_of<'t>(&self, line: &'t [u8]) -> Option<&'t [u8]> {
        if self.finders.escape.find(line).is_some() || has_space_at_a_colon(line) {
            return None;
        }
        let mut found = self.finders.process.find_iter(line);
        let (start, None) = (found.next()?, found.next()) else { return None };
        let value = &line[start + "\"process\":\"".len()..];
        let end = value.iter().position(|byte| !is_of_a_key(*byte))?;
        (end > 0 && value[end] == b'"').then(|| &value[..end])
    }

    /// Notes by which words of its text a line of a process may affect another process.
    fn look(&mut self, process: &str, line: &[u8]) {
        let has = |finder: &Finder<'_>| finder.find(line).is_some();
        if has(&self.finders.registered)
            && let Some(event) = read(line)
        {
            self.read_amendment(&event);
        }
        if has(&self.finders.retraction) || has(&self.finders.correction) {
            let starts: Vec<usize> = self.finders.of.find_iter(line).collect();
            for start in starts {
                let value = &line[start + "\"of\":\"".len()..];
                let end = value.iter().position(|byte| !is_of_a_key(*byte)).unwrap_or(value.len());
                self.note(Sort::Amends, process, text(&value[..end]));
            }
        }
        for slash in memchr_iter(b'/', line) {
            let start =
                line[..slash].iter().rposition(|byte| !is_of_a_key(*byte)).map_or(0, |start| start + 1);
            let end = line[slash + 1..].iter().position(|byte| !is_of_a_key(*byte));
            let is_all_of_a_text =
                start > 0 && line[start - 1] == b'"' && end.is_some_and(|end| line[slash + 1 + end] == b'"');
            if is_all_of_a_text && start < slash && end != Some(0) {
                self.link(process, text(&line[start..slash]));
            }
        }
    }

    /// Notes what an event says of processes; returns the number of its own, `None` in the registry.
    fn read(&mut self, event: &Event) -> Option<u32> {
        let Some(process) = event.draft.process() else {
            self.read_registry(event);
            return None;
        };
        for cited in event.draft.references() {
            if let Reference::Event(EventRef { process: Some(other), .. }) = cited.reference {
                self.link(process.as_str(), other.as_str());
            }
        }
        if let Some(record) = event.draft.record()
            && let RecordKind::Correction(_) | RecordKind::Retraction(_) = record.kind
            && let Some(target) = record.kind.target()
        {
            self.note(Sort::Amends, process.as_str(), target.as_str());
        }
        self.read_amendment(event);
        Some(self.number(process.as_str().as_bytes()))
    }

    /// Notes what the correction of an entry of the registry says in its place.
    fn read_amendment(&mut self, event: &Event) {
        if let Entry::Record(record) = &event.draft.entry
            && let RecordKind::Correction(Correction { of, with, .. }) = &record.kind
            && let Replacement::Registry(with) = with
        {
            self.read_registered(of.as_str(), with);
        }
    }

    fn read_registry(&mut self, event: &Event) {
        let key = event.draft.key.as_str();
        self.registered.entry(key.into()).or_default().push(self.of.len());
        if let Entry::Registry(entry) = &event.draft.entry {
            self.read_registered(key, &entry.registered);
        }
    }

    fn read_registered(&mut self, key: &str, registered: &Registered) {
        let party = match registered {
            Registered::Process(process) => {
                if let Some(before) = &process.continues {
                    self.link(key, before.as_str());
                }
                process.parties.iter().for_each(|party| self.note(Sort::Party, key, party.as_str()));
                None
            }
            Registered::Spelling(spelling) => {
                self.note(Sort::Spelling, key, spelling.of.as_str());
                None
            }
            Registered::Person(person) => person.party.as_ref(),
            Registered::Body(body) => body.party.as_ref(),
            Registered::Place(_) | Registered::Issue(_) | Registered::Source(_) => None,
        };
        if let Some(party) = party {
            self.note(Sort::Party, key, party.as_str());
        }
    }
}

/// The lines of each process, counted from 0.
pub(crate) struct ByProcess<'l> {
    numbers: &'l HashMap<Box<[u8]>, u32>,
    /// Where in `lines` those of each process begin, and where they all end.
    ends: Vec<usize>,
    lines: Vec<u32>,
}

impl ByProcess<'_> {
    /// Returns the lines of a process.
    pub(crate) fn of(&self, process: &str) -> &[u32] {
        let Some(number) = self.numbers.get(process.as_bytes()) else { return &[] };
        let number = *number as usize;
        &self.lines[self.ends[number]..self.ends[number + 1]]
    }
}

/// Reads a line as an event, if it is one.
pub(crate) fn read(line: &[u8]) -> Option<Event> {
    str::from_utf8(line).ok().and_then(|line| Event::from_line(line).ok())
}

/// Returns a key, which is ASCII.
fn text(key: &[u8]) -> &str {
    str::from_utf8(key).unwrap_or_default()
}

/// Returns whether a field of a line may be apart from its value by space, as no log writes it.
fn has_space_at_a_colon(line: &[u8]) -> bool {
    // To look at all bytes is quicker than to stop at the first: processors look at many at once. No log writes a control
    // character or ends a line in a colon, either.
    line.ends_with(b":")
        || line.array_windows().fold(false, |found, [before, at, behind]| {
            let is_space = (*before <= b' ') | ((*before == b'"') & (*behind <= b' '));
            found | ((*at == b':') & is_space)
        })
}

fn is_of_a_key(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}
