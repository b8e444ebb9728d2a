//! A question on its way: the calendar in which its dates are read, the process and the cut that come of it.

use asof_core::{Cut, CutToken, Entry, Event, Head, Key, Limit};
use asof_projector::{Dated, Family, Occurrence, Value as SlotValue, occurrences, project};
use chrono::{DateTime, Utc};

use super::{Asked, Question, QuestionError, Scope};
use crate::dates::{Calendar, DatedKey, Phase, Point, Round};
use crate::log::Log;
use crate::process::{self, Choice, ProcessInfo};

/// A question on its way: the calendar of the process in whose zone its dates are read.
pub(super) struct Asking<'q, 'l> {
    question: &'q Question<'q>,
    log: &'l Log,
    reading: &'l ProcessInfo,
    rounds: Vec<Round>,
    phases: Vec<Phase>,
    dated: Vec<DatedKey<'l>>,
}

impl<'q, 'l> Asking<'q, 'l> {
    pub(super) fn new(
        question: &'q Question<'q>,
        log: &'l Log,
        texts: &[&str],
    ) -> Result<Self, QuestionError> {
        let reading = process::date_process(log.processes(), question.process)?;
        let all = || texts.iter().copied().chain(question.known).chain(question.recorded);
        let rounds = if all().any(|text| text.contains("round")) { rounds(log, reading) } else { Vec::new() };
        let phases = if all().any(|text| text.contains("phase:")) { phases(log) } else { Vec::new() };
        // Only words can be keys: a question that is all figures needs no list of them.
        let has_word = all().any(|text| text.chars().any(|c| c.is_ascii_lowercase()));
        let dated = if has_word { dated_keys(log) } else { Vec::new() };
        Ok(Self { question, log, reading, rounds, phases, dated })
    }

    pub(super) fn calendar(&self) -> Calendar<'_> {
        let (first, last) = self.log.days(&self.reading.key);
        Calendar {
            process: &self.reading.key,
            zone: self.reading.zone,
            now: Some(self.question.now),
            first,
            last,
            rounds: self.rounds.clone(),
            phases: self.phases.clone(),
            events: self.dated.clone(),
        }
    }

    pub(super) fn choose(&self, until: Option<DateTime<Utc>>) -> Result<Choice, QuestionError> {
        let asked = until.map_or(Limit::All, Limit::Until);
        Ok(process::choose(self.log.processes(), self.question.process, asked)?)
    }

    pub(super) fn asked(&self, occurred: Option<&Point>) -> Result<Asked, QuestionError> {
        let choice = self.choose(occurred.map(|point| point.until))?;
        Ok(Asked { cut: self.cut(occurred)?, ..self.asked_of(choice) })
    }

    pub(super) fn asked_of(&self, choice: Choice) -> Asked {
        let zone = self.log.zone(&choice.chosen);
        let reading = match self.question.scope {
            Scope::Process => vec![choice.chosen.clone()],
            Scope::Chain => choice.chain,
        };
        Asked {
            process: choice.chosen,
            zone,
            cut: Cut::ALL,
            head: self.log.head(),
            others: choice.others,
            later: choice.later,
            reading,
            why: choice.why,
        }
    }

    pub(super) fn cut(&self, occurred: Option<&Point>) -> Result<Cut, QuestionError> {
        let limit = |point: Option<&Point>| point.map_or(Limit::All, |point| Limit::Until(point.until));
        let known = self.question.known.map(|known| self.calendar().point(known)).transpose()?;
        Ok(Cut {
            occurred: limit(occurred),
            known: limit(known.as_ref()),
            recorded: self.recorded()?,
            admission: self.question.admission,
        })
    }

    fn recorded(&self) -> Result<Head, QuestionError> {
        let Some(text) = self.question.recorded else { return Ok(Head::All) };
        if let Ok(asked) = text.parse::<u64>() {
            return within(Head::Seq(asked), self.log);
        }
        let until = self.calendar().point(text)?.until;
        let by_then = self.log.events().iter().filter(|event| event.recorded.instant() < until);
        Ok(Head::Seq(by_then.map(|event| event.seq).max().unwrap_or(0)))
    }
}

/// Resolves a question whose process and clocks a token says.
///
/// # Errors
///
/// The token cannot be read or is of another log, or something beside it says the same otherwise.
pub(super) fn asked_by_token(
    question: &Question<'_>,
    log: &Log,
    token: &str,
    when: Option<&str>,
) -> Result<Asked, QuestionError> {
    let beside = [
        ("the date", when.is_some()),
        ("--known", question.known.is_some()),
        ("--recorded", question.recorded.is_some()),
        ("--stated", question.admission == asof_core::Admission::Stated),
    ];
    if let Some((what, _)) = beside.into_iter().find(|(_, is_there)| *is_there) {
        return Err(QuestionError::CutBeside(what));
    }
    let CutToken { process, cut } = token.parse()?;
    if let Some(named) = question.process.filter(|named| *named != process.as_str()) {
        return Err(QuestionError::CutOfAnother { cut: process, named: named.to_owned() });
    }
    let cut = Cut { recorded: within(cut.recorded, log)?, ..cut };
    let named = Question { process: Some(process.as_str()), cut: None, ..question.clone() };
    let asking = Asking::new(&named, log, &[])?;
    let choice = asking.choose(None)?;
    Ok(Asked { cut, ..asking.asked_of(choice) })
}

/// Returns the head asked for, if the log reaches so far.
fn within(asked: Head, log: &Log) -> Result<Head, QuestionError> {
    let head = log.head();
    match asked {
        Head::Seq(asked) if asked > head => Err(QuestionError::NoSuchEvent { asked, head }),
        Head::Seq(_) | Head::All => Ok(asked),
    }
}

/// Returns the rounds of a process, then those of the rest of its chain, newest first.
pub(crate) fn rounds(log: &Log, reading: &ProcessInfo) -> Vec<Round> {
    let chains = process::chains(log.processes());
    let chain = chains.into_iter().find(|chain| chain.iter().any(|process| process.key == reading.key));
    let others = chain.into_iter().flatten().rev().filter(|process| process.key != reading.key);
    std::iter::once(reading).chain(others).flat_map(|process| rounds_of(log, &process.key)).collect()
}

/// Returns the meetings of a process that are numbered as rounds, held or planned.
pub(crate) fn rounds_of(log: &Log, process: &Key) -> Vec<Round> {
    let state = project(log.events(), process, &Cut::ALL);
    let mut rounds = Vec::new();
    for (_, slot) in state.family(Family::Meetings) {
        let SlotValue::Meeting(meeting) = &slot.value else { continue };
        let planned = meeting.planned.iter().find_map(|plan| plan.round);
        let Some(number) = meeting.round.or(planned) else { continue };
        let written = |dated: &asof_projector::Dated| dated.when.clone();
        rounds.push(Round {
            process: process.clone(),
            zone: log.zone(process),
            number,
            meeting: meeting.key.clone(),
            held_on: meeting.occurred.clone(),
            start: meeting.start.as_ref().map(written),
            duration: meeting.duration.clone(),
            planned_for: meeting
                .planned
                .iter()
                .filter_map(|plan| plan.planned_for.as_ref())
                .map(written)
                .collect(),
        });
    }
    rounds
}

/// Returns every key of the log, with when what it tells of occurred, corrections applied.
fn dated_keys(log: &Log) -> Vec<DatedKey<'_>> {
    let occurred: std::collections::HashMap<(&Key, &Key), Occurrence<'_>> =
        occurrences(log.events(), &Cut::ALL).into_iter().map(|o| ((o.process, o.key), o)).collect();
    let dated = |event: &'_ Event| -> Option<Dated> {
        match &event.draft.entry {
            Entry::World(world) => {
                let occurrence = occurred.get(&(&world.process, &event.draft.key))?;
                let written = Dated::written(occurrence.occurred.when().clone(), log.zone(&world.process));
                Some(Dated { bounds: occurrence.bounds, ..written })
            }
            Entry::Record(_) | Entry::Registry(_) => None,
        }
    };
    log.events()
        .iter()
        .map(|event| DatedKey {
            process: event.draft.process(),
            key: &event.draft.key,
            occurred: dated(event),
        })
        .collect()
}

/// Returns the phases of all agreements, with their days as they come out by all that the log knows.
fn phases(log: &Log) -> Vec<Phase> {
    let mut phases = Vec::new();
    for info in log.processes() {
        let state = project(log.events(), &info.key, &Cut::ALL);
        for (_, slot) in state.family(Family::Agreements) {
            let SlotValue::Agreement(agreement) = &slot.value else { continue };
            let day = |deadline: Option<&asof_core::Deadline>| {
                deadline.and_then(|deadline| state.resolved(deadline, info.zone)).map(|dated| dated.when)
            };
            phases.extend(agreement.phases.iter().map(|phase| Phase {
                process: info.key.clone(),
                zone: info.zone,
                agreement: agreement.key.clone(),
                id: phase.id.clone(),
                begins: day(phase.begins.as_ref()),
                ends: day(phase.ends.as_ref()),
            }));
        }
    }
    phases
}
