//! Ceasefires, by phase (ETH/PRIO).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::duration::Duration;
use crate::names::{EventRef, Key};
use crate::reference::{Opens, Reference, References};
use crate::text::Text;

/// A ceasefire reaching a phase.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ceasefire {
    /// Declared.
    Announced(CeasefirePhase),
    /// Took effect.
    InEffect(CeasefirePhase),
    /// Said to be broken: an allegation by its claimant. It changes no phase.
    Violated(Box<Violation>),
    /// Out of effect for the time being.
    Suspended(CeasefirePhase),
    /// Over.
    Ended(CeasefirePhase),
}

/// What is said of a ceasefire at a phase.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CeasefirePhase {
    /// The ceasefire, by the key of the event that opened it; absent on that event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "opener:ceasefire"))]
    pub ceasefire: Option<Key>,
    /// Who declared it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub declared_by: Vec<Key>,
    /// Where or for what it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Text>,
    /// For how long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Duration>,
    /// What for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Text>,
}

/// An allegation that a ceasefire was broken. It is its claimant's word and not a breach.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Violation {
    /// The ceasefire, by the key of the event that opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "opener:ceasefire"))]
    pub ceasefire: Option<Key>,
    /// Who is said to have broken it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub by: Vec<Key>,
    /// How, as alleged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<Text>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "place"))]
    pub place: Option<Key>,
    /// The events that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "event"))]
    pub about: Vec<EventRef>,
    /// Kept from older logs, where an allegation could repeat who declared the ceasefire; it says nothing now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub declared_by: Vec<Key>,
    /// Kept from older logs; it says nothing now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Text>,
    /// Kept from older logs; it says nothing now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Duration>,
    /// Kept from older logs; it says nothing now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Text>,
}

impl Ceasefire {
    /// Returns what is said of the ceasefire at this phase; `None` of an allegation, which is no phase.
    pub fn phase(&self) -> Option<&CeasefirePhase> {
        match self {
            Self::Announced(phase) | Self::InEffect(phase) | Self::Suspended(phase) | Self::Ended(phase) => {
                Some(phase)
            }
            Self::Violated(_) => None,
        }
    }

    /// Returns the allegation that it is, if it is one.
    pub fn violation(&self) -> Option<&Violation> {
        match self {
            Self::Violated(violation) => Some(violation),
            Self::Announced(_) | Self::InEffect(_) | Self::Suspended(_) | Self::Ended(_) => None,
        }
    }

    /// Returns the ceasefire that the event names; `None` if it opens one.
    pub fn named(&self) -> Option<&Key> {
        match self {
            Self::Announced(phase) | Self::InEffect(phase) | Self::Suspended(phase) | Self::Ended(phase) => {
                phase.ceasefire.as_ref()
            }
            Self::Violated(violation) => violation.ceasefire.as_ref(),
        }
    }

    /// Returns the phase's name, as on the wire.
    pub fn phase_name(&self) -> &'static str {
        match self {
            Self::Announced(_) => "announced",
            Self::InEffect(_) => "in-effect",
            Self::Violated(_) => "violated",
            Self::Suspended(_) => "suspended",
            Self::Ended(_) => "ended",
        }
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        out.each("ceasefire", self.named(), |key| Reference::Opener(Opens::Ceasefire, key));
        match self {
            Self::Announced(phase) | Self::InEffect(phase) | Self::Suspended(phase) | Self::Ended(phase) => {
                out.each("declared_by", &phase.declared_by, Reference::Actor);
            }
            Self::Violated(violation) => {
                out.each("by", &violation.by, Reference::Actor);
                out.each("place", &violation.place, Reference::Place);
                out.each("about", &violation.about, Reference::Event);
                out.each("declared_by", &violation.declared_by, Reference::Actor);
            }
        }
    }
}
