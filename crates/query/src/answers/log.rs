//! `log`: the events of a process, in the order of one of the clocks.

use std::collections::{HashMap, HashSet};

use asof_core::{Bounds, Citation, Event, Inferred, Until, When};
use asof_projector::{Dated, EventStatus, Row, Times};

use asof_store::StoredEvent;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::answers::answer::{Answer, counted_json, together};
use crate::ask::filter::{Filter, Order, dates, zone};
use crate::ask::query::ResolvedQuery;
use crate::source::log::Log;

/// Returns the events of the processes read that pass the filter and stand at the point, each as stored, with its standing.
///
/// At a point open in `known` all events are listed, also those that a correction replaced or a retraction
/// withdrew; otherwise those that were in force or possible by then.
pub fn listing(log: &Log, asked: &ResolvedQuery, filter: &Filter) -> Answer {
    let rows: Value = select(log, asked, filter)
        .into_iter()
        .map(|(stored, times)| log.names().beside(Value::Object(row(stored, &times, log))))
        .collect();
    let view = log.as_of(&asked.as_of);
    let counts = asked.reading.iter().map(|process| view.counted(process));
    let mut answer = Answer::new("log", asked, log.names());
    answer.put("counted", counted_json(together(counts)));
    answer.put("order", json!(filter.order));
    answer.put("events", rows);
    answer
}

/// Returns the events that [`listing`] lists, in its order.
pub fn select<'l>(log: &'l Log, asked: &ResolvedQuery, filter: &Filter) -> Vec<Listed<'l>> {
    let view = log.as_of(&asked.as_of);
    let registry = view.registry();
    let chosen = log.contents().iter().zip(view.times()).filter(|(stored, times)| {
        let event = stored.event;
        event.draft.process().is_some_and(|process| asked.reading.contains(process))
            && asked.as_of.recorded.admits(event.seq)
            && stands(times.status, asked)
            && is_admitted(event, asked)
            && in_range(event, times, filter, log)
            && filter.passes(&registry, *stored, log)
    });
    let mut chosen: Vec<Listed<'_>> = chosen.collect();
    chosen.sort_by_key(|(stored, times)| sort_key(stored.event, times, filter.order, log));
    if filter.order == Order::Occurred { behind_what_goes_first(chosen, log) } else { chosen }
}

/// An event that is listed, with how it stands and its dates.
pub type Listed<'l> = (StoredEvent<'l>, Times);

fn stands(standing: EventStatus, asked: &ResolvedQuery) -> bool {
    asked.as_of.known == Until::All && asked.as_of.occurred == Until::All
        || matches!(standing, EventStatus::InForce | EventStatus::Possible | EventStatus::UnderWay)
}

/// Returns whether the date of knowledge of an event may be as it is: with `--no-inferred` not one that the encoder inferred.
fn is_admitted(event: &Event, asked: &ResolvedQuery) -> bool {
    match asked.as_of.inferred {
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

fn in_range(event: &Event, times: &Times, filter: &Filter, log: &Log) -> bool {
    let Some(range) = &filter.range else { return true };
    let (occurred, known) = bounds(event, times, log);
    let bounds = match filter.order {
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

/// Returns an event as a row: its stored line with every field that a line may have, how it stands, its dates
/// resolved. Within `what` it is as stored.
pub(crate) fn row(stored: StoredEvent<'_>, times: &Times, log: &Log) -> Map<String, Value> {
    let mut line = match serde_json::from_str(stored.text) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let mut row = Row::default();
    let mut said = |row: &mut Row, fields: &[&str], unsaid: &Value| {
        for field in fields {
            row.value(field, line.remove(*field).unwrap_or_else(|| unsaid.clone()));
        }
    };
    said(&mut row, &["seq", "recorded", "commit", "hash", "id", "process", "key"], &Value::Null);
    said(&mut row, &["external_ids"], &json!([]));
    row.value("kind", stored.event.draft.kind_name());
    row.value("standing", times.status);
    let [occurred, known] = dates_of(stored.event, times, log);
    row.occurred("occurred", occurred.as_ref());
    row.date("known", known.as_ref());
    said(&mut row, &["attributed_to"], &json!([]));
    said(&mut row, &["via", "said_in", "at"], &Value::Null);
    said(&mut row, &["issues", "after", "in_response_to", "delivers", "sources"], &json!([]));
    said(&mut row, &["summary", "what"], &Value::Null);
    let mut row = row.into_map();
    fill_in(&mut row["delivers"], &[("inferred", json!(false))]);
    fill_in(&mut row["sources"], &Citation::LOCATORS.map(|field| (field, Value::Null)));
    row
}

/// Adds to the items of a list what a line leaves out.
fn fill_in(list: &mut Value, unsaid: &[(&str, Value)]) {
    let items = list.as_array_mut().into_iter().flatten();
    for item in items.filter_map(Value::as_object_mut) {
        for (field, value) in unsaid {
            item.entry(*field).or_insert_with(|| value.clone());
        }
    }
}
