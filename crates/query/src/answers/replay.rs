//! `replay`: the whole log folded from the start, and the hashes that say so.

use std::time::Duration;

use asof_core::{AsOf, Digest};
use asof_projector::for_each_state;
use asof_store::{CanonicalError, canonical_bytes, sha256};
use serde_json::{Map, Value, json};

use crate::answers::answer::Answer;
use crate::source::log::Log;

/// What a replay of a log showed.
#[derive(Debug, Clone)]
pub struct Replay {
    /// How many events the log holds.
    pub events: usize,
    /// The greatest `seq`.
    pub head: u64,
    /// The content root; `None` for an empty log.
    pub content_root: Option<Digest>,
    /// The log root; `None` for an empty log.
    pub log_root: Option<Digest>,
    /// The hash of the state: SHA-256 of the RFC 8785 bytes of all slots of all processes, all clocks open.
    pub state_hash: Digest,
    /// The lines whose hash does not hold, in words.
    pub damage: Vec<String>,
}

/// Folds a log from the start.
///
/// # Errors
///
/// The state cannot be written canonically, which a number above 2^53 - 1 would cause.
pub fn replay(log: &Log) -> Result<Replay, CanonicalError> {
    let verification = log.contents().verify();
    let damage = log.damage().iter().chain(&verification.damage).map(ToString::to_string).collect();
    Ok(Replay {
        events: log.events().len(),
        head: log.head(),
        content_root: verification.content_root,
        log_root: log.contents().log_root(),
        state_hash: state_hash(log)?,
        damage,
    })
}

/// Returns what a replay showed as a document, with the time that it took.
pub fn replayed(log: &Log, replay: &Replay, taken: Duration) -> Answer {
    let mut answer = Answer::unasked("replay", log.names());
    answer.put("events", json!(replay.events));
    answer.put("head", json!(replay.head));
    answer.put("content_root", json!(replay.content_root));
    answer.put("log_root", json!(replay.log_root));
    answer.put("state_hash", json!(replay.state_hash));
    // As text: there is no floating point.
    answer.put("seconds", json!(format!("{}.{:03}", taken.as_secs(), taken.subsec_millis())));
    answer.put("damage", json!(replay.damage));
    answer
}

/// Returns the hash of the states of all processes. The registry, which belongs to the log, stands under an
/// empty name.
///
/// # Errors
///
/// The state cannot be written canonically.
pub fn state_hash(log: &Log) -> Result<Digest, CanonicalError> {
    let mut processes: Map<String, Value> = Map::new();
    for_each_state(log.events(), &AsOf::ALL, |state| {
        for (path, slot) in &state.slots {
            let name =
                if path.collection().is_registry() { String::new() } else { state.process.to_string() };
            let mut fields = slot.fields().into_map();
            fields.insert("events".to_owned(), json!(slot.events));
            let slots = processes.entry(name).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(slots) = slots {
                slots.insert(path.to_string(), without_nulls(Value::Object(fields)));
            }
        }
    });
    Ok(sha256(&canonical_bytes(&Value::Object(processes))?))
}

/// Leaves out what is not said: canonical text has no nulls.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(field, value)| (field, without_nulls(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        plain => plain,
    }
}
