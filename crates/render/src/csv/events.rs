//! The events of a log as rows: the columns of their envelope.

use serde_json::{Map, Value, json};

use crate::text::{Fields, located, phase};

/// The columns: fields of the document, but for `phase` and `sources`.
pub(super) const COLUMNS: [&str; 23] = [
    "seq",
    "key",
    "process",
    "kind",
    "phase",
    "occurred",
    "occurred_from",
    "occurred_until",
    "occurred_inferred",
    "known",
    "known_from",
    "known_until",
    "known_inferred",
    "recorded",
    "attributed_to",
    "via",
    "at",
    "issues",
    "summary",
    "sources",
    "standing",
    "what",
    "external_ids",
];

/// Returns what stands in each column of an event.
pub(super) fn cells(event: &Value) -> Map<String, Value> {
    let mut cells = event.as_object().cloned().unwrap_or_default();
    cells.insert("phase".to_owned(), json!(phase_of(&event["what"])));
    cells.insert("sources".to_owned(), json!(sources(&event["sources"])));
    cells
}

fn phase_of(what: &Value) -> Option<&str> {
    let (_, said) = what.as_object()?.iter().next()?;
    phase(said).map(|(phase, _)| phase)
}

fn sources(citations: &Value) -> String {
    let cited = |citation: &Value| {
        let place = |field: &str| citation[field].as_str();
        let source = place("source").unwrap_or_default();
        let lines = place("lines").map_or_else(|| source.to_owned(), |lines| format!("{source}:{lines}"));
        let others = located(Fields::new(citation), &["page", "paragraph", "timestamp", "url"]);
        std::iter::once(lines).chain(others).collect::<Vec<_>>().join(", ")
    };
    citations.as_array().into_iter().flatten().map(cited).collect::<Vec<_>>().join("; ")
}
