//! What a rules file has written, with the place of each piece, and what is wrong with it.

use std::ops::Range;

use asof_core::{did_you_mean, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value of a rules file.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Its bytes in the file.
    pub(super) span: Range<usize>,
    pub(super) is: Is,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum Is {
    Text(String),
    Whole(i64),
    Truth(bool),
    List(Vec<Node>),
    Table(Vec<Named>),
    /// What no rule has: a fraction, a date.
    Other,
}

/// A value with its name.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) name_span: Range<usize>,
    pub(super) node: Node,
}

impl Node {
    /// Returns a table with its fields in the order of the file.
    pub(super) fn of_table(table: &DeTable<'_>, span: Range<usize>) -> Self {
        let mut fields: Vec<Named> = table
            .iter()
            .map(|(name, value)| Named {
                name: name.get_ref().clone().into_owned(),
                name_span: name.span(),
                node: Self::of(value),
            })
            .collect();
        fields.sort_by_key(|field| field.name_span.start);
        Self { span, is: Is::Table(fields) }
    }

    fn of(value: &Spanned<DeValue<'_>>) -> Self {
        let span = value.span();
        let is = match value.get_ref() {
            DeValue::String(text) => Is::Text(text.clone().into_owned()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Is::Whole(number),
                Err(_) => Is::Other,
            },
            DeValue::Boolean(truth) => Is::Truth(*truth),
            DeValue::Array(items) => Is::List(items.iter().map(Self::of).collect()),
            DeValue::Table(table) => return Self::of_table(table, span),
            DeValue::Float(_) | DeValue::Datetime(_) => Is::Other,
        };
        Self { span, is }
    }

    /// Returns the fields of a table.
    pub(super) fn fields(&self) -> Option<&[Named]> {
        match &self.is {
            Is::Table(fields) => Some(fields),
            _ => None,
        }
    }

    /// Returns a field of a table.
    pub(super) fn field(&self, name: &str) -> Option<&Node> {
        self.fields()?.iter().find(|field| field.name == name).map(|field| &field.node)
    }

    /// Returns the text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.is {
            Is::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns what two tables say together: the fields of `over`, and those of `base` that it leaves out. What is a table in
    /// both is merged likewise.
    pub(super) fn merged(base: &Self, over: &Self) -> Self {
        let (Is::Table(below), Is::Table(above)) = (&base.is, &over.is) else { return over.clone() };
        let mut fields: Vec<Named> = Vec::new();
        for field in below {
            let replaced = above.iter().find(|other| other.name == field.name);
            fields.push(match replaced {
                Some(other) => Named { node: Self::merged(&field.node, &other.node), ..other.clone() },
                None => field.clone(),
            });
        }
        let is_new = |field: &&Named| !below.iter().any(|other| other.name == field.name);
        fields.extend(above.iter().filter(is_new).cloned());
        Self { span: over.span.clone(), is: Is::Table(fields) }
    }
}

/// Something that is wrong with a rules file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFault {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1 in Unicode scalar values.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do, where the message does not say so.
    pub hint: Option<String>,
}

/// What is wrong with a rules file, as far as it was read.
pub(super) struct Faults<'t> {
    text: &'t str,
    found: Vec<(usize, String, Option<String>)>,
}

impl<'t> Faults<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, found: Vec::new() }
    }

    /// Notes a fault at a range of bytes. What is merged into several events is told once.
    pub(super) fn add(&mut self, span: &Range<usize>, message: impl Into<String>, hint: Option<String>) {
        let fault = (span.start, message.into(), hint);
        if !self.found.contains(&fault) {
            self.found.push(fault);
        }
    }

    /// Returns what was found, in the order of the file.
    pub(super) fn into_found(mut self) -> Vec<RuleFault> {
        self.found.sort_by_key(|(at, ..)| *at);
        let placed = self.found.into_iter().map(|(at, message, hint)| {
            let before = self.text.get(..at).unwrap_or(self.text);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            RuleFault { line, column, message, hint }
        });
        placed.collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

/// The fields of a table that is read: what nobody asks for is a fault.
pub(super) struct Fields<'n> {
    node: &'n Node,
    /// How faults name the table.
    name: String,
    asked: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// Returns the fields of what must be a table.
    pub(super) fn of(node: &'n Node, name: &str, faults: &mut Faults<'_>) -> Self {
        if node.fields().is_none() {
            faults.add(&node.span, format!("`{name}` is a table: write [{name}], or {{ ... }}"), None);
        }
        Self { node, name: name.to_owned(), asked: Vec::new() }
    }

    pub(super) fn span(&self) -> &Range<usize> {
        &self.node.span
    }

    /// Returns a field.
    pub(super) fn take(&mut self, name: &'static str) -> Option<&'n Node> {
        self.asked.push(name);
        self.node.field(name)
    }

    /// Returns a field that must be there.
    pub(super) fn need(&mut self, name: &'static str, faults: &mut Faults<'_>) -> Option<&'n Node> {
        let found = self.take(name);
        if found.is_none() && self.node.fields().is_some() {
            faults.add(&self.node.span, format!("`{}` needs `{name}`", self.name), None);
        }
        found
    }

    /// Returns the text of a field.
    pub(super) fn text(&mut self, name: &'static str, faults: &mut Faults<'_>) -> Option<&'n str> {
        let node = self.take(name)?;
        text(node, name, faults)
    }

    /// Returns the texts of a field: a list, or one text.
    pub(super) fn texts(&mut self, name: &'static str, faults: &mut Faults<'_>) -> Vec<String> {
        self.take(name).map_or_else(Vec::new, |node| texts(node, name, faults))
    }

    /// Returns which of some words a field has, the first one where it is left out.
    pub(super) fn word<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(&str, T)],
        faults: &mut Faults<'_>,
    ) -> Option<T> {
        let node = self.take(name)?;
        let written = text(node, name, faults)?;
        let found = words.iter().find(|(word, _)| *word == written).map(|(_, value)| *value);
        if found.is_none() {
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            faults.add(&node.span, format!("`{name}` is one of {}, not `{written}`", all.join(", ")), None);
        }
        found
    }

    /// Notes every field that nobody asked for.
    pub(super) fn finish(self, faults: &mut Faults<'_>) {
        for field in self.node.fields().unwrap_or_default() {
            if !self.asked.contains(&field.name.as_str()) {
                unknown(field, &self.name, &self.asked, faults);
            }
        }
    }
}

/// Notes a field that a table does not have.
pub(super) fn unknown(field: &Named, table: &str, known: &[&str], faults: &mut Faults<'_>) {
    let near = nearest(&field.name, known.iter().map(|known| (*known, *known)));
    let all = format!("it has {}", known.join(", "));
    faults.add(
        &field.name_span,
        format!("`{table}` has no field `{}`", field.name),
        Some(did_you_mean(&near).unwrap_or(all)),
    );
}

/// Returns the text of a value that must be one.
pub(super) fn text<'n>(node: &'n Node, name: &str, faults: &mut Faults<'_>) -> Option<&'n str> {
    let found = node.text();
    if found.is_none() {
        faults.add(&node.span, format!("`{name}` is a text: write {name} = \"...\""), None);
    }
    found
}

/// Returns the texts of a value that must be one text or a list of them.
pub(super) fn texts(node: &Node, name: &str, faults: &mut Faults<'_>) -> Vec<String> {
    match &node.is {
        Is::Text(text) => vec![text.clone()],
        Is::List(items) => {
            items.iter().filter_map(|item| text(item, name, faults)).map(str::to_owned).collect()
        }
        _ => {
            faults.add(&node.span, format!("`{name}` is a text or a list of texts"), None);
            Vec::new()
        }
    }
}
