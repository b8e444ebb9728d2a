//! Where the process itself stands.

use asof_core::Text;
use asof_core::kind::{ProcessPhase, WorldKind};

use super::facets::Facets;
use crate::fold::{Fold, Folded, Rivals, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};

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

impl Facets for StatusValue {
    fn news_rank(&self) -> Option<u8> {
        Some(0)
    }

    fn says_how_it_stands(&self) -> bool {
        true
    }
}

pub(crate) fn routes() -> Vec<Path> {
    vec![Path::new(Collection::Status, [""; 0])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<StatusValue> {
    let mut current: Option<StatusValue> = None;
    for fact in slot.facts {
        let WorldKind::Process(turn) = &fact.assertion.kind else { continue };
        let (phase, reason) = (turn.phase(), turn.reason().cloned());
        // What is only said again is not since then; its reason is that of whoever says so now.
        let value = match current.take() {
            Some(before) if before.phase == phase => StatusValue { reason, ..before },
            _ => StatusValue { phase, since: occurred(fact), reason },
        };
        folded.turn(fact, value.phase.name());
        current = Some(value);
    }
    current
}

pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    slot.rivals(|fact| match &fact.assertion.kind {
        WorldKind::Process(turn) => Some(turn.phase().name()),
        _ => None,
    })
}
