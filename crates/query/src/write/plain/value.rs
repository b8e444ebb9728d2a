//! Reads the value of a field by its shape.

use std::ops::Range;

use asof_core::{Key, LineCode, LineError, Lines, did_you_mean, nearest, one_line};
use serde_json::{Value, json};

use super::lines::{Line, Part, not_plain};
use super::node::{Field, Node, Spanned};
use super::shape::{ItemShape, Shape, TokenShape};
use super::token::{Commas, Sort, Token, tokens};
use super::{quantity, sample};

/// The place in a source that a header names: places without a source are there.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct HeaderPlace {
    pub(super) source: Option<String>,
    pub(super) section: Option<String>,
}

/// Reads what a line has.
pub(super) fn read(line: &Line<'_>, shape: &Shape, header: &HeaderPlace) -> Result<Spanned, LineError> {
    let reader = Reader { field: line.name.text, header };
    let ends = line.value.iter().chain(line.items.iter().flatten()).last();
    let end = ends.map_or(line.name.span().end + 1, |part| part.span().end);
    let begin = line.value.first().or_else(|| line.items.first()?.first());
    let whole = begin.map_or(line.name.from, |part| part.from)..end;
    match shape {
        Shape::List(of) => reader.list(line, of, whole),
        _ if !line.items.is_empty() => {
            let hint = "write it behind the colon, or in lines that two spaces begin";
            Err(not_plain(line.items[0][0].span(), format!("`{}` is no list", line.name.text), Some(hint)))
        }
        Shape::Text => reader.text(&line.value, whole),
        Shape::Json => reader.any_json(&line.value, whole),
        _ => {
            let mut words = Words::of(&line.value, Commas::Belong)?;
            let value = reader.value(shape, &mut words, whole)?;
            words.end(line.name.text, shape)?;
            Ok(value)
        }
    }
}

impl Shape {
    /// Reads what plain text has in a field of this shape, on one line. Places without a source are in the one given.
    ///
    /// # Errors
    ///
    /// What is no value of the shape; its span is in the text.
    pub(crate) fn read(&self, field: &str, text: &str, source: Option<&str>) -> Result<Value, LineError> {
        let place = HeaderPlace { source: source.map(str::to_owned), section: None };
        let value = Some(Part { text, from: 0 }.trimmed()).filter(|value| !value.text.is_empty());
        let name = Part { text: field, from: 0 };
        let line = Line { name, value: value.into_iter().collect(), items: Vec::new() };
        read(&line, self, &place).map(Spanned::into_value)
    }
}

/// The words that are still to be read.
pub(super) struct Words<'a> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token<'a>>>,
    /// Where the last word ends.
    end: usize,
}

impl<'a> Words<'a> {
    fn of(lines: &[Part<'a>], commas: Commas) -> Result<Self, LineError> {
        let lines = lines.iter().map(|line| tokens(*line, commas)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self::new(lines.concat()))
    }

    fn new(tokens: Vec<Token<'a>>) -> Self {
        let end = tokens.last().map_or(0, |token| token.at.end);
        Self { tokens: tokens.into_iter().peekable(), end }
    }

    pub(super) fn peek(&mut self) -> Option<&Token<'a>> {
        self.tokens.peek()
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        self.tokens.next()
    }

    /// Refuses what is left over behind the value of a field.
    fn end(&mut self, field: &str, shape: &Shape) -> Result<(), LineError> {
        let Some(token) = self.next() else { return Ok(()) };
        let message = format!("nothing can stand behind the value of `{field}`");
        let hint = match shape {
            Shape::Deadline => "write 2025-08-31, ../2025-08-31 for `by then`, or KEY+15d".to_owned(),
            Shape::Token(TokenShape { example: Some(example), .. }) => {
                format!("it is one word, as {example}")
            }
            Shape::Quantity | Shape::Item(_) => "text of several words is in quotation marks".to_owned(),
            _ => "it is one word".to_owned(),
        };
        Err(not_plain(token.at.start..self.end, message, Some(&hint)))
    }
}

/// Reads the values of a field.
struct Reader<'h> {
    field: &'h str,
    header: &'h HeaderPlace,
}

impl Reader<'_> {
    /// Reads text to the end of the line, or a JSON string.
    fn text(&self, lines: &[Part<'_>], whole: Range<usize>) -> Result<Spanned, LineError> {
        let Some(first) = lines.first() else { return Err(self.missing(whole)) };
        if first.text.starts_with('"') {
            let mut words = Words::of(lines, Commas::Belong)?;
            let text = words.next().and_then(|token| match token.sort {
                Sort::Quoted(text, "") => Some(Spanned::text(&text, token.at)),
                _ => None,
            });
            let is_all = words.peek().is_none();
            return text.filter(|_| is_all).ok_or_else(|| {
                let message = "a value that begins with a quotation mark is a JSON text to its end";
                let hint = format!("write {}", Value::from(joined(lines)));
                not_plain(whole, message, Some(&hint))
            });
        }
        if lines.len() == 1 && first.text == "null" {
            let hint = "leave the line out; the word itself is written \"null\"";
            return Err(not_plain(whole, format!("`{}` has no value", self.field), Some(hint)));
        }
        let pieces = lines.iter().map(|line| (line.text.to_owned(), line.span())).collect();
        Ok(Spanned { at: whole, node: Node::Text(pieces) })
    }

    fn any_json(&self, lines: &[Part<'_>], whole: Range<usize>) -> Result<Spanned, LineError> {
        let written = joined(lines);
        match serde_json::from_str(&written) {
            Ok(value) => Ok(Spanned::json(value, whole)),
            Err(_) => {
                let message = format!("`{}` is {}, which is not JSON", self.field, one_line(&written));
                let hint =
                    "write a value as in the JSON of a state: \"fulfilled\", 390, null, {\"low\": 390}";
                Err(not_plain(whole, message, Some(hint)))
            }
        }
    }

    fn list(&self, line: &Line<'_>, of: &Shape, whole: Range<usize>) -> Result<Spanned, LineError> {
        let is_of_items = matches!(of, Shape::Item(_) | Shape::Citation);
        let (commas, between) =
            if is_of_items { (Commas::Belong, Sort::Semicolon) } else { (Commas::Separate, Sort::Comma) };
        let mut items = Vec::new();
        for lines in std::iter::once(&line.value).chain(&line.items).filter(|lines| !lines.is_empty()) {
            let words = lines.iter().map(|line| tokens(*line, commas)).collect::<Result<Vec<_>, _>>()?;
            let words = words.concat();
            for words in words.split(|token| token.sort == between) {
                let (Some(first), Some(last)) = (words.first(), words.last()) else {
                    let sign = if is_of_items { "semicolon" } else { "comma" };
                    let message = format!("an item of `{}` is empty", self.field);
                    return Err(not_plain(whole, message, Some(&format!("take the {sign} out"))));
                };
                let at = first.at.start..last.at.end;
                let mut words = Words::new(words.to_vec());
                items.push(self.value(of, &mut words, at)?);
                if let Some(next) = words.next() {
                    let message = format!("in `{}`, {} stands behind a value", self.field, shown(&next));
                    let hint = if is_of_items {
                        "text of several words is in quotation marks"
                    } else {
                        "write a comma between the values; names of several words are given by their keys"
                    };
                    return Err(not_plain(next.at, message, Some(hint)));
                }
            }
        }
        if items.is_empty() {
            return Err(self.missing(whole));
        }
        Ok(Spanned { at: whole, node: Node::List(items) })
    }

    /// Reads one value.
    fn value(&self, shape: &Shape, words: &mut Words<'_>, whole: Range<usize>) -> Result<Spanned, LineError> {
        if let Shape::Item(item) = shape {
            return self.item(item, words, whole);
        }
        if *shape == Shape::Citation {
            return self.citation(words, whole);
        }
        if *shape == Shape::Quantity {
            return quantity::read(words, whole, self.field);
        }
        let Some(token) = words.next() else { return Err(self.missing(whole)) };
        let wrong = |what: &str| {
            let message = format!("`{}` is {}, but must be {what}", self.field, shown(&token));
            LineError { code: LineCode::WrongType, span: Some(token.at.clone()), message, hint: None }
        };
        match (shape, &token.sort) {
            (Shape::Integer, Sort::Bare(text)) => {
                let number = text.parse::<u64>().map_err(|_| wrong("a whole number"))?;
                Ok(Spanned::json(json!(number), token.at))
            }
            (Shape::Boolean, Sort::Bare("true" | "false")) => {
                Ok(Spanned::json(json!(token.bare() == Some("true")), token.at))
            }
            (Shape::Integer, _) => Err(wrong("a whole number")),
            (Shape::Boolean, _) => Err(wrong("true or false")),
            (Shape::Deadline, Sort::Bare(text)) => Ok(deadline(text, token.at.clone())),
            (Shape::List(of), Sort::Bare(text)) => {
                let mut from = token.at.start;
                let values = text.split(',').map(|text| {
                    let at = from..from + text.len();
                    from = at.end + 1;
                    let token = Token { at: at.clone(), sort: Sort::Bare(text) };
                    self.value(of, &mut Words::new(vec![token]), at)
                });
                Ok(Spanned { at: token.at.clone(), node: Node::List(values.collect::<Result<_, _>>()?) })
            }
            (Shape::List(of), _) => {
                let at = token.at.clone();
                let value = self.value(of, &mut Words::new(vec![token]), at.clone())?;
                Ok(Spanned { at, node: Node::List(vec![value]) })
            }
            (_, Sort::Bare(text)) => Ok(Spanned::text(text, token.at)),
            (_, Sort::Quoted(text, "")) => Ok(Spanned::text(text, token.at)),
            _ => Err(wrong("a value without spaces")),
        }
    }

    /// Reads values in their order, then names with their values.
    fn item(
        &self,
        shape: &ItemShape,
        words: &mut Words<'_>,
        whole: Range<usize>,
    ) -> Result<Spanned, LineError> {
        let mut fields = Vec::new();
        if let Some(object) = whole_object(words) {
            return Ok(object);
        }
        for (number, name) in shape.positional.iter().enumerate() {
            let is_name = words.peek().and_then(Token::bare).is_some_and(|word| shape.field(word).is_some());
            if number >= shape.required && (is_name || words.peek().is_none()) {
                // A value that may be left out gives way to a name.
                break;
            }
            if words.peek().is_none() {
                let message = format!("an item of `{}` lacks its `{name}`", self.field);
                let hint = format!("write {}", sample::item(shape));
                return Err(LineError {
                    code: LineCode::MissingField,
                    ..not_plain(whole, message, Some(&hint))
                });
            }
            let Some(of) = shape.field(name) else { break };
            let value = self.value(of, words, whole.clone())?;
            fields.push(Field::new(name, value.at.clone(), value));
        }
        // What a thing is called may follow without a name.
        if shape.has_title()
            && matches!(words.peek().map(|token| &token.sort), Some(Sort::Quoted(_, "")))
            && let Some(token) = words.next()
        {
            let title = token.text().unwrap_or_default().to_owned();
            fields.push(Field::new("title", token.at.clone(), Spanned::text(&title, token.at)));
        }
        self.named(&mut fields, |name| shape.field(name), words, &whole).map_err(|fault| {
            let names = shape.optional().join(", ");
            if fault.code != LineCode::UnknownField || names.is_empty() {
                return fault;
            }
            let hint = fault.hint.unwrap_or_default();
            let hint =
                format!("write {}, then names with their values: {names}; {hint}", sample::item(shape));
            LineError { hint: Some(hint), ..fault }
        })?;
        Ok(Spanned { at: whole, node: Node::Object(fields) })
    }

    /// Reads names with their values.
    fn named<'s>(
        &self,
        fields: &mut Vec<Field>,
        shape: impl Fn(&str) -> Option<&'s Shape>,
        words: &mut Words<'_>,
        whole: &Range<usize>,
    ) -> Result<(), LineError> {
        while let Some(token) = words.next() {
            let Some((name, of)) = token.bare().and_then(|name| Some((name, shape(name)?))) else {
                let message = format!("in `{}`, {} is no name of a field", self.field, shown(&token));
                let hint = Some("text of several words is in quotation marks: \"...\"");
                return Err(LineError { code: LineCode::UnknownField, ..not_plain(token.at, message, hint) });
            };
            if fields.iter().any(|field| field.name == name) {
                let message = format!("`{name}` appears twice in an item of `{}`", self.field);
                let fault = not_plain(token.at.clone(), message, Some("keep one of them"));
                return Err(LineError { code: LineCode::RepeatedField, ..fault });
            }
            let says_no_more =
                words.peek().and_then(Token::bare).is_none_or(|next| !["true", "false"].contains(&next));
            let value = if *of == Shape::Boolean && says_no_more {
                Spanned::json(json!(true), token.at.clone())
            } else {
                self.value(of, words, whole.clone())?
            };
            fields.push(Field::new(name, token.at.clone(), value));
        }
        Ok(())
    }

    /// Reads a place in a source. What it does not say of the source is said by the header.
    fn citation(&self, words: &mut Words<'_>, whole: Range<usize>) -> Result<Spanned, LineError> {
        if let Some(object) = whole_object(words) {
            return Ok(object);
        }
        let is_locator = |word: &str| asof_core::Citation::LOCATORS.contains(&word);
        let mut fields = Vec::new();
        let mut is_inherited = true;
        // `line 4` is 4.
        if words.peek().and_then(Token::bare) == Some("line") && words.tokens.len() > 1 {
            words.next();
        }
        if let Some(word) = words.peek().and_then(Token::text)
            && word.parse::<Lines>().is_err()
            && (!is_locator(word) || words.tokens.len() == 1)
            && let Some(token) = words.next()
        {
            let text = token.text().unwrap_or_default().to_owned();
            fields.push(Field::new("source", token.at.clone(), Spanned::text(&text, token.at)));
            is_inherited = false;
        }
        if let Some(text) = words.peek().and_then(Token::bare).filter(|word| word.parse::<Lines>().is_ok()) {
            let text = text.to_owned();
            let at = words.next().map_or(whole.clone(), |token| token.at);
            fields.push(Field::new("lines", at.clone(), Spanned::text(&text, at)));
        }
        let (token, text) = (Shape::Token(TokenShape::default()), Shape::Text);
        let of = |name: &str| is_locator(name).then_some(if name == "lines" { &token } else { &text });
        self.named(&mut fields, of, words, &whole)?;
        if is_inherited {
            let Some(source) = &self.header.source else {
                let hint = "write its key before the lines, or above the entries: sources: KEY";
                return Err(LineError {
                    code: LineCode::MissingField,
                    ..not_plain(whole, format!("a place in `{}` has no source", self.field), Some(hint))
                });
            };
            let has_section = fields.iter().any(|field| field.name == "section");
            if let Some(section) = self.header.section.as_ref().filter(|_| !has_section) {
                fields.push(Field::new("section", whole.clone(), Spanned::text(section, whole.clone())));
            }
            fields.insert(0, Field::new("source", whole.clone(), Spanned::text(source, whole.clone())));
        }
        Ok(Spanned { at: whole, node: Node::Object(fields) })
    }

    fn missing(&self, at: Range<usize>) -> LineError {
        missing(self.field, at)
    }
}

/// Returns a JSON object, if that is all there is.
fn whole_object(words: &mut Words<'_>) -> Option<Spanned> {
    let is_object = matches!(words.peek()?.sort, Sort::Object(_)) && words.tokens.len() == 1;
    match words.tokens.next_if(|_| is_object)? {
        Token { at, sort: Sort::Object(value) } => Some(Spanned::json(value, at)),
        _ => None,
    }
}

/// Reads a date, or `EVENT+15d`.
fn deadline(text: &str, at: Range<usize>) -> Spanned {
    let counted = text.strip_suffix('d').and_then(|text| text.rsplit_once('+'));
    let counted =
        counted.filter(|(after, _)| after.rsplit('/').next().is_some_and(|key| key.parse::<Key>().is_ok()));
    let Some((after, days)) = counted.and_then(|(after, days)| Some((after, days.parse::<u64>().ok()?)))
    else {
        return Spanned::text(text, at);
    };
    let key = at.start..at.start + after.len();
    let number = key.end + 1..at.end;
    let fields = vec![
        Field::new("after", key.clone(), Spanned::text(after, key)),
        Field::new("days", number.clone(), Spanned::json(json!(days), number)),
    ];
    Spanned { at, node: Node::Object(fields) }
}

fn joined(lines: &[Part<'_>]) -> String {
    lines.iter().map(|line| line.text).collect::<Vec<_>>().join(" ")
}

/// Returns a word as a message shows it.
pub(super) fn shown(token: &Token<'_>) -> String {
    match &token.sort {
        Sort::Bare(text) => format!("`{}`", one_line(text)),
        Sort::Quoted(text, _) => format!("the text \"{}\"", one_line(text)),
        Sort::Object(_) => "an object".to_owned(),
        Sort::Comma => "a comma".to_owned(),
        Sort::Semicolon => "a semicolon".to_owned(),
    }
}

/// Says that a field has no value.
pub(super) fn missing(field: &str, at: Range<usize>) -> LineError {
    let fault =
        not_plain(at, format!("`{field}` has no value"), Some("leave the line out if it does not apply"));
    LineError { code: LineCode::MissingField, ..fault }
}

/// Asks whether one of the names was meant that are nearest to a text, if any is near.
pub(super) fn meant<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    did_you_mean(&nearest(text, names.map(|name| (name, name))))
}
