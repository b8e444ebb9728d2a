//! `what` as it stands on a line: exactly one kind, and of which class it is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::WireReplacement;
use crate::kind::{WorldKind, world_kinds};
use crate::names::Key;
use crate::record::{Discrepancy, StateAssertion};
use crate::registry::Registered;
use crate::text::Text;

/// Declares the kinds as they stand on a line, and their way to and from [`WorldKind`].
macro_rules! declare {
    ($($world:ident($said:ty) = $name:literal,)+) => {
        #[derive(Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub(super) enum What {
            $($world($said),)+
            Confirmation(WireConfirmation),
            Denial(WireConfirmation),
            Discrepancy(Discrepancy),
            Assertion(Box<StateAssertion>),
            Correction(WireCorrection),
            Retraction(WireRetraction),
            Registered(Registered),
        }

        impl What {
            pub(super) fn into_kind(self) -> Kind {
                match self {
                    $(Self::$world(kind) => Kind::World(WorldKind::$world(kind)),)+
                    Self::Confirmation(kind) => Kind::Record(WireRecord::Confirmation(kind)),
                    Self::Denial(kind) => Kind::Record(WireRecord::Denial(kind)),
                    Self::Discrepancy(kind) => Kind::Record(WireRecord::Discrepancy(kind)),
                    Self::Assertion(kind) => Kind::Record(WireRecord::Assertion(kind)),
                    Self::Correction(kind) => Kind::Record(WireRecord::Correction(kind)),
                    Self::Retraction(kind) => Kind::Record(WireRecord::Retraction(kind)),
                    Self::Registered(kind) => Kind::Registry(kind),
                }
            }
        }

        impl From<WorldKind> for What {
            fn from(kind: WorldKind) -> Self {
                match kind {
                    $(WorldKind::$world(kind) => Self::$world(kind),)+
                }
            }
        }
    };
}

world_kinds!(declare);

pub(super) enum Kind {
    World(WorldKind),
    Record(WireRecord),
    Registry(Registered),
}

pub(super) enum WireRecord {
    Confirmation(WireConfirmation),
    Denial(WireConfirmation),
    Discrepancy(Discrepancy),
    Assertion(Box<StateAssertion>),
    Correction(WireCorrection),
    Retraction(WireRetraction),
}

impl WireRecord {
    /// Returns the name of the kind, as on the wire.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Confirmation(_) => "confirmation",
            Self::Denial(_) => "denial",
            Self::Discrepancy(_) => "discrepancy",
            Self::Assertion(_) => "assertion",
            Self::Correction(_) => "correction",
            Self::Retraction(_) => "retraction",
        }
    }

    /// Returns whether it corrects an entry of the registry, which needs no sources, and so neither does this.
    pub(super) fn is_of_registry(&self) -> bool {
        matches!(self, Self::Correction(wire) if matches!(wire.with.what, What::Registered(_)))
    }
}

/// Replaces an event or an entry of the registry, keeping its key and process.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Correction")]
pub(super) struct WireCorrection {
    /// The key of the entry that it replaces.
    #[schemars(extend("x-asof-names" = "entry"))]
    pub(super) of: Key,
    /// Because of the world or of the record.
    pub(super) because: WireBecause,
    /// Why, in words.
    pub(super) reason: Text,
    /// The replacement.
    pub(super) with: Box<WireReplacement>,
}

/// Withdraws an entry: from then on, it counts as never said.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Retraction")]
pub(super) struct WireRetraction {
    /// The key of the entry that it withdraws.
    #[schemars(extend("x-asof-names" = "entry"))]
    pub(super) of: Key,
    /// Because of the world or of the record.
    pub(super) because: WireBecause,
    /// Why, in words.
    pub(super) reason: Text,
}

/// Confirms or denies an event on behalf of somebody other than its claimant.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Confirmation")]
pub(super) struct WireConfirmation {
    /// The key of the event.
    #[schemars(extend("x-asof-names" = "event"))]
    pub(super) of: Key,
    /// What it adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) gist: Option<Text>,
}

/// Why an entry is corrected or retracted.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Because")]
pub(super) enum WireBecause {
    /// The public learned better; what was known before stays as it was.
    World,
    /// The record was wrong; it is corrected for every date.
    Record,
}
