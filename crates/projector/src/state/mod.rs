//! The projections, one file each: which slots an event moves, how a slot folds its events, its row.

pub mod agreements;
pub mod anomalies;
pub mod attendance;
pub mod ceasefires;
pub mod claims;
pub mod commitments;
pub mod delegations;
mod deliveries;
pub mod discrepancies;
pub mod exchanges;
pub mod incidents;
pub mod meetings;
pub mod memberships;
pub mod offices;
pub mod positions;
pub mod proposals;
pub mod registry;
pub mod resolutions;
pub mod rounds;
pub mod statements;
pub mod status;
pub(crate) mod value;

use asof_core::kind::WorldKind;

use crate::fold::{Fold, Folded, Rivals};
use crate::path::{Collection, Path};
use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;
use value::Value;

/// Returns the slots that a fact moves, each once.
pub(crate) fn routes(fact: &VisibleEvent<'_>, visibility: &Visibility<'_>) -> Vec<Path> {
    let mut paths = match &fact.assertion.kind {
        WorldKind::Process(_) => status::routes(),
        WorldKind::Announcement(_) => statements::routes(fact),
        WorldKind::Meeting(meeting) => {
            let mut paths = meetings::routes(meeting);
            paths.extend(rounds::routes(meeting));
            paths
        }
        WorldKind::Attendance(attendance) => attendance::routes(attendance),
        WorldKind::Delegation(delegation) => {
            let mut paths = delegations::routes(delegation);
            paths.extend(attendance::routes_of_delegation(delegation));
            paths.extend(offices::routes_of_delegation(delegation));
            paths
        }
        WorldKind::Membership(membership) => {
            let mut paths = memberships::routes(membership);
            paths.extend(agreements::routes_of_membership(membership, fact, visibility));
            paths
        }
        WorldKind::Office(office) => offices::routes(office),
        WorldKind::Position(position) => positions::routes(position, fact, visibility),
        WorldKind::Proposal(_) => proposals::routes(fact),
        WorldKind::Answer(answer) => proposals::routes_of_answer(answer),
        WorldKind::Agreement(agreement) => {
            let mut paths = agreements::routes(agreement, fact);
            paths.extend(proposals::routes_of_agreement(agreement));
            paths
        }
        WorldKind::Commitment(commitment) => commitments::routes(commitment, fact, visibility),
        WorldKind::Exchange(exchange) => exchanges::routes(exchange),
        WorldKind::Ceasefire(ceasefire) => ceasefires::routes(ceasefire, fact),
        WorldKind::Incident(incident) => incidents::routes(incident, fact),
        WorldKind::Resolution(_) => resolutions::routes(fact),
        WorldKind::Claim(_) => claims::routes(fact),
    };
    paths.extend(commitments::routes_of_deliveries(fact, visibility));
    paths.extend(positions::routes_of_endings(fact, visibility));
    paths.sort();
    paths.dedup();
    paths
}

/// Returns the slot that a fact also moves where other facts make it, and does not make by itself.
pub(crate) fn also_routed_to(fact: &VisibleEvent<'_>) -> Option<Path> {
    match &fact.assertion.kind {
        WorldKind::Delegation(delegation) => attendance::joined_by_delegation(delegation),
        _ => None,
    }
}

/// Returns whether what somebody confirms or denies of an event says so of the slot that it moves.
pub(crate) fn answers_for_slot(path: &Path, fact: &VisibleEvent<'_>) -> bool {
    path.collection() != Collection::Ceasefires || ceasefires::answers_for_slot(fact)
}

/// Folds the events of one slot; `None` if no value comes of them.
pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<Value> {
    match slot.path.collection() {
        Collection::Status => status::fold(slot, folded).map(Value::Status),
        Collection::Rounds => rounds::fold(slot, folded).map(Value::Round),
        Collection::Meetings => meetings::fold(slot, folded).map(Box::new).map(Value::Meeting),
        Collection::Attendance => attendance::fold(slot, folded).map(Value::Attendance),
        Collection::Delegations => delegations::fold(slot, folded).map(Value::Delegation),
        Collection::Offices => offices::fold(slot, folded).map(Value::Office),
        Collection::Memberships => memberships::fold(slot, folded).map(Value::Membership),
        Collection::Positions => positions::fold(slot, folded).map(Value::Position),
        Collection::Proposals => proposals::fold(slot, folded).map(Box::new).map(Value::Proposal),
        Collection::Agreements => agreements::fold(slot, folded).map(Box::new).map(Value::Agreement),
        Collection::Commitments => commitments::fold(slot, folded).map(Box::new).map(Value::Commitment),
        Collection::Exchanges => exchanges::fold(slot, folded).map(Value::Tally),
        Collection::Ceasefires => ceasefires::fold(slot, folded).map(Value::Ceasefire),
        Collection::Incidents => incidents::fold(slot, folded).map(Box::new).map(Value::Incident),
        Collection::Resolutions => resolutions::fold(slot, folded).map(Box::new).map(Value::Resolution),
        Collection::Statements => statements::fold(slot, folded).map(Box::new).map(Value::Statement),
        Collection::Claims => claims::fold(slot, folded).map(Box::new).map(Value::Claim),
        // No fact is routed to these: they come from entries about the record and of the registry.
        Collection::Discrepancies
        | Collection::People
        | Collection::Bodies
        | Collection::Places
        | Collection::Anomalies => None,
    }
}

/// Returns the events of a slot of which the last decides its status, stance or quantity, with what each would leave:
/// a list for each thing that is decided by itself.
pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Vec<Rivals> {
    match slot.path.collection() {
        Collection::Status => vec![status::rivals(slot)],
        Collection::Meetings => vec![meetings::rivals(slot)],
        Collection::Attendance => vec![attendance::rivals(slot)],
        Collection::Delegations => vec![delegations::rivals(slot)],
        Collection::Offices => vec![offices::rivals(slot)],
        Collection::Memberships => vec![memberships::rivals(slot)],
        Collection::Positions => vec![positions::rivals(slot)],
        Collection::Proposals => proposals::rivals(slot),
        Collection::Agreements => vec![agreements::rivals(slot)],
        Collection::Commitments => vec![commitments::rivals(slot)],
        Collection::Ceasefires => vec![ceasefires::rivals(slot)],
        // They add up, or each event has a slot of its own, or an anomaly says what does not fit.
        Collection::Rounds
        | Collection::Exchanges
        | Collection::Incidents
        | Collection::Resolutions
        | Collection::Statements
        | Collection::Claims
        | Collection::Discrepancies
        | Collection::People
        | Collection::Bodies
        | Collection::Places
        | Collection::Anomalies => Vec::new(),
    }
}

/// Returns whether the slot's opening event folds first, and which that is.
pub(crate) fn opener(path: &Path) -> Option<&str> {
    match path.collection() {
        Collection::Proposals | Collection::Agreements | Collection::Commitments | Collection::Ceasefires => {
            path.segments().last()
        }
        _ => None,
    }
}
