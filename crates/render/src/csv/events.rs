//! The events of a log as rows: the columns of their envelope.

use serde_json::{Map, Value, json};

use asof_query::place_in_words;
use asof_query::rows::{CitationRow, EventRow};

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

/// Returns what stands in each column of an event, of which this is the row.
pub(super) fn cells(event: &EventRow, mut row: Map<String, Value>) -> Map<String, Value> {
    row.insert("phase".to_owned(), json!(event.phase()));
    let sources: Vec<String> = event.sources.iter().map(cited).collect();
    row.insert("sources".to_owned(), json!(sources.join("; ")));
    row
}

fn cited(citation: &CitationRow) -> String {
    let (source, place) = (&citation.source, &citation.place);
    let lines = place.lines.as_ref().map_or_else(|| source.to_string(), |lines| format!("{source}:{lines}"));
    let others = place.stated().filter(|(field, _)| !["section", "lines"].contains(field));
    let others = others.map(|(field, place)| place_in_words(field, place));
    std::iter::once(lines).chain(others).collect::<Vec<_>>().join(", ")
}
