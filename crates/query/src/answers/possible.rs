//! What is possible of a state, as answers list it.

use asof_projector::{Possible, State};

use crate::answers::envelope::PossibleRow;
use crate::ask::selection::{LeftOut, Selecting};

/// Returns what is possible of a state and is shown, under its process; counts what is left out.
pub(crate) fn possible_rows(
    state: &State,
    selecting: &Selecting<'_>,
    left_out: &mut LeftOut,
) -> Vec<PossibleRow> {
    let (shown, others): (Vec<_>, Vec<_>) =
        state.possible.iter().partition(|possible| selecting.shows_possible(state, possible));
    left_out.possible += others.len();
    let row = |possible: &Possible| {
        let position = selecting.position(&state.process, &possible.event);
        PossibleRow {
            process: state.process.clone(),
            possible: possible.clone(),
            stance: position.map(|position| position.stance.clone()),
            force: position.map(|position| position.force),
        }
    };
    shown.into_iter().map(row).collect()
}
