//! Values that were read from plain text, each with its place, and the JSON that is made of them.
//!
//! All that is said of a draft is said of its JSON: what it lacks, what does not fit. The map leads each place in the JSON back
//! to the text that the author wrote.

use std::ops::Range;

use serde_json::{Map, Value};

/// A value and where it is written, in bytes of its block.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spanned {
    pub(super) at: Range<usize>,
    pub(super) node: Node,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// Text in pieces, which are joined by one space.
    Text(Vec<(String, Range<usize>)>),
    /// A number, a truth value, or JSON as it was written.
    Json(Value),
    /// A list.
    List(Vec<Spanned>),
    /// An object.
    Object(Vec<Field>),
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    /// Where its name is written, or what stands for it.
    pub(super) named_at: Range<usize>,
    pub(super) value: Spanned,
}

impl Field {
    pub(super) fn new(name: &str, named_at: Range<usize>, value: Spanned) -> Self {
        Self { name: name.to_owned(), named_at, value }
    }
}

impl Spanned {
    /// Returns a text that is written in one piece.
    pub(super) fn text(text: &str, at: Range<usize>) -> Self {
        Self { node: Node::Text(vec![(text.to_owned(), at.clone())]), at }
    }

    pub(super) fn json(value: Value, at: Range<usize>) -> Self {
        Self { node: Node::Json(value), at }
    }

    /// Returns the text, if it is one.
    pub(super) fn as_text(&self) -> Option<String> {
        match &self.node {
            Node::Text(pieces) => {
                Some(pieces.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(" "))
            }
            Node::Json(Value::String(text)) => Some(text.clone()),
            _ => None,
        }
    }

    /// Returns the value without its places.
    pub(super) fn into_value(self) -> Value {
        match self.node {
            Node::Json(value) => value,
            Node::List(items) => items.into_iter().map(Self::into_value).collect(),
            Node::Object(fields) => {
                let fields = fields.into_iter().map(|field| (field.name, field.value.into_value()));
                Value::Object(fields.collect::<Map<String, Value>>())
            }
            Node::Text(_) => self.as_text().map_or(Value::Null, Value::String),
        }
    }
}

/// Where each piece of a JSON text is written in the block that it was made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SpanMap(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    json: Range<usize>,
    text: Range<usize>,
}

impl SpanMap {
    /// Returns where a place of the JSON is written: the smallest piece that holds it, or the part of it if the piece stands
    /// there letter by letter.
    pub(super) fn find(&self, span: &Range<usize>) -> Option<Range<usize>> {
        let holds = |piece: &&Piece| piece.json.start <= span.start && span.end <= piece.json.end;
        let piece = self.0.iter().filter(holds).min_by_key(|piece| piece.json.len())?;
        if piece.json.len() != piece.text.len() {
            return Some(piece.text.clone());
        }
        let within = |at: usize| piece.text.start + at - piece.json.start;
        Some(within(span.start)..within(span.end))
    }
}

/// Writes a value as JSON, and where each piece of it comes from.
pub(super) fn write(value: &Spanned) -> (String, SpanMap) {
    let mut writer = Writer::default();
    writer.value(value);
    (writer.json, SpanMap(writer.pieces))
}

#[derive(Default)]
struct Writer {
    json: String,
    pieces: Vec<Piece>,
}

impl Writer {
    fn value(&mut self, Spanned { at, node }: &Spanned) {
        let begun = self.json.len();
        match node {
            Node::Text(pieces) => self.text(pieces),
            Node::Json(value) => self.json.push_str(&value.to_string()),
            Node::List(items) => {
                self.between('[', ']', items, Self::value);
            }
            Node::Object(fields) => self.between('{', '}', fields, |writer, field| {
                writer.string(&field.name, &field.named_at);
                writer.json.push(':');
                writer.value(&field.value);
            }),
        }
        self.piece(begun, at);
    }

    fn between<T>(&mut self, open: char, close: char, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.json.push(open);
        for (number, item) in items.iter().enumerate() {
            if number > 0 {
                self.json.push(',');
            }
            write(self, item);
        }
        self.json.push(close);
    }

    fn string(&mut self, text: &str, at: &Range<usize>) {
        self.text(&[(text.to_owned(), at.clone())]);
    }

    fn text(&mut self, pieces: &[(String, Range<usize>)]) {
        self.json.push('"');
        for (number, (text, at)) in pieces.iter().enumerate() {
            if number > 0 {
                self.json.push(' ');
            }
            let begun = self.json.len();
            let quoted = Value::from(text.as_str()).to_string();
            self.json.push_str(&quoted[1..quoted.len() - 1]);
            self.piece(begun, at);
        }
        self.json.push('"');
    }

    fn piece(&mut self, begun: usize, at: &Range<usize>) {
        self.pieces.push(Piece { json: begun..self.json.len(), text: at.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_json_is_found_in_the_text() {
        let text = |text: &str, from: usize| (text.to_owned(), from..from + text.len());
        let summary =
            Spanned { at: 10..30, node: Node::Text(vec![text("one \"two", 12), text("three", 24)]) };
        let key = Spanned::text("abc", 3..6);
        let object = Node::Object(vec![Field::new("key", 0..2, key), Field::new("summary", 10..11, summary)]);
        let (json, map) = write(&Spanned { at: 0..30, node: object });
        assert_eq!(json, r#"{"key":"abc","summary":"one \"two three"}"#);
        let find = |part: &str| {
            let at = json.find(part).unwrap();
            map.find(&(at..at + part.len())).unwrap()
        };
        assert_eq!(find("bc"), 4..6);
        assert_eq!(find("key"), 0..2);
        assert_eq!(find("three"), 24..29);
        // An escape is longer than what was written: all of the piece is shown.
        assert_eq!(find("two"), 12..20);
        assert_eq!(find("\"key\":\"abc\""), 0..30);
    }
}
