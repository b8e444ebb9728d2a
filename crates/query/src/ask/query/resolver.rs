//! A question on its way: the calendar in which its dates are read, the process and the point that come of it.

use asof_core::{AsOf, AsOfToken, Entry, Event, Head, Key, Until, Zone};
use asof_projector::{Collection, Dated, DueDate, Occurrence, Value as SlotValue};
use chrono::{DateTime, Utc};

use super::{Query, QueryError, ResolvedQuery, Scope};
use crate::ask::dates::{Calendar, DatePoint, DatedKey, Phase, Round};
use crate::source::log::Log;
use crate::source::process::{self, Choice, ProcessInfo};

/// A question on its way: the calendar of the process in whose zone its dates are read.
pub(super) struct QueryResolver<'q, 'l> {
    question: &'q Query<'q>,
    log: &'l Log,
    /// The process; `None` if every process is asked.
    process: Option<&'l Key>,
    zone: Zone,
    rounds: Vec<Round>,
    phases: Vec<Phase>,
    dated: Vec<DatedKey<'l>>,
}

impl<'q, 'l> QueryResolver<'q, 'l> {
    pub(super) fn new(question: &'q Query<'q>, log: &'l Log, texts: &[&str]) -> Result<Self, QueryError> {
        let reading = process::date_process(log.processes(), question.process)?;
        let all = || texts.iter().copied().chain(question.known).chain(question.recorded);
        let rounds = if all().any(|text| text.contains("round")) { rounds(log, reading) } else { Vec::new() };
        let phases = if all().any(|text| text.contains("phase:")) { phases(log) } else { Vec::new() };
        // Only words can be keys: a question that is all figures needs no list of them.
        let has_word = all().any(|text| text.chars().any(|c| c.is_ascii_lowercase()));
        let dated = if has_word { dated_keys(log) } else { Vec::new() };
        let (process, zone) = (Some(&reading.key), reading.zone);
        Ok(Self { question, log, process, zone, rounds, phases, dated })
    }

    /// Makes the calendar of a zone, where every process is asked: neither rounds nor keys are dates in it.
    pub(super) fn in_every(question: &'q Query<'q>, log: &'l Log, zone: Zone) -> Self {
        let undated = |event: &'l Event| DatedKey {
            process: event.draft.process(),
            key: &event.draft.key,
            occurred: None,
        };
        let dated = log.events().iter().map(undated).collect();
        Self { question, log, process: None, zone, rounds: Vec::new(), phases: Vec::new(), dated }
    }

    pub(super) fn calendar(&self) -> Calendar<'_> {
        let (first, last) = self.process.map_or((None, None), |process| self.log.days(process));
        Calendar {
            process: self.process,
            zone: self.zone,
            now: Some(self.question.now),
            first,
            last,
            rounds: self.rounds.clone(),
            phases: self.phases.clone(),
            events: self.dated.clone(),
        }
    }

    pub(super) fn choose(&self, until: Option<DateTime<Utc>>) -> Result<Choice, QueryError> {
        let asked = until.map_or(Until::All, Until::Before);
        Ok(process::choose(self.log.processes(), self.question.process, asked)?)
    }

    pub(super) fn asked(&self, occurred: Option<&DatePoint>) -> Result<ResolvedQuery, QueryError> {
        let choice = self.choose(occurred.map(|point| point.until))?;
        Ok(ResolvedQuery { as_of: self.as_of(occurred)?, ..self.asked_of(choice) })
    }

    pub(super) fn asked_of(&self, choice: Choice) -> ResolvedQuery {
        let zone = self.log.zone(&choice.chosen);
        let reading = match self.question.scope {
            Scope::Process => vec![choice.chosen.clone()],
            Scope::Chain => choice.chain,
        };
        ResolvedQuery {
            process: choice.chosen,
            zone,
            as_of: AsOf::ALL,
            head: self.log.head(),
            others: choice.others,
            later: choice.later,
            reading,
            why: choice.why,
        }
    }

    pub(super) fn as_of(&self, occurred: Option<&DatePoint>) -> Result<AsOf, QueryError> {
        let limit = |point: Option<&DatePoint>| point.map_or(Until::All, |point| Until::Before(point.until));
        let known = self.question.known.map(|known| self.calendar().point(known)).transpose()?;
        Ok(AsOf {
            occurred: limit(occurred),
            known: limit(known.as_ref()),
            recorded: self.recorded()?,
            inferred: self.question.inferred,
        })
    }

    fn recorded(&self) -> Result<Head, QueryError> {
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
    question: &Query<'_>,
    log: &Log,
    token: &str,
    when: Option<&str>,
) -> Result<ResolvedQuery, QueryError> {
    let beside = [
        ("the date", when.is_some()),
        ("--known", question.known.is_some()),
        ("--recorded", question.recorded.is_some()),
        ("--no-inferred", question.inferred == asof_core::Inferred::Exclude),
    ];
    if let Some((what, _)) = beside.into_iter().find(|(_, is_there)| *is_there) {
        return Err(QueryError::TokenBeside(what));
    }
    let AsOfToken { process, as_of } = token.parse()?;
    if let Some(named) = question.process.filter(|named| *named != process.as_str()) {
        return Err(QueryError::TokenOfAnother { as_of: process, named: named.to_owned() });
    }
    let as_of = AsOf { recorded: within(as_of.recorded, log)?, ..as_of };
    let named = Query { process: Some(process.as_str()), as_of: None, ..question.clone() };
    let asking = QueryResolver::new(&named, log, &[])?;
    let choice = asking.choose(None)?;
    Ok(ResolvedQuery { as_of, ..asking.asked_of(choice) })
}

/// Returns the head asked for, if the log reaches so far.
fn within(asked: Head, log: &Log) -> Result<Head, QueryError> {
    let head = log.head();
    match asked {
        Head::Seq(asked) if asked > head => Err(QueryError::NoSuchEvent { asked, head }),
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
    let state = log.as_of(&AsOf::ALL).state(process);
    let mut rounds = Vec::new();
    for (_, slot) in state.collection(Collection::Meetings) {
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
    let occurred: foldhash::HashMap<(&Key, &Key), Occurrence<'_>> =
        log.as_of(&AsOf::ALL).occurrences().into_iter().map(|o| ((o.process, o.key), o)).collect();
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
        let state = log.as_of(&AsOf::ALL).state(&info.key);
        for (_, slot) in state.collection(Collection::Agreements) {
            let SlotValue::Agreement(agreement) = &slot.value else { continue };
            let day = |due: &DueDate| state.resolved(due).map(|dated| dated.when);
            phases.extend(agreement.phases.iter().map(|phase| Phase {
                process: info.key.clone(),
                zone: info.zone,
                agreement: agreement.key.clone(),
                id: phase.id.clone(),
                begins: day(&phase.begins),
                ends: day(&phase.ends),
            }));
        }
    }
    phases
}
