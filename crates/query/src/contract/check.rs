//! `asof.check/2`: whatever is wrong with a log.

use asof_core::Digest;

use super::common::Problem;
use super::envelope::{Document, Tag};
use super::macros::{fields, part};

fields! { [
    /// Whatever is wrong with a log, with its place: what `check` prints. It has no as-of point.
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
    /// What was read and hashed again; null unless integrity was asked for.
    integrity: Option<Integrity>,
    /// Whether the log begins with what a receipt is of; null unless one was given.
    against: Option<Against>,
    /// Every problem, by its place; what has none stands last.
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

part! {
    /// What was read and hashed again.
    Integrity {
        /// How many bytes the events have, with the ends of their lines.
        bytes: u64,
        /// The greatest `seq`; 0 if the log is empty.
        head: u64,
        /// The content root, made anew; null if the log is empty or damaged.
        content_root: Option<Digest>,
        /// The log root, made anew; null if the log is empty or damaged.
        log_root: Option<Digest>,
        /// By what the database was examined; null if the log is none.
        examined_by: Option<String>,
    }
}

part! {
    /// Whether a log begins with what a receipt is of.
    Against {
        /// The receipt.
        receipt: String,
        /// The event up to which it speaks, included.
        seq: u64,
        /// Whether the events up to there are those that it is of.
        holds: bool,
    }
}
