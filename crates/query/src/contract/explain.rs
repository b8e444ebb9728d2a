//! `asof.explain/2`: the page about a code.

use asof_core::check::Severity;

use super::envelope::{Document, Tag};
use super::macros::fields;

fields! { [
    /// The page about a code: what `explain CODE` prints. It has no as-of point.
    Explain] {}
    /// Which document this is, and its version.
    schema: Tag<Explain>,
    /// The code.
    code: String,
    /// How bad a problem of this sort is.
    severity: Severity,
    /// What is wrong, in a few words.
    title: String,
    /// The page, as Markdown: what it means, an example that provokes it, what to do.
    text: String,
}

impl Document for Explain {
    const NAME: &'static str = "explain";
}
