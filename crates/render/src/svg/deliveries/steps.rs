//! A quantity as it moves: steps in time, each from the moment at which it holds until the next.

use asof_core::{Number, Quantity};
use asof_projector::Value;
use asof_projector::state::commitments::CommitmentValue;
use asof_query::rows::Move;
use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::svg::scale::Scale;
use crate::text::is_uncounted;

/// A quantity, and from when until when it held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// The first moment; `None` is the end of the log.
    pub(super) from: Option<DateTime<Utc>>,
    /// The moment of the next step; `None` if there is none.
    pub(super) until: Option<DateTime<Utc>>,
    /// How much; `None` if nothing is on record.
    pub(super) quantity: Option<Quantity>,
}

/// Returns the steps of one quantity of a promise.
pub(super) fn steps(moves: &[Move], quantity: impl Fn(&CommitmentValue) -> Option<&Quantity>) -> Vec<Step> {
    let from = |one: &Move| one.at_until.map(|at| at.0.to_utc());
    let step = |(place, one): (usize, &Move)| {
        let quantity = match one.after.state_row().map(|row| &row.value) {
            Some(Value::Commitment(value)) => quantity(value).cloned(),
            _ => None,
        };
        Step { from: from(one), until: moves.get(place + 1).and_then(from), quantity }
    };
    moves.iter().enumerate().map(step).collect()
}

impl Step {
    /// Returns from where to where it is drawn, the last to the end.
    pub(super) fn stretch(&self, scale: &Scale, left: i64, end: i64) -> (i64, i64) {
        let at = |moment: Option<DateTime<Utc>>| moment.map_or(end, |moment| left + scale.at(moment));
        // It is seen even where it begins at the end.
        (at(self.from).min(end - 2), at(self.until))
    }

    /// Returns the quantity as an area: as much as is certain, lighter as much as it can be.
    pub(super) fn filled(
        &self,
        ((from, until), base): ((i64, i64), i64),
        y: &dyn Fn(Number) -> i64,
        class: &str,
    ) -> Markup {
        let Some(quantity) = &self.quantity else { return html! {} };
        let low = y(quantity.least());
        let top = y(quantity.most().unwrap_or_else(|| quantity.least()));
        if is_uncounted(quantity) {
            return html! { path class="guide" d={ "M" (from) " " (base - 8) "H" (until) } {} };
        }
        html! {
            rect class=(class) x=(from) y=(low) width=(until - from) height=(base - low) {}
            @if top < low { rect class="delivered range" x=(from) y=(top) width=(until - from) height=(low - top) {} }
            @if quantity.most().is_none() {
                path class="ink" d={ "M" ((from + until) / 2 - 5) " " (low - 2) "l5 -5l5 5" } {}
            }
        }
    }

    /// Returns the quantity as a line, of a range as a band.
    pub(super) fn line(&self, (from, until): (i64, i64), y: &dyn Fn(Number) -> i64) -> Markup {
        let Some(quantity) = self.quantity.as_ref().filter(|quantity| !is_uncounted(quantity)) else {
            return html! {};
        };
        let low = y(quantity.least());
        let top = y(quantity.most().unwrap_or_else(|| quantity.least()));
        html! {
            @if top < low { rect class="promised-band" x=(from) y=(top) width=(until - from) height=(low - top) {} }
            path class="promised" d={ "M" (from) " " (low) "H" (until) } {}
            @if quantity.most().is_none() {
                path class="promised" d={ "M" ((from + until) / 2 - 5) " " (low - 2) "l5 -5l5 5" } {}
            }
        }
    }
}
