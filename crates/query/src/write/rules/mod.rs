//! Import rules: what a rules file says of how the rows of a table become drafts.
//!
//! A rules file is read once, with all its faults. What is read here is data, and what is done to one text; rows are none of its
//! business.

mod condition;
mod date;
mod filter;
mod map;
mod node;
mod quantity;
mod read;
mod template;
mod value;

pub(crate) use condition::Conditions;
pub(crate) use date::{Fine, Mark, Precision, of_parts, parsed, written};
pub(crate) use filter::without_markup;
pub(crate) use map::{Looked, MapRule};
pub use node::RuleFault;
pub(crate) use quantity::made;
pub(crate) use template::{CellOf, Template};
pub(crate) use value::{
    DateOf, DateRule, Early, FallBack, NamedRule, Otherwise, PieceRule, PrecisionRule, QuantityRule, Sort,
    Value,
};

use asof_core::Key;
use encoding_rs::Encoding;

use super::plain::{Shape, Stands};

/// What a template may name, while it is read.
pub(crate) trait Scope {
    /// Returns what bears a name: a value of `[let]`, or a column.
    fn cell(&mut self, name: &str) -> Result<CellOf, String>;

    /// Returns the number of a map.
    fn map(&self, name: &str) -> Result<usize, String>;
}

/// A row, as templates see it.
pub(crate) trait RowText {
    /// Returns the text of what stands between braces; empty if there is none.
    fn cell(&mut self, of: CellOf) -> Result<String, Stop>;

    /// Returns a text through a map.
    fn mapped(&mut self, map: usize, text: &str) -> Result<String, Stop>;
}

/// Why a row makes no draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It is refused.
    Refused(Refusal),
    /// A map leaves it out.
    Skipped,
}

/// Why a row is refused, and by which cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) of: Option<CellOf>,
    pub(crate) reason: String,
}

impl Stop {
    pub(crate) fn refused(reason: impl Into<String>) -> Self {
        Self::Refused(Refusal { of: None, reason: reason.into() })
    }

    /// Returns it with the cell that is to blame, if there is one, unless that is known already.
    pub(crate) fn at(self, cell: impl Into<Option<CellOf>>) -> Self {
        match self {
            Self::Refused(Refusal { of: None, reason }) => Self::Refused(Refusal { of: cell.into(), reason }),
            other => other,
        }
    }
}

/// What a rules file says.
#[derive(Debug)]
pub struct Rules {
    pub(crate) file: FileRules,
    pub(crate) edition: Edition,
    /// The columns that it names, in the order in which it does.
    pub(crate) columns: Vec<Column>,
    pub(crate) lets: Vec<Value>,
    pub(crate) maps: Vec<MapRule>,
    pub(crate) process: Option<ProcessRule>,
    pub(crate) register: Vec<RegisterRule>,
    pub(crate) events: Vec<EventRule>,
    pub(crate) again: Option<Again>,
}

/// A column that the rules name.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// The line of the rules file that names it first.
    pub(crate) line: usize,
}

/// How a file is written.
#[derive(Debug)]
pub(crate) struct FileRules {
    pub(crate) format: Option<TableFormat>,
    pub(crate) encoding: Option<&'static Encoding>,
    pub(crate) delimiter: Option<u8>,
    pub(crate) quote: u8,
    pub(crate) comment: Option<u8>,
    pub(crate) header: Header,
    pub(crate) empty: Vec<String>,
    pub(crate) clean: Vec<Clean>,
    pub(crate) skip: Vec<Conditions>,
    pub(crate) sheet: SheetRules,
}

/// What of a workbook is read, and how.
#[derive(Debug)]
pub(crate) struct SheetRules {
    /// The sheet, by its name or its number, counted from 1.
    pub(crate) name: Option<String>,
    pub(crate) number: Option<usize>,
    pub(crate) merged: Merged,
    pub(crate) formulas: Formulas,
}

/// What cells are that are merged with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merged {
    Refuse,
    /// Each has the value of all.
    Fill,
}

/// What cells with formulas are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Formulas {
    Refuse,
    /// The value that the workbook stored.
    Value,
}

/// What form a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// Values with commas between them.
    Csv,
    /// Values with tabs between them.
    Tsv,
    /// A JSON object a line.
    Jsonl,
    /// A workbook.
    Xlsx,
    /// A workbook of the older form.
    Xls,
    /// A workbook of LibreOffice.
    Ods,
}

impl TableFormat {
    /// The names in rules, which are the endings of files.
    pub(crate) const ALL: [(&str, Self); 6] = [
        ("csv", Self::Csv),
        ("tsv", Self::Tsv),
        ("jsonl", Self::Jsonl),
        ("xlsx", Self::Xlsx),
        ("xls", Self::Xls),
        ("ods", Self::Ods),
    ];

    /// Returns whether it is a workbook.
    pub(crate) fn is_workbook(self) -> bool {
        matches!(self, Self::Xlsx | Self::Xls | Self::Ods)
    }

    /// Returns the form that the ending of a file's name says.
    pub fn of_ending(ending: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| ending.eq_ignore_ascii_case(name)).map(|(_, format)| *format)
    }

    /// Returns its name.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| *name)
    }
}

/// Where the names of the columns are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Header {
    /// On a line, counted from 1; what stands before it is passed over.
    Line(u64),
    /// In the rules.
    Named(Vec<String>),
}

/// What is done to every cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clean {
    Trim,
    Spaces,
    Html,
    Quotes,
}

/// The edition of a data set: a source.
#[derive(Debug, Clone)]
pub(crate) struct Edition {
    pub(crate) source: Key,
    pub(crate) issued: Option<String>,
    /// The fields of the source, `title` among them.
    pub(crate) fields: Vec<(String, String)>,
}

/// The process of each row.
#[derive(Debug)]
pub(crate) struct ProcessRule {
    pub(crate) key: Template,
    pub(crate) title: Template,
    pub(crate) zone: Template,
    /// `parties` and what else a process has.
    pub(crate) fields: Vec<FieldRule>,
}

/// A further entry of the registry.
#[derive(Debug)]
pub(crate) struct RegisterRule {
    pub(crate) kind: String,
    pub(crate) key: Template,
    pub(crate) names: Vec<Template>,
    pub(crate) fields: Vec<FieldRule>,
}

/// An event that a row makes.
#[derive(Debug)]
pub(crate) struct EventRule {
    /// The kind and its phase, as in `meeting/held`.
    pub(crate) kind: String,
    pub(crate) when: Conditions,
    pub(crate) once_per: Option<Template>,
    pub(crate) key: Template,
    /// The process, where the rules have no `[process]`.
    pub(crate) process: Option<Template>,
    pub(crate) fields: Vec<FieldRule>,
}

/// A field of an entry.
#[derive(Debug)]
pub(crate) struct FieldRule {
    pub(crate) name: String,
    pub(crate) stands: Stands,
    pub(crate) shape: &'static Shape,
    pub(crate) value: Value,
}

/// What is done with rows that stand in the log.
#[derive(Debug)]
pub(crate) struct Again {
    pub(crate) by: By,
    pub(crate) because: BecauseRule,
    pub(crate) reason: Template,
}

/// By what a row is found in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum By {
    /// By its external id of a scheme.
    Scheme(String),
    /// By its key.
    Key,
}

/// Why an edition has other values.
#[derive(Debug)]
pub(crate) enum BecauseRule {
    /// The coders mended their coding.
    Record,
    /// The public learned better.
    World { known: Value, attributed_to: Vec<String> },
}

impl Rules {
    /// Reads a rules file.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, in the order of the file.
    pub fn read(text: &str) -> Result<Self, Vec<RuleFault>> {
        read::rules(text)
    }
}

#[cfg(test)]
mod tests;
