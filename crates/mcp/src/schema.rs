//! The schemas of the tools: what they take, and what they answer with.

use asof_query::contract;
use rmcp::model::JsonObject;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::arguments::Arguments;

/// The field of which the schema of an answer has the fields too: an assistant cites its token. A whole schema has up to a hundred
/// thousand characters, and an assistant reads those of all tools before it asks anything; `asof schema NAME` and the resource
/// `asof://schema/NAME` have it.
const IN_FULL: &str = "as_of";

/// Returns the schema of some arguments; `log` is one of the logs named.
pub(crate) fn input(arguments: &[&str], required: &[&str], logs: &[&str]) -> JsonObject {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let all = settings.into_generator().into_root_schema_for::<Arguments>();
    let all = all.as_value()["properties"].as_object().cloned().unwrap_or_default();
    let property = |name: &&str| {
        let mut property = all.get(*name).cloned().unwrap_or_default();
        tidy(&mut property);
        if *name == "log" {
            property["enum"] = json!(logs);
        }
        if let Some(Value::String(about)) = property.get_mut("description") {
            *about = about.replace('\n', " ");
            if required.contains(name) {
                *about = about.trim_end_matches(" By default today.").to_owned();
            }
        }
        ((*name).to_owned(), property)
    };
    let properties: Map<String, Value> = arguments.iter().map(property).collect();
    // Which log is asked has no default among several.
    let log = (logs.len() > 1).then_some("log");
    let required: Vec<&str> = required.iter().copied().chain(log).collect();
    object(
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false }),
    )
}

/// Takes out of the schema of an argument what says that it may be null, or is of Rust: whoever leaves it out, leaves it out.
fn tidy(property: &mut Value) {
    let Some(fields) = property.as_object_mut() else { return };
    for field in ["default", "format"] {
        fields.shift_remove(field);
    }
    if let Some(Value::Array(types)) = fields.get_mut("type") {
        types.retain(|of| of != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            fields.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(values)) = fields.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(choices)) = fields.get("anyOf") {
        let mut choices = choices.iter().filter(|choice| choice["type"] != "null");
        if let (Some(Value::Object(one)), None) = (choices.next().cloned(), choices.next()) {
            let about = fields.get("description").cloned();
            *fields = one;
            fields.extend(about.map(|about| ("description".to_owned(), about)));
        }
    }
    // What lists the words of a list says in prose what each means, at a length that this has no room for.
    if let Some(words) = fields.get("oneOf").map(constants) {
        fields.shift_remove("oneOf");
        fields.insert("type".to_owned(), json!("string"));
        fields.insert("enum".to_owned(), words);
    }
    if let Some(items) = fields.get_mut("items") {
        tidy(items);
    }
}

/// Returns the words of a list that are described each by itself.
fn constants(choices: &Value) -> Value {
    let choices = choices.as_array().into_iter().flatten();
    choices.map(|choice| choice["const"].clone()).collect()
}

/// Returns the schema of the answer that is a document of the contract, as deep as an assistant needs it.
pub(crate) fn output(document: &str) -> JsonObject {
    let Some(contract) = contract::find(document) else { return JsonObject::new() };
    let whole = contract.schema();
    let about_each = |(name, of): (&String, &Value)| (name.clone(), brief(of, &whole, name == IN_FULL));
    let properties = whole["properties"].as_object().into_iter().flatten().map(about_each);
    let mut told = json!({
        "type": "object",
        "properties": properties.collect::<Map<_, _>>(),
        "required": whole["required"],
    });
    let properties = json!({ "page": page(), "warnings": warnings() });
    if let (Some(Value::Object(own)), Value::Object(more)) = (told.get_mut("properties"), properties) {
        own.extend(more);
    }
    if let Some(Value::Array(required)) = told.get_mut("required") {
        required.extend(["page", "warnings"].map(Value::from));
    }
    told["description"] = json!(format!(
        "{}. In full: the resource asof://schema/{document}. Fields that end in _until are EXCLUSIVE ends; `text` beside them and days \
         without an hour are inclusive.",
        contract.about()
    ));
    object(told)
}

fn page() -> Value {
    let number = |about: &str| json!({ "type": "integer", "minimum": 0, "description": about });
    json!({
        "type": "object",
        "description": "Which part of the answer this is.",
        "required": ["list", "offset", "rows", "all", "next_offset", "left_out"],
        "properties": {
            "list": { "type": ["string", "null"], "description": "The list that is shown in pages; null if none is." },
            "offset": number("How many of its rows come before those shown."),
            "rows": number("How many rows are shown."),
            "all": number("How many rows there are in all."),
            "next_offset": { "type": ["integer", "null"], "description": "The `offset` to ask for next; null at the end." },
            "left_out": {
                "type": "array",
                "description": "Other lists that were left out whole, for this answer would be too long. They are NOT empty.",
                "items": { "type": "object", "required": ["list", "rows"], "properties": {
                    "list": { "type": "string" }, "rows": number("How many rows it has.") } },
            },
        },
    })
}

fn warnings() -> Value {
    json!({ "type": "array", "items": { "type": "string" }, "description": "What is wrong with the log, such as damage; usually empty." })
}

/// Returns of a schema its type and what it is about, of one that is told in full its fields likewise.
fn brief(schema: &Value, root: &Value, is_in_full: bool) -> Value {
    let mut told = Map::new();
    let found = resolved(schema, root);
    told.extend(types(found, root).map(|types| ("type".to_owned(), types)));
    for field in ["const", "enum"] {
        told.extend(found.get(field).map(|value| (field.to_owned(), value.clone())));
    }
    let about = schema.get("description").or_else(|| found.get("description"));
    told.extend(
        about.and_then(Value::as_str).map(|about| ("description".to_owned(), json!(first_part(about)))),
    );
    if let Some(items) = found.get("items").and_then(|items| types(resolved(items, root), root)) {
        told.insert("items".to_owned(), json!({ "type": items }));
    }
    if let (true, Some(fields)) = (is_in_full, of_object(found, root).and_then(|of| of.as_object())) {
        let fields = fields.iter().map(|(name, of)| (name.clone(), brief(of, root, false)));
        told.insert("properties".to_owned(), fields.collect());
    }
    Value::Object(told)
}

/// Returns the first part of a description.
fn first_part(about: &str) -> String {
    let about = about.replace('\n', " ");
    about.split_once([';', ':']).map_or_else(|| about.clone(), |(first, _)| format!("{first}."))
}

/// Returns the properties of an object, or of the one that a choice has.
fn of_object<'v>(schema: &'v Value, root: &'v Value) -> Option<&'v Value> {
    schema.get("properties").or_else(|| choices(schema).find_map(|one| resolved(one, root).get("properties")))
}

/// Returns what a schema points to, or itself.
fn resolved<'v>(schema: &'v Value, root: &'v Value) -> &'v Value {
    let target = schema.get("$ref").and_then(Value::as_str);
    target.and_then(|target| root.pointer(target.trim_start_matches('#'))).unwrap_or(schema)
}

fn choices(schema: &Value) -> impl Iterator<Item = &Value> {
    ["anyOf", "oneOf"].into_iter().filter_map(|of| schema.get(of)?.as_array()).flatten()
}

/// Returns the types that a value of a schema may have; `None` if it may have any.
fn types(schema: &Value, root: &Value) -> Option<Value> {
    if let Some(own) = schema.get("type") {
        return Some(own.clone());
    }
    let mut all: Vec<Value> = Vec::new();
    for one in choices(schema) {
        match types(resolved(one, root), root)? {
            Value::Array(several) => all.extend(several),
            one => all.push(one),
        }
    }
    let mut different: Vec<Value> = Vec::new();
    for one in all {
        if !different.contains(&one) {
            different.push(one);
        }
    }
    (!different.is_empty()).then_some(Value::Array(different))
}

fn object(schema: Value) -> JsonObject {
    match schema {
        Value::Object(fields) => fields,
        _ => JsonObject::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::TOOLS;

    #[test]
    fn every_argument_of_every_tool_is_described() {
        for tool in &TOOLS {
            let arguments: Vec<&str> = tool.arguments(&["a", "b"]).collect();
            let schema = Value::Object(input(&arguments, tool.required, &["a", "b"]));
            for name in arguments {
                let property = &schema["properties"][name];
                assert!(
                    property["description"].as_str().is_some_and(|about| about.len() > 10),
                    "{}: {name}",
                    tool.name
                );
                assert!(property["type"].is_string(), "{}: {name}: {property}", tool.name);
            }
        }
    }

    #[test]
    fn what_an_assistant_reads_first_is_short() {
        let all: usize = TOOLS
            .iter()
            .map(|tool| serde_json::to_string(&tool.described(&[""])).unwrap_or_default().len())
            .sum();
        assert!(all < 90_000, "{all}");
    }
}
