//! `show`: one event, its sources, its clocks, what acts upon it, and what it moves.

use chrono::FixedOffset;
use serde_json::Value;

use super::changes;
use super::dates;
use super::fields::Fields;
use super::head;
use super::listing::{cited, kind, phase, recorded, standing};
use super::page::{Item, Page};
use super::values::{element, is_derived, is_said, label, words};
use super::view::{Detail, View};

/// Fields of an entry that stand in lines of their own.
const TOLD: [&str; 15] = [
    "seq",
    "recorded",
    "commit",
    "hash",
    "id",
    "process",
    "key",
    "occurred",
    "known",
    "attributed_to",
    "sources",
    "summary",
    "what",
    "kind",
    "standing",
];

/// Returns an event as text.
pub(crate) fn text(view: &View<'_>, width: usize) -> String {
    let mut view = view.with(Detail::Full);
    view.zone = view.zone.or_else(|| zone(view.document));
    let event = view.document.row("event");
    let mut page = Page::new(width);
    head::answered(&mut page, &view);
    let key = event.text("key").unwrap_or_default();
    let standing = standing(event).map_or(String::new(), |standing| format!(" ({standing})"));
    page.heading(&format!("{key}: {}{standing}", kind(event)));
    if let Some(summary) = event.text("summary") {
        page.line(2, summary);
    }
    said(&mut page, &view, event);
    clocks(&mut page, &view, event);
    page.heading("Sources");
    for citation in view.document.rows("sources") {
        page.line(2, &cited(&view, citation));
    }
    acted_upon(&mut page, &view);
    moved(&mut page, &view);
    page.into_text()
}

/// Returns the offset of the process, as the dates of the slots that the event moves tell it.
fn zone(document: Fields<'_>) -> Option<FixedOffset> {
    let slots = ["before", "after"].into_iter().flat_map(|side| document.rows(side));
    let mut dates =
        slots.flat_map(|slot| slot.row("slot").entries()).filter(|(field, _)| field.ends_with("_from"));
    dates.find_map(|(_, from)| dates::instant(from.as_str()?)).map(|instant| *instant.offset())
}

fn clocks<'a>(page: &mut Page, view: &View<'a>, event: Fields<'a>) {
    page.heading("Clocks");
    let dated = |clock: &str| event.text(clock).map(|written| dates::when(written, view.zone));
    if let Some(occurred) = dated("occurred") {
        page.line(2, &format!("happened: {occurred}"));
    }
    if let Some(known) = dated("known") {
        page.line(2, &format!("could be known: {known}"));
    }
    let at = event.text("recorded").and_then(recorded).unwrap_or_else(|| "not stated".to_owned());
    page.line(2, &format!("recorded: {at}, as event {}", event.number("seq").unwrap_or_default()));
}

/// Writes whose word it is and what the entry says, field by field.
fn said<'a>(page: &mut Page, view: &View<'a>, event: Fields<'a>) {
    page.heading("What it says");
    let claimants = event.texts("attributed_to");
    if !claimants.is_empty() {
        page.line(2, &format!("as told by: {}", view.claimants(&claimants)));
    }
    for (field, value) in event.entries().filter(|(field, _)| !TOLD.contains(field) && !is_derived(field)) {
        line(page, 2, view, field, &label(field), value);
    }
    kind_said(page, 2, view, event);
}

/// Writes what stands in the fields of the kind of an entry, or of what a correction puts in its place.
fn kind_said<'a>(page: &mut Page, indent: usize, view: &View<'a>, entry: Fields<'a>) {
    let Some((kind, said)) = entry.row("what").entries().next() else { return };
    let said = phase(said).map_or(said, |(_, fields)| fields);
    for (field, value) in Fields::new(said).entries().filter(|(field, _)| !is_derived(field)) {
        match (kind, field) {
            ("correction", "with") => put_in_place(page, indent, view, Fields::new(value)),
            _ => line(page, indent, view, field, &label_in(kind, field), value),
        }
    }
}

/// Writes what a correction puts in the place of its target, each field on a line of its own.
fn put_in_place<'a>(page: &mut Page, indent: usize, view: &View<'a>, with: Fields<'a>) {
    page.line(indent, &format!("with: {}", kind(with)));
    for (field, value) in with.entries().filter(|(field, _)| *field != "what" && !is_derived(field)) {
        line(page, indent + 2, view, field, &label(field), value);
    }
    kind_said(page, indent + 2, view, with);
}

/// Returns the name of a field in an entry of a kind: what a correction or retraction is of, it mends or withdraws.
fn label_in(kind: &str, field: &str) -> String {
    match (kind, field) {
        ("correction", "of") => "mends".to_owned(),
        ("retraction", "of") => "withdraws".to_owned(),
        _ => label(field),
    }
}

fn line<'a>(page: &mut Page, indent: usize, view: &View<'a>, field: &str, label: &str, value: &'a Value) {
    let items = value.as_array().filter(|items| items.len() > 1 && items.iter().any(Value::is_object));
    if let Some(items) = items {
        page.line(indent, &format!("{label}:"));
        items.iter().for_each(|item| page.line(indent + 2, &element(view, field, item)));
    } else if is_said(value) {
        page.line(indent, &format!("{label}: {}", words(view, field, value)));
    }
}

fn acted_upon<'a>(page: &mut Page, view: &View<'a>) {
    let rows = view.document.rows("acted_upon_by");
    if rows.is_empty() {
        return;
    }
    page.heading("What acts upon it");
    for row in rows {
        let kind = row.text("kind").unwrap_or("entry");
        let by = row.texts("attributed_to");
        let by = if by.is_empty() { String::new() } else { format!(" by {}", view.claimants(&by)) };
        let known =
            row.text("known").map_or(String::new(), |known| format!(", {}", dates::when(known, view.zone)));
        let summary = row.text("summary").map_or(String::new(), |summary| format!(": {summary}"));
        page.item(2, "", &Item::new(format!("{kind}{by}{known}{summary}")).on(row.text("event")));
    }
}

fn moved<'a>(page: &mut Page, view: &View<'a>) {
    let (before, after) = (view.document.rows("before"), view.document.rows("after"));
    let changes = changes::between(&before, &after);
    page.heading("THE STATE JUST BEFORE IT AND JUST AFTER");
    if changes.is_empty() {
        page.line(2, "It moves nothing in the state.");
        return;
    }
    page.line(2, "(other events of the same dates count too)");
    changes::write(page, view, &changes);
}
