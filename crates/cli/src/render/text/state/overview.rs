//! What an overview tells of, what it only counts, and how to see the rest.

use asof_projector::Family;

use super::people::is_only_present;
use super::{READING, rows};
use crate::render::text::dates;
use crate::render::text::fields::Fields;
use crate::render::text::numbers::counted;
use crate::render::text::page::Page;
use crate::render::text::view::{Detail, Knowledge, View};

/// Returns how many rows an overview prints; `None` for all.
pub(super) fn limit(family: Family) -> Option<usize> {
    match family {
        Family::Positions => Some(10),
        Family::Claims | Family::Statements => Some(3),
        Family::Offices | Family::People | Family::Bodies | Family::Places => Some(0),
        _ => None,
    }
}

/// Returns the rows to print: all of them if asked for, else those that an overview needs.
pub(super) fn shown<'a>(view: &View<'a>, family: Family, all: &[Fields<'a>]) -> Vec<Fields<'a>> {
    if view.detail == Detail::Full {
        return all.to_vec();
    }
    match (family, limit(family)) {
        (Family::Attendance, _) => all.iter().copied().filter(|row| !is_only_present(*row)).collect(),
        (Family::Delegations, _) => all.iter().copied().filter(|row| is_current(view, *row)).collect(),
        (Family::Meetings, _) => all.iter().copied().filter(|row| is_telling(*row)).collect(),
        (_, None) => all.to_vec(),
        (_, Some(limit)) => latest(all, limit),
    }
}

/// Returns whether an overview tells of a gathering: a round, or one that did not simply take place.
fn is_telling(meeting: Fields<'_>) -> bool {
    meeting.number("round").is_some() || meeting.text("status") != Some("held")
}

/// Returns whether a delegation sat at the last round, or is announced for a gathering still to come.
fn is_current(view: &View<'_>, delegation: Fields<'_>) -> bool {
    let meeting = delegation.text("meeting");
    let rounds = view.document.rows("rounds");
    let last = rounds.iter().max_by_key(|round| round.number("number"));
    let meetings = view.document.rows("meetings");
    let status =
        meetings.iter().find(|other| other.text("key") == meeting).and_then(|other| other.text("status"));
    let is_decided = matches!(status, Some("held" | "not-held" | "cancelled"));
    last.is_some_and(|round| round.text("meeting") == meeting) || !is_decided
}

/// Returns the rows that came last, in the order of the document.
fn latest<'a>(all: &[Fields<'a>], limit: usize) -> Vec<Fields<'a>> {
    let mut places: Vec<usize> = (0..all.len()).collect();
    let until = |place: &usize| {
        let row = all[*place];
        let until = row.text("since_until").or(row.text("occurred_until"));
        (until.and_then(dates::instant), *place)
    };
    places.sort_by_key(until);
    let mut kept = places.split_off(places.len().saturating_sub(limit));
    kept.sort_unstable();
    kept.into_iter().map(|place| all[place]).collect()
}

/// Returns what an overview leaves out, and how to see it.
pub(super) fn left_out(family: Family, shown: usize, all: usize) -> String {
    let name = family.name();
    let rest = (all - shown) as u64;
    match family {
        Family::Attendance => {
            let more = if shown > 0 { "more " } else { "" };
            format!("({rest} {more}seen at the tables: --only {name})")
        }
        Family::Delegations => format!("({}: --only {name})", counted(rest, "earlier or other list")),
        _ => format!("(the last {shown} of {all}; all: --only {name})"),
    }
}

/// Says what an overview only counts, and what the record does not have by then.
pub(super) fn rest(page: &mut Page, view: &View<'_>) {
    let is_empty = view.document.row("counted").number("in_force") == Some(0);
    page.blank();
    let counted_only = [Family::Offices, Family::People, Family::Bodies, Family::Places];
    let noun = |family: Family, count: usize| match (family, count) {
        (Family::People, 1) => "1 person".to_owned(),
        (Family::People, count) => format!("{count} people"),
        (Family::Bodies, count) => counted(count as u64, "body"),
        (Family::Places, count) => counted(count as u64, "place"),
        (_, count) => counted(count as u64, "office"),
    };
    let counts: Vec<String> = counted_only
        .into_iter()
        .map(|family| (family, rows(view, family).len()))
        .filter(|(_, count)| *count > 0)
        .map(|(family, count)| noun(family, count))
        .collect();
    if !counts.is_empty() {
        page.line(0, &format!("Also on record: {} (--only offices, --only people ...).", counts.join(", ")));
    }
    let missing: Vec<&str> = READING
        .into_iter()
        .filter(|family| !matches!(family, Family::Anomalies | Family::Status))
        .filter(|family| rows(view, *family).is_empty())
        .map(Family::name)
        .collect();
    if !missing.is_empty() && !is_empty {
        let by = match view.knowledge {
            Knowledge::Hindsight => "This record has none by then",
            Knowledge::ByThen => "This record has none dated as public by then",
        };
        page.line(0, &format!("{by}: {}.", missing.join(", ")));
    }
}
