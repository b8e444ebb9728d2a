//! What each party wants, by issue: the parties of the process beside each other, everybody else below.

use std::cmp::Reverse;

use asof_projector::Family;

use super::said::{stance_in_short, wanted};
use super::{grouped, rows, title};
use crate::render::text::dates;
use crate::render::text::fields::Fields;
use crate::render::text::fit::{Part, Said, Unit};
use crate::render::text::page::{Column, Item, Page, Share, Table};
use crate::render::text::view::{View, plain};

/// The least width at which two parties stand beside each other.
const BESIDE: usize = 80;

/// An issue with what each wants of it.
struct Issue<'a> {
    name: &'a str,
    rows: Vec<Fields<'a>>,
}

impl<'a> Issue<'a> {
    fn of(&self, party: &str) -> Vec<Fields<'a>> {
        self.rows.iter().copied().filter(|row| row.text("party") == Some(party)).collect()
    }
}

fn issues<'a>(view: &View<'a>, rows: &[Fields<'a>]) -> Vec<Issue<'a>> {
    grouped(rows, "issue").into_iter().map(|(issue, rows)| Issue { name: view.name(issue), rows }).collect()
}

/// Returns the two parties to put beside each other; `None` if the process has not two that want something, or
/// there is not the width.
fn two_parties<'a>(view: &View<'a>, rows: &[Fields<'a>], width: usize) -> Option<[&'a str; 2]> {
    let wants = |party: &&str| rows.iter().any(|row| row.text("party") == Some(party));
    let parties: Vec<&str> = view.document.texts("parties").into_iter().filter(wants).collect();
    match parties.as_slice() {
        [first, second] if width >= BESIDE => Some([first, second]),
        _ => None,
    }
}

fn table(view: &View<'_>, parties: [&str; 2]) -> Table {
    let [first, second] = parties.map(|party| Column::new(view.name(party), Share::Rest));
    Table::new([Column::new("Issue", Share::Above), first, second])
}

/// Returns the positions for an overview: an issue a unit, of each party the latest word; first those on which both
/// parties have spoken, of these the latest.
pub(super) fn in_short<'a>(view: &'a View<'a>, width: usize) -> Part<'a> {
    let all = rows(view, Family::Positions);
    let parties = two_parties(view, &all, width);
    let mut weighed: Vec<_> = issues(view, &all)
        .into_iter()
        .enumerate()
        .map(|(place, issue)| {
            let when = issue.rows.iter().map(|row| said(*row)).max();
            let is_shared =
                parties.is_some_and(|parties| parties.iter().all(|party| !issue.of(party).is_empty()));
            (Reverse((is_shared, when)), unit(view, place, &issue, parties))
        })
        .collect();
    weighed.sort_by_key(|(weight, _)| *weight);
    Part {
        table: parties.map_or_else(Table::default, |parties| table(view, parties)),
        units: weighed.into_iter().map(|(_, unit)| unit).collect(),
        ..Part::new(title(Family::Positions), Family::Positions.name(), all.len())
    }
}

fn said(row: Fields<'_>) -> Option<chrono::DateTime<chrono::FixedOffset>> {
    row.text("said_until").and_then(dates::instant)
}

fn unit<'a>(view: &'a View<'a>, place: usize, issue: &Issue<'a>, parties: Option<[&'a str; 2]>) -> Unit<'a> {
    let name = issue.name;
    if let Some(parties) = parties {
        let stances = parties.map(|party| issue.of(party));
        let told = stances.iter().filter(|rows| !rows.is_empty()).count();
        if told > 0 {
            return Unit::new(told, place, move || {
                let [first, second] = stances.map(|rows| last_word(view, &rows));
                Said::Cells(vec![vec![name.to_owned()], first, second])
            });
        }
    }
    let by_party = grouped(&issue.rows, "party");
    let told = by_party.len();
    Unit::new(told, place, move || {
        let said: Vec<String> = by_party
            .into_iter()
            .map(|(party, rows)| format!("{}, {}", view.name(party), last_word(view, &rows).join(" ")))
            .collect();
        let item = Item::new(format!("On {name}: {}", said.join("; ")));
        Said::Item { mark: "", item }
    })
}

/// Returns the latest word of a party on an issue, and how many others it has.
fn last_word<'a>(view: &View<'a>, rows: &[Fields<'a>]) -> Vec<String> {
    let last = rows.iter().enumerate().max_by_key(|(place, row)| (said(**row), *place));
    let Some((_, last)) = last else { return Vec::new() };
    let mut said = format!("{}{}", alternative(*last, rows), stance_in_short(view, *last));
    if rows.len() > 1 {
        said.push_str(&format!(" and {} more", rows.len() - 1));
    }
    vec![said]
}

/// Writes all positions: issues as rows, or by party where there is not the width.
pub(super) fn write<'a>(page: &mut Page, view: &View<'a>, all: &[Fields<'a>]) {
    let Some(parties) = two_parties(view, all, page.width()) else {
        return by_issue(page, view, all);
    };
    let mut table = table(view, parties);
    let others: Vec<Fields<'a>> = all
        .iter()
        .copied()
        .filter(|row| row.text("party").is_none_or(|party| !parties.contains(&party)))
        .collect();
    for issue in issues(view, all) {
        let stances = parties.map(|party| issue.of(party));
        if stances.iter().all(Vec::is_empty) {
            continue;
        }
        let [first, second] =
            stances.map(|rows| rows.iter().flat_map(|row| in_full(view, *row, &rows)).collect());
        table.row(vec![vec![issue.name.to_owned()], first, second]);
    }
    page.table(2, table);
    if !others.is_empty() {
        page.blank();
        by_issue(page, view, &others);
    }
}

/// Returns all that is said of a stance, without its party: what, then what stands beside.
fn in_full<'a>(view: &View<'a>, row: Fields<'a>, of_party: &[Fields<'a>]) -> Vec<String> {
    let mut item = wanted(view, row, "");
    item.text.insert_str(0, &alternative(row, of_party));
    let mut said = vec![item.line()];
    said.extend(item.below);
    said
}

/// Writes positions one under the other, by issue.
fn by_issue<'a>(page: &mut Page, view: &View<'a>, rows: &[Fields<'a>]) {
    for mut issue in issues(view, rows) {
        page.line(2, issue.name);
        issue.rows.sort_by_key(|row| row.text("party"));
        for row in &issue.rows {
            let mut item = wanted(view, *row, view.named(*row, "party").unwrap_or("a party"));
            let of_party = row.text("party").map_or_else(Vec::new, |party| issue.of(party));
            item.text.insert_str(0, &alternative(*row, &of_party));
            page.item(4, "", &item);
        }
    }
}

/// Returns which of several options a stance is, so that options do not read as wants that add up.
fn alternative(row: Fields<'_>, of_party: &[Fields<'_>]) -> String {
    let item = row.text("item").unwrap_or_default();
    let is_option = item.starts_with("option") || item.ends_with(|end: char| end.is_ascii_digit());
    if of_party.len() > 1 && is_option { format!("({}) ", plain(item)) } else { String::new() }
}
