//! The schema of drafts, walked: the kinds of entry, their fields, and what is to be known of them.

use serde_json::{Value, json};

use crate::contract::{self, Contract};

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

/// The schema of drafts.
#[derive(Debug)]
pub struct DraftSchema(Value);

/// A kind of draft, with its phase where it has one.
#[derive(Debug)]
pub struct Kind {
    /// Its name, as plain text has it: `meeting/held`, `claim`, `registered/person`.
    pub name: String,
    /// What it says.
    pub about: String,
    /// What its phases have in common.
    family: Option<String>,
}

/// A field of an object, as its schema has it.
pub(super) struct Field<'s> {
    pub(super) name: &'s str,
    pub(super) of: &'s Value,
    pub(super) is_needed: bool,
}

impl Kind {
    /// Returns what it can be asked for by: in full, or by its kind or phase alone.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.name).chain(self.name.split('/'))
    }

    /// Returns all that is to be known of it.
    pub fn help(&self) -> String {
        self.family.iter().chain([&self.about]).map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl DraftSchema {
    /// Returns the schema as it is published.
    pub fn published() -> Self {
        Self(contract::find("draft").map_or(Value::Null, Contract::schema))
    }

    /// Takes a field that an object may lack as one that it must have.
    pub(super) fn require(&mut self, object: &str, field: &str) {
        if let Some(needed) = self.0["$defs"][object].as_object_mut() {
            let fields = needed.entry("required").or_insert_with(|| json!([]));
            fields.as_array_mut().into_iter().for_each(|fields| fields.push(json!(field)));
        }
    }

    /// Returns every kind, in the order of the schema.
    pub fn kinds(&self) -> Vec<Kind> {
        let mut kinds = Vec::new();
        let families = self.fields(&self.0["properties"]["what"]);
        for Field { name, of, .. } in families {
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

    /// Returns the schema of what a kind says.
    pub(super) fn said(&self, kind: &str) -> &Value {
        let what = &self.0["properties"]["what"];
        kind.split('/').fold(what, |of, name| &self.resolved(of)["properties"][name])
    }

    /// Returns the schema of the fields around `what`, as the rules for the kind leave them; the log sets the id.
    pub(super) fn entry(&self, kind: &str) -> Value {
        self.around(&json!({ kind.split('/').next().unwrap_or_default(): {} }))
    }

    /// Returns the schema of the fields around `what`, of entries of all kinds.
    pub(super) fn whole(&self) -> &Value {
        &self.0
    }

    /// Returns what [`DraftSchema::entry`] does for an entry that says this.
    pub(super) fn around(&self, what: &Value) -> Value {
        let draft = json!({ "what": what });
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

    /// Returns the fields of an object, or of the objects in a list, without those that are only kept so that older logs can
    /// be read.
    pub(super) fn fields<'s>(&'s self, of: &'s Value) -> impl Iterator<Item = Field<'s>> {
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
    pub(super) fn about<'s>(&'s self, of: &'s Value) -> &'s str {
        let described = of.get("description").or_else(|| self.resolved(of).get("description"));
        described.and_then(Value::as_str).unwrap_or_default()
    }

    /// Returns what a schema that points elsewhere points to.
    pub(super) fn resolved<'s>(&'s self, of: &'s Value) -> &'s Value {
        let definition = of["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/"));
        definition.map_or(of, |name| &self.0["$defs"][name])
    }
}

/// Returns the words of a closed list, to choose from.
pub(super) fn words(of: &Value) -> Option<String> {
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
        ("not", condition) => !holds(condition, draft),
        ("const", value) => value == draft,
        ("required", Value::Array(fields)) => {
            fields.iter().all(|field| field.as_str().is_some_and(|field| draft.get(field).is_some()))
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_is_about_a_kind_and_every_kind_has_one() {
        let kinds = DraftSchema::published().kinds();
        for (name, _) in SENTENCES {
            assert!(kinds.iter().any(|kind| kind.words().any(|word| word == name)), "{name}");
        }
        for kind in &kinds {
            assert!(!kind.about.is_empty(), "{}", kind.name);
        }
    }
}
