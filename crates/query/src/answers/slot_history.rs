//! `slot_history`: what each field of a state says, from when to when on the clocks `occurred` and `known`.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::{AsOf, Bounds, Key, Until};
use asof_projector::{EventStatus, Path, Slot, Times, View};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::ask::filter::written_bounds;
use crate::ask::query::ResolvedQuery;
use crate::source::log::Log;

/// What one field of a row says at the points of a rectangle: of those that reach from one moment up to before another, on
/// each of the two clocks.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotPeriod {
    /// The negotiation.
    pub process: Key,
    /// The row, by its path.
    pub path: Path,
    /// The field, by its name in the row.
    pub field: String,
    /// What it says; neither null nor an empty list.
    pub value: Value,
    /// The points on the clock `occurred`.
    pub occurred: Period,
    /// The points on the clock `known`.
    pub known: Period,
}

/// The points of one clock at which something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The least of them. [`Until::All`] if it holds at no moment, and only of all that the log holds.
    pub from: Until,
    /// The first at which it holds no more; `None` if it holds at the end of what was asked for.
    pub until: Option<Until>,
}

impl Period {
    /// Returns whether something holds at a point.
    pub fn contains(&self, point: Until) -> bool {
        self.from <= point && self.until.is_none_or(|until| point < until)
    }
}

/// Returns what each field of the states of the processes read says at each point up to the one asked for, but for the
/// registry, which has no dates, and for what follows from the date asked about, such as days overdue. The rectangles of a
/// field do not overlap: at a point, each field that says anything is in one.
///
/// For each moment of knowledge the states of all moments are folded: the work grows with the product of the two.
pub fn slot_history(log: &Log, asked: &ResolvedQuery) -> Vec<SlotPeriod> {
    asked.reading.iter().flat_map(|process| Sweep::new(log, asked, process).into_periods()).collect()
}

/// A field of a row.
type Name = (Path, String);

/// What a field says over some of the clock `occurred`, and since when on the clock `known`.
#[derive(Debug, PartialEq)]
struct Run {
    value: Value,
    occurred: Period,
    known_from: Until,
}

/// A walk through the points of knowledge of one process.
struct Sweep<'l> {
    log: &'l Log,
    process: &'l Key,
    limit: AsOf,
    /// What holds at the point of knowledge that the walk has reached.
    open: BTreeMap<Name, Vec<Run>>,
    done: Vec<SlotPeriod>,
}

impl<'l> Sweep<'l> {
    fn new(log: &'l Log, asked: &ResolvedQuery, process: &'l Key) -> Self {
        Self { log, process, limit: asked.as_of, open: BTreeMap::new(), done: Vec::new() }
    }

    fn into_periods(mut self) -> Vec<SlotPeriod> {
        let mut open = BTreeSet::from([self.limit.known]);
        let mut seen: BTreeSet<Until> = BTreeSet::new();
        // What is known by then can date what becomes known otherwise than it is written.
        while let Some(known) = open.pop_first() {
            if seen.insert(known) {
                let view = self.view(self.limit.occurred, known);
                open.extend(points(self.dates(&view, |_| true), self.limit.known));
            }
        }
        let mut before: Option<Vec<Times>> = None;
        for known in seen {
            let times = self.view(self.limit.occurred, known).times();
            // Nothing has become known since, and no date is told otherwise.
            if before.as_ref() == Some(&times) {
                continue;
            }
            before = Some(times);
            let mut runs = self.runs(known);
            self.close_and_extend(known, &mut runs);
            self.open = runs;
        }
        let last = std::mem::take(&mut self.open);
        self.close(last, None);
        self.done.sort_by(|a, b| {
            let order = |period: &SlotPeriod| (period.known, period.occurred);
            (&a.path, &a.field).cmp(&(&b.path, &b.field)).then_with(|| order(a).cmp(&order(b)))
        });
        self.done
    }

    fn view(&self, occurred: Until, known: Until) -> View<'l> {
        self.log.as_of(&AsOf { occurred, known, ..self.limit })
    }

    /// Returns the dates at whose ends a state can change, of events with some standing in a view: as they are written and as
    /// the view narrows them. Some are of the other clock: at more points than needed the states are the same.
    fn dates<'v>(
        &'v self,
        view: &'v View<'l>,
        has: impl Fn(EventStatus) -> bool + 'v,
    ) -> impl Iterator<Item = Option<Bounds>> + 'v {
        let events = self.log.events().iter().zip(view.times());
        let counting = events.filter(move |(_, times)| has(times.status));
        let dates = counting.flat_map(|(event, times)| {
            let (occurred, known) = written_bounds(event, self.log);
            [occurred, known, times.occurred, times.known]
        });
        dates.chain(view.occurrences().into_iter().map(|fact| Some(fact.bounds)))
    }

    /// Returns what each field says by some knowledge, run by run of the clock `occurred`.
    fn runs(&self, known: Until) -> BTreeMap<Name, Vec<Run>> {
        let of_all = self.view(self.limit.occurred, known);
        let counts = |standing| standing != EventStatus::Absent;
        let mut moments: BTreeSet<Until> = points(self.dates(&of_all, counts), self.limit.occurred).collect();
        moments.insert(self.limit.occurred);
        let mut runs = Runs { known, of: BTreeMap::new(), last: BTreeMap::new() };
        let mut before: Option<View<'_>> = None;
        for occurred in moments {
            let view = self.view(occurred, known);
            if before.as_ref().is_none_or(|before| !before.has_the_same_slots(&view)) {
                runs.come_to(occurred, view.state_without_registry(self.process).slots);
            }
            before = Some(view);
        }
        runs.of
    }

    /// Lets what holds by the next knowledge too go on, and closes the rest.
    fn close_and_extend(&mut self, known: Until, next: &mut BTreeMap<Name, Vec<Run>>) {
        let mut ended: BTreeMap<Name, Vec<Run>> = BTreeMap::new();
        for (name, runs) in std::mem::take(&mut self.open) {
            for run in runs {
                let same = next.get_mut(&name).and_then(|runs| {
                    runs.iter_mut().find(|other| other.occurred == run.occurred && other.value == run.value)
                });
                match same {
                    Some(same) => same.known_from = run.known_from,
                    None => ended.entry(name.clone()).or_default().push(run),
                }
            }
        }
        self.close(ended, Some(known));
    }

    fn close(&mut self, runs: BTreeMap<Name, Vec<Run>>, until: Option<Until>) {
        let all =
            runs.into_iter().flat_map(|(name, runs)| runs.into_iter().map(move |run| (name.clone(), run)));
        self.done.extend(all.map(|((path, field), run)| SlotPeriod {
            process: self.process.clone(),
            path,
            field,
            value: run.value,
            occurred: run.occurred,
            known: Period { from: run.known_from, until },
        }));
    }
}

/// Returns the points up to a limit at which dates begin or end.
fn points(dates: impl Iterator<Item = Option<Bounds>>, limit: Until) -> impl Iterator<Item = Until> {
    let bounds = dates.flatten().flat_map(|bounds| [bounds.earliest, bounds.latest]);
    bounds.flatten().map(|instant: DateTime<Utc>| Until::Before(instant)).filter(move |point| *point <= limit)
}

/// What each field says by one knowledge, up to some moment.
struct Runs {
    known: Until,
    of: BTreeMap<Name, Vec<Run>>,
    /// The rows of that moment.
    last: BTreeMap<Path, Slot>,
}

impl Runs {
    /// Goes on to a moment, at which these are the rows.
    fn come_to(&mut self, occurred: Until, slots: BTreeMap<Path, Slot>) {
        let nothing = Map::new();
        for (path, slot) in &slots {
            let before = self.last.get(path);
            if before.is_some_and(|before| before.says_the_same(slot) && before.events == slot.events) {
                continue;
            }
            let (was, is) = (before.map(fields).unwrap_or_default(), fields(slot));
            self.end(occurred, path, &was, &is);
            for (field, value) in is.into_iter().filter(|(field, value)| was.get(field) != Some(value)) {
                let occurred = Period { from: occurred, until: None };
                let run = Run { value, occurred, known_from: self.known };
                self.of.entry((path.clone(), field)).or_default().push(run);
            }
        }
        let gone: Vec<(Path, Slot)> = std::mem::replace(&mut self.last, slots)
            .into_iter()
            .filter(|(path, _)| !self.last.contains_key(path))
            .collect();
        for (path, slot) in gone {
            self.end(occurred, &path, &fields(&slot), &nothing);
        }
    }

    /// Ends what fields said that say something else now.
    fn end(&mut self, occurred: Until, path: &Path, was: &Map<String, Value>, is: &Map<String, Value>) {
        for (field, _) in was.iter().filter(|(field, value)| is.get(*field) != Some(value)) {
            let runs = self.of.get_mut(&(path.clone(), field.clone()));
            if let Some(run) = runs.and_then(|runs| runs.last_mut()) {
                run.occurred.until = Some(occurred);
            }
        }
    }
}

/// Returns what the fields of a row say, with the events that it rests on; those that say nothing are left out.
fn fields(slot: &Slot) -> Map<String, Value> {
    let events = slot.events.iter().map(|key| Value::from(key.as_str())).collect();
    let fields = slot.fields().into_iter().chain([("events".to_owned(), Value::Array(events))]);
    let says_anything =
        |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    fields.filter(|(_, value)| says_anything(value)).collect()
}
