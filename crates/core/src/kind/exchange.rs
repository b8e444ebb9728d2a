//! Exchanges and hand-overs: one event an occasion.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::{Key, Word};
use crate::quantity::Quantity;
use crate::reference::{Reference, References};

/// An exchange or hand-over of people, remains or things.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Exchange {
    /// Lists are drawn up or checked; nothing has changed hands.
    Preparing(ExchangePhase),
    /// One occasion on which something changed hands.
    CarriedOut(ExchangePhase),
    /// Somebody says that all of it is done: a summary of occasions, which has no transfers.
    Completed(ExchangePhase),
}

/// Where, and what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-asof-public" = false))]
pub struct ExchangePhase {
    /// Where it changed hands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "place"))]
    pub place: Option<Key>,
    /// Where it was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "place"))]
    pub destination: Option<Key>,
    /// What changed hands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transfers: Vec<Transfer>,
}

/// One lot that changed hands on an occasion.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// What sort of thing, as a word of the log's own.
    pub category: Word,
    /// Who gave; absent if not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub from: Option<Key>,
    /// Who received; absent if not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub to: Option<Key>,
    /// The people who changed hands, where to name them is right: never prisoners or children.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "person"))]
    pub persons: Vec<Key>,
    /// Where the lot was taken, if not all went to one destination.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "place"))]
    pub destinations: Vec<Key>,
    /// How much; `unknown` where the source does not count.
    pub quantity: Quantity,
}

impl Exchange {
    /// Returns where it happened and what changed hands.
    pub fn phase(&self) -> &ExchangePhase {
        match self {
            Self::Preparing(phase) | Self::CarriedOut(phase) | Self::Completed(phase) => phase,
        }
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        let phase = self.phase();
        out.each("place", &phase.place, Reference::Place);
        out.each("destination", &phase.destination, Reference::Place);
        for transfer in &phase.transfers {
            out.each("from", &transfer.from, Reference::Actor);
            out.each("to", &transfer.to, Reference::Actor);
            out.each("persons", &transfer.persons, Reference::Person);
            out.each("destinations", &transfer.destinations, Reference::Place);
        }
    }
}
