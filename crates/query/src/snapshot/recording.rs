//! `snapshot record`: what a log answers now, kept.

use std::collections::BTreeSet;

use asof_core::unseen::spelt_out;
use asof_core::{Inferred, Key};
use asof_store::{Damage, DamageKind};

use super::Snapshot;
use super::answer::{Action, KeptStatus, Report, Reporting};
use super::compare::Comparison;
use super::folder::{Folder, Found, refuse_unknown};
use super::kept::{KeptQuery, one_spaced};
use super::name::{NameError, SnapshotName};
use crate::ask::dates::is_of_the_clock;
use crate::ask::query::{Query, QueryError, rounds};
use crate::source::log::Log;
use crate::source::process::date_process;

/// What is to be recorded.
#[derive(Debug, Clone)]
pub struct Wanted<'w> {
    /// The names: of those to record again, or, with moments, of what comes of each.
    pub names: &'w [String],
    /// The moments; without one, what is there is recorded again, and if nothing is there, every round that was held
    /// and the last day.
    pub moments: &'w [String],
    /// What the question says beside its moment.
    pub question: Query<'w>,
}

/// Why nothing was recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// A question cannot be answered.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A moment, or a date of knowledge, is another one tomorrow.
    #[error("`{}` changes with the clock, but a snapshot needs a fixed moment: write the day", spelt_out(.0))]
    Clock(String),
    /// A name cannot be that of a snapshot.
    #[error("{0}; your own name goes before --at: asof snapshot record NAME --at POINT")]
    Name(#[from] NameError),
    /// Names and moments do not pair.
    #[error(
        "{0} names for {1} moments: give one name for each --at, in the same order, or none, and each moment names \
         itself"
    )]
    Unpaired(usize, usize),
    /// An option of the question stands without a moment.
    #[error("{0} is part of the question in a snapshot: give the moment with --at")]
    NoMoment(&'static str),
    /// No snapshot has the name.
    #[error("{0}; to create one, give its moment with --at")]
    NoSuchSnapshot(String),
    /// The name is that of a snapshot with another question.
    #[error(
        "`{name}` already exists as the snapshot of {there}, and this is {new}: choose another name, as in asof \
         snapshot record NAME --at POINT"
    )]
    Taken {
        /// The name.
        name: String,
        /// The question that has it.
        there: String,
        /// The question that would have it.
        new: String,
    },
    /// The log is damaged or was altered.
    #[error("the log is damaged")]
    Damaged(Vec<Damage>),
}

/// The snapshots to make of new questions, each name once.
type Plan = Vec<(SnapshotName, KeptQuery)>;

/// Returns the snapshots to write, with what changed in those that there are. Of one in which nothing differs
/// the file stays as it is.
///
/// # Errors
///
/// See [`RecordError`]; nothing is to be written then.
pub fn record(log: &Log, folder: &Folder, wanted: &Wanted<'_>) -> Result<Report, RecordError> {
    let process = wanted.question.process;
    refuse_unknown(log, process).map_err(QueryError::from)?;
    refuse_damage(log)?;
    let mut report = Reporting::new(log, folder, process);
    let (mut again, mut plan) = (Vec::new(), Plan::new());
    if wanted.moments.is_empty() {
        again = there(folder, wanted)?;
        let is_other =
            |found: &&Found| found.open().is_ok_and(|golden| golden.question.is_of_another(process));
        if wanted.names.is_empty() && again.iter().all(is_other) {
            sensible(log, folder, &wanted.question, &mut plan)?;
        }
    } else {
        at_moments(log, folder, wanted, &mut plan)?;
    }
    for found in again {
        record_again(found, &mut report)?;
    }
    for (name, question) in plan {
        match folder.at(&name) {
            Some(found) => record_again(found, &mut report)?,
            None => {
                let snapshot = Snapshot::take(log, &question)?;
                report.add(name.as_str(), KeptStatus::New, &snapshot, Comparison::default());
            }
        }
    }
    Ok(report.finish(Action::Record))
}

/// Refuses to make a standard of a log that is not what it accepted.
fn refuse_damage(log: &Log) -> Result<(), RecordError> {
    let is_harm = |damage: &&Damage| !matches!(damage.kind, DamageKind::Unfinished { .. });
    let damage: Vec<Damage> = log.damage().iter().chain(&log.altered()).filter(is_harm).cloned().collect();
    if damage.is_empty() { Ok(()) } else { Err(RecordError::Damaged(damage)) }
}

/// Returns the snapshots that are there.
fn there<'f>(folder: &'f Folder, wanted: &Wanted<'_>) -> Result<Vec<&'f Found>, RecordError> {
    let excluding = (wanted.question.inferred == Inferred::Exclude).then_some("--no-inferred");
    if let Some(part) = wanted.question.known.map(|_| "--known").or(excluding) {
        return Err(RecordError::NoMoment(part));
    }
    let (found, missing) = folder.named(wanted.names);
    missing.first().map_or(Ok(found), |name| {
        Err(RecordError::NoSuchSnapshot(format!("`{}`: {}", spelt_out(name), folder.no_such(name))))
    })
}

/// Plans a snapshot of every round that was held, and of the last day.
fn sensible(log: &Log, folder: &Folder, question: &Query<'_>, plan: &mut Plan) -> Result<(), RecordError> {
    let reading = date_process(log.processes(), question.process).map_err(QueryError::from)?;
    let rounds = rounds(log, reading);
    let is_asked = |process: &Key| question.process.is_none_or(|asked| asked == process.as_str());
    let held = rounds.iter().filter(|round| round.held_on.is_some() && is_asked(&round.process));
    let held: BTreeSet<(bool, &Key, u32)> =
        held.map(|round| (round.process != reading.key, &round.process, round.number)).collect();
    let moments = held.iter().map(|(_, process, number)| (*process, format!("round:{number}")));
    let moments = moments.chain(std::iter::once((&reading.key, "last".to_owned())));
    for (process, moment) in moments {
        let of_process = Query { process: Some(process.as_str()), ..question.clone() };
        let kept = KeptQuery::new(log, &of_process, &moment)?;
        let is_told = *process != reading.key || is_one_of_several(log, question);
        add(plan, folder, SnapshotName::of(&kept, is_told.then_some(process))?, kept)?;
    }
    Ok(())
}

fn at_moments(log: &Log, folder: &Folder, wanted: &Wanted<'_>, plan: &mut Plan) -> Result<(), RecordError> {
    let (question, moments) = (&wanted.question, wanted.moments);
    if !wanted.names.is_empty() && wanted.names.len() != moments.len() {
        return Err(RecordError::Unpaired(wanted.names.len(), moments.len()));
    }
    let dates = moments.iter().map(String::as_str).chain(question.known);
    if let Some(date) = dates.into_iter().find(|date| is_of_the_clock(&one_spaced(date))) {
        return Err(RecordError::Clock(date.to_owned()));
    }
    for (place, moment) in moments.iter().enumerate() {
        let kept = KeptQuery::new(log, question, moment)?;
        let name = match wanted.names.get(place) {
            Some(name) => name.parse()?,
            None => SnapshotName::of(&kept, is_one_of_several(log, question).then_some(&kept.process))?,
        };
        add(plan, folder, name, kept)?;
    }
    Ok(())
}

/// Returns whether the question names one process of several, so that its snapshots had better say which.
fn is_one_of_several(log: &Log, question: &Query<'_>) -> bool {
    question.process.is_some() && log.processes().len() > 1
}

/// Adds a question, unless the name has another one already, in the plan or in the folder.
fn add(plan: &mut Plan, folder: &Folder, name: SnapshotName, question: KeptQuery) -> Result<(), RecordError> {
    let planned = plan.iter().find(|(other, _)| *other == name).map(|(_, there)| there.clone());
    let is_new = planned.is_none();
    // Of what cannot be read nobody knows the question: the report says so, and it stays.
    let there = planned.or_else(|| Some(folder.at(&name)?.open().ok()?.question));
    if let Some(there) = there.filter(|there| *there != question) {
        let (name, there, new) = (name.to_string(), there.in_words(), question.in_words());
        return Err(RecordError::Taken { name, there, new });
    }
    if is_new {
        plan.push((name, question));
    }
    Ok(())
}

fn record_again(found: &Found, report: &mut Reporting<'_>) -> Result<(), QueryError> {
    let Some((golden, asked)) = report.asked_again(found) else { return Ok(()) };
    let comparison = Comparison::of(report, &golden, &asked, &asked.as_of);
    if comparison.is_clean() && comparison.same_grounds && !golden.is_edited() {
        report.add(&found.name, KeptStatus::Unchanged, &golden, comparison);
    } else {
        let snapshot = Snapshot::take(report.log, &golden.question)?;
        report.add(&found.name, KeptStatus::Recorded, &snapshot, comparison);
    }
    Ok(())
}
