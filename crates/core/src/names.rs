//! Names: keys of entries, words of a vocabulary, references and claimants.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use smol_str::SmolStr;

use crate::as_text::serde_as_text;
use crate::text::one_line;

/// A short human name, unique in its process (events) or in the log (registry).
///
/// Keys match `[a-z0-9]+(-[a-z0-9]+)*`. What the date grammar could read as a date, a named day, a
/// round or an offset is refused, so that a whole word that is a key can only mean the key.
///
/// ```
/// use asof_core::Key;
/// assert!("r1-prisoners".parse::<Key>().is_ok());
/// assert!("round-1".parse::<Key>().is_err()); // would be read as a round
/// assert!("talks-3d".parse::<Key>().is_err()); // would be read as "three days before talks"
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(SmolStr);

/// A word of a log's own vocabulary (a post, an item, a category, a term's id): the form of a key,
/// without its refusals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(SmolStr);

/// Why a text is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The text does not match `[a-z0-9]+(-[a-z0-9]+)*`.
    #[error("`{}` is not a key: use lower-case letters a-z and digits, joined by single hyphens", one_line(.0))]
    Form(String),
    /// The date grammar uses the word itself.
    #[error("`{}` cannot be a key: the word has a special meaning in questions", one_line(.0))]
    Reserved(String),
    /// The text would be read as a date.
    #[error("`{}` cannot be a key: it would be read as a date", one_line(.0))]
    DateShaped(String),
    /// The text begins with `round`.
    #[error("`{}` cannot be a key: a word that begins with `round` names a round of talks", one_line(.0))]
    Round(String),
    /// The text ends like an offset, such as `-3d`.
    #[error("`{}` cannot be a key: its end would be read as an offset in time", one_line(.0))]
    OffsetShaped(String),
}

const RESERVED: [&str; 8] = ["today", "now", "first", "last", "demo", "source", "unstated", "all"];
const OFFSET_UNITS: [&str; 5] = ["h", "d", "w", "mo", "y"];

fn has_key_form(text: &str) -> bool {
    let mut before = b'-';
    let fits = text.bytes().all(|byte| {
        let before = std::mem::replace(&mut before, byte);
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' && before != b'-'
    });
    fits && before != b'-'
}

fn is_offset_shaped(text: &str) -> bool {
    let Some(counted) = OFFSET_UNITS.iter().find_map(|unit| text.strip_suffix(unit)) else { return false };
    let before = counted.trim_end_matches(|c: char| c.is_ascii_digit());
    before.len() < counted.len() && before.ends_with('-')
}

impl Key {
    /// Returns the key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let owned = || text.to_owned();
        if !has_key_form(text) {
            Err(KeyError::Form(owned()))
        } else if RESERVED.contains(&text) {
            Err(KeyError::Reserved(owned()))
        } else if text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            Err(KeyError::DateShaped(owned()))
        } else if text.starts_with("round") {
            Err(KeyError::Round(owned()))
        } else if is_offset_shaped(text) {
            Err(KeyError::OffsetShaped(owned()))
        } else {
            Ok(Self(text.into()))
        }
    }
}

impl Word {
    /// Returns the word as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Word {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        if has_key_form(text) { Ok(Self(text.into())) } else { Err(KeyError::Form(text.to_owned())) }
    }
}

/// An event of the same process (`key`) or of another (`other-process/key`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventRef {
    /// The process of the event; `None` is the process of the entry that refers.
    pub process: Option<Key>,
    /// The event's key in that process.
    pub key: Key,
}

impl EventRef {
    /// Returns the process and key referred to from an entry of the process `from`.
    pub fn resolve<'a>(&'a self, from: &'a Key) -> (&'a Key, &'a Key) {
        (self.process.as_ref().unwrap_or(from), &self.key)
    }
}

impl From<Key> for EventRef {
    fn from(key: Key) -> Self {
        Self { process: None, key }
    }
}

impl FromStr for EventRef {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        match text.split_once('/') {
            Some((process, key)) => Ok(Self { process: Some(process.parse()?), key: key.parse()? }),
            None => Ok(Self { process: None, key: text.parse()? }),
        }
    }
}

impl fmt::Display for EventRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.process {
            Some(process) => write!(f, "{process}/{}", self.key),
            None => self.key.fmt(f),
        }
    }
}

/// Whose word an assertion is. A claim never becomes a fact of the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claimant {
    /// The source's own voice.
    Source,
    /// Somebody whom the source does not name.
    Unstated,
    /// A registered person or body.
    Actor(Key),
}

impl FromStr for Claimant {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Ok(match text {
            "source" => Self::Source,
            "unstated" => Self::Unstated,
            key => Self::Actor(key.parse()?),
        })
    }
}

impl fmt::Display for Claimant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Source => "source",
            Self::Unstated => "unstated",
            Self::Actor(key) => key.as_str(),
        })
    }
}

impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Key {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

serde_as_text!(Key: Key, Word: Word, EventRef: Reference, Claimant: Claimant);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_a_question_would_read_otherwise_are_refused() {
        let refused = [
            "",
            "-a",
            "a-",
            "a--b",
            "A",
            "é",
            "a_b",
            "2025-05-16",
            "2025",
            "5-26",
            "today",
            "source",
            "all",
            "round",
            "round-2",
            "rounds",
            "talks-3d",
            "x-1mo",
            "x-12h",
        ];
        for text in refused {
            assert!(text.parse::<Key>().is_err(), "{text}");
        }
        for text in ["r1-prisoners", "istanbul-2025", "x-3days", "a-d", "to-3", "surround", "day-1"] {
            assert!(text.parse::<Key>().is_ok(), "{text}");
        }
    }

    #[test]
    fn words_have_the_form_only() {
        assert!("2025".parse::<Word>().is_ok());
        assert!("Two words".parse::<Word>().is_err());
    }

    #[test]
    fn references_cross_processes_by_name() {
        let reference: EventRef = "ukraine-2022/initialled".parse().unwrap();
        assert_eq!(reference.to_string(), "ukraine-2022/initialled");
        let here: Key = "istanbul-2025".parse().unwrap();
        assert_eq!(reference.resolve(&here).0.as_str(), "ukraine-2022");
    }
}
