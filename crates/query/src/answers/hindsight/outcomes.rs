//! What became of what was expected: gatherings planned, people and delegations announced, proposals and promises open,
//! and objectives of parties.

use asof_core::kind::{Basis, Force};
use asof_core::{Claimant, Key, Text, Until};
use asof_projector::state::attendance::{AttendanceStatus, AttendanceValue};
use asof_projector::state::ceasefires::{CeasefireValue, Phase};
use asof_projector::state::commitments::{CommitmentStatus, CommitmentValue};
use asof_projector::state::delegations::DelegationValue;
use asof_projector::state::meetings::{MeetingStatus, MeetingValue};
use asof_projector::state::positions::PositionValue;
use asof_projector::state::proposals::{ProposalStanding, ProposalValue};
use asof_projector::{Collection, Dated, Lateness, Path, Slot, State, Value as SlotValue, role, row};

use super::outcome::{self, TurnedOut};
use crate::answers::rows::title;
use crate::ask::selection::{LeftOut, Selecting};

row! {
    /// What became of one thing expected.
    pub struct OutcomeRow as "Outcome" {
        /// The negotiation.
        process: Key,
        /// The row of what was expected, by its path.
        path: Path,
        /// What the row is called, or what it is about; null if it has no such name.
        title: Option<String> as role::Prose,
        /// How it compares.
        outcome: Outcome as role::Flat,
    }
}

row! {
    /// What became of one thing expected; what does not apply to its kind is null or empty.
    pub struct Outcome as "OutcomeAlone" {
        /// What was expected: the status that the row had then.
        expected: String,
        /// What became of it: the row's status at the end of the log. For a delegation: `as-announced` or `otherwise`.
        /// For an objective: `met`, `withdrawn`, `restated` in other words, or `replaced` by another. `not-stated` if
        /// the log does not say; `retracted` if it no longer states the row.
        became: String,
        /// How the two compare.
        turned_out: TurnedOut,
        /// For when a meeting was planned last; null if not stated or not a meeting.
        planned_for: Option<Dated> as role::Date,
        /// By when a promise, or the answer to a proposal, was due; null if not stated or neither.
        due: Option<Dated> as role::Date,
        /// By how many days it was late, at least; null if it was not late.
        late_days: Option<u64>,
        /// By how many days it is overdue at the end of the record, if it is still awaited then; else null.
        overdue_days: Option<u64>,
        /// When a meeting was held, or a promise fulfilled; null if it was not, or neither.
        occurred: Option<Dated> as role::Date,
        /// What the party wants at the end of the log in the place of an objective that it replaced; null if it replaced none.
        replaced_by: Option<String> as role::Prose,
        /// Who said so then, if the person or party itself had not.
        expected_by: Vec<Claimant>,
        /// The meeting that was held instead; null if none was.
        instead: Option<Key>,
        /// How the meeting stands at the end of the log; null if it has none.
        meeting_status: Option<MeetingStatus>,
        /// The claimants of the row then; empty if the person or party itself had said nothing.
        attributed_to: Vec<Claimant>,
        /// Who was announced by name.
        announced: Vec<Key>,
        /// Who was announced without a name, as described.
        announced_unnamed: Vec<Text> as role::Prose,
        /// Whether the list of who was announced is complete; null if there is none.
        announced_complete: Option<bool>,
        /// Who is on the list of who came without a name, as described.
        came_unnamed: Vec<Text> as role::Prose,
        /// Who came without having been announced.
        added: Vec<Key>,
        /// Who was announced and is not on the list of who came; where that is not complete they may have come.
        missing: Vec<Key>,
        /// Whether the list of who came is complete; null if there is none.
        complete: Option<bool>,
        /// Of somebody's coming: whether a delegation of this party was seen at the meeting; null of all else.
        delegation_observed: Option<bool>,
        /// What it may have become, where the order of the events that decide is not recorded; empty if it is.
        undecided_between: Vec<String> as role::Prose,
        /// The keys of the events that tell of it.
        events: Vec<Key>,
    }
}

impl Outcome {
    fn new(expected: impl Into<String>, became: impl Into<String>, turned_out: TurnedOut) -> Self {
        Self {
            expected: expected.into(),
            became: became.into(),
            turned_out,
            planned_for: None,
            due: None,
            late_days: None,
            overdue_days: None,
            occurred: None,
            replaced_by: None,
            expected_by: Vec::new(),
            instead: None,
            meeting_status: None,
            attributed_to: Vec::new(),
            announced: Vec::new(),
            announced_unnamed: Vec::new(),
            announced_complete: None,
            came_unnamed: Vec::new(),
            added: Vec::new(),
            missing: Vec::new(),
            complete: None,
            delegation_observed: None,
            undecided_between: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Adds the status of the meeting, and the meeting that was held instead.
    fn at(self, meeting: Option<&MeetingValue>) -> Self {
        Self {
            instead: meeting.and_then(|meeting| meeting.became.clone()),
            meeting_status: meeting.map(|meeting| meeting.status),
            ..self
        }
    }

    /// Adds when it was due, and how late it came or is at the end of the log.
    fn by(self, lateness: Lateness) -> Self {
        let Lateness { due, late_days, overdue_days, .. } = lateness;
        Self { due, late_days, overdue_days, ..self }
    }

    fn row(self, process: &Key, path: &Path, title: Option<String>, slot: &Slot) -> OutcomeRow {
        let further = self.events.iter().filter(|event| !slot.events.contains(event));
        let events = slot.events.iter().chain(further).cloned().collect();
        let (process, path) = (process.clone(), path.clone());
        OutcomeRow { process, path, title, outcome: Self { events, ..self } }
    }
}

/// The outcome of a row that the log no longer states.
const RETRACTED: &str = "retracted";

/// The outcome of a row if the log does not say what became of it.
const NOT_STATED: &str = "not-stated";

/// The collections whose rows expect something.
const EXPECTED: [Collection; 7] = [
    Collection::Meetings,
    Collection::Attendance,
    Collection::Delegations,
    Collection::Ceasefires,
    Collection::Proposals,
    Collection::Commitments,
    Collection::Positions,
];

/// Returns what became of everything that was open in `then`, judged by `end`, the state at the end of the log. Delays
/// are counted up to `last`, the end of the last event. An empty `only` means all collections. Rows that `selecting`
/// hides are counted in `left_out`.
pub(super) fn outcomes(
    then: &State,
    (end, last): (&State, Until),
    only: &[Collection],
    selecting: &Selecting<'_>,
    left_out: &mut LeftOut,
) -> Vec<OutcomeRow> {
    let mut rows = Vec::new();
    for collection in EXPECTED.into_iter().filter(|collection| only.is_empty() || only.contains(collection)) {
        for (path, slot) in then.collection(collection) {
            let later = end.slots.get(path);
            let value = later.map(|later| &later.value);
            let lateness = || later.and_then(|later| end.lateness_by(later, last)).unwrap_or_default();
            let outcome = match &slot.value {
                SlotValue::Meeting(meeting) => meeting_outcome(meeting, value)
                    .map(|outcome| Outcome { overdue_days: lateness().overdue_days, ..outcome }),
                SlotValue::Attendance(attendance) if is_open(then, &attendance.meeting) => {
                    attendance_outcome(attendance, value, end)
                }
                SlotValue::Delegation(list) if is_open(then, &list.meeting) => delegation_outcome(list, end),
                SlotValue::Ceasefire(ceasefire) => ceasefire_outcome(ceasefire, value),
                SlotValue::Proposal(proposal) => {
                    proposal_outcome(proposal, value).map(|outcome| outcome.by(lateness()))
                }
                SlotValue::Commitment(commitment) => commitment_outcome(commitment, later, lateness()),
                SlotValue::Position(position) => {
                    let by = end.replaced_by(path);
                    objective_outcome(position, value, by.map(|slot| &slot.value)).map(|outcome| Outcome {
                        events: by.map_or_else(Vec::new, |slot| slot.events.clone()),
                        ..outcome
                    })
                }
                _ => None,
            };
            if let Some(outcome) = outcome {
                if !selecting.shows_path([then, end], path) {
                    left_out.rows.insert((then.process.clone(), path.clone()));
                    continue;
                }
                let undecided_between = later.map_or_else(Vec::new, Slot::undecided_between);
                let outcome =
                    Outcome { attributed_to: slot.attributed_to.clone(), undecided_between, ..outcome };
                let title = match &slot.value {
                    SlotValue::Position(position) => Some(objective(position)),
                    _ => title([then, end], path),
                };
                rows.push(outcome.row(&then.process, path, title, later.unwrap_or(slot)));
            }
        }
    }
    rows
}

/// Returns whether a meeting was still to come at the point, or had not been mentioned.
fn is_open(state: &State, key: &Key) -> bool {
    state.meeting(key).is_none_or(|meeting| match meeting.status {
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
    let became = later.map_or(RETRACTED.to_owned(), |later| later.status.name().to_owned());
    let planned_for = then.planned.iter().rev().find_map(|plan| plan.planned_for.clone());
    let turned_out = outcome::meeting(planned_for.as_ref(), later);
    let occurred = later.and_then(|later| later.start.clone().or(later.occurred.clone()));
    let outcome = Outcome::new(then.status.name(), became, turned_out);
    Some(Outcome { planned_for, occurred, ..outcome.at(later) })
}

/// Returns what became of an expected attendance. `None` if it was already on record whether they came, or if nobody
/// had said whether they would. A party counts as present if a delegation of it was seen there.
fn attendance_outcome(then: &AttendanceValue, later: Option<&SlotValue>, end: &State) -> Option<Outcome> {
    let (expected, expected_by) = match then.status {
        Some(AttendanceStatus::Present | AttendanceStatus::Absent) => return None,
        Some(status) => (status.name().to_owned(), Vec::new()),
        None => said_by_others(then)?,
    };
    let became = match later {
        Some(SlotValue::Attendance(later)) => later.status,
        _ => None,
    };
    let gathering = end.meeting(&then.meeting);
    let delegation = observed(end, &then.meeting, &then.who);
    let seen = match (became, delegation) {
        (Some(AttendanceStatus::Present | AttendanceStatus::Absent), _) | (_, None) => became,
        (_, Some(_)) => Some(AttendanceStatus::Present),
    };
    let turned_out = outcome::attendance(&expected, seen, gathering.map(|meeting| meeting.status));
    let became = became.map_or(NOT_STATED, AttendanceStatus::name);
    Some(Outcome {
        expected_by,
        delegation_observed: Some(delegation.is_some()),
        events: delegation.map_or_else(Vec::new, |slot| slot.events.clone()),
        ..Outcome::new(expected, became, turned_out).at(gathering)
    })
}

/// Returns the delegation of a party that was seen at a meeting.
fn observed<'s>(state: &'s State, meeting: &Key, party: &Key) -> Option<&'s Slot> {
    state.slots.get(&Path::new(Collection::Delegations, [meeting.as_str(), party.as_str(), "observed"]))
}

/// Returns what others last said about somebody's attendance, and everyone who said so.
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

/// Returns what became of an announced delegation, at its meeting or at the one held instead; `None` for a list of
/// another basis.
fn delegation_outcome(then: &DelegationValue, end: &State) -> Option<Outcome> {
    if then.basis != Basis::Announced {
        return None;
    }
    let planned = end.meeting(&then.meeting);
    let held = planned.and_then(|meeting| meeting.became.as_ref()).unwrap_or(&then.meeting);
    let announced: Vec<Key> = then.people().cloned().collect();
    let outcome = match observed(end, held, &then.party) {
        Some(Slot { value: SlotValue::Delegation(came), events, .. }) => Outcome {
            complete: Some(came.complete),
            came_unnamed: unnamed(came),
            events: events.clone(),
            ..compared(&announced, then.complete, came)
        },
        _ => not_told(planned),
    };
    Some(Outcome {
        announced,
        announced_unnamed: unnamed(then),
        announced_complete: Some(then.complete),
        ..outcome.at(planned)
    })
}

/// Returns the members of a list that are described but not named.
fn unnamed(list: &DelegationValue) -> Vec<Text> {
    let unnamed = list.members.iter().filter(|member| member.person.is_none());
    unnamed.filter_map(|member| member.description.clone()).collect()
}

/// Returns the outcome of a delegation if the log does not say who came.
fn not_told(planned: Option<&MeetingValue>) -> Outcome {
    Outcome::new("announced", NOT_STATED, outcome::untold_delegation(planned))
}

/// Returns how the list of who came compares with the announced people: who was added and who is missing. "Not stated"
/// if either list names nobody. Those missing from an incomplete list may have come.
fn compared(announced: &[Key], is_complete: bool, came: &DelegationValue) -> Outcome {
    let present: Vec<&Key> = came.people().collect();
    if announced.is_empty() || present.is_empty() {
        return not_told(None);
    }
    let added: Vec<Key> =
        present.iter().filter(|person| !announced.contains(person)).copied().cloned().collect();
    let missing: Vec<Key> = announced.iter().filter(|person| !present.contains(person)).cloned().collect();
    let is_as_announced = added.is_empty() && missing.is_empty();
    let became = if is_as_announced { "as-announced" } else { "otherwise" };
    // Additions contradict only a complete announcement, and absences only a complete list of who came.
    let contradicts = is_complete && !added.is_empty() || came.complete && !missing.is_empty();
    let turned_out = match (is_as_announced, contradicts) {
        (true, _) => TurnedOut::AsExpected,
        (false, true) => TurnedOut::Otherwise,
        (false, false) => TurnedOut::Open,
    };
    Outcome { added, missing, ..Outcome::new("announced", became, turned_out) }
}

fn proposal_outcome(then: &ProposalValue, later: Option<&SlotValue>) -> Option<Outcome> {
    if !matches!(then.standing, ProposalStanding::Open | ProposalStanding::UnderConsideration) {
        return None;
    }
    let later = match later {
        Some(SlotValue::Proposal(later)) => Some(later.standing),
        _ => None,
    };
    let became = later.map_or(RETRACTED, ProposalStanding::name);
    Some(Outcome::new(then.standing.name(), became, outcome::proposal(later)))
}

/// Returns what became of a ceasefire that had been announced and was not yet in effect.
fn ceasefire_outcome(then: &CeasefireValue, later: Option<&SlotValue>) -> Option<Outcome> {
    let phase = then.phase.filter(|phase| *phase == Phase::Announced)?;
    let (became, turned_out) = match later {
        Some(SlotValue::Ceasefire(later)) => {
            (later.phase.map_or(RETRACTED, Phase::name), outcome::ceasefire(later.phase))
        }
        _ => (RETRACTED, outcome::ceasefire(None)),
    };
    Some(Outcome::new(phase.name(), became, turned_out))
}

/// Returns what became of a promise. One that only others still report is no longer on record as a promise.
fn commitment_outcome(then: &CommitmentValue, slot: Option<&Slot>, lateness: Lateness) -> Option<Outcome> {
    let status = then.status?;
    if matches!(status, CommitmentStatus::Fulfilled | CommitmentStatus::Withdrawn) {
        return None;
    }
    let later = match slot.map(|slot| &slot.value) {
        Some(SlotValue::Commitment(later)) => Some(&**later),
        _ => None,
    };
    let status_later = later.and_then(|later| later.status);
    let became = status_later.map_or(RETRACTED, CommitmentStatus::name);
    let outcome = Outcome::new(status.name(), became, TurnedOut::Open).by(lateness);
    let fulfilled_by = later.and_then(|later| Some((later, later.fulfilled_by.as_ref()?)));
    let came = fulfilled_by.and_then(|(later, by)| later.deliveries.iter().find(|lot| lot.event == *by));
    let turned_out = outcome::commitment(status_later, outcome.late_days.is_some());
    Some(Outcome { turned_out, occurred: came.map(|lot| lot.occurred.clone()), ..outcome })
}

/// Returns what became of an objective of a party. `by` is the position that replaced it. `None` for demands and
/// preconditions: they are addressed to others and say nothing about what will happen.
fn objective_outcome(
    then: &PositionValue,
    later: Option<&SlotValue>,
    by: Option<&SlotValue>,
) -> Option<Outcome> {
    let (objective_then, force) = then.wanted()?;
    if force != Force::Objective {
        return None;
    }
    let [later, by] = [later, by].map(|value| match value {
        Some(SlotValue::Position(position)) => Some(position),
        _ => None,
    });
    let (became, turned_out) = match later.map(|later| (later.ended, later.wanted())) {
        None if by.is_some() => ("replaced", TurnedOut::Open),
        None => (RETRACTED, TurnedOut::Otherwise),
        Some((Some(ended), _)) => (ended.name(), outcome::objective(ended)),
        Some((None, Some((now, Force::Objective)))) if now == objective_then => (NOT_STATED, TurnedOut::Open),
        Some((None, _)) => ("restated", TurnedOut::Open),
    };
    let expected_by = match (&then.stance, then.reported.last()) {
        (None, Some(last)) => last.attributed_to.clone(),
        _ => Vec::new(),
    };
    Some(Outcome {
        expected_by,
        replaced_by: by.map(|by| objective(by)),
        ..Outcome::new("objective", became, turned_out)
    })
}

/// Returns the objective in a position, with its condition.
fn objective(position: &PositionValue) -> String {
    let objective = position.wanted().map_or("", |(objective, _)| objective);
    match &position.condition {
        Some(condition) => format!("{objective}, on condition: {condition}"),
        None => objective.to_owned(),
    }
}

#[cfg(test)]
mod tests;
