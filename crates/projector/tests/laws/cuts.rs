//! Cuts over the five days of the small logs, each clock bounded on its own.

use asof_core::{Admission, Cut, Head, Limit};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::{Just, Strategy, prop_oneof};

/// Returns cuts of every sort.
pub(crate) fn cuts() -> impl Strategy<Value = Cut> {
    let recorded = prop_oneof![3 => Just(Head::All), 1 => (10_u64..40).prop_map(Head::Seq)];
    (limits(), limits(), recorded, admissions()).prop_map(|(occurred, known, recorded, admission)| Cut {
        occurred,
        known,
        recorded,
        admission,
    })
}

/// Returns two cuts, most often apart on one clock alone.
pub(crate) fn pairs() -> impl Strategy<Value = [Cut; 2]> {
    (cuts(), cuts(), 10_u64..40, 0..6).prop_map(|(a, b, seq, apart)| {
        let b = match apart {
            0 => Cut { occurred: b.occurred, ..a },
            1 => Cut { known: b.known, ..a },
            2 | 3 => Cut { recorded: Head::Seq(seq), ..a },
            _ => b,
        };
        [a, b]
    })
}

fn admissions() -> impl Strategy<Value = Admission> {
    prop_oneof![4 => Just(Admission::All), 1 => Just(Admission::Stated)]
}

/// Returns the ends of the days, noons, their minute halved and past, and no limit.
pub(crate) fn limits() -> impl Strategy<Value = Limit> {
    let noon = (0_i64..6, 0_i64..3).prop_map(|(day, half)| noon(day) + TimeDelta::seconds(30 * half));
    let end = (0_i64..6).prop_map(midnight_after);
    prop_oneof![
        2 => Just(Limit::All),
        3 => end.prop_map(Limit::Until),
        2 => noon.prop_map(Limit::Until),
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
