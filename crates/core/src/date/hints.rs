//! What people write instead of a date, and what they probably meant.

use super::DateErrorKind as Kind;
use super::read::{MONTHS, date, number, read};

/// Says what a text that is no date was probably meant to be.
pub(super) fn misread(text: &str) -> Kind {
    if read(text.trim()).is_ok() {
        return Kind::OtherForm(text.trim().to_owned());
    }
    misread_numbers(text)
        .or_else(|| misread_words(text))
        .or_else(|| misread_instant(text))
        .unwrap_or(Kind::NotADate)
}

/// Explains dates of numbers in another order or with other separators.
fn misread_numbers(text: &str) -> Option<Kind> {
    let separator = text.find(['/', '.', '-']).map(|at| &text[at..=at])?;
    let parts: Vec<&str> = text.split(separator).collect();
    let small = |text: &str| (text.len() <= 2).then(|| number(text, text.len()).ok()).flatten();
    let year = |text: &str| number::<i32>(text, 4).ok();
    match parts[..] {
        [y, m, d] if year(y).is_some() => Some(written_date(year(y)?, small(m)?, Some(small(d)?))),
        [y, m] if year(y).is_some() => Some(written_date(year(y)?, small(m)?, None)),
        [m, y] if year(y).is_some() => Some(written_date(year(y)?, small(m)?, None)),
        [a, b, y] if year(y).is_some() => Some(either_order(year(y)?, small(a)?, small(b)?)),
        [a, b] => no_year(small(a)?, small(b)?),
        [a, b, y] => small(y).and(no_year(small(a)?, small(b)?)),
        _ => None,
    }
}

fn written_date(year: i32, month: u32, day: Option<u32>) -> Kind {
    match (date(year, month, day.unwrap_or(1)), day) {
        (Ok(date), Some(_)) => Kind::OtherForm(date.to_string()),
        (Ok(date), None) => Kind::OtherForm(date.format("%Y-%m").to_string()),
        (Err(kind), _) => kind,
    }
}

fn either_order(year: i32, first: u32, second: u32) -> Kind {
    match (date(year, second, first), date(year, first, second)) {
        (Ok(day_first), Ok(month_first)) if day_first != month_first => {
            Kind::WhichOrder { day_first, month_first }
        }
        (Ok(date), _) | (_, Ok(date)) => Kind::OtherForm(date.to_string()),
        (Err(Kind::NoSuchMonth), Err(kind)) | (Err(kind), Err(_)) => kind,
    }
}

fn no_year(first: u32, second: u32) -> Option<Kind> {
    // A leap year admits every day that some year has.
    match either_order(2024, first, second) {
        Kind::WhichOrder { day_first, month_first } => Some(Kind::NoYear(format!(
            "{} or {}",
            day_first.format("YYYY-%m-%d"),
            month_first.format("YYYY-%m-%d")
        ))),
        Kind::OtherForm(date) => Some(Kind::NoYear(date.replacen("2024", "YYYY", 1))),
        _ => None,
    }
}

/// Explains dates with the English name of a month: `26 May 2025`, `May 26th`, `May 2025`.
fn misread_words(text: &str) -> Option<Kind> {
    let (mut year, mut month, mut day) = (None, None, None);
    for word in text.split([' ', ',', '-', '.']).filter(|word| !word.is_empty() && !is_weekday(word)) {
        let repeated = if let Some(number) = month_named(word) {
            month.replace(number).is_some()
        } else if let Ok(number) = number::<i32>(word, 4) {
            year.replace(number).is_some()
        } else {
            let digits =
                ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
            day.replace(number::<u32>(digits, digits.len().min(2)).ok()?).is_some()
        };
        if repeated {
            return None;
        }
    }
    let month = month?;
    match (year, written_date(year.unwrap_or(2024), month, day)) {
        (None, Kind::OtherForm(date)) => Some(Kind::NoYear(date.replacen("2024", "YYYY", 1))),
        (None, _) => None,
        (Some(_), kind) => Some(kind),
    }
}

pub(super) fn month_named(word: &str) -> Option<u32> {
    let (_, number) = MONTHS.iter().zip(1..).find(|(name, _)| abbreviates(word, name))?;
    Some(number)
}

fn is_weekday(word: &str) -> bool {
    WEEKDAYS.iter().any(|name| abbreviates(word, name))
}

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Returns whether a word is a name, or three or more letters of its beginning.
fn abbreviates(word: &str, name: &str) -> bool {
    word.len() >= 3 && name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Explains instants with a space for the `T`, one digit for the hour, or a short offset.
fn misread_instant(text: &str) -> Option<Kind> {
    let (date, rest) = text.split_once(['T', 't', ' ']).filter(|_| text.is_ascii())?;
    let mut rest = rest.replace(' ', "").to_ascii_uppercase();
    if rest.find(':') == Some(1) {
        rest.insert(0, '0');
    }
    match rest.rfind(['+', '-']).map(|at| rest.len() - at) {
        Some(3) => rest.push_str(":00"),
        Some(5) => rest.insert(rest.len() - 2, ':'),
        _ => {}
    }
    let meant = format!("{date}T{rest}");
    match read(&meant) {
        Ok(_) => Some(Kind::OtherForm(meant)),
        Err(kind) => Some(kind),
    }
}
