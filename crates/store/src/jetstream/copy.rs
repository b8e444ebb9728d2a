//! What is known of a stream: a local copy of the log, and how far in the stream it goes.

use std::collections::{BTreeMap, HashSet};

use asof_core::{Digest, Event};

use super::chain::{Tail, Verdict};
use super::notes::sequence_of;
use crate::event_batch::{EventBatch, StoredEvent};
use crate::foreign::{ForeignMessage, WhyForeign};
use crate::hash::sha256;
use crate::reader::{LogReader, name_of};

/// A log as far as it was read from a stream.
#[derive(Default)]
pub(super) struct KnownStream {
    pub(super) reader: LogReader,
    /// The sequence of the last message that was judged; 0 if none was.
    pub(super) read_to: u64,
    tail: Tail,
    /// When the stream was created of which this is known to be; `None` if the copy was not held against it yet.
    pub(super) created: Option<String>,
    /// The local copy, where the stream is read from its beginning to be held against it.
    copy: Option<EventBatch>,
}

/// A message of the stream that shows, if it is there, that a local copy is of that stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Evidence {
    /// This message is the last append of the copy.
    Append(u64, String),
    /// This message was noted, with this digest.
    Foreign(u64, Digest),
}

impl Evidence {
    /// Returns the sequence of the message.
    pub(super) fn sequence(&self) -> u64 {
        match self {
            Self::Append(sequence, _) | Self::Foreign(sequence, _) => *sequence,
        }
    }

    /// Returns whether a message is this one.
    pub(super) fn is(&self, payload: &[u8]) -> bool {
        match self {
            Self::Append(_, text) => payload == text.as_bytes(),
            Self::Foreign(_, digest) => sha256(payload) == *digest,
        }
    }
}

impl KnownStream {
    /// Returns what a sound local copy, and the notes beside it, say of a stream.
    pub(super) fn of_copy(reader: LogReader, noted: BTreeMap<u64, ForeignMessage>) -> Self {
        let tail = Tail::of(reader.contents.iter().next_back());
        let mut known = Self { tail, reader, ..Self::default() };
        known.read_to = sequence_of(known.appends(), &noted);
        while noted.contains_key(&(known.read_to + 1)) {
            known.read_to += 1;
        }
        let read = noted.into_values().take_while(|foreign| foreign.message <= known.read_to);
        known.reader.contents.foreign_mut().extend(read);
        known
    }

    /// Returns nothing as yet, for a stream to be read from its beginning and held against a copy.
    pub(super) fn to_compare_with(copy: EventBatch) -> Self {
        Self { copy: Some(copy), ..Self::default() }
    }

    /// Returns the messages that show that this is of the stream; nothing if nothing was read of it.
    pub(super) fn evidence(&self) -> Vec<Evidence> {
        let foreign = self.reader.contents.foreign();
        let trailing =
            foreign.iter().rev().zip(0..).take_while(|(one, behind)| one.message + behind == self.read_to);
        let append = self.read_to - trailing.count() as u64;
        let append = (append > 0).then(|| Evidence::Append(append, self.last_append()));
        let last = foreign.last().filter(|last| last.message == self.read_to);
        append.into_iter().chain(last.map(|last| Evidence::Foreign(last.message, last.digest))).collect()
    }

    /// Judges the next message, and takes it in if it is an append of the log. What this build cannot read of an append
    /// stands with the damage of the reader.
    pub(super) fn take_in(&mut self, id: Option<&str>, payload: &[u8]) {
        self.read_to += 1;
        let taken = match self.tail.judge(id, payload) {
            Verdict::Append(tail) => self.take_in_append(tail, payload),
            Verdict::Unhashed(tail) => {
                self.feed(tail, payload);
                Ok(())
            }
            Verdict::Foreign(why) => Err(why),
        };
        if let Err(why) = taken {
            self.reader.contents.foreign_mut().push(ForeignMessage::new(self.read_to, payload, why));
        }
    }

    fn take_in_append(&mut self, tail: Tail, payload: &[u8]) -> Result<(), WhyForeign> {
        let text = str::from_utf8(payload).map_err(|_| WhyForeign::NotUtf8)?;
        let events: Result<Vec<(Event, &str)>, _> =
            text.split('\n').map(|line| Event::from_line(line).map(|event| (event, line))).collect();
        let Ok(events) = events else {
            self.feed(tail, payload);
            return Ok(());
        };
        if self.reuses(&events) {
            return Err(WhyForeign::Reused);
        }
        for (event, line) in events {
            self.reader.push(event, line);
        }
        self.tail = tail;
        Ok(())
    }

    /// Returns whether an id or name is that of an earlier event, which no writer of this log publishes.
    fn reuses(&self, events: &[(Event, &str)]) -> bool {
        let (mut ids, mut names) = (HashSet::new(), HashSet::new());
        events.iter().any(|(event, _)| {
            let name = name_of(event);
            let is_logged = self.reader.ids.contains_key(&event.id) || self.reader.named(&name).is_some();
            is_logged || !ids.insert(event.id) || !names.insert(name)
        })
    }

    fn feed(&mut self, tail: Tail, payload: &[u8]) {
        let begun = self.reader.contents.events().len();
        self.reader.feed(payload);
        let found = self.reader.contents.verify_from(begun).damage;
        self.reader.contents.damage_mut().extend(found);
        self.tail = tail;
    }

    /// Returns whether readers of the stream will take a message for the next append.
    pub(super) fn is_next(&self, text: &str) -> bool {
        let any_id = uuid::Uuid::nil().to_string();
        matches!(self.tail.judge(Some(&any_id), text.as_bytes()), Verdict::Append(_))
    }

    /// Takes note that the last append of the reader was stored as the next message.
    pub(super) fn stored(&mut self) {
        self.read_to += 1;
        self.tail = Tail::of(self.reader.contents.iter().next_back());
    }

    /// Returns whether the events behind an index are those of the copy that the stream is held against, as far as that
    /// goes.
    pub(super) fn is_like_copy(&self, begun: usize) -> bool {
        let Some(copy) = &self.copy else { return true };
        let own = self.reader.contents.iter_from(begun).map(|stored| stored.text);
        own.zip(copy.iter().skip(begun).map(|stored| stored.text)).all(|(own, copied)| own == copied)
    }

    /// Returns whether the copy that the stream was held against ends no later than that; it is done with then.
    pub(super) fn covers_copy(&mut self) -> bool {
        let own = self.reader.contents.events().len();
        self.copy.take().is_none_or(|copy| copy.events().len() <= own)
    }

    /// Returns how many events, and how many foreign messages, were read.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.reader.contents.events().len(), self.reader.contents.foreign().len())
    }

    fn appends(&self) -> u64 {
        let is_last = |stored: &StoredEvent<'_>| stored.event.seq == stored.event.commit;
        self.reader.contents.iter().filter(is_last).count() as u64
    }

    /// Returns the lines of the last append, as a message has them.
    fn last_append(&self) -> String {
        let last = self.reader.last().map(|event| event.commit);
        let lines = self.reader.contents.iter().rev();
        let mut lines: Vec<&str> =
            lines.take_while(|stored| Some(stored.event.commit) == last).map(|stored| stored.text).collect();
        lines.reverse();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests;
