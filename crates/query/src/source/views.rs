//! The views of a log at the points that a question asks about.

use std::collections::HashMap;

use asof_core::AsOf;
use asof_projector::View;

use crate::source::log::Log;

/// The views of a log, each made when it is first asked for, and once: that is the work, and all processes share it.
pub(crate) struct Views<'l> {
    log: &'l Log,
    made: HashMap<AsOf, View<'l>>,
}

impl<'l> Views<'l> {
    pub(crate) fn new(log: &'l Log) -> Self {
        Self { log, made: HashMap::new() }
    }

    /// Returns the log as of a point.
    pub(crate) fn at(&mut self, as_of: &AsOf) -> View<'l> {
        self.made.entry(*as_of).or_insert_with(|| self.log.as_of(as_of)).clone()
    }
}
