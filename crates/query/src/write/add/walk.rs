//! The order of the questions. It follows from the schema of the kind and from what was answered so far.

use asof_core::Key;
use serde_json::{Map, Value, json};

use super::ask::{Answers, Ask, Choice, FieldAsk, Many, Need, Of, names_of};
use super::{Flow, texts};
use crate::write::nameable::Nameable;
use crate::write::plain::{ItemShape, KindShape, REGISTERED, Shape, Shapes, Stands};

/// What was made of the answers so far.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// The kind, as the schema has it.
    pub(super) kind: Option<String>,
    pub(super) process: Option<Key>,
    beside: Map<String, Value>,
    within: Map<String, Value>,
    /// What is registered in passing, by the name that was typed.
    new: Vec<New>,
}

/// A name that is registered in passing.
#[derive(Debug)]
struct New {
    typed: String,
    key: String,
    draft: Value,
}

/// The next question, where an answer is missing.
pub(super) type Step<T> = Result<T, Box<Ask>>;

impl Made {
    fn put(&mut self, stands: Stands, field: &str, value: Value) {
        let fields = match stands {
            Stands::BesideWhat => &mut self.beside,
            Stands::InKind => &mut self.within,
        };
        fields.insert(field.to_owned(), value);
    }

    /// Returns the text of a field beside the kind.
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        self.beside.get(field)?.as_str()
    }

    /// Returns the first name or title that the kind has.
    pub(super) fn title(&self) -> Option<&str> {
        self.within.get("title").or_else(|| self.within.get("names")?.get(0)?.get("name"))?.as_str()
    }

    /// Returns the entries so far, what is registered in passing first.
    pub(super) fn drafts(&self) -> Vec<Value> {
        let sources = self.beside.get("sources");
        let new = self.new.iter().map(|new| {
            let mut draft = new.draft.clone();
            // A name is found where the entry is; a source is found nowhere else.
            if let (Some(sources), None) = (sources, draft["what"]["registered"].get("source")) {
                draft["sources"] = sources.clone();
            }
            draft
        });
        let entry = self.kind.as_ref().map(|kind| {
            let said = Value::Object(self.within.clone());
            let mut draft = self.beside.clone();
            let what = kind.rsplit('/').fold(said, |within, name| json!({ name: within }));
            draft.insert("what".to_owned(), what);
            Value::Object(draft)
        });
        new.chain(entry).collect()
    }
}

impl Flow<'_> {
    /// Makes an entry of the answers, up to the first question that has none.
    pub(super) fn walk(&self, made: &mut Made) -> Step<()> {
        let kind = self.take("kind", || self.ask_kind())?;
        let Some((kind, shape)) = Shapes::published().kind(kind) else { return Ok(()) };
        made.kind = Some(kind.to_owned());
        if shape.needs("process") {
            let process = match &self.process {
                Some(process) => process.to_string(),
                None => self.take("process", || self.ask_process())?.to_owned(),
            };
            made.process = process.parse().ok();
            made.put(Stands::BesideWhat, "process", json!(process));
        }
        for field in ["sources", "occurred", "known", "attributed_to"] {
            if shape.needs(field) {
                self.field(made, kind, field)?;
            }
        }
        for field in shape.needed_within() {
            self.field(made, kind, field)?;
        }
        let more = self.take("more", || ask_more(kind, shape))?.to_owned();
        for field in more.split(", ").filter(|field| !field.is_empty()) {
            self.field(made, kind, field)?;
        }
        if shape.needs("summary") {
            self.field(made, kind, "summary")?;
        }
        let key = self.take("key", || self.ask_key(made))?;
        made.put(Stands::BesideWhat, "key", json!(key));
        Ok(())
    }

    /// Returns the answer to a question, or else the question.
    fn take(&self, id: &str, ask: impl FnOnce() -> Ask) -> Step<&str> {
        if let Some(answer) = self.answer_to(id) {
            return Ok(answer);
        }
        let mut ask = ask();
        id.clone_into(&mut ask.id);
        if let Some(former) = self.former.get(id) {
            ask.default = Some(former.clone());
        }
        Err(Box::new(ask))
    }

    /// Puts a field that must be there, or that was chosen.
    fn field(&self, made: &mut Made, kind: &str, field: &str) -> Step<()> {
        let Some((stands, shape)) = Shapes::published().field(kind, field) else { return Ok(()) };
        let of = |shape: &Shape| FieldAsk {
            kind: kind.to_owned(),
            field: field.to_owned(),
            within: None,
            shape: shape.clone(),
            need: Need::Needed,
        };
        let value = match shape {
            Shape::Item(item) => self.item(made, field, &of(shape), item)?,
            Shape::List(list) => match &**list {
                Shape::Item(item) => self.items(made, &of(list), item)?,
                _ => self.value(made, field, of(shape))?,
            },
            _ => self.value(made, field, of(shape))?,
        };
        if let Some(value) = value {
            made.put(stands, field, value);
        }
        Ok(())
    }

    /// Returns the items of a list, until there is none more.
    fn items(&self, made: &mut Made, of: &FieldAsk, shape: &ItemShape) -> Step<Option<Value>> {
        let mut items = Vec::new();
        loop {
            let id = format!("{}.{}", of.field, items.len());
            // A field that was asked for has one item at least.
            if !items.is_empty() && self.take(&format!("{id}.more"), || ask_again(of))? == "no" {
                break;
            }
            items.extend(self.item(made, &id, of, shape)?);
        }
        Ok(Some(Value::Array(items)))
    }

    /// Returns an item, field by field.
    fn item(&self, made: &mut Made, id: &str, of: &FieldAsk, shape: &ItemShape) -> Step<Option<Value>> {
        let is_positional = |name: &&(String, Shape)| shape.positional.contains(&name.0);
        let positional = shape.positional.iter().filter_map(|name| Some((name, shape.field(name)?)));
        let others = shape.fields.iter().filter(|field| !is_positional(field));
        let others = others.map(|(name, of)| (name, of));
        let mut item = Map::new();
        for (number, (name, field)) in positional.chain(others).enumerate() {
            let need = if number < shape.required { Need::Needed } else { Need::Optional };
            let within = Some(name.clone());
            let ask = FieldAsk { within, shape: field.clone(), need, ..of.clone() };
            if let Some(value) = self.value(made, &format!("{id}.{name}"), ask)? {
                item.insert(name.clone(), value);
            }
        }
        Ok(Some(Value::Object(item)))
    }

    /// Returns one value, with keys for its names; `None` if it is left out.
    fn value(&self, made: &mut Made, id: &str, of: FieldAsk) -> Step<Option<Value>> {
        let (shape, name) = (of.shape.clone(), of.within.clone().unwrap_or_else(|| of.field.clone()));
        let text = self.take(id, || self.ask_field(made, of))?.to_owned();
        if text.is_empty() {
            return Ok(None);
        }
        if let Some((sort, many)) = names_of(&shape) {
            let keys = texts(&text, many).map(|text| self.key_of(made, id, sort, text).map(Value::from));
            let mut keys = keys.collect::<Step<Vec<_>>>()?;
            return Ok(if many == Many::Several { Some(Value::Array(keys)) } else { keys.pop() });
        }
        let mut value = shape.read(&name, &text, self.source.as_deref()).ok();
        if shape.is_of_places() {
            for citation in value.iter_mut().filter_map(Value::as_array_mut).flatten() {
                if let Some(source) = citation["source"].as_str().map(str::to_owned) {
                    citation["source"] = json!(self.key_of(made, id, Nameable::Source, &source)?);
                }
            }
        }
        Ok(value)
    }

    /// Returns the key of a name, which is registered in passing if nothing bears it.
    fn key_of(&self, made: &mut Made, id: &str, sort: Nameable, typed: &str) -> Step<String> {
        if let Some(new) = made.new.iter().find(|new| new.typed == typed || new.key == typed) {
            return Ok(new.key.clone());
        }
        if let Some(key) = self.directory.resolve(sort, made.process.as_ref(), typed) {
            return Ok(key);
        }
        if super::registrable(sort).is_empty() {
            return Ok(typed.to_owned());
        }
        let path = |field: &str| format!("new.{typed}.{field}");
        let kind = self.take(&path("as"), || self.ask_register(made, id, sort, typed))?.to_owned();
        let is_key = typed.parse::<Key>().is_ok();
        let name = if is_key {
            self.take(&path("name"), || ask_new_name(&kind, typed))?.to_owned()
        } else {
            typed.to_owned()
        };
        let key = self.take(&path("key"), || self.ask_new_key(&kind, &name, is_key.then_some(typed)))?;
        let key = key.to_owned();
        let mut said = match kind.as_str() {
            "source" => json!({ "title": name }),
            _ => json!({ "names": [{ "name": name }] }),
        };
        let party = format!("{REGISTERED}{kind}");
        if let Some((_, shape)) = Shapes::published().field(&party, "party") {
            let within = None;
            let (field, shape) = ("party".to_owned(), shape.clone());
            let of = FieldAsk { kind: party, field, within, shape, need: Need::Optional };
            let side = self.take(&path("party"), || self.ask_side(made, &name, of))?;
            if !side.is_empty() {
                said["party"] = json!(side);
            }
        }
        let draft = json!({ "key": key, "what": { "registered": { kind: said } } });
        made.new.push(New { typed: typed.to_owned(), key: key.clone(), draft });
        Ok(key)
    }
}

/// Asks what else is to be said.
fn ask_more(kind: &str, shape: &KindShape) -> Ask {
    /// What is said more often than the rest.
    const FIRST: [&str; 3] = ["issues", "at", "delivers"];
    /// What is asked for in its own place, or set by the log.
    const ELSEWHERE: [&str; 8] =
        ["id", "process", "key", "sources", "occurred", "known", "attributed_to", "summary"];
    let is_asked = |name: &&str| {
        let is_elsewhere =
            ELSEWHERE.contains(name) && shape.needs(name) || ["id", "process", "key"].contains(name);
        let is_needed = shape.needed_within().any(|needed| needed == *name);
        is_elsewhere || is_needed
    };
    let names: Vec<&str> = shape.names().filter(|name| !is_asked(name)).collect();
    let first = FIRST.into_iter().filter(|name| names.contains(name));
    let rest = names.iter().copied().filter(|name| !FIRST.contains(name));
    let choices = first.chain(rest).map(|name| Choice::new(name, super::words::about(kind, name, None)));
    Ask {
        id: String::new(),
        question: "More fields?".to_owned(),
        help: "what else the source says of it; none is needed".to_owned(),
        default: None,
        answers: Answers::AnyOf(choices.collect()),
        of: Of::Word,
    }
}

/// Asks whether there is another item.
fn ask_again(of: &FieldAsk) -> Ask {
    Ask {
        id: String::new(),
        question: format!("Another in {}?", of.field.replace('_', " ")),
        help: super::words::about(&of.kind, &of.field, None),
        default: None,
        answers: Answers::OneOf(vec![Choice::new("no", ""), Choice::new("yes", "")]),
        of: Of::Word,
    }
}

fn ask_new_name(kind: &str, typed: &str) -> Ask {
    let question = if kind == "source" { "Its title" } else { "Its name" };
    Ask {
        id: String::new(),
        question: question.to_owned(),
        help: format!("`{typed}` is its key; its name is what is shown"),
        default: None,
        answers: Answers::Text(Vec::new()),
        of: Of::NewName,
    }
}
