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

use asof_core::kind::WorldKind;

use crate::fold::{Fold, Folded};
use crate::path::{Family, Path};
use crate::standing::Fact;
use crate::undecided::Rivals;
use crate::weighing::Weighing;

/// Returns the slots that a fact moves, each once.
pub(crate) fn routes(fact: &Fact<'_>, weighing: &Weighing<'_>) -> Vec<Path> {
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
            paths.extend(agreements::routes_of_membership(membership, fact, weighing));
            paths
        }
        WorldKind::Office(office) => offices::routes(office),
        WorldKind::Position(position) => positions::routes(position, fact, weighing),
        WorldKind::Proposal(_) => proposals::routes(fact),
        WorldKind::Answer(answer) => proposals::routes_of_answer(answer),
        WorldKind::Agreement(agreement) => {
            let mut paths = agreements::routes(agreement, fact);
            paths.extend(proposals::routes_of_agreement(agreement));
            paths
        }
        WorldKind::Commitment(commitment) => commitments::routes(commitment, fact, weighing),
        WorldKind::Exchange(exchange) => exchanges::routes(exchange),
        WorldKind::Ceasefire(ceasefire) => ceasefires::routes(ceasefire, fact),
        WorldKind::Incident(incident) => incidents::routes(incident, fact),
        WorldKind::Resolution(_) => resolutions::routes(fact),
        WorldKind::Claim(_) => claims::routes(fact),
    };
    paths.extend(commitments::routes_of_deliveries(fact, weighing));
    paths.extend(positions::routes_of_endings(fact, weighing));
    paths.sort();
    paths.dedup();
    paths
}

/// Returns the slot that a fact also moves where other facts make it, and does not make by itself.
pub(crate) fn joined(fact: &Fact<'_>) -> Option<Path> {
    match &fact.assertion.kind {
        WorldKind::Delegation(delegation) => attendance::joined_by_delegation(delegation),
        _ => None,
    }
}

/// Returns whether what somebody confirms or denies of an event says so of the slot that it moves.
pub(crate) fn answers_for_slot(path: &Path, fact: &Fact<'_>) -> bool {
    path.family() != Family::Ceasefires || ceasefires::answers_for_slot(fact)
}

/// Folds the events of one slot.
pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    match slot.path.family() {
        Family::Status => status::fold(slot),
        Family::Rounds => rounds::fold(slot),
        Family::Meetings => meetings::fold(slot),
        Family::Attendance => attendance::fold(slot),
        Family::Delegations => delegations::fold(slot),
        Family::Offices => offices::fold(slot),
        Family::Memberships => memberships::fold(slot),
        Family::Positions => positions::fold(slot),
        Family::Proposals => proposals::fold(slot),
        Family::Agreements => agreements::fold(slot),
        Family::Commitments => commitments::fold(slot),
        Family::Exchanges => exchanges::fold(slot),
        Family::Ceasefires => ceasefires::fold(slot),
        Family::Incidents => incidents::fold(slot),
        Family::Resolutions => resolutions::fold(slot),
        Family::Statements => statements::fold(slot),
        Family::Claims => claims::fold(slot),
        // No fact is routed to these: they come from entries about the record and of the registry.
        Family::Discrepancies | Family::People | Family::Bodies | Family::Places | Family::Anomalies => {
            Folded::default()
        }
    }
}

/// Returns the events of a slot of which the last decides its status, stance or quantity, with what each would leave:
/// a list for each thing that is decided by itself.
pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Vec<Rivals> {
    match slot.path.family() {
        Family::Status => vec![status::rivals(slot)],
        Family::Meetings => vec![meetings::rivals(slot)],
        Family::Attendance => vec![attendance::rivals(slot)],
        Family::Delegations => vec![delegations::rivals(slot)],
        Family::Offices => vec![offices::rivals(slot)],
        Family::Memberships => vec![memberships::rivals(slot)],
        Family::Positions => vec![positions::rivals(slot)],
        Family::Proposals => proposals::rivals(slot),
        Family::Agreements => vec![agreements::rivals(slot)],
        Family::Commitments => vec![commitments::rivals(slot)],
        Family::Ceasefires => vec![ceasefires::rivals(slot)],
        // They add up, or each event has a slot of its own, or an anomaly says what does not fit.
        Family::Rounds
        | Family::Exchanges
        | Family::Incidents
        | Family::Resolutions
        | Family::Statements
        | Family::Claims
        | Family::Discrepancies
        | Family::People
        | Family::Bodies
        | Family::Places
        | Family::Anomalies => Vec::new(),
    }
}

/// Returns the key of what an event moves: the one that it names, else its own.
fn named_or_own(named: Option<&asof_core::Key>, fact: &Fact<'_>, family: Family) -> Vec<Path> {
    vec![Path::new(family, [named.unwrap_or(fact.key)])]
}

/// Returns whether the slot's opening event folds first, and which that is.
pub(crate) fn opener(path: &Path) -> Option<&str> {
    match path.family() {
        Family::Proposals | Family::Agreements | Family::Commitments | Family::Ceasefires => {
            path.segments().last()
        }
        _ => None,
    }
}
