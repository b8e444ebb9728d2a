//! Whether a log still begins with what was in it when a snapshot was taken.

use asof_core::Digest;
use asof_store::Damage;

use crate::source::log::Log;

/// How the log of now stands to the log of which a snapshot was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Beginning {
    /// It begins with all of it, in the same order.
    Same,
    /// It ends earlier.
    Shorter,
    /// A line of it was changed after the log had accepted it, or something else stands in its place.
    Altered(Option<Damage>),
}

/// A log with every line hashed again.
pub(crate) struct Ancestry<'l> {
    log: &'l Log,
    altered: Vec<Damage>,
}

impl<'l> Ancestry<'l> {
    pub(crate) fn of(log: &'l Log) -> Self {
        Self { log, altered: log.altered() }
    }

    /// Returns how the log stands to the one that had this root at this head.
    pub(crate) fn beginning(&self, head: u64, root: Digest) -> Beginning {
        if self.log.head() < head {
            return Beginning::Shorter;
        }
        let mut stored = 0;
        let mut stands = None;
        for line in self.log.contents().iter().filter(|line| line.event.seq <= head) {
            if let Some(damage) = self.altered.iter().find(|damage| damage.line == line.line) {
                return Beginning::Altered(Some(damage.clone()));
            }
            stored += 1;
            if line.event.seq == head {
                stands = Some(line.event.hash);
            }
        }
        // Lines that are missing or cannot be read are no events here.
        if stored == head && stands == Some(root) { Beginning::Same } else { Beginning::Altered(None) }
    }
}
