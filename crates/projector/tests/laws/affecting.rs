//! Law 3 for one slot: it is with the events that bear on it what it is with all.

use std::collections::BTreeSet;

use asof_core::{AsOf, Event};
use asof_projector::{Collection, Diff, Path, diff, events_affecting, project};
use proptest::prelude::{TestCaseError, any, prop_assert_eq, proptest};

use crate::cases;
use crate::log::{Log, deals, sound, unsound};
use crate::points::points;
use crate::states::processes;

/// Law 3 for the slots of a log in these collections, with all events and without those that are left out.
fn holds(
    log: &Log,
    points: &[AsOf; 2],
    left_out: u64,
    is_asked: fn(Collection) -> bool,
) -> Result<(), TestCaseError> {
    let is_kept = |event: &&Event| left_out & (1 << (event.seq % 64)) == 0 || event.seq <= 15;
    let fewer: Vec<Event> = log.iter().filter(is_kept).cloned().collect();
    for process in processes() {
        let paths: BTreeSet<Path> = [points[0], AsOf::ALL]
            .iter()
            .flat_map(|as_of| project(log, &process, as_of).slots.into_keys())
            .collect();
        for path in paths.into_iter().filter(|path| is_asked(path.collection())) {
            let affecting = events_affecting(log, &process, &path);
            let fewer_bearing: Vec<Event> = affecting.iter().filter(is_kept).cloned().collect();
            for as_of in points {
                for (all, affecting) in [(&log[..], &affecting), (&fewer, &fewer_bearing)] {
                    let (all, alone) = (project(all, &process, as_of), project(affecting, &process, as_of));
                    prop_assert_eq!(all.slots.get(&path), alone.slots.get(&path), "{}", &path);
                    prop_assert_eq!(all.moved_by(&path), alone.moved_by(&path), "{}", &path);
                }
            }
            // What moves it between two moments has the same causes.
            let [a, b] = [points[0], AsOf { recorded: points[0].recorded, ..points[1] }];
            let of_path = |diff: Diff| {
                diff.changes.into_iter().filter(|change| change.path == path).collect::<Vec<_>>()
            };
            prop_assert_eq!(
                of_path(diff(log, &process, &a, &b)),
                of_path(diff(&affecting, &process, &a, &b)),
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(150))]

    /// With what bears on it a slot is at every point what it is with all, and moved by the same; also where events are
    /// left out, as one does to see what they decide.
    #[test]
    fn a_slot_is_what_the_events_that_bear_on_it_make_it(
        log in sound(), points in [points(), points()], left_out in any::<u64>(),
    ) {
        holds(&log, &points, left_out, |_| true)?;
    }

    /// A promise is borne on by its parts too, in any version of them.
    #[test]
    fn a_promise_is_what_the_events_that_bear_on_it_make_it(
        log in deals(), points in [points(), points()], left_out in any::<u64>(),
    ) {
        holds(&log, &points, left_out, |collection| collection == Collection::Commitments)?;
    }

    /// Also where a log is not sound: keys stand twice, and references name anything.
    #[test]
    fn a_slot_of_an_unsound_log_is_what_bears_on_it(log in unsound(), as_of in points()) {
        for process in processes() {
            for (path, slot) in project(&log, &process, &as_of).slots {
                let alone = project(&events_affecting(&log, &process, &path), &process, &as_of);
                prop_assert_eq!(alone.slots.get(&path), Some(&slot), "{}", &path);
            }
        }
    }
}
