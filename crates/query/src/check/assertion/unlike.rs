//! A value that no state can have: of another sort than the field, with a field that is none, a word that is none.

use asof_core::{Claimant, Duration, EventRef, Key, Lines, Ratio, Text, When, Word};
use asof_projector::{Collection, Path};
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::messages::{meant_of, shown};

/// Why a value can never stand somewhere, and what to write.
type Unlike = (String, String);

/// Returns why a row of this sort, or the field of it, can never be as asserted, and what to write; `None` if it can.
///
/// The row shows what its fields hold; what it leaves open is judged by the schema of its document.
pub(super) fn unlike(
    path: &Path,
    field: Option<&str>,
    row: &Map<String, Value>,
    asserted: &Value,
) -> Option<Unlike> {
    let whole = Value::Object(row.clone());
    let (at, model) = match field {
        Some(field) => (format!("{path}/{field}"), row.get(field)?),
        None => (path.to_string(), &whole),
    };
    of_another_sort(asserted, model, &at)
        .or_else(|| RowSchema::of(path.collection()).unlike(field, asserted, &at))
}

/// Where the value that is right can be found.
const COPY: &str = "copy the value from `asof state DATE --format json`";

/// What a row can hold.
struct RowSchema {
    row: Value,
    /// The schemas that it refers to.
    definitions: Map<String, Value>,
}

/// Before the name of a definition in a reference to it.
const DEFINITIONS: &str = "#/$defs/";

impl RowSchema {
    fn of(collection: Collection) -> Self {
        let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        let row = collection.row_schema(&mut generator).to_value();
        Self { row, definitions: generator.take_definitions(true) }
    }

    fn unlike(&self, field: Option<&str>, asserted: &Value, at: &str) -> Option<Unlike> {
        match field {
            None => self.refused(asserted, &self.row, at),
            Some(field) => {
                let row = self.definition(&self.row).map_or(&self.row, |(_, row)| row);
                self.refused(asserted, &row["properties"][field], at)
            }
        }
    }

    /// Returns what a schema refers to, with its name.
    fn definition<'s>(&'s self, schema: &'s Value) -> Option<(&'s str, &'s Value)> {
        let name = schema["$ref"].as_str()?.strip_prefix(DEFINITIONS)?;
        Some((name, self.definitions.get(name)?))
    }

    /// Returns why a value is none by a schema; null tells nothing.
    fn refused(&self, asserted: &Value, schema: &Value, at: &str) -> Option<Unlike> {
        if asserted.is_null() {
            return None;
        }
        if let Some((name, definition)) = self.definition(schema) {
            return of_another_form(name, asserted, at).or_else(|| self.refused(asserted, definition, at));
        }
        if let Some(choices) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
            return self.of_no_choice(asserted, choices, at);
        }
        let words = words(schema);
        if !words.is_empty() {
            return of_no_word(asserted, &words, at);
        }
        let types = types(schema);
        if !types.is_empty() && !types.iter().any(|name| is_of(name, asserted)) {
            return Some(never(asserted, at, &format!("it must be {}", in_words(types[0]))));
        }
        match asserted {
            Value::Object(fields) => {
                fields.iter().find_map(|(field, value)| self.of_field((field, value), schema, at))
            }
            Value::Array(items) => items.iter().enumerate().find_map(|(number, item)| {
                self.refused(item, &schema["items"], &format!("{at}/{}", number + 1))
            }),
            Value::Number(number) => {
                let least = schema["minimum"].as_i64()?;
                let is_less = number.as_i64().is_some_and(|number| number < least);
                is_less.then(|| never(asserted, at, &format!("it must be at least {least}")))
            }
            Value::Null | Value::Bool(_) | Value::String(_) => None,
        }
    }

    fn of_field(&self, (field, value): (&String, &Value), schema: &Value, at: &str) -> Option<Unlike> {
        let properties = schema["properties"].as_object()?;
        match properties.get(field) {
            Some(property) => self.refused(value, property, &format!("{at}/{field}")),
            None => {
                let fields: Vec<&String> = properties.keys().collect();
                Some((format!("`{at}` has no field `{field}`"), meant_of(field, &fields)))
            }
        }
    }

    /// Returns why a value is none of several sorts; of one that may be null, why it is not what it may be otherwise.
    fn of_no_choice(&self, asserted: &Value, choices: &[Value], at: &str) -> Option<Unlike> {
        let choices = || choices.iter().filter(|choice| choice["type"] != "null");
        let refused: Option<Vec<Unlike>> =
            choices().map(|choice| self.refused(asserted, choice, at)).collect();
        let words: Vec<&str> = choices().flat_map(words).collect();
        let first = refused?.into_iter().next();
        if words.is_empty() { first } else { of_no_word(asserted, &words, at) }
    }
}

/// Returns the words of a closed list; none if it is no such list.
fn words(schema: &Value) -> Vec<&str> {
    let listed = schema["enum"].as_array().into_iter().flatten();
    listed.chain([&schema["const"]]).filter_map(Value::as_str).collect()
}

fn of_no_word(asserted: &Value, words: &[&str], at: &str) -> Option<Unlike> {
    match asserted.as_str() {
        Some(word) if words.contains(&word) => None,
        Some(word) => Some((format!("`{at}` is never `{word}`"), meant_of(word, words))),
        None => Some(never(asserted, at, "it must be a text")),
    }
}

/// Returns the types that a schema names, but for null.
fn types(schema: &Value) -> Vec<&str> {
    let several = schema["type"].as_array().into_iter().flatten();
    several.chain([&schema["type"]]).filter_map(Value::as_str).filter(|name| *name != "null").collect()
}

/// Returns whether a value is of a type as schemas name it.
fn is_of(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

/// Names what is of a type.
fn in_words(name: &str) -> &str {
    match name {
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "an object",
        other => other,
    }
}

fn never(asserted: &Value, at: &str, why: &str) -> Unlike {
    (format!("`{at}` can never be {}: {why}", shown(asserted)), COPY.to_owned())
}

/// Reads a value as what is written as text of some form; says what is wrong with it in the words of its reader.
fn of_another_form(name: &str, asserted: &Value, at: &str) -> Option<Unlike> {
    let error = match name {
        "Claimant" => misread::<Claimant>(asserted),
        "Duration" => misread::<Duration>(asserted),
        "EventRef" => misread::<EventRef>(asserted),
        "Key" => misread::<Key>(asserted),
        "Lines" => misread::<Lines>(asserted),
        "Ratio" => misread::<Ratio>(asserted),
        "Text" => misread::<Text>(asserted),
        "When" => misread::<When>(asserted),
        "Word" => misread::<Word>(asserted),
        _ => None,
    }?;
    let behind = |begins: &str| error.strip_prefix(begins).and_then(|rest| rest.rsplit_once(", expected "));
    let why = if let Some((_, expected)) = behind("invalid type: ") {
        format!("it must be {expected}")
    } else if let Some((why, _)) = behind("invalid value: ") {
        why.to_owned()
    } else {
        error.clone()
    };
    Some(never(asserted, at, &why))
}

fn misread<T: DeserializeOwned>(asserted: &Value) -> Option<String> {
    T::deserialize(asserted).err().map(|error| error.to_string())
}

/// Compares the sorts of values, as far within as both go on; null tells nothing.
fn of_another_sort(asserted: &Value, model: &Value, at: &str) -> Option<Unlike> {
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
                model => format!("use a value like {}", shown(model)),
            };
            Some((format!("`{at}` is {}, never {}", sort(model), sort(asserted)), hint))
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
