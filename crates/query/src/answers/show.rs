//! `show`: one event, the slots that it moves without it and with it, and what acts upon it.

mod named;

use std::collections::BTreeSet;

use asof_core::{
    AsOf, Citation, Claimant, Entry, Event, Head, Key, RecordKind, Reference, Registered, RegisteredSource,
    Text, Until, When,
};
use asof_projector::{Collection, Dated, EventStatus, Path, Slot, State, StateRow, View, project, role, row};

use crate::answers::envelope::{Dispute, Envelope};
use crate::answers::log::{EventRow, KindName, PlaceInSource, event_row};
use crate::answers::place::place_in_words;
use crate::answers::rows;
use crate::answers::rows::title;
use crate::ask::query::ResolvedQuery;
use crate::check::assertion::{Judged, judged};
use crate::source::log::Log;

pub use self::named::{ShowError, ShowNamed, show_named};

row! {
    /// One entry of the log, with what acts upon it and what it moves: what `show` prints.
    pub struct Show as "Show" {
        /// What every answer begins with.
        envelope: Envelope as role::Flat,
        /// How it stands at the point.
        standing: EventStatus,
        /// The entry.
        event: EventRow as role::One,
        /// Where it is found.
        sources: Vec<SourceRow> as role::Rows,
        /// How to cite it, in one line.
        citation: String as role::Prose,
        /// What comes of it if it is an assertion; null if it is none.
        assertion: Option<Judged> as role::Rows,
        /// The entries that confirm, deny, correct, retract or compare it.
        acted_upon_by: Vec<ActingRow> as role::Rows,
        /// The events about the world that name it.
        referred_to_by: Vec<ReferringRow> as role::Rows,
        /// Where accounts differ of the rows that it moves, in words.
        disputes: Vec<Dispute> as role::Rows,
        /// The rows that it moves, as they are without it at the moment from which it counts.
        before: Vec<MovedRow> as role::Rows,
        /// The same rows with it.
        after: Vec<MovedRow> as role::Rows,
    }
}

row! {
    /// Where an entry is found in a source.
    pub struct SourceRow as "Source" {
        /// The source.
        source: Key,
        /// Its title.
        title: String as role::Prose,
        /// Where in it.
        place: PlaceInSource as role::Flat,
    }
}

row! {
    /// An entry about the record that acts upon another.
    pub struct ActingRow as "Acting" {
        /// Its key.
        event: Key as role::Event,
        /// Its kind.
        kind: KindName,
        /// When the public could know of it; null if it holds at every such date.
        known: Option<Dated> as role::Date,
        /// Whose word it is; empty where it is nobody's.
        attributed_to: Vec<Claimant> as role::Claimants,
        /// Its sentence for reading; null if it has none.
        summary: Option<Text> as role::Prose,
    }
}

row! {
    /// An event that names another.
    pub struct ReferringRow as "Referring" {
        /// Its process.
        process: Key,
        /// Its key.
        event: Key as role::Event,
        /// Its kind.
        kind: KindName,
        /// The field in which it does.
        field: &'static str,
        /// Its sentence for reading; null if it has none.
        summary: Option<Text> as role::Prose,
    }
}

row! {
    /// A row that an entry moves.
    pub struct MovedRow as "Moved" {
        /// Its path.
        path: Path,
        /// What the row is called, or what it is about; null if it has no such name.
        title: Option<String> as role::Prose,
        /// The row; null if it is not there.
        slot: Option<StateRow> as role::Rows,
    }
}

/// Returns one entry: as stored, with the slots that rest on it before and after it, its sources, and what
/// confirms, denies, corrects or retracts it. `None` if there is no entry with this key.
///
/// Both are of the moment from which it counts, without it and with it: nothing else differs. That moment is on the clock
/// that brings it in: `occurred` for the world, `known` for what the public learned about the record, `recorded` for
/// slips of the encoder and for the registry.
pub fn show(log: &Log, asked: &ResolvedQuery, key: &Key) -> Option<Show> {
    let event = log.find(&asked.process, key)?;
    let view = log.as_of(&asked.as_of);
    let times = view.times();
    let (stored, times) = log.contents().iter().zip(times).find(|(stored, _)| stored.event.id == event.id)?;
    let as_of = counting(&view, event, asked);
    let others = log.without(event);
    let states = [&others[..], log.events()].map(|events| project(events, &asked.process, &as_of));
    Some(Show {
        envelope: Envelope::new(asked, log.names(), view.counted(&asked.process)),
        standing: times.status,
        event: event_row(stored, &times, log),
        sources: sources(log, event),
        citation: citation(log, event),
        assertion: judged(log, asked.as_of.recorded, event),
        acted_upon_by: acted_upon_by(log, asked, event),
        referred_to_by: referred_to_by(log, event),
        disputes: disputes(log, &states, event),
        before: touched(&states[0], &states, event),
        after: touched(&states[1], &states, event),
    })
}

/// Returns the point from which an entry counts, as it stands or else as written, on the clock that brings it in.
fn counting(view: &View<'_>, event: &Event, asked: &ResolvedQuery) -> AsOf {
    let end_of = |when: &When| when.bounds(asked.zone).latest.map_or(Until::All, Until::Before);
    let as_recorded = AsOf { recorded: Head::Seq(event.seq), ..asked.as_of };
    match &event.draft.entry {
        Entry::World(world) => {
            let stands = view.occurrences().into_iter().find(|occurrence| {
                (occurrence.process, occurrence.key) == (&world.process, &event.draft.key)
            });
            let counts = match stands {
                Some(occurrence) => occurrence.bounds.latest.map_or(Until::All, Until::Before),
                None => end_of(world.assertion.occurred.when()),
            };
            AsOf { occurred: counts, ..asked.as_of }
        }
        Entry::Record(record) => match record.kind.known() {
            Some(known) => AsOf { known: end_of(known.when()), ..asked.as_of },
            None => as_recorded,
        },
        Entry::Registry(_) => as_recorded,
    }
}

/// Returns the slots of a state that rest on the entry, or on what it acts upon, at either end.
fn touched(state: &State, states: &[State; 2], event: &Event) -> Vec<MovedRow> {
    let target = match &event.draft.entry {
        Entry::Record(record) => record.kind.target(),
        Entry::World(_) | Entry::Registry(_) => None,
    };
    let rests = |slot: &Slot| {
        slot.events.contains(&event.draft.key) || target.is_some_and(|target| slot.events.contains(target))
    };
    let slots = states.iter().flat_map(|state| state.slots.iter());
    let paths: BTreeSet<&Path> = slots.filter(|(_, slot)| rests(slot)).map(|(path, _)| path).collect();
    let shown = paths.into_iter().filter(|path| path.collection() != Collection::Anomalies);
    let rows = shown.map(|path| MovedRow {
        path: path.clone(),
        title: title([&states[1], &states[0]], path),
        slot: state.slots.get(path).map(|slot| state.row(path, slot)),
    });
    rows.collect()
}

/// Returns where accounts differ of the rows that the entry moves.
fn disputes(log: &Log, states: &[State; 2], event: &Event) -> Vec<Dispute> {
    let slots = states[1].slots.values().filter(|slot| slot.events.contains(&event.draft.key));
    let keys: BTreeSet<&Key> = slots.flat_map(|slot| &slot.events).collect();
    let is_of_them = |dispute: &Dispute| dispute.events.iter().any(|event| keys.contains(event));
    rows::disputes(log, &states[1..]).into_iter().filter(is_of_them).collect()
}

fn sources(log: &Log, event: &Event) -> Vec<SourceRow> {
    let rows = event.draft.sources().iter().map(|citation| SourceRow {
        source: citation.source.clone(),
        title: log.names().get(citation.source.as_str()).to_owned(),
        place: PlaceInSource::from(citation),
    });
    rows.collect()
}

/// Returns how to cite an entry: its sources in full, then the entry itself with what fixes its content. It names the
/// hash that the log chains it by, so that a reader can tell whether it was changed since.
fn citation(log: &Log, event: &Event) -> String {
    let registry = log.as_of(&AsOf::ALL).registry();
    // A source that is cited more than once is named once, with all places in it.
    let mut cited: Vec<(&Key, Vec<String>)> = Vec::new();
    for citation in event.draft.sources() {
        match cited.iter_mut().find(|(source, _)| **source == citation.source) {
            Some((_, places)) => places.push(place(citation)),
            None => cited.push((&citation.source, vec![place(citation)])),
        }
    }
    let sources = cited.into_iter().map(|(key, places)| match registry.get(key) {
        Some(Registered::Source(source)) => reference(source, &places),
        Some(_) | None => key.to_string(),
    });
    let sources: Vec<String> = sources.collect();
    let process = event.draft.process().map_or(String::new(), |process| format!("{process}/"));
    let entry = format!(
        "Entry {process}{} ({}), number {} of the log, recorded {}, hash {}.",
        event.draft.key, event.id, event.seq, event.recorded, event.hash
    );
    if sources.is_empty() { entry } else { format!("{}. {entry}", sources.join("; ")) }
}

/// Returns where in a source, the wider place first.
fn place(citation: &Citation) -> String {
    let places = citation.locators().map(|(field, place)| place_in_words(field, place));
    places.collect::<Vec<_>>().join(", ")
}

/// Returns a source as a reference: author, title, publisher, date, then the places in it.
fn reference(source: &RegisteredSource, places: &[String]) -> String {
    let author = source.author.as_ref().map_or(String::new(), |author| format!("{author}: "));
    let mut parts = vec![format!("{author}{}", source.title)];
    parts.extend(source.publisher.as_ref().map(ToString::to_string));
    parts.extend(source.issued.as_ref().map(|issued| in_reference(&issued.to_string())));
    let places: Vec<&str> = places.iter().map(String::as_str).filter(|place| !place.is_empty()).collect();
    if !places.is_empty() {
        parts.push(places.join("; "));
    }
    parts.extend(source.url.as_ref().map(ToString::to_string));
    parts.join(", ")
}

/// Returns a written date as a reference has it: one with an open end says so in words.
fn in_reference(date: &str) -> String {
    match (date.strip_suffix("/.."), date.strip_prefix("../")) {
        (Some(first), _) => format!("{first} or later"),
        (_, Some(last)) => format!("{last} or earlier"),
        (None, None) => date.to_owned(),
    }
}

/// Returns the events about the world that name the entry, by the field in which they do: what answers it, what is said of
/// it or in it, what was promised, delivered or decided under it.
fn referred_to_by(log: &Log, event: &Event) -> Vec<ReferringRow> {
    let Some(process) = event.draft.process() else { return Vec::new() };
    let key = &event.draft.key;
    let rows = log.events().iter().flat_map(|other| {
        let Entry::World(world) = &other.draft.entry else { return Vec::new() };
        let mut fields: Vec<&'static str> = other
            .draft
            .references()
            .into_iter()
            .filter(|cited| match cited.reference {
                Reference::Event(named) => named.resolve(&world.process) == (process, key),
                Reference::Opener(_, named) => (&world.process, named) == (process, key),
                _ => false,
            })
            .map(|cited| cited.field)
            .collect();
        fields.dedup();
        // What answers it or speaks of it comes after it anyway.
        if fields.len() > 1 {
            fields.retain(|field| *field != "after");
        }
        let row = |field| ReferringRow {
            process: world.process.clone(),
            event: other.draft.key.clone(),
            kind: KindName::of(&other.draft),
            field,
            summary: other.draft.summary().cloned(),
        };
        fields.into_iter().map(row).collect()
    });
    rows.collect()
}

fn acted_upon_by(log: &Log, asked: &ResolvedQuery, event: &Event) -> Vec<ActingRow> {
    let rows = log.events().iter().filter_map(|other| {
        let Entry::Record(record) = &other.draft.entry else { return None };
        let in_reach = event.draft.process().is_none_or(|process| *process == record.process);
        let names_it = in_reach && record.kind.target() == Some(&event.draft.key);
        let compares = match &record.kind {
            RecordKind::Discrepancy(discrepancy) => discrepancy
                .about
                .iter()
                .any(|about| about.resolve(&record.process) == (&asked.process, &event.draft.key)),
            _ => false,
        };
        let known = record.kind.known().map(|known| known.when().clone());
        (names_it || compares).then(|| ActingRow {
            event: other.draft.key.clone(),
            kind: KindName::of(&other.draft),
            known: known.map(|when| Dated::written(when, log.zone(&record.process))),
            attributed_to: record.kind.attributed_to().to_vec(),
            summary: other.draft.summary().cloned(),
        })
    });
    rows.collect()
}
