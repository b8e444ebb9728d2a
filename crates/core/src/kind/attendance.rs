//! Who comes to a gathering: the participation status of iCalendar (RFC 5545, PARTSTAT), what others
//! expect, and who was seen.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::Key;
use crate::reference::{Reference, References};
use crate::text::Text;

/// Somebody's coming to a meeting: said by themselves, expected by others, or seen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Attendance {
    /// They say that they come.
    Accepted(Reply),
    /// They say that they do not come.
    Declined(Reply),
    /// They may come.
    Tentative(Reply),
    /// They send somebody else.
    Delegated(Reply),
    /// Others expect them; it moves nothing.
    Expected(Reply),
    /// They were seen there.
    Present(Seen),
    /// They were seen not to be there.
    Absent(Seen),
}

/// A word about coming.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The person or party that comes or does not.
    #[schemars(extend("x-asof-names" = "actor"))]
    pub who: Key,
    /// The meeting.
    #[schemars(extend("x-asof-names" = "meeting"))]
    pub meeting: Key,
    /// What it depends on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Text>,
    /// Why, as claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// Who comes instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub delegated_to: Vec<Key>,
}

/// An observation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The person or party.
    #[schemars(extend("x-asof-names" = "actor"))]
    pub who: Key,
    /// The meeting.
    #[schemars(extend("x-asof-names" = "meeting"))]
    pub meeting: Key,
}

impl Attendance {
    /// Returns the person or party.
    pub fn who(&self) -> &Key {
        match self {
            Self::Accepted(reply)
            | Self::Declined(reply)
            | Self::Tentative(reply)
            | Self::Delegated(reply)
            | Self::Expected(reply) => &reply.who,
            Self::Present(seen) | Self::Absent(seen) => &seen.who,
        }
    }

    /// Returns the meeting.
    pub fn meeting(&self) -> &Key {
        match self {
            Self::Accepted(reply)
            | Self::Declined(reply)
            | Self::Tentative(reply)
            | Self::Delegated(reply)
            | Self::Expected(reply) => &reply.meeting,
            Self::Present(seen) | Self::Absent(seen) => &seen.meeting,
        }
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        out.push("who", Reference::Actor(self.who()));
        out.push("meeting", Reference::Meeting(self.meeting()));
        match self {
            Self::Accepted(reply)
            | Self::Declined(reply)
            | Self::Tentative(reply)
            | Self::Delegated(reply)
            | Self::Expected(reply) => out.each("delegated_to", &reply.delegated_to, Reference::Actor),
            Self::Present(_) | Self::Absent(_) => {}
        }
    }
}
