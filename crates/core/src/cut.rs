//! The cut: the one way to ask anything of a log.

use std::fmt::Write;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use crate::date::{DateError, Stretch, one_line};
use crate::names::{Key, KeyError};

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

/// A cut of a process as one word, which gives the same answer on the same log for ever.
///
/// Its instants are exclusive ends, as they stand.
///
/// ```
/// use asof_core::CutToken;
/// let text = "istanbul-2025@2025-05-25T00:00+03:00,all,57";
/// let token: CutToken = text.parse()?;
/// assert_eq!(token.to_text(chrono_tz::Europe::Istanbul), text);
/// # Ok::<(), asof_core::TokenError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CutToken {
    /// The process that is asked about.
    pub process: Key,
    /// The cut of it.
    pub cut: Cut,
}

impl CutToken {
    /// Makes the token of a cut of a process.
    pub fn new(process: Key, cut: Cut) -> Self {
        Self { process, cut }
    }

    /// Returns the token with its instants as clocks in the zone show them, to the minute, second or microsecond.
    ///
    /// An instant that the zone cannot show in a form that is read (an offset with seconds, as before
    /// there was standard time) is shown in UTC. It reads back the same for the years 0001 to 9999.
    pub fn to_text(&self, zone: Tz) -> String {
        let Cut { occurred, known, recorded, admission } = &self.cut;
        let mut text =
            format!("{}@{},{},", self.process, limit_text(*occurred, zone), limit_text(*known, zone));
        match recorded {
            Head::All => text.push_str("all"),
            // Writing to a String does not fail.
            Head::Seq(seq) => _ = write!(text, "{seq}"),
        }
        match admission {
            Admission::All => {}
            Admission::Stated => text.push_str(",stated"),
        }
        text
    }
}

fn limit_text(limit: Limit, zone: Tz) -> String {
    match limit {
        Limit::All => "all".to_owned(),
        Limit::Until(end) => {
            let local = end.with_timezone(&zone);
            let is_readable =
                local.offset().fix().local_minus_utc() % 60 == 0 && (1..=9999).contains(&local.year());
            if is_readable { instant_text(&local) } else { instant_text(&end) }
        }
    }
}

fn instant_text<Z: TimeZone<Offset: std::fmt::Display>>(instant: &DateTime<Z>) -> String {
    let form = match (instant.second(), instant.nanosecond()) {
        (0, 0) => "%Y-%m-%dT%H:%M%:z",
        (_, 0) => "%Y-%m-%dT%H:%M:%S%:z",
        _ => "%Y-%m-%dT%H:%M:%S%.6f%:z",
    };
    instant.format(form).to_string()
}

/// Which part of a text is not that of a cut's token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It does not have the parts.
    #[error("`{}`: not a cut; write process@occurred,known,recorded as in istanbul-2025@2025-05-25T00:00+03:00,all,57", one_line(.0))]
    Form(String),
    /// The process is not a key.
    #[error("process of the cut: {0}")]
    Process(KeyError),
    /// The limit on `occurred` is neither `all` nor an instant.
    #[error("occurred of the cut: {0}")]
    Occurred(DateError),
    /// The limit on `known` is neither `all` nor an instant.
    #[error("known of the cut: {0}")]
    Known(DateError),
    /// The head is neither `all` nor a number.
    #[error("recorded of the cut: `{}`: write the number of the last event, or all", one_line(.0))]
    Recorded(String),
    /// The last part is not `stated`.
    #[error("end of the cut: `{}`: only `stated` can follow", one_line(.0))]
    Admission(String),
}

impl FromStr for CutToken {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let malformed = || TokenError::Form(text.to_owned());
        let (process, cut) = text.split_once('@').ok_or_else(malformed)?;
        let parts: Vec<&str> = cut.splitn(4, ',').collect();
        let (occurred, known, recorded, admission) = match parts[..] {
            [occurred, known, recorded] => (occurred, known, recorded, Admission::All),
            [occurred, known, recorded, "stated"] => (occurred, known, recorded, Admission::Stated),
            [_, _, _, end] => return Err(TokenError::Admission(end.to_owned())),
            _ => return Err(malformed()),
        };
        Ok(Self {
            process: process.parse().map_err(TokenError::Process)?,
            cut: Cut {
                occurred: read_limit(occurred).map_err(TokenError::Occurred)?,
                known: read_limit(known).map_err(TokenError::Known)?,
                recorded: read_head(recorded).ok_or_else(|| TokenError::Recorded(recorded.to_owned()))?,
                admission,
            },
        })
    }
}

fn read_limit(text: &str) -> Result<Limit, DateError> {
    match text {
        "all" => Ok(Limit::All),
        instant => Ok(Limit::Until(Stretch::parse_instant(instant)?.to_utc())),
    }
}

fn read_head(text: &str) -> Option<Head> {
    match text {
        "all" => Some(Head::All),
        seq if seq.bytes().all(|b| b.is_ascii_digit()) => seq.parse().ok().map(Head::Seq),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Europe, TZ_VARIANTS};
    use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};

    use super::*;

    fn instant(text: &str) -> DateTime<Utc> {
        Stretch::parse_instant(text).unwrap().to_utc()
    }

    #[test]
    fn a_limit_is_an_exclusive_end() {
        let midnight = instant("2025-05-25T00:00+03:00");
        let later = instant("2025-05-25T00:01+03:00");
        let limit = Limit::Until(midnight);
        assert!(limit.admits(Some(midnight)) && !limit.admits(Some(later)) && !limit.admits(None));
        assert!(!limit.has_begun(Some(midnight)) && limit.has_begun(None) && !limit.has_begun(Some(later)));
        assert!(Limit::All.admits(None) && Limit::All.has_begun(Some(later)));
        assert!(Head::Seq(3).admits(3) && !Head::Seq(3).admits(4) && Head::All.admits(u64::MAX));
    }

    #[test]
    fn all_is_the_greatest() {
        assert!(Limit::All > Limit::Until(DateTime::<Utc>::MAX_UTC));
        assert!(Head::All > Head::Seq(u64::MAX));
        assert!(Admission::All > Admission::Stated);
    }

    #[test]
    fn a_token_is_as_precise_as_it_must_be() {
        let process: Key = "istanbul-2025".parse().unwrap();
        let rows = [
            ("2025-05-24T21:00Z", "2025-05-25T00:00+03:00"),
            ("2025-05-24T21:00:01Z", "2025-05-25T00:00:01+03:00"),
            ("2025-05-24T21:00:00.5Z", "2025-05-25T00:00:00.500000+03:00"),
            // Istanbul was 1:56:56 ahead of Greenwich.
            ("1900-01-01T00:00Z", "1900-01-01T00:00+00:00"),
        ];
        for (end, shown) in rows {
            let cut =
                Cut { recorded: Head::Seq(57), admission: Admission::Stated, ..Cut::known_at(instant(end)) };
            let text = CutToken::new(process.clone(), cut).to_text(Europe::Istanbul);
            assert_eq!(text, format!("istanbul-2025@{shown},{shown},57,stated"));
        }
        assert_eq!(CutToken::new(process, Cut::ALL).to_text(Europe::Istanbul), "istanbul-2025@all,all,all");
    }

    #[test]
    fn a_broken_token_says_which_part_is_wrong() {
        let table = "
            P@all,all,1 => process of the cut: `P` is not a key: use lower-case letters a-z and digits, joined by single hyphens
            p@2025-05-25,all,1 => occurred of the cut: `2025-05-25`: no clock time; write an instant such as 2025-05-16T12:30+03:00
            p@all,2025-02-30,1 => known of the cut: `2025-02-30`: February 2025 has 28 days
            p@all,all,-1 => recorded of the cut: `-1`: write the number of the last event, or all
            p@all,all, => recorded of the cut: ``: write the number of the last event, or all
            p@all,all,1, => end of the cut: ``: only `stated` can follow
            p@all,all,1,stated,x => end of the cut: `stated,x`: only `stated` can follow";
        for (text, expected) in table.lines().filter_map(|row| row.trim().split_once(" => ")) {
            assert_eq!(text.parse::<CutToken>().unwrap_err().to_string(), expected);
        }
        for text in ["", "p", "p@", "p@all,all"] {
            assert_eq!(text.parse::<CutToken>(), Err(TokenError::Form(text.to_owned())));
        }
    }

    fn limits() -> impl Strategy<Value = Limit> {
        let limit = |seconds, micros| Limit::Until(DateTime::from_timestamp(seconds, micros * 1000).unwrap());
        prop_oneof![
            Just(Limit::All),
            (-62_135_000_000_i64..253_402_200_000).prop_map(move |seconds| limit(seconds, 0)),
            (-1_000_000_000_i64..3_000_000_000, 0..1_000_000_u32)
                .prop_map(move |(seconds, micros)| limit(seconds, micros)),
        ]
    }

    proptest! {
        #[test]
        fn tokens_read_back_the_same(
            (occurred, known) in (limits(), limits()),
            seq in any::<Option<u64>>(),
            stated in any::<bool>(),
            zone in 0..TZ_VARIANTS.len(),
        ) {
            let recorded = seq.map_or(Head::All, Head::Seq);
            let admission = if stated { Admission::Stated } else { Admission::All };
            let cut = Cut { occurred, known, recorded, admission };
            let token = CutToken::new("istanbul-2025".parse().unwrap(), cut);
            let text = token.to_text(TZ_VARIANTS[zone]);
            prop_assert_eq!(text.parse::<CutToken>(), Ok(token), "{}", text);
        }
    }
}
