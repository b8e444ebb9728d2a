//! Which lines of a log a question about some processes needs, found without reading them as events.
//!
//! Those are the lines of the processes, of the registry, and of every process that may affect them: one that refers to
//! them or that they refer to, over any number of steps; one of the same chain; one that says who changes sides, or
//! amends the registry, wherever it does. What is found is a superset: a line that says anything in an unusual way (a
//! character by its number, a space before a value) is read as an event.

use std::collections::{BTreeSet, HashMap, HashSet};

use asof_core::{Correction, Entry, Event, EventRef, RecordKind, Reference, Registered, Replacement};
use memchr::memchr_iter;
use memchr::memmem::Finder;

/// What was seen of the lines of a log.
#[derive(Default)]
pub(crate) struct Lines {
    /// Of each line, the number of its process; `None` if every question needs it.
    of: Vec<Option<usize>>,
    numbers: HashMap<Box<[u8]>, usize>,
    /// Pairs of processes that refer to each other, or of which one continues the other.
    linked: HashSet<(usize, Box<[u8]>)>,
    /// Processes that may act on any other one.
    acting_on_all: HashSet<usize>,
    /// What corrections and retractions name, each with the process of the one that does.
    targets: HashSet<(usize, Box<[u8]>)>,
    /// The keys of the registry.
    registered: HashSet<Box<[u8]>>,
    /// Those of them that are keys of processes.
    processes: HashSet<Box<[u8]>>,
    /// Whether a line could not be read, which every question needs.
    unread: bool,
    finders: Finders,
}

/// What was seen of a process: a sort of fact, and what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fact<'l> {
    /// The sort.
    pub(crate) sort: &'static str,
    /// The process; empty if it is of none.
    pub(crate) process: &'l str,
    /// What it names; empty if nothing.
    pub(crate) other: &'l str,
}

/// The process and another one refer to each other, or one continues the other.
const LINKED: &str = "linked";

/// The process may act on any other one.
const ACTING: &str = "acting";

/// The process corrects or retracts what has this key.
const TARGET: &str = "target";

/// A line could not be read.
pub(crate) const UNREAD: &str = "unread";

/// Returns a key, which is ASCII.
fn text(key: &[u8]) -> &str {
    str::from_utf8(key).unwrap_or_default()
}

/// What is looked for in every line.
struct Finders {
    process: Finder<'static>,
    membership: Finder<'static>,
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
            membership: Finder::new("\"membership\""),
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
        let process = self.process_of(line).map(|process| self.number(process));
        match process {
            Some(process) => {
                self.look(process, line);
                self.of.push(Some(process));
            }
            None => {
                let event = str::from_utf8(line).ok().and_then(|line| Event::from_line(line).ok());
                self.unread |= event.is_none();
                let process = event.as_ref().and_then(|event| self.read(event));
                self.of.push(process);
            }
        }
    }

    /// Returns of each line whether a question about these processes needs it, and of the last one that it does: it says
    /// where the log ends. All are needed where none of the names is that of a process.
    pub(crate) fn needed(&self, named: &BTreeSet<String>) -> Vec<bool> {
        let last = self.of.len().checked_sub(1);
        let processes = self.numbers_of(named).map(|named| self.reached(named));
        let is_needed = |(line, of): (usize, &Option<usize>)| {
            Some(line) == last
                || match (of, &processes) {
                    (Some(of), Some(processes)) => processes.contains(of),
                    (None, _) | (_, None) => true,
                }
        };
        self.of.iter().enumerate().map(is_needed).collect()
    }

    /// Returns what was seen that says of processes how they may affect others. What the registry says is not among it.
    pub(crate) fn facts(&self) -> impl Iterator<Item = Fact<'_>> {
        let mut names: Vec<&[u8]> = vec![b""; self.numbers.len()];
        for (name, number) in &self.numbers {
            names[*number] = name;
        }
        let name = move |number: usize| text(names[number]);
        let unread = self.unread.then_some(Fact { sort: UNREAD, process: "", other: "" });
        let linked = self.linked.iter().map(|(process, other)| (LINKED, *process, text(other)));
        let acting = self.acting_on_all.iter().map(|process| (ACTING, *process, ""));
        let targets = self.targets.iter().map(|(process, target)| (TARGET, *process, text(target)));
        let facts = linked.chain(acting).chain(targets);
        unread.into_iter().chain(facts.map(move |(sort, process, other)| Fact {
            sort,
            process: name(process),
            other,
        }))
    }

    /// Takes in a fact that was seen before. Returns whether what is needed can be told from facts: not where a line could
    /// not be read, or of a sort that is none.
    pub(crate) fn recall(&mut self, sort: &[u8], process: &[u8], other: &[u8]) -> bool {
        let process = self.number(process);
        match str::from_utf8(sort) {
            Ok(LINKED) => drop(self.linked.insert((process, other.into()))),
            Ok(ACTING) => drop(self.acting_on_all.insert(process)),
            Ok(TARGET) => drop(self.targets.insert((process, other.into()))),
            _ => return false,
        }
        true
    }

    /// Returns the processes of which a question about these needs every line, beside the registry; `None` if it needs
    /// all, as where none of the names is that of a process.
    pub(crate) fn reached_by(&self, named: &BTreeSet<String>) -> Option<BTreeSet<String>> {
        let named = self.numbers_of(named)?;
        let reached = self.reached(named);
        let names = self.numbers.iter().filter(|(_, number)| reached.contains(number));
        Some(names.map(|(name, _)| text(name).to_owned()).collect())
    }

    /// Returns the numbers of those names that are of processes; `None` if none is.
    fn numbers_of(&self, named: &BTreeSet<String>) -> Option<Vec<usize>> {
        let named = named.iter().filter(|name| self.processes.contains(name.as_bytes()));
        let named: Vec<usize> = named.filter_map(|name| self.numbers.get(name.as_bytes()).copied()).collect();
        (!named.is_empty()).then_some(named)
    }

    /// Returns the processes that may affect some, with those.
    fn reached(&self, named: Vec<usize>) -> HashSet<usize> {
        let mut links: HashMap<usize, Vec<usize>> = HashMap::new();
        for (a, other) in &self.linked {
            if let Some(b) = self.numbers.get(other) {
                links.entry(*a).or_default().push(*b);
                links.entry(*b).or_default().push(*a);
            }
        }
        let amends = self.targets.iter().filter(|(_, target)| self.registered.contains(target));
        let amending = amends.map(|(process, _)| *process);
        let mut reached = HashSet::new();
        let mut next: Vec<usize> =
            named.into_iter().chain(self.acting_on_all.iter().copied()).chain(amending).collect();
        while let Some(process) = next.pop() {
            if reached.insert(process) {
                next.extend(links.get(&process).into_iter().flatten());
            }
        }
        reached
    }

    fn number(&mut self, process: &[u8]) -> usize {
        match self.numbers.get(process) {
            Some(number) => *number,
            None => {
                let number = self.numbers.len();
                self.numbers.insert(process.into(), number);
                number
            }
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
    fn look(&mut self, process: usize, line: &[u8]) {
        let has = |finder: &Finder<'_>| finder.find(line).is_some();
        if has(&self.finders.membership) || has(&self.finders.registered) {
            self.acting_on_all.insert(process);
        }
        if has(&self.finders.registered)
            && let Some(event) = str::from_utf8(line).ok().and_then(|line| Event::from_line(line).ok())
        {
            self.read_amendment(&event);
        }
        if has(&self.finders.retraction) || has(&self.finders.correction) {
            for start in self.finders.of.find_iter(line) {
                let value = &line[start + "\"of\":\"".len()..];
                let end = value.iter().position(|byte| !is_of_a_key(*byte)).unwrap_or(value.len());
                self.targets.insert((process, value[..end].into()));
            }
        }
        for slash in memchr_iter(b'/', line) {
            let start =
                line[..slash].iter().rposition(|byte| !is_of_a_key(*byte)).map_or(0, |start| start + 1);
            let end = line[slash + 1..].iter().position(|byte| !is_of_a_key(*byte));
            let is_all_of_a_text =
                start > 0 && line[start - 1] == b'"' && end.is_some_and(|end| line[slash + 1 + end] == b'"');
            if is_all_of_a_text && start < slash && end != Some(0) {
                self.linked.insert((process, line[start..slash].into()));
            }
        }
    }

    /// Notes what an event says of processes; returns the number of its own, `None` in the registry.
    fn read(&mut self, event: &Event) -> Option<usize> {
        let Some(process) = event.draft.process() else {
            self.read_registry(event);
            return None;
        };
        let process = self.number(process.as_str().as_bytes());
        for cited in event.draft.references() {
            if let Reference::Event(EventRef { process: Some(other), .. }) = cited.reference {
                self.linked.insert((process, other.as_str().as_bytes().into()));
            }
        }
        // What says it in an unusual way may do whatever an entry can.
        self.acting_on_all.insert(process);
        self.read_amendment(event);
        Some(process)
    }

    /// Notes of which process another one is said to be the continuation, by the correction of its registration.
    fn read_amendment(&mut self, event: &Event) {
        if let Entry::Record(record) = &event.draft.entry
            && let RecordKind::Correction(Correction { of, with, .. }) = &record.kind
            && let Replacement::Registry(with) = with
            && let Registered::Process(registered) = &**with
            && let Some(before) = &registered.continues
        {
            let process = self.number(of.as_str().as_bytes());
            self.linked.insert((process, before.as_str().as_bytes().into()));
        }
    }

    fn read_registry(&mut self, event: &Event) {
        let key = event.draft.key.as_str().as_bytes();
        self.registered.insert(key.into());
        if let Entry::Registry(entry) = &event.draft.entry
            && let Registered::Process(registered) = &entry.registered
        {
            self.processes.insert(key.into());
            let process = self.number(key);
            if let Some(before) = &registered.continues {
                self.linked.insert((process, before.as_str().as_bytes().into()));
            }
        }
    }
}

/// Returns whether a field of a line may be apart from its value by space, as no log writes it.
fn has_space_at_a_colon(line: &[u8]) -> bool {
    memchr_iter(b':', line).any(|colon| {
        let is_space = |at: usize| line.get(at).is_some_and(u8::is_ascii_whitespace);
        colon
            .checked_sub(1)
            .is_some_and(|before| is_space(before) || line[before] == b'"' && is_space(colon + 1))
    })
}

fn is_of_a_key(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns which of the lines of a log of three processes and a person a question about `a` needs, with one line more;
    /// the third process continues the second. The last line is needed always, and is of none of them.
    fn needed_for_a(line: &str) -> Vec<&'static str> {
        let process = |key: &str, continues: &str| {
            format!(
                r#"{{"key":"{key}","what":{{"registered":{{"process":{{"title":"T","zone":"UTC","parties":["x"]{continues}}}}}}}}}"#
            )
        };
        let person = r#"{"key":"x","what":{"registered":{"person":{"names":[{"name":"X"}]}}}}"#;
        let of_the_log = |draft: String, seq: usize| {
            let recorded = "2026-11-23T10:00:00.000000Z";
            let rest = draft.strip_prefix('{').unwrap();
            let (hash, id) = ("0".repeat(64), format!("01a207d9-0000-7000-8000-{seq:012}"));
            format!(
                r#"{{"seq":{seq},"recorded":"{recorded}","commit":{seq},"hash":"{hash}","id":"{id}",{rest}"#
            )
        };
        let drafts =
            [process("a", ""), process("b", ""), process("c", r#","continues":"b""#), person.to_owned()];
        let mut lines = Lines::default();
        for (draft, seq) in drafts.into_iter().zip(1..) {
            lines.see(of_the_log(draft, seq).as_bytes());
        }
        for process in ["a", "b", "c"] {
            lines.see(format!(r#"{{"process":"{process}","key":"e","what":{{}}}}"#).as_bytes());
        }
        lines.see(line.as_bytes());
        lines.see(br#"{"process":"d","key":"e","what":{}}"#);
        let needed = lines.needed(&BTreeSet::from(["a".to_owned(), "state".to_owned()]));
        assert!(needed[..5].iter().all(|needed| *needed) && needed[8], "{needed:?}");
        ["b", "c"]
            .into_iter()
            .zip([needed[5], needed[6]])
            .filter_map(|(key, needed)| needed.then_some(key))
            .collect()
    }

    #[test]
    fn a_process_of_which_nothing_has_to_do_with_the_question_is_not_needed() {
        for line in [
            r#"{"process":"b","key":"f","about":["e"],"summary":"a/e of a, 2025-01-01/2025-01-02","what":{}}"#,
            r#"{"process":"b","key":"f","what":{"retraction":{"of":"e"}}}"#,
            r#"{"process":"b","key":"f","occurred":"2025-05-23/2025-05-25","what":{}}"#,
            r#"{"process":"b","key":"f","sources":[{"url":"https://a/e"}],"what":{}}"#,
            r#"{"process":"b","key":"f","after":["nowhere/e"],"what":{}}"#,
        ] {
            assert!(needed_for_a(line).is_empty(), "{line}");
        }
    }

    #[test]
    fn a_process_that_may_act_on_the_one_asked_is_needed_with_its_chain() {
        for line in [
            r#"{"process":"c","key":"f","after":["a/e"],"what":{}}"#,
            r#"{"process":"a","key":"f","after":["b/e"],"what":{}}"#,
            r#"{"process":"b","key":"f","what":{"membership":{"joined":{"member":"x","of":"y"}}}}"#,
            r#"{"process":"b","key":"f","what":{"retraction":{"of":"x"}}}"#,
            r#"{"process":"b","key":"f","what":{"correction":{"of":"x","with":{"what":{"registered":{"person":{}}}}}}}"#,
        ] {
            assert_eq!(needed_for_a(line), ["b", "c"], "{line}");
        }
    }

    #[test]
    fn a_line_that_is_written_in_an_unusual_way_is_needed() {
        for line in [
            r#"{"process": "b","key":"f","what":{}}"#,
            r#"{"process":"b","key":"f","what":{"retraction":{"of": "x"}}}"#,
            r#"{"process":"b","key":"f","what":{"membership" :{}}}"#,
            r#"{"process":"b","key":"f","summary":"\u0061","what":{}}"#,
            r#"{"process":"b","key":"f","what":{"x":{"process":"a"}}}"#,
            "not a line",
        ] {
            let mut lines = Lines::default();
            lines.see(line.as_bytes());
            assert_eq!(lines.of, [None], "{line}");
        }
    }

    #[test]
    fn everything_is_needed_where_no_process_is_named() {
        let mut lines = Lines::default();
        lines.see(br#"{"process":"b","key":"f","what":{}}"#);
        lines.see(br#"{"process":"c","key":"f","what":{}}"#);
        assert_eq!(lines.needed(&BTreeSet::from(["b".to_owned()])), [true, true]);
    }
}
