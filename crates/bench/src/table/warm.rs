//! Questions through the library: the database is open, the log was read once, and is asked again.

use std::collections::{BTreeSet, HashMap};
use std::hint::black_box;
use std::time::Duration;

use asof_core::{AsOf, Inferred, Key, Until};
use asof_projector::{for_each_diff, for_each_state};
use asof_query::{Log, Query, Scope, Selection, state};
use chrono::{DateTime, Days, NaiveDate, NaiveTime};

use super::figure::{Figure, Measured, Row};
use super::ground::Ground;
use crate::measure::{Outcome, median, median_of_each};
use crate::peers;

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row { name: "state of one process, warm", measure: one },
    Row { name: "states of all, warm", measure: all },
    Row { name: "diff of all over 90 days, warm", measure: diff_of_all },
];

fn one(ground: &Ground<'_>) -> Outcome<Measured> {
    let (log, points) = (ground.read()?, ground.points());
    // What each process needs of the log is kept for all questions about it.
    let about = |process: &String| (process.clone(), log.about(&BTreeSet::from([process.clone()])));
    let parts: HashMap<String, Log> = points.iter().map(|point| about(&point.process)).collect();
    let took = median_of_each(&points, |point| {
        let part = &parts[&point.process];
        let asked = question(&point.process).at(part, Some(&point.day))?;
        black_box(state(part, &asked, &Selection::default()));
        Ok(())
    })?;
    let by_hand = median_of_each(&points, |point| {
        black_box(peers::promised(&ground.by_hand, &point.process, &point.day, "9999")?);
        Ok(())
    })?;
    Ok(Figure::within(took, Duration::from_micros(100), "SQLite by hand: its promises", by_hand))
}

fn all(ground: &Ground<'_>) -> Outcome<Measured> {
    let (log, [_, day]) = (ground.read()?, days(ground));
    let as_of = AsOf::at(end_of(day));
    let took = median(|_| {
        for_each_state(log.events(), &as_of, |state| {
            black_box(state);
        });
        Ok(())
    })?;
    let by_hand = counted_by_hand(ground, ["", &day.to_string()])?;
    Ok(Figure::within(took, scaled(ground, Duration::from_secs(1)), "SQLite by hand: counts", by_hand))
}

fn diff_of_all(ground: &Ground<'_>) -> Outcome<Measured> {
    let (log, [from, to]) = (ground.read()?, days(ground));
    let processes: Vec<Key> = log.processes().iter().map(|process| process.key.clone()).collect();
    let points = [from, to].map(|day| AsOf::at(end_of(day)));
    let took = median(|_| {
        for_each_diff(log.events(), &processes, points.each_ref(), |diff| drop(black_box(diff)));
        Ok(())
    })?;
    let by_hand = counted_by_hand(ground, [&from.to_string(), &to.to_string()])?;
    Ok(Figure::within(took, scaled(ground, Duration::from_millis(80)), "SQLite by hand: counts", by_hand))
}

fn counted_by_hand(ground: &Ground<'_>, [after, by]: [&str; 2]) -> Outcome<Duration> {
    median(|_| {
        black_box(peers::happened(&ground.by_hand, after, by)?);
        Ok(())
    })
}

/// Returns a limit that holds for a million events, for the events that there are.
fn scaled(ground: &Ground<'_>, limit: Duration) -> Duration {
    let nanoseconds = limit.as_nanos() * ground.events as u128 / 1_000_000;
    Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
}

/// Returns a day in the middle of the log, when processes go on, and the one 90 days before it.
fn days(ground: &Ground<'_>) -> [NaiveDate; 2] {
    let to = ground.processes[ground.processes.len() / 2].first + Days::new(120);
    [to - Days::new(90), to]
}

fn end_of(day: NaiveDate) -> Until {
    Until::Before((day + Days::new(1)).and_time(NaiveTime::MIN).and_utc())
}

/// Returns a question about a process.
pub(super) fn question(process: &str) -> Query<'_> {
    Query {
        process: Some(process),
        scope: Scope::Process,
        as_of: None,
        known: None,
        recorded: None,
        inferred: Inferred::Include,
        now: DateTime::UNIX_EPOCH,
    }
}
