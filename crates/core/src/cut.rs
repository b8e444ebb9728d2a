//! The cut: the one way to ask anything of a log.

#[cfg(test)]
mod tests;
mod token;

use chrono::{DateTime, Utc};

pub use token::{CutToken, TokenError};

/// How far a cut reaches on one of the clocks `occurred` and `known`.
///
/// ```
/// use asof_core::Limit;
/// use chrono::DateTime;
/// let limit = Limit::Until(DateTime::UNIX_EPOCH);
/// assert!(limit.admits(Some(DateTime::UNIX_EPOCH)));
/// assert!(!limit.has_begun(Some(DateTime::UNIX_EPOCH)));
/// assert!(limit < Limit::All);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// Up to an instant, the exclusive end of what was named.
    Until(DateTime<Utc>),
    /// All that the log holds.
    All,
}

impl Limit {
    /// Returns whether what is over by `latest` (exclusive end; `None` is open) lies within the limit.
    pub fn admits(&self, latest: Option<DateTime<Utc>>) -> bool {
        match self {
            Self::All => true,
            Self::Until(end) => latest.is_some_and(|latest| latest <= *end),
        }
    }

    /// Returns whether what begins at `earliest` (inclusive; `None` is open) has begun within the limit.
    pub fn has_begun(&self, earliest: Option<DateTime<Utc>>) -> bool {
        match self {
            Self::All => true,
            Self::Until(end) => earliest.is_none_or(|earliest| earliest < *end),
        }
    }
}

/// How far a cut reaches in the order in which the log accepted its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Head {
    /// Up to the event of this number, inclusive.
    Seq(u64),
    /// The whole log.
    All,
}

impl Head {
    /// Returns whether the log had accepted the event of that number.
    pub fn admits(&self, seq: u64) -> bool {
        match self {
            Self::All => true,
            Self::Seq(last) => seq <= *last,
        }
    }
}

/// Whether a cut trusts a `known` that the encoder inferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Admission {
    /// Only a `known` that a source states.
    Stated,
    /// Also an inferred one.
    All,
}

/// What part of a log is asked: up to where on each of the three clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cut {
    /// What has happened.
    pub occurred: Limit,
    /// What the public could know.
    pub known: Limit,
    /// What the log had accepted.
    pub recorded: Head,
    /// Whether inferred dates of knowledge count.
    pub admission: Admission,
}

impl Cut {
    /// Everything that the log holds.
    pub const ALL: Self =
        Self { occurred: Limit::All, known: Limit::All, recorded: Head::All, admission: Admission::All };

    /// Returns the cut at which things stood at a time, with all that the log knows of it.
    pub fn at(occurred: Limit) -> Self {
        Self { occurred, ..Self::ALL }
    }

    /// Returns the cut of what anyone could have known by an instant (exclusive) of what had happened.
    pub fn known_at(end: DateTime<Utc>) -> Self {
        Self { occurred: Limit::Until(end), known: Limit::Until(end), ..Self::ALL }
    }
}
