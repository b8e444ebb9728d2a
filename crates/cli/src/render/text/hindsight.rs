//! `hindsight`: what had happened unseen, what became of what was expected, what stands as it did.

use super::changes::{self, because, reasons, slot_name};
use super::dates;
use super::fields::Fields;
use super::head;
use super::numbers::counted;
use super::page::{Item, Page};
use super::state;
use super::view::{View, plain};

/// Returns how a moment looked then and looks now as text.
pub(crate) fn text(view: &View<'_>, width: usize) -> String {
    let mut page = Page::new(width);
    let document = view.document;
    head::process(&mut page, view);
    page.line(0, &format!("Then: {}.", head::sentence(document.row("from"))));
    page.line(0, &format!("Now: {}.", head::sentence(document.row("to"))));
    head::counted_events(&mut page, view);
    unseen(&mut page, view);
    outcomes(&mut page, view);
    unchanged(&mut page, view);
    state::possible(&mut page, view);
    page.into_text()
}

fn unseen(page: &mut Page, view: &View<'_>) {
    let changes = changes::read(view.document);
    page.heading("1. HAD HAPPENED, BUT WAS NOT YET PUBLIC BY THIS RECORD");
    if changes.is_empty() {
        page.line(2, "This record dates nothing of that moment as public only later.");
        return;
    }
    let others: Vec<String> = reasons(&changes)
        .into_iter()
        .filter(|(why, _)| *why != "learned")
        .map(|(why, count)| format!("{}: {}", because(why), counted(count as u64, "time")))
        .collect();
    if !others.is_empty() {
        page.line(2, &format!("Among it what was put right since ({}).", others.join("; ")));
    }
    changes::write(page, view, &changes);
}

fn outcomes(page: &mut Page, view: &View<'_>) {
    page.heading("2. WHAT BECAME OF WHAT WAS EXPECTED");
    let outcomes = view.document.rows("outcomes");
    if outcomes.is_empty() {
        page.line(
            2,
            "Nothing was open then: no gathering planned, nobody announced, no promise or proposal open.",
        );
    }
    for outcome in outcomes {
        page.item(2, "", &item(view, outcome));
    }
}

fn item<'a>(view: &View<'a>, outcome: Fields<'a>) -> Item {
    let path = outcome.text("path").unwrap_or_default();
    let name = slot_name(view, path, outcome.text("title"));
    let expected = expected(view, outcome.text("expected").unwrap_or("not stated"));
    let became = became(outcome.text("became").unwrap_or("not stated"));
    let text = if expected == became {
        format!("{name}: {expected}, and still so at the end of the record")
    } else {
        format!("{name}: {expected} -> {became}")
    };
    let mut item = Item::new(text).on(outcome.texts("events"));
    for (field, label) in [("added", "came without being announced"), ("missing", "announced and not there")]
    {
        let people = outcome.texts(field);
        if !people.is_empty() {
            item.note(format!("{label}: {}", view.names(&people)));
        }
    }
    item
}

/// Returns what was expected with its date and claimants in words.
fn expected<'a>(view: &View<'a>, expected: &'a str) -> String {
    if let Some(by) = expected.strip_prefix("expected by ") {
        return format!("expected by {}", view.claimants(&by.split(", ").collect::<Vec<_>>()));
    }
    match expected.split_once(" for ") {
        Some((status @ ("proposed" | "scheduled"), date)) => {
            format!("{status} for {}", dates::when(date, view.zone))
        }
        _ => plain(expected),
    }
}

fn became(became: &str) -> String {
    match became.strip_prefix("not-held") {
        Some(rest) => format!("not held{}", rest.replace('`', "")),
        None => plain(became),
    }
}

fn unchanged(page: &mut Page, view: &View<'_>) {
    let Some(unchanged) = view.document.number("unchanged") else { return };
    page.heading("3. LOOKED THEN AS IT LOOKS NOW");
    let parts = counted(unchanged, "entry");
    page.line(2, &format!("{parts} of the state of that moment: `asof known` shows them."));
}
