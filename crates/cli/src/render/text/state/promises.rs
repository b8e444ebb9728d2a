//! What was agreed and promised, by whom to whom.

use super::figures::{Balance, balance, deliveries, in_one_line};
use crate::render::text::dates::date;
use crate::render::text::fields::Fields;
use crate::render::text::numbers::counted;
use crate::render::text::page::{Column, Item, Share, Table, bracketed};
use crate::render::text::view::{DISPUTED, View, capitalised, evidence, plain, without_repetition};

/// The least width at which promised, delivered and outstanding stand beside each other.
const BESIDE: usize = 80;

/// The width of the column of what was promised.
const PROMISED: usize = 26;

pub(crate) fn agreement<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut item = view.item(row, settled(view, row));
    terms(row, &mut item);
    item.below.sort_by_key(|line| line.starts_with(DISPUTED));
    item
}

pub(crate) fn agreement_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut text = format!("{}{}", settled(view, row), count_of_terms(row));
    if row.text("stage").is_none() {
        for said in row.rows("reported") {
            let by = view.claimants(&said.texts("attributed_to"));
            text.push_str(&format!("; reported {} by {by}", plain(said.text("status").unwrap_or_default())));
        }
    }
    view.brief(row, text)
}

/// Returns an agreement: what, at which stage since when, between whom.
fn settled<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let title = row.text("title").or(row.text("key")).unwrap_or_default();
    let stage = view.standing(row, "stage").unwrap_or_else(|| "no own word of the parties".to_owned());
    let since = date(row, "since").map_or(String::new(), |since| format!(" {since}"));
    let mut text = format!("{title}: {stage}{since}");
    let people = [
        ("between", "parties"),
        ("mediated by", "mediators"),
        ("supported by", "supporters"),
        ("guaranteed by", "guarantors"),
        ("witnessed by", "witnesses"),
    ];
    for (role, field) in people {
        let who = row.texts(field);
        if !who.is_empty() {
            text.push_str(&format!(", {role} {}", view.names(&who)));
        }
    }
    if row.texts("parties").is_empty() {
        text.push_str(", parties not stated");
    }
    text
}

/// Adds the terms of a text.
pub(crate) fn terms(row: Fields<'_>, item: &mut Item) {
    let terms = row.rows("terms").into_iter().filter_map(|term| term.text("text"));
    item.below.extend(terms.map(|term| format!("- {term}")));
}

/// Returns how many terms a text has.
pub(crate) fn count_of_terms(row: Fields<'_>) -> String {
    match row.rows("terms").len() {
        0 => String::new(),
        terms => format!(", {}", counted(terms as u64, "term")),
    }
}

pub(crate) fn commitment<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut item = owed(view, row);
    let lots = deliveries(view, row);
    item.below.splice(0..0, in_one_line(view, row).into_iter().chain(lots));
    item
}

/// Returns a promise with all that is said of it but its figures.
fn owed<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let delivered: Vec<&str> = row.rows("deliveries").iter().filter_map(|lot| lot.text("event")).collect();
    let events = row.texts("events").into_iter().filter(|key| !delivered.contains(key));
    let mut item = Item::new(promise(view, row)).on(events);
    view.mark(row, &mut item);
    item
}

pub(crate) fn commitment_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let figures = in_one_line(view, row).map_or(String::new(), |figures| format!("; {figures}"));
    Item::new(format!("{}{figures}{} {}", promise_in_short(view, row), view.doubts(row), evidence(row)))
}

/// Returns a promise with who reports it, where there is no own word.
fn promise_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let promise = promise(view, row);
    if row.text("status").is_some() {
        return promise;
    }
    let by: Vec<&str> =
        row.rows("reported").into_iter().flat_map(|said| said.texts("attributed_to")).collect();
    format!("{promise}, reported by {}", view.claimants(&without_repetition(&by)))
}

/// Returns how a promise stands, what was promised, by whom to whom, by when, on what condition, by whose word.
fn promise<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let category = plain(row.text("category").unwrap_or("something"));
    let what = row.text("what").map_or(category, str::to_owned);
    let status =
        view.standing(row, "status").map_or("Only reported".to_owned(), |status| capitalised(&status));
    let strength = row.text("strength").unwrap_or("owed");
    let mut text = format!("{status}: {what}; {strength} by {}", parties(view, row));
    if let Some(through) = view.named(row, "through") {
        text.push_str(&format!(", through {through}"));
    }
    text.push_str(&due(row));
    if let Some(condition) = row.text("condition") {
        text.push_str(&format!(", on condition: {condition}"));
    }
    if let Some(told_by) = view.told_by(row) {
        text.push_str(&format!(", {told_by}"));
    }
    text
}

/// Returns by when something is due.
pub(crate) fn due(row: Fields<'_>) -> String {
    match date(row, "due") {
        Some(due) => format!(", due {}", due.replacen("until ", "by ", 1)),
        None => String::new(),
    }
}

/// Returns whether sides owe the same to each other.
pub(super) fn is_mutual(row: Fields<'_>) -> bool {
    let (by, to) = (row.texts("owed_by"), row.texts("owed_to"));
    by.len() > 1 && to.len() == by.len() && by.iter().all(|side| to.contains(side))
}

/// Returns who owes to whom.
pub(super) fn parties<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let (by, to) = (row.texts("owed_by"), row.texts("owed_to"));
    match (is_mutual(row), to.is_empty()) {
        (true, _) => format!("{} to each other", view.names(&by)),
        (false, true) => view.names(&by),
        (false, false) => format!("{} to {}", view.names(&by), view.names(&to)),
    }
}

impl Balance {
    /// Returns the row of a table: what is promised, then its figures.
    fn row(self, promise: String) -> Vec<Vec<String>> {
        vec![vec![promise], vec![self.promised], vec![self.delivered], vec![self.outstanding]]
    }
}

/// Returns an empty table of promises, `None` where there is not the width for one.
pub(super) fn table(width: usize) -> Option<Table> {
    let columns = [
        Column::new("What, by whom, to whom", Share::Above),
        Column::new("Promised", Share::Fixed(PROMISED)),
        Column::new("Delivered", Share::Rest),
        Column::new("Outstanding", Share::Rest),
    ];
    (width >= BESIDE).then(|| Table::new(columns))
}

/// Adds a promise to the table with all that is said of it; returns whether a number is said of it.
pub(super) fn add_row<'a>(table: &mut Table, view: &View<'a>, row: Fields<'a>) -> bool {
    let Some(balance) = balance(view, row) else { return false };
    let Item { text, keys, below } = owed(view, row);
    table.row(balance.row(format!("{text} {}", bracketed(&keys))));
    deliveries(view, row).into_iter().chain(below).for_each(|line| table.below(line));
    true
}
