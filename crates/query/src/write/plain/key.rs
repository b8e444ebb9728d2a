//! Keys for entries that have none.

use asof_core::Key;
use serde_json::Value;

use super::entry::Entry;
use super::header::Header;
use super::node::{Node, Spanned};
use super::read_block;
use super::write::PlainWriter;

/// Proposes `CLAIMANT-PHASE-WORD-DAY`: it follows from the entry alone, so that the same entry gets the same key again. It is
/// never numbered, for a number would depend on what stands above.
pub(super) fn proposed(entry: &Entry<'_>) -> Option<Key> {
    let occurred = entry.text("occurred")?;
    let claimants = entry.beside.iter().find(|field| field.name == "attributed_to");
    let claimant = claimants.and_then(|field| first_text(&field.value));
    let claimant = claimant.filter(|claimant| !["source", "unstated"].contains(&claimant.as_str()));
    let phase = entry.head.kind.rsplit('/').next().map(str::to_owned);
    let word = entry.head.shape.tokens().find_map(|name| entry.text(name));
    let word = word.filter(|word| word.parse::<Key>().is_ok());
    let parts = [claimant, phase, word, day(&occurred)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("-").parse().ok()
}

/// Returns the key that is proposed for an entry without one, which is written as JSON.
pub(crate) fn proposed_key(draft: &Value) -> Option<String> {
    let text = PlainWriter::default().sketch(draft);
    let mut header = Header::default();
    let mut entries = text.split("\n\n").filter_map(|block| read_block(block, &mut header, || None).ok()?);
    let entry: Value = serde_json::from_str(&entries.next()?.json).ok()?;
    entry["key"].as_str().map(str::to_owned)
}

fn first_text(value: &Spanned) -> Option<String> {
    match &value.node {
        Node::List(items) => items.first()?.as_text(),
        Node::Json(list) => list[0].as_str().map(str::to_owned),
        _ => value.as_text(),
    }
}

/// Returns the first day, month or year that a date names.
fn day(date: &str) -> Option<String> {
    let begun = date.trim_start_matches(['[', '.']);
    let end = begun.find(|next: char| !next.is_ascii_digit() && next != '-').unwrap_or(begun.len());
    let day = begun[..end].trim_end_matches('-');
    (!day.is_empty()).then(|| day.to_owned())
}
