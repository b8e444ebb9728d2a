//! `asof.error/2`: why a command did not do what was asked.

use super::common::Problem;
use super::envelope::{Document, Tag};
use super::macros::fields;

fields! { [
    /// Why a command did not do what was asked: on stderr, where JSON was asked for. It has no as-of point.
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
