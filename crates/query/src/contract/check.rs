//! `asof.check/1`: whatever is wrong with a log.

use super::common::Problem;
use super::envelope::{Document, Tag};
use super::macros::{fields, part};

fields! { [
    /// Whatever is wrong with a log, with its place: what `check` prints. It has no cut.
    Check] {}
    /// Which document this is, and its version.
    schema: Tag<Check>,
    /// Where the log is, from where it was asked.
    file: String,
    /// How many events could be read.
    events: u64,
    /// The checks that were run, in running order.
    checks: Vec<String>,
    /// The checks that were not, because lines that cannot be read may hold what others name.
    skipped: Vec<String>,
    /// How many problems were found.
    counted: Found,
    /// Every problem, by its place.
    problems: Vec<Problem>,
}

impl Document for Check {
    const NAME: &'static str = "check";
}

part! {
    /// How many problems of each severity were found.
    Found {
        /// What cannot mean what it says: it fails a check.
        errors: u64,
        /// What is probably a slip: it fails a strict check.
        warnings: u64,
        /// What is worth knowing.
        notes: u64,
    }
}
