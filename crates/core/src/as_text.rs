//! Reads and writes types as text of some form.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::Deserializer;
use serde::de::{Error, Unexpected, Visitor};

crate::codes! {
    /// The forms that values written as text (and quantities and their numbers) have, each with the words for it.
    ///
    /// Where a value does not have its form, its name stands for what was expected and says which form that was.
    pub(crate) enum Form {
        Date = "a date",
        Deadline = "a date, or days after an event",
        Duration = "a duration",
        Key = "a key",
        Word = "a word of the log's own",
        Reference = "the key of an event",
        Claimant = "a claimant",
        Text = "a text",
        Lines = "lines of a source",
        Zone = "a time zone",
        Quantity = "a quantity",
        Number = "a number",
        Ratio = "a ratio",
        Id = "an id",
        Recorded = "an instant of recording",
        Digest = "a SHA-256 digest",
    }
}

impl Form {
    /// Returns the form with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|form| form.name() == name)
    }
}

/// A type that is written as text.
pub(crate) trait AsText: FromStr<Err: fmt::Display> {
    const FORM: Form;
}

/// Reads and writes a type as the text of its `FromStr` and `Display`.
macro_rules! serde_as_text {
    ($($name:ty: $form:ident),+ $(,)?) => {$(
        impl $crate::as_text::AsText for $name {
            const FORM: $crate::as_text::Form = $crate::as_text::Form::$form;
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::as_text::parse_text(deserializer)
            }
        }
    )+};
}
pub(crate) use serde_as_text;

/// Reads a value by its `FromStr`, without first copying text that the input lends.
pub(crate) fn parse_text<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: AsText,
{
    struct Parse<T>(PhantomData<T>);

    impl<T: AsText> Visitor<'_> for Parse<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(T::FORM.name())
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(|error: T::Err| not_of_form(T::FORM, &error))
        }
    }

    deserializer.deserialize_str(Parse(PhantomData))
}

/// Returns the error for a value that does not have its form, with what is wrong in our words.
pub(crate) fn not_of_form<E: Error>(form: Form, error: &impl fmt::Display) -> E {
    E::invalid_value(Unexpected::Other(&error.to_string()), &form.name())
}
