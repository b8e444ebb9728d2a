//! A value that no state can have: of another sort than the field, with a field that is none, a word that is none.

use asof_projector::Path;
use serde_json::{Map, Value};

use super::words::{meant_of, shown};
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
    let error = Slot::read(path.family(), &whole).err()?.to_string();
    // Of an object, only the fields that are compared are named.
    if error.starts_with("missing field") {
        return None;
    }
    let word = error.strip_prefix("unknown variant `").and_then(|rest| rest.split_once("`, expected "));
    Some(match word {
        Some((word, words)) => {
            let words: Vec<&str> = words.split('`').skip(1).step_by(2).collect();
            (format!("`{at}` is never `{word}`"), meant_of(word, &words))
        }
        None => {
            let why = error.strip_prefix("invalid value: ").unwrap_or(&error);
            (format!("`{at}` can never be {}: {why}", shown(asserted)), COPY.to_owned())
        }
    })
}

/// Where the value that is right can be found.
const COPY: &str = "copy the value from `asof state DATE --format json`";

/// Compares the sorts of values, as far within as both go on; null tells nothing.
fn of_another_sort(asserted: &Value, model: &Value, at: &str) -> Option<(String, String)> {
    match (asserted, model) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Object(asserted), Value::Object(model)) => asserted.iter().find_map(|(field, value)| {
            let Some(model) = model.get(field) else {
                let fields: Vec<&str> = model.keys().map(String::as_str).collect();
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
