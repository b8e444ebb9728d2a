//! Between two stops nothing changes but what counts days, with hindsight and by what was known on each day.

mod logs;

use std::collections::BTreeSet;
use std::path::Path as File;

use asof_core::{AsOf, Key, Until, WrittenDate};
use asof_projector::state::meetings::MeetingStatus;
use asof_projector::{Path, State};
use asof_query::rows::Stops;
use asof_query::{Log, Query, ResolvedQuery, Scope, stops};
use chrono::{DateTime, NaiveDate, Utc};

use logs::{TALKS, drafted, logs, read};

fn day(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

fn asked(log: &Log, process: &Key, scope: Scope) -> ResolvedQuery {
    let question = Query { scope, ..Query::of(Some(process.as_str()), DateTime::<Utc>::UNIX_EPOCH) };
    question.at(log, None).unwrap()
}

/// What a state of a day says, but for how many days things are late.
#[derive(Debug, PartialEq)]
struct Said {
    state: State,
    late: Vec<(Path, bool, Option<u64>, bool)>,
}

fn said(log: &Log, process: &Key, end: Until, known: Until) -> Said {
    let mut state = log.as_of(&AsOf { occurred: end, known, ..AsOf::ALL }).state(process);
    let late = state.slots.iter().filter_map(|(path, slot)| {
        let late = state.lateness(slot)?;
        Some((path.clone(), late.overdue_days.is_some(), late.late_days, late.duration_over.is_some()))
    });
    let late = late.collect();
    // All else does not depend on the day itself.
    state.as_of = AsOf::ALL;
    Said { state, late }
}

/// Walks every day from before the first stop to behind the last, and returns those on which something changed that are
/// no stop.
fn missed(log: &Log, process: &Key, known: impl Fn(Until) -> Until) -> Vec<NaiveDate> {
    let asked = asked(log, process, Scope::Process);
    let found = stops(log, &asked);
    let is_stop: BTreeSet<NaiveDate> = found.stops.iter().map(|stop| stop.day).collect();
    let (first, last) = (found.first.unwrap(), found.last.unwrap());
    let end = |day: NaiveDate| Until::Before(WrittenDate::try_from(day).unwrap().bounds(asked.zone).1);
    let at = |day: NaiveDate| said(log, process, end(day), known(end(day)));
    let mut missed = Vec::new();
    let mut before = at(first - chrono::Days::new(2));
    for day in
        (first - chrono::Days::new(1)).iter_days().take_while(|day| *day <= last + chrono::Days::new(40))
    {
        let is = at(day);
        if is != before && !is_stop.contains(&day) {
            missed.push(day);
        }
        before = is;
    }
    assert_eq!(
        before.state,
        said(log, process, Until::All, Until::All).state,
        "what is left at the end of {process}"
    );
    missed
}

#[test]
fn between_two_stops_nothing_changes_with_hindsight() {
    for (name, log) in logs() {
        assert!(!log.processes().is_empty(), "{name} tells of a negotiation");
        for process in log.processes() {
            assert_eq!(missed(&log, &process.key, |_| Until::All), [], "{name}: {}", process.key);
        }
    }
}

#[test]
fn between_two_stops_nothing_changes_by_what_was_known() {
    for (name, log) in logs() {
        assert!(!log.processes().is_empty(), "{name} tells of a negotiation");
        for process in log.processes() {
            assert_eq!(missed(&log, &process.key, |end| end), [], "{name}: {}", process.key);
        }
    }
}

fn shipped() -> Log {
    let file = File::new(env!("CARGO_MANIFEST_DIR")).join("../../events/istanbul.jsonl");
    read(&std::fs::read_to_string(file).unwrap())
}

fn found(log: &Log, process: &str) -> Stops {
    stops(log, &asked(log, &process.parse().unwrap(), Scope::Process))
}

#[test]
fn a_stop_says_why_the_state_can_change_and_by_which_events() {
    let found = found(&shipped(), "istanbul-2025");
    assert_eq!((found.first, found.last), (Some(day("2025-05-11")), Some(day("2025-07-23"))));
    let stop = |of: &str| found.stops.iter().find(|stop| stop.day == day(of)).unwrap();
    let exchanged = stop("2025-05-24");
    assert_eq!((exchanged.by_world, exchanged.by_knowledge, exchanged.by_deadline), (true, true, false));
    assert_eq!(exchanged.events, ["exchange-24-may"]);
    // What was announced on 2 June for two or three days is over by its duration.
    let over = stop("2025-06-06");
    assert_eq!((over.by_world, over.by_knowledge, over.by_deadline), (false, false, true));
}

#[test]
fn meetings_stand_on_the_days_on_which_they_were_held_or_for_which_they_were_planned() {
    let found = found(&shipped(), "istanbul-2025");
    let rounds = found.meetings.iter().filter(|meeting| meeting.number.is_some());
    let rounds: Vec<_> = rounds.map(|round| (round.number.unwrap(), round.is_held, round.day_from)).collect();
    let on = |of| Some(day(of));
    assert_eq!(
        rounds,
        [(1, true, on("2025-05-16")), (2, true, on("2025-06-02")), (3, true, on("2025-07-23"))]
    );
    let leaders = found.meetings.iter().find(|meeting| meeting.meeting.as_str() == "leaders-15-may").unwrap();
    assert_eq!(
        (leaders.is_held, leaders.status, leaders.day_until),
        (false, MeetingStatus::NotHeld, on("2025-05-15"))
    );
}

#[test]
fn what_is_planned_for_a_day_behind_the_last_event_is_late_on_the_last_stop() {
    let plan = r#"{"process":"talks","key":"plan","occurred":"2025-01-10","known":"2025-01-10","attributed_to":["a"],"sources":[{"source":"src","lines":"1"}],"summary":"Ay plans a meeting.","what":{"meeting":{"scheduled":{"meeting":"spring","planned_for":"2025-03-01/2025-03-03","round":2,"parties":["a","b"]}}}}"#;
    let found = found(&drafted(&format!("{TALKS}{plan}")), "talks");
    let late = found.stops.last().unwrap();
    assert_eq!(
        (late.day, late.by_deadline, &late.events[..]),
        (day("2025-03-04"), true, &["plan".to_owned()][..])
    );
    let [meeting] = &found.meetings[..] else { panic!("one meeting, not {:?}", found.meetings) };
    assert_eq!((meeting.number, meeting.is_held), (Some(2), false));
    assert_eq!((meeting.day_from, meeting.day_until), (Some(day("2025-03-01")), Some(day("2025-03-03"))));
}

#[test]
fn a_chain_has_the_stops_of_all_its_processes() {
    let log = shipped();
    let chain = stops(&log, &asked(&log, &"istanbul-2025".parse().unwrap(), Scope::Chain));
    assert_eq!(chain.first, found(&log, "ukraine-2022").first);
    assert_eq!(chain.last, found(&log, "istanbul-2025").last);
    assert!(chain.stops[0].events.iter().all(|event| event.starts_with("ukraine-2022/")));
}

#[test]
fn a_log_that_tells_of_nothing_has_no_stops() {
    let found = found(&drafted(TALKS), "talks");
    assert_eq!((found.first, found.last, found.stops.len(), found.meetings.len()), (None, None, 0, 0));
}
