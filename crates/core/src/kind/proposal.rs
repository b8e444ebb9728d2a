//! What one side asks another to agree to, and the answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::{Key, Word};
use crate::reference::{Opens, Reference, References};
use crate::text::Text;
use crate::when::Due;

/// A proposal tabled. The key of its event is the proposal's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// A descriptive title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// Who proposes.
    #[schemars(extend("x-asof-names" = "actor"))]
    pub tabled_by: Vec<Key>,
    /// Whose consent is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub to: Vec<Key>,
    /// What is proposed, term by term.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Term>,
    /// By when it is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
}

/// One term of a proposal or agreement.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Its name within the text, as a word of the log's own.
    pub id: Word,
    /// What it says, in words of the record's own.
    pub text: Text,
}

/// An answer to a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Agreed to.
    Accepted(AnswerGiven),
    /// Refused.
    Rejected(AnswerGiven),
    /// Neither yet.
    UnderConsideration(AnswerGiven),
    /// Taken back by those who tabled it.
    Withdrawn(AnswerGiven),
}

/// Who answered what.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerGiven {
    /// The proposal, by the key of the event that tabled it.
    #[schemars(extend("x-asof-names" = "opener:proposal"))]
    pub proposal: Key,
    /// Who answers.
    #[schemars(extend("x-asof-names" = "actor"))]
    pub answered_by: Key,
    /// What the answer depends on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Text>,
}

impl Proposal {
    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        out.each("tabled_by", &self.tabled_by, Reference::Actor);
        out.each("to", &self.to, Reference::Actor);
    }
}

impl Answer {
    /// Returns who answered what.
    pub fn given(&self) -> &AnswerGiven {
        match self {
            Self::Accepted(given)
            | Self::Rejected(given)
            | Self::UnderConsideration(given)
            | Self::Withdrawn(given) => given,
        }
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        let given = self.given();
        out.push("proposal", Reference::Opener(Opens::Proposal, &given.proposal));
        out.push("answered_by", Reference::Actor(&given.answered_by));
    }
}
