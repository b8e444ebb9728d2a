//! What is wrong with a text that should be a date.

use std::fmt;

use chrono::NaiveDate;

use crate::text::one_line;

/// A text that is not a date, with what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}`: {kind}", one_line(text))]
pub struct DateError {
    text: Box<str>,
    kind: DateErrorKind,
}

impl DateError {
    pub(super) fn new(text: &str, kind: DateErrorKind) -> Self {
        Self { text: text.into(), kind }
    }

    /// Returns the text that was refused.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns what is wrong with it.
    pub fn kind(&self) -> &DateErrorKind {
        &self.kind
    }
}

/// What is wrong with a text that should be a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateErrorKind {
    /// It can be read in two orders.
    #[error("{} or {}? write {day_first} or {month_first}", in_words(day_first), in_words(month_first))]
    WhichOrder {
        /// The date if the day comes first.
        day_first: NaiveDate,
        /// The date if the month comes first.
        month_first: NaiveDate,
    },
    /// It is clear, but not in the one form that is read; the text to write.
    #[error("write {0}")]
    OtherForm(String),
    /// A season, which has other months elsewhere; what to write for each that it may be.
    #[error("write {}, or the months that the source means", .0.join(" or "))]
    Season(Vec<String>),
    /// Two days of which it is not said whether they are those of a span or of a moment.
    #[error("write [{first}..{last}] for one unknown moment or {first}/{last} for a span")]
    Days {
        /// The first day.
        first: NaiveDate,
        /// The last day.
        last: NaiveDate,
    },
    /// It has no year, or only two digits of one; what to write, with `YYYY` for the year.
    #[error("which year? write {0}")]
    NoYear(String),
    /// The month has no such day.
    #[error("{month} {year:04} has {days} days")]
    NoSuchDay {
        /// The English name of the month.
        month: &'static str,
        /// The year.
        year: i32,
        /// The number of days of that month.
        days: i64,
    },
    /// The month is not one of 01 to 12.
    #[error("there are 12 months")]
    NoSuchMonth,
    /// The year is not one of 0001 to 9999.
    #[error("years run from 0001 to 9999")]
    YearOutOfRange,
    /// The clock shows no such time.
    #[error("clock times run from 00:00 to 23:59:59; midnight is 00:00 of the next day")]
    NoSuchTime,
    /// The seconds have more decimals than are kept.
    #[error("seconds have at most six decimals")]
    FractionTooLong,
    /// A clock time without its offset from UTC; the text that lacks it.
    #[error("no offset from UTC; write the offset of the place on that day, such as +02:00, or Z for UTC")]
    NoOffset(String),
    /// The offset is not one of -23:59 to +23:59.
    #[error("offsets from UTC run from -23:59 to +23:59")]
    NoSuchOffset,
    /// A day, month or year where an instant is needed.
    #[error("no clock time; write an instant such as 2025-05-16T12:30+03:00")]
    NotAnInstant,
    /// It resembles no date.
    #[error("not a date; write 2025, 2025-05, 2025-05-16 or 2025-05-16T12:30+03:00")]
    NotADate,
}

fn in_words(day: &NaiveDate) -> impl fmt::Display {
    day.format("%-d %B")
}
