//! The token of a cut: process and cut in one word.

use std::fmt::Write;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Offset, TimeZone, Timelike};

use super::{Admission, Cut, Head, Limit};
use crate::date::{DateError, Stretch};
use crate::names::{Key, KeyError};
use crate::text::one_line;
use crate::zone::Zone;

/// A cut of a process as one word, which gives the same answer on the same log for ever.
///
/// Its instants are exclusive ends, as they stand.
///
/// ```
/// use asof_core::CutToken;
/// let text = "istanbul-2025@2025-05-25T00:00+03:00,all,57";
/// let token: CutToken = text.parse()?;
/// assert_eq!(token.to_text("Europe/Istanbul".parse().unwrap()), text);
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
    pub fn to_text(&self, zone: Zone) -> String {
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

fn limit_text(limit: Limit, zone: Zone) -> String {
    match limit {
        Limit::All => "all".to_owned(),
        Limit::Until(end) => {
            let local = zone.clock(end);
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
