//! `asof.receipt/2`: what a log was up to an event.

use asof_core::Digest;

use super::envelope::{Document, Tag};
use super::macros::fields;

fields! { [
    /// What a log was up to an event, to be kept elsewhere: what `receipt` prints. It has no as-of point.
    Receipt] {}
    /// Which document this is, and its version.
    schema: Tag<Receipt>,
    /// Where the log is, from where it was asked.
    file: String,
    /// The receipt in one word, as `check --against` takes it.
    receipt: String,
    /// The event up to which it speaks, included.
    seq: u64,
    /// The log root there.
    log_root: Digest,
}

impl Document for Receipt {
    const NAME: &'static str = "receipt";
}
