//! Drafts made into the lines of a log: each is an append of its own, at noon of its day or after the one before it.

use asof_core::{Digest, Draft, Event, EventId, Recorded};
use asof_store::{draft_hash, next_log_root};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde_json::Value;
use uuid::Builder;

use crate::GenerateError;

/// The end of the log so far.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    seq: u64,
    recorded: DateTime<Utc>,
    root: Option<Digest>,
}

impl Chain {
    /// Returns the line that a draft becomes that is entered on a day, without its end.
    pub(crate) fn line(&mut self, draft: &Value, entered: NaiveDate) -> Result<String, GenerateError> {
        let draft = draft.to_string();
        let unread = |source| GenerateError::Draft { draft: draft.clone(), source: Box::new(source) };
        let read = Draft::from_json(&draft).map_err(unread)?;
        self.seq += 1;
        self.recorded = entered.and_time(NOON).and_utc().max(self.recorded + TimeDelta::milliseconds(1));
        let id = id(self.recorded, self.seq);
        let (seq, recorded) = (self.seq, Recorded::new(self.recorded));
        let draft = Draft { id: Some(id), ..read };
        // Only numbers beyond what JSON can hold have no canonical form, and the generator makes none.
        let content = draft_hash(&draft).unwrap_or_else(|error| unreachable!("a generated draft: {error}"));
        let hash = next_log_root(self.root, seq, recorded, seq, content);
        self.root = Some(hash);
        Ok(Event { seq, recorded, commit: seq, hash, id, draft }.to_line())
    }
}

/// By noon in UTC the day has begun in every zone of the processes.
const NOON: NaiveTime = NaiveTime::from_hms_opt(12, 0, 0).unwrap();

/// Returns an id as a log makes them, with the place in the log for its bits of chance.
fn id(recorded: DateTime<Utc>, seq: u64) -> EventId {
    let millis = u64::try_from(recorded.timestamp_millis()).unwrap_or(0);
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&seq.to_be_bytes());
    EventId::new(Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
}
