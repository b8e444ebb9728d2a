//! What people write of a date that they do not know to the day, and the form that says it:
//! `196X`, `ca. 1990`, `mid-May 2025`, `2025-Q2`, `spring 2025`, `before 2 June 2025`.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::DateErrorKind as Kind;
use super::hints::{misread, month_named};
use super::read::{date, number, read};
use super::{WrittenDate, day_before, months_after};
use crate::when::When;
use crate::zone::Zone;

/// No date that anybody writes is longer, in bytes. Each word before a date reads the rest again.
const LONGEST: usize = 64;

/// Says in which form an imprecise date is written; `None` if the text is none, or is read as it is.
pub(super) fn vague(text: &str) -> Option<Kind> {
    if text.len() > LONGEST {
        return None;
    }
    let lower = text.trim().to_lowercase();
    masked(&lower)
        .or_else(|| marked(&lower))
        .or_else(|| bounded(&lower))
        .or_else(|| in_words(&words(&lower)))
        .or_else(|| days_of_a_month(&lower))
        .and_then(within_the_years)
}

/// Leaves out forms beyond the years that can be written.
fn within_the_years(kind: Kind) -> Option<Kind> {
    let is_read = |form: &String| form.parse::<When>().is_ok();
    match kind {
        Kind::OtherForm(form) => Some(form).filter(is_read).map(Kind::OtherForm),
        Kind::Season(forms) => {
            let forms: Vec<String> = forms.into_iter().filter(is_read).collect();
            (!forms.is_empty()).then_some(Kind::Season(forms))
        }
        kind => Some(kind),
    }
}

fn other(text: String) -> Kind {
    Kind::OtherForm(text)
}

fn within(first: NaiveDate, last: NaiveDate) -> Kind {
    other(format!("[{first}..{last}]"))
}

/// Returns the one form in which a date is written that is read, or read after the remedy that its refusal names.
fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    match read(text) {
        Ok(_) => Some(text.to_owned()),
        Err(_) => match vague(text).unwrap_or_else(|| misread(text)) {
            Kind::OtherForm(form) if read(&form).is_ok() => Some(form),
            _ => None,
        },
    }
}

/// Explains digits that are left open, or are zero: `196X`, `2025-05-XX`, `1990-11-00`.
fn masked(text: &str) -> Option<Kind> {
    let parts: Vec<&str> = text.split('-').collect();
    let (year, rest) = parts.split_first()?;
    let is_open = |part: &&str| ["xx", "00", "uu"].contains(part);
    let sizes = year.len() == 4 && rest.len() <= 2 && rest.iter().all(|part| part.len() == 2);
    if !sizes || !text.bytes().all(|b| b.is_ascii_digit() || b"xu-".contains(&b)) {
        return None;
    }
    if let Some((first, last)) = open_digits(year) {
        let years = format!("[{first:04}..{last:04}]");
        return (first > 0 && rest.iter().all(is_open)).then(|| other(years));
    }
    let y: i32 = number(year, 4).ok()?;
    match rest {
        [month, day @ ..] if is_open(month) => day.iter().all(is_open).then(|| other(format!("{y:04}"))),
        [month, day @ ..] if open_digits(month).is_some() => {
            let (first, last) = open_digits(month)?;
            let months = format!("[{y:04}-{:02}..{y:04}-{:02}]", first.max(1), last.min(12));
            (first <= 12 && day.iter().all(is_open)).then(|| other(months))
        }
        [month, day] => {
            let begins = date(y, number(month, 2).ok()?, 1).ok()?;
            if is_open(day) {
                return Some(other(begins.format("%Y-%m").to_string()));
            }
            let (first, last) = open_digits(day)?;
            let first = begins.with_day(first.max(1))?;
            Some(within(first, begins.with_day(last).unwrap_or_else(|| end_of_months(begins, 1))))
        }
        // The codes of EDTF for seasons, quarters and halves of a year.
        [code] => match number::<u32>(code, 2).ok()? {
            season @ 21..=24 => seasons(["spring", "summer", "autumn", "winter"][season as usize - 21], y),
            quarter @ 33..=36 => months(y, (quarter - 33) * 3 + 1, 3),
            half @ 40..=41 => months(y, (half - 40) * 6 + 1, 6),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the least and the greatest number that digits with open ones at the end can be.
fn open_digits(text: &str) -> Option<(u32, u32)> {
    let is_open = |c: char| c == 'x' || c == 'u';
    let known = text.trim_end_matches(is_open);
    let all_digits = known.bytes().all(|b| b.is_ascii_digit());
    if known.len() == text.len() || !all_digits {
        return None;
    }
    let open = text.len() - known.len();
    let filled = |digit: &str| format!("{known}{}", digit.repeat(open)).parse().ok();
    Some((filled("0")?, filled("9")?))
}

/// Words before a date that say what a mark behind it says.
const MARKS: [(&str, &[&str]); 2] = [
    ("~", &["ca.", "ca", "c.", "circa", "about", "around", "approximately", "approx.", "roughly", "~", "≈"]),
    ("?", &["perhaps", "possibly", "probably", "presumably", "maybe", "?"]),
];

/// Explains `ca. 1990` and `probably May 2025`.
fn marked(text: &str) -> Option<Kind> {
    MARKS.iter().find_map(|(mark, words)| {
        let rest = words.iter().find_map(|word| after_word(text, word))?;
        Some(other(format!("{}{mark}", meant(rest)?)))
    })
}

/// Returns what stands behind a word; one that ends in a letter ends there.
fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(word)?;
    let goes_on = word.ends_with(char::is_alphabetic) && !rest.starts_with([' ', '.']);
    (!goes_on).then(|| rest.trim_start_matches(['.', ' '])).filter(|rest| !rest.is_empty())
}

/// Explains one bound: `before 2 June 2025`, `since 2024`.
fn bounded(text: &str) -> Option<Kind> {
    const EARLIEST: [&str; 5] = ["since", "from", "no earlier than", "not earlier than", "not before"];
    const LATEST: [&str; 6] = ["by", "until", "till", "up to", "no later than", "not later than"];
    let behind = |words: &[&str]| words.iter().find_map(|word| meant(after_word(text, word)?));
    if let Some(first) = behind(&EARLIEST) {
        return Some(other(format!("[{first}..]")));
    }
    if let Some(last) = behind(&LATEST) {
        return Some(other(format!("[..{last}]")));
    }
    if let Some(last) = behind(&["before"]) {
        return Some(other(format!("[..{}]", day_before(day_of(&last)?.0))));
    }
    let first = behind(&["after"])?;
    Some(other(format!("[{}..]", day_of(&first)?.1.checked_add_days(Days::new(1))?)))
}

/// Returns the first and the last day of a year, a month or a day.
fn day_of(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let stretch: WrittenDate = text.parse().ok()?;
    (!stretch.is_instant()).then(|| (stretch.first_day(Zone::UTC), stretch.last_day(Zone::UTC)))
}

/// Splits a text into words that say something, in lower case.
fn words(text: &str) -> Vec<String> {
    let words = text.split([' ', ',', '.', '-', '/']).filter(|word| !["", "of", "the", "in"].contains(word));
    // `2025Q2` and `2025W20` are two words each.
    let apart = words.flat_map(|word| match word.split_at_checked(4) {
        Some((year, rest)) if number::<i32>(year, 4).is_ok() && rest.starts_with(['q', 'w', 'h']) => {
            vec![year, rest]
        }
        _ => vec![word],
    });
    apart.map(str::to_owned).collect()
}

/// Explains parts of years and of months that are named in words.
fn in_words(words: &[String]) -> Option<Kind> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let year = |word: &str| number::<i32>(word, 4).ok().filter(|year| (1..=9999).contains(year));
    match words[..] {
        [decade] => of_decade(decade, 0, 9),
        [nth, "century"] => of_century(nth),
        [a, b] if third(a).is_some() && of_decade(b, 0, 9).is_some() => {
            let (first, last) = [(0, 3), (4, 6), (7, 9)][third(a)?];
            of_decade(b, first, last)
        }
        [a, b] if third(a).is_some() => months(year(b)?, third(a)? as u32 * 4 + 1, 4),
        [a, b] => {
            let (year, part) = year(a).map(|year| (year, b)).or_else(|| Some((year(b)?, a)))?;
            part_of_year(part, year)
        }
        [part, month, y] if third(part).is_some() => {
            let begins = date(year(y)?, month_named(month)?, 1).ok()?;
            let (first, last) = [(1, 10), (11, 20), (21, 31)][third(part)?];
            days(begins, first, last)
        }
        [nth, "half", month, y] => {
            let begins = date(year(y)?, month_named(month)?, 1).ok()?;
            let (first, last) = [(1, 15), (16, 31)].get(ordinal(nth)?.checked_sub(1)? as usize).copied()?;
            days(begins, first, last)
        }
        [nth, "half", y] => part_of_year(&format!("h{}", ordinal(nth)?), year(y)?),
        [nth, "quarter", y] => part_of_year(&format!("q{}", ordinal(nth)?), year(y)?),
        ["week", week, y] => of_week(year(y)?, week, None),
        [y, week, day] if week.starts_with('w') => of_week(year(y)?, &week[1..], Some(day)),
        ["winter", y, next] => winter(year(y)?, next),
        _ => None,
    }
}

/// Which third of something is meant.
fn third(word: &str) -> Option<usize> {
    match word {
        "early" | "beginning" | "start" => Some(0),
        "mid" | "middle" => Some(1),
        "late" | "end" => Some(2),
        _ => None,
    }
}

fn ordinal(word: &str) -> Option<u32> {
    let named = ["first", "second", "third", "fourth"].into_iter().position(|name| name == word);
    let digits = || word.trim_end_matches(char::is_alphabetic).parse().ok();
    named.map(|place| place as u32 + 1).or_else(digits)
}

fn part_of_year(part: &str, year: i32) -> Option<Kind> {
    if let Some(season) = ["spring", "summer", "autumn", "fall", "winter"].iter().find(|name| **name == part)
    {
        return seasons(season, year);
    }
    let number = part.get(1..)?.parse::<u32>().ok()?.checked_sub(1)?;
    match part.as_bytes().first()? {
        b'q' if number < 4 => months(year, number * 3 + 1, 3),
        b'h' if number < 2 => months(year, number * 6 + 1, 6),
        b'w' => of_week(year, &part[1..], None),
        _ => None,
    }
}

/// Returns so many months of a year as one unknown moment.
fn months(year: i32, first: u32, count: u32) -> Option<Kind> {
    let begins = date(year, first, 1).ok()?;
    Some(within(begins, end_of_months(begins, count)))
}

fn end_of_months(begins: NaiveDate, count: u32) -> NaiveDate {
    day_before(months_after(begins, count))
}

/// Returns days of a month as one unknown moment; the last is that of the month if it has not so many.
fn days(begins: NaiveDate, first: u32, last: u32) -> Option<Kind> {
    let last = begins.with_day(last).unwrap_or_else(|| end_of_months(begins, 1));
    Some(within(begins.with_day(first)?, last))
}

/// Returns the months of a season in the north; which months a source means is for the author to say.
fn seasons(season: &str, year: i32) -> Option<Kind> {
    let from = |year, month| {
        let begins = date(year, month, 1).ok()?;
        Some(format!("[{begins}..{}]", end_of_months(begins, 3)))
    };
    let meant = match season {
        "spring" => vec![from(year, 3)?],
        "summer" => vec![from(year, 6)?],
        "winter" => [year - 1, year].into_iter().filter_map(|year| from(year, 12)).collect(),
        _ => vec![from(year, 9)?],
    };
    Some(Kind::Season(meant))
}

/// Explains `winter 2024/25`.
fn winter(year: i32, next: &str) -> Option<Kind> {
    let follows = format!("{:04}", year + 1);
    (next.len() >= 2 && follows.ends_with(next)).then(|| months_over_new_year(year)).flatten()
}

fn months_over_new_year(year: i32) -> Option<Kind> {
    let begins = date(year, 12, 1).ok()?;
    Some(Kind::Season(vec![format!("[{begins}..{}]", end_of_months(begins, 3))]))
}

/// Explains `1960s`: from the first to the last of its ten years that is meant.
fn of_decade(word: &str, first: i32, last: i32) -> Option<Kind> {
    let year: i32 = number(word.strip_suffix('s')?.trim_end_matches('\''), 4).ok()?;
    (year > 0 && year % 10 == 0).then(|| other(format!("[{:04}..{:04}]", year + first, year + last)))
}

fn of_century(nth: &str) -> Option<Kind> {
    let nth = ordinal(nth).filter(|nth| (1..=99).contains(nth))?;
    Some(other(format!("[{:04}..{:04}]", nth * 100 - 99, nth * 100)))
}

/// Explains a week of ISO 8601, or a day of it.
fn of_week(year: i32, week: &str, day: Option<&str>) -> Option<Kind> {
    let week: u32 = week.parse().ok()?;
    let monday = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)?;
    match day {
        None => Some(within(monday, monday.checked_add_days(Days::new(6))?)),
        Some(day) => {
            let place = number::<u64>(day, 1).ok().filter(|day| (1..=7).contains(day))? - 1;
            Some(other(monday.checked_add_days(Days::new(place))?.to_string()))
        }
    }
}

/// Explains two days of one month: `23-25 May 2025`, `May 23 to 25, 2025`.
fn days_of_a_month(text: &str) -> Option<Kind> {
    let text = text.strip_prefix("between ").map_or(text.to_owned(), |rest| rest.replacen(" and ", "-", 1));
    let text = text.replace(['–', '—'], "-").replace(" to ", "-").replace(" - ", "-");
    let (first, last) = text.split_once('-').filter(|(_, last)| !last.contains('-'))?;
    let month_of = |words: &str| words.split([' ', ',']).find_map(month_named);
    let end =
        |words: &str| words.split([' ', ',']).find_map(|word| word.parse().ok().filter(|day| *day <= 31));
    let year_of = |words: &str| words.split([' ', ',']).find_map(|word| number::<i32>(word, 4).ok());
    let year = year_of(last).filter(|year| year_of(first).is_none_or(|first| first == *year))?;
    let (in_first, in_last) = (month_of(first), month_of(last));
    let first = date(year, in_first.or(in_last)?, end(first)?).ok()?;
    let last = date(year, in_last.or(in_first)?, end(last)?).ok()?;
    (first < last).then_some(Kind::Days { first, last })
}
