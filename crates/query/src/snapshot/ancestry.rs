//! Whether a log still begins with what was in it when a snapshot was taken.

use asof_core::Digest;
use asof_store::Damage;

use crate::source::log::Log;

asof_core::words! {
    /// Whether a log still begins as it did when a snapshot was taken.
    pub enum Beginning {
        /// It does.
        Same = "same",
        /// It is shorter than it was.
        Shorter = "shorter",
        /// It was altered.
        Altered = "altered",
    }
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

    /// Returns how the log stands to the one that had this root at this head: it begins with all of that in the same order,
    /// it ends earlier, or a line was changed after the log had accepted it, or something else stands in its place. Of a
    /// line that was changed, also how.
    pub(crate) fn beginning(&self, head: u64, root: Digest) -> (Beginning, Option<&Damage>) {
        if self.log.head() < head {
            return (Beginning::Shorter, None);
        }
        let until: Vec<_> = self.log.contents().iter().filter(|line| line.event.seq <= head).collect();
        let is_there = |damage: &&Damage| until.iter().any(|line| line.line == damage.line);
        if let Some(damage) = self.altered.iter().find(is_there) {
            return (Beginning::Altered, Some(damage));
        }
        // Lines that are missing or cannot be read are no events here.
        let is_same = until.len() as u64 == head && until.last().is_some_and(|line| line.event.hash == root);
        (if is_same { Beginning::Same } else { Beginning::Altered }, None)
    }
}
