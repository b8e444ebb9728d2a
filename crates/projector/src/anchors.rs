//! The events from which deadlines count.

use std::collections::BTreeMap;

use asof_core::{Deadline, EventRef, Key};
use chrono::NaiveDate;

use crate::lots::days;
use crate::path::Path;
use crate::slot::Slot;
use crate::state::value::Value;
use crate::visibility::Visibility;

/// The last days of the events from which deadlines count, and whether those dates are inferred.
pub(crate) type Anchors = BTreeMap<EventRef, (NaiveDate, bool)>;

/// Returns the days of the events of which deadlines in the slots speak, as far as they are in force.
pub(crate) fn anchors(visibility: &Visibility<'_>, process: &Key, slots: &BTreeMap<Path, Slot>) -> Anchors {
    let named = slots.values().flat_map(|slot| deadlines(&slot.value)).filter_map(Deadline::after);
    let day = |of: &EventRef| {
        let (process, key) = of.resolve(process);
        let fact = visibility.in_force(process, key)?;
        let (_, last) = days(fact.occurred, fact.zone);
        Some((of.clone(), (last?, fact.happened_when_inferred())))
    };
    named.filter_map(|after| day(&after.after)).collect()
}

fn deadlines(value: &Value) -> Vec<&Deadline> {
    match value {
        Value::Commitment(commitment) => {
            let reported = commitment.reported_terms.iter().map(|terms| &terms.due);
            let dates = std::iter::once(&commitment.due).chain(reported);
            dates.filter_map(|due| due.written.as_ref()).collect()
        }
        Value::Agreement(agreement) => {
            let dates = agreement.phases.iter().flat_map(|phase| [&phase.begins, &phase.ends]);
            dates.filter_map(|due| due.written.as_ref()).collect()
        }
        _ => Vec::new(),
    }
}
