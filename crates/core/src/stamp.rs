//! What only a log sets: ids, instants of recording and digests.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

use crate::as_text::serde_as_text;
use crate::text::one_line;

/// The id of an event: a UUID, made in version 7 (RFC 9562) when a log accepts the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(Uuid);

impl EventId {
    /// Returns the id that is this UUID.
    pub fn new(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// Returns the UUID.
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not an id: write a UUID in lower case with hyphens, or leave `id` out", one_line(.0))]
pub struct EventIdError(String);

impl FromStr for EventId {
    type Err = EventIdError;

    fn from_str(text: &str) -> Result<Self, EventIdError> {
        match Uuid::try_parse(text) {
            Ok(uuid) if *uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == *text => {
                Ok(Self(uuid))
            }
            _ => Err(EventIdError(text.to_owned())),
        }
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// The instant at which a log accepted an entry, to the microsecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recorded(DateTime<Utc>);

impl Recorded {
    /// Returns the instant, cut to whole microseconds.
    pub fn new(instant: DateTime<Utc>) -> Self {
        Self(instant.trunc_subsecs(6))
    }

    /// Returns the instant.
    pub fn instant(self) -> DateTime<Utc> {
        self.0
    }
}

const RECORDED: &str = "%Y-%m-%dT%H:%M:%S%.6fZ";

/// Why a text is not the instant of a recording.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not an instant of recording: it is written 2026-01-31T08:00:00.000000Z", one_line(.0))]
pub struct RecordedError(String);

impl FromStr for Recorded {
    type Err = RecordedError;

    fn from_str(text: &str) -> Result<Self, RecordedError> {
        // RFC 3339 allows other spellings too; a log has one.
        let read = has_one_form(text).then(|| DateTime::parse_from_rfc3339(text).ok()).flatten();
        read.map(|instant| Self(instant.to_utc())).ok_or_else(|| RecordedError(text.to_owned()))
    }
}

/// Returns whether the digits stand where [`RECORDED`] puts them.
fn has_one_form(text: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00T00:00:00.000000Z";
    let fits = |(byte, form): (u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == *form };
    text.len() == FORM.len() && text.bytes().zip(FORM).all(fits)
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format(RECORDED).fmt(f)
    }
}

/// A SHA-256 digest, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Returns the digest that is these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// Why a text is not a digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a SHA-256 digest: it has 64 digits 0-9 and a-f", one_line(.0))]
pub struct DigestError(String);

const HEX_DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The digit that each byte is; [`NO_DIGIT`] for all others.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut digit = 0;
    while digit < HEX_DIGITS.len() {
        digits[HEX_DIGITS[digit] as usize] = digit as u8;
        digit += 1;
    }
    digits
};

const NO_DIGIT: u8 = 0xff;

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let (mut bytes, mut all) = ([0; 32], 0);
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let [high, low] = [pair[0], pair[1]].map(|digit| DIGITS[usize::from(digit)]);
            all |= high | low;
            *byte = high << 4 | low;
        }
        let is_digest = text.len() == 64 && all != NO_DIGIT;
        is_digest.then_some(Self(bytes)).ok_or_else(|| DigestError(text.to_owned()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            let [high, low] = [byte >> 4, byte & 15].map(|digit| HEX_DIGITS[usize::from(digit)]);
            pair.copy_from_slice(&[high, low]);
        }
        f.write_str(str::from_utf8(&digits).unwrap_or_default())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_as_text!(EventId: Id, Recorded: Recorded, Digest: Digest);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorded_is_read_only_as_it_is_written() {
        let text = "2026-11-23T10:00:00.000000Z";
        assert_eq!(text.parse::<Recorded>().unwrap().to_string(), text);
        for other in ["2026-11-23T10:00:00Z", "2026-11-23T10:00:00.000Z", "2026-11-23 10:00:00.000000Z"] {
            assert!(other.parse::<Recorded>().is_err(), "{other}");
        }
    }

    #[test]
    fn digests_and_ids_have_one_spelling() {
        let digest = "0123456789abcdef".repeat(4);
        assert_eq!(digest.parse::<Digest>().unwrap().to_string(), digest);
        assert!(digest.to_uppercase().parse::<Digest>().is_err());
        assert!("é".repeat(32).parse::<Digest>().is_err());
        assert!("01A207D9-2100-7707-8707-070707070707".parse::<EventId>().is_err());
        assert!("01a207d9-2100-7707-8707-070707070707".parse::<EventId>().is_ok());
    }
}
