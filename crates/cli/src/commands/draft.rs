use std::process::ExitCode;

use asof_query::{contract, one_of};
use clap::Args;
use serde_json::{Map, Value, json};

use self::templates::{Class, TEMPLATES, Template};
use crate::context::Context;
use crate::failure::Failure;

mod templates;

/// Prints a draft that `append` takes once it is filled in
#[derive(Debug, Args)]
pub(crate) struct Draft {
    /// The kind, with its phase where it has one: announcement, meeting/held, person. Without it, lists them all.
    #[arg(value_name = "KIND")]
    kind: Option<String>,
}

/// What stands where the author must write; no draft with it is accepted.
const FILL_IN: &str = "FILL IN";

impl Draft {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let Some(kind) = &self.kind else { return list(context) };
        one_of("kind", kind, TEMPLATES.iter().flat_map(Template::words))?;
        let mut chosen = TEMPLATES.iter().filter(|template| template.is(kind));
        if let Some(first) = chosen.next() {
            let form = first.form(context.global.process.as_deref());
            context.print(&format!("{}\n", form.draft))?;
            context.advise(&format!("{}: {}\n", first.name, first.help));
            let optional = form.optional.iter().map(|(field, about)| format!("  {field:16} {about}\n"));
            context.advise(&format!("May be said too:\n{}", optional.collect::<String>()));
        }
        for other in chosen {
            context.advise(&format!("also {}: {}\n", other.name, other.help));
        }
        context.advise(&format!(
            "Replace every `{FILL_IN}` or leave the field out; what stays null, [] or false counts as left out. Then: \
             asof append FILE --dry-run\n"
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// Lists the kinds, with what to know about each.
fn list(context: &Context<'_>) -> Result<ExitCode, Failure> {
    let lines = TEMPLATES.iter().map(|template| format!("{:26} {}\n", template.name, template.help));
    context.print(&lines.collect::<String>())?;
    Ok(ExitCode::SUCCESS)
}

impl Template {
    /// Returns whether a kind asked for is this one: in full, or by its kind or phase alone.
    fn is(&self, asked: &str) -> bool {
        self.words().any(|word| word == asked)
    }

    /// Returns what it can be asked for by.
    fn words(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.name.split('/'))
    }

    /// Returns the draft with every field that it may have, in the order in which fields are written.
    fn form(&self, process: Option<&str>) -> Form {
        let schema = contract::find("draft").map_or(Value::Null, contract::Contract::schema);
        let mut optional = Vec::new();
        let draft = Completing { schema: &schema, class: self.class, optional: &mut optional }.completed(
            &schema,
            self.draft(process),
            true,
        );
        Form { draft, optional }
    }

    /// Returns the draft with the fields that it mostly has.
    fn draft(&self, process: Option<&str>) -> Value {
        let mut fields = Map::new();
        let mut put = |field: &str, value: Value| {
            fields.insert(field.to_owned(), value);
        };
        if self.class != Class::Registry {
            put("process", json!(process.unwrap_or(FILL_IN)));
        }
        put("key", json!(FILL_IN));
        if self.class == Class::World {
            put("occurred", json!(FILL_IN));
        }
        if matches!(self.class, Class::World | Class::Confirming) {
            put("known", json!(FILL_IN));
            put("attributed_to", json!([FILL_IN]));
        }
        if self.name.starts_with("exchange/") {
            put("delivers", json!([{ "commitment": FILL_IN }]));
        }
        put("sources", json!([{ "source": FILL_IN, "lines": FILL_IN }]));
        if self.class != Class::Registry {
            put("summary", json!(FILL_IN));
        }
        put(
            "what",
            serde_json::from_str(self.what).unwrap_or_else(|error| unreachable!("{}: {error}", self.name)),
        );
        Value::Object(fields)
    }
}

/// A draft to fill in, and what is said of the fields that it need not have.
struct Form {
    draft: Value,
    optional: Vec<(String, String)>,
}

/// Fills a draft up with the fields that its schema has beside those that stand there, as null, an empty
/// list or false.
struct Completing<'s> {
    schema: &'s Value,
    class: Class,
    optional: &'s mut Vec<(String, String)>,
}

impl Completing<'_> {
    /// Returns a value as its schema would have it; `is_entry` says that it is the whole draft.
    fn completed(&mut self, of: &Value, value: Value, is_entry: bool) -> Value {
        let described = self.resolved(of);
        match value {
            Value::Object(mut fields) => {
                let Some(Value::Object(properties)) = described.get("properties") else {
                    return Value::Object(fields);
                };
                // Of kinds and phases there is only the one.
                let is_choice = described.get("maxProperties").is_some();
                let class = self.class;
                // What is only kept so that older logs can be read is not offered.
                let is_kept = |of: &Value| {
                    of["description"].as_str().is_some_and(|about| about.starts_with("Kept of older logs"))
                };
                let known = properties.iter().filter(|(_, of)| !is_kept(of));
                let known = known.filter(|(field, _)| !is_entry || class.has(field));
                let mut whole = Map::new();
                for (field, of) in known {
                    match fields.shift_remove(field) {
                        Some(value) => {
                            whole.insert(field.clone(), self.completed(of, value, false));
                        }
                        None if is_choice => {}
                        None => {
                            let unsaid = match self.resolved(of)["type"].as_str() {
                                Some("array") => json!([]),
                                Some("boolean") => json!(false),
                                _ => Value::Null,
                            };
                            whole.insert(field.clone(), unsaid);
                            let about = of["description"].as_str().unwrap_or_default().to_owned();
                            self.optional.push((field.clone(), about));
                        }
                    }
                }
                whole.extend(fields);
                Value::Object(whole)
            }
            Value::Array(items) => {
                let of = described["items"].clone();
                items.into_iter().map(|item| self.completed(&of, item, false)).collect()
            }
            other => other,
        }
    }

    /// Returns what a schema that only points elsewhere points to.
    fn resolved(&self, of: &Value) -> Value {
        let definition = of["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/"));
        definition.map_or_else(|| of.clone(), |name| self.schema["$defs"][name].clone())
    }
}

impl Class {
    /// Returns whether a draft of this class may have a field; the log sets the id.
    fn has(self, field: &str) -> bool {
        match field {
            "id" => false,
            "key" | "external_ids" | "sources" | "what" => true,
            "process" | "summary" | "via" | "said_in" => self != Self::Registry,
            "known" | "attributed_to" => matches!(self, Self::World | Self::Confirming),
            _ => self == Self::World,
        }
    }
}

#[cfg(test)]
mod tests {
    use asof_core::Draft;

    use super::*;

    #[test]
    fn every_template_is_refused_until_it_is_filled_in_and_then_read() {
        for template in &TEMPLATES {
            let draft = template.form(None).draft.to_string();
            assert!(Draft::from_json(&draft).is_err(), "{}", template.name);
            let filled = draft
                .replace("\"../FILL IN\"", "\"../2025-08-31\"")
                .replace("\"in_favour\":\"FILL IN\"", "\"in_favour\":7")
                .replace("\"against\":\"FILL IN\"", "\"against\":7")
                .replace("\"at\":\"FILL IN\"", "\"at\":\"2025-05-16\"")
                .replace("\"low\":\"FILL IN\"", "\"low\":7")
                .replace("\"high\":\"FILL IN\"", "\"high\":7")
                .replace("\"bound\":\"FILL IN\"", "\"bound\":\"exact\"")
                .replace("\"per\":\"FILL IN\"", "\"per\":\"total\"")
                .replace("\"duration\":\"FILL IN\"", "\"duration\":\"PT2H\"")
                .replace("\"lines\":\"FILL IN\"", "\"lines\":\"1\"")
                .replace("\"occurred\":\"FILL IN\"", "\"occurred\":\"2025-05-16\"")
                .replace("\"known\":\"FILL IN\"", "\"known\":\"2025-05-16\"")
                .replace("\"planned_for\":\"FILL IN\"", "\"planned_for\":\"2025-05-16\"")
                .replace("\"start\":\"FILL IN\"", "\"start\":\"2025-05-16T12:30+03:00\"")
                .replace("FILL IN", "filled");
            let read = Draft::from_json(&filled)
                .unwrap_or_else(|error| panic!("{}: {error}: {filled}", template.name));
            let written = read.to_json().to_string();
            assert!(!written.contains("null") && !written.contains("[]"), "{}: {written}", template.name);
        }
    }

    #[test]
    fn a_form_has_every_field_that_its_kind_may_have() {
        let form = |name: &str| {
            let template = TEMPLATES.iter().find(|template| template.name == name).unwrap();
            template.form(None).draft
        };
        let held = form("meeting/held");
        let violated = form("ceasefire/violated");
        assert!(violated["what"]["ceasefire"]["violated"].get("about").is_some(), "{violated}");
        assert!(violated["what"]["ceasefire"]["violated"].get("scope").is_none(), "{violated}");
        for field in ["via", "said_in", "at", "issues", "after", "delivers", "ends"] {
            assert!(held.get(field).is_some(), "{field}: {held}");
        }
        for field in ["title", "round", "level", "format", "host", "chair", "mediators"] {
            assert!(held["what"]["meeting"]["held"].get(field).is_some(), "{field}: {held}");
        }
        assert_eq!(held["what"]["meeting"].as_object().unwrap().len(), 1);
        let member = &form("delegation/observed")["what"]["delegation"]["observed"]["members"][0];
        assert!(member.get("role").is_some() && member.get("description").is_some(), "{member}");
        // What a class does not have is not offered.
        assert!(form("denial").get("occurred").is_none() && form("denial").get("via").is_some());
        assert!(form("registered/person").get("via").is_none());
    }
}
