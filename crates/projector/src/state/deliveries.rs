//! What was delivered on a promise, what is outstanding, and how far it has come by that.

use asof_core::kind::{Exchange, WorldKind};
use asof_core::{Key, Per, Quantity, Text};

use super::commitments::{CommitmentStatus, CommitmentValue, DeliveryValue, Direction};
use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded};
use crate::tally::Tally;

/// What was delivered on a promise.
struct Sum {
    delivered: Tally,
    /// What that is a count of: unstated where parts differ or do not say.
    per: Per,
    /// Whether any lot counts.
    is_counted: bool,
    /// Whether a delivery is on record, in every direction that has one of its own.
    is_on_record: bool,
}

impl CommitmentValue {
    /// Sums up what was delivered and says where the promise stands.
    pub(super) fn settle(&mut self, slot: &Fold<'_, '_>, folded: &mut Folded) {
        let unit = self.promised.as_ref().map(|promised| promised.unit().clone()).or_else(|| {
            self.deliveries
                .iter()
                .find_map(|lot| lot.quantity.as_ref())
                .map(|quantity| quantity.unit().clone())
        });
        // A lot without a figure is a delivery of nobody knows how many.
        let mut is_under_way = self.has_uncounted();
        if let Some(unit) = unit {
            let Sum { delivered, per, is_counted, is_on_record } = self.add_up(slot, &unit, folded);
            is_under_way |= is_counted;
            // Nothing on record is not "nothing delivered".
            self.delivered = is_on_record.then(|| delivered.quantity(unit.clone(), per));
            if let Some(promised) = &self.promised {
                let outstanding = Tally::outstanding(Tally::of(promised), delivered);
                self.outstanding = Some(outstanding.quantity(unit, per));
                self.check_excess(promised, delivered, folded);
            }
        }
        if self.strength.is_some() && self.status != Some(CommitmentStatus::Withdrawn) {
            self.status = Some(self.progress(slot, is_under_way));
        }
    }

    /// Notes what was delivered above the promise, each way where so much is promised from each side.
    fn check_excess(&self, promised: &Quantity, delivered: Tally, folded: &mut Folded) {
        let is_above = |low: u64| promised.high().is_some_and(|high| low > high);
        if self.directions.is_empty() && is_above(delivered.low) {
            let message = format!("`{}` delivered above the promise", self.key);
            folded.anomaly(AnomalyCode::OverDelivered, message);
        }
        for direction in &self.directions {
            if direction.delivered.as_ref().is_some_and(|delivered| is_above(delivered.low())) {
                let message = format!("`{}` delivered above the promise by `{}`", self.key, direction.from);
                folded.anomaly(AnomalyCode::OverDelivered, message);
            }
        }
    }

    /// Returns whether something was delivered without a figure.
    fn has_uncounted(&self) -> bool {
        self.deliveries.iter().any(|lot| lot.quantity.is_none())
    }

    /// Adds up what was delivered. Where all that is on record has no figure, nobody knows how many.
    fn add_up(&mut self, slot: &Fold<'_, '_>, unit: &Text, folded: &mut Folded) -> Sum {
        let each_side = self.promised.as_ref().filter(|promised| promised.per() == Per::EachSide);
        let each_side = each_side.map(Tally::of);
        let directions = self.pairs();
        let mut sums: Vec<Option<Tally>> = vec![None; if each_side.is_some() { directions.len() } else { 1 }];
        let mut counted = Vec::new();
        for lot in &self.deliveries {
            let Some(quantity) = &lot.quantity else { continue };
            if quantity.unit() != unit {
                let message = format!("`{}` counts in `{}`, not in `{unit}`", lot.event, quantity.unit());
                folded.anomaly(AnomalyCode::OtherUnit, message);
                continue;
            }
            let fits: Vec<bool> = directions.iter().map(|direction| lot_fits(slot, lot, direction)).collect();
            if !fits.contains(&true) {
                let message =
                    format!("`{}` goes in a direction that `{}` does not have", lot.event, self.key);
                folded.anomaly(AnomalyCode::OtherDirection, message);
                continue;
            }
            counted.push(lot);
            let sums = sums.iter_mut().zip(&fits).filter(|(_, fits)| **fits || each_side.is_none());
            sums.for_each(|(sum, _)| sum.get_or_insert_default().add(quantity));
        }
        if self.has_uncounted() {
            sums.iter_mut().for_each(|sum| *sum = sum.or(Some(Tally::UNKNOWN)));
        }
        let is_counted = !counted.is_empty();
        let per = self.common_per(&counted);
        if let Some(promised) = each_side {
            // What holds for each side is so much one way in each direction.
            let one_way = if per == Per::EachSide { Per::OneWay } else { per };
            let told = directions.iter().zip(&sums).map(|((from, to), sum)| Direction {
                from: from.clone(),
                to: to.clone(),
                delivered: sum.map(|sum| sum.quantity(unit.clone(), one_way)),
                outstanding: Tally::outstanding(promised, sum.unwrap_or_default())
                    .quantity(unit.clone(), one_way),
            });
            self.directions = told.collect();
        }
        let is_on_record = sums.iter().all(Option::is_some);
        let delivered = sums.into_iter().map(Option::unwrap_or_default).reduce(Tally::lower);
        Sum { delivered: delivered.unwrap_or_default(), per, is_counted, is_on_record }
    }

    /// Returns who owes to whom, paired by position.
    fn pairs(&self) -> Vec<(Key, Option<Key>)> {
        let to = self.owed_to.iter().map(Some).chain(std::iter::repeat(None));
        self.owed_by.iter().zip(to).map(|(from, to)| (from.clone(), to.cloned())).collect()
    }

    fn common_per(&self, counted: &[&DeliveryValue]) -> Per {
        let promised = self.promised.as_ref().map(Quantity::per);
        let first = counted.iter().find_map(|lot| lot.quantity.as_ref()).map(Quantity::per);
        let Some(wanted) = promised.or(first) else { return Per::Unstated };
        let same = |lot: &&DeliveryValue| {
            lot.quantity.as_ref().is_none_or(|quantity| {
                quantity.per() == wanted
                    || wanted == Per::EachSide
                        && quantity.per() == Per::OneWay
                        && lot.from.is_some()
                        && lot.to.is_some()
            })
        };
        if counted.iter().all(same) { wanted } else { Per::Unstated }
    }

    /// Returns how far the promise has come; lots that do not count move nothing.
    fn progress(&self, slot: &Fold<'_, '_>, is_under_way: bool) -> CommitmentStatus {
        let exchange = |wanted: fn(&Exchange) -> bool| {
            slot.facts
                .iter()
                .any(|fact| matches!(&fact.assertion.kind, WorldKind::Exchange(kind) if wanted(kind)))
        };
        let by_numbers = match (&self.promised, &self.delivered) {
            (Some(promised), Some(delivered)) => {
                promised.per() == delivered.per()
                    && is_under_way
                    && promised.high().is_some_and(|high| delivered.low() >= high)
            }
            _ => false,
        };
        if by_numbers || exchange(|kind| matches!(kind, Exchange::Completed(_))) {
            CommitmentStatus::Fulfilled
        } else if is_under_way {
            CommitmentStatus::InProgress
        } else if exchange(|kind| matches!(kind, Exchange::Preparing(_))) {
            CommitmentStatus::Preparing
        } else {
            CommitmentStatus::Open
        }
    }
}

/// Returns whether a lot may have gone that way: a side that it does not state fits any.
fn lot_fits(slot: &Fold<'_, '_>, lot: &DeliveryValue, (from, to): &(Key, Option<Key>)) -> bool {
    let fits = |stated: Option<&Key>, wanted: Option<&Key>| match (stated, wanted) {
        (Some(stated), Some(wanted)) => slot.facts.first().is_some_and(|fact| {
            let at = lot.occurred.when.bounds(lot.occurred.zone);
            slot.weighing.is_one_side_at(fact.process, stated, wanted, at)
        }),
        _ => true,
    };
    fits(lot.from.as_ref(), Some(from)) && fits(lot.to.as_ref(), to.as_ref())
}
