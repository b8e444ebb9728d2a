//! What lies in a stream and is none of the log's.

use std::fmt;

use asof_core::Digest;
use serde::{Deserialize, Serialize};

/// How many characters of a message are kept to show what it holds.
#[cfg(feature = "jetstream")]
const SHOWN_CHARACTERS: usize = 80;

/// A message of a stream that is no append of its log: readers and writers pass it over, and lose nothing by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignMessage {
    /// Its sequence in the stream, counted from 1.
    pub message: u64,
    /// How many bytes it has, without headers.
    pub bytes: usize,
    /// Why it is no append.
    pub why: WhyForeign,
    /// Its beginning, 80 characters at most, with a U+FFFD for what is not UTF-8.
    pub beginning: String,
    /// The SHA-256 digest of its bytes.
    pub digest: Digest,
}

/// Why a message is no append of the log in its stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyForeign {
    /// It does not carry the id of an append.
    NoAppendId,
    /// It holds nothing.
    Empty,
    /// It has bytes that are not UTF-8.
    NotUtf8,
    /// It has empty lines, another line end than LF between two lines, or one behind the last.
    LineEnds,
    /// A line is no event of any log.
    NotAnEvent,
    /// A line is longer than an event may be.
    TooLong,
    /// Its events do not follow the last one of the log.
    Sequence,
    /// Its events are not one whole append.
    NotOneAppend,
    /// It was recorded before the last event.
    RecordedBack,
    /// The hashes on its lines do not hold.
    Hash,
    /// An id or a key is that of an earlier event.
    Reused,
}

impl fmt::Display for WhyForeign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAppendId => "asof did not publish it (no `Asof-Append` header)",
            Self::Empty => "it is empty",
            Self::NotUtf8 => "it is not UTF-8 text",
            Self::LineEnds => "its line ends are not those of an append",
            Self::NotAnEvent => "it is not made of events",
            Self::TooLong => "it has a longer line than an event may have",
            Self::Sequence => "its `seq` does not follow the last event",
            Self::NotOneAppend => "its events are not one whole append",
            Self::RecordedBack => "it was recorded before the last event",
            Self::Hash => "its hashes do not follow from the last event",
            Self::Reused => "it uses the id or key of an earlier event again",
        })
    }
}

#[cfg(feature = "jetstream")]
impl ForeignMessage {
    pub(crate) fn new(message: u64, payload: &[u8], why: WhyForeign) -> Self {
        // A character has four bytes at most, so the cut falls behind those that are shown.
        let first = &payload[..payload.len().min(4 * SHOWN_CHARACTERS)];
        let beginning = String::from_utf8_lossy(first).chars().take(SHOWN_CHARACTERS).collect();
        Self { message, bytes: payload.len(), why, beginning, digest: crate::hash::sha256(payload) }
    }
}

impl fmt::Display for ForeignMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { message, bytes, why, beginning, .. } = self;
        write!(f, "message {message} of the stream is no append of this log: {why}")?;
        match bytes {
            0 => Ok(()),
            // Debug escapes what a terminal would obey.
            1 => write!(f, "; it holds 1 byte, {beginning:?}"),
            _ => write!(f, "; it holds {bytes} bytes, beginning {beginning:?}"),
        }
    }
}
