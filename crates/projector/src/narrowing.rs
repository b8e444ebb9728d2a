//! Narrows the bounds of imprecise dates by what the record itself proves, and says which event stands before which.
//!
//! Nothing that is written changes. What was public had happened; a held meeting took place in its hours; what another
//! event presupposes was over when that one was. The bounds are narrowed to a fixpoint, which does not depend on the order
//! of arrival, cannot be empty, and makes nothing visible that is not known and recorded at the point.

mod graph;
mod hours;
mod knots;
mod links;
mod phases;

use asof_core::kind::WorldKind;
use asof_core::{Bounds, EventRef, Key};

use crate::companies::Companies;
use crate::visibility::Visibility;
use crate::visible_event::{ClockStatus, NarrowedBy, VisibleEvent};
use graph::{Kept, Narrower};

pub(crate) use graph::Dropped;
pub(crate) use hours::has_begun;
pub(crate) use knots::{Knot, knots};
pub(crate) use links::asks_for_sides;

/// Which events about the world stand before which, by the places of the events in the log.
#[derive(Debug, Default)]
pub(crate) struct Precedence {
    /// Of each event, those that a link puts directly before it.
    before: Vec<Vec<usize>>,
    /// Of each event, those that a link puts directly after it.
    after: Vec<Vec<usize>>,
    /// Of each event, its rank in an order in which whatever stands before another comes first.
    rank: Vec<usize>,
    /// The links that were dropped: they lie in a circle, or the dates contradict them.
    pub(crate) dropped: Vec<Dropped>,
}

impl Precedence {
    /// Returns the places that links put directly before a place.
    pub(crate) fn before(&self, place: usize) -> &[usize] {
        self.before.get(place).map_or(&[], Vec::as_slice)
    }

    /// Returns the places that links put directly after a place.
    pub(crate) fn after(&self, place: usize) -> &[usize] {
        self.after.get(place).map_or(&[], Vec::as_slice)
    }

    /// Returns the rank of a place in an order in which whatever links put before another comes first.
    pub(crate) fn rank(&self, place: usize) -> usize {
        self.rank.get(place).copied().unwrap_or_default()
    }

    /// Returns all links, also those that were dropped: what goes first, and what goes after it.
    pub(crate) fn links(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let kept = self.before.iter().enumerate();
        let kept = kept.flat_map(|(after, before)| before.iter().map(move |before| (*before, after)));
        kept.chain(self.dropped.iter().map(|dropped| (dropped.before, dropped.after)))
    }
}

/// Returns the places of what a fact puts before itself by what it says, whether or not it is visible.
pub(crate) fn put_before(visibility: &Visibility<'_>, fact: &VisibleEvent<'_>) -> Vec<usize> {
    let mut before = Vec::new();
    links::each(fact, |_, named| {
        before.extend(match named {
            links::Named::Event(reference) => visibility.find(reference, fact.process),
            links::Named::Opener(key) => visibility.local(fact.process, key),
        });
    });
    before
}

/// The two dates of an event about the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dates {
    pub(crate) occurred: Bounds,
    pub(crate) known: Bounds,
}

/// One event about the world while its dates are narrowed.
struct Node<'n, 'a> {
    fact: &'n VisibleEvent<'a>,
    /// The bounds as its own `known` and the hours of its meeting leave them.
    dates: Dates,
    /// The meeting that narrowed those.
    held: Option<Narrower>,
    is_span: bool,
    /// Whether `known` is written as `occurred` is: the same moment.
    is_one_moment: bool,
    reach: ClockStatus,
}

/// The events about the world while their dates are narrowed.
struct Facts<'n, 'a> {
    visibility: &'n Visibility<'a>,
    nodes: Vec<Node<'n, 'a>>,
    /// The numbers of the nodes by their places in the log.
    index_of: Vec<Option<usize>>,
    companies: Companies<'a>,
}

impl<'a> Facts<'_, 'a> {
    fn find(&self, reference: &EventRef, from: &Key) -> Option<usize> {
        self.visibility.find(reference, from).and_then(|place| self.index_of[place])
    }

    fn local(&self, process: &Key, key: &Key) -> Option<usize> {
        self.visibility.local(process, key).and_then(|place| self.index_of[place])
    }

    /// Returns what an event says that may be known at the point.
    fn kind(&self, process: &Key, key: &Key) -> Option<&'a WorldKind> {
        let node = self.local(process, key).map(|index| &self.nodes[index]);
        node.filter(|node| node.reach != ClockStatus::Before).map(|node| &node.fact.assertion.kind)
    }
}

/// Narrows the dates of facts, which hold every recorded event about the world as it counts at the point, and returns what
/// stands before what.
pub(crate) fn narrow<'a>(visibility: &Visibility<'a>, facts: &mut [VisibleEvent<'a>]) -> Precedence {
    let written: Vec<Dates> =
        facts.iter().map(|fact| Dates { occurred: fact.occurred, known: fact.known }).collect();
    let (mut kept, mut helds) = pass(visibility, facts, &written);
    // What was observed at a meeting takes its hours as links narrow them.
    if let Some(meetings) = hours::narrowed(facts, &kept) {
        (kept, helds) = pass(visibility, facts, &meetings);
    }
    let names: Vec<NarrowedBy<'_>> = facts.iter().map(|fact| NarrowedBy::of(fact, false)).collect();
    let name = |by: Narrower| NarrowedBy { inferred: by.inferred, ..names[by.fact] };
    for (index, fact) in facts.iter_mut().enumerate() {
        (fact.occurred, fact.known) = (kept.dates[index].occurred, kept.dates[index].known);
        fact.narrowed_by = kept.narrowed_by(index, helds[index]).into_iter().map(name).collect();
        fact.narrowed_by.sort_by_key(|by| by.id);
        fact.known_by = kept.known_by(index).map(name);
        fact.ends_by_inferred_known = kept.ends_by_inferred_known(index);
    }
    let places: Vec<usize> = facts.iter().map(|fact| fact.place).collect();
    let mut before = vec![Vec::new(); visibility.evaluated.len()];
    let mut after = vec![Vec::new(); visibility.evaluated.len()];
    for link in &kept.links {
        before[places[link.after]].push(places[link.before]);
        after[places[link.before]].push(places[link.after]);
    }
    let mut rank = vec![0; visibility.evaluated.len()];
    places.iter().zip(&kept.rank).for_each(|(place, of_fact)| rank[*place] = *of_fact);
    let dropped = kept.dropped.into_iter().map(|dropped| dropped.at(&places)).collect();
    Precedence { before, after, rank, dropped }
}

/// Runs one pass. `meetings` gives the dates to use for held meetings. Also returns, for each fact, the meeting that
/// narrowed it.
fn pass<'a>(
    visibility: &Visibility<'a>,
    facts: &[VisibleEvent<'a>],
    meetings: &[Dates],
) -> (Kept, Vec<Option<Narrower>>) {
    let mut index_of = vec![None; visibility.evaluated.len()];
    for (index, fact) in facts.iter().enumerate() {
        index_of[fact.place] = Some(index);
    }
    let nodes = nodes(visibility, facts, meetings);
    let facts = Facts { visibility, nodes, index_of, companies: Companies::default() };
    let mut links = links::written(&facts);
    let mut kept = Kept::new(&facts, &links);
    let presupposed = phases::presupposed(&facts, &kept);
    if !presupposed.is_empty() {
        links.extend(presupposed);
        kept = Kept::new(&facts, &links);
    }
    (kept, facts.nodes.iter().map(|node| node.held).collect())
}

/// Returns the facts with the bounds that they have by themselves and by the hours of their meetings.
fn nodes<'n, 'a>(
    visibility: &Visibility<'a>,
    facts: &'n [VisibleEvent<'a>],
    meetings: &[Dates],
) -> Vec<Node<'n, 'a>> {
    let mut nodes: Vec<Node<'_, '_>> = facts.iter().map(Node::new).collect();
    let reach = |node: &Node<'_, '_>| visibility.status_of_known(node.dates.known, node.fact.known_when);
    hours::narrow(&mut nodes, meetings, reach);
    for node in &mut nodes {
        node.reach = reach(node);
    }
    nodes
}

impl<'n, 'a> Node<'n, 'a> {
    fn new(fact: &'n VisibleEvent<'a>) -> Self {
        let when = fact.assertion.occurred.when();
        let is_span = when.is_span();
        let mut node = Self {
            fact,
            dates: Dates { occurred: fact.occurred, known: fact.known },
            held: None,
            is_span,
            is_one_moment: !is_span && when == fact.known_when,
            reach: ClockStatus::Before,
        };
        // What was public had happened.
        node.bound(Bounds { earliest: None, latest: fact.known.latest });
        if let Some(hours) = hours::of_held(fact) {
            node.bound(hours);
        }
        node
    }
}

impl Node<'_, '_> {
    /// Returns whether the end of `occurred` is an inferred date: its own, or that of `known` where that comes before it.
    fn ends_inferred(&self) -> bool {
        let when = self.fact.assertion.occurred.when();
        let is_bounded_by_known = self.dates.occurred.latest_order() < self.fact.occurred.latest_order()
            && self.dates.occurred.latest == self.fact.known.latest;
        when.is_inferred() || is_bounded_by_known && self.fact.known_when.is_inferred()
    }

    /// Narrows `occurred`, and `known` with it where both are one moment. Ignores a bound that would leave no instant, and
    /// never moves a span's stated ends. Returns whether it narrowed anything.
    fn bound(&mut self, by: Bounds) -> bool {
        let Some(narrower) = intersection(self.dates.occurred, by).filter(|_| !self.is_span) else {
            return false;
        };
        let is_narrower = narrower != self.dates.occurred;
        self.dates.occurred = narrower;
        if self.is_one_moment {
            self.dates.known = narrower;
        }
        is_narrower
    }
}

/// Returns what lies within both bounds; `None` if nothing does.
fn intersection(a: Bounds, b: Bounds) -> Option<Bounds> {
    let earliest = a.earliest.max(b.earliest);
    let latest = if a.latest_order() <= b.latest_order() { a.latest } else { b.latest };
    let both = Bounds { earliest, latest };
    holds_something(both).then_some(both)
}

/// Returns whether there is an instant within the bounds.
fn holds_something(bounds: Bounds) -> bool {
    bounds.earliest.zip(bounds.latest).is_none_or(|(earliest, latest)| earliest < latest)
}
