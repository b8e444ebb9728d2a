//! The JSON Schemas as published, for a person to review, and the command that prints them.

use std::collections::BTreeMap;

use asof_query::contract::CONTRACTS;
use serde_json::{Map, Value};

use crate::support::Sandbox;

fn schema(sandbox: &Sandbox, name: &str) -> Map<String, Value> {
    match serde_json::from_str(sandbox.run(&["schema", name]).text()) {
        Ok(Value::Object(schema)) => schema,
        other => panic!("{name}: {other:?}"),
    }
}

/// Writes a schema as JSON with a field of a document a line.
fn a_field_a_line(value: &Value, indent: usize) -> String {
    let is_wide = |value: &Value| value.to_string().len() > 160;
    match value {
        Value::Object(fields) if fields.contains_key("properties") || indent == 0 || is_wide(value) => {
            let pad = "  ".repeat(indent + 1);
            let line = |(name, value): (&String, &Value)| {
                let inner = if name == "properties" {
                    in_lines(value, indent + 1)
                } else {
                    a_field_a_line(value, indent + 1)
                };
                format!("{pad}{}: {inner}", Value::from(name.as_str()))
            };
            format!(
                "{{\n{}\n{}}}",
                fields.iter().map(line).collect::<Vec<_>>().join(",\n"),
                "  ".repeat(indent)
            )
        }
        plain => plain.to_string(),
    }
}

/// Writes the fields of an object, each on a line.
fn in_lines(value: &Value, indent: usize) -> String {
    let pad = "  ".repeat(indent + 1);
    let fields = value.as_object().unwrap().iter();
    let lines = fields.map(|(name, value)| format!("{pad}{}: {value}", Value::from(name.as_str())));
    format!("{{\n{}\n{}}}", lines.collect::<Vec<_>>().join(",\n"), "  ".repeat(indent))
}

#[test]
fn schemas_of_documents_and_the_definitions_that_they_share() {
    let sandbox = Sandbox::empty();
    let mut definitions: BTreeMap<String, Value> = BTreeMap::new();
    for contract in CONTRACTS {
        let mut schema = schema(&sandbox, contract.name);
        let Some(Value::Object(own)) = schema.shift_remove("$defs") else { continue };
        for (name, definition) in own {
            // What a log takes is closed, and what a document shows is open: they share no definition but of text.
            let is_of_the_log = ["event", "draft"].contains(&contract.name);
            let name = if is_of_the_log { format!("log/{name}") } else { name };
            let known = definitions.entry(name.clone()).or_insert_with(|| definition.clone());
            assert_eq!(*known, definition, "{name} is described in two ways");
        }
        insta::with_settings!({description => format!("asof schema {}, without its definitions", contract.name), omit_expression => true}, {
            insta::assert_snapshot!(format!("schema-{}.json", contract.name), a_field_a_line(&Value::Object(schema), 0));
        });
    }
    let (of_the_log, of_documents): (Map<_, _>, Map<_, _>) =
        definitions.into_iter().partition(|(name, _)| name.starts_with("log/"));
    for (name, definitions) in [("documents", of_documents), ("log", of_the_log)] {
        let described = Value::Object(definitions);
        insta::with_settings!({description => format!("the definitions of the schemas of {name}"), omit_expression => true}, {
            insta::assert_snapshot!(format!("schema-definitions-{name}.json"), a_field_a_line(&described, 0));
        });
    }
}

#[test]
fn the_schemas_are_listed_each_with_a_sentence() {
    let ran = Sandbox::empty().run(&["schema"]);
    insta::with_settings!({description => "asof schema", omit_expression => true}, {
        insta::assert_snapshot!("schema.text", ran.text());
    });
    let names: Vec<&str> = ran.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, CONTRACTS.iter().map(|contract| contract.name).collect::<Vec<_>>());
}

#[test]
fn an_unknown_schema_is_refused_with_the_names_that_there_are() {
    let ran = Sandbox::empty().run(&["schema", "states"]);
    assert!(ran.fails(2).contains("state, hindsight") && ran.stderr.contains("'state'"), "{}", ran.stderr);
}
