//! Narrows the bounds of imprecise dates by what the record itself proves, and says which event stands before which.
//!
//! Nothing that is written changes. What was public had happened; a held meeting took place in its hours; what another
//! event presupposes was over when that one was. The bounds are narrowed to a fixpoint, which does not depend on the order
//! of arrival, cannot be empty, and makes nothing visible that is not known and recorded at the point.

mod facts;
mod graph;
mod hours;
mod kinds;
mod knots;
mod links;
mod phases;

use std::sync::Arc;

use crate::companies::Companies;
use crate::precedence::Precedence;
use crate::visibility::Visibility;
use crate::visible_event::{Dates, NarrowedBy, VisibleEvent};
use facts::{Facts, Narrower, Node};
use graph::Kept;

pub(crate) use hours::has_begun;
pub(crate) use kinds::asks_for_sides;
pub(crate) use knots::{Knot, knots};

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

/// The dates of facts as a point narrows them.
#[derive(Debug)]
pub(crate) struct Narrowed {
    dates: Vec<NarrowedFact>,
    /// What stands before what.
    pub(crate) precedence: Arc<Precedence>,
    /// Whether at another `occurred` of the point they may be others.
    pub(crate) goes_by_occurred: bool,
}

/// The dates of one fact as they are narrowed, and by what.
#[derive(Debug)]
struct NarrowedFact {
    dates: Dates,
    by: Vec<Narrower>,
    known_by: Option<Narrower>,
    ends_by_inferred_known: bool,
}

/// Narrows the dates of facts, which are every recorded event about the world as it counts at the point.
pub(crate) fn narrow<'a>(visibility: &Visibility<'a>, facts: &[VisibleEvent<'a>]) -> Narrowed {
    let written: Vec<Dates> = facts.iter().map(VisibleEvent::own_dates).collect();
    let (mut kept, mut helds) = pass(visibility, facts, &written);
    let mut goes_by_occurred = kept.goes_by_occurred;
    // What was observed at a meeting takes its hours as links narrow them.
    if let Some(meetings) = hours::narrowed(facts, &kept) {
        (kept, helds) = pass(visibility, facts, &meetings);
        goes_by_occurred |= kept.goes_by_occurred;
    }
    let of_fact = |(index, dates): (usize, &Dates)| NarrowedFact {
        dates: *dates,
        by: kept.narrowed_by(index, helds[index]),
        known_by: kept.known_by(index),
        ends_by_inferred_known: kept.ends_by_inferred_known(index),
    };
    let dates = kept.dates.iter().enumerate().map(of_fact).collect();
    let place = |fact: usize| facts[fact].place;
    let links = kept.links.iter().map(|link| (place(link.before), place(link.after)));
    let ranks = facts.iter().zip(&kept.rank).map(|(fact, rank)| (fact.place, *rank));
    let dropped = kept.dropped.iter().map(|dropped| dropped.at(place)).collect();
    let precedence = Precedence::new(visibility.evaluated.len(), links, ranks, dropped);
    Narrowed { dates, precedence: Arc::new(precedence), goes_by_occurred }
}

impl Narrowed {
    /// Gives the facts that were narrowed their dates.
    pub(crate) fn apply(&self, facts: &mut [VisibleEvent<'_>]) {
        for (index, narrowed) in self.dates.iter().enumerate() {
            let name = |by: &Narrower| NarrowedBy::of(&facts[by.fact], by.inferred);
            let mut narrowed_by: Vec<_> = narrowed.by.iter().map(name).collect();
            narrowed_by.sort_by_key(|by| by.id);
            let known_by = narrowed.known_by.as_ref().map(name);
            let fact = &mut facts[index];
            (fact.occurred, fact.known) = (narrowed.dates.occurred, narrowed.dates.known);
            (fact.narrowed_by, fact.known_by) = (narrowed_by, known_by);
            fact.ends_by_inferred_known = narrowed.ends_by_inferred_known;
        }
    }
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
        let goes_by_occurred = kept.goes_by_occurred;
        kept = Kept::new(&facts, &links);
        kept.goes_by_occurred |= goes_by_occurred;
    }
    (kept, facts.nodes.iter().map(|node| node.held).collect())
}

/// Returns the facts with the bounds that they have by themselves and by the hours of their meetings.
fn nodes<'n, 'a>(
    visibility: &Visibility<'a>,
    facts: &'n [VisibleEvent<'a>],
    meetings: &[Dates],
) -> Vec<Node<'n, 'a>> {
    let mut nodes: Vec<Node<'_, '_>> = facts.iter().map(hours::alone).collect();
    let reach = |node: &Node<'_, '_>| visibility.status_of_known(node.dates.known, node.fact.known_when);
    hours::narrow(&mut nodes, meetings, reach);
    for node in &mut nodes {
        node.reach = reach(node);
    }
    nodes
}
