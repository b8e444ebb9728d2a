//! `append`: drafts checked against the log, written, and their effect on the states.

mod import;
mod scope;

use std::collections::BTreeSet;

use asof_core::check::{self, Rule, Severity, Subject};
use asof_core::{AsOf, Digest, Draft, Event, EventId, Head, Key, Until, find_field};
use asof_projector::{Instant, for_each_diff, role, row};
use asof_store::{AppendResult, Damage, EventLog, Expected, MemoryLog, Outcome, StoreError};
use chrono::{DateTime, Utc};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::answers::diff::{ChangeRow, changes};
use crate::answers::envelope::{Envelope, OpenEnvelope};
use crate::answers::log::KindName;
use crate::answers::sentence::{instant, limit_in_words};
use crate::ask::filter::dates;
use crate::ask::query::{Query, ResolvedQuery};
use crate::check::problem::{Code, Problem, ProblemRow, Refusal, of_meaning};
use crate::check::{Failed, anomalies, assertion_at, failed_assertions};
use crate::source::log::Log;
use crate::write::drafts::Read;
pub use import::{ImportAnswer, ImportError, ImportFault, Imported, OfCode, OfKind, OfProcess, import};
pub(crate) use import::{OnRefusal, import_but};
use scope::{AppendScope, scope};

row! {
    /// What an append did, and what it changed: what `append`, `correct` and `retract` print.
    pub struct AppendAnswer as "Append" {
        /// What every answer begins with.
        envelope: OpenEnvelope as role::Flat,
        /// Whether it was only tried out, and nothing is written.
        dry_run: bool,
        /// The entries that were appended.
        appended: Vec<Accepted> as role::Rows,
        /// The entries that stood in the log already.
        unchanged: Vec<Accepted> as role::Rows,
        /// The greatest `seq` of the log now; 0 if it is empty.
        head: u64,
        /// The log root now; null if the log is empty.
        log_root: Option<Digest>,
        /// What is worth a look in what was appended, and no reason to refuse it.
        problems: Vec<ProblemRow> as role::Rows,
        /// The file in which an unfinished append that stood at the end was kept; null if there was none.
        set_aside: Option<String> as role::Prose,
        /// What changed in the states of the negotiations that it touches, with all clocks open.
        changes: Vec<ChangeRow> as role::Rows,
        /// In a dry run, what entries older than the last event of the log also change at their own dates.
        at_their_dates: Vec<AtDate> as role::Rows,
        /// The number of earlier dates for which this is not shown.
        dates_left_out: usize,
    }
}

row! {
    /// What changes at the date of an entry.
    pub struct AtDate as "AtDate" {
        /// The negotiation.
        process: Key,
        /// The moment in words: the end of the date.
        at: String,
        /// The moment, exclusive; null if it is open.
        at_until: Option<Instant>,
        /// What changes there.
        changes: Vec<ChangeRow> as role::Rows,
    }
}

row! {
    /// An entry that the log has accepted.
    pub struct Accepted as "Accepted" {
        /// Its place in the log.
        seq: u64,
        /// Its id.
        id: EventId,
        /// The negotiation; null for entries of the registry.
        process: Option<Key>,
        /// Its key.
        key: Key as role::Event,
        /// Its kind.
        kind: KindName,
    }
}

/// The process and the key of an entry.
type Name<'d> = (Option<&'d Key>, &'d Key);

fn name(draft: &Draft) -> Name<'_> {
    (draft.process(), &draft.key)
}

/// Returns the drafts by name; of several with one name the first.
fn by_name(drafts: &[Read]) -> HashMap<Name<'_>, &Read> {
    // The first goes in last, and stays.
    drafts.iter().rev().map(|read| (name(&read.draft), read)).collect()
}

/// Returns every problem that the drafts would bring into the log.
///
/// A draft that is already in the log, or earlier among the drafts, adds none.
pub fn problems(log: &Log, drafts: &[Read]) -> Vec<Problem> {
    let stored: HashSet<Name<'_>> = log.events().iter().map(|event| name(&event.draft)).collect();
    let mut seen: HashMap<Name<'_>, Vec<&Draft>> = HashMap::new();
    // Of a key that is taken, the store decides whether it is the same entry or another.
    let mut new: Vec<&Read> = Vec::new();
    for read in drafts.iter().filter(|read| !stored.contains(&name(&read.draft))) {
        let alike = seen.entry(name(&read.draft)).or_default();
        if !alike.contains(&&read.draft) {
            alike.push(&read.draft);
            new.push(read);
        }
    }
    let stored = log.events().iter().map(Subject::from);
    let subjects: Vec<Subject<'_>> =
        stored.chain(new.iter().map(|read| Subject::from(&read.draft))).collect();
    meaning(Rule::ALL, &subjects, log.events().len(), |number| new.get(number).copied())
}

/// Returns what is to be said of the dates of events that were appended, beside the instants at which they were recorded.
fn foresight(before: &Log, after: &Log, drafts: &[Read]) -> Vec<Problem> {
    let subjects: Vec<Subject<'_>> = after.events().iter().map(Subject::from).collect();
    let (first, reads) = (before.events().len(), by_name(drafts));
    meaning(&[Rule::Dates], &subjects, first, |number| {
        let event = after.events().get(first + number)?;
        reads.get(&name(&event.draft)).copied()
    })
}

/// Returns the problems of meaning of the entries from the `first` on, each where it was read.
fn meaning<'r>(
    rules: &[Rule],
    subjects: &[Subject<'_>],
    first: usize,
    read: impl Fn(usize) -> Option<&'r Read>,
) -> Vec<Problem> {
    let mut found = of_meaning(&check::check(rules, subjects), |number| {
        let read = read(number.checked_sub(first)?)?;
        Some((read.passage(), &read.draft.key))
    });
    found.sort_by_key(|problem| (problem.line, problem.columns));
    found
}

/// Returns the errors of the final states that the drafts brought: what they could not accept.
fn anomalies_of(before: &Log, after: &Log, drafts: &[Read]) -> Vec<Problem> {
    let mut found = anomalies(after);
    found.retain(|problem| problem.severity() == Severity::Error);
    if found.is_empty() {
        return found;
    }
    // Of two processes that have the same fault, each has it at an event of its own. The lines of a part of a log are others
    // than those of its copy.
    let old = anomalies(before);
    let (events_before, events) = (by_line(before), by_line(after));
    let old: HashSet<(Option<u64>, &str)> =
        old.iter().map(|old| (seq_at(&events_before, old.line), old.message.as_str())).collect();
    found.retain(|problem| !old.contains(&(seq_at(&events, problem.line), problem.message.as_str())));
    let reads = by_name(drafts);
    let placed = found.into_iter().map(|problem| {
        let read = events.get(&problem.line).and_then(|event| reads.get(&name(&event.draft)).copied());
        let Some(read) = read.or(drafts.last()) else { return problem };
        let span = find_field(&read.text, "key", None);
        let Problem { code, message, hint, .. } = problem;
        read.passage().at(span, code, message, hint, Some(read.draft.key.clone()))
    });
    placed.collect()
}

/// Returns the events of a log by the lines on which they stand.
fn by_line(log: &Log) -> HashMap<usize, &Event> {
    log.contents().iter().map(|stored| (stored.line, stored.event)).collect()
}

fn seq_at(events: &HashMap<usize, &Event>, line: usize) -> Option<u64> {
    events.get(&line).map(|event| event.seq)
}

/// Returns the assertions that hold no longer once the drafts are in the log: their own, and those that stand in the log
/// already and held before.
fn assertions_of(before: &Log, after: &Log, drafts: &[Read]) -> Vec<Problem> {
    let failed = failed_assertions(after);
    if failed.is_empty() {
        return Vec::new();
    }
    let reads = by_name(drafts);
    let of_drafts = |failed: &Failed<'_>| reads.get(&name(&failed.stored.event.draft)).copied();
    let last: HashMap<&Key, usize> =
        drafts.iter().enumerate().map(|(number, read)| (&read.draft.key, number)).collect();
    let (own, standing): (Vec<_>, Vec<_>) =
        failed.into_iter().partition(|failed| of_drafts(failed).is_some());
    let old: HashSet<u64> = if standing.is_empty() {
        HashSet::new()
    } else {
        failed_assertions(before).iter().map(|failed| failed.stored.event.seq).collect()
    };
    let broken = standing.into_iter().filter(|failed| !old.contains(&failed.stored.event.seq));
    let broken = broken.filter_map(|failed| {
        let key = &failed.stored.event.draft.key;
        let last = failed.rests_on.iter().filter_map(|key| last.get(key)).max();
        let read = last.map(|last| &drafts[*last]).or(drafts.last())?;
        let message = format!("the assertion `{key}` no longer holds: {}", failed.failure.message);
        let hint =
            format!("fix the draft, or retract `{key}` if the draft is right and the assertion is wrong");
        let code = Code::Assertion(failed.failure.code);
        let span = find_field(&read.text, "key", None);
        Some(read.passage().at(span, code, message, Some(hint), Some(read.draft.key.clone())))
    });
    let mut problems: Vec<Problem> = broken.collect();
    problems.extend(own.into_iter().filter_map(|failed| {
        let read = of_drafts(&failed)?;
        Some(assertion_at(read.passage(), read.draft.key.clone(), failed.failure))
    }));
    problems.sort_by_key(|problem| (problem.line, problem.columns));
    problems
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

/// Returns what an append did, and what it changed in the states of the processes that it touches, at all clocks
/// open. A log that registers no process yet has no state to change.
pub fn effect(appended: &Appended, question: &Query<'_>) -> AppendAnswer {
    let Appended { before, receipt, after, writing, remarks, processes } = appended;
    let named = processes.first().map(ToString::to_string);
    let question = Query {
        process: named.as_deref().or(question.process),
        known: None,
        recorded: None,
        ..question.clone()
    };
    let asked = question.of_registry(after).at(after, None).ok();
    let envelope = asked.as_ref().map_or_else(OpenEnvelope::default, |asked| envelope(after, asked));
    let chosen = asked.map(|asked| asked.process);
    let touched = chosen.iter().chain(processes.iter().filter(|process| chosen.as_ref() != Some(process)));
    let as_of = |head: u64| AsOf { recorded: Head::Seq(head), ..AsOf::ALL };
    let mut in_the_end: Vec<ChangeRow> = Vec::new();
    for_each_diff(after.events(), touched, [&as_of(*before), &as_of(receipt.head)], |of_process| {
        in_the_end.extend(changes(&of_process, after));
    });
    let (dated, dates_left_out) = match writing {
        Writing::TriedOut => at_their_dates(appended, &in_the_end),
        Writing::Done => (Vec::new(), 0),
    };
    let (appended, unchanged): (Vec<&Outcome>, Vec<&Outcome>) =
        receipt.outcomes.iter().partition(|outcome| matches!(outcome, Outcome::Appended(_)));
    let kept_in = receipt.set_aside.as_ref().and_then(|aside| aside.kept_in.as_ref());
    AppendAnswer {
        envelope,
        dry_run: *writing == Writing::TriedOut,
        appended: appended.into_iter().map(accepted).collect(),
        unchanged: unchanged.into_iter().map(accepted).collect(),
        head: receipt.head,
        log_root: receipt.root,
        problems: remarks.iter().map(|problem| problem.row(None)).collect(),
        set_aside: kept_in.map(|path| path.display().to_string()),
        changes: in_the_end,
        at_their_dates: dated,
        dates_left_out,
    }
}

fn envelope(log: &Log, asked: &ResolvedQuery) -> OpenEnvelope {
    let counted = log.as_of(&asked.as_of).counted(&asked.process);
    Envelope::new(asked, log.names(), counted).into()
}

/// Of how many dates a dry run tells what changes there: each takes as long as a state of the log.
const DATES_TOLD: usize = 25;

/// Returns what entries that were entered late change at their own dates, beside what they change in the end, of the latest
/// of those dates; and of how many it does not tell.
fn at_their_dates(appended: &Appended, in_the_end: &[ChangeRow]) -> (Vec<AtDate>, usize) {
    let Appended { before, receipt, after, .. } = appended;
    let latest = |event: &Event| dates(event).0?.bounds(after.zone(event.draft.process()?)).latest;
    let mut last: HashMap<&Key, DateTime<Utc>> = HashMap::new();
    for event in after.events().iter().filter(|event| event.seq <= *before) {
        if let (Some(process), Some(until)) = (event.draft.process(), latest(event)) {
            let last = last.entry(process).or_insert(until);
            *last = until.max(*last);
        }
    }
    let mut own: BTreeSet<(&Key, DateTime<Utc>)> = BTreeSet::new();
    for outcome in &receipt.outcomes {
        if let (Outcome::Appended(event), Some(process)) = (outcome, outcome.event().draft.process()) {
            // What comes last is told by what changes in the end.
            let last = last.get(process);
            let occurred = latest(event).filter(|until| last.is_some_and(|last| until < last));
            own.extend(occurred.and_then(|until| Some((&after.process(process)?.key, until))));
        }
    }
    let mut told: HashMap<&str, Vec<&ChangeRow>> = HashMap::new();
    for change in in_the_end {
        told.entry(&change.path).or_default().push(change);
    }
    let is_new = |change: &ChangeRow| {
        let told = told.get(change.path.as_str()).into_iter().flatten();
        told.copied().all(|other| !is_same(change, other))
    };
    let left_out = own.len().saturating_sub(DATES_TOLD);
    let rows = own.into_iter().skip(left_out).filter_map(|(process, until)| {
        let occurred = Until::Before(until);
        let as_of = |head: u64| AsOf { occurred, recorded: Head::Seq(head), ..AsOf::ALL };
        let mut diff = after.as_of(&as_of(*before)).diff(&after.as_of(&as_of(receipt.head)), process);
        diff.changes.retain(|change| !change.path.collection().is_registry());
        let changes: Vec<ChangeRow> = changes(&diff, after).into_iter().filter(is_new).collect();
        let zone = after.zone(process);
        (!changes.is_empty()).then(|| AtDate {
            process: process.clone(),
            at: limit_in_words(occurred, zone),
            at_until: instant(occurred, zone),
            changes,
        })
    });
    (rows.collect(), left_out)
}

/// Returns whether two changes of one path say the same.
fn is_same(one: &ChangeRow, other: &ChangeRow) -> bool {
    one.before.says_the_same(&other.before) && one.after.says_the_same(&other.after)
}

fn accepted(outcome: &Outcome) -> Accepted {
    let event = outcome.event();
    Accepted {
        seq: event.seq,
        id: event.id,
        process: event.draft.process().cloned(),
        key: event.draft.key.clone(),
        kind: KindName::of(&event.draft),
    }
}

#[cfg(test)]
mod tests;
