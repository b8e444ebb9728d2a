//! Sums of lots that changed hands, with what may be one occasion told twice.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::{Bounds, Claimant, Key, Quantity, Word, Zone};
use chrono::{NaiveDate, TimeDelta};

use crate::standing::Fact;
use crate::tally::Tally;

/// One lot of one occasion.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lot<'a> {
    pub(crate) event: &'a Key,
    pub(crate) claimants: &'a [Claimant],
    pub(crate) category: Option<&'a Word>,
    pub(crate) from: Option<&'a Key>,
    pub(crate) to: Option<&'a Key>,
    pub(crate) quantity: &'a Quantity,
    pub(crate) occurred: Bounds,
    /// The one calendar day on which it happened, `None` if it may have been on several.
    pub(crate) day: Option<NaiveDate>,
}

/// What lots come to.
#[derive(Debug, Default)]
pub(crate) struct Total {
    pub(crate) sum: Tally,
    /// The events that may be one occasion, told by several.
    pub(crate) could_merge: BTreeSet<Key>,
    /// The events whose dates are so wide that they may be another of the occasions.
    pub(crate) may_overlap: BTreeSet<Key>,
}

impl<'a> Lot<'a> {
    pub(crate) fn new(fact: &'a Fact<'_>, quantity: &'a Quantity) -> Self {
        let (first, last) = days(fact.occurred, fact.zone);
        Self {
            event: fact.key,
            claimants: &fact.assertion.attributed_to,
            category: None,
            from: None,
            to: None,
            quantity,
            occurred: fact.occurred,
            day: first.filter(|first| last == Some(*first)),
        }
    }

    /// Returns whether the two may be one lot, told by giver and receiver: so many of the same on the same day, by
    /// different claimants.
    fn may_be_told_again(&self, other: &Self) -> bool {
        let fits =
            |one: Option<&Key>, other: Option<&Key>| one.zip(other).is_none_or(|(one, other)| one == other);
        self.event != other.event
            && self.category == other.category
            && self.quantity == other.quantity
            && self.quantity.stated() != (None, None)
            && self.day.is_some_and(|day| other.day == Some(day))
            && fits(self.from, other.from)
            && fits(self.to, other.to)
            && !self.claimants.iter().any(|claimant| other.claimants.contains(claimant))
    }

    /// Returns whether the lot is dated so widely that it may belong to the occasion of the other.
    fn may_belong_to(&self, other: &Self) -> bool {
        self.event != other.event && overlap(self.occurred, other.occurred)
    }
}

/// Returns the first and the last calendar day of bounds in the zone, `None` where they are open.
pub(crate) fn days(bounds: Bounds, zone: Zone) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let day = |instant| zone.clock(instant).date_naive();
    let last = bounds.latest.map(|latest| latest - TimeDelta::nanoseconds(1));
    (bounds.earliest.map(day), last.map(day))
}

fn overlap(one: Bounds, other: Bounds) -> bool {
    !one.is_over_before(other) && !other.is_over_before(one)
}

/// Adds up lots. What may be told twice counts from once to each time; what may belong to another occasion counts
/// between none and all of it.
pub(crate) fn total(lots: &[Lot<'_>]) -> Total {
    let mut total = Total::default();
    let mut wide: Vec<&Lot<'_>> = Vec::new();
    let mut by_day: BTreeMap<NaiveDate, Vec<&Lot<'_>>> = BTreeMap::new();
    for lot in lots {
        match lot.day {
            Some(day) => by_day.entry(day).or_default().push(lot),
            None if lots.iter().any(|other| lot.may_belong_to(other)) => wide.push(lot),
            None => total.sum.plus(Tally::of(lot.quantity)),
        }
    }
    for group in by_day.into_values().flat_map(|lots| groups(&lots)) {
        total.add(&group);
    }
    let (certain, mut most) = (total.sum, total.sum);
    for lot in wide {
        let all = Tally::of(lot.quantity);
        most.plus(all);
        // Whichever occasion it belongs to, so many there were.
        total.sum = if all.low > total.sum.low { Tally::from_to(all, certain) } else { total.sum };
        total.may_overlap.insert(lot.event.clone());
    }
    total.sum = Tally::from_to(total.sum, most);
    total
}

/// Returns what the first so many of the lots come to. Where none of them can be one with another, each sum is that of
/// the one before and what was added.
pub(crate) fn running<'l>(lots: &'l [Lot<'_>]) -> impl Fn(usize) -> Tally + 'l {
    let all = total(lots);
    let is_plain = all.could_merge.is_empty() && all.may_overlap.is_empty();
    let sums: Vec<Tally> = lots
        .iter()
        .scan(Tally::default(), |sum, lot| {
            sum.plus(Tally::of(lot.quantity));
            Some(*sum)
        })
        .collect();
    move |count| match count.checked_sub(1) {
        None => Tally::default(),
        Some(last) if is_plain => sums[last],
        Some(_) => total(&lots[..count]).sum,
    }
}

impl Total {
    /// Adds lots that may be one.
    fn add(&mut self, group: &[&Lot<'_>]) {
        let (fewest, all) = (fewest(group), group.len());
        let once = Tally::of(group[0].quantity);
        let times = |count: usize| (0..count).fold(Tally::default(), |sum, _| sum.and(once));
        self.sum.plus(Tally::from_to(times(fewest), times(all)));
        if fewest < all {
            self.could_merge.extend(group.iter().map(|lot| lot.event.clone()));
        }
    }
}

/// Returns the lots of a day, those together that may be one.
fn groups<'l, 'a>(lots: &[&'l Lot<'a>]) -> Vec<Vec<&'l Lot<'a>>> {
    let mut groups: Vec<Vec<&Lot<'_>>> = Vec::new();
    for lot in lots {
        let (joined, others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(|other| lot.may_be_told_again(other)));
        groups = others;
        groups.push(joined.into_iter().flatten().chain([*lot]).collect());
    }
    groups
}

/// Returns how many occasions lots that may be one must be: nobody tells of one occasion twice.
fn fewest(group: &[&Lot<'_>]) -> usize {
    let by = |claimant: &Claimant| group.iter().filter(|lot| lot.claimants.contains(claimant)).count();
    group.iter().flat_map(|lot| lot.claimants).map(by).max().unwrap_or(1)
}
