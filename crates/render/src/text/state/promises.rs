//! What was agreed and promised, by whom to whom.

use super::figures::{Balance, balance, deliveries, in_one_line, uncertain};
use super::lateness::{days_after, due, lateness};
use crate::text::dates::date;
use crate::text::fields::Fields;
use crate::text::numbers::counted;
use crate::text::page::{Column, Item, Share, Table, bracketed, code};
use crate::text::view::{DISPUTED, View, capitalised, evidence, plain, without_repetition};

/// The least width at which promised, delivered and outstanding stand beside each other.
const BESIDE: usize = 80;

/// The width of the column of what was promised.
const PROMISED: usize = 26;

pub(crate) fn agreement<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut item = view.item(row, settled(view, row));
    terms(row, &mut item);
    row.rows("phases").into_iter().for_each(|phase| item.note(self::phase(phase)));
    row.rows("ratifications").into_iter().for_each(|given| item.note(ratification(view, given)));
    item.below.sort_by_key(|line| line.starts_with(DISPUTED));
    item
}

/// Returns a phase of an agreement: what it is called, from when to when.
pub(crate) fn phase(row: Fields<'_>) -> String {
    let title = row.text("title").map_or(String::new(), |title| format!(" ({title})"));
    let ends = [("begins", "from"), ("ends", "to")].map(|(field, word)| {
        let on = date(row, field);
        let counted = days_after(row, field);
        match (on, counted) {
            (None, None) => String::new(),
            (Some(on), None) => format!(" {word} {on}"),
            (Some(on), Some(counted)) => format!(" {word} {on} ({counted})"),
            (None, Some(counted)) => format!(" {word} {counted}"),
        }
    });
    format!("phase {}{title}{}{}", row.text("id").unwrap_or_default(), ends[0], ends[1])
}

/// Returns who ratified an agreement, when and with what vote.
pub(crate) fn ratification<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let by = view.name(row.text("by").unwrap_or_default());
    let when = date(row, "occurred").map_or(String::new(), |when| format!(" {when}"));
    let votes = match (row.number("in_favour"), row.number("against"), row.number("abstained")) {
        (Some(yes), Some(no), Some(abstained)) => format!(", {yes} to {no} with {abstained} abstaining"),
        (Some(yes), Some(no), None) => format!(", {yes} to {no}"),
        _ => String::new(),
    };
    let event: Vec<&str> = row.text("event").into_iter().collect();
    let told_by = view.told_by(row).map_or(String::new(), |by| format!(", {by}"));
    format!("ratified by {by}{when}{votes}{told_by} {}", bracketed(&event))
}

pub(crate) fn agreement_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut text = format!("{}{}", settled(view, row), count_of_terms(row));
    if row.text("stage").is_none() {
        for said in row.rows("reported") {
            let by = view.claimants_of(said);
            text.push_str(&format!("; reported {} by {by}", plain(said.text("status").unwrap_or_default())));
        }
    }
    view.brief(row, text)
}

/// Returns an agreement: what, at which stage since when, between whom.
fn settled<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let title = row.text("title").or(row.text("key")).unwrap_or_default();
    let since = date(row, "since").map_or(String::new(), |since| format!(" {since}"));
    let mut text = match view.standing(row, "stage") {
        Some(stage) => format!("{title}: {stage}{since}"),
        None => format!("{title}, no own word of the parties{since}"),
    };
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
    let lots = deliveries(view, row).into_iter().chain(uncertain(row));
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
    format!("{promise}, reported by {}", view.claimants_at(row, &without_repetition(&by)))
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
    text.push_str(&lateness(row));
    text.push_str(&links(row));
    if let Some(by) = view.named(row, "suspended_by") {
        text.push_str(&format!(", suspended by {by}"));
    }
    if let Some(reason) = row.text("reason") {
        text.push_str(&format!(", as claimed because: {reason}"));
    }
    if let Some(condition) = row.text("condition") {
        text.push_str(&format!(", on condition: {condition}"));
    }
    if let Some(told_by) = view.told_by(row) {
        text.push_str(&format!(", {told_by}"));
    }
    text
}

/// Returns of what a promise is a part, in return for what it is given, in which phase it is due.
fn links(row: Fields<'_>) -> String {
    let mut links = String::new();
    if let Some(whole) = row.text("part_of") {
        links.push_str(&format!(", part of {}", code(whole)));
    }
    if let Some(other) = row.text("in_return_for") {
        let ratio =
            row.text("ratio").map_or(String::new(), |ratio| format!(" ({})", ratio.replace(':', " for ")));
        links.push_str(&format!(", in return for {}{ratio}", code(other)));
    }
    if let Some((agreement, phase)) = row.text("agreement").zip(row.text("phase")) {
        links.push_str(&format!(", phase {phase} of {}", code(agreement)));
    }
    links
}

/// Returns whether sides owe the same to each other.
pub(super) fn is_mutual(row: Fields<'_>) -> bool {
    let (by, to) = (row.texts("owed_by"), row.texts("owed_to"));
    by.len() > 1 && to.len() == by.len() && by.iter().all(|side| to.contains(side))
}

/// Returns who owes to whom.
pub(crate) fn parties<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let (by, to) = (row.texts("owed_by"), row.texts("owed_to"));
    match (is_mutual(row), to.is_empty()) {
        (true, _) => format!("{} to each other", view.names(&by)),
        (false, true) => view.names(&without_repetition(&by)),
        (false, false) => {
            let [by, to] = [&by, &to].map(|side| view.names(&without_repetition(side)));
            format!("{by} to {to}")
        }
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
    deliveries(view, row).into_iter().chain(uncertain(row)).chain(below).for_each(|line| table.below(line));
    true
}
