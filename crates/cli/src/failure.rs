//! What can go wrong, with the hint and the exit code of each.

mod store;

use std::io::ErrorKind;
use std::process::ExitCode;

use asof_core::{Key, did_you_mean};
use asof_projector::Collection;
use asof_query::snapshot::RecordError;
use asof_query::{
    AmbiguousName, AmendmentError, AppendError, Code, CompareError, CopyError, Document, ErrorDocument,
    FilterError, Log, Names, PathError, Problem, ProcessError, QueryError, Refusal, RuleFault, ShowError,
    TableError, ThingError, command_line, damage, near,
};
use asof_render::{self as render, said};
use asof_store::{Location, StoreError};
use serde_json::Value;

use crate::global::{color_asked, json_asked};
use crate::output::OutputError;
use crate::terminal::{self, Shown};
use crate::words::{path_word, quoted_path};

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Filter(#[from] FilterError),
    #[error(transparent)]
    Mending(#[from] AmendmentError),
    #[error(transparent)]
    Ambiguous(#[from] AmbiguousName),
    #[error(transparent)]
    Path(#[from] PathError),
    #[error(transparent)]
    Compare(#[from] CompareError),
    #[error(transparent)]
    Thing(#[from] ThingError),
    #[error(transparent)]
    Record(RecordError),
    #[error("{0}")]
    Usage(String),
    #[error("there is no event `{key}` in `{process}`")]
    UnknownKey { key: String, process: String, near: Vec<String> },
    #[error("{}; nothing was appended", count(problems.len()))]
    Refused { file: Option<String>, problems: Vec<Problem> },
    #[error("{}", partly(*appended, *head, why))]
    Partly { appended: u64, head: u64, why: Box<Failure> },
    #[error("the log is damaged in {}", places(problems.len()))]
    Damaged { file: Option<String>, problems: Vec<Problem> },
    #[error("gave up after {} conflicts with other writers; nothing was written", asof_query::ATTEMPTS)]
    Overtaken,
    #[error("cannot copy from {location}; nothing was written")]
    CopyFrom { location: String, source: StoreError },
    #[error("cannot copy to {location}")]
    CopyTo { from: String, location: String, source: Box<CopyError> },
    #[error(
        "the append succeeded and the log ends at entry {head}, but the answer could not be written: {source}"
    )]
    Unsaid { head: u64, source: OutputError },
    #[error("the append succeeded and the log ends at entry {head}, but its effect cannot be read")]
    Unread { head: u64, source: StoreError },
    #[error(transparent)]
    Gone(AppendError),
    #[error("`{path}` is not text: drafts are UTF-8 JSON")]
    NotText { path: String },
    #[error("cannot read `{path}`: {source}")]
    Drafts { path: String, source: std::io::Error },
    #[error("cannot read `{path}`: {source}")]
    Input { path: String, source: std::io::Error },
    #[error("the editor `{editor}` failed: {why}")]
    Editor { editor: String, why: String },
    #[error("nothing was written{}", if so_far.is_empty() { "" } else { "; so far:" })]
    Interrupted { so_far: String },
    #[error("the terminal cannot be read: {0}")]
    Terminal(std::io::Error),
    #[error("{}", of_rules(file, faults))]
    Rules { file: String, faults: Vec<RuleFault> },
    #[error("cannot import `{file}`: {source}")]
    Table { file: String, source: TableError },
    #[error("cannot write `{path}`: {source}")]
    Unwritable { path: String, source: std::io::Error },
    #[error(transparent)]
    Output(#[from] OutputError),
    #[cfg(feature = "web")]
    #[error(transparent)]
    Serve(asof_web::ServeError),
    #[cfg(feature = "mcp")]
    #[error(transparent)]
    Mcp(asof_mcp::McpError),
}

fn count(problems: usize) -> String {
    if problems == 1 { "one problem".to_owned() } else { format!("{problems} problems") }
}

impl From<AppendError> for Failure {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Refused(problems) => Self::Refused { file: None, problems },
            AppendError::Altered(altered) => Self::Damaged { file: None, problems: damage(&altered) },
            AppendError::Overtaken => Self::Overtaken,
            AppendError::Unread { head, source } => Self::Unread { head, source },
            AppendError::Gone { .. } => Self::Gone(error),
            AppendError::Store(error) => Self::Store(error),
        }
    }
}

impl From<ShowError> for Failure {
    fn from(error: ShowError) -> Self {
        match error {
            ShowError::Query(error) => Self::Query(error),
            ShowError::Ambiguous(error) => Self::Ambiguous(error),
            ShowError::Unknown { key, process, near } => {
                Self::UnknownKey { key, process: process.to_string(), near }
            }
        }
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Query(error) => Self::Query(error),
            RecordError::Damaged(damaged) => Self::Damaged { file: None, problems: damage(&damaged) },
            other => Self::Record(other),
        }
    }
}

/// Says how much of a file of drafts was appended, and why not the rest.
fn partly(appended: u64, head: u64, why: &Failure) -> String {
    let why = match why {
        Failure::Refused { problems, .. } => count(problems.len()),
        other => other.message(),
    };
    format!("{why}; {appended} drafts were appended before, and the log ends at entry {head}")
}

/// Lists what is wrong with a rules file, each with its place.
fn of_rules(file: &str, faults: &[RuleFault]) -> String {
    let mut said = format!("{} in the rules; nothing was imported", count(faults.len()));
    for RuleFault { line, column, message, hint } in faults {
        let hint = hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
        said += &format!("\n  {file}:{line}:{column}: {message}{hint}");
    }
    said
}

fn places(count: usize) -> String {
    if count == 1 { "one place".to_owned() } else { format!("{count} places") }
}

impl Failure {
    /// Returns the failure to find an entry, with the keys that may have been meant.
    pub(crate) fn unknown_key(log: &Log, process: &Key, key: &str) -> Self {
        Self::UnknownKey { key: key.to_owned(), process: process.to_string(), near: near(log, process, key) }
    }

    /// Returns the exit code: 1 a finding, 2 usage or date, 3 the log or a file, 4 a conflict, 130 an interruption.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Refused { problems, .. } => refused_exit_code(problems),
            Self::Partly { why, .. } => why.exit_code(),
            Self::UnknownKey { .. }
            | Self::Ambiguous(_)
            | Self::Path(_)
            | Self::Compare(_)
            | Self::Thing(_)
            | Self::Editor { .. } => 1,
            // As a shell says it of a program that Ctrl-C ended.
            Self::Interrupted { .. } => 130,
            Self::Rules { .. }
            | Self::Query(_)
            | Self::Filter(_)
            | Self::Mending(_)
            | Self::Record(_)
            | Self::Usage(_) => 2,
            Self::Damaged { .. }
            | Self::NotText { .. }
            | Self::Drafts { .. }
            | Self::Input { .. }
            | Self::Table { .. }
            | Self::Unwritable { .. }
            | Self::Terminal(_)
            | Self::Output(_)
            | Self::Unsaid { .. }
            | Self::Unread { .. }
            | Self::Gone(_) => 3,
            #[cfg(feature = "web")]
            Self::Serve(_) => 3,
            #[cfg(feature = "mcp")]
            Self::Mcp(_) => 3,
            Self::Overtaken => 4,
            Self::Store(error) | Self::CopyFrom { source: error, .. } => store::exit_code(error),
            Self::CopyTo { source, .. } => match &**source {
                CopyError::Differs { .. } | CopyError::Unread { .. } => 3,
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
            Self::UnknownKey { near, .. } if !near.is_empty() => did_you_mean(near),
            Self::Compare(CompareError::NoMeeting { meetings, .. }) if !meetings.is_empty() => {
                let names: Vec<_> = meetings.iter().map(ToString::to_string).collect();
                Some(format!("there are {}", names.join(", ")))
            }
            Self::Path(PathError::Unknown { near, .. }) if near.is_empty() => Some(
                "a path names a value of the state, such as commitments/r1-prisoners/delivered: `asof state --format \
                 json` shows them all"
                    .to_owned(),
            ),
            Self::Thing(ThingError::Unknown { near, .. }) if near.is_empty() => {
                Some("`asof names` lists people, bodies, places and issues; `asof log --oneline` lists the keys".to_owned())
            }
            Self::UnknownKey { .. } => Some("`asof log --oneline` lists the keys".to_owned()),
            Self::Partly { why, .. } => {
                let hint = why.hint().map_or_else(String::new, |hint| format!("{hint}\n  "));
                Some(hint + "then append the file again: what is in the log already is not written twice")
            }
            Self::Table { source: TableError::Columns { known, .. }, .. } if !known.is_empty() => {
                Some(format!("it has {}", known.join(", ")))
            }
            Self::Refused { .. } => Some("`asof explain CODE` explains the word in brackets".to_owned()),
            Self::Damaged { .. } => Some(
                "restore an intact copy of the log; without --strict, questions are answered from the part that can \
                     be read"
                    .to_owned(),
            ),
            Self::Overtaken => Some("run it again".to_owned()),
            Self::Unread { .. } => Some(
                "it was stored: once the log can be read, `asof log --order recorded` shows it; appending again \
                 writes nothing twice"
                    .to_owned(),
            ),
            Self::Gone(_) => Some(
                "run `asof check` on the current log, then run this again: nothing already in the log is written \
                 twice"
                    .to_owned(),
            ),
            Self::Editor { .. } => {
                Some("name another in VISUAL or EDITOR, such as nano or 'code --wait'".to_owned())
            }
            Self::Output(error) => Some(error.hint().to_owned()),
            #[cfg(feature = "web")]
            Self::Serve(asof_web::ServeError::Address { .. }) => {
                Some("name another with --port, or let one be found with --port 0".to_owned())
            }
            Self::Filter(FilterError::Unknown { sort, near, .. }) if near.is_empty() => Some(filter_hint(sort)),
            Self::Drafts { source, .. } if source.kind() == ErrorKind::FileTooLarge => {
                Some("name a file of limited length; append many drafts from several files".to_owned())
            }
            Self::Drafts { .. } => Some(
                "name a file of drafts, or `-` for standard input; `asof draft KIND` prints a form for one".to_owned(),
            ),
            Self::Query(QueryError::Process(error)) => process_hint(error),
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
        let problems = self.problems().map_or_else(Vec::new, |(file, problems)| {
            problems.iter().map(|problem| problem.row(file)).collect()
        });
        let error = ErrorDocument {
            exit_code: asof_query::ExitCode(self.exit_code()),
            message: self.message(),
            hint: self.hint(),
            problems,
        };
        error.json(&Names::default())
    }

    /// Returns the failure in words, every problem with its place.
    pub(crate) fn text(&self, width: usize) -> String {
        let mut text = format!("asof: {}\n", said(&self.message()));
        if let Some((file, problems)) = self.problems() {
            text += &format!("\n{}\n", render::problems(file, problems, width));
        }
        if let Self::Interrupted { so_far } = self
            && !so_far.is_empty()
        {
            text += &format!("\n{}", said(so_far));
        }
        text + &self.hint().map_or(String::new(), |hint| format!("  {}\n", said(&hint)))
    }

    /// Returns the problems that it consists of, and the file in which they are.
    fn problems(&self) -> Option<(Option<&str>, &[Problem])> {
        match self {
            Self::Refused { file, problems } | Self::Damaged { file, problems } => {
                Some((file.as_deref(), problems))
            }
            Self::Partly { why, .. } => why.problems(),
            _ => None,
        }
    }
}

/// Returns whether drafts were refused for what they are, or because the log holds something else.
fn refused_exit_code(problems: &[Problem]) -> u8 {
    let conflicts =
        |problem: &Problem| matches!(problem.code, Code::Refusal(Refusal::KeyReused | Refusal::IdReused));
    if problems.iter().any(conflicts) { 4 } else { 1 }
}

fn filter_hint(sort: &str) -> String {
    match sort {
        "kind" => "`asof draft` lists the kinds of event".to_owned(),
        "part of a state" => {
            let parts: Vec<_> = Collection::ALL.iter().map(|collection| collection.name()).collect();
            format!("there are {}", parts.join(", "))
        }
        _ => "`asof names` lists what is registered, each with its key".to_owned(),
    }
}

fn process_hint(error: &ProcessError) -> Option<String> {
    match error {
        ProcessError::NoneRegistered => Some(
            "`asof draft registered/process` prints a form for one; `asof init` creates a new log".to_owned(),
        ),
        ProcessError::SeveralChains(chains) => {
            let first = chains.first()?.first()?;
            Some(format!(
                "name one, as in `--process {}`; state, known, open, diff and log read all of them with \
                 --all-processes",
                first.key
            ))
        }
        ProcessError::Unknown { .. } => None,
    }
}

fn copy_hint(from: &str, to: &str, error: &CopyError) -> Option<String> {
    match error {
        CopyError::Store(StoreError::Diverged { .. }) if from == "demo" => {
            Some("copy it to a new place: `asof copy demo events/istanbul.jsonl`".to_owned())
        }
        CopyError::Store(StoreError::Diverged { .. }) => {
            let del = "jq -c 'del(.seq,.recorded,.commit,.hash)'";
            let drafts = match from.parse() {
                Ok(Location::Sqlite(path)) => {
                    format!("sqlite3 {} 'SELECT line FROM event ORDER BY seq' | {del}", quoted_path(&path))
                }
                Ok(Location::JsonLines(path)) => format!("{del} {}", quoted_path(&path)),
                _ => format!(
                    "{} | {del}",
                    command_line(&["--log", &path_word(from), "follow", "--no-wait", "--format", "jsonl"])
                ),
            };
            let append = command_line(&["--log", &path_word(to), "append", "-"]);
            Some(format!("copy it to a new place, or append what is missing there:\n    {drafts} | {append}"))
        }
        CopyError::Store(StoreError::ReadOnly) => {
            Some("the demo is part of the program: name a file that ends in .jsonl or .db".to_owned())
        }
        CopyError::Store(error) => store::hint(error),
        CopyError::Unread { .. } => {
            Some("run it again once the copy can be read: it will be compared again".to_owned())
        }
        CopyError::Differs { .. } => Some("copy it to a new place, on another disk if you can".to_owned()),
    }
}

/// Reports arguments that could not be read, or the help asked for, and returns the exit code. The words that it names are
/// told from the styles around them before: nothing here is styled but by us.
pub(crate) fn usage(error: &clap::Error, words: &[String]) -> ExitCode {
    let color = color_asked(words);
    if !error.use_stderr() {
        // Nothing is left to report to if the terminal is gone.
        let _ = terminal::print(&Shown::words(&error.render().ansi().to_string()), color);
        return ExitCode::SUCCESS;
    }
    if json_asked(words) {
        let message = error.to_string();
        let failure = Failure::Usage(message.trim_start_matches("error: ").trim_end().to_owned());
        terminal::say(&Shown::json(&format!("{}\n", failure.document())), color);
    } else {
        terminal::say(&Shown::words(&error.render().ansi().to_string()), color);
    }
    ExitCode::from(2)
}
