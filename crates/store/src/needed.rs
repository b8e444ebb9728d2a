//! Which lines of a log a question about some processes needs.
//!
//! Those are the lines of the processes, of every process that may affect them, and what all of them name of the registry. A
//! process may affect another one if they refer to each other, over any number of steps, if they are of one chain, or if it
//! amends what the other one names of the registry.

use std::collections::btree_map::{BTreeMap, Entry};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::convert::Infallible;

use asof_core::kind::WorldKind;
use asof_core::{Correction, Entry as Draft, Event, Key, RecordKind, Registered, Replacement};

use crate::seen::{ByProcess, Lines, Sort, read};

/// A log whose lines were seen, to be asked for some of them. Lines have numbers in its order.
pub(crate) trait Seen {
    type Error;
    type Text: AsRef<[u8]>;

    /// Returns the lines of a process; `None` if some of them are gone.
    fn of_process(&mut self, process: &str) -> Result<Option<Vec<u64>>, Self::Error>;

    /// Returns the lines that register a key which an entry names; `None` if that is gone.
    fn registering(&mut self, key: &str) -> Result<Option<Vec<u64>>, Self::Error>;

    /// Returns of which processes or keys a fact says this, in the order of the lines that say it.
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

/// Returns the lines that a question needs in which these names occur; `None` if it needs all, as where none of the names is
/// that of a process.
pub(crate) fn needed<S: Seen>(
    seen: S,
    named: &BTreeSet<String>,
) -> Result<Option<Needed<S::Text>>, S::Error> {
    let mut search = Search {
        seen,
        lines: BTreeMap::new(),
        processes: Open::default(),
        keys: Open::default(),
        sided: Open::default(),
    };
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
    if !is_about_a_process || !search.run()? {
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
    /// Processes of which every line is needed.
    processes: Open,
    /// Keys of the registry.
    keys: Open,
    /// Those of them of which it matters whether they are parties: of who changes sides, and of what is joined or left.
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
        let mut saying: HashMap<_, Vec<&str>> = HashMap::new();
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
    line: impl FnMut(usize) -> T,
) -> Option<Needed<T>> {
    needed(SeenLines::new(lines, line)?, named).unwrap_or_else(|never| match never {})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(seq: usize, draft: &str) -> String {
        let (recorded, rest) = ("2026-11-23T10:00:00.000000Z", draft.strip_prefix('{').unwrap());
        let (hash, id) = ("0".repeat(64), format!("01a207d9-0000-7000-8000-{seq:012}"));
        format!(r#"{{"seq":{seq},"recorded":"{recorded}","commit":{seq},"hash":"{hash}","id":"{id}",{rest}"#)
    }

    fn process(key: &str, rest: &str) -> String {
        format!(
            r#"{{"key":"{key}","what":{{"registered":{{"process":{{"title":"T","zone":"UTC","parties":["x"]{rest}}}}}}}}}"#
        )
    }

    fn body(key: &str, rest: &str) -> String {
        format!(r#"{{"key":"{key}","what":{{"registered":{{"body":{{"names":[{{"name":"N"}}]{rest}}}}}}}}}"#)
    }

    /// Returns an event of a process by somebody's word.
    fn event(process: &str, key: &str, by: &str, rest: &str) -> String {
        format!(
            r#"{{"process":"{process}","key":"{key}","occurred":"2025","known":"2025","attributed_to":["{by}"],"sources":[{{"source":"book"}}]{rest},"summary":"S","what":{{"claim":{{"says":"s"}}}}}}"#
        )
    }

    /// Returns the keys of what a question about `a` needs of a log of three processes, of which the third continues the
    /// second, of bodies `x` (which `y` is of, and `z` of `y`), `p` and `q`, and of some lines more.
    fn needed_for_a(more: &[String]) -> BTreeSet<String> {
        let mut drafts = vec![
            process("a", ""),
            process("b", ""),
            process("c", r#","continues":"b""#),
            r#"{"key":"book","what":{"registered":{"source":{"title":"B"}}}}"#.to_owned(),
            body("x", ""),
            body("y", r#","party":"x""#),
            body("z", r#","part_of":"y""#),
            body("p", ""),
            body("q", r#","party":"p""#),
            event("a", "a-event", "y", ""),
            event("b", "b-event", "q", ""),
            event("c", "c-event", "q", ""),
        ];
        drafts.extend_from_slice(more);
        drafts.push(process("end", ""));
        let lines: Vec<String> = (1..).zip(&drafts).map(|(seq, draft)| line(seq, draft)).collect();
        let mut seen = Lines::default();
        lines.iter().for_each(|line| seen.see(line.as_bytes()));
        let named = BTreeSet::from(["a".to_owned(), "state".to_owned()]);
        let needed = needed_of(&seen, &named, |line| lines[line].as_bytes()).unwrap();
        let keys = needed.values().map(|needed| needed.event.as_ref().unwrap().draft.key.to_string());
        keys.collect()
    }

    fn keys(of: &str) -> BTreeSet<String> {
        of.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_process_of_which_nothing_has_to_do_with_the_question_is_not_needed() {
        let own = keys("a a-event book x y end");
        assert_eq!(needed_for_a(&[]), own);
        for more in [
            event("b", "f", "x", r#","after":["b-event"]"#),
            event("b", "f", "x", r#","in_response_to":["nowhere/e"]"#),
            event("b", "f", "x", r#","occurred":"2025-05-23/2025-05-25""#).replacen(r#""occurred":"2025","#, "", 1),
            r#"{"process":"b","key":"f","sources":[{"source":"book"}],"summary":"S","what":{"retraction":{"of":"b-event","because":"record","reason":"r"}}}"#.to_owned(),
            membership("b", "y", "p"),
        ] {
            assert_eq!(needed_for_a(std::slice::from_ref(&more)), own, "{more}");
        }
    }

    #[test]
    fn the_path_of_a_fact_is_no_process() {
        let assertion = |process: &str| {
            format!(
                r#"{{"process":"{process}","key":"holds","summary":"S","what":{{"assertion":{{"at":"2025-05-17","path":"claims/{process}-event","equals":{{"says":"s"}}}}}}}}"#
            )
        };
        let needed = needed_for_a(&[assertion("a"), assertion("b")]);
        assert_eq!(needed, keys("a a-event book end holds x y"));
    }

    fn membership(process: &str, member: &str, of: &str) -> String {
        event(process, "joins", "x", "").replace(
            r#"{"claim":{"says":"s"}}"#,
            &format!(r#"{{"membership":{{"joined":{{"member":"{member}","of":"{of}"}}}}}}"#),
        )
    }

    #[test]
    fn a_process_that_may_act_on_the_one_asked_is_needed_with_its_chain() {
        let both = keys("a a-event b b-event book c c-event f end p q x y");
        for more in [
            event("c", "f", "x", r#","after":["a/a-event"]"#),
            event("a", "f", "x", r#","after":["b/b-event"]"#),
            r#"{"process":"b","key":"f","sources":[{"source":"book"}],"summary":"S","what":{"retraction":{"of":"y","because":"record","reason":"r"}}}"#.to_owned(),
            amendment(r#"{"body":{"names":[{"name":"Y"}]}}"#),
        ] {
            assert_eq!(needed_for_a(std::slice::from_ref(&more)), both, "{more}");
        }
    }

    /// Returns the correction of a registered body, in another process.
    fn amendment(registered: &str) -> String {
        format!(
            r#"{{"process":"b","key":"f","sources":[{{"source":"book"}}],"summary":"S","what":{{"correction":{{"of":"y","with":{{"what":{{"registered":{registered}}}}},"because":"record","reason":"r"}}}}}}"#
        )
    }

    #[test]
    fn who_changes_sides_needs_who_says_that_something_is_a_party() {
        // That `q` is of `p` makes `p` a party.
        let joins = membership("a", "z", "p");
        assert_eq!(needed_for_a(std::slice::from_ref(&joins)), keys("a a-event book end joins p q x y z"));
        // Processes list `x`: where the first of them is amended, the others may matter.
        let amends = r#"{"process":"b","key":"f","sources":[{"source":"book"}],"summary":"S","what":{"retraction":{"of":"a","because":"record","reason":"r"}}}"#;
        assert_eq!(
            needed_for_a(&[joins, amends.to_owned()]),
            keys("a a-event b b-event book c c-event end f joins p q x y z")
        );
    }

    #[test]
    fn further_spellings_of_what_is_named_are_needed() {
        let spelling = |of: &str| {
            format!(r#"{{"key":"spelt","what":{{"registered":{{"spelling":{{"of":"{of}","name":"S"}}}}}}}}"#)
        };
        assert_eq!(needed_for_a(&[spelling("y")]), keys("a a-event book end spelt x y"));
        assert_eq!(needed_for_a(&[spelling("q")]), keys("a a-event book end x y"));
    }

    #[test]
    fn a_line_that_is_written_in_an_unusual_way_is_read() {
        let both = keys("a a-event b b-event book c c-event f end p q x y");
        for (usual, unusual) in [
            (r#""process":"b""#, r#""process": "b""#),
            (r#""after":["a/a-event"]"#, r#""after":["\u0061/a-event"]"#),
        ] {
            let line = event("b", "f", "x", r#","after":["a/a-event"]"#).replace(usual, unusual);
            assert_eq!(needed_for_a(&[line]), both, "{unusual}");
        }
    }

    #[test]
    fn everything_is_needed_where_no_process_is_named_or_a_line_cannot_be_read() {
        let lines = [line(1, &process("a", "")), line(2, &event("a", "e", "x", "")), "not a line".to_owned()];
        let needed = |lines: &[String], name: &str| {
            let mut seen = Lines::default();
            lines.iter().for_each(|line| seen.see(line.as_bytes()));
            needed_of(&seen, &BTreeSet::from([name.to_owned()]), |line| lines[line].as_bytes()).is_some()
        };
        assert!(needed(&lines[..2], "a"));
        assert!(!needed(&lines[..2], "b"));
        assert!(!needed(&lines, "a"));
    }
}
