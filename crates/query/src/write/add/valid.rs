//! Whether a value can stand in a field: tried in a draft that has nothing but what it must have.

use asof_core::{Draft, LineError};
use serde_json::{Map, Value, json};

use crate::write::plain::{ItemShape, KindShape, Shape, Shapes, Stands, of_block};

/// Returns why a value cannot stand in a field of a kind, or in a field of the items there.
pub(super) fn refusal(kind: &str, field: &str, within: Option<&str>, value: Value) -> Option<String> {
    let (kind, shape) = Shapes::published().kind(kind)?;
    let (stands, of) = shape.field(field)?;
    let value = match (within, of) {
        (None, _) => value,
        (Some(within), Shape::List(of)) => json!([item_with(of, within, value)]),
        (Some(within), of) => item_with(of, within, value),
    };
    let mut example = Example::of(shape);
    example.put(stands, field, value);
    Draft::from_json(&example.into_draft(kind).to_string()).err().map(|error| in_words(of_block(error)))
}

/// Returns what is wrong, and what to do.
pub(super) fn in_words(error: LineError) -> String {
    match error.hint {
        Some(hint) => format!("{}; {hint}", error.message),
        None => error.message,
    }
}

/// Returns an item that has nothing but what it must have, and this.
fn item_with(shape: &Shape, field: &str, value: Value) -> Value {
    let mut item = match shape {
        // Who can be named or described is one of both.
        Shape::Item(of) if of.required == 0 => json!({}),
        _ => example(shape),
    };
    item[field] = value;
    item
}

/// What a draft says beside `what`, and in its kind.
#[derive(Debug, Default)]
pub(super) struct Example {
    beside: Map<String, Value>,
    within: Map<String, Value>,
}

impl Example {
    /// Returns a draft of a kind that has only what it must have.
    pub(super) fn of(shape: &KindShape) -> Self {
        let mut made = Self::default();
        let needed: Vec<String> = shape.missing(|_| false, |_| false).map(str::to_owned).collect();
        for name in needed {
            if let Some((stands, of)) = shape.field(&name) {
                made.put(stands, &name, example(of));
            }
        }
        made
    }

    pub(super) fn put(&mut self, stands: Stands, field: &str, value: Value) {
        let fields = match stands {
            Stands::BesideWhat => &mut self.beside,
            Stands::InKind => &mut self.within,
        };
        fields.insert(field.to_owned(), value);
    }

    pub(super) fn into_draft(self, kind: &str) -> Value {
        let said = kind.rsplit('/').fold(Value::Object(self.within), |within, name| json!({ name: within }));
        let mut draft = self.beside;
        draft.insert("what".to_owned(), said);
        Value::Object(draft)
    }
}

/// Returns a value of a shape.
fn example(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!("text"),
        Shape::Token(token) => {
            let is_value = |example: &&String| !["KEY", "WORD"].contains(&example.as_str());
            let given = token.words.first().or(token.example.as_ref().filter(is_value));
            json!(given.map_or("key", String::as_str))
        }
        Shape::Integer => json!(1),
        Shape::Boolean => json!(true),
        Shape::Quantity => json!({"low": 1, "high": 1, "unit": "unit", "bound": "exact", "per": "total"}),
        Shape::Deadline => json!("2025-05-16"),
        Shape::Citation => json!({"source": "key", "lines": "1"}),
        Shape::Json => json!(1),
        Shape::List(of) => json!([example(of)]),
        Shape::Item(of) => of_item(of),
    }
}

fn of_item(shape: &ItemShape) -> Value {
    let needed = shape.positional.iter().filter_map(|name| Some((name.clone(), example(shape.field(name)?))));
    Value::Object(needed.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::form::Forms;

    #[test]
    fn there_is_an_example_of_every_kind() {
        for kind in Forms::published().kinds() {
            let (name, shape) = Shapes::published().kind(&kind.name).unwrap();
            let text = Example::of(shape).into_draft(name).to_string();
            Draft::from_json(&text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        }
    }

    #[test]
    fn a_value_that_no_draft_takes_is_refused_in_words() {
        let refused = |kind: &str, field: &str, within, value| refusal(kind, field, within, value);
        assert_eq!(refused("claim", "occurred", None, json!("2025-05-16")), None);
        assert!(refused("claim", "occurred", None, json!("2025-13-01")).unwrap().contains("12 months"));
        let per = json!({"low": 1, "high": 1, "unit": "person", "bound": "exact", "per": "each"});
        let said = refused("exchange/carried-out", "transfers", Some("quantity"), per).unwrap();
        assert!(said.contains("each-side"), "{said}");
        assert_eq!(refused("delegation/observed", "members", Some("description"), json!("guards")), None);
    }
}
