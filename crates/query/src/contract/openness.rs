//! What the published schema leaves open: fields and values that a later version may add.

use schemars::Schema;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::{Value, json};

/// The keywords of a schema in the order in which one reads it; all others stand where `properties` would.
const READING: [&str; 15] = [
    "$schema",
    "$id",
    "title",
    "description",
    "$ref",
    "type",
    "const",
    "enum",
    "properties",
    "required",
    "additionalProperties",
    "if",
    "then",
    "allOf",
    "$defs",
];
const OTHERS: usize = 8;

/// Writes a schema as it is read: descriptions on one line and first, no widths of Rust's integers.
pub(super) fn tidy(schema: &mut Schema) {
    RecursiveTransform(|schema: &mut Schema| {
        if let Some(Value::String(about)) = schema.get_mut("description") {
            *about = about.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        let is_width = |format: &Value| format.as_str().is_some_and(|format| format.starts_with("uint"));
        if schema.get("format").is_some_and(is_width) {
            schema.remove("format");
        }
        let place = |keyword: &str| READING.iter().position(|known| *known == keyword).unwrap_or(OTHERS);
        if let Some(keywords) = schema.as_object_mut() {
            let mut sorted: Vec<_> = std::mem::take(keywords).into_iter().collect();
            sorted.sort_by_key(|(keyword, _)| place(keyword));
            keywords.extend(sorted);
        }
    })
    .transform(schema);
}

/// Takes from a schema what forbids additions.
pub(super) fn open(schema: &mut Schema) {
    RecursiveTransform(|schema: &mut Schema| {
        if schema.get("additionalProperties") == Some(&json!(false)) {
            schema.remove("additionalProperties");
        }
        open_words(schema);
    })
    .transform(schema);
}

/// Lets a list of words have others.
fn open_words(schema: &mut Schema) {
    let is_text = |schema: &Value| schema["type"] == "string";
    let words = match (schema.get("enum"), schema.get("oneOf")) {
        (Some(words), None) if schema.get("type") == Some(&json!("string")) => vec![json!({ "enum": words })],
        (None, Some(Value::Array(words))) if words.iter().all(is_text) => words.clone(),
        _ => return,
    };
    schema.remove("enum");
    schema.remove("oneOf");
    let other = json!({ "description": "A word added by a later version." });
    schema.insert("type".to_owned(), json!("string"));
    schema.insert("anyOf".to_owned(), words.into_iter().chain([other]).collect());
}
