//! Reading a log part by part.

use std::iter;
use std::ops::RangeInclusive;

use asof_core::Event;

use crate::EventLog;
use crate::error::StoreError;
use crate::event_batch::{EventBatch, StoredEvent};

/// The parts of a log, one after another; `None` where the log ends now.
pub type Batches<'a> = Box<dyn Iterator<Item = Result<EventBatch, StoreError>> + 'a>;

/// Returns all that there is as one part, and what was appended since as the next.
pub(crate) fn by_reading<L: EventLog + ?Sized>(log: &L, after: u64) -> Batches<'_> {
    let (mut after, mut has_read) = (after, false);
    Box::new(iter::from_fn(move || {
        if has_read {
            match log.head() {
                Ok(head) if head <= after => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
        }
        let part = log.read(all_behind(after));
        let Ok(contents) = &part else { return Some(part) };
        let tells_damage = !contents.damage().is_empty() && !has_read;
        has_read = true;
        after = contents.events().last().map_or(after, |last| last.seq);
        (tells_damage || !contents.events().is_empty()).then_some(part)
    }))
}

/// Returns the numbers behind a `seq`; none behind the greatest, which a line of another program may have.
pub(crate) fn all_behind(seq: u64) -> RangeInclusive<u64> {
    let (first, last) = seq.checked_add(1).map_or((1, 0), |first| (first, u64::MAX));
    first..=last
}

/// The last event that was read, behind which the next part follows.
#[derive(Clone)]
pub(crate) struct Last {
    event: Event,
    text: String,
    line: usize,
}

impl Last {
    /// Returns the last event of a part; `None` if it has none.
    pub(crate) fn of(part: &EventBatch) -> Option<Self> {
        let StoredEvent { event, text, line } = part.iter().next_back()?;
        Some(Self { event: event.clone(), text: text.to_owned(), line })
    }

    /// Returns it as it is stored.
    pub(crate) fn stored(&self) -> StoredEvent<'_> {
        StoredEvent { event: &self.event, text: &self.text, line: self.line }
    }

    /// Returns its number.
    pub(crate) fn seq(&self) -> u64 {
        self.event.seq
    }
}

/// Returns the parts of a whole log behind a `seq`.
pub(crate) fn behind<'a>(
    after: u64,
    parts: impl Iterator<Item = Result<EventBatch, StoreError>> + 'a,
) -> Batches<'a> {
    if after == 0 {
        return Box::new(parts);
    }
    let mut parts = parts;
    Box::new(iter::from_fn(move || {
        loop {
            let part = parts.next()?.map(|part| part.restrict(&all_behind(after)));
            match part {
                Ok(part) if part.events().is_empty() && part.damage().is_empty() => {}
                part => return Some(part),
            }
        }
    }))
}
