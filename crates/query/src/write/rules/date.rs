//! Dates of cells: read by the formats that the rules name, as fine as they are, and never guessed.

use asof_core::Zone;
use chrono::format::{Item, Numeric, Parsed, StrftimeItems, parse};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Timelike, Weekday};

/// A date as fine as a cell has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fine {
    Year(i32),
    Month(i32, u32),
    Day(NaiveDate),
    Instant(NaiveDateTime),
}

/// A mark behind a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    None,
    Inferred,
    Approximate,
    Both,
}

/// What a day that cannot be meant as one means, such as the first of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Coarser {
    pub(crate) to: Coarse,
    pub(crate) mark: Mark,
}

/// How coarse a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coarse {
    Month,
    Year,
}

/// What is made of one or two dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Precision {
    Day,
    Range,
    Span,
    Week,
    Month,
    Year,
    /// So many days before and behind.
    Around(u64),
}

/// What two different days are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Apart {
    /// Refused.
    Refused,
    /// It went on.
    Span,
    /// One unknown moment.
    Range,
}

impl Mark {
    /// Splits a mark from the end of a word of the rules.
    pub(crate) fn split(text: &str) -> (&str, Self) {
        let mark = match text.chars().next_back() {
            Some('?') => Self::Inferred,
            Some('~') => Self::Approximate,
            Some('%') => Self::Both,
            _ => return (text, Self::None),
        };
        (text[..text.len() - 1].trim_end(), mark)
    }

    /// Returns a date with this mark, beside the one that it has.
    pub(crate) fn on(self, date: &str) -> String {
        let (date, own) = Self::split(date);
        let mark = match (own, self) {
            (one, other) if one == other => one,
            (Self::None, other) | (other, Self::None) => other,
            _ => Self::Both,
        };
        let mark = match mark {
            Self::None => "",
            Self::Inferred => "?",
            Self::Approximate => "~",
            Self::Both => "%",
        };
        format!("{date}{mark}")
    }
}

/// A format of dates, as strftime has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DateFormat(String);

impl DateFormat {
    /// Reads a format.
    ///
    /// # Errors
    ///
    /// It is none, or leaves the century, the month or the day to be guessed.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let items: Vec<Item<'_>> = StrftimeItems::new(text).collect();
        if items.contains(&Item::Error) {
            return Err(format!(
                "`{text}` is no format of dates: write it as strftime does, such as \"%Y-%m-%d\""
            ));
        }
        let is_short =
            |item: &Item<'_>| matches!(item, Item::Numeric(Numeric::YearMod100 | Numeric::IsoYearMod100, _));
        if items.iter().any(is_short) {
            return Err(format!(
                "`{text}` has a year of two digits, and its century would be a guess: %Y is the whole year"
            ));
        }
        if !items.iter().any(|item| matches!(item, Item::Numeric(Numeric::Year, _))) {
            return Err(format!("`{text}` has no year: %Y is the year"));
        }
        Ok(Self(text.to_owned()))
    }

    /// Reads a text by the format, whole; a day or a month that stands as one of `unknown` is left out.
    fn parse(&self, text: &str, unknown: &[String]) -> Option<Fine> {
        let whole = |format: &str| {
            let mut parsed = Parsed::new();
            parse(&mut parsed, text, StrftimeItems::new(format)).ok().map(|()| parsed)
        };
        if let Some(parsed) = whole(&self.0) {
            return fine(&parsed);
        }
        let without_day = unknown.iter().map(|unknown| replaced(&self.0, &["%d", "%e"], unknown));
        for format in without_day {
            if let Some(parsed) = whole(&format) {
                return fine(&parsed);
            }
            for unknown in unknown {
                let format = replaced(&format, &["%m", "%b", "%B"], unknown);
                if let Some(parsed) = whole(&format) {
                    return fine(&parsed);
                }
            }
        }
        None
    }
}

/// Returns a format with another text where a field stands.
fn replaced(format: &str, fields: &[&str], text: &str) -> String {
    let text = text.replace('%', "%%");
    fields.iter().fold(format.to_owned(), |format, field| format.replace(field, &text))
}

/// Returns what was read of a date; `None` if it is no date.
fn fine(parsed: &Parsed) -> Option<Fine> {
    let year = parsed.year().filter(|year| (1000..=9999).contains(year))?;
    match (parsed.month(), parsed.day()) {
        (None, None) if parsed.ordinal().is_none() => Some(Fine::Year(year)),
        (Some(month), None) => Some(Fine::Month(year, month)),
        _ => {
            let day = parsed.to_naive_date().ok()?;
            let time = parsed.to_naive_time().unwrap_or(NaiveTime::MIN);
            Some(if time == NaiveTime::MIN { Fine::Day(day) } else { Fine::Instant(day.and_time(time)) })
        }
    }
}

/// Reads a text by several formats.
///
/// # Errors
///
/// None of them fits, or two of them read it as two dates.
pub(crate) fn parsed(text: &str, formats: &[DateFormat], unknown: &[String]) -> Result<Fine, String> {
    let mut found: Option<(Fine, &DateFormat)> = None;
    for format in formats {
        match (format.parse(text, unknown), found) {
            (Some(date), Some((first, by))) if date != first => {
                return Err(format!(
                    "`{text}` is {} by `{}` and {} by `{}`: name one format",
                    first.text(),
                    by.0,
                    date.text(),
                    format.0
                ));
            }
            (Some(date), None) => found = Some((date, format)),
            _ => {}
        }
    }
    found.map(|(date, _)| date).ok_or_else(|| {
        let formats: Vec<String> = formats.iter().map(|format| format!("`{}`", format.0)).collect();
        format!("`{text}` is no date by {}", formats.join(" or "))
    })
}

/// Returns a date of its parts, as fine as they are filled in.
///
/// # Errors
///
/// A part is no number, a coarser part is missing, or there is no such day.
pub(crate) fn of_parts(
    year: &str,
    month: &str,
    day: &str,
    unknown: &[String],
) -> Result<Option<Fine>, String> {
    let part = |name: &str, text: &str| match text {
        "" => Ok(None),
        text if unknown.iter().any(|unknown| unknown == text) => Ok(None),
        text => match text.parse::<u32>() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(format!("the {name} `{text}` is no number")),
        },
    };
    let (year, month, day) = (part("year", year)?, part("month", month)?, part("day", day)?);
    let Some(year) = year else {
        return if month.is_none() && day.is_none() {
            Ok(None)
        } else {
            Err("there is a month or a day, and no year".to_owned())
        };
    };
    if !(1000..=9999).contains(&year) {
        return Err(format!("the year {year} has not four digits"));
    }
    let year = i32::try_from(year).unwrap_or(i32::MAX);
    match (month, day) {
        (None, None) => Ok(Some(Fine::Year(year))),
        (None, Some(day)) => Err(format!("there is a day, {day}, and no month")),
        (Some(month), None) if (1..=12).contains(&month) => Ok(Some(Fine::Month(year, month))),
        (Some(month), None) => Err(format!("there is no month {month}")),
        (Some(month), Some(day)) => match NaiveDate::from_ymd_opt(year, month, day) {
            Some(day) => Ok(Some(Fine::Day(day))),
            None => Err(format!("there is no day {year}-{month:02}-{day:02}")),
        },
    }
}

impl Fine {
    /// Returns the date with a clock time.
    ///
    /// # Errors
    ///
    /// It is no day, or the text is no time.
    pub(crate) fn at(self, time: &str) -> Result<Self, String> {
        let read =
            ["%H:%M", "%H:%M:%S"].iter().find_map(|format| NaiveTime::parse_from_str(time, format).ok());
        match (self, read) {
            (Self::Day(day), Some(time)) => Ok(Self::Instant(day.and_time(time))),
            (_, None) => Err(format!("`{time}` is no time: hours and minutes, such as 14:30")),
            (other, _) => Err(format!("there is a time, {time}, and no day but {}", other.text())),
        }
    }

    /// Returns the date as coarse as the rules say of such a day, with its mark.
    pub(crate) fn coarsened(self, month: Option<Coarser>, year: Option<Coarser>) -> (Self, Mark) {
        let Self::Day(day) = self else { return (self, Mark::None) };
        let first_of_year = year.filter(|_| day.ordinal() == 1);
        match first_of_year.or(month.filter(|_| day.day() == 1)) {
            Some(Coarser { to: Coarse::Month, mark }) => (Self::Month(day.year(), day.month()), mark),
            Some(Coarser { to: Coarse::Year, mark }) => (Self::Year(day.year()), mark),
            None => (self, Mark::None),
        }
    }

    /// Returns the text of the log.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Year(year) => format!("{year:04}"),
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::Day(day) => day.format("%Y-%m-%d").to_string(),
            Self::Instant(at) => at.format("%Y-%m-%dT%H:%M:%S").to_string(),
        }
    }

    /// Returns the text of the log, a clock time in a zone.
    ///
    /// # Errors
    ///
    /// A clock time without a zone, or one that the zone has twice or never.
    pub(crate) fn text_in(self, zone: Option<Zone>) -> Result<String, String> {
        let Self::Instant(clock) = self else { return Ok(self.text()) };
        let Some(zone) = zone else {
            return Err(format!("{} has a clock time: say its `zone`", self.text()));
        };
        match zone.showing(clock).as_slice() {
            [at] if clock.second() == 0 => Ok(at.format("%Y-%m-%dT%H:%M%:z").to_string()),
            [at] => Ok(at.to_rfc3339_opts(SecondsFormat::AutoSi, false)),
            [] => Err(format!("the clocks of {} never showed {}", zone.name(), self.text())),
            _ => Err(format!("the clocks of {} showed {} twice", zone.name(), self.text())),
        }
    }

    fn year(self) -> i32 {
        match self {
            Self::Year(year) | Self::Month(year, _) => year,
            Self::Day(day) => day.year(),
            Self::Instant(at) => at.year(),
        }
    }

    fn month(self) -> Option<(i32, u32)> {
        match self {
            Self::Year(_) => None,
            Self::Month(year, month) => Some((year, month)),
            Self::Day(day) => Some((day.year(), day.month())),
            Self::Instant(at) => Some((at.year(), at.month())),
        }
    }

    fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(day),
            Self::Instant(at) => Some(at.date()),
            Self::Year(_) | Self::Month(..) => None,
        }
    }
}

/// Returns the text of the log for a date, or for two between which it was, as precise as is said.
///
/// # Errors
///
/// The two do not fit that precision.
pub(crate) fn written(
    from: Fine,
    to: Option<Fine>,
    precision: Precision,
    apart: Apart,
    zone: Option<Zone>,
) -> Result<String, String> {
    let to = to.filter(|to| *to != from);
    if let (Some(begun), Some(ended)) = (from.day(), to.and_then(Fine::day))
        && ended < begun
    {
        return Err(format!("it ends on {ended}, before it begins on {begun}"));
    }
    let text = |date: Fine| date.text_in(zone);
    let two = |from: Fine, to: Fine| Ok::<_, String>((text(from)?, text(to)?));
    let not_one = |what: &str| match to {
        Some(to) => format!("{} and {} are not one {what}", from.text(), to.text()),
        None => format!("{} is coarser than a {what}", from.text()),
    };
    match precision {
        Precision::Day => match (to, apart) {
            (None, _) => text(from),
            (Some(to), Apart::Span) => two(from, to).map(|(from, to)| format!("{from}/{to}")),
            (Some(to), Apart::Range) => two(from, to).map(|(from, to)| format!("[{from}..{to}]")),
            (Some(to), Apart::Refused) => Err(format!(
                "it goes from {} to {}: `apart` says whether it went on (\"span\") or was at one unknown moment (\"range\")",
                from.text(),
                to.text()
            )),
        },
        Precision::Range => match to {
            Some(to) => two(from, to).map(|(from, to)| format!("[{from}..{to}]")),
            None => text(from),
        },
        Precision::Span => match to {
            Some(to) => two(from, to).map(|(from, to)| format!("{from}/{to}")),
            None => text(from),
        },
        Precision::Week => {
            let week = |date: Fine| date.day().map(|day| day.week(Weekday::Mon));
            let begun = week(from).filter(|begun| to.is_none_or(|to| week(to) == Some(*begun)));
            let begun = begun.ok_or_else(|| not_one("week"))?;
            Ok(format!("[{}..{}]", begun.first_day(), begun.last_day()))
        }
        Precision::Month => {
            let month = from.month().filter(|month| to.is_none_or(|to| to.month() == Some(*month)));
            let (year, month) = month.ok_or_else(|| not_one("month"))?;
            Ok(format!("{year:04}-{month:02}"))
        }
        Precision::Year => match to.is_none_or(|to| to.year() == from.year()) {
            true => Ok(format!("{:04}", from.year())),
            false => Err(not_one("year")),
        },
        Precision::Around(days) => {
            let bounds = from.day().filter(|_| to.is_none()).and_then(|day| {
                Some((day.checked_sub_days(Days::new(days))?, day.checked_add_days(Days::new(days))?))
            });
            let (first, last) = bounds.ok_or_else(|| not_one("day"))?;
            Ok(format!("[{first}..{last}]"))
        }
    }
}

#[cfg(test)]
mod tests;
