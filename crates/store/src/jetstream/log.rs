//! The log itself: following the stream, and writing to it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use asof_core::Draft;
use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::stream::Info;

use super::address::StreamAddress;
use super::append::{Settled, settle};
use super::copy::Known;
use super::reach::{Reach, Unsynced};
use super::server::Server;
use super::settings;
use crate::adoption::{Original, key_reused, rest};
use crate::clock::{Clock, SystemClock};
use crate::contents::{Contents, Stored};
use crate::error::StoreError;
use crate::hash::sha256;
use crate::journal::{Journal, Name, name_of};
use crate::plan::Plan;
use crate::{Adopted, EventLog, Expected, Receipt, SqliteLog};

/// How long servers are waited for: they choose a new leader within ten seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many messages are read before they are written to the local copy.
const AT_A_TIME: u64 = 256;

/// A log in a stream of NATS JetStream, for any number of writers on many machines.
///
/// One append is one message, so it has no more bytes than a message may: with the settings that servers come with,
/// 1 MiB less some hundred bytes. The local copy is a log in SQLite like any other and can be read where no server is
/// within reach; whoever writes to it makes it another log.
pub struct JetStreamLog {
    address: StreamAddress,
    server: Server,
    subject: String,
    cautions: Vec<String>,
    unsynced: Unsynced,
    patience: Duration,
    clock: Box<dyn Clock>,
    copy: SqliteLog,
    copy_path: PathBuf,
    known: RefCell<Option<Known>>,
}

impl JetStreamLog {
    /// Opens the log in a stream that is there.
    ///
    /// # Errors
    ///
    /// No server can be reached, there is no such stream, it is that of another program or has lost messages; the local
    /// copy cannot be opened.
    pub fn open(address: &StreamAddress, reach: &Reach) -> Result<Self, StoreError> {
        let path = copy_path(address, reach)?;
        let server = Server::connect(address, reach).map_err(|error| with_copy(error, &path))?;
        let info = server.info(Instant::now() + PATIENCE).map_err(|error| with_copy(error, &path))?;
        let info = info.ok_or_else(|| StoreError::NotFound { path: address.to_string().into() })?;
        Self::of(address, reach, server, &info, path)
    }

    /// Creates an empty log in a new stream, each message on three servers.
    ///
    /// # Errors
    ///
    /// No server can be reached, or there is such a stream. There are not three servers ([`StoreError::Unsynced`]), and it
    /// was not allowed to make do with one.
    pub fn create(address: &StreamAddress, reach: &Reach) -> Result<Self, StoreError> {
        let path = copy_path(address, reach)?;
        let server = Server::connect(address, reach)?;
        let until = Instant::now() + PATIENCE;
        if server.info(until)?.is_some() {
            return Err(StoreError::Exists { path: address.to_string().into() });
        }
        let info = create_stream(&server, address, reach.unsynced, until)?;
        Self::of(address, reach, server, &info, path)
    }

    /// Opens the log in a stream, or creates an empty one.
    ///
    /// # Errors
    ///
    /// Those of [`JetStreamLog::open`] for a stream that exists, else those of [`JetStreamLog::create`].
    pub fn open_or_create(address: &StreamAddress, reach: &Reach) -> Result<Self, StoreError> {
        match Self::open(address, reach) {
            Err(StoreError::NotFound { .. }) => {}
            opened => return opened,
        }
        match Self::create(address, reach) {
            // Somebody else created it just now.
            Err(StoreError::Exists { .. }) => Self::open(address, reach),
            created => created,
        }
    }

    fn of(
        address: &StreamAddress,
        reach: &Reach,
        server: Server,
        info: &Info,
        copy_path: PathBuf,
    ) -> Result<Self, StoreError> {
        refuse_losses(address, info)?;
        let subject = settings::subject(&info.config)
            .ok_or_else(|| StoreError::OtherStream { location: address.to_string() })?;
        let copy = SqliteLog::open_or_create(&copy_path)?;
        Ok(Self {
            address: address.clone(),
            subject: subject.to_owned(),
            cautions: settings::cautions(&info.config),
            unsynced: reach.unsynced,
            patience: PATIENCE,
            clock: Box::new(SystemClock),
            server,
            copy,
            copy_path,
            known: RefCell::new(None),
        })
    }

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

    /// Reads what is new in the stream, up to the last message that its leader has now; where no server is within
    /// reach, the error names the local copy.
    fn catch_up<'k>(
        &self,
        known: &'k mut Option<Known>,
        until: Instant,
    ) -> Result<&'k mut Known, StoreError> {
        self.read_on(known, until).map_err(|error| with_copy(error, &self.copy_path))
    }

    fn read_on<'k>(&self, known: &'k mut Option<Known>, until: Instant) -> Result<&'k mut Known, StoreError> {
        // What was read of a damaged stream is not built upon.
        let sound = known.take().filter(|known| known.journal.contents.damage().is_empty());
        let mut read = match sound {
            Some(read) => read,
            None => Known::read(&self.copy)?.ok_or_else(|| self.copy_differs())?,
        };
        let last = self.server.last_sequence(read.appends, until)?;
        self.refuse_another_stream(&mut read, last, until)?;
        while read.appends < last && read.journal.contents.damage().is_empty() {
            let up_to = last.min(read.appends + AT_A_TIME);
            let begun = read.journal.contents.events().len();
            for message in self.server.messages(read.appends + 1, up_to, until)? {
                read.take_in(&message);
            }
            if read.journal.contents.damage().is_empty() {
                self.copy.write_behind(read.journal.contents.iter_from(begun))?;
            }
        }
        Ok(known.insert(read))
    }

    /// Refuses a local copy whose end is not what the stream has there.
    fn refuse_another_stream(&self, read: &mut Known, last: u64, until: Instant) -> Result<(), StoreError> {
        if read.is_of_stream {
            return Ok(());
        }
        let is_there = || {
            let messages = self.server.messages(read.appends, read.appends, until)?;
            Ok::<_, StoreError>(messages.iter().any(|message| message.payload == read.last_append()))
        };
        if last < read.appends || !is_there()? {
            return Err(self.copy_differs());
        }
        read.is_of_stream = true;
        Ok(())
    }

    fn copy_differs(&self) -> StoreError {
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

    fn settle(&self, known: &Known, text: &str, until: Instant) -> Result<Settled, StoreError> {
        settle(&self.server, &self.location(), &self.subject, known.appends, text, until)
    }

    /// Refuses to go on for ever while others are always first.
    fn refuse_late(&self, until: Instant) -> Result<(), StoreError> {
        if Instant::now() < until {
            return Ok(());
        }
        Err(StoreError::Busy { path: self.location().into(), waited: self.patience })
    }

    /// Writes to the local copy what was just stored.
    fn keep<'a>(&self, stored: impl Iterator<Item = Stored<'a>>) {
        // The stream has it: what the copy lacks, the next reading puts there, or says why it cannot.
        let _ = self.copy.write_behind(stored);
    }

    /// Publishes what the log lacks of the original, append by append, and counts the events.
    fn publish_rest(
        &self,
        read: &mut Known,
        original: &Original,
        until: Instant,
        written: &mut u64,
    ) -> Result<Settled, StoreError> {
        let lacking: Vec<Stored<'_>> = rest(&read.journal, original)?.collect();
        for append in lacking.chunk_by(|one, next| one.event.commit == next.event.commit) {
            let lines: Vec<&str> = append.iter().map(|stored| stored.text).collect();
            let text = lines.join("\n");
            if self.settle(read, &text, until.max(Instant::now() + self.patience))? == Settled::Overtaken {
                return Ok(Settled::Overtaken);
            }
            read.journal.feed(text.as_bytes());
            read.appends += 1;
            *written += append.len() as u64;
        }
        Ok(Settled::Landed)
    }
}

impl EventLog for JetStreamLog {
    fn head(&self) -> Result<u64, StoreError> {
        let mut known = self.known.borrow_mut();
        let known = self.catch_up(&mut known, Instant::now() + self.patience)?;
        Ok(known.journal.contents.head())
    }

    fn read(&self, range: RangeInclusive<u64>) -> Result<Contents, StoreError> {
        let mut known = self.known.borrow_mut();
        let known = self.catch_up(&mut known, Instant::now() + self.patience)?;
        Ok(known.journal.contents.clone().restrict(&range))
    }

    fn append(&mut self, batch: &[Draft], expected: Expected) -> Result<Receipt, StoreError> {
        let until = Instant::now() + self.patience;
        let mut known = self.known.borrow_mut();
        loop {
            let read = self.catch_up(&mut known, until)?;
            read.journal.refuse_damaged()?;
            let plan = Plan::new(&read.journal, batch, expected, &*self.clock)?;
            if plan.writes_nothing() {
                return Ok(plan.carry_out(&mut read.journal, None));
            }
            self.refuse_unsynced()?;
            if self.settle(read, plan.text().trim_end(), until)? == Settled::Landed {
                let begun = read.journal.contents.events().len();
                let receipt = plan.carry_out(&mut read.journal, None);
                read.appends += 1;
                self.keep(read.journal.contents.iter_from(begun));
                return Ok(receipt);
            }
            self.refuse_late(until)?;
        }
    }

    fn adopt(&mut self, original: &Original) -> Result<Adopted, StoreError> {
        let until = Instant::now() + self.patience;
        let mut known = self.known.borrow_mut();
        let mut written = 0;
        loop {
            let read = self.catch_up(&mut known, until)?;
            read.journal.refuse_damaged()?;
            let begun = read.journal.contents.events().len();
            refuse_names_reused(&read.journal, original)?;
            if rest(&read.journal, original)?.next().is_some() {
                self.refuse_unsynced()?;
            }
            let settled = self.publish_rest(read, original, until, &mut written);
            self.keep(read.journal.contents.iter_from(begun));
            match settled {
                Ok(Settled::Landed) => return Ok(Adopted { written, set_aside: None }),
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

/// Creates the stream with three replicas, or with one where that is allowed and no more are to be had.
fn create_stream(
    server: &Server,
    address: &StreamAddress,
    unsynced: Unsynced,
    until: Instant,
) -> Result<Info, StoreError> {
    let location = address.to_string();
    let config = |replicas| settings::of_log(address.stream(), replicas);
    let error = match server.create(&config(settings::REPLICAS), until)? {
        Ok(info) => return Ok(info),
        Err(error) => error,
    };
    match error.error_code() {
        ErrorCode::STREAM_NAME_EXIST => Err(StoreError::Exists { path: location.into() }),
        ErrorCode::STREAM_REPLICAS_NOT_SUPPORTED | ErrorCode::CLUSTER_NO_PEERS => match unsynced {
            Unsynced::Refuse => Err(StoreError::Unsynced {
                location,
                why: format!("there are no {} servers to keep each event", settings::REPLICAS),
            }),
            Unsynced::Allow => server
                .create(&config(1), until)?
                .map_err(|error| StoreError::NotWritable { path: location.into(), source: other(error) }),
        },
        _ => Err(StoreError::NotWritable { path: location.into(), source: other(error) }),
    }
}

/// Refuses a stream that has lost messages.
fn refuse_losses(address: &StreamAddress, info: &Info) -> Result<(), StoreError> {
    let state = &info.state;
    let lost = state.last_sequence - state.messages.min(state.last_sequence);
    if lost == 0 {
        return Ok(());
    }
    let said = format!("{lost} of its {} messages are missing", state.last_sequence);
    let source = io::Error::new(io::ErrorKind::NotFound, said);
    Err(StoreError::Unreadable { path: address.to_string().into(), source })
}

/// Refuses an original of which an event that is lacking has the name of an earlier one.
fn refuse_names_reused(journal: &Journal, original: &Original) -> Result<(), StoreError> {
    let mut names: HashMap<Name, u64> = HashMap::new();
    for Stored { event, .. } in rest(journal, original)? {
        let name = name_of(event);
        let logged = journal.named(&name).and_then(|index| journal.contents.events().get(index));
        if let Some(earlier) = logged.map(|event| event.seq).or_else(|| names.get(&name).copied()) {
            return Err(key_reused(event, earlier));
        }
        names.insert(name, event.seq);
    }
    Ok(())
}

/// Returns where the local copy of a stream is: one a list of servers and stream.
fn copy_path(address: &StreamAddress, reach: &Reach) -> Result<PathBuf, StoreError> {
    let folder = reach.copies.as_ref().ok_or(StoreError::NoPlaceForCopies)?;
    let mut servers: Vec<String> = address.servers().collect();
    servers.sort();
    let digits: String = sha256(servers.join(",").as_bytes()).to_string().chars().take(12).collect();
    Ok(folder.join(format!("{}-{digits}.db", address.stream())))
}

/// Adds to an error that no server is within reach where the local copy is, if there is one.
fn with_copy(error: StoreError, path: &Path) -> StoreError {
    match error {
        StoreError::Unavailable { location, source, .. } => {
            let copy = path.is_file().then(|| path.to_owned());
            StoreError::Unavailable { location, copy, source }
        }
        other => other,
    }
}

fn other(error: async_nats::jetstream::Error) -> io::Error {
    io::Error::other(error)
}
