//! Dates in words: `Fri 16 May 2025`, `some time between 11 and 16 May 2025`, `by 17 May 2022`.

use asof_core::{WrittenDate, Zone};
use asof_projector::{Dated, Instant};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeDelta};

const DAY: &str = "%a %-d %B %Y";

/// Returns a date in words.
pub(crate) fn date(dated: &Dated) -> String {
    let (from, until) = (dated.from(), dated.until());
    let offset = from.or(until).map(|instant| *instant.0.offset());
    let words = when(dated.when.text(), offset);
    format!("{words}{}", narrowed(dated).unwrap_or_default())
}

/// Returns a date in words as a deadline: what lasts until a day is due by it.
pub(crate) fn deadline(dated: &Dated) -> String {
    date(dated).replacen("until ", "by ", 1)
}

/// The remark behind a date that the encoder inferred.
pub(crate) const INFERRED: &str = " (inferred date)";

/// Returns a date in words without the remark that it is inferred, where that is said elsewhere.
pub(crate) fn without_remark(words: &str) -> String {
    words.replace(INFERRED, "")
}

/// Returns whether a date lies within one day, as far as its bounds tell.
pub(crate) fn is_of_one_day(dated: &Dated) -> bool {
    first_and_last_day(dated).is_some_and(|(first, last)| first == last)
}

/// Returns the first and the last day on which something may have been; `None` where either end is open.
pub(crate) fn first_and_last_day(dated: &Dated) -> Option<(NaiveDate, NaiveDate)> {
    let (from, until) = (dated.from()?, dated.until()?);
    Some((from.0.date_naive(), (until.0 - TimeDelta::microseconds(1)).date_naive()))
}

/// Returns by which day, and from which on, a date was narrowed, where that is less than is written.
fn narrowed(dated: &Dated) -> Option<String> {
    // Days are the same in every zone; of clock times the words say enough.
    let (first, last) = (dated.when.first_day(Zone::UTC), dated.when.last_day(Zone::UTC));
    let from = dated.from().map(|from| from.0.date_naive());
    let from = from.filter(|from| first.is_none_or(|first| first < *from));
    let until = dated.until().map(|until| (until.0 - TimeDelta::microseconds(1)).date_naive());
    let until = until.filter(|until| last.is_none_or(|last| *until < last));
    let in_words = |day: NaiveDate| End::Day(day).words();
    match (from, until) {
        _ if first == last => None,
        (Some(from), Some(until)) if from == until => Some(format!(", on {}", in_words(until))),
        (Some(from), Some(until)) => {
            Some(format!(", between {}", End::Day(from).joined(&End::Day(until), "and")))
        }
        (Some(from), None) => Some(format!(", at the earliest {}", in_words(from))),
        (None, Some(until)) => Some(format!(", at the latest {}", in_words(until))),
        (None, None) => None,
    }
}

/// Returns a date as it is written in words, as its author is told it back: `some day in May 2025`.
pub fn date_as_written(written: &str) -> String {
    when(written, None)
}

/// Returns a date as written in words. The offset of a clock time is told where it is not that of the process.
pub(crate) fn when(written: &str, zone: Option<FixedOffset>) -> String {
    let core = written.trim_end_matches(['?', '~', '%']);
    let is_about = written.ends_with(['~', '%']);
    let words = shape(core, zone, is_about).unwrap_or_else(|| core.to_owned());
    let inferred = if written.ends_with(['?', '%']) { INFERRED } else { "" };
    format!("{words}{inferred}")
}

fn shape(core: &str, zone: Option<FixedOffset>, is_about: bool) -> Option<String> {
    let about = if is_about { "about " } else { "" };
    if let Some(inner) = core.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let (first, last) = inner.split_once("..")?;
        return match (End::read(first, zone), End::read(last, zone)) {
            (Some(first), Some(last)) => {
                let or_so = if is_about { ", or about then" } else { "" };
                Some(format!("some time between {}{or_so}", first.joined(&last, "and")))
            }
            (None, Some(last)) => Some(format!("by {about}{}", last.words())),
            (Some(first), None) => Some(format!("some time from {about}{} on", first.words())),
            (None, None) => None,
        };
    }
    if let Some((first, last)) = core.split_once('/') {
        return match (End::read(first, zone), End::read(last, zone)) {
            (Some(first), Some(last)) => Some(format!("{about}{}", first.joined(&last, "to"))),
            (None, Some(last)) => Some(format!("until {about}{}", last.words())),
            (Some(first), None) => Some(format!("from {about}{} on", first.words())),
            (None, None) => None,
        };
    }
    let end = End::read(core, zone)?;
    let point = match &end {
        End::Day(day) => day.format(DAY).to_string(),
        End::Month(_) | End::Year(_) => format!("some day in {}", end.words()),
        End::Instant { at, .. } if is_about => {
            return Some(format!("{}, about {}", at.format(DAY), end.clock()));
        }
        End::Instant { at, .. } => format!("{}, {}", at.format(DAY), end.clock()),
    };
    Some(format!("{about}{point}"))
}

/// Returns the stretch between two instants of the document in words; the last is exclusive.
pub(crate) fn between(from: Option<Instant>, until: Option<Instant>) -> String {
    match (from.map(|from| from.0), until.map(|until| until.0)) {
        (Some(from), Some(until)) => {
            let (first, last) = (End::begin(from), End::before(until));
            if let (End::Day(a), End::Day(b)) = (&first, &last)
                && a == b
            {
                return format!("on {}", a.format(DAY));
            }
            format!("between {}", first.joined(&last, "and"))
        }
        (None, Some(until)) => format!("by {}", End::before(until).words()),
        (Some(from), None) => format!("from {} on", End::begin(from).words()),
        (None, None) => "at a time that is not stated".to_owned(),
    }
}

/// Returns a date in words to stand behind a verb: `on Fri 16 May 2025`, `some day in 2025`, `by 17 May 2022`.
pub(crate) fn when_told(words: &str) -> String {
    let is_day =
        ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "].iter().any(|day| words.starts_with(day));
    if is_day { format!("on {words}") } else { words.to_owned() }
}

/// Returns a day in words.
pub(crate) fn day(day: NaiveDate) -> String {
    day.format(DAY).to_string()
}

/// Returns the day that an instant ends, as a command takes it; `None` if it falls within a day.
pub(crate) fn day_ended(until: DateTime<FixedOffset>) -> Option<String> {
    let is_midnight = until.time() == NaiveTime::MIN;
    let day = until.date_naive().pred_opt().filter(|_| is_midnight)?;
    Some(day.to_string())
}

/// Returns a date as written so that lines sort by day: its last day or minute, then `<` for by then, `?` for
/// inferred, `~` for approximate.
pub(crate) fn compact(written: &str) -> String {
    let core = written.trim_end_matches(['?', '~', '%']);
    let qualifier = match &written[core.len()..] {
        "%" => "?~",
        other => other,
    };
    let inner = core.trim_start_matches('[').trim_end_matches(']');
    let ends = inner.split_once('/').or_else(|| inner.split_once(".."));
    let (last, by) = match ends {
        Some((first, "" | "..")) => (first, ">"),
        Some((_, last)) => (last, "<"),
        None => (inner, ""),
    };
    format!("{}{by}{qualifier}", last.get(..16).unwrap_or(last))
}

/// Returns the offset of the process at a date, as far as its bounds tell.
pub(crate) fn offset(dated: &Dated) -> Option<FixedOffset> {
    dated.from().or(dated.until()).map(|instant| *instant.0.offset())
}

/// One end of an imprecise date, or a point.
enum End {
    Year(NaiveDate),
    Month(NaiveDate),
    Day(NaiveDate),
    Instant { at: DateTime<FixedOffset>, tells_offset: bool },
}

impl End {
    fn read(text: &str, zone: Option<FixedOffset>) -> Option<Self> {
        if text.contains('T') {
            let at = WrittenDate::parse_instant(text).ok()?;
            return Some(Self::Instant { at, tells_offset: zone != Some(*at.offset()) });
        }
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        match text.len() {
            4 => day(&format!("{text}-01-01")).map(Self::Year),
            7 => day(&format!("{text}-01")).map(Self::Month),
            _ => day(text).map(Self::Day),
        }
    }

    /// Returns the end that begins with an instant: a day if that is midnight.
    fn begin(at: DateTime<FixedOffset>) -> Self {
        if at.time() == chrono::NaiveTime::MIN {
            Self::Day(at.date_naive())
        } else {
            Self::Instant { at, tells_offset: false }
        }
    }

    /// Returns the end that ends just before an instant: a day if that is midnight, else a minute.
    fn before(until: DateTime<FixedOffset>) -> Self {
        if until.time() == chrono::NaiveTime::MIN {
            Self::Day((until - TimeDelta::seconds(1)).date_naive())
        } else {
            Self::Instant { at: until - TimeDelta::minutes(1), tells_offset: false }
        }
    }

    fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(*day),
            Self::Instant { at, .. } => Some(at.date_naive()),
            Self::Year(_) | Self::Month(_) => None,
        }
    }

    fn clock(&self) -> String {
        match self {
            Self::Instant { at, tells_offset: true } => {
                format!("{} ({})", at.format("%H:%M"), at.format("%:z"))
            }
            Self::Instant { at, .. } => at.format("%H:%M").to_string(),
            Self::Year(_) | Self::Month(_) | Self::Day(_) => String::new(),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Year(day) => day.format("%Y").to_string(),
            Self::Month(day) => day.format("%B %Y").to_string(),
            Self::Day(day) => day.format("%-d %B %Y").to_string(),
            Self::Instant { at, .. } => format!("{} {}", self.clock(), at.format("on %-d %B %Y")),
        }
    }

    /// Returns two ends in words, saying once what they share.
    fn joined(&self, last: &Self, between: &str) -> String {
        if let (Self::Instant { at, .. }, Self::Instant { .. }) = (self, last)
            && self.day() == last.day()
        {
            return format!("{} {between} {} on {}", at.format("%H:%M"), last.clock(), at.format(DAY));
        }
        let first = match (self, last) {
            (Self::Day(a), Self::Day(b)) if (a.year(), a.month()) == (b.year(), b.month()) => {
                a.format("%-d").to_string()
            }
            (Self::Day(a), Self::Day(b)) if a.year() == b.year() => a.format("%-d %B").to_string(),
            _ => self.words(),
        };
        format!("{first} {between} {}", last.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(written: &str) -> String {
        when(written, FixedOffset::east_opt(3 * 3600))
    }

    #[test]
    fn points_are_as_precise_as_they_are_written() {
        assert_eq!(words("2025-05-16"), "Fri 16 May 2025");
        assert_eq!(words("2025-05-16T12:30+03:00"), "Fri 16 May 2025, 12:30");
        assert_eq!(words("2025-05-16T11:30+02:00"), "Fri 16 May 2025, 11:30 (+02:00)");
        assert_eq!(words("2025-07"), "some day in July 2025");
        assert_eq!(words("2022"), "some day in 2022");
    }

    #[test]
    fn spans_and_unknown_moments_differ_and_say_once_what_they_share() {
        assert_eq!(words("2025-05-23/2025-05-25"), "23 to 25 May 2025");
        assert_eq!(words("2025-06-02/.."), "from 2 June 2025 on");
        assert_eq!(words("../2025-08-31"), "until 31 August 2025");
        assert_eq!(words("[2025-05-11..2025-05-16]"), "some time between 11 and 16 May 2025");
        assert_eq!(words("[2025-05-30..2025-06-02]"), "some time between 30 May and 2 June 2025");
        assert_eq!(words("[2024-12..2025-06-02]"), "some time between December 2024 and 2 June 2025");
        assert_eq!(words("[..2022-05-17]"), "by 17 May 2022");
        assert_eq!(
            words("[2025-05-15T00:00+03:00..2025-05-15T12:00+03:00]"),
            "some time between 00:00 and 12:00 on Thu 15 May 2025"
        );
    }

    #[test]
    fn doubt_is_said_in_words() {
        assert_eq!(words("2025-05-23?"), "Fri 23 May 2025 (inferred date)");
        assert_eq!(words("2025-07-23T18:00+03:00~"), "Wed 23 July 2025, about 18:00");
        assert_eq!(words("[2025-05-29..2025-05-30]~"), "some time between 29 and 30 May 2025, or about then");
        assert_eq!(words("[..2022-05-17]%"), "by about 17 May 2022 (inferred date)");
    }

    #[test]
    fn compact_dates_sort_by_their_end() {
        assert_eq!(compact("2025-05-16"), "2025-05-16");
        assert_eq!(compact("2025-05-16T12:30+03:00~"), "2025-05-16T12:30~");
        assert_eq!(compact("[2025-05-11..2025-05-16]?"), "2025-05-16<?");
        assert_eq!(compact("2025-05-15/2025-05-16"), "2025-05-16<");
        assert_eq!(compact("[..2022-05-17]%"), "2022-05-17<?~");
        assert_eq!(compact("2025-06-02/.."), "2025-06-02>");
    }

    #[test]
    fn what_is_no_date_is_printed_as_it_is() {
        assert_eq!(words("soon"), "soon");
        assert_eq!(words(""), "");
    }

    #[test]
    fn stretches_end_before_their_exclusive_end() {
        let at = |text: &str| Some(Instant(DateTime::parse_from_rfc3339(text).unwrap()));
        let until = at("2025-05-26T00:00:00+03:00");
        assert_eq!(between(at("2025-05-23T00:00:00+03:00"), until), "between 23 and 25 May 2025");
        assert_eq!(between(at("2025-05-25T00:00:00+03:00"), until), "on Sun 25 May 2025");
        assert_eq!(between(None, until), "by 25 May 2025");
        assert_eq!(
            between(at("2025-05-25T12:00:00+03:00"), at("2025-05-25T13:01:00+03:00")),
            "between 12:00 and 13:00 on Sun 25 May 2025"
        );
    }

    #[test]
    fn a_date_is_told_in_the_zone_of_its_process() {
        let dated =
            |zone: &str| Dated::written("2025-05-16T12:30+03:00".parse().unwrap(), zone.parse().unwrap());
        assert_eq!(date(&dated("Europe/Istanbul")), "Fri 16 May 2025, 12:30");
        assert_eq!(date(&dated("UTC")), "Fri 16 May 2025, 12:30 (+03:00)");
    }
}
