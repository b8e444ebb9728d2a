//! The tally of what changed hands, by category and direction.

use asof_core::kind::{Exchange, Transfer, WorldKind};
use asof_core::{Bound, Key, Quantity, Word};

use super::facets::Facets;
use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded};
use crate::lots::{Lot, Total, running, total};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::role;
use crate::tally::{Tally, beyond_numbers};
use crate::visible_event::VisibleEvent;

row! {
    /// What changed hands in all, by category, direction and what the count is a count of. Occasions with something uncounted
    /// are counted apart.
    pub struct TallyValue as "Exchange" {
        /// What sort of thing.
        category: Word,
        /// Who gave; null if not stated.
        from: Option<Key> as role::Actor,
        /// Who received; null if not stated.
        to: Option<Key> as role::Actor,
        /// How much in all of what was counted; `unknown` if nothing was.
        quantity: Quantity as role::Amount,
        /// How many occasions.
        occasions: u64,
        /// On how many of them something was not counted.
        unknown_occasions: u64,
        /// The events that may be one occasion told by several: they count from once to each time.
        could_merge: Vec<Key> as role::Event,
        /// The events whose dates are so wide that they may be another of the occasions: they count between none and all.
        may_overlap: Vec<Key> as role::Event,
        /// The discrepancies about events that it rests on: accounts of them differ, or one may be told twice.
        discrepancies: Vec<Key> as role::Derived,
    }
}

impl Facets for TallyValue {
    fn news_rank(&self) -> Option<u8> {
        Some(18)
    }

    fn discrepancies(&self) -> Option<&[Key]> {
        Some(&self.discrepancies)
    }

    fn could_merge(&self) -> &[Key] {
        &self.could_merge
    }
}

/// Returns the row in which a lot counts.
pub(crate) fn path(transfer: &Transfer) -> Path {
    let actor = |key: &Option<Key>| key.as_ref().map_or("unstated".to_owned(), ToString::to_string);
    let per = transfer.quantity.per().name();
    let segments =
        [transfer.category.to_string(), actor(&transfer.from), actor(&transfer.to), per.to_owned()];
    Path::new(Collection::Exchanges, segments)
}

/// Returns a lot that counts in its row, if it counts in its unit; `None` if nobody knows how many it was. A rate tells how
/// many in each period, and not how many there were.
pub(crate) fn counted<'f>(transfer: &'f Transfer, fact: &'f VisibleEvent<'_>) -> Option<Lot<'f>> {
    let quantity = &transfer.quantity;
    let is_known = quantity.bound() != Bound::Unknown && quantity.every().is_none();
    is_known.then(|| Lot { category: Some(&transfer.category), ..Lot::new(fact, quantity) })
}

pub(crate) fn routes(exchange: &Exchange) -> Vec<Path> {
    match exchange {
        Exchange::CarriedOut(phase) => phase.transfers.iter().map(path).collect(),
        Exchange::Preparing(_) | Exchange::Completed(_) => Vec::new(),
    }
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<TallyValue> {
    let mut first: Option<&Transfer> = None;
    let mut lots: Vec<Lot<'_>> = Vec::new();
    // How many lots there were after each occasion.
    let mut after: Vec<(&VisibleEvent<'_>, usize)> = Vec::new();
    let (mut occasions, mut unknown_occasions) = (0_u64, 0_u64);
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
            } else if let Some(lot) = counted(transfer, fact) {
                lots.push(lot);
            } else {
                is_unknown = true;
            }
        }
        occasions += u64::from(lots.len() > before || is_unknown);
        unknown_occasions += u64::from(is_unknown);
        after.push((fact, lots.len()));
        folded.add_claimants(&fact.assertion.attributed_to);
    }
    let sums = running(&lots);
    for (fact, lots) in after {
        folded.note(fact, &sums[lots].to_text());
    }
    let Total { sum, could_merge, may_overlap } = total(&lots);
    if sum.beyond {
        folded.anomaly(AnomalyCode::BeyondNumbers, beyond_numbers(slot.path));
    }
    first.map(|transfer| {
        let (unit, per) = (transfer.quantity.unit().clone(), transfer.quantity.per());
        let sum = if lots.is_empty() { Tally::UNKNOWN } else { sum };
        TallyValue {
            category: transfer.category.clone(),
            from: transfer.from.clone(),
            to: transfer.to.clone(),
            quantity: sum.quantity(unit, per),
            occasions,
            unknown_occasions,
            could_merge: could_merge.into_iter().collect(),
            may_overlap: may_overlap.into_iter().collect(),
            discrepancies: Vec::new(),
        }
    })
}
