//! One append: published until it is known where it went.

use std::io;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::server::{APPEND_ID, Attempt, Refusal, Server};
use crate::error::StoreError;

const TRY_AGAIN: Duration = Duration::from_millis(100);

/// Where an append went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settled {
    /// It stands behind the message that it was to follow.
    Landed,
    /// Another append stands there, and this one never will.
    Overtaken,
}

/// Publishes the lines of an append to stand behind the message at a sequence, and returns where they went.
///
/// Each attempt expects that sequence to be the last. A straggler can therefore land nowhere but right behind it, and
/// only one of them can: once a message stands there, its id says whether this append is the one.
///
/// # Errors
///
/// The lines were not stored, but for [`StoreError::Indeterminate`].
pub(super) fn settle(
    server: &Server,
    location: &str,
    subject: &str,
    behind: u64,
    text: &str,
    until: Instant,
) -> Result<Settled, StoreError> {
    let append = Uuid::now_v7();
    let mut straggler = None;
    loop {
        let refused = match server.publish(subject, append, behind, text) {
            Attempt::Acknowledged => return Ok(Settled::Landed),
            Attempt::Refused(refusal) => Some(refusal),
            Attempt::Unknown(error) => {
                straggler = Some(error);
                None
            }
        };
        match look(server, append, behind, until) {
            Ok(Some(settled)) => return Ok(settled),
            Ok(None) => {}
            Err(error) => return Err(straggler.map_or(error, |source| indeterminate(location, source))),
        }
        match (straggler.take(), refused) {
            (None, Some(refusal)) => give_up(server, location, refusal, text.len(), until)?,
            (Some(source), _) if Instant::now() >= until => return Err(indeterminate(location, source)),
            (kept, _) => straggler = kept,
        }
        thread::sleep(TRY_AGAIN);
    }
}

/// Returns which append stands behind the message at a sequence; `None` if none does yet.
fn look(server: &Server, append: Uuid, behind: u64, until: Instant) -> Result<Option<Settled>, StoreError> {
    if server.last_sequence(until)? <= behind {
        return Ok(None);
    }
    let next = server.messages(behind + 1, behind + 1, until)?;
    let is_own = |id: &async_nats::HeaderValue| id.as_str() == append.to_string();
    let own = next.iter().any(|message| message.headers.get(APPEND_ID).is_some_and(is_own));
    Ok(Some(if own { Settled::Landed } else { Settled::Overtaken }))
}

/// Returns the error of an append of which no attempt is under way; none if it is worth another attempt.
fn give_up(
    server: &Server,
    location: &str,
    refusal: Refusal,
    bytes: usize,
    until: Instant,
) -> Result<(), StoreError> {
    let path = PathBuf::from(location);
    let is_over = Instant::now() >= until;
    match refusal {
        Refusal::TooLarge(by) => {
            Err(StoreError::AppendTooLarge { bytes, limit: server.largest_message(by, until)?, by })
        }
        Refusal::Full(source) => Err(StoreError::Full { path, source }),
        Refusal::Other(source) => Err(StoreError::NotWritable { path, source }),
        Refusal::NobodyThere(source) if is_over => {
            Err(StoreError::Unavailable { location: location.to_owned(), copy: None, source })
        }
        Refusal::Overtaken if is_over => Err(StoreError::Unavailable {
            location: location.to_owned(),
            copy: None,
            source: io::Error::other("another append is in progress and does not finish"),
        }),
        Refusal::NobodyThere(_) | Refusal::Overtaken => Ok(()),
    }
}

fn indeterminate(location: &str, source: io::Error) -> StoreError {
    StoreError::Indeterminate { path: location.into(), source }
}
