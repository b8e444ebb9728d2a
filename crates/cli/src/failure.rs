//! What can go wrong, with the hint and the exit code of each.

mod store;

use std::process::ExitCode;

use asof_core::Key;
use asof_projector::Family;
use asof_query::snapshot::RecordError;
use asof_query::{
    AppendError, CompareError, CopyError, FilterError, Log, MendingError, PathError, ProcessError,
    QuestionError, Refused, near,
};
use asof_store::{Damage, StoreError};
use serde_json::{Value, json};

use crate::args;
use crate::context::{self, OutputError};

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
    #[error("cannot copy from {location}; nothing was written")]
    CopyFrom { location: String, source: StoreError },
    #[error("cannot copy to {location}")]
    CopyTo { from: String, location: String, source: Box<CopyError> },
    #[error("it was appended, the log ends at event {head}, but the answer is lost: {source}")]
    Unsaid { head: u64, source: OutputError },
    #[error("cannot read `{path}`: {source}")]
    Drafts { path: String, source: std::io::Error },
    #[error("cannot read `{path}`: {source}")]
    Input { path: String, source: std::io::Error },
    #[error("cannot write `{path}`: {source}")]
    Unwritable { path: String, source: std::io::Error },
    #[error(transparent)]
    Output(#[from] OutputError),
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
            | Self::Drafts { .. }
            | Self::Input { .. }
            | Self::Unwritable { .. }
            | Self::Output(_)
            | Self::Unsaid { .. } => 3,
            Self::Overtaken => 4,
            Self::Store(error) | Self::CopyFrom { source: error, .. } => store::exit_code(error),
            Self::CopyTo { source, .. } => match &**source {
                CopyError::Differs { .. } => 3,
                CopyError::Store(error) => store::exit_code(error),
            },
        }
    }

    /// Returns what to do about it, where the message does not say so itself.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Store(error) => store::hint(error),
            Self::CopyFrom { source, .. } => store::hint(source),
            Self::CopyTo { from, location, source } => copy_hint(from, location, source),
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
            Self::Output(error) => Some(error.hint().to_owned()),
            Self::Filter(error) if error.near.is_empty() => Some(filter_hint(error.sort)),
            Self::Drafts { .. } => Some(
                "name a file of drafts, or `-` for standard input; `asof draft KIND` prints the form for one".to_owned(),
            ),
            Self::Question(QuestionError::Process(error)) => process_hint(error),
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
            Self::Damaged(damage) => damage.iter().map(damage_json).collect(),
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

fn filter_hint(sort: &str) -> String {
    match sort {
        "kind" => "`asof draft` lists the kinds of event".to_owned(),
        "part of a state" => {
            let parts: Vec<_> = Family::ALL.iter().map(|family| family.name()).collect();
            format!("there are {}", parts.join(", "))
        }
        _ => "`asof names` lists what is registered, each with its key".to_owned(),
    }
}

fn process_hint(error: &ProcessError) -> Option<String> {
    match error {
        ProcessError::NoneRegistered => Some(
            "`asof draft registered/process` prints the form for it; a new log is begun with `asof init`"
                .to_owned(),
        ),
        ProcessError::SeveralChains(chains) => {
            let first = chains.first()?.first()?;
            Some(format!("say which one, such as `--process {}`", first.key))
        }
        ProcessError::Unknown { .. } => None,
    }
}

fn copy_hint(from: &str, to: &str, error: &CopyError) -> Option<String> {
    match error {
        CopyError::Store(StoreError::Diverged { .. }) if from == "demo" => {
            Some("copy it to a new place: `asof copy demo events/istanbul.jsonl`".to_owned())
        }
        CopyError::Store(StoreError::Diverged { .. }) => Some(format!(
            "copy it to a new place, or append what is lacking there:\n    \
             jq -c 'del(.seq,.recorded,.commit,.hash)' {from} | asof --log {to} append -"
        )),
        CopyError::Store(StoreError::ReadOnly) => {
            Some("it is part of the program: name a file that ends in .jsonl".to_owned())
        }
        CopyError::Store(error) => store::hint(error),
        CopyError::Differs { .. } => Some("copy it to a new place, on another disk if you can".to_owned()),
    }
}

/// Returns a damaged place with the fields of every problem.
fn damage_json(damage: &Damage) -> Value {
    json!({
        "line": damage.line,
        "column": damage.column,
        "event": null,
        "field": null,
        "severity": "error",
        "code": "damage",
        "message": damage.kind.to_string(),
        "hint": null,
    })
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
pub(crate) fn usage(error: &clap::Error, words: &[String]) -> ExitCode {
    let color = args::color_asked(words);
    if !error.use_stderr() {
        // Nothing is left to report to if the terminal is gone.
        let _ = context::print(&error.render().ansi().to_string(), color);
        return ExitCode::SUCCESS;
    }
    if args::json_asked(words) {
        let message = error.to_string();
        let failure = Failure::Usage(message.trim_start_matches("error: ").trim_end().to_owned());
        context::say(&format!("{}\n", failure.document()), color);
    } else {
        context::say(&error.render().ansi().to_string(), color);
    }
    ExitCode::from(2)
}
