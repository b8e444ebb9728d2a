//! Canonical bytes of a value of which fields that are null are left out.

use std::io::Write;

use serde_json::{Number, Value};

use super::{CanonicalError, UNSAFE_INTEGER, order, write_text};

/// Writes the canonical bytes of a value, without fields that are null.
///
/// # Errors
///
/// Those of [`canonical_bytes`](crate::canonical_bytes): the value itself, or an item of a list, may not be null.
///
/// ```
/// use asof_store::write_stated;
/// use serde_json::json;
/// let mut out = Vec::new();
/// write_stated(&json!({"b": null, "a": [{"d": 1, "c": null}]}), &mut out)?;
/// assert_eq!(out, br#"{"a":[{"d":1}]}"#);
/// # Ok::<(), asof_store::CanonicalError>(())
/// ```
pub fn write_stated(value: &Value, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    match value {
        Value::Null => Err(CanonicalError::Null { path: String::new() }),
        Value::Bool(value) => {
            out.extend_from_slice(if *value { b"true" } else { b"false" });
            Ok(())
        }
        Value::Number(number) => write_number(number, out),
        Value::String(text) => write_text(text, out),
        Value::Array(items) => write_list(items, out),
        Value::Object(fields) => {
            let mut stated: Vec<_> = fields.iter().filter(|(_, value)| !value.is_null()).collect();
            stated.sort_unstable_by(|(a, _), (b, _)| order(a, b));
            write_fields(stated, out, write_stated)
        }
    }
}

/// Writes an object of fields, which are in their order, each with what `write` makes of its value.
///
/// # Errors
///
/// Those of `write`, under the name of the field, and a name with a control character.
pub fn write_fields<N: AsRef<str>, V>(
    fields: impl IntoIterator<Item = (N, V)>,
    out: &mut Vec<u8>,
    mut write: impl FnMut(V, &mut Vec<u8>) -> Result<(), CanonicalError>,
) -> Result<(), CanonicalError> {
    out.push(b'{');
    for (index, (name, value)) in fields.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let name = name.as_ref();
        let field = || {
            write_text(name, out)?;
            out.push(b':');
            write(value, out)
        };
        field().map_err(|error| error.under(name))?;
    }
    out.push(b'}');
    Ok(())
}

fn write_list(items: &[Value], out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_stated(item, out).map_err(|error| error.under(&index.to_string()))?;
    }
    out.push(b']');
    Ok(())
}

fn write_number(number: &Number, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    let is_exact = magnitude.is_some_and(|magnitude| magnitude < UNSAFE_INTEGER);
    if is_exact && write!(out, "{number}").is_ok() {
        return Ok(());
    }
    Err(CanonicalError::Number { path: String::new(), number: number.to_string() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::canonical_bytes;

    fn stated(value: &Value) -> Result<Vec<u8>, CanonicalError> {
        let mut out = Vec::new();
        write_stated(value, &mut out)?;
        Ok(out)
    }

    #[test]
    fn a_value_without_nulls_has_its_canonical_bytes() {
        let values = [
            json!({"b": [1, true, -5], "a": "\u{e9}\"\\", "\u{1f600}": {}, "\u{fb33}": [[]]}),
            json!([1.5]),
            json!({"a": {"b": ["\n"]}}),
            json!({"a": [1, null]}),
            json!({"a": 9_007_199_254_740_992_u64}),
        ];
        for value in values {
            assert_eq!(stated(&value), canonical_bytes(&value), "{value}");
        }
    }

    #[test]
    fn fields_that_are_null_are_left_out() {
        let value = json!({"z": null, "a": {"b": null, "c": [{"d": null}]}});
        assert_eq!(stated(&value).unwrap(), br#"{"a":{"c":[{}]}}"#);
    }
}
