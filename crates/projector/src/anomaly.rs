//! What a slot could not accept. Nothing fails: it is said beside the state.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many events an anomaly lists at most, and how many causes of its coming or going a diff lists.
pub(crate) const LISTED: usize = 25;

/// What sort of anomaly it is. Codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AnomalyCode {
    /// An event about something that no visible event opened.
    NotOpened,
    /// An event that its bounds prove earlier than what opened its slot.
    BeforeOpening,
    /// A delivery above the promise.
    OverDelivered,
    /// A sum above what a log can hold exactly; it has no upper bound.
    BeyondNumbers,
    /// A count in another unit than the slot's; it does not count.
    OtherUnit,
    /// A transfer in a direction that the commitment does not have; it does not count.
    OtherDirection,
    /// An answer by somebody who was not asked.
    NotAsked,
    /// A position said to replace one that is not visible.
    NothingToReplace,
    /// A gathering said to have been held and not held.
    HeldAndNotHeld,
    /// Two gatherings with one number.
    SameRound,
    /// A post attested after it was left.
    AttestedAfterLeft,
    /// A membership left before it is on record as joined.
    LeftBeforeJoining,
    /// Somebody seen both present and absent.
    PresentAndAbsent,
    /// Events that are each said to come after the other.
    Circle,
    /// An event said to come after another, though their dates say otherwise.
    OrderContradicted,
}

impl AnomalyCode {
    /// All codes.
    pub const ALL: [Self; 15] = [
        Self::NotOpened,
        Self::BeforeOpening,
        Self::OverDelivered,
        Self::BeyondNumbers,
        Self::OtherUnit,
        Self::OtherDirection,
        Self::NotAsked,
        Self::NothingToReplace,
        Self::HeldAndNotHeld,
        Self::SameRound,
        Self::AttestedAfterLeft,
        Self::LeftBeforeJoining,
        Self::PresentAndAbsent,
        Self::Circle,
        Self::OrderContradicted,
    ];

    /// Returns the code's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotOpened => "not-opened",
            Self::BeforeOpening => "before-opening",
            Self::OverDelivered => "over-delivered",
            Self::BeyondNumbers => "beyond-numbers",
            Self::OtherUnit => "other-unit",
            Self::OtherDirection => "other-direction",
            Self::NotAsked => "not-asked",
            Self::NothingToReplace => "nothing-to-replace",
            Self::HeldAndNotHeld => "held-and-not-held",
            Self::SameRound => "same-round",
            Self::AttestedAfterLeft => "attested-after-left",
            Self::LeftBeforeJoining => "left-before-joining",
            Self::PresentAndAbsent => "present-and-absent",
            Self::Circle => "circle",
            Self::OrderContradicted => "order-contradicted",
        }
    }
}

impl fmt::Display for AnomalyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
