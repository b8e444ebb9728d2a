//! Which events a log lists, and in which order.

use asof_core::{AsOf, Bounds, Event, Inferred, Key, Until, When};
use asof_projector::{Counted, Dated, EventStatus, Registry, Times};
use chrono::{DateTime, Utc};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::{EventRow, Listed, Listing, event_row};
use crate::answers::envelope::WideEnvelope;
use crate::ask::dates::DateRange;
use crate::ask::filter::{Filter, Order, dates, zone};
use crate::ask::query::{ProcessAsOf, ResolvedForAll, ResolvedQuery};
use crate::source::log::Log;
use crate::source::views::Views;

/// The processes whose events are listed, each with its as-of point and its range of days.
pub(super) struct Reading<'l, 'q> {
    log: &'l Log,
    processes: Vec<(ProcessAsOf, Option<&'q DateRange>)>,
    views: Views<'l>,
    /// Whether events that do not count at the point are listed too.
    lists_absent: bool,
}

impl<'l, 'q> Reading<'l, 'q> {
    pub(super) fn of(log: &'l Log, asked: &ResolvedQuery, filter: &'q Filter) -> Self {
        let processes = asked.points().into_iter().map(|point| (point, filter.range.as_ref()));
        Self { log, processes: processes.collect(), views: Views::new(log), lists_absent: false }
    }

    /// Returns the processes asked for, whatever the days.
    pub(super) fn of_any_day(log: &'l Log, asked: &ResolvedQuery) -> Self {
        let processes = asked.points().into_iter().map(|point| (point, None));
        Self { log, processes: processes.collect(), views: Views::new(log), lists_absent: false }
    }

    pub(super) fn of_every(log: &'l Log, asked: &ResolvedForAll, ranges: &'q [Option<DateRange>]) -> Self {
        let processes = asked.points.iter().cloned().zip(ranges.iter().map(Option::as_ref));
        Self { log, processes: processes.collect(), views: Views::new(log), lists_absent: false }
    }

    /// Lists the events that do not count at the point as well.
    pub(super) fn with_absent(self) -> Self {
        Self { lists_absent: true, ..self }
    }

    /// Returns how many events of each process count.
    pub(super) fn counted(&mut self) -> Vec<Counted> {
        let counted = |(point, _): &(ProcessAsOf, _)| self.views.at(&point.as_of).counted(&point.process);
        self.processes.iter().map(counted).collect()
    }

    pub(super) fn listing(&mut self, envelope: WideEnvelope, filter: &Filter) -> Listing {
        Listing { envelope, order: filter.order, processes: Vec::new(), events: self.rows(filter) }
    }

    pub(super) fn rows(&mut self, filter: &Filter) -> Vec<EventRow> {
        let log = self.log;
        self.select(filter).into_iter().map(|(stored, times)| event_row(stored, &times, log)).collect()
    }

    pub(super) fn select(&mut self, filter: &Filter) -> Vec<Listed<'l>> {
        let log = self.log;
        let mut of_points: HashMap<AsOf, (Vec<Times>, Registry<'l>)> = HashMap::new();
        for (ProcessAsOf { as_of, .. }, _) in &self.processes {
            let view = self.views.at(as_of);
            of_points.entry(*as_of).or_insert_with(|| (view.times(), view.registry()));
        }
        let read: HashMap<&Key, (&AsOf, Option<&DateRange>)> =
            self.processes.iter().map(|(of, range)| (&of.process, (&of.as_of, *range))).collect();
        let mut chosen: Vec<Listed<'_>> = Vec::new();
        for (place, stored) in log.contents().iter().enumerate() {
            let event = stored.event;
            let Some((as_of, range)) = event.draft.process().and_then(|process| read.get(process)) else {
                continue;
            };
            let (times, registry) = &of_points[*as_of];
            let times = &times[place];
            let is_listed = as_of.recorded.admits(event.seq)
                && (self.lists_absent || stands(times.status, as_of))
                && is_admitted(event, as_of)
                && range.is_none_or(|range| in_range(event, times, range, filter.order, log))
                && filter.passes(registry, stored, log);
            if is_listed {
                chosen.push((stored, times.clone()));
            }
        }
        chosen.sort_by_cached_key(|(stored, times)| sort_key(stored.event, times, filter.order, log));
        if filter.order == Order::Occurred { behind_what_goes_first(chosen, log) } else { chosen }
    }
}

fn stands(standing: EventStatus, as_of: &AsOf) -> bool {
    as_of.known == Until::All && as_of.occurred == Until::All
        || matches!(standing, EventStatus::InForce | EventStatus::Possible | EventStatus::UnderWay)
}

/// Returns whether the date of knowledge of an event may be as it is: with `--no-inferred` not one that the encoder inferred.
fn is_admitted(event: &Event, as_of: &AsOf) -> bool {
    match as_of.inferred {
        Inferred::Include => true,
        Inferred::Exclude => dates(event).1.is_none_or(|known| !known.is_inferred()),
    }
}

const OPEN: Bounds = Bounds { earliest: None, latest: None };

/// Returns the bounds of an entry on the clocks `occurred` and `known`, where it has them.
fn bounds(event: &Event, times: &Times, log: &Log) -> (Option<Bounds>, Option<Bounds>) {
    let [occurred, known] = dates_of(event, times, log);
    (occurred.map(|dated| dated.bounds), known.map(|dated| dated.bounds))
}

/// Returns when an entry occurred and could be known, in the zone of its process, as its record narrows them.
pub(crate) fn dates_of(event: &Event, times: &Times, log: &Log) -> [Option<Dated>; 2] {
    let (occurred, known) = dates(event);
    let zone = zone(event, log);
    let dated = |when: Option<&When>, bounds: Option<Bounds>| {
        let written = Dated::written(when?.clone(), zone);
        Some(Dated { bounds: bounds.unwrap_or(written.bounds), ..written })
    };
    let occurred = dated(occurred, times.occurred);
    let narrowed_by = times.narrowed_by.clone();
    [occurred.map(|occurred| Dated { narrowed_by, ..occurred }), dated(known, times.known)]
}

type Latest = (bool, Option<DateTime<Utc>>);

fn sort_key(
    event: &Event,
    times: &Times,
    order: Order,
    log: &Log,
) -> (Latest, Option<DateTime<Utc>>, Latest, u64) {
    let (occurred, known) = bounds(event, times, log);
    let known = known.unwrap_or(OPEN);
    let main = match order {
        Order::Occurred => occurred.unwrap_or(known),
        Order::Known => known,
        Order::Recorded => return (Latest::default(), None, Latest::default(), event.seq),
    };
    (main.latest_order(), main.earliest_order(), known.latest_order(), event.seq)
}

fn in_range(event: &Event, times: &Times, range: &DateRange, order: Order, log: &Log) -> bool {
    let (occurred, known) = bounds(event, times, log);
    let bounds = match order {
        Order::Occurred => occurred.or(known),
        Order::Known => known,
        Order::Recorded => {
            let at = event.recorded.instant();
            return range.from.is_none_or(|from| from <= at) && range.until.is_none_or(|until| at < until);
        }
    };
    bounds.is_some_and(|bounds| {
        let begins_in_time =
            range.until.is_none_or(|until| bounds.earliest.is_none_or(|earliest| earliest < until));
        let ends_in_time = range.from.is_none_or(|from| bounds.latest.is_none_or(|latest| from < latest));
        begins_in_time && ends_in_time
    })
}

/// Puts every event behind those that stand before it by what the record says; the others stay in date order.
fn behind_what_goes_first<'l>(events: Vec<Listed<'l>>, log: &Log) -> Vec<Listed<'l>> {
    let ids: HashMap<_, _> =
        log.events().iter().enumerate().map(|(place, event)| (event.id, place)).collect();
    let listed: HashMap<usize, usize> = events
        .iter()
        .enumerate()
        .filter_map(|(number, (stored, _))| Some((*ids.get(&stored.event.id)?, number)))
        .collect();
    let before = |number: usize| events[number].1.after.iter().filter_map(|place| listed.get(place).copied());
    let mut placed = vec![false; events.len()];
    let mut order = Vec::with_capacity(events.len());
    for start in 0..events.len() {
        let mut open = vec![(start, false)];
        let mut waiting = HashSet::new();
        while let Some((number, is_ready)) = open.pop() {
            if placed[number] {
                continue;
            }
            if is_ready || !waiting.insert(number) {
                placed[number] = true;
                order.push(number);
            } else {
                open.push((number, true));
                open.extend(before(number).filter(|other| !placed[*other]).map(|other| (other, false)));
            }
        }
    }
    let mut events: Vec<Option<Listed<'l>>> = events.into_iter().map(Some).collect();
    order.into_iter().filter_map(|number| events[number].take()).collect()
}
