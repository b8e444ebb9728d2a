//! The forms of drafts, made from the schema: required fields are to be filled in, all others are written as left out.

use asof_query::contract::{self, Contract};
use serde_json::{Value, json};

/// What stands where the author must write; no draft with it is accepted.
pub(super) const FILL_IN: &str = "FILL IN";

/// What is to be known of a kind, or of all its phases, and is not in the schema.
const SENTENCES: [(&str, &str); 14] = [
    (
        "meeting",
        "Something that happened to a meeting. `meeting` is the key of the meeting, not of an event; all events about \
             it share it.",
    ),
    (
        "attendance",
        "Whether somebody comes to a meeting: announced by themselves (this counts if it is attributed to that side), \
         expected by others, or seen.",
    ),
    ("attendance/present", "They were seen there. An observed delegation already says this of its members."),
    ("commitment", "A promise made or withdrawn; `owed_by` and `owed_to` pair by position."),
    ("exchange", "An exchange or hand-over of people, remains or things; name the commitment in `delivers`."),
    (
        "exchange/carried-out",
        "One occasion on which something changed hands, with one item in `transfers` for each \
        lot.",
    ),
    ("ceasefire/announced", "Only announced; its beginning is a separate event."),
    (
        "ceasefire/violated",
        "An allegation by its claimant that it was broken. It changes no phase; to deny it, append a `denial`.",
    ),
    ("resolution", "A resolution voted on by a body that is not a party."),
    ("confirmation", "Somebody other than the claimant says the same."),
    ("denial", "Somebody other than the claimant contradicts it."),
    (
        "assertion",
        "The value at a path of the state at the end of a day; a check then reports when it changes. Copy `equals` \
         from `asof state DATE --format json`.",
    ),
    ("registered", "A registry entry; other entries refer to it by its key."),
    ("registered/process", "A negotiation. Its events name its key in `process`. Its zone never changes."),
];

/// Fields that the checks of an append ask for, where the schema also takes others: a place in the source, who it is.
const ASKED_FOR: [(&str, &str); 2] = [("Citation", "lines"), ("Member", "person")];

/// Kinds that a command of their own writes.
const OF_COMMANDS: [&str; 2] = ["correction", "retraction"];

/// The schema of drafts.
pub(super) struct Drafts(Value);

/// A kind of draft, with its phase where it has one.
pub(super) struct Kind {
    pub(super) name: String,
    /// What it says.
    pub(super) about: String,
    /// What its phases have in common.
    family: Option<String>,
}

/// A draft to fill in, and what is said of its fields, each by its path.
pub(super) struct Form {
    pub(super) draft: Value,
    pub(super) needed: Vec<(String, String)>,
    pub(super) optional: Vec<(String, String)>,
}

/// A field of an object, as its schema has it.
struct Field<'s> {
    name: &'s str,
    of: &'s Value,
    is_needed: bool,
}

impl Kind {
    /// Returns what it can be asked for by: in full, or by its kind or phase alone.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.name).chain(self.name.split('/'))
    }

    /// Returns all that is to be known of it.
    pub(super) fn help(&self) -> String {
        self.family.iter().chain([&self.about]).map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl Drafts {
    pub(super) fn published() -> Self {
        let mut schema = contract::find("draft").map_or(Value::Null, Contract::schema);
        for (object, field) in ASKED_FOR {
            let needed = schema["$defs"][object]["required"].as_array().into_iter().flatten();
            let needed: Vec<Value> = needed.cloned().chain([json!(field)]).collect();
            schema["$defs"][object]["required"] = json!(needed);
        }
        Self(schema)
    }

    /// Returns every kind that there is a form for, in the order of the schema.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        let mut kinds = Vec::new();
        let families = self.fields(&self.0["properties"]["what"]);
        for Field { name, of, .. } in families.filter(|family| !OF_COMMANDS.contains(&family.name)) {
            let about = self.sentence(name, of);
            // Of phases there is exactly one.
            if self.resolved(of).get("maxProperties").is_some() {
                kinds.extend(self.fields(of).map(|phase| {
                    let name = format!("{name}/{}", phase.name);
                    Kind { about: self.sentence(&name, phase.of), name, family: Some(about.clone()) }
                }));
            } else {
                kinds.push(Kind { name: name.to_owned(), about, family: None });
            }
        }
        kinds
    }

    /// Returns what is to be known of a kind or a phase.
    fn sentence(&self, name: &str, of: &Value) -> String {
        let written = SENTENCES.iter().find(|(kind, _)| *kind == name).map(|(_, sentence)| *sentence);
        written.unwrap_or_else(|| self.about(of)).to_owned()
    }

    /// Returns the form of a kind.
    pub(super) fn form(&self, kind: &str) -> Form {
        let (entry, said) = (self.entry(kind), self.said(kind));
        let mut draft = self.blank(&entry);
        draft["what"] = kind.rsplit('/').fold(self.blank(said), |within, name| json!({ name: within }));
        let mut form = Form { draft, needed: Vec::new(), optional: Vec::new() };
        self.tell("", &entry, &mut form);
        self.tell("", said, &mut form);
        form
    }

    /// Returns the schema of what a kind says.
    fn said(&self, kind: &str) -> &Value {
        let what = &self.0["properties"]["what"];
        kind.split('/').fold(what, |of, name| &self.resolved(of)["properties"][name])
    }

    /// Returns the schema of the fields around `what`, as the rules for the kind leave them; the log sets the id.
    fn entry(&self, kind: &str) -> Value {
        let family = kind.split('/').next().unwrap_or_default();
        let draft = json!({ "what": { family: {} } });
        let rules = self.0["allOf"].as_array().into_iter().flatten();
        let rules: Vec<&Value> =
            rules.filter(|rule| holds(&rule["if"], &draft)).map(|rule| &rule["then"]).collect();
        let is_forbidden = |field: &str| rules.iter().any(|rule| rule["properties"][field] == json!(false));
        let fields = self.fields(&self.0).filter(|field| !["id", "what"].contains(&field.name));
        let fields = fields.filter(|field| !is_forbidden(field.name));
        let properties: Value = fields.map(|field| (field.name.to_owned(), field.of.clone())).collect();
        let needed = rules.iter().copied().chain([&self.0]).filter_map(|rule| rule["required"].as_array());
        let needed: Vec<&Value> = needed.flatten().collect();
        json!({ "type": "object", "properties": properties, "required": needed })
    }

    /// Tells what is said of the fields of an object, and of those within what is to be filled in.
    fn tell(&self, within: &str, of: &Value, form: &mut Form) {
        for Field { name, of, is_needed } in self.fields(of) {
            let path = format!("{within}{name}");
            let samples = self.samples(of);
            let stands_there = is_needed && samples == [self.blank(of)];
            let about = match self.about(of) {
                about if samples.is_empty() || stands_there => about.to_owned(),
                about => {
                    let samples: Vec<String> = samples.iter().map(Value::to_string).collect();
                    format!("{}: {}", about.trim_end_matches('.'), samples.join(" or "))
                }
            };
            if is_needed {
                form.needed.push((path.clone(), about));
                self.tell(&format!("{path}."), of, form);
            } else {
                form.optional.push((path, about));
            }
        }
    }

    /// Returns what stands for a value that is to be filled in.
    fn blank(&self, of: &Value) -> Value {
        let of = self.resolved(of);
        match (words(of), of["type"].as_str()) {
            (Some(words), _) => json!(words),
            (None, Some("object")) => {
                let fields = self.fields(of);
                fields.map(|field| (field.name.to_owned(), self.placed(&field))).collect()
            }
            (None, Some("array")) => json!([self.blank(&of["items"])]),
            (None, Some("boolean")) => json!("true|false"),
            (None, _) => json!(FILL_IN),
        }
    }

    /// Returns what stands in a field: what is to be filled in, or what counts as left out.
    fn placed(&self, field: &Field<'_>) -> Value {
        match self.resolved(field.of)["type"].as_str() {
            _ if field.is_needed => self.blank(field.of),
            Some("array") => json!([]),
            Some("boolean") => json!(false),
            _ => Value::Null,
        }
    }

    /// Returns how a value can be written, unless it is a text, a word or a key.
    fn samples(&self, of: &Value) -> Vec<Value> {
        if of["$ref"] == "#/$defs/Key" || of["$ref"] == "#/$defs/Word" {
            return Vec::new();
        }
        let of = self.resolved(of);
        if let Some(options) = of["anyOf"].as_array() {
            return options.iter().flat_map(|option| self.samples(option)).collect();
        }
        match of["type"].as_str() {
            Some("array") => self.samples(&of["items"]).into_iter().map(|sample| json!([sample])).collect(),
            Some("object") => vec![self.blank(of)],
            _ => match words(of) {
                Some(words) => vec![json!(words)],
                None => of["examples"].as_array().cloned().unwrap_or_default(),
            },
        }
    }

    /// Returns the fields of an object, or of the objects in a list, without those that are only kept so that older logs can
    /// be read.
    fn fields<'s>(&'s self, of: &'s Value) -> impl Iterator<Item = Field<'s>> {
        let of = self.resolved(of);
        let of = of.get("items").map_or(of, |item| self.resolved(item));
        let needed = of["required"].as_array();
        let fields = of["properties"].as_object().into_iter().flatten().map(move |(name, of)| {
            let is_needed = needed.is_some_and(|needed| needed.iter().any(|needed| needed == name));
            Field { name, of, is_needed }
        });
        fields.filter(|field| !self.about(field.of).starts_with("Kept from older logs"))
    }

    /// Returns how a value is described: where it stands, or else by its type.
    fn about<'s>(&'s self, of: &'s Value) -> &'s str {
        let described = of.get("description").or_else(|| self.resolved(of).get("description"));
        described.and_then(Value::as_str).unwrap_or_default()
    }

    /// Returns what a schema that points elsewhere points to.
    fn resolved<'s>(&'s self, of: &'s Value) -> &'s Value {
        let definition = of["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/"));
        definition.map_or(of, |name| &self.0["$defs"][name])
    }
}

/// Returns the words of a closed list, to choose from.
fn words(of: &Value) -> Option<String> {
    let words = of["oneOf"].as_array()?.iter().map(|word| word["const"].as_str());
    words.collect::<Option<Vec<&str>>>().map(|words| words.join("|"))
}

/// Returns whether a condition of a rule holds of a draft; one of another sort does not.
fn holds(condition: &Value, draft: &Value) -> bool {
    let mut conditions = condition.as_object().into_iter().flatten();
    conditions.all(|(keyword, rule)| match (keyword.as_str(), rule) {
        ("allOf", Value::Array(conditions)) => conditions.iter().all(|condition| holds(condition, draft)),
        ("anyOf", Value::Array(conditions)) => conditions.iter().any(|condition| holds(condition, draft)),
        ("properties", Value::Object(fields)) => fields
            .iter()
            .all(|(field, condition)| draft.get(field).is_none_or(|value| holds(condition, value))),
        ("required", Value::Array(fields)) => {
            fields.iter().all(|field| field.as_str().is_some_and(|field| draft.get(field).is_some()))
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use asof_core::Draft;

    use super::*;

    /// Fills in a value of a field.
    fn filled(field: &str, value: &Value) -> Value {
        match value {
            Value::String(blank) if blank == "true|false" => json!(true),
            Value::String(blank) if blank == FILL_IN => match field {
                "occurred" | "known" | "at" => json!("2025-05-16"),
                "zone" => json!("Europe/Istanbul"),
                "lines" => json!("148"),
                _ => json!("filled"),
            },
            Value::String(blank) => json!(blank.split('|').next()),
            Value::Array(values) => values.iter().map(|value| filled(field, value)).collect(),
            Value::Object(fields) => {
                fields.iter().map(|(field, value)| (field.clone(), filled(field, value))).collect()
            }
            other => other.clone(),
        }
    }

    #[test]
    fn every_form_is_refused_until_it_is_filled_in_and_then_read() {
        let drafts = Drafts::published();
        for Kind { name, .. } in drafts.kinds() {
            let draft = drafts.form(&name).draft;
            assert!(Draft::from_json(&draft.to_string()).is_err(), "{name}");
            let filled = filled("", &draft).to_string();
            let read = Draft::from_json(&filled).unwrap_or_else(|error| panic!("{name}: {error}: {filled}"));
            let written = read.to_json();
            assert!(!written.contains("null") && !written.contains("[]"), "{name}: {written}");
        }
    }

    #[test]
    fn a_form_offers_what_a_draft_of_its_kind_may_have() {
        let drafts = Drafts::published();
        for Kind { name, .. } in drafts.kinds() {
            let mut draft = filled("", &drafts.form(&name).draft);
            for field in drafts.fields(&drafts.entry(&name)).filter(|field| !field.is_needed) {
                draft[field.name] = filled("", &drafts.blank(field.of));
            }
            let draft = draft.to_string();
            assert!(Draft::from_json(&draft).is_ok(), "{name}: {draft}");
        }
        let what = |name: &str| drafts.form(name).draft["what"].clone();
        assert!(what("meeting/held")["meeting"]["held"].get("mediators").is_some());
        assert!(what("delegation/observed")["delegation"]["observed"]["members"][0].get("post").is_some());
        let violated = &what("ceasefire/violated")["ceasefire"]["violated"];
        assert!(violated.get("about").is_some() && violated.get("scope").is_none(), "{violated}");
        assert!(drafts.form("denial").draft.get("via").is_some());
        assert!(drafts.form("denial").draft.get("delivers").is_none());
    }

    #[test]
    fn every_sentence_is_about_a_kind_and_every_kind_has_one() {
        let kinds = Drafts::published().kinds();
        for (name, _) in SENTENCES {
            assert!(kinds.iter().any(|kind| kind.words().any(|word| word == name)), "{name}");
        }
        for kind in &kinds {
            assert!(!kind.about.is_empty(), "{}", kind.name);
        }
    }
}
