//! By when something is to be done: a date, or so many days after an event.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::as_text::{Form, not_of_form};
use crate::names::EventRef;
use crate::when::Due;

/// By when something is due: a date, or so many days after an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Deadline {
    /// A date.
    Date(Due),
    /// Days after an event.
    After(DaysAfter),
}

/// So many days after the last day of an event: day 16 of what began on day 1 is 15 days after it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DaysAfter {
    /// The event.
    #[schemars(extend("x-asof-names" = "event"))]
    pub after: EventRef,
    /// How many days after its last day, at most 36,525.
    #[schemars(range(max = Self::LONGEST))]
    pub days: u32,
}

impl DaysAfter {
    /// The most days after an event that something is due: a hundred years.
    pub const LONGEST: u32 = 36_525;
}

impl Deadline {
    /// Returns the date, if it is one.
    pub fn date(&self) -> Option<&Due> {
        match self {
            Self::Date(due) => Some(due),
            Self::After(_) => None,
        }
    }

    /// Returns the event from which it counts, if it is no date.
    pub fn after(&self) -> Option<&DaysAfter> {
        match self {
            Self::Date(_) => None,
            Self::After(after) => Some(after),
        }
    }
}

impl Serialize for Deadline {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Date(due) => due.serialize(serializer),
            Self::After(after) => after.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Deadline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Read)
    }
}

/// Reads either form. An untagged enum would lose the place of an error and accept unknown fields.
struct Read;

impl<'de> Visitor<'de> for Read {
    type Value = Deadline;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Form::Deadline.name())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Deadline, E> {
        text.parse().map(Deadline::Date).map_err(|error| not_of_form(Form::Date, &error))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Deadline, A::Error> {
        const FIELDS: &[&str] = &["after", "days"];
        let (mut after, mut days) = (None, None);
        while let Some(field) = map.next_key::<String>()? {
            match field.as_str() {
                "after" if after.is_some() => return Err(A::Error::duplicate_field("after")),
                "days" if days.is_some() => return Err(A::Error::duplicate_field("days")),
                "after" => after = Some(map.next_value()?),
                "days" => days = Some(map.next_value()?),
                other => return Err(A::Error::unknown_field(other, FIELDS)),
            }
        }
        let after = after.ok_or_else(|| A::Error::missing_field("after"))?;
        let days = days.ok_or_else(|| A::Error::missing_field("days"))?;
        if days > DaysAfter::LONGEST {
            let message = format!("{days} days is more than a hundred years");
            return Err(not_of_form(Form::Deadline, &message));
        }
        Ok(Deadline::After(DaysAfter { after, days }))
    }
}

/// What a deadline looks like to a schema.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum EitherForm {
    Date(Due),
    After(DaysAfter),
}

impl JsonSchema for Deadline {
    fn schema_name() -> Cow<'static, str> {
        "Deadline".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = EitherForm::json_schema(generator);
        schema
            .insert("description".to_owned(), "By when: a date, or a number of days after an event.".into());
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_and_written_back() {
        for json in
            [r#""../2025-08-31""#, r#"{"after":"begins","days":15}"#, r#"{"after":"other/begins","days":0}"#]
        {
            let deadline: Deadline = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&deadline).unwrap(), json);
        }
    }

    #[test]
    fn what_is_neither_is_refused() {
        for json in [
            "15",
            r#""soon""#,
            "{}",
            r#"{"after":"begins"}"#,
            r#"{"days":3}"#,
            r#"{"after":"begins","days":-1}"#,
            r#"{"after":"begins","days":36526}"#,
            r#"{"after":"begins","days":3,"hours":1}"#,
            r#"{"after":"begins","days":3,"days":4}"#,
        ] {
            assert!(serde_json::from_str::<Deadline>(json).is_err(), "{json}");
        }
    }
}
