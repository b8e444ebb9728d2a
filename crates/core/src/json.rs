//! Where things stand in a text of JSON.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Where something stands on a line, in Unicode scalar values counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Columns {
    /// The first column of it.
    pub first: usize,
    /// The column behind its last.
    pub end: usize,
}

/// Where something stands in a text of several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line, counted from 1.
    pub line: usize,
    /// Its columns on that line.
    pub columns: Columns,
}

impl Place {
    /// Returns where a range of bytes of the text stands; what goes on over the end of its first line ends there.
    ///
    /// ```
    /// use asof_core::{Columns, Place};
    /// let place = Place::of("{\n \"é\": 1 }", &(7..8));
    /// assert_eq!(place, Place { line: 2, columns: Columns { first: 5, end: 6 } });
    /// ```
    pub fn of(text: &str, span: &Range<usize>) -> Self {
        let start = text.floor_char_boundary(span.start);
        let end = text.floor_char_boundary(span.end).max(start);
        let begun = text[..start].rfind('\n').map_or(0, |end| end + 1);
        let line = text[..begun].matches('\n').count() + 1;
        let first = text[begun..start].chars().count() + 1;
        let within = text[start..end].split('\n').next().unwrap_or_default();
        // What has no length points at the character that stands there.
        Self { line, columns: Columns { first, end: first + within.chars().count().max(1) } }
    }
}

/// Returns where a field stands in a JSON text: the first place, outermost first, at which a field of this name
/// holds this text, itself, in a list or within, or as a part of a longer one; else the whole value of the first such
/// field.
///
/// ```
/// let line = r#"{"at":"r1","issues":["prisoners","prisonres"]}"#;
/// let span = asof_core::find_field(line, "issues", Some("prisonres")).unwrap();
/// assert_eq!(&line[span], "\"prisonres\"");
/// ```
pub fn find_field(text: &str, field: &str, held: Option<&str>) -> Option<Range<usize>> {
    FieldPlaces::of(text).find(field, held)
}

/// Where the fields of one JSON text stand, read once for all that is asked of it.
#[derive(Debug)]
pub struct FieldPlaces<'t> {
    /// The values of the fields of each name, outermost first.
    named: HashMap<String, Vec<Node<'t>>>,
    /// Of the fields that were asked about, where each text that they hold stands first.
    held: HashMap<String, HashMap<String, Range<usize>>>,
}

impl<'t> FieldPlaces<'t> {
    /// Reads a text; one that is not JSON has no fields.
    pub fn of(text: &'t str) -> Self {
        let mut named: HashMap<String, Vec<Node<'t>>> = HashMap::new();
        let mut level: Vec<Node<'t>> = Node::read(text).into_iter().collect();
        while !level.is_empty() {
            let mut below = Vec::new();
            for node in level {
                for entry in node.entries() {
                    named.entry(entry.name).or_default().push(entry.value);
                    below.push(entry.value);
                }
                below.extend(node.items());
            }
            level = below;
        }
        Self { named, held: HashMap::new() }
    }

    /// Returns where a field stands, as [`find_field`] does.
    pub fn find(&mut self, field: &str, held: Option<&str>) -> Option<Range<usize>> {
        let named = self.named.get(field)?;
        let holder = held.and_then(|held| {
            let texts = self.held.entry(field.to_owned()).or_insert_with(|| texts(named));
            let within = || named.iter().find_map(|node| node.find_within_text(held));
            texts.get(held).cloned().or_else(within)
        });
        holder.or_else(|| named.first().map(Node::span))
    }
}

/// Returns where each text stands first in some values.
fn texts(nodes: &[Node<'_>]) -> HashMap<String, Range<usize>> {
    let mut found = HashMap::new();
    for node in nodes {
        node.each_text(&mut |text, at| {
            found.entry(text.into_owned()).or_insert_with(|| at.span());
        });
    }
    found
}

/// A value of a JSON text, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a> {
    text: &'a str,
    raw: &'a RawValue,
}

/// A field of an object.
#[derive(Debug, Clone)]
pub(crate) struct EntryOf<'a> {
    pub(crate) name: String,
    /// Where its name stands, with the quotation marks.
    pub(crate) key: Range<usize>,
    pub(crate) value: Node<'a>,
}

/// What sort of value a JSON value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Null,
    Bool,
    Number,
    Text,
    List,
    Object,
}

impl<'a> Node<'a> {
    /// Returns the one value of a text.
    ///
    /// # Errors
    ///
    /// The text is not JSON.
    pub(crate) fn read(text: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text).map(|raw| Self { text, raw })
    }

    /// Returns the value as it is written.
    pub(crate) fn written(&self) -> &'a str {
        self.raw.get()
    }

    /// Returns where it stands in the text, in bytes.
    pub(crate) fn span(&self) -> Range<usize> {
        // A raw value is a piece of the text that it was read from.
        let start = self.raw.get().as_ptr() as usize - self.text.as_ptr() as usize;
        start..start + self.raw.get().len()
    }

    pub(crate) fn sort(&self) -> Sort {
        match self.raw.get().as_bytes().first() {
            Some(b'{') => Sort::Object,
            Some(b'[') => Sort::List,
            Some(b'"') => Sort::Text,
            Some(b't' | b'f') => Sort::Bool,
            Some(b'n') | None => Sort::Null,
            Some(_) => Sort::Number,
        }
    }

    /// Returns the text that a string holds.
    pub(crate) fn as_text(&self) -> Option<Cow<'a, str>> {
        serde_json::from_str::<Cow<'a, str>>(self.raw.get()).ok()
    }

    /// Returns the fields of an object, in their order; none if it is not one.
    pub(crate) fn entries(&self) -> Vec<EntryOf<'a>> {
        let Ok(Fields(fields)) = serde_json::from_str(self.raw.get()) else { return Vec::new() };
        let mut end = self.span().start + 1;
        let mut entries = Vec::with_capacity(fields.len());
        for (name, raw) in fields {
            let value = Self { text: self.text, raw };
            let before = &self.text[end..value.span().start];
            // Before a value stand the comma, the quoted name and the colon.
            let first = before.find('"').unwrap_or(0);
            let last = before.rfind('"').map_or(before.len(), |last| last + 1);
            entries.push(EntryOf { name, key: end + first..end + last, value });
            end = value.span().end;
        }
        entries
    }

    /// Returns the items of a list; none if it is not one.
    pub(crate) fn items(&self) -> Vec<Self> {
        if self.sort() != Sort::List {
            return Vec::new();
        }
        let items: Vec<&'a RawValue> = serde_json::from_str(self.raw.get()).unwrap_or_default();
        items.into_iter().map(|raw| Self { text: self.text, raw }).collect()
    }

    /// Hands over every text that this value is or has within it.
    fn each_text(&self, out: &mut impl FnMut(Cow<'a, str>, &Self)) {
        match self.sort() {
            Sort::Text => {
                if let Some(text) = self.as_text() {
                    out(text, self);
                }
            }
            Sort::List => self.items().iter().for_each(|item| item.each_text(out)),
            Sort::Object => self.entries().iter().for_each(|entry| entry.value.each_text(out)),
            Sort::Null | Sort::Bool | Sort::Number => {}
        }
    }

    /// Returns where, in this value or within it, a text stands as a part of a longer one.
    fn find_within_text(&self, held: &str) -> Option<Range<usize>> {
        let mut found = None;
        self.each_text(&mut |text, at| {
            if found.is_none()
                && text.len() > held.len()
                && let Some(start) = at.raw.get().find(held)
            {
                let start = at.span().start + start;
                found = Some(start..start + held.len());
            }
        });
        found
    }
}

/// The fields of an object in their order, repeated ones too.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some(name) = map.next_key()? {
                    fields.push((name, map.next_value()?));
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#" {"process":"p", "summary" : "Türkiye \"and\" Rusia met", "what":{"exchange":{"process":"q","transfers":[{"category":"x"},{"category":"y"}]}},"via":null}"#;

    fn found(field: &str, held: Option<&str>) -> Option<&'static str> {
        find_field(LINE, field, held).map(|span| &LINE[span])
    }

    #[test]
    fn fields_are_found_outermost_first_and_by_what_they_hold() {
        assert_eq!(found("process", None), Some("\"p\""));
        assert_eq!(found("process", Some("q")), Some("\"q\""));
        assert_eq!(found("process", Some("gone")), Some("\"p\""));
        assert_eq!(found("summary", Some("Rusia")), Some("Rusia"));
        assert_eq!(found("transfers", Some("y")), Some("\"y\""));
        assert_eq!(found("nothing", None), None);
        assert_eq!(find_field("not JSON", "process", None), None);
    }

    #[test]
    fn entries_know_where_their_names_stand() {
        let entries = Node::read(LINE).unwrap().entries();
        let names: Vec<_> = entries.iter().map(|entry| &LINE[entry.key.clone()]).collect();
        assert_eq!(names, ["\"process\"", "\"summary\"", "\"what\"", "\"via\""]);
        let tricky = r#"{"a\"b" : 1 ,"c,:":{}}"#;
        let entries = Node::read(tricky).unwrap().entries();
        let names: Vec<_> = entries.iter().map(|entry| &tricky[entry.key.clone()]).collect();
        assert_eq!(names, [r#""a\"b""#, r#""c,:""#]);
        assert_eq!(entries[0].name, "a\"b");
    }

    #[test]
    fn columns_count_characters_and_end_with_their_line() {
        let text = "é\n\"ü\"\nabc";
        let place = |span: Range<usize>| {
            let place = Place::of(text, &span);
            (place.line, place.columns.first, place.columns.end)
        };
        assert_eq!(place(0..2), (1, 1, 2));
        assert_eq!(place(3..7), (2, 1, 4));
        assert_eq!(place(4..10), (2, 2, 4));
        assert_eq!(place(text.len()..text.len()), (3, 4, 5));
        assert_eq!(place(1..1), (1, 1, 2));
        assert_eq!(place(99..99), (3, 4, 5));
    }
}
