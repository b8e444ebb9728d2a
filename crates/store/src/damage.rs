//! What is wrong with a stored log, told apart by type and place.

use std::fmt;

use asof_core::check::Severity;
use asof_core::{Columns, Digest, EventId, LineError, Recorded};

use crate::MAX_EVENT_BYTES;
use crate::hash::CanonicalError;

/// One thing that is wrong with a stored log, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The line, counted from 1.
    pub line: usize,
    /// Its columns; `None` if the whole line is at fault.
    pub columns: Option<Columns>,
    /// The line, or 4,096 characters of it, with one U+FFFD for each that is no text. It is as it stands: to be printed, it
    /// is made visible first ([`asof_core::unseen`]).
    pub text: String,
    /// The column at which that text begins: 1, unless the fault lies further on.
    pub text_from: usize,
    /// What is wrong.
    pub kind: DamageKind,
}

/// What is wrong with a line of a stored log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DamageKind {
    /// The line has bytes that are not UTF-8; it is not read.
    #[error("not UTF-8 text")]
    NotUtf8,
    /// The line has no entry; it is not read.
    #[error("an empty line")]
    Blank,
    /// The line is not an event; it is not read.
    #[error("{}", .0.message)]
    NotAnEvent(LineError),
    /// The line repeats an event that an earlier one holds; it is not read again.
    #[error("the id {id} already appears on line {first}")]
    DuplicateId {
        /// The id.
        id: EventId,
        /// The line that holds it, counted from 1.
        first: usize,
    },
    /// The line is longer than an event may be; it is read all the same.
    #[error("the line has {bytes} bytes; an event has at most {MAX_EVENT_BYTES}")]
    TooLong {
        /// The length of the line.
        bytes: usize,
    },
    /// The file begins with a byte order mark.
    #[error("the file begins with a byte order mark")]
    ByteOrderMark,
    /// Lines end in CR LF.
    #[error("lines end in CR LF instead of LF, on {lines} lines from here")]
    CarriageReturn {
        /// How many lines end so; the place is that of the first.
        lines: usize,
    },
    /// The numbers of the events do not follow each other.
    #[error("seq is {found}, but {expected} was expected")]
    Sequence {
        /// The `seq` that belongs here.
        expected: u64,
        /// The `seq` found.
        found: u64,
    },
    /// The instant of recording goes back.
    #[error("recorded {found}, earlier than the previous event ({before})")]
    RecordedBack {
        /// The event's instant.
        found: Recorded,
        /// The instant of the event before it.
        before: Recorded,
    },
    /// The lines of one append do not agree on it.
    #[error("commit {found} does not fit: {reason}")]
    Commit {
        /// The `commit` found.
        found: u64,
        /// Why it does not fit.
        reason: &'static str,
    },
    /// The last append was never finished; a reader ignores it, the next writer sets it aside.
    #[error("an unfinished append of {bytes} bytes, ignored")]
    Unfinished {
        /// How much of the file it takes up, to the end.
        bytes: usize,
    },
    /// The line cannot be hashed.
    #[error("it cannot be hashed: {0}")]
    NotCanonical(CanonicalError),
    /// The line, or the one before it, is not what the log accepted.
    #[error(
        "it was changed after the log accepted it: its hash is {}, but its content hashes to {}",
        beginning(stored),
        beginning(computed)
    )]
    Hash {
        /// The hash stored on the line.
        stored: Digest,
        /// The hash that its content, and the hash stored before it, make.
        computed: Digest,
    },
}

const SHOWN_CHARACTERS: usize = 4096;

/// How much of a digest is shown.
const SHOWN_DIGITS: usize = 12;

fn beginning(digest: &Digest) -> String {
    let digits: String = digest.to_string().chars().take(SHOWN_DIGITS).collect();
    digits + "..."
}

impl Damage {
    pub(crate) fn new(line: usize, text: &str, kind: DamageKind) -> Self {
        Self::at(line, text, None, kind)
    }

    /// Returns whether it is no more than an append that was never finished.
    pub fn is_unfinished(&self) -> bool {
        matches!(self.kind, DamageKind::Unfinished { .. })
    }

    pub(crate) fn at(line: usize, text: &str, columns: Option<Columns>, kind: DamageKind) -> Self {
        let fault = columns.map_or(1, |columns| columns.first);
        let before = if fault < SHOWN_CHARACTERS { 0 } else { fault - SHOWN_CHARACTERS / 2 };
        let text = text.trim_end().chars().skip(before).take(SHOWN_CHARACTERS).collect();
        Self { line, columns, text, text_from: before + 1, kind }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.columns {
            Some(columns) => write!(f, "line {}, column {}: {}", self.line, columns.first, self.kind),
            None => write!(f, "line {}: {}", self.line, self.kind),
        }
    }
}

asof_core::codes! {
    /// What sort of damage it is, but for a line that is no event, which has a [`LineCode`](asof_core::LineCode). Codes are
    /// stable.
    #[allow(missing_docs, reason = "each code is that of the kind of its name")]
    pub enum DamageCode(
        /// Returns how bad it is.
        severity: Severity,
    ) {
        NotUtf8 = "not-utf8" => Severity::Error,
        Blank = "blank-line" => Severity::Error,
        DuplicateId = "duplicate-id" => Severity::Error,
        TooLong = "line-too-long" => Severity::Error,
        ByteOrderMark = "byte-order-mark" => Severity::Error,
        CarriageReturn = "carriage-return" => Severity::Error,
        Sequence = "broken-sequence" => Severity::Error,
        RecordedBack = "recorded-back" => Severity::Error,
        Commit = "broken-append" => Severity::Error,
        // The next append sets it aside; nothing that was confirmed is lost.
        Unfinished = "unfinished-append" => Severity::Warning,
        NotCanonical = "no-hash" => Severity::Error,
        Hash = "altered-line" => Severity::Error,
    }
}
