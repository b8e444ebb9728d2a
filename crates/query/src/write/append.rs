//! `append`: drafts checked against the log, written, and their effect on the states.

mod checks;
mod effect;
mod import;
mod scope;

use asof_core::check::Severity;
use asof_core::{Draft, Key, find_field};
use asof_store::{AppendResult, Damage, EventLog, Expected, MemoryLog, StoreError};
use foldhash::{HashSet, HashSetExt};

use crate::check::problem::{Code, Problem, Refusal};
use crate::source::log::Log;
use crate::write::drafts::Read;
pub use checks::problems;
use checks::{anomalies_of, assertions_of, foresight};
pub use effect::{Accepted, AppendAnswer, AtDate, effect};
pub use import::{ImportAnswer, ImportError, ImportFault, Imported, OfCode, OfKind, OfProcess, import};
pub(crate) use import::{OnRefusal, import_but};
use scope::{AppendScope, scope};

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
    pub receipt: AppendResult,
    /// The log as read again.
    pub after: Log,
    /// Whether it was written.
    pub writing: Writing,
    /// What the drafts bring that is worth a look, and no reason to refuse them.
    pub remarks: Vec<Problem>,
    processes: Vec<Key>,
}

/// Why nothing was appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The drafts have problems: all of them.
    #[error("the drafts cannot be appended")]
    Refused(Vec<Problem>),
    /// Lines of the log were altered after they were written.
    #[error("the log was altered")]
    Altered(Vec<Damage>),
    /// Others were faster, again and again.
    #[error("gave up after {} conflicts with other writers", ATTEMPTS)]
    Overtaken,
    /// The drafts were appended, and then the log could not be read to see what they changed.
    #[error("the append succeeded and the log ends at entry {head}, but the log cannot be read again")]
    Unread {
        /// The greatest `seq` of the log after it.
        head: u64,
        /// Why.
        source: StoreError,
    },
    /// The drafts were appended, and the log that was read then does not hold them.
    #[error(
        "it was appended as entry {head}, but the log no longer has it: another log replaced this one, or its end was \
             cut off"
    )]
    Gone {
        /// The greatest `seq` of the log after it.
        head: u64,
    },
    /// The store refused, or could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often an append that others overtook is checked and tried.
pub const ATTEMPTS: usize = 64;

/// Checks drafts against a log and appends them to it as it was checked; where others were faster, checks and
/// tries again, unless the log was expected to end at `expect`. What drafts change that are of no process is told of the
/// process `told_of`, or of the one that answers for the log.
///
/// # Errors
///
/// See [`AppendError`]; nothing was appended then, but for [`AppendError::Unread`], [`AppendError::Gone`],
/// [`StoreError::Indeterminate`] and [`StoreError::Replaced`].
pub fn append(
    store: &mut dyn EventLog,
    drafts: &[Read],
    expect: Option<u64>,
    told_of: Option<&str>,
) -> Result<Appended, AppendError> {
    let scope = scope(drafts, told_of);
    let (before, receipt, remarks) = write(store, drafts, expect, &scope)?;
    appended(scope.read(store, drafts), before.head(), drafts, receipt, remarks, Writing::Done)
}

/// Checks drafts and appends them; returns the log that they were checked against, the receipt, and what is to be said of them
/// all the same.
fn write(
    store: &mut dyn EventLog,
    drafts: &[Read],
    expect: Option<u64>,
    scope: &AppendScope,
) -> Result<(Log, AppendResult, Vec<Problem>), AppendError> {
    let batch = batch_of(drafts);
    for _ in 0..ATTEMPTS {
        let (log, remarks) = checked(store, drafts, &batch, scope)?;
        match append_to(store, &log, drafts, &batch, expect) {
            Err(AppendError::Store(StoreError::Conflict { .. })) if expect.is_none() => {}
            Err(error) => return Err(error),
            Ok(receipt) => return Ok((log, receipt, remarks)),
        }
    }
    Err(AppendError::Overtaken)
}

/// Does what [`append`] does to a copy of the log in memory, and writes nothing.
///
/// # Errors
///
/// Those of [`append`].
pub fn try_out(
    store: &dyn EventLog,
    drafts: &[Read],
    expect: Option<u64>,
    told_of: Option<&str>,
) -> Result<Appended, AppendError> {
    try_out_in(store, drafts, expect, &scope(drafts, told_of))
}

fn try_out_in(
    store: &dyn EventLog,
    drafts: &[Read],
    expect: Option<u64>,
    scope: &AppendScope,
) -> Result<Appended, AppendError> {
    let batch = batch_of(drafts);
    let (log, remarks) = checked(store, drafts, &batch, scope)?;
    let mut copy = MemoryLog::from_batch(log.contents());
    let receipt = append_to(&mut copy, &log, drafts, &batch, expect)?;
    appended(Log::read(&copy), log.head(), drafts, receipt, remarks, Writing::TriedOut)
}

/// Reads of a log what the drafts concern, if that is as it was written and they can be added to it; returns what is to be
/// said of them all the same.
fn checked(
    store: &dyn EventLog,
    drafts: &[Read],
    batch: &[Draft],
    scope: &AppendScope,
) -> Result<(Log, Vec<Problem>), AppendError> {
    let mut log = scope.read(store, drafts)?;
    refuse_unsound(&log)?;
    let mut found = problems(&log, drafts);
    if is_refused(&found) && log.is_part() {
        // Only the whole log has all that might have been meant.
        log = Log::read(store)?;
        refuse_unsound(&log)?;
        found = problems(&log, drafts);
    }
    if is_refused(&found) {
        return Err(AppendError::Refused(found));
    }
    let after = MemoryLog::with_drafts(log.contents(), batch).map_err(|error| refused(drafts, error))?;
    let after = Log::new(after);
    let mut errors = anomalies_of(&log, &after, drafts);
    errors.extend(assertions_of(&log, &after, drafts));
    if !errors.is_empty() {
        return Err(AppendError::Refused(errors));
    }
    let mut remarks = foresight(&log, &after, drafts);
    let of_dates: HashSet<(usize, &str)> =
        remarks.iter().map(|remark| (remark.line, remark.message.as_str())).collect();
    found.retain(|problem| !of_dates.contains(&(problem.line, problem.message.as_str())));
    remarks.extend(found);
    remarks.sort_by_key(|remark| (remark.line, remark.columns));
    Ok((log, remarks))
}

fn batch_of(drafts: &[Read]) -> Vec<Draft> {
    drafts.iter().map(|read| read.draft.clone()).collect()
}

fn refuse_unsound(log: &Log) -> Result<(), AppendError> {
    log.contents().refuse_damaged()?;
    let altered = log.altered();
    if altered.is_empty() { Ok(()) } else { Err(AppendError::Altered(altered)) }
}

fn is_refused(found: &[Problem]) -> bool {
    found.iter().any(|problem| problem.severity() == Severity::Error)
}

fn append_to(
    store: &mut dyn EventLog,
    log: &Log,
    drafts: &[Read],
    batch: &[Draft],
    expect: Option<u64>,
) -> Result<AppendResult, AppendError> {
    store.append(batch, Expected::Head(expect.unwrap_or(log.head()))).map_err(|error| refused(drafts, error))
}

/// Returns what the store said of a draft as a problem with its place.
fn refused(drafts: &[Read], error: StoreError) -> AppendError {
    let (draft, field, refusal, hint) = match &error {
        StoreError::KeyReused { draft, .. } => {
            let hint = "to change what it says, use `asof correct`; for another event, choose another key";
            (*draft, Some("key"), Refusal::KeyReused, hint)
        }
        StoreError::IdReused { draft, .. } => {
            (*draft, Some("id"), Refusal::IdReused, "leave out `id`: the log creates one")
        }
        StoreError::TooLarge { draft, .. } => {
            let hint = "split it into several events, or leave out what is already in the source";
            (*draft, None, Refusal::TooLarge, hint)
        }
        _ => return AppendError::Store(error),
    };
    let Some(read) = drafts.get(draft) else { return AppendError::Store(error) };
    let span = field.and_then(|field| find_field(&read.text, field, None));
    let key = &read.draft.key;
    let hint = if refusal == Refusal::KeyReused && read.filled.key.is_some() {
        format!("the key was proposed; if this is another event, give it a key of its own, as {key}-b")
    } else {
        hint.to_owned()
    };
    let problem =
        read.passage().at(span, Code::Refusal(refusal), error.to_string(), Some(hint), Some(key.clone()));
    AppendError::Refused(vec![problem])
}

fn appended(
    after: Result<Log, StoreError>,
    before: u64,
    drafts: &[Read],
    receipt: AppendResult,
    remarks: Vec<Problem>,
    writing: Writing,
) -> Result<Appended, AppendError> {
    let mut seen: HashSet<&Key> = HashSet::new();
    let processes = drafts.iter().filter_map(|read| read.draft.process());
    let processes = processes.filter(|process| seen.insert(process)).cloned().collect();
    let head = receipt.head;
    let after = after.map_err(|source| AppendError::Unread { head, source })?;
    if !holds(&after, &receipt) {
        return Err(AppendError::Gone { head });
    }
    Ok(Appended { before, receipt, after, writing, remarks, processes })
}

/// Returns whether a log has what an append should have written.
fn holds(log: &Log, receipt: &AppendResult) -> bool {
    let last = log.events().iter().rfind(|event| event.seq == receipt.head);
    last.map(|event| event.hash) == receipt.root
}

#[cfg(test)]
mod tests;
