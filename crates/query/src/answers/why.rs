//! `why`: the events that a fact of a state rests on, what they beat, and what comes later.

use std::collections::{HashMap, HashSet};

use asof_core::{AsOf, Citation, Entry, Event, EventId, Key, RecordKind, Until};
use asof_projector::{Collection, EventStatus, Row, Slot, State, Times, events_affecting, project};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::answers::answer::{Answer, counted_json};
use crate::answers::diff::reason;
use crate::answers::log::dates_of;
use crate::answers::rows::{self, title};
use crate::ask::query::ResolvedQuery;
use crate::ask::state_path::{StatePath, without_retractions};
use crate::source::log::Log;

/// What an event does for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It is the first.
    Opens,
    /// It moved the row.
    Moves,
    /// It stands in the place of another.
    Corrects,
    /// It withdraws another.
    Retracts,
    /// It confirms another.
    Confirms,
    /// It denies another.
    Denies,
    /// It sets readings beside each other.
    Compares,
    /// It is the entry of the registry.
    Registers,
}

/// In what way an event does not stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// A later event took its place.
    Overtaken,
    /// A correction stands in its place.
    Corrected,
    /// It was withdrawn.
    Retracted,
    /// It is not the own word of whom it would bind.
    NotOwnWord,
    /// It is only possible by then.
    NotCertain,
}

/// Returns what a fact rests on as of a point: its events with their roles, those that they beat, and those that move it
/// later.
///
/// An event *decides* a field if without it the field would be another: what bears on the fact is projected once without
/// each.
pub fn why(log: &Log, asked: &ResolvedQuery, fact: &StatePath) -> Answer {
    let view = log.as_of(&asked.as_of);
    let state = view.state(&asked.process);
    let slot = state.slots.get(&fact.path);
    let affecting = events_affecting(log.events(), &asked.process, &fact.path);
    let asking = WhyResolver { log, asked, fact, affecting, times: view.times() };
    let mut answer = Answer::new("why", asked, log.names());
    answer.put("counted", counted_json(state.counted));
    answer.put("path", json!(fact.to_string()));
    answer.put("slot", json!(fact.path.to_string()));
    answer.put("field", json!(fact.field));
    answer.put("title", json!(title([&state, &state], &fact.path)));
    answer.put("value", slot.map_or(Value::Null, |slot| asking.value(&state, slot)));
    answer.put("row", slot.map_or(Value::Null, |slot| asking.row(&state, slot)));
    answer.put("replaced_by", json!(state.replaced_by(&fact.path).map_or(&[][..], |slot| &slot.events)));
    answer.put("rests_on", slot.map_or(json!([]), |slot| asking.rests_on(slot)));
    answer.put("beaten", asking.beaten(&state, slot));
    answer.put("later", asking.later());
    answer.put("disputes", rows::disputes_json(log, std::slice::from_ref(&state)));
    answer
}

/// A fact asked for as of a point.
struct WhyResolver<'a> {
    log: &'a Log,
    asked: &'a ResolvedQuery,
    fact: &'a StatePath,
    /// The events that bear on it.
    affecting: Vec<Event>,
    times: Vec<Times>,
}

impl WhyResolver<'_> {
    fn row(&self, state: &State, slot: &Slot) -> Value {
        self.log.names().beside(Value::Object(rows::row(state, &self.fact.path, slot)))
    }

    /// Returns what the fact says: the field, or what leads the slot.
    fn value(&self, state: &State, slot: &Slot) -> Value {
        let field = self.fact.field.as_deref().or(leading(self.fact.path.collection()));
        let mut row = self.row(state, slot);
        field.and_then(|field| row.get_mut(field).map(Value::take)).unwrap_or(Value::Null)
    }

    fn rests_on(&self, slot: &Slot) -> Value {
        let of_slot = slot.events.iter().enumerate().map(|(place, key)| (key, self.role(place, key)));
        let confirming = slot.confirmed_by.iter().map(|key| (key, Role::Confirms));
        let denying = slot.denied_by.iter().map(|key| (key, Role::Denies));
        let rows = of_slot.chain(confirming).chain(denying).filter_map(|(key, role)| {
            let mut row = self.event_row(key)?;
            row.insert("role".to_owned(), json!(role));
            row.insert("decides".to_owned(), json!(self.decides(slot, key)));
            Some(self.log.names().beside(Value::Object(row)))
        });
        rows.collect()
    }

    /// Returns the entry with a key: of a fact of the registry the registered one, for an event may have the same key.
    fn find(&self, key: &Key) -> Option<&Event> {
        let registered = || {
            let mut events = self.log.events().iter();
            events.find(|event| event.draft.process().is_none() && event.draft.key == *key)
        };
        let is_registry = self.fact.path.collection().is_registry();
        let found = if is_registry { registered() } else { None };
        found.or_else(|| self.log.find(&self.asked.process, key))
    }

    fn role(&self, place: usize, key: &Key) -> Role {
        let record = self.find(key).map(|event| &event.draft.entry);
        match record {
            Some(Entry::Record(record)) => match record.kind {
                RecordKind::Correction(_) => Role::Corrects,
                RecordKind::Retraction(_) => Role::Retracts,
                RecordKind::Confirmation(_) => Role::Confirms,
                RecordKind::Denial(_) => Role::Denies,
                RecordKind::Discrepancy(_) | RecordKind::Assertion(_) => Role::Compares,
            },
            Some(Entry::Registry(_)) => Role::Registers,
            Some(Entry::World(_)) | None if place == 0 => Role::Opens,
            Some(Entry::World(_)) | None => Role::Moves,
        }
    }

    /// Returns whether the field asked for would be another without an event; `None` if none is asked for.
    fn decides(&self, slot: &Slot, key: &Key) -> Option<bool> {
        let field = self.fact.field.as_ref()?;
        let event = self.find(key)?;
        let without = self.without(event);
        let value = |slot: &Slot| slot.fields().into_map().get(field).cloned();
        Some(without.slots.get(&self.fact.path).and_then(value) != value(slot))
    }

    /// Returns the state as what bears on the fact makes it without an event.
    fn without(&self, event: &Event) -> State {
        let others: Vec<Event> =
            self.affecting.iter().filter(|other| other.id != event.id).cloned().collect();
        project(&others, &self.asked.process, &self.asked.as_of)
    }

    /// Returns the events that do not stand, or not alone, because of others.
    fn beaten(&self, state: &State, slot: Option<&Slot>) -> Value {
        let mut beaten: Vec<(String, How, Option<String>)> = Vec::new();
        if is_succession(self.fact.path.collection())
            && let Some(slot) = slot
            && let Some(last) = slot.history.last()
        {
            let earlier = slot.history.iter().filter(|turn| turn.value != last.value);
            beaten.extend(
                earlier.map(|turn| (turn.event.to_string(), How::Overtaken, Some(last.event.to_string()))),
            );
        }
        beaten.extend(slot.into_iter().flat_map(|slot| self.mended(slot)));
        beaten.extend(self.retracted(state));
        let row = slot.map(|slot| state.row(&self.fact.path, slot)).unwrap_or_default();
        let reported = row.get("reported").and_then(Value::as_array).into_iter().flatten();
        let reported = reported.filter_map(|said| said["event"].as_str());
        beaten.extend(reported.map(|event| (event.to_owned(), How::NotOwnWord, None)));
        let maybe = state.maybe(&self.fact.path);
        beaten.extend(maybe.into_iter().map(|event| (event.to_string(), How::NotCertain, None)));
        let rows = beaten.into_iter().filter_map(|(event, how, by)| {
            let mut row = self.event_row(&event.parse().ok()?)?;
            row.insert("how".to_owned(), json!(how));
            let by = by.and_then(|by| by.parse().ok());
            let mending = by.as_ref().and_then(|by| self.log.find(&self.asked.process, by)).and_then(reason);
            row.insert("by".to_owned(), json!(by));
            row.insert("reason".to_owned(), json!(mending.map(|(_, reason)| reason)));
            Some(self.log.names().beside(Value::Object(row)))
        });
        rows.collect()
    }

    /// Returns what corrections stand in the place of: the event as it was written, and other corrections of it.
    fn mended(&self, slot: &Slot) -> Vec<(String, How, Option<String>)> {
        let corrections = self.log.events().iter().zip(self.times.iter().map(|times| times.status));
        let of_target = |event: &Event| match &event.draft.entry {
            Entry::Record(record) => match &record.kind {
                RecordKind::Correction(correction) => Some(correction.of.clone()),
                _ => None,
            },
            Entry::World(_) | Entry::Registry(_) => None,
        };
        let here = corrections.filter(|(event, _)| {
            event.draft.process() == Some(&self.asked.process)
                && of_target(event).is_some_and(|target| slot.events.contains(&target))
        });
        let here: Vec<_> = here.collect();
        let standing = here.iter().filter(|(event, _)| slot.events.contains(&event.draft.key));
        let mut mended = Vec::new();
        for (winner, _) in standing {
            let Some(target) = of_target(winner) else { continue };
            let by = Some(winner.draft.key.to_string());
            mended.push((target.to_string(), How::Corrected, by.clone()));
            let losers = here.iter().filter(|(event, standing)| {
                *standing == EventStatus::Replaced && of_target(event).as_ref() == Some(&target)
            });
            mended.extend(losers.map(|(event, _)| (event.draft.key.to_string(), How::Corrected, by.clone())));
        }
        mended
    }

    /// Returns the events that would move the slot if they had not been withdrawn.
    fn retracted(&self, state: &State) -> Vec<(String, How, Option<String>)> {
        let bears: HashSet<&EventId> = self.affecting.iter().map(|event| &event.id).collect();
        let retractions =
            self.log.events().iter().zip(self.times.iter().map(|times| times.status)).filter_map(
                |(event, standing)| {
                    let Entry::Record(record) = &event.draft.entry else { return None };
                    let is_here = record.process == self.asked.process
                        && standing == EventStatus::InForce
                        && bears.contains(&event.id);
                    match &record.kind {
                        RecordKind::Retraction(retraction) if is_here => Some((event, &retraction.of)),
                        _ => None,
                    }
                },
            );
        let unopposed = without_retractions(&self.affecting);
        let unopposed = project(&unopposed, &self.asked.process, &self.asked.as_of);
        let affecting = unopposed.moved_by(&self.fact.path);
        // What is withdrawn moved the fact itself, or acted upon what did.
        let is_of_the_record =
            |of: &Key| self.find(of).is_some_and(|target| matches!(target.draft.entry, Entry::Record(_)));
        let mut found = Vec::new();
        for (retraction, of) in retractions.filter(|(_, of)| affecting.contains(of) || is_of_the_record(of)) {
            let without = self.without(retraction);
            let events = |state: &State| state.slots.get(&self.fact.path).map(|slot| slot.events.clone());
            if events(&without) != events(state) {
                found.push((of.to_string(), How::Retracted, Some(retraction.draft.key.to_string())));
            }
        }
        found
    }

    /// Returns the events that move the fact after the point, with the clock that kept each out.
    fn later(&self) -> Value {
        let open = AsOf { occurred: Until::All, known: Until::All, ..self.asked.as_of };
        let diff = self.log.as_of(&self.asked.as_of).diff(&self.log.as_of(&open), &self.asked.process);
        let of_fact = diff.changes.iter().filter(|change| {
            let of_field = change.field.is_none() || self.fact.field.is_none();
            change.path == self.fact.path && (of_field || change.field == self.fact.field)
        });
        let mut causes: Vec<_> = of_fact.flat_map(|change| &change.causes).collect();
        causes.sort();
        causes.dedup();
        let rows = causes.into_iter().filter_map(|cause| {
            let mut row = self.event_row(&cause.event.parse().ok()?)?;
            row.insert("why".to_owned(), json!(cause.why));
            Some(self.log.names().beside(Value::Object(row)))
        });
        rows.collect()
    }

    /// Returns an event in short: what it says, when, in whose word, from which source.
    fn event_row(&self, key: &Key) -> Option<Map<String, Value>> {
        let event = self.find(key)?;
        let place = self.log.events().iter().position(|other| other.id == event.id)?;
        let draft = &event.draft;
        let mut row = Row::default();
        row.text("process", draft.process());
        row.text("event", Some(&draft.key));
        row.text("kind", Some(draft.kind_name()));
        let times = self.times.get(place)?;
        row.value("standing", times.status);
        let [occurred, known] = dates_of(event, times, self.log);
        row.occurred("occurred", occurred.as_ref());
        row.date("known", known.as_ref());
        row.list("attributed_to", draft.attributed_to());
        row.text("summary", draft.summary());
        row.rows(
            "sources",
            draft.sources().iter().map(|citation| {
                let mut row = Row::default();
                row.text("source", Some(&citation.source));
                write_place(citation, &mut row);
                row
            }),
        );
        Some(row.into_map())
    }
}

/// Writes where in a source, every field of it.
pub(crate) fn write_place(citation: &Citation, row: &mut Row) {
    let places: HashMap<&str, &str> = citation.locators().collect();
    Citation::LOCATORS.into_iter().for_each(|field| row.text(field, places.get(field)));
}

/// Returns the field that says most of a slot.
fn leading(collection: Collection) -> Option<&'static str> {
    match collection {
        Collection::Status | Collection::Ceasefires => Some("phase"),
        Collection::Meetings | Collection::Attendance | Collection::Commitments => Some("status"),
        Collection::Rounds => Some("meeting"),
        Collection::Delegations => Some("members"),
        Collection::Offices => Some("title"),
        Collection::Memberships => Some("joined"),
        Collection::Incidents => Some("type"),
        Collection::Resolutions => Some("outcome"),
        Collection::Positions => Some("stance"),
        Collection::Proposals => Some("standing"),
        Collection::Agreements => Some("stage"),
        Collection::Exchanges => Some("quantity"),
        Collection::Statements => Some("gist"),
        Collection::Claims => Some("says"),
        Collection::Discrepancies => Some("between"),
        Collection::People | Collection::Bodies | Collection::Places => Some("names"),
        Collection::Anomalies => Some("message"),
    }
}

/// Returns whether in a slot of this collection a later event takes the place of an earlier one.
fn is_succession(collection: Collection) -> bool {
    match collection {
        Collection::Status
        | Collection::Rounds
        | Collection::Meetings
        | Collection::Attendance
        | Collection::Memberships
        | Collection::Positions
        | Collection::Proposals
        | Collection::Agreements
        | Collection::Ceasefires => true,
        Collection::Delegations
        | Collection::Offices
        | Collection::Commitments
        | Collection::Exchanges
        | Collection::Incidents
        | Collection::Resolutions
        | Collection::Statements
        | Collection::Claims
        | Collection::Discrepancies
        | Collection::People
        | Collection::Bodies
        | Collection::Places
        | Collection::Anomalies => false,
    }
}
