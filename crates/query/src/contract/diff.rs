//! `asof.diff/2`: what changed between two points, why, and by which events.

use asof_core::{EventRef, Key};
use asof_projector::{ChangeReason, Op};
use serde_json::Value;

use super::due::Due;
use super::envelope::{Chosen, Counted, AsOf, Document, Tag};
use super::macros::{document, part};
use super::state::{Selected, row_or_field_schema};

document! {
    /// What changed between two points of one negotiation: what `diff` prints.
    Diff = "diff" of one process {
        /// The first point.
        from: AsOf,
        /// The second point; the point of the answer.
        to: AsOf,
        /// How many events count at the first point.
        counted_from: Counted,
        /// How many events count at the second point.
        counted_to: Counted,
        /// The parts of the state asked for; empty if all are compared.
        only: Vec<String>,
        /// Which rows of them are compared.
        selection: Selected,
        /// The changes, by path.
        changes: Vec<Change>,
        /// What was still awaited at the later point and whose last day passed between the two: no change, and without
        /// causes. Empty if only other parts of the state were asked for.
        passed: Vec<Due>,
    }
}

part! {
    /// One change: a row that came or went, or a field of a row that has another value.
    Change {
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
        /// What it was: a row as in the state at the first point, or its field. Null if it was not there.
        #[schemars(schema_with = "row_or_field_schema")]
        before: Value,
        /// What it is: a row as in the state at the second point, or its field. Null if it is not there.
        #[schemars(schema_with = "row_or_field_schema")]
        after: Value,
        /// What the row may be at the second point, where the order of events that decide is not recorded; empty if it is.
        undecided_between: Vec<String>,
        /// The reasons of its causes, each once.
        why: Vec<ChangeReason>,
        /// The events that moved it.
        causes: Vec<Cause>,
    }
}

part! {
    /// An event that moved a row.
    Cause {
        /// The event; in full if it is of another process.
        event: EventRef,
        /// Why it counts at one point and not, or otherwise, at the other.
        why: ChangeReason,
        /// Of one corrected or withdrawn, the entry that did so and moved the row too; null of all else.
        by: Option<EventRef>,
        /// The reason that this entry gives; null where `by` is.
        reason: Option<String>,
    }
}
