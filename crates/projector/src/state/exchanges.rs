//! The tally of what changed hands, by category and direction.

use asof_core::kind::{Exchange, Transfer, WorldKind};
use asof_core::{Bound, Key, Per, Quantity, Word};

use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded};
use crate::path::{Family, Path};
use crate::row::Row;
use crate::slot::{Turn, Value};
use crate::tally::Tally;

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
    Path::new(Family::Exchanges, segments)
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
    let mut tally = Tally::default();
    let (mut occasions, mut unknown_occasions, mut any_counts) = (0, 0, false);
    for fact in slot.facts {
        let WorldKind::Exchange(Exchange::CarriedOut(phase)) = &fact.assertion.kind else { continue };
        let transfers: Vec<_> =
            phase.transfers.iter().filter(|transfer| path(transfer) == *slot.path).collect();
        let (mut counts, mut is_unknown) = (false, false);
        for transfer in transfers {
            let unit = first.get_or_insert(transfer).quantity.unit();
            if transfer.quantity.unit() != unit {
                let message =
                    format!("`{}` counts in `{}`, not in `{unit}`", fact.key, transfer.quantity.unit());
                folded.anomaly(AnomalyCode::OtherUnit, message);
            } else if transfer.quantity.bound() == Bound::Unknown {
                is_unknown = true;
            } else {
                tally.add(&transfer.quantity);
                counts = true;
            }
        }
        occasions += usize::from(counts || is_unknown);
        unknown_occasions += usize::from(is_unknown);
        any_counts |= counts;
        folded.history.push(Turn { event: fact.key.clone(), value: tally.to_text() });
        folded.add_claimants(&fact.assertion.attributed_to);
    }
    folded.value = first.map(|transfer| {
        let (unit, per) = (transfer.quantity.unit().clone(), transfer.quantity.per());
        let quantity = if any_counts {
            tally.quantity(unit, per)
        } else {
            Quantity::computed(0, None, false, unit, per)
        };
        Value::Tally(TallyValue {
            category: transfer.category.clone(),
            from: transfer.from.clone(),
            to: transfer.to.clone(),
            quantity,
            occasions,
            unknown_occasions,
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
    }
}
