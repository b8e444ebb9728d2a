//! What can go wrong, with the hint and the exit code of each.

use asof_core::check::Severity;
use asof_query::{QuestionError, Refused};
use asof_store::{Damage, StoreError};
use serde_json::{Value, json};

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Question(#[from] QuestionError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Usage(String),
    #[error("there is no event `{key}` in `{process}`")]
    UnknownKey { key: String, process: String, near: Vec<String> },
    #[error("{} of the drafts cannot be appended; nothing was", count(.0.len()))]
    Refused(Vec<Refused>),
    #[error("the log is damaged in {} places", .0.len())]
    Damaged(Vec<Damage>),
    #[error("cannot read `{path}`: {source}")]
    Input { path: String, source: std::io::Error },
    #[error("cannot write the answer: {0}")]
    Output(std::io::Error),
}

fn count(problems: usize) -> String {
    if problems == 1 { "one".to_owned() } else { problems.to_string() }
}

impl Failure {
    /// Returns the exit code: 1 a finding, 2 usage or date, 3 the log or a file, 4 a conflict.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::UnknownKey { .. } | Self::Refused(_) => 1,
            Self::Question(_) | Self::Usage(_) => 2,
            Self::Damaged(_) | Self::Input { .. } | Self::Output(_) => 3,
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
            Self::UnknownKey { .. } => Some("`asof log --oneline` lists the keys".to_owned()),
            Self::Damaged(_) => Some("without --strict it answers what it can".to_owned()),
            _ => None,
        }
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
            "message": self.to_string(),
            "hint": self.hint(),
            "problems": problems,
        })
    }

    /// Returns the failure in words, every problem with its place.
    pub(crate) fn text(&self) -> String {
        let mut lines = vec![format!("asof: {self}")];
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
        StoreError::NotCanonical { .. } | StoreError::TooLarge { .. } => 1,
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
        "severity": severity_name(Severity::Error),
        "code": refused.code,
        "message": refused.message,
        "hint": refused.hint,
    })
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn refused_text(refused: &Refused) -> String {
    let column = refused.column.map_or(String::new(), |column| format!(", column {column}"));
    let key = refused.key.as_ref().map_or(String::new(), |key| format!(" `{key}`"));
    let field = refused.field.map_or(String::new(), |field| format!(", {field}"));
    let hint = refused.hint.as_ref().map_or(String::new(), |hint| format!("\n    {hint}"));
    format!("  line {}{column}:{key}{field}: {} [{}]{hint}", refused.line, refused.message, refused.code)
}
