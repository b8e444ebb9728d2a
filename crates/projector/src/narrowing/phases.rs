//! Phases: each has one predecessor, which it presupposes where only one event can be it.

use asof_core::Key;
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::facts::Facts;
use super::graph::Kept;
use super::kinds::{Of, Phase, moves_something, stage};
use super::links::Link;
use crate::visible_event::{ClockStatus, VisibleEvent};

/// Returns what of that a fact is about.
pub(super) fn of<'a>(fact: &VisibleEvent<'a>) -> Option<Of<'a>> {
    stage(fact).map(|stage| stage.of)
}

/// One phase of one thing.
type Name<'a> = (&'a Key, Of<'a>, Phase);

/// Returns the links by which facts presuppose the only event that can be their predecessor, where none that can is proved
/// to stand before them.
pub(super) fn presupposed(facts: &Facts<'_, '_>, kept: &Kept) -> Vec<Link> {
    let mut serving: HashMap<Name<'_>, Vec<usize>> = HashMap::new();
    let mut presupposing = Vec::new();
    for (index, node) in facts.nodes.iter().enumerate().filter(|(_, node)| node.reach != ClockStatus::Before)
    {
        let Some(stage) = stage(node.fact) else { continue };
        // What is not known yet can become so only as the same moment.
        let may_serve = kept.is_visible(index) || node.is_one_moment;
        if let Some(phase) = stage.serves.filter(|_| may_serve && moves_something(facts, node.fact)) {
            serving.entry((node.fact.process, stage.of, phase)).or_default().push(index);
        }
        for phase in stage.presupposes {
            presupposing.push((index, (node.fact.process, stage.of, *phase)));
        }
    }
    let sorted = |(name, serving)| (name, Serving::new(serving, kept));
    let serving: HashMap<Name<'_>, Serving<'_>> = serving.into_iter().map(sorted).collect();
    let mut links = Vec::new();
    for (after, name) in presupposing {
        let only = serving.get(&name).and_then(|serving| serving.only_predecessor(after));
        if let Some(before) = only
            && moves_something(facts, facts.nodes[after].fact)
        {
            links.push(Link { before, after, names: false, narrows: true, presupposed: true });
        }
    }
    links
}

/// The events that can serve as one phase of one thing, sorted so that most are decided without looking at all.
struct Serving<'k> {
    kept: &'k Kept,
    by_beginning: Vec<usize>,
    by_rank: Vec<usize>,
    /// Those that are over first: the second where the first is the event asked about.
    over_first: Vec<usize>,
}

impl<'k> Serving<'k> {
    fn new(serving: Vec<usize>, kept: &'k Kept) -> Self {
        let occurred = |index: usize| kept.dates[index].occurred;
        let (mut by_beginning, mut by_rank, mut over_first) = (serving.clone(), serving.clone(), serving);
        by_beginning.sort_by_key(|index| occurred(*index).earliest);
        by_rank.sort_by_key(|index| kept.rank[*index]);
        over_first.sort_by_key(|index| occurred(*index).latest_order());
        over_first.truncate(2);
        Self { kept, by_beginning, by_rank, over_first }
    }

    /// Returns the only event that may stand before a fact; `None` if one is proved to, or there are several, or none.
    fn only_predecessor(&self, fact: usize) -> Option<usize> {
        let own = self.kept.dates[fact].occurred;
        let is_other = |other: &&usize| **other != fact;
        let is_over = |other: &usize| self.kept.dates[*other].occurred.is_over_before(own);
        if self.over_first.iter().filter(is_other).any(is_over) {
            return None;
        }
        let may_be_before = |other: &usize| !own.is_over_before(self.kept.dates[*other].occurred);
        let open = &self.by_beginning[..self.by_beginning.partition_point(may_be_before)];
        if !self.kept.has_after(fact) {
            // None of them is put after it.
            return self.unless_put_before(fact, &HashSet::new(), open);
        }
        // What ranks before the fact is not put after it.
        let earlier = self.by_rank.iter().take_while(|other| self.kept.rank[**other] < self.kept.rank[fact]);
        if earlier.filter(|other| may_be_before(other)).nth(1).is_some() {
            return None;
        }
        let last = self.by_rank.last().map_or(0, |last| self.kept.rank[*last]);
        self.unless_put_before(fact, &self.kept.all_after(fact, last), open)
    }

    /// Returns the only one of those that may stand before a fact and are not put after it, unless links already put one
    /// before it.
    fn unless_put_before(&self, fact: usize, later: &HashSet<usize>, open: &[usize]) -> Option<usize> {
        // The fact itself may be among them.
        if open.len() > later.len() + 2 {
            return None;
        }
        let open: HashSet<usize> = open.iter().copied().filter(|other| *other != fact).collect();
        if self.kept.reaches_back(fact, &open) {
            return None;
        }
        let mut left = open.iter().filter(|other| !later.contains(other));
        let only = left.next()?;
        left.next().is_none().then_some(*only)
    }
}
