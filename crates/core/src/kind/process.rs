//! The negotiation itself: opened, suspended, resumed, concluded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::reference::References;
use crate::text::Text;

/// A turn in the life of the process.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProcessChange {
    /// It began.
    Opened(Cause),
    /// It was halted, without having ended.
    Suspended(Cause),
    /// It went on after a halt.
    Resumed(Cause),
    /// It ended.
    Concluded(Cause),
}

/// What a turn carries: `{}` if no reason was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// The reason given for it, in the words of whom it is attributed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

crate::words! {
    /// Where the process stands.
    pub enum ProcessPhase {
        /// It began.
        Opened = "opened",
        /// It was halted, without having ended.
        Suspended = "suspended",
        /// It went on after a halt.
        Resumed = "resumed",
        /// It ended.
        Concluded = "concluded",
    }
}

impl ProcessChange {
    /// Returns where the process stands after this turn.
    pub fn phase(&self) -> ProcessPhase {
        match self {
            Self::Opened(_) => ProcessPhase::Opened,
            Self::Suspended(_) => ProcessPhase::Suspended,
            Self::Resumed(_) => ProcessPhase::Resumed,
            Self::Concluded(_) => ProcessPhase::Concluded,
        }
    }

    /// Returns the reason given for this turn.
    pub fn reason(&self) -> Option<&Text> {
        match self {
            Self::Opened(cause) | Self::Suspended(cause) | Self::Resumed(cause) | Self::Concluded(cause) => {
                cause.reason.as_ref()
            }
        }
    }

    /// Adds nothing: a turn names nobody.
    pub(crate) fn references(&self, _: &mut References<'_>) {}
}
