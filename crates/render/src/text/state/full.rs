//! One form for every row: what it is in one line, then a labelled line for each thing that is said of it.

use asof_core::Key;
use asof_projector::{Cell, StateRow};

use super::card::{Card, Worded, is_standing};
use super::subjects;
use crate::text::dates::INFERRED;
use crate::text::page::Item;
use crate::text::values::{cells, is_said, label, said};
use crate::text::view::View;

/// What a row says by its marks and in other lines, whatever it is of.
const ELSEWHERE: [&str; 9] = [
    "key",
    "attributed_to",
    "confirmed_by",
    "denied_by",
    "unvouched",
    "reported",
    "reported_terms",
    "could_merge",
    "may_overlap",
];

/// Returns a row in full: its title with its events and marks, then a line for each field that says anything.
pub(super) fn item<'a>(view: &View<'a>, row: &'a StateRow) -> Item {
    item_of(&subjects::card(view, row), view, row)
}

/// Returns what a card makes of a row.
pub(super) fn item_of<'a>(card: &Card, view: &View<'a>, row: &'a StateRow) -> Item {
    let mut item = Item::new(&card.title).on(events_of(row));
    let (standing, others): (Vec<_>, Vec<_>) =
        cells(row).into_iter().partition(|(name, _)| is_standing(row.path.collection(), name));
    // How it stands comes first, and then whose word it is.
    standing.into_iter().for_each(|(name, cell)| field(card, view, row, name, &cell, &mut item));
    if !card.names_its_claimant
        && let Some((how, claimants)) = view.told(row)
    {
        item.fact(how, claimants);
    }
    others.into_iter().for_each(|(name, cell)| field(card, view, row, name, &cell, &mut item));
    let is_inferred = |text: &str| text.contains(INFERRED);
    let is_dated_as_inferred =
        is_inferred(&item.text) || item.below.iter().any(|note| is_inferred(&note.text));
    item.text.push_str(&view.marks(row, is_dated_as_inferred));
    view.responses(row, &mut item);
    item
}

/// Adds what a field says, in words of its own or by what it is; nothing if the title says it.
fn field<'a>(
    card: &Card,
    view: &View<'a>,
    row: &'a StateRow,
    name: &'static str,
    cell: &Cell<'a>,
    item: &mut Item,
) {
    let mut is_worded = false;
    for Worded { label, said: lines, .. } in card.worded.iter().filter(|worded| worded.field == name) {
        is_worded = true;
        lines.iter().for_each(|line| item.fact(label, line));
    }
    if !is_worded && is_said(cell) && !card.titled.contains(&name) && !ELSEWHERE.contains(&name) {
        in_words(view, row, name, cell).into_iter().for_each(|said| item.fact(label(name), said));
    }
}

/// Returns a field in words, a line each for the elements of a list of rows.
fn in_words<'a>(view: &View<'a>, row: &'a StateRow, name: &str, cell: &Cell<'a>) -> Vec<String> {
    match cell {
        Cell::Plain(serde_json::Value::String(word)) if is_standing(row.path.collection(), name) => {
            vec![view.standing(row, word)]
        }
        cell => said(view, row, cell),
    }
}

/// Returns the events that a row is said to rest on. Each delivery names its own.
fn events_of(row: &StateRow) -> impl Iterator<Item = &Key> {
    let deliveries = row.value.facets().deliveries();
    row.grounds.events.iter().filter(|key| !deliveries.iter().any(|lot| lot.event == **key))
}
