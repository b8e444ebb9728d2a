//! Promised against delivered: a panel for each promise, with how what was delivered grew, and by when it is due.
//!
//! Nothing is added up here: what was delivered at a moment is what the state says of it.

mod steps;

use asof_core::{Bounds, Number, Quantity, Until};
use asof_projector::state::commitments::{CommitmentStatus, CommitmentValue, DeliveryValue};
use asof_projector::{EventStatus, Value};
use asof_query::Picture;
use asof_query::rows::Promise;
use maud::{Markup, html};

use super::bars::is_alike;
use super::marks::{Area, Form, Open, mark};
use super::scale::Scale;
use super::words::{clipped, text, width, wrapped};
use super::{MARGIN, Plotted, Plotter, WIDTH};
use crate::text::{
    capitalised, counted, date, deadline, figure, is_uncounted, is_zero, quantity_bare, quantity_in_words,
};
use steps::{Step, steps};

const LEFT: i64 = 96;
const LENGTH: i64 = WIDTH - MARGIN - LEFT;

/// How high the steps of a promise of a number are.
const HIGH: i64 = 76;

/// How high the row of what was delivered is, a mark each time.
const LOTS: i64 = 18;

/// A promise with what is drawn of it.
struct Panel<'a> {
    promise: &'a Promise,
    value: &'a CommitmentValue,
    promised: Vec<Step>,
    delivered: Vec<Step>,
}

pub(super) fn plotted(plotter: &Plotter<'_>, promises: &[Promise], others: usize) -> Plotted {
    let title = Picture::Deliveries.title();
    let mut panels: Vec<Panel<'_>> = promises.iter().filter_map(Panel::of).collect();
    // What is counted comes first; the rest has nothing but days.
    panels.sort_by_key(|panel| panel.whole().is_none());
    let said = said(&panels, others);
    let zone = plotter.drawn.envelope.as_of.zone;
    let point = plotter.drawn.envelope.as_of.point.occurred;
    let Some(scale) = Scale::of(panels.iter().flat_map(Panel::bounds), LENGTH, zone) else {
        return Plotted { title, said, height: 0, body: html! {} };
    };
    let scale = scale.with_tail(point);
    let (mut y, mut drawn) = (22, Vec::new());
    for panel in &panels {
        drawn.push(html! { g transform={ "translate(0 " (y) ")" } { (of_panel(plotter, panel, &scale)) } });
        y += panel.height() + 14;
    }
    let (key, key_height) = key(y + 34, &panels);
    let body = html! {
        (axis(&scale, y))
        @for panel in &drawn { (panel) }
        @if let (until, true) = scale.reach(point) { path class="point-edge" d={ "M" (LEFT + until) " 12V" (y) } {} }
        (key)
    };
    Plotted { title, said, height: y + 34 + key_height, body }
}

impl<'a> Panel<'a> {
    fn of(promise: &'a Promise) -> Option<Self> {
        let Value::Commitment(value) = &promise.row.value else { return None };
        let delivered = steps(&promise.delivered, |value| value.delivered.as_ref());
        Some(Self {
            promise,
            value,
            promised: steps(&promise.promised, |value| value.promised.as_ref()),
            delivered,
        })
    }

    /// Returns the largest number that is told; `None` if none is.
    fn whole(&self) -> Option<Number> {
        let steps = self.promised.iter().chain(&self.delivered);
        let quantities =
            steps.filter_map(|step| step.quantity.as_ref()).filter(|quantity| !is_uncounted(quantity));
        let ends = quantities.map(|quantity| quantity.most().unwrap_or_default().max(quantity.least()));
        ends.max().filter(|whole| *whole > Number::ZERO)
    }

    fn height(&self) -> i64 {
        let steps = if self.whole().is_some() { HIGH } else { 0 };
        self.below_words() + steps + LOTS
    }

    fn lines(&self) -> Vec<String> {
        wrapped(&self.words(), 112)
    }

    /// Returns how high the words above the steps are.
    fn below_words(&self) -> i64 {
        30 + 15 * self.lines().len() as i64
    }

    /// Returns what has to have a place on the scale.
    fn bounds(&self) -> Vec<Bounds> {
        let moments = self.promised.iter().chain(&self.delivered).filter_map(|step| step.from);
        let moments = moments.map(|at| Bounds { earliest: Some(at), latest: Some(at) });
        let due = self.value.due.day.iter().map(|due| due.bounds);
        let lots = self.value.deliveries.iter().map(|lot| lot.occurred.bounds);
        moments.chain(due).chain(lots).collect()
    }

    /// Returns whether promised and delivered are counts of the same: of each side, in total, one way.
    fn is_alike(&self) -> bool {
        is_alike(self.value.promised.as_ref(), self.value.delivered.as_ref())
    }

    /// Returns what the promise comes to, in words.
    fn words(&self) -> String {
        let CommitmentValue { promised, delivered, outstanding, status, due, overdue_days, .. } = self.value;
        let promised = promised.as_ref().map_or_else(|| "no number".to_owned(), quantity_in_words);
        let lots = self.value.deliveries.len() as u64;
        let delivered = match delivered {
            Some(delivered) if !is_uncounted(delivered) => quantity_in_words(delivered),
            _ if lots == 0 => "none on record".to_owned(),
            _ => format!("a number not stated, {} on record", counted(lots, "delivery")),
        };
        let mut words = vec![format!("promised: {promised}"), format!("delivered: {delivered}")];
        let is_told = self.is_alike() && *status != Some(CommitmentStatus::Withdrawn);
        let outstanding = outstanding.as_ref().filter(|left| !is_uncounted(left) && is_told);
        words.extend(outstanding.map(|left| format!("outstanding: {}", in_words(left))));
        words.push(
            status.map_or_else(|| "only reported".to_owned(), |status| status.name().replace('-', " ")),
        );
        words.extend(due.day.as_ref().map(|due| format!("due {}", deadline(due))));
        words.extend(overdue_days.map(|days| format!("overdue since {}", counted(days, "day"))));
        words.join("; ")
    }
}

fn in_words(left: &Quantity) -> String {
    if is_zero(left) { "none".to_owned() } else { quantity_bare(left) }
}

/// Returns in words how the promises stand.
fn said(panels: &[Panel<'_>], others: usize) -> Vec<String> {
    let count = |is: &dyn Fn(&&Panel<'_>) -> bool| panels.iter().filter(is).count() as u64;
    let with_number = count(&|panel| panel.value.is_counted());
    let delivered = count(&|panel| panel.value.is_counted() && !panel.value.deliveries.is_empty());
    let overdue = count(&|panel| panel.value.overdue_days.is_some());
    let without = panels.len() as u64 - with_number;
    let mut first = vec![format!(
        "{} of a number, {delivered} with deliveries on record",
        counted(with_number, "promise")
    )];
    first.extend((without > 0).then(|| format!("{without} without a number")));
    first.extend((overdue > 0).then(|| format!("{overdue} overdue")));
    let mut said = vec![first.join("; ")];
    said.extend((others > 0).then(|| {
        format!(
            "{} with neither a number nor a delivery on record are not drawn",
            counted(others as u64, "other promise")
        )
    }));
    said.extend(panels.iter().map(|panel| format!("{}: {}", panel.name(), panel.words())));
    said
}

impl Panel<'_> {
    fn name(&self) -> String {
        let CommitmentValue { what, category, .. } = self.value;
        what.as_ref().map_or_else(|| category.to_string(), ToString::to_string)
    }
}

fn of_panel(plotter: &Plotter<'_>, panel: &Panel<'_>, scale: &Scale) -> Markup {
    let value = panel.value;
    let whole = panel.whole();
    let base = panel.below_words() + whole.map_or(0, |_| HIGH);
    let title = html! { (text(MARGIN, 14, "said", &clipped(&capitalised(&panel.name()), 92))) };
    let lots: Vec<Markup> =
        value.deliveries.iter().map(|lot| of_lot(plotter, panel, lot, scale, base)).collect();
    html! {
        rect class="lane" x=(MARGIN / 2) y="-4" width=(WIDTH - MARGIN) height=(panel.height() + 6) {}
        (plotter.of_event(panel.promise.row.process.as_ref(), &value.key, value.key.as_str(), &title))
        @for (line, row) in panel.lines().iter().zip(0..) { (text(MARGIN, 31 + 15 * row, "small", line)) }
        @if let Some(whole) = whole {
            (counts(panel, whole, scale, base, plotter.drawn.envelope.as_of.point.occurred))
        }
        path class="axis" d={ "M" (LEFT) " " (base) "h" (LENGTH) } {}
        @for lot in &lots { (lot) }
        (due(panel, scale, base))
    }
}

/// Returns the numbers of a promise: what is promised as a line, or a band; what was delivered as steps.
fn counts(panel: &Panel<'_>, whole: Number, scale: &Scale, base: i64, point: Until) -> Markup {
    let end = LEFT + scale.reach(point).0;
    let y = |number: Number| base - i64::from(number.share_of(whole, HIGH as u32 - 8));
    let promised = panel.value.promised.as_ref().filter(|promised| !is_uncounted(promised));
    let delivered = if panel.is_alike() { "delivered" } else { "delivered range" };
    html! {
        @for step in &panel.delivered { (step.filled((step.stretch(scale, LEFT, end), base), &y, delivered)) }
        @for step in &panel.promised { (step.line(step.stretch(scale, LEFT, end), &y)) }
        @if let Some(promised) = promised {
            (text(LEFT - 8, y(promised.least()) + 4, "end small", &figure(promised.least())))
        }
        (text(LEFT - 8, base, "end small", "0"))
    }
}

/// Returns one time at which something was delivered.
fn of_lot(plotter: &Plotter<'_>, panel: &Panel<'_>, lot: &DeliveryValue, scale: &Scale, base: i64) -> Markup {
    let bounds = lot.occurred.bounds;
    let (from, until) = scale.stretch(bounds);
    let open = Open { left: bounds.earliest.is_none(), right: bounds.latest.is_none(), ..Open::default() };
    let is_wide = until - from > 3 * scale.days(1).max(2);
    let inferred = is_wide && lot.occurred.when.is_inferred();
    let form = Form { standing: EventStatus::InForce, inferred, open };
    let area =
        Area { left: LEFT + from.min(until - 5), right: LEFT + until - 1, top: base + 4, bottom: base + 12 };
    let quantity = lot.quantity.as_ref().map_or_else(|| "no figure".to_owned(), quantity_in_words);
    let tip = format!("{}: {quantity}, {}", lot.event, date(&lot.occurred));
    plotter.of_event(
        panel.promise.row.process.as_ref(),
        &lot.event,
        &tip,
        &mark(area, form, &plotter.hatch()),
    )
}

/// Returns by when the promise is due: a line at the end of the last day, with a flag if that is gone by.
fn due(panel: &Panel<'_>, scale: &Scale, base: i64) -> Markup {
    let Some(due) = &panel.value.due.day else { return html! {} };
    let Some(latest) = due.bounds.latest else { return html! {} };
    let x = LEFT + scale.at(latest);
    let top = panel.below_words() - 8;
    let is_overdue = panel.value.overdue_days.is_some();
    let words = if is_overdue { "overdue" } else { "due" };
    let (class, side) =
        if x > LEFT + LENGTH - width(words, 11) - 12 { ("end small", -5) } else { ("small", 5) };
    html! {
        path class=(if is_overdue { "late-line" } else { "promised" }) d={ "M" (x) " " (top) "V" (base + 14) } {}
        @if is_overdue { path class="late" d={ "M" (x) " " (top) "h-9l3 3l-3 3h9z" } {} }
        (text(x + side, top + 9, class, words))
    }
}

fn axis(scale: &Scale, bottom: i64) -> Markup {
    html! {
        @for tick in scale.ticks(62) {
            path class="grid" d={ "M" (LEFT + tick.at) " 12V" (bottom) } {}
            (text(LEFT + tick.at, 6, "middle small soft", &tick.label))
            path class="axis" d={ "M" (LEFT + tick.at) " " (bottom - 4) "v5" } {}
            (text(LEFT + tick.at, bottom + 15, "middle small", &tick.label))
        }
    }
}

/// Returns what the lines and areas mean, those that are drawn, and how high that is.
fn key(top: i64, panels: &[Panel<'_>]) -> (Markup, i64) {
    const LINE: i64 = 18;
    let mut rows: Vec<(Markup, &str)> = Vec::new();
    if panels.iter().any(|panel| panel.whole().is_some()) {
        rows.push((html! { path class="promised" d="M0 6h14" {} }, "promised; of a range, a band"));
        rows.push((
            html! { rect class="delivered" width="14" height="12" {} },
            "delivered, as counted by then",
        ));
        let lighter =
            "delivered at the most; or, where the sources leave open whether it is each side's, at all";
        rows.push((html! { rect class="delivered range" width="14" height="12" {} }, lighter));
    }
    let lot =
        "below the line: one delivery, on its day or some time in the days that it covers; dashed: inferred";
    rows.push((html! { rect class="mark full solid" y="2" width="14" height="8" {} }, lot));
    if panels.iter().any(|panel| panel.value.due.day.is_some()) {
        let due = "last day on which it is due; a flag if it is overdue";
        rows.push((html! { path class="promised" d="M7 0v12" {} }, due));
    }
    let height = LINE * rows.len() as i64;
    let drawn = html! {
        @for ((sign, words), row) in rows.iter().zip(0..) {
            g transform={ "translate(" (MARGIN) " " (top + LINE * row) ")" } {
                (sign)
                (text(22, 10, "small", words))
            }
        }
    };
    (drawn, height)
}

#[cfg(test)]
mod tests {
    use asof_query::Picture;

    use super::super::plot;
    use super::super::tests::{Element, RECORD, RIVER, drawn_at, sound};

    fn told(log: &asof_query::Log, process: &str, day: &str) -> Vec<Element> {
        sound(&plot(&drawn_at(log, Some(process), Picture::Deliveries, day, false), None, true))
    }

    /// Returns the heights of what was delivered, each with whether it is less than certain.
    fn heights(told: &[Element]) -> Vec<(i64, bool)> {
        // Those of the key stand at no place of their own.
        let is_one =
            |element: &&Element| element.has_class("delivered") && element.attributes.contains_key("x");
        let height = |element: &Element| (element.number("height"), element.has_class("range"));
        told.iter().filter(is_one).map(height).collect()
    }

    #[test]
    fn what_was_delivered_grows_in_steps_and_is_lighter_where_it_is_no_count_of_the_promise() {
        // 390, 697 and 1,000 persons of 1,000 per side; nobody says whether they are those of each side.
        assert_eq!(
            heights(&told(&RECORD, "istanbul-2025", "2025-06-30")),
            [(26, true), (47, true), (68, true)]
        );
        let crates = heights(&told(&RIVER, "river-2031", "last"));
        assert!(crates.contains(&(68, false)), "350 crates of 350 delivered: {crates:?}");
        assert!(heights(&told(&RECORD, "istanbul-2025", "2025-05-20")).is_empty());
    }

    #[test]
    fn what_is_due_has_a_line_and_a_flag_once_its_day_is_gone_by() {
        let flagged = |told: &[Element]| told.iter().any(|element| element.has_class("late-line"));
        let in_time = told(&RIVER, "river-2031", "2031-12-31");
        assert!(in_time.iter().any(|element| element.text == "due") && !flagged(&in_time));
        let gone_by = told(&RIVER, "river-2031", "2032-01-01");
        assert!(gone_by.iter().any(|element| element.text == "overdue") && flagged(&gone_by));
    }
}
