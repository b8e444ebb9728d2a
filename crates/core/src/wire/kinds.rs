//! `what` as it stands on a line: exactly one kind, and of which class it is.

use serde::{Deserialize, Serialize};

use super::WireReplacement;
use crate::kind::{
    Agreement, Announcement, Answer, Attendance, Ceasefire, Claim, Commitment, Delegation, Exchange, Meeting,
    Office, Position, Proposal, Turn, WorldKind,
};
use crate::names::Key;
use crate::record::Discrepancy;
use crate::registry::Registered;
use crate::text::Text;

/// Declares the kinds as they stand on a line, and their way to and from [`WorldKind`].
macro_rules! kinds {
    ($($world:ident),+ $(,)?) => {
        #[derive(Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub(super) enum What {
            $($world($world),)+
            Confirmation(WireConfirmation),
            Denial(WireConfirmation),
            Discrepancy(Discrepancy),
            Correction(WireCorrection),
            Retraction(WireRetraction),
            Registered(Registered),
        }

        impl What {
            pub(super) fn into_kind(self) -> Kind {
                match self {
                    $(Self::$world(kind) => Kind::World(WorldKind::$world(kind)),)+
                    Self::Confirmation(kind) => Kind::Record(WireRecord::Confirmation(kind)),
                    Self::Denial(kind) => Kind::Record(WireRecord::Denial(kind)),
                    Self::Discrepancy(kind) => Kind::Record(WireRecord::Discrepancy(kind)),
                    Self::Correction(kind) => Kind::Record(WireRecord::Correction(kind)),
                    Self::Retraction(kind) => Kind::Record(WireRecord::Retraction(kind)),
                    Self::Registered(kind) => Kind::Registry(kind),
                }
            }
        }

        impl From<WorldKind> for What {
            fn from(kind: WorldKind) -> Self {
                match kind {
                    $(WorldKind::$world(kind) => Self::$world(kind),)+
                }
            }
        }
    };
}

type Process = Turn;

kinds!(
    Process,
    Announcement,
    Meeting,
    Attendance,
    Delegation,
    Office,
    Position,
    Proposal,
    Answer,
    Agreement,
    Commitment,
    Exchange,
    Ceasefire,
    Claim,
);

pub(super) enum Kind {
    World(WorldKind),
    Record(WireRecord),
    Registry(Registered),
}

pub(super) enum WireRecord {
    Confirmation(WireConfirmation),
    Denial(WireConfirmation),
    Discrepancy(Discrepancy),
    Correction(WireCorrection),
    Retraction(WireRetraction),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireCorrection {
    pub(super) of: Key,
    pub(super) because: WireBecause,
    pub(super) reason: Text,
    pub(super) with: Box<WireReplacement>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireRetraction {
    pub(super) of: Key,
    pub(super) because: WireBecause,
    pub(super) reason: Text,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireConfirmation {
    pub(super) of: Key,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) gist: Option<Text>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum WireBecause {
    World,
    Record,
}
