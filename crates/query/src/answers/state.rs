//! `state` and `known`: where things stood, with hindsight or without.

use std::ops::Range;

use asof_core::{AsOf, Key};
use asof_projector::{
    Collection, Counted, Dated, Described, Field, Fields, Path, Row, Slot, State, StateRow, role, row,
};
use chrono::NaiveDate;
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use schemars::json_schema;
use serde_json::Value;

use crate::answers::envelope::together;
use crate::answers::envelope::{Dispute, Envelope, PossibleRow, WideEnvelope};
use crate::answers::every::{ProcessOfState, ReadProcess};
use crate::answers::overview::{Overview, Places, overview};
use crate::answers::possible::possible_rows;
use crate::answers::rows::disputes;
use crate::ask::query::{ProcessAsOf, ResolvedForAll, ResolvedQuery};
use crate::ask::selection::{LeftOut, Selected, Selecting, Selection, StatePart};
use crate::source::log::Log;
use crate::source::views::Views;

row! {
    /// Where things stood as of a point: what `state` and `known` print. Lists are in the order of the first event that
    /// their rows rest on. A part that `only` does not name is left out.
    pub struct StateAnswer as "State" {
        /// What every answer begins with.
        envelope: WideEnvelope as role::Flat,
        /// How far the record of what is read reaches.
        record: Extent as role::One,
        /// The parties of the negotiation that answers, as it is registered; empty if every negotiation is read.
        parties: Vec<Key>,
        /// Of a chain that is read whole, its negotiations, the oldest first; else empty.
        chain: Vec<Link> as role::Rows,
        /// Where every negotiation of the log is read, each of them, in the order in which they were registered; else
        /// empty.
        processes: Vec<ProcessOfState> as role::Rows,
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
pub struct Parts {
    shown: Vec<(Collection, Vec<StateRow>)>,
    /// Where in its list each process has its rows, which stand together; those of the registry are of no process.
    ranges: HashMap<(Collection, Key), Range<usize>>,
    status: Status,
}

/// Of whom the status is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Status {
    /// Of the process that answers: it is one row at most.
    #[default]
    OfOne,
    /// Of each process that is read: of the document it is no field of its own.
    OfEach,
}

impl Parts {
    /// Returns the rows of a collection, `None` if it is not shown. The status is one row a process at most.
    pub fn get(&self, collection: Collection) -> Option<&[StateRow]> {
        self.shown.iter().find(|(of, _)| *of == collection).map(|(_, rows)| rows.as_slice())
    }

    /// Returns the rows of a collection that are of a process; none if it has none or they are not shown.
    pub fn of_process(&self, collection: Collection, process: &Key) -> &[StateRow] {
        let range = self.ranges.get(&(collection, process.clone())).cloned().unwrap_or_default();
        self.get(collection).and_then(|rows| rows.get(range)).unwrap_or_default()
    }

    /// Adds the rows of the next collection, those of each process together.
    pub(crate) fn push(&mut self, collection: Collection, rows: Vec<StateRow>) {
        let mut begin = 0;
        for of_process in rows.chunk_by(|one, next| one.process == next.process) {
            let range = begin..begin + of_process.len();
            begin = range.end;
            if let Some(process) = &of_process[0].process {
                self.ranges.insert((collection, process.clone()), range);
            }
        }
        self.shown.push((collection, rows));
    }

    /// Keeps some rows of the only collection that is shown.
    pub(crate) fn cut(&mut self, collection: Collection, from: usize, rows: usize) {
        let all = self.shown.drain(..).find(|(of, _)| *of == collection);
        self.ranges.clear();
        let kept = all.into_iter().flat_map(|(_, all)| all).skip(from).take(rows).collect();
        self.push(collection, kept);
    }
}

/// The parts of a state, a field each.
#[derive(Debug)]
pub(crate) enum AsParts {}

impl Field<AsParts> for Parts {
    fn put(&self, _: &str, row: &mut Row<'_>) {
        for (collection, rows) in &self.shown {
            let mut rows = rows.iter().map(|nested| row.nested(nested));
            let value = match (collection, self.status) {
                (Collection::Status, Status::OfOne) => rows.next().unwrap_or_default(),
                (Collection::Status, Status::OfEach) => Value::Null,
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
                    let about = "Where the negotiation that answers stands; null if no event says so, and if every \
                                 negotiation is read: `processes` has that of each.";
                    (about, json_schema!({ "anyOf": [row, { "type": "null" }] }))
                }
                _ => (collection.about(), json_schema!({ "type": "array", "items": row })),
            };
            described.add_as(collection.name(), about, schema);
            described.is_optional(collection.name());
        }
    }

    fn escape_invisible(&mut self) {
        self.shown.iter_mut().flat_map(|(_, rows)| rows).for_each(Fields::escape_invisible);
    }
}

impl StateAnswer {
    /// Returns how many rows each part has that is shown, in the order of the document.
    pub fn sizes(&self) -> impl Iterator<Item = (StatePart, usize)> {
        let shown = self.parts.shown.iter();
        let sizes = shown.map(|(collection, rows)| (StatePart::Collection(*collection), rows.len()));
        sizes.chain([(StatePart::Possible, self.possible.len())])
    }
}

/// Returns the state at the point asked for; of a whole chain, the rows of each process one behind the other, the oldest
/// process first. `parties` are those of the process that answers, as it is registered.
pub fn state(log: &Log, asked: &ResolvedQuery, selection: &Selection) -> StateAnswer {
    let mut read = StatesRead::new(log, asked.points(), selection, Some(&asked.process));
    let chain = chain(log, asked, &read.states);
    let envelope = Envelope::new(asked, log.names(), read.counted());
    StateAnswer {
        parties: log.process(&asked.process).map_or_else(Vec::new, |process| process.parties.clone()),
        chain,
        ..read.answer(envelope.into(), Status::OfOne)
    }
}

/// Returns the state of every process of a log, each at its own point: the rows of each one behind the other, in the order in
/// which the processes were registered. The registry is told once, as of the latest of the points.
pub fn state_of_every(log: &Log, asked: &ResolvedForAll, selection: &Selection) -> StateAnswer {
    let registry_with = asked.latest().map(|latest| &latest.process);
    let mut read = StatesRead::new(log, asked.points.clone(), selection, registry_with);
    let envelope = WideEnvelope::of_every(asked, read.counted());
    let answer = read.answer(envelope, Status::OfEach);
    let of_process = |(point, state): (&ProcessAsOf, &State)| ProcessOfState {
        read: ReadProcess::of(log, point, asked.head, state.counted),
        parties: log.process(&point.process).map_or_else(Vec::new, |process| process.parties.clone()),
        status: answer.parts.of_process(Collection::Status, &point.process).first().cloned(),
    };
    let processes = asked.points.iter().zip(&read.states).map(of_process).collect();
    StateAnswer { processes, ..answer }
}

/// The states of some processes, each at its point, and which of their rows are shown.
struct StatesRead<'a> {
    log: &'a Log,
    points: Vec<ProcessAsOf>,
    selection: &'a Selection,
    /// The process with which the registry is told.
    registry_with: Option<&'a Key>,
    views: Views<'a>,
    states: Vec<State>,
    /// The selection as of each of the points that differ.
    selecting: HashMap<AsOf, Selecting<'a>>,
}

impl<'a> StatesRead<'a> {
    fn new(
        log: &'a Log,
        points: Vec<ProcessAsOf>,
        selection: &'a Selection,
        registry_with: Option<&'a Key>,
    ) -> Self {
        let mut views = Views::new(log);
        let mut states = Vec::with_capacity(points.len());
        let mut selecting = HashMap::new();
        for ProcessAsOf { process, as_of, .. } in &points {
            let view = views.at(as_of);
            selecting.entry(*as_of).or_insert_with(|| Selecting::in_view(selection, log, &view));
            states.push(match Some(process) == registry_with {
                true => view.state(process),
                false => view.state_without_registry(process),
            });
        }
        Self { log, points, selection, registry_with, views, states, selecting }
    }

    fn counted(&self) -> Counted {
        together(self.states.iter().map(|state| state.counted))
    }

    /// Returns the answer but for what depends on which processes are read.
    fn answer(&mut self, envelope: WideEnvelope, status: Status) -> StateAnswer {
        let (mut left_out, mut places) = (LeftOut::default(), Places::default());
        let mut parts = Parts { status, ..Parts::default() };
        for collection in Collection::ALL.into_iter().filter(|of| self.selection.contains(*of)) {
            let rows = self.part(collection, status, &mut places, &mut left_out);
            parts.push(collection, rows);
        }
        let possible = |state: &State| possible_rows(state, &self.selecting[&state.as_of], &mut left_out);
        let possible = self.states.iter().flat_map(possible).collect();
        let processes: Vec<Key> = self.points.iter().map(|point| point.process.clone()).collect();
        let is_whole = self.selection.only.is_empty();
        let told = self.states.iter().filter(|_| is_whole);
        let overview = told.map(|state| overview(self.log, state, &places, &mut self.views)).collect();
        StateAnswer {
            envelope,
            record: extent(self.log, &processes),
            parties: Vec::new(),
            chain: Vec::new(),
            processes: Vec::new(),
            only: self.selection.only.clone(),
            selection: self.selection.selected(&left_out),
            parts,
            overview,
            disputes: disputes(self.log, &self.states),
            possible,
        }
    }

    /// Returns the rows of a collection that are shown. The status is that of the process that answers, or of each.
    fn part(
        &self,
        collection: Collection,
        status: Status,
        places: &mut Places,
        left_out: &mut LeftOut,
    ) -> Vec<StateRow> {
        // The registry belongs to the log.
        let is_of_one =
            collection.is_registry() || collection == Collection::Status && status == Status::OfOne;
        // Of the registry, what the processes name is shown.
        let named: HashSet<&str> = match collection.is_registry() {
            true => self.states.iter().flat_map(|state| &state.named).map(Key::as_str).collect(),
            false => HashSet::new(),
        };
        let is_named = |path: &Path| path.segments().last().is_some_and(|key| named.contains(key));
        let mut shown = Vec::new();
        for state in
            self.states.iter().filter(|state| !is_of_one || Some(&state.process) == self.registry_with)
        {
            let selecting = &self.selecting[&state.as_of];
            let mut slots = state.collection(collection);
            if collection.is_registry() {
                slots.retain(|(path, _)| is_named(path));
            }
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
