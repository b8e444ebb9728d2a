//! Promises: offered by one side, made by several, withdrawn. Delivery is another event (IATI).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::{Key, Word};
use crate::quantity::Quantity;
use crate::reference::{Opens, Reference, References};
use crate::text::Text;
use crate::when::Due;

/// A promise given or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Commitment {
    /// Offered by one side, whatever the other does.
    Offered(Box<CommitmentPhase>),
    /// Agreed between sides.
    Made(Box<CommitmentPhase>),
    /// Taken back.
    Withdrawn(Withdrawal),
}

/// What is promised. `owed_by` and `owed_to` pair by position.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitmentPhase {
    /// The commitment, by the key of the event that opened it; absent on that event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<Key>,
    /// The agreement that it belongs to, by the key of the event that opened that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Key>,
    /// Who owes it.
    pub owed_by: Vec<Key>,
    /// To whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owed_to: Vec<Key>,
    /// Through whom it is to be delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Key>,
    /// What is promised, in words of the record's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<Text>,
    /// What sort of thing, as a word of the log's own.
    pub category: Word,
    /// How much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// What it depends on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Text>,
}

/// A promise taken back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The commitment, by the key of the event that opened it.
    pub commitment: Key,
    /// Why, as claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

impl Commitment {
    /// Returns the commitment that the event names; `None` if it opens one.
    pub fn named(&self) -> Option<&Key> {
        match self {
            Self::Offered(phase) | Self::Made(phase) => phase.commitment.as_ref(),
            Self::Withdrawn(withdrawal) => Some(&withdrawal.commitment),
        }
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        out.each("commitment", self.named(), |key| Reference::Opener(Opens::Commitment, key));
        match self {
            Self::Offered(phase) | Self::Made(phase) => {
                out.each("agreement", &phase.agreement, |key| Reference::Opener(Opens::Agreement, key));
                out.each("owed_by", &phase.owed_by, Reference::Actor);
                out.each("owed_to", &phase.owed_to, Reference::Actor);
                out.each("through", &phase.through, Reference::Actor);
            }
            Self::Withdrawn(_) => {}
        }
    }
}
