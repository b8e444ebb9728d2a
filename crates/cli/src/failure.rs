//! What can go wrong, with the hint and the exit code of each.

use std::io::{self, Write};
use std::process::ExitCode;

use asof_core::Key;
use asof_query::snapshot::RecordError;
use asof_query::{
    AppendError, CompareError, FilterError, Log, MendingError, PathError, ProcessError, QuestionError,
    Refused, near,
};
use asof_store::{Damage, StoreError};
use serde_json::{Value, json};

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Question(#[from] QuestionError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Filter(#[from] FilterError),
    #[error(transparent)]
    Mending(#[from] MendingError),
    #[error(transparent)]
    Path(#[from] PathError),
    #[error(transparent)]
    Compare(#[from] CompareError),
    #[error(transparent)]
    Record(RecordError),
    #[error("{0}")]
    Usage(String),
    #[error("there is no event `{key}` in `{process}`")]
    UnknownKey { key: String, process: String, near: Vec<String> },
    #[error("{}; nothing was appended", count(.0))]
    Refused(Vec<Refused>),
    #[error("the log is damaged in {}", places(.0.len()))]
    Damaged(Vec<Damage>),
    #[error("others kept appending; nothing was written")]
    Overtaken,
    #[error("it was appended, the log ends at event {head}, but the answer cannot be written: {source}")]
    Unsaid { head: u64, source: std::io::Error },
    #[error("cannot read `{path}`: {source}")]
    Input { path: String, source: std::io::Error },
    #[error("cannot write `{path}`: {source}")]
    Unwritable { path: String, source: std::io::Error },
    #[error("cannot write the answer: {0}")]
    Output(std::io::Error),
}

fn count(problems: &[Refused]) -> String {
    let mut lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
    lines.dedup();
    let problems =
        if problems.len() == 1 { "one problem".to_owned() } else { format!("{} problems", problems.len()) };
    let drafts = if lines.len() == 1 { "one draft".to_owned() } else { format!("{} drafts", lines.len()) };
    format!("{problems} in {drafts}")
}

impl From<AppendError> for Failure {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Refused(refused) => Self::Refused(refused),
            AppendError::Altered(damage) => Self::Damaged(damage),
            AppendError::Overtaken => Self::Overtaken,
            AppendError::Store(error) => Self::Store(error),
        }
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Question(error) => Self::Question(error),
            RecordError::Damaged(damage) => Self::Damaged(damage),
            other => Self::Record(other),
        }
    }
}

fn places(count: usize) -> String {
    if count == 1 { "one place".to_owned() } else { format!("{count} places") }
}

impl Failure {
    /// Returns the failure to find an entry, with the keys that may have been meant.
    pub(crate) fn unknown_key(log: &Log, process: &Key, key: &str) -> Self {
        Self::UnknownKey { key: key.to_owned(), process: process.to_string(), near: near(log, process, key) }
    }

    /// Returns the exit code: 1 a finding, 2 usage or date, 3 the log or a file, 4 a conflict.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::UnknownKey { .. } | Self::Path(_) | Self::Compare(_) | Self::Refused(_) => 1,
            Self::Question(_) | Self::Filter(_) | Self::Mending(_) | Self::Record(_) | Self::Usage(_) => 2,
            Self::Damaged(_)
            | Self::Input { .. }
            | Self::Unwritable { .. }
            | Self::Output(_)
            | Self::Unsaid { .. } => 3,
            Self::Overtaken => 4,
            Self::Store(error) => store_exit_code(error),
        }
    }

    /// Returns what to do about it, where the message does not say so itself.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Store(StoreError::NoLogFound { .. }) => Some(
                "name one with --log, or look at the shipped record with `asof --log demo state`".to_owned(),
            ),
            Self::UnknownKey { near, .. } if !near.is_empty() => {
                Some(format!("did you mean {}?", near.join(", ")))
            }
            Self::Compare(CompareError::NoMeeting { meetings, .. }) if !meetings.is_empty() => {
                let names: Vec<_> = meetings.iter().map(ToString::to_string).collect();
                Some(format!("there are {}", names.join(", ")))
            }
            Self::Path(PathError::Unknown { near, .. }) if near.is_empty() => Some(
                "a path names a fact of a state, such as commitments/r1-prisoners/delivered: `asof state --format json` has \
                 them all"
                    .to_owned(),
            ),
            Self::UnknownKey { .. } => Some("`asof log --oneline` lists the keys".to_owned()),
            Self::Damaged(_) => Some(
                "put back a sound copy of the log; without --strict, questions are answered from what can be read"
                    .to_owned(),
            ),
            Self::Overtaken => Some("run it again".to_owned()),
            Self::Store(StoreError::ReadOnly) => Some(
                "the shipped record is also a file, events/istanbul.jsonl: append to a copy of it with --log".to_owned(),
            ),
            Self::Store(StoreError::NotFound { .. }) => {
                Some("mend the path, or begin a log with `touch FILE.jsonl`".to_owned())
            }
            Self::Store(StoreError::SeveralLogs { .. }) => Some("name one of them with --log".to_owned()),
            Self::Store(StoreError::IsFolder { .. }) => Some("name the file in it that ends in .jsonl".to_owned()),
            Self::Store(StoreError::KeyReused { .. }) => Some(
                "to change what it says, use `asof correct`; for another event, choose another key".to_owned(),
            ),
            Self::Question(QuestionError::Process(ProcessError::NoneRegistered)) => {
                Some("`asof draft registered/process` prints the form for it".to_owned())
            }
            _ => None,
        }
    }

    /// Returns the failure with its causes.
    fn message(&self) -> String {
        let mut message = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            let said = error.to_string();
            if !message.contains(&said) {
                message = format!("{message}: {said}");
            }
            cause = error.source();
        }
        message
    }

    /// Returns the failure as the JSON contract has it.
    pub(crate) fn document(&self) -> Value {
        let problems = match self {
            Self::Refused(refused) => refused.iter().map(refused_json).collect(),
            Self::Damaged(damage) => {
                damage.iter().map(|damage| json!({ "message": damage.to_string() })).collect()
            }
            _ => json!([]),
        };
        json!({
            "schema": "asof.error/1",
            "exit_code": self.exit_code(),
            "message": self.message(),
            "hint": self.hint(),
            "problems": problems,
        })
    }

    /// Returns the failure in words, every problem with its place.
    pub(crate) fn text(&self) -> String {
        let mut lines = vec![format!("asof: {}", self.message())];
        match self {
            Self::Refused(refused) => lines.extend(refused.iter().map(refused_text)),
            Self::Damaged(damage) => lines.extend(damage.iter().map(|damage| format!("  {damage}"))),
            _ => {}
        }
        lines.extend(self.hint().map(|hint| format!("  {hint}")));
        lines.join("\n") + "\n"
    }
}

fn store_exit_code(error: &StoreError) -> u8 {
    match error {
        StoreError::Conflict { .. }
        | StoreError::IdReused { .. }
        | StoreError::KeyReused { .. }
        | StoreError::Busy { .. } => 4,
        StoreError::NotCanonical { .. } | StoreError::Unwritable { .. } | StoreError::TooLarge { .. } => 1,
        StoreError::UnknownLocation(_) | StoreError::CredentialsInLocation => 2,
        _ => 3,
    }
}

fn refused_json(refused: &Refused) -> Value {
    json!({
        "line": refused.line,
        "column": refused.column,
        "event": refused.key,
        "field": refused.field,
        "severity": "error",
        "code": refused.code,
        "message": refused.message,
        "hint": refused.hint,
    })
}

fn refused_text(refused: &Refused) -> String {
    let column = refused.column.map_or(String::new(), |column| format!(", column {column}"));
    let key = refused.key.as_ref().map_or(String::new(), |key| format!(" `{key}`"));
    let field = refused.field.map_or(String::new(), |field| format!(", {field}"));
    let hint = refused.hint.as_ref().map_or(String::new(), |hint| format!("\n    {hint}"));
    let place = match (&refused.key, refused.field) {
        (None, None) => String::new(),
        _ => format!("{key}{field}:"),
    };
    format!("  line {}{column}:{place} {} [{}]{hint}", refused.line, refused.message, refused.code)
}

/// Reports arguments that could not be read, or the help asked for, and returns the exit code.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    let words: Vec<String> = std::env::args().collect();
    let wants_json = words.windows(2).any(|pair| pair[0] == "--format" && pair[1] != "text")
        || words.iter().any(|word| word.starts_with("--format=json"));
    // Nothing is left to report to if the terminal is gone.
    if wants_json && error.use_stderr() {
        let message = error.to_string();
        let failure = Failure::Usage(message.trim_start_matches("error: ").trim_end().to_owned());
        let _ = writeln!(io::stderr().lock(), "{}", failure.document());
    } else {
        let _ = error.print();
    }
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}
