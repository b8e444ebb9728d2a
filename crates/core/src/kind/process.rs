//! The negotiation itself: opened, suspended, resumed, concluded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A turn in the life of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// It began.
    Opened(NoFields),
    /// It was halted, without having ended.
    Suspended(NoFields),
    /// It went on after a halt.
    Resumed(NoFields),
    /// It ended.
    Concluded(NoFields),
}

/// A phase that has no fields of its own, written `{}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoFields {}

/// Where the process stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProcessPhase {
    /// It began.
    Opened,
    /// It was halted, without having ended.
    Suspended,
    /// It went on after a halt.
    Resumed,
    /// It ended.
    Concluded,
}

impl Turn {
    /// Returns where the process stands after this turn.
    pub fn phase(self) -> ProcessPhase {
        match self {
            Self::Opened(_) => ProcessPhase::Opened,
            Self::Suspended(_) => ProcessPhase::Suspended,
            Self::Resumed(_) => ProcessPhase::Resumed,
            Self::Concluded(_) => ProcessPhase::Concluded,
        }
    }
}
