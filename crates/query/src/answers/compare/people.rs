//! Who was on each side of a comparison: each person once, however spelt.

use std::collections::BTreeSet;

use asof_core::kind::{Basis, DelegationRole};
use asof_core::{Key, Text};
use asof_projector::state::attendance::{AttendanceStatus, AttendanceValue};
use asof_projector::state::delegations::{DelegationValue, MemberValue};
use asof_projector::{Collection, Slot, State, Transition, Value as SlotValue, role, row};

use super::{Aspect, Side, meetings};

row! {
    /// One party's people on both sides, each person once however spelt.
    pub struct People as "People" {
        /// The party.
        party: Key as role::Actor,
        /// The list on one side; null if there is none.
        a: Option<List> as role::Rows,
        /// The list on the other side; null if there is none.
        b: Option<List> as role::Rows,
        /// Who is on both.
        both: Vec<Listed> as role::Rows,
        /// Who is only on that of `b`.
        added: Vec<Listed> as role::Rows,
        /// Who is only on that of `a`.
        missing: Vec<Listed> as role::Rows,
    }
}

row! {
    /// What a list of people is.
    pub struct List as "List" {
        /// What it rests on.
        basis: Basis,
        /// The meeting for which it was announced, or at which it was observed. It may have been announced for
        /// another meeting, in whose place this one was held.
        meeting: Key,
        /// In what role they are there.
        role: DelegationRole,
        /// Whether it names everybody.
        complete: bool,
        /// Who leads; null if not stated.
        head: Option<Key> as role::Actor,
    }
}

row! {
    /// Somebody on a list.
    pub struct Listed as "Listed" {
        /// The person; null if the source gives no name.
        person: Option<Key> as role::Actor,
        /// Who it is, where no name is given; else null.
        description: Option<Text> as role::Prose,
        /// The title, as worded; null if not stated.
        title: Option<Text> as role::Prose,
    }
}

row! {
    /// Somebody who is on no list.
    pub struct Coming as "Coming" {
        /// The person or party.
        who: Key as role::Actor,
        /// What is on record of their coming on one side; null if nothing.
        a: Option<String> as role::Prose,
        /// What is on record of it on the other side; null if nothing.
        b: Option<String> as role::Prose,
        /// The keys of the events that decide what stands on either side.
        decided_by: Vec<Key>,
        /// The keys of the events that tell of it.
        events: Vec<Key>,
    }
}

/// Returns each party's people on either side, and who else came or was to come, with what was said of it.
pub(super) fn compare(state: &State, a: &Side, b: &Side) -> (Vec<People>, Vec<Coming>) {
    let (left, right) = (delegations(state, a), delegations(state, b));
    let mut parties: Vec<&Key> = Vec::new();
    for list in left.iter().chain(&right) {
        if !parties.contains(&&list.party) {
            parties.push(&list.party);
        }
    }
    let rows = parties.iter().map(|party| people_of(party, of_party(&left, party), of_party(&right, party)));
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
            SlotValue::Delegation(list) => Some(&**list),
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

fn people_of(party: &Key, a: Option<&DelegationValue>, b: Option<&DelegationValue>) -> People {
    let (left, right) = (members(a), members(b));
    let (both, added): (Vec<&MemberValue>, Vec<&MemberValue>) =
        right.iter().partition(|member| is_in(member, left));
    let missing = left.iter().filter(|member| !is_in(member, right));
    People {
        party: party.clone(),
        a: a.map(List::of),
        b: b.map(List::of),
        both: both.into_iter().map(Listed::of).collect(),
        added: added.into_iter().map(Listed::of).collect(),
        missing: missing.map(Listed::of).collect(),
    }
}

fn members(list: Option<&DelegationValue>) -> &[MemberValue] {
    list.map_or(&[], |list| &list.members)
}

fn is_in(member: &MemberValue, others: &[MemberValue]) -> bool {
    others.iter().any(|other| is_same(member, other))
}

fn is_same(a: &MemberValue, b: &MemberValue) -> bool {
    match (&a.person, &b.person) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a.description == b.description,
        _ => false,
    }
}

impl List {
    fn of(list: &DelegationValue) -> Self {
        Self {
            basis: list.basis,
            meeting: list.meeting.clone(),
            role: list.role,
            complete: list.complete,
            head: list.head.clone(),
        }
    }
}

impl Listed {
    fn of(member: &MemberValue) -> Self {
        let MemberValue { person, description, title, .. } = member.clone();
        Self { person, description, title }
    }
}

/// Returns those who are on no list and have none, with what they said of coming and what was seen.
fn attendance(state: &State, a: &Side, b: &Side, listed: &BTreeSet<&Key>) -> Vec<Coming> {
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
        let turns = [&a, &b].into_iter().flatten();
        let mut decided_by: Vec<Key> = turns.map(|turn| turn.event.clone()).collect();
        decided_by.dedup();
        let said = |turn: Option<Transition>| turn.map(|turn| turn.value);
        Coming { who: who.clone(), a: said(a), b: said(b), decided_by, events: events(who) }
    });
    rows.collect()
}

/// Returns what is on record of somebody's coming, with the event that decides it: the last own word of a plan, what
/// was seen of an outcome.
fn status(aspect: Aspect, value: &AttendanceValue, slot: &Slot) -> Option<Transition> {
    let seen = [AttendanceStatus::Present, AttendanceStatus::Absent].map(AttendanceStatus::name);
    let is_seen = |turn: &&Transition| seen.contains(&&*turn.value);
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
