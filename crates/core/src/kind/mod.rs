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

/// Hands the kinds of event about the world to a macro: each with what it holds, and its name on the wire.
macro_rules! world_kinds {
    ($declare:ident) => {
        $declare! {
            Process($crate::kind::ProcessChange) = "process",
            Announcement($crate::kind::Announcement) = "announcement",
            Meeting($crate::kind::Meeting) = "meeting",
            Attendance($crate::kind::Attendance) = "attendance",
            Delegation($crate::kind::Delegation) = "delegation",
            Membership($crate::kind::Membership) = "membership",
            Office($crate::kind::Office) = "office",
            Position($crate::kind::Position) = "position",
            Proposal($crate::kind::Proposal) = "proposal",
            Answer($crate::kind::Answer) = "answer",
            Agreement($crate::kind::Agreement) = "agreement",
            Commitment($crate::kind::Commitment) = "commitment",
            Exchange($crate::kind::Exchange) = "exchange",
            Ceasefire($crate::kind::Ceasefire) = "ceasefire",
            Incident(Box<$crate::kind::Incident>) = "incident",
            Resolution(Box<$crate::kind::Resolution>) = "resolution",
            Claim($crate::kind::Claim) = "claim",
        }
    };
}
pub(crate) use world_kinds;

macro_rules! declare {
    ($($kind:ident($said:ty) = $name:literal,)+) => {
        crate::words::kinds! {
            /// What happened: exactly one of the kinds of event about the world.
            #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
            #[serde(rename_all = "kebab-case")]
            #[allow(missing_docs, reason = "each variant is documented by its type")]
            pub enum WorldKind {
                $($kind($said) = $name,)+
            }
        }

        impl WorldKind {
            pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
                match self {
                    $(Self::$kind(kind) => kind.references(out),)+
                }
            }
        }
    };
}
world_kinds!(declare);
