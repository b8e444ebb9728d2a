//! What was wanted, claimed and said, and where accounts differ.

use asof_core::kind::{Act, Force};
use asof_core::{Claimant, Key};
use asof_projector::StateRow;
use asof_projector::state::claims::ClaimValue;
use asof_projector::state::discrepancies::{DiscrepancyValue, ReadingValue};
use asof_projector::state::positions::PositionValue;
use asof_projector::state::statements::StatementValue;
use asof_query::lines_in_words;

use super::card::Card;
use crate::text::dates::date;
use crate::text::page::{code, listed};
use crate::text::view::{View, capitalised, plain};

/// Returns how, when and by which event a position ended.
fn ended(value: &PositionValue) -> String {
    let Some(how) = value.ended else { return String::new() };
    let on = value.ended_on.as_ref().map_or(String::new(), |on| format!(" {}", date(on)));
    let by = value.ended_by.as_ref().map_or(String::new(), |by| format!(", by {}", code(by.as_str())));
    format!("; {how}{on}{by}")
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

pub(crate) fn position<'a>(view: &View<'a>, row: &'a StateRow, value: &'a PositionValue) -> Card {
    let (issue, party) = (view.name(&value.issue), view.name(&value.party));
    stance(view, row, value, &format!("On {issue}, {party}"))
}

/// Returns what a party wants behind what leads it, if anything does: how firmly and by whose word, how it ended.
pub(super) fn stance<'a>(view: &View<'a>, row: &'a StateRow, value: &'a PositionValue, lead: &str) -> Card {
    let force = value.force.map_or("stance", Force::name);
    let by = voice(view, row, value);
    let title = match (&value.stance, lead) {
        (Some(stance), lead) => {
            let whose = if lead.is_empty() { format!("{force}{by}") } else { format!("{lead}{by}, {force}") };
            format!("{whose}: {stance}{}{}", view.otherwise(row), ended(value))
        }
        (None, "") => "no word of its own".to_owned(),
        (None, lead) => format!("{lead}: no word of its own"),
    };
    let [since, said] = [&value.since, &value.said].map(|dated| dated.as_ref().map(date));
    let said = said.filter(|said| Some(said) != since.as_ref());
    let titled = ["party", "issue", "item", "stance", "force", "ended", "ended_by", "ended_on"];
    Card::new(title).titled(titled).naming_its_claimant(true).saying("said", "worded so", said)
}

pub(crate) fn statement<'a>(view: &View<'a>, row: &'a StateRow, value: &'a StatementValue) -> Card {
    let is_spoken = value.speaker.is_some();
    let titled =
        ["speaker", "act", "gist", "occurred"].into_iter().chain((!is_spoken).then_some("on_behalf_of"));
    let is_own = speaker(value).is_none_or(|speaker| is_told_by(row, speaker));
    Card::new(told(view, row, value)).titled(titled).naming_its_claimant(is_own)
}

/// Returns by whom a statement is, as far as it names somebody.
fn speaker(value: &StatementValue) -> Option<&Key> {
    value.speaker.as_ref().or(value.on_behalf_of.as_ref())
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

pub(crate) fn claim<'a>(view: &View<'a>, row: &'a StateRow, value: &'a ClaimValue) -> Card {
    Card::new(claimed(view, row, value)).titled(["says", "occurred"]).naming_its_claimant(true)
}

/// Returns a claim: of when it is, by whom, and what it says.
fn claimed<'a>(view: &View<'a>, row: &'a StateRow, value: &'a ClaimValue) -> String {
    let when = capitalised(&date(&value.occurred));
    format!("{when}, {}: {}", view.claimants_of(row), value.says)
}

/// Returns a contradiction: the question on which accounts differ, or what it is about.
pub(crate) fn discrepancy<'a>(view: &View<'a>, row: &'a StateRow, value: &'a DiscrepancyValue) -> Card {
    let keys: Vec<String> = value.about.iter().map(ToString::to_string).collect();
    match view.question(row, &value.key) {
        Some(question) => Card::new(question),
        None => Card::new(format!("Accounts of {} differ", listed(&keys))).titled(["about"]),
    }
}

pub(crate) fn reading(value: &ReadingValue) -> String {
    let lines = value.lines.as_ref().map(|lines| lines_in_words(lines.as_str()));
    let place = match (&value.event, lines) {
        (Some(event), Some(lines)) => format!("{event}, {lines}"),
        (Some(event), None) => event.to_string(),
        (None, Some(lines)) => lines,
        (None, None) => "elsewhere".to_owned(),
    };
    format!("{place}: {}", value.says)
}
