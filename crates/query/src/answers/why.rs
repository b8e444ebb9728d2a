//! `why`: the events that a fact of a state rests on, what they beat, and what comes later.

use asof_core::{AsOf, Claimant, Entry, Event, EventId, Key, RecordKind, Text, Until};
use asof_projector::{
    ChangeReason, Dated, EventStatus, Path, Slot, State, StateRow, Times, Writing, events_affecting, project,
    role, row,
};
use foldhash::HashSet;

use crate::answers::diff::reason;
use crate::answers::envelope::{Dispute, Envelope};
use crate::answers::fact::{AsFact, Fact};
use crate::answers::log::{CitationRow, KindName, citations, dates_of};
use crate::answers::rows::{disputes, title};
use crate::ask::query::ResolvedQuery;
use crate::ask::state_path::{StatePath, without_retractions};
use crate::source::log::Log;

row! {
    /// What a fact of a state rests on: what `why` prints.
    pub struct Why as "Why" {
        /// What every answer begins with.
        envelope: Envelope as role::Flat,
        /// The path of the fact, with the field as one more segment if it is one.
        path: String,
        /// The path of its row.
        slot: Path,
        /// The field; null for a whole row.
        field: Option<String>,
        /// What the row is called, or what it is about; null if it has no such name.
        title: Option<String> as role::Prose,
        /// What the fact says: the field, or of a whole row the field that says most. Null if it is not there.
        value: Fact as AsFact,
        /// The row; null if it is not there.
        row: Option<StateRow> as role::Rows,
        /// The events of what took its place; empty if nothing did.
        replaced_by: Vec<Key> as role::Event,
        /// The events that it rests on.
        rests_on: Vec<Ground> as role::Rows,
        /// The events that do not stand, or not alone, because of others.
        beaten: Vec<Beaten> as role::Rows,
        /// The events that move it after the point.
        later: Vec<Later> as role::Rows,
        /// Where accounts differ of anything in the state, in words, each with the events that it is about.
        disputes: Vec<Dispute> as role::Rows,
    }
}

row! {
    /// An event in short: what it says, when, in whose word, from which source.
    pub struct EventInShort as "EventInShort" {
        /// The negotiation; null for entries of the registry.
        process: Option<Key>,
        /// Its key.
        event: Key as role::Event,
        /// Its kind.
        kind: KindName,
        /// How it stands at the point.
        standing: EventStatus,
        /// When it happened; null for what has no such date.
        occurred: Option<Dated> as role::Occurred,
        /// When the public could know of it; null for what has no such date.
        known: Option<Dated> as role::Date,
        /// Whose word it is; empty where it is nobody's.
        attributed_to: Vec<Claimant> as role::Claimants,
        /// Its sentence for reading; null if it has none.
        summary: Option<Text> as role::Prose,
        /// Where it is found.
        sources: Vec<CitationRow> as role::Rows,
    }
}

row! {
    /// An event that a fact rests on.
    pub struct Ground as "Ground" {
        /// The event.
        event: EventInShort as role::Flat,
        /// What it does for the row.
        role: Role,
        /// Whether without it the field would be another; null if no field is asked for.
        decides: Option<bool>,
    }
}

row! {
    /// An event that does not stand, or not alone.
    pub struct Beaten as "Beaten" {
        /// The event.
        event: EventInShort as role::Flat,
        /// In what way.
        how: How,
        /// The event that stands instead; null if none does.
        by: Option<Key> as role::Event,
        /// The reason of a correction or retraction; null of all else.
        reason: Option<Text> as role::Prose,
    }
}

row! {
    /// An event that moves a fact after the point.
    pub struct Later as "Later" {
        /// The event.
        event: EventInShort as role::Flat,
        /// The clock that kept it out.
        why: ChangeReason,
    }
}

asof_core::words! {
    /// What an event does for a row.
    pub enum Role {
        /// It is the first.
        Opens = "opens",
        /// It moved the row.
        Moves = "moves",
        /// It stands in the place of another.
        Corrects = "corrects",
        /// It withdraws another.
        Retracts = "retracts",
        /// It confirms another.
        Confirms = "confirms",
        /// It denies another.
        Denies = "denies",
        /// It sets readings beside each other.
        Compares = "compares",
        /// It is the entry of the registry.
        Registers = "registers",
    }
}

asof_core::words! {
    /// In what way an event does not stand.
    pub enum How {
        /// A later event took its place.
        Overtaken = "overtaken",
        /// A correction stands in its place.
        Corrected = "corrected",
        /// It was withdrawn.
        Retracted = "retracted",
        /// It is not the own word of whom it would bind.
        NotOwnWord = "not-own-word",
        /// It is only possible by then.
        NotCertain = "not-certain",
    }
}

/// Returns what a fact rests on as of a point: its events with their roles, those that they beat, and those that move it
/// later.
///
/// An event *decides* a field if without it the field would be another: what bears on the fact is projected once without
/// each.
pub fn why(log: &Log, asked: &ResolvedQuery, fact: &StatePath) -> Why {
    let view = log.as_of(&asked.as_of);
    let state = view.state(&asked.process);
    let slot = state.slots.get(&fact.path);
    let affecting = events_affecting(log.events(), &asked.process, &fact.path);
    let asking = WhyResolver { log, asked, fact, affecting, times: view.times() };
    let row = slot.map(|slot| state.row(&fact.path, slot));
    Why {
        envelope: Envelope::new(asked, log.names(), state.counted),
        path: fact.to_string(),
        slot: fact.path.clone(),
        field: fact.field.clone(),
        title: title([&state, &state], &fact.path),
        value: row.as_ref().map_or(Fact::Nothing, |row| asking.value(row)),
        row,
        replaced_by: state.replaced_by(&fact.path).map_or_else(Vec::new, |slot| slot.events.clone()),
        rests_on: slot.map_or_else(Vec::new, |slot| asking.rests_on(slot)),
        beaten: asking.beaten(&state, slot),
        later: asking.later(),
        disputes: disputes(log, std::slice::from_ref(&state)),
    }
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

/// An event that does not stand, or not alone, in what way, and the event that stands instead.
type Loser = (Key, How, Option<Key>);

impl WhyResolver<'_> {
    /// Returns what the fact says: the field, or what leads the slot.
    fn value(&self, row: &StateRow) -> Fact {
        let field = self.fact.field.as_deref().unwrap_or(self.fact.path.collection().leading());
        Fact::field_of(row.clone(), field, Writing::named(self.log.names()).row(row))
    }

    fn rests_on(&self, slot: &Slot) -> Vec<Ground> {
        let of_slot = slot.events.iter().enumerate().map(|(place, key)| (key, self.role(place, key)));
        let confirming = slot.confirmed_by.iter().map(|key| (key, Role::Confirms));
        let denying = slot.denied_by.iter().map(|key| (key, Role::Denies));
        let rows = of_slot.chain(confirming).chain(denying).filter_map(|(key, role)| {
            let event = self.event_in_short(key)?;
            Some(Ground { event, role, decides: self.decides(slot, key) })
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
        let value = |slot: &Slot| slot.fields().get(field).cloned();
        Some(without.slots.get(&self.fact.path).and_then(value) != value(slot))
    }

    /// Returns the state as what bears on the fact makes it without an event.
    fn without(&self, event: &Event) -> State {
        let others: Vec<Event> =
            self.affecting.iter().filter(|other| other.id != event.id).cloned().collect();
        project(&others, &self.asked.process, &self.asked.as_of)
    }

    /// Returns the events that do not stand, or not alone, because of others.
    fn beaten(&self, state: &State, slot: Option<&Slot>) -> Vec<Beaten> {
        let mut beaten: Vec<Loser> = Vec::new();
        if self.fact.path.collection().is_succession()
            && let Some(slot) = slot
            && let Some(last) = slot.history.last()
        {
            let earlier = slot.history.iter().filter(|turn| turn.value != last.value);
            beaten.extend(earlier.map(|turn| (turn.event.clone(), How::Overtaken, Some(last.event.clone()))));
        }
        beaten.extend(slot.into_iter().flat_map(|slot| self.mended(slot)));
        beaten.extend(self.retracted(state));
        let reported = slot.map_or(&[][..], |slot| slot.value.facets().reported());
        beaten.extend(reported.iter().map(|said| (said.event.clone(), How::NotOwnWord, None)));
        let maybe = state.maybe(&self.fact.path);
        beaten.extend(maybe.into_iter().map(|event| (event.clone(), How::NotCertain, None)));
        let rows = beaten.into_iter().filter_map(|(key, how, by)| {
            let event = self.event_in_short(&key)?;
            let mending = by.as_ref().and_then(|by| self.log.find(&self.asked.process, by)).and_then(reason);
            Some(Beaten { event, how, by, reason: mending.map(|(_, reason)| reason.clone()) })
        });
        rows.collect()
    }

    /// Returns what corrections stand in the place of: the event as it was written, and other corrections of it.
    fn mended(&self, slot: &Slot) -> Vec<Loser> {
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
            let by = Some(winner.draft.key.clone());
            mended.push((target.clone(), How::Corrected, by.clone()));
            let losers = here.iter().filter(|(event, standing)| {
                *standing == EventStatus::Replaced && of_target(event).as_ref() == Some(&target)
            });
            mended.extend(losers.map(|(event, _)| (event.draft.key.clone(), How::Corrected, by.clone())));
        }
        mended
    }

    /// Returns the events that would move the slot if they had not been withdrawn.
    fn retracted(&self, state: &State) -> Vec<Loser> {
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
                found.push((of.clone(), How::Retracted, Some(retraction.draft.key.clone())));
            }
        }
        found
    }

    /// Returns the events that move the fact after the point, with the clock that kept each out.
    fn later(&self) -> Vec<Later> {
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
            let event = self.event_in_short(&cause.event.parse().ok()?)?;
            Some(Later { event, why: cause.why })
        });
        rows.collect()
    }

    /// Returns an event in short: what it says, when, in whose word, from which source.
    fn event_in_short(&self, key: &Key) -> Option<EventInShort> {
        let event = self.find(key)?;
        let place = self.log.events().iter().position(|other| other.id == event.id)?;
        let draft = &event.draft;
        let times = self.times.get(place)?;
        let [occurred, known] = dates_of(event, times, self.log);
        Some(EventInShort {
            process: draft.process().cloned(),
            event: draft.key.clone(),
            kind: KindName::of(draft),
            standing: times.status,
            occurred,
            known,
            attributed_to: draft.attributed_to().to_vec(),
            summary: draft.summary().cloned(),
            sources: citations(draft),
        })
    }
}
