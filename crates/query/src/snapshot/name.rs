//! Names of snapshots, which are names of files on every system.

use std::fmt;
use std::str::FromStr;

use asof_core::unseen::spelt_out;
use asof_core::{Inferred, Key, Word};

use super::kept::KeptQuery;
use crate::ask::dates::minus_sign;

/// How the file of a snapshot ends.
pub const EXTENSION: &str = ".snapshot.json";

/// How it ended before snapshots were JSON.
pub(crate) const FORMER_EXTENSION: &str = ".snapshot";

/// Returns the file of the snapshot of this name.
pub(crate) fn file_of(name: &str) -> String {
    format!("{name}{EXTENSION}")
}

/// The name of a snapshot: lower-case letters and digits, joined by single hyphens, so that it names one file
/// wherever the folder is copied to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotName(String);

/// Why a text is not the name of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It has another form.
    #[error(
        "`{}` cannot be the name of a snapshot: use lower-case letters a-z and digits, joined by single hyphens",
        spelt_out(.0)
    )]
    Form(String),
    /// It is longer than a file's name may safely be.
    #[error("`{0}` is too long for the name of a snapshot: use at most {LONGEST} letters")]
    TooLong(String),
    /// Some systems have a device of that name.
    #[error(
        "`{0}` cannot be the name of a snapshot: on some systems it is the name of a device, not of a file"
    )]
    Device(String),
}

/// The most letters of a name; with its ending it stays below what any file system takes.
const LONGEST: usize = 120;

impl SnapshotName {
    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name that a question gives itself: `round-1`, `2025-05-24-as-known-2025-05-24`. Where a log has
    /// several processes and the question chose one, the name begins with it.
    ///
    /// # Errors
    ///
    /// The name would be too long, or that of a device.
    pub(crate) fn of(question: &KeptQuery, process: Option<&Key>) -> Result<Self, NameError> {
        let known = question.known.as_ref().map(|known| format!("as-known-{}", slug(known)));
        let stated = (question.inferred == Inferred::Exclude).then(|| "stated".to_owned());
        let parts = [process.map(Key::to_string), Some(slug(&question.at)), known, stated];
        parts.into_iter().flatten().collect::<Vec<_>>().join("-").parse()
    }
}

/// Returns a date of a question as part of a name. The sign of an offset is written out, so that the day before a
/// round and the day behind it are told apart.
fn slug(text: &str) -> String {
    let minus = |at: usize| format!("{}-minus-{}", &text[..at], &text[at + 1..]);
    let spelt = minus_sign(text).map_or_else(|| text.to_owned(), minus);
    let spelt = spelt.replace('+', "-plus-").to_lowercase();
    let words = spelt.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

impl FromStr for SnapshotName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let device = text.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = text.len() - device.len();
        if text.parse::<Word>().is_err() {
            Err(NameError::Form(text.to_owned()))
        } else if text.len() > LONGEST {
            Err(NameError::TooLong(text.to_owned()))
        } else if matches!((device, digits), ("con" | "prn" | "aux" | "nul", 0) | ("com" | "lpt", 1)) {
            Err(NameError::Device(text.to_owned()))
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl fmt::Display for SnapshotName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(at: &str, known: Option<&str>, inferred: Inferred) -> String {
        let question = KeptQuery {
            process: "talks".parse().unwrap(),
            at: at.to_owned(),
            known: known.map(str::to_owned),
            inferred,
        };
        SnapshotName::of(&question, None).unwrap().to_string()
    }

    #[test]
    fn a_question_names_its_snapshot() {
        let rows = [
            ("round:1", "round-1"),
            ("round:2-1d", "round-2-minus-1d"),
            ("round:2 - 1d", "round-2-minus-1d"),
            ("round:2 + 1d", "round-2-plus-1d"),
            ("round:3@start", "round-3-start"),
            ("ukraine-2022/round:1", "ukraine-2022-round-1"),
            ("2025-05-24", "2025-05-24"),
            ("2025-05-15T12:00+03:00", "2025-05-15t12-00-plus-03-00"),
            ("r1-held-2w", "r1-held-minus-2w"),
            ("last", "last"),
        ];
        for (at, name) in rows {
            assert_eq!(named(at, None, Inferred::Include), name);
        }
    }

    #[test]
    fn the_second_clock_stands_in_the_name() {
        assert_eq!(
            named("2025-05-24", Some("2025-05-24"), Inferred::Include),
            "2025-05-24-as-known-2025-05-24"
        );
        assert_eq!(
            named("round:1", Some("round:2-1d"), Inferred::Exclude),
            "round-1-as-known-round-2-minus-1d-stated"
        );
    }

    #[test]
    fn a_name_is_a_file_on_every_system() {
        assert!("before-the-talks".parse::<SnapshotName>().is_ok());
        for text in
            ["", "Round-1", "a b", "../a", "a.b", "a/b", "a--b", "türkiye", "con", "nul", "com1", "lpt0"]
        {
            assert!(text.parse::<SnapshotName>().is_err(), "{text}");
        }
        assert!("a".repeat(LONGEST).parse::<SnapshotName>().is_ok());
        assert!("a".repeat(LONGEST + 1).parse::<SnapshotName>().is_err());
        assert!("com10".parse::<SnapshotName>().is_ok() && "comma".parse::<SnapshotName>().is_ok());
    }
}
