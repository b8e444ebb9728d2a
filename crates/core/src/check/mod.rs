//! The checks of meaning that a sound log satisfies, in running order: one small file a rule.
//!
//! Each rule is a pure function over all entries; it reports every problem that it finds, so that an
//! author sees all of them at once. An append refuses drafts for the errors that these rules find.

mod amended;
mod amendments;
mod calendar;
mod characters;
mod circles;
mod citations;
mod code;
mod dates;
mod duplicates;
mod index;
mod kinds;
mod meetings;
mod offices;
mod parts;
mod promises;
mod proper;
mod quantities;
mod references;
mod registry;
mod retracted;
mod spellings;
mod suggestions;
mod told_twice;
mod twins;

use std::borrow::Cow;

use crate::draft::Draft;
use crate::event::Event;
use crate::stamp::Recorded;
use crate::zone::Zone;
use amended::Amended;
pub use code::{Code, Severity};
pub use index::Index;

crate::codes! {
    /// A rule that the entries of a sound log satisfy, in running order.
    #[allow(missing_docs, reason = "each rule says what it demands")]
    pub enum Rule(
        /// Returns what the rule demands, in a sentence.
        about: &'static str,
    ) {
        Duplicates = "duplicates" => "each key belongs to one entry, and no list names the same thing twice",
        Citations = "citations" => "new entries say where in their sources they come from",
        Characters = "characters" =>
            "texts contain no character that is hidden, breaks a line or reverses text",
        References = "references" => "everything an entry names exists and is of the sort the field needs",
        Registry = "registry" => "every registered entry has its own name and is not part of itself",
        Mending = "mending" =>
            "corrections, retractions, confirmations and denials have a valid target, and nothing still names a \
             retracted entry",
        Dates = "dates" =>
            "every date exists, and nothing ends before it begins, is known before it could have begun, or is known \
             later than it was recorded",
        Meetings = "meetings" =>
            "a meeting has one round number, is planned before it takes place, and its hours lie within its days",
        Promises = "promises" =>
            "a promise or proposal is due after it was made, and is owed to somebody else",
        Quantities = "quantities" =>
            "quantities are above zero, use one unit, and their `per` fits their direction",
        Kinds = "kinds" => "each kind of event meets its own rules, beyond having its fields",
        Parts = "parts" =>
            "a part of a promise fits the whole, and each delivery belongs to one promise",
        Spellings = "spellings" => "names in free text are spelled as they are registered",
        Twins = "twins" => "no two events look like two readings of one",
        ToldTwice = "told-twice" => "no delivery is recorded twice, once for each claimant",
    }
}

impl Rule {
    fn run(self, entries: &Entries<'_>, found: &mut Found) {
        match self {
            Self::Duplicates => duplicates::check(entries, found),
            Self::Citations => citations::check(entries, found),
            Self::Characters => characters::check(entries, found),
            Self::References => references::check(entries, found),
            Self::Registry => registry::check(entries, found),
            Self::Mending => amendments::check(entries, found),
            Self::Dates => {
                dates::check(entries, found);
                calendar::check(entries, found);
                offices::check(entries, found);
            }
            Self::Meetings => meetings::check(entries, found),
            Self::Promises => promises::check(entries, found),
            Self::Quantities => quantities::check(entries, found),
            Self::Kinds => kinds::check(entries, found),
            Self::Parts => parts::check(entries, found),
            Self::Spellings => spellings::check(entries, found),
            Self::Twins => twins::check(entries, found),
            Self::ToldTwice => told_twice::check(entries, found),
        }
    }
}

/// An entry to be checked: a draft, or an event with when it was recorded.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    draft: &'a Draft,
    recorded: Option<Recorded>,
}

impl<'a> From<&'a Draft> for Subject<'a> {
    fn from(draft: &'a Draft) -> Self {
        Self { draft, recorded: None }
    }
}

impl<'a> From<&'a Event> for Subject<'a> {
    fn from(event: &'a Event) -> Self {
        Self { draft: &event.draft, recorded: Some(event.recorded) }
    }
}

impl Subject<'_> {
    /// Returns whether it is to be appended. Lines that a log has accepted stay sound: what is asked of new entries alone
    /// is not asked of them.
    fn is_new(&self) -> bool {
        self.recorded.is_none()
    }
}

/// A problem of meaning in one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryProblem {
    /// Which entry, counted from 0 in the order given.
    pub entry: usize,
    /// The field at fault, as on the wire.
    pub field: Cow<'static, str>,
    /// The text at fault that the field holds, if it is one.
    pub held: Option<String>,
    /// What sort of problem it is.
    pub code: Code,
    /// What is wrong, with the offending text.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Returns every problem of meaning that the rules find in a log, in the order of its entries.
///
/// Of an entry that a correction replaces or a retraction withdraws nothing is said: it is mended, and what
/// stands in its place is judged instead. What no reader sees is judged all the same in what is to be appended: every line
/// of a log can be printed, a replaced one too.
pub fn check(rules: &[Rule], subjects: &[Subject<'_>]) -> Vec<EntryProblem> {
    let entries = Entries::new(subjects);
    let mut found = Found::default();
    for rule in rules {
        rule.run(&entries, &mut found);
    }
    let mut problems = found.problems;
    problems
        .retain(|problem| problem.code == Code::UnseenCharacter || !entries.mended.is_mended(problem.entry));
    problems.sort_by_key(|problem| problem.entry);
    problems
}

/// All entries, by number and by key.
struct Entries<'a> {
    subjects: &'a [Subject<'a>],
    index: Index<'a>,
    mended: Amended,
}

impl<'a> Entries<'a> {
    fn new(subjects: &'a [Subject<'a>]) -> Self {
        let drafts: Vec<&Draft> = subjects.iter().map(|subject| subject.draft).collect();
        let index = Index::new(&drafts);
        let mended = Amended::new(&drafts, &index);
        Self { subjects, index, mended }
    }

    /// Returns the entries with their numbers.
    fn iter(&self) -> impl Iterator<Item = (usize, &'a Draft)> {
        self.subjects.iter().map(|subject| subject.draft).enumerate()
    }

    /// Returns the zone of the process of an entry; UTC of one that is not registered.
    fn zone(&self, draft: &Draft) -> Zone {
        draft.process().and_then(|process| self.index.zone(process)).unwrap_or(Zone::UTC)
    }

    /// Returns the entries that stand: neither corrected nor retracted.
    fn standing(&self) -> impl Iterator<Item = (usize, &'a Draft)> {
        self.iter().filter(|(number, _)| !self.mended.is_mended(*number))
    }
}

/// The field of an entry that is at fault, and the text in it.
struct At {
    field: Cow<'static, str>,
    held: Option<String>,
}

impl From<&'static str> for At {
    fn from(field: &'static str) -> Self {
        Self { field: field.into(), held: None }
    }
}

impl<F: Into<Cow<'static, str>>, T: ToString> From<(F, T)> for At {
    fn from((field, held): (F, T)) -> Self {
        Self { field: field.into(), held: Some(held.to_string()) }
    }
}

/// Collects the problems of the entry at hand.
#[derive(Default)]
struct Found {
    entry: usize,
    problems: Vec<EntryProblem>,
}

impl Found {
    fn report(&mut self, code: Code, at: impl Into<At>, message: String, hint: Option<&str>) {
        let At { field, held } = at.into();
        let hint = hint.map(str::to_owned);
        self.problems.push(EntryProblem { entry: self.entry, field, held, code, message, hint });
    }
}

#[cfg(test)]
mod tests;
