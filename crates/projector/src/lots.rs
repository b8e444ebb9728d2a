//! Sums of lots that changed hands, with what may be one occasion told twice.
//!
//! Lots of one day add up, but those that giver and receiver may both tell of count from once to each time. A lot dated
//! more widely than a day may belong to another occasion whose dates it overlaps: the least sum is that of the heaviest
//! lots of which no two can be one (weighted interval scheduling), the most is that of all.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::{Bounds, Claimant, Key, Quantity, Word, Zone};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use foldhash::HashMap;

use crate::order::{Latest, is_over};
use crate::tally::Tally;
use crate::visible_event::VisibleEvent;

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
    /// Whether it counts for certain, and not between nothing and all of it.
    pub(crate) is_certain: bool,
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
    pub(crate) fn new(fact: &'a VisibleEvent<'_>, quantity: &'a Quantity) -> Self {
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
            is_certain: true,
        }
    }

    fn tally(&self) -> Tally {
        let tally = Tally::of(self.quantity);
        if self.is_certain { tally } else { tally.up_to() }
    }

    /// Returns what others of its day share if they may be one lot with it; `None` if nothing can.
    fn likeness(&self) -> Option<Likeness<'a>> {
        (self.quantity.stated() != (None, None)).then_some((self.category, self.quantity))
    }

    /// Returns the same of a lot of one day: on several days, nothing else need be one lot with it.
    fn day_likeness(&self) -> Option<Likeness<'a>> {
        self.likeness().filter(|_| self.day.is_some())
    }

    /// Returns whether the two, of one likeness and day, may be one lot told by giver and receiver: in one direction, by
    /// different claimants.
    fn may_be_told_again(&self, other: &Self) -> bool {
        let fits =
            |one: Option<&Key>, other: Option<&Key>| one.zip(other).is_none_or(|(one, other)| one == other);
        self.event != other.event
            && fits(self.from, other.from)
            && fits(self.to, other.to)
            && !self.claimants.iter().any(|claimant| other.claimants.contains(claimant))
    }
}

/// Category and quantity: lots of one day that differ in one of these are not one lot.
type Likeness<'a> = (Option<&'a Word>, &'a Quantity);

/// Returns the first and the last calendar day of bounds in the zone, `None` where they are open.
pub(crate) fn days(bounds: Bounds, zone: Zone) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let day = |instant| zone.clock(instant).date_naive();
    let last = bounds.latest.map(|latest| latest - TimeDelta::nanoseconds(1));
    (bounds.earliest.map(day), last.map(day))
}

/// Adds up lots. What may be told twice counts from once to each time; what may belong to another occasion counts between
/// none and all of it.
pub(crate) fn total(lots: &[Lot<'_>]) -> Total {
    let mut by_end: Vec<Lot<'_>> = lots.to_vec();
    by_end.sort_by_key(|lot| (lot.occurred.latest_order(), lot.day, lot.event));
    let mut sums = Sums::default();
    by_end.iter().for_each(|lot| sums.push(*lot));
    Total { sum: sums.sum(), could_merge: sums.could_merge(), may_overlap: may_overlap(&by_end) }
}

/// Returns what the first so many of the lots come to, for each number of them from none to all.
pub(crate) fn running(lots: &[Lot<'_>]) -> Vec<Tally> {
    let mut sums = Sums::default();
    let mut running = vec![Tally::default()];
    for lot in lots {
        sums.push(*lot);
        running.push(sums.sum());
    }
    running
}

/// Lots that cannot be added up apart: those of one day, or those of one event dated more widely.
#[derive(Debug, Default)]
struct Occasion<'a> {
    lots: Vec<Lot<'a>>,
    /// Those that are like others, once there are several lots.
    alike: HashMap<Likeness<'a>, Alike<'a>>,
    /// When the first of them can have begun; open if `None`.
    begins: Option<DateTime<Utc>>,
    /// The least and the most that they come to.
    least: Tally,
    most: Tally,
}

/// Lots of one day, category and quantity.
#[derive(Debug, Default)]
struct Alike<'a> {
    lots: Vec<Lot<'a>>,
    /// How many each claimant tells of, in all and in each direction that is fully stated.
    told: HashMap<&'a Claimant, usize>,
    told_one_way: HashMap<(&'a Key, &'a Key, &'a Claimant), usize>,
    /// The most that anybody tells of, in all and in each such direction.
    most: usize,
    most_one_way: HashMap<(&'a Key, &'a Key), usize>,
    /// The sum of the latter.
    all_ways: usize,
}

impl<'a> Alike<'a> {
    /// Adds a lot; returns whether there must be one occasion more. Nobody tells of one occasion twice, and what went in
    /// two directions was two.
    fn push(&mut self, lot: Lot<'a>) -> bool {
        let before = self.fewest();
        for claimant in lot.claimants {
            let told = self.told.entry(claimant).or_default();
            *told += 1;
            self.most = self.most.max(*told);
            if let Some((from, to)) = lot.from.zip(lot.to) {
                let told = self.told_one_way.entry((from, to, claimant)).or_default();
                *told += 1;
                let most = self.most_one_way.entry((from, to)).or_default();
                if *told > *most {
                    *most = *told;
                    self.all_ways += 1;
                }
            }
        }
        self.lots.push(lot);
        self.fewest() > before
    }

    fn fewest(&self) -> usize {
        self.most.max(self.all_ways)
    }
}

impl<'a> Occasion<'a> {
    fn push(&mut self, lot: Lot<'a>) {
        let tally = lot.tally();
        self.most.plus(tally);
        let is_another = match (&self.lots[..], lot.day_likeness()) {
            (_, None) => true,
            // Most occasions have one lot, which is like no other.
            ([], Some(_)) => !lot.claimants.is_empty(),
            (lots, Some(likeness)) => {
                if let [first] = lots
                    && let Some(likeness) = first.day_likeness()
                {
                    self.alike.entry(likeness).or_default().push(*first);
                }
                self.alike.entry(likeness).or_default().push(lot)
            }
        };
        if is_another {
            self.least.plus(tally);
        }
        // Kept with each lot: one day may have very many.
        let begins = lot.occurred.earliest;
        self.begins = if self.lots.is_empty() { begins } else { self.begins.min(begins) };
        self.lots.push(lot);
    }
}

/// What lots share that are of one [`Occasion`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Shared<'a> {
    Day(NaiveDate),
    Event(&'a Key),
}

impl<'a> Shared<'a> {
    fn of(lot: &Lot<'a>) -> Self {
        lot.day.map_or(Self::Event(lot.event), Self::Day)
    }
}

/// A running sum of lots.
#[derive(Debug, Default)]
struct Sums<'a> {
    /// By when they are over.
    occasions: Vec<Occasion<'a>>,
    ends: Vec<Latest>,
    places: HashMap<Shared<'a>, usize>,
    /// What the first occasions come to at the least, for each number of them, and at the most.
    least: Vec<Tally>,
    most: Vec<Tally>,
}

impl<'a> Sums<'a> {
    /// Adds a lot. Where lots come in the order of their ends, as they do but for what the record puts otherwise, that moves
    /// the last sum alone.
    fn push(&mut self, lot: Lot<'a>) {
        let mut end = lot.occurred.latest_order();
        let (mut from, mut occasion) = (self.occasions.len(), Occasion::default());
        if let Some(place) = self.places.get(&Shared::of(&lot)).copied() {
            (from, occasion) = (place, self.occasions.remove(place));
            end = end.max(self.ends.remove(place));
        }
        occasion.push(lot);
        let place = self.ends.partition_point(|other| *other <= end);
        self.occasions.insert(place, occasion);
        self.ends.insert(place, end);
        let from = from.min(place);
        self.least.truncate(from);
        self.most.truncate(from);
        for place in from..self.occasions.len() {
            if let Some(lot) = self.occasions[place].lots.first() {
                self.places.insert(Shared::of(lot), place);
            }
            self.add_up(place);
        }
    }

    /// Adds the occasion at this place to the sums of those before it.
    fn add_up(&mut self, place: usize) {
        let occasion = &self.occasions[place];
        let apart = self.ends[..place].partition_point(|end| is_over(*end, occasion.begins));
        let before = |count: usize, sums: &[Tally]| match count.checked_sub(1) {
            Some(last) => sums[last],
            None => Tally::default(),
        };
        let with = before(apart, &self.least).and(occasion.least);
        let without = before(place, &self.least);
        self.least.push(if with.low >= without.low { with } else { without });
        self.most.push(before(place, &self.most).and(occasion.most));
    }

    fn sum(&self) -> Tally {
        match (self.least.last(), self.most.last()) {
            (Some(least), Some(most)) => Tally::from_to(*least, *most),
            _ => Tally::default(),
        }
    }

    fn could_merge(&self) -> BTreeSet<Key> {
        let alike = self.occasions.iter().flat_map(|occasion| occasion.alike.values());
        let doubtful = alike.filter(|alike| alike.fewest() < alike.lots.len());
        let told_again = doubtful.flat_map(|alike| {
            let again = |lot: &&Lot<'a>| alike.lots.iter().any(|other| lot.may_be_told_again(other));
            alike.lots.iter().filter(again)
        });
        told_again.map(|lot| lot.event.clone()).collect()
    }
}

/// Returns the events dated more widely than a day whose dates overlap those of another.
fn may_overlap(lots: &[Lot<'_>]) -> BTreeSet<Key> {
    let mut events: BTreeMap<&Key, &Lot<'_>> = BTreeMap::new();
    for lot in lots {
        events.entry(lot.event).or_insert(lot);
    }
    let mut by_beginning: Vec<&Lot<'_>> = events.into_values().collect();
    by_beginning.sort_by_key(|lot| lot.occurred.earliest);
    let mut found = BTreeSet::new();
    let mut latest: Option<Latest> = None;
    for (number, lot) in by_beginning.iter().enumerate() {
        let Bounds { earliest, .. } = lot.occurred;
        let overlaps_earlier = latest.is_some_and(|end| !is_over(end, earliest));
        let next = by_beginning.get(number + 1);
        let overlaps_later = next.is_some_and(|next| !lot.occurred.is_over_before(next.occurred));
        if lot.day.is_none() && (overlaps_earlier || overlaps_later) {
            found.insert(lot.event.clone());
        }
        latest = latest.max(Some(lot.occurred.latest_order()));
    }
    found
}
