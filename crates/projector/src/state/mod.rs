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
pub(crate) mod facets;
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

/// Hands the collections to a macro, in the order in which a state lists them: the name of each, as in paths and JSON, what
/// is in it, the variant and type of its rows, the field that says most of a row, whether in a slot a later event takes the
/// place of an earlier one, and whether whose side somebody speaks on can decide what a slot says.
macro_rules! collections {
    ($declare:ident) => {
        $declare! {
            Status = "status", "Where the process stands."
                => Status(Box<super::status::StatusValue>),
                leading "phase", succession true, sides false;
            Rounds = "rounds", "The rounds that were held."
                => Round(Box<super::rounds::RoundValue>),
                leading "meeting", succession true, sides false;
            Meetings = "meetings", "The meetings, planned or held."
                => Meeting(Box<super::meetings::MeetingValue>),
                leading "status", succession true, sides false;
            Attendance = "attendance", "Who comes to them."
                => Attendance(Box<super::attendance::AttendanceValue>),
                leading "status", succession true, sides true;
            Delegations = "delegations", "Who sits for whom."
                => Delegation(Box<super::delegations::DelegationValue>),
                leading "members", succession false, sides false;
            Offices = "offices", "Who holds which post."
                => Office(Box<super::offices::OfficeValue>),
                leading "title", succession false, sides true;
            Memberships = "memberships", "Who belongs to what."
                => Membership(Box<super::memberships::MembershipValue>),
                leading "joined", succession true, sides false;
            Positions = "positions", "What the parties want."
                => Position(Box<super::positions::PositionValue>),
                leading "stance", succession true, sides true;
            Proposals = "proposals", "What was proposed, and the answers."
                => Proposal(Box<super::proposals::ProposalValue>),
                leading "standing", succession true, sides true;
            Agreements = "agreements", "What was agreed, by stage."
                => Agreement(Box<super::agreements::AgreementValue>),
                leading "stage", succession true, sides true;
            Commitments = "commitments", "What was promised, and how far it has come."
                => Commitment(Box<super::commitments::CommitmentValue>),
                leading "status", succession false, sides true;
            Exchanges = "exchanges", "What changed hands in all."
                => Tally(Box<super::exchanges::TallyValue>),
                leading "quantity", succession false, sides false;
            Ceasefires = "ceasefires", "Ceasefires, by phase."
                => Ceasefire(Box<super::ceasefires::CeasefireValue>),
                leading "phase", succession true, sides false;
            Incidents = "incidents", "What happened on the ground."
                => Incident(Box<super::incidents::IncidentValue>),
                leading "type", succession false, sides false;
            Resolutions = "resolutions", "What bodies that are no parties resolved."
                => Resolution(Box<super::resolutions::ResolutionValue>),
                leading "outcome", succession false, sides false;
            Statements = "statements", "What was said in public."
                => Statement(Box<super::statements::StatementValue>),
                leading "gist", succession false, sides false;
            Claims = "claims", "Facts and numbers that somebody asserts."
                => Claim(Box<super::claims::ClaimValue>),
                leading "says", succession false, sides false;
            Discrepancies = "discrepancies", "Contradictions that are shown and not settled."
                => Discrepancy(super::discrepancies::DiscrepancyValue),
                leading "between", succession false, sides false;
            People = "people", "The people of the registry."
                => Person(super::registry::PersonValue),
                leading "names", succession false, sides false;
            Bodies = "bodies", "The bodies of the registry."
                => Body(super::registry::BodyValue),
                leading "names", succession false, sides false;
            Places = "places", "The places of the registry."
                => Place(super::registry::PlaceValue),
                leading "names", succession false, sides false;
            Anomalies = "anomalies", "What rows could not accept."
                => Anomaly(super::anomalies::AnomalyValue),
                leading "message", succession false, sides false;
        }
    };
}
pub(crate) use collections;

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
        Collection::Status => status::fold(slot, folded).map(Box::new).map(Value::Status),
        Collection::Rounds => rounds::fold(slot, folded).map(Box::new).map(Value::Round),
        Collection::Meetings => meetings::fold(slot, folded).map(Box::new).map(Value::Meeting),
        Collection::Attendance => attendance::fold(slot, folded).map(Box::new).map(Value::Attendance),
        Collection::Delegations => delegations::fold(slot, folded).map(Box::new).map(Value::Delegation),
        Collection::Offices => offices::fold(slot, folded).map(Box::new).map(Value::Office),
        Collection::Memberships => memberships::fold(slot, folded).map(Box::new).map(Value::Membership),
        Collection::Positions => positions::fold(slot, folded).map(Box::new).map(Value::Position),
        Collection::Proposals => proposals::fold(slot, folded).map(Box::new).map(Value::Proposal),
        Collection::Agreements => agreements::fold(slot, folded).map(Box::new).map(Value::Agreement),
        Collection::Commitments => commitments::fold(slot, folded).map(Box::new).map(Value::Commitment),
        Collection::Exchanges => exchanges::fold(slot, folded).map(Box::new).map(Value::Tally),
        Collection::Ceasefires => ceasefires::fold(slot, folded).map(Box::new).map(Value::Ceasefire),
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
