//! Which events stand before which, and which links could not be kept.

use crate::grouped::Grouped;

/// Which events about the world stand before which, by the places of the events in the log.
#[derive(Debug, Default)]
pub(crate) struct Precedence {
    /// Of each event, those that a link puts directly before it.
    before: Grouped,
    /// Of each event, those that a link puts directly after it.
    after: Grouped,
    /// Of each event, its rank in an order in which whatever stands before another comes first.
    rank: Vec<usize>,
    /// The links that were dropped: they lie in a circle, or the dates contradict them.
    pub(crate) dropped: Vec<Dropped>,
}

impl Precedence {
    /// Returns the precedence by links and ranks of a log of so many events; all by places.
    pub(crate) fn new(
        events: usize,
        links: impl Iterator<Item = (usize, usize)> + Clone,
        ranks: impl Iterator<Item = (usize, usize)>,
        dropped: Vec<Dropped>,
    ) -> Self {
        let before = Grouped::new(events, links.clone().map(|(earlier, later)| (later, earlier)));
        let after = Grouped::new(events, links);
        let mut rank = vec![0; events];
        ranks.for_each(|(place, of_event)| rank[place] = of_event);
        Self { before, after, rank, dropped }
    }

    /// Returns the places that links put directly before a place.
    pub(crate) fn before(&self, place: usize) -> &[usize] {
        self.before.of(place)
    }

    /// Returns the places that links put directly after a place.
    pub(crate) fn after(&self, place: usize) -> &[usize] {
        self.after.of(place)
    }

    /// Returns the rank of a place in an order in which whatever links put before another comes first.
    pub(crate) fn rank(&self, place: usize) -> usize {
        self.rank.get(place).copied().unwrap_or_default()
    }

    /// Returns all links, also those that were dropped: what goes first, and what goes after it.
    pub(crate) fn links(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let kept = self.before.pairs().map(|(after, before)| (before, after));
        kept.chain(self.dropped.iter().map(|dropped| (dropped.before, dropped.after)))
    }
}

/// A link that was dropped, by the places of its events in the log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Dropped {
    pub(crate) before: usize,
    pub(crate) after: usize,
    /// The number of the circle that it lies in; `None` if the dates contradict it.
    pub(crate) circle: Option<usize>,
}

impl Dropped {
    /// Returns the link by the places of its events, of which it has the numbers.
    pub(crate) fn at(&self, place: impl Fn(usize) -> usize) -> Self {
        Self { before: place(self.before), after: place(self.after), circle: self.circle }
    }
}
