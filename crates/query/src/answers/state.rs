//! `state` and `known`: where things stood, with hindsight or without.

use asof_core::Key;
use asof_projector::{
    Collection, Counted, Dated, Described, Field, Fields, Path, Row, Slot, State, StateRow, role, row,
};
use chrono::NaiveDate;
use schemars::json_schema;

use crate::answers::envelope::together;
use crate::answers::envelope::{Dispute, Envelope, PossibleRow};
use crate::answers::overview::{Overview, Places, overview};
use crate::answers::possible::possible_rows;
use crate::answers::rows::disputes;
use crate::ask::query::ResolvedQuery;
use crate::ask::selection::{LeftOut, Selected, Selecting, Selection, StatePart};
use crate::source::log::Log;

row! {
    /// Where things stood as of a point: what `state` and `known` print. Lists are in the order of the first event that
    /// their rows rest on. A part that `only` does not name is left out.
    pub struct StateAnswer as "State" {
        /// What every answer begins with.
        envelope: Envelope as role::Flat,
        /// How far the record of what is read reaches.
        record: Extent as role::One,
        /// The parties of the negotiation that answers, as it is registered.
        parties: Vec<Key>,
        /// Of a chain that is read whole, its negotiations, the oldest first; else empty.
        chain: Vec<Link> as role::Rows,
        /// The parts asked for; empty if the state is whole.
        only: Vec<StatePart>,
        /// What else was asked of the rows.
        selection: Selected as role::One,
        /// The rows of the parts that are shown.
        parts: Parts as AsParts,
        /// Of a whole state, what a reader needs first, a negotiation each; empty if only parts were asked for.
        overview: Vec<Overview> as role::Rows,
        /// Where accounts differ of what the state rests on, in words, each with the events that it is about. The
        /// readings stand in `discrepancies`.
        disputes: Vec<Dispute> as role::Rows,
        /// What may have happened or been known by the point.
        possible: Vec<PossibleRow> as role::Rows,
    }
}

row! {
    /// A negotiation of a chain that is read whole.
    pub struct Link as "Link" {
        /// Its key.
        process: Key,
        /// Its title.
        process_name: String as role::Prose,
        /// How many of its events there are, and how many of them count.
        counted: Counted as role::One,
        /// How far its record reaches.
        record: Extent as role::One,
    }
}

row! {
    /// How far a record reaches, at any point.
    pub struct Extent as "Extent" {
        /// The day of the earliest thing that it tells of; null if it tells of none.
        first: Option<NaiveDate>,
        /// The day of the latest, included.
        last: Option<NaiveDate>,
        /// The date of the earliest as written, which may be no one day.
        earliest: Option<Dated> as role::Date,
        /// The date of the latest as written.
        latest: Option<Dated> as role::Date,
    }
}

/// The rows of a state by collection, those of the collections that are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts(Vec<(Collection, Vec<StateRow>)>);

impl Parts {
    /// Returns the rows of a collection, `None` if it is not shown. The status is one row at most.
    pub fn get(&self, collection: Collection) -> Option<&[StateRow]> {
        self.0.iter().find(|(of, _)| *of == collection).map(|(_, rows)| rows.as_slice())
    }

    /// Adds the rows of the next collection.
    pub(crate) fn push(&mut self, collection: Collection, rows: Vec<StateRow>) {
        self.0.push((collection, rows));
    }
}

/// The parts of a state, a field each.
#[derive(Debug)]
pub(crate) enum AsParts {}

impl Field<AsParts> for Parts {
    fn put(&self, _: &str, row: &mut Row<'_>) {
        for (collection, rows) in &self.0 {
            let mut rows = rows.iter().map(|nested| row.nested(nested));
            let value = match collection {
                Collection::Status => rows.next().unwrap_or_default(),
                _ => rows.collect(),
            };
            row.put(collection.name(), value);
        }
    }

    fn describe_as(_: &str, _: &str, described: &mut Described<'_>) {
        for collection in Collection::ALL {
            let row = collection.row_schema(described.generator());
            let (about, schema) = match collection {
                Collection::Status => {
                    let about = "Where the negotiation that answers stands; null if no event says so.";
                    (about, json_schema!({ "anyOf": [row, { "type": "null" }] }))
                }
                _ => (collection.about(), json_schema!({ "type": "array", "items": row })),
            };
            described.add_as(collection.name(), about, schema);
            described.is_optional(collection.name());
        }
    }

    fn escape_invisible(&mut self) {
        self.0.iter_mut().flat_map(|(_, rows)| rows).for_each(Fields::escape_invisible);
    }
}

/// Returns the state at the point asked for; of a whole chain, the rows of each process one behind the other, the oldest
/// process first. `parties` are those of the process that answers, as it is registered.
pub fn state(log: &Log, asked: &ResolvedQuery, selection: &Selection) -> StateAnswer {
    let view = log.as_of(&asked.as_of);
    let states: Vec<State> = asked.reading.iter().map(|process| view.state(process)).collect();
    let selecting = Selecting::new(selection, log, &asked.as_of);
    let (mut left_out, mut places, mut parts) = (LeftOut::default(), Places::default(), Parts::default());
    for collection in Collection::ALL.into_iter().filter(|collection| selection.contains(*collection)) {
        let rows = part(asked, &states, collection, &selecting, &mut places, &mut left_out);
        parts.push(collection, rows);
    }
    let possible = states.iter().flat_map(|state| possible_rows(state, &selecting, &mut left_out)).collect();
    let is_whole = selection.only.is_empty();
    let overviews = states.iter().filter(|_| is_whole).map(|state| overview(log, state, &places));
    let counted = together(states.iter().map(|state| state.counted));
    StateAnswer {
        envelope: Envelope::new(asked, log.names(), counted),
        record: extent(log, &asked.reading),
        parties: log.process(&asked.process).map_or_else(Vec::new, |process| process.parties.clone()),
        chain: chain(log, asked, &states),
        only: selection.only.clone(),
        selection: selection.selected(&left_out),
        parts,
        overview: overviews.collect(),
        disputes: disputes(log, &states),
        possible,
    }
}

/// Returns the rows of a collection that are shown. The status is that of the process that answers.
fn part(
    asked: &ResolvedQuery,
    states: &[State],
    collection: Collection,
    selecting: &Selecting<'_>,
    places: &mut Places,
    left_out: &mut LeftOut,
) -> Vec<StateRow> {
    // Every state has the same registry: shown is what the processes name of it.
    let is_named = |path: &Path| states.iter().any(|state| state.names(path));
    let of = |state: &&State| match collection {
        Collection::Status => state.process == asked.process,
        _ if collection.is_registry() => state.process == asked.process,
        _ => true,
    };
    let mut shown = Vec::new();
    for state in states.iter().filter(of) {
        let mut slots = state.collection(collection);
        slots.retain(|(path, _)| is_named(path));
        if selecting.is_of_the_pending() {
            // What is due first comes first; what has no date keeps its order behind that.
            let due = |slot: &Slot| state.lateness(slot).and_then(|lateness| lateness.last_day);
            slots.sort_by_key(|(_, slot)| (due(slot).is_none(), due(slot)));
        }
        for (path, slot) in slots {
            if selecting.shows(state, path, slot) {
                places.put(&state.process, path, shown.len());
                shown.push(state.row(path, slot));
            } else {
                left_out.rows.insert((state.process.clone(), path.clone()));
            }
        }
    }
    shown
}

/// Returns the days of the earliest and latest `occurred` of the processes, so that an empty answer can say why.
fn extent(log: &Log, processes: &[Key]) -> Extent {
    let days: Vec<_> = processes.iter().map(|process| log.days(process)).collect();
    let [earliest, latest] = log.ends(processes);
    Extent {
        first: days.iter().filter_map(|(first, _)| *first).min(),
        last: days.iter().filter_map(|(_, last)| *last).max(),
        earliest,
        latest,
    }
}

/// Returns the processes of a chain that is read whole, each with how many of its events count; none otherwise.
fn chain(log: &Log, asked: &ResolvedQuery, states: &[State]) -> Vec<Link> {
    let is_chain = asked.reading.len() > 1;
    let links = states.iter().filter(|_| is_chain).map(|state| Link {
        process: state.process.clone(),
        process_name: log.names().get(state.process.as_str()).to_owned(),
        counted: state.counted,
        record: extent(log, std::slice::from_ref(&state.process)),
    });
    links.collect()
}
