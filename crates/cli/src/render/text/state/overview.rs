//! A state on one screen: of each part the most telling rows, and how many more there are and how to get them.

use std::cmp::Reverse;

use asof_projector::Family;

use super::people::{coming_in_short, is_only_present};
use super::{gatherings, grouped, in_short, positions, possible, promises, rows, title, with_status};
use crate::render::text::dates;
use crate::render::text::fields::Fields;
use crate::render::text::fit::{Part, Said, Unit, choose};
use crate::render::text::page::{Item, Page, code};
use crate::render::text::view::{Knowledge, View, capitalised, plain};

/// How many lines a screen has for a state.
const SCREEN: usize = 45;

/// How many of the last rounds an overview names.
const ROUNDS: usize = 4;

/// What is only counted.
pub(crate) const COUNTED: [Family; 6] = [
    Family::Discrepancies,
    Family::Offices,
    Family::Memberships,
    Family::People,
    Family::Bodies,
    Family::Places,
];

/// What many negotiations do without; nobody misses it.
pub(crate) const RARE: [Family; 3] = [Family::Memberships, Family::Incidents, Family::Resolutions];

/// How to read what stands in brackets.
pub(super) const BRACKETS: &str =
    "In brackets the deciding event, +n others that count, ? if a date or link among them is inferred.";

/// Writes what fits a screen below so many lines of it, and what was left out.
pub(super) fn write(page: &mut Page, view: &View<'_>, above: usize) {
    let mut screen = Page::new(page.width());
    let parts = parts(view, page.width());
    let mut nothing_told = Page::new(page.width());
    left_out(&mut nothing_told, view, &parts, &vec![0; parts.len()]);
    let lines = SCREEN.saturating_sub(above + nothing_told.height() + 1);
    let chosen = choose(&parts, page.width(), lines);
    parts.iter().zip(&chosen).for_each(|(part, units)| part.write(&mut screen, *units));
    screen.blank();
    left_out(&mut screen, view, &parts, &chosen);
    page.blank();
    page.append(screen);
}

/// Returns the parts in the order of reading.
fn parts<'a>(view: &'a View<'a>, width: usize) -> Vec<Part<'a>> {
    let rank = |rank: usize, wish: usize, part: Part<'a>| Part { rank, wish, ..part };
    let parts = [
        rank(0, 9, anomalies(view)),
        rank(3, 1, meetings(view)),
        rank(7, 1, attendance(view)),
        rank(10, 1, newest_first(view, Family::Delegations)),
        rank(6, 1, newest_first(view, Family::Agreements)),
        rank(2, 3, commitments(view, width)),
        rank(5, 1, proposals(view)),
        rank(4, 1, positions::in_short(view, width)),
        rank(8, 1, newest_first(view, Family::Ceasefires)),
        rank(9, 1, newest_first(view, Family::Exchanges)),
        rank(12, 1, latest(view, Family::Claims)),
        rank(11, 1, latest(view, Family::Statements)),
        rank(13, 1, latest(view, Family::Incidents)),
        rank(14, 1, latest(view, Family::Resolutions)),
        rank(1, 3, possible::in_short(view)),
    ];
    parts.into_iter().filter(|part| part.total > 0).collect()
}

fn part<'a>(view: &View<'a>, family: Family) -> Part<'a> {
    Part::new(title(family), family.name(), rows(view, family).len())
}

/// Returns rows in short, one a unit, the weightiest first.
fn by_weight<'a, W: Ord>(
    view: &'a View<'a>,
    family: Family,
    weight: impl Fn(usize, Fields<'a>) -> Option<W>,
) -> Vec<(W, Unit<'a>)> {
    let rows = rows(view, family).into_iter().enumerate();
    let said = |row| move || Said::Item { mark: "", item: in_short(view, family, row) };
    let mut units: Vec<_> =
        rows.filter_map(|(place, row)| Some((weight(place, row)?, Unit::new(1, place, said(row))))).collect();
    units.sort_by(|(a, _), (b, _)| a.cmp(b));
    units
}

fn units<W>(weighed: Vec<(W, Unit<'_>)>) -> Vec<Unit<'_>> {
    weighed.into_iter().map(|(_, unit)| unit).collect()
}

fn newest_first<'a>(view: &'a View<'a>, family: Family) -> Part<'a> {
    let units = units(by_weight(view, family, |place, _| Some(Reverse(place))));
    Part { units, ..part(view, family) }
}

/// Returns rows with the date of the latest first; those without a bound are later than all.
fn latest<'a>(view: &'a View<'a>, family: Family) -> Part<'a> {
    let until = |place: usize, row: Fields<'_>| {
        let until = row.text("since_until").or(row.text("occurred_until"));
        Some(Reverse((until.and_then(dates::instant), place)))
    };
    Part { units: units(by_weight(view, family, until)), ..part(view, family) }
}

fn anomalies<'a>(view: &'a View<'a>) -> Part<'a> {
    Part {
        units: units(by_weight(view, Family::Anomalies, |place, _| Some(place))),
        ..part(view, Family::Anomalies)
    }
}

/// Says how the process stands and when its last rounds were.
pub(super) fn talks(page: &mut Page, view: &View<'_>) {
    let status = rows(view, Family::Status).into_iter().next();
    let all = rows(view, Family::Rounds);
    let last = &all[all.len().saturating_sub(ROUNDS)..];
    let mut said = gatherings::talks(view, status, last);
    if last.len() < all.len() {
        said.push_str(&format!(" ({} of {} rounds; all: {})", last.len(), all.len(), code("--only rounds")));
    }
    if !said.is_empty() {
        page.line(0, &format!("{}.", capitalised(&said)));
    }
}

/// Returns the gatherings: what is still to come, then the rounds, what came to nothing, and all others.
fn meetings<'a>(view: &'a View<'a>) -> Part<'a> {
    let weight = |place: usize, row: Fields<'_>| {
        let group = match (row.text("status"), row.number("round")) {
            (Some("proposed" | "scheduled"), _) => 0,
            (_, Some(_)) => 1,
            (Some("not-held" | "cancelled"), _) => 2,
            _ => 3,
        };
        Some((group, Reverse(place)))
    };
    Part { units: units(by_weight(view, Family::Meetings, weight)), ..part(view, Family::Meetings) }
}

/// Returns who comes to what is still to come, or stayed away from what was not held, a gathering a unit, the latest
/// first; who was or was not at a table that was held is only counted.
fn attendance<'a>(view: &'a View<'a>) -> Part<'a> {
    let gatherings = rows(view, Family::Meetings);
    let is_held = |meeting: Option<&str>| {
        gatherings.iter().any(|row| row.text("key") == meeting && row.text("status") == Some("held"))
    };
    let told: Vec<Fields<'_>> = rows(view, Family::Attendance)
        .into_iter()
        .filter(|row| !is_only_present(*row) && !is_held(row.text("meeting")))
        .collect();
    let groups = grouped(&told, "meeting");
    let mut units: Vec<Unit<'_>> = groups
        .into_iter()
        .enumerate()
        .map(|(place, (meeting, rows))| {
            Unit::new(rows.len(), place, move || {
                let people: Vec<String> = rows.iter().map(|row| coming_in_short(view, *row)).collect();
                let item = Item::new(format!("{}: {}", with_status(view, meeting), people.join("; ")));
                Said::Item { mark: "", item }
            })
        })
        .collect();
    units.reverse();
    Part { units, ..part(view, Family::Attendance) }
}

/// Returns the promises: those with a number first, then what is under way, then what is open, then the rest.
fn commitments<'a>(view: &'a View<'a>, width: usize) -> Part<'a> {
    let table = promises::table(width);
    let weight = |place: usize, row: Fields<'_>| {
        let status = match row.text("status") {
            Some("in-progress" | "preparing") => 0,
            Some("open") => 1,
            Some(_) => 2,
            None => 3,
        };
        Some((!promises::is_counted(view, row), status, Reverse(place)))
    };
    let mut weighed = by_weight(view, Family::Commitments, weight);
    let rows = rows(view, Family::Commitments);
    if table.is_some() {
        for (_, unit) in &mut weighed {
            if let Some(cells) = promises::row_in_short(view, rows[unit.place]) {
                *unit = Unit::new(unit.rows, unit.place, || Said::Cells(cells));
            }
        }
    }
    Part {
        summary: statuses(&rows, "status"),
        table: table.unwrap_or_default(),
        units: units(weighed),
        ..part(view, Family::Commitments)
    }
}

fn proposals<'a>(view: &'a View<'a>) -> Part<'a> {
    let weight = |place: usize, row: Fields<'_>| {
        let is_open = matches!(row.text("standing"), Some("open" | "under-consideration"));
        Some((!is_open, Reverse(place)))
    };
    Part {
        summary: statuses(&rows(view, Family::Proposals), "standing"),
        units: units(by_weight(view, Family::Proposals, weight)),
        ..part(view, Family::Proposals)
    }
}

/// Returns how many rows stand how, in words; nothing of a single row, which says it itself.
fn statuses(rows: &[Fields<'_>], field: &str) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for row in rows {
        let status = row.text(field).unwrap_or("only-reported");
        match counts.iter_mut().find(|(other, _)| *other == status) {
            Some((_, count)) => *count += 1,
            None => counts.push((status, 1)),
        }
    }
    if rows.len() < 2 {
        return String::new();
    }
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let counts = counts.into_iter().map(|(status, count)| format!("{count} {}", plain(status)));
    counts.collect::<Vec<_>>().join(", ")
}

/// Says of which parts nothing was told, and what the record does not have by then.
fn left_out(page: &mut Page, view: &View<'_>, parts: &[Part<'_>], chosen: &[usize]) {
    let untold = parts.iter().zip(chosen).filter(|(_, units)| **units == 0);
    let untold = untold.map(|(part, _)| (part.name, part.total));
    let counted_only = COUNTED.map(|family| (family.name(), rows(view, family).len()));
    let counts: Vec<String> = untold
        .chain(counted_only)
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{name} ({count})"))
        .collect();
    if !counts.is_empty() {
        let only = code("--only");
        page.aside(0, &format!("Left out here, each by {only} and its name: {}.", counts.join(", ")));
    }
    let missing: Vec<&str> = super::READING
        .into_iter()
        .filter(|family| !matches!(family, Family::Anomalies | Family::Status))
        .filter(|family| !RARE.contains(family))
        // The registry is that of the log, and is told once.
        .filter(|family| !family.is_registry() || view.is_of_answering_process())
        .filter(|family| rows(view, *family).is_empty())
        .map(Family::name)
        .collect();
    if !missing.is_empty() && view.document.row("counted").number("in_force") != Some(0) {
        let by = match view.knowledge {
            Knowledge::Hindsight => "This record has none by then",
            Knowledge::Stated => "This record has none with a stated date of knowledge by then",
            Knowledge::ByThen => "This record has none dated as public by then",
        };
        page.aside(0, &format!("{by}: {}.", missing.join(", ")));
    }
}
