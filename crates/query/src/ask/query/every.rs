//! A question about every process of a log: each has its own point, as a day ends in the zone of each.

use asof_core::{AsOf, Key, Zone};
use foldhash::{HashSet, HashSetExt};

use super::resolver::QueryResolver;
use super::{Query, QueryError};
use crate::ask::dates::DateRange;
use crate::source::log::Log;
use crate::source::process::ProcessError;

/// A process, and the point at which it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessAsOf {
    /// The process.
    pub process: Key,
    /// The zone in which its days end.
    pub zone: Zone,
    /// The point.
    pub as_of: AsOf,
}

/// A question about every process of a log, resolved.
#[derive(Debug, Clone)]
pub struct ResolvedForAll {
    /// The processes in the order in which they were registered, each with its point. Those of one zone have the same.
    pub points: Vec<ProcessAsOf>,
    /// The greatest `seq` of the log.
    pub head: u64,
}

impl ResolvedForAll {
    /// Returns the same questions by what was known at their moments.
    #[must_use]
    fn as_known_then(&self) -> Self {
        let known = |of: &ProcessAsOf| {
            let as_of = AsOf { known: of.as_of.occurred, ..of.as_of };
            ProcessAsOf { as_of, ..of.clone() }
        };
        Self { points: self.points.iter().map(known).collect(), head: self.head }
    }
}

impl Query<'_> {
    /// Resolves a question about one moment of every process; without one, about all that the log holds.
    ///
    /// # Errors
    ///
    /// The date depends on the process, as `round:2` does, or does not exist; the log has no process.
    pub fn at_for_all(&self, log: &Log, when: Option<&str>) -> Result<ResolvedForAll, QueryError> {
        let asked = self.in_each_zone(log, |asking| {
            let occurred = when.map(|when| asking.calendar().point(when)).transpose()?;
            asking.as_of(occurred.as_ref())
        })?;
        Ok(of_points(log, asked))
    }

    /// Resolves a question about a moment of every process by what the public could know then.
    ///
    /// # Errors
    ///
    /// Those of [`Query::at_for_all`], and no moment.
    pub fn known_at_for_all(&self, log: &Log, when: Option<&str>) -> Result<ResolvedForAll, QueryError> {
        let when = when.ok_or(QueryError::NoMoment)?;
        Ok(self.at_for_all(log, Some(when))?.as_known_then())
    }

    /// Resolves the two points of a diff of every process between two moments.
    ///
    /// # Errors
    ///
    /// Those of [`Query::at_for_all`].
    pub fn between_for_all(
        &self,
        log: &Log,
        from: &str,
        to: &str,
    ) -> Result<(ResolvedForAll, ResolvedForAll), QueryError> {
        Ok((self.at_for_all(log, Some(from))?, self.at_for_all(log, Some(to))?))
    }

    /// Resolves the two points of a diff of knowledge about one moment of every process: `--known A..B`.
    ///
    /// # Errors
    ///
    /// Those of [`Query::at_for_all`], and a range that is open at one end.
    pub fn learned_for_all(
        &self,
        log: &Log,
        when: &str,
        known: &str,
    ) -> Result<(ResolvedForAll, ResolvedForAll), QueryError> {
        let (a, b) = both_ends(known)?;
        let at = |known| Query { known: Some(known), ..self.clone() }.at_for_all(log, Some(when));
        Ok((at(a)?, at(b)?))
    }

    /// Resolves a question about a stretch of time of every process: beside each point the stretch in its zone.
    ///
    /// # Errors
    ///
    /// Those of [`Query::at_for_all`].
    pub fn during_for_all(
        &self,
        log: &Log,
        range: Option<&str>,
    ) -> Result<(ResolvedForAll, Vec<Option<DateRange>>), QueryError> {
        let asked = self.in_each_zone(log, |asking| {
            let range = range.map(|range| asking.calendar().range(range)).transpose()?;
            Ok((asking.as_of(None)?, range))
        })?;
        let (points, ranges) =
            asked.into_iter().map(|(key, zone, (as_of, range))| ((key, zone, as_of), range)).unzip();
        Ok((of_points(log, points), ranges))
    }

    /// Resolves something of every process, each by the calendar of its zone, which is made once.
    fn in_each_zone<T: Clone>(
        &self,
        log: &Log,
        resolve: impl Fn(&QueryResolver<'_, '_>) -> Result<T, QueryError>,
    ) -> Result<Vec<(Key, Zone, T)>, QueryError> {
        let mut resolved: Vec<(Zone, T)> = Vec::new();
        let mut seen = HashSet::new();
        let mut of_each = Vec::new();
        for info in log.processes().iter().filter(|info| seen.insert(&info.key)) {
            let found = resolved.iter().find(|(zone, _)| *zone == info.zone);
            let found = match found {
                Some((_, found)) => found.clone(),
                None => {
                    let found = resolve(&QueryResolver::in_every(self, log, info.zone))?;
                    resolved.push((info.zone, found.clone()));
                    found
                }
            };
            of_each.push((info.key.clone(), info.zone, found));
        }
        if of_each.is_empty() { Err(ProcessError::NoneRegistered.into()) } else { Ok(of_each) }
    }
}

fn of_points(log: &Log, points: Vec<(Key, Zone, AsOf)>) -> ResolvedForAll {
    let points = points.into_iter().map(|(process, zone, as_of)| ProcessAsOf { process, zone, as_of });
    ResolvedForAll { points: points.collect(), head: log.head() }
}

/// Returns the ends of a range of knowledge as written.
///
/// # Errors
///
/// It is open at one end.
pub(super) fn both_ends(known: &str) -> Result<(&str, &str), QueryError> {
    let ends = known.split_once("..").filter(|(a, b)| !a.trim().is_empty() && !b.trim().is_empty());
    ends.ok_or_else(|| QueryError::OpenKnown(known.to_owned()))
}
