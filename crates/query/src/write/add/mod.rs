//! `add`: the questions that lead to an entry, one after another, and what is made of the answers.
//!
//! Nothing here asks anybody. A [`Flow`] says what is to be asked next and takes the answer, which is plain text of the
//! field. The questions follow from the schema of drafts.

mod ask;
mod last;
mod names;
#[cfg(test)]
mod tests;
mod valid;
mod walk;
mod words;

use std::collections::BTreeMap;

use asof_core::{Key, Text};
use serde_json::Value;

use self::ask::{FieldAsk, Many, Need, Of, names_of};
use self::last::Last;
use self::names::Directory;
use self::walk::Made;
use crate::source::log::Log;
use crate::write::nameable::Nameable;
use crate::write::plain::{PlainWriter, Shapes};

pub use ask::{Answers, Ask, Choice};
pub use names::Candidate;

/// What is known before anything is asked.
#[derive(Debug, Clone, Default)]
pub struct FlowStart {
    /// The kind of entry.
    pub kind: Option<String>,
    /// The negotiation.
    pub process: Option<Key>,
    /// The source.
    pub source: Option<String>,
    /// When it happened, to be taken by Enter.
    pub occurred: Option<String>,
}

/// The questions that lead to an entry.
#[derive(Debug)]
pub struct Flow<'l> {
    directory: Directory<'l>,
    process: Option<Key>,
    processes: Vec<Choice>,
    /// The source of places that name none.
    source: Option<String>,
    last: Last,
    answers: Vec<Answer>,
    /// How many of the answers were given before anything was asked.
    given: usize,
    /// Answers that were taken back, to be offered again.
    former: BTreeMap<String, String>,
}

/// An answer to the question of that id.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Answer {
    id: String,
    text: String,
}

impl<'l> Flow<'l> {
    /// Begins an entry for a log.
    pub fn new(log: &'l Log, start: FlowStart) -> Self {
        let processes: Vec<Choice> = log
            .processes()
            .iter()
            .map(|process| Choice::new(process.key.as_str(), log.names().get(process.key.as_str())))
            .collect();
        let only = match log.processes() {
            [only] => Some(only.key.clone()),
            _ => None,
        };
        let process = start.process.or(only);
        let mut last = Last::of(log, process.as_ref(), start.source.as_deref());
        last.occurred = start.occurred.or(last.occurred);
        let source = last.source.take().or(start.source);
        let answers: Vec<Answer> =
            start.kind.map(|text| Answer { id: "kind".to_owned(), text }).into_iter().collect();
        let given = answers.len();
        let directory = Directory::of(log);
        Self { directory, process, processes, source, last, answers, given, former: BTreeMap::new() }
    }

    /// Returns the next question; `None` if the entry is complete.
    pub fn next(&self) -> Option<Ask> {
        self.walk(&mut Made::default()).err().map(|ask| *ask)
    }

    /// Takes the answer to the next question.
    ///
    /// # Errors
    ///
    /// The answer is none to this question; says why.
    pub fn answer(&mut self, text: &str) -> Result<(), String> {
        let Some(ask) = self.next() else { return Ok(()) };
        let text = self.accept(&ask, text)?;
        match &ask.of {
            Of::RegisterAs { asked } if text == "no" => {
                let asked = asked.clone();
                self.reopen(&asked);
            }
            _ => self.answers.push(Answer { id: ask.id, text }),
        }
        Ok(())
    }

    /// Takes the last answer back. Returns whether there was one.
    pub fn back(&mut self) -> bool {
        if self.answers.len() <= self.given {
            return false;
        }
        if let Some(Answer { id, text }) = self.answers.pop() {
            self.former.insert(id, text);
        }
        true
    }

    /// Returns the questions that are answered, with their answers, in their order.
    pub fn answered(&self) -> impl Iterator<Item = (&str, &str)> {
        self.answers.iter().map(|answer| (answer.id.as_str(), answer.text.as_str()))
    }

    /// Asks a question again that is answered.
    pub fn reopen(&mut self, id: &str) {
        if let Some(at) = self.answers.iter().position(|answer| answer.id == id) {
            let Answer { id, text } = self.answers.remove(at);
            self.given = self.given.min(at);
            self.former.insert(id, text);
        }
    }

    /// Returns what is known before the next entry like this one.
    pub fn another(&self) -> FlowStart {
        let mut made = Made::default();
        _ = self.walk(&mut made);
        FlowStart {
            occurred: made.text("occurred").map(str::to_owned),
            kind: made.kind,
            process: made.process,
            source: self.source.clone(),
        }
    }

    /// Returns the entry as plain text, as far as it is answered, with what is registered in passing before it.
    pub fn text(&self) -> String {
        let mut writer = PlainWriter::default();
        self.drafts().iter().map(|draft| writer.sketch(draft)).collect()
    }

    /// Returns the entry as JSON, with what is registered in passing before it.
    fn drafts(&self) -> Vec<Value> {
        let mut made = Made::default();
        _ = self.walk(&mut made);
        made.drafts()
    }

    fn answer_to(&self, id: &str) -> Option<&str> {
        self.answers.iter().find_map(|answer| (answer.id == id).then_some(answer.text.as_str()))
    }

    fn candidates(&self, made: &Made, sort: Nameable) -> Vec<Candidate> {
        self.directory.candidates(sort, made.process.as_ref())
    }

    /// Returns an answer as it is taken.
    ///
    /// # Errors
    ///
    /// It is none to this question; says why.
    pub fn accept(&self, ask: &Ask, text: &str) -> Result<String, String> {
        let text = ask.chosen(text).trim().to_owned();
        match (&ask.answers, &ask.of) {
            (Answers::OneOf(choices), of) => {
                let chosen = choices.iter().find(|choice| choice.word == text);
                let chosen = chosen.ok_or_else(|| format!("`{text}` is none of the words to choose from"))?;
                match of {
                    Of::Kind => {
                        Ok(Shapes::published().kind(&chosen.word).map_or(text, |(kind, _)| kind.to_owned()))
                    }
                    _ => Ok(text),
                }
            }
            (Answers::AnyOf(choices), _) => {
                let is_one = |word: &str| choices.iter().any(|choice| choice.word == word);
                match text.split(", ").find(|word| !word.is_empty() && !is_one(word)) {
                    Some(word) => Err(format!("`{word}` is none of the words to choose from")),
                    None => Ok(text),
                }
            }
            (Answers::Text(_), Of::Field(field)) => self.accept_field(field, text),
            (Answers::Text(_), Of::Key) => {
                let mut made = Made::default();
                _ = self.walk(&mut made);
                self.accept_key(made.process.as_ref(), text)
            }
            (Answers::Text(_), Of::NewKey) => self.accept_key(None, text),
            (Answers::Text(_), _) => {
                text.parse::<Text>().map(|text| text.to_string()).map_err(|error| error.to_string())
            }
        }
    }

    fn accept_key(&self, process: Option<&Key>, text: String) -> Result<String, String> {
        text.parse::<Key>().map_err(|error| error.to_string())?;
        if self.directory.has(process, &text) {
            return Err(format!("another entry has the key `{text}` already"));
        }
        Ok(text)
    }

    fn accept_field(&self, of: &FieldAsk, text: String) -> Result<String, String> {
        let name = of.within.as_deref().unwrap_or(&of.field);
        if text.is_empty() {
            return match of.need {
                Need::Needed => Err(format!("`{name}` cannot be left out")),
                Need::Optional => Ok(text),
            };
        }
        if let Some((sort, many)) = names_of(&of.shape) {
            return self.accept_names(sort, many, &text);
        }
        let read = of.shape.read(name, &text, self.source.as_deref());
        let mut value = read.map_err(valid::in_words)?;
        if of.shape.is_of_places() {
            // Whether there is such a source is asked next.
            for citation in value.as_array_mut().into_iter().flatten() {
                citation["source"] = Value::from("key");
            }
        }
        match valid::refusal(&of.kind, &of.field, of.within.as_deref(), value) {
            Some(refusal) => Err(refusal),
            None => Ok(text),
        }
    }

    /// Returns names as keys, but for those that nothing bears and that can be registered.
    fn accept_names(&self, sort: Nameable, many: Many, text: &str) -> Result<String, String> {
        let mut made = Made::default();
        _ = self.walk(&mut made);
        let process = made.process.as_ref();
        let is_known = |name: &str| self.directory.resolve(sort, process, name).is_some();
        if many == Many::One && text.contains(',') && texts(text, Many::Several).all(is_known) {
            return Err("one name stands here, not several".to_owned());
        }
        let mut taken = Vec::new();
        for text in texts(text, many) {
            let is_new = sort == Nameable::OwnMeeting || !registrable(sort).is_empty();
            match self.directory.resolve(sort, process, text) {
                Some(key) => taken.push(key),
                None if text.is_empty() => {
                    return Err("a name is missing before or behind a comma".to_owned());
                }
                None if sort == Nameable::OwnMeeting => {
                    text.parse::<Key>().map_err(|error| error.to_string())?;
                    taken.push(text.to_owned());
                }
                None if is_new => {
                    text.parse::<Text>().map_err(|error| error.to_string())?;
                    taken.push(text.to_owned());
                }
                None => return Err(self.directory.unknown(sort, process, text)),
            }
        }
        Ok(taken.join(", "))
    }
}

/// Returns the names in an answer.
fn texts(text: &str, many: Many) -> impl Iterator<Item = &str> {
    let names: Vec<&str> = match many {
        Many::One => vec![text],
        Many::Several => text.split(',').collect(),
    };
    names.into_iter().map(str::trim)
}

/// Returns as what a name can be registered in passing: a negotiation needs more than a name.
fn registrable(sort: Nameable) -> Vec<&'static str> {
    match sort {
        Nameable::Entry => Vec::new(),
        sort => sort.registered().iter().copied().filter(|sort| *sort != "process").collect(),
    }
}
