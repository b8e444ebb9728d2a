//! What was wanted, claimed and said, and where accounts differ.

use asof_core::kind::{Act, Force};
use asof_core::{Claimant, EventRef, Key};
use asof_projector::StateRow;
use asof_projector::state::claims::ClaimValue;
use asof_projector::state::discrepancies::{DiscrepancyValue, ReadingValue};
use asof_projector::state::positions::PositionValue;
use asof_projector::state::statements::StatementValue;
use asof_query::lines_in_words;

use crate::text::dates::date;
use crate::text::numbers::quantity;
use crate::text::page::{Item, code, listed};
use crate::text::view::{View, capitalised, evidence, first_and_count, plain};

pub(crate) fn position_in_short<'a>(view: &View<'a>, row: &'a StateRow, value: &'a PositionValue) -> Item {
    let (issue, party) = (view.name(&value.issue), view.name(&value.party));
    Item::new(format!("On {issue}, {party}, {}", stance_in_short(view, row, value)))
}

/// Returns what a party wants, without naming the party or the issue: how firmly, by whose word, on what condition.
pub(super) fn stance_in_short<'a>(view: &View<'a>, row: &'a StateRow, value: &'a PositionValue) -> String {
    let mut text = match &value.stance {
        Some(stance) => format!(
            "{}{}: {stance}{}{}",
            force(value),
            voice(view, row, value),
            view.otherwise(row),
            ended(value)
        ),
        None => {
            let by = value
                .reported
                .iter()
                .map(|said| format!("reported by {}: {}", view.claimants_of(said), said.status));
            ["no word of its own".to_owned()].into_iter().chain(by).collect::<Vec<_>>().join("; ")
        }
    };
    if let Some(condition) = &value.condition {
        text.push_str(&format!(", on condition: {condition}"));
    }
    format!("{text}{} {}", view.doubts(row), evidence(row))
}

/// Returns how, when and by which event a position ended.
fn ended(value: &PositionValue) -> String {
    let Some(how) = value.ended else { return String::new() };
    let on = value.ended_on.as_ref().map_or(String::new(), |on| format!(" {}", date(on)));
    let by = value.ended_by.as_ref().map_or(String::new(), |by| format!(", by {}", code(by.as_str())));
    format!("; {how}{on}{by}")
}

fn force(value: &PositionValue) -> &'static str {
    value.force.map_or("stance", Force::name)
}

/// Returns in whose voice a party speaks: only a side's own word or the source's moves a stance, and the party's
/// needs no second name.
fn voice<'a>(view: &View<'a>, row: &'a StateRow, value: &PositionValue) -> String {
    let claimants = row.grounds.attributed_to.iter().filter(|by| **by != Claimant::Source);
    match claimants.collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        [Claimant::Actor(by)] if *by == value.party => String::new(),
        claimants => format!(" ({})", view.claimants(claimants.iter().copied())),
    }
}

pub(crate) fn position<'a>(view: &View<'a>, row: &'a StateRow, value: &'a PositionValue) -> Item {
    let mut item = stance(view, row, value);
    item.text = format!("On {}, {}", view.name(&value.issue), item.text);
    item
}

/// Returns a party's position without naming the issue.
pub(crate) fn stance<'a>(view: &View<'a>, row: &'a StateRow, value: &'a PositionValue) -> Item {
    wanted(view, row, value, view.name(&value.party))
}

/// Returns what a party wants, with since when, behind its name, if it is to be named.
pub(super) fn wanted<'a>(view: &View<'a>, row: &'a StateRow, value: &'a PositionValue, party: &str) -> Item {
    let (by, force) = (voice(view, row, value), force(value));
    let mut text = match (&value.stance, party) {
        (Some(stance), "") => format!("{force}{by}: {stance}{}", view.otherwise(row)),
        (Some(stance), party) => format!("{party}{by}, {force}: {stance}{}", view.otherwise(row)),
        (None, "") => "no word of its own".to_owned(),
        (None, party) => format!("{party}: no word of its own"),
    };
    if let Some(condition) = &value.condition {
        text.push_str(&format!(", on condition: {condition}"));
    }
    if let Some(since) = value.since.as_ref().map(date) {
        text.push_str(&format!("; since {since}"));
        let said = value.said.as_ref().map(date).filter(|said| *said != since);
        text.push_str(&said.map_or(String::new(), |said| format!(", worded so {said}")));
    }
    text.push_str(&ended(value));
    view.marked(row, text)
}

pub(crate) fn statement<'a>(view: &View<'a>, row: &'a StateRow, value: &'a StatementValue) -> Item {
    let text = told(view, row, value);
    let mut item = if is_own(row, value) { view.marked(row, text) } else { view.item(row, text) };
    let medium = value.medium.as_ref().map(ToString::to_string);
    let place = value.place.as_ref().map(|place| view.place(place));
    let place: Vec<String> = medium.into_iter().chain(place).collect();
    if !place.is_empty() {
        item.note(place.join(", "));
    }
    about(&value.about, &mut item);
    item
}

pub(crate) fn statement_in_short<'a>(view: &View<'a>, row: &'a StateRow, value: &'a StatementValue) -> Item {
    let text = told(view, row, value);
    if is_own(row, value) { view.briefly(row, &text) } else { view.brief(row, text) }
}

/// Returns by whom a statement is, as far as it names somebody.
fn speaker(value: &StatementValue) -> Option<&Key> {
    value.speaker.as_ref().or(value.on_behalf_of.as_ref())
}

/// Returns whether a statement is told by its speaker, whose word needs no second name.
fn is_own(row: &StateRow, value: &StatementValue) -> bool {
    speaker(value).is_none_or(|speaker| is_told_by(row, speaker))
}

/// Returns whether a row is the word of somebody alone.
pub(super) fn is_told_by(row: &StateRow, whom: &Key) -> bool {
    matches!(row.grounds.attributed_to.as_slice(), [Claimant::Actor(by)] if by == whom)
}

/// Returns a statement: when, by whom, as what, and its gist.
fn told<'a>(view: &View<'a>, row: &'a StateRow, value: &'a StatementValue) -> String {
    let when = capitalised(&date(&value.occurred));
    let speaker =
        speaker(value).map_or_else(|| view.claimants_of(row), |speaker| view.name(speaker).to_owned());
    let act = match value.act {
        Act::Statement => String::new(),
        act => format!(" ({})", plain(act.name())),
    };
    format!("{when}, {speaker}{act}: {}", value.gist)
}

pub(crate) fn claim<'a>(view: &View<'a>, row: &'a StateRow, value: &'a ClaimValue) -> Item {
    let mut text = claimed(view, row, value);
    if let Some(count) = &value.quantity {
        text.push_str(&format!(" ({})", quantity(count)));
    }
    let mut item = view.marked(row, text);
    if let Some(list) = &value.list_of {
        item.note(format!("list of {}", view.name(list)));
    }
    about(&value.about, &mut item);
    item
}

pub(crate) fn claim_in_short<'a>(view: &View<'a>, row: &'a StateRow, value: &'a ClaimValue) -> Item {
    view.briefly(row, &claimed(view, row, value))
}

/// Returns a claim: of when it is, by whom, and what it says.
fn claimed<'a>(view: &View<'a>, row: &'a StateRow, value: &'a ClaimValue) -> String {
    let when = capitalised(&date(&value.occurred));
    format!("{when}, {}: {}", view.claimants_of(row), value.says)
}

pub(super) fn about(events: &[EventRef], item: &mut Item) {
    if !events.is_empty() {
        item.note(format!("about {}", listed(&keys(events))));
    }
}

fn keys(events: &[EventRef]) -> Vec<String> {
    events.iter().map(ToString::to_string).collect()
}

/// Returns a contradiction: the question on which accounts differ, what each says, and the one that the record follows.
pub(crate) fn discrepancy<'a>(view: &View<'a>, row: &'a StateRow, value: &'a DiscrepancyValue) -> Item {
    let question = view.question(row, &value.key);
    let named = || format!("About {}", listed(&keys(&value.about)));
    let mut item = view.item(row, question.map_or_else(named, ToOwned::to_owned));
    item.below.extend(value.between.iter().map(reading));
    item.below.extend(value.followed.iter().map(|followed| format!("followed: {followed}")));
    if question.is_some() {
        about(&value.about, &mut item);
    }
    item
}

pub(crate) fn discrepancy_in_short<'a>(
    view: &View<'a>,
    row: &'a StateRow,
    value: &'a DiscrepancyValue,
) -> Item {
    let about = first_and_count(&keys(&value.about));
    view.brief(row, format!("Accounts of {about} differ{}", followed(value)))
}

fn followed(value: &DiscrepancyValue) -> String {
    value.followed.as_ref().map_or(String::new(), |followed| format!("; followed: {followed}"))
}

pub(crate) fn reading(value: &ReadingValue) -> String {
    let lines = value.lines.as_ref().map(|lines| lines_in_words(lines.as_str()));
    let place = match (&value.event, lines) {
        (Some(event), Some(lines)) => format!("{event}, {lines}"),
        (Some(event), None) => event.to_string(),
        (None, Some(lines)) => lines,
        (None, None) => "elsewhere".to_owned(),
    };
    format!("- {place}: {}", value.says)
}
