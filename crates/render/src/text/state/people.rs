//! Who comes and who came: attendance, delegations, offices.

use asof_core::kind::{Basis, DelegationRole, MemberRole};
use asof_core::{Claimant, Key};
use asof_projector::state::attendance::{AttendanceStatus, AttendanceValue};
use asof_projector::state::delegations::{DelegationValue, MemberValue};
use asof_projector::state::offices::OfficeValue;
use asof_projector::{StateRow, Value};

use super::card::Card;
use crate::text::dates::date;
use crate::text::page::Item;
use crate::text::view::{View, joined, plain};

/// Returns whether who comes, or does not, says so.
fn is_own_word(row: &StateRow, value: &AttendanceValue) -> bool {
    matches!(row.grounds.attributed_to.first(), Some(Claimant::Actor(speaker)) if *speaker == value.who)
}

/// Returns whether somebody comes or came, to which meeting.
pub(crate) fn attendance<'a>(view: &View<'a>, row: &'a StateRow, value: &'a AttendanceValue) -> Card {
    let mut card = coming(view, row, value);
    card.title.insert_str(0, &format!("{}: ", value.meeting));
    card
}

/// Returns the same without naming the meeting.
pub(super) fn coming<'a>(view: &View<'a>, row: &'a StateRow, value: &'a AttendanceValue) -> Card {
    let who = view.name(&value.who);
    let status = match value.status {
        Some(seen @ (AttendanceStatus::Present | AttendanceStatus::Absent)) => {
            view.standing(row, seen.name())
        }
        Some(said) => format!("own word: {}", view.standing(row, said.name())),
        None => "no word of their own".to_owned(),
    };
    let earlier = earlier(row, value);
    let earlier = match earlier.is_empty() {
        true => String::new(),
        false => format!(" (before that: {})", earlier.join(", then ")),
    };
    let sent = (!value.delegated_to.is_empty()).then(|| view.names(&value.delegated_to));
    Card::new(format!("{who}: {status}{earlier}"))
        .titled(["meeting", "who", "status", "since"])
        .saying("delegated_to", "sends", sent)
        // One's own word needs no second name.
        .naming_its_claimant(value.status.is_none() || is_own_word(row, value))
}

/// Returns what somebody's attendance was before it became what it is.
fn earlier(row: &StateRow, value: &AttendanceValue) -> Vec<String> {
    let status = value.status.map(AttendanceStatus::name);
    let mut words: Vec<&str> = row.grounds.history.iter().map(|turn| turn.value.as_str()).collect();
    if words.last().copied() == status {
        words.pop();
    }
    words.dedup();
    words.into_iter().filter(|word| Some(*word) != status).map(plain).collect()
}

/// Returns whether a row says no more than that somebody was at the table.
pub(crate) fn is_only_present(row: &StateRow) -> bool {
    let Value::Attendance(value) = &row.value else { return false };
    let grounds = &row.grounds;
    value.status == Some(AttendanceStatus::Present)
        && grounds.history.len() < 2
        && value.reported.is_empty()
        && [&grounds.maybe, &grounds.denied_by, &grounds.confirmed_by].iter().all(|events| events.is_empty())
}

/// Returns one item for all who were at one table and of whom nothing else is said.
pub(crate) fn present<'a>(view: &View<'a>, rows: &[&'a StateRow]) -> Item {
    let who = |row: &&'a StateRow| match &row.value {
        Value::Attendance(value) => Some(view.name(&value.who)),
        _ => None,
    };
    let people: Vec<&str> = rows.iter().filter_map(who).collect();
    let mut keys: Vec<&Key> = rows.iter().flat_map(|row| &row.grounds.events).collect();
    keys.sort_unstable();
    keys.dedup();
    let is_inferred = rows.iter().any(|row| !row.grounds.inferred.is_empty());
    let mark = if is_inferred { " (inferred date)" } else { "" };
    Item::new(format!("present: {}{mark}", joined(&people))).on(keys)
}

/// Returns a delegation with a line for each of its members.
pub(crate) fn delegation<'a>(view: &View<'a>, value: &'a DelegationValue) -> Card {
    let members = value.members.iter().map(|one| titled(view, value, one));
    let since = value.compared_with.iter().map(|before| since(view, value, before));
    Card::new(list(view, value))
        .titled(["meeting", "party", "basis", "role", "complete", "head"])
        .saying("members", "members", members)
        .saying("members", "compared", since)
}

/// Returns a delegation in a line, all members in it.
pub(super) fn delegation_in_short<'a>(view: &View<'a>, value: &'a DelegationValue) -> String {
    let before = value.compared_with.as_ref();
    let since = before.map_or(String::new(), |before| format!("; compared {}", since(view, value, before)));
    let members: Vec<String> = value.members.iter().map(|one| member(view, value, one)).collect();
    format!("{}: {}{since}", list(view, value), members.join(", "))
}

/// Returns what a list is: of which meeting, for whom, on what basis, and whether it is complete.
fn list<'a>(view: &View<'a>, value: &'a DelegationValue) -> String {
    let (meeting, party) = (&value.meeting, view.name(&value.party));
    let role = match value.role {
        DelegationRole::Party => String::new(),
        role => format!(", {role}"),
    };
    let basis = match value.basis {
        Basis::Announced => "as announced",
        Basis::Observed => "as observed",
    };
    let extent = if value.complete { "" } else { ", partial list" };
    format!("{meeting}, {party}{role}, {basis}{extent}")
}

/// Returns a member with the title that the list gives.
fn titled<'a>(view: &View<'a>, list: &DelegationValue, one: &'a MemberValue) -> String {
    let title = one.title.as_ref().filter(|_| one.person.is_some());
    let title = title.map_or(String::new(), |title| format!(", {title}"));
    format!("{}{title}", member(view, list, one))
}

/// Returns a member's name, or the description of who is not named, and whether the member leads or advises.
fn member<'a>(view: &View<'a>, list: &DelegationValue, one: &'a MemberValue) -> String {
    let person = one.person.as_ref();
    let description = one.description.as_ref().map(|text| text.as_str());
    let name = person.map(|key| view.name(key)).or(description).unwrap_or("somebody unnamed");
    let is_head = one.role == Some(MemberRole::Head) || person.is_some() && list.head.as_ref() == person;
    match one.role {
        _ if is_head => format!("{name} (head)"),
        Some(MemberRole::Expert) => format!("{name} (expert)"),
        _ => name.to_owned(),
    }
}

/// Returns who joined and who left a party's delegation since its previous round.
fn since<'a>(view: &View<'a>, value: &'a DelegationValue, before: &Key) -> String {
    let mut said = Vec::new();
    if !value.joined.is_empty() {
        said.push(format!("new: {}", view.names(&value.joined)));
    }
    if !value.left.is_empty() {
        // Who is missing from a partial list may have come all the same.
        let gone = if value.complete { "no longer there" } else { "not on this partial list" };
        said.push(format!("{gone}: {}", view.names(&value.left)));
    }
    if said.is_empty() {
        return format!("with {before}: the same people");
    }
    format!("with {before}: {}", said.join("; "))
}

pub(crate) fn office<'a>(view: &View<'a>, value: &'a OfficeValue) -> Card {
    Card::new(post(view, value)).titled([
        "person",
        "post",
        "title",
        "party",
        "attested_from",
        "attested_until",
        "left",
    ])
}

fn post<'a>(view: &View<'a>, value: &'a OfficeValue) -> String {
    let person = view.name(&value.person);
    let title = value.title.as_ref();
    let post = title.map_or_else(|| plain(value.post.as_str()), ToString::to_string);
    let party = value.party.as_ref().map_or(String::new(), |party| format!(" ({})", view.name(party)));
    let attested = match (value.attested_from.as_ref().map(date), value.attested_until.as_ref().map(date)) {
        (Some(from), Some(until)) if from != until => format!(", attested from {from} to {until}"),
        (Some(at), _) | (None, Some(at)) => format!(", attested {at}"),
        (None, None) => String::new(),
    };
    let left = value.left.as_ref().map_or(String::new(), |left| format!(", left {}", date(left)));
    format!("{person}{party}: {post}{attested}{left}")
}
