//! The log itself: reading what is known of the stream, and writing to it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use asof_core::Draft;

use super::address::StreamAddress;
use super::append::{Settled, settle};
use super::copy::KnownStream;
use super::end::created;
use super::reach::Unsynced;
use super::server::Server;
use super::settings;
use crate::clock::Clock;
use crate::error::StoreError;
use crate::event_batch::{EventBatch, StoredEvent};
use crate::plan::AppendPlan;
use crate::reader::{LogReader, Name, name_of};
use crate::replication::{VerifiedBatch, key_reused, rest};
use crate::{AppendResult, EventLog, Expected, Replicated, SqliteLog};

/// How long it is asked which stream acknowledged an append.
const ASKED_WITHIN: Duration = Duration::from_secs(2);

/// A log in a stream of NATS JetStream, for any number of writers on many machines.
///
/// One append is one message, so it has no more bytes than a message may: with the settings that servers come with,
/// 1 MiB less some hundred bytes. The local copy is a log in SQLite like any other and can be read where no server is
/// within reach; whoever writes to it makes it another log. Messages of the stream that are no appends are passed over
/// ([`EventBatch::foreign`]); a file beside the copy, with `-foreign` behind its name, keeps which they are.
pub struct JetStreamLog {
    pub(super) address: StreamAddress,
    pub(super) server: Server,
    pub(super) subject: String,
    /// When the stream was created that was opened.
    pub(super) created: String,
    pub(super) cautions: Vec<String>,
    pub(super) unsynced: Unsynced,
    pub(super) patience: Duration,
    pub(super) clock: Box<dyn Clock>,
    pub(super) copy: SqliteLog,
    pub(super) copy_path: PathBuf,
    pub(super) known: RefCell<Option<KnownStream>>,
}

impl JetStreamLog {
    /// Returns the log with another clock.
    pub fn with_clock(self, clock: impl Clock + 'static) -> Self {
        Self { clock: Box::new(clock), ..self }
    }

    /// Returns the log with another time to wait for servers; it is thirty seconds otherwise.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Returns the local copy.
    pub fn copy(&self) -> &Path {
        &self.copy_path
    }

    fn location(&self) -> String {
        self.address.to_string()
    }

    pub(super) fn copy_differs(&self) -> StoreError {
        StoreError::CopyDiffers { location: self.location(), copy: self.copy_path.clone() }
    }

    fn refuse_unsynced(&self) -> Result<(), StoreError> {
        match self.unsynced {
            Unsynced::Refuse if !self.cautions.is_empty() => {
                Err(StoreError::Unsynced { location: self.location(), why: self.cautions.join(", ") })
            }
            Unsynced::Refuse | Unsynced::Allow => Ok(()),
        }
    }

    /// Refuses to write behind an append of a later version: what it allows or forbids is not known here.
    fn refuse_unreadable(&self, known: &KnownStream) -> Result<(), StoreError> {
        match known.reader.contents.damage().first() {
            None => Ok(()),
            Some(first) => {
                Err(StoreError::LaterVersion { location: self.location(), first: Box::new(first.clone()) })
            }
        }
    }

    /// Publishes an append to stand behind what was read.
    fn settle(&self, known: &KnownStream, text: &str, until: Instant) -> Result<Settled, StoreError> {
        if !known.is_next(text) {
            // Once it was acknowledged, readers would pass it over: it is no append as the format has them.
            let source = io::Error::other("no reader of the stream would accept it as the next append");
            return Err(StoreError::NotWritable { path: self.location().into(), source });
        }
        settle(&self.server, &self.location(), &self.subject, known.read_to, text, until)
    }

    /// Refuses an acknowledgement by another stream of this name than the one that was read.
    fn refuse_created_again(&self, read: &KnownStream) -> Result<(), StoreError> {
        let expected = read.created.as_ref().unwrap_or(&self.created);
        match self.server.info(Instant::now() + ASKED_WITHIN) {
            Ok(Some(info)) if created(&info) != *expected => {
                Err(StoreError::Replaced { path: self.location().into() })
            }
            // Who cannot be asked did acknowledge it.
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Refuses to go on for ever while others are always first.
    fn refuse_late(&self, until: Instant) -> Result<(), StoreError> {
        if Instant::now() < until {
            return Ok(());
        }
        Err(StoreError::Busy { path: self.location().into(), waited: self.patience })
    }

    /// Writes to the local copy what was just stored.
    fn keep<'a>(&self, stored: impl Iterator<Item = StoredEvent<'a>>) {
        // The stream has it: what the copy lacks, the next reading puts there, or says why it cannot.
        let _ = self.copy.write_behind(stored);
    }

    /// Publishes what the log lacks of the original, append by append, and counts the events.
    fn publish_rest(
        &self,
        read: &mut KnownStream,
        original: &VerifiedBatch,
        until: Instant,
        written: &mut u64,
    ) -> Result<Settled, StoreError> {
        let lacking: Vec<StoredEvent<'_>> = rest(&read.reader, original)?.collect();
        for append in lacking.chunk_by(|one, next| one.event.commit == next.event.commit) {
            let lines: Vec<&str> = append.iter().map(|stored| stored.text).collect();
            let text = lines.join("\n");
            if self.settle(read, &text, until.max(Instant::now() + self.patience))? == Settled::Overtaken {
                return Ok(Settled::Overtaken);
            }
            read.reader.feed(text.as_bytes());
            read.stored();
            *written += append.len() as u64;
        }
        Ok(Settled::Landed)
    }
}

impl EventLog for JetStreamLog {
    fn head(&self) -> Result<u64, StoreError> {
        let mut known = self.known.borrow_mut();
        let known = self.catch_up(&mut known, Instant::now() + self.patience)?;
        Ok(known.reader.contents.head())
    }

    fn read(&self, range: RangeInclusive<u64>) -> Result<EventBatch, StoreError> {
        let mut known = self.known.borrow_mut();
        let known = self.catch_up(&mut known, Instant::now() + self.patience)?;
        Ok(known.reader.contents.clone().restrict(&range))
    }

    fn append(&mut self, batch: &[Draft], expected: Expected) -> Result<AppendResult, StoreError> {
        let until = Instant::now() + self.patience;
        let mut known = self.known.borrow_mut();
        loop {
            let read = self.catch_up(&mut known, until)?;
            self.refuse_unreadable(read)?;
            let plan = AppendPlan::new(&read.reader, batch, expected, &*self.clock)?;
            if plan.writes_nothing() {
                return Ok(plan.carry_out(&mut read.reader, None));
            }
            self.refuse_unsynced()?;
            if self.settle(read, plan.text().trim_end(), until)? == Settled::Landed {
                self.refuse_created_again(read)?;
                let begun = read.reader.contents.events().len();
                let receipt = plan.carry_out(&mut read.reader, None);
                read.stored();
                self.keep(read.reader.contents.iter_from(begun));
                return Ok(receipt);
            }
            self.refuse_late(until)?;
        }
    }

    fn replicate(&mut self, original: &VerifiedBatch) -> Result<Replicated, StoreError> {
        let until = Instant::now() + self.patience;
        let mut known = self.known.borrow_mut();
        let mut written = 0;
        loop {
            let read = self.catch_up(&mut known, until)?;
            self.refuse_unreadable(read)?;
            let begun = read.reader.contents.events().len();
            refuse_names_reused(&read.reader, original)?;
            if rest(&read.reader, original)?.next().is_some() {
                self.refuse_unsynced()?;
            }
            let settled = self.publish_rest(read, original, until, &mut written);
            self.keep(read.reader.contents.iter_from(begun));
            match settled {
                Ok(Settled::Landed) if written == 0 => return Ok(Replicated { written, set_aside: None }),
                Ok(Settled::Landed) => {
                    return self.refuse_created_again(read).map(|()| Replicated { written, set_aside: None });
                }
                Ok(Settled::Overtaken) => self.refuse_late(until)?,
                Err(source) if written > 0 => {
                    return Err(StoreError::Interrupted { written, source: Box::new(source) });
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn cautions(&self) -> Vec<String> {
        let mut cautions = self.cautions.clone();
        cautions.push(settings::UNSEEN.to_owned());
        cautions
    }
}

impl fmt::Debug for JetStreamLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JetStreamLog").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Refuses an original of which an event that is lacking has the name of an earlier one.
fn refuse_names_reused(reader: &LogReader, original: &VerifiedBatch) -> Result<(), StoreError> {
    let mut names: HashMap<Name, u64> = HashMap::new();
    for StoredEvent { event, .. } in rest(reader, original)? {
        let name = name_of(event);
        let logged = reader.named(&name).and_then(|index| reader.contents.events().get(index));
        if let Some(earlier) = logged.map(|event| event.seq).or_else(|| names.get(&name).copied()) {
            return Err(key_reused(event, earlier));
        }
        names.insert(name, event.seq);
    }
    Ok(())
}
