//! Makes a draft of the lines of a block, with what holds for it by default.

use std::ops::Range;

use asof_core::{LineCode, LineError, one_line};
use serde_json::{Value, json};

use super::head::{self, Head};
use super::header::Header;
use super::key;
use super::lines::{Line, Lines, Part, not_plain};
use super::node::{Field, Node, Spanned};
use super::sample;
use super::shape::{KindShape, Shapes, Stands, short};
use super::value::{self, unknown};

/// What a reader filled in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filled {
    /// That it was known when it happened.
    pub known: bool,
    /// Its key, and at which byte of its block that would stand.
    pub key: Option<usize>,
    /// Whether it is of a kind that is seldom public on the day.
    pub is_seldom_public: bool,
}

/// What an entry says, on its way to a draft.
pub(super) struct Entry<'a> {
    pub(super) head: Head<'a>,
    /// The fields beside `what`.
    pub(super) beside: Vec<Field>,
    /// The fields of the kind.
    pub(super) within: Vec<Field>,
    /// Whether it stands in the place of another, whose key and process it keeps.
    is_replacement: bool,
}

/// Reads an entry.
pub(super) fn read(
    lines: &Lines<'_>,
    header: &Header,
    process: impl FnOnce() -> Option<String>,
) -> Result<(Spanned, Filled), LineError> {
    let Some(line) = lines.head else {
        let hint = "an entry begins with its kind: claim KEY 2025-05-16";
        return Err(not_plain(0..1, "an entry without its kind", Some(hint)));
    };
    let mut entry = Entry::of(line, lines, header)?;
    if let Some(with) = &lines.with {
        entry.replace_with(with, header)?;
    }
    let mut filled = Filled::default();
    let of_kind;
    let shape = if entry.head.kind == "correction" || entry.head.kind == "retraction" {
        // What it needs depends on why it is made.
        let because = entry.text("because").unwrap_or_default();
        of_kind =
            Shapes::published().of_what(entry.head.kind, &json!({ entry.head.kind: { "because": because } }));
        &of_kind
    } else {
        entry.head.shape
    };
    entry.take_from(header, shape, lines);
    if shape.needs("process")
        && !entry.has("process")
        && let Some(process) = process()
    {
        entry.fill("process", json!(process));
    }
    if entry.head.kind == "correction" && !entry.has("summary") {
        entry.summarize();
    }
    filled.known = entry.fill_known(shape)?;
    filled.is_seldom_public = shape.is_seldom_public;
    if !entry.has("key")
        && let Some(key) = key::proposed(&entry)
    {
        entry.fill("key", json!(key));
        filled.key = Some(entry.head.written.span().end);
    }
    entry.complete(shape)?;
    Ok((entry.into_draft(0..lines.end()), filled))
}

impl<'a> Entry<'a> {
    /// Reads the first line, the fields and the summary.
    fn of(line: Part<'a>, lines: &Lines<'_>, header: &Header) -> Result<Self, LineError> {
        let head = head::read(line)?;
        let mut entry = Self { head, beside: Vec::new(), within: Vec::new(), is_replacement: false };
        entry.add_head()?;
        for line in &lines.fields {
            entry.add(line, header)?;
        }
        if let (Some(first), Some(last)) = (lines.summary.first(), lines.summary.last()) {
            let at = first.from..last.span().end;
            let pieces = lines.summary.iter().map(|part| (part.text.to_owned(), part.span())).collect();
            let summary = Spanned { at: at.clone(), node: Node::Text(pieces) };
            entry.put(Stands::BesideWhat, Field::new("summary", at, summary))?;
        }
        Ok(entry)
    }

    fn add_head(&mut self) -> Result<(), LineError> {
        let text = |part: Part<'_>| Spanned::text(part.text, part.span());
        for (name, part) in [("key", self.head.key), ("occurred", self.head.occurred)] {
            if let Some(part) = part {
                self.put(Stands::BesideWhat, Field::new(name, part.span(), text(part)))?;
            }
        }
        if let (Some(first), Some(last)) = (self.head.claimants.first(), self.head.claimants.last()) {
            let at = first.from..last.span().end;
            let list = Node::List(self.head.claimants.iter().map(|part| text(*part)).collect());
            self.put(
                Stands::BesideWhat,
                Field::new("attributed_to", at.clone(), Spanned { at, node: list }),
            )?;
        }
        if let (Some(title), Some(name)) = (self.head.title, self.head.shape.title) {
            let at = title.span();
            let value = if name == "names" {
                let name = Field::new("name", at.clone(), text(title));
                let name = Spanned { at: at.clone(), node: Node::Object(vec![name]) };
                Spanned { at: at.clone(), node: Node::List(vec![name]) }
            } else {
                text(title)
            };
            self.put(Stands::InKind, Field::new(name, at, value))?;
        }
        Ok(())
    }

    /// Adds a field as it is written.
    fn add(&mut self, line: &Line<'_>, header: &Header) -> Result<(), LineError> {
        let (kind, name) = (self.head.kind, line.name);
        let Some((stands, shape)) = self.head.shape.field(name.text) else {
            let message = format!("a `{}` has no field `{}`", short(kind), one_line(name.text));
            return Err(unknown(name, message, LineCode::UnknownField, self.head.shape.names()));
        };
        if line.value.is_empty() && line.items.is_empty() && header.has(name.text) {
            // Nothing is taken from the header.
            return Ok(());
        }
        let value = value::read(line, shape, &header.place)?;
        self.put(stands, Field::new(name.text, name.span(), value))
    }

    /// Puts a field where it stands; a list goes on if it stands there already.
    fn put(&mut self, stands: Stands, field: Field) -> Result<(), LineError> {
        let fields = match stands {
            Stands::BesideWhat => &mut self.beside,
            Stands::InKind => &mut self.within,
        };
        let Some(before) = fields.iter_mut().find(|before| before.name == field.name) else {
            fields.push(field);
            return Ok(());
        };
        if let (Node::List(before), Node::List(more)) = (&mut before.value.node, &field.value.node) {
            before.extend(more.iter().cloned());
            return Ok(());
        }
        let message = format!("`{}` appears twice in an entry", field.name);
        let fault = not_plain(field.named_at, message, Some("keep one of them"));
        Err(LineError { code: LineCode::RepeatedField, ..fault })
    }

    /// Puts the replacement of a correction within it.
    fn replace_with(&mut self, with: &Lines<'_>, header: &Header) -> Result<(), LineError> {
        let Some(line) = with.head else { return Ok(()) };
        if self.head.kind != "correction" {
            let message = format!("a `{}` replaces nothing", short(self.head.kind));
            return Err(not_plain(line.span(), message, Some("`with` belongs to a correction")));
        }
        let mut replacement = Entry::of(line, with, header)?;
        replacement.is_replacement = true;
        replacement.fill_known(replacement.head.shape)?;
        if replacement.head.shape.needs("attributed_to")
            && !replacement.has("attributed_to")
            && let Some(claimants) = header.value("attributed_to")
        {
            replacement.fill("attributed_to", claimants.clone());
        }
        replacement.complete(replacement.head.shape)?;
        let at = line.from..with.end();
        let value = replacement.into_draft(at.clone());
        self.put(Stands::InKind, Field::new("with", at, value))
    }

    /// Takes what the block does not say from the header: what an entry of its kind needs, and what it may have and no
    /// default could make wrong.
    fn take_from(&mut self, header: &Header, shape: &KindShape, lines: &Lines<'_>) {
        for (name, value) in header.values() {
            let is_emptied = lines.fields.iter().any(|line| line.name.text == name);
            let is_wanted =
                if Header::IS_OF_ALL.contains(&name) { shape.takes(name) } else { shape.needs(name) };
            if is_wanted && !is_emptied && !self.has(name) {
                self.fill(name, value.clone());
            }
        }
    }

    /// Takes what happened as known at once, where nothing else is said. Returns whether it did.
    fn fill_known(&mut self, shape: &KindShape) -> Result<bool, LineError> {
        if !shape.needs("known") || self.has("known") {
            return Ok(false);
        }
        let Some(occurred) = self.beside.iter().find(|field| field.name == "occurred") else {
            return Ok(false);
        };
        let at = occurred.value.at.clone();
        let Some(text) = occurred.value.as_text() else { return Ok(false) };
        if let Some((_, end)) = text.split_once('/').filter(|_| !text.starts_with('[')) {
            let end = end.trim_end_matches(['?', '~', '%']);
            let hint = format!("add a line: known: {end}");
            let message = "when it was known has to be said of what went on for a time: that is never a span";
            return Err(LineError { code: LineCode::MissingField, ..not_plain(at, message, Some(&hint)) });
        }
        self.beside.push(Field::new("known", at.clone(), Spanned::text(&text, at)));
        Ok(true)
    }

    /// Takes the reason as the summary: why an entry is mended is what is to be said of it.
    fn summarize(&mut self) {
        let reason = self.within.iter().find(|field| field.name == "reason");
        let summary =
            reason.map(|reason| Field::new("summary", reason.named_at.clone(), reason.value.clone()));
        self.beside.extend(summary);
    }

    /// Refuses an entry that lacks fields: all that it lacks at once.
    fn complete(&self, shape: &KindShape) -> Result<(), LineError> {
        let of_log = |name: &&str| !self.is_replacement || !["process", "key", "sources"].contains(name);
        let missing =
            shape.missing(|name| self.has(name), |name| self.within.iter().any(|field| field.name == name));
        let missing: Vec<&str> = missing.filter(of_log).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
        let message = format!("a `{}` needs {}", short(self.head.kind), named.join(", "));
        let hints = missing.iter().filter_map(|name| Some(sample::line(name, shape.field(name)?.1)));
        let hint = format!("add {}", hints.collect::<Vec<_>>().join("; "));
        Err(LineError {
            code: LineCode::MissingField,
            ..not_plain(self.head.written.span(), message, Some(&hint))
        })
    }

    fn fill(&mut self, name: &str, value: Value) {
        let at = self.head.written.span();
        self.beside.push(Field::new(name, at.clone(), Spanned::json(value, at)));
    }

    fn has(&self, name: &str) -> bool {
        self.beside.iter().any(|field| field.name == name)
    }

    /// Returns the text of a field, of the kind or beside it.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let mut fields = self.within.iter().chain(&self.beside);
        fields.find(|field| field.name == name)?.value.as_text()
    }

    /// Returns all of it as a draft.
    fn into_draft(self, at: Range<usize>) -> Spanned {
        let Self { head, mut beside, within, .. } = self;
        let written = head.written;
        let mut value = Spanned { at: at.clone(), node: Node::Object(within) };
        let is_short = !written.text.contains('/');
        for (number, name) in head.kind.rsplit('/').enumerate() {
            let named_at = match (number, written.text.rfind('/')) {
                _ if is_short => written.span(),
                (0, Some(slash)) => written.part(slash + 1..written.text.len()).span(),
                (_, slash) => written.part(0..slash.unwrap_or(written.text.len())).span(),
            };
            value = Spanned { at: at.clone(), node: Node::Object(vec![Field::new(name, named_at, value)]) };
        }
        beside.push(Field::new("what", written.span(), value));
        Spanned { at, node: Node::Object(beside) }
    }
}
