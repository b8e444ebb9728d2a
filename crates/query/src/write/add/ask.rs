//! A question to somebody who adds an entry, and what may be answered.

use asof_core::{When, folded};

use super::names::Candidate;
use crate::write::nameable::Nameable;
use crate::write::plain::Shape;

/// The most names that are offered at once.
const OFFERED: usize = 50;

/// What stands between a name's key and the name itself where it is offered.
const BEHIND_KEY: &str = "  ";

/// A question.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Its place among the questions: `kind`, `occurred`, `transfers.0.category`.
    pub id: String,
    /// The question.
    pub question: String,
    /// What is to be known of it, with an example.
    pub help: String,
    /// What is answered by Enter alone.
    pub default: Option<String>,
    /// What can be answered.
    pub answers: Answers,
    /// What the answer is about.
    pub(super) of: Of,
}

/// What can be answered.
#[derive(Debug, Clone)]
pub enum Answers {
    /// One of these words.
    OneOf(Vec<Choice>),
    /// Any of these words, with commas between them, or none.
    AnyOf(Vec<Choice>),
    /// Plain text of a field, in which these names can stand.
    Text(Vec<Candidate>),
}

/// A word to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The word; empty to leave the field out.
    pub word: String,
    /// What it means.
    pub about: String,
}

/// What an answer is about.
#[derive(Debug, Clone)]
pub(super) enum Of {
    /// The kind of entry.
    Kind,
    /// A field of the entry.
    Field(FieldAsk),
    /// The key of the entry.
    Key,
    /// One of some words that are no field.
    Word,
    /// As what a name is registered that nothing bears; the question whose answer holds it.
    RegisterAs { asked: String },
    /// The name of what is registered.
    NewName,
    /// The key of what is registered.
    NewKey,
}

/// A field that is asked for.
#[derive(Debug, Clone)]
pub(super) struct FieldAsk {
    /// The kind of entry.
    pub(super) kind: String,
    /// The field.
    pub(super) field: String,
    /// The field of its item, if it has items.
    pub(super) within: Option<String>,
    pub(super) shape: Shape,
    pub(super) need: Need,
}

/// Whether a field can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Needed,
    Optional,
}

impl Choice {
    pub(super) fn new(word: impl Into<String>, about: impl Into<String>) -> Self {
        Self { word: word.into(), about: about.into() }
    }
}

impl Ask {
    /// Returns what may be meant by what is typed so far: whole answers, each with the name behind the last key.
    pub fn suggestions(&self, typed: &str) -> Vec<String> {
        let Answers::Text(candidates) = &self.answers else { return Vec::new() };
        let (before, last) = self.parted(typed);
        let last = folded(last.trim());
        let ranked = candidates.iter().filter_map(|candidate| Some((candidate.rank(&last)?, candidate)));
        let mut ranked: Vec<_> = ranked.collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let offered = ranked.into_iter().take(OFFERED);
        offered.map(|(_, of)| format!("{before}{}{BEHIND_KEY}{}", of.key, of.name)).collect()
    }

    /// Returns the answer that an offered text stands for.
    pub fn chosen(&self, offered: &str) -> String {
        match &self.answers {
            Answers::Text(candidates) if !candidates.is_empty() => {
                let (answer, _) = offered.split_once(BEHIND_KEY).unwrap_or((offered, ""));
                answer.to_owned()
            }
            _ => offered.to_owned(),
        }
    }

    /// Returns whether it asks for a date.
    pub fn is_of_date(&self) -> bool {
        match &self.of {
            Of::Field(FieldAsk { shape: Shape::Token(token), .. }) => {
                token.example.as_ref().is_some_and(|example| example.parse::<When>().is_ok())
            }
            _ => false,
        }
    }

    /// Parts what is typed into what is done and the name that is being typed.
    fn parted<'t>(&self, typed: &'t str) -> (&'t str, &'t str) {
        let takes_several = match &self.of {
            Of::Field(field) => names_of(&field.shape).is_some_and(|(_, many)| many == Many::Several),
            _ => false,
        };
        let end = typed.rfind(',').filter(|_| takes_several).map_or(0, |comma| {
            let behind = &typed[comma + 1..];
            comma + 1 + (behind.len() - behind.trim_start().len())
        });
        typed.split_at(end)
    }
}

/// How many names a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Many {
    One,
    Several,
}

/// Returns what a value of a shape names, if it consists of names.
pub(super) fn names_of(shape: &Shape) -> Option<(Nameable, Many)> {
    match shape {
        Shape::Token(token) => Some((token.names?, Many::One)),
        Shape::List(of) => match &**of {
            Shape::Token(token) => Some((token.names?, Many::Several)),
            _ => None,
        },
        _ => None,
    }
}
