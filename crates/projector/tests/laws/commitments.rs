//! Law 5: what was promised lies within what was delivered and what is outstanding.

use asof_core::{Bound, Key, Limit, Number, Per, Quantity};
use asof_projector::state::commitments::DeliveryValue;
use asof_projector::{AnomalyCode, Path, State, Value, project};
use proptest::prelude::{TestCaseError, prop_assert, prop_assert_eq, proptest};

use crate::cases;
use crate::cuts::cuts;
use crate::log::sound;
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

proptest! {
    #![proptest_config(cases(600))]

    /// Law 5: [max(promised.low, delivered.low), promised.high] lies within delivered + outstanding, for
    /// every commitment at every cut, unless more was delivered than promised; exact numbers are equal. Of what holds
    /// for each side it is so in each direction, and what is left in all is the most that is left in any.
    #[test]
    fn promised_is_delivered_and_outstanding(log in sound(), cut in cuts()) {
        for process in processes() {
            let state = project(&log, &process, &cut);
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
    fn what_is_delivered_on_a_part_is_delivered_on_the_whole(log in sound(), cut in cuts()) {
        for process in processes() {
            let state = project(&log, &process, &cut);
            let promises = || state.slots.values().filter_map(|slot| match &slot.value {
                Value::Commitment(value) => Some(value),
                _ => None,
            });
            for part in promises() {
                let Some(whole) = promises().find(|whole| part.part_of.as_ref() == Some(&whole.key)) else { continue };
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
    fn lateness_is_a_view(log in sound(), cut in cuts()) {
        for process in processes() {
            let state = project(&log, &process, &cut);
            for slot in state.slots.values() {
                let Some(lateness) = state.lateness(slot) else { continue };
                let is_overdue = lateness.overdue_days.is_some() || lateness.duration_over.is_some();
                prop_assert!(!is_overdue || lateness.is_awaited && cut.occurred != Limit::All, "{:?}", lateness);
                prop_assert!(lateness.late_days.is_none() || !lateness.is_awaited);
                let fields = slot.fields().into_map();
                for field in ["overdue_days", "late_days", "duration_over"] {
                    prop_assert!(!fields.contains_key(field));
                }
            }
        }
    }
}
