//! One written point of time: a year, a month, a day or an instant, each a stretch of its own length.

mod error;
mod hints;
mod read;
#[cfg(test)]
mod tests;
mod vague;

use chrono::{DateTime, Days, FixedOffset, Months, NaiveDate, NaiveTime, TimeDelta, Utc};

pub use error::{DateError, DateErrorKind};

use crate::zone::Zone;

/// A written point of time, which lasts as long as it is precise: a year, a month, a day, a minute,
/// a second or a decimal fraction of one.
///
/// Years run from 0001 to 9999. The written offset of an instant fixes it; days, months and years
/// are those of a zone.
///
/// ```
/// use asof_core::WrittenDate;
/// let day: WrittenDate = "2025-05-16".parse()?;
/// let (start, end) = day.bounds("Europe/Istanbul".parse().unwrap());
/// assert_eq!(start.to_rfc3339(), "2025-05-15T21:00:00+00:00");
/// assert_eq!(end.to_rfc3339(), "2025-05-16T21:00:00+00:00");
/// # Ok::<(), asof_core::DateError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WrittenDate(Written);

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

impl WrittenDate {
    /// Returns where the stretch begins (inclusive) and ends (exclusive) in the zone.
    ///
    /// A day that the zone skipped is empty: both are the instant of the leap.
    pub fn bounds(&self, zone: Zone) -> (DateTime<Utc>, DateTime<Utc>) {
        (self.begin(zone), self.end(zone))
    }

    /// Returns where the stretch begins, included.
    pub(crate) fn begin(&self, zone: Zone) -> DateTime<Utc> {
        match self.0 {
            Written::Year(first) | Written::Month(first) | Written::Day(first) => start_of_day(first, zone),
            Written::Instant { start, .. } => start.to_utc(),
        }
    }

    /// Returns where the stretch ends, not included.
    pub(crate) fn end(&self, zone: Zone) -> DateTime<Utc> {
        match self.0 {
            Written::Year(first) => start_of_day(months_after(first, 12), zone),
            Written::Month(first) => start_of_day(months_after(first, 1), zone),
            Written::Day(day) => start_of_day(day_after(day), zone),
            Written::Instant { start, length } => start.to_utc() + length,
        }
    }

    /// Returns the day in which the stretch begins; for an instant, its day in the zone.
    pub fn first_day(&self, zone: Zone) -> NaiveDate {
        match self.0 {
            Written::Year(first) | Written::Month(first) | Written::Day(first) => first,
            Written::Instant { start, .. } => zone.clock(start.to_utc()).date_naive(),
        }
    }

    /// Returns the day in which the last moment of the stretch lies; for an instant, in the zone.
    pub fn last_day(&self, zone: Zone) -> NaiveDate {
        match self.0 {
            Written::Year(first) => day_before(months_after(first, 12)),
            Written::Month(first) => day_before(months_after(first, 1)),
            Written::Day(day) => day,
            Written::Instant { start, length } => {
                zone.clock(start.to_utc() + length - TimeDelta::microseconds(1)).date_naive()
            }
        }
    }

    /// Returns whether a year is written, without a month.
    pub fn is_year(&self) -> bool {
        matches!(self.0, Written::Year(_))
    }

    /// Returns whether a day is written, without a time.
    pub fn is_day(&self) -> bool {
        matches!(self.0, Written::Day(_))
    }

    /// Returns whether a clock time is written, which needs no zone to be placed.
    pub fn is_instant(&self) -> bool {
        matches!(self.0, Written::Instant { .. })
    }

    /// Returns whether it is a day that the zone skipped, as clocks were set over it: nothing can have happened then.
    pub fn is_skipped(&self, zone: Zone) -> bool {
        let (start, end) = self.bounds(zone);
        start == end
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
                Err(DateError::new(text, DateErrorKind::NotAnInstant))
            }
        }
    }

    /// Returns whether this begins only where the other has ended; `None` if that depends on the zone.
    pub(crate) fn begins_after(&self, other: &Self) -> Option<bool> {
        // Between two dates, or two instants, every zone gives the same answer.
        (self.is_instant() == other.is_instant())
            .then(|| self.bounds(Zone::UTC).0 >= other.bounds(Zone::UTC).1)
    }
}

/// Takes a day, as arithmetic on dates gives it.
impl TryFrom<NaiveDate> for WrittenDate {
    type Error = DateError;

    fn try_from(day: NaiveDate) -> Result<Self, DateError> {
        let first = NaiveDate::from_ymd_opt(1, 1, 1);
        let last = NaiveDate::from_ymd_opt(9999, 12, 31);
        if first <= Some(day) && Some(day) <= last {
            Ok(Self(Written::Day(day)))
        } else {
            Err(DateError::new(&day.to_string(), DateErrorKind::YearOutOfRange))
        }
    }
}

/// Returns the first moment of the day in the zone.
///
/// Where the clocks leap over midnight it is the first valid minute after; where they go back over
/// it, the earlier of the two midnights.
fn start_of_day(day: NaiveDate, zone: Zone) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // The longest leap on record is the day that Samoa skipped.
    let behind_a_leap = || {
        (1..=2 * 24 * 60)
            .filter_map(|minutes| midnight.checked_add_signed(TimeDelta::minutes(minutes)))
            .find_map(|clock| zone.first_showing(clock))
    };
    zone.first_showing(midnight).or_else(behind_a_leap).unwrap_or_else(|| midnight.and_utc())
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
