//! What a date stands for: when something occurred, was known or is due.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::{When, WhenError};
use crate::as_text::serde_as_text;
use crate::zone::Zone;

/// When something happened in the world; never an open span.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Occurred(When);

/// When the public could know of something: a moment, never a span.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Known(When);

/// When something is due or planned: any date, open spans included.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Due(When);

/// A day, or an instant with its offset, at whose end something is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DayOrInstant(When);

impl DayOrInstant {
    /// Returns the exclusive end of the day or instant in the zone.
    ///
    /// ```
    /// use asof_core::DayOrInstant;
    /// let day: DayOrInstant = "2025-05-24".parse()?;
    /// assert_eq!(day.end("Europe/Istanbul".parse().unwrap()).to_rfc3339(), "2025-05-24T21:00:00+00:00");
    /// assert!("2025-05".parse::<DayOrInstant>().is_err());
    /// # Ok::<(), asof_core::WhenError>(())
    /// ```
    pub fn end(&self, zone: Zone) -> DateTime<Utc> {
        let latest = self.0.bounds(zone).latest;
        latest.unwrap_or_else(|| unreachable!("`{}` is a day or an instant", self.0))
    }
}

impl TryFrom<When> for DayOrInstant {
    type Error = WhenError;

    fn try_from(when: When) -> Result<Self, WhenError> {
        if when.is_moment() { Ok(Self(when)) } else { Err(WhenError::NoMoment(when)) }
    }
}

impl TryFrom<When> for Occurred {
    type Error = WhenError;

    fn try_from(when: When) -> Result<Self, WhenError> {
        if when.is_span() && when.is_open() { Err(WhenError::OpenSpan(when)) } else { Ok(Self(when)) }
    }
}

impl TryFrom<When> for Known {
    type Error = WhenError;

    fn try_from(when: When) -> Result<Self, WhenError> {
        if when.is_span() { Err(WhenError::KnownSpan(when)) } else { Ok(Self(when)) }
    }
}

impl From<When> for Due {
    fn from(when: When) -> Self {
        Self(when)
    }
}

/// Reads and prints a clock as its date.
macro_rules! clock {
    ($($name:ident from $make:expr),+ $(,)?) => {$(
        impl $name {
            /// Returns the date.
            pub fn when(&self) -> &When {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = When;

            fn deref(&self) -> &When {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = WhenError;

            fn from_str(text: &str) -> Result<Self, WhenError> {
                text.parse::<When>().and_then($make)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

clock!(
    Occurred from TryFrom::try_from,
    Known from TryFrom::try_from,
    DayOrInstant from TryFrom::try_from,
    Due from |when| Ok(Self(when)),
);

serde_as_text!(Occurred: Date, Known: Date, DayOrInstant: Date, Due: Date);
