//! `names`: what is registered, with every spelling, offices and delegations.

use asof_core::{Key, Text};
use asof_projector::{StateRow, Value};
use asof_query::rows::{NameList, RegisteredRow, RegisteredSort};

use super::dates::date;
use super::head::{self, Head};
use super::numbers::counted;
use super::page::{Item, Page, bracketed, code, listed};
use super::state::spelling;
use super::view::{View, joined, plain, without_repetition};
use super::wording::inferred;

/// The sorts of names in the order of reading, with their headings.
const SORTS: [(RegisteredSort, &str); 6] = [
    (RegisteredSort::Person, "People"),
    (RegisteredSort::Body, "Bodies"),
    (RegisteredSort::Place, "Places"),
    (RegisteredSort::Issue, "Issues"),
    (RegisteredSort::Source, "Sources"),
    (RegisteredSort::Process, "Negotiations"),
];

/// Returns what is registered, by sort.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a NameList, width: usize) -> Page {
    let mut page = Page::new(width);
    head::answered(&mut page, view, &Head::of(&answer.envelope));
    let rows = &answer.names;
    if rows.is_empty() {
        nothing(&mut page, answer);
    }
    // Of a single name everything is told.
    let is_overview = rows.len() > 3;
    for (sort, heading) in SORTS {
        let of_sort: Vec<&RegisteredRow> = rows.iter().filter(|row| row.sort == sort).collect();
        if of_sort.is_empty() {
            continue;
        }
        page.section(heading, &of_sort.len().to_string());
        of_sort.into_iter().for_each(|row| page.item(2, "", &entry(view, row, is_overview)));
    }
    page
}

fn nothing(page: &mut Page, answer: &NameList) {
    let Some(text) = &answer.text else {
        return page.line(0, "Nothing is registered by then.");
    };
    let near = &answer.near;
    let meant = if near.is_empty() { String::new() } else { format!("; did you mean {}?", listed(near)) };
    page.line(0, &format!("No name or key has \"{text}\"{meant}"));
}

fn entry<'a>(view: &View<'a>, row: &'a RegisteredRow, is_overview: bool) -> Item {
    let mut text = row.name.clone();
    let spellings: Vec<String> = row.names.iter().skip(1).map(spelling).collect();
    if !spellings.is_empty() {
        text.push_str(&format!("; also {}", joined(&spellings)));
    }
    let of: Vec<&str> = row.party.iter().chain(&row.part_of).map(|key| view.name(key)).collect();
    let of = without_repetition(&of);
    if !of.is_empty() {
        text.push_str(&format!("; of {}", joined(&of)));
    }
    let mut item = Item::new(text).on([&row.key]);
    if is_overview {
        let mut held = without_repetition(&row.offices.iter().filter_map(title).collect::<Vec<_>>());
        if !row.delegations.is_empty() {
            held.push(counted(row.delegations.len() as u64, "delegation"));
        }
        held.iter().for_each(|held| item.text.push_str(&format!("; {held}")));
        return item;
    }
    let offices = row.offices.iter().filter_map(office_line);
    let delegations = row.delegations.iter().filter_map(|list| delegation_line(view, &row.key, list));
    offices.chain(delegations).for_each(|line| item.note(line));
    item
}

/// Returns what an office is called, `None` if the row is of none.
fn title(row: &StateRow) -> Option<String> {
    let Value::Office(office) = &row.value else { return None };
    Some(office.title.as_ref().map_or_else(|| plain(office.post.as_str()), Text::to_string))
}

/// Returns an office with the dates on which it is known to be held; no later one is implied. `None` if the row is of
/// none.
fn office_line(row: &StateRow) -> Option<String> {
    let Value::Office(office) = &row.value else { return None };
    let mut text = title(row)?;
    let [from, until, left] =
        [&office.attested_from, &office.attested_until, &office.left].map(|dated| dated.as_ref().map(date));
    match (from, until) {
        (Some(from), Some(until)) if from == until => text.push_str(&format!(", attested {from}")),
        (Some(from), Some(until)) => text.push_str(&format!(", attested from {from} to {until}")),
        (Some(from), None) => text.push_str(&format!(", attested {from}")),
        (None, _) => {}
    }
    text.push_str(&left.map_or(String::new(), |left| format!(", left {left}")));
    if let Some(mark) = inferred(&row.grounds.events, &row.grounds.inferred)
        && !text.contains("(inferred date)")
    {
        text.push_str(mark);
    }
    Some(format!("{text} {}", bracketed(&row.grounds.events)))
}

/// Returns a delegation that somebody was in, or that sat for a party. `None` if the row is of none.
fn delegation_line<'a>(view: &View<'a>, key: &Key, row: &'a StateRow) -> Option<String> {
    let Value::Delegation(list) = &row.value else { return None };
    let party = view.name(&list.party);
    let head = if list.head.as_ref() == Some(key) { ", as its head" } else { "" };
    let told_by = view.told_by(row).map_or(String::new(), |by| format!(", {by}"));
    let mark = inferred(&row.grounds.events, &row.grounds.inferred).unwrap_or_default();
    Some(format!(
        "{} in the delegation of {party} to {}{head}{told_by}{mark} {}",
        list.basis,
        code(list.meeting.as_str()),
        bracketed(&row.grounds.events)
    ))
}
