//! Parses dates and instants in ISO 8601 form: `2025`, `2025-05`, `2025-05-16`, `2025-05-16T12:30+03:00`.

use std::str::FromStr;

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeDelta};

use super::DateErrorKind as Kind;
use super::hints::misread;
use super::vague::vague;
use super::{DateError, Written, WrittenDate, months_after};

/// Reads `2025`, `2025-05`, `2025-05-16` and `2025-05-16T12:30+03:00`, the last also with seconds and
/// up to six decimals, and with `Z` for the offset.
impl FromStr for WrittenDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        read(text).map(Self).map_err(|kind| {
            let meant = vague(text).unwrap_or_else(|| match kind {
                Kind::NotADate => misread(text),
                kind => kind,
            });
            DateError::new(text, meant)
        })
    }
}

pub(super) fn read(text: &str) -> Result<Written, Kind> {
    match text.split_once('T') {
        None => read_date(text),
        Some((date, clock)) => match read_date(date)? {
            Written::Day(day) => read_instant(day, clock),
            Written::Year(_) | Written::Month(_) | Written::Instant { .. } => Err(Kind::NotADate),
        },
    }
}

fn read_date(text: &str) -> Result<Written, Kind> {
    // Nearly every date is a day.
    if let (10, Some((year, rest))) = (text.len(), text.split_at_checked(4))
        && let Some((month, day)) = rest.strip_prefix('-').and_then(|rest| rest.split_at_checked(2))
        && let Some(day) = day.strip_prefix('-')
    {
        return date(number(year, 4)?, number(month, 2)?, number(day, 2)?).map(Written::Day);
    }
    let mut parts = text.split('-');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(year), None, ..) => date(number(year, 4)?, 1, 1).map(Written::Year),
        (Some(year), Some(month), None, _) => {
            date(number(year, 4)?, number(month, 2)?, 1).map(Written::Month)
        }
        (Some(year), Some(month), Some(day), None) => {
            date(number(year, 4)?, number(month, 2)?, number(day, 2)?).map(Written::Day)
        }
        _ => Err(Kind::NotADate),
    }
}

fn read_instant(day: NaiveDate, text: &str) -> Result<Written, Kind> {
    let (clock, offset) = text.split_at(text.find(['Z', '+', '-']).unwrap_or(text.len()));
    let (time, length) = read_clock(clock)?;
    if offset.is_empty() {
        return Err(Kind::NoOffset(format!("{day}T{clock}")));
    }
    let start = day.and_time(time).and_local_timezone(read_offset(offset)?);
    Ok(Written::Instant { start: start.single().ok_or(Kind::NotADate)?, length })
}

fn read_clock(text: &str) -> Result<(NaiveTime, TimeDelta), Kind> {
    let mut parts = text.split(':');
    let (hour, minute, (second, micros, length)) =
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(hour), Some(minute), None, _) => (hour, minute, (0, 0, TimeDelta::minutes(1))),
            (Some(hour), Some(minute), Some(second), None) => (hour, minute, read_second(second)?),
            _ => return Err(Kind::NotADate),
        };
    let time = NaiveTime::from_hms_micro_opt(number(hour, 2)?, number(minute, 2)?, second, micros);
    Ok((time.ok_or(Kind::NoSuchTime)?, length))
}

/// Parses `SS` or `SS.ffffff` into seconds, microseconds and the precision: the length of the last digit written.
fn read_second(text: &str) -> Result<(u32, u32, TimeDelta), Kind> {
    let Some((second, decimals)) = text.split_once('.') else {
        return Ok((number(text, 2)?, 0, TimeDelta::seconds(1)));
    };
    let count = decimals.len();
    if count > 6 {
        return Err(if is_digits(decimals) { Kind::FractionTooLong } else { Kind::NotADate });
    }
    let value: u32 = number(decimals, count)?;
    let unit = (count..6).fold(1, |unit, _| unit * 10);
    Ok((number(second, 2)?, value * unit, TimeDelta::microseconds(i64::from(unit))))
}

fn read_offset(text: &str) -> Result<FixedOffset, Kind> {
    if text == "Z" {
        return FixedOffset::east_opt(0).ok_or(Kind::NoSuchOffset);
    }
    let (hours, minutes) = text.get(1..).and_then(|rest| rest.split_once(':')).ok_or(Kind::NotADate)?;
    let (hours, minutes): (i32, i32) = (number(hours, 2)?, number(minutes, 2)?);
    let seconds = (hours * 60 + minutes) * 60;
    let offset = match text.as_bytes() {
        _ if minutes > 59 => None,
        [b'+', ..] => FixedOffset::east_opt(seconds),
        [b'-', ..] => FixedOffset::west_opt(seconds),
        _ => return Err(Kind::NotADate),
    };
    offset.ok_or(Kind::NoSuchOffset)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Parses a number with exactly `digits` digits.
pub(super) fn number<N: FromStr>(text: &str, digits: usize) -> Result<N, Kind> {
    let digits_only = is_digits(text) && text.len() == digits;
    digits_only.then(|| text.parse().ok()).flatten().ok_or(Kind::NotADate)
}

pub(super) fn date(year: i32, month: u32, day: u32) -> Result<NaiveDate, Kind> {
    if !(1..=9999).contains(&year) {
        return Err(Kind::YearOutOfRange);
    }
    let first = NaiveDate::from_ymd_opt(year, month, 1).ok_or(Kind::NoSuchMonth)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| Kind::NoSuchDay {
        month: MONTHS.iter().zip(1..).find(|(_, number)| *number == month).map_or("", |(name, _)| name),
        year,
        days: (months_after(first, 1) - first).num_days(),
    })
}

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
