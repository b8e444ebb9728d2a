//! Why a store could not do what it was asked.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use asof_core::{EventId, Key, LineError};

use crate::damage::Damage;
use crate::hash::CanonicalError;

/// Why a store could not do what it was asked. Nothing was changed, but for [`StoreError::Indeterminate`] and
/// [`StoreError::Replaced`].
///
/// `draft` is the place of the draft at fault in its batch, counted from 0.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody appended since.
    #[error("the log is at seq {head}, not at {expected} as expected")]
    Conflict {
        /// The head that the caller expected.
        expected: u64,
        /// The head that there is.
        head: u64,
    },
    /// The id belongs to another event.
    #[error("the id {id} belongs to {existing}, which has other content")]
    IdReused {
        /// The draft at fault.
        draft: usize,
        /// The id.
        id: EventId,
        /// The event that has it.
        existing: Existing,
    },
    /// The key belongs to another entry of the process (or of the registry).
    #[error("the key `{}` belongs to {existing}, which has other content or another id", full_name(.process, .key))]
    KeyReused {
        /// The draft at fault.
        draft: usize,
        /// The process; `None` for the registry.
        process: Option<Key>,
        /// The key.
        key: Key,
        /// The event that has it.
        existing: Existing,
    },
    /// The draft cannot be hashed.
    #[error("the draft `{key}` cannot be stored")]
    NotCanonical {
        /// The draft at fault.
        draft: usize,
        /// Its key.
        key: Key,
        /// Why.
        source: CanonicalError,
    },
    /// The draft, once written, could not be read again.
    #[error("the draft `{key}` cannot be stored: no reader would accept its line")]
    Unwritable {
        /// The draft at fault.
        draft: usize,
        /// Its key.
        key: Key,
        /// Why.
        source: Box<LineError>,
    },
    /// The draft is larger than an event may be.
    #[error("the draft `{key}` has {bytes} bytes; an event has at most {limit}")]
    TooLarge {
        /// The draft at fault.
        draft: usize,
        /// Its key.
        key: Key,
        /// The length of its line.
        bytes: usize,
        /// The most that is allowed.
        limit: usize,
    },
    /// There is no such file.
    #[error("there is no log at `{}`", .path.display())]
    NotFound {
        /// The path.
        path: PathBuf,
    },
    /// There is such a file already.
    #[error("`{}` already exists", .path.display())]
    Exists {
        /// The path.
        path: PathBuf,
    },
    /// The path is that of a folder.
    #[error("`{}` is a folder, not a log", .path.display())]
    IsFolder {
        /// The path.
        path: PathBuf,
    },
    /// The path is that of a device, a pipe or the like.
    #[error("`{}` is not an ordinary file", .path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("`{}` cannot be read", .path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is no SQLite database, though its name says so.
    #[error("`{}` is not an SQLite database", .path.display())]
    NotADatabase {
        /// The path.
        path: PathBuf,
    },
    /// The file is a database that holds no log.
    #[error("`{}` is another program's SQLite database, not a log", .path.display())]
    OtherDatabase {
        /// The path.
        path: PathBuf,
    },
    /// The database has several names (hard links), and each would have a write-ahead log of its own.
    #[error("`{}` is one of {names} names of the same database", .path.display())]
    SeveralNames {
        /// The path.
        path: PathBuf,
        /// How many names it has.
        names: u64,
    },
    /// The file itself is mounted, so that it has another name elsewhere.
    #[error("`{}` is a database file that is mounted by itself, without its folder", .path.display())]
    MountedAlone {
        /// The path.
        path: PathBuf,
    },
    /// A file beside the database is not what SQLite keeps there for it as it is now.
    #[error("`{}` does not belong to the database of that name: {flaw}", .file.display())]
    StrangeFileBeside {
        /// The file beside the database: its name with `-wal`, `-shm` or `-journal` behind it.
        file: PathBuf,
        /// What is wrong with it.
        flaw: FileFlaw,
    },
    /// The tables, indexes and triggers of the database are not those of a log.
    #[error("`{}` is not set up as a log: {}", .path.display(), .flaws.join("; "))]
    AlteredSchema {
        /// The path.
        path: PathBuf,
        /// What is foreign, missing or changed, a clause each.
        flaws: Vec<String>,
    },
    /// The database was set up by a later version of this program.
    #[error("`{}` is a log in format {found}; this build reads format {known}", .path.display())]
    NewerFormat {
        /// The path.
        path: PathBuf,
        /// The format of the database (its `user_version`).
        found: i64,
        /// The latest format that this build knows.
        known: i64,
    },
    /// The file cannot be written.
    #[error("`{}` cannot be written; nothing was appended", .path.display())]
    NotWritable {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is no room left.
    #[error("no space left to write `{}`; nothing was appended", .path.display())]
    Full {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another file, or stream, took the place of the log or of a file that belongs to it, or it was overwritten, while the
    /// batch was written to it.
    #[error("`{}` was replaced or overwritten while the batch was being written; the current file may lack it", .path.display())]
    Replaced {
        /// The path.
        path: PathBuf,
    },
    /// Writing failed, and so did taking it back: a later reading shows whether the batch is there.
    #[error("writing `{}` failed, and it is not known whether the batch was stored", .path.display())]
    Indeterminate {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// An earlier append failed; this writer no longer knows what the file holds.
    #[error("an earlier append to `{}` failed: open it again", .path.display())]
    Poisoned {
        /// The path.
        path: PathBuf,
    },
    /// Another program holds the lock.
    #[error("another writer holds the lock on `{}`; gave up after {waited:?}", .path.display())]
    Busy {
        /// The path.
        path: PathBuf,
        /// How long it was waited for.
        waited: Duration,
    },
    /// The log is damaged, and not merely by an unfinished append.
    #[error("the log is damaged: {first}{}", and_more(*.count))]
    Damaged {
        /// The first damage.
        first: Box<Damage>,
        /// How many there are.
        count: usize,
    },
    /// The log does not begin as the one does whose events it was to take over.
    #[error("from seq {seq} on, it has events that the other log does not have")]
    Diverged {
        /// The first event that differs.
        seq: u64,
    },
    /// What was read part by part no longer holds what was read of it.
    #[error(
        "the log no longer has entry {seq} as it was read: another log replaced it, or its end was cut off"
    )]
    NoLongerHeld {
        /// The last event that was read; 1 if there was none.
        seq: u64,
    },
    /// The log was opened for reading only.
    #[error("this log is read-only")]
    ReadOnly,
    /// No server answers for the stream, or none leads it.
    #[error("`{location}` cannot be reached{}", copied(.copy))]
    Unavailable {
        /// The location.
        location: String,
        /// The local copy, as it was last read; `None` if there is none.
        copy: Option<PathBuf>,
        /// Why.
        source: io::Error,
    },
    /// The stream does not have the one subject that a log is published to.
    #[error("`{location}` is not the stream of a log: {}", of_subjects(.subjects))]
    OtherStream {
        /// The location.
        location: String,
        /// Its subjects.
        subjects: Vec<String>,
    },
    /// Messages of the stream were deleted.
    #[error("`{location}` has lost {missing} of its {of} messages{}", copied(.copy))]
    MessagesMissing {
        /// The location.
        location: String,
        /// How many are missing.
        missing: u64,
        /// How many there were.
        of: u64,
        /// The local copy, as it was last read; `None` if there is none.
        copy: Option<PathBuf>,
    },
    /// An append in the stream follows soundly, and cannot be read.
    #[error("`{location}` has an append that this version of asof cannot read: {first}")]
    LaterVersion {
        /// The location.
        location: String,
        /// What is wrong with it here.
        first: Box<Damage>,
    },
    /// The local copy does not hold what the stream does.
    #[error("the local copy `{}` does not match `{location}`", .copy.display())]
    CopyDiffers {
        /// The location.
        location: String,
        /// The local copy.
        copy: PathBuf,
    },
    /// The settings of the stream allow that acknowledged events are lost.
    #[error("`{location}` could lose events that it acknowledged: {why}")]
    Unsynced {
        /// The location.
        location: String,
        /// What allows it.
        why: String,
    },
    /// An append has more bytes than a message may.
    #[error("the append has {bytes} bytes; {by} at most {limit}, with its headers")]
    AppendTooLarge {
        /// The length of its lines.
        bytes: usize,
        /// The most that a message may have, with its headers.
        limit: usize,
        /// What says so.
        by: SizeLimit,
    },
    /// Taking over another log stopped on the way.
    #[error("copying stopped after {written} entries, which are stored")]
    Interrupted {
        /// How many events were written.
        written: u64,
        /// Why.
        source: Box<StoreError>,
    },
    /// There is no folder for the local copy of a stream.
    #[error("there is no folder for the local copy of a stream: neither ASOF_COPIES nor HOME is set")]
    NoPlaceForCopies,
    /// The build has no JetStream in it.
    #[error("`{location}` is a NATS JetStream stream; this build does not include JetStream")]
    WithoutJetStream {
        /// The location.
        location: String,
    },
    /// The text names no location.
    #[error("`{0}` is not the location of a log: {LOCATION_FORMS}")]
    UnknownLocation(String),
    /// The text has a user name or password in it.
    #[error("a location cannot contain credentials: remove everything before `@`")]
    CredentialsInLocation,
    /// The location is understood, but not by this build.
    #[error("`{location}` is {store}, which this build does not yet support")]
    Unsupported {
        /// The location.
        location: String,
        /// What it would be.
        store: &'static str,
    },
    /// No folder upwards has a log.
    #[error("no folder `events` with a log (`*.jsonl` or `*.db`) in `{}` or above it", .start.display())]
    NoLogFound {
        /// Where the search began.
        start: PathBuf,
    },
    /// The nearest folder with logs has several.
    #[error("`{}` holds several logs: {}", .folder.display(), names(.found))]
    SeveralLogs {
        /// The folder.
        folder: PathBuf,
        /// The logs in it, by name.
        found: Vec<PathBuf>,
    },
}

/// What is wrong with a file beside a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFlaw {
    /// It is a write-ahead log that lacks an event of the database, by its `seq`, and hides it.
    Hides(u64),
    /// It is a write-ahead log that holds an event, by its `seq`, to which the database does not lead.
    Ahead(u64),
    /// It is the journal of a change that was not finished, by which SQLite would put older pages back.
    Undoes,
    /// It is a folder, link, pipe or the like.
    NotAFile,
    /// It was there before the database was.
    Left,
}

impl fmt::Display for FileFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hides(seq) => write!(f, "it hides entry {seq}"),
            Self::Ahead(seq) => write!(f, "it has entry {seq}, which does not follow from the database"),
            Self::Undoes => f.write_str("it belongs to an unfinished change and would undo later ones"),
            Self::NotAFile => f.write_str("it is not an ordinary file"),
            Self::Left => f.write_str("it was left by another database"),
        }
    }
}

asof_core::codes! {
    /// What limits the bytes of a message, as what stands before the limit.
    pub enum SizeLimit {
        /// The setting `max_payload` of the servers.
        MaxPayload = "a message to these servers has (`max_payload`)",
        /// The setting `max_msg_size` of the stream.
        MaxMsgSize = "a message of this stream has (its `max_msg_size`)",
    }
}

impl StoreError {
    /// Refuses a log that has any of this damage.
    pub(crate) fn refuse<'d>(damage: impl IntoIterator<Item = &'d Damage>) -> Result<(), Self> {
        let mut damage = damage.into_iter();
        match damage.next() {
            None => Ok(()),
            Some(first) => Err(Self::Damaged { first: Box::new(first.clone()), count: 1 + damage.count() }),
        }
    }
}

/// The event that an id or key belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// An event of the log, by its `seq`.
    Seq(u64),
    /// An earlier draft of the same batch, by its place from 0.
    Draft(usize),
}

impl fmt::Display for Existing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seq(seq) => write!(f, "the event at seq {seq}"),
            Self::Draft(place) => write!(f, "draft {} of the same batch", place + 1),
        }
    }
}

const LOCATION_FORMS: &str = "it is a path ending in `.jsonl`, `.db`, `.sqlite` or `.sqlite3`, `sqlite:PATH`, `nats://HOST:PORT/STREAM`, or `demo`";

fn names(found: &[PathBuf]) -> String {
    let names: Vec<_> =
        found.iter().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy()).collect();
    names.join(", ")
}

fn of_subjects(subjects: &[String]) -> String {
    match subjects {
        [] => "it has no subject; a log has one".to_owned(),
        [one] => format!("it takes everything published to `{one}`; a log has a single subject"),
        several => format!(
            "it takes what is published to {} subjects (`{}`); a log has one",
            several.len(),
            several.join("`, `")
        ),
    }
}

fn copied(copy: &Option<PathBuf>) -> String {
    let said = |copy: &PathBuf| format!("; the last state read from it is in `{}`", copy.display());
    copy.as_ref().map(said).unwrap_or_default()
}

fn full_name(process: &Option<Key>, key: &Key) -> String {
    process.as_ref().map_or_else(|| key.to_string(), |process| format!("{process}/{key}"))
}

fn and_more(count: usize) -> String {
    if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() }
}
