//! What an append did: what is printed of it, and what it changed in the states.

use std::collections::BTreeSet;

use asof_core::{AsOf, Digest, Event, EventId, Head, Key, Until};
use asof_projector::{Instant, for_each_diff, role, row};
use asof_store::Outcome;
use chrono::{DateTime, Utc};
use foldhash::{HashMap, HashMapExt};

use super::{Appended, Writing};
use crate::answers::diff::{ChangeRow, changes};
use crate::answers::envelope::{Envelope, OpenEnvelope};
use crate::answers::log::KindName;
use crate::answers::sentence::{instant, limit_in_words};
use crate::ask::filter::dates;
use crate::ask::query::{Query, ResolvedQuery};
use crate::check::problem::ProblemRow;
use crate::source::log::Log;

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
