//! The timeline: who did what, and when. A lane for each party, in it a row for each kind of event; rounds stand across all.

mod packing;

use std::collections::{BTreeMap, BTreeSet};

use asof_projector::{Dated, StateRow, Value};
use asof_query::Picture;
use asof_query::rows::{EventRow, Lane};
use maud::{Markup, html};

use super::marks::{Area, Form, Open, Taken, cell, legend, mark};
use super::scale::Scale;
use super::words::{clipped, text, width};
use super::{MARGIN, MOST_MARKS, Plotted, Plotter, WIDTH};
use crate::text::{counted, date};
use packing::{Packed, pack};

const LEFT: i64 = 176;
const LENGTH: i64 = WIDTH - MARGIN - LEFT;

/// Where the lanes begin: the rounds stand above.
const TOP: i64 = 60;

/// How high a mark is, and how far from one to the next above it.
const HIGH: i64 = 6;
const PITCH: i64 = 8;

/// How high the name of a party stands above its rows.
const NAME: i64 = 26;

/// The name of the lane of what names nobody of any side that has one.
const NONE: &str = "None of these";

/// An event with the date at which it is drawn: when it happened, or of an entry about the record when it was public.
struct Item<'a> {
    row: &'a EventRow,
    dated: &'a Dated,
}

/// The events of one kind in a lane.
struct Row<'a> {
    kind: &'static str,
    items: Vec<Item<'a>>,
    packed: Packed,
}

impl Row<'_> {
    fn height(&self) -> i64 {
        PITCH * self.packed.levels.max(1) + if self.packed.more.is_empty() { 8 } else { 18 }
    }
}

pub(super) fn plotted(plotter: &Plotter<'_>, lanes: &[Lane], rounds: &[StateRow]) -> Plotted {
    let title = Picture::Timeline.title();
    let said = said(plotter, lanes, rounds);
    let zone = plotter.drawn.envelope.as_of.zone;
    let dates =
        lanes.iter().flat_map(|lane| &lane.events).filter_map(|row| Some(Item::of(row)?.dated.bounds));
    let Some(scale) = Scale::of(dates, LENGTH, zone) else {
        return Plotted { title, said, height: 0, body: html! {} };
    };
    let is_crowded = lanes.iter().map(|lane| lane.events.len()).sum::<usize>() > MOST_MARKS;
    let kinds = kinds(lanes);
    let mut forms = BTreeSet::new();
    let (mut y, mut drawn) = (TOP, Vec::new());
    for lane in lanes {
        let rows = rows(lane, &kinds, &scale, is_crowded);
        let height = NAME + rows.iter().map(Row::height).sum::<i64>() + 6;
        drawn.push((y, height, of_lane(plotter, lane, &rows, (y, is_crowded), &scale, &mut forms)));
        y += height + 8;
    }
    let bottom = y;
    let (legend, legend_height) = legend(LEFT, bottom + 44, &forms, &plotter.hatch());
    let body = html! {
        @for (top, height, _) in &drawn {
            rect class="lane" x=(MARGIN / 2) y=(top) width=(WIDTH - MARGIN) height=(height) {}
        }
        (axis(&scale, bottom))
        (across(plotter, rounds, &scale, bottom))
        @for (_, _, lane) in &drawn { (lane) }
        (legend)
    };
    Plotted { title, said, height: bottom + 44 + legend_height, body }
}

impl<'a> Item<'a> {
    fn of(row: &'a EventRow) -> Option<Self> {
        Some(Self { row, dated: row.occurred.as_ref().or(row.known.as_ref())? })
    }

    fn tip(&self) -> String {
        let summary = self.row.summary.as_ref().map_or(String::new(), |summary| format!(": {summary}"));
        format!("{}{summary} {}.", self.row.key, date(self.dated))
    }
}

/// Returns in words what is drawn, party by party.
fn said(plotter: &Plotter<'_>, lanes: &[Lane], rounds: &[StateRow]) -> Vec<String> {
    let named =
        |lane: &Lane| lane.party.as_ref().map_or_else(|| NONE.to_lowercase(), |_| named(plotter, lane));
    let each = lanes.iter().map(|lane| format!("{} {}", named(lane), lane.events.len()));
    let each: Vec<String> = each.collect();
    let each = if each.is_empty() { "0 events".to_owned() } else { format!("Events: {}", each.join(", ")) };
    let mut said = vec![format!("{each}; {}", held(rounds))];
    said.push("An event that names several parties stands in the lane of each".to_owned());
    let undrawn = lanes.iter().flat_map(|lane| &lane.events).filter(|row| Item::of(row).is_none()).count();
    said.extend(
        (undrawn > 0).then(|| format!("{} without a date are not drawn", counted(undrawn as u64, "entry"))),
    );
    said
}

fn held(rounds: &[StateRow]) -> String {
    match rounds.len() {
        0 => "no round held".to_owned(),
        held => format!("{} held", counted(held as u64, "round")),
    }
}

fn named(plotter: &Plotter<'_>, lane: &Lane) -> String {
    let party = lane.party.as_ref().map(|party| clipped(plotter.name(party), 40));
    party.unwrap_or_else(|| NONE.to_owned())
}

/// Returns the kinds of all events, the most frequent first: rows stand in one order in all lanes.
fn kinds(lanes: &[Lane]) -> Vec<&'static str> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for row in lanes.iter().flat_map(|lane| &lane.events) {
        *counts.entry(row.kind.name()).or_default() += 1;
    }
    let mut kinds: Vec<(&str, usize)> = counts.into_iter().collect();
    kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
    kinds.into_iter().map(|(kind, _)| kind).collect()
}

fn rows<'a>(lane: &'a Lane, kinds: &[&'static str], scale: &Scale, is_crowded: bool) -> Vec<Row<'a>> {
    let of_kind = |kind: &&'static str| {
        let items: Vec<Item<'_>> =
            lane.events.iter().filter(|row| row.kind.name() == *kind).filter_map(Item::of).collect();
        let stretches: Vec<(i64, i64)> = items.iter().map(|item| scale.stretch(item.dated.bounds)).collect();
        let packed = if is_crowded { Packed::default() } else { pack(&stretches) };
        (!items.is_empty()).then_some(Row { kind, items, packed })
    };
    kinds.iter().filter_map(of_kind).collect()
}

fn of_lane(
    plotter: &Plotter<'_>,
    lane: &Lane,
    rows: &[Row<'_>],
    (top, is_crowded): (i64, bool),
    scale: &Scale,
    forms: &mut BTreeSet<Form>,
) -> Markup {
    let mut y = top + NAME;
    let mut drawn = Vec::new();
    for row in rows {
        y += row.height();
        let label = format!("{} {}", row.kind, row.items.len());
        drawn.push(html! {
            path class="grid" d={ "M" (LEFT) " " (y) "h" (LENGTH) } {}
            (text(LEFT - 10, y - 3, "end small", &label))
            @if is_crowded { (cells(row, scale, y)) } @else { (marks(plotter, row, scale, y, forms)) }
        });
    }
    html! {
        (text(MARGIN, top + 18, "said", &named(plotter, lane)))
        @for row in &drawn { (row) }
    }
}

fn marks(plotter: &Plotter<'_>, row: &Row<'_>, scale: &Scale, y: i64, forms: &mut BTreeSet<Form>) -> Markup {
    let mut drawn = Vec::new();
    for (item, placed) in row.items.iter().zip(&row.packed.placed) {
        let Some(placed) = placed else { continue };
        let bounds = item.dated.bounds;
        let open =
            Open { left: bounds.earliest.is_none(), right: bounds.latest.is_none(), ..Open::default() };
        // Of a day alone, the words say that its date was inferred.
        let is_wide = placed.right - placed.left > 3 * day(scale);
        let form =
            Form { standing: item.row.standing, inferred: is_wide && item.dated.when.is_inferred(), open };
        forms.insert(form);
        let bottom = y - 2 - PITCH * placed.level;
        let area = Area { left: LEFT + placed.left, right: LEFT + placed.right, top: bottom - HIGH, bottom };
        let shape = mark(area, form, &plotter.hatch());
        drawn.push(plotter.of_event(item.row.process.as_ref(), &item.row.key, &item.tip(), &shape));
    }
    let top = y - 2 - PITCH * row.packed.levels;
    html! {
        @for mark in &drawn { (mark) }
        @for (x, count) in &row.packed.more {
            (text(LEFT + x, top - 1, "small halo", &format!("+{count}")))
        }
    }
}

fn day(scale: &Scale) -> i64 {
    scale.days(1).max(2)
}

/// Returns cells, each with how many events begin to count within it: of so many, single marks hide one another.
fn cells(row: &Row<'_>, scale: &Scale, y: i64) -> Markup {
    const CELL: i64 = 30;
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for item in &row.items {
        let (_, until) = scale.stretch(item.dated.bounds);
        *counts.entry((until - 1).max(0) / CELL).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or(1);
    html! {
        @for (column, count) in &counts {
            (cell(Area { left: LEFT + column * CELL, right: LEFT + (column + 1) * CELL, top: y - 14, bottom: y }, *count, most))
        }
    }
}

fn axis(scale: &Scale, bottom: i64) -> Markup {
    html! {
        @for tick in scale.ticks(62) {
            path class="grid" d={ "M" (LEFT + tick.at) " " (TOP - 6) "V" (bottom) } {}
            path class="axis" d={ "M" (LEFT + tick.at) " " (bottom) "v5" } {}
            (text(LEFT + tick.at, bottom + 19, "middle small", &tick.label))
            (text(LEFT + tick.at, TOP - 10, "middle small soft", &tick.label))
        }
        path class="axis" d={ "M" (LEFT) " " (bottom) "h" (LENGTH) } {}
    }
}

/// Returns what stands across all lanes: the rounds that were held, and the as-of point.
fn across(plotter: &Plotter<'_>, rounds: &[StateRow], scale: &Scale, bottom: i64) -> Markup {
    let mut taken = Taken::default();
    let (until, is_within) = scale.reach(plotter.drawn.envelope.as_of.point.occurred);
    let round = |row: &StateRow| {
        let Value::Round(round) = &row.value else { return None };
        let (from, to) = scale.stretch(round.occurred.bounds);
        let label = format!("Round {}", round.number);
        let wide = width(&label, 13);
        let (from, to) = (LEFT + from, LEFT + to.max(from + 2));
        let middle = ((from + to) / 2).min(WIDTH - wide / 2 - 4);
        let place =
            |y: i64| Area { left: middle - wide / 2, right: middle + wide / 2, top: y - 13, bottom: y };
        let at = taken.take(&[place(30), place(14)]);
        Some(html! {
            rect class="round" x=(from) y=(TOP - 6) width=(to - from) height=(bottom - TOP + 6) {}
            @if let Some(at) = at { (text(middle, at.bottom, "said middle", &label)) }
        })
    };
    let rounds: Vec<Markup> = rounds.iter().filter_map(round).collect();
    html! {
        @for round in &rounds { (round) }
        @if is_within {
            path class="point-edge" d={ "M" (LEFT + until) " " (TOP - 6) "V" (bottom) } {}
            (text(LEFT + until, bottom + 34, "point-text middle small", "the as-of point"))
        }
    }
}
