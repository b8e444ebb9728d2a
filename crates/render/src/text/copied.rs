//! `copy`: what was written, and the log roots of both places.

use asof_query::rows::CopyAnswer;

use super::numbers::counted;
use super::page::Page;
use super::view::View;

/// Returns what a copy did.
pub(crate) fn page(_: &View<'_>, answer: &CopyAnswer, width: usize) -> Page {
    let (from, to) = (&answer.from, &answer.to);
    let written = match (answer.events, answer.written) {
        (0, _) => format!("{from} is empty: there was nothing to copy to {to}."),
        (_, 0) => format!("{to} holds all of {from} already: nothing was written."),
        (all, written) if all == written => {
            format!("Copied {} of {from} to {to}, line by line.", counted(all, "entry"))
        }
        (all, written) => format!(
            "Copied {} of {from} to {to}, line by line; the {} before them stood there already.",
            counted(written, "entry"),
            all - written
        ),
    };
    let mut page = Page::new(width);
    page.line(0, &written);
    page.line(0, "The log roots, read from both again, are the same:");
    for (root, place) in [(answer.log_root.from, from), (answer.log_root.to, to)] {
        let root = root.map_or("none (no events)".to_owned(), |root| root.to_string());
        page.line(2, &format!("{root} {place}"));
    }
    page
}
