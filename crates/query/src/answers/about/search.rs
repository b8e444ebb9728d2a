//! What has to do with a thing: which slots of a state name it, rest on an event that does, or are told of what belongs
//! to it.

use std::collections::BTreeSet;

use asof_core::kind::WorldKind;
use asof_core::{Entry, Event, Key, Reference, Registered, RegisteredPlace};
use asof_projector::{Collection, EventStatus, Path, Registry, Slot, State, Value as SlotValue};
use foldhash::{HashMap, HashMapExt};

use super::{Relation, ThingRow, is_part};
use crate::answers::log::{self, EventRow};
use crate::answers::rows::title;
use crate::ask::filter::Filter;
use crate::ask::query::ResolvedQuery;
use crate::ask::thing::{Sort, Thing};
use crate::source::log::Log;

/// A search for what has to do with a thing.
pub(super) struct Search<'a> {
    log: &'a Log,
    asked: &'a ResolvedQuery,
    state: &'a State,
    thing: &'a Thing,
    /// The events in force of the process.
    events: HashMap<&'a Key, &'a Event>,
    registry: Registry<'a>,
    /// A place and all that is part of it; empty of other things.
    places: BTreeSet<&'a Key>,
}

impl<'a> Search<'a> {
    pub(super) fn new(log: &'a Log, asked: &'a ResolvedQuery, state: &'a State, thing: &'a Thing) -> Self {
        let in_force = log.events().iter().zip(log.as_of(&asked.as_of).statuses());
        let in_force = in_force.filter(|(event, standing)| {
            *standing == EventStatus::InForce && event.draft.process() == Some(&asked.process)
        });
        let events = in_force.map(|(event, _)| (&event.draft.key, event)).collect();
        let registry = log.as_of(&asked.as_of).registry();
        let places = match thing.sort {
            Sort::Place => within(&thing.key, log),
            _ => BTreeSet::new(),
        };
        Self { log, asked, state, thing, events, registry, places }
    }

    /// Returns what is asked about, as this text has it.
    pub(super) fn thing(&self, text: &str) -> ThingRow {
        let Thing { sort, key } = self.thing;
        let path = self.own_path();
        let title = path.as_ref().and_then(|path| title([self.state, self.state], path));
        let summary = || self.log.find(&self.asked.process, key)?.draft.summary().map(ToString::to_string);
        let name = match sort {
            Sort::Person | Sort::Body | Sort::Issue | Sort::Place => {
                Some(self.log.names().get(key.as_str()).to_owned())
            }
            Sort::Meeting | Sort::Commitment | Sort::Proposal | Sort::Agreement | Sort::Ceasefire => {
                title.or_else(summary)
            }
            Sort::Event => summary(),
        };
        let meeting = self.state.meeting(key).filter(|_| *sort == Sort::Meeting);
        ThingRow {
            asked: text.to_owned(),
            sort: *sort,
            key: key.clone(),
            name,
            round: meeting.and_then(|meeting| meeting.round),
            path: path.filter(|path| self.state.slots.contains_key(path)),
        }
    }

    /// Returns the slot that is the thing itself, where a state has one of its sort.
    fn own_path(&self) -> Option<Path> {
        let collection = match self.thing.sort {
            Sort::Meeting => Collection::Meetings,
            Sort::Commitment => Collection::Commitments,
            Sort::Proposal => Collection::Proposals,
            Sort::Agreement => Collection::Agreements,
            Sort::Ceasefire => Collection::Ceasefires,
            Sort::Person => Collection::People,
            Sort::Body => Collection::Bodies,
            Sort::Place => Collection::Places,
            Sort::Issue | Sort::Event => return None,
        };
        Some(Path::new(collection, [&self.thing.key]))
    }

    /// Returns every slot that has to do with the thing, with how.
    pub(super) fn found(&self) -> HashMap<Path, Relation> {
        let mut found: HashMap<Path, Relation> = HashMap::new();
        let mut enter = |path: &Path, how: Relation| {
            let known = found.entry(path.clone()).or_insert(how);
            *known = how.min(*known);
        };
        let own = self.own_path();
        let before = self.planned_before();
        let gatherings: Vec<&Key> = before.iter().copied().chain([&self.thing.key]).collect();
        let naming = self.naming(&gatherings);
        let days = self.days();
        for (path, slot) in &self.state.slots {
            if Some(path) == own.as_ref() {
                enter(path, Relation::Itself);
            } else if !is_part(path.collection()) || path.collection() == Collection::Discrepancies {
            } else if self.thing.sort == Sort::Meeting
                && path.segments().next().is_some_and(|first| {
                    is_of_gathering(path.collection()) && before.iter().any(|key| key.as_str() == first)
                })
            {
                enter(path, Relation::PlannedBefore);
            } else if self.belongs(path, slot, &naming) {
                enter(path, Relation::OfIt);
            } else if days.is_some_and(|days| self.came_on(path, slot, days)) {
                enter(path, Relation::SameDay);
            }
        }
        self.add_words(&mut found);
        self.add_disputes(&mut found, &naming);
        found
    }

    /// Returns the meetings that were planned and instead of which the thing was held.
    fn planned_before(&self) -> Vec<&'a Key> {
        let slots = self.state.collection(Collection::Meetings).into_iter();
        let became = slots.filter_map(|(_, slot)| match &slot.value {
            SlotValue::Meeting(meeting) if meeting.became.as_ref() == Some(&self.thing.key) => {
                Some(&meeting.key)
            }
            _ => None,
        });
        became.filter(|_| self.thing.sort == Sort::Meeting).collect()
    }

    /// Returns the events that name the thing, or are it.
    fn naming(&self, gatherings: &[&Key]) -> BTreeSet<&'a Key> {
        let key = &self.thing.key;
        let own: &[Key] =
            self.own_path().and_then(|path| self.state.slots.get(&path)).map_or(&[], |slot| &slot.events);
        let is_named = |event: &Event, reference: &Reference<'_>| match (self.thing.sort, reference) {
            (Sort::Meeting, Reference::Meeting(named)) => gatherings.contains(named),
            (
                Sort::Person | Sort::Body,
                Reference::Actor(named) | Reference::Person(named) | Reference::Body(named),
            ) => *named == key,
            (Sort::Issue, Reference::Issue(named)) => *named == key,
            (Sort::Place, Reference::Place(named)) => self.places.contains(named),
            (
                Sort::Commitment | Sort::Proposal | Sort::Agreement | Sort::Ceasefire | Sort::Event,
                Reference::Opener(_, named),
            ) => *named == key || own.contains(named),
            (
                Sort::Commitment | Sort::Proposal | Sort::Agreement | Sort::Ceasefire | Sort::Event,
                Reference::Event(named),
            ) => {
                let (process, named) = named.resolve(event.draft.process().unwrap_or(&self.asked.process));
                *process == self.asked.process && (named == key || own.contains(named))
            }
            _ => false,
        };
        let is_own = |event: &Event| match &event.draft.entry {
            Entry::World(world) => match &world.assertion.kind {
                WorldKind::Meeting(meeting) if self.thing.sort == Sort::Meeting => {
                    gatherings.contains(&meeting.meeting())
                }
                _ => event.draft.key == *key && !is_registered(self.thing.sort),
            },
            Entry::Record(_) | Entry::Registry(_) => false,
        };
        let naming = self.events.iter().filter(|(_, event)| {
            matches!(event.draft.entry, Entry::World(_))
                && (is_own(event)
                    || event.draft.references().iter().any(|cited| is_named(event, &cited.reference)))
        });
        naming
            .map(|(key, _)| *key)
            .chain(own.iter().filter_map(|key| self.events.get_key_value(key)).map(|(key, _)| *key))
            .collect()
    }

    /// Returns whether a slot names the thing or rests on an event that does.
    fn belongs(&self, path: &Path, slot: &Slot, naming: &BTreeSet<&Key>) -> bool {
        let key = &self.thing.key;
        let rests = || slot.events.iter().any(|event| naming.contains(event));
        let has = |segment: usize| path.segments().nth(segment) == Some(key.as_str());
        match (self.thing.sort, path.collection()) {
            (Sort::Issue, _) if path.collection().is_registry() => false,
            (Sort::Body, Collection::People | Collection::Bodies) => path
                .segments()
                .last()
                .and_then(|of| of.parse().ok())
                .is_some_and(|of: Key| self.is_of_body(&of)),
            (Sort::Place, Collection::Places) => path
                .segments()
                .last()
                .and_then(|of| of.parse().ok())
                .is_some_and(|of: Key| self.places.contains(&of)),
            (_, Collection::People | Collection::Bodies | Collection::Places) => false,
            // A list is of many people, and a table of many claims to have sat at it: only their own rows are theirs.
            (Sort::Person | Sort::Body, Collection::Attendance) => has(1) || is_word_of(slot, key),
            (Sort::Person, Collection::Offices) => has(0),
            (Sort::Person | Sort::Body, Collection::Memberships) => has(0) || has(1),
            (Sort::Agreement, Collection::Memberships) => has(1),
            (Sort::Body, Collection::Offices) => path
                .segments()
                .next()
                .and_then(|of| of.parse().ok())
                .is_some_and(|of: Key| self.is_of_body(&of)),
            (Sort::Meeting, Collection::Offices) => false,
            (Sort::Meeting, Collection::Attendance | Collection::Delegations) => has(0),
            (Sort::Meeting, Collection::Meetings | Collection::Exchanges) => false,
            (_, Collection::Offices) if !is_registered(self.thing.sort) => false,
            (Sort::Commitment | Sort::Proposal | Sort::Agreement | Sort::Ceasefire, Collection::Meetings) => {
                self.is_made_at(path)
            }
            (Sort::Commitment | Sort::Proposal, Collection::Agreements) => {
                rests() || self.agreement().is_some_and(|of| path.segments().next() == Some(of.as_str()))
            }
            _ => rests(),
        }
    }

    /// Returns the agreement to which the promise or proposal asked about belongs.
    fn agreement(&self) -> Option<&Key> {
        match &self.state.slots.get(&self.own_path()?)?.value {
            SlotValue::Commitment(commitment) => commitment.agreement.as_ref(),
            SlotValue::Proposal(proposal) => proposal.agreement.as_ref(),
            _ => None,
        }
    }

    /// Returns whether a person or body is part of the body asked about, by the registry.
    fn is_of_body(&self, key: &Key) -> bool {
        let of = match self.registry.get(key) {
            Some(Registered::Person(person)) => [person.party.as_ref(), None],
            Some(Registered::Body(body)) => [body.party.as_ref(), body.part_of.as_ref()],
            Some(_) | None => [None, None],
        };
        of.into_iter().flatten().any(|of| *of == self.thing.key)
    }

    /// Returns whether a meeting is the one at which the thing was made.
    fn is_made_at(&self, path: &Path) -> bool {
        let at = self.events.get(&self.thing.key).and_then(|event| match &event.draft.entry {
            Entry::World(world) => world.assertion.at.as_ref(),
            Entry::Record(_) | Entry::Registry(_) => None,
        });
        at.is_some_and(|at| path.segments().next() == Some(at.as_str()))
    }

    /// Returns the first and the last day of the meeting asked about, if it was held.
    fn days(&self) -> Option<(chrono::NaiveDate, chrono::NaiveDate)> {
        let held = self.state.meeting(&self.thing.key).filter(|_| self.thing.sort == Sort::Meeting)?;
        let occurred = held.occurred.as_ref()?;
        Some((occurred.when.first_day(occurred.zone)?, occurred.when.last_day(occurred.zone)?))
    }

    /// Returns whether what talks are for came on one of these days, and no meeting is said to have brought it.
    fn came_on(
        &self,
        path: &Path,
        slot: &Slot,
        (first, last): (chrono::NaiveDate, chrono::NaiveDate),
    ) -> bool {
        let is_result = matches!(
            path.collection(),
            Collection::Agreements | Collection::Ceasefires | Collection::Commitments | Collection::Proposals
        );
        let opener = slot.events.first().and_then(|key| self.events.get(key)).map(|event| &event.draft.entry);
        let Some(Entry::World(world)) = opener.filter(|_| is_result) else { return false };
        let occurred = world.assertion.occurred.when();
        world.assertion.at.is_none()
            && occurred.first_day(self.asked.zone).is_some_and(|day| first <= day)
            && occurred.last_day(self.asked.zone).is_some_and(|day| day <= last)
    }

    /// Adds what was claimed and stated about what was found, where that is one thing with what came of it.
    fn add_words(&self, found: &mut HashMap<Path, Relation>) {
        if is_registered(self.thing.sort) {
            return;
        }
        let told: BTreeSet<&Key> = found
            .keys()
            .filter(|path| is_made(path.collection()))
            .filter_map(|path| self.state.slots.get(path))
            .flat_map(|slot| &slot.events)
            .collect();
        for (path, slot) in &self.state.slots {
            let about = match &slot.value {
                SlotValue::Claim(value) => &value.about,
                SlotValue::Statement(value) => &value.about,
                _ => continue,
            };
            let is_about = about.iter().any(|about| {
                let (process, key) = about.resolve(&self.asked.process);
                *process == self.asked.process && told.contains(key)
            });
            if is_about {
                found.entry(path.clone()).or_insert(Relation::AboutIt);
            }
        }
    }

    /// Adds where accounts differ: of a thing that came about, of all that belongs to it; of a person, body, place or
    /// issue, of the events that name it.
    fn add_disputes(&self, found: &mut HashMap<Path, Relation>, naming: &BTreeSet<&Key>) {
        let told: BTreeSet<&Key> = if is_registered(self.thing.sort) {
            naming.clone()
        } else {
            let slots = found.keys().filter(|path| is_made(path.collection()));
            let events = slots.filter_map(|path| self.state.slots.get(path)).flat_map(|slot| &slot.events);
            events.chain(naming.iter().copied()).collect()
        };
        for (path, slot) in self.state.collection(Collection::Discrepancies) {
            let SlotValue::Discrepancy(value) = &slot.value else { continue };
            let is_about = value.about.iter().any(|about| {
                let (process, key) = about.resolve(&self.asked.process);
                *process == self.asked.process && told.contains(key)
            });
            if is_about {
                found.entry(path.clone()).or_insert(Relation::AboutIt);
            }
        }
    }

    /// Returns the events on which what was found rests and those that confirm or deny it, as `log` lists them.
    pub(super) fn events(&self, found: &HashMap<Path, Relation>) -> Vec<EventRow> {
        let slots = found.keys().filter(|path| !path.collection().is_registry());
        let slots = slots.filter_map(|path| self.state.slots.get(path));
        let keys: BTreeSet<&Key> = slots
            .flat_map(|slot| slot.events.iter().chain(&slot.confirmed_by).chain(&slot.denied_by))
            .collect();
        let of_process = ResolvedQuery { reading: vec![self.asked.process.clone()], ..self.asked.clone() };
        let listed = log::select(self.log, &of_process, &Filter::default()).into_iter();
        let listed = listed.filter(|(stored, _)| keys.contains(&stored.event.draft.key));
        let row = |(stored, times): log::Listed<'_>| log::event_row(stored, &times, self.log);
        listed.map(row).collect()
    }
}

/// Returns a place and all that is part of it.
fn within<'a>(place: &'a Key, log: &'a Log) -> BTreeSet<&'a Key> {
    let mut parts: HashMap<&Key, Vec<&Key>> = HashMap::new();
    for event in log.events() {
        if let Entry::Registry(entry) = &event.draft.entry
            && let Registered::Place(RegisteredPlace { part_of: Some(whole), .. }) = &entry.registered
        {
            parts.entry(whole).or_default().push(&event.draft.key);
        }
    }
    let (mut within, mut open) = (BTreeSet::new(), vec![place]);
    while let Some(next) = open.pop() {
        if within.insert(next) {
            open.extend(parts.get(next).into_iter().flatten());
        }
    }
    within
}

/// Returns whether a thing is one of the registry, which much is about and nothing comes of.
fn is_registered(sort: Sort) -> bool {
    match sort {
        Sort::Person | Sort::Body | Sort::Issue | Sort::Place => true,
        Sort::Meeting
        | Sort::Commitment
        | Sort::Proposal
        | Sort::Agreement
        | Sort::Ceasefire
        | Sort::Event => false,
    }
}

/// Returns whether the slots of a collection begin with a meeting.
fn is_of_gathering(collection: Collection) -> bool {
    matches!(collection, Collection::Meetings | Collection::Attendance | Collection::Delegations)
}

/// Returns whether a collection holds things done, which others then talk about: meetings, agreements, promises, proposals.
fn is_made(collection: Collection) -> bool {
    matches!(
        collection,
        Collection::Meetings
            | Collection::Agreements
            | Collection::Ceasefires
            | Collection::Commitments
            | Collection::Proposals
    )
}

/// Returns whether a row of attendance holds somebody's word about another.
fn is_word_of(slot: &Slot, key: &Key) -> bool {
    let is_by = |by: &asof_core::Claimant| matches!(by, asof_core::Claimant::Actor(actor) if actor == key);
    let reported = match &slot.value {
        SlotValue::Attendance(attendance) => attendance.reported.as_slice(),
        _ => &[],
    };
    reported.iter().any(|said| said.attributed_to.iter().any(is_by))
}
