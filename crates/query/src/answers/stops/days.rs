//! The days on which what a log tells begins, ends, becomes known or is late.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::kind::{Ceasefire, Commitment, Meeting, WorldKind};
use asof_core::{Assertion, Bounds, Deadline, Duration, Entry, Event, Key, RecordKind, Replacement, Zone};
use asof_projector::{EventStatus, Times};
use chrono::{DateTime, Days as Count, NaiveDate, TimeDelta, Utc};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::answers::stops::Stop;
use crate::ask::filter::written_bounds;
use crate::ask::query::ResolvedQuery;
use crate::source::log::Log;

/// Minutes of a day.
const DAY: u64 = 24 * 60;

/// Returns the day of an instant.
pub(super) fn day(instant: DateTime<Utc>, zone: Zone) -> NaiveDate {
    zone.clock(instant).date_naive()
}

/// Returns the day of the last moment before an end.
pub(super) fn last_day(end: DateTime<Utc>, zone: Zone) -> NaiveDate {
    day(end - TimeDelta::microseconds(1), zone)
}

/// Why the state can change on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    World,
    Knowledge,
    Deadline,
}

/// What can change the state on a day.
#[derive(Debug, Default)]
struct Marks {
    by: Vec<By>,
    /// The events, by their places in the log.
    events: BTreeSet<usize>,
}

/// An event by its process and key.
type Name<'l> = (&'l Key, &'l Key);

/// An entry that can count, with its dates.
struct Telling<'l> {
    place: usize,
    event: &'l Event,
    process: &'l Key,
    /// What it is, or in whose place it stands.
    name: Name<'l>,
    /// What it says of the world.
    assertion: Option<&'l Assertion>,
    /// When it occurred: as narrowed where it stands at the end of the log, otherwise as written.
    occurred: Option<Bounds>,
    /// When it became known, likewise.
    known: Option<Bounds>,
}

/// What of a ceasefire says how long it lasts.
#[derive(Default)]
struct Lasting<'l> {
    begins: BTreeSet<NaiveDate>,
    durations: Vec<&'l Duration>,
    events: BTreeSet<usize>,
}

/// The days on which the state of some processes can change.
pub(super) struct Days<'l> {
    log: &'l Log,
    asked: &'l ResolvedQuery,
    /// The last days of each event.
    ends: HashMap<Name<'l>, BTreeSet<NaiveDate>>,
    marks: BTreeMap<NaiveDate, Marks>,
}

impl<'l> Days<'l> {
    /// Finds the days. `times` are the dates of the log as all that is recorded narrows them.
    pub(super) fn of(log: &'l Log, asked: &'l ResolvedQuery, times: &[Times]) -> Self {
        let all = telling(log, asked, times);
        let mut days = Self::new(log, asked);
        for telling in &all {
            let zone = log.zone(telling.process);
            let end = telling.occurred.and_then(|bounds| bounds.latest);
            days.ends.entry(telling.name).or_default().extend(end.map(|end| last_day(end, zone)));
        }
        let (own, others): (Vec<_>, Vec<_>) =
            all.iter().partition(|telling| asked.reading.contains(telling.process));
        days.enter_dates(&own);
        days.enter_deadlines(&own);
        days.enter_ceasefires(&own);
        days.enter_discrepancies(&own, &all);
        days.enter_linked(&own, &others, times);
        days
    }

    fn new(log: &'l Log, asked: &'l ResolvedQuery) -> Self {
        Self { log, asked, ends: HashMap::new(), marks: BTreeMap::new() }
    }

    /// Returns the stops, in order.
    pub(super) fn into_stops(self) -> Vec<Stop> {
        let name = |place: &usize| {
            let draft = &self.log.events()[*place].draft;
            match draft.process() {
                Some(process) if *process != self.asked.process => format!("{process}/{}", draft.key),
                _ => draft.key.to_string(),
            }
        };
        let stop = |(day, marks): (&NaiveDate, &Marks)| Stop {
            day: *day,
            by_world: marks.by.contains(&By::World),
            by_knowledge: marks.by.contains(&By::Knowledge),
            by_deadline: marks.by.contains(&By::Deadline),
            events: marks.events.iter().map(name).collect(),
        };
        self.marks.iter().map(stop).collect()
    }

    fn mark(&mut self, day: NaiveDate, by: By, place: usize) {
        let marks = self.marks.entry(day).or_default();
        if !marks.by.contains(&by) {
            marks.by.push(by);
        }
        marks.events.insert(place);
    }

    /// Marks the days on which a date begins and ends.
    fn mark_bounds(&mut self, bounds: Bounds, by: By, place: usize) {
        let zone = self.asked.zone;
        let first = bounds.earliest.map(|instant| day(instant, zone));
        let last = bounds.latest.map(|end| last_day(end, zone));
        for day in first.into_iter().chain(last) {
            self.mark(day, by, place);
        }
    }

    /// Marks the dates of the events themselves.
    fn enter_dates(&mut self, own: &[&Telling<'l>]) {
        for telling in own {
            for (bounds, by) in [(telling.occurred, By::World), (telling.known, By::Knowledge)] {
                bounds.into_iter().for_each(|bounds| self.mark_bounds(bounds, by, telling.place));
            }
        }
    }

    /// Marks the days from which what is awaited by a date is late.
    fn enter_deadlines(&mut self, own: &[&Telling<'l>]) {
        for telling in own {
            let Some(assertion) = telling.assertion else { continue };
            for due in self.last_days(telling, assertion) {
                if let Some(late) = due.succ_opt() {
                    self.mark(late, By::Deadline, telling.place);
                }
            }
        }
    }

    /// Returns the last days by which an event awaits something.
    fn last_days(&self, telling: &Telling<'l>, assertion: &Assertion) -> Vec<NaiveDate> {
        let zone = self.log.zone(telling.process);
        let date = match &assertion.kind {
            WorldKind::Commitment(Commitment::Offered(promise) | Commitment::Made(promise)) => {
                match &promise.due {
                    Some(Deadline::After(after)) => {
                        let ends = self.ends.get(&after.after.resolve(telling.process)).into_iter().flatten();
                        let days = Count::new(after.days.into());
                        return ends.filter_map(|end| end.checked_add_days(days)).collect();
                    }
                    Some(Deadline::Date(due)) => Some(&**due),
                    None => None,
                }
            }
            WorldKind::Proposal(proposal) => proposal.due.as_deref(),
            WorldKind::Meeting(Meeting::Proposed(plan) | Meeting::Scheduled(plan)) => {
                plan.planned_for.as_ref()
            }
            _ => None,
        };
        date.and_then(|when| when.last_day(zone)).into_iter().collect()
    }

    /// Marks the days on which the duration of a ceasefire can be over: which of its beginnings and durations count depends
    /// on what is known.
    fn enter_ceasefires(&mut self, own: &[&Telling<'l>]) {
        let mut ceasefires: HashMap<Name<'l>, Lasting<'l>> = HashMap::new();
        for telling in own {
            let Some(WorldKind::Ceasefire(ceasefire)) = telling.assertion.map(|assertion| &assertion.kind)
            else {
                continue;
            };
            let (phase, begins) = match ceasefire {
                Ceasefire::Announced(phase) | Ceasefire::InEffect(phase) => (phase, true),
                Ceasefire::Suspended(phase) | Ceasefire::Ended(phase) => (phase, false),
                Ceasefire::Violated(_) => continue,
            };
            let opener = phase.ceasefire.as_ref().unwrap_or(telling.name.1);
            let lasting = ceasefires.entry((telling.process, opener)).or_default();
            lasting.durations.extend(&phase.duration);
            lasting.events.insert(telling.place);
            if begins {
                lasting.begins.extend(self.ends.get(&telling.name).into_iter().flatten());
            }
        }
        for Lasting { begins, durations, events } in ceasefires.into_values() {
            for (begun, duration) in
                begins.iter().flat_map(|begun| durations.iter().map(move |of| (begun, of)))
            {
                let minutes = duration.minutes_high();
                let last = begun.checked_add_days(Count::new(minutes / DAY));
                let next = last.and_then(|last| last.succ_opt());
                // What ends within a day is over by its end.
                let within = last.filter(|_| !minutes.is_multiple_of(DAY));
                for day in within.into_iter().chain(next) {
                    events.iter().for_each(|place| self.mark(day, By::Deadline, *place));
                }
            }
        }
    }

    /// Marks the days on which discrepancies come to stand: when the last event that they name does.
    fn enter_discrepancies(&mut self, own: &[&Telling<'l>], all: &[Telling<'l>]) {
        let by_name: HashMap<Name<'_>, &Telling<'_>> =
            all.iter().map(|telling| (telling.name, telling)).collect();
        for telling in own {
            let named: Vec<_> =
                telling.named().iter().filter_map(|name| by_name.get(name)).copied().collect();
            let latest = |of: fn(&Telling<'_>) -> Option<Bounds>| {
                named.iter().filter_map(|named| of(named)?.latest).max()
            };
            let (occurred, known) = (latest(|named| named.occurred), latest(|named| named.known));
            for (end, by) in [(occurred, By::World), (known, By::Knowledge)] {
                if let Some(end) = end {
                    self.mark(last_day(end, self.asked.zone), by, telling.place);
                }
            }
        }
    }

    /// Marks the dates of events of other processes that can narrow those of these ones, from their first day on.
    fn enter_linked(&mut self, own: &[&Telling<'l>], others: &[&Telling<'l>], times: &[Times]) {
        let Some(first) = self.marks.keys().next().copied() else { return };
        let narrowing = narrowing(own, times);
        let linked = others.iter().copied().filter(|other| narrowing.contains(&other.place));
        let linked: Vec<_> = linked.collect();
        let mut entered = Self::new(self.log, self.asked);
        entered.enter_dates(&linked);
        for (day, marks) in entered.marks.split_off(&first) {
            for by in marks.by {
                marks.events.iter().for_each(|place| self.mark(day, by, *place));
            }
        }
    }
}

impl<'l> Telling<'l> {
    /// Returns the events that a discrepancy names.
    fn named(&self) -> Vec<Name<'l>> {
        match &self.event.draft.entry {
            Entry::Record(record) => match &record.kind {
                RecordKind::Discrepancy(discrepancy) => {
                    discrepancy.named().map(|named| named.resolve(self.process)).collect()
                }
                _ => Vec::new(),
            },
            Entry::World(_) | Entry::Registry(_) => Vec::new(),
        }
    }
}

/// Returns the places of the events that stand before or behind some, directly or through others: what is proved of the date of
/// one can narrow that of another.
fn narrowing(of: &[&Telling<'_>], times: &[Times]) -> HashSet<usize> {
    let mut links: HashMap<usize, Vec<usize>> = HashMap::new();
    for (place, times) in times.iter().enumerate() {
        for before in &times.after {
            links.entry(place).or_default().push(*before);
            links.entry(*before).or_default().push(place);
        }
    }
    let mut open: Vec<usize> = of.iter().map(|telling| telling.place).collect();
    let mut found = HashSet::new();
    while let Some(place) = open.pop() {
        if found.insert(place) {
            open.extend(links.get(&place).into_iter().flatten());
        }
    }
    found
}

/// Returns the entries of a log that can count, each with its dates as written and as narrowed.
fn telling<'l>(log: &'l Log, asked: &ResolvedQuery, times: &[Times]) -> Vec<Telling<'l>> {
    let recorded = |event: &&Event| asked.as_of.recorded.admits(event.seq);
    // What a slip of the record was put right by never counts.
    let slips = log.events().iter().filter(recorded).filter_map(|event| match &event.draft.entry {
        Entry::Record(record) => match &record.kind {
            RecordKind::Correction(_) | RecordKind::Retraction(_) if record.kind.known().is_none() => {
                Some((&record.process, record.kind.target()?))
            }
            _ => None,
        },
        Entry::World(_) | Entry::Registry(_) => None,
    });
    let slips: HashSet<Name<'_>> = slips.collect();
    let entries = log.events().iter().zip(times).enumerate();
    let entries = entries.filter(|(_, (event, _))| recorded(event));
    let telling = entries.filter_map(|(place, (event, times))| {
        let process = event.draft.process()?;
        let own = (process, &event.draft.key);
        let counts = !matches!(times.status, EventStatus::Absent | EventStatus::Replaced);
        if !counts && slips.contains(&own) {
            return None;
        }
        let (name, assertion) = match &event.draft.entry {
            Entry::World(world) => (own, Some(&world.assertion)),
            Entry::Record(record) => match &record.kind {
                RecordKind::Correction(correction) => match &correction.with {
                    Replacement::World(with) => ((process, &correction.of), Some(&**with)),
                    Replacement::Registry(_) => (own, None),
                },
                _ => (own, None),
            },
            Entry::Registry(_) => return None,
        };
        let (occurred, known) = written_bounds(event, log);
        let (occurred, known) = (times.occurred.or(occurred), times.known.or(known));
        Some(Telling { place, event, process, name, assertion, occurred, known })
    });
    telling.collect()
}
