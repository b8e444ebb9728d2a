//! `show`: one event, its sources, its clocks, what acts upon it, and what it moves.

use chrono::FixedOffset;
use serde_json::{Map, Value};

use super::changes;
use super::dates;
use super::fields::Fields;
use super::head;
use super::log::{cited, kind, phase, recorded, standing};
use super::numbers::quantity;
use super::page::{Column, Item, Page, Share, Table, code, listed};
use super::state::grouped;
use super::values::{element, is_derived, is_said, label, words};
use super::view::{DISPUTED, Detail, View, capitalised, dispute_in_words, joined, plain, without_repetition};

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

/// The width of the column of labels.
const LABELS: usize = 16;

/// Returns an event.
pub(crate) fn page(view: &View<'_>, width: usize) -> Page {
    let view = view.with(Detail::Full).in_zone(view.zone.or_else(|| zone(view.document)));
    let event = view.document.row("event");
    let mut page = Page::new(width);
    head::answered(&mut page, &view);
    let key = event.text("key").unwrap_or_default();
    let standing = standing(event).map_or(String::new(), |standing| format!("; {standing}"));
    page.section(key, &format!("{}{standing}", plain(&kind(event)).to_lowercase()));
    if let Some(summary) = event.text("summary") {
        page.line(0, summary);
    }
    page.blank();
    page.table(2, facts(&view, event));
    acted_upon(&mut page, &view);
    referred_to(&mut page, &view);
    disputed(&mut page, &view);
    moved(&mut page, &view);
    page
}

/// Returns all that an entry says, a label and what stands behind it: whose word it is, its clocks, its fields, its
/// sources.
fn facts<'a>(view: &View<'a>, event: Fields<'a>) -> Table {
    let mut table = Table::new([Column::new("", Share::Fixed(LABELS)), Column::new("", Share::Rest)]);
    let mut fact = |label: &str, said: Vec<String>| table.row(vec![vec![label.to_owned()], said]);
    let claimants = event.texts("attributed_to");
    if !claimants.is_empty() {
        fact("Told by", vec![view.claimants(&claimants)]);
    }
    let dated = |clock: &str| {
        let date = dates::date(event, clock)?;
        let by = event.texts(&format!("{clock}_narrowed_by"));
        let by = if by.is_empty() { String::new() } else { format!(" (narrowed by {})", listed(&by)) };
        Some(format!("{date}{by}"))
    };
    let clocks = [("Happened", dated("occurred")), ("Could be known", dated("known"))];
    clocks
        .into_iter()
        .filter_map(|(label, date)| Some((label, date?)))
        .for_each(|(label, date)| fact(label, vec![date]));
    for (field, value) in event.entries().filter(|(field, _)| !TOLD.contains(field) && !is_derived(field)) {
        said(view, field, value).into_iter().for_each(|said| fact(&capitalised(&label(field)), said));
    }
    let asserted = event.row("what").entries().next().filter(|(kind, _)| *kind == "assertion");
    if let Some((_, assertion)) = asserted {
        asserted_facts(view, Fields::new(assertion))
            .into_iter()
            .for_each(|(label, said)| fact(label, vec![said]));
    } else if let Some((kind, entry)) = event.row("what").entries().next() {
        let entry = phase(entry).map_or(entry, |(_, fields)| fields);
        for (field, value) in Fields::new(entry).entries().filter(|(field, _)| !is_derived(field)) {
            if (kind, field) == ("correction", "with") {
                fact("With", put_in_place(view, Fields::new(value)));
                continue;
            }
            // What a membership is of has a name; what a correction is of is named by its key.
            let said = match (kind, field, value.as_str()) {
                ("membership", "of", Some(of)) => Some(vec![view.name(of).to_owned()]),
                _ => said(view, field, value),
            };
            said.into_iter().for_each(|said| fact(&capitalised(&label_in(kind, field)), said));
        }
    }
    let sources: Vec<String> =
        view.document.rows("sources").into_iter().map(|citation| cited(view, citation)).collect();
    if !sources.is_empty() {
        fact("Source", sources);
    }
    let at = event.text("recorded").and_then(recorded).unwrap_or_else(|| "not stated".to_owned());
    fact("Recorded", vec![format!("{at}, as event {}", event.number("seq").unwrap_or_default())]);
    table
}

/// Returns what an assertion says of a state, and whether the state is so.
fn asserted_facts<'a>(view: &View<'a>, assertion: Fields<'a>) -> Vec<(&'static str, String)> {
    let end_of = |field: &str| assertion.text(field).map(|written| dates::when(written, view.zone));
    let mut facts = vec![("At the end of", end_of("at").unwrap_or_default())];
    facts.extend(end_of("known").map(|known| ("As known by", known)));
    facts.push(("Of", code(assertion.text("path").unwrap_or_default())));
    let equals = assertion.value("equals");
    facts.push((
        "Asserts",
        if equals.is_null() { "that nothing is stated".to_owned() } else { asserted(equals) },
    ));
    let judged = view.document.row("assertion");
    let rests_on = judged.texts("rests_on");
    let rests_on = if rests_on.is_empty() {
        String::new()
    } else {
        let keys: Vec<String> = rests_on.into_iter().map(code).collect();
        format!("; it rests on {}", keys.join(", "))
    };
    facts.push((
        "Holds",
        match judged.text("message") {
            None => format!("yes{rests_on}"),
            Some(message) => format!("no: {message}{rests_on}"),
        },
    ));
    facts
}

/// Returns whether a value is a whole quantity; what names some of its fields only is compared, and shown, by these.
fn is_quantity(fields: &Map<String, Value>) -> bool {
    ["low", "high", "bound", "unit", "per"].into_iter().all(|field| fields.contains_key(field))
}

/// Returns what is asserted, each field by its name in the JSON.
fn asserted(value: &Value) -> String {
    let within = |value: &Value| match value {
        Value::Object(fields) if !is_quantity(fields) => format!("({})", asserted(value)),
        plain => asserted(plain),
    };
    match value {
        Value::Null => "not stated".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(within).collect::<Vec<_>>().join(", "),
        Value::Object(fields) if fields.is_empty() => "that it is there".to_owned(),
        Value::Object(fields) if is_quantity(fields) => quantity(Fields::new(value)),
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(field, _)| !is_derived(field));
            fields.map(|(field, value)| format!("{field}: {}", within(value))).collect::<Vec<_>>().join("; ")
        }
    }
}

/// Returns a value in words, an element of a list of rows a paragraph; `None` if it says nothing.
fn said<'a>(view: &View<'a>, field: &str, value: &'a Value) -> Option<Vec<String>> {
    let items = value.as_array().filter(|items| items.len() > 1 && items.iter().any(Value::is_object));
    match items {
        Some(items) => Some(items.iter().map(|item| element(view, field, item)).collect()),
        None => is_said(value).then(|| vec![words(view, field, value)]),
    }
}

/// Returns the offset of the process, as the dates of the slots that the event moves tell it.
fn zone(document: Fields<'_>) -> Option<FixedOffset> {
    let slots = ["before", "after"].into_iter().flat_map(|side| document.rows(side));
    std::iter::once(document.row("event")).chain(slots.map(|slot| slot.row("slot"))).find_map(dates::offset)
}

/// Returns what a correction puts in the place of its target, each field in a paragraph of its own.
fn put_in_place<'a>(view: &View<'a>, with: Fields<'a>) -> Vec<String> {
    let mut told = vec![kind(with)];
    let fields = with.entries().filter(|(field, _)| *field != "what");
    let entry =
        with.row("what").entries().next().map(|(_, entry)| phase(entry).map_or(entry, |(_, inner)| inner));
    let of_kind = entry.into_iter().flat_map(|entry| Fields::new(entry).entries());
    for (field, value) in fields.chain(of_kind).filter(|(field, _)| !is_derived(field)) {
        let said = said(view, field, value).into_iter().flatten();
        told.extend(said.map(|said| format!("{}: {said}", label(field))));
    }
    told
}

/// Returns the name of a field in an entry of a kind: what a correction or retraction is of, it mends or withdraws.
fn label_in(kind: &str, field: &str) -> String {
    match (kind, field) {
        ("correction", "of") => "mends".to_owned(),
        ("retraction", "of") => "withdraws".to_owned(),
        ("confirmation", "of") => "confirms".to_owned(),
        ("denial", "of") => "denies".to_owned(),
        _ => label(field),
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
        let by = if by.is_empty() { String::new() } else { format!(" by {}", view.claimants_of(row)) };
        let known = dates::date(row, "known").map_or(String::new(), |known| format!(", {known}"));
        let summary = row.text("summary").map_or(String::new(), |summary| format!(": {summary}"));
        page.item(2, "", &Item::new(format!("{kind}{by}{known}{summary}")).on(row.text("event")));
    }
}

/// Says where accounts differ of what it moves, beyond what is said to act upon it.
fn disputed(page: &mut Page, view: &View<'_>) {
    let acting = view.document.rows("acted_upon_by");
    let is_told = |dispute: &Fields<'_>| {
        acting.iter().any(|acting| acting.text("event") == dispute.text("discrepancy"))
    };
    let disputes: Vec<Fields<'_>> =
        view.document.rows("disputes").into_iter().filter(|dispute| !is_told(dispute)).collect();
    if disputes.is_empty() {
        return;
    }
    page.heading("Where accounts differ of what it moves");
    for dispute in disputes {
        page.item(2, "", &Item::new(dispute_in_words(dispute).replacen(DISPUTED, "", 1)));
    }
}

/// How many events that name it in one way are told in words; more are named by their keys.
const IN_WORDS: usize = 4;

/// Says which events name it: a few in words, many that do so in the same way in one line.
fn referred_to<'a>(page: &mut Page, view: &View<'a>) {
    let rows = view.document.rows("referred_to_by");
    if rows.is_empty() {
        return;
    }
    page.heading("What refers to it");
    let here = view.document.text("process");
    let key = |row: &Fields<'a>| match (row.text("process"), row.text("event")) {
        (Some(process), Some(key)) if Some(process) != here => format!("{process}/{key}"),
        (_, key) => key.unwrap_or_default().to_owned(),
    };
    for (field, rows) in grouped(&rows, "field") {
        let way = referring(field);
        if rows.len() > IN_WORDS {
            let keys: Vec<String> = rows.iter().map(|row| code(&key(row))).collect();
            page.item(2, "", &Item::new(format!("{way}: {}", keys.join(", "))));
            continue;
        }
        for row in rows {
            let summary = row.text("summary").unwrap_or("an entry without a sentence of its own");
            page.item(2, "", &Item::new(format!("{way}: {summary}")).on([key(&row)]));
        }
    }
}

/// Returns how an event refers to another by a field.
fn referring(field: &str) -> String {
    match field {
        "about" => "about it".to_owned(),
        "after" => "after it, by the source".to_owned(),
        "in_response_to" => "in response to it".to_owned(),
        "said_in" => "said in it".to_owned(),
        "delivers" => "carries it out".to_owned(),
        "proposal" => "answers it, or is of its text".to_owned(),
        "agreement" => "under it, or a later stage of it".to_owned(),
        "commitment" | "ceasefire" => "a later word on it".to_owned(),
        "replaces" => "replaces it".to_owned(),
        field => format!("names it as {}", plain(field)),
    }
}

fn moved<'a>(page: &mut Page, view: &View<'a>) {
    let (before, after) = (view.document.rows("before"), view.document.rows("after"));
    let changes = changes::between(&before, &after);
    if changes.is_empty() {
        page.heading("What it moves");
        let paths: Vec<&str> = after.iter().filter_map(|row| row.text("path")).collect();
        let slots = after.iter().map(|row| row.row("slot"));
        let undecided: Vec<&str> = slots.flat_map(|slot| slot.texts("order_undecided")).collect();
        let nothing = if paths.is_empty() {
            "Nothing in the state.".to_owned()
        } else if !undecided.is_empty() {
            let undecided = listed(&without_repetition(&undecided));
            format!(
                "Nothing for certain of {}: which of {undecided} came last is not recorded.",
                joined(&paths)
            )
        } else {
            format!("Nothing but how it came about: others of the same date decide {}.", joined(&paths))
        };
        page.line(2, &nothing);
        return;
    }
    page.section("What it moves", "the state without it and with it, at the moment from which it counts");
    changes::write(page, view, &changes);
}
