//! Law 5: what was promised lies within what was delivered and what is outstanding.

use asof_core::{Bound, Per, Quantity};
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

/// Returns a bound in which no upper number is more than any number.
fn upper(quantity: &Quantity) -> u64 {
    quantity.high().unwrap_or(u64::MAX)
}

/// Law 5 for one count: that of a promise, or of one direction of it.
fn holds(
    promised: &Quantity,
    delivered: Option<&Quantity>,
    outstanding: &Quantity,
) -> Result<(), TestCaseError> {
    // Where no delivery is on record, or none one way, nothing on record counts.
    let nothing = Quantity::exact(0, promised.unit().clone(), promised.per());
    let delivered = delivered.unwrap_or(&nothing);
    prop_assert!(outstanding.high().is_none_or(|high| outstanding.low() <= high));
    prop_assert_eq!(promised.unit(), delivered.unit());
    prop_assert_eq!(promised.unit(), outstanding.unit());
    if delivered.low() > upper(promised) {
        prop_assert_eq!((outstanding.low(), outstanding.high()), (0, Some(0)));
        return Ok(());
    }
    // Whatever the numbers are within their bounds, what is left of them is within its own.
    let least = promised.low().saturating_sub(upper(delivered));
    prop_assert!(outstanding.low() <= least);
    let most = promised.high().map_or(u64::MAX, |high| high.saturating_sub(delivered.low()));
    prop_assert!(most <= upper(outstanding));
    let low = delivered.low() + outstanding.low();
    let high = upper(delivered).saturating_add(upper(outstanding));
    prop_assert!(low <= promised.low().max(delivered.low()));
    prop_assert!(upper(promised) <= high);
    if promised.bound() == Bound::Exact && delivered.bound() == Bound::Exact {
        prop_assert_eq!(outstanding.bound(), Bound::Exact);
        prop_assert_eq!((low, high), (promised.low(), promised.low()));
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
                let (Some(promised), Some(outstanding)) = (&value.promised, &value.outstanding) else {
                    prop_assert!(value.promised.is_none(), "a number promised and none outstanding");
                    prop_assert!(value.directions.is_empty());
                    continue;
                };
                holds(promised, value.delivered.as_ref(), outstanding)?;
                let is_above = |delivered: Option<&Quantity>| delivered.is_some_and(|d| d.low() > upper(promised));
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
                let left = |bound: fn(&Quantity) -> u64| {
                    value.directions.iter().map(|way| bound(&way.outstanding)).max()
                };
                prop_assert_eq!(left(Quantity::low), Some(outstanding.low()), "{:?}", value);
                prop_assert_eq!(left(upper), Some(upper(outstanding)), "{:?}", value);
            }
        }
    }
}
