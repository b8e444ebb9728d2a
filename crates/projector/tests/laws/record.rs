//! Law 4: retracted equals never said, corrected twice equals the last correction.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::{AsOf, Event, Inferred, Key, RecordKind, Until};
use asof_projector::{EventStatus, View, project};
use proptest::prelude::{prop_assert_eq, proptest};

use crate::cases;
use crate::log::various;
use crate::points::{limits, points};
use crate::states::{processes, record};
use crate::visibility::{correction, is_target, known};

fn is_retraction(event: &Event) -> bool {
    matches!(record(event), Some(RecordKind::Retraction(_)))
}

/// Returns the retractions that act at the point for certain: in force, and nothing retracts them.
fn acting<'a>(log: &'a [Event], as_of: &AsOf) -> Vec<&'a Event> {
    let statuses = View::new(log, as_of).statuses();
    let in_force = log.iter().zip(&statuses).filter(|(_, standing)| **standing == EventStatus::InForce);
    let unopposed = |event: &Event| !log.iter().any(|by| is_retraction(by) && is_target(event, by));
    in_force.map(|(event, _)| event).filter(|event| is_retraction(event) && unopposed(event)).collect()
}

/// Returns whether a discrepancy names the entry.
fn names(event: &Event, named: &Event) -> bool {
    let (Some(RecordKind::Discrepancy(discrepancy)), Some(process)) = (record(event), event.draft.process())
    else {
        return false;
    };
    let readings = discrepancy.between.iter().filter_map(|reading| reading.event.as_ref());
    discrepancy.about.iter().chain(readings).any(|reference| {
        let (process, key) = reference.resolve(process);
        Some(process) == named.draft.process() && *key == named.draft.key
    })
}

/// Returns the keys of an event and of all that acts upon it, directly or not.
fn chain(log: &[Event], of: &Event) -> BTreeSet<Key> {
    let mut chain = BTreeSet::from([of.draft.key.clone()]);
    loop {
        let before = chain.len();
        let upon = log.iter().filter(|event| {
            event.draft.process() == of.draft.process()
                && record(event).and_then(RecordKind::target).is_some_and(|key| chain.contains(key))
        });
        let keys: Vec<Key> = upon.map(|event| event.draft.key.clone()).collect();
        chain.extend(keys);
        if chain.len() == before {
            return chain;
        }
    }
}

/// Returns, of the corrections of each target that act at the point, those that another one beats.
fn beaten(log: &[Event], as_of: &AsOf) -> Vec<u64> {
    let zone = "Europe/Istanbul".parse().unwrap();
    let mut by_target: BTreeMap<(Option<&Key>, &Key), Vec<&Event>> = BTreeMap::new();
    for event in log.iter().filter(|event| as_of.recorded.admits(event.seq)) {
        let Some(correction) = correction(event) else { continue };
        let acts = known(event).is_none_or(|known| {
            let stated = as_of.inferred == Inferred::Include || !known.when().is_inferred();
            stated && as_of.known.admits(known.when().bounds(zone).latest)
        });
        let opposed = log.iter().any(|by| is_retraction(by) && is_target(event, by));
        if acts && !opposed {
            by_target.entry((event.draft.process(), &correction.of)).or_default().push(event);
        }
    }
    let mut beaten = Vec::new();
    for mut corrections in by_target.into_values() {
        let rank = |event: &Event| (known(event).map(|known| known.when().bounds(zone).latest), event.id);
        corrections.sort_by_key(|event| rank(event));
        corrections.pop();
        beaten.extend(corrections.iter().map(|event| event.seq));
    }
    beaten
}

proptest! {
    #![proptest_config(cases(400))]

    /// Law 4: with an event and its retraction dropped the state is the same, at every `occurred`, from
    /// the retraction's `known` on. An event that is itself a retraction reinstates by the same law.
    #[test]
    fn what_is_retracted_was_never_said(log in various(), as_of in points(), occurred in limits()) {
        for retraction in acting(&log, &as_of) {
            let Some(target) = log.iter().find(|event| is_target(event, retraction)) else { continue };
            let chain = chain(&log, target);
            // What compares the retraction itself goes with it.
            let said: Vec<Event> = log.iter().filter(|event| !names(event, retraction)).cloned().collect();
            let never: Vec<Event> = said
                .iter()
                .filter(|event| event.id != target.id && event.id != retraction.id)
                .cloned()
                .collect();
            for as_of in [as_of, AsOf { occurred, ..as_of }, AsOf { occurred, known: Until::All, ..as_of }] {
                for process in processes() {
                    let (said, never) = (project(&said, &process, &as_of), project(&never, &process, &as_of));
                    prop_assert_eq!(&said.slots, &never.slots);
                    let others = |possible: &Vec<asof_projector::Possible>| {
                        let here = Some(&process) == target.draft.process();
                        let kept = possible.iter().filter(|p| !(here && chain.contains(&p.event)));
                        kept.cloned().collect::<Vec<_>>()
                    };
                    prop_assert_eq!(others(&said.possible), others(&never.possible));
                }
            }
        }
    }

    /// Law 4: with the corrections dropped that a later one beats, the state is the same.
    #[test]
    fn corrected_twice_equals_the_last_correction(log in various(), as_of in points()) {
        let beaten = beaten(&log, &as_of);
        // What acts upon a correction that is dropped goes with it, and what says that it is contradicted.
        let last: Vec<Event> = log.iter().filter(|event| !beaten.contains(&event.seq)).cloned().collect();
        for process in processes() {
            let (all, last) = (project(&log, &process, &as_of), project(&last, &process, &as_of));
            // Which of two that became known at one time came last nobody says, and the state says so.
            let decided = |state: &asof_projector::State| {
                let mut slots = state.slots.clone();
                slots.values_mut().for_each(|slot| slot.order_undecided.clear());
                slots
            };
            prop_assert_eq!(decided(&all), decided(&last));
            prop_assert_eq!(all.possible, last.possible);
            prop_assert_eq!(all.counted.in_force, last.counted.in_force);
        }
    }
}
