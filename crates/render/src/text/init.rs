//! `init`: what was registered, and where.

use super::page::Page;
use super::view::{View, joined};

/// Returns the beginning of a log.
pub(crate) fn page(view: &View<'_>, width: usize) -> Page {
    let document = view.document;
    let said = |field: &str| document.text(field).unwrap_or_default();
    let party = |party: super::fields::Fields<'_>| {
        let of = |field: &str| party.text(field).unwrap_or_default().to_owned();
        format!("{} ({})", of("party_name"), of("party"))
    };
    let parties: Vec<String> = document.rows("parties").into_iter().map(party).collect();
    let mut page = Page::new(width);
    page.line(0, &format!("{} now holds the registration of a negotiation.", said("location")));
    page.line(0, &format!("{} ({})", said("process_name"), said("process")));
    page.line(2, &format!("between {}", joined(&parties)));
    page.line(2, &format!("whose days begin and end in {}", said("zone")));
    page
}
