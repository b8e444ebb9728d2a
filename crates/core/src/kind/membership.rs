//! Who belongs to what, and since when: members of parties and coalitions, and who takes part in a negotiation or an
//! agreement that goes on for others (Popolo's membership).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::Key;
use crate::reference::{Reference, References};
use crate::text::Text;

/// A person or body joining or leaving something.
///
/// Joining a body of another party ends the membership of the former party: nobody is on two sides at a time. Joining
/// a coalition, a process or an agreement changes no side.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Membership {
    /// They belong to it from then on.
    Joined(MembershipEvent),
    /// They belong to it no more.
    Left(MembershipEvent),
}

/// Who, and what they belong to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MembershipEvent {
    /// The person or body that joins or leaves.
    #[schemars(extend("x-asof-names" = "actor"))]
    pub member: Key,
    /// A registered body or process, or an agreement by the key of the event that opened it.
    #[schemars(extend("x-asof-names" = "joinable"))]
    pub of: Key,
    /// As what, in words: observer, spokesperson.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Text>,
}

impl Membership {
    /// Returns who joins or leaves what.
    pub fn event(&self) -> &MembershipEvent {
        match self {
            Self::Joined(event) | Self::Left(event) => event,
        }
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        let event = self.event();
        out.push("member", Reference::Actor(&event.member));
        out.push("of", Reference::Joinable(&event.of));
    }
}
