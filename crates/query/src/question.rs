//! A question: which process, which cut.

use asof_core::{Admission, Cut, Entry, Event, Head, Key, Limit, When};
use asof_projector::{Family, Value as SlotValue, occurrences, project};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use crate::dates::{Calendar, DateQuestionError, DatedKey, Point, Range, Round};
use crate::log::Log;
use crate::process::{self, Choice, ProcessError, ProcessInfo, Why};
use crate::sentence::cut_json;

/// What every question may say beside its date.
#[derive(Debug, Clone)]
pub struct Question<'q> {
    /// The process, if it is named.
    pub process: Option<&'q str>,
    /// By when it was known: a point; all that the log knows if absent.
    pub known: Option<&'q str>,
    /// By when it was recorded: a `seq` or a point; all that the log holds if absent.
    pub recorded: Option<&'q str>,
    /// Whether dates of knowledge that the encoder inferred count.
    pub admission: Admission,
    /// What `now` and `today` stand for.
    pub now: DateTime<Utc>,
}

/// A question resolved: the process that answers and the cut.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The process that answers.
    pub process: Key,
    /// Its zone.
    pub zone: Tz,
    /// The cut.
    pub cut: Cut,
    /// The greatest `seq` of the log.
    pub head: u64,
    /// The other processes of the chain, newest first.
    pub others: Vec<Key>,
    /// Why that process answers.
    pub why: Why,
}

/// Why a question cannot be answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum QuestionError {
    /// The process.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// A date.
    #[error(transparent)]
    Date(#[from] DateQuestionError),
    /// A `seq` that the log does not have.
    #[error("the log has no event {asked}: its last is {head}")]
    NoSuchEvent {
        /// The `seq` asked for.
        asked: u64,
        /// The greatest that there is.
        head: u64,
    },
    /// A range of knowledge with an open end.
    #[error("`{0}` is not a range with both ends: write both, such as 2025-05-23..2025-05-26")]
    OpenKnown(String),
}

impl Asked {
    /// Returns the cut as the JSON contract has it.
    pub fn cut_json(&self) -> Value {
        cut_json(&self.process, &self.cut, self.zone, self.head)
    }

    /// Returns the same question by what was known at its moment.
    #[must_use]
    pub fn as_known_then(&self) -> Self {
        Self { cut: Cut { known: self.cut.occurred, ..self.cut }, ..self.clone() }
    }
}

impl Question<'_> {
    /// Resolves a question about one moment; without one, about all that the log holds.
    ///
    /// # Errors
    ///
    /// The process, a date or a `seq` is not to be had.
    pub fn at(&self, log: &Log, when: Option<&str>) -> Result<Asked, QuestionError> {
        let asking = Asking::new(self, log, &[when.unwrap_or_default()])?;
        let occurred = when.map(|when| asking.calendar().point(when)).transpose()?;
        asking.asked(occurred.as_ref())
    }

    /// Resolves a question about a moment by what the public could know then.
    ///
    /// # Errors
    ///
    /// Those of [`Question::at`].
    pub fn known_at(&self, log: &Log, when: &str) -> Result<Asked, QuestionError> {
        Ok(self.at(log, Some(when))?.as_known_then())
    }

    /// Resolves the two cuts of a diff between two moments.
    ///
    /// # Errors
    ///
    /// Those of [`Question::at`], and dates that fall to two processes.
    pub fn between(&self, log: &Log, from: &str, to: &str) -> Result<(Asked, Asked), QuestionError> {
        let asking = Asking::new(self, log, &[from, to])?;
        let (from, to) = (asking.calendar().point(from)?, asking.calendar().point(to)?);
        // Without `--process`, the process is that of the second date.
        let to = asking.asked(Some(&to))?;
        let from = Asked { cut: asking.cut(Some(&from))?, ..to.clone() };
        Ok((from, to))
    }

    /// Resolves the two cuts of a diff of knowledge about one moment: `--known A..B`.
    ///
    /// # Errors
    ///
    /// Those of [`Question::at`], and a range that is open at one end.
    pub fn learned(&self, log: &Log, when: &str, known: &str) -> Result<(Asked, Asked), QuestionError> {
        let open = || QuestionError::OpenKnown(known.to_owned());
        let (a, b) = known.split_once("..").ok_or_else(open)?;
        if a.trim().is_empty() || b.trim().is_empty() {
            return Err(open());
        }
        let question = Self { known: None, ..self.clone() };
        let asking = Asking::new(&question, log, &[when, known])?;
        let calendar = asking.calendar();
        let (when, a, b) = (calendar.point(when)?, calendar.point(a)?, calendar.point(b)?);
        let asked = asking.asked(Some(&when))?;
        let at = |known: &Point| Asked {
            cut: Cut { known: Limit::Until(known.until), ..asked.cut },
            ..asked.clone()
        };
        Ok((at(&a), at(&b)))
    }

    /// Resolves a question about a stretch of time.
    ///
    /// # Errors
    ///
    /// Those of [`Question::at`].
    pub fn during(&self, log: &Log, range: Option<&str>) -> Result<(Asked, Option<Range>), QuestionError> {
        let asking = Asking::new(self, log, &[range.unwrap_or_default()])?;
        let range = range.map(|range| asking.calendar().range(range)).transpose()?;
        let until = range.as_ref().and_then(|range| range.until);
        let choice = asking.choose(until)?;
        Ok((Asked { cut: asking.cut(None)?, ..asking.asked_of(choice) }, range))
    }
}

/// A question on its way: the calendar of the process in whose zone its dates are read.
struct Asking<'q, 'l> {
    question: &'q Question<'q>,
    log: &'l Log,
    reading: &'l ProcessInfo,
    rounds: Vec<Round>,
    dated: Vec<DatedKey<'l>>,
}

impl<'q, 'l> Asking<'q, 'l> {
    fn new(question: &'q Question<'q>, log: &'l Log, texts: &[&str]) -> Result<Self, QuestionError> {
        let reading = process::date_process(log.processes(), question.process)?;
        let all = || texts.iter().copied().chain(question.known).chain(question.recorded);
        let rounds = if all().any(|text| text.contains("round")) { rounds(log, reading) } else { Vec::new() };
        // Only words can be keys: a question that is all figures needs no list of them.
        let has_word = all().any(|text| text.chars().any(|c| c.is_ascii_lowercase()));
        let dated = if has_word { dated_keys(log) } else { Vec::new() };
        Ok(Self { question, log, reading, rounds, dated })
    }

    fn calendar(&self) -> Calendar<'_> {
        let (first, last) = self.log.days(&self.reading.key);
        Calendar {
            process: &self.reading.key,
            zone: self.reading.zone,
            now: Some(self.question.now),
            first,
            last,
            rounds: self.rounds.clone(),
            events: self.dated.clone(),
        }
    }

    fn choose(&self, until: Option<DateTime<Utc>>) -> Result<Choice, QuestionError> {
        let asked = until.map_or(Limit::All, Limit::Until);
        Ok(process::choose(self.log.processes(), self.question.process, asked)?)
    }

    fn asked(&self, occurred: Option<&Point>) -> Result<Asked, QuestionError> {
        let choice = self.choose(occurred.map(|point| point.until))?;
        Ok(Asked { cut: self.cut(occurred)?, ..self.asked_of(choice) })
    }

    fn asked_of(&self, choice: Choice) -> Asked {
        let zone = self.log.zone(&choice.chosen);
        Asked {
            process: choice.chosen,
            zone,
            cut: Cut::ALL,
            head: self.log.head(),
            others: choice.others,
            why: choice.why,
        }
    }

    fn cut(&self, occurred: Option<&Point>) -> Result<Cut, QuestionError> {
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
            let head = self.log.head();
            return if asked > head {
                Err(QuestionError::NoSuchEvent { asked, head })
            } else {
                Ok(Head::Seq(asked))
            };
        }
        let until = self.calendar().point(text)?.until;
        let by_then = self.log.events().iter().filter(|event| event.recorded.instant() < until);
        Ok(Head::Seq(by_then.map(|event| event.seq).max().unwrap_or(0)))
    }
}

/// Returns the rounds of a process, then those of the rest of its chain, newest first.
fn rounds(log: &Log, reading: &ProcessInfo) -> Vec<Round> {
    let chains = process::chains(log.processes());
    let chain = chains.into_iter().find(|chain| chain.iter().any(|process| process.key == reading.key));
    let others = chain.into_iter().flatten().rev().filter(|process| process.key != reading.key);
    std::iter::once(reading).chain(others).flat_map(|process| rounds_of(log, &process.key)).collect()
}

fn rounds_of(log: &Log, process: &Key) -> Vec<Round> {
    let state = project(log.events(), process, &Cut::ALL);
    let mut rounds = Vec::new();
    for (_, slot) in state.family(Family::Meetings) {
        let SlotValue::Meeting(meeting) = &slot.value else { continue };
        let planned = meeting.planned.iter().find_map(|plan| plan.round);
        let Some(number) = meeting.round.or(planned) else { continue };
        let written = |dated: &asof_projector::Dated| dated.when.clone();
        rounds.push(Round {
            process: process.clone(),
            number,
            meeting: meeting.key.clone(),
            held_on: meeting.occurred.as_ref().map(written),
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
    let occurred: std::collections::HashMap<(&Key, &Key), &When> = occurrences(log.events(), &Cut::ALL)
        .into_iter()
        .map(|o| ((o.process, o.key), o.occurred.when()))
        .collect();
    let dated = |event: &'_ Event| -> Option<&When> {
        match &event.draft.entry {
            Entry::World(world) => occurred.get(&(&world.process, &event.draft.key)).copied(),
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
