//! A value that an assertion says a state has: JSON as a state prints it, which has no fractions.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// A value of the JSON contract: null, a whole number, a text of one line, a list, an object.
///
/// ```
/// use asof_core::Asserted;
/// let asserted: Asserted = serde_json::from_str(r#"{"low":390,"high":null}"#)?;
/// assert_eq!(asserted.value()["low"], 390);
/// assert!(serde_json::from_str::<Asserted>("1.5").is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Asserted(Value);

/// Whole numbers from here on are not exact in every tool that reads JSON.
const UNSAFE_INTEGER: u64 = 1 << 53;

impl Asserted {
    /// Returns the value.
    pub fn value(&self) -> &Value {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Asserted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Asserted;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E: Error>(self) -> Result<Asserted, E> {
                Ok(Asserted(Value::Null))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Asserted, E> {
                Ok(Asserted(value.into()))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Asserted, E> {
                if number < UNSAFE_INTEGER { Ok(Asserted(number.into())) } else { Err(no_number(number)) }
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Asserted, E> {
                let is_safe = number.unsigned_abs() < UNSAFE_INTEGER;
                if is_safe { Ok(Asserted(number.into())) } else { Err(no_number(number)) }
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Asserted, E> {
                Err(no_number(number))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Asserted, E> {
                one_line(text).map(|text| Asserted(text.into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Asserted, A::Error> {
                let mut items = Vec::new();
                while let Some(Asserted(item)) = list.next_element()? {
                    items.push(item);
                }
                Ok(Asserted(Value::Array(items)))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Asserted, A::Error> {
                let mut fields = Map::new();
                while let Some(field) = map.next_key::<String>()? {
                    let Asserted(value) = map.next_value()?;
                    let field = one_line(&field)?.to_owned();
                    if fields.insert(field.clone(), value).is_some() {
                        return Err(A::Error::custom(format!("`{field}` appears twice: keep one of them")));
                    }
                }
                Ok(Asserted(Value::Object(fields)))
            }
        }

        deserializer.deserialize_any(Read)
    }
}

fn no_number<E: Error>(number: impl fmt::Display) -> E {
    E::custom(format!("no state can contain {number}: numbers are whole and below 2^53"))
}

fn one_line<E: Error>(text: &str) -> Result<&str, E> {
    match text.bytes().find(u8::is_ascii_control) {
        Some(code) => Err(E::custom(format!("no state can contain the control character U+{code:04X}"))),
        None => Ok(text),
    }
}

impl JsonSchema for Asserted {
    fn schema_name() -> Cow<'static, str> {
        "Asserted".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A value as it appears in the JSON of a state, without fractions; null if nothing is \
                stated.",
            "examples": ["fulfilled", { "low": 390, "per": "each-side" }, null],
        })
    }
}
