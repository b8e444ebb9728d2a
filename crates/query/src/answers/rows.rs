//! The rows of a state as the contract has them, with what only other slots can say of one.

use asof_core::Key;
use asof_core::kind::Basis;
use asof_projector::state::delegations::DelegationValue;
use asof_projector::state::meetings::MeetingValue;
use asof_projector::state::rounds::RoundValue;
use asof_projector::{Collection, Path, Row, Slot, State, Value as SlotValue};
use serde_json::{Map, Value, json};

use crate::source::log::Log;

/// Returns a slot as a row: its value and what it rests on; of a round also where it was held, how long it lasted, how
/// many days after the one before, and who came.
pub(crate) fn row(state: &State, path: &Path, slot: &Slot) -> Map<String, Value> {
    let row = state.row(path, slot);
    match &slot.value {
        SlotValue::Round(round) => with_gathering(state, round, row),
        _ => row,
    }
}

/// Adds to the row of a round what its gathering says, before the events that it rests on.
fn with_gathering(state: &State, round: &RoundValue, row: Map<String, Value>) -> Map<String, Value> {
    let gathering = meeting(state, &round.meeting);
    let mut more = Row::default();
    more.text("venue", gathering.and_then(|meeting| meeting.venue.as_ref()));
    more.date("start", gathering.and_then(|meeting| meeting.start.as_ref()));
    more.duration("duration", gathering.and_then(|meeting| meeting.duration.as_ref()));
    more.value("days_since_previous", days_since_previous(state, round));
    more.value("came", came(state, &round.meeting));
    let (mut whole, mut more) = (Map::new(), Some(more.into_map()));
    for (field, value) in row {
        if field == "events" {
            whole.extend(more.take().into_iter().flatten());
        }
        whole.insert(field, value);
    }
    whole
}

/// Returns the gathering with this key.
pub(crate) fn meeting<'s>(state: &'s State, key: &Key) -> Option<&'s MeetingValue> {
    match &state.slots.get(&Path::new(Collection::Meetings, [key]))?.value {
        SlotValue::Meeting(meeting) => Some(meeting),
        _ => None,
    }
}

/// Returns how many calendar days lie between the last day of the round before and the first day of this one.
fn days_since_previous(state: &State, round: &RoundValue) -> Option<i64> {
    let before = &state.round_before(round.number)?.occurred;
    let first = round.occurred.when.first_day(round.occurred.zone)?;
    Some((first - before.when.last_day(before.zone)?).num_days())
}

/// Returns who was seen at a gathering, a delegation each.
fn came(state: &State, meeting: &Key) -> Vec<Value> {
    let lists = state.under(Collection::Delegations, meeting.as_str()).into_iter();
    let lists = lists.filter_map(|(_, slot)| match &slot.value {
        SlotValue::Delegation(list) if list.basis == Basis::Observed => Some(list),
        _ => None,
    });
    let row = |list: &DelegationValue| {
        let unnamed = list.members.iter().filter(|member| member.person.is_none());
        json!({
            "party": list.party,
            "role": list.role,
            "complete": list.complete,
            "head": list.head,
            "people": list.people().collect::<Vec<_>>(),
            "unnamed": unnamed.filter_map(|member| member.description.as_ref()).collect::<Vec<_>>(),
        })
    };
    lists.map(row).collect()
}

/// Returns where accounts of what states rest on differ, each dispute in words and with the events that it is about.
pub(crate) fn disputes_json(log: &Log, states: &[State]) -> Value {
    let of_state = |state: &State| -> Vec<Value> {
        let slots = state.collection(Collection::Discrepancies).into_iter();
        let values = slots.filter_map(|(_, slot)| match &slot.value {
            SlotValue::Discrepancy(value) => Some(value),
            _ => None,
        });
        let row = |value: &asof_projector::state::discrepancies::DiscrepancyValue| {
            let about = value.discrepancy.about.iter().map(|about| about.resolve(&state.process));
            let here: Vec<&Key> =
                about.filter(|(process, _)| **process == state.process).map(|(_, key)| key).collect();
            let summary = log.find(&state.process, &value.key).and_then(|event| event.draft.summary());
            json!({
                "process": state.process,
                "discrepancy": value.key,
                "summary": summary,
                "events": here,
                "followed": value.discrepancy.followed,
            })
        };
        values.map(row).collect()
    };
    states.iter().flat_map(of_state).collect()
}

/// Returns what a slot is called, or what it is about, in the first of the states that has it: a change of one
/// field would otherwise name it by its key alone.
pub(crate) fn title(states: [&State; 2], path: &Path) -> Option<String> {
    let slot = states.iter().find_map(|state| state.slots.get(path))?;
    if let SlotValue::Ceasefire(ceasefire) = &slot.value {
        let purpose = ceasefire.purpose.as_ref().map_or(String::new(), |purpose| format!(" ({purpose})"));
        return Some(format!("ceasefire{purpose}"));
    }
    let row = slot.value.row().into_map();
    ["title", "what"].iter().find_map(|field| row.get(*field)?.as_str().map(str::to_owned))
}
