//! Public statements that no more specific kind fits.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::{EventRef, Key};
use crate::reference::{Reference, References};
use crate::text::Text;

/// A public statement, for what no other kind fits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Announcement {
    /// Who spoke; absent if it was said jointly or by somebody unnamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub speaker: Option<Key>,
    /// For whom the speaker spoke.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "actor"))]
    pub on_behalf_of: Option<Key>,
    /// What was done by saying it.
    pub act: Act,
    /// The events that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-asof-names" = "event"))]
    pub about: Vec<EventRef>,
    /// The form in which it was made public: a press conference, a post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<Text>,
    /// Where it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "place"))]
    pub place: Option<Key>,
    /// What was said, in words of the record's own.
    pub gist: Text,
}

crate::words! {
    /// What is done by a public statement, after PLOVER's verbal categories.
    pub enum Act {
        /// Says how something is or was.
        Statement = "statement",
        /// Judges how something went or will go.
        Assessment = "assessment",
        /// Says what somebody else is expected to do.
        Expectation = "expectation",
        /// Asks others to act.
        Appeal = "appeal",
        /// Asks somebody to come.
        Invitation = "invitation",
        /// Approves of what another did.
        Welcome = "welcome",
        /// Backs somebody or something.
        Support = "support",
        /// Thanks somebody.
        Thanks = "thanks",
        /// Blames somebody.
        Accusation = "accusation",
        /// Says what will follow if something is not done.
        Warning = "warning",
        /// Says that one will do harm if something is not done.
        Threat = "threat",
        /// Gives a consent that is needed, where no proposal asks for it.
        Approval = "approval",
        /// Rejects what another did or said.
        Rejection = "rejection",
        /// Says again that one means to do something.
        ConfirmationOfIntent = "confirmation-of-intent",
        /// Hands over documents.
        HandoverOfDocuments = "handover-of-documents",
        /// Makes a decision public that no other kind fits.
        Decision = "decision",
        /// Arrives, receives or is received.
        Visit = "visit",
    }
}

impl Announcement {
    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        out.each("speaker", &self.speaker, Reference::Actor);
        out.each("on_behalf_of", &self.on_behalf_of, Reference::Actor);
        out.each("about", &self.about, Reference::Event);
        out.each("place", &self.place, Reference::Place);
    }
}
