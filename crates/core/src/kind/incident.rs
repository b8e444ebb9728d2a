//! Violence and other acts on the ground (UCDP): never a promise, never a delivery.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::{Key, Word};
use crate::quantity::Quantity;
use crate::reference::{Opens, Reference, References};

/// Something that happened on the ground, according to its claimant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-asof-public" = false))]
pub struct Incident {
    /// What sort of act, as a word of the log's own: shelling, detention.
    #[serde(rename = "type")]
    pub sort: Word,
    /// Who is said to have done it; empty if nobody is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub by: Vec<Key>,
    /// Whom it was done to; empty if nobody is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub against: Vec<Key>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "place"))]
    pub place: Option<Key>,
    /// What was counted, one item per category.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<IncidentCount>,
    /// The ceasefire that its claimant says it breaks, by the key of the event that opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "opener:ceasefire"))]
    pub about: Option<Key>,
}

/// A number reported about an incident.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncidentCount {
    /// What is counted, as a word of the log's own: killed, wounded, vehicles.
    pub category: Word,
    /// How many; `unknown` where the source does not count.
    pub quantity: Quantity,
}

impl Incident {
    /// Returns the ceasefire that its claimant says it breaks: an allegation, never a breach.
    pub fn alleged_breach_of(&self) -> Option<&Key> {
        self.about.as_ref()
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        out.each("by", &self.by, Reference::Actor);
        out.each("against", &self.against, Reference::Actor);
        out.each("place", &self.place, Reference::Place);
        out.each("about", &self.about, |key| Reference::Opener(Opens::Ceasefire, key));
    }
}
