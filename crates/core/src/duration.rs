//! How long something lasted, in whole minutes.

use std::fmt;
use std::str::FromStr;

use smol_str::SmolStr;

use crate::as_text::serde_as_text;
use crate::text::one_line;

/// A length of time as written: ISO 8601 weeks, days, hours and minutes, perhaps approximate (`~`),
/// or a range.
///
/// `PT1H45M`, `P2D`, `P2DT3H`, `P1W`, `PT1H45M~`, `[P2D..P3D]`. A day is 24 hours. Nothing is longer
/// than 36525 days, a hundred years.
///
/// ```
/// use asof_core::Duration;
/// let duration: Duration = "PT1H45M~".parse()?;
/// assert_eq!(duration.minutes(), Some(105));
/// assert!(duration.is_approximate());
/// let range: Duration = "[P2D..P3D]".parse()?;
/// assert_eq!((range.minutes_low(), range.minutes_high()), (2880, 4320));
/// # Ok::<(), asof_core::DurationError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Duration {
    text: SmolStr,
    low: u64,
    high: u64,
}

impl Duration {
    /// Returns the text as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the shortest that it can be, in minutes (inclusive).
    pub fn minutes_low(&self) -> u64 {
        self.low
    }

    /// Returns the longest that it can be, in minutes (inclusive).
    pub fn minutes_high(&self) -> u64 {
        self.high
    }

    /// Returns the number of minutes if there is only one.
    pub fn minutes(&self) -> Option<u64> {
        (self.low == self.high).then_some(self.low)
    }

    /// Returns whether it is approximate (`~`), which does not move its bounds.
    pub fn is_approximate(&self) -> bool {
        self.text.ends_with('~')
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// Why a text is not a duration, with what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// It does not have the form.
    #[error("`{}`: not a duration; write PT1H45M, P2D, P2DT3H or a range [P2D..P3D], `~` at the end for about", one_line(.0))]
    Form(String),
    /// It counts years or months.
    #[error("`{}`: years and months have no fixed length; write weeks or days, such as P30D", one_line(.0))]
    Calendar(String),
    /// It counts seconds.
    #[error("`{}`: durations are stored in whole minutes; write minutes, such as PT90M", one_line(.0))]
    Seconds(String),
    /// It has a decimal fraction.
    #[error("`{}`: durations have no fractions; write a smaller unit, such as PT1H30M", one_line(.0))]
    Fraction(String),
    /// It is longer than is kept.
    #[error("`{}`: longer than 36525 days, a hundred years", one_line(.0))]
    TooLong(String),
    /// The range begins with the longer end.
    #[error("`{}`: the first end is longer than the last", one_line(.0))]
    Inverted(String),
}

impl FromStr for Duration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, DurationError> {
        let core = text.strip_suffix('~').unwrap_or(text);
        let (low, high) = match core.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
            Some(inner) => {
                let (low, high) =
                    inner.split_once("..").ok_or_else(|| DurationError::Form(text.to_owned()))?;
                (read_minutes(low, text)?, read_minutes(high, text)?)
            }
            None => {
                let minutes = read_minutes(core, text)?;
                (minutes, minutes)
            }
        };
        if low > high {
            return Err(DurationError::Inverted(text.to_owned()));
        }
        Ok(Self { text: text.into(), low, high })
    }
}

serde_as_text!(Duration: Duration);

const HOUR: u64 = 60;
const DAY: u64 = 24 * HOUR;
const LONGEST: u64 = 36_525 * DAY;

/// Reads one end of the `whole` text.
fn read_minutes(text: &str, whole: &str) -> Result<u64, DurationError> {
    let malformed = || DurationError::Form(whole.to_owned());
    let written = text.strip_prefix('P').ok_or_else(malformed)?;
    let (date, time) = match written.split_once('T') {
        Some((_, "")) => return Err(malformed()),
        Some((date, time)) => (date, time),
        None if written.is_empty() => return Err(malformed()),
        None => (written, ""),
    };
    let has_form = written.bytes().all(|b| b.is_ascii_digit() || b"YMWDTHS.,".contains(&b));
    if has_form && written.contains(['.', ',']) {
        Err(DurationError::Fraction(whole.to_owned()))
    } else if has_form && date.contains(['Y', 'M']) {
        Err(DurationError::Calendar(whole.to_owned()))
    } else if has_form && time.contains('S') {
        Err(DurationError::Seconds(whole.to_owned()))
    } else {
        let minutes = read_units(date, [('W', 7 * DAY), ('D', DAY)])
            .zip(read_units(time, [('H', HOUR), ('M', 1)]))
            .ok_or_else(malformed)
            .map(|(date, time)| date.saturating_add(time))?;
        if minutes > LONGEST { Err(DurationError::TooLong(whole.to_owned())) } else { Ok(minutes) }
    }
}

/// Adds up counts of units in the order given, each at most once; saturates far above the longest.
fn read_units(mut text: &str, units: [(char, u64); 2]) -> Option<u64> {
    let mut minutes = 0_u64;
    for (unit, length) in units {
        if let Some((count, rest)) = text.split_once(unit) {
            if count.is_empty() || !count.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            // A count of digits that does not fit is too long.
            let count = count.parse().unwrap_or(u64::MAX);
            minutes = minutes.saturating_add(length.saturating_mul(count));
            text = rest;
        }
    }
    text.is_empty().then_some(minutes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn duration(text: &str) -> Duration {
        text.parse().unwrap()
    }

    #[test]
    fn units_add_up_to_minutes() {
        let rows = [
            ("PT1H45M", 105),
            ("PT105M", 105),
            ("P2D", 2880),
            ("P2DT3H", 3060),
            ("P1W", 10_080),
            ("P1W1DT1M", 11_521),
            ("PT0M", 0),
            ("P36525D", 52_596_000),
        ];
        for (text, minutes) in rows {
            assert_eq!(duration(text).minutes(), Some(minutes), "{text}");
        }
    }

    #[test]
    fn ranges_have_two_ends_and_may_be_approximate() {
        let range = duration("[P2D..P3D]~");
        assert_eq!((range.minutes_low(), range.minutes_high(), range.minutes()), (2880, 4320, None));
        assert!(range.is_approximate() && !duration("[P2D..P3D]").is_approximate());
        assert_eq!(duration("[P1D..PT24H]").minutes(), Some(1440));
    }

    #[test]
    fn mistakes_are_told_apart() {
        type Kind = fn(String) -> DurationError;
        let rows: [(&str, Kind); 6] = [
            (" P PT P1DT 1h45m PD PT45M1H P1D1D PT+1H P1D~~ P1D? P1D/P2D [..P2D] [P1D]", DurationError::Form),
            ("P1Y P1M", DurationError::Calendar),
            ("PT90S", DurationError::Seconds),
            ("PT1.5H", DurationError::Fraction),
            ("P36525DT1M P99999999999999999999999W", DurationError::TooLong),
            ("[P3D..P2D]", DurationError::Inverted),
        ];
        for (texts, kind) in rows {
            for text in texts.split(' ') {
                assert_eq!(text.parse::<Duration>(), Err(kind(text.to_owned())));
            }
        }
    }

    #[test]
    fn messages_say_what_to_write() {
        assert_eq!(
            "P1M".parse::<Duration>().unwrap_err().to_string(),
            "`P1M`: years and months have no fixed length; write weeks or days, such as P30D"
        );
    }

    proptest! {
        #[test]
        fn what_is_read_prints_as_written(days in 0_u64..9999, hours in 0_u64..99, about in "~?") {
            let text = format!("P{days}DT{hours}H{about}");
            let duration: Duration = text.parse().unwrap();
            prop_assert_eq!(duration.minutes(), Some(days * 1440 + hours * 60));
            prop_assert_eq!(serde_json::to_string(&duration).unwrap(), format!("\"{text}\""));
        }

        #[test]
        fn any_text_is_read_or_explained_in_one_line(
            text in any::<String>(),
            near in "\\[?P?[0-9DTHMWS.]{0,9}~?\\]?",
            range in "\\[P[0-9]{1,2}D\\.\\.P[0-9]{1,2}D\\]~?",
        ) {
            for text in [text, near, range] {
                match text.parse::<Duration>() {
                    Ok(duration) => prop_assert!(duration.minutes_low() <= duration.minutes_high()),
                    Err(error) => prop_assert_eq!(error.to_string().lines().count(), 1),
                }
            }
        }
    }
}
