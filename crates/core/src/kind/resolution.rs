//! What a body that is no party to the negotiation resolves: a council, a parliament, an organisation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::votes::Votes;
use crate::names::{EventRef, Key};
use crate::reference::{Reference, References};
use crate::text::Text;

/// A resolution put to the vote of a body.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// The body.
    #[schemars(extend("x-asof-names" = "body"))]
    pub body: Key,
    /// What the resolution is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What came of it.
    pub outcome: ResolutionOutcome,
    /// How the body voted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub votes: Option<Votes>,
    /// The events that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "event"))]
    pub about: Vec<EventRef>,
}

crate::words! {
    /// What came of a resolution.
    pub enum ResolutionOutcome {
        /// It passed.
        Adopted = "adopted",
        /// It found too few votes.
        Rejected = "rejected",
        /// A member with a veto stopped it.
        Vetoed = "vetoed",
    }
}

impl Resolution {
    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        out.push("body", Reference::Body(&self.body));
        out.each("about", &self.about, Reference::Event);
    }
}
