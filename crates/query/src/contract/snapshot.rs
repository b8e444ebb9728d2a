//! `asof.snapshot/2`: what became of each snapshot of a log.

use asof_core::{Digest, Key};
use asof_projector::{ChangeReason, Op};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::diff::Cause;
use super::envelope::{Axis, Chosen, Counted, AsOf, Document, Until, Tag};
use super::macros::{document, part};
use super::state::row_or_field_schema;

document! {
    /// What became of each snapshot of a log: what `snapshot record` and `snapshot check` print.
    Snapshot = "snapshot" of a process or none {
        /// What was done.
        action: Action,
        /// The folder of the snapshots.
        folder: String,
        /// The greatest `seq` of the log; 0 if it is empty.
        head: u64,
        /// The log root; null if the log is empty.
        log_root: Option<Digest>,
        /// How many snapshots of other processes than the one asked for were left out.
        left_out: u64,
        /// The snapshots.
        snapshots: Vec<Kept>,
    }
}

/// What was done with snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// They were written.
    Record,
    /// They were compared.
    Check,
}

part! {
    /// One snapshot, or a file that is none.
    Kept {
        /// Its name; null for a file that is no snapshot.
        name: Option<String>,
        /// Its file; null if there is none.
        file: Option<String>,
        /// What became of it.
        status: KeptStatus,
        /// The negotiation; null if it cannot be read.
        process: Option<Key>,
        /// The moment that it is of, as asked for; null if it cannot be read.
        at: Option<String>,
        /// The date of knowledge, as asked for; null if none was.
        known: Option<String>,
        /// Whether it leaves out what only the encoder dated as known; null if it cannot be read.
        stated: Option<bool>,
        /// The point at which it was taken; null if it cannot be told.
        as_of: Option<AsOf>,
        /// The log root when it was taken; null if it cannot be read.
        log_root: Option<Digest>,
        /// What is wrong; null if nothing is.
        message: Option<String>,
        /// The lines of it that cannot be read.
        problems: Vec<Unread>,
        /// The dates of its question that name another moment now.
        moved: Vec<MovedDate>,
        /// Whether the log still begins as it was then; null if it was not compared.
        log: Option<Beginning>,
        /// Where the log was altered; null if it was not.
        damage: Option<String>,
        /// Whether snapshot and log disagree about the point at which it was taken: somebody edited one of them. Null if it was
        /// not compared.
        edited: Option<bool>,
        /// What the log says otherwise now.
        changes: Vec<KeptChange>,
    }
}

/// What became of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KeptStatus {
    /// It was made.
    New,
    /// It was written again.
    Recorded,
    /// It holds.
    Unchanged,
    /// The log says something else.
    Changed,
    /// Its question cannot be asked any more, or the file is no snapshot.
    Orphan,
    /// No file has the name.
    Missing,
    /// It cannot be read.
    Unreadable,
}

/// Whether a log still begins as it did when a snapshot was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Beginning {
    /// It does.
    Same,
    /// It is shorter than it was.
    Shorter,
    /// It was altered.
    Altered,
}

part! {
    /// A line of a snapshot that cannot be read.
    Unread {
        /// The line, counted from 1.
        line: u64,
        /// The column, counted from 1 in Unicode scalar values; null if the whole line is at fault.
        column: Option<u64>,
        /// The line as written.
        text: String,
        /// What is wrong.
        message: String,
    }
}

part! {
    /// A date of a snapshot's question that names another moment than it did.
    MovedDate {
        /// The clock that it bounds.
        clock: Axis,
        /// The date, as asked for; null for what is not dated.
        date: Option<String>,
        /// What it named.
        was: Until,
        /// What it names.
        is: Until,
    }
}

part! {
    /// One change since a snapshot was taken.
    KeptChange {
        /// The negotiation.
        process: Key,
        /// The path of the row, with the field as one more segment if it is one.
        path: String,
        /// The path of the row alone.
        slot: String,
        /// What the row is called, or what it is about; null if it has no such name.
        title: Option<String>,
        /// The field; null for a whole row.
        field: Option<String>,
        /// What happened to it.
        op: Op,
        /// What it was: as in the state, or with the fields that the snapshot keeps. Null if it was not there.
        before: Value,
        /// What it is: a row as in the state, or its field. Null if it is not there.
        #[schemars(schema_with = "row_or_field_schema")]
        after: Value,
        /// What the row may be now, where the order of the events that decide is not recorded; empty if it is.
        undecided_between: Vec<String>,
        /// The reasons of its causes, each once.
        why: Vec<ChangeReason>,
        /// The events that moved it.
        causes: Vec<Cause>,
        /// Whether those events explain it; else another hand wrote in the snapshot or in the log.
        explained: bool,
    }
}
