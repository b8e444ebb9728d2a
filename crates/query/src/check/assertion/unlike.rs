//! A value that no state can have: of another sort than the field, with a field that is none, a word that is none.

use asof_projector::Path;
use serde_json::{Map, Value};

use super::messages::{meant_of, shown};
use crate::contract::state::Slot;

/// Returns why a row of this sort, or the field of it, can never be as asserted, and what to write; `None` if it can.
///
/// The row shows what its fields hold; what it leaves open is judged by the types that its document is read by.
pub(super) fn unlike(
    path: &Path,
    field: Option<&str>,
    row: &Map<String, Value>,
    asserted: &Value,
) -> Option<(String, String)> {
    let mut whole = Value::Object(row.clone());
    let (at, model) = match field {
        Some(field) => (format!("{path}/{field}"), row.get(field)?),
        None => (path.to_string(), &whole),
    };
    if let Some(found) = of_another_sort(asserted, model, &at) {
        return Some(found);
    }
    let merged = merged(model, asserted);
    match field {
        Some(field) => whole[field] = merged,
        None => whole = merged,
    }
    let error = Slot::read(path.collection(), &whole).err()?.to_string();
    // Of an object, only the fields that are compared are named.
    if error.starts_with("missing field") {
        return None;
    }
    Some(of_reading(&error, &at, asserted))
}

/// Where the value that is right can be found.
const COPY: &str = "copy the value from `asof state DATE --format json`";

/// Puts what the reader of the document says into the words of an author.
fn of_reading(error: &str, at: &str, asserted: &Value) -> (String, String) {
    let behind =
        |begins: &str, then: &str| error.strip_prefix(begins).and_then(|rest| rest.rsplit_once(then));
    let words =
        |list: &str| -> Vec<String> { list.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    if let Some((word, list)) = behind("unknown variant `", "`, expected ") {
        return (format!("`{at}` is never `{word}`"), meant_of(word, &words(list)));
    }
    if let Some((field, list)) = behind("unknown field `", "`, expected ") {
        return (format!("`{at}` has no field `{field}`"), meant_of(field, &words(list)));
    }
    let never = format!("`{at}` can never be {}", shown(asserted));
    let message = if let Some((_, expected)) = behind("invalid type: ", ", expected ") {
        format!("{never}: it is {}", in_words(expected))
    } else if let Some((why, _)) = behind("invalid value: ", ", expected ") {
        format!("{never}: {why}")
    } else {
        format!("{never}: {error}")
    };
    (message, COPY.to_owned())
}

/// Names what a field holds.
fn in_words(expected: &str) -> &str {
    match expected {
        "a sequence" => "a list",
        "a string" | "string or map" => "a text",
        "a boolean" => "true or false",
        "u8" | "u32" | "u64" => "a whole number",
        "unit" => "null",
        other if other.starts_with("struct ") => "an object",
        // Dates, keys and the like have names of their own.
        other => other,
    }
}

/// Compares the sorts of values, as far within as both go on; null tells nothing.
fn of_another_sort(asserted: &Value, model: &Value, at: &str) -> Option<(String, String)> {
    match (asserted, model) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Object(asserted), Value::Object(model)) => asserted.iter().find_map(|(field, value)| {
            let Some(model) = model.get(field) else {
                let fields: Vec<&String> = model.keys().collect();
                return Some((format!("`{at}` has no field `{field}`"), meant_of(field, &fields)));
            };
            of_another_sort(value, model, &format!("{at}/{field}"))
        }),
        (Value::Array(asserted), Value::Array(model)) => {
            asserted.iter().enumerate().find_map(|(number, item)| {
                let model = model.get(number).or(model.first())?;
                of_another_sort(item, model, &format!("{at}/{}", number + 1))
            })
        }
        _ if sort(asserted) == sort(model) => None,
        _ => {
            let hint = match model {
                Value::Object(fields) => {
                    let fields: Vec<&str> = fields.keys().map(String::as_str).collect();
                    format!("write an object with one or more of {}", fields.join(", "))
                }
                model => format!("it may be {}", shown(model)),
            };
            Some((format!("`{at}` is {}, and never {}", sort(model), sort(asserted)), hint))
        }
    }
}

fn sort(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Puts what is asserted in the place of what a value has.
fn merged(model: &Value, asserted: &Value) -> Value {
    match (model, asserted) {
        (model, Value::Null) => model.clone(),
        (Value::Object(model), Value::Object(asserted)) => {
            let mut fields = model.clone();
            for (field, value) in asserted {
                let merged = merged(model.get(field).unwrap_or(&Value::Null), value);
                fields.insert(field.clone(), merged);
            }
            Value::Object(fields)
        }
        (Value::Array(model), Value::Array(asserted)) => {
            let items = asserted.iter().enumerate().map(|(number, item)| {
                merged(model.get(number).or(model.first()).unwrap_or(&Value::Null), item)
            });
            items.collect()
        }
        (_, asserted) => asserted.clone(),
    }
}
