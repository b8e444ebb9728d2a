//! One change between two points, and its causes.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::path::Path;

asof_core::words! {
    /// What happened to a slot or field between two points.
    pub enum Op {
        /// The slot is there only at the second point.
        Added = "added",
        /// The slot is there only at the first point.
        Removed = "removed",
        /// A field has another value.
        Changed = "changed",
    }
}

asof_core::words! {
    /// Why an event counts at one point and not, or otherwise, at the other.
    pub enum ChangeReason {
        /// The world moved on.
        Happened = "happened",
        /// It had happened; the public learned of it.
        Learned = "learned",
        /// The log took it in later.
        RecordedLate = "recorded-late",
        /// A correction stands in its place.
        Corrected = "corrected",
        /// It was withdrawn.
        Retracted = "retracted",
        /// It, known or recorded by then, narrowed the date of another, which counts only because of that.
        Narrowed = "narrowed",
    }
}

/// An event that moved a slot, and why it stands otherwise at the second point.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// The event's key, in the process that the diff is of; in full if it is of another.
    pub event: String,
    /// Why it stands otherwise.
    pub why: ChangeReason,
}

/// One change: a slot that came or went, or a field of a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The slot.
    pub path: Path,
    /// The field; `None` for a whole slot.
    pub field: Option<String>,
    /// What happened to it.
    pub op: Op,
    /// What it was; null if it was not there.
    pub before: Json,
    /// What it is; null if it is not there.
    pub after: Json,
    /// The events that moved it.
    pub causes: Vec<Cause>,
}

impl Change {
    /// Returns the set of the causes' reasons.
    pub fn why(&self) -> BTreeSet<ChangeReason> {
        self.causes.iter().map(|cause| cause.why).collect()
    }

    /// Returns the path, with the field as its last segment.
    pub fn full_path(&self) -> String {
        match &self.field {
            Some(field) => format!("{}/{field}", self.path),
            None => self.path.to_string(),
        }
    }

    /// Returns the change that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let op = match self.op {
            Op::Added => Op::Removed,
            Op::Removed => Op::Added,
            Op::Changed => Op::Changed,
        };
        Self { op, before: self.after.clone(), after: self.before.clone(), ..self.clone() }
    }
}
