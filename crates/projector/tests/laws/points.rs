//! Cuts over the five days of the small logs, each clock bounded on its own.

use asof_core::{AsOf, Head, Inferred, Until};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::{Just, Strategy, prop_oneof};

/// Returns points of every sort.
pub(crate) fn points() -> impl Strategy<Value = AsOf> {
    let recorded = prop_oneof![3 => Just(Head::All), 1 => (10_u64..40).prop_map(Head::Seq)];
    (limits(), limits(), recorded, inferred()).prop_map(|(occurred, known, recorded, inferred)| AsOf {
        occurred,
        known,
        recorded,
        inferred,
    })
}

/// Returns two points, most often apart on one clock alone.
pub(crate) fn pairs() -> impl Strategy<Value = [AsOf; 2]> {
    (points(), points(), 10_u64..40, 0..6).prop_map(|(a, b, seq, apart)| {
        let b = match apart {
            0 => AsOf { occurred: b.occurred, ..a },
            1 => AsOf { known: b.known, ..a },
            2 | 3 => AsOf { recorded: Head::Seq(seq), ..a },
            _ => b,
        };
        [a, b]
    })
}

fn inferred() -> impl Strategy<Value = Inferred> {
    prop_oneof![4 => Just(Inferred::Include), 1 => Just(Inferred::Exclude)]
}

/// Returns the ends of the days, noons, their minute halved and past, and no limit.
pub(crate) fn limits() -> impl Strategy<Value = Until> {
    let noon = (0_i64..6, 0_i64..3).prop_map(|(day, half)| noon(day) + TimeDelta::seconds(30 * half));
    let end = (0_i64..6).prop_map(midnight_after);
    prop_oneof![
        2 => Just(Until::All),
        3 => end.prop_map(Until::Before),
        2 => noon.prop_map(Until::Before),
    ]
}

fn noon(day: i64) -> DateTime<Utc> {
    let first: DateTime<Utc> = "2025-05-16T12:00:00+03:00".parse().unwrap();
    first + TimeDelta::days(day)
}

/// Returns the midnight with which a day ends.
fn midnight_after(day: i64) -> DateTime<Utc> {
    noon(day) + TimeDelta::hours(12)
}
