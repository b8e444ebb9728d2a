//! What a party wants or insists on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::{Key, Word};
use crate::reference::{Opens, Reference, References};
use crate::text::Text;

/// A party's stance on one item of an issue. Items add up; one ends only when another replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The party.
    #[schemars(extend("x-asof-names" = "body"))]
    pub party: Key,
    /// The issue.
    #[schemars(extend("x-asof-names" = "issue"))]
    pub issue: Key,
    /// Which item of the issue, as a word of the log's own.
    pub item: Word,
    /// What the party wants, in words of the record's own.
    pub stance: Text,
    /// How firmly.
    pub force: Force,
    /// What it depends on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Text>,
    /// The positions of this process that it replaces, by the keys of their events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "opener:position"))]
    pub replaces: Vec<Key>,
}

crate::words! {
    /// How firmly a position is held.
    pub enum Force {
        /// Asked of the other side.
        Demand = "demand",
        /// Must be met before there is anything to talk about.
        Precondition = "precondition",
        /// What the party aims at.
        Objective = "objective",
    }
}

impl Position {
    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        out.push("party", Reference::Body(&self.party));
        out.push("issue", Reference::Issue(&self.issue));
        out.each("replaces", &self.replaces, |key| Reference::Opener(Opens::Position, key));
    }
}
