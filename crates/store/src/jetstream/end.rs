//! Where a stream ends, as its leader says.

use std::thread;
use std::time::{Duration, Instant};

use async_nats::jetstream::stream::Info;

use super::server::{ASK_AGAIN, Server};
use crate::error::StoreError;

/// How long a new leader may take to have all that was acknowledged before.
const CATCHES_UP_WITHIN: Duration = Duration::from_secs(5);

/// Where a stream ends, and which stream it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StreamEnd {
    /// The sequence of the last message; 0 if there never was one.
    pub(super) last: u64,
    /// When it was created.
    pub(super) created: String,
}

impl From<Info> for StreamEnd {
    fn from(info: Info) -> Self {
        Self { last: info.state.last_sequence, created: created(&info) }
    }
}

/// Returns when a stream was created, which tells it from another of its name.
pub(super) fn created(info: &Info) -> String {
    info.created.to_string()
}

impl Server {
    /// Returns the last sequence of the stream.
    pub(super) fn last_sequence(&self, until: Instant) -> Result<u64, StoreError> {
        Ok(self.end(0, "", until)?.last)
    }

    /// Returns where the stream ends, once that is at least at this sequence, up to which the one that was created then was
    /// read; or where it ends before that, if it is another one, or its leader says so for some seconds.
    pub(super) fn end(
        &self,
        at_least: u64,
        created_then: &str,
        until: Instant,
    ) -> Result<StreamEnd, StoreError> {
        let mut shorter: Option<(Option<String>, Instant)> = None;
        loop {
            // A stream without a leader may look as if there were none.
            let found = self.info(until)?;
            let is_over = Instant::now() >= until;
            match found {
                Some(info) if info.state.last_sequence >= at_least || is_over => return Ok(info.into()),
                Some(info) if created_then != created(&info) => return Ok(info.into()),
                Some(info) => {
                    let leader = info.cluster.as_ref().and_then(|cluster| cluster.leader.clone());
                    let since = shorter.filter(|(said, _)| *said == leader).map(|(_, since)| since);
                    if since.is_some_and(|since| since.elapsed() >= CATCHES_UP_WITHIN) {
                        return Ok(info.into());
                    }
                    shorter = Some((leader, since.unwrap_or_else(Instant::now)));
                }
                None if is_over => {
                    return Err(StoreError::NotFound { path: self.address.to_string().into() });
                }
                None => shorter = None,
            }
            thread::sleep(ASK_AGAIN);
        }
    }
}
