//! What was agreed and promised, by whom to whom.

use asof_core::{Claimant, Key, Text};
use asof_projector::StateRow;
use asof_projector::state::agreements::{AgreementValue, PhaseValue, RatificationValue};
use asof_projector::state::commitments::{CommitmentValue, Strength};
use asof_projector::state::proposals::TermValue;

use super::figures::{Balance, balance, deliveries, in_one_line, uncertain};
use super::lateness::{days_after, due, lateness};
use crate::text::dates::date;
use crate::text::numbers::counted;
use crate::text::page::{Column, Item, Share, Table, bracketed, code};
use crate::text::view::{DISPUTED, View, capitalised, evidence, plain, without_repetition};

/// The least width at which promised, delivered and outstanding stand beside each other.
const BESIDE: usize = 80;

/// The width of the column of what was promised.
const PROMISED: usize = 26;

pub(crate) fn agreement<'a>(view: &View<'a>, row: &'a StateRow, value: &'a AgreementValue) -> Item {
    let mut item = view.item(row, settled(view, row, value));
    terms(&value.terms, &mut item);
    value.phases.iter().for_each(|phase| item.note(self::phase(phase)));
    value.ratifications.iter().for_each(|given| item.note(ratification(view, given)));
    item.below.sort_by_key(|line| line.starts_with(DISPUTED));
    item
}

/// Returns a phase of an agreement: what it is called, from when to when.
pub(crate) fn phase(value: &PhaseValue) -> String {
    let title = value.title.as_ref().map_or(String::new(), |title| format!(" ({title})"));
    let ends = [(&value.begins, "from"), (&value.ends, "to")].map(|(due, word)| {
        let on = due.day.as_ref().map(date);
        let counted = days_after(due);
        match (on, counted) {
            (None, None) => String::new(),
            (Some(on), None) => format!(" {word} {on}"),
            (Some(on), Some(counted)) => format!(" {word} {on} ({counted})"),
            (None, Some(counted)) => format!(" {word} {counted}"),
        }
    });
    format!("phase {}{title}{}{}", value.id, ends[0], ends[1])
}

/// Returns who ratified an agreement, when and with what vote.
pub(crate) fn ratification<'a>(view: &View<'a>, value: &'a RatificationValue) -> String {
    let by = view.name(&value.by);
    let when = date(&value.occurred);
    let votes = match (value.in_favour, value.against, value.abstained) {
        (Some(yes), Some(no), Some(abstained)) => format!(", {yes} to {no} with {abstained} abstaining"),
        (Some(yes), Some(no), None) => format!(", {yes} to {no}"),
        _ => String::new(),
    };
    let told_by = view.told_by(value).map_or(String::new(), |by| format!(", {by}"));
    format!("ratified by {by} {when}{votes}{told_by} {}", bracketed(&[&value.event]))
}

pub(crate) fn agreement_in_short<'a>(view: &View<'a>, row: &'a StateRow, value: &'a AgreementValue) -> Item {
    let mut text = format!("{}{}", settled(view, row, value), count_of_terms(&value.terms));
    if value.stage.is_none() {
        for said in &value.reported {
            let by = view.claimants_of(said);
            text.push_str(&format!("; reported {} by {by}", plain(&said.status)));
        }
    }
    view.brief(row, text)
}

/// Returns an agreement: what, at which stage since when, between whom.
fn settled<'a>(view: &View<'a>, row: &'a StateRow, value: &'a AgreementValue) -> String {
    let title = value.title.as_ref().map_or(value.key.as_str(), Text::as_str);
    let since = value.since.as_ref().map_or(String::new(), |since| format!(" {}", date(since)));
    let mut text = match value.stage {
        Some(stage) => format!("{title}: {}{since}", view.standing(row, stage.name())),
        None => format!("{title}, no own word of the parties{since}"),
    };
    let people = [
        ("between", &value.parties),
        ("mediated by", &value.mediators),
        ("supported by", &value.supporters),
        ("guaranteed by", &value.guarantors),
        ("witnessed by", &value.witnesses),
    ];
    for (role, who) in people {
        if !who.is_empty() {
            text.push_str(&format!(", {role} {}", view.names(who)));
        }
    }
    if value.parties.is_empty() {
        text.push_str(", parties not stated");
    }
    text
}

/// Adds the terms of a text.
pub(crate) fn terms(terms: &[TermValue], item: &mut Item) {
    item.below.extend(terms.iter().map(|term| format!("- {}", term.text)));
}

/// Returns how many terms a text has.
pub(crate) fn count_of_terms(terms: &[TermValue]) -> String {
    match terms.len() {
        0 => String::new(),
        terms => format!(", {}", counted(terms as u64, "term")),
    }
}

pub(crate) fn commitment<'a>(view: &View<'a>, row: &'a StateRow, value: &'a CommitmentValue) -> Item {
    let mut item = owed(view, row, value);
    let lots = lots(view, row, value);
    item.below.splice(0..0, in_one_line(view, row, value).into_iter().chain(lots));
    item
}

/// Returns the deliveries, a line an occasion, and why their sum is uncertain.
fn lots<'a>(view: &View<'a>, row: &StateRow, value: &'a CommitmentValue) -> Vec<String> {
    let mut lines = deliveries(view, row, value);
    lines.extend(uncertain(&value.could_merge, &value.may_overlap));
    lines
}

/// Returns a promise with all that is said of it but its figures.
fn owed<'a>(view: &View<'a>, row: &'a StateRow, value: &'a CommitmentValue) -> Item {
    let is_delivery = |key: &Key| value.deliveries.iter().any(|lot| lot.event == *key);
    let events = row.grounds.events.iter().filter(|key| !is_delivery(key));
    let mut item = Item::new(promise(view, row, value)).on(events);
    view.mark(row, &mut item);
    item
}

pub(crate) fn commitment_in_short<'a>(
    view: &View<'a>,
    row: &'a StateRow,
    value: &'a CommitmentValue,
) -> Item {
    let figures = in_one_line(view, row, value).map_or(String::new(), |figures| format!("; {figures}"));
    let promise = promise_in_short(view, row, value);
    Item::new(format!("{promise}{figures}{} {}", view.doubts(row), evidence(row)))
}

/// Returns a promise with who reports it, where there is no own word.
fn promise_in_short<'a>(view: &View<'a>, row: &'a StateRow, value: &'a CommitmentValue) -> String {
    let promise = promise(view, row, value);
    if value.status.is_some() {
        return promise;
    }
    let by: Vec<&Claimant> = value.reported.iter().flat_map(|said| &said.attributed_to).collect();
    format!("{promise}, reported by {}", view.claimants_at(row, without_repetition(&by)))
}

/// Returns how a promise stands, what was promised, by whom to whom, by when, on what condition, by whose word.
fn promise<'a>(view: &View<'a>, row: &'a StateRow, value: &'a CommitmentValue) -> String {
    let category = plain(value.category.as_str());
    let what = value.what.as_ref().map_or(category.as_str(), Text::as_str);
    let standing = value.status.map(|status| capitalised(&view.standing(row, status.name())));
    let status = standing.unwrap_or_else(|| "Only reported".to_owned());
    let strength = value.strength.map_or("owed", Strength::name);
    let parties = parties(view, &value.owed_by, &value.owed_to);
    let mut text = format!("{status}: {what}; {strength} by {parties}");
    if let Some(through) = &value.through {
        text.push_str(&format!(", through {}", view.name(through)));
    }
    text.push_str(&due(&value.due));
    text.push_str(&lateness(row));
    text.push_str(&links(value));
    if let Some(by) = &value.suspended_by {
        text.push_str(&format!(", suspended by {}", view.name(by)));
    }
    if let Some(reason) = &value.reason {
        text.push_str(&format!(", as claimed because: {reason}"));
    }
    if let Some(condition) = &value.condition {
        text.push_str(&format!(", on condition: {condition}"));
    }
    if let Some(told_by) = view.told_by(row) {
        text.push_str(&format!(", {told_by}"));
    }
    text
}

/// Returns of what a promise is a part, in return for what it is given, in which phase it is due.
fn links(value: &CommitmentValue) -> String {
    let mut links = String::new();
    if let Some(whole) = &value.part_of {
        links.push_str(&format!(", part of {}", code(whole.as_str())));
    }
    if let Some(other) = &value.in_return_for {
        let ratio =
            value.ratio.map_or(String::new(), |ratio| format!(" ({} for {})", ratio.this(), ratio.that()));
        links.push_str(&format!(", in return for {}{ratio}", code(other.as_str())));
    }
    if let Some((agreement, phase)) = value.agreement.as_ref().zip(value.phase.as_ref()) {
        links.push_str(&format!(", phase {phase} of {}", code(agreement.as_str())));
    }
    links
}

/// Returns whether sides owe the same to each other.
pub(super) fn is_mutual(owed_by: &[Key], owed_to: &[Key]) -> bool {
    owed_by.len() > 1 && owed_to.len() == owed_by.len() && owed_by.iter().all(|side| owed_to.contains(side))
}

/// Returns who owes to whom.
pub(crate) fn parties<'a>(view: &View<'a>, owed_by: &'a [Key], owed_to: &'a [Key]) -> String {
    if is_mutual(owed_by, owed_to) {
        return format!("{} to each other", view.names(owed_by));
    }
    let each = |side: &'a [Key]| view.names(without_repetition(&side.iter().collect::<Vec<&Key>>()));
    match owed_to.is_empty() {
        true => each(owed_by),
        false => format!("{} to {}", each(owed_by), each(owed_to)),
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
pub(super) fn add_row<'a>(
    table: &mut Table,
    view: &View<'a>,
    row: &'a StateRow,
    value: &'a CommitmentValue,
) -> bool {
    let Some(balance) = balance(view, row, value) else { return false };
    let Item { text, keys, below } = owed(view, row, value);
    table.row(balance.row(format!("{text} {}", bracketed(&keys))));
    lots(view, row, value).into_iter().chain(below).for_each(|line| table.below(line));
    true
}
