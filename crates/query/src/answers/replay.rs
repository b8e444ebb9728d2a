//! `replay`: the whole log folded from the start, and the hashes that say so.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use asof_core::{AsOf, Digest};
use asof_projector::{Path, Slot, for_each_state, role, row};
use asof_store::{CanonicalError, sha256, write_fields, write_stated};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::answers::envelope::OpenEnvelope;
use crate::source::log::Log;

row! {
    /// The whole log folded from the start, and its hashes: what `replay` prints. It is of no one process.
    pub struct ReplayAnswer as "Replay" {
        /// What every answer begins with.
        envelope: OpenEnvelope as role::Flat,
        /// How many events the log holds, the registry included.
        events: usize,
        /// The greatest `seq`; 0 if the log is empty.
        head: u64,
        /// The hash of all contents in their order; null if the log is empty.
        content_root: Option<Digest>,
        /// The hash of all lines; null if the log is empty.
        log_root: Option<Digest>,
        /// The hash of all rows of all processes with all clocks open.
        state_hash: Digest,
        /// How long it took, in seconds, as text with three decimals.
        seconds: Seconds,
        /// What is wrong with the log, in words.
        damage: Vec<String> as role::Prose,
    }
}

/// A time in seconds, written with three decimals, as text: there is no floating point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seconds(pub Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0.as_secs(), self.0.subsec_millis())
    }
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Seconds {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Seconds".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]+\\.[0-9]{3}$" })
    }
}

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

/// Returns what a replay showed as an answer, with the time that it took.
pub fn replayed(replay: &Replay, taken: Duration) -> ReplayAnswer {
    ReplayAnswer {
        envelope: OpenEnvelope::default(),
        events: replay.events,
        head: replay.head,
        content_root: replay.content_root,
        log_root: replay.log_root,
        state_hash: replay.state_hash,
        seconds: Seconds(taken),
        damage: replay.damage.clone(),
    }
}

/// Returns the hash of the states of all processes. The registry, which belongs to the log, stands under an
/// empty name.
///
/// # Errors
///
/// The state cannot be written canonically.
pub fn state_hash(log: &Log) -> Result<Digest, CanonicalError> {
    let mut processes: Vec<(String, Vec<u8>)> = Vec::new();
    let mut written = Ok(());
    for_each_state(log.events(), &AsOf::ALL, |state| {
        // The first state has the registry, and the states come by key: these are in the order of their names.
        let (registry, own): (Vec<_>, Vec<_>) =
            state.slots.iter().partition(|(path, _)| path.collection().is_registry());
        for (name, slots) in [(String::new(), registry), (state.process.to_string(), own)] {
            if written.is_ok() && !slots.is_empty() {
                let mut bytes = Vec::new();
                written = write_slots(slots, &mut bytes).map_err(|error| error.under(&name));
                processes.push((name, bytes));
            }
        }
    });
    written?;
    let mut bytes = Vec::new();
    write_fields(processes, &mut bytes, |of_process, bytes| {
        bytes.extend(of_process);
        Ok(())
    })?;
    Ok(sha256(&bytes))
}

/// Writes slots canonically, by their paths. What is not said is left out: canonical text has no nulls.
fn write_slots(slots: Vec<(&Path, &Slot)>, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    let mut by_name: Vec<(String, &Slot)> =
        slots.into_iter().map(|(path, slot)| (path.to_string(), slot)).collect();
    by_name.sort_by(|(a, _), (b, _)| a.cmp(b));
    write_fields(by_name, out, |slot, out| {
        let mut fields = slot.fields();
        fields.insert("events".to_owned(), json!(slot.events));
        write_stated(&Value::Object(fields), out)
    })
}
