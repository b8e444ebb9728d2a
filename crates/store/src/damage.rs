//! What is wrong with a stored log, told apart by type and place.

use std::fmt;

use asof_core::{Digest, EventId, Recorded};

use crate::hash::CanonicalError;

/// One thing that is wrong with a stored log, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1 in Unicode scalar values; `None` if the whole line is at fault.
    pub column: Option<usize>,
    /// The line as far as it can be shown: its first 4,096 characters, one U+FFFD for each that cannot.
    pub text: String,
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
    #[error("{0}")]
    NotAnEvent(String),
    /// The line repeats an event that an earlier one holds; it is not read again.
    #[error("the id {id} stands on line {first} already")]
    DuplicateId {
        /// The id.
        id: EventId,
        /// The line that holds it, counted from 1.
        first: usize,
    },
    /// The file begins with a byte order mark.
    #[error("the file begins with a byte order mark")]
    ByteOrderMark,
    /// Lines end in CR LF.
    #[error("line ends are CR LF instead of LF, on {lines} lines from here")]
    CarriageReturn {
        /// How many lines end so; the place is that of the first.
        lines: usize,
    },
    /// The numbers of the events do not follow each other.
    #[error("seq {found} stands where {expected} belongs")]
    Sequence {
        /// The `seq` that belongs here.
        expected: u64,
        /// The `seq` found.
        found: u64,
    },
    /// The instant of recording goes back.
    #[error("recorded {found}, earlier than the event before it ({before})")]
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
    #[error("no hash can be made of it: {0}")]
    NotCanonical(CanonicalError),
    /// The line, or the one before it, is not what the log accepted.
    #[error(
        "its hash is {stored}, but what stands here makes {computed}: it was changed after it was accepted"
    )]
    Hash {
        /// The hash stored on the line.
        stored: Digest,
        /// The hash that its content, and the hash stored before it, make.
        computed: Digest,
    },
}

const SHOWN_CHARACTERS: usize = 4096;

impl Damage {
    pub(crate) fn new(line: usize, text: &str, kind: DamageKind) -> Self {
        let shown = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        let text = text.trim_end().chars().take(SHOWN_CHARACTERS).map(shown).collect();
        Self { line, column: None, text, kind }
    }

    /// Returns whether it is no more than an append that was never finished.
    pub(crate) fn is_unfinished(&self) -> bool {
        matches!(self.kind, DamageKind::Unfinished { .. })
    }

    pub(crate) fn at(self, column: Option<usize>) -> Self {
        Self { column, ..self }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => write!(f, "line {}, column {column}: {}", self.line, self.kind),
            None => write!(f, "line {}: {}", self.line, self.kind),
        }
    }
}
