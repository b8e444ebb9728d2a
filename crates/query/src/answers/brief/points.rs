//! The points of a briefing: its moment, and the one since which it tells what changed.

use asof_core::Until;
use asof_projector::{Collection, Value as SlotValue};
use chrono::{Days, NaiveDate};

use crate::ask::query::{Query, QueryError, ResolvedQuery, last_day};
use crate::source::log::Log;

/// The points of a briefing: the moment, and the one since which it tells what changed.
#[derive(Debug, Clone)]
pub struct BriefPoints {
    /// The moment.
    pub at: ResolvedQuery,
    /// Since when.
    pub since: ResolvedQuery,
    /// The round on whose day `since` ends.
    pub(super) round: Option<u32>,
    /// Whether `since` is before anything on record.
    pub(super) is_start: bool,
}

impl Query<'_> {
    /// Resolves the points of a briefing. Without `since` it tells what changed since the last round that was held
    /// before the day of the moment, as far as that was known; since the start if there is none.
    ///
    /// # Errors
    ///
    /// The process, a date or a sequence number does not exist, or `since` is not before the moment.
    pub fn briefing(
        &self,
        log: &Log,
        when: Option<&str>,
        since: Option<&str>,
    ) -> Result<BriefPoints, QueryError> {
        let at = self.at(log, when)?;
        let at = ResolvedQuery { reading: vec![at.process.clone()], ..at };
        let rounds = rounds(log, &at);
        let since = match since {
            Some(since) => self.earlier(log, &at, since)?,
            None => {
                let before = rounds.iter().rfind(|(_, day)| at.day().is_none_or(|today| *day < today));
                let day = before.map(|(_, day)| *day).or_else(|| start(log, &at));
                match day.filter(|day| at.day().is_none_or(|today| *day < today)) {
                    Some(day) => self.earlier(log, &at, &day.to_string())?,
                    // Before the record begins nothing can have changed.
                    None => at.clone(),
                }
            }
        };
        let day = since.day();
        let round = rounds.iter().find(|(_, of)| Some(*of) == day).map(|(number, _)| *number);
        let is_start = log.days(&at.process).0.is_none_or(|first| day.is_some_and(|day| day < first));
        Ok(BriefPoints { at, since, round, is_start })
    }
}

/// Returns the rounds held by a point, each with its last day, in the order of the days.
fn rounds(log: &Log, at: &ResolvedQuery) -> Vec<(u32, NaiveDate)> {
    let state = log.as_of(&at.as_of).state(&at.process);
    let held = state.collection(Collection::Rounds).into_iter().filter_map(|(_, slot)| match &slot.value {
        SlotValue::Round(round) => {
            let until = Until::Before(round.occurred.bounds.latest?);
            Some((round.number, last_day(until, at.zone)?))
        }
        _ => None,
    });
    let mut held: Vec<(u32, NaiveDate)> = held.collect();
    held.sort_by_key(|(number, day)| (*day, *number));
    held
}

/// Returns the last day before anything on record.
fn start(log: &Log, at: &ResolvedQuery) -> Option<NaiveDate> {
    log.days(&at.process).0?.checked_sub_days(Days::new(1))
}
