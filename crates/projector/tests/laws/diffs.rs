//! Laws of the diff: empty, applied, inverted, and caused by what stands otherwise.

use asof_core::Event;
use asof_projector::{Why, apply, diff, fields, standings};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

use crate::cases;
use crate::cuts::cuts;
use crate::log::sound;
use crate::states::processes;

proptest! {
    #![proptest_config(cases(300))]

    /// Law: `diff(c, c)` is empty.
    #[test]
    fn nothing_differs_from_itself(log in sound(), cut in cuts()) {
        for process in processes() {
            prop_assert_eq!(diff(&log, &process, &cut, &cut).changes, vec![]);
        }
    }

    /// Law: applying `diff(a, b)` to the fields at `a` gives those at `b`.
    #[test]
    fn what_differs_leads_from_one_cut_to_the_other(log in sound(), a in cuts(), b in cuts()) {
        for process in processes() {
            let diff = diff(&log, &process, &a, &b);
            prop_assert_eq!(apply(fields(&diff.from), &diff.changes), fields(&diff.to));
        }
    }

    /// Law: `diff(b, a)` is the inverse of `diff(a, b)`, with the same causes.
    #[test]
    fn the_way_back_is_the_inverse(log in sound(), a in cuts(), b in cuts()) {
        for process in processes() {
            let there = diff(&log, &process, &a, &b).changes;
            let back: Vec<_> = there.iter().map(asof_projector::Change::inverse).collect();
            prop_assert_eq!(diff(&log, &process, &b, &a).changes, back);
        }
    }

    /// Law: causes are only events whose standing differs or that narrowed the date of one, and nothing changes without.
    #[test]
    fn every_change_is_caused_by_what_stands_otherwise(log in sound(), a in cuts(), b in cuts()) {
        let standings = [standings(&log, &a), standings(&log, &b)];
        for process in processes() {
            for change in diff(&log, &process, &a, &b).changes {
                prop_assert!(!change.causes.is_empty(), "{} changes without a cause", change.full_path());
                for cause in &change.causes {
                    let is_it = |event: &Event| match event.draft.process() {
                        Some(other) if *other != process => format!("{other}/{}", event.draft.key) == cause.event,
                        _ => event.draft.key.as_str() == cause.event,
                    };
                    let place = log.iter().position(is_it).unwrap();
                    prop_assert!(
                        cause.why == Why::Narrowed || standings[0][place] != standings[1][place],
                        "`{}` stands the same and causes {}", cause.event, change.full_path()
                    );
                }
            }
        }
    }
}
