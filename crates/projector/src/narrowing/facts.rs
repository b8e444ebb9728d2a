//! The events about the world while their dates are narrowed.

use asof_core::kind::WorldKind;
use asof_core::{Bounds, EventRef, Key};

use crate::companies::Companies;
use crate::visibility::Visibility;
use crate::visible_event::{ClockStatus, Dates, VisibleEvent};

/// A fact whose own date bounds that of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Narrower {
    pub(super) fact: usize,
    /// Whether that date is inferred.
    pub(super) inferred: bool,
}

/// One event about the world while its dates are narrowed.
pub(super) struct Node<'n, 'a> {
    pub(super) fact: &'n VisibleEvent<'a>,
    /// The bounds as its own `known` and the hours of its meeting leave them.
    pub(super) dates: Dates,
    /// The meeting that narrowed those.
    pub(super) held: Option<Narrower>,
    pub(super) is_span: bool,
    /// Whether `known` is written as `occurred` is: the same moment.
    pub(super) is_one_moment: bool,
    pub(super) reach: ClockStatus,
}

/// The events about the world while their dates are narrowed.
pub(super) struct Facts<'n, 'a> {
    pub(super) visibility: &'n Visibility<'a>,
    pub(super) nodes: Vec<Node<'n, 'a>>,
    /// The numbers of the nodes by their places in the log.
    pub(super) index_of: Vec<Option<usize>>,
    pub(super) companies: Companies<'a>,
}

impl<'a> Facts<'_, 'a> {
    pub(super) fn find(&self, reference: &EventRef, from: &Key) -> Option<usize> {
        self.visibility.find(reference, from).and_then(|place| self.index_of[place])
    }

    pub(super) fn local(&self, process: &Key, key: &Key) -> Option<usize> {
        self.visibility.local(process, key).and_then(|place| self.index_of[place])
    }

    /// Returns what an event says that may be known at the point.
    pub(super) fn kind(&self, process: &Key, key: &Key) -> Option<&'a WorldKind> {
        let node = self.local(process, key).map(|index| &self.nodes[index]);
        node.filter(|node| node.reach != ClockStatus::Before).map(|node| &node.fact.assertion.kind)
    }
}

impl<'n, 'a> Node<'n, 'a> {
    /// Returns a fact with the bounds that it has by itself.
    pub(super) fn new(fact: &'n VisibleEvent<'a>) -> Self {
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
        node
    }
}

impl Node<'_, '_> {
    /// Returns whether the end of `occurred` is an inferred date: its own, or that of `known` where that comes before it.
    pub(super) fn ends_inferred(&self) -> bool {
        let when = self.fact.assertion.occurred.when();
        let is_bounded_by_known = self.dates.occurred.latest_order() < self.fact.occurred.latest_order()
            && self.dates.occurred.latest == self.fact.known.latest;
        when.is_inferred() || is_bounded_by_known && self.fact.known_when.is_inferred()
    }

    /// Narrows `occurred`, and `known` with it where both are one moment. Ignores a bound that would leave no instant, and
    /// never moves a span's stated ends. Returns whether it narrowed anything.
    pub(super) fn bound(&mut self, by: Bounds) -> bool {
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
pub(super) fn intersection(a: Bounds, b: Bounds) -> Option<Bounds> {
    let earliest = a.earliest.max(b.earliest);
    let latest = if a.latest_order() <= b.latest_order() { a.latest } else { b.latest };
    let both = Bounds { earliest, latest };
    holds_something(both).then_some(both)
}

/// Returns whether there is an instant within the bounds.
pub(super) fn holds_something(bounds: Bounds) -> bool {
    bounds.earliest.zip(bounds.latest).is_none_or(|(earliest, latest)| earliest < latest)
}
