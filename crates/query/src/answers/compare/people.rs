//! Who was on each side of a comparison: each person once, however spelt.

use std::collections::BTreeSet;

use asof_core::Key;
use asof_core::kind::{Basis, Member};
use asof_projector::state::attendance::{AttendanceStatus, AttendanceValue};
use asof_projector::state::delegations::DelegationValue;
use asof_projector::{Collection, Slot, State, Transition, Value as SlotValue};
use serde_json::{Value, json};

use super::{Aspect, Side, meetings};

/// Returns each party's people on either side, and who else came or was to come, with what was said of it.
pub(super) fn compare(state: &State, a: &Side, b: &Side) -> (Value, Value) {
    let (left, right) = (delegations(state, a), delegations(state, b));
    let mut parties: Vec<&Key> = Vec::new();
    for list in left.iter().chain(&right) {
        if !parties.contains(&&list.party) {
            parties.push(&list.party);
        }
    }
    let rows = parties.iter().map(|party| party_row(party, of_party(&left, party), of_party(&right, party)));
    let people = left.iter().chain(&right).flat_map(|list| list.people());
    let listed: BTreeSet<&Key> = people.chain(parties.iter().copied()).collect();
    (rows.collect(), attendance(state, a, b, &listed))
}

/// Returns the lists of one side: those announced for a plan, those observed of an outcome. Who was announced for a meeting
/// that was not held was announced for the one held instead, unless a list of its own says otherwise.
fn delegations<'s>(state: &'s State, side: &Side) -> Vec<&'s DelegationValue> {
    let basis = match side.aspect {
        Aspect::Plan => Basis::Announced,
        Aspect::Outcome => Basis::Observed,
    };
    let lists =
        state.collection(Collection::Delegations).into_iter().filter_map(|(_, slot)| match &slot.value {
            SlotValue::Delegation(list) => Some(list),
            _ => None,
        });
    let lists: Vec<&DelegationValue> = lists.filter(|list| list.basis == basis).collect();
    let own = || lists.iter().filter(|list| list.meeting == side.meeting);
    let became_this = meetings(state).filter(|(meeting, _)| meeting.became.as_ref() == Some(&side.meeting));
    let became_this: BTreeSet<&Key> = became_this.map(|(meeting, _)| &meeting.key).collect();
    let instead = lists.iter().filter(|list| {
        basis == Basis::Announced
            && became_this.contains(&list.meeting)
            && own().all(|own| own.party != list.party)
    });
    own().chain(instead).copied().collect()
}

fn of_party<'s>(lists: &[&'s DelegationValue], party: &Key) -> Option<&'s DelegationValue> {
    lists.iter().copied().find(|list| list.party == *party)
}

fn party_row(party: &Key, a: Option<&DelegationValue>, b: Option<&DelegationValue>) -> Value {
    let members = |list: Option<&DelegationValue>| list.map_or(Vec::new(), |list| list.members.clone());
    let (left, right) = (members(a), members(b));
    let is_in = |member: &Member, others: &[Member]| others.iter().any(|other| is_same(member, other));
    let (both, added): (Vec<_>, Vec<_>) = right.iter().partition(|member| is_in(member, &left));
    let missing = left.iter().filter(|member| !is_in(member, &right));
    json!({
        "party": party,
        "a": a.map(list_row),
        "b": b.map(list_row),
        "both": both.into_iter().map(member_row).collect::<Value>(),
        "added": added.into_iter().map(member_row).collect::<Value>(),
        "missing": missing.map(member_row).collect::<Value>(),
    })
}

fn is_same(a: &Member, b: &Member) -> bool {
    match (&a.person, &b.person) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a.description == b.description,
        _ => false,
    }
}

fn list_row(list: &DelegationValue) -> Value {
    json!({
        "basis": list.basis,
        "meeting": list.meeting,
        "role": list.role,
        "complete": list.complete,
        "head": list.head,
    })
}

fn member_row(member: &Member) -> Value {
    json!({ "person": member.person, "description": member.description, "title": member.title })
}

/// Returns those who are on no list and have none, with what they said of coming and what was seen.
fn attendance(state: &State, a: &Side, b: &Side, listed: &BTreeSet<&Key>) -> Value {
    let mut who: Vec<&Key> = Vec::new();
    let of_sides = || {
        state.collection(Collection::Attendance).into_iter().filter_map(|(_, slot)| match &slot.value {
            SlotValue::Attendance(value) if [&a.meeting, &b.meeting].contains(&&value.meeting) => {
                Some((value, slot))
            }
            _ => None,
        })
    };
    for (value, _) in of_sides() {
        if !who.contains(&&value.who) && !listed.contains(&value.who) {
            who.push(&value.who);
        }
    }
    let on_side = |side: &Side, who: &Key| {
        let found = of_sides().find(|(value, _)| value.meeting == side.meeting && value.who == *who);
        found.and_then(|(value, slot)| status(side.aspect, value, slot))
    };
    let events = |who: &Key| {
        let of_who = of_sides().filter(|(value, _)| value.who == *who);
        of_who.flat_map(|(_, slot)| slot.events.clone()).collect::<Vec<_>>()
    };
    let rows = who.into_iter().map(|who| {
        let (a, b) = (on_side(a, who), on_side(b, who));
        let mut decided_by: Vec<&Key> = [&a, &b].into_iter().flatten().map(|turn| &turn.event).collect();
        decided_by.dedup();
        let said = |turn: &Option<Transition>| turn.as_ref().map(|turn| turn.value.clone());
        json!({ "who": who, "a": said(&a), "b": said(&b), "decided_by": decided_by, "events": events(who) })
    });
    rows.collect()
}

/// Returns what is on record of somebody's coming, with the event that decides it: the last own word of a plan, what
/// was seen of an outcome.
fn status(aspect: Aspect, value: &AttendanceValue, slot: &Slot) -> Option<Transition> {
    let is_seen = |turn: &&Transition| ["present", "absent"].contains(&&*turn.value);
    match aspect {
        Aspect::Plan => slot.history.iter().rev().find(|turn| !is_seen(turn)).cloned(),
        Aspect::Outcome => match value.status? {
            AttendanceStatus::Present | AttendanceStatus::Absent => {
                slot.history.iter().rev().find(is_seen).cloned()
            }
            AttendanceStatus::Accepted
            | AttendanceStatus::Declined
            | AttendanceStatus::Tentative
            | AttendanceStatus::Delegated => None,
        },
    }
}
