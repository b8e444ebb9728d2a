//! Where the process itself stands.

use asof_core::Text;
use asof_core::kind::{ProcessPhase, WorldKind};

use crate::fold::{Fold, Folded, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};
use crate::slot::Value;
use crate::undecided::Rivals;

row! {
    /// Where the process itself stands, and since when.
    pub struct StatusValue as "Status" {
        /// The phase that it last reached.
        phase: ProcessPhase,
        /// When it reached that.
        since: Dated as role::Occurred,
        /// The reason given for it; null if none was.
        reason: Option<Text> as role::Prose,
    }
}

pub(crate) fn routes() -> Vec<Path> {
    vec![Path::new(Collection::Status, [""; 0])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    for fact in slot.facts {
        let WorldKind::Process(turn) = &fact.assertion.kind else { continue };
        let (phase, reason) = (turn.phase(), turn.reason().cloned());
        // What is only said again is not since then; its reason is that of whoever says so now.
        let value = match folded.value.take() {
            Some(Value::Status(before)) if before.phase == phase => StatusValue { reason, ..before },
            _ => StatusValue { phase, since: occurred(fact), reason },
        };
        folded.turn(fact, phase_name(value.phase));
        folded.value = Some(Value::Status(value));
    }
    folded
}

pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    let turns = slot.facts.iter().enumerate().filter_map(|(number, fact)| match &fact.assertion.kind {
        WorldKind::Process(turn) => Some((number, phase_name(turn.phase()).to_owned())),
        _ => None,
    });
    turns.collect()
}

fn phase_name(phase: ProcessPhase) -> &'static str {
    match phase {
        ProcessPhase::Opened => "opened",
        ProcessPhase::Suspended => "suspended",
        ProcessPhase::Resumed => "resumed",
        ProcessPhase::Concluded => "concluded",
    }
}
