//! `disputes`: where accounts differ, what each says and by whom, and which the record follows.

use asof_projector::Collection;
use asof_query::lines_in_words;
use asof_query::rows::{AccountRow, DisputeRow, Disputes};

use super::head::{self, Head};
use super::numbers::counted;
use super::page::{Item, Page, code, listed};
use super::state::subjects;
use super::view::View;
use super::word::Word;

/// Returns each dispute with what its accounts say.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a Disputes, width: usize) -> Page {
    let mut page = Page::new(width);
    head::answered(&mut page, view, &Head::of(&answer.envelope));
    let rows = &answer.disputes;
    if rows.is_empty() {
        page.line(0, "At this point the record shows no accounts that differ.");
    } else {
        page.section(subjects::of(Collection::Discrepancies).heading, &rows.len().to_string());
        rows.iter().for_each(|row| page.item(2, "", &item(view, row)));
    }
    if answer.left_out > 0 {
        let number = counted(answer.left_out, "more dispute");
        page.blank();
        let because = "where fewer than two accounts are known to have been public by then";
        page.aside(0, &format!("{number} left out, {because}."));
    }
    page
}

/// Returns one dispute: what differs, each account in a line, and the one that the record follows.
fn item<'a>(view: &View<'a>, row: &'a DisputeRow) -> Item {
    let about: Vec<String> = row.about.iter().map(ToString::to_string).collect();
    let text = match &row.summary {
        Some(summary) => summary.to_string(),
        None => format!("Accounts of {} differ", listed(&about)),
    };
    let key = match view.other_process(Some(&row.process)) {
        Some(process) => format!("{process}/{}", row.discrepancy),
        None => row.discrepancy.to_string(),
    };
    let mut item = Item::new(text).on([key]);
    row.readings.iter().for_each(|account| item.note(said(view, account)));
    if row.left_out > 0 {
        item.note(format!("{} not known to have been public by then", counted(row.left_out, "more account")));
    }
    if let Some(followed) = &row.followed {
        item.fact("followed", followed.as_str());
    }
    item
}

/// Returns who says what, by which event or in which lines.
fn said<'a>(view: &View<'a>, account: &'a AccountRow) -> String {
    let event = account.event.as_ref().map(|event| match view.other_process(account.process.as_ref()) {
        Some(process) => code(&format!("{process}/{event}")),
        None => code(event.as_str()),
    });
    let lines = account.lines.as_ref().map(|lines| lines_in_words(lines.as_str()));
    let place: Vec<String> = event.into_iter().chain(lines).collect();
    let place = if place.is_empty() { String::new() } else { format!(" [{}]", place.join(", ")) };
    format!("{}: {}{place}", who(view, account), account.says)
}

/// Returns whose word an account is; of several sources which one.
pub(super) fn who<'a>(view: &View<'a>, account: &'a AccountRow) -> String {
    match (&account.event, &account.source) {
        (Some(event), _) if !account.attributed_to.is_empty() => {
            let events = std::slice::from_ref(event);
            view.claimants_of(Word {
                process: account.process.as_ref(),
                ..Word::new(events, &account.attributed_to)
            })
        }
        (_, Some(source)) if view.has_several_sources() => format!("\u{201c}{}\u{201d}", view.name(source)),
        _ => "the source".to_owned(),
    }
}
