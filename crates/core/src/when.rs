//! Dates that may be imprecise: points, spans, unknown moments, and the clocks that they stand for.

mod error;
mod read;
mod roles;
#[cfg(test)]
mod tests;

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use smol_str::SmolStr;

use crate::as_text::serde_as_text;
use crate::date::WrittenDate;
use crate::zone::Zone;

pub use error::WhenError;
pub use roles::{DayOrInstant, Due, Known, Occurred};

/// A date as written: a point, a span or one unknown moment, perhaps inferred or approximate.
///
/// A profile of EDTF (ISO 8601-2) with clock times: `2025-05-16`, the span `2025-05-23/2025-05-25`
/// (open: `2025-06-02/..`), one moment inside bounds `[2025-06-02..2025-07-23]` (open:
/// `[..2022-05-17]`), each with at most one `?` (inferred), `~` (approximate) or `%` (both) at the end.
///
/// ```
/// use asof_core::When;
/// let when: When = "[2025-05..2025-06-02]?".parse()?;
/// assert_eq!(when.to_string(), "[2025-05..2025-06-02]?");
/// assert!(when.is_inferred() && !when.is_span());
/// let bounds = when.bounds("Europe/Istanbul".parse().unwrap());
/// assert_eq!(bounds.latest.unwrap().to_rfc3339(), "2025-06-02T21:00:00+00:00");
/// # Ok::<(), asof_core::WhenError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct When {
    text: SmolStr,
    shape: Shape,
    qualifier: Option<Qualifier>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Shape {
    Point(WrittenDate),
    Span(Ends),
    OneOf(Ends),
}

/// Two ends of which at least one is a date; `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Ends {
    first: Option<WrittenDate>,
    last: Option<WrittenDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Qualifier {
    Inferred,
    Approximate,
    Both,
}

/// The instants between which a date lies, half-open: `earliest` is included, `latest` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// The first instant that it can be (inclusive); `None` if it is open to the past.
    pub earliest: Option<DateTime<Utc>>,
    /// The instant by which it is over (exclusive); `None` if it is open to the future.
    pub latest: Option<DateTime<Utc>>,
}

impl Bounds {
    /// Returns a key that sorts by the earliest instant, open ones first.
    pub fn earliest_order(&self) -> Option<DateTime<Utc>> {
        self.earliest
    }

    /// Returns a key that sorts by the latest instant, open ones last.
    pub fn latest_order(&self) -> (bool, Option<DateTime<Utc>>) {
        (self.latest.is_none(), self.latest)
    }

    /// Returns whether it is certainly over when the other begins.
    pub fn is_over_before(&self, other: Self) -> bool {
        matches!((self.latest, other.earliest), (Some(latest), Some(earliest)) if latest <= earliest)
    }
}

impl When {
    /// Returns the text as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns whether the encoder inferred it and no source states it (`?` or `%`).
    pub fn is_inferred(&self) -> bool {
        matches!(self.qualifier, Some(Qualifier::Inferred | Qualifier::Both))
    }

    /// Returns whether it is approximate (`~` or `%`), which does not move its bounds.
    pub fn is_approximate(&self) -> bool {
        matches!(self.qualifier, Some(Qualifier::Approximate | Qualifier::Both))
    }

    /// Returns whether it went on from a first to a last (`a/b`).
    pub fn is_span(&self) -> bool {
        matches!(self.shape, Shape::Span(_))
    }

    /// Returns whether it is one day or one instant, without a mark behind it.
    pub fn is_moment(&self) -> bool {
        matches!(self.shape, Shape::Point(point) if point.is_day() || point.is_instant())
            && self.qualifier.is_none()
    }

    /// Returns whether the bounds of a span or of an unknown moment lack an end.
    pub fn is_open(&self) -> bool {
        let (first, last) = self.ends();
        first.is_none() || last.is_none()
    }

    /// Returns the half-open bounds in the zone; `earliest <= latest` where both are known.
    ///
    /// Where the zone shows the ends to be in the wrong order ([`When::is_inverted`]), `latest` is `earliest`.
    pub fn bounds(&self, zone: Zone) -> Bounds {
        let (first, last) = self.ends();
        let earliest = first.map(|first| first.begin(zone));
        let latest = last.map(|last| last.end(zone)).map(|latest| earliest.map_or(latest, |e| e.max(latest)));
        Bounds { earliest, latest }
    }

    /// Returns the first day in the zone; `None` if it is open to the past.
    pub fn first_day(&self, zone: Zone) -> Option<NaiveDate> {
        self.ends().0.map(|first| first.first_day(zone))
    }

    /// Returns the day in the zone in which its last moment lies; `None` if it is open to the future.
    pub fn last_day(&self, zone: Zone) -> Option<NaiveDate> {
        self.ends().1.map(|last| last.last_day(zone))
    }

    /// Returns whether a day and an instant as ends turn out, in the zone, to be in the wrong order.
    ///
    /// Two days, or two instants, in the wrong order are refused when they are read.
    pub fn is_inverted(&self, zone: Zone) -> bool {
        let (Some(first), Some(last)) = self.ends() else {
            return false;
        };
        first.begins_after(&last).is_none() && first.bounds(zone).0 >= last.bounds(zone).1
    }

    /// Returns the day written in it that the zone skipped, if there is one.
    pub fn skipped_day(&self, zone: Zone) -> Option<NaiveDate> {
        let (first, last) = self.ends();
        let skipped = [first, last].into_iter().flatten().find(|end| end.is_skipped(zone))?;
        Some(skipped.first_day(zone))
    }

    fn ends(&self) -> (Option<WrittenDate>, Option<WrittenDate>) {
        match self.shape {
            Shape::Point(point) => (Some(point), Some(point)),
            Shape::Span(ends) | Shape::OneOf(ends) => (ends.first, ends.last),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

serde_as_text!(When: Date);
