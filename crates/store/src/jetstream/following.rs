//! Following the stream: what is new in it goes into the local copy.

use std::time::Instant;

use super::copy::KnownStream;
use super::end::StreamEnd;
use super::log::JetStreamLog;
use super::notes::Notes;
use super::opening::with_copy;
use super::server::APPEND_ID;
use crate::error::StoreError;
use crate::reader::LogReader;

/// How many messages are read before they are written to the local copy.
const AT_A_TIME: u64 = 256;

impl JetStreamLog {
    /// Reads what is new in the stream, up to the last message that its leader has now; where no server is within
    /// reach, the error names the local copy.
    pub(super) fn catch_up<'k>(
        &self,
        known: &'k mut Option<KnownStream>,
        until: Instant,
    ) -> Result<&'k mut KnownStream, StoreError> {
        self.read_on(known, until).map_err(|error| with_copy(error, &self.copy_path))
    }

    fn read_on<'k>(
        &self,
        known: &'k mut Option<KnownStream>,
        until: Instant,
    ) -> Result<&'k mut KnownStream, StoreError> {
        let mut read = match known.take() {
            Some(read) => read,
            None => self.known_of_copy()?,
        };
        let created = read.created.as_ref().unwrap_or(&self.created);
        let end = self.server.end(read.read_to, created, until)?;
        if !self.is_of_stream(&read, &end, until)? {
            read = KnownStream::to_compare_with(self.sound_copy()?.contents);
            self.notes(&end.created).forget()?;
        }
        read.created = Some(end.created.clone());
        self.read_to_end(&mut read, &end, until)?;
        Ok(known.insert(read))
    }

    fn known_of_copy(&self) -> Result<KnownStream, StoreError> {
        Ok(KnownStream::of_copy(self.sound_copy()?, self.notes(&self.created).read()?))
    }

    fn sound_copy(&self) -> Result<LogReader, StoreError> {
        let reader = self.copy.reader()?;
        if reader.contents.damage().is_empty() { Ok(reader) } else { Err(self.copy_differs()) }
    }

    fn notes(&self, created: &str) -> Notes {
        Notes::beside(&self.copy_path, created.to_owned())
    }

    /// Returns whether the stream goes on behind what was read; else it is another one, or the copy is, or notes are
    /// missing.
    fn is_of_stream(&self, read: &KnownStream, end: &StreamEnd, until: Instant) -> Result<bool, StoreError> {
        if read.read_to > end.last {
            return Ok(false);
        }
        if let Some(created) = &read.created {
            return Ok(*created == end.created);
        }
        for evidence in read.evidence() {
            let sequence = evidence.sequence();
            let messages = self.server.messages(sequence, sequence, until)?;
            if !messages.iter().all(|message| evidence.is(&message.payload)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn read_to_end(&self, read: &mut KnownStream, end: &StreamEnd, until: Instant) -> Result<(), StoreError> {
        while read.read_to < end.last {
            let up_to = end.last.min(read.read_to + AT_A_TIME);
            let (events, foreign) = read.counts();
            for message in self.server.messages(read.read_to + 1, up_to, until)? {
                let id = message.headers.get(APPEND_ID).map(|id| id.as_str());
                read.take_in(id, &message.payload);
            }
            if !read.is_like_copy(events) {
                return Err(self.copy_differs());
            }
            match self.put_into_copy(read, &end.created, events, foreign) {
                // The stream has it all: where the copy cannot be written, the next one reads it there again.
                Err(
                    StoreError::NotWritable { .. }
                    | StoreError::Full { .. }
                    | StoreError::Indeterminate { .. }
                    | StoreError::Busy { .. },
                ) => {}
                written => written?,
            }
        }
        if read.covers_copy() { Ok(()) } else { Err(self.copy_differs()) }
    }

    /// Writes to the copy what was read behind so many events, and to its notes what behind so many foreign messages.
    fn put_into_copy(
        &self,
        read: &KnownStream,
        created: &str,
        events: usize,
        foreign: usize,
    ) -> Result<(), StoreError> {
        let contents = &read.reader.contents;
        self.notes(created).add(&contents.foreign()[foreign..])?;
        // What this build cannot read stays in the stream, and what stands behind it.
        if contents.damage().is_empty() && contents.events().len() > events {
            self.copy.write_behind(contents.iter_from(events))?;
        }
        Ok(())
    }
}
