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

asof_core::codes! {
    /// Why a message is no append of the log in its stream, in a clause.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    #[allow(missing_docs, reason = "each clause says what it is")]
    pub enum WhyForeign {
        NoAppendId = "asof did not publish it (no `Asof-Append` header)",
        Empty = "it is empty",
        NotUtf8 = "it is not UTF-8 text",
        LineEnds = "its line endings are not those of an append",
        NotAnEvent = "it does not consist of events",
        TooLong = "one of its lines is longer than an event may be",
        Sequence = "its `seq` does not follow the last event",
        NotOneAppend = "its events are not one complete append",
        RecordedBack = "it was recorded before the last event",
        Hash = "its hashes do not follow from the last event",
        Reused = "it reuses the id or key of an earlier event",
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
        write!(f, "message {message} of the stream is not an append to this log: {why}")?;
        match bytes {
            0 => Ok(()),
            // Debug escapes what a terminal would obey.
            1 => write!(f, "; it has 1 byte, {beginning:?}"),
            _ => write!(f, "; it has {bytes} bytes, starting with {beginning:?}"),
        }
    }
}
