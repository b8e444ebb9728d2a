//! How the value of each field is written in plain text. It follows from the schema of drafts, not from a list of kinds.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use asof_core::Citation;
use serde_json::Value;

use crate::write::nameable::Nameable;
use crate::write::schema::{DraftSchema, Field};

/// How a value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Text, to the end of the line.
    Text,
    /// One word without spaces: a key, a date, a word of a list.
    Token(TokenShape),
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// `40..60 person each-side`.
    Quantity,
    /// A date, or `opening+15d`.
    Deadline,
    /// A place in a source: `report 57-62 section "Summary"`.
    Citation,
    /// Any JSON.
    Json,
    /// Values with commas between them, or items with semicolons.
    List(Box<Shape>),
    /// Values in a fixed order, then names with their values.
    Item(ItemShape),
}

/// A value that is one word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct TokenShape {
    /// The words that it can be; none if it is of another sort.
    pub(crate) words: Vec<String>,
    /// What each of them means.
    pub(crate) meanings: Vec<String>,
    /// One that it could be.
    pub(crate) example: Option<String>,
    /// What it names, if it names anything.
    pub(crate) names: Option<Nameable>,
}

/// The fields of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ItemShape {
    /// The fields of which only the value is written, in this order.
    pub(crate) positional: Vec<String>,
    /// How many of them must be there.
    pub(crate) required: usize,
    /// All fields.
    pub(crate) fields: Vec<(String, Shape)>,
}

/// The fields of a kind of entry.
#[derive(Debug, Clone)]
pub(crate) struct KindShape {
    /// Those that stand beside `what`.
    pub(super) beside: Vec<(String, Shape)>,
    /// Those of the kind itself.
    pub(super) within: Vec<(String, Shape)>,
    /// The fields that an entry of the kind needs beside `what`.
    needed: Vec<String>,
    /// The fields that the kind itself needs.
    needed_within: Vec<String>,
    /// Of an entry of the registry the field that stands behind its key.
    pub(super) title: Option<&'static str>,
    /// Whether what it says, such as a count, is seldom public on the day.
    pub(super) is_seldom_public: bool,
}

/// Where in a draft a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// Beside `what`.
    BesideWhat,
    /// Within the kind.
    InKind,
}

/// The fields of all kinds.
#[derive(Debug)]
pub(crate) struct Shapes {
    schema: DraftSchema,
    /// Those of each kind, which are worked out when they are first asked for.
    kinds: BTreeMap<String, OnceLock<KindShape>>,
}

/// The kinds of the registry, before their own name.
pub(crate) const REGISTERED: &str = "registered/";

impl ItemShape {
    /// Returns whether it can be called something that is no value of every item.
    pub(super) fn has_title(&self) -> bool {
        let is_title = |(name, shape): &(String, Shape)| name == "title" && shape.is_text();
        self.fields.iter().any(is_title) && !self.positional.iter().any(|name| name == "title")
    }

    /// Returns the names of the fields whose values have names.
    pub(super) fn optional(&self) -> Vec<&str> {
        let names = self.fields.iter().map(|(name, _)| name.as_str());
        names.filter(|name| !self.positional.iter().any(|positional| positional == name)).collect()
    }

    /// Returns how a field of the item is written.
    pub(crate) fn field(&self, name: &str) -> Option<&Shape> {
        self.fields.iter().find_map(|(field, shape)| (field == name).then_some(shape))
    }
}

impl KindShape {
    /// Returns where a field stands and how it is written. A name that both places have is that of the kind.
    pub(crate) fn field(&self, name: &str) -> Option<(Stands, &Shape)> {
        let find = |fields: &'_ [(String, Shape)]| fields.iter().position(|(field, _)| field == name);
        match find(&self.within) {
            Some(at) => Some((Stands::InKind, &self.within[at].1)),
            None => find(&self.beside).map(|at| (Stands::BesideWhat, &self.beside[at].1)),
        }
    }

    /// Returns the names of the fields of the kind itself.
    pub(super) fn own_names(&self) -> impl Iterator<Item = &str> {
        self.within.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the names of all its fields, those of the kind first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.within.iter().chain(&self.beside).map(|(name, _)| name.as_str())
    }

    /// Returns the fields that the kind itself needs, in their order.
    pub(crate) fn needed_within(&self) -> impl Iterator<Item = &str> {
        self.needed_within.iter().map(String::as_str)
    }

    /// Returns the fields that an entry of the kind needs and has not.
    pub(crate) fn missing(
        &self,
        has_beside: impl Fn(&str) -> bool,
        has_within: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = &str> {
        let beside = self.needed.iter().filter(move |name| *name != "what" && !has_beside(name));
        let within = self.needed_within.iter().filter(move |name| !has_within(name));
        beside.chain(within).map(String::as_str)
    }

    /// Returns the fields of the kind that are one word, in their order.
    pub(super) fn tokens(&self) -> impl Iterator<Item = &str> {
        let is_word = |(_, shape): &&(String, Shape)| matches!(shape, Shape::Token(_));
        self.within.iter().filter(is_word).map(|(name, _)| name.as_str())
    }

    /// Returns the date that the first line of an entry has: when it happened; of what has no such date, when it was known.
    pub(super) fn date(&self) -> &'static str {
        if self.takes("occurred") || !self.takes("known") { "occurred" } else { "known" }
    }

    /// Returns whether an entry of the kind may have a field beside `what`.
    pub(crate) fn takes(&self, field: &str) -> bool {
        self.field(field).is_some_and(|(stands, _)| stands == Stands::BesideWhat)
    }

    /// Returns whether an entry of the kind must have a field beside `what`.
    pub(crate) fn needs(&self, field: &str) -> bool {
        self.needed.iter().any(|needed| needed == field)
    }
}

impl Shapes {
    /// Returns those of the published schema.
    pub(crate) fn published() -> &'static Self {
        static PUBLISHED: LazyLock<Shapes> = LazyLock::new(|| Shapes::of(DraftSchema::published()));
        &PUBLISHED
    }

    /// Returns the schema that they follow from.
    pub(crate) fn schema(&self) -> &DraftSchema {
        &self.schema
    }

    fn of(schema: DraftSchema) -> Self {
        let kinds = schema.kinds().into_iter().map(|kind| (kind.name, OnceLock::new())).collect();
        Self { schema, kinds }
    }

    /// Returns a kind by its name: `meeting/held`, `claim`, `person` or `registered/person`.
    pub(crate) fn kind(&self, name: &str) -> Option<(&str, &KindShape)> {
        let registered = format!("{REGISTERED}{name}");
        // `process` alone could be either of two.
        let short = (name != "process").then(|| self.kinds.get_key_value(&registered)).flatten();
        let (name, shape) = self.kinds.get_key_value(name).or(short)?;
        let of_kind = || KindShape::of(&self.schema, &self.schema.entry(name), name);
        Some((name, shape.get_or_init(of_kind)))
    }

    /// Returns the names of all kinds, as plain text has them.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(|name| short(name))
    }

    /// Returns the phases of a kind that has some: `meeting/held` and the others of `meeting`.
    pub(super) fn phases(&self, kind: &str) -> Vec<&str> {
        let is_phase = |name: &&str| name.strip_prefix(kind).is_some_and(|phase| phase.starts_with('/'));
        self.kinds.keys().map(String::as_str).filter(is_phase).collect()
    }

    /// Returns the fields of a kind, in an entry that says this.
    pub(super) fn of_what(&self, kind: &str, what: &Value) -> KindShape {
        KindShape::of(&self.schema, &self.schema.around(what), kind)
    }

    /// Returns what is said of a field of a kind.
    pub(super) fn about(&self, kind: &str, field: &str) -> Option<&str> {
        let said = self.schema.fields(self.schema.said(kind));
        let beside = self.schema.fields(self.schema.whole());
        said.chain(beside).find(|one| one.name == field).map(|one| self.schema.about(one.of))
    }

    /// Returns where a field of a kind stands and how it is written.
    pub(crate) fn field(&self, kind: &str, field: &str) -> Option<(Stands, &Shape)> {
        self.kind(kind)?.1.field(field)
    }

    /// Returns the names of the fields of a kind.
    pub(crate) fn fields(&self, kind: &str) -> Vec<&str> {
        self.kind(kind).map_or_else(Vec::new, |(_, shape)| shape.names().collect())
    }

    /// Returns whether there is a kind of events about the world of this name.
    pub(crate) fn is_of_world(&self, kind: &str) -> bool {
        self.kind(kind).is_some_and(|(name, shape)| name == kind && shape.needs("occurred"))
    }
}

/// Returns the name of a kind as plain text has it.
pub(crate) fn short(kind: &str) -> &str {
    kind.strip_prefix(REGISTERED).filter(|name| *name != "process").unwrap_or(kind)
}

impl KindShape {
    fn of(schema: &DraftSchema, entry: &Value, kind: &str) -> Self {
        let shapes = |of: &Value| {
            let fields = schema.fields(of).filter(|field| field.name != "with");
            fields.map(|Field { name, of, .. }| (name.to_owned(), Shape::of(schema, of))).collect()
        };
        let needed = |of: &Value| {
            let fields = of["required"].as_array().into_iter().flatten();
            fields.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let mut beside: Vec<(String, Shape)> = shapes(entry);
        // The log sets it, but a draft may bring it.
        beside.push(("id".to_owned(), Shape::Token(TokenShape::default())));
        let within: Vec<(String, Shape)> = shapes(schema.said(kind));
        let has = |field: &&&str| within.iter().any(|(name, _)| name == **field);
        let title = ["title", "names", "name"].iter().find(has).filter(|_| kind.starts_with(REGISTERED));
        let title = title.copied();
        let said = schema.resolved(schema.said(kind));
        let is_seldom_public = said["x-asof-public"] == false;
        Self { beside, within, needed: needed(entry), needed_within: needed(said), title, is_seldom_public }
    }
}

impl Shape {
    /// Returns whether it is text of any form, raw to the end of the line.
    pub(crate) fn is_text(&self) -> bool {
        *self == Self::Text
    }

    /// Returns how the values of a list are written; of what is no list, itself.
    pub(crate) fn of_items(&self) -> &Self {
        if let Self::List(of) = self { of } else { self }
    }

    /// Returns how a field of an item is written, or of the items of a list.
    pub(crate) fn of_field(&self, name: &str) -> Option<&Self> {
        match self.of_items() {
            Self::Item(item) => item.field(name),
            _ => None,
        }
    }

    /// Returns the names of the fields of an item, or of the items of a list; none of what is no item.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self.of_items() {
            Self::Item(item) => item.fields.iter().map(|(name, _)| name.as_str()).collect(),
            Self::Citation => std::iter::once("source").chain(Citation::LOCATORS).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns whether an item, or the items of a list, must have a field.
    pub(crate) fn needs(&self, name: &str) -> bool {
        match self.of_items() {
            Self::Item(item) => item.positional[..item.required].iter().any(|needed| needed == name),
            _ => false,
        }
    }

    /// Returns whether it is a list of places in sources.
    pub(crate) fn is_of_places(&self) -> bool {
        matches!(self, Self::List(of) if **of == Self::Citation)
    }

    fn of(schema: &DraftSchema, of: &Value) -> Self {
        Self::naming(schema, of, Nameable::of(of))
    }

    /// Returns how a value is written that names this, or nothing.
    fn naming(schema: &DraftSchema, of: &Value, names: Option<Nameable>) -> Self {
        let named = of["$ref"].as_str().and_then(|name| name.rsplit('/').next());
        let resolved = schema.resolved(of);
        match (named, resolved["type"].as_str()) {
            (Some("Text"), _) => Self::Text,
            (Some("Quantity"), _) => Self::Quantity,
            (Some("Deadline"), _) => Self::Deadline,
            (Some("Citation"), _) => Self::Citation,
            (Some("Asserted"), _) => Self::Json,
            (_, Some("integer")) => Self::Integer,
            (_, Some("boolean")) => Self::Boolean,
            (_, Some("array")) => Self::List(Box::new(Self::naming(schema, &resolved["items"], names))),
            (_, Some("object")) => Self::Item(ItemShape::of(schema, resolved, named)),
            _ => Self::Token(TokenShape { names, ..TokenShape::of(resolved, named) }),
        }
    }
}

impl TokenShape {
    fn of(of: &Value, named: Option<&str>) -> Self {
        let texts = |list: &Value, text: fn(&Value) -> &Value| -> Vec<String> {
            let texts = list.as_array().into_iter().flatten().filter_map(|item| text(item).as_str());
            texts.map(str::to_owned).collect()
        };
        let words = texts(&of["oneOf"], |word| &word["const"]);
        let meanings = texts(&of["oneOf"], |word| &word["description"]);
        let example = texts(&of["examples"], |example| example).into_iter().next();
        // A key or a word of another log helps nobody.
        let example = match named {
            Some("Key" | "EventRef" | "Claimant") => Some("KEY".to_owned()),
            Some("Word") => Some("WORD".to_owned()),
            _ => example,
        };
        Self { words, meanings, example, names: None }
    }
}

impl ItemShape {
    fn of(schema: &DraftSchema, of: &Value, named: Option<&str>) -> Self {
        let fields: Vec<Field<'_>> = schema.fields(of).collect();
        let mut positional: Vec<String> =
            fields.iter().filter(|field| field.is_needed).map(|field| field.name.to_owned()).collect();
        let required = positional.len();
        // Somebody in a delegation is named, or only described.
        if positional.is_empty() && named == Some("Member") {
            positional.push("person".to_owned());
        }
        let fields = fields.iter().map(|field| (field.name.to_owned(), Shape::of(schema, field.of)));
        Self { positional, required, fields: fields.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_within_a_kind_hides_one_that_an_entry_of_the_kind_has() {
        let shapes = Shapes::published();
        for kind in shapes.kinds.keys() {
            let (_, shape) = shapes.kind(kind).unwrap();
            for (name, _) in &shape.within {
                let hidden = shape.beside.iter().any(|(beside, _)| beside == name);
                assert!(!hidden || name == "what", "{kind} {name}");
            }
        }
    }

    #[test]
    fn a_field_is_written_as_its_type_says() {
        let shapes = Shapes::published();
        for (kind, field, expected) in [
            ("commitment/made", "what", "Text"),
            ("commitment/made", "due", "Deadline"),
            ("commitment/suspended", "by", "Token"),
            ("incident", "by", "List(Token"),
            ("claim", "sources", "List(Citation)"),
            ("meeting/held", "round", "Integer"),
            ("assertion", "equals", "Json"),
            ("source", "title", "Text"),
        ] {
            let (_, shape) = shapes.field(kind, field).unwrap();
            assert!(format!("{shape:?}").starts_with(expected), "{kind} {field}: {shape:?}");
        }
        assert!(shapes.kind("process").is_none() && shapes.kind("registered/process").is_some());
    }
}
