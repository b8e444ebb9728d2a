//! `slot_history`: what each field of a state says, from when to when on the clocks `occurred` and `known`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use asof_core::{AsOf, Bounds, Entry, Event, Key, Until};
use asof_projector::{EventStatus, Path, Slot, Times, View};
use chrono::{DateTime, Utc};
use foldhash::HashMap;
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
/// For each moment of knowledge the states are folded of those moments that it can change: those from the earliest date of
/// what became known on. Each asks the whole log, so that the work grows with the square of the events: of a thousand it takes
/// seconds, of some thousands minutes.
pub fn slot_history(log: &Log, asked: &ResolvedQuery) -> Vec<SlotPeriod> {
    asked.reading.iter().flat_map(|process| Sweep::new(log, asked, process).into_periods()).collect()
}

/// A field of a row.
type Name = (Path, String);

/// What a field says over some of the clock `occurred`, and since when on the clock `known`.
#[derive(Debug)]
struct Run {
    value: Rc<Value>,
    occurred: Period,
    known_from: Until,
}

/// A walk through the points of knowledge of one process.
struct Sweep<'l> {
    log: &'l Log,
    process: &'l Key,
    limit: AsOf,
    /// What holds at the point of knowledge that the walk has reached, run by run of the clock `occurred`.
    open: BTreeMap<Name, Vec<Run>>,
    done: Vec<SlotPeriod>,
}

impl<'l> Sweep<'l> {
    fn new(log: &'l Log, asked: &ResolvedQuery, process: &'l Key) -> Self {
        Self { log, process, limit: asked.as_of, open: BTreeMap::new(), done: Vec::new() }
    }

    fn into_periods(mut self) -> Vec<SlotPeriod> {
        let targets = targets(self.log.events());
        let mut before: Option<Standing> = None;
        for known in self.points_of_knowledge() {
            let now = Standing::of(&self, known);
            match before.as_ref().map_or(Change::Anywhere, |before| before.change(&now, &targets)) {
                Change::Nowhere => continue,
                Change::From(moment) => self.go_on(known, &now.moments, Some(Until::Before(moment))),
                Change::Anywhere => self.go_on(known, &now.moments, None),
            }
            before = Some(now);
        }
        let last = std::mem::take(&mut self.open);
        let last =
            last.into_iter().flat_map(|(name, runs)| runs.into_iter().map(move |run| (name.clone(), run)));
        last.for_each(|(name, run)| self.close(name, run, None));
        self.done.sort_by(|a, b| {
            let order = |period: &SlotPeriod| (period.known, period.occurred);
            (&a.path, &a.field).cmp(&(&b.path, &b.field)).then_with(|| order(a).cmp(&order(b)))
        });
        self.done
    }

    /// Returns the points of the clock `known` at which a state can change.
    fn points_of_knowledge(&self) -> BTreeSet<Until> {
        let mut open = BTreeSet::from([self.limit.known]);
        let mut seen = BTreeSet::new();
        // What is known by then can date what becomes known otherwise than it is written.
        while let Some(known) = open.pop_first() {
            if seen.insert(known) {
                let times = self.view(self.limit.occurred, known).times();
                let dates = times.iter().enumerate().flat_map(|(place, times)| self.dates(place, times));
                open.extend(points(dates, self.limit.known).filter(|point| !seen.contains(point)));
            }
        }
        seen
    }

    fn view(&self, occurred: Until, known: Until) -> View<'l> {
        self.log.as_of(&AsOf { occurred, known, ..self.limit })
    }

    /// Returns the dates of an event at whose ends a state can change: as they are written, and as they are narrowed. What
    /// is said of an event, such as that it is denied, counts once it was said.
    fn dates(&self, place: usize, times: &Times) -> [Option<Bounds>; 4] {
        let (occurred, known) = written_bounds(&self.log.events()[place], self.log);
        [occurred, known, times.occurred, times.known]
    }

    /// Goes on to the next knowledge, by which the states of the moments before `from` are those of the knowledge before.
    fn go_on(&mut self, known: Until, moments: &BTreeSet<Until>, from: Option<Until>) {
        let mut runs = Runs { known, of: BTreeMap::new(), last: BTreeMap::new() };
        let earlier = from.and_then(|from| moments.range(..from).next_back());
        if let Some(earlier) = earlier {
            runs.last = self.view(*earlier, known).state_without_registry(self.process).slots;
        }
        let replaced = self.take_from(known, from, &mut runs);
        let mut before: Option<View<'_>> = None;
        for occurred in moments.iter().filter(|moment| from.is_none_or(|from| **moment >= from)) {
            let view = self.view(*occurred, known);
            if before.as_ref().is_none_or(|before| !before.has_the_same_slots(&view)) {
                runs.come_to(*occurred, view.state_without_registry(self.process).slots);
            }
            before = Some(view);
        }
        for (name, old) in replaced {
            let next = runs.of.get_mut(&name).into_iter().flatten();
            let mut same = next.filter(|run| run.occurred == old.occurred && run.value == old.value);
            match same.next() {
                Some(same) => same.known_from = old.known_from,
                None => self.close(name, old, Some(known)),
            }
        }
        for (name, next) in runs.of {
            self.open.entry(name).or_default().extend(next);
        }
    }

    /// Takes out what can be otherwise by the next knowledge, and begins the runs anew that go on from before.
    fn take_from(&mut self, known: Until, from: Option<Until>, runs: &mut Runs) -> Vec<(Name, Run)> {
        let mut taken = Vec::new();
        for (name, held) in &mut self.open {
            let can_change =
                |run: &mut Run| from.is_none_or(|from| run.occurred.until.is_none_or(|until| until >= from));
            for run in held.extract_if(.., can_change) {
                if from.is_some_and(|from| run.occurred.from < from) {
                    let occurred = Period { until: None, ..run.occurred };
                    let anew = Run { value: Rc::clone(&run.value), occurred, known_from: known };
                    runs.of.entry(name.clone()).or_default().push(anew);
                }
                taken.push((name.clone(), run));
            }
        }
        taken
    }

    fn close(&mut self, (path, field): Name, run: Run, until: Option<Until>) {
        self.done.push(SlotPeriod {
            process: self.process.clone(),
            path,
            field,
            value: Rc::unwrap_or_clone(run.value),
            occurred: run.occurred,
            known: Period { from: run.known_from, until },
        });
    }
}

/// Returns the event that each event says something of, or acts upon, by their places.
fn targets(events: &[Event]) -> Vec<Option<usize>> {
    let name = |(place, event): (usize, &'_ Event)| {
        Some(((event.draft.process()?.clone(), event.draft.key.clone()), place))
    };
    let places: HashMap<(Key, Key), usize> = events.iter().enumerate().filter_map(name).collect();
    let target = |event: &Event| match &event.draft.entry {
        Entry::Record(record) => {
            places.get(&(record.process.clone(), record.kind.target()?.clone())).copied()
        }
        Entry::World(_) | Entry::Registry(_) => None,
    };
    events.iter().map(target).collect()
}

/// How the events of a log stand by some knowledge.
struct Standing {
    times: Vec<Times>,
    /// The dates of each event.
    dates: Vec<[Option<Bounds>; 4]>,
    /// What counts of the world, corrected ones by the keys of their originals.
    facts: BTreeMap<(Key, Key), Bounds>,
    /// The points of the clock `occurred` at which a state can change. At more than needed the states are the same.
    moments: BTreeSet<Until>,
}

/// From when on the clock `occurred` two states of knowledge differ.
enum Change {
    Nowhere,
    From(DateTime<Utc>),
    Anywhere,
}

impl Standing {
    fn of(sweep: &Sweep<'_>, known: Until) -> Self {
        let view = sweep.view(sweep.limit.occurred, known);
        let times = view.times();
        let dates: Vec<_> =
            times.iter().enumerate().map(|(place, times)| sweep.dates(place, times)).collect();
        let facts = view.occurrences().into_iter();
        let facts: BTreeMap<_, _> =
            facts.map(|fact| ((fact.process.clone(), fact.key.clone()), fact.bounds)).collect();
        let counting = times.iter().zip(&dates).filter(|(times, _)| times.status != EventStatus::Absent);
        let of_events = counting.flat_map(|(_, dates)| *dates);
        let all = of_events.chain(facts.values().map(|bounds| Some(*bounds)));
        let mut moments: BTreeSet<Until> = points(all, sweep.limit.occurred).collect();
        moments.insert(sweep.limit.occurred);
        Self { times, dates, facts, moments }
    }

    /// Returns from when on the states by the next knowledge differ from those by this one. What has no date of its own counts
    /// because of something that has one.
    fn change(&self, next: &Self, targets: &[Option<usize>]) -> Change {
        let mut changed: Vec<Bounds> = Vec::new();
        let mut is_any = false;
        for (place, (before, now)) in self.times.iter().zip(&next.times).enumerate() {
            if before != now {
                is_any = true;
                // What is said of an event moves what that moves, whenever it was said.
                let moved = std::iter::once(place).chain(targets[place]);
                changed.extend(
                    moved.flat_map(|place| self.dates[place].iter().chain(&next.dates[place]).flatten()),
                );
            }
        }
        for (facts, others) in [(&self.facts, &next.facts), (&next.facts, &self.facts)] {
            for (_, bounds) in facts.iter().filter(|(name, bounds)| others.get(*name) != Some(bounds)) {
                is_any = true;
                changed.push(*bounds);
            }
        }
        match changed.iter().map(|bounds| bounds.earliest).min() {
            None if !is_any => Change::Nowhere,
            None | Some(None) => Change::Anywhere,
            Some(Some(first)) => Change::From(first),
        }
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
                let run = Run { value: Rc::new(value), occurred, known_from: self.known };
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
