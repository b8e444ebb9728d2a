//! The knowledge plane: when things happened against when the public could know of them.
//!
//! Both axes have one scale, so that what was public on its own day lies on the diagonal, and what came out later above it. An
//! event is the box of both its dates. An as-of point is the rectangle of what had happened and was public by then: exactly
//! the boxes inside it are in force.

mod lag;

use std::collections::{BTreeMap, BTreeSet};

use asof_core::Bounds;
use asof_projector::{Dated, EventStatus};
use asof_query::Picture;
use asof_query::rows::EventRow;
use maud::{Markup, html};

use super::marks::{Area, Form, Open, Taken, WIDE, cell, legend, mark};
use super::scale::Scale;
use super::words::{clipped, text, width};
use super::{MARGIN, MOST_MARKS, Plotted, Plotter, WIDTH};
use crate::text::{counted, date};
use lag::{Lag, said};

const LEFT: i64 = 88;
const TOP: i64 = 26;
const SIZE: i64 = 660;
const BOTTOM: i64 = TOP + SIZE;

/// A mark has at least so many pixels each way. It ends where its dates end, by which it counts.
const LEAST: i64 = 4;

/// An event with both dates.
struct Spot<'a> {
    row: &'a EventRow,
    occurred: &'a Dated,
    known: &'a Dated,
}

/// Events that have the same box, and look alike.
struct Group<'a> {
    area: Area,
    form: Form,
    lag: Lag,
    spots: Vec<Spot<'a>>,
    /// Its number in the list of what came out later.
    number: Option<usize>,
}

/// The plane, and how dates become places on it.
#[derive(Clone, Copy)]
struct Plane {
    scale: Scale,
}

pub(super) fn plotted(plotter: &Plotter<'_>, events: &[EventRow]) -> Plotted {
    let spots: Vec<Spot<'_>> = events.iter().filter_map(Spot::of).collect();
    let zone = plotter.drawn.envelope.as_of.zone;
    let bounds = spots.iter().flat_map(|spot| [spot.occurred.bounds, spot.known.bounds]);
    let undrawn = events.len() - spots.len();
    let said = said(&spots, undrawn);
    let title = Picture::Knowledge.title();
    let Some(scale) = Scale::of(bounds, SIZE, zone) else {
        return Plotted { title, said, height: 0, body: html! {} };
    };
    let plane = Plane { scale };
    let mut groups = grouped(plane, spots);
    let later = number(&mut groups);
    let is_crowded = groups.iter().map(|group| group.spots.len()).sum::<usize>() > MOST_MARKS;
    let forms: BTreeSet<Form> = groups.iter().map(|group| group.form).collect();
    let marks = if is_crowded { cells(&groups) } else { boxes(plotter, &groups) };
    let (list, list_height) = list(plotter, &later, &groups);
    let (forms, forms_height) =
        legend(0, 0, &if is_crowded { BTreeSet::new() } else { forms }, &plotter.hatch());
    let body = html! {
        (axes(plane))
        (point(plotter, plane))
        (marks)
        g transform={ "translate(" (LEFT + SIZE - 296) " " (BOTTOM - forms_height - 34) ")" } {
            path class="point-edge" d="M0 -16h14v12" {}
            (text(22, -6, "small halo", "inside this line: happened and public by the point"))
            (forms)
        }
        g transform={ "translate(0 " (BOTTOM + 64) ")" } { (list) }
    };
    Plotted { title, said, height: BOTTOM + 64 + list_height, body }
}

impl<'a> Spot<'a> {
    fn of(row: &'a EventRow) -> Option<Self> {
        Some(Self { row, occurred: row.occurred.as_ref()?, known: row.known.as_ref()? })
    }

    fn is_inferred(&self) -> bool {
        self.occurred.when.is_inferred() || self.known.when.is_inferred()
    }

    fn tip(&self) -> String {
        let Self { row, occurred, known } = self;
        let summary = row.summary.as_ref().map_or(String::new(), |summary| format!(": {summary}"));
        format!("{}{summary} Happened {}; public {}.", row.key, date(occurred), date(known))
    }
}

impl Plane {
    /// Returns the box of two dates.
    fn area(self, occurred: Bounds, known: Bounds) -> Area {
        let ((left, right), (low, high)) = (self.scale.stretch(occurred), self.scale.stretch(known));
        Area {
            left: LEFT + left.min((right - LEAST).max(0)),
            right: LEFT + right,
            top: BOTTOM - high,
            bottom: BOTTOM - low.min((high - LEAST).max(0)),
        }
    }
}

/// Returns the events by their boxes, the largest first, so that no box hides one that is smaller.
fn grouped(plane: Plane, spots: Vec<Spot<'_>>) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<(i64, Area, EventStatus, Open, Lag), Vec<Spot<'_>>> = BTreeMap::new();
    for spot in spots {
        let (occurred, known) = (spot.occurred.bounds, spot.known.bounds);
        let area = plane.area(occurred, known);
        let open = Open {
            left: occurred.earliest.is_none(),
            right: occurred.latest.is_none(),
            bottom: known.earliest.is_none(),
            top: known.latest.is_none(),
        };
        let size = area.width() * area.height();
        groups.entry((-size, area, spot.row.standing, open, Lag::of(&spot))).or_default().push(spot);
    }
    let groups = groups.into_iter().map(|((_, area, standing, open, lag), spots)| {
        let inferred = spots.iter().all(Spot::is_inferred);
        Group { area, form: Form { standing, inferred, open }, lag, spots, number: None }
    });
    groups.collect()
}

/// How many groups the list of what came out later has.
const LISTED: usize = 12;

/// Numbers the groups that came out later, or may have, what took longest first; returns their places.
fn number(groups: &mut [Group<'_>]) -> Vec<usize> {
    let mut later: Vec<usize> = (0..groups.len()).filter(|place| groups[*place].lag.may_be_late()).collect();
    later.sort_by_key(|place| std::cmp::Reverse(groups[*place].lag));
    for (number, place) in later.iter().take(LISTED).enumerate() {
        groups[*place].number = Some(number + 1);
    }
    later
}

fn axes(plane: Plane) -> Markup {
    let ticks = plane.scale.ticks(58);
    html! {
        @for tick in &ticks {
            path class="grid" d={ "M" (LEFT + tick.at) " " (TOP) "V" (BOTTOM) "M" (LEFT) " " (BOTTOM - tick.at) "H" (LEFT + SIZE) } {}
            path class="axis" d={ "M" (LEFT + tick.at) " " (BOTTOM) "v5M" (LEFT) " " (BOTTOM - tick.at) "h-5" } {}
            (text(LEFT + tick.at, BOTTOM + 19, "middle small", &tick.label))
            (text(LEFT - 9, BOTTOM - tick.at + 4, "end small", &tick.label))
        }
        path class="axis" d={ "M" (LEFT) " " (TOP) "V" (BOTTOM) "H" (LEFT + SIZE) } {}
        path class="guide" d={ "M" (LEFT) " " (BOTTOM) "L" (LEFT + SIZE) " " (TOP) } {}
        (text(MARGIN, 14, "said", "↑ public"))
        (text(LEFT + SIZE, BOTTOM + 38, "said end", "happened →"))
        (text(LEFT, 14, "soft", "On the diagonal: public on its own day. Above it: later."))
    }
}

/// Returns the as-of point: the rectangle of what had happened and was public by then.
fn point(plotter: &Plotter<'_>, plane: Plane) -> Markup {
    let as_of = &plotter.drawn.envelope.as_of;
    let (right, ends_right) = plane.scale.reach(as_of.point.occurred);
    let (top, ends_above) = plane.scale.reach(as_of.point.known);
    let edge = [
        ends_right.then(|| format!("M{} {}V{BOTTOM}", LEFT + right, BOTTOM - top)),
        ends_above.then(|| format!("M{LEFT} {}H{}", BOTTOM - top, LEFT + right)),
    ];
    let edge: String = edge.into_iter().flatten().collect();
    html! {
        rect class="point" x=(LEFT) y=(BOTTOM - top) width=(right) height=(top) {}
        @if ends_right || ends_above { path class="point-edge" d=(edge) {} }
    }
}

fn boxes(plotter: &Plotter<'_>, groups: &[Group<'_>]) -> Markup {
    let mut taken = Taken::default();
    // What is numbered is found from the list: its number comes first.
    let badges: Vec<Markup> = groups.iter().filter_map(|group| badge(group, &mut taken)).collect();
    // Then the largest.
    let mut by_count: Vec<&Group<'_>> = groups.iter().collect();
    by_count.sort_by_key(|group| std::cmp::Reverse(group.spots.len()));
    let counts: Vec<Markup> = by_count.into_iter().filter_map(|group| count(group, &mut taken)).collect();
    html! {
        @for group in groups { (drawn(plotter, group)) }
        @for label in counts.iter().chain(&badges) { (label) }
    }
}

/// How many events the words for a box name.
const NAMED: usize = 12;

fn drawn(plotter: &Plotter<'_>, group: &Group<'_>) -> Markup {
    let shape = mark(group.area, group.form, &plotter.hatch());
    match group.spots.as_slice() {
        [one] => plotter.of_event(one.row.process.as_ref(), &one.row.key, &one.tip(), &shape),
        several => {
            let keys: Vec<&str> = several.iter().take(NAMED).map(|spot| spot.row.key.as_str()).collect();
            let more = several.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let events = counted(several.len() as u64, "event");
            let tip = format!("{events}, {}: {}{more}", group.lag.words(), keys.join(", "));
            html! { g { title { (super::seen(&tip)) } (shape) } }
        }
    }
}

/// Returns how many events a box has, beside it.
fn count(group: &Group<'_>, taken: &mut Taken) -> Option<Markup> {
    let Group { area, spots, .. } = group;
    if spots.len() < 2 || area.width() * area.height() >= WIDE {
        return None;
    }
    let words = format!("{}×", spots.len());
    let (wide, y) = (width(&words, 11), area.bottom);
    let place = |left: i64, y: i64| Area { left, right: left + wide, top: y - 9, bottom: y };
    let places = [place(area.right + 3, y), place(area.right + 3, y + 5), place(area.right + 12, y + 3)];
    let at = taken.take(&places)?;
    Some(text(at.left, at.bottom, "small halo", &words))
}

/// Returns the number by which the list names a box.
fn badge(group: &Group<'_>, taken: &mut Taken) -> Option<Markup> {
    const R: i64 = 8;
    let number = group.number?;
    let Area { left, right, top, bottom } = group.area;
    let place = |x: i64, y: i64| Area { left: x - R, right: x + R, top: y - R, bottom: y + R };
    let is_narrow = group.area.width() < 6 * R;
    let inside = (0..12).map(|step| place(left + R + 3 + 19 * step, top + R + 3)).filter(|_| !is_narrow);
    let above = (0..4).map(|step| place((left + right) / 2, top - R - 3 - 18 * step));
    let beside = (0..12).map(|step| place(left - R - 4 - 6 * step, (top + bottom) / 2 - 12 * step));
    let is_seen = |place: &Area| {
        place.left > LEFT && place.top > TOP && place.bottom < BOTTOM && place.right < LEFT + SIZE
    };
    let places: Vec<Area> = inside.chain(above).chain(beside).filter(is_seen).collect();
    let at = taken.take(&places)?;
    let (x, y) = (at.left + R, at.top + R);
    // Where it had to stand apart, a line leads to the box.
    let (to_x, to_y) = (x.clamp(left, right), y.clamp(top, bottom));
    Some(html! {
        @if (to_x, to_y) != (x, y) { path class="axis" d={ "M" (x) " " (y) "L" (to_x) " " (to_y) } {} }
        (numbered(x, y, number))
    })
}

fn numbered(x: i64, y: i64, number: usize) -> Markup {
    html! {
        circle class="badge" cx=(x) cy=(y) r="8" {}
        (text(x, y + 4, "badge-text", &number.to_string()))
    }
}

/// Returns cells of a grid, each with how many events count from within it on: of so many, single boxes hide one another.
fn cells(groups: &[Group<'_>]) -> Markup {
    const CELL: i64 = 30;
    let mut cells: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for Group { area, spots, .. } in groups {
        let cell = ((area.right - LEFT - 1).max(0) / CELL, (BOTTOM - area.top - 1).max(0) / CELL);
        *cells.entry(cell).or_default() += spots.len();
    }
    let most = cells.values().copied().max().unwrap_or(1);
    html! {
        @for ((column, row), count) in &cells {
            @let (x, y) = (LEFT + column * CELL, BOTTOM - (row + 1) * CELL);
            (cell(Area { left: x, right: x + CELL, top: y, bottom: y + CELL }, *count, most))
        }
    }
}

/// Returns what came out later, what took longest first, and how high that is.
fn list(plotter: &Plotter<'_>, later: &[usize], groups: &[Group<'_>]) -> (Markup, i64) {
    const LINE: i64 = 22;
    if later.is_empty() {
        return (html! {}, 0);
    }
    let listed: Vec<&Group<'_>> = later.iter().take(LISTED).map(|place| &groups[*place]).collect();
    let rest: usize = later.iter().skip(LISTED).map(|place| groups[*place].spots.len()).sum();
    let height = LINE * (listed.len() as i64 + 1 + i64::from(rest > 0));
    let drawn = html! {
        (text(MARGIN, 0, "said", "Public later than it happened, or perhaps so: by how long"))
        @for (group, row) in listed.iter().zip(1..) {
            (listed_group(plotter, group, LINE * row))
        }
        @if rest > 0 {
            (text(MARGIN + 22, LINE * (listed.len() as i64 + 1), "soft", &format!("and {}", counted(rest as u64, "other event"))))
        }
    };
    (drawn, height)
}

fn listed_group(plotter: &Plotter<'_>, group: &Group<'_>, y: i64) -> Markup {
    let Some(first) = group.spots.first() else { return html! {} };
    let more = match group.spots.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    let what = first.row.summary.as_ref().map_or_else(|| first.row.key.to_string(), ToString::to_string);
    let space = (WIDTH - MARGIN - 178) * 100 / (13 * 53);
    let space = usize::try_from(space).unwrap_or_default().saturating_sub(more.len());
    let shown = html! {
        @if let Some(number) = group.number { (numbered(MARGIN + 8, y - 4, number)) }
        (text(MARGIN + 26, y, "said", &group.lag.words()))
        (text(178, y, "", &format!("{}{more}", clipped(&what, space))))
    };
    plotter.of_event(first.row.process.as_ref(), &first.row.key, &first.tip(), &shown)
}
