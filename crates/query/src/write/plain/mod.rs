//! Drafts as plain text: one entry a block, `field: value` on each line.
//!
//! ```text
//! process: istanbul-2025
//! sources: kure-2025
//! attributed_to: source
//!
//! commitment/made r1-prisoners 2025-05-16 by umerov
//! at: r1-trilateral
//! owed_by: russia, ukraine
//! owed_to: ukraine, russia
//! what: exchange of prisoners, one thousand from each side
//! category: prisoners
//! quantity: 1000 person each-side
//! sources: 148
//! > On 16 May Umerov said that an exchange of 1,000 prisoners each was agreed.
//! ```
//!
//! The fields and the form of their values follow from the schema of drafts ([`shape`]). A block is read into JSON, which is
//! read as any draft is; a map leads what is said of the JSON back to the block ([`node`]).

mod cells;
mod entry;
mod form;
mod head;
mod header;
mod key;
mod lines;
mod node;
mod quantity;
mod remarks;
mod sample;
mod shape;
#[cfg(test)]
mod tests;
mod token;
mod value;
mod write;

use std::ops::Range;

use asof_core::{LineCode, LineError};

pub use cells::{FormField, block_of_cells, form_fields, template_columns};
pub use entry::Filled;
pub use form::{FormAbove, plain_correction, plain_form, plain_sample};
pub(crate) use header::Header;
pub(crate) use key::proposed_key;
pub use remarks::{with_problems, without_problems};
pub(crate) use sample::of as sample_of;
pub(crate) use shape::{ItemShape, KindShape, REGISTERED, Shape, Shapes, Stands, short};
pub use write::PlainWriter;
pub(crate) use write::kind_of;

use self::node::SpanMap;
use crate::write::drafts::Read;

/// An entry that was read from plain text, as JSON.
#[derive(Debug)]
pub(crate) struct PlainEntry {
    pub(crate) json: String,
    pub(crate) origin: Origin,
    pub(crate) filled: Filled,
}

/// The block that a draft was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) block: String,
    map: SpanMap,
    /// The sheet, if the block was made of the cells of a row: then all of it stands in that row.
    pub(crate) row: Option<RowPlace>,
}

/// Where a row stands that a block was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowPlace {
    /// The sheet of a workbook.
    pub(crate) sheet: Option<String>,
}

impl RowPlace {
    /// Says of something in a row in which sheet that is.
    pub(crate) fn said(&self, message: String) -> String {
        match &self.sheet {
            Some(sheet) => format!("in the sheet `{sheet}`, {message}"),
            None => message,
        }
    }
}

impl Origin {
    /// Returns where a place in the JSON is written in the block.
    pub(crate) fn find(&self, span: &Range<usize>) -> Option<Range<usize>> {
        self.map.find(span)
    }
}

/// Reads a block: an entry, or `None` of a header, which is changed by it. `process` is asked where neither names one.
///
/// # Errors
///
/// What in the block is no plain text, or no value of its field.
pub(crate) fn read_block(
    block: &str,
    header: &mut Header,
    process: impl FnOnce() -> Option<String>,
) -> Result<Option<PlainEntry>, Vec<LineError>> {
    let (lines, mut faults) = lines::read(block);
    if !faults.is_empty() {
        // What its sound lines say is looked at too, so that all is told at once.
        let read = lines.head.map(|_| entry::read(&lines, header, || None));
        let others = read.and_then(Result::err).into_iter().flatten();
        faults.extend(others.filter(|fault| fault.code != LineCode::MissingField));
        faults.sort_by_key(|fault| fault.span.as_ref().map(|span| span.start));
        return Err(faults);
    }
    if lines.head.is_none() && lines.summary.is_empty() && lines.with.is_none() {
        header.read(&lines).map_err(|fault| vec![fault])?;
        return Ok(None);
    }
    let (draft, filled) = entry::read(&lines, header, process)?;
    let (json, map) = node::write(&draft);
    Ok(Some(PlainEntry { json, origin: Origin { block: block.to_owned(), map, row: None }, filled }))
}

/// Returns a text with the keys that were proposed for drafts that were read from it.
pub fn with_keys(text: &str, read: &[Read]) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for read in read {
        let Some((line, at)) = read.key_place() else { continue };
        if let Some(line) = lines.get_mut(line - 1) {
            line.insert_str(at, &format!(" {}", read.draft.key));
        }
    }
    lines.concat()
}

/// Says what is wrong with the JSON of an entry in terms of its block.
pub(crate) fn of_block(error: LineError) -> LineError {
    let hint = match (&error.hint, error.code) {
        (Some(hint), LineCode::BadDate) if hint.contains("\"after\"") => {
            Some("write a date as 2025-05-16, or days after an event as KEY+15d".to_owned())
        }
        // What JSON looks like helps nobody who writes none.
        (Some(hint), _) if hint.contains('"') => None,
        (hint, _) => hint.clone(),
    };
    LineError { hint, ..error }
}
