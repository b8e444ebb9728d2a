//! What is promised or proposed is due after that was done, and nobody owes a thing to themselves.

use super::{Code, Entries, Found};
use crate::deadline::Deadline;
use crate::kind::{Commitment, CommitmentPhase, WorldKind};
use crate::when::Due;
use crate::world::Assertion;
use crate::zone::Zone;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    for (number, draft) in entries.standing() {
        let Some(assertion) = draft.assertion() else { continue };
        found.entry = number;
        let zone = entries.zone(draft);
        match &assertion.kind {
            WorldKind::Commitment(Commitment::Offered(phase) | Commitment::Made(phase)) => {
                due(assertion, phase.due.as_ref().and_then(Deadline::date), zone, found);
                to_oneself(phase, found);
            }
            WorldKind::Proposal(proposal) => due(assertion, proposal.due.as_ref(), zone, found),
            _ => {}
        }
    }
}

fn due(assertion: &Assertion, due: Option<&Due>, zone: Zone, found: &mut Found) {
    let Some(due) = due else { return };
    if due.when().bounds(zone).is_over_before(assertion.occurred.when().bounds(zone)) {
        let message = format!("due on `{due}`, before it was made (`{}`)", assertion.occurred);
        let hint = "`occurred` is when it was promised or proposed, `due` is its last day";
        found.report(Code::DueTooEarly, ("due", due), message, Some(hint));
    }
}

fn to_oneself(phase: &CommitmentPhase, found: &mut Found) {
    let mut pairs = phase.owed_by.iter().zip(&phase.owed_to);
    if let Some((debtor, _)) = pairs.find(|(by, to)| by == to) {
        let message = format!("`{debtor}` owes it to `{debtor}`: `owed_by` and `owed_to` pair by position");
        let hint = "put each debtor's creditor at the same position in `owed_to`";
        found.report(Code::OwedToOneself, ("owed_to", debtor), message, Some(hint));
    }
}
