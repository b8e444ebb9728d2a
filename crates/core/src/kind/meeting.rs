//! Gatherings: planned, and apart from that held or not.

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::duration::Duration;
use crate::names::Key;
use crate::reference::{Reference, References};
use crate::text::Text;
use crate::when::When;

/// Something that happened to a meeting. A meeting's key is its own, not an event's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Meeting {
    /// Somebody suggested it.
    Proposed(Box<MeetingPlan>),
    /// It was set.
    Scheduled(Box<MeetingPlan>),
    /// It was called off before its time.
    Cancelled(Cancellation),
    /// It took place.
    Held(Box<Held>),
    /// Its time passed without it.
    NotHeld(NotHeld),
}

/// What a meeting was meant to be.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingPlan {
    /// The meeting.
    #[schemars(extend("x-asof-names" = "meeting:own"))]
    pub meeting: Key,
    /// A descriptive title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// When it was to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_for: Option<When>,
    /// The number of the round that it was to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<NonZeroU32>,
    /// Whose meeting it was to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// How many parties at one table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "place"))]
    pub venue: Option<Key>,
    /// Who provides the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub host: Option<Key>,
    /// Who was to mediate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub mediators: Vec<Key>,
    /// The parties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "body"))]
    pub parties: Vec<Key>,
    /// The issues that were to be dealt with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "issue"))]
    pub agenda: Vec<Key>,
}

/// A plan called off.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    /// The meeting.
    #[schemars(extend("x-asof-names" = "meeting:own"))]
    pub meeting: Key,
    /// Why, as claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

/// What a meeting was.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// The meeting.
    #[schemars(extend("x-asof-names" = "meeting:own"))]
    pub meeting: Key,
    /// A descriptive title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The number of the round, if the source numbers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<NonZeroU32>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<When>,
    /// How long it lasted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Duration>,
    /// Whose meeting it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// How many parties at one table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "place"))]
    pub venue: Option<Key>,
    /// Who provided the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub host: Option<Key>,
    /// Who chaired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub chair: Option<Key>,
    /// Who mediated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub mediators: Vec<Key>,
    /// The parties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "body"))]
    pub parties: Vec<Key>,
    /// The issues that were dealt with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "issue"))]
    pub discussed: Vec<Key>,
}

/// A meeting that did not come about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotHeld {
    /// The meeting.
    #[schemars(extend("x-asof-names" = "meeting:own"))]
    pub meeting: Key,
    /// Why, as claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// What was held instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "meeting"))]
    pub became: Option<Key>,
}

crate::words! {
    /// At which level a meeting is.
    pub enum Level {
        /// Heads of state or government.
        Leaders = "leaders",
        /// Ministers.
        Ministers = "ministers",
        /// Officials: deputy ministers, advisers, ambassadors.
        Officials = "officials",
        /// Experts, on technical matters; also where the source says "technical level".
        Technical = "technical",
    }
}

crate::words! {
    /// How many parties sit at one table, if they do.
    pub enum Format {
        /// Two persons alone.
        OneOnOne = "one-on-one",
        /// Two parties.
        Bilateral = "bilateral",
        /// Three parties.
        Trilateral = "trilateral",
        /// Four parties.
        Quadrilateral = "quadrilateral",
        /// More than four, or the source says no more than that.
        Multilateral = "multilateral",
        /// Not at one table: go-betweens carry words between the parties.
        Indirect = "indirect",
    }
}

impl Meeting {
    /// Returns the meeting's key.
    pub fn meeting(&self) -> &Key {
        match self {
            Self::Proposed(plan) | Self::Scheduled(plan) => &plan.meeting,
            Self::Cancelled(cancellation) => &cancellation.meeting,
            Self::Held(held) => &held.meeting,
            Self::NotHeld(not_held) => &not_held.meeting,
        }
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        match self {
            Self::Proposed(plan) | Self::Scheduled(plan) => {
                out.each("venue", &plan.venue, Reference::Place);
                out.each("host", &plan.host, Reference::Actor);
                out.each("mediators", &plan.mediators, Reference::Actor);
                out.each("parties", &plan.parties, Reference::Body);
                out.each("agenda", &plan.agenda, Reference::Issue);
            }
            Self::Held(held) => {
                out.each("venue", &held.venue, Reference::Place);
                out.each("host", &held.host, Reference::Actor);
                out.each("chair", &held.chair, Reference::Actor);
                out.each("mediators", &held.mediators, Reference::Actor);
                out.each("parties", &held.parties, Reference::Body);
                out.each("discussed", &held.discussed, Reference::Issue);
            }
            Self::NotHeld(not_held) => out.each("became", &not_held.became, Reference::Meeting),
            Self::Cancelled(_) => {}
        }
    }
}
