//! Which messages of a stream are the appends of its log.
//!
//! Every reader and writer must answer alike, also one of another version, or two of them would write two logs into one
//! stream. So the answer rests on the messages before and on what the format fixes for good: the id of an append in the
//! header, the line ends, the fields that the log sets, and the hashes over whatever else a line says. What the kinds of
//! events mean is not asked: a message that follows soundly and cannot be read here was written by a later version, and
//! is damage to this reader, which then does not write.

use asof_core::{Digest, Recorded};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::MAX_EVENT_BYTES;
use crate::event_batch::StoredEvent;
use crate::foreign::WhyForeign;
use crate::hash::{content_hash, next_log_root};

/// The end of a log, which the next append has to follow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tail {
    seq: u64,
    last: Option<(Recorded, Digest)>,
}

/// What a message is to the log that ends before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Its next append, behind which it ends here.
    Append(Tail),
    /// Its next append by all that can be told here: no hash can be made of it, which a later version may be able to.
    Unhashed(Tail),
    /// None of it.
    Foreign(WhyForeign),
}

/// What the log sets on a line, whatever else the line says.
struct Stamp {
    seq: u64,
    recorded: Recorded,
    commit: u64,
    hash: Digest,
}

impl Tail {
    /// Returns the end of a log with this last event; `None` if it is empty.
    pub(super) fn of(last: Option<StoredEvent<'_>>) -> Self {
        last.map_or_else(Self::default, |StoredEvent { event, .. }| Self {
            seq: event.seq,
            last: Some((event.recorded, event.hash)),
        })
    }

    /// Judges the next message: the id of an append that its header has, and its bytes.
    pub(super) fn judge(self, id: Option<&str>, payload: &[u8]) -> Verdict {
        text_of(id, payload).and_then(|text| self.judge_text(text)).unwrap_or_else(Verdict::Foreign)
    }

    fn judge_text(self, text: &str) -> Result<Verdict, WhyForeign> {
        let (mut tail, mut append, mut verdict) = (self, None, Verdict::Append as fn(Self) -> Verdict);
        for line in text.split('\n') {
            let stamp = Stamp::of(line)?;
            tail.refuse_unlike(&stamp, append)?;
            append = Some((stamp.recorded, stamp.commit));
            match content_hash(line) {
                Ok(content) if tail.hash_behind(&stamp, content) != stamp.hash => {
                    return Err(WhyForeign::Hash);
                }
                Ok(_) => {}
                Err(_) => verdict = Verdict::Unhashed,
            }
            tail = Self { seq: stamp.seq, last: Some((stamp.recorded, stamp.hash)) };
        }
        match append {
            Some((_, commit)) if commit == tail.seq => Ok(verdict(tail)),
            Some(_) | None => Err(WhyForeign::NotOneAppend),
        }
    }

    fn hash_behind(self, stamp: &Stamp, content: Digest) -> Digest {
        let before = self.last.map(|(_, hash)| hash);
        next_log_root(before, stamp.seq, stamp.recorded, stamp.commit, content)
    }

    /// Refuses a line that does not follow; `append` is when that of the lines before it was recorded, and where it ends.
    fn refuse_unlike(self, stamp: &Stamp, append: Option<(Recorded, u64)>) -> Result<(), WhyForeign> {
        if self.seq.checked_add(1) != Some(stamp.seq) {
            return Err(WhyForeign::Sequence);
        }
        if append.is_some_and(|append| append != (stamp.recorded, stamp.commit)) {
            return Err(WhyForeign::NotOneAppend);
        }
        if self.last.is_some_and(|(recorded, _)| stamp.recorded < recorded) {
            return Err(WhyForeign::RecordedBack);
        }
        Ok(())
    }
}

/// Returns the text of a message that is published and written as an append is.
fn text_of<'p>(id: Option<&str>, payload: &'p [u8]) -> Result<&'p str, WhyForeign> {
    if id.is_none_or(|id| id.parse::<uuid::Uuid>().is_err()) {
        return Err(WhyForeign::NoAppendId);
    }
    if payload.is_empty() {
        return Err(WhyForeign::Empty);
    }
    let text = str::from_utf8(payload).map_err(|_| WhyForeign::NotUtf8)?;
    // White space that JSON allows within a line is left alone: other logs may have it, and are copied here as they are.
    let is_line = |line: &str| !line.trim().is_empty() && !line.ends_with('\r');
    if text.split('\n').all(is_line) { Ok(text) } else { Err(WhyForeign::LineEnds) }
}

impl Stamp {
    fn of(line: &str) -> Result<Self, WhyForeign> {
        #[derive(Deserialize)]
        struct Written {
            seq: u64,
            recorded: String,
            commit: u64,
            hash: String,
            // No event is without an id or says nothing.
            #[serde(rename = "id")]
            _id: String,
            #[serde(rename = "what")]
            _what: IgnoredAny,
        }

        if line.len() > MAX_EVENT_BYTES {
            return Err(WhyForeign::TooLong);
        }
        // A list would be read as the fields in their order.
        if !line.trim_start().starts_with('{') {
            return Err(WhyForeign::NotAnEvent);
        }
        let written: Written = serde_json::from_str(line).map_err(|_| WhyForeign::NotAnEvent)?;
        let recorded = written.recorded.parse().map_err(|_| WhyForeign::NotAnEvent)?;
        let hash = written.hash.parse().map_err(|_| WhyForeign::NotAnEvent)?;
        Ok(Self { seq: written.seq, recorded, commit: written.commit, hash })
    }
}

#[cfg(test)]
mod tests;
