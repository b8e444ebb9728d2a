//! `snapshot record`: what a log answers now, kept.

use std::collections::BTreeMap;

use asof_core::Inferred;
use asof_core::unseen::spelt_out;
use asof_store::{Damage, DamageKind};

use super::ancestry::Ancestry;
use super::answer::{Action, Became, KeptStatus, Report, Reporting};
use super::compare::{ComparedAt, Comparison};
use super::folder::{Folder, Found, is_of_another, refuse_unknown};
use super::kept::{KeptQuery, one_spaced};
use super::name::{NameError, ProcessInName, SnapshotName};
use super::{EditedBy, Snapshot};
use crate::ask::dates::is_of_the_clock;
use crate::ask::query::{Query, QueryError, rounds};
use crate::source::log::Log;
use crate::source::process::{ProcessError, date_process};

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
    #[error("`{}` moves with the clock: a snapshot is of a moment that stays; write the day", spelt_out(.0))]
    Clock(String),
    /// A name cannot be that of a snapshot.
    #[error("{0}; a name of your own goes before --at: asof snapshot record NAME --at POINT")]
    Name(#[from] NameError),
    /// Names and moments do not pair.
    #[error(
        "{names} names for {moments} moments: give each --at one name, in the same order, or none, so that each \
         names itself"
    )]
    Unpaired {
        /// How many names there are.
        names: usize,
        /// How many moments there are.
        moments: usize,
    },
    /// An option of the question stands without a moment.
    #[error("{0} is part of the question that a snapshot keeps: give its moment with --at")]
    NoMoment(&'static str),
    /// No snapshot has the name.
    #[error("`{}`: {said}; to make one, give its moment with --at", spelt_out(name))]
    NoSuchSnapshot {
        /// The name.
        name: String,
        /// What to say of it.
        said: String,
    },
    /// The name is that of a snapshot with another question.
    #[error(
        "`{name}` is there already, as the snapshot of {there}, and this is {new}: choose another name, as in asof \
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

impl From<ProcessError> for RecordError {
    fn from(error: ProcessError) -> Self {
        Self::Query(error.into())
    }
}

/// A snapshot to record.
enum Planned<'f> {
    Anew { name: SnapshotName, question: KeptQuery },
    Again(&'f Found),
}

/// Returns the snapshots to write, with what changed in those that there are. Of one in which nothing differs
/// the file stays as it is.
///
/// # Errors
///
/// See [`RecordError`]; nothing is to be written then.
pub fn record(log: &Log, folder: &Folder, wanted: &Wanted<'_>) -> Result<Report, RecordError> {
    refuse_unknown(log, wanted.question.process)?;
    refuse_damage(log)?;
    let lineage = Ancestry::of(log);
    let mut report = Reporting::new(Action::Record);
    let planned = match wanted.moments {
        [] => again(log, folder, wanted, &mut report)?,
        moments => at_moments(log, folder, wanted, moments)?,
    };
    for planned in planned {
        match planned {
            Planned::Again(found) => record_again(log, &lineage, found, &mut report)?,
            Planned::Anew { name, question } => {
                let snapshot = Snapshot::take(log, &question)?;
                report.write(name.file(), snapshot.to_text(log.zone(&question.process)));
                report.add(Became::new(&name, snapshot));
            }
        }
    }
    Ok(report.finish(log, folder))
}

/// Refuses to make a standard of a log that is not what it accepted.
fn refuse_damage(log: &Log) -> Result<(), RecordError> {
    let is_harm = |damage: &&Damage| !matches!(damage.kind, DamageKind::Unfinished { .. });
    let damage: Vec<Damage> = log.damage().iter().chain(&log.altered()).filter(is_harm).cloned().collect();
    if damage.is_empty() { Ok(()) } else { Err(RecordError::Damaged(damage)) }
}

/// Plans to record what is there again, or what is sensible if nothing is.
fn again<'f>(
    log: &Log,
    folder: &'f Folder,
    wanted: &Wanted<'_>,
    report: &mut Reporting,
) -> Result<Vec<Planned<'f>>, RecordError> {
    let question = &wanted.question;
    if question.known.is_some() {
        return Err(RecordError::NoMoment("--known"));
    }
    if question.inferred == Inferred::Exclude {
        return Err(RecordError::NoMoment("--no-inferred"));
    }
    let (found, missing) = folder.named(wanted.names);
    if let Some(name) = missing.first() {
        return Err(RecordError::NoSuchSnapshot { name: (*name).to_owned(), said: folder.no_such(name) });
    }
    let is_other =
        |found: &&&Found| found.open().is_ok_and(|(golden, _)| is_of_another(&golden, question.process));
    let (others, own): (Vec<&Found>, Vec<&Found>) = found.into_iter().partition(|found| is_other(&found));
    others.iter().for_each(|_| report.leave_out());
    if own.is_empty() && wanted.names.is_empty() {
        return sensible(log, folder, question);
    }
    Ok(own.into_iter().map(Planned::Again).collect())
}

/// Plans a snapshot of every round that was held, and of the last day.
fn sensible<'f>(
    log: &Log,
    folder: &'f Folder,
    question: &Query<'_>,
) -> Result<Vec<Planned<'f>>, RecordError> {
    let reading = date_process(log.processes(), question.process)?;
    let mut held: Vec<(bool, &asof_core::Key, u32)> = Vec::new();
    let rounds = rounds(log, reading);
    for round in rounds.iter().filter(|round| round.held_on.is_some()) {
        let is_asked = question.process.is_none_or(|process| process == round.process.as_str());
        let round = (round.process != reading.key, &round.process, round.number);
        if is_asked && !held.contains(&round) {
            held.push(round);
        }
    }
    held.sort();
    let moments = held.iter().map(|(_, process, number)| (*process, format!("round:{number}")));
    let moments = moments.chain(std::iter::once((&reading.key, "last".to_owned())));
    let mut plan = RecordingPlan::new(folder);
    for (process, moment) in moments {
        let of_process = Query { process: Some(process.as_str()), ..question.clone() };
        let kept = KeptQuery::new(log, &of_process, &moment)?;
        let is_told = *process != reading.key || is_one_of_several(log, question);
        let told = if is_told { ProcessInName::First } else { ProcessInName::LeftOut };
        plan.add(SnapshotName::of(&kept, told)?, kept)?;
    }
    Ok(plan.planned)
}

fn at_moments<'f>(
    log: &Log,
    folder: &'f Folder,
    wanted: &Wanted<'_>,
    moments: &[String],
) -> Result<Vec<Planned<'f>>, RecordError> {
    let question = &wanted.question;
    if !wanted.names.is_empty() && wanted.names.len() != moments.len() {
        return Err(RecordError::Unpaired { names: wanted.names.len(), moments: moments.len() });
    }
    let dates = moments.iter().map(String::as_str).chain(question.known);
    if let Some(date) = dates.into_iter().find(|date| is_of_the_clock(&one_spaced(date))) {
        return Err(RecordError::Clock(date.to_owned()));
    }
    let told = if is_one_of_several(log, question) { ProcessInName::First } else { ProcessInName::LeftOut };
    let mut plan = RecordingPlan::new(folder);
    for (place, moment) in moments.iter().enumerate() {
        let kept = KeptQuery::new(log, question, moment)?;
        let name = match wanted.names.get(place) {
            Some(name) => name.parse()?,
            None => SnapshotName::of(&kept, told)?,
        };
        plan.add(name, kept)?;
    }
    Ok(plan.planned)
}

/// Returns whether the question names one process of several, so that its snapshots had better say which.
fn is_one_of_several(log: &Log, question: &Query<'_>) -> bool {
    question.process.is_some() && log.processes().len() > 1
}

/// What is planned, each name once.
struct RecordingPlan<'f> {
    folder: &'f Folder,
    planned: Vec<Planned<'f>>,
    names: BTreeMap<SnapshotName, KeptQuery>,
}

impl<'f> RecordingPlan<'f> {
    fn new(folder: &'f Folder) -> Self {
        Self { folder, planned: Vec::new(), names: BTreeMap::new() }
    }

    fn add(&mut self, name: SnapshotName, question: KeptQuery) -> Result<(), RecordError> {
        let taken = |there: &KeptQuery| RecordError::Taken {
            name: name.to_string(),
            there: there.in_words(),
            new: question.in_words(),
        };
        match self.names.get(&name) {
            Some(there) if *there == question => return Ok(()),
            Some(there) => return Err(taken(there)),
            None => {}
        }
        // Names that differ in case alone are one file on some systems.
        let there = self.folder.found.iter().find(|found| found.name.eq_ignore_ascii_case(name.as_str()));
        match there.map(|found| (found, found.open())) {
            Some((_, Ok((golden, _)))) if golden.question != question => return Err(taken(&golden.question)),
            // Of what cannot be read nobody knows the question: the report says so, and it stays.
            Some((found, _)) => self.planned.push(Planned::Again(found)),
            None => self.planned.push(Planned::Anew { name: name.clone(), question: question.clone() }),
        }
        self.names.insert(name, question);
        Ok(())
    }
}

fn record_again(
    log: &Log,
    lineage: &Ancestry<'_>,
    found: &Found,
    report: &mut Reporting,
) -> Result<(), QueryError> {
    let (golden, hand) = match found.open() {
        Ok(opened) => opened,
        Err(unreadable) => {
            report.add(Became::unreadable(found, unreadable));
            return Ok(());
        }
    };
    let asked = match golden.question.ask(log) {
        Ok(asked) => asked,
        Err(error) => {
            report.add(Became::orphan(found, golden, error.to_string()));
            return Ok(());
        }
    };
    let comparison = Comparison::of(log, lineage, (&golden, hand), &asked, ComparedAt::Named);
    if comparison.is_clean() && comparison.same_grounds && hand == EditedBy::Program {
        report.add(Became::compared(found, KeptStatus::Unchanged, golden, comparison));
        return Ok(());
    }
    let snapshot = Snapshot::take(log, &golden.question)?;
    report.write(found.file(), snapshot.to_text(asked.zone));
    report.add(Became::compared(found, KeptStatus::Recorded, snapshot, comparison));
    Ok(())
}
