//! Ceasefires, by phase (ETH/PRIO).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::duration::Duration;
use crate::names::Key;
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
    /// Said to be broken; it has not ended by that.
    Violated(CeasefirePhase),
    /// Over.
    Ended(CeasefirePhase),
}

/// What is said of a ceasefire at a phase.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CeasefirePhase {
    /// The ceasefire, by the key of the event that opened it; absent on that event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceasefire: Option<Key>,
    /// Who declared it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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

impl Ceasefire {
    /// Returns what is said of the ceasefire at this phase.
    pub fn phase(&self) -> &CeasefirePhase {
        match self {
            Self::Announced(phase) | Self::InEffect(phase) | Self::Violated(phase) | Self::Ended(phase) => {
                phase
            }
        }
    }

    /// Returns the phase's name, as on the wire.
    pub fn phase_name(&self) -> &'static str {
        match self {
            Self::Announced(_) => "announced",
            Self::InEffect(_) => "in-effect",
            Self::Violated(_) => "violated",
            Self::Ended(_) => "ended",
        }
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        let phase = self.phase();
        out.each("ceasefire", &phase.ceasefire, |key| Reference::Opener(Opens::Ceasefire, key));
        out.each("declared_by", &phase.declared_by, Reference::Actor);
    }
}
