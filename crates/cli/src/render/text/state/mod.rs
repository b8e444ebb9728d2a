//! `state` and `known`: where things stood, in the reading order of an analyst.

mod gatherings;
mod offers;
mod overview;
mod people;
mod possible;
mod promises;
mod registry;
mod said;

use asof_projector::Family;

use super::fields::Fields;
use super::head;
use super::page::{Item, Page, listed};
use super::view::{Detail, Knowledge, View};

use overview::{left_out, limit, rest, shown};

pub(crate) use gatherings::planned;
pub(crate) use offers::answer;
pub(crate) use people::{is_only_present, present};
pub(crate) use possible::write as possible;
pub(crate) use promises::{delivered, figure, no_delivery};
pub(crate) use registry::spelling;
pub(crate) use said::reading;

/// The order of reading: what the talks are, what they brought, what each wants, what else is on record.
pub(crate) const READING: [Family; 19] = [
    Family::Status,
    Family::Rounds,
    Family::Meetings,
    Family::Attendance,
    Family::Delegations,
    Family::Agreements,
    Family::Commitments,
    Family::Proposals,
    Family::Positions,
    Family::Ceasefires,
    Family::Exchanges,
    Family::Claims,
    Family::Statements,
    Family::Offices,
    Family::Discrepancies,
    Family::Anomalies,
    Family::People,
    Family::Bodies,
    Family::Places,
];

/// Returns a state as text.
pub(crate) fn text(view: &View<'_>, width: usize) -> String {
    let only = view.document.texts("only");
    let view = view.with(if only.is_empty() { Detail::Short } else { Detail::Full });
    let mut page = Page::new(width);
    head::answered(&mut page, &view);
    if head::outside_the_record(&mut page, &view) {
        page.line(0, "Where nobody is named, the source itself tells it.");
    }
    for family in READING {
        if only.is_empty() || only.contains(&family.name()) {
            section(&mut page, &view, family);
        }
    }
    possible(&mut page, &view);
    if only.is_empty() {
        rest(&mut page, &view);
    }
    page.into_text()
}

/// Returns a row in words, as states and changes of states show it.
pub(crate) fn item<'a>(view: &View<'a>, family: Family, row: Fields<'a>) -> Item {
    match family {
        Family::Status => gatherings::status(view, row),
        Family::Rounds => gatherings::round(view, row),
        Family::Meetings => gatherings::meeting(view, row),
        Family::Attendance => people::attendance(view, row),
        Family::Delegations => people::delegation(view, row),
        Family::Offices => people::office(view, row),
        Family::Positions => said::position(view, row),
        Family::Proposals => offers::proposal(view, row),
        Family::Agreements => promises::agreement(view, row),
        Family::Commitments => promises::commitment(view, row),
        Family::Exchanges => offers::tally(view, row),
        Family::Ceasefires => offers::ceasefire(view, row),
        Family::Statements => said::statement(view, row),
        Family::Claims => said::claim(view, row),
        Family::Discrepancies => said::discrepancy(view, row),
        Family::People | Family::Bodies | Family::Places => registry::registered(view, row),
        Family::Anomalies => registry::anomaly(view, row),
    }
}

/// Returns the heading of a family.
pub(crate) fn title(family: Family) -> &'static str {
    match family {
        Family::Status => "The talks",
        Family::Rounds => "Rounds",
        Family::Meetings => "Meetings",
        Family::Attendance => "Attendance",
        Family::Delegations => "Delegations",
        Family::Offices => "Offices",
        Family::Positions => "Positions",
        Family::Proposals => "Proposals",
        Family::Agreements => "Agreements",
        Family::Commitments => "Commitments",
        Family::Exchanges => "Exchanged",
        Family::Ceasefires => "Ceasefires",
        Family::Statements => "Statements",
        Family::Claims => "Claims",
        Family::Discrepancies => "Where accounts differ (flagged, not settled)",
        Family::People => "People",
        Family::Bodies => "Bodies",
        Family::Places => "Places",
        Family::Anomalies => "What the record could not fit together",
    }
}

fn rows<'a>(view: &View<'a>, family: Family) -> Vec<Fields<'a>> {
    if family == Family::Status {
        let status = view.document.row(family.name());
        return if status.is_there() { vec![status] } else { Vec::new() };
    }
    view.document.rows(family.name())
}

fn section(page: &mut Page, view: &View<'_>, family: Family) {
    let all = rows(view, family);
    if all.is_empty() {
        if view.detail == Detail::Full {
            page.heading(title(family));
            page.line(2, &nothing(view, family));
        }
        return;
    }
    let shown = shown(view, family, &all);
    if shown.is_empty() && limit(family) == Some(0) {
        return;
    }
    if view.detail == Detail::Short && matches!(family, Family::Rounds | Family::Discrepancies) {
        return in_one_line(page, view, family, &all);
    }
    page.heading(title(family));
    match family {
        Family::Meetings => meetings(page, view, &shown, &all),
        Family::Attendance => attendance(page, view, &shown),
        Family::Positions => positions(page, view, &shown),
        _ => shown.iter().for_each(|row| page.item(2, "", &item(view, family, *row))),
    }
    if shown.len() < all.len() && family != Family::Meetings {
        page.line(2, &left_out(family, shown.len(), all.len()));
    }
}

/// Writes what an overview says in one line: the rounds, and which contradictions there are.
fn in_one_line<'a>(page: &mut Page, view: &View<'a>, family: Family, rows: &[Fields<'a>]) {
    page.heading(title(family));
    if family == Family::Rounds {
        let rounds: Vec<String> = rows.iter().map(|row| item(view, family, *row).line()).collect();
        page.line(2, &rounds.join("; "));
    } else {
        let keys: Vec<&str> = rows.iter().filter_map(|row| row.text("key")).collect();
        page.line(2, &format!("{}: {} (--only {})", keys.len(), listed(&keys), family.name()));
    }
}

/// Returns why a part that was asked for is empty.
fn nothing(view: &View<'_>, family: Family) -> String {
    let what = family.name();
    match (view.knowledge, family) {
        (Knowledge::ByThen, Family::Exchanges) => {
            "This record has no figure dated as public by then.".to_owned()
        }
        (_, Family::Anomalies) => "None: the record fits together.".to_owned(),
        (Knowledge::ByThen, _) => format!("This record has no {what} dated as public by then."),
        (Knowledge::Hindsight, _) => format!("This record has no {what} by then."),
    }
}

fn meetings<'a>(page: &mut Page, view: &View<'a>, shown: &[Fields<'a>], all: &[Fields<'a>]) {
    shown.iter().for_each(|row| page.item(2, "", &item(view, Family::Meetings, *row)));
    let is_shown = |row: &&Fields<'a>| shown.iter().any(|other| other.text("key") == row.text("key"));
    let others: Vec<&str> =
        all.iter().filter(|row| !is_shown(row)).filter_map(|row| row.text("key")).collect();
    if !others.is_empty() {
        page.line(2, &format!("Also held: {} (--only meetings)", listed(&others)));
    }
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

/// Returns a gathering by its key, and its title where the document has it.
fn named_meeting(view: &View<'_>, key: &str) -> String {
    let meetings = view.document.rows("meetings");
    let title = meetings.iter().find(|row| row.text("key") == Some(key)).and_then(|row| row.text("title"));
    title.map_or_else(|| key.to_owned(), |title| format!("{key}: {title}"))
}

fn positions<'a>(page: &mut Page, view: &View<'a>, rows: &[Fields<'a>]) {
    for (issue, mut rows) in grouped(rows, "issue") {
        page.line(2, view.name(issue));
        rows.sort_by_key(|row| row.text("party"));
        for row in rows {
            page.item(4, "", &said::stance(view, row));
        }
    }
}

/// Returns rows by the text of a field, in the order in which each first appears.
fn grouped<'a>(rows: &[Fields<'a>], field: &str) -> Vec<(&'a str, Vec<Fields<'a>>)> {
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
