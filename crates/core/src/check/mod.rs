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
use crate::event::{Event, Recorded};
use crate::zone::Zone;
use amended::Amended;
pub use code::{Code, Severity};
pub use index::Index;

/// A rule that the entries of a sound log satisfy, in running order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Keys are unique, and lists name nothing twice.
    Duplicates,
    /// Entries say where in their sources they are found.
    Citations,
    /// Texts hold nothing that no reader sees.
    Characters,
    /// What an entry refers to is there.
    References,
    /// The registry names each thing once and for all.
    Registry,
    /// Corrections, retractions, confirmations and denials act upon what they can.
    Mending,
    /// Dates are in an order that can be.
    Dates,
    /// Meetings are one round each, and their hours lie within their days.
    Meetings,
    /// Promises and proposals are due after they are made, to somebody else.
    Promises,
    /// Quantities say what they count, alike.
    Quantities,
    /// Kinds have what they need beyond the presence of their fields.
    Kinds,
    /// Parts of commitments fit the whole.
    Parts,
    /// Names in free text are spelt as they are registered.
    Spellings,
    /// No two events say the same.
    Twins,
    /// No lot counts twice.
    ToldTwice,
}

impl Rule {
    /// All rules, in running order.
    pub const ALL: [Self; 15] = [
        Self::Duplicates,
        Self::Citations,
        Self::Characters,
        Self::References,
        Self::Registry,
        Self::Mending,
        Self::Dates,
        Self::Meetings,
        Self::Promises,
        Self::Quantities,
        Self::Kinds,
        Self::Parts,
        Self::Spellings,
        Self::Twins,
        Self::ToldTwice,
    ];

    /// Returns the rule's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Duplicates => "duplicates",
            Self::Citations => "citations",
            Self::Characters => "characters",
            Self::References => "references",
            Self::Registry => "registry",
            Self::Mending => "mending",
            Self::Dates => "dates",
            Self::Meetings => "meetings",
            Self::Promises => "promises",
            Self::Quantities => "quantities",
            Self::Kinds => "kinds",
            Self::Parts => "parts",
            Self::Spellings => "spellings",
            Self::Twins => "twins",
            Self::ToldTwice => "told-twice",
        }
    }

    /// Returns what the rule demands, in a sentence.
    pub fn about(self) -> &'static str {
        match self {
            Self::Duplicates => "each key belongs to one entry, and no list names a thing twice",
            Self::Citations => "new entries say where in their sources they are found",
            Self::Characters => {
                "texts hold no character that hides, breaks a line or turns round what is read"
            }
            Self::References => "whatever an entry names is there, and of the sort that the field needs",
            Self::Registry => "what is registered has a name of its own and is no part of itself",
            Self::Mending => {
                "corrections, retractions, confirmations and denials act upon what they can, and leave nothing hanging"
            }
            Self::Dates => {
                "every date is one that there was: nothing ends before it begins, nor is known before it can have begun, nor later than it was recorded"
            }
            Self::Meetings => {
                "a meeting is one round, is planned before it takes place, and its hours lie within its days"
            }
            Self::Promises => {
                "what is promised or proposed is due later than that, and is owed to somebody else"
            }
            Self::Quantities => {
                "quantities are of something, in one unit, and say their direction as they mean it"
            }
            Self::Kinds => "each kind of event has what it needs beyond the presence of its fields",
            Self::Parts => {
                "promises that are parts of others fit them, and what is delivered belongs to one promise"
            }
            Self::Spellings => "names in free text are spelt as they are registered",
            Self::Twins => "no two events look like two readings of one",
            Self::ToldTwice => "no two claimants tell of one lot as an event each",
        }
    }

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
