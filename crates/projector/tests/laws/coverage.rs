//! The logs are what they are meant to be: sound, and full of hard cases.

use std::collections::BTreeMap;

use asof_core::check::{self, Severity};
use asof_core::kind::{Commitment, Position, WorldKind};
use asof_core::{AsOf, Bound, Entry, Event, RecordKind, Replacement};
use asof_projector::state::commitments::{CommitmentStatus, CommitmentValue};
use asof_projector::{AnomalyCode, Collection, Path, State, Value, project};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};

use crate::log::{Log, sound};
use crate::states::{processes, record};
use crate::visibility::{correction, is_of_the_record, is_target};

const LOGS: usize = 500;

/// Each hard case with the number of the 500 logs in which it must occur.
const CASES: [(&str, usize); 52] = [
    ("late: seq against date", 400),
    ("tie: one slot, one day", 150),
    ("corrected by the world", 200),
    ("corrected by the record", 100),
    ("corrected twice", 75),
    ("retracted", 200),
    ("reinstated", 40),
    ("retracted in a circle", 25),
    ("confirmed", 60),
    ("denied", 60),
    ("confirmation without effect", 30),
    ("one of several moments", 200),
    ("span", 150),
    ("instant", 200),
    ("inferred", 250),
    ("registry corrected", 75),
    ("circle of references", 20),
    ("over-delivered", 20),
    ("other unit", 25),
    ("other direction", 25),
    ("not opened", 25),
    ("before opening", 40),
    ("not asked", 20),
    ("nothing to replace", 5),
    ("held and not held", 10),
    ("unknown number", 60),
    ("about", 60),
    ("range", 60),
    ("per each side and another", 15),
    ("one occasion, two promises", 40),
    ("promise delivers promise", 15),
    ("fulfilled", 40),
    ("part of another", 40),
    ("delivered on a part", 12),
    ("delivered on a rate", 10),
    ("may be told twice", 4),
    ("may overlap", 8),
    ("more or fewer than", 60),
    ("unvouched", 40),
    ("only reported", 100),
    ("discrepancy visible", 40),
    ("discrepancy across processes", 15),
    ("assertion", 100),
    ("assertion retracted", 5),
    ("position replaced elsewhere", 60),
    ("position ended", 20),
    ("accused", 20),
    ("delegation answers for its party", 12),
    ("order contradicted", 50),
    ("order undecided", 40),
    ("narrowed by another", 100),
    ("somebody changes sides", 40),
];

fn samples() -> Vec<Log> {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let logs = sound();
    (0..LOGS).map(|_| logs.new_tree(&mut runner).unwrap().current()).collect()
}

#[test]
fn the_logs_are_sound() {
    for log in samples() {
        let subjects: Vec<check::Subject<'_>> = log.iter().map(check::Subject::from).collect();
        let problems = check::check(check::Rule::ALL, &subjects);
        let errors: Vec<_> = problems.iter().filter(|p| p.code.severity() == Severity::Error).collect();
        assert!(errors.is_empty(), "{errors:#?} in {:#?}", log[errors[0].entry].to_line());
    }
}

#[test]
fn every_hard_case_is_common() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for log in samples() {
        let mut found = written(&log);
        for process in processes() {
            found.extend(projected(&log, &project(&log, &process, &AsOf::ALL)));
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().for_each(|case| *counts.entry(case).or_default() += 1);
    }
    let rare: Vec<String> = CASES
        .iter()
        .map(|(case, least)| (case, counts.get(case).copied().unwrap_or(0), least))
        .filter(|(_, count, least)| count < *least)
        .map(|(case, count, least)| format!("{case}: {count} of {LOGS}, at least {least} wanted"))
        .collect();
    assert!(rare.is_empty(), "{rare:#?}\nof {counts:#?}");
    assert_eq!(counts.len(), CASES.len(), "{counts:#?}");
}

/// Returns the cases that the entries themselves show.
fn written(log: &[Event]) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut latest = None;
    for event in log {
        if let Entry::World(world) = &event.draft.entry {
            let occurred = world.assertion.occurred.when();
            let bounds = occurred.bounds("Europe/Istanbul".parse().unwrap());
            if latest > bounds.latest {
                found.push("late: seq against date");
            }
            latest = latest.max(bounds.latest);
            found.extend(occurred.is_span().then_some("span"));
            found.extend(occurred.text().contains("..").then_some("one of several moments"));
            found.extend(occurred.text().contains('T').then_some("instant"));
            found.extend(occurred.is_inferred().then_some("inferred"));
            found.extend((world.assertion.delivers.len() > 1).then_some("one occasion, two promises"));
            let promises = matches!(&world.assertion.kind, WorldKind::Commitment(Commitment::Made(_)));
            found.extend(
                (promises && !world.assertion.delivers.is_empty()).then_some("promise delivers promise"),
            );
        }
        found.extend(of_record(log, event));
        found.extend(replaces_elsewhere(log, event).then_some("position replaced elsewhere"));
    }
    found
}

fn position(event: &Event) -> Option<&Position> {
    match &event.draft.entry {
        Entry::World(world) => match &world.assertion.kind {
            WorldKind::Position(position) => Some(position),
            _ => None,
        },
        _ => None,
    }
}

fn replaces_elsewhere(log: &[Event], event: &Event) -> bool {
    position(event).is_some_and(|new| {
        let replaced = log.iter().filter(|other| {
            other.draft.process() == event.draft.process() && new.replaces.contains(&other.draft.key)
        });
        replaced.filter_map(position).any(|old| (&old.party, &old.issue) != (&new.party, &new.issue))
    })
}

fn of_record(log: &[Event], event: &Event) -> Vec<&'static str> {
    let retractions = |of: &Event| {
        let of = of.clone();
        let by = log.iter().filter(move |other| {
            is_target(&of, other) && matches!(record(other), Some(RecordKind::Retraction(_)))
        });
        by.collect::<Vec<_>>()
    };
    match record(event) {
        Some(RecordKind::Correction(correction)) if matches!(correction.with, Replacement::Registry(_)) => {
            vec!["registry corrected"]
        }
        Some(RecordKind::Correction(it)) => {
            let twice = log.iter().any(|other| {
                other.id != event.id
                    && other.draft.process() == event.draft.process()
                    && correction(other).is_some_and(|other| other.of == it.of)
            });
            let by =
                if is_of_the_record(event) { "corrected by the record" } else { "corrected by the world" };
            [Some(by), twice.then_some("corrected twice")].into_iter().flatten().collect()
        }
        Some(RecordKind::Retraction(_)) => {
            let by = retractions(event);
            let circle = by.iter().any(|by| retractions(by).iter().any(|back| back.id == event.id));
            let cases = [
                Some("retracted"),
                (!by.is_empty()).then_some("reinstated"),
                circle.then_some("retracted in a circle"),
            ];
            cases.into_iter().flatten().collect()
        }
        Some(RecordKind::Discrepancy(discrepancy)) => {
            let crosses = discrepancy.about.iter().any(|about| about.process.is_some());
            crosses.then_some("discrepancy across processes").into_iter().collect()
        }
        Some(RecordKind::Assertion(_)) => {
            let retracted = !retractions(event).is_empty();
            [Some("assertion"), retracted.then_some("assertion retracted")].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the cases that only the state shows.
fn projected(log: &[Event], state: &State) -> Vec<&'static str> {
    let mut found = Vec::new();
    for slot in state.slots.values() {
        found.extend((!slot.confirmed_by.is_empty()).then_some("confirmed"));
        found.extend((!slot.denied_by.is_empty()).then_some("denied"));
        found.extend(is_tied(log, state, slot).then_some("tie: one slot, one day"));
        found.extend((!slot.order_undecided.is_empty()).then_some("order undecided"));
        found.extend(is_narrowed(state, slot).then_some("narrowed by another"));
        match &slot.value {
            Value::Anomaly(anomaly) => found.extend(anomaly_case(anomaly.code)),
            Value::Discrepancy(_) => found.push("discrepancy visible"),
            Value::Attendance(value) => {
                let list = |basis| {
                    Path::new(Collection::Delegations, [value.meeting.as_str(), value.who.as_str(), basis])
                };
                let is_answered =
                    ["announced", "observed"].map(list).iter().any(|p| state.slots.contains_key(p));
                found.extend(is_answered.then_some("delegation answers for its party"));
            }
            Value::Membership(value) => {
                let is_change = value.joined.is_some() && ["russia", "ukraine"].contains(&value.of.as_str());
                found.extend(is_change.then_some("somebody changes sides"));
            }
            Value::Position(value) => {
                found.extend((value.stance.is_none()).then_some("only reported"));
                found.extend(value.ended.is_some().then_some("position ended"));
            }
            Value::Tally(value) => {
                found.extend(value.could_merge.first().map(|_| "may be told twice"));
                found.extend(value.may_overlap.first().map(|_| "may overlap"));
            }
            Value::Ceasefire(value) => {
                found.extend(value.allegations.first().map(|_| "accused"));
            }
            Value::Commitment(value) => found.extend(promised(state, value)),
            _ => {}
        }
    }
    let ineffective = log.iter().any(|event| {
        let responds = matches!(record(event), Some(RecordKind::Confirmation(_) | RecordKind::Denial(_)));
        let here = event.draft.process() == Some(&state.process);
        let key = &event.draft.key;
        let acts =
            |slot: &asof_projector::Slot| slot.confirmed_by.contains(key) || slot.denied_by.contains(key);
        responds && here && !state.slots.values().any(acts)
    });
    found.extend(ineffective.then_some("confirmation without effect"));
    found
}

/// Returns the cases that a promise shows.
fn promised(state: &State, value: &CommitmentValue) -> Vec<&'static str> {
    let mut found = Vec::new();
    let part = value
        .part_of
        .as_ref()
        .filter(|whole| state.slots.contains_key(&Path::new(Collection::Commitments, [whole])));
    found.extend(part.map(|_| "part of another"));
    found.extend(part.filter(|_| value.delivered.is_some()).map(|_| "delivered on a part"));
    found.extend(value.periods.first().map(|_| "delivered on a rate"));
    found.extend(value.could_merge.first().map(|_| "may be told twice"));
    found.extend(value.may_overlap.first().map(|_| "may overlap"));
    found.extend(value.unvouched.first().map(|_| "unvouched"));
    found.extend(value.strength.is_none().then_some("only reported"));
    found.extend((value.status == Some(CommitmentStatus::Fulfilled)).then_some("fulfilled"));
    let numbers = value.deliveries.iter().filter_map(|lot| lot.quantity.as_ref());
    for quantity in numbers.chain(&value.promised) {
        found.extend((quantity.bound() == Bound::Unknown).then_some("unknown number"));
        found.extend((quantity.bound() == Bound::About).then_some("about"));
        let is_beyond = matches!(quantity.bound(), Bound::MoreThan | Bound::FewerThan);
        found.extend(is_beyond.then_some("more or fewer than"));
        found.extend((quantity.bound() == Bound::Range).then_some("range"));
    }
    if let (Some(promised), Some(delivered)) = (&value.promised, &value.delivered) {
        let mixed = !value.directions.is_empty() && promised.per() != delivered.per();
        found.extend(mixed.then_some("per each side and another"));
    }
    found
}

/// Returns whether a date of the slot's row is narrowed.
fn is_narrowed(state: &State, slot: &asof_projector::Slot) -> bool {
    let path = state.slots.iter().find(|(_, other)| std::ptr::eq(*other, slot)).map(|(path, _)| path);
    let row =
        path.map(|path| asof_projector::Writing::whole().row(&state.row(path, slot))).unwrap_or_default();
    row.iter().any(|(field, value)| {
        field.ends_with("_narrowed_by") && value.as_array().is_some_and(|by| !by.is_empty())
    })
}

fn is_tied(log: &[Event], state: &State, slot: &asof_projector::Slot) -> bool {
    let days: Vec<&str> = log
        .iter()
        .filter(|event| {
            event.draft.process() == Some(&state.process) && slot.events.contains(&event.draft.key)
        })
        .filter_map(|event| match &event.draft.entry {
            Entry::World(world) => Some(world.assertion.occurred.when().text()),
            _ => None,
        })
        .collect();
    days.iter().enumerate().any(|(place, day)| days[..place].contains(day))
}

fn anomaly_case(code: AnomalyCode) -> Option<&'static str> {
    Some(match code {
        AnomalyCode::NotOpened => "not opened",
        AnomalyCode::BeforeOpening => "before opening",
        AnomalyCode::OverDelivered => "over-delivered",
        // No log of the generators counts so high: see the projections.
        AnomalyCode::BeyondNumbers => return None,
        AnomalyCode::OtherUnit => "other unit",
        AnomalyCode::OtherDirection => "other direction",
        AnomalyCode::NotAsked => "not asked",
        AnomalyCode::NothingToReplace => "nothing to replace",
        AnomalyCode::HeldAndNotHeld => "held and not held",
        AnomalyCode::Circle => "circle of references",
        AnomalyCode::OrderContradicted => "order contradicted",
        AnomalyCode::SameRound
        | AnomalyCode::AttestedAfterLeft
        | AnomalyCode::LeftBeforeJoining
        | AnomalyCode::PresentAndAbsent => return None,
    })
}
