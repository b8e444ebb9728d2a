//! Dates that may be imprecise: points, spans, unknown moments, and the clocks that they stand for.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::date::{DateError, Stretch, one_line};
use crate::names::serde_as_text;

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
/// let bounds = when.bounds(chrono_tz::Europe::Istanbul);
/// assert_eq!(bounds.latest.unwrap().to_rfc3339(), "2025-06-02T21:00:00+00:00");
/// # Ok::<(), asof_core::WhenError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct When {
    text: Box<str>,
    shape: Shape,
    qualifier: Option<Qualifier>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Shape {
    Point(Stretch),
    Span(Ends),
    OneOf(Ends),
}

/// Two ends of which at least one is a date; `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Ends {
    first: Option<Stretch>,
    last: Option<Stretch>,
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

    /// Returns whether the bounds of a span or of an unknown moment lack an end.
    pub fn is_open(&self) -> bool {
        let (first, last) = self.ends();
        first.is_none() || last.is_none()
    }

    /// Returns the half-open bounds in the zone; `earliest <= latest` where both are known.
    ///
    /// Where the zone shows the ends to be in the wrong order ([`When::is_inverted`]), `latest` is `earliest`.
    pub fn bounds(&self, zone: Tz) -> Bounds {
        let (first, last) = self.ends();
        let earliest = first.map(|first| first.bounds(zone).0);
        let latest =
            last.map(|last| last.bounds(zone).1).map(|latest| earliest.map_or(latest, |e| e.max(latest)));
        Bounds { earliest, latest }
    }

    /// Returns the first day in the zone; `None` if it is open to the past.
    pub fn first_day(&self, zone: Tz) -> Option<NaiveDate> {
        self.ends().0.map(|first| first.first_day(zone))
    }

    /// Returns the day in the zone in which its last moment lies; `None` if it is open to the future.
    pub fn last_day(&self, zone: Tz) -> Option<NaiveDate> {
        self.ends().1.map(|last| last.last_day(zone))
    }

    /// Returns whether a day and an instant as ends turn out, in the zone, to be in the wrong order.
    ///
    /// Two days, or two instants, in the wrong order are refused when they are read.
    pub fn is_inverted(&self, zone: Tz) -> bool {
        let (Some(first), Some(last)) = self.ends() else {
            return false;
        };
        first.begins_after(&last).is_none() && first.bounds(zone).0 >= last.bounds(zone).1
    }

    fn ends(&self) -> (Option<Stretch>, Option<Stretch>) {
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

/// Why a text is not a date that may be imprecise, with what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// Nothing is written.
    #[error("no date; write one such as 2025-05-16")]
    Empty,
    /// The only point is not a date.
    #[error(transparent)]
    Point(DateError),
    /// The first end is not a date.
    #[error("first end: {0}")]
    First(DateError),
    /// The last end is not a date.
    #[error("last end: {0}")]
    Last(DateError),
    /// More than one of `?`, `~`, `%` at the end.
    #[error("`{}`: write only one of `?` (inferred), `~` (approximate) and `%` (both)", one_line(.0))]
    QualifierRepeated(String),
    /// One of `?`, `~`, `%` elsewhere than at the end.
    #[error("`{}`: `?`, `~` and `%` are written once, at the very end", one_line(.0))]
    QualifierInside(String),
    /// Bounds of which it is not said whether they are those of a span or of a moment.
    #[error(
        "`{}`: write [{first}..{last}] for one unknown moment or {} for a span",
        one_line(text),
        span_text(first, last)
    )]
    Undecided {
        /// The text that was refused.
        text: String,
        /// The first end, empty if it is open.
        first: String,
        /// The last end, empty if it is open.
        last: String,
    },
    /// A span of more than two ends.
    #[error("`{}`: a span has two ends, a/b; an unknown moment is written [a..b]", one_line(.0))]
    TooManyEnds(String),
    /// A span with nothing before or after the `/`.
    #[error("`{}`: one end is missing; write `..` for an end that is open", one_line(.0))]
    MissingEnd(String),
    /// Brackets that do not hold two bounds.
    #[error("`{}`: one unknown moment is written [a..b], [..b] or [a..]", one_line(.0))]
    Brackets(String),
    /// No end is a date.
    #[error("`{}`: one of the two ends must be a date", one_line(.0))]
    Unbounded(String),
    /// The last end is over before the first begins.
    #[error("`{}`: the first end comes after the last", one_line(.0))]
    Inverted(String),
    /// An open span as `occurred`.
    #[error("`{0}`: what occurred has ended; write what lasts as two events, its beginning and its end")]
    OpenSpan(When),
    /// A span as `known`.
    #[error("`{0}`: a thing becomes known at one moment; write the day, or [a..b] if it is uncertain")]
    KnownSpan(When),
}

fn span_text(first: &str, last: &str) -> String {
    let open = |end: &str| {
        if end.is_empty() { "..".to_owned() } else { end.to_owned() }
    };
    format!("{}/{}", open(first), open(last))
}

impl FromStr for When {
    type Err = WhenError;

    fn from_str(text: &str) -> Result<Self, WhenError> {
        let (core, qualifier) = split_qualifier(text);
        if core.ends_with(QUALIFIERS) {
            return Err(WhenError::QualifierRepeated(text.to_owned()));
        }
        if core.contains(QUALIFIERS) {
            return Err(WhenError::QualifierInside(text.to_owned()));
        }
        Ok(Self { text: text.into(), shape: read_shape(core)?, qualifier })
    }
}

const QUALIFIERS: [char; 3] = ['?', '~', '%'];

fn split_qualifier(text: &str) -> (&str, Option<Qualifier>) {
    let strip = |mark, qualifier| text.strip_suffix(mark).map(|core| (core, Some(qualifier)));
    strip('?', Qualifier::Inferred)
        .or_else(|| strip('~', Qualifier::Approximate))
        .or_else(|| strip('%', Qualifier::Both))
        .unwrap_or((text, None))
}

fn read_shape(text: &str) -> Result<Shape, WhenError> {
    if text.trim().is_empty() {
        Err(WhenError::Empty)
    } else if text.starts_with('[') || text.ends_with(']') {
        read_one_of(text).map(Shape::OneOf)
    } else if text.contains('/') && !is_slashed_date(text) {
        read_span(text).map(Shape::Span)
    } else if let Some((first, last)) = SEPARATORS.iter().find_map(|between| text.split_once(between)) {
        read_ends(text, bound(first), bound(last))?;
        Err(WhenError::Undecided { text: text.to_owned(), first: first.to_owned(), last: last.to_owned() })
    } else {
        text.parse().map(Shape::Point).map_err(WhenError::Point)
    }
}

/// What people write between two dates without saying which of the two things they mean.
const SEPARATORS: [&str; 5] = ["..", "--", " - ", "–", " to "];

/// Tells `02/06/2025` and `5/26`, which no span can be, from a span of years.
fn is_slashed_date(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.split('/').all(is_number) && text.split('/').any(|part| part.len() < 4)
}

fn read_one_of(text: &str) -> Result<Ends, WhenError> {
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let (first, last) =
        inner.and_then(|inner| inner.split_once("..")).ok_or_else(|| WhenError::Brackets(text.to_owned()))?;
    read_ends(text, bound(first), bound(last))
}

fn read_span(text: &str) -> Result<Ends, WhenError> {
    let parts: Vec<&str> = text.split('/').collect();
    let [first, last] = parts[..] else {
        return Err(WhenError::TooManyEnds(text.to_owned()));
    };
    if first.is_empty() || last.is_empty() {
        return Err(WhenError::MissingEnd(text.to_owned()));
    }
    let end = |part| Some(part).filter(|part| *part != "..");
    read_ends(text, end(first), end(last))
}

fn bound(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn read_ends(text: &str, first: Option<&str>, last: Option<&str>) -> Result<Ends, WhenError> {
    let first: Option<Stretch> = first.map(str::parse).transpose().map_err(WhenError::First)?;
    let last: Option<Stretch> = last.map(str::parse).transpose().map_err(WhenError::Last)?;
    match (first, last) {
        (None, None) => Err(WhenError::Unbounded(text.to_owned())),
        (Some(a), Some(b)) if a.begins_after(&b) == Some(true) => Err(WhenError::Inverted(text.to_owned())),
        _ => Ok(Ends { first, last }),
    }
}

/// When something happened in the world; never an open span.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Occurred(When);

/// When the public could know of something: a moment, never a span.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Known(When);

/// When something is due or planned: any date, open spans included.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Due(When);

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

clock!(Occurred from TryFrom::try_from, Known from TryFrom::try_from, Due from |when| Ok(Self(when)));
serde_as_text!(When, Occurred, Known, Due);

#[cfg(test)]
mod tests {
    use chrono_tz::{Europe, Pacific};
    use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

    use super::*;

    fn when(text: &str) -> When {
        text.parse().unwrap()
    }

    fn message(text: &str) -> String {
        text.parse::<When>().unwrap_err().to_string()
    }

    fn shown(text: &str) -> String {
        let bounds = when(text).bounds(Europe::Istanbul);
        let show = |at: Option<DateTime<Utc>>| {
            at.map_or("open".to_owned(), |at| {
                at.with_timezone(&Europe::Istanbul).format("%Y-%m-%dT%H:%M").to_string()
            })
        };
        format!("{} {}", show(bounds.earliest), show(bounds.latest))
    }

    #[test]
    fn bounds_are_half_open_in_the_zone() {
        let rows = [
            ("2025-05-16", "2025-05-16T00:00 2025-05-17T00:00"),
            ("2025-07?", "2025-07-01T00:00 2025-08-01T00:00"),
            ("2022~", "2022-01-01T00:00 2023-01-01T00:00"),
            ("2025-05-16T12:30+03:00%", "2025-05-16T12:30 2025-05-16T12:31"),
            ("2025-05-23/2025-05-25", "2025-05-23T00:00 2025-05-26T00:00"),
            ("2025-06-02/..", "2025-06-02T00:00 open"),
            ("../2025-08-31", "open 2025-09-01T00:00"),
            ("[2025-06-02..2025-07-23]", "2025-06-02T00:00 2025-07-24T00:00"),
            ("[..2022-05-17]", "open 2022-05-18T00:00"),
            ("[2022-05-17..]", "2022-05-17T00:00 open"),
            ("[2025-05-15T00:00+03:00..2025-05-15T12:00+03:00]", "2025-05-15T00:00 2025-05-15T12:01"),
            ("2025-07/2025", "2025-07-01T00:00 2026-01-01T00:00"),
            ("2024/2025", "2024-01-01T00:00 2026-01-01T00:00"),
        ];
        for (text, expected) in rows {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn a_minute_that_ends_a_day_ends_with_it() {
        assert_eq!(
            when("2025-05-16T23:59+03:00").bounds(Europe::Istanbul).latest,
            when("2025-05-16").bounds(Europe::Istanbul).latest
        );
    }

    #[test]
    fn qualifiers_are_told_apart() {
        let qualities = |text| (when(text).is_inferred(), when(text).is_approximate());
        assert_eq!(qualities("2025"), (false, false));
        assert_eq!(qualities("2025?"), (true, false));
        assert_eq!(qualities("[2025..2026]~"), (false, true));
        assert_eq!(qualities("2025/2026%"), (true, true));
    }

    #[test]
    fn mistakes_are_told_what_to_write() {
        let table = "
            02/06/2025 => `02/06/2025`: 2 June or 6 February? write 2025-06-02 or 2025-02-06
            5/26 => `5/26`: which year? write YYYY-05-26
            2025-02-30? => `2025-02-30`: February 2025 has 28 days
            2025-02-30/2025-03-01 => first end: `2025-02-30`: February 2025 has 28 days
            [2025-03-01..26 May] => last end: `26 May`: which year? write YYYY-05-26
            2025?~ => `2025?~`: write only one of `?` (inferred), `~` (approximate) and `%` (both)
            2025?/2026 => `2025?/2026`: `?`, `~` and `%` are written once, at the very end
            [2025..2026?] => `[2025..2026?]`: `?`, `~` and `%` are written once, at the very end
            2025..2026 => `2025..2026`: write [2025..2026] for one unknown moment or 2025/2026 for a span
            2025--2026 => `2025--2026`: write [2025..2026] for one unknown moment or 2025/2026 for a span
            ..2026 => `..2026`: write [..2026] for one unknown moment or ../2026 for a span
            2024/2025/2026 => `2024/2025/2026`: a span has two ends, a/b; an unknown moment is written [a..b]
            2025-05/ => `2025-05/`: one end is missing; write `..` for an end that is open
            [2025/2026] => `[2025/2026]`: one unknown moment is written [a..b], [..b] or [a..]
            2025..2026] => `2025..2026]`: one unknown moment is written [a..b], [..b] or [a..]
            [..] => `[..]`: one of the two ends must be a date
            ../.. => `../..`: one of the two ends must be a date
            .. => `..`: one of the two ends must be a date
            2025-06/2025-05 => `2025-06/2025-05`: the first end comes after the last
            [2025-05-16T12:30Z..2025-05-16T12:30+03:00] => `[2025-05-16T12:30Z..2025-05-16T12:30+03:00]`: the first end comes after the last";
        for (text, expected) in table.lines().filter_map(|row| row.trim().split_once(" => ")) {
            assert_eq!(message(text), expected);
        }
        assert_eq!(message("?"), "no date; write one such as 2025-05-16");
        assert!(message("nonsense").starts_with("`nonsense`: not a date; write 2025, "));
    }

    #[test]
    fn each_clock_refuses_what_it_cannot_be() {
        assert!("2025-06-02/..".parse::<Due>().is_ok());
        assert!("2025-06-02/2025-06-03".parse::<Occurred>().is_ok());
        assert!("[..2025-06-02]".parse::<Occurred>().is_ok());
        assert_eq!(
            "2025-06-02/..".parse::<Occurred>().unwrap_err().to_string(),
            "`2025-06-02/..`: what occurred has ended; write what lasts as two events, its beginning and its end"
        );
        assert!("[2025-06-02..2025-06-03]?".parse::<Known>().is_ok());
        assert_eq!(
            "2025-06-02/2025-06-03".parse::<Known>().unwrap_err().to_string(),
            "`2025-06-02/2025-06-03`: a thing becomes known at one moment; write the day, or [a..b] if it is uncertain"
        );
    }

    #[test]
    fn serde_uses_the_text_and_refuses_with_the_message() {
        let known: Known = serde_json::from_str("\"2025-05-16?\"").unwrap();
        assert_eq!(serde_json::to_string(&known).unwrap(), "\"2025-05-16?\"");
        let error = serde_json::from_str::<Occurred>("\"5/26\"").unwrap_err().to_string();
        assert!(error.starts_with("`5/26`: which year? write YYYY-05-26"), "{error}");
    }

    #[test]
    fn a_mixed_pair_shows_its_order_only_in_the_zone() {
        let mixed = when("[2025-05-17..2025-05-16T22:00Z]");
        assert!(mixed.is_inverted(Europe::London) && !mixed.is_inverted(Europe::Istanbul));
        let bounds = mixed.bounds(Europe::London);
        assert!(bounds.earliest.is_some() && bounds.earliest <= bounds.latest);
        // A day that Samoa skipped is empty, not inverted.
        assert!(!when("2011-12-30/2011-12-30").is_inverted(Pacific::Apia));
    }

    #[test]
    fn open_ends_have_no_day_and_sort_outermost() {
        let (past, future) = (when("[..2025]"), when("[2025..]"));
        assert_eq!((past.first_day(Tz::UTC), future.last_day(Tz::UTC)), (None, None));
        assert_eq!(past.last_day(Tz::UTC), NaiveDate::from_ymd_opt(2025, 12, 31));
        let point = when("2025").bounds(Tz::UTC);
        assert!(past.bounds(Tz::UTC).earliest_order() < point.earliest_order());
        assert!(future.bounds(Tz::UTC).latest_order() > point.latest_order());
    }

    fn points() -> impl Strategy<Value = String> {
        prop_oneof![
            "20[0-9]{2}",
            "20[0-9]{2}-(0[1-9]|1[0-2])",
            "20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])",
            "20[0-9]{2}-0[1-9]-2[0-8]T(0[0-9]|1[0-9]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?(Z|[+-]0[0-9]:30)",
        ]
    }

    fn whens() -> impl Strategy<Value = String> {
        let shape = prop_oneof![
            points(),
            (points(), points()).prop_map(|(a, b)| format!("{a}/{b}")),
            (points(), points()).prop_map(|(a, b)| format!("[{a}..{b}]")),
            points().prop_map(|a| format!("[..{a}]")),
            points().prop_map(|a| format!("{a}/..")),
        ];
        (shape, "[?~%]?").prop_map(|(shape, qualifier)| shape + &qualifier)
    }

    proptest! {
        #[test]
        fn what_is_read_prints_as_written_and_is_in_order(text in whens()) {
            match text.parse::<When>() {
                Ok(when) => {
                    prop_assert_eq!(when.to_string(), text);
                    let Bounds { earliest, latest } = when.bounds(Europe::Istanbul);
                    prop_assert!(latest.is_none() || earliest <= latest);
                    prop_assert_eq!(when.is_open(), earliest.is_none() || latest.is_none());
                    if let (Some(first), Some(last)) =
                        (when.first_day(Europe::Istanbul), when.last_day(Europe::Istanbul))
                    {
                        prop_assert!(first <= last || when.is_inverted(Europe::Istanbul));
                    }
                }
                Err(error) => prop_assert!(matches!(error, WhenError::Inverted(_)), "{}", error),
            }
        }

        #[test]
        fn any_text_is_read_or_explained_in_one_line(text in any::<String>()) {
            if let Err(error) = text.parse::<When>() {
                prop_assert_eq!(error.to_string().lines().count(), 1);
            }
        }
    }
}
