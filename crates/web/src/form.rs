//! The forms in which an answer is sent.

use asof_query::{Answer, one_of};
use asof_render::{Dialect, csv, has_rows, json, markdown, text};

use crate::refusal::Refusal;

pub(crate) const SVG: &str = "image/svg+xml";

/// A form of an answer besides the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Csv,
    Markdown,
    Text,
    Svg,
}

/// How wide text is that no terminal bounds, and how many lines an overview has.
const SHEET: (usize, usize) = (100, 60);

impl Form {
    /// Those of an answer; a picture has one of its own.
    pub(crate) const OF_ANSWERS: [Self; 4] = [Self::Json, Self::Csv, Self::Markdown, Self::Text];

    const ALL: [Self; 5] = [Self::Json, Self::Csv, Self::Markdown, Self::Text, Self::Svg];

    /// Returns the form of a name.
    ///
    /// # Errors
    ///
    /// There is none of that name.
    pub(crate) fn named(name: &str) -> Result<Self, Refusal> {
        one_of("format", name, Self::ALL.map(Self::name))?;
        Self::ALL.into_iter().find(|form| form.name() == name).ok_or_else(|| Refusal::no_such("format", name))
    }

    /// Returns the name by which the command line and a URL ask for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Markdown => "md",
            Self::Text => "text",
            Self::Svg => "svg",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Csv => "CSV",
            Self::Markdown => "Markdown",
            Self::Text => "text",
            Self::Svg => "SVG",
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
            Self::Svg => SVG,
        }
    }

    /// Returns whether an answer has this form: only rows of one shape are CSV.
    pub(crate) fn fits(self, answer: &Answer) -> bool {
        self != Self::Csv || has_rows(answer)
    }

    /// Writes an answer. What people read shows each character that no reader sees as its number; a program gets the
    /// texts as they are.
    pub(crate) fn write(self, answer: Answer) -> Result<String, Refusal> {
        let (width, lines) = SHEET;
        Ok(match self {
            Self::Json => json(&answer),
            Self::Csv => csv(&answer, Dialect::Plain).map_err(Refusal::unfit)?,
            Self::Markdown => markdown(&answer.visible()),
            Self::Svg => return Err(Refusal::unfit("only a picture is SVG".to_owned())),
            Self::Text => plain(&text(&answer.visible(), width, lines)),
        })
    }
}

/// Returns a text without its colours.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
