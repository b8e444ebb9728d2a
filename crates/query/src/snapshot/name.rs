//! Names of snapshots, which are names of files on every system.

use std::fmt;
use std::str::FromStr;

use asof_core::unseen::spelt_out;
use asof_core::{Inferred, Word};

use super::EXTENSION;
use super::kept::KeptQuery;
use crate::ask::dates::minus_sign;

/// The name of a snapshot: lower-case letters and digits, joined by single hyphens, so that it names one file
/// wherever the folder is copied to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotName(String);

/// Why a text is not the name of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It has another form.
    #[error(
        "`{}` cannot name a snapshot: use lower-case letters a-z and digits, joined by single hyphens",
        spelt_out(.0)
    )]
    Form(String),
    /// It is longer than a file's name may safely be.
    #[error("`{0}` is too long to name a snapshot: use at most {LONGEST} letters")]
    TooLong(String),
    /// Some systems have a device of that name.
    #[error("`{0}` cannot name a snapshot: some systems have a device of that name, and no file")]
    Device(String),
}

/// The most letters of a name; with its ending it stays below what any file system takes.
const LONGEST: usize = 120;

const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

impl SnapshotName {
    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name of the snapshot's file.
    pub fn file(&self) -> String {
        format!("{}.{EXTENSION}", self.0)
    }

    /// Returns the name that a question gives itself: `round-1`, `2025-05-24-as-known-2025-05-24`. Where a log has
    /// several processes and the question chose one, the name begins with it.
    ///
    /// # Errors
    ///
    /// The name would be too long, or that of a device.
    pub(crate) fn of(question: &KeptQuery, process: ProcessInName) -> Result<Self, NameError> {
        let process = match process {
            ProcessInName::LeftOut => None,
            ProcessInName::First => Some(question.process.to_string()),
        };
        let known = question.known.as_ref().map(|known| format!("as-known-{}", slug(known)));
        let stated = match question.inferred {
            Inferred::Include => None,
            Inferred::Exclude => Some("stated".to_owned()),
        };
        let parts = [process, Some(slug(&question.at)), known, stated];
        parts.into_iter().flatten().collect::<Vec<_>>().join("-").parse()
    }
}

/// Whether a name says of which process the snapshot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProcessInName {
    LeftOut,
    First,
}

/// Returns a date of a question as part of a name. The sign of an offset is written out, so that the day before a
/// round and the day behind it are told apart.
fn slug(text: &str) -> String {
    let spelt = match minus_sign(text) {
        Some(at) => format!("{}-minus-{}", &text[..at], &text[at + 1..]),
        None => text.to_owned(),
    };
    let spelt = spelt.replace('+', "-plus-").to_lowercase();
    let words = spelt.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

impl FromStr for SnapshotName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let is_numbered_device = |name: &str| {
            let number = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
            number.is_some_and(|number| number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()))
        };
        if text.parse::<Word>().is_err() {
            Err(NameError::Form(text.to_owned()))
        } else if text.len() > LONGEST {
            Err(NameError::TooLong(text.to_owned()))
        } else if DEVICES.contains(&text) || is_numbered_device(text) {
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
        SnapshotName::of(&question, ProcessInName::LeftOut).unwrap().to_string()
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
