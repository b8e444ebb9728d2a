//! Links: what an event puts before itself by what it says.

use asof_core::kind::WorldKind;
use asof_core::{EventRef, Key};

use super::facts::Facts;
use super::kinds::{self, moves_something};
use crate::visible_event::{ClockStatus, VisibleEvent};

/// One event stands before another: it is over when the other is, and the other does not begin before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    pub(super) before: usize,
    pub(super) after: usize,
    /// Whether it makes the earlier one known: it names it as what it acts upon.
    pub(super) names: bool,
    /// Whether it narrows bounds; what an encoder inferred, and what moves nothing, only orders.
    pub(super) narrows: bool,
    /// Whether nobody says so: a phase presupposes the only event that can be the one before it.
    pub(super) presupposed: bool,
}

/// How an event names what it puts before itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The source puts it there, or it delivers on it.
    Order,
    /// It acts upon it: opener, answered proposal, replaced position.
    Name,
    /// It ends a position.
    End,
    /// The encoder inferred that it delivers on it.
    Inferred,
}

/// Returns the links that facts state themselves.
pub(super) fn written(facts: &Facts<'_, '_>) -> Vec<Link> {
    let mut links = Vec::new();
    for (after, node) in facts.nodes.iter().enumerate().filter(|(_, node)| node.reach != ClockStatus::Before)
    {
        let mut moves = None;
        each(node.fact, |by, named| {
            let before = match named {
                Named::Event(reference) => facts.find(reference, node.fact.process),
                Named::Opener(key) => facts.local(node.fact.process, key),
            };
            let Some(before) = before.filter(|before| *before != after) else { return };
            if facts.nodes[before].reach == ClockStatus::Before {
                return;
            }
            let mut moves = || *moves.get_or_insert_with(|| moves_something(facts, node.fact));
            let narrows = match by {
                By::Order | By::Name => moves(),
                By::End => may_end(facts, node.fact, before),
                By::Inferred => false,
            };
            links.push(Link {
                before,
                after,
                names: matches!(by, By::Name | By::End),
                narrows,
                presupposed: false,
            });
        });
    }
    links.sort_unstable();
    links.dedup();
    links
}

pub(super) enum Named<'a> {
    Event(&'a EventRef),
    Opener(&'a Key),
}

/// Hands over everything that a fact puts before itself.
pub(super) fn each<'a>(fact: &VisibleEvent<'a>, mut out: impl FnMut(By, Named<'a>)) {
    let assertion = fact.assertion;
    for reference in &assertion.after {
        out(By::Order, Named::Event(reference));
    }
    for delivery in &assertion.delivers {
        let by = if delivery.inferred { By::Inferred } else { By::Order };
        out(by, Named::Opener(&delivery.commitment));
    }
    for ending in &assertion.ends {
        out(By::End, Named::Opener(&ending.position));
    }
    kinds::acts_upon(&assertion.kind, |key| out(By::Name, Named::Opener(key)));
}

/// Returns whether a fact can end a position: by the word of the party that holds it.
fn may_end(facts: &Facts<'_, '_>, fact: &VisibleEvent<'_>, position: usize) -> bool {
    match &facts.nodes[position].fact.assertion.kind {
        WorldKind::Position(position) => facts.visibility.is_own_word(fact, [&position.party]),
        _ => false,
    }
}
