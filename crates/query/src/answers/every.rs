//! What an answer about every process of a log says of each.

use asof_core::{AsOf, Key};
use asof_projector::{Counted, StateRow, role, row};

use crate::answers::sentence::{AsOfRow, as_of_row};
use crate::ask::query::{ProcessAsOf, ResolvedForAll};
use crate::source::log::Log;

row! {
    /// A negotiation, where every one of the log is read.
    pub struct ReadProcess as "ReadProcess" {
        /// Its key.
        process: Key,
        /// Its title.
        process_name: String as role::Prose,
        /// The zone in which its days end.
        zone: String,
        /// The point at which it is read: that of the answer in its own zone.
        as_of: AsOfRow as role::One,
        /// How many of its events there are, and how many of them count.
        counted: Counted as role::One,
    }
}

row! {
    /// A negotiation of a state, where every one of the log is read.
    pub struct ProcessOfState as "ProcessOfState" {
        /// Which it is, and the point at which it is read.
        read: ReadProcess as role::Flat,
        /// Its parties, as it is registered.
        parties: Vec<Key>,
        /// Where it stands; null if no event says so, and if `only` leaves out `status`.
        status: Option<StateRow> as role::Rows,
    }
}

row! {
    /// A negotiation of a difference, where every one of the log is compared.
    pub struct ProcessOfDiff as "ProcessOfDiff" {
        /// Its key.
        process: Key,
        /// Its title.
        process_name: String as role::Prose,
        /// The zone in which its days end.
        zone: String,
        /// The first point in its own zone.
        from: AsOfRow as role::One,
        /// The second point in its own zone.
        to: AsOfRow as role::One,
        /// How many of its events count at the first point.
        counted_from: Counted as role::One,
        /// How many of its events count at the second point.
        counted_to: Counted as role::One,
    }
}

impl ReadProcess {
    pub(crate) fn of(log: &Log, point: &ProcessAsOf, head: u64, counted: Counted) -> Self {
        Self {
            process: point.process.clone(),
            process_name: log.names().get(point.process.as_str()).to_owned(),
            zone: point.zone.to_string(),
            as_of: point.row(head),
            counted,
        }
    }
}

impl ProcessOfDiff {
    pub(crate) fn of(
        log: &Log,
        [from, to]: [&ProcessAsOf; 2],
        head: u64,
        [counted_from, counted_to]: [Counted; 2],
    ) -> Self {
        Self {
            process: to.process.clone(),
            process_name: log.names().get(to.process.as_str()).to_owned(),
            zone: to.zone.to_string(),
            from: from.row(head),
            to: to.row(head),
            counted_from,
            counted_to,
        }
    }
}

impl ProcessAsOf {
    fn row(&self, head: u64) -> AsOfRow {
        as_of_row(&self.process, &self.as_of, self.zone, head)
    }
}

impl ResolvedForAll {
    /// Returns the latest of the points: the registry, which belongs to the log, is told as of it.
    pub(crate) fn latest(&self) -> Option<&ProcessAsOf> {
        let reach = |as_of: &AsOf| (as_of.occurred, as_of.known, as_of.recorded);
        self.points.iter().max_by_key(|point| reach(&point.as_of))
    }
}
