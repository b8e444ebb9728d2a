//! A query: the process and the as-of point that it asks about.

mod every;
mod resolver;

use asof_core::{AsOf, Inferred, Key, TokenError, Until, Zone};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use self::every::both_ends;
pub use self::every::{ProcessAsOf, ResolvedForAll};
use self::resolver::{QueryResolver, asked_by_token};
pub(crate) use self::resolver::{rounds, rounds_of};
use crate::answers::sentence::{AsOfRow, as_of_row, token};
use crate::ask::dates::{DatePoint, DateQuestionError, DateRange};
use crate::source::log::Log;
use crate::source::process::{ProcessChoice, ProcessError};

/// How much of a chain of processes is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scope {
    /// The one process that answers.
    #[default]
    Process,
    /// Every process of its chain, oldest first.
    Chain,
}

/// What every question may say in addition to its date.
#[derive(Debug, Clone)]
pub struct Query<'q> {
    /// The process, if it is named.
    pub process: Option<&'q str>,
    /// Whether the process alone is read, or its chain.
    pub scope: Scope,
    /// The token of an as-of point, which says the process and every clock.
    pub as_of: Option<&'q str>,
    /// By when it was known: a point; all that the log knows if absent.
    pub known: Option<&'q str>,
    /// By when it was recorded: a `seq` or a point; all that the log holds if absent.
    pub recorded: Option<&'q str>,
    /// Whether dates of knowledge that the encoder inferred count.
    pub inferred: Inferred,
    /// What `now` and `today` stand for.
    pub now: DateTime<Utc>,
}

/// A question resolved: the process that answers and the point.
#[derive(Debug, Clone)]
pub struct ResolvedQuery {
    /// The process that answers.
    pub process: Key,
    /// Its zone.
    pub zone: Zone,
    /// The point.
    pub as_of: AsOf,
    /// The greatest `seq` of the log.
    pub head: u64,
    /// The other processes of the chain, newest first.
    pub others: Vec<Key>,
    /// Those of them that come after it in the chain, newest first.
    pub later: Vec<Key>,
    /// The processes that are read, oldest first: the one that answers, or its whole chain.
    pub reading: Vec<Key>,
    /// Why that process answers.
    pub why: ProcessChoice,
}

/// Why a question cannot be answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The process.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// A date.
    #[error(transparent)]
    Date(#[from] DateQuestionError),
    /// A `seq` that the log does not have.
    #[error("the log has no entry {asked}: its last entry is {head}")]
    NoSuchEvent {
        /// The `seq` asked for.
        asked: u64,
        /// The greatest that there is.
        head: u64,
    },
    /// A range of knowledge with an open end.
    #[error("`{0}` is not a range with both ends: write both, as in 2025-05-23..2025-05-26")]
    OpenKnown(String),
    /// A token that cannot be read.
    #[error("--as-of {0}")]
    Token(#[from] TokenError),
    /// A token together with another option that sets the same thing.
    #[error("--as-of already sets the process and every date: leave out {0}")]
    TokenBeside(&'static str),
    /// A token of another process than the one named.
    #[error("the token is for `{as_of}`, but you named the process `{named}`")]
    TokenOfAnother {
        /// The process of the token.
        as_of: Key,
        /// The process named.
        named: String,
    },
    /// A token where the question needs two points, or one of its own making.
    #[error(
        "--as-of names one moment: use it with `state`, `hindsight`, `log`, `why`, `compare` or a part of a state"
    )]
    TokenForTwo,
    /// A briefing of what changed since a moment that is not before its own.
    #[error("`--since {0}` is not before the moment of the briefing: name an earlier one")]
    SinceNotBefore(String),
    /// Neither a moment nor a token.
    #[error("which moment? name a day such as 2025-06-02, or a token with --as-of")]
    NoMoment,
}

/// Returns the last day before a limit, in a zone; `None` if there is no limit.
pub(crate) fn last_day(until: Until, zone: Zone) -> Option<NaiveDate> {
    match until {
        Until::All => None,
        Until::Before(end) => Some(zone.clock(end - TimeDelta::microseconds(1)).date_naive()),
    }
}

impl ResolvedQuery {
    /// Returns the processes that are read, each with the point, which is the same for all.
    pub(crate) fn points(&self) -> Vec<ProcessAsOf> {
        let point =
            |process: &Key| ProcessAsOf { process: process.clone(), zone: self.zone, as_of: self.as_of };
        self.reading.iter().map(point).collect()
    }

    /// Returns the point as a row.
    pub fn as_of_row(&self) -> AsOfRow {
        as_of_row(&self.process, &self.as_of, self.zone, self.head)
    }

    /// Returns the point and the process in one word.
    pub(crate) fn token(&self) -> String {
        token(&self.process, &self.as_of, self.zone, self.head)
    }

    /// Returns the last day of the point, in the zone of the process; `None` if it is the end of the log.
    pub fn day(&self) -> Option<NaiveDate> {
        last_day(self.as_of.occurred, self.zone)
    }

    /// Returns the question with hindsight: one by what was known at its moment is asked with all that the log knows.
    #[must_use]
    pub fn with_hindsight(&self) -> Self {
        let known = if self.as_of.known == self.as_of.occurred { Until::All } else { self.as_of.known };
        Self { as_of: AsOf { known, ..self.as_of }, ..self.clone() }
    }

    /// Returns the same question by what was known at its moment.
    #[must_use]
    pub fn as_known_then(&self) -> Self {
        Self { as_of: AsOf { known: self.as_of.occurred, ..self.as_of }, ..self.clone() }
    }
}

impl<'q> Query<'q> {
    /// Returns a question about a process, asked when it is `now`, of all that the log holds and knows.
    pub fn of(process: Option<&'q str>, now: DateTime<Utc>) -> Self {
        let (scope, inferred) = (Scope::Process, Inferred::Include);
        Self { process, scope, as_of: None, known: None, recorded: None, inferred, now }
    }
}

impl Query<'_> {
    /// Resolves a question about one moment; without one, about all that the log holds.
    ///
    /// # Errors
    ///
    /// The process, date or sequence number does not exist.
    pub fn at(&self, log: &Log, when: Option<&str>) -> Result<ResolvedQuery, QueryError> {
        if let Some(token) = self.as_of {
            return asked_by_token(self, log, token, when);
        }
        let asking = QueryResolver::new(self, log, &[when.unwrap_or_default()])?;
        let occurred = when.map(|when| asking.calendar().point(when)).transpose()?;
        asking.asked(occurred.as_ref())
    }

    /// Resolves a question about one moment, by its date or by a token.
    ///
    /// # Errors
    ///
    /// Those of [`Query::at`], and neither a date nor a token.
    pub fn at_moment(&self, log: &Log, when: Option<&str>) -> Result<ResolvedQuery, QueryError> {
        match (when, self.as_of) {
            (None, None) => Err(QueryError::NoMoment),
            (when, _) => self.at(log, when),
        }
    }

    /// Resolves a question about a moment by what the public could know then.
    ///
    /// # Errors
    ///
    /// Those of [`Query::at`].
    pub fn known_at(&self, log: &Log, when: Option<&str>) -> Result<ResolvedQuery, QueryError> {
        self.refuse_token()?;
        Ok(self.at_moment(log, when)?.as_known_then())
    }

    /// Resolves the two points of a diff between two moments.
    ///
    /// # Errors
    ///
    /// Those of [`Query::at`], and dates that fall to two processes.
    pub fn between(
        &self,
        log: &Log,
        from: &str,
        to: &str,
    ) -> Result<(ResolvedQuery, ResolvedQuery), QueryError> {
        self.refuse_token()?;
        let asking = QueryResolver::new(self, log, &[from, to])?;
        let (from, to) = (asking.calendar().point(from)?, asking.calendar().point(to)?);
        // Without `--process`, the process is that of the second date.
        let to = asking.asked(Some(&to))?;
        let from = ResolvedQuery { as_of: asking.as_of(Some(&from))?, ..to.clone() };
        Ok((from, to))
    }

    /// Resolves an earlier point of the same process with the same knowledge.
    ///
    /// # Errors
    ///
    /// The date does not exist, or it is not before the point.
    pub(crate) fn earlier(
        &self,
        log: &Log,
        at: &ResolvedQuery,
        since: &str,
    ) -> Result<ResolvedQuery, QueryError> {
        let of_process = Query::of(Some(at.process.as_str()), self.now);
        let asking = QueryResolver::new(&of_process, log, &[since])?;
        let occurred = Until::Before(asking.calendar().point(since)?.until);
        let is_before = match (occurred, at.as_of.occurred) {
            (Until::Before(since), Until::Before(at)) => since < at,
            _ => true,
        };
        match is_before {
            true => Ok(ResolvedQuery { as_of: AsOf { occurred, ..at.as_of }, ..at.clone() }),
            false => Err(QueryError::SinceNotBefore(since.to_owned())),
        }
    }

    /// Resolves the two points of a diff of knowledge about one moment: `--known A..B`.
    ///
    /// # Errors
    ///
    /// Those of [`Query::at`], and a range that is open at one end.
    pub fn learned(
        &self,
        log: &Log,
        when: &str,
        known: &str,
    ) -> Result<(ResolvedQuery, ResolvedQuery), QueryError> {
        self.refuse_token()?;
        let (a, b) = both_ends(known)?;
        let question = Self { known: None, ..self.clone() };
        let asking = QueryResolver::new(&question, log, &[when, known])?;
        let calendar = asking.calendar();
        let (when, a, b) = (calendar.point(when)?, calendar.point(a)?, calendar.point(b)?);
        let asked = asking.asked(Some(&when))?;
        let at = |known: &DatePoint| ResolvedQuery {
            as_of: AsOf { known: Until::Before(known.until), ..asked.as_of },
            ..asked.clone()
        };
        Ok((at(&a), at(&b)))
    }

    /// Resolves a question about a stretch of time.
    ///
    /// # Errors
    ///
    /// Those of [`Query::at`].
    pub fn during(
        &self,
        log: &Log,
        range: Option<&str>,
    ) -> Result<(ResolvedQuery, Option<DateRange>), QueryError> {
        if let Some(token) = self.as_of {
            let asked = asked_by_token(self, log, token, None)?;
            let process = asked.process.to_string();
            let of_process = Query { process: Some(&process), as_of: None, ..self.clone() };
            let (_, range) = of_process.during(log, range)?;
            return Ok((asked, range));
        }
        let asking = QueryResolver::new(self, log, &[range.unwrap_or_default()])?;
        let range = range.map(|range| asking.calendar().range(range)).transpose()?;
        let until = range.as_ref().and_then(|range| range.until);
        let choice = asking.choose(until)?;
        Ok((ResolvedQuery { as_of: asking.as_of(None)?, ..asking.asked_of(choice) }, range))
    }

    /// Refuses a token where the question makes its points itself.
    fn refuse_token(&self) -> Result<(), QueryError> {
        match self.as_of {
            None => Ok(()),
            Some(_) => Err(QueryError::TokenForTwo),
        }
    }
}
