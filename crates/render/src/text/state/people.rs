//! Who comes and who came: attendance, delegations, offices.

use asof_core::kind::{Basis, DelegationRole, MemberRole};
use asof_core::{Claimant, Key};
use asof_projector::state::attendance::{AttendanceStatus, AttendanceValue};
use asof_projector::state::delegations::{DelegationValue, MemberValue};
use asof_projector::state::offices::OfficeValue;
use asof_projector::{Reported, StateRow, Value};

use crate::text::dates::date;
use crate::text::page::Item;
use crate::text::view::{View, evidence, joined, plain};

pub(crate) fn attendance<'a>(view: &View<'a>, row: &'a StateRow, value: &'a AttendanceValue) -> Item {
    let mut item = coming(view, row, value);
    item.text = format!("{}: {}", value.meeting, item.text);
    item
}

pub(crate) fn attendance_in_short<'a>(
    view: &View<'a>,
    row: &'a StateRow,
    value: &'a AttendanceValue,
) -> Item {
    Item::new(format!("{}: {}", value.meeting, coming_in_short(view, row, value)))
}

/// Returns somebody's attendance in one clause, without naming the meeting.
fn coming_in_short<'a>(view: &View<'a>, row: &'a StateRow, value: &'a AttendanceValue) -> String {
    let who = view.name(&value.who);
    let mut text = match value.status {
        Some(status) => format!("{who} {}", view.standing(row, status.name())),
        None => [vec![format!("{who}: no word of their own")], by_others(view, value)].concat().join("; "),
    };
    let earlier = earlier(row, value);
    if !earlier.is_empty() {
        text.push_str(&format!(" (before: {})", earlier.join(", then ")));
    }
    if let Some(condition) = &value.condition {
        text.push_str(&format!(", on condition: {condition}"));
    }
    if value.status.is_some()
        && !is_own_word(row, value)
        && let Some(told_by) = view.told_by(row)
    {
        text.push_str(&format!(", {told_by}"));
    }
    format!("{text}{} {}", view.doubts(row), evidence(row))
}

/// Returns whether who comes, or does not, says so.
fn is_own_word(row: &StateRow, value: &AttendanceValue) -> bool {
    matches!(row.grounds.attributed_to.first(), Some(Claimant::Actor(speaker)) if *speaker == value.who)
}

/// Returns what others say of somebody's coming.
fn by_others<'a>(view: &View<'a>, value: &'a AttendanceValue) -> Vec<String> {
    let said = |said: &'a Reported| {
        let by = view.claimants_of(said);
        match said.status.as_str() {
            "expected" => format!("expected by {by}"),
            status => format!("reported {} by {by}", plain(status)),
        }
    };
    value.reported.iter().map(said).collect()
}

/// Returns somebody's attendance without naming the meeting.
pub(crate) fn coming<'a>(view: &View<'a>, row: &'a StateRow, value: &'a AttendanceValue) -> Item {
    let who = view.name(&value.who);
    let mut text = match value.status {
        Some(seen @ (AttendanceStatus::Present | AttendanceStatus::Absent)) => {
            format!("{who}: {seen}{}", view.otherwise(row))
        }
        Some(said) => format!("{who}: own word: {}{}", plain(said.name()), view.otherwise(row)),
        None => format!("{who}: no word of their own"),
    };
    let earlier = earlier(row, value);
    if !earlier.is_empty() {
        text.push_str(&format!(" (before that: {})", earlier.join(", then ")));
    }
    if let Some(condition) = &value.condition {
        text.push_str(&format!("; on condition: {condition}"));
    }
    if let Some(reason) = &value.reason {
        text.push_str(&format!("; reason: {reason}"));
    }
    if !value.delegated_to.is_empty() {
        text.push_str(&format!("; sends {}", view.names(&value.delegated_to)));
    }
    // One's own word needs no second name.
    if is_own_word(row, value) {
        return view.marked(row, text);
    }
    view.item(row, text)
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
pub(crate) fn delegation<'a>(view: &View<'a>, row: &'a StateRow, value: &'a DelegationValue) -> Item {
    let mut item = view.item(row, list(view, value));
    let members = value.members.iter().map(|one| titled(view, value, one));
    let mandate = value.mandate.iter().map(|mandate| format!("mandate: {mandate}"));
    let since = value.compared_with.iter().map(|before| since(view, value, before));
    item.below.splice(0..0, members.chain(mandate).chain(since));
    item
}

pub(crate) fn delegation_in_short<'a>(
    view: &View<'a>,
    row: &'a StateRow,
    value: &'a DelegationValue,
) -> Item {
    let before = value.compared_with.as_ref();
    let since = before.map_or(String::new(), |before| format!("; {}", since(view, value, before)));
    let members: Vec<String> = value.members.iter().map(|one| member(view, value, one)).collect();
    view.brief(row, format!("{}: {}{since}", list(view, value), members.join(", ")))
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
        return format!("the same people as at {before}");
    }
    format!("compared with {before}: {}", said.join("; "))
}

pub(crate) fn office<'a>(view: &View<'a>, row: &'a StateRow, value: &'a OfficeValue) -> Item {
    view.item(row, post(view, value))
}

pub(crate) fn office_in_short<'a>(view: &View<'a>, row: &'a StateRow, value: &'a OfficeValue) -> Item {
    view.brief(row, post(view, value))
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
