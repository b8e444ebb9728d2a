//! What differs between a snapshot and the log as it is now, and what made it differ.

use std::collections::BTreeSet;

use asof_core::{AsOf, Key};
use asof_projector::{Axis, Change, ChangeReason, Described, Diff, Field, Op, Path, Row, role, row};
use schemars::json_schema;
use serde_json::{Value, json};

use super::Snapshot;
use super::ancestry::Beginning;
use super::answer::Reporting;
use super::naming::with_names;
use super::slots::{self, KeptSlot, Slots};
use crate::answers::diff::{CauseRow, change_row};
use crate::answers::fact::{AsFact, Fact, escape_invisible};
use crate::answers::rows::title;
use crate::answers::sentence::{UntilRow, until_row};
use crate::ask::query::ResolvedQuery;
use crate::source::log::Log;

row! {
    /// What a snapshot differs in from the log as it is now.
    #[derive(Default)]
    pub struct Comparison as "Comparison" {
        /// The dates of its question that name another moment now.
        moved: Vec<MovedDate> as role::Rows,
        /// Whether the log still begins as it was then; null if it was not compared.
        log: Option<Beginning>,
        /// Where the log was altered; null if it was not.
        damage: Option<String> as role::Prose,
        /// Whether another hand than the program's wrote in the rows of the file; null if it was not compared.
        edited: Option<bool>,
        /// What the log says otherwise now.
        changes: Vec<KeptChange> as role::Rows,
        /// Whether the rows rest on the same events.
        same_grounds: bool as role::Hidden,
    }
}

row! {
    /// A date of a snapshot's question that names another moment than it did.
    pub struct MovedDate as "MovedDate" {
        /// The clock that it bounds.
        clock: Axis,
        /// The date, as asked for; null for what is not dated.
        date: Option<String> as role::Prose,
        /// What it named.
        was: UntilRow as role::One,
        /// What it names.
        is: UntilRow as role::One,
    }
}

row! {
    /// One change since a snapshot was taken.
    pub struct KeptChange as "KeptChange" {
        /// The negotiation.
        process: Key,
        /// The path of the row, with the field as one more segment if it is one.
        path: String,
        /// The path of the row alone.
        slot: Path,
        /// What the row is called, or what it is about; null if it has no such name.
        title: Option<String> as role::Prose,
        /// The field; null for a whole row.
        field: Option<String>,
        /// What happened to it.
        op: Op,
        /// What it was: as in the state, or with the fields that the snapshot keeps. Null if it was not there.
        before: KeptFact as AsKept,
        /// What it is: a row as in the state, or its field. Null if it is not there.
        after: Fact as AsFact,
        /// What the row may be now, where the order of the events that decide is not recorded; empty if it is.
        undecided_between: Vec<String> as role::Prose,
        /// The reasons of its causes, each once.
        why: Vec<ChangeReason>,
        /// The events that moved it.
        causes: Vec<CauseRow> as role::Rows,
        /// Whether those events explain it; else another hand wrote in the snapshot or in the log.
        explained: bool,
    }
}

/// What a snapshot says that a row, or a field of it, was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptFact {
    /// What the log tells of then too, or nothing.
    Told(Fact),
    /// What the log tells otherwise: the fields that the snapshot keeps of a row, or one of them, with the names of
    /// registered keys behind them.
    Kept(Value),
}

/// What a snapshot says as a field: whatever it keeps.
#[derive(Debug)]
pub(crate) enum AsKept {}

impl Field<AsKept> for KeptFact {
    fn put(&self, name: &str, row: &mut Row<'_>) {
        match self {
            Self::Told(fact) => Field::<AsFact>::put(fact, name, row),
            Self::Kept(value) => row.put(name, value.clone()),
        }
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add_as(name, about, json_schema!({}));
    }

    fn escape_invisible(&mut self) {
        match self {
            Self::Told(fact) => Field::<AsFact>::escape_invisible(fact),
            Self::Kept(value) => escape_invisible(value),
        }
    }
}

impl Comparison {
    /// Compares a snapshot, whose question is now about the point `asked`, with what the log says of the point `now`.
    pub(crate) fn of(report: &Reporting<'_>, golden: &Snapshot, asked: &ResolvedQuery, now: &AsOf) -> Self {
        let (log, point) = (report.log, golden.point());
        let diff = log.as_of(&point).diff(&log.as_of(now), &golden.question.process);
        let (then, now) = (slots::of(&diff.from), slots::of(&diff.to));
        let (beginning, damage) = report.lineage.beginning(golden.as_of.recorded, golden.log_root);
        Self {
            moved: moved(golden, asked),
            log: Some(beginning),
            damage: damage.map(ToString::to_string),
            edited: Some(golden.is_edited()),
            same_grounds: golden.rows == now,
            changes: Compared { golden: &golden.rows, then, now, diff, log }.changes(),
        }
    }

    /// Returns whether nothing of it is a finding.
    pub(crate) fn is_clean(&self) -> bool {
        self.moved.is_empty() && self.log == Some(Beginning::Same) && self.changes.is_empty()
    }
}

/// Returns the dates of the question that name another moment than they did.
fn moved(golden: &Snapshot, asked: &ResolvedQuery) -> Vec<MovedDate> {
    let question = &golden.question;
    let then = golden.point();
    let clocks = [
        (Axis::Occurred, Some(&question.at), then.occurred, asked.as_of.occurred),
        (Axis::Known, question.known.as_ref(), then.known, asked.as_of.known),
    ];
    let moved = clocks.into_iter().filter(|(_, _, was, is)| was != is);
    let rows = moved.map(|(clock, date, was, is)| MovedDate {
        clock,
        date: date.cloned(),
        was: until_row(was, asked.zone),
        is: until_row(is, asked.zone),
    });
    rows.collect()
}

/// The slots of a snapshot, of the log at the snapshot's point, and of the log now.
struct Compared<'c> {
    golden: &'c Slots,
    then: Slots,
    now: Slots,
    diff: Diff,
    log: &'c Log,
}

impl Compared<'_> {
    fn changes(&self) -> Vec<KeptChange> {
        let paths: BTreeSet<&Path> = self.golden.keys().chain(self.now.keys()).collect();
        paths.into_iter().flat_map(|path| self.of_slot(path)).collect()
    }

    /// Returns the changes of a slot: events explain one where the log tells of then what the snapshot tells.
    fn of_slot(&self, path: &Path) -> Vec<KeptChange> {
        let [golden, then, now] = [self.golden, &self.then, &self.now]
            .map(|slots| slots.get(path).map(|slot: &KeptSlot| &slot.fields));
        let (Some(before), Some(after)) = (golden, now) else {
            return vec![self.change(path, None, golden == then)];
        };
        let gone = before.keys().filter(|name| !after.contains_key(*name));
        let differing = after.keys().chain(gone).filter(|name| before.get(*name) != after.get(*name));
        let change = |name: &String| {
            let explained = then.is_some_and(|then| then.get(name) == before.get(name));
            self.change(path, Some(name), explained)
        };
        differing.map(change).collect()
    }

    fn change(&self, path: &Path, field: Option<&String>, explained: bool) -> KeptChange {
        let is_same = |change: &&Change| {
            change.path == *path
                && (field.is_none() || change.field.is_none() || change.field.as_ref() == field)
        };
        let causes: BTreeSet<_> =
            self.diff.changes.iter().filter(is_same).flat_map(|change| &change.causes).collect();
        let kept = self.golden.get(path);
        let whole = if kept.is_some() { Op::Removed } else { Op::Added };
        let op = if field.is_some() { Op::Changed } else { whole };
        let change = Change {
            path: path.clone(),
            field: field.cloned(),
            op,
            before: Value::Null,
            after: Value::Null,
            causes: causes.into_iter().cloned().collect(),
        };
        let told = change_row(&self.diff, &change, self.log);
        let to = &self.diff.to;
        let (title, before) = match kept {
            _ if explained => (told.title, KeptFact::Told(told.before)),
            None => (title([to, to], path), KeptFact::Told(Fact::Nothing)),
            Some(kept) => (title([to, to], path), KeptFact::Kept(self.kept(path, field, kept, &told.after))),
        };
        KeptChange {
            process: told.process,
            path: told.path,
            slot: told.slot,
            title,
            field: told.field,
            op: told.op,
            before,
            after: told.after,
            undecided_between: told.undecided_between,
            why: told.why,
            causes: told.causes,
            explained,
        }
    }

    /// Returns a slot of the snapshot or a field of it, with the names of registered keys behind them; `after` is
    /// what it is now.
    fn kept(&self, path: &Path, field: Option<&String>, kept: &KeptSlot, after: &Fact) -> Value {
        let mut fields = with_names(path.collection(), kept.fields.clone(), self.log.names());
        match (field, after) {
            (None, _) => Value::Object(fields),
            (Some(name), Fact::Field { value: Value::Array(_), .. }) => {
                fields.shift_remove(name).unwrap_or_else(|| json!([]))
            }
            (Some(name), _) => fields.shift_remove(name).unwrap_or_default(),
        }
    }
}
