//! What the drafts of an append would bring into the log that is wrong with it.

use asof_core::check::{self, Rule, Severity, Subject};
use asof_core::{Draft, Event, Key, find_field};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::check::problem::{Code, Problem, of_meaning};
use crate::check::{Failed, anomalies, assertion_at, failed_assertions};
use crate::source::log::Log;
use crate::write::drafts::Read;

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
pub(super) fn foresight(before: &Log, after: &Log, drafts: &[Read]) -> Vec<Problem> {
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
pub(super) fn anomalies_of(before: &Log, after: &Log, drafts: &[Read]) -> Vec<Problem> {
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
pub(super) fn assertions_of(before: &Log, after: &Log, drafts: &[Read]) -> Vec<Problem> {
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
