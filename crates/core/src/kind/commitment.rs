//! Promises: offered by one side, made by several, withdrawn. Delivery is another event (IATI).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::deadline::Deadline;
use crate::names::{Key, Word};
use crate::quantity::Quantity;
use crate::ratio::Ratio;
use crate::reference::{Opens, Reference, References};
use crate::text::Text;

/// A promise given or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Commitment {
    /// Offered by one side, whatever the other does.
    Offered(Box<CommitmentPhase>),
    /// Agreed between sides.
    Made(Box<CommitmentPhase>),
    /// Not carried out for the time being; it is not taken back.
    Suspended(Suspension),
    /// To be carried out again.
    Resumed(Suspension),
    /// Taken back.
    Withdrawn(Withdrawal),
}

/// What is promised. `owed_by` and `owed_to` pair by position.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitmentPhase {
    /// The commitment, by the key of the event that opened it; absent on that event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "opener:commitment"))]
    pub commitment: Option<Key>,
    /// The agreement that it belongs to, by the key of the event that opened that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "opener:agreement"))]
    pub agreement: Option<Key>,
    /// The phase of that agreement, by its id there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Word>,
    /// The commitment of which it is a part, by the key of the event that opened that. What is delivered on a part counts
    /// once, fully, for it and for the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "opener:commitment"))]
    pub part_of: Option<Key>,
    /// The commitment in return for which it is given, by the key of the event that opened that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "opener:commitment"))]
    pub in_return_for: Option<Key>,
    /// How many of this for how many of that (`30:1`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Ratio>,
    /// Who owes it.
    #[schemars(extend("x-asof-names" = "actor"))]
    pub owed_by: Vec<Key>,
    /// To whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub owed_to: Vec<Key>,
    /// Through whom it is to be delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "actor"))]
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
    pub due: Option<Deadline>,
    /// What it depends on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Text>,
}

/// A promise not carried out for the time being, or to be carried out again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suspension {
    /// The commitment, by the key of the event that opened it.
    #[schemars(extend("x-asof-names" = "opener:commitment"))]
    pub commitment: Key,
    /// Who suspends or resumes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub by: Option<Key>,
    /// Why, as claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

/// A promise taken back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The commitment, by the key of the event that opened it.
    #[schemars(extend("x-asof-names" = "opener:commitment"))]
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
            Self::Suspended(suspension) | Self::Resumed(suspension) => Some(&suspension.commitment),
            Self::Withdrawn(withdrawal) => Some(&withdrawal.commitment),
        }
    }

    /// Returns what is promised, of a promise given.
    pub fn promise(&self) -> Option<&CommitmentPhase> {
        match self {
            Self::Offered(phase) | Self::Made(phase) => Some(phase),
            Self::Suspended(_) | Self::Resumed(_) | Self::Withdrawn(_) => None,
        }
    }

    /// Returns the commitment of which one is a part from its opening on.
    pub fn whole(&self) -> Option<&Key> {
        self.promise().filter(|promise| promise.commitment.is_none())?.part_of.as_ref()
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        out.each("commitment", self.named(), |key| Reference::Opener(Opens::Commitment, key));
        match self {
            Self::Offered(phase) | Self::Made(phase) => {
                out.each("agreement", &phase.agreement, |key| Reference::Opener(Opens::Agreement, key));
                out.each("part_of", &phase.part_of, |key| Reference::Opener(Opens::Commitment, key));
                out.each("in_return_for", &phase.in_return_for, |key| {
                    Reference::Opener(Opens::Commitment, key)
                });
                let after = phase.due.as_ref().and_then(Deadline::after);
                out.each("due", after.map(|after| &after.after), Reference::Event);
                out.each("owed_by", &phase.owed_by, Reference::Actor);
                out.each("owed_to", &phase.owed_to, Reference::Actor);
                out.each("through", &phase.through, Reference::Actor);
            }
            Self::Suspended(suspension) | Self::Resumed(suspension) => {
                out.each("by", &suspension.by, Reference::Actor);
            }
            Self::Withdrawn(_) => {}
        }
    }
}
