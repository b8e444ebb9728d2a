//! Drafts of a long file, appended batch by batch: in memory that does not grow with the file, each batch all or nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use asof_core::check::Severity;
use asof_core::{AsOf, Digest, Head, Key, Recorded};
use asof_projector::{for_each_diff, role, row};
use asof_store::{AppendResult, EventLog, Outcome, TornTail};

use super::{AppendError, holds, scope, write};
use crate::answers::diff::{ChangeRow, changes};
use crate::answers::envelope::{Envelope, OpenEnvelope};
use crate::answers::log::KindName;
use crate::ask::query::Query;
use crate::check::problem::{Code, Problem, ProblemRow};
use crate::source::log::Log;
use crate::write::drafts::{DraftFile, Read};

/// How many remarks are kept with their text. All of them are counted.
const REMARKS_KEPT: usize = 100;

row! {
    /// What an append of many drafts did: what `append` prints of a file with more drafts than fit one append. What it changed
    /// is told where all are of one negotiation.
    pub struct ImportAnswer as "Import" {
        /// What every answer begins with.
        envelope: OpenEnvelope as role::Flat,
        /// The file of drafts; null if it is standard input.
        file: Option<String> as role::Prose,
        /// Whether it was only tried out, and nothing is written.
        dry_run: bool,
        /// How many entries were appended.
        appended: u64,
        /// How many stood in the log already.
        unchanged: u64,
        /// In how many appends, each all or nothing.
        batches: usize,
        /// The greatest `seq` of the log now; 0 if it is empty.
        head: u64,
        /// The log root now; null if the log is empty.
        log_root: Option<Digest>,
        /// The entries by negotiation, in the order of the keys; those of the registry first.
        processes: Vec<OfProcess> as role::Rows,
        /// The entries that were appended, by kind.
        kinds: Vec<OfKind> as role::Rows,
        /// What is worth a look in what was appended, by code.
        counted_problems: Vec<OfCode> as role::Rows,
        /// The first of what is worth a look.
        problems: Vec<ProblemRow> as role::Rows,
        /// The file in which an unfinished append that stood at the end was kept; null if there was none.
        set_aside: Option<String> as role::Prose,
        /// What changed in the state of the only negotiation, with all clocks open; nothing is told where there are several.
        changes: Vec<ChangeRow> as role::Rows,
    }
}

row! {
    /// How many entries of a negotiation there were.
    pub struct OfProcess as "OfProcess" {
        /// The negotiation; null for entries of the registry.
        process: Option<Key>,
        /// How many entries were appended.
        appended: u64,
        /// How many stood in the log already.
        unchanged: u64,
    }
}

row! {
    /// How many entries of a kind there were.
    pub struct OfKind as "OfKind" {
        /// The kind.
        kind: KindName,
        /// How many entries were appended.
        appended: u64,
    }
}

row! {
    /// How many problems of a sort there are.
    pub struct OfCode as "OfCode" {
        /// What sort of problem it is.
        code: Code,
        /// How many there are.
        count: u64,
    }
}

/// What stands in the log of a file of drafts.
#[derive(Debug, Default)]
pub struct Imported {
    /// The head of the log before it.
    pub before: u64,
    /// The head of the log after it.
    pub head: u64,
    /// The log root after it.
    pub root: Option<Digest>,
    /// How many entries were appended.
    pub appended: u64,
    /// How many stood in the log already.
    pub unchanged: u64,
    /// In how many appends.
    pub batches: usize,
    /// The instant at which the last ones were recorded.
    pub recorded: Option<Recorded>,
    /// The unfinished append that stood at the end of the log, if there was one.
    pub set_aside: Option<TornTail>,
    /// The first of what is worth a look, and no reason to refuse it.
    pub remarks: Vec<Problem>,
    counted_remarks: BTreeMap<Code, u64>,
    /// How many entries of each process were appended, and how many stood there.
    processes: BTreeMap<Option<Key>, [u64; 2]>,
    kinds: BTreeMap<KindName, u64>,
}

/// Why the drafts of a file were not all appended.
#[derive(Debug, thiserror::Error)]
#[error("{source}")]
pub struct ImportError {
    /// What was appended before.
    pub stands: Box<Imported>,
    /// Why not the rest.
    pub source: ImportFault,
}

/// What stood in the way of a batch.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    /// It was refused, or could not be appended.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The file cannot be read any more.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
}

/// Appends the drafts of a file, batch by batch: each is checked against the log as [`append`](super::append) checks it, and
/// all or nothing. What stands in the log already is not written again, so that what was broken off is gone on with by
/// importing again. `progress` is told how many drafts are done.
///
/// # Errors
///
/// The first batch that was not appended, and what was appended before it.
pub fn import(
    store: &mut dyn EventLog,
    file: &DraftFile,
    expect: Option<u64>,
    progress: &mut dyn FnMut(usize),
) -> Result<Imported, ImportError> {
    import_but(store, file, expect, &mut OnRefusal::Stop, progress)
}

/// What becomes of drafts that are refused.
pub(crate) enum OnRefusal<'a> {
    /// Their batch is not appended, nor are those behind it.
    Stop,
    /// They are left out, and the rest of their batch is appended. This is told what is wrong with them.
    LeaveOut(&'a mut dyn FnMut(Vec<Problem>)),
}

/// Does what [`import`] does; `on_refusal` says what becomes of drafts that are refused.
///
/// # Errors
///
/// Those of [`import`].
pub(crate) fn import_but(
    store: &mut dyn EventLog,
    file: &DraftFile,
    expect: Option<u64>,
    on_refusal: &mut OnRefusal<'_>,
    progress: &mut dyn FnMut(usize),
) -> Result<Imported, ImportError> {
    let mut imported = Imported::default();
    let mut done = 0;
    for number in 0..file.batches() {
        let is_last = number + 1 == file.batches();
        let drafts = match import_batch(store, file, number, expect, is_last, on_refusal, &mut imported) {
            Ok(drafts) => drafts,
            Err(source) => return Err(ImportError { stands: Box::new(imported), source }),
        };
        done += drafts;
        progress(done);
    }
    Ok(imported)
}

/// Appends one batch; returns how many drafts it has.
fn import_batch(
    store: &mut dyn EventLog,
    file: &DraftFile,
    number: usize,
    expect: Option<u64>,
    is_last: bool,
    on_refusal: &mut OnRefusal<'_>,
    imported: &mut Imported,
) -> Result<usize, ImportFault> {
    let mut drafts = file.batch(number)?;
    let all = drafts.len();
    let scope = scope::scope(&drafts, None);
    // Where others may not append, they may not between two batches.
    let expect = expect.map(|first| if imported.batches == 0 { first } else { imported.head });
    let mut rounds = 0;
    let (before, receipt, remarks) = loop {
        match (write(store, &drafts, expect, &scope), &mut *on_refusal) {
            (Ok(written), _) => break written,
            (Err(AppendError::Refused(problems)), OnRefusal::LeaveOut(tell)) if rounds < ROUNDS => {
                rounds += 1;
                drafts = without_refused(drafts, problems, tell)?;
                if drafts.is_empty() {
                    return Ok(all);
                }
            }
            (Err(error), _) => return Err(error.into()),
        }
    };
    if is_last && !holds(&scope.read(store, &drafts).map_err(AppendError::Store)?, &receipt) {
        return Err(AppendError::Gone { head: receipt.head }.into());
    }
    if imported.batches == 0 {
        imported.before = before.head();
    }
    imported.add(receipt, remarks);
    Ok(all)
}

/// Drafts are left out of a batch so many times: what names them is refused the next time.
const ROUNDS: usize = 64;

/// Returns the drafts that no error is about, and tells what is wrong with the others.
fn without_refused(
    drafts: Vec<Read>,
    problems: Vec<Problem>,
    tell: &mut dyn FnMut(Vec<Problem>),
) -> Result<Vec<Read>, AppendError> {
    let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error);
    let refused: BTreeSet<usize> = errors.map(|problem| problem.line).collect();
    let (all, kept): (usize, Vec<Read>) =
        (drafts.len(), drafts.into_iter().filter(|read| !refused.contains(&read.line)).collect());
    if kept.len() == all {
        return Err(AppendError::Refused(problems));
    }
    tell(problems);
    Ok(kept)
}

impl Imported {
    fn add(&mut self, receipt: AppendResult, remarks: Vec<Problem>) {
        self.batches += 1;
        (self.head, self.root) = (receipt.head, receipt.root);
        self.recorded = receipt.written.map(|written| written.recorded).or(self.recorded);
        self.set_aside = self.set_aside.take().or(receipt.set_aside);
        for outcome in &receipt.outcomes {
            let draft = &outcome.event().draft;
            let of_process = self.processes.entry(draft.process().cloned()).or_default();
            match outcome {
                Outcome::Appended(_) => {
                    self.appended += 1;
                    of_process[0] += 1;
                    *self.kinds.entry(KindName::of(draft)).or_default() += 1;
                }
                Outcome::Unchanged(_) => {
                    self.unchanged += 1;
                    of_process[1] += 1;
                }
            }
        }
        for remark in remarks {
            *self.counted_remarks.entry(remark.code).or_default() += 1;
            if self.remarks.len() < REMARKS_KEPT {
                self.remarks.push(remark);
            }
        }
    }

    /// Returns that nothing was appended to a log with this head.
    pub fn nothing(head: u64) -> Self {
        Self { before: head, head, ..Self::default() }
    }

    /// Returns how many entries of each kind were appended.
    pub(crate) fn of_kinds(&self) -> Vec<OfKind> {
        let of_kind = |(kind, appended): (&KindName, &u64)| OfKind { kind: *kind, appended: *appended };
        self.kinds.iter().map(of_kind).collect()
    }

    /// Returns how many remarks there are beside those that are kept.
    pub fn further_remarks(&self) -> u64 {
        self.counted_remarks.values().sum::<u64>() - self.remarks.len() as u64
    }

    /// Returns the only process to which the drafts belong.
    pub fn process(&self) -> Option<&Key> {
        let mut processes = self.processes.keys().flatten();
        processes.next().filter(|_| processes.next().is_none())
    }

    /// Returns what was done as an answer, with what it changed in the state of its only process, of which the log was read
    /// again.
    pub fn answer(
        &self,
        file: Option<&str>,
        dry_run: bool,
        after: Option<&Log>,
        question: &Query<'_>,
    ) -> ImportAnswer {
        let told = after.zip(self.process()).map(|(after, process)| self.effect(after, process, question));
        let (envelope, changes) = told.unwrap_or_default();
        let kept_in = self.set_aside.as_ref().and_then(|aside| aside.kept_in.as_ref());
        let of_process = |(process, [appended, unchanged]): (&Option<Key>, &[u64; 2])| OfProcess {
            process: process.clone(),
            appended: *appended,
            unchanged: *unchanged,
        };
        let of_code = |(code, count): (&Code, &u64)| OfCode { code: *code, count: *count };
        ImportAnswer {
            envelope,
            file: file.map(str::to_owned),
            dry_run,
            appended: self.appended,
            unchanged: self.unchanged,
            batches: self.batches,
            head: self.head,
            log_root: self.root,
            processes: self.processes.iter().map(of_process).collect(),
            kinds: self.of_kinds(),
            counted_problems: self.counted_remarks.iter().map(of_code).collect(),
            problems: self.remarks.iter().map(|problem| problem.row(file)).collect(),
            set_aside: kept_in.map(|path| path.display().to_string()),
            changes,
        }
    }

    fn effect(&self, after: &Log, process: &Key, question: &Query<'_>) -> (OpenEnvelope, Vec<ChangeRow>) {
        let question =
            Query { process: Some(process.as_str()), known: None, recorded: None, ..question.clone() };
        let envelope = question.at(after, None).map_or_else(
            |_| OpenEnvelope::default(),
            |asked| Envelope::new(&asked, after.names(), after.as_of(&asked.as_of).counted(process)).into(),
        );
        let as_of = |head: u64| AsOf { recorded: Head::Seq(head), ..AsOf::ALL };
        let mut changed = Vec::new();
        for_each_diff(after.events(), [process], [&as_of(self.before), &as_of(self.head)], |of_process| {
            changed.extend(changes(&of_process, after));
        });
        (envelope, changed)
    }
}

#[cfg(test)]
mod tests;
