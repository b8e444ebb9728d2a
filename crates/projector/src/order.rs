//! World order: the order in which a slot folds its events.
//!
//! One event stands before another by a link that was kept, or because the dates prove it; the fold takes, each time, the
//! least `(latest, earliest, known.latest, id)` among those with nothing left before them.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use asof_core::EventId;
use chrono::{DateTime, Utc};
use foldhash::HashMap;

use crate::precedence::Precedence;
use crate::visible_event::VisibleEvent;

/// The latest end of a date, open last.
pub(crate) type Latest = (bool, Option<DateTime<Utc>>);

/// What decides between events that nothing puts in an order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WorldOrder {
    latest: Latest,
    earliest: Option<DateTime<Utc>>,
    known: Latest,
    id: EventId,
}

impl WorldOrder {
    pub(crate) fn of(fact: &VisibleEvent<'_>) -> Self {
        Self {
            latest: fact.occurred.latest_order(),
            earliest: fact.occurred.earliest_order(),
            known: fact.known.latest_order(),
            id: fact.id,
        }
    }
}

/// What a fact folds by: whether it is not the opening one, then the order of the world.
type FoldingKey = (bool, WorldOrder);

/// The facts of a slot in folding order, and what links put before them.
#[derive(Debug)]
pub(crate) struct Sorted {
    /// The places, in the list that was sorted, in folding order.
    pub(crate) order: Vec<usize>,
    /// Found only where they are asked for: most lists are in their order without.
    links: OnceCell<Links>,
}

/// The links between the facts of a list, also through others: numbers below the length of the list are facts, the
/// others events between them.
#[derive(Debug, Default)]
struct Links {
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
}

/// Sorts facts into folding order; the opening event folds first.
pub(crate) fn sort_for_folding(
    facts: &[&VisibleEvent<'_>],
    precedence: &Precedence,
    opener: Option<&str>,
) -> Sorted {
    let mut order: Vec<usize> = (0..facts.len()).collect();
    if facts.len() < 2 {
        return Sorted { order, links: OnceCell::new() };
    }
    let keys: Vec<FoldingKey> =
        facts.iter().map(|fact| (opener != Some(fact.key.as_str()), WorldOrder::of(fact))).collect();
    order.sort_by(|a, b| keys[*a].cmp(&keys[*b]));
    // Where each ranks after the one before it, no link leads back, and no dates do: the one that is over first is the least.
    let rank = |number: &usize| precedence.rank(facts[*number].place);
    let lasts = |fact: &&VisibleEvent<'_>| !fact.occurred.is_over_before(fact.occurred);
    if order.is_sorted_by_key(rank) && facts.iter().all(lasts) {
        return Sorted { order, links: OnceCell::new() };
    }
    let links = Links::between(facts, precedence);
    if !links.before.is_empty() {
        order = Sorting::new(facts.len(), &keys, &links).run();
        order.sort_by_key(|fact| keys[*fact].0);
    }
    Sorted { order, links: links.into() }
}

impl Links {
    /// Returns the links that lead from one of the facts to another; none of both lists if there are none.
    fn between(facts: &[&VisibleEvent<'_>], precedence: &Precedence) -> Self {
        if facts.iter().all(|fact| precedence.before(fact.place).is_empty()) {
            return Self::default();
        }
        let ranks = || facts.iter().map(|fact| precedence.rank(fact.place));
        // Nothing of the list stands before what ranks before all of it, or after what ranks after all of it.
        let within = ranks().min().unwrap_or_default()..=ranks().max().unwrap_or_default();
        let mut back = Search::new(facts, precedence, Precedence::before);
        let mut ahead = Search::new(facts, precedence, Precedence::after);
        // Very many events may stand before one, or after one: what lies between two is found from either end.
        while let (Some(of_back), Some(of_ahead)) = (back.work(), ahead.work()) {
            let search = if of_back <= of_ahead { &mut back } else { &mut ahead };
            search.step(|place| within.contains(&precedence.rank(place)));
        }
        if back.work().is_none() {
            Self { after: reversed(&back.steps), before: back.steps }
        } else {
            Self { before: reversed(&ahead.steps), after: ahead.steps }
        }
    }
}

/// A search from facts along links, in one direction.
struct Search<'p> {
    precedence: &'p Precedence,
    next: fn(&Precedence, usize) -> &[usize],
    /// What was found, the facts first, and its numbers.
    places: Vec<usize>,
    numbers: HashMap<usize, usize>,
    /// Of each number that was gone on from, those to which links lead.
    steps: Vec<Vec<usize>>,
    /// How many links were looked at.
    links: usize,
}

impl<'p> Search<'p> {
    fn new(
        facts: &[&VisibleEvent<'_>],
        precedence: &'p Precedence,
        next: fn(&Precedence, usize) -> &[usize],
    ) -> Self {
        let places: Vec<usize> = facts.iter().map(|fact| fact.place).collect();
        let numbers = places.iter().enumerate().map(|(number, place)| (*place, number)).collect();
        Self { precedence, next, places, numbers, steps: Vec::new(), links: 0 }
    }

    /// Returns how many links will have been looked at after another step; `None` if there is none left.
    fn work(&self) -> Option<usize> {
        self.places.get(self.steps.len()).map(|place| self.links + (self.next)(self.precedence, *place).len())
    }

    /// Goes on from one more event, to what is within.
    fn step(&mut self, is_within: impl Fn(usize) -> bool) {
        let Some(place) = self.places.get(self.steps.len()) else { return };
        let next = (self.next)(self.precedence, *place);
        self.links += next.len();
        let mut own = Vec::new();
        for place in next.iter().filter(|place| is_within(**place)) {
            let number = *self.numbers.entry(*place).or_insert_with(|| {
                self.places.push(*place);
                self.places.len() - 1
            });
            own.push(number);
        }
        own.sort_unstable();
        own.dedup();
        self.steps.push(own);
    }
}

/// Returns steps as they are in the other direction.
fn reversed(steps: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut reversed = vec![Vec::new(); steps.len()];
    for (number, own) in steps.iter().enumerate() {
        own.iter().for_each(|other| reversed[*other].push(number));
    }
    reversed
}

/// When a fact begins, what decides between those that begin together, and its number.
type Blocked<'s> = (Option<DateTime<Utc>>, &'s FoldingKey, usize);

/// Facts being sorted.
struct Sorting<'s> {
    facts: usize,
    keys: &'s [FoldingKey],
    links: &'s Links,
    /// How many links lead to each from what is not sorted yet.
    waiting: Vec<usize>,
    /// Those to which no link leads any more, least first.
    ready: BTreeSet<(&'s FoldingKey, usize)>,
    /// Of those, the ones that their dates prove later than one that is left, by when they begin.
    blocked: BTreeSet<Blocked<'s>>,
    /// When those that are left are over.
    left: BTreeSet<(Latest, usize)>,
    order: Vec<usize>,
}

impl<'s> Sorting<'s> {
    fn new(facts: usize, keys: &'s [FoldingKey], links: &'s Links) -> Self {
        let left = keys.iter().enumerate().map(|(number, (_, key))| (key.latest, number)).collect();
        let waiting = links.before.iter().map(Vec::len).collect();
        let order = Vec::with_capacity(facts);
        let (ready, blocked) = (BTreeSet::new(), BTreeSet::new());
        Self { facts, keys, links, waiting, ready, blocked, left, order }
    }

    fn run(mut self) -> Vec<usize> {
        let free = (0..self.waiting.len()).filter(|number| self.waiting[*number] == 0).collect();
        self.free(free);
        while self.order.len() < self.facts {
            self.unblock();
            let Some((_, fact)) = self.ready.pop_first() else {
                // Links that only order may leave nothing free: the least goes on.
                let Some((.., fact)) = self.blocked.pop_first() else { break };
                self.take(fact);
                continue;
            };
            if self.is_proved_later(fact) {
                self.blocked.insert((self.keys[fact].1.earliest, &self.keys[fact], fact));
            } else {
                self.take(fact);
            }
        }
        self.order
    }

    fn is_proved_later(&self, fact: usize) -> bool {
        let (is_later, key) = &self.keys[fact];
        let (latest, _) = self.left.first().unwrap_or_else(|| unreachable!("`{fact}` is left"));
        *is_later && is_over(*latest, key.earliest)
    }

    fn unblock(&mut self) {
        let Some((latest, _)) = self.left.first().copied() else { return };
        while let Some((earliest, _, fact)) = self.blocked.first().copied()
            && !is_over(latest, earliest)
        {
            self.blocked.pop_first();
            self.ready.insert((&self.keys[fact], fact));
        }
    }

    fn take(&mut self, fact: usize) {
        self.order.push(fact);
        self.left.remove(&(self.keys[fact].1.latest, fact));
        let freed = self.follow(fact);
        self.free(freed);
    }

    /// Makes facts ready to be taken; events between facts hold nothing up once they are free.
    fn free(&mut self, mut freed: Vec<usize>) {
        while let Some(number) = freed.pop() {
            if number < self.facts {
                self.ready.insert((&self.keys[number], number));
            } else {
                freed.extend(self.follow(number));
            }
        }
    }

    /// Returns what nothing is left before once this is gone.
    fn follow(&mut self, number: usize) -> Vec<usize> {
        let mut freed = Vec::new();
        for later in &self.links.after[number] {
            self.waiting[*later] -= 1;
            if self.waiting[*later] == 0 {
                freed.push(*later);
            }
        }
        freed
    }
}

/// Returns whether what has this end is over when what has this beginning begins.
pub(crate) fn is_over(latest: Latest, earliest: Option<DateTime<Utc>>) -> bool {
    latest.1.zip(earliest).is_some_and(|(latest, earliest)| latest <= earliest)
}

impl Sorted {
    /// Returns those of some facts of the list that nothing puts before another of them.
    pub(crate) fn last_of(
        &self,
        facts: &[&VisibleEvent<'_>],
        precedence: &Precedence,
        chosen: &[usize],
    ) -> Vec<usize> {
        let latest_beginning = chosen.iter().filter_map(|fact| facts[*fact].occurred.earliest).max();
        let followed = self.links.get_or_init(|| Links::between(facts, precedence)).leading_to(chosen);
        let is_last = |fact: &usize| {
            let ends = facts[*fact].occurred.latest;
            let is_proved = ends.zip(latest_beginning).is_some_and(|(ends, begins)| ends <= begins);
            !is_proved && !followed.get(*fact).copied().unwrap_or(false)
        };
        chosen.iter().copied().filter(is_last).collect()
    }
}

impl Links {
    /// Returns, of each number, whether links lead from it to one of the chosen.
    fn leading_to(&self, chosen: &[usize]) -> Vec<bool> {
        let mut followed = vec![false; self.before.len()];
        if followed.is_empty() {
            return followed;
        }
        let mut open = chosen.to_vec();
        while let Some(number) = open.pop() {
            for earlier in &self.before[number] {
                if !std::mem::replace(&mut followed[*earlier], true) {
                    open.push(*earlier);
                }
            }
        }
        followed
    }
}
