//! `hindsight`: how a moment looked then, how it looks now, and what became of what was expected.

use std::collections::HashSet;

use asof_core::kind::Basis;
use asof_core::{Claimant, Cut, Key, Limit};
use asof_projector::state::attendance::{AttendanceStatus, AttendanceValue};
use asof_projector::state::commitments::{CommitmentStatus, CommitmentValue};
use asof_projector::state::delegations::DelegationValue;
use asof_projector::state::meetings::{MeetingStatus, MeetingValue};
use asof_projector::state::proposals::{ProposalStanding, ProposalValue};
use asof_projector::{Dated, Diff, Family, Path, Row, Slot, State, Value as SlotValue, project};
use serde::Serialize;
use serde_json::{Value, json};

use crate::answer::{Answer, counted_json, possible_json, together};
use crate::difference::{changes_json, diffs, title};
use crate::log::Log;
use crate::question::Asked;

/// Returns the difference between a moment as known then and as known by the end of the log, and the outcomes of
/// every meeting planned, attendance and delegation announced, promise and proposal open then.
///
/// `then` is the cut with `known` as of the moment, `now` the one with all that the log knows.
pub fn hindsight(log: &Log, then: &Asked, now: &Asked) -> Answer {
    let diffs = diffs(log, then, now);
    let end = Cut { occurred: Limit::All, known: Limit::All, ..then.cut };
    let outcomes = diffs.iter().flat_map(|diff| {
        let end = project(log.events(), &diff.from.process, &end);
        outcomes(&diff.from, &end)
    });
    let mut answer = Answer::new("hindsight", then, log.names());
    answer.put("counted", counted_json(together(diffs.iter().map(|diff| diff.from.counted))));
    answer.put("from", then.cut_json());
    answer.put("to", now.cut_json());
    answer.put("changes", diffs.iter().flat_map(|diff| changes_json(diff, log.names())).collect());
    answer.put("outcomes", outcomes.collect());
    answer.put("unchanged", json!(diffs.iter().map(unchanged).sum::<usize>()));
    answer.put("possible", diffs.iter().flat_map(|diff| possible_json(&diff.from)).collect());
    answer
}

/// Returns how many slots of the process look now as they looked then.
fn unchanged(diff: &Diff) -> usize {
    let moved: HashSet<&Path> = diff.changes.iter().map(|change| &change.path).collect();
    diff.from.slots.keys().filter(|path| !path.family().is_registry() && !moved.contains(path)).count()
}

/// What became of one thing expected; what does not apply to its kind is absent.
#[derive(Debug, Default)]
struct Outcome {
    expected: String,
    became: String,
    /// For when a gathering was planned last.
    planned_for: Option<Dated>,
    /// Who else expected or reported it, where there was no own word.
    expected_by: Vec<Claimant>,
    /// The gathering that was held instead.
    instead: Option<Key>,
    meeting_status: Option<MeetingStatus>,
    announced: Vec<Key>,
    added: Vec<Key>,
    missing: Vec<Key>,
    /// Whether the list of who came is complete.
    complete: Option<bool>,
    /// Events beside those of the slot.
    events: Vec<Key>,
}

impl Outcome {
    fn new(expected: impl Into<String>, became: impl Into<String>) -> Self {
        Self { expected: expected.into(), became: became.into(), ..Self::default() }
    }

    /// Says how the gathering stands and what was held instead.
    fn at(self, meeting: Option<&MeetingValue>) -> Self {
        Self {
            instead: meeting.and_then(|meeting| meeting.became.clone()),
            meeting_status: meeting.map(|meeting| meeting.status),
            ..self
        }
    }

    fn row(self, process: &Key, path: &Path, title: Option<String>, slot: &Slot) -> Value {
        let further = self.events.iter().filter(|event| !slot.events.contains(event));
        let mut row = Row::default();
        row.text("process", Some(process));
        row.text("path", Some(path));
        row.text("title", title);
        row.text("expected", Some(self.expected));
        row.text("became", Some(self.became));
        row.date("planned_for", self.planned_for.as_ref());
        row.list("expected_by", &self.expected_by);
        row.text("instead", self.instead.as_ref());
        row.value("meeting_status", self.meeting_status);
        row.list("announced", &self.announced);
        row.list("added", &self.added);
        row.list("missing", &self.missing);
        row.value("complete", self.complete);
        row.list("events", slot.events.iter().chain(further));
        row.into_value()
    }
}

/// What became of something of which the record no longer tells.
const RETRACTED: &str = "retracted";

/// What became of something of which the record does not tell.
const NOT_STATED: &str = "not-stated";

fn outcomes(then: &State, end: &State) -> Vec<Value> {
    let mut rows = Vec::new();
    for family in
        [Family::Meetings, Family::Attendance, Family::Delegations, Family::Proposals, Family::Commitments]
    {
        for (path, slot) in then.family(family) {
            let later = end.slots.get(path);
            let value = later.map(|later| &later.value);
            let outcome = match &slot.value {
                SlotValue::Meeting(meeting) => meeting_outcome(meeting, value),
                SlotValue::Attendance(attendance) if is_open(then, &attendance.meeting) => {
                    attendance_outcome(attendance, value, end)
                }
                SlotValue::Delegation(list) if is_open(then, &list.meeting) => delegation_outcome(list, end),
                SlotValue::Proposal(proposal) => proposal_outcome(proposal, value),
                SlotValue::Commitment(commitment) => commitment_outcome(commitment, value),
                _ => None,
            };
            if let Some(outcome) = outcome {
                let title = title([then, end], path);
                rows.push(outcome.row(&then.process, path, title, later.unwrap_or(slot)));
            }
        }
    }
    rows
}

/// Returns a word of a closed list as the contract writes it.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn meeting<'s>(state: &'s State, key: &Key) -> Option<&'s MeetingValue> {
    match &state.slots.get(&Path::new(Family::Meetings, [key]))?.value {
        SlotValue::Meeting(meeting) => Some(meeting),
        _ => None,
    }
}

/// Returns whether a gathering was still to come at the cut, or had not been spoken of.
fn is_open(state: &State, key: &Key) -> bool {
    meeting(state, key).is_none_or(|meeting| match meeting.status {
        MeetingStatus::Proposed | MeetingStatus::Scheduled => true,
        MeetingStatus::Cancelled | MeetingStatus::Held | MeetingStatus::NotHeld => false,
    })
}

fn meeting_outcome(then: &MeetingValue, later: Option<&SlotValue>) -> Option<Outcome> {
    if !matches!(then.status, MeetingStatus::Proposed | MeetingStatus::Scheduled) {
        return None;
    }
    let later = match later {
        Some(SlotValue::Meeting(later)) => Some(&**later),
        _ => None,
    };
    let became = later.map_or(RETRACTED.to_owned(), |later| word(later.status));
    let planned_for = then.planned.iter().rev().find_map(|plan| plan.planned_for.clone());
    Some(Outcome { planned_for, ..Outcome::new(word(then.status), became).at(later) })
}

/// Returns whether somebody came who was expected; `None` if that had been seen by then.
fn attendance_outcome(then: &AttendanceValue, later: Option<&SlotValue>, end: &State) -> Option<Outcome> {
    let (expected, expected_by) = match then.status {
        Some(AttendanceStatus::Present | AttendanceStatus::Absent) => return None,
        Some(status) => (word(status), Vec::new()),
        None => said_by_others(then)?,
    };
    let became = match later {
        Some(SlotValue::Attendance(later)) => later.status.map(word),
        _ => None,
    };
    let outcome = Outcome::new(expected, became.unwrap_or_else(|| NOT_STATED.to_owned()));
    Some(Outcome { expected_by, ..outcome.at(meeting(end, &then.meeting)) })
}

/// Returns what others said last of somebody's coming, and who said so.
fn said_by_others(then: &AttendanceValue) -> Option<(String, Vec<Claimant>)> {
    let last = then.reported.last()?;
    let mut by: Vec<Claimant> = Vec::new();
    for said in then.reported.iter().filter(|said| said.status == last.status) {
        by.extend(
            said.attributed_to.iter().filter(|claimant| !by.contains(claimant)).cloned().collect::<Vec<_>>(),
        );
    }
    Some((last.status.clone(), by))
}

/// Returns who came of an announced delegation: to its gathering, or to what was held instead.
fn delegation_outcome(then: &DelegationValue, end: &State) -> Option<Outcome> {
    if then.basis != Basis::Announced {
        return None;
    }
    let planned = meeting(end, &then.meeting);
    let held = planned.and_then(|meeting| meeting.became.as_ref()).unwrap_or(&then.meeting);
    let path = Path::new(Family::Delegations, [held.as_str(), then.party.as_str(), "observed"]);
    let announced: Vec<Key> = then.people().cloned().collect();
    let outcome = match end.slots.get(&path) {
        Some(Slot { value: SlotValue::Delegation(came), events, .. }) => {
            Outcome { complete: Some(came.complete), events: events.clone(), ..compared(&announced, came) }
        }
        _ => Outcome::new("announced", NOT_STATED),
    };
    Some(Outcome { announced, ..outcome.at(planned) })
}

/// Returns who came without being announced and who was announced and is not on the list of who came: of a list
/// that is not complete they may have come all the same.
fn compared(announced: &[Key], came: &DelegationValue) -> Outcome {
    let came: Vec<&Key> = came.people().collect();
    if announced.is_empty() || came.is_empty() {
        return Outcome::new("announced", NOT_STATED);
    }
    let added: Vec<Key> =
        came.iter().filter(|person| !announced.contains(person)).copied().cloned().collect();
    let missing: Vec<Key> = announced.iter().filter(|person| !came.contains(person)).cloned().collect();
    let is_as_announced = added.is_empty() && missing.is_empty();
    let became = if is_as_announced { "as-announced" } else { "otherwise" };
    Outcome { added, missing, ..Outcome::new("announced", became) }
}

fn proposal_outcome(then: &ProposalValue, later: Option<&SlotValue>) -> Option<Outcome> {
    if !matches!(then.standing, ProposalStanding::Open | ProposalStanding::UnderConsideration) {
        return None;
    }
    let became = match later {
        Some(SlotValue::Proposal(later)) => word(later.standing),
        _ => RETRACTED.to_owned(),
    };
    Some(Outcome::new(word(then.standing), became))
}

/// Returns what became of a promise. One that only others still report is no longer on record as a promise.
fn commitment_outcome(then: &CommitmentValue, later: Option<&SlotValue>) -> Option<Outcome> {
    let status = then.status?;
    if matches!(status, CommitmentStatus::Fulfilled | CommitmentStatus::Withdrawn) {
        return None;
    }
    let became = match later {
        Some(SlotValue::Commitment(later)) => later.status.map(word),
        _ => None,
    };
    Some(Outcome::new(word(status), became.unwrap_or_else(|| RETRACTED.to_owned())))
}

#[cfg(test)]
mod tests {
    use asof_core::kind::{DelegationRole, Member};
    use asof_projector::Reported;

    use super::*;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    fn came(people: &[&str]) -> DelegationValue {
        let member = |person: &&str| Member {
            person: Some(key(person)),
            description: None,
            post: None,
            title: None,
            role: None,
        };
        DelegationValue {
            meeting: key("m"),
            party: key("ukraine"),
            basis: Basis::Observed,
            role: DelegationRole::Party,
            complete: false,
            head: None,
            mandate: None,
            members: people.iter().map(member).collect(),
        }
    }

    #[test]
    fn who_came_is_compared_only_where_people_are_named() {
        let announced = [key("a"), key("b")];
        let otherwise = compared(&announced, &came(&["a", "c"]));
        assert_eq!((&*otherwise.expected, &*otherwise.became), ("announced", "otherwise"));
        assert_eq!((otherwise.added, otherwise.missing), (vec![key("c")], vec![key("b")]));
        assert_eq!(compared(&announced, &came(&["b", "a"])).became, "as-announced");
        for unnamed in [compared(&[], &came(&["a"])), compared(&announced, &came(&[]))] {
            assert_eq!(unnamed.became, NOT_STATED);
            assert!(unnamed.added.is_empty() && unnamed.missing.is_empty());
        }
    }

    fn awaited(status: Option<AttendanceStatus>, reported: &[(&str, &str)]) -> AttendanceValue {
        let said = |(by, status): &(&str, &str)| Reported {
            attributed_to: vec![by.parse().unwrap()],
            status: (*status).to_owned(),
            event: key("e"),
        };
        AttendanceValue {
            meeting: key("m"),
            who: key("a"),
            status,
            condition: None,
            reason: None,
            delegated_to: Vec::new(),
            since: None,
            reported: reported.iter().map(said).collect(),
        }
    }

    #[test]
    fn what_others_said_last_is_expected_only_without_own_word() {
        let reported = [("x", "tentative"), ("y", "expected"), ("z", "expected"), ("y", "expected")];
        let (expected, by) = said_by_others(&awaited(None, &reported)).unwrap();
        let by: Vec<String> = by.iter().map(ToString::to_string).collect();
        assert_eq!((expected.as_str(), by), ("expected", vec!["y".to_owned(), "z".to_owned()]));
        assert!(said_by_others(&awaited(None, &[])).is_none());
    }

    #[test]
    fn outcomes_are_words_of_the_contract_and_null_where_they_do_not_apply() {
        assert_eq!(word(CommitmentStatus::InProgress), "in-progress");
        assert_eq!(word(MeetingStatus::NotHeld), "not-held");
        let meeting = Outcome::new("open", RETRACTED).at(None);
        assert!(meeting.meeting_status.is_none() && meeting.instead.is_none() && meeting.complete.is_none());
    }
}
