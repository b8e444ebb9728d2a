//! The words of the questions.

use asof_core::{Key, folded};

use super::ask::{Answers, Ask, Choice, FieldAsk, Need, Of, names_of};
use super::walk::Made;
use super::{Flow, registrable};
use crate::write::form;
use crate::write::init::key_of_title;
use crate::write::nameable::Nameable;
use crate::write::plain::{self, REGISTERED, Shape, Shapes, short};
use crate::write::schema::Kind;

/// What is asked for a field of every kind, and else its name.
const QUESTIONS: [(&str, &str); 4] = [
    ("occurred", "When did it happen?"),
    ("known", "When could the public know?"),
    ("attributed_to", "Who says so?"),
    ("summary", "Summary"),
];

/// How places in a source are answered.
const PLACES: &str = "lines, as 57-62, or page 4, section \"Summary\"; KEY 57-62 for those of another source";

impl Flow<'_> {
    pub(super) fn ask_kind(&self) -> Ask {
        let shapes = Shapes::published();
        let needs_process = |name: &str| shapes.kind(name).is_some_and(|(_, shape)| shape.needs("process"));
        // Without a negotiation there is nothing to say of one.
        let can_be = |kind: &Kind| !self.processes.is_empty() || !needs_process(&kind.name);
        let kinds = form::kinds(shapes.schema()).filter(can_be);
        let choices = kinds.map(|kind| Choice::new(short(&kind.name), kind.about));
        Ask {
            id: String::new(),
            question: "Kind".to_owned(),
            help: "what sort of entry; type a part of its name".to_owned(),
            default: self.last.kind.clone(),
            answers: Answers::OneOf(choices.collect()),
            of: Of::Kind,
        }
    }

    pub(super) fn ask_process(&self) -> Ask {
        let newest_first = self.processes.iter().rev().cloned();
        Ask {
            id: String::new(),
            question: "Negotiation".to_owned(),
            help: "to which of them it belongs".to_owned(),
            default: None,
            answers: Answers::OneOf(newest_first.collect()),
            of: Of::Word,
        }
    }

    /// Asks for the value of a field.
    pub(super) fn ask_field(&self, made: &Made, of: FieldAsk) -> Ask {
        let help = if of.shape.is_of_places() {
            PLACES.to_owned()
        } else {
            let about = about(&of.kind, &of.field, of.within.as_deref());
            let sample = plain::sample_of(&of.shape).map_or(String::new(), |sample| format!(": {sample}"));
            format!("{}{sample}", about.trim_end_matches('.'))
        };
        Ask {
            id: String::new(),
            question: self.question(&of),
            help,
            default: self.default(made, &of),
            answers: self.answers(made, &of),
            of: Of::Field(of),
        }
    }

    fn question(&self, of: &FieldAsk) -> String {
        let named = |name: &str| {
            let mut words = name.replace('_', " ");
            words[..1].make_ascii_uppercase();
            words
        };
        let asked = QUESTIONS.iter().find(|(field, _)| of.within.is_none() && *field == of.field);
        match (asked, &of.within, &self.source) {
            (Some((_, question)), ..) => (*question).to_owned(),
            (None, None, Some(source)) if of.field == "sources" => format!("Where in {source}?"),
            (None, None, None) if of.field == "sources" => "Where is it found?".to_owned(),
            (None, None, _) => named(&of.field),
            (None, Some(within), _) => format!("{}: {}", named(&of.field), within.replace('_', " ")),
        }
    }

    /// Returns what Enter alone answers.
    fn default(&self, made: &Made, of: &FieldAsk) -> Option<String> {
        let meeting = matches!(names_of(&of.shape), Some((Nameable::Meeting | Nameable::OwnMeeting, _)));
        match of.field.as_str() {
            _ if of.within.is_some() || of.need == Need::Optional => None,
            "occurred" => self.last.occurred.clone(),
            "known" => made.text("occurred").map(known_with),
            "attributed_to" => Some(self.last.claimants.clone().unwrap_or_else(|| "source".to_owned())),
            _ if meeting => self.directory.last_meeting(made.process.as_ref()?),
            _ => None,
        }
    }

    fn answers(&self, made: &Made, of: &FieldAsk) -> Answers {
        let leave_out =
            (of.need == Need::Optional && of.within.is_some()).then(|| Choice::new("", "leave it out"));
        match &of.shape {
            Shape::Boolean => {
                let both = [Choice::new("true", "yes"), Choice::new("false", "no")];
                Answers::OneOf(leave_out.into_iter().chain(both).collect())
            }
            Shape::Token(token) if !token.words.is_empty() => {
                let meanings = token.meanings.iter().map(String::as_str).chain(std::iter::repeat(""));
                let words = token.words.iter().zip(meanings).map(|(word, about)| Choice::new(word, about));
                Answers::OneOf(leave_out.into_iter().chain(words).collect())
            }
            shape => {
                let names = names_of(shape).map(|(sort, _)| sort);
                let candidates = names.map(|sort| self.candidates(made, sort));
                Answers::Text(candidates.unwrap_or_default())
            }
        }
    }

    /// Asks for the key of the entry.
    pub(super) fn ask_key(&self, made: &Made) -> Ask {
        let is_registered = made.kind.as_ref().is_some_and(|kind| kind.starts_with(REGISTERED));
        let proposed = if is_registered { made.title().and_then(key_of) } else { proposed(made) };
        Ask {
            id: String::new(),
            question: "Key".to_owned(),
            help: "its short name, by which others refer to it".to_owned(),
            default: proposed.map(|key| self.free(made.process.as_ref(), &key)),
            answers: Answers::Text(Vec::new()),
            of: Of::Key,
        }
    }

    /// Asks as what a name is registered that nothing bears.
    pub(super) fn ask_register(&self, made: &Made, asked: &str, sort: Nameable, typed: &str) -> Ask {
        let unknown = self.directory.unknown(sort, made.process.as_ref(), typed);
        let sorts = registrable(sort).into_iter().map(|sort| Choice::new(sort, format!("register a {sort}")));
        let again = Choice::new("no", "spell it again");
        Ask {
            id: String::new(),
            question: format!("\"{typed}\" is new. Register it as"),
            help: unknown,
            default: None,
            answers: Answers::OneOf(sorts.chain([again]).collect()),
            of: Of::RegisterAs { asked: asked.to_owned() },
        }
    }

    pub(super) fn ask_new_key(&self, kind: &str, name: &str, typed: Option<&str>) -> Ask {
        let proposed = typed.map(str::to_owned).or_else(|| key_of(name));
        Ask {
            id: String::new(),
            question: format!("Key of {name}"),
            help: format!("the short name of the {kind}"),
            default: proposed.map(|key| self.free(None, &key)),
            answers: Answers::Text(Vec::new()),
            of: Of::NewKey,
        }
    }

    /// Asks on whose side somebody is.
    pub(super) fn ask_side(&self, made: &Made, name: &str, of: FieldAsk) -> Ask {
        Ask {
            id: String::new(),
            question: format!("Side of {name}"),
            help: "the party on whose side they speak; Enter if on none".to_owned(),
            default: None,
            answers: self.answers(made, &of),
            of: Of::Field(of),
        }
    }

    /// Returns the first of `key`, `key-b`, `key-c` ... that is free.
    fn free(&self, process: Option<&Key>, key: &str) -> String {
        let others = ('b'..='z').map(|letter| format!("{key}-{letter}"));
        let mut keys = std::iter::once(key.to_owned()).chain(others);
        keys.find(|key| !self.directory.has(process, key)).unwrap_or_else(|| key.to_owned())
    }
}

/// Returns what the schema says of a field of a kind, or of a field of the items there.
pub(super) fn about(kind: &str, field: &str, within: Option<&str>) -> String {
    let schema = Shapes::published().schema();
    let entry = schema.entry(kind);
    let mut fields = schema.fields(schema.said(kind)).chain(schema.fields(&entry));
    let Some(found) = fields.find(|found| found.name == field) else { return String::new() };
    let of = match within {
        None => Some(found.of),
        Some(within) => schema.fields(found.of).find(|found| found.name == within).map(|found| found.of),
    };
    of.map_or(String::new(), |of| schema.about(of).to_owned())
}

/// Returns when something was known that happened then, if it was public at once: after a span on its last day.
fn known_with(occurred: &str) -> String {
    match occurred.split_once('/').filter(|_| !occurred.starts_with('[')) {
        Some((_, end)) => end.trim_end_matches(['?', '~', '%']).to_owned(),
        None => occurred.to_owned(),
    }
}

/// Returns a key made of a name.
fn key_of(name: &str) -> Option<String> {
    let words = folded(name);
    let title = words.parse().ok()?;
    key_of_title(&title).ok().map(|key| key.to_string())
}

/// Returns the key that plain text proposes for an entry without one.
fn proposed(made: &Made) -> Option<String> {
    let entry = made.drafts().pop()?;
    plain::proposed_key(&entry)
}
