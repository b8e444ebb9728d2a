//! What stands in many documents: quantities, others' words, turns of history, problems.

use asof_core::check::Severity;
use asof_core::{Bound, Claimant, Every, Key, Number, Per, Word};
use chrono::{DateTime, FixedOffset};

use super::macros::part;

/// A moment as RFC 3339 writes it, in the zone of the process.
pub type Instant = DateTime<FixedOffset>;

part! {
    /// A count or an amount that may be imprecise: between two numbers, both included unless the bound is `more-than` or
    /// `fewer-than`. Where no number is said it is null, and neither zero nor absent.
    Quantity {
        /// The smallest number that it can be; null if nothing is said of it.
        low: Option<Number>,
        /// The largest number that it can be; null if there is no upper bound.
        high: Option<Number>,
        /// The best estimate where the number is not exact; of a sum only if every part has one. Null if there is none.
        best: Option<Number>,
        /// How the numbers are meant; with `unknown` both are null.
        bound: Bound,
        /// What is counted, in the singular.
        unit: String,
        /// What the count is a count of. Counts are never converted between these.
        per: Per,
        /// The period of a rate: so many in each; null if it is a count.
        every: Option<Every>,
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
    Transition {
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

part! {
    /// Something that is wrong with a log or with drafts, with its place.
    Problem {
        /// The file; null if nobody wrote one, as for a retraction.
        file: Option<String>,
        /// The line, counted from 1; null if there is no file, or no one line is at fault.
        line: Option<u64>,
        /// The first column of what is at fault, counted from 1 in Unicode scalar values; null if all of the line is.
        column: Option<u64>,
        /// The column behind the last of what is at fault; null if all of the line is.
        end_column: Option<u64>,
        /// How bad it is.
        severity: Severity,
        /// What sort of problem it is; codes are stable, and `asof explain CODE` says more.
        code: String,
        /// What is wrong.
        message: String,
        /// What to do; null if the message says so.
        hint: Option<String>,
        /// The entry, by its key; null if it could not be read.
        event: Option<Key>,
        /// The field at fault; null if it is not known.
        field: Option<String>,
    }
}
