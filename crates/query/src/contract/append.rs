//! `asof.append/2`: what an append did, and what it changed.

use asof_core::{Digest, EventId, Key};

use super::common::{Instant, Problem};
use super::diff::Change;
use super::envelope::{Chosen, Counted, AsOf, Document, Tag};
use super::log::kind_schema;
use super::macros::{document, part};

document! {
    /// What an append did, and what it changed: what `append`, `correct` and `retract` print.
    Append = "append" of a process or none {
        /// Whether it was only tried out, and nothing is written.
        dry_run: bool,
        /// The entries that were appended.
        appended: Vec<Accepted>,
        /// The entries that stood in the log already.
        unchanged: Vec<Accepted>,
        /// The greatest `seq` of the log now; 0 if it is empty.
        head: u64,
        /// The log root now; null if the log is empty.
        log_root: Option<Digest>,
        /// The file in which an unfinished append that stood at the end was kept; null if there was none.
        set_aside: Option<String>,
        /// What is worth a look in what was appended, and no reason to refuse it.
        problems: Vec<Problem>,
        /// What changed in the states of the negotiations that it touches, with all clocks open.
        changes: Vec<Change>,
        /// Of a dry run, what entries that are older than the last of the log change at their own dates, beside that.
        at_their_dates: Vec<AtDate>,
        /// Of how many earlier dates that is not told.
        dates_left_out: u64,
    }
}

part! {
    /// What changes at the date of an entry.
    AtDate {
        /// The negotiation.
        process: Key,
        /// The moment in words: the end of the date.
        at: String,
        /// The moment, exclusive; null if it is open.
        at_until: Option<Instant>,
        /// What changes there.
        changes: Vec<Change>,
    }
}

part! {
    /// An entry that the log has accepted.
    Accepted {
        /// Its place in the log.
        seq: u64,
        /// Its id.
        id: EventId,
        /// The negotiation; null for entries of the registry.
        process: Option<Key>,
        /// Its key.
        key: Key,
        /// Its kind.
        #[schemars(schema_with = "kind_schema")]
        kind: String,
    }
}
