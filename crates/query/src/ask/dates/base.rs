//! What an expression names before an offset acts on it: days, an instant, a month or a year.

use asof_core::{DateErrorKind, Key, When, WrittenDate, Zone};
use asof_projector::Dated;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::error::{DateQuestionError, DateQuestionErrorKind as Kind};
use super::phase::PhaseName;
use super::round::RoundName;
use super::written::{clock_time, not_one_day};
use super::{Calendar, DatedKey, near};

/// What an expression names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedDate {
    /// Whole days of a zone, most often one; as a point they are the last.
    Days { first: NaiveDate, last: NaiveDate, zone: Zone },
    /// A stretch of clock time, and the day in which it ends.
    Instant { from: DateTime<Utc>, until: DateTime<Utc>, day: NaiveDate },
    /// A month or a year, which is no point.
    Period(WrittenDate),
}

/// From where (inclusive) to where (exclusive) something named lasts, and the days of both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NamedInterval {
    pub(super) from: DateTime<Utc>,
    pub(super) until: DateTime<Utc>,
    pub(super) first_day: NaiveDate,
    pub(super) last_day: NaiveDate,
}

/// Which end of a range a point is; a point that stands alone is the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    First,
    Last,
}

impl NamedDate {
    pub(super) fn day(day: NaiveDate, zone: Zone) -> Self {
        Self::Days { first: day, last: day, zone }
    }

    /// Returns the zone of its days; the one given if it has no days of its own.
    pub(super) fn zone_or(&self, otherwise: Zone) -> Zone {
        match self {
            Self::Days { zone, .. } => *zone,
            Self::Instant { .. } | Self::Period(_) => otherwise,
        }
    }

    /// Returns the days of a date as the record narrows it, the last one alone if it is open to the past; `None` if it has
    /// no last.
    pub(super) fn days_of(dated: &Dated) -> Option<Self> {
        let day = |at: DateTime<Utc>| dated.zone.clock(at).date_naive();
        let last = day(dated.bounds.latest?.checked_sub_signed(TimeDelta::microseconds(1))?);
        // Ends of two kinds can turn out, in the zone, to be in the wrong order.
        let first = dated.bounds.earliest.map_or(last, |first| day(first).min(last));
        Some(Self::Days { first, last, zone: dated.zone })
    }

    /// Returns the days from the first of these to the last of the others.
    ///
    /// # Errors
    ///
    /// Refuses what ends before it begins.
    pub(super) fn until(self, last: &Self, text: &str) -> Result<Self, DateQuestionError> {
        match (self, *last) {
            (Self::Days { first, .. }, Self::Days { last, zone, .. }) if first <= last => {
                Ok(Self::Days { first, last, zone })
            }
            _ => Err(Kind::PhaseReversed.of(text)),
        }
    }

    /// Returns clock time from the one (inclusive) to the other (exclusive); both may be the same.
    ///
    /// # Errors
    ///
    /// Refuses what ends outside the years that can be written.
    pub(super) fn instant(
        from: DateTime<Utc>,
        until: DateTime<Utc>,
        text: &str,
        zone: Zone,
    ) -> Result<Self, DateQuestionError> {
        let last = until.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(until);
        Ok(Self::Instant { from, until, day: day_of(last, text, zone)? })
    }

    /// Returns the extent, unless it is a month or a year.
    pub(super) fn as_end(
        &self,
        side: Side,
        text: &str,
        zone: Zone,
    ) -> Result<NamedInterval, DateQuestionError> {
        match (self, side) {
            (Self::Period(period), Side::First) => Err(too_long(period, period.first_day(zone)).of(text)),
            (Self::Period(period), Side::Last) => Err(too_long(period, period.last_day(zone)).of(text)),
            (Self::Days { .. } | Self::Instant { .. }, _) => self.extent(text, zone),
        }
    }

    pub(super) fn extent(&self, text: &str, zone: Zone) -> Result<NamedInterval, DateQuestionError> {
        Ok(match *self {
            Self::Days { first, last, zone } => NamedInterval {
                from: bounds(first, text, zone)?.0,
                until: bounds(last, text, zone)?.1,
                first_day: first,
                last_day: last,
            },
            Self::Instant { from, until, day } => {
                let first_day = zone.clock(from).date_naive().min(day);
                NamedInterval { from, until, first_day, last_day: day }
            }
            Self::Period(period) => {
                let (from, until) = period.bounds(zone);
                let (first_day, last_day) = (period.first_day(zone), period.last_day(zone));
                NamedInterval { from, until, first_day, last_day }
            }
        })
    }
}

fn too_long(period: &WrittenDate, meant: NaiveDate) -> Kind {
    if period.is_year() { Kind::WholeYear(meant) } else { Kind::WholeMonth(meant) }
}

/// Returns where a day begins (inclusive) and ends (exclusive).
fn bounds(
    day: NaiveDate,
    text: &str,
    zone: Zone,
) -> Result<(DateTime<Utc>, DateTime<Utc>), DateQuestionError> {
    let written = WrittenDate::try_from(day).map_err(|error| Kind::Date(error.kind().clone()).of(text))?;
    if written.is_skipped(zone) {
        let (before, after) = (day.pred_opt().unwrap_or(day), day.succ_opt().unwrap_or(day));
        return Err(Kind::SkippedDay { zone, before, after }.of(text));
    }
    Ok(written.bounds(zone))
}

/// Returns the day in which an instant lies.
fn day_of(at: DateTime<Utc>, text: &str, zone: Zone) -> Result<NaiveDate, DateQuestionError> {
    let outside = || Kind::Date(DateErrorKind::YearOutOfRange).of(text);
    // Far outside, chrono cannot shift an instant into a zone.
    if !(0..=10_000).contains(&at.year()) {
        return Err(outside());
    }
    let day = zone.clock(at).date_naive();
    if (1..=9999).contains(&day.year()) { Ok(day) } else { Err(outside()) }
}

impl<'a> Calendar<'a> {
    /// Resolves a base.
    pub(super) fn base(&self, text: &str) -> Result<NamedDate, DateQuestionError> {
        match self.process {
            None => self.base_in_every(text),
            Some(process) => self.base_of(process, text),
        }
    }

    /// Resolves what the clock of the question says; `None` if the text asks for something else.
    pub(super) fn of_the_clock(&self, text: &str) -> Option<Result<NamedDate, DateQuestionError>> {
        let now = |(now, day)| NamedDate::Instant { from: now, until: now, day };
        match text {
            "today" => Some(self.today(text).map(|(_, day)| self.day(day))),
            "now" => Some(self.today(text).map(now)),
            _ => None,
        }
    }

    fn base_of(&self, process: &Key, text: &str) -> Result<NamedDate, DateQuestionError> {
        if let Some(resolved) = self.of_the_clock(text) {
            return resolved;
        }
        match text {
            "first" => self.first.map(|day| self.day(day)).ok_or_else(|| Kind::EmptyRecord.of(text)),
            "last" => self.last.map(|day| self.day(day)).ok_or_else(|| Kind::EmptyRecord.of(text)),
            _ => match (RoundName::parse(text)?, PhaseName::parse(text)?) {
                (Some(name), _) => self.round(process, &name, text),
                (None, Some(name)) => self.phase(process, &name, text),
                (None, None) => self.event(process, text).unwrap_or_else(|| self.written_date(text)),
            },
        }
    }

    fn day(&self, day: NaiveDate) -> NamedDate {
        NamedDate::day(day, self.zone)
    }

    /// Returns the instant of the question and its day.
    fn today(&self, text: &str) -> Result<(DateTime<Utc>, NaiveDate), DateQuestionError> {
        let now = self.now.ok_or_else(|| Kind::NoClock.of(text))?;
        Ok((now, day_of(now, text, self.zone)?))
    }

    /// Resolves the key of an entry; `None` if no entry has it.
    fn event(&self, process: &Key, text: &str) -> Option<Result<NamedDate, DateQuestionError>> {
        let (process, key) = text.split_once('/').unwrap_or((process.as_str(), text));
        let named = |entry: &&DatedKey<'_>| {
            entry.key.as_str() == key
                && entry.process.map_or(!text.contains('/'), |of| of.as_str() == process)
        };
        // An event of the process goes before an entry of the registry.
        let entry = self.events.iter().filter(named).max_by_key(|entry| entry.process.is_some())?;
        Some(match &entry.occurred {
            None => Err(Kind::NoOccurred.of(text)),
            Some(occurred) => {
                NamedDate::days_of(occurred).ok_or_else(|| Kind::OpenDate(occurred.when.clone()).of(text))
            }
        })
    }

    pub(super) fn written_date(&self, text: &str) -> Result<NamedDate, DateQuestionError> {
        match text.parse::<WrittenDate>() {
            Ok(date) if date.is_instant() => {
                let (from, until) = date.bounds(self.zone);
                Ok(NamedDate::Instant { from, until, day: date.last_day(self.zone) })
            }
            Ok(date) if date.is_day() => Ok(self.day(date.first_day(self.zone))),
            Ok(period) => Ok(NamedDate::Period(period)),
            Err(error) => match error.kind() {
                DateErrorKind::NoOffset(clock) if clock == text => clock_time(clock, self.zone),
                DateErrorKind::NoOffset(clock) => {
                    Err(Kind::Date(DateErrorKind::OtherForm(clock.clone())).of(text))
                }
                DateErrorKind::NotADate => Err(self.unknown(text).of(text)),
                kind => {
                    Err(not_one_day(kind, self.zone).unwrap_or_else(|| Kind::Date(kind.clone())).of(text))
                }
            },
        }
    }

    /// Says what a text that names nothing was probably meant to be.
    fn unknown(&self, text: &str) -> Kind {
        if let Ok(when) = text.parse::<When>() {
            return not_one_day(&DateErrorKind::OtherForm(when.to_string()), self.zone)
                .unwrap_or(Kind::Date(DateErrorKind::NotADate));
        }
        if self.process.is_none() {
            return Self::unknown_in_every(text);
        }
        match text.split_once('/').and_then(|(process, key)| Some((process.parse::<Key>().ok()?, key))) {
            Some((process, key)) if self.processes().contains(&&process) => {
                let keys = self.dated().filter(|(of, _)| **of == process);
                Kind::Unknown { near: self.near(key, keys) }
            }
            Some((process, _)) => self.no_such_process(process.as_str()),
            None => Kind::Unknown { near: self.near(text, self.dated()) },
        }
    }

    pub(super) fn no_such_process(&self, process: &str) -> Kind {
        let known = self.processes();
        let near = near::nearest(process, known.iter().map(|key| (key.as_str(), (*key).clone())));
        Kind::NoSuchProcess { process: process.to_owned(), known: known.into_iter().cloned().collect(), near }
    }

    /// Returns the processes that the calendar knows, the one asked first.
    pub(super) fn processes(&self) -> Vec<&Key> {
        let of_rounds = self.rounds.iter().map(|round| &round.process);
        let of_events = self.events.iter().filter_map(|entry| entry.process);
        let mut processes: Vec<&Key> = self.process.into_iter().collect();
        for process in of_rounds.chain(of_events) {
            if !processes.contains(&process) {
                processes.push(process);
            }
        }
        processes
    }

    /// Returns process and key of everything that has a date, the process asked first.
    fn dated(&self) -> impl Iterator<Item = (&'a Key, &'a Key)> {
        let dated = |entry: &DatedKey<'a>| {
            entry.occurred.is_some().then_some(entry.process.zip(Some(entry.key))).flatten()
        };
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            self.events.iter().filter_map(dated).partition(|(process, _)| Some(*process) == self.process);
        here.into_iter().chain(elsewhere)
    }

    /// Returns up to three expressions near the text, nearest first.
    fn near<'k>(&'k self, text: &str, keys: impl Iterator<Item = (&'k Key, &'k Key)>) -> Vec<String> {
        let words = WORDS.iter().map(|(word, meant)| (*word, (*meant).to_owned()));
        let keys = keys.map(|(process, key)| (key.as_str(), self.written_key(process, key)));
        let meetings = self.rounds.iter().map(|round| {
            let name = format!("round:{}", round.number);
            (round.meeting.as_str(), self.qualified(&round.process, name))
        });
        near::nearest(text, words.chain(keys).chain(meetings))
    }

    fn written_key(&self, process: &Key, key: &Key) -> String {
        self.qualified(process, key.to_string())
    }

    fn qualified(&self, process: &Key, name: String) -> String {
        if Some(process) == self.process { name } else { format!("{process}/{name}") }
    }
}

/// The words of the grammar, and two that people try, with what to write for each.
const WORDS: [(&str, &str); 6] = [
    ("today", "today"),
    ("now", "now"),
    ("first", "first"),
    ("last", "last"),
    ("yesterday", "today-1d"),
    ("tomorrow", "today+1d"),
];
