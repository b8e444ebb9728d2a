//! What was delivered on a promise, what is outstanding, and how far it has come by that.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::kind::{Exchange, WorldKind};
use asof_core::{Every, Key, Per, Quantity, Text};
use chrono::{Datelike, Days, NaiveDate};
use foldhash::HashMap;

use super::commitments::{CommitmentStatus, CommitmentValue, DeliveryValue, Direction, Period};
use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded, Noted};
use crate::lots::{Lot, Total, days, total};
use crate::tally::{Tally, beyond_numbers};
use crate::visible_event::VisibleEvent;

/// What was delivered on a promise.
struct Sum {
    delivered: Tally,
    /// What that is a count of: unstated where parts differ or do not say.
    per: Per,
    /// Whether any lot counts.
    is_counted: bool,
    /// Whether a delivery is on record, in every direction that has one of its own.
    is_on_record: bool,
    /// What was delivered each way, where so much is promised from each side.
    directions: Vec<Direction>,
    could_merge: BTreeSet<Key>,
    may_overlap: BTreeSet<Key>,
    /// The lots that do not count, and why.
    refused: Vec<Noted>,
}

/// The events of a slot by key.
type Facts<'f, 'a> = HashMap<&'f Key, &'f VisibleEvent<'a>>;

impl CommitmentValue {
    /// Sums up what was delivered and says where the promise stands.
    pub(super) fn settle(&mut self, slot: &Fold<'_, '_>, folded: &mut Folded) {
        let facts: Facts<'_, '_> = slot.facts.iter().map(|fact| (fact.key, *fact)).collect();
        let unit = self.promised.as_ref().map(|promised| promised.unit().clone()).or_else(|| {
            let counted = self.deliveries.iter().filter_map(|lot| lot.quantity.as_ref());
            counted
                .filter(|quantity| quantity.every().is_none())
                .map(|quantity| quantity.unit().clone())
                .next()
        });
        // A lot without a figure is a delivery of nobody knows how many.
        let mut is_under_way = self.has_uncounted(&self.deliveries);
        if let Some(every) = self.promised.as_ref().and_then(Quantity::every) {
            is_under_way |= self.compare_by_period(slot, every, &facts, folded);
        } else if let Some(unit) = unit {
            is_under_way |= self.count(slot, &unit, &facts, folded);
        }
        if self.strength.is_some() && self.status != Some(CommitmentStatus::Withdrawn) {
            let progress = self.progress(slot, is_under_way);
            let is_suspended = self.status == Some(CommitmentStatus::Suspended);
            if progress == CommitmentStatus::Fulfilled {
                self.fulfilled_by = self.fulfilling(slot, &facts);
                (self.suspended_by, self.reason) = (None, None);
            }
            let keeps = is_suspended && progress != CommitmentStatus::Fulfilled;
            self.status = Some(if keeps { CommitmentStatus::Suspended } else { progress });
        }
    }

    /// Sums up what was delivered of a promise that is no rate; returns whether any lot counts.
    fn count(
        &mut self,
        slot: &Fold<'_, '_>,
        unit: &Text,
        facts: &Facts<'_, '_>,
        folded: &mut Folded,
    ) -> bool {
        let sum = self.add_up(slot, unit, facts, &self.deliveries);
        folded.anomalies.extend(sum.refused);
        if sum.delivered.beyond {
            folded.anomaly(AnomalyCode::BeyondNumbers, beyond_numbers(&self.key));
        }
        self.directions = sum.directions;
        self.could_merge = sum.could_merge.into_iter().collect();
        self.may_overlap = sum.may_overlap.into_iter().collect();
        // Nothing on record is not "nothing delivered".
        self.delivered = sum.is_on_record.then(|| sum.delivered.quantity(unit.clone(), sum.per));
        if let Some(promised) = &self.promised {
            let outstanding = Tally::outstanding(Tally::of(promised), sum.delivered);
            self.outstanding = Some(outstanding.quantity(unit.clone(), sum.per));
            self.check_excess(promised, folded);
        }
        sum.is_counted
    }

    /// Compares what was delivered on a rate with what it comes to in the time; returns whether any lot counts. Rates
    /// never add up.
    fn compare_by_period(
        &mut self,
        slot: &Fold<'_, '_>,
        every: Every,
        facts: &Facts<'_, '_>,
        folded: &mut Folded,
    ) -> bool {
        let Some(promised) = self.promised.clone() else { return false };
        let mut periods: BTreeMap<_, Vec<(Lot<'_>, &DeliveryValue)>> = BTreeMap::new();
        for lot in &self.deliveries {
            let (Some(quantity), Some(fact)) = (&lot.quantity, facts.get(&lot.event)) else { continue };
            if quantity.unit() != promised.unit() || quantity.every().is_some_and(|own| own != every) {
                folded.anomaly_of(
                    AnomalyCode::OtherUnit,
                    &[&lot.event],
                    other_unit(lot, quantity, &promised),
                );
                continue;
            }
            if self.fits(slot, lot) == Fit::No {
                folded.anomaly_of(AnomalyCode::OtherDirection, &[&lot.event], self.other_direction(lot));
                continue;
            }
            // One unknown moment of some days is not all of them.
            let is_span = lot.occurred.when.is_span();
            let when = (days(fact.occurred, fact.zone), is_span, quantity.every().map(|_| &lot.event));
            periods.entry(when).or_default().push((lot_of(fact, lot, quantity), lot));
        }
        for ((when, is_span, rate), lots) in periods {
            let Some((first, told)) = lots.first() else { continue };
            let expected = || whole_periods(when, is_span, every).and_then(|periods| promised.times(periods));
            let counted: Vec<&DeliveryValue> = lots.iter().map(|(_, told)| *told).collect();
            let (delivered, expected) = match rate {
                Some(_) => (first.quantity.clone(), Some(promised.clone())),
                None => {
                    let totals: Vec<Total> = self.ways(slot, &lots).iter().map(|way| total(way)).collect();
                    let sum = totals.iter().map(|total| total.sum).reduce(Tally::lower).unwrap_or_default();
                    self.could_merge.extend(totals.iter().flat_map(|total| total.could_merge.clone()));
                    self.may_overlap.extend(totals.iter().flat_map(|total| total.may_overlap.clone()));
                    (sum.quantity(promised.unit().clone(), self.common_per(&counted)), expected())
                }
            };
            let mut events: Vec<Key> = counted.iter().map(|lot| lot.event.clone()).collect();
            events.dedup();
            self.periods.push(Period {
                occurred: told.occurred.clone(),
                delivered,
                promised: expected,
                events,
            });
        }
        for list in [&mut self.could_merge, &mut self.may_overlap] {
            list.sort();
            list.dedup();
        }
        !self.periods.is_empty()
    }

    /// Returns the lots that count, each way where so much is promised from each side, else all together.
    fn ways<'l>(&self, slot: &Fold<'_, '_>, lots: &[(Lot<'l>, &DeliveryValue)]) -> Vec<Vec<Lot<'l>>> {
        if self.promised.as_ref().is_none_or(|promised| promised.per() != Per::EachSide) {
            return vec![lots.iter().map(|(lot, told)| self.evaluated(slot, *lot, told)).collect()];
        }
        let way = |direction: &(Key, Option<Key>)| {
            let fitting = lots.iter().filter_map(|(lot, told)| match lot_fits(slot, told, direction) {
                Fit::Yes => Some(*lot),
                Fit::Maybe => Some(Lot { is_certain: false, ..*lot }),
                Fit::No => None,
            });
            fitting.collect()
        };
        self.pairs().iter().map(way).collect()
    }

    /// Returns a lot as it counts: between none and all of it where it is undecided on whose side somebody was.
    fn evaluated<'l>(&self, slot: &Fold<'_, '_>, lot: Lot<'l>, told: &DeliveryValue) -> Lot<'l> {
        Lot { is_certain: self.fits(slot, told) == Fit::Yes, ..lot }
    }

    /// Returns how well a lot fits any of the directions of the promise.
    fn fits(&self, slot: &Fold<'_, '_>, lot: &DeliveryValue) -> Fit {
        let pairs = self.pairs();
        pairs.iter().map(|direction| lot_fits(slot, lot, direction)).max().unwrap_or(Fit::No)
    }

    fn other_direction(&self, lot: &DeliveryValue) -> String {
        format!("`{}` goes in a direction that `{}` does not have", lot.event, self.key)
    }

    /// Returns the event that fulfilled the promise: the first that is said to complete it, or the delivery with which the
    /// numbers were reached, whichever came first.
    fn fulfilling(&self, slot: &Fold<'_, '_>, facts: &Facts<'_, '_>) -> Option<Key> {
        let is_completion = |lot: &DeliveryValue| {
            facts.get(&lot.event).is_some_and(|fact| {
                matches!(&fact.assertion.kind, WorldKind::Exchange(Exchange::Completed(_)))
            })
        };
        let said = self.deliveries.iter().position(is_completion);
        let reached =
            self.promised.as_ref().filter(|promised| promised.every().is_none()).and_then(|promised| {
                let is_short = |lots: usize| {
                    let sum = self.add_up(slot, promised.unit(), facts, &self.deliveries[..lots]);
                    sum.per != promised.per() || !sum.delivered.reaches(promised)
                };
                let lots: Vec<usize> = (1..=self.deliveries.len()).collect();
                let short = lots.partition_point(|lots| is_short(*lots));
                (short < lots.len()).then_some(short)
            });
        let first = said.into_iter().chain(reached).min()?;
        self.deliveries.get(first).map(|lot| lot.event.clone())
    }

    /// Notes what was delivered above the promise, each way where so much is promised from each side.
    fn check_excess(&self, promised: &Quantity, folded: &mut Folded) {
        let is_above = |delivered: &Quantity| Tally::of(delivered).exceeds(promised);
        if self.directions.is_empty() && self.delivered.as_ref().is_some_and(is_above) {
            let message = format!("`{}` delivered above the promise", self.key);
            folded.anomaly(AnomalyCode::OverDelivered, message);
        }
        for direction in &self.directions {
            if direction.delivered.as_ref().is_some_and(is_above) {
                let message = format!("`{}` delivered above the promise by `{}`", self.key, direction.from);
                folded.anomaly(AnomalyCode::OverDelivered, message);
            }
        }
    }

    /// Returns whether something was delivered without a figure.
    fn has_uncounted(&self, lots: &[DeliveryValue]) -> bool {
        lots.iter().any(|lot| lot.quantity.is_none())
    }

    /// Adds up lots. Where all that is on record has no figure, nobody knows how many.
    fn add_up(&self, slot: &Fold<'_, '_>, unit: &Text, facts: &Facts<'_, '_>, lots: &[DeliveryValue]) -> Sum {
        let each_side = self.promised.as_ref().filter(|promised| promised.per() == Per::EachSide);
        let each_side = each_side.map(Tally::of);
        let directions = self.pairs();
        let (mut fitting, mut refused) = (Vec::new(), Vec::new());
        for lot in lots {
            let (Some(quantity), Some(fact)) = (&lot.quantity, facts.get(&lot.event)) else { continue };
            if quantity.unit() != unit || quantity.every().is_some() {
                let message = match quantity.every() {
                    Some(_) => format!("`{}` tells of a rate, and `{}` is a count", lot.event, self.key),
                    None => format!("`{}` counts in `{}`, not in `{unit}`", lot.event, quantity.unit()),
                };
                refused.push(Noted {
                    code: AnomalyCode::OtherUnit,
                    message,
                    events: vec![lot.event.clone()],
                });
            } else if self.fits(slot, lot) == Fit::No {
                let (code, message) = (AnomalyCode::OtherDirection, self.other_direction(lot));
                refused.push(Noted { code, message, events: vec![lot.event.clone()] });
            } else {
                fitting.push((lot_of(fact, lot, quantity), lot));
            }
        }
        let ways = self.ways(slot, &fitting);
        let counted: Vec<&DeliveryValue> = fitting.iter().map(|(_, lot)| *lot).collect();
        let unknown = self.has_uncounted(lots).then_some(Tally::UNKNOWN);
        let totals: Vec<Total> = ways.iter().map(|way| total(way)).collect();
        let sums: Vec<Option<Tally>> = ways
            .iter()
            .zip(&totals)
            .map(|(way, total)| if way.is_empty() { unknown } else { Some(total.sum) })
            .collect();
        let per = self.common_per(&counted);
        let each_way = |promised: Tally| {
            // What holds for each side is so much one way in each direction.
            let one_way = if per == Per::EachSide { Per::OneWay } else { per };
            let told = directions.iter().zip(&sums).map(|((from, to), sum)| Direction {
                from: from.clone(),
                to: to.clone(),
                delivered: sum.map(|sum| sum.quantity(unit.clone(), one_way)),
                outstanding: Tally::outstanding(promised, sum.unwrap_or_default())
                    .quantity(unit.clone(), one_way),
            });
            told.collect()
        };
        let is_on_record = sums.iter().all(Option::is_some);
        let delivered = sums.iter().map(|sum| sum.unwrap_or_default()).reduce(Tally::lower);
        Sum {
            delivered: delivered.unwrap_or_default(),
            per,
            is_counted: !counted.is_empty(),
            is_on_record,
            directions: each_side.map(each_way).unwrap_or_default(),
            could_merge: totals.iter().flat_map(|total| total.could_merge.clone()).collect(),
            may_overlap: totals.iter().flat_map(|total| total.may_overlap.clone()).collect(),
            refused,
        }
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
        // What is said of the carrying out of a part says nothing of the whole.
        let is_direct =
            |fact: &&&VisibleEvent<'_>| slot.delivered_by(fact).is_some_and(|reached| reached.is_named);
        let exchange = |wanted: fn(&Exchange) -> bool| {
            slot.facts
                .iter()
                .filter(is_direct)
                .any(|fact| matches!(&fact.assertion.kind, WorldKind::Exchange(kind) if wanted(kind)))
        };
        let by_numbers = match (&self.promised, &self.delivered) {
            (Some(promised), Some(delivered)) => {
                promised.per() == delivered.per() && is_under_way && Tally::of(delivered).reaches(promised)
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

fn lot_of<'l>(fact: &'l VisibleEvent<'_>, lot: &'l DeliveryValue, quantity: &'l Quantity) -> Lot<'l> {
    let (category, from, to) = (lot.category.as_ref(), lot.from.as_ref(), lot.to.as_ref());
    Lot { category, from, to, ..Lot::new(fact, quantity) }
}

fn other_unit(lot: &DeliveryValue, quantity: &Quantity, promised: &Quantity) -> String {
    if quantity.unit() == promised.unit() {
        format!("`{}` tells of a rate by another period than the promise", lot.event)
    } else {
        format!("`{}` counts in `{}`, not in `{}`", lot.event, quantity.unit(), promised.unit())
    }
}

/// Returns how many whole periods something took: from the first to the last day of a span, else one day.
fn whole_periods(
    (first, last): (Option<NaiveDate>, Option<NaiveDate>),
    is_span: bool,
    every: Every,
) -> Option<u64> {
    let days = match (first, last, is_span) {
        (Some(first), Some(last), true) => u64::try_from((last - first).num_days()).ok()? + 1,
        (_, _, true) => return None,
        (_, _, false) => 1,
    };
    match every {
        Every::Day => Some(days),
        Every::Week => days.is_multiple_of(7).then_some(days / 7),
        Every::Month => {
            let (first, behind) = (first?, last?.checked_add_days(Days::new(1))?);
            let is_whole = is_span && first.day() == 1 && behind.day() == 1;
            let months = (behind.year() - first.year()) * 12 + behind.month0() as i32 - first.month0() as i32;
            is_whole.then_some(u64::try_from(months).ok()?)
        }
    }
}

/// Whether a lot went a way that a promise has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    /// A change of side falls into the time in question.
    Maybe,
    Yes,
}

/// Returns whether a lot may have gone that way: a side that it does not state fits any.
fn lot_fits(slot: &Fold<'_, '_>, lot: &DeliveryValue, (from, to): &(Key, Option<Key>)) -> Fit {
    let fits = |stated: Option<&Key>, wanted: Option<&Key>| match (stated, wanted) {
        (Some(stated), Some(wanted)) => {
            let Some(fact) = slot.facts.first() else { return Fit::No };
            let (process, at) = (fact.process, lot.occurred.bounds);
            let is_undecided = |actor| slot.visibility.side_at(process, actor, at).party().is_none();
            if slot.visibility.is_one_side_at(process, stated, wanted, at) {
                Fit::Yes
            } else if is_undecided(stated) || is_undecided(wanted) {
                Fit::Maybe
            } else {
                Fit::No
            }
        }
        _ => Fit::Yes,
    };
    fits(lot.from.as_ref(), Some(from)).min(fits(lot.to.as_ref(), to.as_ref()))
}
