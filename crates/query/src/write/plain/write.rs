//! Writes drafts as plain text. What is written is read again: where that gives another draft, the draft stands as JSON.

use asof_core::unseen::{is_suspect, seen_json};
use asof_core::{Draft, Per};
use serde_json::{Map, Value};

use super::header::Header;
use super::read_block;
use super::shape::{ItemShape, KindShape, REGISTERED, Shape, Shapes, short};

/// A line of several items is no longer than this; longer ones have a line each.
const LINE: usize = 110;

/// Writes drafts, one after another, with what they have in common above them.
#[derive(Debug, Default)]
pub struct PlainWriter {
    header: Header,
    has_begun: bool,
}

impl PlainWriter {
    /// Returns the next draft as a block, below a header if the draft is of another process or source than the one before.
    pub fn write(&mut self, draft: &Draft) -> String {
        let value = draft.to_value();
        let mut text = self.begun(&value);
        let block = block(&value, &self.header).filter(|block| self.reads_as(block, draft));
        text.push_str(&block.unwrap_or_else(|| format!("{}\n", seen_json(&draft.to_json()))));
        text
    }

    /// Returns an entry that may lack some of its fields, as [`PlainWriter::write`] does a draft.
    pub(crate) fn sketch(&mut self, entry: &Value) -> String {
        let text = self.begun(entry);
        text + &block(entry, &self.header).unwrap_or_else(|| format!("{}\n", seen_json(&entry.to_string())))
    }

    /// Returns what stands before a block.
    fn begun(&mut self, draft: &Value) -> String {
        let mut text = String::new();
        let above = self.above(draft);
        if !above.is_empty() {
            self.begin_block(&mut text);
            text.push_str(&above);
            // What stands there is what a reader makes of it.
            _ = read_block(&above, &mut self.header, || None);
        }
        self.begin_block(&mut text);
        text
    }

    fn begin_block(&mut self, text: &mut String) {
        if std::mem::replace(&mut self.has_begun, true) {
            text.push('\n');
        }
    }

    /// Returns the header that is wanted before a draft.
    fn above(&self, draft: &Value) -> String {
        let says = |field: &str, value: &Value| self.header.value(field).is_some_and(|said| said == value);
        let mut above = String::new();
        if let Some(process) = draft["process"].as_str().filter(|_| !says("process", &draft["process"])) {
            above.push_str(&format!("process: {process}\n"));
        }
        if let Some(source) = draft["sources"][0]["source"].as_str()
            && self.header.place.source.as_deref() != Some(source)
        {
            above.push_str(&format!("sources: {source}\n"));
        }
        if !draft["attributed_to"].is_null() && !self.header.has("attributed_to") {
            above.push_str("attributed_to: source\n");
        }
        above
    }

    fn reads_as(&self, block: &str, draft: &Draft) -> bool {
        let entry = read_block(block, &mut self.header.clone(), || None).ok().flatten();
        entry.and_then(|entry| Draft::from_json(&entry.json).ok()).is_some_and(|read| read == *draft)
    }
}

/// Returns a draft as a block; `None` if it has no such form.
fn block(draft: &Value, header: &Header) -> Option<String> {
    let mut block = Block { lines: Vec::new(), header };
    block.entry(draft, "")?;
    Some(block.lines.join("\n") + "\n")
}

struct Block<'h> {
    lines: Vec<String>,
    header: &'h Header,
}

impl Block<'_> {
    /// Adds an entry; `before` stands before its kind.
    fn entry(&mut self, draft: &Value, before: &str) -> Option<()> {
        let (kind, said) = said(&draft["what"])?;
        let (kind, shape) = Shapes::published().kind(&kind)?;
        let mut said = said.clone();
        let with = said.remove("with");
        let head = self.head(kind, shape, draft, &mut said)?;
        self.lines.push(format!("{before}{head}"));
        let is_in_head = shape.date() == "known";
        if !is_in_head && (draft["known"] != draft["occurred"] || self.header.has("known")) {
            self.field("known", &draft["known"], shape)?;
        }
        for (name, _) in &shape.beside {
            let is_written_elsewhere =
                ["process", "key", "occurred", "known", "attributed_to", "sources", "summary"]
                    .contains(&name.as_str());
            if !is_written_elsewhere {
                self.field(name, &draft[name.as_str()], shape)?;
            }
        }
        for (name, value) in &said {
            self.field(name, value, shape)?;
        }
        let is_of_header = shape.needs("sources") && self.header.value("sources") == Some(&draft["sources"]);
        if !is_of_header {
            self.field("sources", &draft["sources"], shape)?;
        }
        match draft["summary"].as_str() {
            Some(text) if is_plain(text) => self.lines.push(format!("> {text}")),
            Some(text) => self.lines.push(format!("summary: {}", quoted(text))),
            None => {}
        }
        with.map_or(Some(()), |with| self.entry(&with, "with "))
    }

    /// Returns the first line, and takes what it says out of what the kind says.
    fn head(
        &self,
        kind: &str,
        shape: &KindShape,
        draft: &Value,
        said: &mut Map<String, Value>,
    ) -> Option<String> {
        let mut head = short(kind).to_owned();
        for field in ["key", shape.date()] {
            if let Some(text) = draft[field].as_str() {
                head.push(' ');
                head.push_str(text);
            }
        }
        if kind.starts_with(REGISTERED) {
            if let Some(title) = shape.title.and_then(|field| title(said, field)) {
                head.push_str(": ");
                head.push_str(&title);
            }
        } else if !draft["attributed_to"].is_null()
            && self.header.value("attributed_to") != Some(&draft["attributed_to"])
        {
            let claimants =
                draft["attributed_to"].as_array()?.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?;
            head.push_str(" by ");
            head.push_str(&claimants.join(", "));
        }
        Some(head)
    }

    /// Adds a field, if there is one.
    fn field(&mut self, name: &str, value: &Value, shape: &KindShape) -> Option<()> {
        if value.is_null() && !matches!(shape.field(name), Some((_, Shape::Json))) {
            return Some(());
        }
        let (_, of) = shape.field(name)?;
        if let (Shape::List(of), Some(items)) = (of, value.as_array()) {
            let is_of_items = matches!(**of, Shape::Item(_) | Shape::Citation);
            let items = items.iter().map(|item| self.item(item, of)).collect::<Option<Vec<_>>>()?;
            let line = format!("{name}: {}", items.join(if is_of_items { "; " } else { ", " }));
            if items.len() > 1 && is_of_items && line.chars().count() > LINE {
                self.lines.push(format!("{name}:"));
                self.lines.extend(items.iter().map(|item| format!("- {item}")));
            } else {
                self.lines.push(line);
            }
            return Some(());
        }
        let text = match (of, value.as_str()) {
            (Shape::Text, Some(text)) if is_plain(text) => text.to_owned(),
            (Shape::Text, Some(text)) => quoted(text),
            (Shape::Json, _) => seen_json(&value.to_string()).into_owned(),
            _ => self.item(value, of)?,
        };
        self.lines.push(format!("{name}: {text}"));
        Some(())
    }

    /// Returns a value within a line; an object without a form of its own is JSON.
    fn item(&self, value: &Value, shape: &Shape) -> Option<String> {
        let written = match shape {
            Shape::Quantity => quantity(value),
            Shape::Item(of) => self.named(value, of),
            Shape::Citation => self.citation(value),
            Shape::List(of) => {
                let items =
                    value.as_array()?.iter().map(|item| self.item(item, of)).collect::<Option<Vec<_>>>()?;
                Some(items.join(","))
            }
            Shape::Deadline if value.is_object() => {
                Some(format!("{}+{}d", value["after"].as_str()?, value["days"].as_u64()?))
            }
            Shape::Integer | Shape::Boolean => Some(value.to_string()),
            Shape::Text | Shape::Token(_) | Shape::Deadline => value.as_str().map(word),
            Shape::Json => Some(value.to_string()),
        };
        written.or_else(|| value.is_object().then(|| seen_json(&value.to_string()).into_owned()))
    }

    /// Returns some fields of an object by their values alone, the others with their names.
    fn named(&self, object: &Value, shape: &ItemShape) -> Option<String> {
        let mut words = Vec::new();
        for name in &shape.positional {
            let value = &object[name.as_str()];
            if value.is_null() {
                break;
            }
            words.push(self.item(value, shape.field(name)?)?);
        }
        let mut said = shape.positional[..words.len()].to_vec();
        if let Some(title) = object["title"].as_str().filter(|_| shape.has_title()) {
            words.push(quoted(title));
            said.push("title".to_owned());
        }
        for (name, value) in object.as_object()?.iter().filter(|(name, _)| !said.contains(name)) {
            words.push(name.clone());
            let of = shape.field(name)?;
            if *of != Shape::Boolean || *value == Value::Bool(false) {
                words.push(self.item(value, of)?);
            }
        }
        Some(words.join(" "))
    }

    /// Returns a place in a source, without what the header says of it.
    fn citation(&self, value: &Value) -> Option<String> {
        let place = &self.header.place;
        let is_of_header = place.source.as_deref() == value["source"].as_str()
            && (place.section.is_none() || value.get("section").is_some())
            && value.as_object()?.len() > 1;
        let mut words = Vec::new();
        if !is_of_header {
            words.push(value["source"].as_str()?.to_owned());
        }
        words.extend(value["lines"].as_str().map(str::to_owned));
        for (name, text) in value.as_object()? {
            let is_said = is_of_header && name == "section" && text.as_str() == place.section.as_deref();
            if !["source", "lines"].contains(&name.as_str()) && !is_said {
                words.push(format!("{name} {}", word(text.as_str()?)));
            }
        }
        Some(words.join(" "))
    }
}

/// Returns the kind of an entry, with its phase, as the schema has it.
pub(crate) fn kind_of(draft: &Value) -> Option<String> {
    said(&draft["what"]).map(|(kind, _)| kind)
}

/// Returns the kind of an entry, with its phase, and what it says.
pub(super) fn said(what: &Value) -> Option<(String, &Map<String, Value>)> {
    let (kind, said) = what.as_object()?.iter().next()?;
    let said = said.as_object()?;
    if Shapes::published().phases(kind).is_empty() {
        return Some((kind.clone(), said));
    }
    let (phase, said) = said.iter().next()?;
    Some((format!("{kind}/{phase}"), said.as_object()?))
}

/// Takes the title of an entry of the registry, or its first name if that is no more than a name.
fn title(said: &mut Map<String, Value>, field: &str) -> Option<String> {
    if field != "names" {
        let title = said.get(field)?.as_str().filter(|title| is_plain(title))?.to_owned();
        said.shift_remove(field);
        return Some(title);
    }
    let names = said.get_mut("names")?.as_array_mut()?;
    let first = names.first()?.as_object().filter(|name| name.len() == 1)?;
    let name = first.get("name")?.as_str().filter(|name| is_plain(name))?.to_owned();
    names.remove(0);
    if names.is_empty() {
        said.shift_remove("names");
    }
    Some(name)
}

/// Returns text in quotation marks, with escapes for what no reader sees.
pub(super) fn quoted(text: &str) -> String {
    seen_json(&Value::from(text).to_string()).into_owned()
}

/// Returns whether text can stand as it is, to the end of a line.
fn is_plain(text: &str) -> bool {
    let has_ends = text.trim() == text && !text.is_empty();
    has_ends && !text.starts_with('"') && text != "null" && !text.contains(is_suspect)
}

/// Returns text as one word: in quotation marks unless it is one.
fn word(text: &str) -> String {
    let is_word =
        |next: char| !next.is_whitespace() && !is_suspect(next) && !['"', ';', ',', '{', '}'].contains(&next);
    let is_bare = !text.is_empty() && text.chars().all(is_word);
    if is_bare || is_list(text) { text.to_owned() } else { quoted(text) }
}

/// Returns whether text is a list of lines, which keeps its commas.
fn is_list(text: &str) -> bool {
    text.parse::<asof_core::Lines>().is_ok()
}

/// Returns a quantity in its short form.
fn quantity(value: &Value) -> Option<String> {
    let number = |name: &str| match &value[name] {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    };
    let range = || {
        let (low, high) = (number("low")?, number("high")?);
        Some(if low == high { low } else { format!("{low}..{high}") })
    };
    let mut text = match value["bound"].as_str()? {
        "exact" | "range" => range()?,
        "about" => format!("~{}", range()?),
        "at-least" => format!(">={}", number("low")?),
        "more-than" => format!(">{}", number("low")?),
        "at-most" => format!("<={}", number("high")?),
        "fewer-than" => format!("<{}", number("high")?),
        "unknown" => "?".to_owned(),
        _ => return None,
    };
    let unit = value["unit"].as_str()?;
    let unit = if unit.contains('/') { quoted(unit) } else { word(unit) };
    text = format!("{text} {unit}");
    if let Some(every) = value["every"].as_str() {
        text = format!("{text}/{every}");
    }
    let per = value["per"].as_str()?;
    if per != Per::Unstated.name() {
        text = format!("{text} {per}");
    }
    if let Some(best) = number("best") {
        text = format!("{text} best {best}");
    }
    Some(text)
}
