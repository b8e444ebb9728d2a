//! Who comes and who came: attendance, delegations, offices.

use crate::text::dates::date;
use crate::text::fields::Fields;
use crate::text::page::Item;
use crate::text::view::{View, evidence, joined, plain};

pub(crate) fn attendance<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let meeting = row.text("meeting").unwrap_or_default();
    let mut item = coming(view, row);
    item.text = format!("{meeting}: {}", item.text);
    item
}

pub(crate) fn attendance_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    Item::new(format!("{}: {}", row.text("meeting").unwrap_or_default(), coming_in_short(view, row)))
}

/// Returns somebody's attendance in one clause, without naming the meeting.
pub(super) fn coming_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let who = view.named(row, "who").unwrap_or("somebody");
    let mut text = match view.standing(row, "status") {
        Some(status) => format!("{who} {status}"),
        None => [vec![format!("{who}: no word of their own")], by_others(view, row)].concat().join("; "),
    };
    let earlier = earlier(row);
    if !earlier.is_empty() {
        text.push_str(&format!(" (before: {})", earlier.join(", then ")));
    }
    if let Some(condition) = row.text("condition") {
        text.push_str(&format!(", on condition: {condition}"));
    }
    let is_own = row.texts("attributed_to").first().copied() == row.text("who");
    if row.text("status").is_some()
        && !is_own
        && let Some(told_by) = view.told_by(row)
    {
        text.push_str(&format!(", {told_by}"));
    }
    format!("{text}{} {}", view.doubts(row), evidence(row))
}

/// Returns what others say of somebody's coming.
fn by_others<'a>(view: &View<'a>, row: Fields<'a>) -> Vec<String> {
    let said = row.rows("reported").into_iter().map(|said| {
        let by = view.claimants_of(said);
        match said.text("status") {
            Some("expected") | None => format!("expected by {by}"),
            Some(status) => format!("reported {} by {by}", plain(status)),
        }
    });
    said.collect()
}

/// Returns somebody's attendance without naming the meeting.
pub(crate) fn coming<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let who = view.named(row, "who").unwrap_or("somebody");
    let mut text = match row.text("status") {
        Some(seen @ ("present" | "absent")) => format!("{who}: {seen}{}", view.otherwise(row)),
        Some(said) => format!("{who}: own word: {}{}", plain(said), view.otherwise(row)),
        None => format!("{who}: no word of their own"),
    };
    let earlier = earlier(row);
    if !earlier.is_empty() {
        text.push_str(&format!(" (before that: {})", earlier.join(", then ")));
    }
    let aside = [("condition", "on condition: "), ("reason", "reason: ")];
    for (field, label) in aside {
        if let Some(said) = row.text(field) {
            text.push_str(&format!("; {label}{said}"));
        }
    }
    let sent = row.texts("delegated_to");
    if !sent.is_empty() {
        text.push_str(&format!("; sends {}", view.names(&sent)));
    }
    // One's own word needs no second name.
    if row.texts("attributed_to").first().copied() == row.text("who") {
        return view.marked(row, text);
    }
    view.item(row, text)
}

/// Returns what somebody's attendance was before it became what it is.
fn earlier(row: Fields<'_>) -> Vec<String> {
    let status = row.text("status");
    let turns = row.rows("history");
    let mut words: Vec<&str> = turns.iter().filter_map(|turn| turn.text("value")).collect();
    if words.last().copied() == status {
        words.pop();
    }
    words.dedup();
    words.into_iter().filter(|word| Some(*word) != status).map(plain).collect()
}

/// Returns whether a row says no more than that somebody was at the table.
pub(crate) fn is_only_present(row: Fields<'_>) -> bool {
    row.text("status") == Some("present")
        && row.rows("history").len() < 2
        && row.rows("reported").is_empty()
        && ["maybe", "denied_by", "confirmed_by"].iter().all(|field| row.texts(field).is_empty())
}

/// Returns one item for all who were at one table and of whom nothing else is said.
pub(crate) fn present<'a>(view: &View<'a>, rows: &[Fields<'a>]) -> Item {
    let people: Vec<&str> = rows.iter().filter_map(|row| view.named(*row, "who")).collect();
    let mut keys: Vec<&str> = rows.iter().flat_map(|row| row.texts("events")).collect();
    keys.sort_unstable();
    keys.dedup();
    let is_inferred = rows.iter().any(|row| !row.texts("inferred").is_empty());
    let mark = if is_inferred { " (inferred date)" } else { "" };
    Item::new(format!("present: {}{mark}", joined(&people))).on(keys)
}

pub(crate) fn delegation<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut item = view.item(row, list(view, row, Titles::Told));
    if let Some(mandate) = row.text("mandate") {
        item.note(format!("mandate: {mandate}"));
    }
    if let Some(before) = row.text("compared_with") {
        item.note(since(view, row, before));
    }
    item
}

pub(crate) fn delegation_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let since =
        row.text("compared_with").map_or(String::new(), |before| format!("; {}", since(view, row, before)));
    view.brief(row, format!("{}{since}", list(view, row, Titles::LeftOut)))
}

/// Whether the titles of the members are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Titles {
    Told,
    LeftOut,
}

/// Returns who is on a list: at which meeting, for whom, on what basis, who.
fn list<'a>(view: &View<'a>, row: Fields<'a>, titles: Titles) -> String {
    let party = view.named(row, "party").unwrap_or("a party");
    let meeting = row.text("meeting").unwrap_or_default();
    let role = match row.text("role") {
        Some("party") | None => String::new(),
        Some(role) => format!(", {role}"),
    };
    let basis = match row.text("basis") {
        Some("announced") => "as announced",
        _ => "as observed",
    };
    let extent = if row.flag("complete") { "" } else { ", partial list" };
    let members: Vec<String> =
        row.rows("members").into_iter().map(|one| member(view, row, one, titles)).collect();
    format!("{meeting}, {party}{role}, {basis}{extent}: {}", members.join(", "))
}

fn member<'a>(view: &View<'a>, list: Fields<'a>, row: Fields<'a>, titles: Titles) -> String {
    let person = row.text("person");
    let name = person.map(|key| view.name(key)).or(row.text("description")).unwrap_or("somebody unnamed");
    let is_head = row.text("role") == Some("head") || person.is_some() && list.text("head") == person;
    let title = row.text("title").filter(|_| titles == Titles::Told && person.is_some());
    let aside: Vec<&str> =
        [is_head.then_some("head"), (row.text("role") == Some("expert")).then_some("expert"), title]
            .into_iter()
            .flatten()
            .collect();
    if aside.is_empty() { name.to_owned() } else { format!("{name} ({})", aside.join(", ")) }
}

/// Returns who joined and who left a party's delegation since its previous round.
fn since<'a>(view: &View<'a>, row: Fields<'a>, before: &str) -> String {
    let (joined, left) = (row.texts("joined"), row.texts("left"));
    let mut said = Vec::new();
    if !joined.is_empty() {
        said.push(format!("new: {}", view.names(&joined)));
    }
    if !left.is_empty() {
        // Who is missing from a partial list may have come all the same.
        let gone = if row.flag("complete") { "no longer there" } else { "not on this partial list" };
        said.push(format!("{gone}: {}", view.names(&left)));
    }
    if said.is_empty() {
        return format!("the same people as at {before}");
    }
    format!("compared with {before}: {}", said.join("; "))
}

pub(crate) fn office<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    view.item(row, post(view, row))
}

pub(crate) fn office_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    view.brief(row, post(view, row))
}

fn post<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let person = view.named(row, "person").unwrap_or("somebody");
    let post = row.text("title").map_or_else(|| plain(row.text("post").unwrap_or_default()), str::to_owned);
    let party = view.named(row, "party").map_or(String::new(), |party| format!(" ({party})"));
    let (from, until) = (date(row, "attested_from"), date(row, "attested_until"));
    let attested = match (from, until) {
        (Some(from), Some(until)) if from != until => format!(", attested from {from} to {until}"),
        (Some(at), _) | (None, Some(at)) => format!(", attested {at}"),
        (None, None) => String::new(),
    };
    let left = date(row, "left").map_or(String::new(), |left| format!(", left {left}"));
    format!("{person}{party}: {post}{attested}{left}")
}
