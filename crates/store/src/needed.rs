//! Which lines of a log a question about some processes needs.
//!
//! It needs the lines of the processes that it names, the lines of every process that may affect these, and the registry
//! entries that any of those lines name. One process may affect another if they refer to each other, directly or through
//! others, if they belong to one chain, or if one amends a registry entry that the other names.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};
use std::convert::Infallible;

use asof_core::kind::WorldKind;
use asof_core::{Correction, Entry as Draft, Event, Key, RecordKind, Registered, Replacement};
use foldhash::{HashMap, HashSet};

use crate::RegistryPart;
use crate::seen::{ByProcess, Lines, Sort, read};

/// A log whose lines were seen, to be asked for some of them. Lines have numbers in its order.
pub(crate) trait Seen {
    type Error;
    type Text: AsRef<[u8]>;

    /// Returns the lines of a process; `None` if some of them are gone.
    fn of_process(&mut self, process: &str) -> Result<Option<Vec<u64>>, Self::Error>;

    /// Returns the keys that lines register; `None` if some of these are gone.
    fn registered(&mut self) -> Result<Option<Vec<String>>, Self::Error>;

    /// Returns the lines that register a key which an entry names; `None` if that is gone.
    fn registering(&mut self, key: &str) -> Result<Option<Vec<u64>>, Self::Error>;

    /// Returns the processes or keys that have this fact about `of`, in the order of the lines that say it.
    fn saying(&mut self, sort: Sort, of: &str) -> Result<Vec<String>, Self::Error>;

    /// Returns the first of them.
    fn first_saying(&mut self, sort: Sort, of: &str) -> Result<Option<String>, Self::Error>;

    /// Returns the last line, which says where the log ends.
    fn last(&mut self) -> Result<Option<u64>, Self::Error>;

    /// Returns a line.
    fn line(&mut self, line: u64) -> Result<Self::Text, Self::Error>;
}

/// A line that is needed, and the event that it is; `None` if it cannot be read as one.
pub(crate) struct NeededLine<T> {
    pub(crate) text: T,
    pub(crate) event: Option<Event>,
}

/// The lines that are needed, in the order of the log.
pub(crate) type Needed<T> = BTreeMap<u64, NeededLine<T>>;

/// Returns the lines that a question needs that contains these names, with the registry that they name or all of it. `None` if
/// it needs all lines: if neither the registry nor a process is asked for, for example.
pub(crate) fn needed<S: Seen>(
    seen: S,
    named: &BTreeSet<String>,
    registry: RegistryPart,
) -> Result<Option<Needed<S::Text>>, S::Error> {
    let mut search = Search {
        seen,
        lines: BTreeMap::new(),
        processes: Open::default(),
        keys: Open::default(),
        sided: Open::default(),
    };
    let is_about_the_registry = registry == RegistryPart::Whole;
    if is_about_the_registry {
        let Some(keys) = search.seen.registered()? else { return Ok(None) };
        keys.iter().for_each(|key| search.keys.add(key));
    }
    let mut is_about_a_process = false;
    for name in named {
        // A name that nothing has is a word of the question.
        if let Some(registering) = search.seen.registering(name)?.filter(|lines| !lines.is_empty()) {
            search.keys.add(name);
            if search.has_process(registering)? {
                is_about_a_process = true;
                search.processes.add(name);
            }
        }
    }
    if !(is_about_a_process || is_about_the_registry) || !search.run()? {
        return Ok(None);
    }
    if let Some(last) = search.seen.last()? {
        search.read(last)?;
    }
    Ok(Some(search.lines))
}

/// Names that were found, and those of them that were not looked at yet.
#[derive(Default)]
struct Open {
    found: HashSet<Box<str>>,
    next: Vec<Box<str>>,
}

impl Open {
    fn add(&mut self, name: &str) {
        if !self.found.contains(name) {
            self.found.insert(name.into());
            self.next.push(name.into());
        }
    }
}

struct Search<S: Seen> {
    seen: S,
    lines: Needed<S::Text>,
    /// Processes: all their lines are needed.
    processes: Open,
    /// Keys of the registry.
    keys: Open,
    /// Keys of members and of what they join or leave. Sides depend on which of these are parties.
    sided: Open,
}

impl<S: Seen> Search<S> {
    /// Finds all that is needed. Returns whether it is certain that this is all.
    fn run(&mut self) -> Result<bool, S::Error> {
        loop {
            let is_certain = if let Some(process) = self.processes.next.pop() {
                self.look_at_process(&process)?
            } else if let Some(key) = self.keys.next.pop() {
                self.look_at_key(&key)?
            } else if let Some(key) = self.sided.next.pop() {
                self.look_at_side(&key)?
            } else {
                return Ok(true);
            };
            if !is_certain {
                return Ok(false);
            }
        }
    }

    fn look_at_process(&mut self, process: &str) -> Result<bool, S::Error> {
        let Some(lines) = self.seen.of_process(process)? else { return Ok(false) };
        if lines.is_empty() && !self.is_process(process)? {
            // A text that looks like the name of an event, such as the path of a fact.
            return Ok(true);
        }
        for line in &lines {
            self.read(*line)?;
        }
        let events = || lines.iter().filter_map(|line| event(&self.lines, *line));
        let own: HashSet<&Key> = events().map(|event| &event.draft.key).collect();
        if !own.is_empty() {
            self.keys.add(process);
        }
        // What an entry amends, answers or joins may be an event of its process.
        let mut is_named = |key: &Key| -> Result<bool, S::Error> {
            let is_registered = |lines: Option<Vec<u64>>| lines.is_some_and(|lines| !lines.is_empty());
            Ok(!own.contains(key) || is_registered(self.seen.registering(key.as_str())?))
        };
        for event in events() {
            let target = event.draft.record().and_then(|record| record.kind.target());
            for key in cited(event).chain(target) {
                if is_named(key)? {
                    self.keys.add(key.as_str());
                }
            }
            for key in sided(event) {
                if is_named(key)? {
                    self.sided.add(key.as_str());
                }
            }
        }
        for linked in self.seen.saying(Sort::Linked, process)? {
            self.processes.add(&linked);
        }
        Ok(true)
    }

    fn is_process(&mut self, name: &str) -> Result<bool, S::Error> {
        let registering = self.seen.registering(name)?.unwrap_or_default();
        self.has_process(registering)
    }

    /// Returns whether one of these lines registers a process.
    fn has_process(&mut self, registering: Vec<u64>) -> Result<bool, S::Error> {
        for line in registering {
            self.read(line)?;
            if let Some(Registered::Process(_)) = event(&self.lines, line).and_then(registered) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn look_at_key(&mut self, key: &str) -> Result<bool, S::Error> {
        let Some(lines) = self.seen.registering(key)? else { return Ok(false) };
        for line in lines {
            self.read(line)?;
            if let Some(event) = event(&self.lines, line) {
                cited(event).for_each(|key| self.keys.add(key.as_str()));
            }
        }
        for process in self.seen.saying(Sort::Amends, key)? {
            self.processes.add(&process);
        }
        for spelling in self.seen.saying(Sort::Spelling, key)? {
            self.keys.add(&spelling);
        }
        Ok(true)
    }

    /// Looks at who names something as a party, which makes it one. What was registered first does so wherever a later entry
    /// does, unless it is amended.
    fn look_at_side(&mut self, key: &str) -> Result<bool, S::Error> {
        let Some(lines) = self.seen.registering(key)? else { return Ok(false) };
        for line in lines {
            self.read(line)?;
            if let Some(registered) = event(&self.lines, line).and_then(registered) {
                above(registered).for_each(|key| self.sided.add(key.as_str()));
            }
        }
        let Some(first) = self.seen.first_saying(Sort::Party, key)? else { return Ok(true) };
        if self.seen.first_saying(Sort::Amends, &first)?.is_some() {
            for naming in self.seen.saying(Sort::Party, key)? {
                self.keys.add(&naming);
            }
        }
        self.keys.add(&first);
        Ok(true)
    }

    /// Takes in a line, if it is not there yet.
    fn read(&mut self, line: u64) -> Result<(), S::Error> {
        if let Entry::Vacant(place) = self.lines.entry(line) {
            let text = self.seen.line(line)?;
            place.insert(NeededLine { event: read(text.as_ref()), text });
        }
        Ok(())
    }
}

/// Returns the event that a line is, if it can be read.
fn event<T>(lines: &Needed<T>, line: u64) -> Option<&Event> {
    lines.get(&line)?.event.as_ref()
}

/// Returns the keys that an entry names, of the registry or, of an agreement that somebody joins, of its process.
fn cited(event: &Event) -> impl Iterator<Item = &Key> {
    event.draft.references().into_iter().filter_map(|cited| cited.reference.registry_key())
}

/// Returns the keys of which it matters to an event whether they are parties.
fn sided(event: &Event) -> impl Iterator<Item = &Key> {
    let (changes, registered) = match &event.draft.entry {
        Draft::World(world) => (membership(&world.assertion.kind), None),
        Draft::Record(record) => match &record.kind {
            RecordKind::Correction(Correction { with: Replacement::World(with), .. }) => {
                (membership(&with.kind), None)
            }
            RecordKind::Correction(Correction { with: Replacement::Registry(with), .. }) => {
                (None, Some(&**with))
            }
            _ => (None, None),
        },
        Draft::Registry(_) => (None, None),
    };
    changes.into_iter().flatten().chain(registered.into_iter().flat_map(above))
}

/// Returns what an event registers.
fn registered(event: &Event) -> Option<&Registered> {
    match &event.draft.entry {
        Draft::Registry(entry) => Some(&entry.registered),
        Draft::World(_) | Draft::Record(_) => None,
    }
}

/// Returns who joins or leaves, and what.
fn membership(kind: &WorldKind) -> Option<[&Key; 2]> {
    match kind {
        WorldKind::Membership(membership) => Some([&membership.event().member, &membership.event().of]),
        _ => None,
    }
}

/// Returns what something registered belongs to.
fn above(registered: &Registered) -> impl Iterator<Item = &Key> {
    registered.references().into_iter().filter_map(|cited| cited.reference.registry_key())
}

/// Lines that were seen, and how each is had.
struct SeenLines<'l, F> {
    lines: &'l Lines,
    line: F,
    by_process: ByProcess<'l>,
    saying: HashMap<(Sort, &'l str), Vec<&'l str>>,
}

impl<'l, F> SeenLines<'l, F> {
    /// Returns lines to be asked, with what returns a line by its number, counted from 0; `None` if one of them could not be
    /// read.
    fn new(lines: &'l Lines, line: F) -> Option<Self> {
        if lines.is_unread() {
            return None;
        }
        let mut saying: HashMap<_, Vec<&str>> = HashMap::default();
        for fact in lines.facts() {
            saying.entry((fact.sort, &*fact.other)).or_default().push(&fact.of);
        }
        Some(Self { lines, line, by_process: lines.by_process(), saying })
    }
}

impl<'l, T: AsRef<[u8]>, F: FnMut(usize) -> T> Seen for SeenLines<'l, F> {
    type Error = Infallible;
    type Text = T;

    fn of_process(&mut self, process: &str) -> Result<Option<Vec<u64>>, Infallible> {
        Ok(Some(self.by_process.of(process).iter().map(|line| u64::from(*line)).collect()))
    }

    fn registered(&mut self) -> Result<Option<Vec<String>>, Infallible> {
        Ok(Some(self.lines.registered_keys().map(str::to_owned).collect()))
    }

    fn registering(&mut self, key: &str) -> Result<Option<Vec<u64>>, Infallible> {
        Ok(Some(self.lines.registered(key).iter().map(|line| *line as u64).collect()))
    }

    fn saying(&mut self, sort: Sort, of: &str) -> Result<Vec<String>, Infallible> {
        let saying = self.saying.get(&(sort, of)).into_iter().flatten();
        Ok(saying.map(ToString::to_string).collect())
    }

    fn first_saying(&mut self, sort: Sort, of: &str) -> Result<Option<String>, Infallible> {
        let saying = self.saying.get(&(sort, of)).and_then(|saying| saying.first());
        Ok(saying.map(ToString::to_string))
    }

    fn last(&mut self) -> Result<Option<u64>, Infallible> {
        Ok((self.lines.len() as u64).checked_sub(1))
    }

    fn line(&mut self, line: u64) -> Result<T, Infallible> {
        Ok((self.line)(usize::try_from(line).unwrap_or(usize::MAX)))
    }
}

/// Returns the lines that a question needs in which these names occur, of lines that were all seen, with what returns a line
/// by its number, counted from 0; `None` if it needs all.
pub(crate) fn needed_of<T: AsRef<[u8]>>(
    lines: &Lines,
    named: &BTreeSet<String>,
    registry: RegistryPart,
    line: impl FnMut(usize) -> T,
) -> Option<Needed<T>> {
    needed(SeenLines::new(lines, line)?, named, registry).unwrap_or_else(|never| match never {})
}

#[cfg(test)]
mod tests;
