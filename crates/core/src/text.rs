//! Text as an author writes it: one line, not empty, free of control characters.

use std::fmt;
use std::str::FromStr;

use smol_str::SmolStr;

use crate::as_text::serde_as_text;
use crate::unseen::spelt_out;

/// A non-empty text without control characters (C0 and DEL), kept as written.
///
/// Control characters are refused because canonical JSON escapes them in ways that tools disagree on. The others that
/// nobody sees are refused by an append ([`crate::unseen`]): lines that a log took before hold some, and stay readable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(SmolStr);

/// Why a text was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing, or only white space.
    #[error("the text is empty: write something or leave the field out")]
    Empty,
    /// A control character.
    #[error("the text contains the control character U+{0:04X}: write it as one line of plain text")]
    Control(u32),
}

impl Text {
    /// Returns the text as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Text {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        if text.trim().is_empty() {
            return Err(TextError::Empty);
        }
        // To look at all bytes is quicker than to stop at the first: processors look at many at once.
        if text.bytes().fold(false, |found, byte| found | byte.is_ascii_control())
            && let Some(control) = text.bytes().find(u8::is_ascii_control)
        {
            return Err(TextError::Control(u32::from(control)));
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The lines of a source that an entry rests on, counted from 1: `148`, `165-169`, `12,118-121`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lines(SmolStr);

/// Why a text does not name lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` does not name lines: write `148`, `165-169`, or several separated by commas", one_line(.0))]
pub struct LinesError(String);

fn line_number(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten().filter(|n| *n > 0)
}

fn is_line_span(part: &str) -> bool {
    match part.split_once('-') {
        Some((first, last)) => match (line_number(first), line_number(last)) {
            (Some(first), Some(last)) => first <= last,
            _ => false,
        },
        None => line_number(part).is_some(),
    }
}

impl Lines {
    /// Returns the lines as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether some line is one of both.
    ///
    /// ```
    /// use asof_core::Lines;
    /// let lines: Lines = "118,165-169".parse()?;
    /// assert!(lines.overlaps(&"160-165".parse()?) && !lines.overlaps(&"119-164".parse()?));
    /// # Ok::<(), asof_core::LinesError>(())
    /// ```
    pub fn overlaps(&self, other: &Self) -> bool {
        self.spans().any(|(first, last)| other.spans().any(|(a, b)| first <= b && a <= last))
    }

    /// Returns first and last line of each part.
    fn spans(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.split(',').filter_map(|part| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            Some((line_number(first)?, line_number(last)?))
        })
    }
}

impl FromStr for Lines {
    type Err = LinesError;

    fn from_str(text: &str) -> Result<Self, LinesError> {
        if text.split(',').all(is_line_span) {
            Ok(Self(text.into()))
        } else {
            Err(LinesError(text.to_owned()))
        }
    }
}

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

serde_as_text!(Text: Text, Lines: Lines);

/// How much of an offending text a message shows.
const SHOWN: usize = 60;

/// Returns the text as a message shows it: its first sixty characters, those that nobody sees as their numbers, so
/// that the message stays one line.
pub fn one_line(text: &str) -> String {
    let shown: String = text.chars().take(SHOWN).collect();
    let mut line = spelt_out(&shown).into_owned();
    if text.chars().nth(SHOWN).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_one_line_of_something() {
        assert!("Çırağan Palace".parse::<Text>().is_ok());
        for text in ["", "  ", "a\tb", "a\nb", "a\u{7f}"] {
            assert!(text.parse::<Text>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn lines_are_numbers_and_spans_in_order() {
        for text in ["1", "165-169", "12,118-121"] {
            assert!(text.parse::<Lines>().is_ok(), "{text}");
        }
        for text in ["", "0", "9-3", "a", "1,", "1 ,2", "+3"] {
            assert!(text.parse::<Lines>().is_err(), "{text}");
        }
    }
}
