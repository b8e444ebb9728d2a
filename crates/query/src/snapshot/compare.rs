//! What differs between a snapshot and the log as it is now, and what made it differ.

use std::collections::BTreeSet;

use asof_core::{AsOf, Head, Key, Until};
use asof_projector::{
    Axis, Cell, Change, ChangeReason, Described, Diff, Field, Op, Path, Row, State, role, row,
};
use schemars::json_schema;
use serde_json::{Map, Value, json};

use super::ancestry::{Ancestry, Beginning};
use super::naming::RowSchema;
use super::slots::{self, KeptSlot, Slots};
use super::{EditedBy, Snapshot};
use crate::answers::diff::{CauseRow, change_row};
use crate::answers::envelope::UntilRow;
use crate::answers::fact::{AsFact, Fact, make_visible};
use crate::answers::rows::title;
use crate::answers::sentence::until_row;
use crate::ask::query::ResolvedQuery;
use crate::source::log::Log;

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
    /// A row as the log has it too, a field of one, or nothing.
    Told(Fact),
    /// A row that the log has otherwise or not at all: the fields that the snapshot keeps, with the names of registered keys
    /// behind them.
    Kept(Map<String, Value>),
}

/// What a snapshot says as a field: whatever it keeps.
#[derive(Debug)]
pub(crate) enum AsKept {}

impl Field<AsKept> for KeptFact {
    fn put(&self, name: &str, row: &mut Row<'_>) {
        match self {
            Self::Told(fact) => Field::<AsFact>::put(fact, name, row),
            Self::Kept(fields) => row.put(name, Value::Object(fields.clone())),
        }
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add_as(name, about, json_schema!({}));
    }

    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Told(fact) => Field::<AsFact>::cell(fact),
            Self::Kept(fields) => Cell::Plain(Value::Object(fields.clone())),
        }
    }

    fn show_unseen(&mut self) {
        match self {
            Self::Told(fact) => Field::<AsFact>::show_unseen(fact),
            Self::Kept(fields) => fields.values_mut().for_each(make_visible),
        }
    }
}

/// What a snapshot differs in from the log as it is now.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The dates of the question that are other moments now.
    pub(crate) moved: Vec<MovedDate>,
    /// How the log stands to the one of which it was taken.
    pub(crate) beginning: Beginning,
    /// Where a line of the log was changed, in words.
    pub(crate) damage: Option<String>,
    /// Whose hand the snapshot shows.
    pub(crate) hand: EditedBy,
    /// The changes, each with whether events explain it.
    pub(crate) changes: Vec<KeptChange>,
    /// Whether the slots rest on the same events.
    pub(crate) same_grounds: bool,
}

/// The point at which a snapshot is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ComparedAt {
    /// That at which it was taken, with all that the log holds now.
    Kept,
    /// That which its question names now.
    Named,
}

impl Comparison {
    /// Compares a snapshot with a log whose answer to its question is `asked`.
    pub(crate) fn of(
        log: &Log,
        lineage: &Ancestry<'_>,
        (golden, hand): (&Snapshot, EditedBy),
        asked: &ResolvedQuery,
        moment: ComparedAt,
    ) -> Self {
        let then = golden.token.as_of;
        let now = match moment {
            ComparedAt::Kept => AsOf { recorded: Head::All, ..then },
            ComparedAt::Named => asked.as_of,
        };
        let diff = log.as_of(&then).diff(&log.as_of(&now), &golden.token.process);
        let states = [golden.slots.clone(), slots::of(&diff.from), slots::of(&diff.to)];
        let (beginning, damage) = lineage.beginning(golden.head(), golden.root);
        Self {
            moved: moved(golden, asked),
            beginning,
            damage: damage.map(ToString::to_string),
            hand,
            same_grounds: states[0] == states[2],
            changes: Compared { diff, states }.changes(log),
        }
    }

    /// Returns whether nothing of it is a finding.
    pub(crate) fn is_clean(&self) -> bool {
        self.moved.is_empty() && self.beginning == Beginning::Same && self.changes.is_empty()
    }
}

/// Returns the dates of the question that name another moment than they did.
fn moved(golden: &Snapshot, asked: &ResolvedQuery) -> Vec<MovedDate> {
    let question = &golden.question;
    let then = golden.token.as_of;
    let clocks: [(Axis, Option<&String>, Until, Until); 2] = [
        (Axis::Occurred, Some(&question.at), then.occurred, asked.as_of.occurred),
        (Axis::Known, question.known.as_ref(), then.known, asked.as_of.known),
    ];
    let moved = clocks.into_iter().filter(|(_, _, was, is)| was != is);
    let row = |(clock, date, was, is): (Axis, Option<&String>, Until, Until)| MovedDate {
        clock,
        date: date.cloned(),
        was: until_row(was, asked.zone),
        is: until_row(is, asked.zone),
    };
    moved.map(row).collect()
}

/// A snapshot, and what the log says of the point at which it was taken and of the one now.
struct Compared {
    diff: Diff,
    /// The slots of the snapshot, of the log at the snapshot's point, and of the log now.
    states: [Slots; 3],
}

/// A change of a slot.
struct Found {
    change: Change,
    /// Whether events explain it.
    explained: bool,
    /// Whether the log has it too, so that both say the same of before and after.
    is_of_the_log: bool,
}

impl Compared {
    fn changes(&self, log: &Log) -> Vec<KeptChange> {
        let [golden, _, now] = &self.states;
        let paths: BTreeSet<&Path> = golden.keys().chain(now.keys()).collect();
        let found = paths.into_iter().flat_map(|path| self.of_slot(path));
        found.map(|found| self.row(found, log)).collect()
    }

    /// Returns the changes of a slot: events explain one where the log tells of then what the snapshot tells.
    fn of_slot(&self, path: &Path) -> Vec<Found> {
        let [golden, then, now] =
            self.states.each_ref().map(|slots| slots.get(path).map(|slot: &KeptSlot| &slot.fields));
        match (golden, now) {
            (Some(before), Some(after)) => {
                let gone = before.keys().filter(|name| !after.contains_key(*name));
                let names = after.keys().chain(gone);
                let differing = names.filter(|name| before.get(*name) != after.get(*name));
                let change = |name: &String| {
                    let explained = then.is_some_and(|then| then.get(name) == before.get(name));
                    let (before, after) = (before.get(name), after.get(name));
                    self.change(path, Some(name), (before.cloned(), after.cloned()), explained)
                };
                differing.map(change).collect()
            }
            (None, None) => Vec::new(),
            (before, after) => {
                let whole = |fields: Option<&Map<String, Value>>| fields.cloned().map(Value::Object);
                vec![self.change(path, None, (whole(before), whole(after)), before == then)]
            }
        }
    }

    fn change(
        &self,
        path: &Path,
        field: Option<&String>,
        (before, after): (Option<Value>, Option<Value>),
        explained: bool,
    ) -> Found {
        let of_slot = || self.diff.changes.iter().filter(|change| change.path == *path);
        let same =
            |change: &&Change| field.is_none() || change.field.is_none() || change.field.as_ref() == field;
        if explained && let Some(change) = of_slot().find(same) {
            return Found { change: change.clone(), explained, is_of_the_log: true };
        }
        let op = match (&field, &before) {
            (Some(_), _) => Op::Changed,
            (None, None) => Op::Added,
            (None, Some(_)) => Op::Removed,
        };
        let empty = |other: &Option<Value>| match (field, other) {
            (Some(_), Some(Value::Array(_))) => json!([]),
            _ => Value::Null,
        };
        let causes: BTreeSet<_> = of_slot().filter(same).flat_map(|change| change.causes.clone()).collect();
        let change = Change {
            path: path.clone(),
            field: field.cloned(),
            op,
            before: before.clone().unwrap_or_else(|| empty(&after)),
            after: after.unwrap_or_else(|| empty(&before)),
            causes: causes.into_iter().collect(),
        };
        Found { change, explained, is_of_the_log: false }
    }

    /// Returns a change as a row.
    fn row(&self, found: Found, log: &Log) -> KeptChange {
        let Found { change, explained, is_of_the_log } = found;
        let told = change_row(&self.diff, &change, log);
        let (path, to) = (&change.path, &self.diff.to);
        let title = if self.is_as_kept(path) { told.title } else { title([to, to], path) };
        let (before, after) = match &change.field {
            _ if is_of_the_log => (KeptFact::Told(told.before), told.after),
            Some(name) => {
                let before = kept_field(to, path, name, change.before, log);
                (KeptFact::Told(before), kept_field(to, path, name, change.after, log))
            }
            None => (self.kept_row(path, told.before, log), told.after),
        };
        KeptChange {
            process: told.process,
            path: told.path,
            slot: told.slot,
            title,
            field: told.field,
            op: told.op,
            before,
            after,
            undecided_between: told.undecided_between,
            why: told.why,
            causes: told.causes,
            explained,
        }
    }

    /// Returns whether the log has a slot at the snapshot's point as the snapshot keeps it.
    fn is_as_kept(&self, path: &Path) -> bool {
        let [golden, then, _] = self.states.each_ref().map(|slots| slots.get(path).map(|slot| &slot.fields));
        golden == then
    }

    /// Returns a whole slot of the snapshot; `told` is what the log has at its point.
    fn kept_row(&self, path: &Path, told: Fact, log: &Log) -> KeptFact {
        match self.states[0].get(path) {
            None => KeptFact::Told(Fact::Nothing),
            Some(_) if self.is_as_kept(path) => KeptFact::Told(told),
            Some(KeptSlot { fields, .. }) => {
                let schema = RowSchema::of(path.collection());
                KeptFact::Kept(schema.with_names(fields.clone(), log.names()))
            }
        }
    }
}

/// Returns a field of a slot as a snapshot keeps it, with the names of registered keys behind them.
fn kept_field(state: &State, path: &Path, name: &str, value: Value, log: &Log) -> Fact {
    let Some(slot) = state.slots.get(path) else { return Fact::Nothing };
    let fields = Map::from_iter([(name.to_owned(), value)]);
    let fields = RowSchema::of(path.collection()).with_names(fields, log.names());
    Fact::field_of(state.row(path, slot), name, fields)
}
