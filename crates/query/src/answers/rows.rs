//! What answers say of the rows of a state: their titles, and where accounts of them differ.

use asof_core::Key;
use asof_projector::state::discrepancies::DiscrepancyValue;
use asof_projector::{Collection, Path, State, Value};

use crate::answers::envelope::Dispute;
use crate::source::log::Log;

/// Returns where accounts of what states rest on differ, each dispute in words and with the events that it is about.
pub(crate) fn disputes(log: &Log, states: &[State]) -> Vec<Dispute> {
    let of_state = |state: &State| -> Vec<Dispute> {
        let slots = state.collection(Collection::Discrepancies).into_iter();
        let values = slots.filter_map(|(_, slot)| match &slot.value {
            Value::Discrepancy(value) => Some(value),
            _ => None,
        });
        let row = |value: &DiscrepancyValue| {
            let about = value.about.iter().map(|about| about.resolve(&state.process));
            let here = about.filter(|(process, _)| **process == state.process);
            Dispute {
                process: state.process.clone(),
                discrepancy: value.key.clone(),
                summary: log
                    .find(&state.process, &value.key)
                    .and_then(|event| event.draft.summary())
                    .cloned(),
                events: here.map(|(_, key)| key).cloned().collect::<Vec<Key>>(),
                followed: value.followed.clone(),
            }
        };
        values.map(row).collect()
    };
    states.iter().flat_map(of_state).collect()
}

/// Returns what a slot is called, or what it is about, in the first of the states that has it: a change of one
/// field would otherwise name it by its key alone.
pub(crate) fn title(states: [&State; 2], path: &Path) -> Option<String> {
    states.iter().find_map(|state| state.slots.get(path))?.value.facets().title()
}
