//! The graph of links: what it proves, and which links it cannot keep.

use std::cmp::Reverse;

use asof_core::Bounds;
use chrono::{DateTime, Utc};
use foldhash::{HashSet, HashSetExt};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::facts::{Facts, Narrower, Node, holds_something};
use super::links::Link;
use crate::grouped::Grouped;
use crate::order::Latest;
use crate::precedence::Dropped;
use crate::visibility::Visibility;
use crate::visible_event::{ClockStatus, Dates};

/// The end of a bound, and the fact whose own date it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Upper {
    at: Latest,
    by: Narrower,
}

/// The beginning of a bound, and the fact whose own date it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lower {
    at: Option<DateTime<Utc>>,
    by: Narrower,
}

/// The links that could be kept, and the dates as they narrow them.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) dates: Vec<Dates>,
    /// Whose date gives the end of each fact, and its beginning.
    uppers: Vec<Upper>,
    lowers: Vec<Lower>,
    /// Whose date says when each fact was known at the latest.
    known: Vec<Upper>,
    visible: Vec<bool>,
    /// Whether it decides anything that an event which names another is in force.
    pub(super) goes_by_occurred: bool,
    pub(super) links: Vec<Link>,
    pub(super) dropped: Vec<Dropped>,
    /// Of each fact, the links that put something before it, and those that put something after it.
    incoming: Grouped,
    outgoing: Grouped,
    /// Of each fact, its rank in an order in which whatever stands before another comes first.
    pub(super) rank: Vec<usize>,
}

impl Kept {
    pub(super) fn new(facts: &Facts<'_, '_>, links: &[Link]) -> Self {
        let Facts { visibility, nodes, .. } = facts;
        let seen = may_be_visible(nodes, links);
        let seen: Vec<Link> = links.iter().filter(|link| seen[link.after]).copied().collect();
        let stated = without_presupposed_circles(nodes.len(), seen);
        let narrowing: Vec<Link> = stated.iter().filter(|link| link.narrows).copied().collect();
        let ordering: Vec<Link> = stated.into_iter().filter(|link| !link.narrows).collect();
        let (narrowing, mut dropped) = consistent(nodes, narrowing);
        let order = later_first(nodes.len(), &narrowing);
        let mut kept = Self {
            dates: nodes.iter().map(|node| node.dates).collect(),
            uppers: Vec::new(),
            lowers: Vec::new(),
            known: Vec::new(),
            visible: nodes.iter().map(|node| node.reach == ClockStatus::Past).collect(),
            goes_by_occurred: false,
            links: narrowing,
            dropped: Vec::new(),
            incoming: Grouped::default(),
            outgoing: Grouped::default(),
            rank: Vec::new(),
        };
        kept.index(nodes.len());
        kept.narrow_ends(visibility, nodes, &order);
        kept.narrow_beginnings(nodes, &order);
        dropped.extend(kept.add_ordering(ordering));
        let visible = &kept.visible;
        kept.links.retain(|link| visible[link.after]);
        dropped.retain(|dropped| visible[dropped.after]);
        dropped.sort();
        kept.dropped = dropped;
        kept.index(nodes.len());
        kept.rank = vec![0; nodes.len()];
        for (rank, fact) in later_first(nodes.len(), &kept.links).into_iter().rev().enumerate() {
            kept.rank[fact] = rank;
        }
        kept
    }

    /// Returns whether a fact is known at the point.
    pub(super) fn is_visible(&self, index: usize) -> bool {
        self.visible[index]
    }

    /// Returns the facts whose dates, or whose meeting's, narrowed when a fact occurred.
    pub(super) fn narrowed_by(&self, index: usize, held: Option<Narrower>) -> Vec<Narrower> {
        let bounds = [self.lowers[index].by, self.uppers[index].by];
        let mut by: Vec<Narrower> = bounds.into_iter().filter(|by| by.fact != index).collect();
        if by.len() < 2 {
            by.extend(held);
        }
        by.sort_unstable();
        // Of one fact that gives both, the inferred bound is the last.
        by.dedup_by(|later, kept| {
            later.fact == kept.fact && {
                kept.inferred |= later.inferred;
                true
            }
        });
        by
    }

    /// Returns whether an inferred date of its own, that of its `known`, ends when a fact occurred.
    pub(super) fn ends_by_inferred_known(&self, index: usize) -> bool {
        let by = self.uppers[index].by;
        by.fact == index && by.inferred
    }

    /// Returns the fact whose date narrowed when another was known.
    pub(super) fn known_by(&self, index: usize) -> Option<Narrower> {
        Some(self.known[index].by).filter(|by| by.fact != index)
    }

    /// Returns whether links lead from one of those sought to a fact.
    pub(super) fn reaches_back(&self, fact: usize, sought: &HashSet<usize>) -> bool {
        let Some(first) = sought.iter().map(|sought| self.rank[*sought]).min() else { return false };
        let mut seen = HashSet::from_iter([fact]);
        let mut open = vec![fact];
        while let Some(next) = open.pop() {
            for link in self.incoming.of(next) {
                let before = self.links[*link].before;
                if sought.contains(&before) {
                    return true;
                }
                // Nothing sought stands before what ranks before all of it.
                if self.rank[before] > first && seen.insert(before) {
                    open.push(before);
                }
            }
        }
        false
    }

    /// Returns whether links put something after a fact.
    pub(super) fn has_after(&self, fact: usize) -> bool {
        !self.outgoing.of(fact).is_empty()
    }

    /// Returns what links put after a fact, up to a rank.
    pub(super) fn all_after(&self, fact: usize, last: usize) -> HashSet<usize> {
        let mut seen = HashSet::new();
        let mut open = vec![fact];
        while let Some(next) = open.pop() {
            for link in self.outgoing.of(next) {
                let after = self.links[*link].after;
                if self.rank[after] <= last && seen.insert(after) {
                    open.push(after);
                }
            }
        }
        seen
    }

    fn index(&mut self, facts: usize) {
        let links = || self.links.iter().enumerate();
        self.incoming = Grouped::new(facts, links().map(|(number, link)| (link.after, number)));
        self.outgoing = Grouped::new(facts, links().map(|(number, link)| (link.before, number)));
    }

    /// What stands before something was over when that was, and was known when what names it is in force.
    ///
    /// Later facts go first, so that the end of each is final when it is handed on.
    fn narrow_ends(&mut self, visibility: &Visibility<'_>, nodes: &[Node<'_, '_>], order: &[usize]) {
        let own = |bounds: fn(&Dates) -> Bounds, is_inferred: fn(&Node<'_, '_>) -> bool| {
            let upper = |(fact, dates): (usize, &Dates)| {
                let by = Narrower { fact, inferred: is_inferred(&nodes[fact]) };
                Upper { at: bounds(dates).latest_order(), by }
            };
            self.dates.iter().enumerate().map(upper).collect::<Vec<_>>()
        };
        // The end that is handed on; of a span not its own, which is stated.
        let mut ends = own(|dates| dates.occurred, |node| node.ends_inferred());
        let mut known = own(|dates| dates.known, |node| node.fact.known_when.is_inferred());
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
                visibility.status_of_known(self.dates[fact].known, node.fact.known_when) == ClockStatus::Past;
            if !self.visible[fact] {
                continue;
            }
            let is_in_force = visibility.as_of.occurred.admits(self.dates[fact].occurred.latest);
            for link in self.incoming.of(fact).iter().map(|link| self.links[*link]) {
                let (before, earlier) = (link.before, &nodes[link.before]);
                let dates = self.dates[before];
                let (end, public) = (ends[fact], known[fact]);
                lower_to(&mut ends[before], end, earlier, dates.occurred.earliest, nodes);
                if link.names {
                    let mut named = known[before];
                    lower_to(&mut named, public, earlier, dates.known.earliest, nodes);
                    self.goes_by_occurred |= named != known[before];
                    if is_in_force {
                        known[before] = named;
                    }
                }
            }
        }
        self.known = known;
    }

    /// What stands after something does not begin before it.
    fn narrow_beginnings(&mut self, nodes: &[Node<'_, '_>], order: &[usize]) {
        let own = |(fact, dates): (usize, &Dates)| {
            let inferred = nodes[fact].fact.assertion.occurred.when().is_inferred();
            Lower { at: dates.occurred.earliest, by: Narrower { fact, inferred } }
        };
        self.lowers = self.dates.iter().enumerate().map(own).collect();
        let mut beginnings = self.lowers.clone();
        for &fact in order.iter().rev() {
            let node = &nodes[fact];
            let mut beginning = beginnings[fact];
            for link in self.incoming.of(fact).iter().map(|link| self.links[*link]) {
                if self.visible[fact] && self.visible[link.before] {
                    let earlier = beginnings[link.before];
                    let key = |Lower { at, by }: Lower| (at, Reverse((by.inferred, nodes[by.fact].fact.id)));
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
        // Even numbers are those of circles of links that narrow.
        let circle = |link: &Link| Some(2 * circles[link.after] + 1);
        let (circular, ordering): (Vec<Link>, Vec<Link>) =
            ordering.into_iter().partition(|link| circles[link.before] == circles[link.after]);
        let all: Vec<Link> = self.links.iter().chain(&ordering).copied().collect();
        let reach = PathBounds::new(&self.dates.iter().map(|dates| dates.occurred).collect::<Vec<_>>(), &all);
        // The links that narrow agree with each other: of a path that does not fit, those that only order go.
        let (kept, contradicted): (Vec<Link>, Vec<Link>) =
            ordering.into_iter().partition(|link| reach.fits(link));
        self.links.extend(kept);
        let circular = circular.iter().map(|link| link.dropped(circle(link)));
        circular.chain(contradicted.iter().map(|link| link.dropped(None))).collect()
    }
}

/// Lowers an end to another one where that is earlier and something is left. Of two at one instant a stated one gives it,
/// then the least id; but a fact's own date goes before another's.
fn lower_to(
    end: &mut Upper,
    other: Upper,
    node: &Node<'_, '_>,
    earliest: Option<DateTime<Utc>>,
    nodes: &[Node<'_, '_>],
) {
    let leaves_something = holds_something(Bounds { earliest, latest: other.at.1 });
    let is_own = end.at == other.at && nodes[end.by.fact].fact.place == node.fact.place;
    let key = |Upper { at, by }: Upper| (at, by.inferred, nodes[by.fact].fact.id);
    if leaves_something && !is_own && key(other) < key(*end) {
        *end = other;
    }
}

/// Returns the facts that are known, or may become so by what names them or narrows them as one moment.
fn may_be_visible(nodes: &[Node<'_, '_>], links: &[Link]) -> Vec<bool> {
    let mut visible: Vec<bool> = nodes.iter().map(|node| node.reach == ClockStatus::Past).collect();
    if nodes.iter().all(|node| node.reach != ClockStatus::Within) {
        return visible;
    }
    let narrowing = links.iter().enumerate().filter(|(_, link)| link.narrows);
    let incoming = Grouped::new(nodes.len(), narrowing.map(|(number, link)| (link.after, number)));
    let mut open: Vec<usize> = (0..nodes.len()).filter(|index| visible[*index]).collect();
    while let Some(fact) = open.pop() {
        for link in incoming.of(fact).iter().map(|link| &links[*link]) {
            let becomes_known = link.names || nodes[link.before].is_one_moment;
            if becomes_known && !visible[link.before] {
                visible[link.before] = true;
                open.push(link.before);
            }
        }
    }
    visible
}

/// Returns the links without those that nobody states and that lie in a circle.
///
/// Such a link can itself make an event known that is stated to come after the other.
fn without_presupposed_circles(facts: usize, mut links: Vec<Link>) -> Vec<Link> {
    if links.iter().any(|link| link.presupposed) {
        let circles = circles(facts, &links);
        links.retain(|link| !link.presupposed || circles[link.before] != circles[link.after]);
    }
    links
}

/// Returns the links that neither lie in a circle nor contradict the dates, and the others.
///
/// A link contradicts them if something that it puts first begins only when something that it puts after is over. One that
/// nobody states is then left out without a word, and decides nothing of the others.
fn consistent(nodes: &[Node<'_, '_>], links: Vec<Link>) -> (Vec<Link>, Vec<Dropped>) {
    if links.is_empty() {
        return (links, Vec::new());
    }
    let circles = circles(nodes.len(), &links);
    let (circular, mut links): (Vec<Link>, Vec<Link>) =
        links.into_iter().partition(|link| circles[link.before] == circles[link.after]);
    let dates: Vec<Bounds> = nodes.iter().map(|node| node.dates.occurred).collect();
    let mut reach = PathBounds::new(&dates, &links);
    if links.iter().any(|link| link.presupposed && !reach.fits(link)) {
        links.retain(|link| !link.presupposed || reach.fits(link));
        reach = PathBounds::new(&dates, &links);
    }
    let (kept, contradicted): (Vec<Link>, Vec<Link>) = links.into_iter().partition(|link| reach.fits(link));
    let circular = circular.iter().map(|link| link.dropped(Some(2 * circles[link.after])));
    (kept, circular.chain(contradicted.iter().map(|link| link.dropped(None))).collect())
}

/// Of each fact, the greatest beginning of all that links put before it, and the least end of all that they put after it,
/// its own included.
struct PathBounds {
    begins: Vec<Option<DateTime<Utc>>>,
    ends: Vec<Latest>,
}

impl PathBounds {
    /// Follows the links, in which there is no circle.
    fn new(dates: &[Bounds], links: &[Link]) -> Self {
        let order = later_first(dates.len(), links);
        let incoming = Grouped::new(dates.len(), links.iter().map(|link| (link.after, link.before)));
        let outgoing = Grouped::new(dates.len(), links.iter().map(|link| (link.before, link.after)));
        let mut begins: Vec<_> = dates.iter().map(|bounds| bounds.earliest).collect();
        let mut ends: Vec<_> = dates.iter().map(Bounds::latest_order).collect();
        for &fact in &order {
            let after = outgoing.of(fact).iter().map(|after| ends[*after]);
            ends[fact] = after.chain([ends[fact]]).min().unwrap_or(ends[fact]);
        }
        for &fact in order.iter().rev() {
            let before = incoming.of(fact).iter().map(|before| begins[*before]);
            begins[fact] = before.chain([begins[fact]]).max().unwrap_or(begins[fact]);
        }
        Self { begins, ends }
    }

    /// Returns whether nothing before a link begins only when something after it is over.
    fn fits(&self, link: &Link) -> bool {
        holds_something(Bounds { earliest: self.begins[link.before], latest: self.ends[link.after].1 })
    }
}

impl Link {
    fn dropped(&self, circle: Option<usize>) -> Dropped {
        Dropped { before: self.before, after: self.after, circle }
    }
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

/// Returns whether every link leads to a fact that the log has later, as most logs have it: no link lies in a circle then.
fn follow_the_log(links: &[Link]) -> bool {
    links.iter().all(|link| link.before < link.after)
}

/// Returns, of each fact, the number of the circle that it lies in; one that lies in none has a number of its own.
fn circles(facts: usize, links: &[Link]) -> Vec<usize> {
    if follow_the_log(links) {
        return (0..facts).collect();
    }
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
    if follow_the_log(links) {
        return (0..facts).rev().collect();
    }
    // The components come in reverse topological order, and without circles each is one fact.
    kosaraju_scc(&graph(facts, links)).into_iter().flatten().map(|fact| fact.index()).collect()
}
