//! How a field may be written, for hints.

use super::shape::{ItemShape, Shape, TokenShape};
use crate::write::form::FILL_IN;

/// Returns a line that has a field.
pub(super) fn line(name: &str, shape: &Shape) -> String {
    match name {
        "summary" => "`> One sentence of your own.`".to_owned(),
        "attributed_to" => {
            "`by KEY` at the end of the first line, `by source` if the source itself says so".to_owned()
        }
        "key" => "a short name behind the kind".to_owned(),
        "occurred" => "the date behind the key: 2025-05-16".to_owned(),
        "names" => "the name behind the key: `KEY: NAME`".to_owned(),
        "known" => "`known: 2025-05-16`, when the public could know of it".to_owned(),
        _ => format!("`{name}: {}`", value(shape)),
    }
}

/// Returns how a value may be written, unless it is a text or a key.
pub(crate) fn of(shape: &Shape) -> Option<String> {
    Some(value(shape)).filter(|sample| !["...", "KEY"].contains(&sample.as_str()))
}

/// Returns an item as it is written.
pub(super) fn item(shape: &ItemShape) -> String {
    let values = shape.positional.iter().filter_map(|name| Some((name, shape.field(name)?)));
    let values = values.map(|(name, of)| match of {
        Shape::Text => "\"...\"".to_owned(),
        Shape::Token(TokenShape { words, .. }) if words.is_empty() => name.to_uppercase(),
        of => value(of),
    });
    values.collect::<Vec<_>>().join(" ")
}

/// Returns the fields of items whose values have names.
pub(super) fn named(shape: &Shape) -> Option<String> {
    match shape.of_items() {
        Shape::Item(item) => Some(item.optional().join(", ")).filter(|names| !names.is_empty()),
        _ => None,
    }
}

/// Returns a value to fill in.
pub(super) fn blank(shape: &Shape) -> String {
    match shape {
        Shape::Text => FILL_IN.to_owned(),
        shape => value(shape),
    }
}

fn value(shape: &Shape) -> String {
    match shape {
        Shape::Text => "...".to_owned(),
        Shape::Token(TokenShape { words, example, .. }) if words.is_empty() => {
            example.clone().unwrap_or_else(|| "KEY".to_owned())
        }
        Shape::Token(TokenShape { words, .. }) => words.join("|"),
        Shape::Integer => "1".to_owned(),
        Shape::Boolean => "true|false".to_owned(),
        Shape::Quantity => "1000 person each-side".to_owned(),
        Shape::Deadline => "2025-08-31".to_owned(),
        Shape::Citation => "KEY 57-62".to_owned(),
        Shape::Json => "{\"low\": 390}".to_owned(),
        Shape::List(of) => value(of),
        Shape::Item(of) => item(of),
    }
}
