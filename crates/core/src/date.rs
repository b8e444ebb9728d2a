//! One written point of time: a year, a month, a day or an instant, each a stretch of its own length.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, FixedOffset, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use self::DateErrorKind as Kind;

/// A written point of time, which lasts as long as it is precise: a year, a month, a day, a minute,
/// a second or a decimal fraction of one.
///
/// Years run from 0001 to 9999. The written offset of an instant fixes it; days, months and years
/// are those of a zone.
///
/// ```
/// use asof_core::Stretch;
/// let day: Stretch = "2025-05-16".parse()?;
/// let (start, end) = day.bounds(chrono_tz::Europe::Istanbul);
/// assert_eq!(start.to_rfc3339(), "2025-05-15T21:00:00+00:00");
/// assert_eq!(end.to_rfc3339(), "2025-05-16T21:00:00+00:00");
/// # Ok::<(), asof_core::DateError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stretch(Written);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Written {
    /// The year of this first day.
    Year(NaiveDate),
    /// The month of this first day.
    Month(NaiveDate),
    Day(NaiveDate),
    Instant {
        start: DateTime<FixedOffset>,
        length: TimeDelta,
    },
}

impl Stretch {
    /// Returns where the stretch begins (inclusive) and ends (exclusive) in the zone.
    ///
    /// A day that the zone skipped is empty: both are the instant of the leap.
    pub fn bounds(&self, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
        match self.0 {
            Written::Year(first) => (start_of_day(first, zone), start_of_day(months_after(first, 12), zone)),
            Written::Month(first) => (start_of_day(first, zone), start_of_day(months_after(first, 1), zone)),
            Written::Day(day) => (start_of_day(day, zone), start_of_day(day_after(day), zone)),
            Written::Instant { start, length } => (start.to_utc(), start.to_utc() + length),
        }
    }

    /// Returns the day in which the stretch begins; for an instant, its day in the zone.
    pub fn first_day(&self, zone: Tz) -> NaiveDate {
        match self.0 {
            Written::Year(first) | Written::Month(first) | Written::Day(first) => first,
            Written::Instant { start, .. } => start.with_timezone(&zone).date_naive(),
        }
    }

    /// Returns the day in which the last moment of the stretch lies; for an instant, in the zone.
    pub fn last_day(&self, zone: Tz) -> NaiveDate {
        match self.0 {
            Written::Year(first) => day_before(months_after(first, 12)),
            Written::Month(first) => day_before(months_after(first, 1)),
            Written::Day(day) => day,
            Written::Instant { start, length } => {
                (start + length - TimeDelta::microseconds(1)).with_timezone(&zone).date_naive()
            }
        }
    }

    /// Returns whether a year is written, without a month.
    pub fn is_year(&self) -> bool {
        matches!(self.0, Written::Year(_))
    }

    /// Returns whether a month of a year is written, without a day.
    pub fn is_month(&self) -> bool {
        matches!(self.0, Written::Month(_))
    }

    /// Returns whether a day is written, without a time.
    pub fn is_day(&self) -> bool {
        matches!(self.0, Written::Day(_))
    }

    /// Returns whether a clock time is written, which needs no zone to be placed.
    pub fn is_instant(&self) -> bool {
        matches!(self.0, Written::Instant { .. })
    }

    /// Reads an instant exactly as it stands: where it begins, whatever its precision.
    ///
    /// # Errors
    ///
    /// Refuses what is not a date, and dates without a clock time.
    pub fn parse_instant(text: &str) -> Result<DateTime<FixedOffset>, DateError> {
        match text.parse::<Self>()?.0 {
            Written::Instant { start, .. } => Ok(start),
            Written::Year(_) | Written::Month(_) | Written::Day(_) => {
                Err(DateError::new(text, Kind::NotAnInstant))
            }
        }
    }

    /// Returns whether this begins only where the other has ended; `None` if that depends on the zone.
    pub(crate) fn begins_after(&self, other: &Self) -> Option<bool> {
        // Between two dates, or two instants, every zone gives the same answer.
        (self.is_instant() == other.is_instant()).then(|| self.bounds(Tz::UTC).0 >= other.bounds(Tz::UTC).1)
    }
}

/// Takes a day, as arithmetic on dates gives it.
impl TryFrom<NaiveDate> for Stretch {
    type Error = DateError;

    fn try_from(day: NaiveDate) -> Result<Self, DateError> {
        let first = NaiveDate::from_ymd_opt(1, 1, 1);
        let last = NaiveDate::from_ymd_opt(9999, 12, 31);
        if first <= Some(day) && Some(day) <= last {
            Ok(Self(Written::Day(day)))
        } else {
            Err(DateError::new(&day.to_string(), Kind::YearOutOfRange))
        }
    }
}

/// Returns the first moment of the day in the zone.
///
/// Where the clocks leap over midnight it is the first valid minute after; where they go back over
/// it, the earlier of the two midnights.
pub(crate) fn start_of_day(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // The longest leap on record is the day that Samoa skipped.
    (0..=2 * 24 * 60)
        .filter_map(|minutes| midnight.checked_add_signed(TimeDelta::minutes(minutes)))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map_or_else(|| midnight.and_utc(), |start| start.to_utc())
}

// Dates end with the year 9999, far within what chrono can count: none of these saturates.
fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

fn day_after(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

fn day_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(NaiveDate::MIN)
}

/// A text that is not a date, with what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}`: {kind}", one_line(text))]
pub struct DateError {
    text: Box<str>,
    kind: DateErrorKind,
}

impl DateError {
    fn new(text: &str, kind: DateErrorKind) -> Self {
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
    #[error("which offset? write {0}+03:00 or {0}Z")]
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

/// Returns the text with control characters replaced, so that a message stays one line.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

fn in_words(day: &NaiveDate) -> impl fmt::Display {
    day.format("%-d %B")
}

/// Reads `2025`, `2025-05`, `2025-05-16` and `2025-05-16T12:30+03:00`, the last also with seconds and
/// up to six decimals, and with `Z` for the offset.
impl FromStr for Stretch {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        read(text).map(Self).map_err(|kind| match kind {
            Kind::NotADate => DateError::new(text, misread(text)),
            kind => DateError::new(text, kind),
        })
    }
}

fn read(text: &str) -> Result<Written, Kind> {
    match text.split_once('T') {
        None => read_date(text),
        Some((date, clock)) => match read_date(date)? {
            Written::Day(day) => read_instant(day, clock),
            Written::Year(_) | Written::Month(_) | Written::Instant { .. } => Err(Kind::NotADate),
        },
    }
}

fn read_date(text: &str) -> Result<Written, Kind> {
    let parts: Vec<&str> = text.split('-').collect();
    match parts[..] {
        [year] => date(number(year, 4)?, 1, 1).map(Written::Year),
        [year, month] => date(number(year, 4)?, number(month, 2)?, 1).map(Written::Month),
        [year, month, day] => date(number(year, 4)?, number(month, 2)?, number(day, 2)?).map(Written::Day),
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
    let parts: Vec<&str> = text.split(':').collect();
    let (hour, minute, (second, micros, length)) = match parts[..] {
        [hour, minute] => (hour, minute, (0, 0, TimeDelta::minutes(1))),
        [hour, minute, second] => (hour, minute, read_second(second)?),
        _ => return Err(Kind::NotADate),
    };
    let time = NaiveTime::from_hms_micro_opt(number(hour, 2)?, number(minute, 2)?, second, micros);
    Ok((time.ok_or(Kind::NoSuchTime)?, length))
}

/// Reads `SS` or `SS.ffffff` as seconds, microseconds and length.
fn read_second(text: &str) -> Result<(u32, u32, TimeDelta), Kind> {
    let Some((second, decimals)) = text.split_once('.') else {
        return Ok((number(text, 2)?, 0, TimeDelta::seconds(1)));
    };
    let count = decimals.len();
    let value: u32 = number(decimals.get(..6).unwrap_or(decimals), count.min(6))?;
    if count > 6 {
        return Err(if is_digits(decimals) { Kind::FractionTooLong } else { Kind::NotADate });
    }
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

/// Reads a number of exactly so many digits.
fn number<N: FromStr>(text: &str, digits: usize) -> Result<N, Kind> {
    let digits_only = is_digits(text) && text.len() == digits;
    digits_only.then(|| text.parse().ok()).flatten().ok_or(Kind::NotADate)
}

fn date(year: i32, month: u32, day: u32) -> Result<NaiveDate, Kind> {
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

const MONTHS: [&str; 12] = [
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

/// Says what a text that is no date was probably meant to be.
fn misread(text: &str) -> Kind {
    if read(text.trim()).is_ok() {
        return Kind::OtherForm(text.trim().to_owned());
    }
    misread_numbers(text)
        .or_else(|| misread_words(text))
        .or_else(|| misread_instant(text))
        .unwrap_or(Kind::NotADate)
}

/// Explains dates of numbers in another order or with other separators.
fn misread_numbers(text: &str) -> Option<Kind> {
    let separator = text.find(['/', '.', '-']).map(|at| &text[at..=at])?;
    let parts: Vec<&str> = text.split(separator).collect();
    let small = |text: &str| (text.len() <= 2).then(|| number(text, text.len()).ok()).flatten();
    let year = |text: &str| number::<i32>(text, 4).ok();
    match parts[..] {
        [y, m, d] if year(y).is_some() => Some(written_date(year(y)?, small(m)?, Some(small(d)?))),
        [y, m] if year(y).is_some() => Some(written_date(year(y)?, small(m)?, None)),
        [m, y] if year(y).is_some() => Some(written_date(year(y)?, small(m)?, None)),
        [a, b, y] if year(y).is_some() => Some(either_order(year(y)?, small(a)?, small(b)?)),
        [a, b] => no_year(small(a)?, small(b)?),
        [a, b, y] => small(y).and(no_year(small(a)?, small(b)?)),
        _ => None,
    }
}

fn written_date(year: i32, month: u32, day: Option<u32>) -> Kind {
    match (date(year, month, day.unwrap_or(1)), day) {
        (Ok(date), Some(_)) => Kind::OtherForm(date.to_string()),
        (Ok(date), None) => Kind::OtherForm(date.format("%Y-%m").to_string()),
        (Err(kind), _) => kind,
    }
}

fn either_order(year: i32, first: u32, second: u32) -> Kind {
    match (date(year, second, first), date(year, first, second)) {
        (Ok(day_first), Ok(month_first)) if day_first != month_first => {
            Kind::WhichOrder { day_first, month_first }
        }
        (Ok(date), _) | (_, Ok(date)) => Kind::OtherForm(date.to_string()),
        (Err(Kind::NoSuchMonth), Err(kind)) | (Err(kind), Err(_)) => kind,
    }
}

fn no_year(first: u32, second: u32) -> Option<Kind> {
    // A leap year admits every day that some year has.
    match either_order(2024, first, second) {
        Kind::WhichOrder { day_first, month_first } => Some(Kind::NoYear(format!(
            "{} or {}",
            day_first.format("YYYY-%m-%d"),
            month_first.format("YYYY-%m-%d")
        ))),
        Kind::OtherForm(date) => Some(Kind::NoYear(date.replacen("2024", "YYYY", 1))),
        _ => None,
    }
}

/// Explains dates with the English name of a month: `26 May 2025`, `May 26th`, `May 2025`.
fn misread_words(text: &str) -> Option<Kind> {
    let (mut year, mut month, mut day) = (None, None, None);
    for word in text.split([' ', ',', '-', '.']).filter(|word| !word.is_empty()) {
        let repeated = if let Some(number) = month_named(word) {
            month.replace(number).is_some()
        } else if let Ok(number) = number::<i32>(word, 4) {
            year.replace(number).is_some()
        } else {
            let digits =
                ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
            day.replace(number::<u32>(digits, digits.len().min(2)).ok()?).is_some()
        };
        if repeated {
            return None;
        }
    }
    let month = month?;
    match (year, written_date(year.unwrap_or(2024), month, day)) {
        (None, Kind::OtherForm(date)) => Some(Kind::NoYear(date.replacen("2024", "YYYY", 1))),
        (None, _) => None,
        (Some(_), kind) => Some(kind),
    }
}

fn month_named(word: &str) -> Option<u32> {
    let abbreviates =
        |name: &str| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let (_, number) = MONTHS.iter().zip(1..).find(|(name, _)| word.len() >= 3 && abbreviates(name))?;
    Some(number)
}

/// Explains instants with a space for the `T`, one digit for the hour, or a short offset.
fn misread_instant(text: &str) -> Option<Kind> {
    let (date, rest) = text.split_once(['T', 't', ' ']).filter(|_| text.is_ascii())?;
    let mut rest = rest.replace(' ', "").to_ascii_uppercase();
    if rest.find(':') == Some(1) {
        rest.insert(0, '0');
    }
    match rest.rfind(['+', '-']).map(|at| rest.len() - at) {
        Some(3) => rest.push_str(":00"),
        Some(5) => rest.insert(rest.len() - 2, ':'),
        _ => {}
    }
    let meant = format!("{date}T{rest}");
    match read(&meant) {
        Ok(_) => Some(Kind::OtherForm(meant)),
        Err(kind) => Some(kind),
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America, Europe, Pacific};
    use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn bounds(text: &str, zone: Tz) -> (String, String) {
        let (start, end) = text.parse::<Stretch>().unwrap().bounds(zone);
        (start.with_timezone(&zone).to_rfc3339(), end.with_timezone(&zone).to_rfc3339())
    }

    fn message(text: &str) -> String {
        text.parse::<Stretch>().unwrap_err().to_string()
    }

    #[test]
    fn every_point_lasts_as_long_as_it_is_precise() {
        let rows = [
            ("2025", "2025-01-01T00:00:00+03:00", "2026-01-01T00:00:00+03:00"),
            ("2024-02", "2024-02-01T00:00:00+03:00", "2024-03-01T00:00:00+03:00"),
            ("9999-12-31", "9999-12-31T00:00:00+03:00", "+10000-01-01T00:00:00+03:00"),
            ("2025-05-16T12:30+03:00", "2025-05-16T12:30:00+03:00", "2025-05-16T12:31:00+03:00"),
            ("2025-05-16T09:30:05Z", "2025-05-16T12:30:05+03:00", "2025-05-16T12:30:06+03:00"),
            ("2025-05-16T09:30:05.25Z", "2025-05-16T12:30:05.250+03:00", "2025-05-16T12:30:05.260+03:00"),
            ("2025-05-16T09:30:05.999999Z", "2025-05-16T12:30:05.999999+03:00", "2025-05-16T12:30:06+03:00"),
        ];
        for (text, start, end) in rows {
            assert_eq!(bounds(text, Europe::Istanbul), (start.to_owned(), end.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date_is_told_what_to_write() {
        let table = "
            02/06/2025 => 2 June or 6 February? write 2025-06-02 or 2025-02-06
            02.06.2025 => 2 June or 6 February? write 2025-06-02 or 2025-02-06
            26/05/2025 => write 2025-05-26
            05/26/2025 => write 2025-05-26
            05/05/2025 => write 2025-05-05
            30/02/2025 => February 2025 has 28 days
            13/13/2025 => there are 12 months
            2025/05/16 => write 2025-05-16
            05/2025 => write 2025-05
            2025-5-6 => write 2025-05-06
            5/26 => which year? write YYYY-05-26
            5/6 => which year? write YYYY-06-05 or YYYY-05-06
            5/26/25 => which year? write YYYY-05-26
            26 May => which year? write YYYY-05-26
            May 26 => which year? write YYYY-05-26
            29 feb => which year? write YYYY-02-29
            May => which year? write YYYY-05
            26 May 2025 => write 2025-05-26
            May 26th, 2025 => write 2025-05-26
            Sept 2025 => write 2025-09
            30 February 2025 => February 2025 has 28 days
            2025-02-30 => February 2025 has 28 days
            0004-02-30 => February 0004 has 29 days
            2025-13-01 => there are 12 months
            0000 => years run from 0001 to 9999
            2025-05-16T12:30 => which offset? write 2025-05-16T12:30+03:00 or 2025-05-16T12:30Z
            2025-05-16 9:30 => which offset? write 2025-05-16T09:30+03:00 or 2025-05-16T09:30Z
            2025-05-16 12:30+03:00 => write 2025-05-16T12:30+03:00
            2025-05-16T12:30 +0300 => write 2025-05-16T12:30+03:00
            2025-05-16t12:30+03 => write 2025-05-16T12:30+03:00
            2025-05-16T24:00Z => clock times run from 00:00 to 23:59:59; midnight is 00:00 of the next day
            2025-05-16T12:60Z => clock times run from 00:00 to 23:59:59; midnight is 00:00 of the next day
            2025-05-16T23:59:60Z => clock times run from 00:00 to 23:59:59; midnight is 00:00 of the next day
            2025-05-16T12:30:00.1234567Z => seconds have at most six decimals
            2025-05-16T12:30+24:00 => offsets from UTC run from -23:59 to +23:59
            2025-05-16T12:30+03:60 => offsets from UTC run from -23:59 to +23:59";
        for (text, expected) in table.lines().filter_map(|row| row.trim().split_once(" => ")) {
            assert_eq!(message(text), format!("`{text}`: {expected}"));
        }
        assert_eq!(message(" 2025-05-06"), "` 2025-05-06`: write 2025-05-06");
    }

    #[test]
    fn what_resembles_no_date_is_shown_the_accepted_forms() {
        let rows = "nonsense|20255|2025-|-2025|2025-05-16T|2025-05T12:30Z|2025-05-16T12Z|13/13||+025|２０２５|May May|\
            é 12:30+0300|2025-05-16T12:30:00.Z|2025-05-16T12:30é+0300";
        let forms = "not a date; write 2025, 2025-05, 2025-05-16 or 2025-05-16T12:30+03:00";
        for text in rows.split('|') {
            assert_eq!(message(text), format!("`{text}`: {forms}"));
        }
        assert_eq!(message("a\nb").lines().count(), 1);
    }

    #[test]
    fn a_day_without_midnight_begins_with_its_first_minute() {
        let (start, _) = bounds("2018-11-04", America::Sao_Paulo);
        assert_eq!(start, "2018-11-04T01:00:00-02:00");
        let (_, end) = bounds("2018-11-03", America::Sao_Paulo);
        assert_eq!(end, start);
    }

    #[test]
    fn a_day_with_two_midnights_begins_with_the_earlier() {
        assert_eq!(bounds("2023-11-05", America::Havana).0, "2023-11-05T00:00:00-04:00");
    }

    #[test]
    fn a_day_that_a_zone_skipped_is_empty() {
        let leap = "2011-12-31T00:00:00+14:00".to_owned();
        assert_eq!(bounds("2011-12-30", Pacific::Apia), (leap.clone(), leap));
    }

    #[test]
    fn days_of_an_instant_are_those_of_the_zone() {
        let late: Stretch = "2025-05-16T23:59Z".parse().unwrap();
        assert_eq!(late.first_day(Tz::UTC), late.last_day(Tz::UTC));
        assert_eq!(late.last_day(Europe::Istanbul).to_string(), "2025-05-17");
        let year: Stretch = "2024".parse().unwrap();
        assert_eq!(year.last_day(Europe::Istanbul).to_string(), "2024-12-31");
    }

    #[test]
    fn an_instant_is_asked_for_by_name() {
        assert_eq!(
            Stretch::parse_instant("2025-05-16T12:30Z").unwrap().to_rfc3339(),
            "2025-05-16T12:30:00+00:00"
        );
        assert_eq!(
            Stretch::parse_instant("2025-05").unwrap_err().to_string(),
            "`2025-05`: no clock time; write an instant such as 2025-05-16T12:30+03:00"
        );
    }

    #[test]
    fn days_beyond_the_years_are_refused() {
        for day in [NaiveDate::MIN, NaiveDate::MAX, NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap()] {
            assert_eq!(Stretch::try_from(day).unwrap_err().kind(), &Kind::YearOutOfRange);
        }
    }

    fn zones() -> impl Strategy<Value = Tz> {
        (0..chrono_tz::TZ_VARIANTS.len()).prop_map(|index| chrono_tz::TZ_VARIANTS[index])
    }

    fn days() -> impl Strategy<Value = NaiveDate> {
        (0_u64..80_000).prop_map(|days| NaiveDate::from_ymd_opt(1880, 1, 1).unwrap() + Days::new(days))
    }

    proptest! {
        #[test]
        fn days_tile_time_in_every_zone(day in days(), zone in zones()) {
            let (start, end) = Stretch::try_from(day).unwrap().bounds(zone);
            prop_assert!(start <= end);
            prop_assert_eq!(end, start_of_day(day_after(day), zone));
        }

        #[test]
        fn the_last_minute_of_a_day_ends_with_it(day in days(), zone in zones()) {
            let next = start_of_day(day_after(day), zone);
            let minute = (next - TimeDelta::minutes(1)).format("%Y-%m-%dT%H:%MZ").to_string();
            // Offsets that were not whole minutes put midnight within a minute of UTC.
            if next.format("%S").to_string() == "00" {
                prop_assert_eq!(minute.parse::<Stretch>().unwrap().bounds(zone).1, next);
            }
        }

        #[test]
        fn any_text_is_read_or_explained_in_one_line(text in any::<String>()) {
            if let Err(error) = text.parse::<Stretch>() {
                prop_assert_eq!(error.to_string().lines().count(), 1);
            }
        }

        #[test]
        fn texts_near_a_date_are_read_or_explained(text in "[0-9TtZ+:./ é-]{0,30}") {
            if let Ok(stretch) = text.parse::<Stretch>() {
                let (start, end) = stretch.bounds(Europe::Istanbul);
                prop_assert!(start < end);
            }
        }
    }
}
