//! What reading an entry stopped at, in the terms of the reader.

use std::fmt::Display;
use std::ops::Range;

use serde::de::{self, Expected, Unexpected};

use crate::as_text::Form;
use crate::json::{Node, Sort};

/// A step from a value to one within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Field(String),
    /// The key of an object that holds exactly one, which is the kind or phase of what it holds.
    Kind(String),
    Item(usize),
}

impl Step {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Field(name) | Self::Kind(name) => name,
            Self::Item(_) => "",
        }
    }
}

/// What reading an entry stopped at, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) what: Box<Misfit>,
    /// How the value at fault is reached, from the outermost.
    pub(super) path: Vec<Step>,
    /// Where it stands in the text, in bytes; `None` if the whole line is at fault.
    pub(super) span: Option<Range<usize>>,
    /// What stands there.
    pub(super) found: Option<(Sort, String)>,
    is_placed: bool,
}

/// How an entry does not fit what an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Misfit {
    /// A field that the object does not have, and those that it has.
    UnknownField { field: String, fields: &'static [&'static str] },
    /// A field that it needs.
    MissingField(&'static str),
    /// Fields that entries of this kind need: all that are missing.
    Needed { fields: Vec<&'static str>, kind: String },
    /// A list that needs at least one item.
    EmptyList { field: &'static str, kind: String },
    /// A field that stands twice.
    RepeatedField(&'static str),
    /// A field that entries of this kind (and why) do not have.
    ForbiddenField { field: &'static str, kind: String },
    /// A field that only the log sets, in a draft.
    FieldOfTheLog(&'static str),
    /// A field of the log that its line lacks.
    NoFieldOfTheLog(&'static str),
    /// A value of another sort than the field has.
    WrongType { expected: Expecting },
    /// A word that is none of those that the field can hold.
    UnknownWord { word: String, words: &'static [&'static str] },
    /// Other than one key in an object that holds exactly one.
    NotOne { found: Vec<String>, words: &'static [&'static str] },
    /// A text (or quantity) without its form, and what is wrong with it.
    NotOfForm { form: Form, message: String },
    /// A number that the field cannot hold.
    Number { at_least: &'static str },
    /// A correction that would replace an entry about the record.
    ReplacesMending,
    /// Anything else, in the words of whoever found it.
    Other(String),
}

/// What sort of value was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expecting {
    Form(Form),
    List,
    Number,
    Bool,
    /// An object with these fields.
    Fields(&'static [&'static str]),
    /// One of these words alone.
    Word(&'static [&'static str]),
    /// One of these words as the key of an object.
    Kind(&'static [&'static str]),
    Other(String),
}

impl Fault {
    pub(super) fn new(what: Misfit) -> Self {
        Self { what: Box::new(what), path: Vec::new(), span: None, found: None, is_placed: false }
    }

    /// Says where it is, unless that is known more exactly already.
    pub(super) fn at(self, path: &[Step], span: Option<Range<usize>>) -> Self {
        if self.is_placed { self } else { Self { path: path.to_vec(), span, is_placed: true, ..self } }
    }

    /// Says what stands there.
    pub(super) fn finding(self, node: &Node<'_>) -> Self {
        let found = self.found.or_else(|| Some((node.sort(), node.written().to_owned())));
        Self { found, ..self }
    }

    /// Returns the fault as one of what a correction puts in the place of its target.
    pub(super) fn in_replacement(mut self) -> Self {
        self.path.insert(0, Step::Field("with".to_owned()));
        self.in_kind("correction")
    }

    /// Returns the fault as one of what stands within a kind.
    pub(super) fn in_kind(mut self, kind: &str) -> Self {
        self.path.splice(0..0, [Step::Field("what".to_owned()), Step::Kind(kind.to_owned())]);
        self
    }

    /// Finds the name of a field that should not be there, or not so, where the object of the path has it.
    pub(super) fn find(&self, root: Node<'_>) -> Option<Range<usize>> {
        let (Misfit::ForbiddenField { field, .. }
        | Misfit::EmptyList { field, .. }
        | Misfit::FieldOfTheLog(field)) = &*self.what
        else {
            return None;
        };
        let mut node = root;
        for step in &self.path {
            node = node.entries().into_iter().find(|entry| entry.name == step.name())?.value;
        }
        node.entries().into_iter().find(|entry| entry.name == *field).map(|entry| entry.key)
    }

    /// Returns the field that holds the value at fault.
    pub(super) fn field(&self) -> Option<&str> {
        self.path.iter().rev().find_map(|step| match step {
            Step::Field(name) => Some(name.as_str()),
            Step::Kind(_) | Step::Item(_) => None,
        })
    }

    /// Returns whether the value at fault is the `what` of an entry.
    pub(super) fn is_kind(&self) -> bool {
        self.path.last().is_some_and(|step| *step == Step::Field("what".to_owned()))
    }

    /// Returns the text that stands at the fault.
    pub(super) fn text(&self) -> Option<String> {
        self.found.as_ref().and_then(|(_, written)| serde_json::from_str(written).ok())
    }
}

impl Expecting {
    pub(super) fn named(name: &str) -> Self {
        Form::named(name).map_or_else(|| Self::Other(name.to_owned()), Self::Form)
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.what)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(Misfit::Other(message.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Misfit::WrongType { expected: Expecting::named(&expected.to_string()) })
    }

    fn invalid_value(value: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = expected.to_string();
        match (value, Form::named(&expected)) {
            (Unexpected::Other(message), Some(form)) => {
                Self::new(Misfit::NotOfForm { form, message: message.to_owned() })
            }
            (Unexpected::Unsigned(0), _) => Self::new(Misfit::Number { at_least: "1" }),
            (Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_), _) => {
                Self::new(Misfit::Number { at_least: "0" })
            }
            _ => Self::new(Misfit::WrongType { expected: Expecting::named(&expected) }),
        }
    }

    fn unknown_variant(word: &str, words: &'static [&'static str]) -> Self {
        Self::new(Misfit::UnknownWord { word: word.to_owned(), words })
    }

    fn unknown_field(field: &str, fields: &'static [&'static str]) -> Self {
        Self::new(Misfit::UnknownField { field: field.to_owned(), fields })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Misfit::MissingField(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(Misfit::RepeatedField(field))
    }
}
