//! `asof.init/2`: a log begun with the registration of a negotiation.

use asof_core::{Digest, Key};

use super::envelope::{Chosen, Counted, AsOf, Document, Tag};
use super::macros::{document, part};

document! {
    /// A log begun with the registration of a negotiation: what `init` prints. Nothing was asked of it yet.
    Init = "init" of a process or none {
        /// Where the log stands.
        location: String,
        /// The time zone in which the days of the negotiation begin and end (IANA name).
        zone: String,
        /// Its parties.
        parties: Vec<Party>,
        /// The keys of the entries that were written.
        events: Vec<Key>,
        /// The greatest `seq` of the log.
        head: u64,
        /// The log root; null if the log is empty.
        log_root: Option<Digest>,
    }
}

part! {
    /// A party to a negotiation.
    Party {
        /// Its key.
        named party => party_name,
    }
}
