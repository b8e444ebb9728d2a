//! `append`: drafts checked against the log, written, and their effect on the states.

use std::collections::HashSet;

use asof_core::check::{self, Problem, Severity};
use asof_core::{Cut, Draft, Head, Key, LineError};
use asof_projector::{counted, diff};
use asof_store::{Access, Damage, EventLog, Expected, MemoryLog, Outcome, Receipt, StoreError};
use serde_json::{Value, json};

use crate::answer::{Answer, counted_json};
use crate::difference::changes_json;
use crate::log::Log;
use crate::question::Question;

/// A draft with the line on which it begins.
#[derive(Debug, Clone)]
pub struct Read {
    /// The line, counted from 1.
    pub line: usize,
    /// The draft.
    pub draft: Draft,
}

/// What is wrong with a text of drafts: every problem, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1 in characters, if it is known.
    pub column: Option<usize>,
    /// The key of the draft, if it could be read.
    pub key: Option<Key>,
    /// The field at fault, if it is known.
    pub field: Option<&'static str>,
    /// What sort of problem it is.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Reads drafts: one JSON object, or one a line.
///
/// # Errors
///
/// Every line that is not a draft.
pub fn read_drafts(text: &str) -> Result<Vec<Read>, Vec<Refused>> {
    let whole = text.trim();
    let spread = whole.lines().count() > 1 && serde_json::from_str::<serde_json::Value>(whole).is_ok();
    let first = text.lines().position(|line| !line.trim().is_empty()).unwrap_or(0) + 1;
    if spread {
        return Draft::from_json(whole)
            .map(|draft| vec![Read { line: first, draft }])
            .map_err(|error| vec![refused(first, None, error)]);
    }
    let mut drafts = Vec::new();
    let mut problems = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match Draft::from_json(line) {
            Ok(draft) => drafts.push(Read { line: number + 1, draft }),
            Err(error) => problems.push(refused(number + 1, error.column, error)),
        }
    }
    if problems.is_empty() { Ok(drafts) } else { Err(problems) }
}

fn refused(line: usize, column: Option<usize>, error: LineError) -> Refused {
    Refused { line, column, key: None, field: None, code: "structure", message: error.message, hint: None }
}

/// Returns every error that the drafts would bring into the log.
///
/// A draft that stands in the log already, or earlier among the drafts, brings none.
pub fn problems(log: &Log, drafts: &[Read]) -> Vec<Refused> {
    let stored: HashSet<(Option<&Key>, &Key)> =
        log.events().iter().map(|event| (event.draft.process(), &event.draft.key)).collect();
    let mut new: Vec<&Read> = Vec::new();
    for read in drafts {
        // Of a key that is taken, the store decides whether it is the same entry or another.
        let is_stored = stored.contains(&(read.draft.process(), &read.draft.key));
        if !is_stored && !new.iter().any(|other| other.draft == read.draft) {
            new.push(read);
        }
    }
    let stored = log.events().iter().map(|event| &event.draft);
    let entries: Vec<&Draft> = stored.chain(new.iter().map(|read| &read.draft)).collect();
    let before = log.events().len();
    let found = check::check(&entries).into_iter().filter_map(|problem| {
        let read = new.get(problem.entry.checked_sub(before)?)?;
        (problem.severity == Severity::Error).then(|| refused_for(read, problem))
    });
    found.collect()
}

fn refused_for(read: &Read, problem: Problem) -> Refused {
    Refused {
        line: read.line,
        column: None,
        key: Some(read.draft.key.clone()),
        field: Some(problem.field),
        code: problem.code.name(),
        message: problem.message,
        hint: problem.hint,
    }
}

/// Whether an append was written, or only tried out on a copy in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// It is in the log.
    Done,
    /// A dry run.
    TriedOut,
}

/// What an append did.
#[derive(Debug)]
pub struct Appended {
    /// The head of the log before it.
    pub before: u64,
    /// The receipt of the store.
    pub receipt: Receipt,
    /// The log as read again.
    pub after: Log,
    /// Whether it was written.
    pub writing: Writing,
    processes: Vec<Key>,
}

/// Why nothing was appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The drafts have problems: all of them.
    #[error("the drafts cannot be appended")]
    Refused(Vec<Refused>),
    /// Lines of the log were altered after they were written.
    #[error("the log was altered")]
    Altered(Vec<Damage>),
    /// Others were faster, again and again.
    #[error("others kept appending")]
    Overtaken,
    /// The store refused, or could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often an append that others overtook is checked and tried again.
const ATTEMPTS: usize = 64;

/// Checks drafts against a log and appends them to it as it was checked; where others were faster, checks and
/// tries again, unless the log was expected to end at `expect`.
///
/// # Errors
///
/// See [`AppendError`]; nothing was appended then, but for [`StoreError::Indeterminate`].
pub fn append(
    store: &mut dyn EventLog,
    drafts: &[Read],
    expect: Option<u64>,
) -> Result<Appended, AppendError> {
    for _ in 0..ATTEMPTS {
        let log = checked(store, drafts)?;
        match append_to(store, &log, drafts, expect) {
            Err(StoreError::Conflict { .. }) if expect.is_none() => {}
            Err(error) => return Err(error.into()),
            Ok(receipt) => return appended(store, &log, drafts, receipt, Writing::Done),
        }
    }
    Err(AppendError::Overtaken)
}

/// Does what [`append`] does to a copy of the log in memory, and writes nothing.
///
/// # Errors
///
/// Those of [`append`].
pub fn try_out(store: &dyn EventLog, drafts: &[Read], expect: Option<u64>) -> Result<Appended, AppendError> {
    let log = checked(store, drafts)?;
    let mut copy = MemoryLog::from_text(&log.contents().to_text(), Access::ReadWrite);
    let receipt = append_to(&mut copy, &log, drafts, expect)?;
    appended(&copy, &log, drafts, receipt, Writing::TriedOut)
}

/// Reads a log whose lines are as they were written and to which the drafts can be added.
fn checked(store: &dyn EventLog, drafts: &[Read]) -> Result<Log, AppendError> {
    let log = Log::read(store)?;
    let altered = log.altered();
    if !altered.is_empty() {
        return Err(AppendError::Altered(altered));
    }
    let found = problems(&log, drafts);
    if found.is_empty() { Ok(log) } else { Err(AppendError::Refused(found)) }
}

fn append_to(
    store: &mut dyn EventLog,
    log: &Log,
    drafts: &[Read],
    expect: Option<u64>,
) -> Result<Receipt, StoreError> {
    let batch: Vec<Draft> = drafts.iter().map(|read| read.draft.clone()).collect();
    store.append(&batch, Expected::Head(expect.unwrap_or(log.head())))
}

fn appended(
    store: &dyn EventLog,
    before: &Log,
    drafts: &[Read],
    receipt: Receipt,
    writing: Writing,
) -> Result<Appended, AppendError> {
    let mut processes: Vec<Key> = Vec::new();
    for process in drafts.iter().filter_map(|read| read.draft.process()) {
        if !processes.contains(process) {
            processes.push(process.clone());
        }
    }
    Ok(Appended { before: before.head(), receipt, after: Log::read(store)?, writing, processes })
}

/// Returns what an append did, and what it changed in the states of the processes that it touches, at all clocks
/// open. A log that registers no process yet has no state to change.
pub fn effect(appended: &Appended, question: &Question<'_>) -> Answer {
    let Appended { before, receipt, after, writing, processes } = appended;
    let named = processes.first().map(ToString::to_string);
    let question = Question {
        process: named.as_deref().or(question.process),
        known: None,
        recorded: None,
        ..question.clone()
    };
    let asked = question.at(after, None).ok();
    let mut answer = match &asked {
        Some(asked) => Answer::new("append", asked, after.names()),
        None => Answer::unasked("append", after.names()),
    };
    if let Some(asked) = &asked {
        answer.put("counted", counted_json(counted(after.events(), &asked.process, &asked.cut)));
    }
    let rows = |appended: bool| -> Value {
        let outcomes = receipt.outcomes.iter();
        outcomes.filter(|o| matches!(o, Outcome::Appended(_)) == appended).map(outcome_json).collect()
    };
    let kept_in = receipt.set_aside.as_ref().and_then(|aside| aside.kept_in.as_ref());
    answer.put("dry_run", json!(*writing == Writing::TriedOut));
    answer.put("appended", rows(true));
    answer.put("unchanged", rows(false));
    answer.put("head", json!(receipt.head));
    answer.put("log_root", json!(receipt.root));
    answer.put("set_aside", json!(kept_in.map(|path| path.display().to_string())));
    let cut = |head: u64| Cut { recorded: Head::Seq(head), ..Cut::ALL };
    let chosen = asked.map(|asked| asked.process);
    let touched = chosen.iter().chain(processes.iter().filter(|process| chosen.as_ref() != Some(process)));
    let mut changes = Vec::new();
    for (place, process) in touched.enumerate() {
        let mut diff = diff(after.events(), process, &cut(*before), &cut(receipt.head));
        // The registry belongs to the log: it is told of once.
        diff.changes.retain(|change| place == 0 || !change.path.family().is_registry());
        changes.push(changes_json(&diff, after.names()));
    }
    let changes = changes.into_iter().flatten().collect();
    answer.put("changes", Value::Array(changes));
    answer
}

fn outcome_json(outcome: &Outcome) -> Value {
    let event = outcome.event();
    json!({
        "seq": event.seq,
        "id": event.id,
        "process": event.draft.process(),
        "key": event.draft.key,
        "kind": event.draft.kind_name(),
    })
}
