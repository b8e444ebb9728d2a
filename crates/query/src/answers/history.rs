//! `history`: how one fact moved, as the world did or as the public learned.

use std::collections::BTreeSet;

use asof_core::{AsOf, Entry, Event, Key, RecordKind, Until, Zone};
use asof_projector::{
    Change, ChangeReason, Diff, EventStatus, Instant, Op, Slot, Value as SlotValue, View, Writing, diff,
    events_affecting, project, role, row,
};

use chrono::{DateTime, TimeDelta, Utc};
use foldhash::{HashSet, HashSetExt};
use serde_json::{Map, Value};

use crate::answers::diff::{CauseRow, ChangeRow, change_row};
use crate::answers::envelope::Envelope;
use crate::answers::fact::{AsFact, Fact};
use crate::answers::log::dates_of;
use crate::answers::rows::title;
use crate::answers::sentence::{instant, limit_in_words};
use crate::ask::filter::dates;
use crate::ask::query::ResolvedQuery;
use crate::ask::state_path::{PathError, StatePath, facts_of_person};
use crate::source::log::Log;

row! {
    /// How one fact moved up to the point: what `history` prints.
    pub struct History as "History" {
        /// What every answer begins with.
        envelope: Envelope as role::Flat,
        /// The path of the fact, with the field as one more segment if it is one.
        path: String,
        /// The path of its row.
        slot: String,
        /// The field; null for a whole row.
        field: Option<String>,
        /// What the row is called, or what it is about; null if it has no such name.
        title: Option<String> as role::Prose,
        /// What moves it.
        by: Moving,
        /// Its changes, from the first to the last.
        changes: Vec<Move> as role::Rows,
    }
}

row! {
    /// One change of a fact, at the first moment at which it holds.
    pub struct Move as "Move" {
        /// The negotiation.
        process: Key,
        /// The moment, in words.
        at: String,
        /// The end of that moment, not included; null for the end of the log.
        at_until: Option<Instant>,
        /// The path of what changed.
        path: String,
        /// The field; null for a whole row.
        field: Option<String>,
        /// What happened to it.
        op: Op,
        /// What it was; null if it was not there.
        before: Fact as AsFact,
        /// What it is; null if it is not there.
        after: Fact as AsFact,
        /// What the row may be then, where the order of the events that decide is not recorded; empty if it is.
        undecided_between: Vec<String> as role::Prose,
        /// The reasons of its causes, each once.
        why: Vec<ChangeReason>,
        /// The events that moved it.
        causes: Vec<CauseRow> as role::Rows,
        /// Those events alone.
        events: Vec<String> as role::Event,
    }
}

asof_core::words! {
    /// What moves a fact.
    pub enum Moving {
        /// The world: the states of all days, each with what the point knows of it.
        World = "world",
        /// Knowledge: what the public could know on all days up to the knowledge of the point, each of what had happened by
        /// then.
        Knowledge = "knowledge",
    }
}

/// Returns how a fact moved up to the point asked for, a row a change, each at the first moment at which it holds. By
/// knowledge a moment at which what was learned cancels out has a row too, whose `before` and `after` are the same.
pub fn history(log: &Log, asked: &ResolvedQuery, fact: &StatePath, moving: Moving) -> History {
    let end = log.as_of(&asked.as_of).state(&asked.process);
    History {
        envelope: Envelope::new(asked, log.names(), end.counted),
        path: fact.to_string(),
        slot: fact.path.to_string(),
        field: fact.field.clone(),
        title: title([&end, &end], &fact.path),
        by: moving,
        changes: moves(log, asked, fact, moving),
    }
}

/// Returns how what a text names moved up to the point asked for: a fact by its path or the last words of it, or all that is on
/// record of a person.
///
/// # Errors
///
/// Nothing has that name, or several facts have it.
pub fn history_named(
    log: &Log,
    asked: &ResolvedQuery,
    text: &str,
    moving: Moving,
) -> Result<History, PathError> {
    match StatePath::find(log, &asked.process, &asked.as_of, text) {
        Ok(fact) => Ok(history(log, asked, &fact, moving)),
        Err(error) => {
            let (person, facts) = facts_of_person(log, asked, text).ok_or(error)?;
            Ok(history_of_person(log, asked, &person, &facts, moving))
        }
    }
}

/// Returns how all that is on record of a person moved, fact by fact.
fn history_of_person(
    log: &Log,
    asked: &ResolvedQuery,
    person: &Key,
    facts: &[StatePath],
    moving: Moving,
) -> History {
    let end = log.as_of(&asked.as_of).state(&asked.process);
    History {
        envelope: Envelope::new(asked, log.names(), end.counted),
        path: person.to_string(),
        slot: person.to_string(),
        field: None,
        title: Some(log.names().get(person.as_str()).to_owned()),
        by: moving,
        changes: facts.iter().flat_map(|fact| moves(log, asked, fact, moving)).collect(),
    }
}

/// Returns the changes of a fact up to the point asked for.
pub(crate) fn moves(log: &Log, asked: &ResolvedQuery, fact: &StatePath, moving: Moving) -> Vec<Move> {
    let affecting = events_affecting(log.events(), &asked.process, &fact.path);
    Telling { log, asked, fact, moving, affecting }.changes()
}

struct Telling<'a> {
    log: &'a Log,
    asked: &'a ResolvedQuery,
    fact: &'a StatePath,
    moving: Moving,
    /// The events that bear on the fact.
    affecting: Vec<Event>,
}

impl Telling<'_> {
    /// Walks from the beginning through the moments at which something that bears on the fact comes to count.
    fn changes(&self) -> Vec<Move> {
        let mut rows = Vec::new();
        let mut before = self.as_of(Until::Before(DateTime::<Utc>::MIN_UTC));
        let mut was = None;
        for limit in self.moments() {
            let as_of = self.as_of(limit);
            let state = project(&self.affecting, &self.asked.process, &as_of);
            let is = state.slots.get(&self.fact.path).map(Slot::fields);
            if is != was {
                let diff = diff(&self.affecting, &self.asked.process, &before, &as_of);
                rows.extend(self.rows(limit, &diff));
            } else {
                rows.extend(self.cancelled(&before, limit, was.as_ref()));
            }
            was = is;
            before = as_of;
        }
        rows
    }

    /// Returns the last moment of the history: with knowledge that of the point, which nothing later is to enter.
    fn end(&self) -> Until {
        let AsOf { occurred, known, .. } = self.asked.as_of;
        match self.moving {
            Moving::World => occurred,
            Moving::Knowledge => occurred.min(known),
        }
    }

    /// Returns the point at a moment.
    fn as_of(&self, limit: Until) -> AsOf {
        match self.moving {
            Moving::World => AsOf { occurred: limit, ..self.asked.as_of },
            Moving::Knowledge => AsOf { occurred: limit, known: limit, ..self.asked.as_of },
        }
    }

    /// Returns the moments at which something that bears on the fact comes to count, and the end.
    fn moments(&self) -> Vec<Until> {
        let moving = self.moved_by();
        let end = self.end();
        let known = match self.moving {
            Moving::World => self.asked.as_of.known,
            Moving::Knowledge => Until::All,
        };
        let times =
            View::new(&self.affecting, &AsOf { occurred: Until::All, known, ..self.asked.as_of }).times();
        let moves = |event: &Event| match &event.draft.entry {
            Entry::World(world) => moving.contains(&(world.process.clone(), event.draft.key.clone())),
            Entry::Record(record) => record.process == self.asked.process,
            Entry::Registry(_) => false,
        };
        // What narrows the date of an event that moves it lets that count earlier once it is known.
        let is_narrowed = self
            .affecting
            .iter()
            .zip(&times)
            .any(|(event, times)| !times.narrowed_by.is_empty() && moves(event));
        let mut moments = BTreeSet::from([end]);
        for (event, times) in self.affecting.iter().zip(&times) {
            let counts = moves(event) || is_narrowed && matches!(event.draft.entry, Entry::World(_));
            let dates = dates_of(event, times, self.log).into_iter().flatten().filter(|_| counts);
            let latest = dates.flat_map(|dated| [dated.bounds.latest, dated.when.bounds(dated.zone).latest]);
            moments.extend(latest.flatten().map(Until::Before).filter(|moment| *moment < end));
        }
        moments.into_iter().collect()
    }

    /// Returns the events that the fact rests on at some knowledge of the world as it went on to the end. What rests on
    /// what changes only where a correction or retraction becomes known.
    fn moved_by(&self) -> HashSet<(Key, Key)> {
        let knowledge = match self.moving {
            Moving::World => vec![self.asked.as_of.known],
            Moving::Knowledge => self.turning_points(),
        };
        let mut found = HashSet::new();
        for known in knowledge {
            let as_of = AsOf { occurred: Until::All, known, ..self.asked.as_of };
            let state = project(&self.affecting, &self.asked.process, &as_of);
            let moving = state.moved_by(&self.fact.path).iter();
            found.extend(moving.map(|key| (self.asked.process.clone(), key.clone())));
            let slot = state.slots.get(&self.fact.path);
            found.extend(slot.into_iter().flat_map(|slot| self.compared(&slot.value)));
        }
        found
    }

    /// Returns the knowledge with and without each correction and retraction.
    fn turning_points(&self) -> Vec<Until> {
        let mut points = vec![Until::All];
        for event in &self.affecting {
            let Entry::Record(record) = &event.draft.entry else { continue };
            if matches!(record.kind, RecordKind::Correction(_) | RecordKind::Retraction(_)) {
                let latest =
                    record.kind.known().and_then(|known| known.when().bounds(self.asked.zone).latest);
                let just_before = latest.map(|latest| latest - TimeDelta::microseconds(1));
                points.extend([latest, just_before].into_iter().flatten().map(Until::Before));
            }
        }
        points
    }

    /// Returns the events that a discrepancy compares: it stands when all of them do.
    fn compared(&self, value: &SlotValue) -> Vec<(Key, Key)> {
        let SlotValue::Discrepancy(value) = value else { return Vec::new() };
        let named = value.named().map(|named| named.resolve(&self.asked.process));
        named.map(|(process, key)| (process.clone(), key.clone())).collect()
    }

    /// Returns the rows of one moment: the changes of the fact there, with their causes.
    fn rows(&self, limit: Until, diff: &Diff) -> Vec<Move> {
        let of_fact = diff.changes.iter().filter(|change| change.path == self.fact.path);
        of_fact.filter_map(|change| self.told(limit, diff, change)).collect()
    }

    /// Returns a change as a row; `None` if it is not of the fact asked for.
    fn told(&self, limit: Until, diff: &Diff, change: &Change) -> Option<Move> {
        let ChangeRow { before, after, undecided_between, why, causes, .. } =
            change_row(diff, change, self.log);
        let (field, before, after) = match (&self.fact.field, &change.field) {
            (None, field) => (field.clone(), before, after),
            (Some(asked), Some(field)) if asked == field => (Some(asked.clone()), before, after),
            (Some(_), Some(_)) => return None,
            // The whole slot came or went, and the field with it.
            (Some(asked), None) => {
                (Some(asked.clone()), self.field_of(before, asked), self.field_of(after, asked))
            }
        };
        // A field that nobody states does not move when the fact comes on record.
        if before.says_the_same(&after) {
            return None;
        }
        Some(Move {
            process: self.asked.process.clone(),
            at: limit_in_words(limit, self.asked.zone),
            at_until: instant(limit, self.asked.zone),
            path: StatePath { path: self.fact.path.clone(), field: field.clone() }.to_string(),
            field,
            op: change.op,
            before,
            after,
            undecided_between,
            why,
            causes,
            events: change.causes.iter().map(|cause| cause.event.clone()).collect(),
        })
    }

    /// Returns one field of what is a whole row.
    fn field_of(&self, fact: Fact, field: &str) -> Fact {
        match fact {
            Fact::Row(row) => {
                let fields = Writing::named(self.log.names()).row(&*row);
                Fact::field_of(*row, field, fields)
            }
            other => other,
        }
    }

    /// Returns the row of a moment at which the fact stands as before, though something learned then, alone, would have
    /// moved it.
    fn cancelled(&self, before: &AsOf, limit: Until, was: Option<&Map<String, Value>>) -> Option<Move> {
        if self.moving == Moving::World || self.fact.field.is_some() {
            return None;
        }
        let arriving = self.arriving(before, limit);
        if arriving.len() < 2 {
            return None;
        }
        let moves = |alone: &&Event| {
            let others =
                |event: &&Event| !arriving.iter().any(|other| other.id == event.id && other.id != alone.id);
            let events: Vec<Event> = self.affecting.iter().filter(others).cloned().collect();
            let state = project(&events, &self.asked.process, &self.as_of(limit));
            state.slots.get(&self.fact.path).map(Slot::fields).as_ref() != was
        };
        arriving.iter().any(moves).then(|| {
            let events: Vec<String> = arriving.iter().map(|event| event.draft.key.to_string()).collect();
            let cause = |event: &String| CauseRow {
                event: event.clone(),
                why: ChangeReason::Learned,
                by: None,
                reason: None,
            };
            let state = project(&self.affecting, &self.asked.process, &self.as_of(limit));
            let stands = Fact::row(&state, &self.fact.path);
            Move {
                process: self.asked.process.clone(),
                at: limit_in_words(limit, self.asked.zone),
                at_until: instant(limit, self.asked.zone),
                path: self.fact.to_string(),
                field: None,
                op: Op::Changed,
                before: stands.clone(),
                after: stands,
                undecided_between: Vec::new(),
                why: vec![ChangeReason::Learned],
                causes: events.iter().map(cause).collect(),
                events,
            }
        })
    }

    /// Returns the events that count from this moment on, and those that would if nothing else did away with them.
    fn arriving(&self, before: &AsOf, limit: Until) -> Vec<&Event> {
        let in_force = |as_of: &AsOf| {
            let statuses = View::new(&self.affecting, as_of).statuses().into_iter();
            statuses.map(|standing| standing == EventStatus::InForce)
        };
        let counts = in_force(before).zip(in_force(&self.as_of(limit)));
        let arriving = self
            .affecting
            .iter()
            .zip(counts)
            .filter(|(event, (before, now))| if *now { !before } else { self.ends_at(event, limit) });
        arriving.map(|(event, _)| event).collect()
    }

    /// Returns whether an event counts from this moment on, by what it says itself.
    fn ends_at(&self, event: &Event, limit: Until) -> bool {
        let (occurred, known) = dates(event);
        let zone = event.draft.process().map_or(Zone::UTC, |process| self.log.zone(process));
        let latest =
            [occurred, known].into_iter().flatten().filter_map(|when| when.bounds(zone).latest).max();
        latest.is_some_and(|latest| Until::Before(latest) == limit)
    }
}
