//! The rounds of talks that the source numbers.

use asof_core::Key;
use asof_core::kind::{Held, Meeting, WorldKind};

use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded, occurred};
use crate::path::{Collection, Path};
use crate::row::{Dated, Row};
use crate::slot::Value;

/// A round: its number, its gathering, when it was held.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct RoundValue {
    pub number: u32,
    pub meeting: Key,
    pub occurred: Dated,
}

pub(crate) fn routes(meeting: &Meeting) -> Vec<Path> {
    let round = held(meeting).and_then(|held| held.round);
    round.into_iter().map(|number| Path::new(Collection::Rounds, [number])).collect()
}

fn held(meeting: &Meeting) -> Option<&Held> {
    match meeting {
        Meeting::Held(held) => Some(held),
        Meeting::Proposed(_) | Meeting::Scheduled(_) | Meeting::Cancelled(_) | Meeting::NotHeld(_) => None,
    }
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    let mut current: Option<RoundValue> = None;
    let mut last = None;
    for fact in slot.facts {
        let WorldKind::Meeting(meeting) = &fact.assertion.kind else { continue };
        let Some((held, number)) =
            held(meeting).and_then(|held| held.round.map(|number| (held, number.get())))
        else {
            continue;
        };
        if let Some(before) = &current
            && before.meeting != held.meeting
        {
            let message = format!("`{}` and `{}` are both numbered {number}", before.meeting, held.meeting);
            let events: Vec<&Key> = last.into_iter().chain([fact.key]).collect();
            folded.anomaly_of(AnomalyCode::SameRound, &events, message);
        }
        folded.turn(fact, &held.meeting);
        last = Some(fact.key);
        current = Some(RoundValue { number, meeting: held.meeting.clone(), occurred: occurred(fact) });
    }
    folded.value = current.map(Value::Round);
    folded
}

impl RoundValue {
    pub(crate) fn write(&self, row: &mut Row) {
        row.value("number", self.number);
        row.text("meeting", Some(&self.meeting));
        row.occurred("occurred", Some(&self.occurred));
    }
}
