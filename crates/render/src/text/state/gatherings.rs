//! The process, its rounds and its meetings: what was planned by whom, then what was.

use asof_core::Key;
use asof_core::kind::DelegationRole;
use asof_projector::StateRow;
use asof_projector::state::meetings::{MeetingStatus, MeetingValue, PlannedMeeting};
use asof_projector::state::rounds::{Came, RoundValue};
use asof_projector::state::status::StatusValue;

use super::card::Card;
use super::lateness::unheard;
use crate::text::dates::date;
use crate::text::numbers::{counted, lasting};
use crate::text::page::{Item, bracketed, code};
use crate::text::view::{View, capitalised, evidence, evidence_of, plain};

pub(crate) fn process<'a>(view: &View<'a>, row: &'a StateRow, value: &'a StatusValue) -> Card {
    Card::new(phase(view, row, value)).titled(["phase", "since", "reason"])
}

fn phase<'a>(view: &View<'a>, row: &'a StateRow, value: &'a StatusValue) -> String {
    let phase = capitalised(&view.standing(row, value.phase.name()));
    let reason = value.reason.as_ref().map_or(String::new(), |reason| format!(", because of: {reason}"));
    format!("{phase} {}{reason}", date(&value.since))
}

pub(crate) fn round<'a>(view: &View<'a>, value: &'a RoundValue) -> Card {
    let RoundValue { number, meeting, .. } = value;
    let day = date(value.start.as_ref().unwrap_or(&value.occurred));
    let days = days_since_previous(value);
    let unstated = || "not stated".to_owned();
    Card::new(format!("Round {number} ({meeting}): {day}"))
        .titled(["number", "meeting", "occurred", "start"])
        .saying("duration", "lasted", [value.duration.as_ref().map_or_else(unstated, lasting)])
        .saying("days_since_previous", "previous", days.map(|days| format!("{days} earlier")))
        .saying("venue", "venue", [value.venue.as_ref().map_or_else(unstated, |venue| view.place(venue))])
        .saying("came", "came", value.came.iter().map(|list| came(view, list)))
}

fn days_since_previous(value: &RoundValue) -> Option<String> {
    let days = value.days_since_previous.and_then(|days| u64::try_from(days).ok())?;
    Some(counted(days, "day"))
}

/// Returns a round in a line: when, how long, how many days after the one before, where.
pub(crate) fn round_in_short<'a>(view: &View<'a>, value: &'a RoundValue) -> String {
    let mut parts = vec![date(value.start.as_ref().unwrap_or(&value.occurred))];
    parts.push(match &value.duration {
        Some(duration) => format!("for {}", lasting(duration)),
        None => "how long is not stated".to_owned(),
    });
    parts.extend(days_since_previous(value).map(|days| format!("{days} after the round before")));
    let venue = value.venue.as_ref().map(|venue| view.place(venue));
    parts.push(venue.unwrap_or_else(|| "venue not stated".to_owned()));
    let (number, meeting) = (value.number, &value.meeting);
    format!("Round {number} ({meeting}): {}", parts.join("; "))
}

/// Returns who of a party was seen at a round.
fn came<'a>(view: &View<'a>, list: &'a Came) -> String {
    let party = view.name(&list.party);
    let role = (list.role != DelegationRole::Party).then(|| plain(list.role.name()));
    let extent = (!list.complete).then(|| "partial list".to_owned());
    let aside: Vec<String> = role.into_iter().chain(extent).collect();
    let aside = if aside.is_empty() { String::new() } else { format!(" ({})", aside.join(", ")) };
    let named = list.people.iter().map(|person| {
        let name = view.name(person);
        if Some(person) == list.head.as_ref() { format!("{name} (head)") } else { name.to_owned() }
    });
    let people: Vec<String> = named.chain(list.unnamed.iter().map(ToString::to_string)).collect();
    let people = if people.is_empty() { "nobody named".to_owned() } else { people.join(", ") };
    format!("{party}{aside}: {people}")
}

/// Returns how the process stands, since when, by which event.
pub(crate) fn status_in_short<'a>(view: &View<'a>, row: &'a StateRow, value: &'a StatusValue) -> String {
    let told_by = view.told_by(row).map_or(String::new(), |by| format!(", {by}"));
    format!("{}{told_by}{} {}", phase(view, row, value), view.doubts(row), evidence(row))
}

/// Returns the meeting that was held last: when, which, by which event.
pub(super) fn last_met<'a>(view: &View<'a>, row: &'a StateRow, value: &'a MeetingValue) -> String {
    let day = value.occurred.as_ref().map_or_else(|| "at a date not stated".to_owned(), date);
    let which = match value.round {
        Some(round) => format!("last meeting round {round}"),
        None => format!("last meeting {}", value.key),
    };
    format!("{which}, {day}{} {}", view.otherwise(row), evidence(row))
}

/// Returns a meeting in a sentence that begins with its date or, if it was not held, with that.
pub(crate) fn meeting_in_short<'a>(view: &View<'a>, row: &'a StateRow, value: &'a MeetingValue) -> Item {
    let key = &value.key;
    let aside = match value.round {
        Some(round) => format!("round {round}, {key}"),
        None => key.to_string(),
    };
    let name = format!("{} ({aside})", value.title.as_ref().map_or("a meeting", |title| title.as_str()));
    let reason = value.reason.as_ref().map_or(String::new(), |reason| format!(", because {reason}"));
    match value.status {
        MeetingStatus::Held => {
            let on = held_on(value).unwrap_or_else(|| "held, date not stated".to_owned());
            let mut parts = vec![format!("{}{}: {name}", capitalised(&on), view.otherwise(row))];
            parts.extend(value.venue.as_ref().map(|venue| view.place(venue)));
            parts.extend(value.duration.as_ref().map(|duration| format!("for {}", lasting(duration))));
            view.brief(row, parts.join(", "))
        }
        MeetingStatus::NotHeld => {
            let instead =
                value.became.as_ref().map_or(String::new(), |instead| format!("; instead {instead}"));
            view.brief(row, format!("Not held{}: {name}{reason}{instead}", view.otherwise(row)))
        }
        MeetingStatus::Proposed | MeetingStatus::Scheduled => {
            let (mut plan, event) = plan_in_short(view, row, value);
            plan.push_str(&unheard(row).map_or(String::new(), |unheard| format!("; {unheard}")));
            let evidence = evidence_of(row, event);
            Item::new(format!("{}: {name}{} {evidence}", capitalised(&plan), view.doubts(row)))
        }
        MeetingStatus::Cancelled => {
            view.brief(row, format!("{}: {name}{reason}", capitalised(&status(view, row, value))))
        }
    }
}

/// Returns how a meeting stands.
fn status<'a>(view: &View<'a>, row: &'a StateRow, value: &MeetingValue) -> String {
    view.standing(row, value.status.name())
}

fn held_on(value: &MeetingValue) -> Option<String> {
    value.start.as_ref().or(value.occurred.as_ref()).map(date)
}

/// Returns the last plan with a date: for when, where, by whose word, whether it is the only one, and its event.
fn plan_in_short<'a>(
    view: &View<'a>,
    row: &'a StateRow,
    value: &'a MeetingValue,
) -> (String, Option<&'a Key>) {
    let status = status(view, row, value);
    let plans = &value.planned;
    let Some(last) = plans.iter().rev().find(|plan| plan.planned_for.is_some()).or(plans.last()) else {
        return (status, None);
    };
    let mut parts = vec![match &last.planned_for {
        Some(planned_for) => format!("{status} for {}", date(planned_for)),
        None => format!("{status}, for when is not stated"),
    }];
    parts.extend(last.venue.as_ref().map(|venue| view.place(venue)));
    parts.extend(view.told_by(last));
    if plans.len() > 1 {
        parts.push(format!("the last of {}", counted(plans.len() as u64, "plan")));
    }
    (parts.join(", "), last.events.first())
}

pub(crate) fn meeting<'a>(view: &View<'a>, row: &'a StateRow, value: &'a MeetingValue) -> Card {
    let round = value.round.map_or(String::new(), |round| format!(", round {round}"));
    let title = match &value.title {
        Some(title) => format!("{title} ({}{round})", code(value.key.as_str())),
        None => format!("{}{round}", code(value.key.as_str())),
    };
    let status = match value.status {
        MeetingStatus::Held => held(view, row, value),
        MeetingStatus::NotHeld => not_held(view, row, value),
        MeetingStatus::Proposed | MeetingStatus::Scheduled | MeetingStatus::Cancelled => {
            with_reason(status(view, row, value), value)
        }
    };
    let unheard = unheard(row).map_or(String::new(), |unheard| format!("; {unheard}"));
    let is_planned = matches!(value.status, MeetingStatus::Proposed | MeetingStatus::Scheduled);
    Card::new(title)
        .titled(["title", "round", "occurred", "start", "duration", "became", "reason"])
        .saying("status", "status", [format!("{status}{unheard}")])
        .saying("planned", "plans", value.planned.iter().map(|plan| planned(view, plan)))
        // Each plan names its claimant itself.
        .naming_its_claimant(is_planned)
}

fn held<'a>(view: &View<'a>, row: &'a StateRow, value: &'a MeetingValue) -> String {
    let mut text = match held_on(value) {
        Some(start) => format!("held{} {start}", view.otherwise(row)),
        None => format!("held{}, date not stated", view.otherwise(row)),
    };
    if let Some(duration) = &value.duration {
        text.push_str(&format!(", for {}", lasting(duration)));
    }
    text
}

fn not_held<'a>(view: &View<'a>, row: &'a StateRow, value: &'a MeetingValue) -> String {
    let text = with_reason(status(view, row, value), value);
    match &value.became {
        Some(instead) => format!("{text}; instead {instead}"),
        None => text,
    }
}

fn with_reason(text: String, value: &MeetingValue) -> String {
    match &value.reason {
        Some(reason) => format!("{text} ({reason})"),
        None => text,
    }
}

/// Returns one plan for a meeting: by whom, for when, where, about what.
pub(crate) fn planned<'a>(view: &View<'a>, plan: &'a PlannedMeeting) -> String {
    let by = view.claimants_of(plan);
    let planned_for = plan.planned_for.as_ref().map_or_else(|| "a date not stated".to_owned(), date);
    let what = if plan.status == MeetingStatus::Proposed { "proposal" } else { "plan" };
    let mut text = format!("{what}, according to {by}: {planned_for}");
    if let Some(venue) = &plan.venue {
        text.push_str(&format!(", {}", view.place(venue)));
    }
    if !plan.agenda.is_empty() {
        text.push_str(&format!(", about {}", view.names(&plan.agenda)));
    }
    format!("{text} {}", bracketed(&plan.events))
}
