//! Numbers of quantities: whole, or an exact decimal such as `12.5`; never a binary fraction.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::as_text::{Form, not_of_form};

/// A number from 0 to 2^53 - 1, with at most nine decimal places.
///
/// On the wire a whole number is a JSON number and a decimal is its text (`"12.50"`), which is kept as it is written.
/// Numbers compare by what they are worth: `12.50` equals `12.5`. A sum or difference keeps no zeros at the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(Decimal);

/// Why something is not a number of a quantity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// More than 2^53 - 1.
    #[error("{0} is more than a log can store exactly (at most 2^53 - 1)")]
    TooLarge(String),
    /// Below zero.
    #[error("{0} is below zero: a quantity counts from 0 up")]
    Negative(String),
    /// A decimal that is not written as text.
    #[error("a decimal is written as text to keep it exact: write \"{0}\", in quotes")]
    Unquoted(String),
    /// A whole number that is written with a point.
    #[error("a whole number has no decimal point: write {0}")]
    Whole(String),
    /// A whole number that is written as text.
    #[error("\"{0}\" is a whole number: write {0}, without quotes")]
    Quoted(String),
    /// More decimal places than a log keeps.
    #[error("{0} has more than nine decimal places")]
    TooFine(String),
    /// Something else.
    #[error("`{0}` is not a number: write 12, or \"12.5\" for a decimal")]
    NotANumber(String),
}

impl Number {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The largest number: the largest integer that canonical JSON carries exactly (2^53 - 1).
    pub const LARGEST: Self = Self(Decimal::from_parts(u32::MAX, (1 << 21) - 1, 0, false, 0));

    /// The most decimal places that a number has.
    pub const PLACES: u32 = 9;

    /// Returns the sum of the two, `None` where it is above [`Number::LARGEST`].
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).and_then(Self::within)
    }

    /// Returns how much more the first is than the second; 0 where it is not more.
    pub fn minus(self, other: Self) -> Self {
        if self.0 <= other.0 { Self::ZERO } else { Self((self.0 - other.0).normalize()) }
    }

    /// Returns so many times the number, `None` where that is above [`Number::LARGEST`].
    pub fn times(self, count: u64) -> Option<Self> {
        self.0.checked_mul(Decimal::from(count)).and_then(Self::within)
    }

    /// Returns how much of a length it is, where `whole` is all of it: never more, and nothing of nothing. Rounded down.
    ///
    /// ```
    /// use asof_core::Number;
    /// assert_eq!(Number::from(250).share_of(Number::from(1000), 90), 22);
    /// assert_eq!(Number::from(2).share_of(Number::from(1), 90), 90);
    /// ```
    pub fn share_of(self, whole: Self, length: u32) -> u32 {
        if self.0 >= whole.0 {
            return if self.0.is_zero() { 0 } else { length };
        }
        let share = self.0.checked_mul(Decimal::from(length)).and_then(|part| part.checked_div(whole.0));
        share.and_then(|share| share.trunc().to_u32()).map_or(0, |share| share.min(length))
    }

    /// Returns the next whole number; of a decimal, which has no next, the decimal.
    pub(crate) fn next(self) -> Self {
        if self.0.is_integer() { self.plus(Self::from(1)).unwrap_or(self) } else { self }
    }

    /// Returns the whole number before it, 0 at the least; of a decimal the decimal.
    pub(crate) fn previous(self) -> Self {
        if self.0.is_integer() { self.minus(Self::from(1)) } else { self }
    }

    fn within(sum: Decimal) -> Option<Self> {
        (sum <= Self::LARGEST.0).then(|| Self(sum.normalize()))
    }
}

impl From<u32> for Number {
    fn from(number: u32) -> Self {
        Self(Decimal::from(number))
    }
}

impl TryFrom<u64> for Number {
    type Error = NumberError;

    fn try_from(number: u64) -> Result<Self, NumberError> {
        Self::within(Decimal::from(number)).ok_or_else(|| NumberError::TooLarge(number.to_string()))
    }
}

impl FromStr for Number {
    type Err = NumberError;

    /// Reads the text of a decimal.
    ///
    /// # Errors
    ///
    /// The text is a whole number, has more than nine decimal places, is above [`Number::LARGEST`], or is no number.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let of = |error: fn(String) -> NumberError| error(text.to_owned());
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if is_digits(text) {
            return Err(of(NumberError::Quoted));
        }
        let Some((whole, places)) = text.split_once('.').filter(|(a, b)| is_digits(a) && is_digits(b)) else {
            return Err(of(NumberError::NotANumber));
        };
        if whole.len() > 1 && whole.starts_with('0') {
            return Err(of(NumberError::NotANumber));
        }
        if places.len() > Self::PLACES as usize {
            return Err(of(NumberError::TooFine));
        }
        let number = Decimal::from_str_exact(text).map_err(|_| of(NumberError::TooLarge))?;
        if number > Self::LARGEST.0 { Err(of(NumberError::TooLarge)) } else { Ok(Self(number)) }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match u64::try_from(self.0.mantissa()) {
            Ok(whole) if self.0.scale() == 0 => serializer.serialize_u64(whole),
            _ => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl Visitor<'_> for Read {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(Form::Number.name())
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Number, E> {
                Number::try_from(number).map_err(|error| not_of_form(Form::Number, &error))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Number, E> {
                let error = NumberError::Negative(number.to_string());
                u64::try_from(number)
                    .map_or_else(|_| Err(not_of_form(Form::Number, &error)), |n| self.visit_u64(n))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Number, E> {
                // `12.0` prints as `12`.
                let text = number.to_string();
                let error =
                    if text.contains('.') { NumberError::Unquoted(text) } else { NumberError::Whole(text) };
                Err(not_of_form(Form::Number, &error))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
                text.parse().map_err(|error| not_of_form(Form::Number, &error))
            }
        }

        deserializer.deserialize_any(Read)
    }
}

impl JsonSchema for Number {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A whole number, or a decimal as its exact text.",
            "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": (1_u64 << 53) - 1 },
                { "type": "string", "pattern": r"^(0|[1-9][0-9]*)\.[0-9]{1,9}$" },
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Number, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn whole_numbers_and_exact_decimals_are_written_back_as_they_stand() {
        for json in
            ["0", "12", "9007199254740991", r#""12.50""#, r#""0.000000001""#, r#""9007199254740990.999""#]
        {
            assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
        }
        assert_eq!(read(r#""12.50""#).unwrap(), read(r#""12.5""#).unwrap());
        assert_eq!(serde_json::to_string(&Number::LARGEST).unwrap(), "9007199254740991");
    }

    #[test]
    fn what_is_no_number_is_refused_with_what_to_write() {
        for (json, remedy) in [
            ("12.5", r#"write "12.5", in quotes"#),
            ("12.0", "write 12"),
            (r#""12""#, "write 12, without quotes"),
            ("-3", "below zero"),
            ("9007199254740992", "at most 2^53 - 1"),
            (r#""9007199254740991.5""#, "at most 2^53 - 1"),
            (r#""1.0000000001""#, "nine decimal places"),
            (r#""1,5""#, r#"write 12, or "12.5""#),
            (r#""1e3""#, r#"write 12, or "12.5""#),
            (r#""01.5""#, r#"write 12, or "12.5""#),
            (r#"".5""#, r#"write 12, or "12.5""#),
            (r#""FILL IN""#, r#"write 12, or "12.5""#),
        ] {
            let error = read(json).unwrap_err();
            assert!(error.contains(remedy), "{json}: {error}");
        }
    }

    #[test]
    fn sums_are_exact_and_end_at_the_largest() {
        let number = |json: &str| read(json).unwrap();
        let tenth = number(r#""0.1""#);
        assert_eq!(tenth.plus(number(r#""0.2""#)), Some(number(r#""0.3""#)));
        assert_eq!(tenth.times(10), Some(number("1")));
        assert_eq!(serde_json::to_string(&tenth.times(10)).unwrap(), "1");
        assert_eq!(Number::LARGEST.plus(tenth), None);
        assert_eq!(Number::LARGEST.times(u64::MAX), None);
        assert_eq!(tenth.minus(number("1")), Number::ZERO);
    }
}
