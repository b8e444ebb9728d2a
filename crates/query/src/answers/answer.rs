//! Answers: the documents of the JSON contract, of which every rendering is a view.

use std::borrow::Cow;

use asof_core::unseen::{is_seen, visible};
use asof_projector::{Counted, State};
use serde_json::{Map, Value, json};

use crate::ask::query::ResolvedQuery;
use crate::ask::selection::{LeftOut, Selecting};
use crate::source::names::Names;

/// An answer: one document, rendered as JSON, text or rows.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The document, an object that begins with its `schema`.
    pub document: Value,
    /// The names to show for keys.
    pub names: Names,
}

impl Answer {
    /// Returns the document with this schema and the envelope that every command shares.
    pub(crate) fn new(schema: &str, asked: &ResolvedQuery, names: &Names) -> Self {
        let mut document = Map::new();
        document.insert("schema".to_owned(), json!(format!("asof.{schema}/2")));
        document.insert("as_of".to_owned(), asked.as_of_json());
        document.insert("process".to_owned(), json!(asked.process));
        document.insert("process_name".to_owned(), json!(names.get(asked.process.as_str())));
        document.insert("others".to_owned(), json!(asked.others));
        document.insert("continued_by".to_owned(), json!(asked.later));
        document.insert("chosen".to_owned(), json!(asked.why));
        Self { document: Value::Object(document), names: names.clone() }
    }

    /// Returns the document with this schema of what was not asked of any process.
    pub(crate) fn unasked(schema: &str, names: &Names) -> Self {
        let document = json!({
            "schema": format!("asof.{schema}/2"), "as_of": null, "process": null, "process_name": null, "others": [],
            "continued_by": [], "chosen": null, "counted": null,
        });
        Self { document, names: names.clone() }
    }

    /// Returns the answer for people to read: in each of its texts the characters that no reader sees stand as their
    /// numbers ([`asof_core::unseen`]).
    pub fn visible(mut self) -> Self {
        make_visible(&mut self.document);
        Self { names: self.names.visible(), ..self }
    }

    /// Adds a field to the document.
    pub(crate) fn put(&mut self, field: &str, value: Value) {
        self.document[field] = value;
    }
}

fn make_visible(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(visible) = visible(text) {
                *text = visible;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_visible),
        Value::Object(fields) => {
            if fields.keys().any(|field| !is_seen(field)) {
                let named = std::mem::take(fields).into_iter();
                *fields = named.map(|(field, value)| (visible(&field).into_owned(), value)).collect();
            }
            fields.values_mut().for_each(make_visible);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Returns how many events of several processes count; the registry is that of the log.
pub(crate) fn together(counts: impl IntoIterator<Item = Counted>) -> Counted {
    counts.into_iter().fold(Counted::default(), |sum, counted| Counted {
        events: sum.events + counted.events,
        in_force: sum.in_force + counted.in_force,
        possible: sum.possible + counted.possible,
        registered: counted.registered,
    })
}

/// Returns how many events count, as the contract has it.
pub(crate) fn counted_json(counted: Counted) -> Value {
    json!({
        "events": counted.events,
        "in_force": counted.in_force,
        "possible": counted.possible,
        "registered": counted.registered,
    })
}

/// Returns what is possible of a state and is shown, as the contract has it, under its process; counts what is left out.
pub(crate) fn possible_json(state: &State, selecting: &Selecting<'_>, left_out: &mut LeftOut) -> Vec<Value> {
    let (shown, others): (Vec<_>, Vec<_>) =
        state.possible.iter().partition(|possible| selecting.shows_possible(state, possible));
    left_out.possible += others.len();
    let row = |possible: &asof_projector::Possible| {
        let mut row = Map::new();
        row.insert("process".to_owned(), json!(state.process));
        row.extend(possible.row().into_map());
        let position = selecting.position(&state.process, &possible.event);
        row.insert("stance".to_owned(), json!(position.map(|position| &position.stance)));
        row.insert("force".to_owned(), json!(position.map(|position| position.force)));
        Value::Object(row)
    };
    shown.into_iter().map(row).collect()
}

/// Returns whether a field says something.
pub(crate) fn is_stated(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_text_opens_another_does_not_close() {
        let document =
            json!({ "a": ["x\u{202e}y"], "b": { "\u{9b}k": "\u{202c}z" }, "c": "\u{2067}z\u{2069}" });
        let answer = Answer { document, names: Names::default() }.visible();
        let expected =
            json!({ "a": ["x<U+202E>y"], "b": { "<U+009B>k": "<U+202C>z" }, "c": "\u{2067}z\u{2069}" });
        assert_eq!(answer.document, expected);
    }
}
