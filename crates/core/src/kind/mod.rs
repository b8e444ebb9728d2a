//! The kinds of event about the world: a closed list, one file a family.
//!
//! The names follow PLOVER and PA-X (acts, agreements and their stages), iCalendar (PARTSTAT of
//! attendance), Popolo (posts, memberships), IATI (commitment beside delivery) and the Peace Accords
//! Matrix, so that researchers recognise them.

mod agreement;
mod attendance;
mod ceasefire;
mod claim;
mod commitment;
mod delegation;
mod exchange;
mod incident;
mod meeting;
mod membership;
mod office;
mod position;
mod process;
mod proposal;
mod resolution;
mod statement;
mod votes;

pub use agreement::{Agreement, AgreementPhase, AgreementStage, Ratification};
pub use attendance::{Attendance, Reply, Seen};
pub use ceasefire::{Ceasefire, CeasefirePhase, Violation};
pub use claim::Claim;
pub use commitment::{Commitment, CommitmentPhase, Suspension, Withdrawal};
pub use delegation::{Basis, Delegation, DelegationList, DelegationRole, Member, MemberRole};
pub use exchange::{Exchange, ExchangePhase, Transfer};
pub use incident::{Incident, IncidentCount};
pub use meeting::{Cancellation, Format, Held, Level, Meeting, MeetingPlan, NotHeld};
pub use membership::{Membership, MembershipEvent};
pub use office::{Office, OfficeEvent};
pub use position::{Force, Position};
pub use process::{Cause, ProcessChange, ProcessPhase};
pub use proposal::{Answer, AnswerGiven, Proposal, Term};
pub use resolution::{Resolution, ResolutionOutcome};
pub use statement::{Act, Announcement};
pub use votes::Votes;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::reference::References;

/// What happened: exactly one of the kinds of event about the world.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each variant is documented by its type")]
pub enum WorldKind {
    Process(ProcessChange),
    Announcement(Announcement),
    Meeting(Meeting),
    Attendance(Attendance),
    Delegation(Delegation),
    Membership(Membership),
    Office(Office),
    Position(Position),
    Proposal(Proposal),
    Answer(Answer),
    Agreement(Agreement),
    Commitment(Commitment),
    Exchange(Exchange),
    Ceasefire(Ceasefire),
    Incident(Box<Incident>),
    Resolution(Box<Resolution>),
    Claim(Claim),
}

impl WorldKind {
    /// The names of all kinds, as on the wire.
    pub const NAMES: [&str; 17] = [
        "process",
        "announcement",
        "meeting",
        "attendance",
        "delegation",
        "membership",
        "office",
        "position",
        "proposal",
        "answer",
        "agreement",
        "commitment",
        "exchange",
        "ceasefire",
        "incident",
        "resolution",
        "claim",
    ];

    /// Returns the kind's name, as on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Process(_) => "process",
            Self::Announcement(_) => "announcement",
            Self::Meeting(_) => "meeting",
            Self::Attendance(_) => "attendance",
            Self::Delegation(_) => "delegation",
            Self::Membership(_) => "membership",
            Self::Office(_) => "office",
            Self::Position(_) => "position",
            Self::Proposal(_) => "proposal",
            Self::Answer(_) => "answer",
            Self::Agreement(_) => "agreement",
            Self::Commitment(_) => "commitment",
            Self::Exchange(_) => "exchange",
            Self::Ceasefire(_) => "ceasefire",
            Self::Incident(_) => "incident",
            Self::Resolution(_) => "resolution",
            Self::Claim(_) => "claim",
        }
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        match self {
            Self::Process(_) => {}
            Self::Announcement(kind) => kind.references(out),
            Self::Meeting(kind) => kind.references(out),
            Self::Attendance(kind) => kind.references(out),
            Self::Delegation(kind) => kind.references(out),
            Self::Membership(kind) => kind.references(out),
            Self::Office(kind) => kind.references(out),
            Self::Position(kind) => kind.references(out),
            Self::Proposal(kind) => kind.references(out),
            Self::Answer(kind) => kind.references(out),
            Self::Agreement(kind) => kind.references(out),
            Self::Commitment(kind) => kind.references(out),
            Self::Exchange(kind) => kind.references(out),
            Self::Ceasefire(kind) => kind.references(out),
            Self::Incident(kind) => kind.references(out),
            Self::Resolution(kind) => kind.references(out),
            Self::Claim(kind) => kind.references(out),
        }
    }
}
