//! One entry by what people call it: its key, that of a meeting, a round, an id that others gave.

use asof_core::Key;
use asof_core::unseen::spelt_out;

use super::{Show, show};
use crate::ask::ambiguity::{AmbiguousName, Named, entry_of_external_id, event_of_meeting, meeting_of_round};
use crate::ask::query::{Query, QueryError};
use crate::ask::suggest::near;
use crate::source::log::Log;

/// An entry that was named.
#[derive(Debug, Clone)]
pub struct ShowNamed {
    /// The entry.
    pub show: Show,
    /// Whether a meeting was named: the entry is the one to show for it.
    pub is_of_meeting: bool,
}

/// Why no entry can be shown.
#[derive(Debug, thiserror::Error)]
pub enum ShowError {
    /// The question.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Several entries have that name.
    #[error(transparent)]
    Ambiguous(#[from] AmbiguousName),
    /// No entry has it.
    #[error("there is no event `{}` in `{process}`", spelt_out(key))]
    Unknown {
        /// As written, without its process.
        key: String,
        /// The process.
        process: Key,
        /// The nearest that there are.
        near: Vec<String>,
    },
}

/// Returns the entry that a text names: a key, alone or as `process/key`; the key of a meeting; a round; an id that others
/// gave.
///
/// # Errors
///
/// No entry has that name, or several have it; the process does not exist.
pub fn show_named(log: &Log, question: &Query<'_>, text: &str) -> Result<ShowNamed, ShowError> {
    let round = meeting_of_round(log, question.process, text);
    let external = if round.is_none() { entry_of_external_id(log, text)? } else { None };
    let (process, key) = match (&round, &external, text.split_once('/')) {
        (Some((process, meeting)), _, written) => (written.map(|_| process.as_str()), meeting.as_str()),
        (None, Some((process, key)), _) => (process.as_ref().map(Key::as_str), key.as_str()),
        (None, None, Some((process, key))) => (Some(process), key),
        (None, None, None) => (None, text),
    };
    let question = Query { process: process.or(question.process), ..question.clone() };
    let asked = question.about(log, Named::Event(key))?.at(log, None)?;
    if let Some(show) = key.parse().ok().and_then(|key| show(log, &asked, &key)) {
        return Ok(ShowNamed { show, is_of_meeting: false });
    }
    let of_meeting = event_of_meeting(log, &asked.process, key);
    match of_meeting.and_then(|event| show(log, &asked, &event)) {
        Some(show) => Ok(ShowNamed { show, is_of_meeting: true }),
        None => {
            let near = near(log, &asked.process, key);
            Err(ShowError::Unknown { key: key.to_owned(), process: asked.process, near })
        }
    }
}
