//! Renderings of an answer. Each shows the same document; none asks the log or computes a state.

mod text;

use asof_query::Answer;

pub(crate) use text::{oneline, text};

/// Returns an answer as one JSON document.
pub(crate) fn json(answer: &Answer) -> String {
    let document = serde_json::to_string_pretty(&answer.document)
        .unwrap_or_else(|error| unreachable!("a document is JSON: {error}"));
    format!("{document}\n")
}
