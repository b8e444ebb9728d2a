//! `append`, `correct`, `retract`: drafts checked against the log, written, and their effect on the state.

use asof_core::check::{self, Problem, Severity};
use asof_core::{
    Because, Claimant, Correction, Cut, Draft, Entry, Head, Key, Known, LineError, RecordEntry, RecordKind,
    Replacement, Retraction, Text,
};
use asof_projector::diff;
use asof_store::{EventLog, Expected, Outcome, Receipt, StoreError};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::difference::changes_json;
use crate::log::Log;
use crate::question::Asked;

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
/// A draft that stands in the log already brings none.
pub fn problems(log: &Log, drafts: &[Read]) -> Vec<Refused> {
    let stored = log.events().iter().map(|event| &event.draft);
    let is_new = |read: &&Read| !stands_already(log, &read.draft);
    let new: Vec<&Read> = drafts.iter().filter(is_new).collect();
    let entries: Vec<&Draft> = stored.chain(new.iter().map(|read| &read.draft)).collect();
    let before = log.events().len();
    let found = check::check(&entries).into_iter().filter_map(|problem| {
        let read = new.get(problem.entry.checked_sub(before)?)?;
        (problem.severity == Severity::Error).then(|| refused_for(read, problem))
    });
    found.collect()
}

/// Returns whether an entry of the draft's process and key stands in the log: the store decides whether it is
/// the same or another, so that its key is not reported twice.
fn stands_already(log: &Log, draft: &Draft) -> bool {
    log.events().iter().any(|event| event.draft.key == draft.key && event.draft.process() == draft.process())
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

/// Appends drafts that have been checked, and returns the receipt.
///
/// # Errors
///
/// Those of [`EventLog::append`].
pub fn append(
    store: &mut dyn EventLog,
    drafts: Vec<Read>,
    expected: Expected,
) -> Result<Receipt, StoreError> {
    let batch: Vec<Draft> = drafts.into_iter().map(|read| read.draft).collect();
    store.append(&batch, expected)
}

/// Returns what an append did, and what it changed in the state at all clocks open.
///
/// `after` is the log as read again; `before` is its head before the append.
pub fn effect(after: &Log, asked: &Asked, before: u64, receipt: &Receipt) -> Answer {
    let cut = |head: u64| Cut { recorded: Head::Seq(head), ..Cut::ALL };
    let diff = diff(after.events(), &asked.process, &cut(before), &cut(receipt.head));
    let mut answer = Answer::new("append", asked, after.names());
    let rows = |appended: bool| -> Value {
        let outcomes = receipt.outcomes.iter();
        outcomes.filter(|o| matches!(o, Outcome::Appended(_)) == appended).map(outcome_json).collect()
    };
    answer.put("appended", rows(true));
    answer.put("unchanged", rows(false));
    answer.put("head", json!(receipt.head));
    answer.put("log_root", json!(receipt.root));
    answer.put(
        "set_aside",
        json!(
            receipt
                .set_aside
                .as_ref()
                .map(|aside| aside.kept_in.as_ref().map(|path| path.display().to_string()))
        ),
    );
    answer.put("changes", changes_json(&diff, after.names()));
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

/// Why an entry is mended, as asked for on the command line.
#[derive(Debug, Clone)]
pub struct Mending {
    /// Because of the world or of the record.
    pub because: Because,
    /// Why, in words.
    pub reason: Text,
}

/// Returns the draft of a correction that puts `with` in the place of an entry of a process; `None` if `with` is
/// about the record, which nothing can be corrected into.
pub fn correction(log: &Log, process: &Key, of: &Key, with: Draft, mending: Mending) -> Option<Draft> {
    let sources = with.sources().to_vec();
    let with = match with.entry {
        Entry::World(world) => Replacement::World(Box::new(world.assertion)),
        Entry::Registry(registry) => Replacement::Registry(Box::new(registry.registered)),
        Entry::Record(_) => return None,
    };
    let Mending { because, reason } = mending;
    let kind = RecordKind::Correction(Correction { of: of.clone(), because, reason: reason.clone(), with });
    Some(record(log, process, "fix", of, kind, reason, sources))
}

/// Returns the draft of a retraction of an entry of a process.
pub fn retraction(log: &Log, process: &Key, of: &Key, mending: Mending) -> Draft {
    let Mending { because, reason } = mending;
    let kind = RecordKind::Retraction(Retraction { of: of.clone(), because, reason: reason.clone() });
    record(log, process, "retract", of, kind, reason, Vec::new())
}

fn record(
    log: &Log,
    process: &Key,
    verb: &str,
    of: &Key,
    kind: RecordKind,
    summary: Text,
    sources: Vec<asof_core::Citation>,
) -> Draft {
    let entry = RecordEntry {
        process: process.clone(),
        via: None,
        said_in: None,
        summary: Some(summary),
        sources,
        kind,
    };
    let entry = Entry::Record(Box::new(entry));
    // The same mending again is the same entry: it takes the key of the one that stands in the log.
    let same = log.events().iter().find(|event| event.draft.entry == entry);
    let key =
        same.map_or_else(|| free_key(log, process, &format!("{verb}-{of}")), |event| event.draft.key.clone());
    Draft { id: None, key, entry }
}

/// Returns the first of `name`, `name-2`, `name-3` ... that no event of the process has.
fn free_key(log: &Log, process: &Key, name: &str) -> Key {
    let names = std::iter::once(name.to_owned()).chain((2..).map(|n: u64| format!("{name}-{n}")));
    let mut keys = names.filter_map(|name| name.parse::<Key>().ok());
    keys.find(|key| !log.events().iter().any(|e| e.draft.key == *key && e.draft.process() == Some(process)))
        .unwrap_or_else(|| unreachable!("there are more numbers than events"))
}

/// Returns `because: world` with the dates and claimants of a replacing draft, where none are given.
pub fn because_world(
    with: Option<&Draft>,
    known: Option<Known>,
    attributed_to: Vec<Claimant>,
) -> Option<Because> {
    let assertion = match with.map(|draft| &draft.entry) {
        Some(Entry::World(world)) => Some(&world.assertion),
        _ => None,
    };
    let known = known.or_else(|| assertion.map(|assertion| assertion.known.clone()))?;
    let attributed_to =
        if attributed_to.is_empty() { assertion?.attributed_to.clone() } else { attributed_to };
    Some(Because::World { known, attributed_to })
}
