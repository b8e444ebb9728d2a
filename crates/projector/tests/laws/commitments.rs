//! Law 5: what was promised lies within what was delivered and what is outstanding.

use std::collections::BTreeSet;

use asof_core::{Bound, Key, Number, Per, Quantity, Until};
use asof_projector::state::commitments::{CommitmentValue, DeliveryValue};
use asof_projector::{AnomalyCode, Path, Slot, State, Value, project};
use proptest::prelude::{Strategy, TestCaseError, prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::cases;
use crate::log::{Log, deals, dues, sound};
use crate::narrowing::assertions;
use crate::points::points;
use crate::states::processes;

/// Returns the anomalies of a slot about what was delivered above the promise.
fn excesses(state: &State, slot: &Path) -> usize {
    let of_slot = state.slots.values().filter(|other| {
        matches!(&other.value, Value::Anomaly(anomaly)
            if anomaly.path == *slot && anomaly.code == AnomalyCode::OverDelivered)
    });
    of_slot.count()
}

/// Returns a bound in which no upper number is more than any number of the generators.
fn upper(quantity: &Quantity) -> Number {
    quantity.most().unwrap_or(Number::LARGEST)
}

/// Returns the sum of the two; of no upper bound and another, no upper bound.
fn sum(one: Number, other: Number) -> Number {
    one.plus(other).unwrap_or(Number::LARGEST)
}

/// Law 5 for one count: that of a promise, or of one direction of it.
fn holds(
    promised: &Quantity,
    delivered: Option<&Quantity>,
    outstanding: &Quantity,
) -> Result<(), TestCaseError> {
    // Where no delivery is on record, or none one way, nothing on record counts.
    let nothing = Quantity::exact(Number::ZERO, promised.unit().clone(), promised.per());
    let delivered = delivered.unwrap_or(&nothing);
    prop_assert!(outstanding.most().is_none_or(|high| outstanding.least() <= high));
    prop_assert_eq!(promised.unit(), delivered.unit());
    prop_assert_eq!(promised.unit(), outstanding.unit());
    if delivered.least() > upper(promised) {
        prop_assert_eq!((outstanding.least(), outstanding.most()), (Number::ZERO, Some(Number::ZERO)));
        return Ok(());
    }
    // Whatever the numbers are within their bounds, what is left of them is within its own.
    let least = promised.least().minus(upper(delivered));
    prop_assert!(outstanding.least() <= least);
    let most = promised.most().map_or(Number::LARGEST, |high| high.minus(delivered.least()));
    prop_assert!(most <= upper(outstanding));
    let low = sum(delivered.least(), outstanding.least());
    let high = sum(upper(delivered), upper(outstanding));
    prop_assert!(low <= promised.least().max(delivered.least()));
    prop_assert!(upper(promised) <= high);
    if promised.bound() == Bound::Exact && delivered.bound() == Bound::Exact {
        prop_assert_eq!(outstanding.bound(), Bound::Exact);
        prop_assert_eq!((low, high), (promised.least(), promised.least()));
    }
    Ok(())
}

/// Returns logs of every sort, most of them about promises.
fn logs() -> impl Strategy<Value = Log> {
    prop_oneof![sound(), deals(), deals()]
}

fn promise(slot: &Slot) -> Option<&CommitmentValue> {
    match &slot.value {
        Value::Commitment(value) => Some(value),
        _ => None,
    }
}

/// Returns a commitment with those that are parts of it, of parts of it and so on.
fn with_parts<'s>(whole: &'s Key, values: &[&'s CommitmentValue]) -> BTreeSet<&'s Key> {
    let mut found = BTreeSet::from([whole]);
    loop {
        let before = found.len();
        let is_part = |value: &&&CommitmentValue| value.part_of.as_ref().is_some_and(|of| found.contains(of));
        let parts: Vec<&Key> = values.iter().filter(is_part).map(|value| &value.key).collect();
        found.extend(parts);
        if found.len() == before {
            return found;
        }
    }
}

proptest! {
    #![proptest_config(cases(600))]

    /// Law 5: [max(promised.low, delivered.low), promised.high] lies within delivered + outstanding, for
    /// every commitment at every point, unless more was delivered than promised; exact numbers are equal. Of what holds
    /// for each side it is so in each direction, and what is left in all is the most that is left in any.
    #[test]
    fn promised_is_delivered_and_outstanding(log in logs(), as_of in points()) {
        for process in processes() {
            let state = project(&log, &process, &as_of);
            for (path, slot) in &state.slots {
                let Value::Commitment(value) = &slot.value else { continue };
                if value.promised.as_ref().is_some_and(|promised| promised.every().is_some()) {
                    prop_assert!(value.outstanding.is_none() && value.delivered.is_none(), "a rate never adds up");
                    continue;
                }
                let (Some(promised), Some(outstanding)) = (&value.promised, &value.outstanding) else {
                    prop_assert!(value.promised.is_none(), "a number promised and none outstanding");
                    prop_assert!(value.directions.is_empty());
                    continue;
                };
                holds(promised, value.delivered.as_ref(), outstanding)?;
                // Of lots without a figure nobody knows how many they are.
                if !value.deliveries.is_empty() && value.deliveries.iter().all(|lot| lot.quantity.is_none()) {
                    prop_assert_eq!(value.delivered.as_ref().map(Quantity::most), Some(None), "{:?}", value);
                }
                let is_above = |delivered: Option<&Quantity>| delivered.is_some_and(|d| d.least() > upper(promised));
                let above = value.directions.iter().filter(|way| is_above(way.delivered.as_ref())).count();
                if promised.per() != Per::EachSide {
                    prop_assert!(value.directions.is_empty());
                    prop_assert_eq!(excesses(&state, path), usize::from(is_above(value.delivered.as_ref())));
                    continue;
                }
                prop_assert_eq!(excesses(&state, path), above);
                for direction in &value.directions {
                    holds(promised, direction.delivered.as_ref(), &direction.outstanding)?;
                }
                let left = |bound: fn(&Quantity) -> Number| {
                    value.directions.iter().map(|way| bound(&way.outstanding)).max()
                };
                prop_assert_eq!(left(Quantity::least), Some(outstanding.least()), "{:?}", value);
                prop_assert_eq!(left(upper), Some(upper(outstanding)), "{:?}", value);
            }
        }
    }

    /// What is delivered on a part is delivered on the whole, and never twice: each lot of the part is one of the whole, as
    /// large or larger, and the whole has no lot that neither names it nor is of a part.
    #[test]
    fn what_is_delivered_on_a_part_is_delivered_on_the_whole(log in logs(), as_of in points()) {
        for process in processes() {
            let state = project(&log, &process, &as_of);
            let promises: Vec<&CommitmentValue> = state.slots.values().filter_map(promise).collect();
            for whole in &promises {
                let counts = with_parts(&whole.key, &promises);
                for lot in &whole.deliveries {
                    let mut links = assertions(&log, &process, &lot.event).flat_map(|said| &said.delivers);
                    prop_assert!(
                        links.any(|link| counts.contains(&link.commitment)),
                        "`{}` delivers on `{}`", lot.event, whole.key
                    );
                }
            }
            for part in &promises {
                let is_whole = |whole: &&&CommitmentValue| part.part_of.as_ref() == Some(&whole.key);
                let Some(whole) = promises.iter().find(is_whole) else { continue };
                let counted = |lots: &[DeliveryValue], event: &Key| -> Vec<(Number, Number)> {
                    let of_event = lots.iter().filter(|lot| lot.event == *event);
                    let counted = of_event.filter_map(|lot| lot.quantity.as_ref());
                    counted.map(|quantity| (quantity.least(), upper(quantity))).collect()
                };
                for lot in part.deliveries.iter().filter(|lot| lot.quantity.is_some()) {
                    let (here, there) =
                        (counted(&part.deliveries, &lot.event), counted(&whole.deliveries, &lot.event));
                    prop_assert_eq!(here.len(), there.len(), "{} of {}", part.key, whole.key);
                    for (here, there) in here.iter().zip(&there) {
                        prop_assert!(here.0 <= there.0 && here.1 == there.1, "{:?} {:?}", here, there);
                    }
                }
            }
        }
    }

    /// Nothing is late of what is not awaited, and how late it is, is no part of a slot.
    #[test]
    fn lateness_is_a_view(log in prop_oneof![sound(), dues()], as_of in points()) {
        for process in processes() {
            let state = project(&log, &process, &as_of);
            for slot in state.slots.values() {
                let Some(lateness) = state.lateness(slot) else { continue };
                let is_overdue = lateness.overdue_days.is_some() || lateness.duration_over.is_some();
                prop_assert!(!is_overdue || lateness.is_awaited && as_of.occurred != Until::All, "{:?}", lateness);
                prop_assert!(lateness.late_days.is_none() || !lateness.is_awaited);
                let fields = slot.fields();
                for field in ["overdue_days", "late_days", "duration_over"] {
                    prop_assert!(!fields.contains_key(field));
                }
            }
        }
    }
}
