//! What each party wants, by issue: the parties of the process beside each other, everybody else below.

use asof_core::Key;
use asof_projector::state::positions::PositionValue;
use asof_projector::{StateRow, Value};

use super::full::item_of;
use super::grouped;
use super::said::stance;
use crate::text::page::{Column, Page, Share, Table, glued};
use crate::text::view::{View, plain};

/// The least width at which two parties stand beside each other.
const BESIDE: usize = 80;

/// What a party wants of an issue.
#[derive(Clone, Copy)]
struct Position<'a> {
    row: &'a StateRow,
    value: &'a PositionValue,
}

/// An issue with what each wants of it.
struct Issue<'a> {
    name: &'a str,
    positions: Vec<Position<'a>>,
}

impl<'a> Issue<'a> {
    fn of(&self, party: &Key) -> Vec<Position<'a>> {
        self.positions.iter().copied().filter(|position| position.value.party == *party).collect()
    }
}

fn issues<'a>(view: &View<'a>, all: &[Position<'a>]) -> Vec<Issue<'a>> {
    let issues = grouped(all.iter().copied(), |position| &position.value.issue);
    issues.into_iter().map(|(issue, positions)| Issue { name: view.name(issue), positions }).collect()
}

/// Returns the two parties to put beside each other; `None` if the process has not two that want something, or
/// there is not the width.
fn two_parties<'a>(parties: &'a [Key], all: &[Position<'a>], width: usize) -> Option<[&'a Key; 2]> {
    let wants = |party: &&Key| all.iter().any(|position| position.value.party == **party);
    let parties: Vec<&Key> = parties.iter().filter(wants).collect();
    match parties.as_slice() {
        [first, second] if width >= BESIDE => Some([first, second]),
        _ => None,
    }
}

fn table<'a>(view: &View<'a>, parties: [&'a Key; 2]) -> Table {
    let [first, second] = parties.map(|party| Column::new(view.name(party), Share::Rest));
    Table::new([Column::new("Issue", Share::Above), first, second])
}

/// Writes all positions: issues as rows, or by party where there is not the width. `parties` are those of the
/// process.
pub(super) fn write<'a>(page: &mut Page, view: &View<'a>, parties: &'a [Key], rows: &[&'a StateRow]) {
    let all = rows.iter().copied().filter_map(|row| match &row.value {
        Value::Position(value) => Some(Position { row, value }),
        _ => None,
    });
    let all: Vec<Position<'a>> = all.collect();
    let Some(parties) = two_parties(parties, &all, page.width()) else {
        return by_issue(page, view, &all);
    };
    let mut table = table(view, parties);
    for issue in issues(view, &all) {
        let stances = parties.map(|party| issue.of(party));
        if stances.iter().all(Vec::is_empty) {
            continue;
        }
        let [first, second] = stances
            .map(|stances| stances.iter().flat_map(|stance| in_full(view, *stance, &stances)).collect());
        table.row(vec![vec![issue.name.to_owned()], first, second]);
    }
    page.table(2, table);
    let mut others = all;
    others.retain(|position| !parties.contains(&&position.value.party));
    if !others.is_empty() {
        page.blank();
        by_issue(page, view, &others);
    }
}

/// Returns all that is said of a stance, without its party: what, then what stands beside.
fn in_full<'a>(view: &View<'a>, position: Position<'a>, of_party: &[Position<'a>]) -> Vec<String> {
    let mut item = item_of(&stance(view, position.row, position.value, ""), view, position.row);
    item.text.insert_str(0, &alternative(position.value, of_party));
    let mut said = vec![item.line()];
    // Further in than the stance that they are of.
    said.extend(item.below.iter().map(|note| format!("{}{}", glued("  "), note.line())));
    said
}

/// Writes positions one under the other, by issue.
fn by_issue<'a>(page: &mut Page, view: &View<'a>, all: &[Position<'a>]) {
    for mut issue in issues(view, all) {
        page.line(2, issue.name);
        issue.positions.sort_by_key(|position| &position.value.party);
        for Position { row, value } in &issue.positions {
            let mut item = item_of(&stance(view, row, value, view.name(&value.party)), view, row);
            item.text.insert_str(0, &alternative(value, &issue.of(&value.party)));
            page.item(4, "", &item);
        }
    }
}

/// Returns which of several options a stance is, so that options do not read as wants that add up.
fn alternative(value: &PositionValue, of_party: &[Position<'_>]) -> String {
    let item = value.item.as_str();
    let is_option = item.starts_with("option") || item.ends_with(|end: char| end.is_ascii_digit());
    if of_party.len() > 1 && is_option { format!("({}) ", plain(item)) } else { String::new() }
}
