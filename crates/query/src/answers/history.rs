//! `history`: how one fact moved, as the world did or as the public learned.

use std::collections::{BTreeSet, HashSet};

use asof_core::{AsOf, Entry, Event, Key, RecordKind, Until, Zone};
use asof_projector::{
    ChangeReason, Diff, EventStatus, Op, Row, Slot, Value as SlotValue, View, diff, events_affecting, project,
};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::answers::answer::{Answer, counted_json};
use crate::answers::diff::change_json;
use crate::answers::log::dates_of;
use crate::answers::rows::title;
use crate::answers::sentence::limit_in_words;
use crate::ask::filter::dates;
use crate::ask::query::ResolvedQuery;
use crate::ask::state_path::StatePath;
use crate::source::log::Log;

/// What moves a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Moving {
    /// The world: the states of all days, each with what the point knows of it.
    World,
    /// Knowledge: what the public could know on all days up to the knowledge of the point, each of what had happened by
    /// then.
    Knowledge,
}

/// Returns how a fact moved up to the point asked for, a row a change, each at the first moment at which it holds. By
/// knowledge a moment at which what was learned cancels out has a row too, whose `before` and `after` are the same.
pub fn history(log: &Log, asked: &ResolvedQuery, fact: &StatePath, moving: Moving) -> Answer {
    let end = log.as_of(&asked.as_of).state(&asked.process);
    let mut answer = Answer::new("history", asked, log.names());
    answer.put("counted", counted_json(end.counted));
    answer.put("path", json!(fact.to_string()));
    answer.put("slot", json!(fact.path.to_string()));
    answer.put("field", json!(fact.field));
    answer.put("title", json!(title([&end, &end], &fact.path)));
    answer.put("by", json!(moving));
    answer.put("changes", Value::Array(changes_of(log, asked, fact, moving)));
    answer
}

/// Returns how all that is on record of a person moved, fact by fact.
pub fn history_of_person(
    log: &Log,
    asked: &ResolvedQuery,
    person: &Key,
    facts: &[StatePath],
    moving: Moving,
) -> Answer {
    let end = log.as_of(&asked.as_of).state(&asked.process);
    let mut answer = Answer::new("history", asked, log.names());
    answer.put("counted", counted_json(end.counted));
    answer.put("path", json!(person));
    answer.put("slot", json!(person));
    answer.put("field", Value::Null);
    answer.put("title", json!(log.names().get(person.as_str())));
    answer.put("by", json!(moving));
    answer.put("changes", facts.iter().flat_map(|fact| changes_of(log, asked, fact, moving)).collect());
    answer
}

fn changes_of(log: &Log, asked: &ResolvedQuery, fact: &StatePath, moving: Moving) -> Vec<Value> {
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
    fn changes(&self) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut before = self.as_of(Until::Before(DateTime::<Utc>::MIN_UTC));
        let mut was = None;
        for limit in self.moments() {
            let as_of = self.as_of(limit);
            let state = project(&self.affecting, &self.asked.process, &as_of);
            let is = state.slots.get(&self.fact.path).map(Slot::fields).map(Row::into_map);
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
        value
            .discrepancy
            .named()
            .map(|named| named.resolve(&self.asked.process))
            .map(|(process, key)| (process.clone(), key.clone()))
            .collect()
    }

    /// Returns the rows of one moment: the changes of the fact there, with their causes.
    fn rows(&self, limit: Until, diff: &Diff) -> Vec<Value> {
        let of_fact = diff.changes.iter().filter(|change| change.path == self.fact.path);
        let rows = of_fact.filter_map(|change| {
            let mut told = change_json(diff, change, self.log);
            let field = match (&self.fact.field, &change.field) {
                (None, field) => field.clone(),
                (Some(asked), Some(field)) => (asked == field).then(|| Some(asked.clone()))?,
                // The whole slot came or went, and the field with it.
                (Some(asked), None) => {
                    for side in ["before", "after"] {
                        told[side] = told[side].get_mut(asked).map_or(Value::Null, Value::take);
                    }
                    Some(asked.clone())
                }
            };
            // A field that nobody states does not move when the fact comes on record.
            if told["before"] == told["after"] {
                return None;
            }
            Some(json!({
                "process": self.asked.process,
                "at": limit_in_words(limit, self.asked.zone),
                "at_until": self.instant(limit),
                "path": self.path(field.as_deref()),
                "field": field,
                "op": change.op,
                "before": told["before"],
                "after": told["after"],
                "undecided_between": told["undecided_between"],
                "why": told["why"],
                "causes": told["causes"],
                "events": change.causes.iter().map(|cause| &cause.event).collect::<Vec<_>>(),
            }))
        });
        rows.collect()
    }

    /// Returns the row of a moment at which the fact stands as before, though something learned then, alone, would have
    /// moved it.
    fn cancelled(&self, before: &AsOf, limit: Until, was: Option<&Map<String, Value>>) -> Option<Value> {
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
            state.slots.get(&self.fact.path).map(Slot::fields).map(Row::into_map).as_ref() != was
        };
        arriving.iter().any(moves).then(|| {
            let keys: Vec<&Key> = arriving.iter().map(|event| &event.draft.key).collect();
            let causes = keys.iter().map(
                |key| json!({ "event": key, "why": ChangeReason::Learned, "by": Value::Null, "reason": Value::Null }),
            );
            let state = project(&self.affecting, &self.asked.process, &self.as_of(limit));
            let stands = state.slots.get(&self.fact.path).map(|slot| state.row(&self.fact.path, slot));
            let stands = self.log.names().beside(json!(stands));
            json!({
                "process": self.asked.process,
                "at": limit_in_words(limit, self.asked.zone),
                "at_until": self.instant(limit),
                "path": self.path(None),
                "field": Value::Null,
                "op": Op::Changed,
                "before": stands,
                "after": stands,
                "undecided_between": [],
                "why": [ChangeReason::Learned],
                "causes": causes.collect::<Vec<_>>(),
                "events": keys,
            })
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

    fn path(&self, field: Option<&str>) -> String {
        match field {
            Some(field) => format!("{}/{field}", self.fact.path),
            None => self.fact.path.to_string(),
        }
    }

    fn instant(&self, limit: Until) -> Option<String> {
        match limit {
            Until::All => None,
            Until::Before(until) => {
                Some(self.asked.zone.clock(until).to_rfc3339_opts(SecondsFormat::AutoSi, false))
            }
        }
    }
}
