//! A fact of a state by its path, as people write it: `commitments/r1-prisoners/delivered`, or the last word alone.

use asof_core::unseen::spelt_out;
use asof_core::{AsOf, Event, Key, RecordKind};
use asof_projector::{Collection, Path, State, project};

use crate::ask::dates::list;
use crate::ask::dates::near::{did_you_mean, nearest};
use crate::ask::filter::key_named;
use crate::ask::query::ResolvedQuery;
use crate::source::log::Log;

/// A slot, or one field of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatePath {
    /// The slot.
    pub path: Path,
    /// The field; `None` for the whole slot.
    pub field: Option<String>,
}

/// A path that names no fact, or several.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Nothing of that name is in any state of the process.
    #[error("there is no path `{}` in `{process}`{}", spelt_out(path), did_you_mean(near))]
    Unknown {
        /// The path as written.
        path: String,
        /// The process.
        process: Key,
        /// The nearest paths that there are.
        near: Vec<String>,
    },
    /// The last word alone names several.
    #[error("`{}` could mean {}: write one of them in full", spelt_out(path), list(found, ", "))]
    Several {
        /// The path as written.
        path: String,
        /// The paths that it may be.
        found: Vec<String>,
    },
    /// The slot has no such field.
    #[error("`{slot}` has no field `{}`: it has {}", spelt_out(field), list(fields, ", "))]
    NoField {
        /// The slot.
        slot: String,
        /// The field as written.
        field: String,
        /// The fields that it has.
        fields: Vec<String>,
    },
}

impl StatePath {
    /// Finds the fact with this path in the states of a process: the one at the point, the one at the end of the log and, for
    /// what was withdrawn, that of the log without its retractions. A fact whose place another took is found too.
    ///
    /// # Errors
    ///
    /// Nothing has that name, or several things.
    pub fn find(log: &Log, process: &Key, as_of: &AsOf, text: &str) -> Result<Self, PathError> {
        let all = AsOf { recorded: as_of.recorded, ..AsOf::ALL };
        let unopposed = without_retractions(log.events());
        let states = [
            log.as_of(as_of).state(process),
            log.as_of(&all).state(process),
            project(&unopposed, process, &all),
        ];
        let found = states.iter().find_map(|state| in_state(state, text).transpose());
        found.unwrap_or_else(|| by_last_word(&states, process, text))
    }
}

/// Returns the person that is named alone, by key, and all the facts of the process that are of that person.
pub(crate) fn facts_of_person(log: &Log, asked: &ResolvedQuery, name: &str) -> Option<(Key, Vec<StatePath>)> {
    let person = key_named(log, "person", name, &["person"]).ok()?;
    let all = AsOf { recorded: asked.as_of.recorded, ..AsOf::ALL };
    let state = log.as_of(&all).state(&asked.process);
    let is_of_person = |path: &&Path| {
        !path.collection().is_registry()
            && path.collection() != Collection::Anomalies
            && path.segments().any(|segment| segment == person.as_str())
    };
    let facts: Vec<StatePath> = state
        .slots
        .keys()
        .filter(is_of_person)
        .map(|path| StatePath { path: path.clone(), field: None })
        .collect();
    (!facts.is_empty()).then_some((person, facts))
}

impl std::fmt::Display for StatePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{}/{field}", self.path),
            None => self.path.fmt(f),
        }
    }
}

/// Returns the fact of a state with this path, if there is one: also one whose place another took, which has a history.
fn in_state(state: &State, text: &str) -> Result<Option<StatePath>, PathError> {
    let text = text.trim_end_matches('/');
    if let Some(path) = state.slots.keys().chain(state.replaced()).find(|path| path.to_string() == text) {
        return Ok(Some(StatePath { path: path.clone(), field: None }));
    }
    let Some((slot, field)) = text.rsplit_once('/') else { return Ok(None) };
    let Some((path, found)) = state.slots.iter().find(|(path, _)| path.to_string() == slot) else {
        return Ok(None);
    };
    let fields = found.fields();
    if fields.contains_key(field) {
        return Ok(Some(StatePath { path: path.clone(), field: Some(field.to_owned()) }));
    }
    let fields = fields.into_iter().map(|(name, _)| name).collect();
    Err(PathError::NoField { slot: slot.to_owned(), field: field.to_owned(), fields })
}

/// Returns the only fact whose path ends in these words, with a field of it behind them or without.
fn by_last_word(states: &[State; 3], process: &Key, text: &str) -> Result<StatePath, PathError> {
    let paths = states.iter().flat_map(|state| state.slots.keys().chain(state.replaced()));
    // An anomaly ends in the path that it is about: it is named in full.
    let mut paths: Vec<&Path> = paths.filter(|path| path.collection() != Collection::Anomalies).collect();
    paths.sort();
    paths.dedup();
    let ending_in = |words: &str| -> Vec<String> {
        let ending = format!("/{words}");
        paths.iter().map(ToString::to_string).filter(|path| path.ends_with(&ending)).collect()
    };
    let mut found = ending_in(text);
    if found.is_empty()
        && let Some((words, field)) = text.rsplit_once('/')
    {
        found = ending_in(words).into_iter().map(|path| format!("{path}/{field}")).collect();
    }
    let in_full = |path: &String| states.iter().find_map(|state| in_state(state, path).transpose());
    match found.as_slice() {
        [] => Err(unknown(&paths, process, text)),
        [path] => in_full(path).unwrap_or_else(|| Err(unknown(&paths, process, text))),
        _ => Err(PathError::Several { path: text.to_owned(), found }),
    }
}

fn unknown(paths: &[&Path], process: &Key, text: &str) -> PathError {
    let words = paths.iter().flat_map(|path| {
        let full = path.to_string();
        let last = path.segments().last().unwrap_or_default().to_owned();
        [(full.clone(), full.clone()), (last, full)]
    });
    let words: Vec<(String, String)> = words.collect();
    let near = nearest(text, words.iter().map(|(word, full)| (word.as_str(), full.clone())));
    PathError::Unknown { path: text.to_owned(), process: process.clone(), near }
}

/// Returns the events of a log without its retractions.
pub(crate) fn without_retractions(events: &[Event]) -> Vec<Event> {
    let is_retraction = |event: &&Event| {
        event.draft.record().is_some_and(|record| matches!(record.kind, RecordKind::Retraction(_)))
    };
    events.iter().filter(|event| !is_retraction(event)).cloned().collect()
}
