//! Makes a draft of the lines of a block, with what holds for it by default.

use std::borrow::Cow;
use std::ops::Range;

use asof_core::{LineCode, LineError, Occurred, one_line};
use serde_json::{Value, json};

use super::head::{self, Head};
use super::header::Header;
use super::key;
use super::lines::{Line, Lines, Part, not_plain};
use super::node::{Field, Node, Spanned};
use super::sample;
use super::shape::{KindShape, Shape, Shapes, Stands, short};
use super::value::{self, meant};

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
///
/// # Errors
///
/// Everything in it that is no plain text or no value of its field; if there is nothing like that, what it lacks.
pub(super) fn read(
    lines: &Lines<'_>,
    header: &Header,
    process: impl FnOnce() -> Option<String>,
) -> Result<(Spanned, Filled), Vec<LineError>> {
    let Some(line) = lines.head else {
        let hint = "an entry begins with its kind: claim KEY 2025-05-16";
        return Err(vec![not_plain(0..1, "an entry without its kind", Some(hint))]);
    };
    let mut faults = Vec::new();
    let mut entry = Entry::of(line, lines, header, &mut faults).map_err(|fault| vec![fault])?;
    if let Some(with) = &lines.with {
        faults.extend(entry.replace_with(with, header).err().into_iter().flatten());
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let filled = entry.fill_in(lines, header, process).map_err(|fault| vec![fault])?;
    Ok((entry.into_draft(0..lines.end()), filled))
}

impl<'a> Entry<'a> {
    /// Reads the first line, the fields and the summary. What is wrong below the first line is added to the faults.
    fn of(
        line: Part<'a>,
        lines: &Lines<'_>,
        header: &Header,
        faults: &mut Vec<LineError>,
    ) -> Result<Self, LineError> {
        let head = head::read(line)?;
        let mut entry = Self { head, beside: Vec::new(), within: Vec::new(), is_replacement: false };
        entry.add_head()?;
        for line in &lines.fields {
            faults.extend(entry.add(line, header).err());
        }
        if let (Some(first), Some(last)) = (lines.summary.first(), lines.summary.last()) {
            let at = first.from..last.span().end;
            let pieces = lines.summary.iter().map(|part| (part.text.to_owned(), part.span())).collect();
            let summary = Spanned { at: at.clone(), node: Node::Text(pieces) };
            faults.extend(entry.put(Stands::BesideWhat, Field::new("summary", at, summary)).err());
        }
        Ok(entry)
    }

    fn add_head(&mut self) -> Result<(), LineError> {
        let text = |part: Part<'_>| Spanned::text(part.text, part.span());
        for (name, part) in [("key", self.head.key), (self.head.shape.date(), self.head.date)] {
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
            let fault = not_plain(name.span(), message, Some(&self.other_fields(name.text)));
            return Err(LineError { code: LineCode::UnknownField, ..fault });
        };
        if line.value.is_empty() && line.items.is_empty() {
            // Nothing is taken from the header.
            return if header.has(name.text) { Ok(()) } else { Err(self.without_value(line, shape)) };
        }
        let value =
            value::read(line, shape, &header.place).map_err(|fault| self.with_meaning(fault, name.text))?;
        self.put(stands, Field::new(name.text, name.span(), value))
    }

    /// Says which field may be meant, and which the kind itself has.
    fn other_fields(&self, name: &str) -> String {
        let shape = self.head.shape;
        let own = shape.own_names().collect::<Vec<_>>().join(", ");
        let own = if own.is_empty() { "none of its own".to_owned() } else { own };
        let meant = meant(name, shape.names()).map_or_else(String::new, |hint| format!("{hint} "));
        format!("{meant}its fields are {own}, and those of every entry")
    }

    /// Says that a field is empty; of one that must be there, how it is written.
    fn without_value(&self, line: &Line<'_>, shape: &Shape) -> LineError {
        let name = line.name;
        let fault = value::missing(name.text, name.from..name.span().end + 1);
        let needs = self.head.shape.missing(|_| false, |_| false).any(|needed| needed == name.text);
        let filled = needs.then(|| format!("fill it in: {}", sample::line(name.text, shape)));
        LineError { hint: filled.or(fault.hint), ..fault }
    }

    /// Says what a field is for, where an item of it lacks something.
    fn with_meaning(&self, fault: LineError, field: &str) -> LineError {
        let is_of_an_item =
            field != "sources" && matches!(fault.code, LineCode::MissingField | LineCode::UnknownField);
        let about = Shapes::published().about(self.head.kind, field).filter(|_| is_of_an_item);
        let hint = match (fault.hint, about) {
            (Some(hint), Some(about)) => Some(format!("{hint}; `{field}`: {}", about.trim_end_matches('.'))),
            (hint, _) => hint,
        };
        LineError { hint, ..fault }
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
        let is_in_head = self.head.date.is_some() && field.name == self.head.shape.date();
        let hint = if is_in_head {
            "the date on the first line is the other: keep one of them"
        } else {
            "keep one of them"
        };
        let fault = not_plain(field.named_at, message, Some(hint));
        Err(LineError { code: LineCode::RepeatedField, ..fault })
    }

    /// Fills in what is left to the reader, and refuses what lacks more than that.
    fn fill_in(
        &mut self,
        lines: &Lines<'_>,
        header: &Header,
        process: impl FnOnce() -> Option<String>,
    ) -> Result<Filled, LineError> {
        if self.head.kind == "correction" && !self.has("summary") {
            self.summarize();
        }
        let shape = self.shape();
        self.take_from(header, &shape, lines);
        if shape.needs("process")
            && !self.has("process")
            && let Some(process) = process()
        {
            self.fill("process", json!(process));
        }
        let known = self.fill_known(&shape)?;
        let mut filled = Filled { known, key: None, is_seldom_public: shape.is_seldom_public };
        if !self.has("key")
            && let Some(key) = key::proposed(self)
        {
            self.fill("key", json!(key));
            filled.key = Some(self.head.written.span().end);
        }
        self.complete(&shape)?;
        Ok(filled)
    }

    /// Returns the fields of its kind. What a correction and a retraction need depends on why they are made.
    fn shape(&self) -> Cow<'static, KindShape> {
        let kind = self.head.kind;
        if !["correction", "retraction"].contains(&kind) {
            return Cow::Borrowed(self.head.shape);
        }
        let because = self.text("because").unwrap_or_default();
        Cow::Owned(Shapes::published().of_what(kind, &json!({ kind: { "because": because } })))
    }

    /// Puts the replacement of a correction within it.
    fn replace_with(&mut self, with: &Lines<'_>, header: &Header) -> Result<(), Vec<LineError>> {
        let Some(line) = with.head else { return Ok(()) };
        if self.head.kind != "correction" {
            let message = format!("a `{}` replaces nothing", short(self.head.kind));
            return Err(vec![not_plain(line.span(), message, Some("`with` belongs to a correction"))]);
        }
        let mut faults = Vec::new();
        let mut replacement = Entry::of(line, with, header, &mut faults).map_err(|fault| vec![fault])?;
        if !faults.is_empty() {
            return Err(faults);
        }
        replacement.is_replacement = true;
        let shape = replacement.head.shape;
        replacement.fill_known(shape).map_err(|fault| vec![fault])?;
        if shape.needs("attributed_to")
            && !replacement.has("attributed_to")
            && let Some(claimants) = header.value("attributed_to")
        {
            replacement.fill("attributed_to", claimants.clone());
        }
        replacement.complete(shape).map_err(|fault| vec![fault])?;
        let at = line.from..with.end();
        let value = replacement.into_draft(at.clone());
        self.put(Stands::InKind, Field::new("with", at, value)).map_err(|fault| vec![fault])
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
        // What is no date is said to be none.
        let is_date = text.parse::<Occurred>().is_ok();
        if let Some((_, end)) = text.split_once('/').filter(|_| is_date && !text.starts_with('[')) {
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
