//! `diff`: what changed between two moments; `append`: what the log took in and what that changed.

use super::changes::{self, because, count, reasons};
use super::fields::Fields;
use super::head;
use super::numbers::counted;
use super::page::Page;
use super::view::{View, plain};

/// Returns a difference of two states as text.
pub(crate) fn text(view: &View<'_>, width: usize) -> String {
    let mut page = Page::new(width);
    page.line(0, &format!("From: {}.", head::sentence(view.document.row("from"))));
    // The count of a difference is that at its second cut.
    page.line(0, &format!("To: {}.", head::counting(view, "to")));
    head::process(&mut page, view);
    let changes = changes::read(view.document);
    if changes.is_empty() {
        page.line(0, "Nothing that this record holds differs between the two.");
        return page.into_text();
    }
    let whys: Vec<String> =
        reasons(&changes).iter().map(|(why, count)| format!("{} ({count})", because(why))).collect();
    page.line(0, &format!("{}. Why: {}.", count(&changes), whys.join(", ")));
    page.line(0, "+ is new, ~ is changed, - is gone; where nobody is named, the source itself tells it.");
    changes::write(&mut page, view, &changes);
    page.into_text()
}

/// Returns the effect of an append as text.
pub(crate) fn appended(view: &View<'_>, width: usize) -> String {
    let mut page = Page::new(width);
    head::process(&mut page, view);
    let is_dry_run = view.document.flag("dry_run");
    let appended = if is_dry_run { "A dry run; would be appended" } else { "Appended" };
    entries(&mut page, appended, &view.document.rows("appended"));
    entries(&mut page, "Already in the log, unchanged", &view.document.rows("unchanged"));
    let ends = if is_dry_run { "The log would end" } else { "The log ends" };
    page.line(0, &format!("{ends} at event {}.", view.document.number("head").unwrap_or_default()));
    let changes = changes::read(view.document);
    page.blank();
    if changes.is_empty() {
        page.line(0, "The state does not change.");
        return page.into_text();
    }
    page.line(0, &format!("What changes in the state, {}:", count(&changes)));
    changes::write(&mut page, view, &changes);
    page.into_text()
}

fn entries(page: &mut Page, what: &str, rows: &[Fields<'_>]) {
    if rows.is_empty() {
        return;
    }
    page.line(0, &format!("{what}: {}.", counted(rows.len() as u64, "entry")));
    for row in rows {
        let kind = row.text("kind").map_or_else(String::new, plain);
        let key = row.text("key").unwrap_or_default();
        page.line(2, &format!("event {}: {key} ({kind})", row.number("seq").unwrap_or_default()));
    }
}
