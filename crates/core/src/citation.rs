//! Where an entry is found in a source.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::Key;
use crate::text::{Lines, Text};

/// Where an entry is found in a source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The registered source.
    #[schemars(extend("x-asof-names" = "source"))]
    pub source: Key,
    /// The section's heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Text>,
    /// The lines of the source's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Lines>,
    /// The page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Text>,
    /// The paragraph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<Text>,
    /// The time in a recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Text>,
    /// The address of the place itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Text>,
}

impl Citation {
    /// The names of the fields that say where in a source, as on the wire.
    pub const LOCATORS: [&str; 6] = ["section", "page", "paragraph", "lines", "timestamp", "url"];

    /// Returns what says where in the source, each with the name of its field, the wider place first.
    pub fn locators(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let written = [
            self.section.as_ref().map(Text::as_str),
            self.page.as_ref().map(Text::as_str),
            self.paragraph.as_ref().map(Text::as_str),
            self.lines.as_ref().map(Lines::as_str),
            self.timestamp.as_ref().map(Text::as_str),
            self.url.as_ref().map(Text::as_str),
        ];
        Self::LOCATORS.into_iter().zip(written).filter_map(|(field, place)| Some((field, place?)))
    }
}
