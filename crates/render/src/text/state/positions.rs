//! What each party wants, by issue: the parties of the process beside each other, everybody else below.

use super::grouped;
use super::said::wanted;
use crate::text::fields::Fields;

use crate::text::page::{Column, Page, Share, Table};
use crate::text::view::{View, plain};

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
