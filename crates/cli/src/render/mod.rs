//! Renderings of an answer. Each shows the same document; none asks the log or computes a state.

mod csv;
mod problems;
mod rows;
mod text;

use asof_projector::Collection;
use asof_query::Answer;

use crate::args::Format;

pub(crate) use csv::{Dialect, csv};
pub(crate) use problems::{checked, github, problems};
pub(crate) use rows::{Shape, jsonl};
pub(crate) use text::{markdown, oneline, text};

/// Returns the collections of which a rendering of a whole state only counts the rows.
pub(crate) fn counted(format: Format) -> &'static [Collection] {
    match format {
        Format::Text | Format::Md => &text::COUNTED,
        Format::Json | Format::Jsonl | Format::Csv | Format::Github => &[],
    }
}

/// Returns an answer as one JSON document.
pub(crate) fn json(answer: &Answer) -> String {
    let document = serde_json::to_string_pretty(&answer.document)
        .unwrap_or_else(|error| unreachable!("a document is JSON: {error}"));
    format!("{document}\n")
}

/// Says which process answers, and why it.
pub(crate) fn choice(answer: &Answer) -> String {
    let document = &answer.document;
    let why = match document["chosen"].as_str() {
        Some("named") => "it was named",
        Some("only") => "the log has no other",
        Some("begun-last") => "of its chain, it had begun last by then",
        Some("oldest") => "nothing of its chain had begun by then, and it is the oldest",
        Some("newest") => "it is the newest of its chain",
        Some(_) | None => return "no process is asked".to_owned(),
    };
    format!("{} answers: {why}", document["process"].as_str().unwrap_or_default())
}
