//! What the global options say of a question.

use asof_core::{Inferred, WrittenDate};
use asof_query::{Query, Scope};
use asof_store::{Clock, SystemClock};
use chrono::{DateTime, Utc};

use super::Context;
use crate::failure::Failure;

impl Context<'_> {
    /// Returns what the global flags say of a question.
    pub(crate) fn question(&self) -> Result<Query<'_>, Failure> {
        let inferred = if self.global.no_inferred { Inferred::Exclude } else { Inferred::Include };
        let scope = if self.global.chain { Scope::Chain } else { Scope::Process };
        Ok(Query {
            process: self.global.process.as_deref(),
            scope,
            as_of: self.global.as_of.as_deref(),
            known: self.global.known.as_deref(),
            recorded: self.global.recorded.as_deref(),
            inferred,
            now: self.now()?,
        })
    }

    /// Returns whether every process of the log is asked for.
    pub(crate) fn asks_all(&self) -> bool {
        self.global.all_processes
    }

    /// Returns a next command that asks for every process where this one does.
    pub(crate) fn of_as_many<'n>(&self, next: &[&'n str]) -> Vec<&'n str> {
        let all = self.asks_all().then_some("--all-processes");
        next.iter().copied().chain(all).collect()
    }

    fn now(&self) -> Result<DateTime<Utc>, Failure> {
        Ok(self.fixed_now()?.unwrap_or_else(|| SystemClock.now()))
    }

    /// Returns the instant that was given for `now`; `None` if the clock says it.
    pub(crate) fn fixed_now(&self) -> Result<Option<DateTime<Utc>>, Failure> {
        match &self.global.now {
            None => Ok(None),
            Some(text) => match WrittenDate::parse_instant(text) {
                Ok(instant) => Ok(Some(instant.to_utc())),
                Err(_) => Err(Failure::Usage(format!(
                    "--now `{text}`: write a moment with its offset, such as 2025-05-16T12:30+03:00"
                ))),
            },
        }
    }
}
