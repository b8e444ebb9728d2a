//! The forms of drafts, made from the schema: required fields are to be filled in, all others are written as left out.

use serde_json::{Value, json};

use super::schema::{DraftSchema, Field, Kind, words};

/// What stands where the author must write; no draft with it is accepted.
pub const FILL_IN: &str = "FILL IN";

/// Fields that the checks of an append ask for, where the schema also takes others: a place in the source, who it is.
const ASKED_FOR: [(&str, &str); 2] = [("Citation", "lines"), ("Member", "person")];

/// Kinds that a command of their own writes.
const OF_COMMANDS: [&str; 2] = ["correction", "retraction"];

/// A draft to fill in, and what is said of its fields, each by its path.
#[derive(Debug)]
pub struct Form {
    /// The draft.
    pub draft: Value,
    /// The fields that it must have.
    pub needed: Vec<(String, String)>,
    /// The fields that it may have.
    pub optional: Vec<(String, String)>,
}

/// The forms of drafts.
#[derive(Debug)]
pub struct Forms(DraftSchema);

/// Returns every kind that there is a form for, in the order of a schema.
pub(super) fn kinds(schema: &DraftSchema) -> impl Iterator<Item = Kind> {
    schema.kinds().into_iter().filter(|kind| !OF_COMMANDS.contains(&&*kind.name))
}

impl Forms {
    /// Returns the forms of the published schema.
    pub fn published() -> Self {
        let mut schema = DraftSchema::published();
        ASKED_FOR.iter().for_each(|(object, field)| schema.require(object, field));
        Self(schema)
    }

    /// Returns every kind that there is a form for, in the order of the schema.
    pub fn kinds(&self) -> Vec<Kind> {
        kinds(&self.0).collect()
    }

    /// Returns the form of a kind.
    pub fn form(&self, kind: &str) -> Form {
        let (entry, said) = (self.0.entry(kind), self.0.said(kind));
        let mut draft = self.blank(&entry);
        draft["what"] = kind.rsplit('/').fold(self.blank(said), |within, name| json!({ name: within }));
        let mut form = Form { draft, needed: Vec::new(), optional: Vec::new() };
        self.tell("", &entry, &mut form);
        self.tell("", said, &mut form);
        form
    }

    /// Tells what is said of the fields of an object, and of those within what is to be filled in.
    fn tell(&self, within: &str, of: &Value, form: &mut Form) {
        for Field { name, of, is_needed } in self.0.fields(of) {
            let path = format!("{within}{name}");
            let samples = self.samples(of);
            let stands_there = is_needed && samples == [self.blank(of)];
            let about = match self.0.about(of) {
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
        let of = self.0.resolved(of);
        match (words(of), of["type"].as_str()) {
            (Some(words), _) => json!(words),
            (None, Some("object")) => {
                let fields = self.0.fields(of);
                fields.map(|field| (field.name.to_owned(), self.placed(&field))).collect()
            }
            (None, Some("array")) => json!([self.blank(&of["items"])]),
            (None, Some("boolean")) => json!("true|false"),
            (None, _) => json!(FILL_IN),
        }
    }

    /// Returns what stands in a field: what is to be filled in, or what counts as left out.
    fn placed(&self, field: &Field<'_>) -> Value {
        match self.0.resolved(field.of)["type"].as_str() {
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
        let of = self.0.resolved(of);
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
        let drafts = Forms::published();
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
        let drafts = Forms::published();
        for Kind { name, .. } in drafts.kinds() {
            let mut draft = filled("", &drafts.form(&name).draft);
            for field in drafts.0.fields(&drafts.0.entry(&name)).filter(|field| !field.is_needed) {
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
}
