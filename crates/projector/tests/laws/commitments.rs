//! Law 5: what was promised lies within what was delivered and what is outstanding.

use asof_core::{Bound, Quantity};
use asof_projector::{AnomalyCode, Path, State, Value, project};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

use crate::cases;
use crate::cuts::cuts;
use crate::log::sound;
use crate::states::processes;

fn is_over_delivered(state: &State, slot: &Path) -> bool {
    state.slots.values().any(|other| {
        matches!(&other.value, Value::Anomaly(anomaly)
            if anomaly.path == *slot && anomaly.code == AnomalyCode::OverDelivered)
    })
}

/// Returns a bound in which no upper number is more than any number.
fn upper(quantity: &Quantity) -> u64 {
    quantity.high().unwrap_or(u64::MAX)
}

proptest! {
    #![proptest_config(cases(600))]

    /// Law 5: [max(promised.low, delivered.low), promised.high] lies within delivered + outstanding, for
    /// every commitment at every cut, unless more was delivered than promised; exact numbers are equal.
    #[test]
    fn promised_is_delivered_and_outstanding(log in sound(), cut in cuts()) {
        for process in processes() {
            let state = project(&log, &process, &cut);
            for (path, slot) in &state.slots {
                let Value::Commitment(value) = &slot.value else { continue };
                let (Some(promised), Some(outstanding)) = (&value.promised, &value.outstanding) else {
                    prop_assert!(value.promised.is_none(), "a number promised and none outstanding");
                    continue;
                };
                // Where no delivery is on record, or none one way, nothing on record counts.
                let nothing = Quantity::exact(0, promised.unit().clone(), promised.per());
                let delivered = value.delivered.as_ref().unwrap_or(&nothing);
                prop_assert!(outstanding.high().is_none_or(|high| outstanding.low() <= high));
                prop_assert_eq!(promised.unit(), delivered.unit());
                if is_over_delivered(&state, path) {
                    prop_assert!(delivered.low() > upper(promised));
                    continue;
                }
                // Whatever the numbers are within their bounds, what is left of them is within its own.
                let least = promised.low().saturating_sub(upper(delivered));
                prop_assert!(outstanding.low() <= least, "{:?}", value);
                let most = promised.high().map_or(u64::MAX, |high| high.saturating_sub(delivered.low()));
                prop_assert!(most <= upper(outstanding), "{:?}", value);
                let low = delivered.low() + outstanding.low();
                let high = upper(delivered).saturating_add(upper(outstanding));
                prop_assert!(low <= promised.low().max(delivered.low()), "{:?}", value);
                prop_assert!(upper(promised) <= high, "{:?}", value);
                if promised.bound() == Bound::Exact && delivered.bound() == Bound::Exact {
                    prop_assert_eq!(outstanding.bound(), Bound::Exact);
                    prop_assert_eq!((low, high), (promised.low(), promised.low()));
                }
            }
        }
    }
}
