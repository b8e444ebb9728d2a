//! Where the record does not say which of several events came last, and it matters.

use std::collections::BTreeSet;

use crate::fold::{Fold, Rivals};
use crate::order::Sorted;
use crate::slot::Undecided;
use crate::state;
use crate::visible_event::VisibleEvent;

/// Returns the events that nothing orders after and that would leave a slot otherwise, in folding order; of corrections
/// those that became known at one time.
pub(crate) fn undecided(
    slot: &Fold<'_, '_>,
    members: &[&VisibleEvent<'_>],
    sorted: &Sorted,
) -> Vec<Undecided> {
    let mut found = Vec::new();
    // One event has no rival.
    let rivals = if slot.facts.len() > 1 { state::rivals(slot) } else { Vec::new() };
    for rivals in rivals {
        if is_one_outcome(&rivals) {
            continue;
        }
        let places: Vec<usize> = rivals.iter().map(|(fact, _)| sorted.order[*fact]).collect();
        let last: BTreeSet<usize> =
            sorted.last_of(members, &slot.visibility.precedence, &places).into_iter().collect();
        let last: Rivals =
            rivals.into_iter().filter(|(fact, _)| last.contains(&sorted.order[*fact])).collect();
        if !is_one_outcome(&last) {
            let undecided =
                |(fact, outcome): (usize, String)| Undecided { event: slot.facts[fact].key.clone(), outcome };
            found.extend(last.into_iter().map(undecided));
        }
    }
    for fact in slot.facts {
        found.extend(fact.rival_corrections.iter().map(|key| Undecided {
            event: (*key).clone(),
            outcome: format!("`{}` as `{key}` has it", fact.key),
        }));
    }
    found
}

/// Returns whether the slot is the same whichever of them came last.
fn is_one_outcome(rivals: &Rivals) -> bool {
    rivals.windows(2).all(|rivals| rivals[0].1 == rivals[1].1)
}
