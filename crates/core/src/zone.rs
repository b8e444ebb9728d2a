//! Time zones, by the rules that are built in: the same on every machine.

#[cfg(test)]
mod tests;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeDelta, Utc};
use tz::TimeZoneRef;

use crate::as_text::serde_as_text;
use crate::text::one_line;

/// A time zone of the IANA database, written by its name.
///
/// ```
/// use asof_core::Zone;
/// let zone: Zone = "Europe/Istanbul".parse()?;
/// let noon = "2025-05-16T12:00:00Z".parse().unwrap();
/// assert_eq!(zone.clock(noon).to_rfc3339(), "2025-05-16T15:00:00+03:00");
/// # Ok::<(), asof_core::ZoneError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Zone {
    name: &'static str,
    rules: &'static TimeZoneRef<'static>,
}

/// The seconds of a day.
const DAY: i64 = 86_400;

/// Why a text is not a time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a time zone: write an IANA name such as Europe/Istanbul or UTC", one_line(.0))]
pub struct ZoneError(String);

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self { name: "UTC", rules: &tzdb_data::time_zone::UTC };

    /// Returns every zone that there is, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        tzdb_data::TZ_NAMES.iter().filter_map(|name| Self::named(name))
    }

    /// Returns the name as the database writes it.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Returns what clocks in the zone show at the instant.
    pub fn clock(self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        let offset = FixedOffset::east_opt(self.ahead_at(at.timestamp()));
        at.with_timezone(&offset.unwrap_or_else(|| Utc.fix()))
    }

    /// Returns the first instant at which clocks in the zone show this; `None` if they leapt over it.
    pub(crate) fn first_showing(self, clock: NaiveDateTime) -> Option<DateTime<Utc>> {
        let shown = clock.and_utc();
        let second = shown.timestamp();
        // Clocks change seldom: what they are ahead of UTC is what they were the day before or are the day after.
        [-DAY, DAY].into_iter().find_map(|near| {
            let ahead = self.ahead_at(second + near);
            let is_shown = self.ahead_at(second - i64::from(ahead)) == ahead;
            is_shown.then(|| shown - TimeDelta::seconds(ahead.into()))
        })
    }

    /// Returns the instants at which clocks in the zone show this, earliest first, each with the offset that they have
    /// then: one, two where the clocks go back over it, none where they leap over it.
    ///
    /// ```
    /// # use asof_core::Zone;
    /// let zone: Zone = "Asia/Jerusalem".parse()?;
    /// let shown = zone.showing("2025-01-19T11:15:00".parse().unwrap());
    /// assert_eq!(shown.iter().map(|at| at.to_rfc3339()).collect::<Vec<_>>(), ["2025-01-19T11:15:00+02:00"]);
    /// # Ok::<(), asof_core::ZoneError>(())
    /// ```
    pub fn showing(self, clock: NaiveDateTime) -> Vec<DateTime<FixedOffset>> {
        let readings = self.readings(clock).into_iter();
        readings.filter(|at| self.ahead_at(at.timestamp()) == at.offset().local_minus_utc()).collect()
    }

    /// Returns what this on a clock means with the offset of the day before and with that of the day after, if they
    /// differ; the earlier offset first.
    pub fn readings(self, clock: NaiveDateTime) -> Vec<DateTime<FixedOffset>> {
        let shown = clock.and_utc().timestamp();
        let offset = |near: i64| FixedOffset::east_opt(self.ahead_at(shown + near));
        let mut offsets: Vec<_> = [-DAY, DAY].into_iter().filter_map(offset).collect();
        offsets.dedup();
        offsets.into_iter().filter_map(|offset| clock.and_local_timezone(offset).single()).collect()
    }

    /// Returns how many seconds clocks in the zone are ahead of UTC, at a second counted from 1970.
    fn ahead_at(self, second: i64) -> i32 {
        // The rules of every zone reach over all years that can be written.
        self.rules.find_local_time_type(second).map_or(0, |local| local.ut_offset())
    }

    fn named(name: &str) -> Option<Self> {
        let known = tzdb_data::TZ_NAMES.iter().find(|known| **known == name)?;
        Some(Self { name: known, rules: tzdb_data::find_tz(known.as_bytes())? })
    }
}

impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(text: &str) -> Result<Self, ZoneError> {
        Self::named(text).ok_or_else(|| ZoneError(text.to_owned()))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

serde_as_text!(Zone: Zone);
