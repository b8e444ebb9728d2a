//! How a body voted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a body voted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Votes {
    /// How many were in favour.
    pub in_favour: u32,
    /// How many were against.
    pub against: u32,
    /// How many abstained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abstained: Option<u32>,
}
