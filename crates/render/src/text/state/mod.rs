//! `state` and `known`: where things stood, in the reading order of an analyst.

mod brief;
mod events;
mod figures;
mod gatherings;
mod lateness;
mod offers;
mod overview;
mod people;
mod positions;
mod possible;
mod promises;
mod registry;
mod said;

use asof_projector::Collection;

use super::fields::Fields;
use super::head;
use super::page::{Item, Page, code};
use super::view::{DISPUTED, Detail, Knowledge, View, capitalised, plain};

#[cfg(test)]
pub(crate) use brief::item as in_brief;
pub(crate) use figures::{delivered, figure, new_deliveries, no_delivery, period};
pub(crate) use gatherings::planned;
pub(crate) use lateness::{days_after_event, late, over, without_a_word};
pub(crate) use offers::{allegation, answer};
pub(crate) use people::{is_only_present, present};
pub(crate) use possible::{asked, command, write as possible, write_in_short as possible_in_short};
pub(crate) use promises::{parties, phase, ratification};
pub(crate) use registry::spelling;
pub(crate) use said::reading;

/// The order of reading: what the talks are, what they brought, what each wants, what else is on record.
pub(crate) const READING: [Collection; 22] = [
    Collection::Status,
    Collection::Rounds,
    Collection::Meetings,
    Collection::Attendance,
    Collection::Delegations,
    Collection::Agreements,
    Collection::Commitments,
    Collection::Proposals,
    Collection::Positions,
    Collection::Ceasefires,
    Collection::Incidents,
    Collection::Exchanges,
    Collection::Resolutions,
    Collection::Claims,
    Collection::Statements,
    Collection::Offices,
    Collection::Memberships,
    Collection::Discrepancies,
    Collection::Anomalies,
    Collection::People,
    Collection::Bodies,
    Collection::Places,
];

/// What an overview counts where it does not tell it.
pub(crate) const COUNTS: [Collection; 16] = [
    Collection::Meetings,
    Collection::Attendance,
    Collection::Delegations,
    Collection::Agreements,
    Collection::Commitments,
    Collection::Proposals,
    Collection::Positions,
    Collection::Ceasefires,
    Collection::Exchanges,
    Collection::Claims,
    Collection::Incidents,
    Collection::Resolutions,
    Collection::Statements,
    Collection::Offices,
    Collection::Memberships,
    Collection::Discrepancies,
];

/// Returns a state: on one screen, or the parts that were asked for in full. Of a chain that is read whole, each process
/// has its own.
pub(crate) fn page(view: &View<'_>, width: usize) -> Page {
    let mut page = Page::new(width);
    head::answered(&mut page, view);
    let is_on_record = head::outside_the_record(&mut page, view);
    let links = view.document.rows("chain");
    let is_all = view.document.texts("only").is_empty();
    if is_all && links.is_empty() {
        overview::talks(&mut page, view);
    }
    if is_on_record && !is_all {
        page.aside(0, &format!("{}.", capitalised(&view.where_nobody_is_named())));
    }
    if links.is_empty() {
        let above = page.height();
        process(&mut page, view, above);
    }
    for link in links {
        let Some(key) = link.text("process") else { continue };
        page.section(link.text("process_name").unwrap_or(key), &code(key));
        let view = view.of_process(key);
        if is_all {
            overview::talks(&mut page, &view);
        }
        process(&mut page, &view, 0);
    }
    if is_all && !view.document.rows("chain").is_empty() {
        overview::legend(&mut page, view);
    }
    page.say_once(DISPUTED);
    page
}

/// Writes the state of a process, below so many lines of a screen.
fn process(page: &mut Page, view: &View<'_>, above: usize) {
    let only = view.document.texts("only");
    if only.is_empty() {
        return overview::write(page, view, above);
    }
    let view = &view.with(Detail::Full);
    for collection in READING.into_iter().filter(|collection| only.contains(&collection.name())) {
        section(page, view, collection);
    }
    possible(page, view);
}

/// Returns a row in words, as much of it as the view is to tell.
pub(crate) fn item<'a>(view: &View<'a>, collection: Collection, row: Fields<'a>) -> Item {
    match view.detail {
        Detail::Short => in_short(view, collection, row),
        Detail::Full => in_full(view, collection, row),
    }
}

/// Returns all that a row says.
fn in_full<'a>(view: &View<'a>, collection: Collection, row: Fields<'a>) -> Item {
    match collection {
        Collection::Status => gatherings::process(view, row),
        Collection::Rounds => gatherings::round(view, row),
        Collection::Meetings => gatherings::meeting(view, row),
        Collection::Attendance => people::attendance(view, row),
        Collection::Delegations => people::delegation(view, row),
        Collection::Offices => people::office(view, row),
        Collection::Memberships => events::membership(view, row),
        Collection::Positions => said::position(view, row),
        Collection::Proposals => offers::proposal(view, row),
        Collection::Agreements => promises::agreement(view, row),
        Collection::Commitments => promises::commitment(view, row),
        Collection::Exchanges => offers::tally(view, row),
        Collection::Ceasefires => offers::ceasefire(view, row),
        Collection::Incidents => events::incident(view, row),
        Collection::Resolutions => events::resolution(view, row),
        Collection::Statements => said::statement(view, row),
        Collection::Claims => said::claim(view, row),
        Collection::Discrepancies => said::discrepancy(view, row),
        Collection::People | Collection::Bodies | Collection::Places => registry::registered(view, row),
        Collection::Anomalies => registry::anomaly(view, row),
    }
}

/// Returns what an overview says of a row: no doubt is left out, and at least the deciding event is named.
fn in_short<'a>(view: &View<'a>, collection: Collection, row: Fields<'a>) -> Item {
    match collection {
        Collection::Meetings => gatherings::meeting_in_short(view, row),
        Collection::Attendance => people::attendance_in_short(view, row),
        Collection::Delegations => people::delegation_in_short(view, row),
        Collection::Offices => people::office_in_short(view, row),
        Collection::Memberships => events::membership_in_short(view, row),
        Collection::Positions => said::position_in_short(view, row),
        Collection::Proposals => offers::proposal_in_short(view, row),
        Collection::Agreements => promises::agreement_in_short(view, row),
        Collection::Commitments => promises::commitment_in_short(view, row),
        Collection::Exchanges => offers::tally_in_short(view, row),
        Collection::Ceasefires => offers::ceasefire_in_short(view, row),
        Collection::Incidents => events::incident_in_short(view, row),
        Collection::Resolutions => events::resolution_in_short(view, row),
        Collection::Statements => said::statement_in_short(view, row),
        Collection::Claims => said::claim_in_short(view, row),
        Collection::Discrepancies => said::discrepancy_in_short(view, row),
        Collection::Rounds => gatherings::round_in_short(view, row),
        Collection::Status
        | Collection::People
        | Collection::Bodies
        | Collection::Places
        | Collection::Anomalies => in_full(view, collection, row),
    }
}

/// Returns the heading of a collection.
pub(crate) fn title(collection: Collection) -> &'static str {
    match collection {
        Collection::Status => "The talks",
        Collection::Rounds => "Rounds",
        Collection::Meetings => "Meetings",
        Collection::Attendance => "Attendance",
        Collection::Delegations => "Delegations",
        Collection::Offices => "Offices",
        Collection::Memberships => "Memberships",
        Collection::Positions => "Positions",
        Collection::Proposals => "Proposals",
        Collection::Agreements => "Agreements",
        Collection::Commitments => "Commitments",
        Collection::Exchanges => "Exchanged",
        Collection::Ceasefires => "Ceasefires",
        Collection::Incidents => "Incidents",
        Collection::Resolutions => "Resolutions of others",
        Collection::Statements => "Statements",
        Collection::Claims => "Claims",
        Collection::Discrepancies => "Where accounts differ, flagged and not settled",
        Collection::People => "People",
        Collection::Bodies => "Bodies",
        Collection::Places => "Places",
        Collection::Anomalies => "What the record could not fit together",
    }
}

fn rows<'a>(view: &View<'a>, collection: Collection) -> Vec<Fields<'a>> {
    if collection == Collection::Status {
        let status = view.document.row(collection.name());
        return if status.is_there() && view.tells(status) { vec![status] } else { Vec::new() };
    }
    view.rows(collection.name())
}

fn section(page: &mut Page, view: &View<'_>, collection: Collection) {
    let all = rows(view, collection);
    if all.is_empty() {
        page.heading(title(collection));
        page.line(2, &nothing(view, collection));
        return;
    }
    page.section(title(collection), &all.len().to_string());
    rows_of(page, view, collection, &all);
}

/// Writes rows of a collection, as much of each as the view is to tell.
pub(crate) fn rows_of<'a>(page: &mut Page, view: &View<'a>, collection: Collection, rows: &[Fields<'a>]) {
    match collection {
        Collection::Attendance => attendance(page, view, rows),
        Collection::Positions => positions::write(page, view, rows),
        Collection::Commitments if view.detail == Detail::Full => commitments(page, view, rows),
        _ => rows.iter().for_each(|row| page.item(2, "", &item(view, collection, *row))),
    }
}

/// Returns why a part that was asked for is empty.
fn nothing(view: &View<'_>, collection: Collection) -> String {
    let what = collection.name();
    let selection = view.document.row("selection");
    let is_narrowed = ["issue", "party"].iter().any(|field| selection.text(field).is_some());
    match (selection.flag("pending"), is_narrowed) {
        (true, true) => return "None of those asked for is still open.".to_owned(),
        (true, false) => return "None is still open.".to_owned(),
        (false, true) => return "None of those asked for.".to_owned(),
        (false, false) => {}
    }
    match (view.knowledge, collection) {
        (Knowledge::ByThen, Collection::Exchanges) => {
            "This record has no figure dated as public by then.".to_owned()
        }
        (_, Collection::Anomalies) => "None: the record fits together.".to_owned(),
        (Knowledge::Stated, _) => {
            format!("This record has no {what} with a stated date of knowledge by then.")
        }
        (Knowledge::ByThen, _) => format!("This record has no {what} dated as public by then."),
        (Knowledge::Hindsight, _) => format!("This record has no {what} by then."),
    }
}

/// Writes the promises of which something is counted as a table, the others below it.
fn commitments<'a>(page: &mut Page, view: &View<'a>, rows: &[Fields<'a>]) {
    let mut others: Vec<&Fields<'a>> = Vec::new();
    if let Some(mut table) = promises::table(page.width()) {
        others.extend(rows.iter().filter(|row| !promises::add_row(&mut table, view, **row)));
        if !table.is_empty() {
            page.table(2, table);
        }
    } else {
        others.extend(rows);
    }
    others.into_iter().for_each(|row| page.item(2, "", &promises::commitment(view, *row)));
}

fn attendance<'a>(page: &mut Page, view: &View<'a>, rows: &[Fields<'a>]) {
    for (meeting, rows) in grouped(rows, "meeting") {
        page.line(2, &named_meeting(view, meeting));
        let (present_only, told): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| is_only_present(*row));
        for row in told {
            page.item(4, "", &people::coming(view, row));
        }
        if !present_only.is_empty() {
            page.item(4, "", &present(view, &present_only));
        }
    }
}

/// Returns a meeting by its key, and its title where the document has it.
fn named_meeting(view: &View<'_>, key: &str) -> String {
    let meetings = view.rows("meetings");
    let title = meetings.iter().find(|row| row.text("key") == Some(key)).and_then(|row| row.text("title"));
    let key = with_status(view, key);
    title.map_or_else(|| key.clone(), |title| format!("{key}: {title}"))
}

/// Returns a meeting by its key, and that it came to nothing, if it did.
fn with_status(view: &View<'_>, key: &str) -> String {
    let meetings = view.rows("meetings");
    let status = meetings.iter().find(|row| row.text("key") == Some(key)).and_then(|row| row.text("status"));
    match status {
        Some(status @ ("cancelled" | "not-held")) => format!("{key} ({})", plain(status)),
        Some(_) | None => key.to_owned(),
    }
}

/// Returns rows by the text of a field, in the order in which each first appears.
pub(super) fn grouped<'a>(rows: &[Fields<'a>], field: &str) -> Vec<(&'a str, Vec<Fields<'a>>)> {
    let mut groups: Vec<(&str, Vec<Fields<'a>>)> = Vec::new();
    for row in rows {
        let value = row.text(field).unwrap_or("not stated");
        match groups.iter_mut().find(|(group, _)| *group == value) {
            Some((_, rows)) => rows.push(*row),
            None => groups.push((value, vec![*row])),
        }
    }
    groups
}
