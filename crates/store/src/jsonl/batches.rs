//! Reading a file of JSON Lines part by part.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use asof_core::EventId;
use foldhash::HashMap;

use super::JsonlLog;
use super::file::open_to_read;
use crate::batches::{Last, all_behind};
use crate::damage::{Damage, DamageKind};
use crate::error::StoreError;
use crate::event_batch::EventBatch;
use crate::reader::{LogReader, finished_appends_len, finished_len};

/// About how many bytes of a file are read as one part; an append that is longer is one part whole.
const PART: usize = 4 << 20;

/// How far a file was read.
pub(super) struct Reading<'l> {
    log: &'l JsonlLog,
    /// Where the next part begins.
    offset: u64,
    /// The line before that, with its end, by which another file in the place of this one is known.
    tail: Vec<u8>,
    last: Option<Last>,
    /// The lines of all ids, which name one event each.
    ids: HashMap<EventId, usize>,
    /// Whether the last line lacks its end, which the next writer puts there.
    lacks_end: bool,
    /// Whether what stands unfinished behind the last part was told.
    told: bool,
    /// About how many bytes are read as one part.
    pub(super) part: usize,
}

impl<'l> Reading<'l> {
    pub(super) fn new(log: &'l JsonlLog) -> Self {
        Self {
            log,
            offset: 0,
            tail: Vec::new(),
            last: None,
            ids: HashMap::default(),
            lacks_end: false,
            told: false,
            part: PART,
        }
    }

    fn next_part(&mut self) -> Result<Option<EventBatch>, StoreError> {
        // An editor puts a new file in the place of the old one, which nobody appends to any more.
        let mut file = open_to_read(&self.log.path)?;
        let (mut bytes, mut is_end) = self.bytes(&mut file)?;
        let mut part = self.read(&bytes, is_end);
        // A writer may be in the middle of what looks damaged: look again once it is done, if it soon is.
        if is_end && !part.0.damage().is_empty() && self.log.wait_for(|| file.try_lock_shared()).is_ok() {
            (bytes, is_end) = self.bytes(&mut file)?;
            part = self.read(&bytes, is_end);
        }
        let (mut contents, read) = part;
        self.offset += read as u64;
        self.note_tail(&bytes[..read]);
        self.note_ids(&mut contents);
        self.last = Last::of(&contents).or(self.last.take());
        let (holds, is_damaged) = (!contents.events().is_empty(), !contents.damage().is_empty());
        let tells_anew = is_damaged && !self.told;
        self.told = is_damaged;
        Ok((holds || tells_anew).then_some(contents))
    }

    fn note_tail(&mut self, read: &[u8]) {
        let Some((last, before)) = read.split_last() else { return };
        self.lacks_end = *last != b'\n';
        match before.iter().rposition(|byte| *byte == b'\n') {
            Some(end) => self.tail = read[end + 1..].to_vec(),
            // The end that the last line lacked.
            None if read == b"\n" => self.tail.push(b'\n'),
            None => self.tail = read.to_vec(),
        }
    }

    /// Returns the bytes of the next part, and whether the file ends with them.
    fn bytes(&self, file: &mut File) -> Result<(Vec<u8>, bool), StoreError> {
        let read_error = |source: io::Error| self.log.read_error(source);
        let len = self.tail.len() as u64;
        file.seek(SeekFrom::Start(self.offset - len)).map_err(read_error)?;
        let mut tail = Vec::new();
        file.by_ref().take(len).read_to_end(&mut tail).map_err(read_error)?;
        if tail != self.tail {
            return Err(StoreError::NoLongerHeld { seq: self.last.as_ref().map_or(1, Last::seq) });
        }
        let (mut bytes, mut wanted) = (Vec::new(), self.part);
        loop {
            let lacking = (wanted - bytes.len()) as u64;
            file.by_ref().take(lacking).read_to_end(&mut bytes).map_err(read_error)?;
            if bytes.len() < wanted {
                return Ok((bytes, true));
            }
            let len = finished_appends_len(&bytes);
            if len > 0 {
                bytes.truncate(len);
                return Ok((bytes, false));
            }
            wanted *= 2;
        }
    }

    /// Reads a part; returns with it how many of the bytes are read for good.
    fn read(&self, bytes: &[u8], is_end: bool) -> (EventBatch, usize) {
        let last = self.last.as_ref().map(Last::stored);
        let end_of_last = usize::from(self.lacks_end && bytes.starts_with(b"\n"));
        let bytes = &bytes[end_of_last..];
        let len = if is_end { finished_len(last, bytes) } else { bytes.len() };
        let (finished, unfinished) = bytes.split_at(len);
        let mut reader = LogReader::behind(last);
        reader.feed(finished);
        let damage = reader.unfinished(unfinished);
        let mut contents = reader.contents;
        contents.damage_mut().extend(damage);
        if let Some(last) = last {
            contents = contents.restrict(&all_behind(last.event.seq));
        }
        (contents, end_of_last + len)
    }

    fn note_ids(&mut self, contents: &mut EventBatch) {
        let mut twice = Vec::new();
        for stored in contents.iter() {
            if let Some(first) = self.ids.insert(stored.event.id, stored.line) {
                let kind = DamageKind::DuplicateId { id: stored.event.id, first };
                twice.push(Damage::new(stored.line, stored.text, kind));
            }
        }
        contents.damage_mut().extend(twice);
    }
}

impl Iterator for Reading<'_> {
    type Item = Result<EventBatch, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_part().transpose()
    }
}
