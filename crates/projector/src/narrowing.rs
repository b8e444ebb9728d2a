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
    let links = kept.links.iter().map(|link| (places[link.before], places[link.after]));
    let ranks = places.iter().copied().zip(kept.rank.iter().copied());
    let dropped = kept.dropped.iter().map(|dropped| dropped.at(&places)).collect();
    Precedence::new(visibility.evaluated.len(), links, ranks, dropped)
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
    let mut nodes: Vec<Node<'_, '_>> = facts.iter().map(hours::alone).collect();
    let reach = |node: &Node<'_, '_>| visibility.status_of_known(node.dates.known, node.fact.known_when);
    hours::narrow(&mut nodes, meetings, reach);
    for node in &mut nodes {
        node.reach = reach(node);
    }
    nodes
}
