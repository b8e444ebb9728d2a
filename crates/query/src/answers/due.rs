//! `due`: what is due and overdue at a moment, who owes it, and by how long it is late.

use asof_core::{Claimant, Key};
use asof_projector::state::ceasefires::Phase;
use asof_projector::{Dated, Lateness, Path, Slot, State, Value as SlotValue, role, row};
use chrono::NaiveDate;

use crate::answers::envelope::Envelope;
use crate::answers::envelope::together;
use crate::answers::rows::title;
use crate::ask::query::ResolvedQuery;
use crate::ask::selection::{PENDING, is_pending};
use crate::source::log::Log;

row! {
    /// What is awaited by a date, who owes it and by how long it is late: what `due` prints.
    pub struct DueList as "DueList" {
        /// What every answer begins with.
        envelope: Envelope as role::Flat,
        /// What is due, what is due first before the rest.
        due: Vec<DueRow> as role::Rows,
        /// How much else is awaited without a date.
        undated: u64,
        /// How much that has a date is suspended, and so not due.
        suspended: u64,
        /// How many promises have a date that only others say, and so none of their own.
        reported: u64,
    }
}

row! {
    /// One thing that is due.
    pub struct DueRow as "Due" {
        /// The negotiation.
        process: Key,
        /// The row of it, by its path.
        path: Path,
        /// What the row is called, or what it is about; null if it has no such name.
        title: Option<String> as role::Prose,
        /// What sort of thing.
        sort: DueSort,
        /// Who owes it: the promise, the answer, the meeting, the ceasefire.
        owed_by: Vec<Key> as role::Actor,
        /// To whom; empty of meetings and ceasefires, and where it is not stated.
        owed_to: Vec<Key> as role::Actor,
        /// By when; of a ceasefire the last day of its duration.
        due: Dated as role::Date,
        /// How many days are left until its last day; null if that is gone by, or no moment was asked about.
        days_left: Option<u64>,
        /// The phase that a ceasefire last reached; null of all else.
        phase: Option<Phase>,
        /// How many days its last day is gone by; null if it is not.
        overdue_days: Option<u64>,
        /// The events that the row rests on.
        events: Vec<Key>,
        /// Whose word it is.
        attributed_to: Vec<Claimant>,
        /// The events that confirm it.
        confirmed_by: Vec<Key>,
        /// The events that deny it.
        denied_by: Vec<Key>,
        /// The events whose dates, or links to it, are inferred.
        inferred: Vec<Key>,
        /// The possible events that would change it.
        maybe: Vec<Key>,
    }
}

asof_core::words! {
    /// What sort of thing is due.
    pub enum DueSort {
        /// What was promised.
        Commitment = "commitment",
        /// An answer to a proposal.
        Answer = "answer",
        /// A planned meeting.
        Meeting = "meeting",
        /// The end of a ceasefire, or word of what follows it.
        Ceasefire = "ceasefire",
    }
}

/// Returns what is awaited by a date, what is due first before the rest.
pub fn due(log: &Log, asked: &ResolvedQuery) -> DueList {
    let states: Vec<State> =
        asked.reading.iter().map(|process| log.as_of(&asked.as_of).state(process)).collect();
    let mut awaited: Vec<(NaiveDate, DueRow)> = Vec::new();
    let (mut undated, mut suspended, mut reported) = (0_u64, 0_u64, 0_u64);
    for state in &states {
        for due in of(state) {
            reported += u64::from(is_due_by_others(&due.slot.value));
            match due.lateness.last_day {
                Some(day) if due.lateness.is_awaited => awaited.extend(due.row(state).map(|row| (day, row))),
                Some(_) => suspended += u64::from(due.lateness.is_suspended),
                // A ceasefire without a duration waits for nothing.
                None => undated += u64::from(due.lateness.is_awaited && is_pending(&due.slot.value)),
            }
        }
    }
    awaited.sort_by_key(|(day, _)| *day);
    let counted = together(states.iter().map(|state| state.counted));
    let envelope = Envelope::new(asked, log.names(), counted);
    let due = awaited.into_iter().map(|(_, row)| row).collect();
    DueList { envelope, due, undated, suspended, reported }
}

/// Returns whether a promise has a date that only others say, because no side that it binds has promised it.
fn is_due_by_others(value: &SlotValue) -> bool {
    let SlotValue::Commitment(promise) = value else { return false };
    promise.status.is_none() && promise.reported_terms.iter().any(|terms| terms.due.written.is_some())
}

/// Returns what was still awaited at the later of two points and whose last day passed between them, of the paths asked for.
pub(crate) fn passed(from: &State, to: &State, is_asked: impl Fn(&Path) -> bool) -> Vec<DueRow> {
    let (from, to) = if from.as_of.occurred <= to.as_of.occurred { (from, to) } else { (to, from) };
    let is_passed = |lateness: &Lateness| {
        let (Some(due), Some(day)) = (&lateness.due, lateness.last_day) else { return false };
        let is_before = |state: &State, day: NaiveDate| state.day(due.zone).is_some_and(|today| day < today);
        lateness.is_awaited && is_before(to, day) && !is_before(from, day) && from.day(due.zone).is_some()
    };
    let mut passed: Vec<Due<'_>> =
        of(to).filter(|due| is_passed(&due.lateness) && is_asked(due.path)).collect();
    passed.sort_by_key(|due| due.lateness.last_day);
    passed.into_iter().filter_map(|due| due.row(to)).collect()
}

/// A slot of which something is due: what sort of thing, who owes it, and to whom.
struct Due<'s> {
    path: &'s Path,
    slot: &'s Slot,
    sort: DueSort,
    owed_by: &'s [Key],
    owed_to: &'s [Key],
    lateness: Lateness,
}

/// Returns the slots of which something can be due.
fn of(state: &State) -> impl Iterator<Item = Due<'_>> {
    let slots = PENDING.into_iter().flat_map(|collection| state.collection(collection));
    slots.filter_map(|(path, slot)| {
        let (sort, owed_by, owed_to): (DueSort, &[Key], &[Key]) = match &slot.value {
            SlotValue::Commitment(commitment) => {
                (DueSort::Commitment, &commitment.owed_by, &commitment.owed_to)
            }
            SlotValue::Proposal(proposal) => (DueSort::Answer, &proposal.to, &proposal.tabled_by),
            SlotValue::Meeting(meeting) => (DueSort::Meeting, &meeting.parties, &[]),
            SlotValue::Ceasefire(ceasefire) => (DueSort::Ceasefire, &ceasefire.declared_by, &[]),
            _ => return None,
        };
        Some(Due { path, slot, sort, owed_by, owed_to, lateness: state.lateness(slot)? })
    })
}

impl Due<'_> {
    /// Returns what is due, who owes it to whom, by when, how late it is, and what it rests on.
    fn row(&self, state: &State) -> Option<DueRow> {
        let lateness = &self.lateness;
        let today = lateness.due.as_ref().and_then(|due| state.day(due.zone));
        let left = lateness.last_day.zip(today).map(|(day, today)| (day - today).num_days());
        let grounds = state.row(self.path, self.slot).grounds;
        Some(DueRow {
            process: state.process.clone(),
            path: self.path.clone(),
            title: title([state, state], self.path),
            sort: self.sort,
            owed_by: self.owed_by.to_vec(),
            owed_to: self.owed_to.to_vec(),
            due: lateness.due.clone()?,
            days_left: left.and_then(|days| u64::try_from(days).ok()),
            phase: match &self.slot.value {
                SlotValue::Ceasefire(ceasefire) => ceasefire.phase,
                _ => None,
            },
            overdue_days: lateness.overdue_days.or(lateness.duration_over).filter(|days| *days > 0),
            events: grounds.events,
            attributed_to: grounds.attributed_to,
            confirmed_by: grounds.confirmed_by,
            denied_by: grounds.denied_by,
            inferred: grounds.inferred,
            maybe: grounds.maybe,
        })
    }
}
