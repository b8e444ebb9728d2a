//! What differs between a snapshot and the log as it is now, and what made it differ.

use std::collections::BTreeSet;

use asof_core::{AsOf, Head, Until};
use asof_projector::{Change, Diff, Op, Path};
use serde_json::{Map, Value, json};

use super::ancestry::{Ancestry, Beginning};
use super::slots::{self, KeptSlot, Slots};
use super::{EditedBy, Snapshot};
use crate::answers::diff::changes_json;
use crate::answers::sentence::limit_json;
use crate::ask::query::ResolvedQuery;
use crate::source::log::Log;

/// What a snapshot differs in from the log as it is now.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The dates of the question that are other moments now.
    pub(crate) moved: Vec<Value>,
    /// How the log stands to the one of which it was taken.
    pub(crate) beginning: Beginning,
    /// Whose hand the snapshot shows.
    pub(crate) hand: EditedBy,
    /// The changes as the contract has them, each with whether events explain it.
    pub(crate) changes: Vec<Value>,
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
        Self {
            moved: moved(golden, asked),
            beginning: lineage.beginning(golden.head(), golden.root),
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
fn moved(golden: &Snapshot, asked: &ResolvedQuery) -> Vec<Value> {
    let question = &golden.question;
    let then = golden.token.as_of;
    let clocks: [(&str, Option<&String>, Until, Until); 2] = [
        ("occurred", Some(&question.at), then.occurred, asked.as_of.occurred),
        ("known", question.known.as_ref(), then.known, asked.as_of.known),
    ];
    let moved = clocks.into_iter().filter(|(_, _, was, is)| was != is);
    let row = |(clock, date, was, is): (&str, Option<&String>, Until, Until)| {
        json!({
            "clock": clock,
            "date": date,
            "was": limit_json(was, asked.zone),
            "is": limit_json(is, asked.zone),
        })
    };
    moved.map(row).collect()
}

/// A snapshot, and what the log says of the point at which it was taken and of the one now.
struct Compared {
    diff: Diff,
    /// The slots of the snapshot, of the log at the snapshot's point, and of the log now.
    states: [Slots; 3],
}

impl Compared {
    fn changes(mut self, log: &Log) -> Vec<Value> {
        let [golden, _, now] = &self.states;
        let paths: BTreeSet<Path> = golden.keys().chain(now.keys()).cloned().collect();
        let found: Vec<(Change, bool)> = paths.iter().flat_map(|path| self.of_slot(path)).collect();
        // A whole slot is shown as the state has it: one that the snapshot tells otherwise is not in the state.
        let [golden, then, _] = &self.states;
        let as_kept = |path: &Path| {
            golden.get(path).map(|slot| &slot.fields) == then.get(path).map(|slot| &slot.fields)
        };
        self.diff.from.slots.retain(|path, _| as_kept(path));
        let (changes, explained): (Vec<Change>, Vec<bool>) = found.into_iter().unzip();
        self.diff.changes = changes;
        let rows = changes_json(&self.diff, log).into_iter().zip(explained);
        let marked = rows.map(|(mut row, explained)| {
            row["explained"] = json!(explained);
            row
        });
        marked.collect()
    }

    /// Returns the changes of a slot, each with whether events explain it: they do where the log tells of then what
    /// the snapshot tells.
    fn of_slot(&self, path: &Path) -> Vec<(Change, bool)> {
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
    ) -> (Change, bool) {
        let of_slot = || self.diff.changes.iter().filter(|change| change.path == *path);
        let same =
            |change: &&Change| field.is_none() || change.field.is_none() || change.field.as_ref() == field;
        if explained && let Some(change) = of_slot().find(same) {
            return (change.clone(), true);
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
        (change, explained)
    }
}
