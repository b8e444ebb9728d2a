//! What an event that is only possible would change is said beforehand.

use std::collections::BTreeSet;

use asof_core::{AsOf, Entry, Event, RecordKind};
use asof_projector::{Collection, EventStatus, Path, Times, View, project};
use proptest::collection::vec;
use proptest::prelude::{prop_assert, prop_oneof, proptest};

use crate::cases;
use crate::log::{few, sound};
use crate::points::{limits, points};
use crate::states::record;
use crate::visibility::is_target;

fn is_possible(standing: EventStatus) -> bool {
    matches!(standing, EventStatus::Possible | EventStatus::UnderWay)
}

/// Returns whether an event stands otherwise because of another, at most: it is of the world and that one's
/// target, or it responds to that one or its target, or compares events.
fn follows(event: &Event, of: &Event) -> bool {
    let target = |event: &Event| record(event).and_then(RecordKind::target).cloned();
    match record(event) {
        None => matches!(event.draft.entry, Entry::World(_)) && is_target(event, of),
        Some(RecordKind::Confirmation(_) | RecordKind::Denial(_)) => {
            is_target(of, event) || target(of).is_some() && target(of) == target(event)
        }
        Some(RecordKind::Discrepancy(_)) => true,
        Some(RecordKind::Correction(_) | RecordKind::Retraction(_) | RecordKind::Assertion(_)) => false,
    }
}

/// Returns the one event that is possible at the first point and counts at the second, if all else that
/// differs follows from it; what is known by then may narrow the date of another, which is no step of this one.
fn only_step<'a>(log: &'a [Event], from: &[Times], to: &[Times]) -> Option<&'a Event> {
    let differing: Vec<usize> = (0..log.len()).filter(|place| from[*place] != to[*place]).collect();
    let counts = |place: usize| is_possible(from[place].status) && to[place].status == EventStatus::InForce;
    let mut steps = differing.iter().filter(|place| counts(**place));
    let (step, None) = (steps.next()?, steps.next()) else { return None };
    let rest = differing.iter().filter(|place| *place != step);
    rest.into_iter().all(|place| follows(&log[*place], &log[*step])).then(|| &log[*step])
}

proptest! {
    #![proptest_config(cases(600))]

    /// Section 3: a possible event is listed with the paths that it would change. Where it alone comes to
    /// count, no other slot changes, but for what stands beside slots: anomalies and discrepancies.
    #[test]
    fn a_possible_event_names_what_it_would_change(
        log in prop_oneof![1 => sound(), 4 => few()], as_of in points(), knowns in vec(limits(), 8),
    ) {
        // Later knowledge of the same time alone: what a correction would bring counts by its own `occurred`.
        let points: Vec<AsOf> = knowns.into_iter().map(|known| AsOf { known, ..as_of }).collect();
        let evaluated: Vec<(&AsOf, Vec<Times>)> = points.iter().map(|as_of| (as_of, View::new(&log, as_of).times())).collect();
        let pairs = evaluated.iter().flat_map(|a| evaluated.iter().map(move |b| (a, b)));
        for ((a, from), (b, to)) in pairs {
            let Some(step) = only_step(&log, from, to) else { continue };
            let process = step.draft.process().unwrap();
            let (before, after) = (project(&log, process, a), project(&log, process, b));

            let possible = before.possible.iter().find(|possible| possible.event == step.draft.key).unwrap();
            let paths: BTreeSet<&Path> = before.slots.keys().chain(after.slots.keys()).collect();
            for path in paths {
                let at_second_hand = matches!(path.collection(), Collection::Anomalies | Collection::Discrepancies);
                let is_named = possible.paths.contains(path) || at_second_hand;
                prop_assert!(
                    is_named || before.slots.get(path) == after.slots.get(path),
                    "`{}` would change {path} and names {:?}", step.draft.key, possible.paths
                );
            }
        }
    }
}
