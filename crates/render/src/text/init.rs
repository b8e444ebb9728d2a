//! `init`: what was registered, and where.

use asof_core::Key;
use asof_query::rows::InitAnswer;

use super::page::Page;
use super::view::{View, joined};

/// Returns the beginning of a log.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a InitAnswer, width: usize) -> Page {
    let parties = answer.parties.iter().map(|row| format!("{} ({})", view.name(&row.party), row.party));
    let parties: Vec<String> = parties.collect();
    let title = answer.envelope.process_name.as_deref().unwrap_or_default();
    let process = answer.envelope.process.as_ref().map_or("", Key::as_str);
    let mut page = Page::new(width);
    page.line(0, &format!("{} now holds the registration of a negotiation.", answer.location));
    page.line(0, &format!("{title} ({process})"));
    page.line(2, &format!("between {}", joined(&parties)));
    page.line(2, &format!("whose days begin and end in {}", answer.zone));
    page
}
