//! The views of a log at the points that a question asks about.

use asof_core::AsOf;
use asof_projector::View;
use foldhash::{HashMap, HashMapExt};

use crate::source::log::Log;

/// The views of a log, each made when it is first asked for, and once: that is the work, and all processes share it.
pub(crate) struct Views<'l> {
    log: &'l Log,
    made: HashMap<AsOf, View<'l>>,
    /// Of two points, whether [`View::has_the_same_slots`].
    alike: HashMap<[AsOf; 2], bool>,
}

impl<'l> Views<'l> {
    pub(crate) fn new(log: &'l Log) -> Self {
        Self { log, made: HashMap::new(), alike: HashMap::new() }
    }

    /// Returns the log as of a point.
    pub(crate) fn at(&mut self, as_of: &AsOf) -> View<'l> {
        self.made.entry(*as_of).or_insert_with(|| self.log.as_of(as_of)).clone()
    }

    /// Returns whether states at two points have the same slots, as far as how events stand tells.
    pub(crate) fn are_alike(&mut self, points: [AsOf; 2]) -> bool {
        let [one, other] = points.each_ref().map(|as_of| self.at(as_of));
        *self.alike.entry(points).or_insert_with(|| one.has_the_same_slots(&other))
    }
}
