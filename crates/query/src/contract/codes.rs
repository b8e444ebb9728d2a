//! `asof.codes/2`: every code that a problem can have.

use asof_core::check::Severity;

use super::envelope::{Document, Tag};
use super::macros::{fields, part};

fields! { [
    /// Every code that a problem can have: what `explain` prints. It has no as-of point.
    Codes] {}
    /// Which document this is, and its version.
    schema: Tag<Codes>,
    /// The codes: of lines, of logs, of meaning, of states, of assertions, of refusals, of receipts.
    codes: Vec<Explained>,
}

impl Document for Codes {
    const NAME: &'static str = "codes";
}

part! {
    /// A code. Codes are stable; others may come.
    Explained {
        /// The code.
        code: String,
        /// How bad a problem of this sort is.
        severity: Severity,
        /// What is wrong, in a few words.
        title: String,
    }
}
