//! Offsets: `-1d`, ` + 3h`.

use asof_core::{DateErrorKind, Zone};
use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};

use super::base::{NamedDate, Side};
use super::error::{DateQuestionError, DateQuestionErrorKind as Kind};

/// How far before or after what was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offset {
    direction: Direction,
    count: u32,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Later,
    Earlier,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

impl Unit {
    fn named(text: &str) -> Option<Self> {
        Some(match text {
            "h" => Self::Hours,
            "d" => Self::Days,
            "w" => Self::Weeks,
            "mo" => Self::Months,
            "y" => Self::Years,
            _ => return None,
        })
    }
}

/// A text that ends with a sign, a number and something more, perhaps a unit.
#[derive(Debug, Clone, Copy)]
struct Tail<'t> {
    base: &'t str,
    sign: char,
    count: &'t str,
    unit: &'t str,
}

/// The signs, with those that word processors put for a minus.
const SIGNS: [char; 4] = ['+', '-', '\u{2212}', '\u{2013}'];

impl<'t> Tail<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let (base, signed) = text.split_at_checked(text.rfind(SIGNS)?)?;
        let mut signed = signed.chars();
        let sign = signed.next()?;
        let rest = signed.as_str().trim_start();
        let (count, unit) = rest.split_at_checked(rest.find(|c: char| !c.is_ascii_digit())?)?;
        (!count.is_empty()).then_some(Self { base: base.trim_end(), sign, count, unit })
    }

    /// Returns direction and unit, if the grammar admits them.
    fn as_written(&self) -> Option<(Direction, Unit)> {
        let direction = match self.sign {
            '+' => Direction::Later,
            '-' => Direction::Earlier,
            _ => return None,
        };
        Some((direction, Unit::named(self.unit)?))
    }
}

impl Offset {
    /// Splits an offset off its base; `None` if the text does not end with one.
    ///
    /// # Errors
    ///
    /// Refuses an offset that stands alone, is the second one or has too large a number.
    pub(super) fn split(text: &str) -> Result<Option<(&str, Self)>, DateQuestionError> {
        let Some(tail) = Tail::of(text) else { return Ok(None) };
        let Some((direction, unit)) = tail.as_written() else { return Ok(None) };
        if tail.base.is_empty() {
            return Err(Kind::NoBase.of(text));
        }
        if Tail::of(tail.base).is_some_and(|first| first.as_written().is_some()) {
            return Err(Kind::TwoOffsets.of(text));
        }
        let count = tail.count.parse().map_err(|_| too_far(text))?;
        Ok(Some((tail.base, Self { direction, count, unit })))
    }

    /// Returns whether it leads to an earlier moment.
    pub(super) fn is_earlier(self) -> bool {
        self.direction == Direction::Earlier
    }

    /// Returns what lies so far from what the base of the text names.
    pub(super) fn apply(
        self,
        named: NamedDate,
        base: &str,
        text: &str,
        zone: Zone,
    ) -> Result<NamedDate, DateQuestionError> {
        let end = named.as_end(Side::Last, base, zone)?;
        match (self.unit, named) {
            (Unit::Hours, NamedDate::Instant { from, until, .. }) => {
                let (from, until) = (self.hours_from(from), self.hours_from(until));
                NamedDate::instant(
                    from.ok_or_else(|| too_far(text))?,
                    until.ok_or_else(|| too_far(text))?,
                    text,
                    zone,
                )
            }
            (Unit::Hours, NamedDate::Days { .. } | NamedDate::Period(_)) => {
                let at = self.hours_from(end.until).ok_or_else(|| too_far(text))?;
                NamedDate::instant(at, at, text, zone)
            }
            (Unit::Days | Unit::Weeks | Unit::Months | Unit::Years, _) => {
                let day = self.days_from(end.last_day).ok_or_else(|| too_far(text))?;
                Ok(NamedDate::day(day, named.zone_or(zone)))
            }
        }
    }

    fn hours_from(self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        at.checked_add_signed(TimeDelta::try_hours(self.signed(1))?)
    }

    fn days_from(self, day: NaiveDate) -> Option<NaiveDate> {
        match self.unit {
            Unit::Hours | Unit::Days => day.checked_add_signed(TimeDelta::try_days(self.signed(1))?),
            Unit::Weeks => day.checked_add_signed(TimeDelta::try_days(self.signed(7))?),
            Unit::Months => self.months_from(day, self.count),
            Unit::Years => self.months_from(day, self.count.checked_mul(12)?),
        }
    }

    fn months_from(self, day: NaiveDate, months: u32) -> Option<NaiveDate> {
        match self.direction {
            Direction::Later => day.checked_add_months(Months::new(months)),
            Direction::Earlier => day.checked_sub_months(Months::new(months)),
        }
    }

    /// Returns the count, each worth so many, below zero if it leads to earlier.
    fn signed(self, each: i64) -> i64 {
        let count = i64::from(self.count) * each;
        match self.direction {
            Direction::Later => count,
            Direction::Earlier => -count,
        }
    }
}

fn too_far(text: &str) -> DateQuestionError {
    Kind::Date(DateErrorKind::YearOutOfRange).of(text)
}

/// Returns the base of a text that ends with an offset in another form, and what to write for the whole.
pub(super) fn misread(text: &str) -> Option<(&str, String)> {
    let Tail { base, sign, count, unit } = Tail::of(text)?;
    let sign = if sign == '+' { '+' } else { '-' };
    let unit = unit.trim().to_lowercase();
    let meant = UNITS.into_iter().find(|meant| unit.starts_with(meant) || (unit == "m" && *meant == "mo"))?;
    (!base.is_empty()).then(|| (base, format!("{base}{sign}{count}{meant}")))
}

/// The units as they are written, which is how their names begin.
const UNITS: [&str; 5] = ["h", "d", "w", "mo", "y"];
