//! Rounds of talks: `round:2`, `round:3@start`, `ukraine-2022/round:1`.

use asof_core::{Key, When, Zone};
use chrono::TimeDelta;

use super::base::NamedDate;
use super::error::{DateQuestionError, DateQuestionErrorKind as Kind};
use super::{Calendar, Round};

/// A round as an expression names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RoundName<'t> {
    process: Option<&'t str>,
    /// `None` if no number is as large as the one written.
    number: Option<u32>,
    part: RoundPart,
}

/// What of a round is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RoundPart {
    Days,
    Start,
    End,
}

impl<'t> RoundName<'t> {
    /// Reads the name of a round; `None` if the text does not begin like one.
    ///
    /// # Errors
    ///
    /// Refuses a text that begins like the name of a round and goes on otherwise.
    pub(super) fn parse(text: &'t str) -> Result<Option<Self>, DateQuestionError> {
        let (process, name) = match text.split_once('/') {
            Some((process, name)) => (Some(process), name),
            None => (None, text),
        };
        // No key begins with "round".
        if !name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("round")) {
            return Ok(None);
        }
        let malformed = || Kind::RoundForm.of(text);
        let (number, part) = match name.split_once('@') {
            None => (name, RoundPart::Days),
            Some((number, "start")) => (number, RoundPart::Start),
            Some((number, "end")) => (number, RoundPart::End),
            Some(_) => return Err(malformed()),
        };
        let number = number.strip_prefix("round:").ok_or_else(malformed)?;
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(malformed());
        }
        Ok(Some(Self { process, number: number.parse().ok(), part }))
    }

    fn names(&self, round: &Round) -> bool {
        Some(round.number) == self.number && self.process.is_none_or(|of| of == round.process.as_str())
    }
}

impl Calendar<'_> {
    /// Resolves the name of a round.
    pub(super) fn round(
        &self,
        process: &Key,
        name: &RoundName<'_>,
        text: &str,
    ) -> Result<NamedDate, DateQuestionError> {
        let round = self.round_named(name).ok_or_else(|| self.no_such_round(process, name).of(text))?;
        let Some(held_on) = &round.held_on else {
            return Err(Kind::NotHeld { planned: round.planned_for.clone() }.of(text));
        };
        match name.part {
            RoundPart::Days => {
                NamedDate::days_of(held_on).ok_or_else(|| Kind::OpenDate(held_on.when.clone()).of(text))
            }
            RoundPart::Start => start(round, text),
            RoundPart::End => end_of_round(round, text),
        }
    }

    fn round_named(&self, name: &RoundName<'_>) -> Option<&Round> {
        let process = &self.rounds.iter().find(|round| name.names(round))?.process;
        let of_process = |round: &&Round| round.process == *process && name.names(round);
        self.rounds.iter().filter(of_process).min_by_key(|round| round.held_on.is_none())
    }

    fn no_such_round(&self, asked: &Key, name: &RoundName<'_>) -> Kind {
        let sought = match name.process {
            None => asked,
            Some(written) => match self.processes().into_iter().find(|process| process.as_str() == written) {
                Some(process) => process,
                None => return self.no_such_process(written),
            },
        };
        let among = |round: &&Round| name.process.is_none() || round.process == *sought;
        Kind::NoSuchRound {
            asked: asked.clone(),
            sought: sought.clone(),
            rounds: self.rounds.iter().filter(among).cloned().collect(),
        }
    }
}

/// Resolves the start of a round, in the zone of its process.
fn start(round: &Round, text: &str) -> Result<NamedDate, DateQuestionError> {
    let start =
        round.start.as_ref().ok_or_else(|| Kind::NoStart { planned: round.planned_for.clone() }.of(text))?;
    let bounds = start.bounds(round.zone);
    match bounds.earliest.zip(bounds.latest) {
        Some((from, until)) => NamedDate::instant(from, until, text, round.zone),
        None => Err(Kind::OpenDate(start.clone()).of(text)),
    }
}

/// Resolves the end, which is the start plus the duration.
fn end_of_round(round: &Round, text: &str) -> Result<NamedDate, DateQuestionError> {
    let (start, duration) = (round.start.as_ref(), round.duration.as_ref());
    let no_end = || Kind::NoEnd { start: start.cloned(), duration: duration.cloned() }.of(text);
    let minutes = duration.and_then(|duration| duration.minutes()).and_then(|m| i64::try_from(m).ok());
    let length = minutes.and_then(TimeDelta::try_minutes).ok_or_else(no_end)?;
    let start = start.filter(|start| is_clock_time(start)).ok_or_else(no_end)?;
    let bounds = start.bounds(round.zone);
    let from = bounds.earliest.and_then(|from| from.checked_add_signed(length));
    let until = bounds.latest.and_then(|until| until.checked_add_signed(length));
    let (from, until) = from.zip(until).ok_or_else(no_end)?;
    NamedDate::instant(from, until, text, round.zone)
}

/// Returns whether a date is one clock time, to the minute or finer.
fn is_clock_time(when: &When) -> bool {
    // Of one instant the bounds are the same in every zone, and no further apart than a minute.
    let bounds = when.bounds(Zone::UTC);
    let length = bounds.latest.zip(bounds.earliest).map(|(latest, earliest)| latest - earliest);
    length.is_some_and(|length| length <= TimeDelta::minutes(1))
}
