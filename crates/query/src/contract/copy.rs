//! `asof.copy/2`: a log taken to another place.

use asof_core::{Digest, Key};

use super::envelope::{Chosen, Counted, AsOf, Document, Tag};
use super::macros::{document, part};

document! {
    /// A log taken to another place as it stands: what `copy` prints. It is of no one negotiation.
    Copy = "copy" of a process or none {
        /// The log that was copied.
        from: String,
        /// Where it stands now.
        to: String,
        /// How many events the log holds, the registry included.
        events: u64,
        /// How many of them were written; those before them stood there already.
        written: u64,
        /// The greatest `seq`; 0 if the log is empty.
        head: u64,
        /// The log roots of both, which are the same.
        log_root: Roots,
        /// The unfinished append that stood at the end of the log and was not copied; null if there was none.
        left_out: Option<String>,
        /// The file in which an unfinished append that stood at the end of the copy was kept; null if there was none.
        set_aside: Option<String>,
    }
}

part! {
    /// The log roots of a log and of its copy.
    Roots {
        /// That of the log; null if it is empty.
        from: Option<Digest>,
        /// That of the copy, read again; null if it is empty.
        to: Option<Digest>,
    }
}
