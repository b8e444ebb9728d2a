//! The graph of links: what it proves, and which links it cannot keep.

use std::collections::HashSet;

use asof_core::Bounds;
use chrono::{DateTime, Utc};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::links::Link;
use super::{Dates, Facts, Node, holds_something};
use crate::order::Latest;
use crate::standing::Reach;
use crate::weighing::Weighing;

/// A link that was dropped, by the places of its events in the log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Dropped {
    pub(crate) before: usize,
    pub(crate) after: usize,
    /// The number of the circle that it lies in; `None` if the dates contradict it.
    pub(crate) circle: Option<usize>,
}

impl Dropped {
    pub(super) fn at(self, places: &[usize]) -> Self {
        Self { before: places[self.before], after: places[self.after], ..self }
    }
}

/// The end of a bound, and the fact whose own date it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Upper {
    at: Latest,
    by: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lower {
    at: Option<DateTime<Utc>>,
    by: usize,
}

/// The links that could be kept, and the dates as they narrow them.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) dates: Vec<Dates>,
    /// Whose date gives the end of each fact, and its beginning.
    uppers: Vec<Upper>,
    lowers: Vec<Lower>,
    visible: Vec<bool>,
    pub(super) links: Vec<Link>,
    pub(super) dropped: Vec<Dropped>,
    /// Of each fact, the links that put something before it, and those that put something after it.
    incoming: Vec<Vec<usize>>,
    outgoing: Vec<Vec<usize>>,
}

impl Kept {
    pub(super) fn new(facts: &Facts<'_, '_>, links: &[Link]) -> Self {
        let Facts { weighing, nodes, .. } = facts;
        let seen = may_be_visible(nodes, links);
        let stated: Vec<Link> = links.iter().filter(|link| seen[link.after]).copied().collect();
        let narrowing: Vec<Link> = stated.iter().filter(|link| link.narrows).copied().collect();
        let ordering: Vec<Link> = stated.into_iter().filter(|link| !link.narrows).collect();
        let (narrowing, mut dropped) = consistent(nodes, narrowing);
        let order = later_first(nodes.len(), &narrowing);
        let mut kept = Self {
            dates: nodes.iter().map(|node| node.dates).collect(),
            uppers: Vec::new(),
            lowers: Vec::new(),
            visible: nodes.iter().map(|node| node.reach == Reach::Past).collect(),
            links: narrowing,
            dropped: Vec::new(),
            incoming: Vec::new(),
            outgoing: Vec::new(),
        };
        kept.index(nodes.len());
        kept.narrow_ends(weighing, nodes, &order);
        kept.narrow_beginnings(nodes, &order);
        dropped.extend(kept.add_ordering(ordering));
        let visible = &kept.visible;
        kept.links.retain(|link| visible[link.after]);
        dropped.retain(|dropped| visible[dropped.after]);
        dropped.sort();
        kept.dropped = dropped;
        kept.index(nodes.len());
        kept
    }

    /// Returns whether a fact is known at the cut.
    pub(super) fn is_visible(&self, index: usize) -> bool {
        self.visible[index]
    }

    /// Returns the facts whose dates, or whose meeting's, narrowed when a fact occurred.
    pub(super) fn narrowed_by(&self, index: usize, held: Option<usize>) -> Vec<usize> {
        let by_links = |by: usize| (by != index).then_some(by);
        let mut by: Vec<usize> = [by_links(self.lowers[index].by), by_links(self.uppers[index].by)]
            .into_iter()
            .flatten()
            .collect();
        if by.len() < 2 {
            by.extend(held);
        }
        by.sort_unstable();
        by.dedup();
        by
    }

    /// Returns whether links lead from something that is sought to a fact.
    pub(super) fn reaches_back(&self, fact: usize, is_sought: impl Fn(usize) -> bool) -> bool {
        let mut seen = HashSet::from([fact]);
        let mut open = vec![fact];
        while let Some(next) = open.pop() {
            for link in &self.incoming[next] {
                let before = self.links[*link].before;
                if is_sought(before) {
                    return true;
                }
                if seen.insert(before) {
                    open.push(before);
                }
            }
        }
        false
    }

    /// Returns all facts to which links lead from a fact.
    pub(super) fn all_after(&self, fact: usize) -> HashSet<usize> {
        let mut seen = HashSet::new();
        let mut open = vec![fact];
        while let Some(next) = open.pop() {
            for link in &self.outgoing[next] {
                let after = self.links[*link].after;
                if seen.insert(after) {
                    open.push(after);
                }
            }
        }
        seen
    }

    fn index(&mut self, facts: usize) {
        (self.incoming, self.outgoing) = (vec![Vec::new(); facts], vec![Vec::new(); facts]);
        for (number, link) in self.links.iter().enumerate() {
            self.incoming[link.after].push(number);
            self.outgoing[link.before].push(number);
        }
    }

    /// What stands before something was over when that was, and was known when what names it is in force.
    ///
    /// Later facts go first, so that the end of each is final when it is handed on.
    fn narrow_ends(&mut self, weighing: &Weighing<'_>, nodes: &[Node<'_, '_>], order: &[usize]) {
        let own = |bounds: fn(&Dates) -> Bounds| {
            let upper = move |(by, dates)| Upper { at: bounds(dates).latest_order(), by };
            self.dates.iter().enumerate().map(upper).collect::<Vec<_>>()
        };
        // The end that is handed on; of a span not its own, which is stated.
        let mut ends = own(|dates| dates.occurred);
        let mut known = own(|dates| dates.known);
        self.uppers.clone_from(&ends);
        for &fact in order {
            let node = &nodes[fact];
            if node.is_one_moment {
                lower_to(&mut known[fact], ends[fact], node, self.dates[fact].known.earliest, nodes);
            }
            lower_to(&mut ends[fact], known[fact], node, self.dates[fact].occurred.earliest, nodes);
            self.dates[fact].known.latest = known[fact].at.1;
            if !node.is_span {
                self.uppers[fact] = ends[fact];
                self.dates[fact].occurred.latest = ends[fact].at.1;
            }
            self.visible[fact] =
                weighing.reach_of_known(self.dates[fact].known, node.fact.known_when) == Reach::Past;
            if !self.visible[fact] {
                continue;
            }
            let is_in_force = weighing.cut.occurred.admits(self.dates[fact].occurred.latest);
            for link in self.incoming[fact].iter().map(|link| self.links[*link]) {
                let (before, earlier) = (link.before, &nodes[link.before]);
                let dates = self.dates[before];
                let (end, public) = (ends[fact], known[fact]);
                lower_to(&mut ends[before], end, earlier, dates.occurred.earliest, nodes);
                if link.names && is_in_force {
                    lower_to(&mut known[before], public, earlier, dates.known.earliest, nodes);
                }
            }
        }
    }

    /// What stands after something does not begin before it.
    fn narrow_beginnings(&mut self, nodes: &[Node<'_, '_>], order: &[usize]) {
        let own = |(by, dates): (usize, &Dates)| Lower { at: dates.occurred.earliest, by };
        self.lowers = self.dates.iter().enumerate().map(own).collect();
        let mut beginnings = self.lowers.clone();
        for &fact in order.iter().rev() {
            let node = &nodes[fact];
            let mut beginning = beginnings[fact];
            for link in self.incoming[fact].iter().map(|link| self.links[*link]) {
                if self.visible[fact] && self.visible[link.before] {
                    let earlier = beginnings[link.before];
                    let key = |lower: Lower| (lower.at, std::cmp::Reverse(nodes[lower.by].fact.id));
                    if earlier.at > self.dates[fact].occurred.earliest && key(earlier) > key(beginning) {
                        beginning = earlier;
                    }
                }
            }
            beginnings[fact] = beginning;
            let narrowed = Bounds { earliest: beginning.at, ..self.dates[fact].occurred };
            if !node.is_span && holds_something(narrowed) {
                self.lowers[fact] = beginning;
                self.dates[fact].occurred = narrowed;
                if node.is_one_moment {
                    self.dates[fact].known.earliest = narrowed.earliest;
                }
            }
        }
    }

    /// Adds the links that only order, without those that lie in a circle or that the narrowed dates contradict.
    fn add_ordering(&mut self, ordering: Vec<Link>) -> Vec<Dropped> {
        if ordering.is_empty() {
            return Vec::new();
        }
        let all: Vec<Link> = self.links.iter().chain(&ordering).copied().collect();
        let circles = circles(self.dates.len(), &all);
        let mut dropped = Vec::new();
        for link in ordering {
            // Even numbers are those of circles of links that narrow.
            let circle = (circles[link.before] == circles[link.after]).then(|| 2 * circles[link.after] + 1);
            let span = Bounds {
                earliest: self.dates[link.before].occurred.earliest,
                latest: self.dates[link.after].occurred.latest,
            };
            if circle.is_some() || !holds_something(span) {
                dropped.push(Dropped { before: link.before, after: link.after, circle });
            } else {
                self.links.push(link);
            }
        }
        dropped
    }
}

/// Lowers an end to another one where that is earlier and something is left; of two at one instant the least id gives it,
/// but a fact's own date goes before another's.
fn lower_to(
    end: &mut Upper,
    other: Upper,
    node: &Node<'_, '_>,
    earliest: Option<DateTime<Utc>>,
    nodes: &[Node<'_, '_>],
) {
    let leaves_something = holds_something(Bounds { earliest, latest: other.at.1 });
    let is_own = end.at == other.at && nodes[end.by].fact.place == node.fact.place;
    let key = |upper: Upper| (upper.at, nodes[upper.by].fact.id);
    if leaves_something && !is_own && key(other) < key(*end) {
        *end = other;
    }
}

/// Returns the facts that are known, or may become so by what names them or narrows them as one moment.
fn may_be_visible(nodes: &[Node<'_, '_>], links: &[Link]) -> Vec<bool> {
    let mut visible: Vec<bool> = nodes.iter().map(|node| node.reach == Reach::Past).collect();
    if nodes.iter().all(|node| node.reach != Reach::Within) {
        return visible;
    }
    let mut incoming: Vec<Vec<&Link>> = vec![Vec::new(); nodes.len()];
    for link in links.iter().filter(|link| link.narrows) {
        incoming[link.after].push(link);
    }
    let mut open: Vec<usize> = (0..nodes.len()).filter(|index| visible[*index]).collect();
    while let Some(fact) = open.pop() {
        for link in &incoming[fact] {
            let becomes_known = link.names || nodes[link.before].is_one_moment;
            if becomes_known && !visible[link.before] {
                visible[link.before] = true;
                open.push(link.before);
            }
        }
    }
    visible
}

/// Returns the links that neither lie in a circle nor contradict the dates, and the others.
///
/// A link contradicts them if something that it puts first begins only when something that it puts after is over.
fn consistent(nodes: &[Node<'_, '_>], links: Vec<Link>) -> (Vec<Link>, Vec<Dropped>) {
    if links.is_empty() {
        return (links, Vec::new());
    }
    let circles = circles(nodes.len(), &links);
    let (circular, links): (Vec<Link>, Vec<Link>) =
        links.into_iter().partition(|link| circles[link.before] == circles[link.after]);
    let order = later_first(nodes.len(), &links);
    let mut incoming: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    let mut outgoing = incoming.clone();
    for link in &links {
        incoming[link.after].push(link.before);
        outgoing[link.before].push(link.after);
    }
    let mut begins: Vec<_> = nodes.iter().map(|node| node.dates.occurred.earliest).collect();
    let mut ends: Vec<_> = nodes.iter().map(|node| node.dates.occurred.latest_order()).collect();
    for &fact in &order {
        ends[fact] = outgoing[fact]
            .iter()
            .map(|after| ends[*after])
            .min()
            .map_or(ends[fact], |end| end.min(ends[fact]));
    }
    for &fact in order.iter().rev() {
        begins[fact] = incoming[fact].iter().map(|before| begins[*before]).max().flatten().max(begins[fact]);
    }
    let fits =
        |link: &Link| holds_something(Bounds { earliest: begins[link.before], latest: ends[link.after].1 });
    let (kept, contradicted): (Vec<Link>, Vec<Link>) = links.into_iter().partition(fits);
    let dropped = |link: Link, circle| Dropped { before: link.before, after: link.after, circle };
    let circular = circular.into_iter().map(|link| dropped(link, Some(2 * circles[link.after])));
    (kept, circular.chain(contradicted.into_iter().map(|link| dropped(link, None))).collect())
}

fn graph(facts: usize, links: &[Link]) -> DiGraph<(), ()> {
    let mut graph = DiGraph::with_capacity(facts, links.len());
    for _ in 0..facts {
        graph.add_node(());
    }
    for link in links {
        graph.add_edge(index(link.before), index(link.after), ());
    }
    graph
}

fn index(fact: usize) -> petgraph::graph::NodeIndex {
    petgraph::graph::NodeIndex::new(fact)
}

/// Returns, of each fact, the number of the circle that it lies in; one that lies in none has a number of its own.
fn circles(facts: usize, links: &[Link]) -> Vec<usize> {
    let mut circles = vec![0; facts];
    for (number, circle) in kosaraju_scc(&graph(facts, links)).into_iter().enumerate() {
        for fact in circle {
            circles[fact.index()] = number;
        }
    }
    circles
}

/// Returns the facts in an order in which whatever stands after another comes first. There is no circle.
fn later_first(facts: usize, links: &[Link]) -> Vec<usize> {
    if links.is_empty() {
        return (0..facts).collect();
    }
    // The components come in reverse topological order, and without circles each is one fact.
    kosaraju_scc(&graph(facts, links)).into_iter().flatten().map(|fact| fact.index()).collect()
}
