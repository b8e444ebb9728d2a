//! Dates as questions write them: `2025-06-02`, `round:2 - 1d`, `round:1..round:2`.
//!
//! Nothing here reads a clock or a log: what the words of the grammar stand for is on a [`Calendar`].

mod base;
mod error;
mod every;
pub(crate) mod near;
mod offset;
mod phase;
mod round;
#[cfg(test)]
mod tests;
mod written;

use asof_core::{DateErrorKind, Duration, Key, When, Word, Zone};
use asof_projector::Dated;
use chrono::{DateTime, NaiveDate, Utc};

use self::base::{NamedDate, NamedInterval, Side};
use self::offset::Offset;

pub(crate) use self::error::list;
pub use self::error::{DateQuestionError, DateQuestionErrorKind, GRAMMAR, Reading};
pub(crate) use self::written::{clock_without_offset, offset_hint};

/// What a log knows that the dates of a question can name, as seen from one process.
///
/// Its days are days in `zone`, but for those of the rounds and events of another process, which are days in the
/// zone of that one: a round is over when its day is over where it was held. Where every process is asked, it is that of
/// one zone, and knows neither rounds nor keys: they are of one process each.
#[derive(Debug, Clone)]
pub struct Calendar<'a> {
    /// The process that is asked: bare keys are those of its events. `None` if every process is.
    pub process: Option<&'a Key>,
    /// The zone in which days begin and end, that of the process; where every process is asked, that of some of them.
    pub zone: Zone,
    /// What `now` and `today` stand for; without it they are refused.
    pub now: Option<DateTime<Utc>>,
    /// What `first` stands for; `None` if no event has a date.
    pub first: Option<NaiveDate>,
    /// What `last` stands for; `None` if no event has a date.
    pub last: Option<NaiveDate>,
    /// The rounds of the process, then those of the other processes of its chain, newest process first.
    ///
    /// A bare `round:N` is the first of that number; within a process, one that was held goes before
    /// one that was only planned.
    pub rounds: Vec<Round>,
    /// The phases of agreements, those of every process.
    pub phases: Vec<Phase>,
    /// The entries that a key can name, in any order. Where every process is asked, those that a key is refused of.
    pub events: Vec<DatedKey<'a>>,
}

/// A meeting that counts as a round, with all that is known of when it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The process whose round it is.
    pub process: Key,
    /// The zone of that process.
    pub zone: Zone,
    /// The number of the round in that process.
    pub number: u32,
    /// The key of the gathering.
    pub meeting: Key,
    /// When it was held; `None` if the record does not say that it was.
    pub held_on: Option<Dated>,
    /// When it began, as recorded of the meeting held.
    pub start: Option<When>,
    /// How long it lasted, as recorded of the meeting held.
    pub duration: Option<Duration>,
    /// The dates of its plans, oldest plan first.
    pub planned_for: Vec<When>,
}

/// A phase in which an agreement is to be carried out, with its days as they come out by all that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// The process of the agreement.
    pub process: Key,
    /// The zone of that process.
    pub zone: Zone,
    /// The agreement, by the key of the event that opened it.
    pub agreement: Key,
    /// Its name within the agreement.
    pub id: Word,
    /// When it is to begin; `None` if that is not stated or not known.
    pub begins: Option<When>,
    /// When it is to end, that day included; `None` if that is not stated or not known.
    pub ends: Option<When>,
}

/// The key of an entry, and when what it tells of occurred.
#[derive(Debug, Clone)]
pub struct DatedKey<'a> {
    /// The process of the entry; `None` for an entry of the registry.
    pub process: Option<&'a Key>,
    /// The key of the entry.
    pub key: &'a Key,
    /// When it occurred, corrections applied; `None` for entries about the record and of the registry.
    pub occurred: Option<Dated>,
}

/// A moment that a question names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatePoint {
    /// The exclusive end of what was named.
    pub until: DateTime<Utc>,
    /// The day in which what was named ends, in the zone in which it was read.
    pub day: NaiveDate,
    /// The expression as written.
    pub text: String,
}

/// A stretch of time that a question names, both of its written ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateRange {
    /// Where it begins (inclusive); `None` if it is open to the past.
    pub from: Option<DateTime<Utc>>,
    /// Where it ends (exclusive); `None` if it is open to the future.
    pub until: Option<DateTime<Utc>>,
    /// The day in which it begins, in the zone in which it was read; `None` if it is open to the past.
    pub first_day: Option<NaiveDate>,
    /// The day in which it ends, in the zone in which it was read; `None` if it is open to the future.
    pub last_day: Option<NaiveDate>,
    /// The expression as written.
    pub text: String,
}

impl Calendar<'_> {
    /// Reads an expression that names one moment: a day, an instant, a word, a round or an event, with or
    /// without an offset.
    ///
    /// A day is its end. An offset in days, weeks, months or years acts on the day named, of which the end
    /// is then taken; months clamp. Hours count from the instant, or from the end of the day.
    ///
    /// # Errors
    ///
    /// Refuses what the grammar does not admit, what the log does not know or does not date, months, years
    /// and ranges, each with what to write instead.
    pub fn point(&self, text: &str) -> Result<DatePoint, DateQuestionError> {
        let written = text.trim();
        let end = self.resolve(written)?.as_end(Side::Last, written, self.zone)?;
        Ok(DatePoint { until: end.until, day: end.last_day, text: text.to_owned() })
    }

    /// Reads an expression that names a stretch: two points with `..` between them, of which either may be
    /// missing, or one thing of some length, such as a month.
    ///
    /// Both ends are included. So a round or an event as an end, or alone, is all the days of its
    /// `occurred`; any other point is the day or the instant that it is.
    ///
    /// # Errors
    ///
    /// Refuses what [`Calendar::point`] refuses, and a range whose first end comes after its last. A month
    /// or a year is admitted alone, not as an end.
    pub fn range(&self, text: &str) -> Result<DateRange, DateQuestionError> {
        let written = text.trim();
        self.refuse_brackets(written)?;
        let (first, last) = match written.split_once("..") {
            Some((first, last)) => (self.end(first, Side::First)?, self.end(last, Side::Last)?),
            None => {
                let whole = self.resolve(written)?.extent(written, self.zone)?;
                (Some(whole), Some(whole))
            }
        };
        if let (Some(a), Some(b)) = (first, last)
            && b.until <= a.from
            && b.from < a.from
        {
            return Err(DateQuestionErrorKind::Inverted(turned_round(written)).of(written));
        }
        Ok(DateRange {
            from: first.map(|end| end.from),
            until: last.map(|end| end.until),
            first_day: first.map(|end| end.first_day),
            last_day: last.map(|end| end.last_day),
            text: text.to_owned(),
        })
    }

    /// Refuses an unknown moment as a log writes it.
    fn refuse_brackets(&self, text: &str) -> Result<(), DateQuestionError> {
        let when = Some(text).filter(|text| text.starts_with('[')).and_then(|text| text.parse::<When>().ok());
        let Some(when) = when else { return Ok(()) };
        let in_question = written::not_one_day(&DateErrorKind::OtherForm(when.to_string()), self.zone);
        Err(in_question.unwrap_or(DateQuestionErrorKind::RangeForPoint).of(text))
    }

    /// Resolves one written end of a range; `None` if it is left open.
    fn end(&self, text: &str, side: Side) -> Result<Option<NamedInterval>, DateQuestionError> {
        let written = text.trim();
        if written.is_empty() {
            return Ok(None);
        }
        self.resolve(written)?.as_end(side, written, self.zone).map(Some)
    }

    /// Resolves a base with or without an offset.
    fn resolve(&self, text: &str) -> Result<NamedDate, DateQuestionError> {
        self.refuse_brackets(text)?;
        if text.contains("..") {
            return Err(DateQuestionErrorKind::RangeForPoint.of(text));
        }
        // No key ends like an offset (`Key` refuses them), so a whole word that is a key never splits.
        match Offset::split(text)? {
            Some((base, offset)) => offset.apply(self.base(base)?, base, text, self.zone),
            None => self.base(text).map_err(|error| self.misread_offset(text, error)),
        }
    }

    /// Says what offset was probably meant, if a text that cannot be read would be one without its end.
    fn misread_offset(&self, text: &str, error: DateQuestionError) -> DateQuestionError {
        let kinds = matches!(
            error.kind(),
            DateQuestionErrorKind::Unknown { .. }
                | DateQuestionErrorKind::UnknownInEvery { .. }
                | DateQuestionErrorKind::RoundForm
                | DateQuestionErrorKind::Date(_)
        );
        match offset::misread(text).filter(|_| kinds) {
            Some((base, meant)) if self.base(base).is_ok() => {
                DateQuestionErrorKind::OffsetForm { meant }.of(text)
            }
            _ => error,
        }
    }
}

/// Returns whether a point is another moment tomorrow: `today` or `now`, with an offset or without.
pub(crate) fn is_of_the_clock(text: &str) -> bool {
    let base = match Offset::split(text.trim()) {
        Ok(Some((base, _))) => base,
        Ok(None) | Err(_) => text.trim(),
    };
    ["today", "now"].contains(&base)
}

/// Returns where in a point the minus of its offset stands, if it ends with one.
pub(crate) fn minus_sign(text: &str) -> Option<usize> {
    let (_, offset) = Offset::split(text).ok()??;
    if offset.is_earlier() { text.rfind('-') } else { None }
}

/// Returns a range with its ends exchanged.
fn turned_round(range: &str) -> String {
    let (first, last) = range.split_once("..").unwrap_or((range, range));
    format!("{}..{}", last.trim(), first.trim())
}
