//! `asof.checks/2`: the named checks.

use super::envelope::{Document, Tag};
use super::macros::{fields, part};

fields! { [
    /// The named checks in running order: what `check --list` prints. It has no as-of point.
    Checks] {}
    /// Which document this is, and its version.
    schema: Tag<Checks>,
    /// The checks.
    checks: Vec<Named>,
}

impl Document for Checks {
    const NAME: &'static str = "checks";
}

part! {
    /// A named check.
    Named {
        /// Its name, as `check NAME` takes it.
        name: String,
        /// What it demands, in a sentence.
        about: String,
    }
}
