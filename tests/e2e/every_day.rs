//! The shipped record day by day: what each day on which something comes to count changes, once with all that the log
//! knows and once as it could be known on that day, so that a change of a rule shows all that it does to the record.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use asof_core::{AsOf, Assertion, Entry, Event, RecordKind, Replacement, Until, When, WrittenDate, Zone};
use asof_projector::{ComparedFields, State, View, fields, project};
use asof_query::{Log, ProcessInfo};
use asof_store::{Access, MemoryLog, sha256};
use chrono::NaiveDate;
use serde_json::Value;

use crate::support::repository;

/// The days that are walked, both included. What stood before them, and what comes behind them, has a heading of its own.
const FIRST: &str = "2022-02-24";
const LAST: &str = "2025-08-01";

fn record() -> Log {
    let text = std::fs::read_to_string(repository().join("events/istanbul.jsonl")).unwrap();
    Log::read(&MemoryLog::from_text(&text, Access::ReadOnly)).unwrap()
}

/// Returns the dates at which an entry, or what it puts in the place of another, comes to count.
fn dates(event: &Event) -> Vec<&When> {
    match &event.draft.entry {
        Entry::World(world) => of_the_world(&world.assertion),
        Entry::Record(record) => {
            let with = match &record.kind {
                RecordKind::Correction(correction) => match &correction.with {
                    Replacement::World(with) => of_the_world(with),
                    Replacement::Registry(_) => Vec::new(),
                },
                _ => Vec::new(),
            };
            record.kind.known().map(|known| known.when()).into_iter().chain(with).collect()
        }
        Entry::Registry(_) => Vec::new(),
    }
}

fn of_the_world(assertion: &Assertion) -> Vec<&When> {
    vec![assertion.occurred.when(), assertion.known.when()]
}

/// Returns the days of the log on which a date begins or ends, within those that are walked.
fn days(log: &Log, zone: Zone) -> BTreeSet<NaiveDate> {
    let walked = FIRST.parse::<NaiveDate>().unwrap()..=LAST.parse().unwrap();
    let dates = log.events().iter().flat_map(dates);
    let days = dates.flat_map(|when| [when.first_day(zone), when.last_day(zone)]).flatten();
    days.filter(|day| walked.contains(day)).collect()
}

/// Returns the end of a day.
fn end(day: NaiveDate, zone: Zone) -> Until {
    Until::Before(WrittenDate::try_from(day).unwrap().bounds(zone).1)
}

/// Walks the days of a process by the point that each limit makes, and writes down what each of them changed.
fn walk(log: &Log, process: &ProcessInfo, as_of: impl Fn(Until) -> AsOf) -> String {
    let before = FIRST.parse::<NaiveDate>().unwrap().pred_opt().unwrap();
    let days = days(log, process.zone)
        .into_iter()
        .map(|day| (day.format("%Y-%m-%d %a").to_string(), end(day, process.zone)));
    let moments = std::iter::once((format!("before {FIRST}"), end(before, process.zone)))
        .chain(days)
        .chain([(format!("after {LAST}"), Until::All)]);
    let mut text = String::new();
    let mut was: Option<(ComparedFields, BTreeMap<String, String>)> = None;
    for (heading, limit) in moments {
        let state = project(log.events(), &process.key, &as_of(limit));
        let is = (of_the_process(&state), possible(&state));
        let (slots_before, possible_before) = was.unwrap_or_default();
        let mut lines = changed_slots(&slots_before, &is.0, &state);
        lines.extend(changed_possible(&possible_before, &is.1));
        if !lines.is_empty() {
            writeln!(text, "{heading}\n  {}\n", lines.join("\n  ")).unwrap();
        }
        was = Some(is);
    }
    text
}

/// Returns the slots of a state without the registry, which has no dates.
fn of_the_process(state: &State) -> ComparedFields {
    fields(state).into_iter().filter(|(path, _)| !path.collection().is_registry()).collect()
}

/// Returns what may count, with the paths that it would change.
fn possible(state: &State) -> BTreeMap<String, String> {
    let paths =
        |paths: &[asof_projector::Path]| paths.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    state.possible.iter().map(|possible| (possible.event.to_string(), paths(&possible.paths))).collect()
}

/// Returns a line for each field that changed: its path, its value in short, the events that its slot rests on.
fn changed_slots(before: &ComparedFields, after: &ComparedFields, state: &State) -> Vec<String> {
    let none = serde_json::Map::new();
    let paths: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let mut lines = Vec::new();
    for path in paths {
        let Some(is) = after.get(path) else {
            lines.push(format!("- {path}"));
            continue;
        };
        let was = before.get(path).unwrap_or(&none);
        let sign = if before.contains_key(path) { "~" } else { "+" };
        let events: Vec<String> = state.slots[path].events.iter().map(ToString::to_string).collect();
        for (field, value) in
            is.iter().filter(|(field, value)| was.get(*field).unwrap_or(&Value::Null) != *value)
        {
            if let Some(said) = in_short(was.get(field).unwrap_or(&Value::Null), value) {
                lines.push(format!("{sign} {path}/{field}: {said} [{}]", events.join(" ")));
            }
        }
    }
    lines
}

fn changed_possible(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let came = after.iter().filter(|(event, paths)| before.get(*event) != Some(paths));
    let went = before.keys().filter(|event| !after.contains_key(*event));
    let came = came.map(|(event, paths)| format!("? {event} may count: {paths}"));
    came.chain(went.map(|event| format!("! {event} is no longer only possible"))).collect()
}

/// Returns a value in short, of a list what came and went; `None` where there is nothing, and was nothing.
fn in_short(was: &Value, is: &Value) -> Option<String> {
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    match is {
        Value::Null => (!was.is_null()).then(|| "none".to_owned()),
        Value::Array(now) => {
            let then = items(was);
            let came =
                now.iter().filter(|item| !then.contains(item)).map(|item| format!("+{}", clipped(item)));
            let went =
                then.iter().filter(|item| !now.contains(item)).map(|item| format!("-{}", clipped(item)));
            let moved: Vec<String> = came.chain(went).collect();
            match (moved.is_empty(), now.is_empty()) {
                (false, _) => Some(moved.join(" ")),
                (true, false) => Some(clipped(is)),
                (true, true) => None,
            }
        }
        plain => Some(clipped(plain)),
    }
}

/// The longest value that is written in full.
const LONGEST: usize = 160;

/// Returns a value on a line; of a long one the beginning, and a digest by which a change of the rest is seen.
fn clipped(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some((end, _)) => format!("{}…#{}", &text[..end], &sha256(text.as_bytes()).to_string()[..8]),
    }
}

#[test]
fn on_a_day_that_is_not_walked_nothing_comes_to_count() {
    let log = record();
    let zone = log.processes()[0].zone;
    assert!(log.processes().iter().all(|process| process.zone == zone));
    let walked = days(&log, zone);
    let at = |day| {
        View::new(log.events(), &AsOf { occurred: end(day, zone), known: end(day, zone), ..AsOf::ALL })
            .statuses()
    };
    let (mut day, last) = (FIRST.parse::<NaiveDate>().unwrap(), LAST.parse().unwrap());
    let mut stood = at(day.pred_opt().unwrap());
    while day <= last {
        let stands = at(day);
        assert!(stands == stood || walked.contains(&day), "{day}");
        stood = stands;
        day = day.succ_opt().unwrap();
    }
}

#[test]
fn every_day_of_the_record_changes_what_it_changed_before() {
    let log = record();
    assert!(log.processes().len() >= 2);
    for process in log.processes() {
        let walks = [
            ("state", walk(&log, process, AsOf::at)),
            ("known", walk(&log, process, |limit| AsOf { occurred: limit, known: limit, ..AsOf::ALL })),
        ];
        for (mode, text) in walks {
            let description = format!("{} of {}, day by day", mode, process.key);
            insta::with_settings!({
                snapshot_path => "snapshots/days", prepend_module_to_snapshot => false,
                description => description, omit_expression => true
            }, {
                insta::assert_snapshot!(format!("{}-{mode}", process.key), text);
            });
        }
    }
}
