//! Who holds which post. A second post attested does not mean that the first was left.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::{Key, Word};
use crate::reference::{Reference, References};
use crate::text::Text;

/// Something about a person's post.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Office {
    /// The person entered it.
    Took(OfficeEvent),
    /// The person left it.
    Left(OfficeEvent),
    /// The person held it at that time; since when is not said.
    Attested(OfficeEvent),
}

/// A person and a post.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficeEvent {
    /// The person.
    #[schemars(extend("x-asof-names" = "person"))]
    pub person: Key,
    /// The post, as a word of the log's own.
    pub post: Word,
    /// The title, as worded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
}

impl Office {
    /// Returns the person and the post.
    pub fn held(&self) -> &OfficeEvent {
        match self {
            Self::Took(held) | Self::Left(held) | Self::Attested(held) => held,
        }
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        out.push("person", Reference::Person(&self.held().person));
    }
}
