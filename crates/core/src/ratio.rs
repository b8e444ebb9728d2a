//! So many of one thing for so many of another.

use std::fmt;
use std::str::FromStr;

use crate::as_text::serde_as_text;
use crate::text::one_line;

/// A ratio of two whole numbers from 1 to 4,294,967,295, written `30:1`: so many of this for so many of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    this: u32,
    that: u32,
}

/// Why a text is not a ratio.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a ratio: write two whole numbers from 1 to 4294967295, such as 30:1", one_line(.0))]
pub struct RatioError(String);

impl Ratio {
    /// Returns how many of this are given for [`Ratio::that`] of the other.
    pub fn this(self) -> u32 {
        self.this
    }

    /// Returns for how many of the other [`Ratio::this`] are given.
    pub fn that(self) -> u32 {
        self.that
    }
}

impl FromStr for Ratio {
    type Err = RatioError;

    /// Reads `30:1`.
    ///
    /// # Errors
    ///
    /// The text is not two numbers within their bounds, with a colon between them.
    fn from_str(text: &str) -> Result<Self, RatioError> {
        let number = |digits: &str| {
            let is_plain = !digits.starts_with('0') && digits.bytes().all(|digit| digit.is_ascii_digit());
            digits.parse().ok().filter(|_| is_plain)
        };
        let (this, that) = text.split_once(':').ok_or_else(|| RatioError(text.to_owned()))?;
        match (number(this), number(that)) {
            (Some(this), Some(that)) => Ok(Self { this, that }),
            _ => Err(RatioError(text.to_owned())),
        }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.this, self.that)
    }
}

serde_as_text!(Ratio: Ratio);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_two_whole_numbers_above_zero() {
        assert_eq!("30:1".parse::<Ratio>().unwrap().to_string(), "30:1");
        for text in ["30", "30:0", "0:1", "+3:1", "3:1:1", "3 : 1", "03:1", ":", "1.5:1"] {
            assert!(text.parse::<Ratio>().is_err(), "{text}");
        }
    }
}
