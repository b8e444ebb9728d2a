//! `hindsight`: how a moment looked then, how it looks now, and what became of what was expected.

use std::collections::HashSet;

use asof_core::{Cut, Key, Limit};
use asof_projector::state::attendance::AttendanceStatus;
use asof_projector::state::commitments::{CommitmentStatus, CommitmentValue};
use asof_projector::state::delegations::DelegationValue;
use asof_projector::state::meetings::{MeetingStatus, MeetingValue};
use asof_projector::state::proposals::ProposalStanding;
use asof_projector::{Diff, Family, Path, Slot, State, Value as SlotValue, diff, project};
use serde::Serialize;
use serde_json::{Value, json};

use crate::answer::{Answer, counted_json, possible_json};
use crate::difference::{changes_json, title};
use crate::log::Log;
use crate::question::Asked;

/// Returns the difference between a moment as known then and as known by the end of the log, and the outcomes of
/// every meeting planned, attendance and delegation announced, promise and proposal open then.
///
/// `then` is the cut with `known` as of the moment, `now` the one with all that the log knows.
pub fn hindsight(log: &Log, then: &Asked, now: &Asked) -> Answer {
    let diff = diff(log.events(), &then.process, &then.cut, &now.cut);
    let end =
        project(log.events(), &then.process, &Cut { occurred: Limit::All, known: Limit::All, ..then.cut });
    let mut answer = Answer::new("hindsight", then, log.names());
    answer.put("counted", counted_json(&diff.from));
    answer.put("from", then.cut_json());
    answer.put("to", now.cut_json());
    answer.put("changes", changes_json(&diff, log.names()));
    answer.put("outcomes", outcomes(&diff.from, &end, log));
    answer.put("unchanged", json!(unchanged(&diff)));
    answer.put("possible", possible_json(&diff.from));
    answer
}

/// Returns how many slots of the process look now as they looked then.
fn unchanged(diff: &Diff) -> usize {
    let moved: HashSet<&Path> = diff.changes.iter().map(|change| &change.path).collect();
    diff.from.slots.keys().filter(|path| !path.family().is_registry() && !moved.contains(path)).count()
}

/// What became of one thing expected.
struct Outcome {
    expected: String,
    became: String,
    added: Vec<String>,
    missing: Vec<String>,
}

impl Outcome {
    fn new(expected: impl Into<String>, became: impl Into<String>) -> Self {
        Self { expected: expected.into(), became: became.into(), added: Vec::new(), missing: Vec::new() }
    }
}

fn outcomes(then: &State, end: &State, log: &Log) -> Value {
    let mut rows = Vec::new();
    for family in
        [Family::Meetings, Family::Attendance, Family::Delegations, Family::Proposals, Family::Commitments]
    {
        for (path, slot) in then.family(family) {
            let later = end.slots.get(path);
            let outcome = match &slot.value {
                SlotValue::Meeting(meeting) => meeting_outcome(meeting, later),
                SlotValue::Attendance(attendance) if is_open(then, &attendance.meeting) => {
                    Some(attendance_outcome(slot, later, end))
                }
                SlotValue::Delegation(list) if is_open(then, &list.meeting) => {
                    delegation_outcome(list, end, log)
                }
                SlotValue::Proposal(proposal) => {
                    let open = [ProposalStanding::Open, ProposalStanding::UnderConsideration];
                    let became = match later.map(|later| &later.value) {
                        Some(SlotValue::Proposal(later)) => word(later.standing),
                        _ => "withdrawn from the record".to_owned(),
                    };
                    open.contains(&proposal.standing).then(|| Outcome::new(word(proposal.standing), became))
                }
                SlotValue::Commitment(commitment) => commitment_outcome(commitment, later),
                _ => None,
            };
            if let Some(outcome) = outcome {
                let title = title([then, end], path);
                rows.push(outcome_json(path, title.as_deref(), &outcome, later.unwrap_or(slot)));
            }
        }
    }
    Value::Array(rows)
}

fn outcome_json(path: &Path, title: Option<&str>, outcome: &Outcome, slot: &Slot) -> Value {
    json!({
        "path": path.to_string(),
        "title": title,
        "expected": outcome.expected,
        "became": outcome.became,
        "added": outcome.added,
        "missing": outcome.missing,
        "events": slot.events,
    })
}

fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Returns whether a gathering had not been decided at the cut.
fn is_open(state: &State, meeting: &Key) -> bool {
    let path = Path::new(Family::Meetings, [meeting]);
    match state.slots.get(&path).map(|slot| &slot.value) {
        Some(SlotValue::Meeting(meeting)) => {
            !matches!(meeting.status, MeetingStatus::Held | MeetingStatus::NotHeld)
        }
        _ => true,
    }
}

fn meeting_outcome(meeting: &MeetingValue, later: Option<&Slot>) -> Option<Outcome> {
    if !matches!(meeting.status, MeetingStatus::Proposed | MeetingStatus::Scheduled) {
        return None;
    }
    let planned = meeting.planned.iter().rev().find_map(|plan| plan.planned_for.as_ref());
    let expected = match planned {
        Some(when) => format!("{} for {}", word(meeting.status), when.when),
        None => word(meeting.status),
    };
    let became = match later.map(|later| &later.value) {
        Some(SlotValue::Meeting(later)) => match (&later.status, &later.became) {
            (MeetingStatus::NotHeld, Some(instead)) => format!("not-held; instead `{instead}`"),
            (status, _) if *status == meeting.status => format!("{}: no outcome in the record", word(status)),
            (status, _) => word(status),
        },
        _ => "withdrawn from the record".to_owned(),
    };
    Some(Outcome::new(expected, became))
}

fn attendance_outcome(slot: &Slot, later: Option<&Slot>, end: &State) -> Outcome {
    let SlotValue::Attendance(then) = &slot.value else { return Outcome::new("", "") };
    let expected = match then.status {
        Some(status) => word(status),
        None => {
            let by: Vec<String> =
                then.reported.iter().flat_map(|said| &said.attributed_to).map(ToString::to_string).collect();
            format!("expected by {}", by.join(", "))
        }
    };
    let status = match later.map(|later| &later.value) {
        Some(SlotValue::Attendance(later)) => later.status,
        _ => None,
    };
    let meeting = end.slots.get(&Path::new(Family::Meetings, [&then.meeting])).map(|slot| &slot.value);
    let held = match meeting {
        Some(SlotValue::Meeting(meeting)) => Some(meeting.status),
        _ => None,
    };
    let became = match (status, held) {
        (Some(status @ (AttendanceStatus::Present | AttendanceStatus::Absent)), _) => word(status),
        (status, Some(MeetingStatus::NotHeld)) => {
            let said = status.map_or(String::new(), |status| format!("{}; ", word(status)));
            format!("{said}the meeting was not held")
        }
        (Some(status), _) => word(status),
        (None, _) => "not stated".to_owned(),
    };
    Outcome::new(expected, became)
}

/// Returns who came of an announced delegation: to its gathering, or to what was held instead.
fn delegation_outcome(then: &DelegationValue, end: &State, log: &Log) -> Option<Outcome> {
    if then.basis != asof_core::kind::Basis::Announced {
        return None;
    }
    let meeting = instead(&then.meeting, end);
    let path = Path::new(Family::Delegations, [meeting.as_str(), then.party.as_str(), "observed"]);
    let expected = format!("announced: {}", names(then.people(), log));
    let Some(SlotValue::Delegation(came)) = end.slots.get(&path).map(|slot| &slot.value) else {
        return Some(Outcome::new(expected, "who came is not stated"));
    };
    let key = |person: &Key| person.to_string();
    let added: Vec<String> = came.people().filter(|p| !then.people().any(|q| q == *p)).map(key).collect();
    let missing: Vec<String> = then.people().filter(|p| !came.people().any(|q| q == *p)).map(key).collect();
    let became = match (added.is_empty() && missing.is_empty(), came.complete) {
        (true, _) => "came as announced",
        (false, true) => "came otherwise",
        // Who is missing from a list that is not complete may have come all the same.
        (false, false) => "the list of who came differs, and is not complete",
    };
    let became = if meeting == &then.meeting {
        became.to_owned()
    } else {
        format!("{became} (at `{meeting}`, held instead)")
    };
    Some(Outcome { added, missing, ..Outcome::new(expected, became) })
}

/// Returns the gathering that was held instead of another; itself if none is recorded.
fn instead<'s>(meeting: &'s Key, end: &'s State) -> &'s Key {
    let path = Path::new(Family::Meetings, [meeting]);
    match end.slots.get(&path).map(|slot| &slot.value) {
        Some(SlotValue::Meeting(value)) => value.became.as_ref().unwrap_or(meeting),
        _ => meeting,
    }
}

fn names<'a>(people: impl Iterator<Item = &'a Key>, log: &Log) -> String {
    people.map(|person| log.names().get(person.as_str()).to_owned()).collect::<Vec<_>>().join(", ")
}

fn commitment_outcome(then: &CommitmentValue, later: Option<&Slot>) -> Option<Outcome> {
    let status = then.status?;
    if matches!(status, CommitmentStatus::Fulfilled | CommitmentStatus::Withdrawn) {
        return None;
    }
    let became = match later.map(|later| &later.value) {
        Some(SlotValue::Commitment(later)) => later.status.map_or("not stated".to_owned(), word),
        _ => "withdrawn from the record".to_owned(),
    };
    Some(Outcome::new(word(status), became))
}
