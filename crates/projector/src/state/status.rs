//! Where the process itself stands.

use asof_core::Text;
use asof_core::kind::{ProcessPhase, WorldKind};

use crate::fold::{Fold, Folded, occurred};
use crate::path::{Family, Path};
use crate::row::{Dated, Row};
use crate::slot::Value;

/// Where the process stands, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct StatusValue {
    pub phase: ProcessPhase,
    pub since: Dated,
    pub reason: Option<Text>,
}

pub(crate) fn routes() -> Vec<Path> {
    vec![Path::new(Family::Status, [""; 0])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    for fact in slot.facts {
        let WorldKind::Process(turn) = &fact.assertion.kind else { continue };
        let value =
            StatusValue { phase: turn.phase(), since: occurred(fact), reason: turn.reason().cloned() };
        folded.turn(fact, value.phase_name());
        folded.value = Some(Value::Status(value));
    }
    folded
}

impl StatusValue {
    fn phase_name(&self) -> &'static str {
        match self.phase {
            ProcessPhase::Opened => "opened",
            ProcessPhase::Suspended => "suspended",
            ProcessPhase::Resumed => "resumed",
            ProcessPhase::Concluded => "concluded",
        }
    }

    pub(crate) fn write(&self, row: &mut Row) {
        row.value("phase", self.phase);
        row.date("since", Some(&self.since));
        row.text("reason", self.reason.as_ref());
    }
}
