//! Laws of the state as a whole: arrival order, totality, independence of processes, what is possible.

use std::collections::{BTreeSet, HashMap};

use asof_core::{AsOf, Entry, Event, Head, Key, RecordKind, Replacement};
use asof_projector::{
    ChangeReason, EventStatus, Path, State, View, Writing, project, project_all, without_assertions,
};
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use crate::cases;
use crate::log::{PROCESSES, unsound, various};
use crate::points::points;

pub(crate) fn processes() -> impl Iterator<Item = Key> {
    PROCESSES.iter().map(|process| process.parse().unwrap())
}

pub(crate) fn record(event: &Event) -> Option<&RecordKind> {
    match &event.draft.entry {
        asof_core::Entry::Record(record) => Some(&record.kind),
        _ => None,
    }
}

proptest! {
    #![proptest_config(cases(300))]

    /// Law 1: arrival order does not matter. Ids are kept, `seq` is counted anew.
    #[test]
    fn a_shuffled_log_has_the_same_states(log in various(), as_of in points(), shuffle in vec(any::<u32>(), 48)) {
        let as_of = AsOf { recorded: Head::All, ..as_of };
        let mut shuffled: Vec<(u32, Event)> = shuffle.into_iter().zip(log.iter().cloned()).collect();
        shuffled.sort_by_key(|(order, _)| *order);
        let shuffled: Vec<Event> =
            shuffled.into_iter().zip(1..).map(|((_, event), seq)| Event { seq, ..event }).collect();
        for process in processes() {
            prop_assert_eq!(project(&log, &process, &as_of), project(&shuffled, &process, &as_of));
        }
    }

    /// Total: whatever a log says, there is a state, its rows and a reason for every difference.
    #[test]
    fn no_log_makes_projecting_panic(log in unsound(), a in points(), b in points()) {
        for (process, state) in project_all(&log, &a) {
            for (path, slot) in &state.slots {
                prop_assert!(Writing::whole().row(&state.row(path, slot)).contains_key("events"));
                prop_assert_eq!(Path::read(&path.to_string()), Some(path.clone()));
            }
            for possible in &state.possible {
                prop_assert!(!Writing::whole().row(possible).is_empty());
            }
            let _: BTreeSet<ChangeReason> =
                asof_projector::diff(&log, &process, &a, &b).changes.iter().flat_map(|c| c.why()).collect();
        }
    }

    /// What a state is to say changes none, unless something names it.
    #[test]
    fn a_log_without_assertions_has_the_same_states(log in various(), as_of in points()) {
        let without = without_assertions(&log);
        for process in processes() {
            prop_assert_eq!(project(&log, &process, &as_of), project(&without, &process, &as_of));
        }
    }

    /// Slots never cross processes: without the events of the other, a process has the same state.
    #[test]
    fn processes_do_not_influence_each_other(log in various(), as_of in points()) {
        // A discrepancy may compare across processes; what acts upon the registry acts upon all.
        let is_shared = |event: &Event| match record(event) {
            Some(RecordKind::Discrepancy(_)) => false,
            Some(RecordKind::Correction(correction)) => {
                matches!(correction.with, asof_core::Replacement::Registry(_))
            }
            Some(RecordKind::Retraction(_)) => true,
            Some(_) => false,
            None => event.draft.process().is_none(),
        };
        let without_discrepancies: Vec<Event> = log
            .iter()
            .filter(|event| !matches!(record(event), Some(RecordKind::Discrepancy(_))))
            .cloned()
            .map(|mut event| {
                stay_within(&mut event);
                event
            })
            .collect();
        for process in processes() {
            let alone: Vec<Event> = without_discrepancies
                .iter()
                .filter(|event| event.draft.process() == Some(&process) || is_shared(event))
                .cloned()
                .collect();
            prop_assert_eq!(
                project(&without_discrepancies, &process, &as_of),
                project(&alone, &process, &as_of)
            );
        }
    }

    /// An assertion changes nothing: without it the state is the same, what is possible and what is counted too.
    #[test]
    fn an_assertion_changes_no_state(log in various(), as_of in points()) {
        let is_assertion = |event: &Event| matches!(record(event), Some(RecordKind::Assertion(_)));
        // A state names events by `seq` nowhere, but the point may.
        let without: Vec<Event> = log.iter().filter(|event| !is_assertion(event)).cloned().collect();
        for process in processes() {
            let said = project(&log, &process, &as_of);
            prop_assert_eq!(&said, &project(&without, &process, &as_of));
            let here = |event: &&Event| is_assertion(event) && event.draft.process() == Some(&process);
            for key in log.iter().filter(here).map(|event| &event.draft.key) {
                prop_assert!(said.possible.iter().all(|possible| possible.event != *key));
            }
        }
    }

    /// What is possible is never counted, and what is counted is not possible.
    #[test]
    fn possible_and_counted_never_overlap(log in various(), as_of in points()) {
        let (statuses, times) = (View::new(&log, &as_of).statuses(), View::new(&log, &as_of).times());
        for process in processes() {
            let state = project(&log, &process, &as_of);
            let counted = counted_keys(&state);
            for possible in &state.possible {
                prop_assert!(!counted.contains(&possible.event), "`{}` is both", possible.event);
            }
            let of = |wanted: &[EventStatus]| {
                let here = log.iter().zip(&statuses).filter(|(e, _)| e.draft.process() == Some(&process));
                let keys = here.filter(|(_, standing)| wanted.contains(standing)).map(|(e, _)| &e.draft.key);
                keys.cloned().collect::<BTreeSet<Key>>()
            };
            let possible: BTreeSet<Key> = state.possible.iter().map(|p| p.event.clone()).collect();
            prop_assert_eq!(&possible, &of(&[EventStatus::Possible, EventStatus::UnderWay]));
            prop_assert_eq!(state.counted.possible, possible.len());
            prop_assert!(counted.is_subset(&of(&[EventStatus::InForce, EventStatus::Replaced])));
            let dated = log.iter().zip(&times).filter(|(_, times)| times.status == EventStatus::InForce);
            for (event, times) in dated {
                let is_over = times.occurred.is_none_or(|occurred| as_of.occurred.admits(occurred.latest))
                    && times.known.is_none_or(|known| as_of.known.admits(known.latest));
                prop_assert!(is_over, "`{}` counts before it is over", event.draft.key);
            }
        }
    }

    /// What corrects, takes back or answers others does nothing before it is certain that it is known.
    #[test]
    fn what_may_be_known_acts_on_nothing(log in various(), as_of in points()) {
        let zone = "Europe/Istanbul".parse().unwrap();
        let is_certain = |event: &&Event| {
            let known = record(event).and_then(RecordKind::known);
            known.is_none_or(|known| as_of.known.admits(known.when().bounds(zone).latest))
        };
        let certain: Vec<Event> = log.iter().filter(is_certain).cloned().collect();
        for process in processes() {
            prop_assert_eq!(project(&log, &process, &as_of).slots, project(&certain, &process, &as_of).slots);
        }
    }

    /// A state depends on the point only through which events are visible.
    #[test]
    fn points_that_show_the_same_events_give_the_same_slots(log in various(), points in vec(points(), 8)) {
        // What is known and has not happened yet says of others which came first.
        let mut first_with: HashMap<Vec<(EventStatus, Vec<usize>)>, AsOf> = HashMap::new();
        for as_of in points {
            let visible = View::new(&log, &as_of).times().into_iter().map(|times| (times.status, times.after)).collect();
            let first = *first_with.entry(visible).or_insert(as_of);
            if first != as_of {
                for process in processes() {
                    let [first, second] = [first, as_of].map(|as_of| project(&log, &process, &as_of));
                    prop_assert_eq!(first.slots, second.slots);
                }
            }
        }
    }
}

/// Takes away what orders an event behind one of another process: dates narrow along that.
fn stay_within(event: &mut Event) {
    let assertion = match &mut event.draft.entry {
        Entry::World(world) => Some(&mut world.assertion),
        Entry::Record(record) => match &mut record.kind {
            RecordKind::Correction(correction) => match &mut correction.with {
                Replacement::World(assertion) => Some(&mut **assertion),
                Replacement::Registry(_) => None,
            },
            _ => None,
        },
        Entry::Registry(_) => None,
    };
    if let Some(assertion) = assertion {
        assertion.after.retain(|after| after.process.is_none());
    }
}

/// Returns the keys of the events that the slots rest on, without the registry's.
fn counted_keys(state: &State) -> BTreeSet<Key> {
    let slots = state.slots.iter().filter(|(path, _)| !path.collection().is_registry());
    slots
        .flat_map(|(_, slot)| slot.events.iter().chain(&slot.confirmed_by).chain(&slot.denied_by))
        .cloned()
        .collect()
}
