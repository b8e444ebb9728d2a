//! `asof.replay/2`: the whole log folded from the start, and the hashes that say so.

use asof_core::{Digest, Key};

use super::envelope::{Chosen, Counted, AsOf, Document, Tag};
use super::macros::document;

document! {
    /// The whole log folded from the start, and its hashes: what `replay` prints. It is of no one process.
    Replay = "replay" of a process or none {
        /// How many events the log holds, the registry included.
        events: u64,
        /// The greatest `seq`; 0 if the log is empty.
        head: u64,
        /// The hash of all contents in their order; null if the log is empty.
        content_root: Option<Digest>,
        /// The hash of all lines; null if the log is empty.
        log_root: Option<Digest>,
        /// The hash of all rows of all processes with all clocks open.
        state_hash: Digest,
        /// How long it took, in seconds, as text with three decimals.
        #[schemars(regex(pattern = "^[0-9]+\\.[0-9]{3}$"))]
        seconds: String,
        /// What is wrong with the log, in words.
        damage: Vec<String>,
    }
}
