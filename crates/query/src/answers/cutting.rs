//! A part of a long answer: some rows of the one list that it is about.

use crate::answers::answer::Body;
use crate::answers::state::StateAnswer;
use crate::ask::selection::StatePart;

impl Body {
    /// Returns the list of the answer that its reader goes through, as the document calls it; `None` if it has several, or none.
    pub fn list(&self) -> Option<&'static str> {
        Some(match self {
            Self::Processes(_) => "processes",
            Self::Log(_) | Self::About(_) => "events",
            Self::Names(_) => "names",
            Self::Disputes(_) => "disputes",
            Self::Due(_) => "due",
            Self::History(_) | Self::Diff(_) => "changes",
            Self::State(state) => match one_part(state)? {
                // It is one row at most, and no list.
                StatePart::Collection(asof_projector::Collection::Status) => return None,
                part => part.name(),
            },
            _ => return None,
        })
    }

    /// Keeps `rows` rows of [`Body::list`] from the row `from` on, counted from 0. An answer without such a list stays whole.
    pub fn cut(&mut self, from: usize, rows: usize) {
        match self {
            Self::Processes(list) => keep(&mut list.processes, from, rows),
            Self::Log(listing) => keep(&mut listing.events, from, rows),
            Self::About(about) => keep(&mut about.events, from, rows),
            Self::Names(list) => keep(&mut list.names, from, rows),
            Self::Disputes(found) => keep(&mut found.disputes, from, rows),
            Self::Due(list) => keep(&mut list.due, from, rows),
            Self::History(history) => keep(&mut history.changes, from, rows),
            Self::Diff(diff) => keep(&mut diff.changes, from, rows),
            Self::State(state) => match one_part(state) {
                Some(StatePart::Collection(collection)) => state.parts.cut(collection, from, rows),
                Some(StatePart::Possible) => keep(&mut state.possible, from, rows),
                None => {}
            },
            _ => {}
        }
    }
}

/// Returns the part of a state of which one was asked for.
fn one_part(state: &StateAnswer) -> Option<StatePart> {
    match state.only.as_slice() {
        [part] => Some(*part),
        _ => None,
    }
}

fn keep<T>(all: &mut Vec<T>, from: usize, rows: usize) {
    all.truncate(from.saturating_add(rows));
    all.drain(..from.min(all.len()));
}
