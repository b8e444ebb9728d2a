//! `asof.error/1`: why a command did not do what was asked.

use asof_core::Key;
use asof_core::check::Severity;

use super::envelope::{Document, Tag};
use super::macros::{fields, part};

fields! { [
    /// Why a command did not do what was asked: on stderr, where JSON was asked for. It has no cut.
    Error] {}
    /// Which document this is, and its version.
    schema: Tag<Error>,
    /// The exit code: 1 a finding, 2 usage or date, 3 the log or a file, 4 a conflict.
    #[schemars(range(min = 1, max = 4))]
    exit_code: u8,
    /// What is wrong.
    message: String,
    /// What to do; null where the message says so.
    hint: Option<String>,
    /// Every problem, if it is one of drafts or of a damaged log.
    problems: Vec<Problem>,
}

impl Document for Error {
    const NAME: &'static str = "error";
}

part! {
    /// One problem, with its place.
    Problem {
        /// The line, counted from 1; null if it has none.
        line: Option<u64>,
        /// The column, counted from 1 in Unicode scalar values; null if the whole line is at fault.
        column: Option<u64>,
        /// The entry, by its key; null if it could not be read.
        event: Option<Key>,
        /// The field at fault; null if it is not known.
        field: Option<String>,
        /// How bad it is.
        severity: Severity,
        /// What sort of problem it is; codes are stable.
        code: String,
        /// What is wrong.
        message: String,
        /// What to do; null if the message says so.
        hint: Option<String>,
    }
}
