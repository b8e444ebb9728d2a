//! What stands in many documents: quantities, others' words, turns of history.

use asof_core::{Bound, Claimant, Key, Per, Word};
use chrono::{DateTime, FixedOffset};

use super::macros::part;

/// A moment as RFC 3339 writes it, in the zone of the process.
pub type Instant = DateTime<FixedOffset>;

part! {
    /// A count that may be imprecise: between two numbers, both included. Where no number is said it is null, and
    /// neither zero nor absent.
    Quantity {
        /// The smallest number that it can be; null if nothing is said of it.
        low: Option<u64>,
        /// The largest number that it can be; null if there is no upper bound.
        high: Option<u64>,
        /// How the numbers are meant; with `unknown` both are null.
        bound: Bound,
        /// What is counted, in the singular.
        unit: String,
        /// What the count is a count of. Counts are never converted between these.
        per: Per,
    }
}

part! {
    /// Another's word, which stands beside a row and moves nothing.
    Reported {
        /// Whose word it is.
        attributed_to: Vec<Claimant>,
        /// What they say, in the words that the row has for its own status.
        status: String,
        /// The event.
        event: Key,
    }
}

part! {
    /// One turn in the history of a row.
    Turn {
        /// The event.
        event: Key,
        /// What the row became.
        value: String,
    }
}

part! {
    /// One term of a proposal or agreement.
    Term {
        /// Its name within the text.
        id: Word,
        /// What it says.
        text: String,
    }
}
