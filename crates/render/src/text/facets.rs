//! What texts ask of every row, whatever it is of: its key, whether it says how it stands, what others say, what is in doubt.

use asof_core::Key;
use asof_projector::state::ceasefires::{Allegation, Denial};
use asof_projector::state::commitments::DeliveryValue;
use asof_projector::{Reported, Value};

/// What texts ask of the value of any row.
pub(crate) trait Facets {
    /// Returns the key of what the row is of, where it has one.
    fn own_key(&self) -> Option<&Key>;
    /// Returns whether it says how something stands by an own word or by what was seen, not by others' words alone.
    fn has_own_word(&self) -> bool;
    /// Returns whether it has a word for how it stands, behind which its text says what may make it otherwise.
    fn says_how_it_stands(&self) -> bool;
    /// Returns what others say of it.
    fn reported(&self) -> &[Reported];
    /// Returns the sides that are said to have agreed and have not said so themselves.
    fn unvouched(&self) -> &[Key];
    /// Returns the discrepancies that it names itself; `None` where a row names none.
    fn discrepancies(&self) -> Option<&[Key]>;
    /// Returns the events that may be one occasion told by several.
    fn could_merge(&self) -> &[Key];
    /// Returns who says that it was broken.
    fn allegations(&self) -> &[Allegation];
    /// Returns who denies which of its phases or of the allegations.
    fn denials(&self) -> &[Denial];
    /// Returns the lots delivered.
    fn deliveries(&self) -> &[DeliveryValue];
}

impl Facets for Value {
    fn own_key(&self) -> Option<&Key> {
        match self {
            Self::Meeting(value) => Some(&value.key),
            Self::Proposal(value) => Some(&value.key),
            Self::Agreement(value) => Some(&value.key),
            Self::Commitment(value) => Some(&value.key),
            Self::Ceasefire(value) => Some(&value.key),
            Self::Incident(value) => Some(&value.key),
            Self::Resolution(value) => Some(&value.key),
            Self::Statement(value) => Some(&value.key),
            Self::Claim(value) => Some(&value.key),
            Self::Discrepancy(value) => Some(&value.key),
            Self::Person(value) => Some(&value.key),
            Self::Body(value) => Some(&value.key),
            Self::Place(value) => Some(&value.key),
            Self::Status(_)
            | Self::Round(_)
            | Self::Attendance(_)
            | Self::Delegation(_)
            | Self::Office(_)
            | Self::Membership(_)
            | Self::Position(_)
            | Self::Tally(_)
            | Self::Anomaly(_) => None,
        }
    }

    fn has_own_word(&self) -> bool {
        match self {
            Self::Meeting(_) | Self::Proposal(_) => true,
            Self::Attendance(value) => value.status.is_some(),
            Self::Commitment(value) => value.status.is_some(),
            Self::Position(value) => value.stance.is_some(),
            Self::Agreement(value) => value.stage.is_some(),
            _ => false,
        }
    }

    fn says_how_it_stands(&self) -> bool {
        match self {
            Self::Status(_) => true,
            Self::Ceasefire(value) => value.phase.is_some(),
            Self::Commitment(value) => value.status.is_some() || value.phase.is_some(),
            _ => self.has_own_word(),
        }
    }

    fn reported(&self) -> &[Reported] {
        match self {
            Self::Attendance(value) => &value.reported,
            Self::Position(value) => &value.reported,
            Self::Proposal(value) => &value.reported,
            Self::Agreement(value) => &value.reported,
            Self::Commitment(value) => &value.reported,
            _ => &[],
        }
    }

    fn unvouched(&self) -> &[Key] {
        match self {
            Self::Agreement(value) => &value.unvouched,
            Self::Commitment(value) => &value.unvouched,
            _ => &[],
        }
    }

    fn discrepancies(&self) -> Option<&[Key]> {
        match self {
            Self::Commitment(value) => Some(&value.discrepancies),
            Self::Tally(value) => Some(&value.discrepancies),
            _ => None,
        }
    }

    fn could_merge(&self) -> &[Key] {
        match self {
            Self::Commitment(value) => &value.could_merge,
            Self::Tally(value) => &value.could_merge,
            _ => &[],
        }
    }

    fn allegations(&self) -> &[Allegation] {
        match self {
            Self::Ceasefire(value) => &value.allegations,
            _ => &[],
        }
    }

    fn denials(&self) -> &[Denial] {
        match self {
            Self::Ceasefire(value) => &value.denials,
            _ => &[],
        }
    }

    fn deliveries(&self) -> &[DeliveryValue] {
        match self {
            Self::Commitment(value) => &value.deliveries,
            _ => &[],
        }
    }
}
