//! Law 2: the known past never changes.

use asof_core::{AsOf, Because, Entry, Event, Head, Known};
use asof_projector::project;
use proptest::prelude::{any, prop_assert_eq, proptest};

use crate::cases;
use crate::log::various;
use crate::points::points;
use crate::states::{processes, record};

/// Returns when the public could know of an entry; `None` if it has no such date.
pub(crate) fn known(event: &Event) -> Option<&Known> {
    match &event.draft.entry {
        Entry::World(world) => Some(&world.assertion.known),
        Entry::Record(record) => record.kind.known(),
        Entry::Registry(_) => None,
    }
}

/// Returns the correction, if the entry is one.
pub(crate) fn correction(event: &Event) -> Option<&asof_core::Correction> {
    match record(event) {
        Some(asof_core::RecordKind::Correction(correction)) => Some(correction),
        _ => None,
    }
}

fn is_amendment(event: &Event) -> bool {
    matches!(record(event), Some(asof_core::RecordKind::Correction(_) | asof_core::RecordKind::Retraction(_)))
}

/// Returns whether another entry acts upon this one.
pub(crate) fn is_target(event: &Event, of: &Event) -> bool {
    let same_process = of.draft.process() == event.draft.process();
    same_process && record(of).and_then(|kind| kind.target()) == Some(&event.draft.key)
}

fn is_beyond(event: &Event, as_of: &AsOf) -> bool {
    let zone = "Europe/Istanbul".parse().unwrap();
    let unknown =
        known(event).is_some_and(|known| !as_of.known.has_begun(known.when().bounds(zone).earliest));
    unknown || !as_of.recorded.admits(event.seq)
}

proptest! {
    #![proptest_config(cases(400))]

    /// Law 2: entries that nobody could know by the point, or that the log took in after it, change nothing.
    ///
    /// An entry that a correction or retraction which stays is of is not left out: nothing sound amends what
    /// is not there. `because: record` has no `known`: such entries go only by `seq`.
    #[test]
    fn what_is_beyond_the_point_changes_nothing(log in various(), as_of in points(), left_out in any::<u64>()) {
        let is_left_out = |event: &Event| {
            let amended = log.iter().any(|other| {
                is_amendment(other) && is_target(event, other) && as_of.recorded.admits(other.seq)
            });
            let recorded_later = !as_of.recorded.admits(event.seq);
            is_beyond(event, &as_of)
                && (recorded_later || !amended)
                && left_out & (1 << (event.seq % 64)) != 0
                && event.seq > 3
        };
        let before: Vec<Event> = log.iter().filter(|event| !is_left_out(event)).cloned().collect();
        for process in processes() {
            let (with, without) = (project(&log, &process, &as_of), project(&before, &process, &as_of));
            prop_assert_eq!(with.slots, without.slots);
            prop_assert_eq!(with.possible, without.possible);
            prop_assert_eq!(with.counted.in_force, without.counted.in_force);
        }
    }

    /// Law 2 for the log's own clock: a point at a `seq` is the point of the log that ended there.
    #[test]
    fn an_older_log_is_the_newer_as_recorded_then(log in various(), as_of in points(), length in 3_u64..34) {
        let older: Vec<Event> = log.iter().filter(|event| event.seq <= length).cloned().collect();
        for process in processes() {
            let then = project(&older, &process, &AsOf { recorded: Head::All, ..as_of });
            let now = project(&log, &process, &AsOf { recorded: Head::Seq(length), ..as_of });
            prop_assert_eq!(then.slots, now.slots);
            prop_assert_eq!(then.possible, now.possible);
            prop_assert_eq!(then.counted, now.counted);
        }
    }
}

/// Returns whether a correction or retraction is the encoder's own.
pub(crate) fn is_of_the_record(event: &Event) -> bool {
    match record(event) {
        Some(asof_core::RecordKind::Correction(c)) => c.because == Because::Record,
        Some(asof_core::RecordKind::Retraction(r)) => r.because == Because::Record,
        _ => false,
    }
}
