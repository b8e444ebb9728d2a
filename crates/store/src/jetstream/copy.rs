//! What is known of a stream: a local copy of the log, and how far it goes.

use async_nats::jetstream::message::StreamMessage;

use crate::SqliteLog;
use crate::contents::Stored;
use crate::damage::{Damage, DamageKind};
use crate::error::StoreError;
use crate::journal::Journal;

/// A log as far as it was read from a stream.
pub(super) struct Known {
    pub(super) journal: Journal,
    /// How many appends it has, which is the sequence of the last message: nothing is ever deleted.
    pub(super) appends: u64,
    /// Whether its last append was held against that message.
    pub(super) is_of_stream: bool,
}

impl Known {
    /// Reads the local copy; `None` if it is damaged.
    pub(super) fn read(copy: &SqliteLog) -> Result<Option<Self>, StoreError> {
        let journal = copy.journal()?;
        if !journal.contents.damage().is_empty() {
            return Ok(None);
        }
        let is_last = |stored: &Stored<'_>| stored.event.seq == stored.event.commit;
        let appends = journal.contents.iter().filter(is_last).count() as u64;
        Ok(Some(Self { journal, appends, is_of_stream: appends == 0 }))
    }

    /// Returns the lines of the last append, as a message has them.
    pub(super) fn last_append(&self) -> String {
        let last = self.journal.last().map(|event| event.commit);
        let lines = self.journal.contents.iter().rev();
        let mut lines: Vec<&str> =
            lines.take_while(|stored| Some(stored.event.commit) == last).map(|stored| stored.text).collect();
        lines.reverse();
        lines.join("\n")
    }

    /// Takes in the next message. What is wrong with it stands with the damage of the journal.
    pub(super) fn take_in(&mut self, message: &StreamMessage) {
        let begun = self.journal.contents.events().len();
        self.journal.feed(&message.payload);
        self.appends += 1;
        let contents = &self.journal.contents;
        let found = contents.verify_from(begun).damage.into_iter().chain(several(contents.iter_from(begun)));
        let found: Vec<Damage> = found.collect();
        self.journal.contents.damage_mut().extend(found);
    }
}

/// Returns the damage of a message that has more than one append.
fn several<'a>(mut stored: impl DoubleEndedIterator<Item = Stored<'a>>) -> Option<Damage> {
    let first = stored.next()?;
    let last = stored.next_back().unwrap_or(first);
    let kind = DamageKind::Commit { found: first.event.commit, reason: "a message has one append" };
    (first.event.commit != last.event.commit).then(|| Damage::new(first.line, first.text, kind))
}
