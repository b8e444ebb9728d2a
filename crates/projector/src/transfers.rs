//! What changed hands, lot by lot, each once: with what it adds to the sum of its row.

use std::collections::BTreeMap;

use asof_core::kind::{Exchange, Transfer, WorldKind};
use asof_core::{Claimant, Key, Number, Quantity, Word};

use crate::fold::occurred;
use crate::lots::{Lot, running};
use crate::order::WorldOrder;
use crate::path::Path;
use crate::row;
use crate::row::{Dated, role};
use crate::state::exchanges::{counted, path};
use crate::tally::Tally;
use crate::visibility::Visibility;
use crate::visible_event::{EventStatus, VisibleEvent};

row! {
    /// A lot that changed hands on one occasion, as one event tells of it.
    pub struct TransferRow as "Transfer" {
        /// The negotiation.
        process: Key,
        /// The event.
        event: Key as role::Event,
        /// Which of the lots of the event it is, counted from 1.
        number: u64,
        /// The row of `exchanges` in which it counts.
        path: Path,
        /// What sort of thing.
        category: Word,
        /// Who gave; null if not stated.
        from: Option<Key> as role::Actor,
        /// Who received; null if not stated.
        to: Option<Key> as role::Actor,
        /// How much, as the event tells.
        quantity: Quantity as role::Amount,
        /// When.
        occurred: Dated as role::Occurred,
        /// Whose word it is.
        attributed_to: Vec<Claimant> as role::Claimants,
        /// The promises on which it was delivered.
        delivers: Vec<Key> as role::Event,
        /// What it adds to the least that its row can come to, after the lots before it in the order of their dates: over
        /// the lots of a row these add up to the least of its sum. What may be another lot told again adds less than it
        /// says. Null if it is not counted.
        adds_low: Option<Number>,
        /// The same of the most. Null if it is not counted, and of every lot of a row whose sum has no upper bound.
        adds_high: Option<Number>,
    }
}

/// One of the lots of an event, and its number among them.
type Told<'f, 'a> = (&'f VisibleEvent<'a>, usize, &'f Transfer);

/// Returns the lots of a process that are in force, row by row, each in the order of their dates.
pub(crate) fn transfers(visibility: &Visibility<'_>, process: &Key) -> Vec<TransferRow> {
    let mut told: BTreeMap<Path, Vec<Told<'_, '_>>> = BTreeMap::new();
    let facts = visibility.facts_of(process).filter(|fact| fact.status == EventStatus::InForce);
    for fact in facts {
        let WorldKind::Exchange(Exchange::CarriedOut(phase)) = &fact.assertion.kind else { continue };
        for (place, transfer) in phase.transfers.iter().enumerate() {
            told.entry(path(transfer)).or_default().push((fact, place + 1, transfer));
        }
    }
    told.into_iter().flat_map(|(path, lots)| rows(&path, lots)).collect()
}

fn rows(path: &Path, mut told: Vec<Told<'_, '_>>) -> Vec<TransferRow> {
    told.sort_by_key(|(fact, number, _)| (WorldOrder::of(fact), *number));
    let unit = told.first().map(|(.., transfer)| transfer.quantity.unit());
    let lots: Vec<Option<Lot<'_>>> = told
        .iter()
        .map(|(fact, _, transfer)| counted(transfer, fact).filter(|lot| Some(lot.quantity.unit()) == unit))
        .collect();
    let sums = running(&lots.iter().copied().flatten().collect::<Vec<_>>());
    let is_bounded = sums.last().is_some_and(|sum| sum.high.is_some());
    let mut steps = sums.windows(2);
    let row = |((fact, number, transfer), lot): (Told<'_, '_>, Option<Lot<'_>>)| {
        let added = lot.and_then(|_| steps.next());
        let between = |of: fn(&Tally) -> Option<Number>| {
            added.and_then(|sums| Some(of(&sums[1])?.minus(of(&sums[0])?)))
        };
        TransferRow {
            process: fact.process.clone(),
            event: fact.key.clone(),
            number: number as u64,
            path: path.clone(),
            category: transfer.category.clone(),
            from: transfer.from.clone(),
            to: transfer.to.clone(),
            quantity: transfer.quantity.clone(),
            occurred: occurred(fact),
            attributed_to: fact.assertion.attributed_to.clone(),
            delivers: fact.assertion.delivers.iter().map(|link| link.commitment.clone()).collect(),
            adds_low: between(|sum| Some(sum.low)),
            adds_high: between(|sum| sum.high).filter(|_| is_bounded),
        }
    };
    told.iter().copied().zip(lots.iter().copied()).map(row).collect()
}
