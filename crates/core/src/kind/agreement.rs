//! Texts that parties agree on, by stage (PA-X): initialling is not signing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::proposal::Term;
use super::votes::Votes;
use crate::deadline::Deadline;
use crate::names::{Key, Word};
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
    /// Approved by a body whose approval it needs.
    Ratified(Box<Ratification>),
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
    #[schemars(extend("x-asof-names" = "opener:agreement"))]
    pub agreement: Option<Key>,
    /// A descriptive title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The proposal whose text it is, by the key of the event that tabled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "opener:proposal"))]
    pub proposal: Option<Key>,
    /// The parties to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub parties: Vec<Key>,
    /// What was agreed, term by term.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Term>,
    /// Who mediated it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub mediators: Vec<Key>,
    /// Who supported it without being a party or a mediator.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub supporters: Vec<Key>,
    /// Who answers for it that the others keep it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub guarantors: Vec<Key>,
    /// Who witnessed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub witnesses: Vec<Key>,
    /// The phases in which it is to be carried out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<AgreementPhase>,
}

/// A phase in which an agreement is to be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementPhase {
    /// Its name within the agreement.
    pub id: Word,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// When it is to begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins: Option<Deadline>,
    /// When it is to end, that day included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Deadline>,
}

/// The approval of an agreement by a body.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ratification {
    /// The agreement, by the key of the event that opened it.
    #[schemars(extend("x-asof-names" = "opener:agreement"))]
    pub agreement: Key,
    /// The body that ratifies it.
    #[schemars(extend("x-asof-names" = "body"))]
    pub by: Key,
    /// How it voted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub votes: Option<Votes>,
}

impl Agreement {
    /// Returns what is said of the agreement at this stage; `None` of a ratification, which says nothing of the text.
    pub fn stage(&self) -> Option<&AgreementStage> {
        match self {
            Self::Announced(stage)
            | Self::Initialled(stage)
            | Self::Signed(stage)
            | Self::InForce(stage)
            | Self::Suspended(stage)
            | Self::Lapsed(stage) => Some(stage),
            Self::Ratified(_) => None,
        }
    }

    /// Returns the agreement that the event names; `None` if it opens one.
    pub fn named(&self) -> Option<&Key> {
        match self {
            Self::Announced(stage)
            | Self::Initialled(stage)
            | Self::Signed(stage)
            | Self::InForce(stage)
            | Self::Suspended(stage)
            | Self::Lapsed(stage) => stage.agreement.as_ref(),
            Self::Ratified(ratification) => Some(&ratification.agreement),
        }
    }

    /// Returns the proposal whose text it is, if the event says so.
    pub fn proposal(&self) -> Option<&Key> {
        self.stage()?.proposal.as_ref()
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        out.each("agreement", self.named(), |key| Reference::Opener(Opens::Agreement, key));
        match self {
            Self::Announced(stage)
            | Self::Initialled(stage)
            | Self::Signed(stage)
            | Self::InForce(stage)
            | Self::Suspended(stage)
            | Self::Lapsed(stage) => stage.references(out),
            Self::Ratified(ratification) => out.push("by", Reference::Body(&ratification.by)),
        }
    }
}

impl AgreementStage {
    fn references<'a>(&'a self, out: &mut References<'a>) {
        out.each("proposal", &self.proposal, |key| Reference::Opener(Opens::Proposal, key));
        out.each("parties", &self.parties, Reference::Actor);
        out.each("mediators", &self.mediators, Reference::Actor);
        out.each("supporters", &self.supporters, Reference::Actor);
        out.each("guarantors", &self.guarantors, Reference::Actor);
        out.each("witnesses", &self.witnesses, Reference::Actor);
        let ends = self.phases.iter().flat_map(|phase| [&phase.begins, &phase.ends]).flatten();
        out.each("after", ends.filter_map(Deadline::after).map(|after| &after.after), Reference::Event);
    }
}
