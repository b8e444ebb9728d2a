//! The tally of what changed hands, by category and direction.

use asof_core::kind::{Exchange, Transfer, WorldKind};
use asof_core::{Bound, Key, Per, Quantity, Word};

use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded};
use crate::lots::{Lot, Total, running, total};
use crate::path::{Collection, Path};
use crate::row::Row;
use crate::slot::{Transition, Value};
use crate::tally::{Tally, beyond_numbers};

/// What changed hands in one direction. Occasions with something uncounted are counted apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct TallyValue {
    pub category: Word,
    pub from: Option<Key>,
    pub to: Option<Key>,
    pub quantity: Quantity,
    pub occasions: usize,
    pub unknown_occasions: usize,
    /// The events that may be one occasion, told by several.
    pub could_merge: Vec<Key>,
    /// The events whose dates are so wide that they may be another of the occasions.
    pub may_overlap: Vec<Key>,
}

fn path(transfer: &Transfer) -> Path {
    let actor = |key: &Option<Key>| key.as_ref().map_or("unstated".to_owned(), ToString::to_string);
    let per = match transfer.quantity.per() {
        Per::EachSide => "each-side",
        Per::Total => "total",
        Per::OneWay => "one-way",
        Per::Unstated => "unstated",
    };
    let segments =
        [transfer.category.to_string(), actor(&transfer.from), actor(&transfer.to), per.to_owned()];
    Path::new(Collection::Exchanges, segments)
}

pub(crate) fn routes(exchange: &Exchange) -> Vec<Path> {
    match exchange {
        Exchange::CarriedOut(phase) => phase.transfers.iter().map(path).collect(),
        Exchange::Preparing(_) | Exchange::Completed(_) => Vec::new(),
    }
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    let mut first: Option<&Transfer> = None;
    let mut lots: Vec<Lot<'_>> = Vec::new();
    // How many lots there were after each occasion.
    let mut after: Vec<(&Key, usize)> = Vec::new();
    let (mut occasions, mut unknown_occasions) = (0, 0);
    for fact in slot.facts {
        let WorldKind::Exchange(Exchange::CarriedOut(phase)) = &fact.assertion.kind else { continue };
        let before = lots.len();
        let mut is_unknown = false;
        for transfer in phase.transfers.iter().filter(|transfer| path(transfer) == *slot.path) {
            let quantity = &transfer.quantity;
            let unit = first.get_or_insert(transfer).quantity.unit();
            if quantity.unit() != unit {
                let message = format!("`{}` counts in `{}`, not in `{unit}`", fact.key, quantity.unit());
                folded.anomaly_of(AnomalyCode::OtherUnit, &[fact.key], message);
            } else if quantity.bound() == Bound::Unknown || quantity.every().is_some() {
                // A rate tells how many in each period, and not how many there were.
                is_unknown = true;
            } else {
                lots.push(Lot { category: Some(&transfer.category), ..Lot::new(fact, quantity) });
            }
        }
        occasions += usize::from(lots.len() > before || is_unknown);
        unknown_occasions += usize::from(is_unknown);
        after.push((fact.key, lots.len()));
        folded.add_claimants(&fact.assertion.attributed_to);
    }
    let sums = running(&lots);
    let turn =
        |(event, lots): &(&Key, usize)| Transition { event: (*event).clone(), value: sums[*lots].to_text() };
    folded.history.extend(after.iter().map(turn));
    let Total { sum, could_merge, may_overlap } = total(&lots);
    if sum.beyond {
        folded.anomaly(AnomalyCode::BeyondNumbers, beyond_numbers(slot.path));
    }
    folded.value = first.map(|transfer| {
        let (unit, per) = (transfer.quantity.unit().clone(), transfer.quantity.per());
        let sum = if lots.is_empty() { Tally::UNKNOWN } else { sum };
        Value::Tally(TallyValue {
            category: transfer.category.clone(),
            from: transfer.from.clone(),
            to: transfer.to.clone(),
            quantity: sum.quantity(unit, per),
            occasions,
            unknown_occasions,
            could_merge: could_merge.into_iter().collect(),
            may_overlap: may_overlap.into_iter().collect(),
        })
    });
    folded
}

impl TallyValue {
    pub(crate) fn write(&self, row: &mut Row) {
        row.text("category", Some(&self.category));
        row.text("from", self.from.as_ref());
        row.text("to", self.to.as_ref());
        row.quantity("quantity", Some(&self.quantity));
        row.value("occasions", self.occasions);
        row.value("unknown_occasions", self.unknown_occasions);
        row.list("could_merge", &self.could_merge);
        row.list("may_overlap", &self.may_overlap);
    }
}
