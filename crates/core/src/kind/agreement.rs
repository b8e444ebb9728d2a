//! Texts that parties agree on, by stage (PA-X): initialling is not signing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::proposal::Term;
use crate::names::Key;
use crate::reference::{Opens, Reference, References};
use crate::text::Text;

/// An agreement reaching a stage.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Agreement {
    /// Said to be agreed.
    Announced(Box<AgreementStage>),
    /// Initialled.
    Initialled(Box<AgreementStage>),
    /// Signed.
    Signed(Box<AgreementStage>),
    /// Took effect.
    InForce(Box<AgreementStage>),
    /// Out of effect for the time being.
    Suspended(Box<AgreementStage>),
    /// Ended.
    Lapsed(Box<AgreementStage>),
}

/// What is said of an agreement at a stage.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementStage {
    /// The agreement, by the key of the event that opened it; absent on that event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Key>,
    /// A descriptive title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The proposal whose text it is, by the key of the event that tabled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Key>,
    /// The parties to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Key>,
    /// What was agreed, term by term.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Term>,
    /// Who mediated it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mediators: Vec<Key>,
    /// Who supported it without being a party or a mediator.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supporters: Vec<Key>,
    /// Who answers for it that the others keep it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guarantors: Vec<Key>,
    /// Who witnessed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<Key>,
}

impl Agreement {
    /// Returns what is said of the agreement at this stage.
    pub fn stage(&self) -> &AgreementStage {
        match self {
            Self::Announced(stage)
            | Self::Initialled(stage)
            | Self::Signed(stage)
            | Self::InForce(stage)
            | Self::Suspended(stage)
            | Self::Lapsed(stage) => stage,
        }
    }

    /// Returns the stage's name, as on the wire.
    pub fn stage_name(&self) -> &'static str {
        match self {
            Self::Announced(_) => "announced",
            Self::Initialled(_) => "initialled",
            Self::Signed(_) => "signed",
            Self::InForce(_) => "in-force",
            Self::Suspended(_) => "suspended",
            Self::Lapsed(_) => "lapsed",
        }
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        let stage = self.stage();
        out.each("agreement", &stage.agreement, |key| Reference::Opener(Opens::Agreement, key));
        out.each("proposal", &stage.proposal, |key| Reference::Opener(Opens::Proposal, key));
        out.each("parties", &stage.parties, Reference::Actor);
        out.each("mediators", &stage.mediators, Reference::Actor);
        out.each("supporters", &stage.supporters, Reference::Actor);
        out.each("guarantors", &stage.guarantors, Reference::Actor);
        out.each("witnesses", &stage.witnesses, Reference::Actor);
    }
}
