//! Laws of the diff: empty, applied, inverted, and caused by what stands otherwise.

use std::collections::BTreeSet;

use asof_core::{AsOf, Event, Key};
use asof_projector::{ChangeReason, Times, View, apply, diff, fields};
use proptest::prelude::{prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::cases;
use crate::log::{few, sides, sound, stages};
use crate::points::{pairs, points};
use crate::states::processes;
use crate::visibility::known;

/// Returns the name of an event in the diffs of a process.
fn name(event: &Event, process: &Key) -> String {
    match event.draft.process() {
        Some(other) if other != process => format!("{other}/{}", event.draft.key),
        _ => event.draft.key.to_string(),
    }
}

/// Returns the events that narrowed the date of any other.
fn narrowing(log: &[Event], times: &[Times], process: &Key) -> BTreeSet<String> {
    let by = |(event, times): (&Event, &Times)| {
        let own = event.draft.process().cloned();
        let names = times.narrowed_by.clone().into_iter().chain(times.known_by.clone());
        names.map(move |by: String| match &own {
            Some(own) if own != process && !by.contains('/') => format!("{own}/{by}"),
            _ => by.strip_prefix(&format!("{process}/")).unwrap_or(&by).to_owned(),
        })
    };
    log.iter().zip(times).flat_map(by).collect()
}

/// Returns whether an event is recorded as of a point, and whether its `known` may be, and is over there.
fn is_seen(event: &Event, times: &Times, as_of: &AsOf) -> [bool; 3] {
    let zone = "Europe/Istanbul".parse().unwrap();
    let known = times.known.or_else(|| known(event).map(|known| known.when().bounds(zone)));
    let begun = known.is_none_or(|known| as_of.known.has_begun(known.earliest));
    let over = known.is_none_or(|known| as_of.known.admits(known.latest));
    [as_of.recorded.admits(event.seq), begun, over]
}

proptest! {
    #![proptest_config(cases(300))]

    /// Law: `diff(c, c)` is empty.
    #[test]
    fn nothing_differs_from_itself(log in sound(), as_of in points()) {
        for process in processes() {
            prop_assert_eq!(diff(&log, &process, &as_of, &as_of).changes, vec![]);
        }
    }

    /// Law: applying `diff(a, b)` to the fields at `a` gives those at `b`.
    #[test]
    fn what_differs_leads_from_one_point_to_the_other(log in sound(), [a, b] in pairs()) {
        for process in processes() {
            let diff = diff(&log, &process, &a, &b);
            prop_assert_eq!(apply(fields(&diff.from), &diff.changes), fields(&diff.to));
        }
    }

    /// Law: `diff(b, a)` is the inverse of `diff(a, b)`, with the same causes.
    #[test]
    fn the_way_back_is_the_inverse(log in sound(), [a, b] in pairs()) {
        for process in processes() {
            let there = diff(&log, &process, &a, &b).changes;
            let back: Vec<_> = there.iter().map(asof_projector::Change::inverse).collect();
            prop_assert_eq!(diff(&log, &process, &b, &a).changes, back);
        }
    }
}

proptest! {
    #![proptest_config(cases(600))]

    /// Law: causes are only events whose standing differs, or that narrowed the date of one or are seen at one point
    /// alone, and nothing changes without.
    #[test]
    fn every_change_is_caused_by_what_stands_otherwise(
        log in prop_oneof![1 => sound(), 1 => few(), 2 => sides(), 2 => stages()], [a, b] in pairs(),
    ) {
        let [at_a, at_b] = [View::new(&log, &a).times(), View::new(&log, &b).times()];
        for process in processes() {
            let narrowing = &narrowing(&log, &at_a, &process) | &narrowing(&log, &at_b, &process);
            for change in diff(&log, &process, &a, &b).changes {
                prop_assert!(!change.causes.is_empty(), "{} changes without a cause", change.full_path());
                for cause in &change.causes {
                    let place = log.iter().position(|event| name(event, &process) == cause.event).unwrap();
                    let (event, [at_a, at_b]) = (&log[place], [&at_a[place], &at_b[place]]);
                    let narrows = narrowing.contains(&cause.event)
                        || a.inferred != b.inferred
                        || is_seen(event, at_a, &a) != is_seen(event, at_b, &b);
                    prop_assert!(
                        at_a.status != at_b.status || cause.why == ChangeReason::Narrowed && narrows,
                        "`{}` stands the same and causes {}", cause.event, change.full_path()
                    );
                }
            }
        }
    }
}
