//! Conditions: which rows make an event, and which are left out.

use super::node::{Faults, Fields, Is, Node, texts};
use super::{CellOf, RowText, Scope, Stop};

/// Conditions, all of which must hold.
#[derive(Debug, Default)]
pub(crate) struct Conditions(Vec<(CellOf, Test)>);

#[derive(Debug, PartialEq, Eq)]
enum Test {
    Filled,
    /// One of these; the empty one is an empty cell.
    Any(Vec<String>),
    Table {
        starts: Vec<String>,
        not: Vec<String>,
    },
}

impl Conditions {
    /// Reads a table of conditions: names of columns or of `[let]`, each with what it must have.
    pub(super) fn read(node: &Node, name: &str, scope: &mut dyn Scope, faults: &mut Faults<'_>) -> Self {
        let Some(fields) = node.fields() else {
            faults.add(&node.span, format!("`{name}` is a table: write {{ Column = \"text\" }}"), None);
            return Self::default();
        };
        let mut conditions = Vec::new();
        for field in fields {
            let test = Test::read(&field.node, &field.name, faults);
            match scope.cell(&field.name) {
                Ok(of) => conditions.push((of, test)),
                Err(message) => faults.add(&field.name_span, message, None),
            }
        }
        Self(conditions)
    }

    /// Returns whether all of them hold of a row.
    pub(crate) fn hold(&self, row: &mut dyn RowText) -> Result<bool, Stop> {
        for (of, test) in &self.0 {
            if !test.holds(&row.cell(*of)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns what is asked for.
    pub(crate) fn cells(&self) -> impl Iterator<Item = CellOf> {
        self.0.iter().map(|(of, _)| *of)
    }
}

impl Test {
    fn read(node: &Node, name: &str, faults: &mut Faults<'_>) -> Self {
        match &node.is {
            Is::Text(text) if text == "*" => Self::Filled,
            Is::Table(_) => {
                let mut fields = Fields::of(node, name, faults);
                let starts = fields.texts("starts", faults);
                let not = fields.texts("not", faults);
                fields.finish(faults);
                Self::Table { starts, not }
            }
            _ => Self::Any(texts(node, name, faults)),
        }
    }

    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Filled => !text.is_empty(),
            Self::Any(any) => any.iter().any(|one| one == text),
            Self::Table { starts, not } => {
                let begins =
                    |beginnings: &[String]| beginnings.iter().any(|one| text.starts_with(one.as_str()));
                (starts.is_empty() || begins(starts)) && !not.iter().any(|one| one == text)
            }
        }
    }
}
