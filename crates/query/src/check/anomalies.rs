//! The states to which all of a log leads accept every event: what they could not accept.

use std::collections::BTreeSet;

use asof_core::{AsOf, Key, find_field};
use asof_projector::{AnomalyCode, Collection, Path, Slot, Value, for_each_state};
use asof_store::StoredEvent;
use foldhash::HashMap;

use super::passage;
use crate::check::problem::{Code, Problem};
use crate::source::log::Log;

/// Returns the anomalies of the final states, each at the event that it is about.
pub(crate) fn anomalies(log: &Log) -> Vec<Problem> {
    let stored: HashMap<(Option<&Key>, &Key), StoredEvent<'_>> = log
        .contents()
        .iter()
        .map(|stored| ((stored.event.draft.process(), &stored.event.draft.key), stored))
        .collect();
    let mut problems = Vec::new();
    for_each_state(log.events(), &AsOf::ALL, |state| {
        let process = &state.process;
        for (_, slot) in state.collection(Collection::Anomalies) {
            let events = slot.events.iter().filter_map(|key| stored.get(&(Some(process), key)));
            problems.extend(problem(slot, events.copied()));
        }
        for (path, slot) in state.slots.iter().filter(|(_, slot)| !slot.order_undecided.is_empty()) {
            let events = slot.order_undecided.iter().map(|undecided| &undecided.event);
            let last = events.filter_map(|key| stored.get(&(Some(process), key))).max_by_key(|at| at.line);
            problems.extend(last.map(|at| undecided(*at, path, slot)));
        }
    });
    problems
}

/// How many events a message names at most.
const NAMED: usize = 5;

/// Returns a note, at the last of the events, that the record does not say which of them came last.
fn undecided(at: StoredEvent<'_>, path: &Path, slot: &Slot) -> Problem {
    let named = slot.order_undecided.iter().take(NAMED).map(|undecided| format!("`{}`", undecided.event));
    let more = slot.order_undecided.len().saturating_sub(NAMED);
    let events: Vec<String> = named.chain((more > 0).then(|| format!("{more} more"))).collect();
    let outcomes: BTreeSet<&str> =
        slot.order_undecided.iter().map(|undecided| undecided.outcome.as_str()).collect();
    let outcomes: Vec<&str> = outcomes.into_iter().collect();
    let message = format!(
        "in `{path}`: the record does not say which of {} came last, so whether it is {} is undecided",
        events.join(", "),
        outcomes.join(" or ")
    );
    let hint = "if the source says which, name the earlier one in `after` of the later one";
    let span = find_field(at.text, "key", None);
    passage(at).at(
        span,
        Code::OrderUndecided,
        message,
        Some(hint.to_owned()),
        Some(at.event.draft.key.clone()),
    )
}

/// Returns an anomaly at the last of the events that it names, else at the last that it rests on.
fn problem<'a>(slot: &Slot, events: impl Iterator<Item = StoredEvent<'a>>) -> Option<Problem> {
    let Value::Anomaly(anomaly) = &slot.value else { return None };
    let is_named =
        |stored: &StoredEvent<'_>| anomaly.message.contains(&format!("`{}`", stored.event.draft.key));
    let at = events.max_by_key(|stored| (is_named(stored), stored.line))?;
    let key = &at.event.draft.key;
    let others: Vec<String> =
        slot.events.iter().filter(|other| *other != key).take(5).map(|other| format!("`{other}`")).collect();
    let rests = if others.is_empty() { String::new() } else { format!("; see also {}", others.join(", ")) };
    let message = format!("in `{}`: {}", anomaly.path, anomaly.message);
    let hint = format!("{}{rests}", hint(anomaly.code));
    let span = find_field(at.text, "key", None);
    Some(passage(at).at(span, Code::Anomaly(anomaly.code), message, Some(hint), Some(key.clone())))
}

fn hint(code: AnomalyCode) -> &'static str {
    match code {
        AnomalyCode::NotOpened => "add or reinstate the event that opens it, or correct what names it",
        AnomalyCode::BeforeOpening => "correct the date of one of them",
        AnomalyCode::BeyondNumbers => "check the figures, or count in a larger unit",
        AnomalyCode::OverDelivered => "check the figures; if they are right, no action is needed",
        AnomalyCode::OtherUnit => "use the same unit for both, or the delivery does not count",
        AnomalyCode::OtherDirection => "correct `from` and `to`, or the parties of the promise",
        AnomalyCode::NotAsked => "add whoever was asked to `to` of the proposal",
        AnomalyCode::NothingToReplace => "correct the key in `replaces`, or leave it out",
        AnomalyCode::HeldAndNotHeld => "correct one of them; enter what one claimant denies as a denial",
        AnomalyCode::SameRound => "give one of them another number, or none",
        AnomalyCode::AttestedAfterLeft => "correct one of the dates, or add that the post was taken again",
        AnomalyCode::LeftBeforeJoining => "correct one of the dates, or add that they had joined before",
        AnomalyCode::PresentAndAbsent => "correct one of them; enter what one claimant denies as a denial",
        AnomalyCode::Circle => "remove one of the links from `after` or `replaces`",
        AnomalyCode::OrderContradicted => {
            "correct a date, or remove the link from `after`, `replaces` or `delivers`"
        }
    }
}
