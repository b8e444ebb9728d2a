//! Laws of imprecise dates: narrowing never widens or empties a date, does not depend on the order of arrival, and the fold
//! takes events in the order that links and narrowed dates prove.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::{
    AsOf, Assertion, Bounds, Entry, Event, EventId, EventRef, Head, Key, RecordKind, Replacement,
};
use asof_projector::{AnomalyCode, Collection, EventStatus, Path, Slot, State, Times, Value, View, project};
use chrono::{DateTime, Utc};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::cases;
use crate::log::{Log, sound, stages};
use crate::points::points;
use crate::states::processes;
use crate::visibility::{correction, is_target, known};

/// Returns what an event about the world says, or what a correction puts in its place.
pub(crate) fn assertion(event: &Event) -> Option<&Assertion> {
    match &event.draft.entry {
        Entry::World(world) => Some(&world.assertion),
        Entry::Record(record) => match &record.kind {
            RecordKind::Correction(correction) => match &correction.with {
                Replacement::World(with) => Some(with),
                Replacement::Registry(_) => None,
            },
            _ => None,
        },
        Entry::Registry(_) => None,
    }
}

/// Returns what an event says as written, and as each of its corrections has it.
pub(crate) fn assertions<'l>(
    log: &'l [Event],
    process: &Key,
    key: &Key,
) -> impl Iterator<Item = &'l Assertion> {
    let is_it = move |event: &&Event| {
        event.draft.process() == Some(process)
            && (event.draft.key == *key || correction(event).is_some_and(|correction| correction.of == *key))
    };
    log.iter().filter(is_it).filter_map(assertion)
}

/// Returns what stands for the event at a place, if that is in force.
fn standing<'l>(log: &'l [Event], times: &[Times], place: usize) -> Option<&'l Assertion> {
    let is_in_force = |place: &usize| times[*place].status == EventStatus::InForce;
    let of = &log[place];
    let own = Some(place).filter(|_| matches!(of.draft.entry, Entry::World(_))).filter(is_in_force);
    let replaced = || {
        let mut by = (0..log.len()).filter(|by| correction(&log[*by]).is_some() && is_target(of, &log[*by]));
        by.find(is_in_force).filter(|_| times[place].status == EventStatus::Replaced)
    };
    own.or_else(replaced).and_then(|place| assertion(&log[place]))
}

/// Returns whether an anomaly says of two events that their order is not as one of them has it.
fn is_contradicted(state: &State, keys: [&Key; 2]) -> bool {
    state.slots.values().any(|slot| match &slot.value {
        Value::Anomaly(anomaly) => {
            let is_of_order = matches!(
                anomaly.code,
                AnomalyCode::Circle | AnomalyCode::OrderContradicted | AnomalyCode::BeforeOpening
            );
            is_of_order && keys.iter().all(|key| anomaly.message.contains(&format!("`{key}`")))
        }
        _ => false,
    })
}

fn lies_within(inner: Bounds, outer: Bounds) -> bool {
    let begins = outer.earliest.is_none_or(|from| inner.earliest.is_some_and(|begins| from <= begins));
    let ends = outer.latest.is_none_or(|until| inner.latest.is_some_and(|ends| ends <= until));
    begins && ends
}

fn holds_something(bounds: Bounds) -> bool {
    bounds.earliest.zip(bounds.latest).is_none_or(|(earliest, latest)| earliest < latest)
}

/// Returns logs of every sort, half of them about stages, which links order.
fn logs() -> impl Strategy<Value = Log> {
    prop_oneof![sound(), stages()]
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_narrowed_date_lies_within_what_is_written_and_holds_something(log in logs(), as_of in points()) {
        let zone = "Europe/Istanbul".parse().unwrap();
        for (event, times) in log.iter().zip(View::new(&log, &as_of).times()) {
            let written = assertion(event).map(|assertion| assertion.occurred.when());
            let Some((narrowed, written)) = times.occurred.zip(written) else { continue };
            prop_assert!(lies_within(narrowed, written.bounds(zone)), "{} {narrowed:?}", event.draft.key);
            prop_assert!(holds_something(narrowed), "{}", event.draft.key);
            if written.is_span() {
                prop_assert_eq!(narrowed, written.bounds(zone));
            }
            // Also when the public knew of it, as the event or its correction has it.
            let (Some(narrowed), Some(written)) = (times.known, known(event)) else { continue };
            prop_assert!(holds_something(narrowed), "{} {narrowed:?}", event.draft.key);
            prop_assert!(lies_within(narrowed, written.when().bounds(zone)), "{} {narrowed:?}", event.draft.key);
        }
    }

    #[test]
    fn a_shuffled_log_has_the_same_dates(log in logs(), as_of in points(), shuffle in vec(any::<u32>(), 48)) {
        let as_of = AsOf { recorded: Head::All, ..as_of };
        let mut shuffled: Vec<(u32, Event)> = shuffle.into_iter().zip(log.iter().cloned()).collect();
        shuffled.sort_by_key(|(order, _)| *order);
        let shuffled: Vec<Event> =
            shuffled.into_iter().zip(1..).map(|((_, event), seq)| Event { seq, ..event }).collect();
        prop_assert_eq!(by_id(&log, &as_of), by_id(&shuffled, &as_of));
    }

    /// What an event in force is said to come after, to deliver on or to end stands before it, or an anomaly says why
    /// not.
    #[test]
    fn what_an_event_comes_after_stands_before_it(log in logs(), as_of in points()) {
        let times = View::new(&log, &as_of).times();
        for process in processes() {
            let state = project(&log, &process, &as_of);
            for (place, event) in log.iter().enumerate() {
                if event.draft.process() != Some(&process) {
                    continue;
                }
                let Some(said) = standing(&log, &times, place) else { continue };
                let moves = state.slots.values().any(|slot| slot.events.contains(&event.draft.key));
                for (other, key) in said_before(said, &process) {
                    let mut earlier = (0..log.len()).filter(|earlier| {
                        let draft = &log[*earlier].draft;
                        *earlier != place && draft.process() == Some(other) && draft.key == *key
                    });
                    let Some(before) = earlier.next() else { continue };
                    let both_stand = moves && standing(&log, &times, before).is_some();
                    prop_assert!(
                        !both_stand || times[place].after.contains(&before)
                            || is_contradicted(&state, [key, &event.draft.key]),
                        "`{}` does not stand behind `{key}`", event.draft.key
                    );
                }
            }
        }
    }

    /// The fold of every slot is that of a topological sort by brute force.
    #[test]
    fn a_slot_folds_in_the_order_that_the_record_proves(log in logs(), as_of in points()) {
        let times = View::new(&log, &as_of).times();
        let before = all_before(&times);
        for process in processes() {
            // An anomaly rests on what the slot that it is about rests on.
            let state = project(&log, &process, &as_of);
            for (path, slot) in state.slots.iter().filter(|(path, _)| path.collection() != Collection::Anomalies) {
                let members = members(&log, &process, slot);
                let sorted = by_brute_force(&log, &times, &before, &members, path);
                prop_assert_eq!(members, sorted, "{}", path);
            }
        }
    }
}

/// Returns what an event says stands before it, each with its process.
fn said_before<'a>(said: &'a Assertion, process: &'a Key) -> Vec<(&'a Key, &'a Key)> {
    let after = said.after.iter().map(|after: &EventRef| after.resolve(process));
    let delivers = said.delivers.iter().map(|link| (process, &link.commitment));
    let ends = said.ends.iter().map(|ending| (process, &ending.position));
    after.chain(delivers).chain(ends).collect()
}

/// What is said of the dates of an event, apart from where it arrived.
type Said = (Option<Bounds>, Option<Bounds>, Vec<String>, BTreeSet<EventId>);

fn by_id(log: &[Event], as_of: &AsOf) -> BTreeMap<EventId, Said> {
    let said = |times: Times| {
        let after = times.after.iter().map(|place| log[*place].id).collect();
        (times.occurred, times.known, times.narrowed_by, after)
    };
    log.iter().zip(View::new(log, as_of).times()).map(|(event, times)| (event.id, said(times))).collect()
}

/// Returns the places of the events about the world that a slot rests on, in folding order.
fn members(log: &Log, process: &Key, slot: &Slot) -> Vec<usize> {
    let place = |key: &Key| {
        log.iter().position(|event| {
            event.draft.process() == Some(process)
                && event.draft.key == *key
                && matches!(event.draft.entry, Entry::World(_))
        })
    };
    slot.events.iter().filter_map(place).collect()
}

/// Returns of each place all places that links put before it.
fn all_before(times: &[Times]) -> Vec<BTreeSet<usize>> {
    let mut before: Vec<BTreeSet<usize>> =
        times.iter().map(|times| times.after.iter().copied().collect()).collect();
    loop {
        let wider: Vec<BTreeSet<usize>> = before
            .iter()
            .map(|own| own.iter().flat_map(|place| before[*place].clone()).chain(own.clone()).collect())
            .collect();
        if wider == before {
            return before;
        }
        before = wider;
    }
}

fn by_brute_force(
    log: &[Event],
    times: &[Times],
    before: &[BTreeSet<usize>],
    members: &[usize],
    path: &Path,
) -> Vec<usize> {
    let dates = |place: &usize| dates(log, times, *place);
    let is_opener = |place: &usize| {
        let opens = matches!(
            path.collection(),
            Collection::Proposals | Collection::Agreements | Collection::Commitments | Collection::Ceasefires
        );
        opens && path.segments().last() == Some(log[*place].draft.key.as_str())
    };
    let goes_before = |a: &usize, b: &usize| {
        let proved = dates(a).0.latest.zip(dates(b).0.earliest);
        before[*b].contains(a) || proved.is_some_and(|(latest, earliest)| latest <= earliest)
    };
    let key = |place: &usize| {
        let (occurred, known) = dates(place);
        (occurred.latest_order(), occurred.earliest_order(), known, log[*place].id)
    };
    let mut left: Vec<usize> = members.to_vec();
    let mut sorted = Vec::new();
    while !left.is_empty() {
        let is_free = |place: &&usize| !left.iter().any(|other| other != *place && goes_before(other, place));
        let free = left.iter().filter(is_free).min_by_key(|place| key(place));
        let next = *left.iter().find(|place| is_opener(place)).or(free).unwrap_or(&left[0]);
        left.retain(|place| *place != next);
        sorted.push(next);
    }
    sorted
}

/// Returns when what stands for an event occurred, and by when it was known.
fn dates(log: &[Event], times: &[Times], place: usize) -> (Bounds, (bool, Option<DateTime<Utc>>)) {
    let event = &log[place];
    let is_correction = |other: &Event| match &other.draft.entry {
        Entry::Record(record) => {
            record.process == *event.draft.process().unwrap()
                && matches!(&record.kind, RecordKind::Correction(correction) if correction.of == event.draft.key)
        }
        _ => false,
    };
    let correction = || {
        let corrections = log.iter().zip(times).filter(|(other, _)| is_correction(other));
        corrections.map(|(_, times)| times).find(|times| times.status == asof_projector::EventStatus::InForce)
    };
    let times = Some(&times[place]).filter(|times| times.occurred.is_some()).or_else(correction).unwrap();
    (times.occurred.unwrap(), times.known.unwrap().latest_order())
}
