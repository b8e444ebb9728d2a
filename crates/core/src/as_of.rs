//! The point: the one way to ask anything of a log.

#[cfg(test)]
mod tests;
mod token;

use chrono::{DateTime, Utc};

pub use token::{AsOfToken, TokenError};

/// How far a question reaches on one of the clocks `occurred` and `known`.
///
/// ```
/// use asof_core::Until;
/// use chrono::DateTime;
/// let until = Until::Before(DateTime::UNIX_EPOCH);
/// assert!(until.admits(Some(DateTime::UNIX_EPOCH)));
/// assert!(!until.has_begun(Some(DateTime::UNIX_EPOCH)));
/// assert!(until < Until::All);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Until {
    /// Up to an instant, the exclusive end of what was named.
    Before(DateTime<Utc>),
    /// All that the log holds.
    All,
}

impl Until {
    /// Returns whether what is over by `latest` (exclusive end; `None` is open) counts.
    pub fn admits(&self, latest: Option<DateTime<Utc>>) -> bool {
        match self {
            Self::All => true,
            Self::Before(end) => latest.is_some_and(|latest| latest <= *end),
        }
    }

    /// Returns whether what begins at `earliest` (inclusive; `None` is open) has begun.
    pub fn has_begun(&self, earliest: Option<DateTime<Utc>>) -> bool {
        match self {
            Self::All => true,
            Self::Before(end) => earliest.is_none_or(|earliest| earliest < *end),
        }
    }
}

/// How far a question reaches in the order in which the log accepted its events.
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

/// Whether an event counts whose `known` the encoder inferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Inferred {
    /// Only events whose `known` a source states.
    Exclude,
    /// All events.
    Include,
}

/// A point on all three clocks at which a log is asked: the as-of point, or bitemporal coordinate, of the field, with
/// `known` as a third axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AsOf {
    /// What has happened (valid time).
    pub occurred: Until,
    /// What the public could know (availability time).
    pub known: Until,
    /// What the log had accepted (transaction time).
    pub recorded: Head,
    /// Whether inferred dates of knowledge count.
    pub inferred: Inferred,
}

impl AsOf {
    /// Everything that the log holds.
    pub const ALL: Self =
        Self { occurred: Until::All, known: Until::All, recorded: Head::All, inferred: Inferred::Include };

    /// Returns the point at which things stood at a time, with all that the log knows of it.
    pub fn at(occurred: Until) -> Self {
        Self { occurred, ..Self::ALL }
    }

    /// Returns the point of what anyone could have known by an instant (exclusive) of what had happened.
    pub fn known_at(end: DateTime<Utc>) -> Self {
        Self { occurred: Until::Before(end), known: Until::Before(end), ..Self::ALL }
    }
}
