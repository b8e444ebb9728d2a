//! `copy`: what was written, and the log roots of both places.

use super::numbers::counted;
use super::page::Page;
use super::view::View;

/// Returns what a copy did.
pub(crate) fn page(view: &View<'_>, width: usize) -> Page {
    let document = view.document;
    let place = |field: &str| document.text(field).unwrap_or_default();
    let number = |field: &str| document.number(field).unwrap_or_default();
    let (from, to) = (place("from"), place("to"));
    let written = match (number("events"), number("written")) {
        (0, _) => format!("{from} is empty: there was nothing to copy to {to}."),
        (_, 0) => format!("{to} holds all of {from} already: nothing was written."),
        (all, written) if all == written => {
            format!("Copied {} of {from} to {to}, line by line.", counted(all, "event"))
        }
        (all, written) => format!(
            "Copied {} of {from} to {to}, line by line; the {} before them stood there already.",
            counted(written, "event"),
            all - written
        ),
    };
    let mut page = Page::new(width);
    page.line(0, &written);
    page.line(0, "The log roots, read from both again, are the same:");
    for (root, place) in [("from", from), ("to", to)] {
        let root = document.row("log_root").text(root).unwrap_or("none (no events)");
        page.line(2, &format!("{root} {place}"));
    }
    page
}
