//! Asserted facts and numbers that nothing else carries.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::{EventRef, Key};
use crate::quantity::Quantity;
use crate::reference::{Reference, References};
use crate::text::Text;

/// A fact or number that somebody asserts; its claimant is in `attributed_to`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-asof-public" = false))]
pub struct Claim {
    /// The events that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "event"))]
    pub about: Vec<EventRef>,
    /// What is asserted, in words of the record's own.
    pub says: Text,
    /// The number asserted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// Whose list the number comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub list_of: Option<Key>,
}

impl Claim {
    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        out.each("about", &self.about, Reference::Event);
        out.each("list_of", &self.list_of, Reference::Actor);
    }
}
