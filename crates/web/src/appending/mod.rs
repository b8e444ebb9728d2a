//! Appends over the network: by programs, and by the form of the page. Off unless a token is given.

pub(crate) mod form;
pub(crate) mod sessions;
mod token;

use asof_core::Zone;
use asof_query::rows::ProblemRow;
use asof_query::{
    Answer, AppendError, Appended, Code, Destination, DraftForm, Log, Opener, Problem, Query,
    Refusal as DraftCode, append, effect, read_drafts, try_out,
};
use asof_store::StoreError;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};

pub use token::{Token, TokenError};

use crate::refusal::Refusal;

/// How many bytes of drafts are taken at once.
pub(crate) const LONGEST: usize = 8 << 20;

/// What appends need.
#[derive(Clone)]
pub struct Appending {
    /// What opens the log to write to.
    pub open: Opener,
    /// What whoever appends has to know.
    pub token: Token,
}

impl std::fmt::Debug for Appending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Appending")
    }
}

/// The drafts of a request.
pub(crate) struct Drafts<'a> {
    pub(crate) text: &'a str,
    /// The process of entries that name none, where the log has several.
    pub(crate) process: Option<&'a str>,
    /// At which entry the log is to end; wherever it ends if `None`.
    pub(crate) expect: Option<u64>,
    /// Whether nothing is written.
    pub(crate) is_trial: bool,
}

/// What became of drafts.
pub(crate) struct Written {
    pub(crate) answer: Answer,
    /// How many entries were written.
    pub(crate) appended: usize,
    /// The last entry of the log.
    pub(crate) head: u64,
}

impl Appending {
    /// Checks drafts and appends them, all or none.
    ///
    /// # Errors
    ///
    /// What is wrong with them, all problems at once; why the log could not be written.
    pub(crate) fn write(
        &self,
        log: &Log,
        drafts: &Drafts<'_>,
        now: DateTime<Utc>,
    ) -> Result<Written, Refusal> {
        let to = To { log, process: drafts.process };
        let read = read_drafts(drafts.text, DraftForm::of(drafts.text), &to);
        let read = read.map_err(|problems| Refusal::drafts(&problems))?;
        if read.is_empty() {
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "there is no draft in this request"));
        }
        let mut store = (self.open)()?;
        let appended = match drafts.is_trial {
            true => try_out(&*store, &read, drafts.expect, drafts.process),
            false => append(&mut *store, &read, drafts.expect, drafts.process),
        }?;
        Ok(written(&appended, drafts.process, now))
    }
}

fn written(appended: &Appended, process: Option<&str>, now: DateTime<Utc>) -> Written {
    let answer = effect(appended, &Query::of(process, now));
    let entries = answer.appended.len();
    Written {
        answer: Answer::new(answer, appended.after.names()),
        appended: entries,
        head: appended.receipt.head,
    }
}

/// The log as the drafts of a page find it.
struct To<'a> {
    log: &'a Log,
    process: Option<&'a str>,
}

impl Destination for To<'_> {
    fn zone_of(&self, process: Option<&str>) -> Option<Zone> {
        self.log.zone_of(process)
    }

    fn process(&self) -> Option<String> {
        let only = || match self.log.processes() {
            [only] => Some(only.key.as_str()),
            _ => None,
        };
        self.process.or_else(only).map(str::to_owned)
    }
}

impl Refusal {
    /// Returns the refusal of drafts for what they are, or because the log holds something else.
    pub(crate) fn drafts(problems: &[Problem]) -> Self {
        let is_reuse = |problem: &Problem| {
            matches!(problem.code, Code::Refusal(DraftCode::KeyReused | DraftCode::IdReused))
        };
        let is_conflict = !problems.is_empty() && problems.iter().all(is_reuse);
        let status = if is_conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        let number = match problems.len() {
            1 => "one problem".to_owned(),
            several => format!("{several} problems"),
        };
        let rows: Vec<ProblemRow> = problems.iter().map(|problem| problem.row(Some("request"))).collect();
        Self { problems: rows, ..Self::new(status, format!("{number}; nothing was appended")) }
    }
}

impl From<AppendError> for Refusal {
    fn from(error: AppendError) -> Self {
        let status = match error {
            AppendError::Refused(problems) => return Self::drafts(&problems),
            AppendError::Store(error) => return error.into(),
            AppendError::Overtaken => StatusCode::SERVICE_UNAVAILABLE,
            AppendError::Altered(_) | AppendError::Unread { .. } | AppendError::Gone { .. } => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        Self::new(status, error.to_string())
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let status = match &error {
            StoreError::Conflict { .. } => StatusCode::PRECONDITION_FAILED,
            StoreError::KeyReused { .. } | StoreError::IdReused { .. } => StatusCode::CONFLICT,
            StoreError::Busy { .. } | StoreError::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            StoreError::ReadOnly | StoreError::NotWritable { .. } => StatusCode::FORBIDDEN,
            StoreError::TooLarge { .. } | StoreError::AppendTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            StoreError::Full { .. } => StatusCode::INSUFFICIENT_STORAGE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, error.to_string())
    }
}
