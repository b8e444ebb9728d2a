//! The token of an as-of point: the process and all clocks in one word.

use std::fmt::Write;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Offset, TimeZone, Timelike};

use super::{AsOf, Head, Inferred, Until};
use crate::date::{DateError, WrittenDate};
use crate::names::{Key, KeyError};
use crate::text::one_line;
use crate::zone::Zone;

/// An as-of point of a process as one word, which gives the same answer on the same log for ever.
///
/// Its instants are exclusive ends, as they stand.
///
/// ```
/// use asof_core::AsOfToken;
/// let text = "istanbul-2025@2025-05-25T00:00+03:00,all,57";
/// let token: AsOfToken = text.parse()?;
/// assert_eq!(token.to_text("Europe/Istanbul".parse().unwrap()), text);
/// # Ok::<(), asof_core::TokenError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AsOfToken {
    /// The process that is asked about.
    pub process: Key,
    /// The point of it.
    pub as_of: AsOf,
}

impl AsOfToken {
    /// Makes the token of a point of a process.
    pub fn new(process: Key, as_of: AsOf) -> Self {
        Self { process, as_of }
    }

    /// Returns the token with its instants as clocks in the zone show them, to the minute, second or microsecond.
    ///
    /// An instant that the zone cannot show in a form that is read (an offset with seconds, as before
    /// there was standard time) is shown in UTC. It reads back the same for the years 0001 to 9999.
    pub fn to_text(&self, zone: Zone) -> String {
        let AsOf { occurred, known, recorded, inferred } = &self.as_of;
        let mut text =
            format!("{}@{},{},", self.process, limit_text(*occurred, zone), limit_text(*known, zone));
        match recorded {
            Head::All => text.push_str("all"),
            // Writing to a String does not fail.
            Head::Seq(seq) => _ = write!(text, "{seq}"),
        }
        match inferred {
            Inferred::Include => {}
            Inferred::Exclude => text.push_str(",stated"),
        }
        text
    }
}

fn limit_text(limit: Until, zone: Zone) -> String {
    match limit {
        Until::All => "all".to_owned(),
        Until::Before(end) => {
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

/// Which part of a text is not that of a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It does not have the parts.
    #[error("`{}`: not an as-of token; write process@occurred,known,recorded as in istanbul-2025@2025-05-25T00:00+03:00,all,57", one_line(.0))]
    Form(String),
    /// The process is not a key.
    #[error("process of the token: {0}")]
    Process(KeyError),
    /// The limit on `occurred` is neither `all` nor an instant.
    #[error("occurred of the token: {0}")]
    Occurred(DateError),
    /// The limit on `known` is neither `all` nor an instant.
    #[error("known of the token: {0}")]
    Known(DateError),
    /// The head is neither `all` nor a number.
    #[error("recorded of the token: `{}`: write the number of the last event, or all", one_line(.0))]
    Recorded(String),
    /// The last part is not `stated`.
    #[error("end of the token: `{}`: only `stated` may follow", one_line(.0))]
    Inferred(String),
}

impl FromStr for AsOfToken {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let malformed = || TokenError::Form(text.to_owned());
        let (process, as_of) = text.split_once('@').ok_or_else(malformed)?;
        let parts: Vec<&str> = as_of.splitn(4, ',').collect();
        let (occurred, known, recorded, inferred) = match parts[..] {
            [occurred, known, recorded] => (occurred, known, recorded, Inferred::Include),
            [occurred, known, recorded, "stated"] => (occurred, known, recorded, Inferred::Exclude),
            [_, _, _, end] => return Err(TokenError::Inferred(end.to_owned())),
            _ => return Err(malformed()),
        };
        Ok(Self {
            process: process.parse().map_err(TokenError::Process)?,
            as_of: AsOf {
                occurred: read_limit(occurred).map_err(TokenError::Occurred)?,
                known: read_limit(known).map_err(TokenError::Known)?,
                recorded: read_head(recorded).ok_or_else(|| TokenError::Recorded(recorded.to_owned()))?,
                inferred,
            },
        })
    }
}

fn read_limit(text: &str) -> Result<Until, DateError> {
    match text {
        "all" => Ok(Until::All),
        instant => Ok(Until::Before(WrittenDate::parse_instant(instant)?.to_utc())),
    }
}

fn read_head(text: &str) -> Option<Head> {
    match text {
        "all" => Some(Head::All),
        seq if seq.bytes().all(|b| b.is_ascii_digit()) => seq.parse().ok().map(Head::Seq),
        _ => None,
    }
}
