//! Tables of others: rows of a file, made into drafts by rules.
//!
//! A table is read once: each row becomes drafts in a temporary file, or is refused by the cell that is to blame. That file is
//! then appended as every long file of drafts is, and what the log refuses of it is placed in the row that it comes from.

mod again;
mod answer;
mod decode;
mod filled;
mod make;
mod names;
mod refused;
mod row;
mod row_drafts;
mod rows;
mod sheet;
mod tally;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, Read, Seek};

use asof_core::check::Severity;
use asof_store::EventLog;

pub use answer::{
    CrossedRow, FirstEvent, ImportTableAnswer, MissingRow, NoteRow, OfRegistry, RefusedRowAnswer, TableRun,
    UnknownText,
};
pub use filled::FilledSheets;
use make::{Made, NO_EVENT, RefusedRow};
pub use make::{Missing, Older, TableOptions};
pub use rows::TableError;

use super::append::{ImportError, ImportFault, Imported, OnRefusal, import_but};
use super::drafts::{DraftFile, DraftFileError, DraftForm};
use super::rules::Rules;
use crate::check::problem::Problem;
use crate::source::log::Log;
use row::{column, first_cell};

/// The drafts of a table, ready to be appended.
pub struct TableImport<'r> {
    rules: &'r Rules,
    made: Made,
    drafts: DraftFile,
}

impl<'r> TableImport<'r> {
    /// Makes the drafts of a table by rules, beside a log, and keeps them in a temporary file, which `scratch` makes.
    ///
    /// # Errors
    ///
    /// The table cannot be read, lacks columns, or is an older edition than the log has.
    pub fn new(
        rules: &'r Rules,
        table: impl Read + Seek,
        log: &Log,
        options: TableOptions<'_>,
        scratch: &dyn Fn() -> io::Result<File>,
    ) -> Result<Self, TableError> {
        let made = make::make(rules, table, log, options, scratch)?;
        let drafts = DraftFile::read(made.spill.try_clone()?, Some(DraftForm::Json), &()).map_err(
            |error| match error {
                DraftFileError::Unreadable(error) => TableError::Unreadable(error),
                DraftFileError::Problems(problems) => TableError::Form(faulty(&problems)),
            },
        )?;
        Ok(Self { rules, made, drafts })
    }

    /// Returns how many drafts there are.
    pub fn drafts(&self) -> usize {
        self.drafts.drafts()
    }

    /// Returns how many rows are refused.
    pub fn refused(&self) -> usize {
        self.made.refused.len()
    }

    /// Appends the drafts. Those that the log refuses are left out, and their rows are refused.
    ///
    /// # Errors
    ///
    /// What else stood in the way, and what was appended before.
    pub fn append(
        &mut self,
        store: &mut dyn EventLog,
        expect: Option<u64>,
        progress: &mut dyn FnMut(usize),
    ) -> Result<Imported, ImportError> {
        let Self { rules, made, drafts } = self;
        // What an earlier try refused is judged anew.
        made.refused.retain(|_, row| !row.is_of_log);
        let mut of_edition: Vec<Problem> = Vec::new();
        let mut tell = |problems: Vec<Problem>| {
            for problem in problems.into_iter().filter(|problem| problem.severity() == Severity::Error) {
                match made.origins.get(problem.line.saturating_sub(1)).filter(|origin| origin.line > 0) {
                    Some(origin) => {
                        let row = placed(rules, &problem, origin.event);
                        made.refused.entry(u64::from(origin.line)).or_insert(row);
                    }
                    None => of_edition.push(problem),
                }
            }
        };
        let imported = import_but(store, drafts, expect, &mut OnRefusal::LeaveOut(&mut tell), progress);
        match imported {
            Ok(stands) if !of_edition.is_empty() => {
                let source = ImportFault::Append(super::append::AppendError::Refused(of_edition));
                Err(ImportError { stands: Box::new(stands), source })
            }
            other => other,
        }
    }
}

/// Returns a problem of a draft as that of its row.
fn placed(rules: &Rules, problem: &Problem, event: u16) -> RefusedRow {
    let field = problem.field.as_deref().unwrap_or_default();
    let top = field.split(['.', '[']).next().unwrap_or_default();
    let of = (event != NO_EVENT).then(|| rules.events.get(usize::from(event))).flatten().and_then(|event| {
        let named = event.fields.iter().find(|rule| rule.name == top || field.ends_with(&rule.name));
        match named {
            Some(rule) => first_cell(&rule.value),
            None => event.key.cells().next().filter(|_| top == "key").map(|cell| cell.of),
        }
    });
    let column = of.and_then(|of| column(rules, of)).map(|number| rules.columns[number].name.clone());
    let hint = problem.hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
    let reason = format!("{} [{}]{hint}", problem.message, problem.code.name());
    RefusedRow { column, cell: None, reason, is_of_log: true }
}

/// Says what is wrong with drafts that were made of the rules alone.
fn faulty(problems: &[Problem]) -> String {
    let said = problems.iter().take(5).map(|problem| problem.message.as_str());
    format!("the rules make what is no draft: {}", said.collect::<Vec<_>>().join("; "))
}
