//! A slot history says at each point what the state of that point says.

mod logs;

use std::collections::BTreeMap;

use asof_core::{AsOf, Key, Until};
use asof_query::{Log, Query, ResolvedQuery, SlotPeriod, slot_history};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::Value;

/// What the fields of a state say, by path and name.
type Said = BTreeMap<(String, String), Value>;

/// Returns what the state of a point says, field by field, as a difference compares it.
fn folded(log: &Log, process: &Key, point: &AsOf) -> Said {
    let state = log.as_of(point).state_without_registry(process);
    let fields = state.slots.iter().flat_map(|(path, slot)| {
        let events = slot.events.iter().map(|key| Value::from(key.as_str())).collect();
        let fields = slot.fields().into_iter().chain([("events".to_owned(), Value::Array(events))]);
        fields.map(|(field, value)| ((path.to_string(), field), value))
    });
    fields.filter(|(_, value)| !value.is_null() && *value != Value::Array(Vec::new())).collect()
}

/// Returns the same by a slot history; that no two rectangles of a field overlap is asserted.
fn looked_up(history: &[SlotPeriod], process: &Key, point: &AsOf) -> Said {
    let mut said = Said::new();
    let holds = |period: &&SlotPeriod| {
        period.process == *process
            && period.occurred.contains(point.occurred)
            && period.known.contains(point.known)
    };
    for period in history.iter().filter(holds) {
        let name = (period.path.to_string(), period.field.clone());
        let twice = said.insert(name.clone(), period.value.clone());
        assert_eq!(twice, None, "two values of {name:?} at {point:?}");
    }
    said
}

fn asked(log: &Log, process: &Key) -> ResolvedQuery {
    Query::of(Some(process.as_str()), DateTime::<Utc>::UNIX_EPOCH).at(log, None).unwrap()
}

/// Returns the moments at which something begins or ends, and those just before and behind.
fn moments(log: &Log) -> Vec<Until> {
    let times = log.as_of(&AsOf::ALL).times();
    let bounds = times.iter().flat_map(|times| [times.occurred, times.known]).flatten();
    let instants = bounds.flat_map(|bounds| [bounds.earliest, bounds.latest]).flatten();
    let near = instants.flat_map(|instant| [-1, 0, 1].map(|hours| instant + TimeDelta::hours(hours)));
    let mut moments: Vec<Until> = near.map(Until::Before).chain([Until::All]).collect();
    moments.sort();
    moments.dedup();
    moments
}

#[test]
fn at_any_point_the_history_says_what_the_state_says() {
    for (file, log) in logs::logs() {
        for process in log.processes().iter().map(|info| info.key.clone()) {
            let history = slot_history(&log, &asked(&log, &process));
            let moments = moments(&log);
            let moment = || proptest::sample::select(moments.clone());
            let config = ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() };
            TestRunner::new(config)
                .run(&(moment(), moment()), |(occurred, known)| {
                    let point = AsOf { occurred, known, ..AsOf::ALL };
                    let (said, folded) =
                        (looked_up(&history, &process, &point), folded(&log, &process, &point));
                    for name in said.keys().chain(folded.keys()) {
                        prop_assert_eq!(
                            said.get(name),
                            folded.get(name),
                            "{:?} of {} at {:?}",
                            name,
                            file,
                            point
                        );
                    }
                    Ok(())
                })
                .unwrap();
        }
    }
}

#[test]
fn a_history_up_to_a_point_knows_nothing_of_what_came_later() {
    let logs = logs::logs();
    let (_, log) = logs.first().unwrap();
    let question = Query::of(None, DateTime::<Utc>::UNIX_EPOCH);
    let asked = question.known_at(log, Some("2025-05-24")).unwrap();
    let history = slot_history(log, &asked);
    let (limit, process) = (asked.as_of, &asked.process);
    assert!(
        history
            .iter()
            .all(|period| period.known.from <= limit.known && period.occurred.from <= limit.occurred)
    );
    let early = AsOf { occurred: Until::Before("2025-05-20T00:00:00Z".parse().unwrap()), ..limit };
    for point in [limit, early] {
        assert_eq!(looked_up(&history, process, &point), folded(log, process, &point));
    }
}
