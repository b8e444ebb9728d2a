//! What the published schemas refuse and what they let pass, file by file: an editor that knows the schema shows the first
//! half of the mistakes, `asof check` and `asof append` show both.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use asof_query::contract::{CONTRACTS, find};
use jsonschema::Validator;
use serde_json::{Deserializer, Value};

use crate::support::{Sandbox, repository};

/// The files of `fixtures/errors` whose mistake is one of structure: the schema of an entry refuses them.
const STRUCTURAL: [&str; 37] = [
    "another-json.jsonl",
    "assertion-at-a-month.drafts.jsonl",
    "assertion-that-occurred.drafts.jsonl",
    "assertion-without-a-value.drafts.jsonl",
    "bad-duration.drafts.jsonl",
    "bare-number-as-a-quantity.drafts.jsonl",
    "control-character-in-a-key.drafts.jsonl",
    "correction-that-dates-a-slip.drafts.jsonl",
    "date-as-a-number.drafts.jsonl",
    "draft-pasted-in.jsonl",
    "field-misspelt-by-hand.jsonl",
    "field-of-the-kind-beside-it.drafts.jsonl",
    "field-of-the-log.drafts.jsonl",
    "form-not-filled-in.drafts.jsonl",
    "key-with-capitals.drafts.jsonl",
    "list-of-drafts.drafts.jsonl",
    "missing-field-of-a-kind.drafts.jsonl",
    "missing-field.drafts.jsonl",
    "name-for-a-key.drafts.jsonl",
    "negative-quantity.drafts.jsonl",
    "no-kind.drafts.jsonl",
    "no-source.drafts.jsonl",
    "null.drafts.jsonl",
    "number-for-a-text.drafts.jsonl",
    "number-in-quotes.drafts.jsonl",
    "object-for-a-list.drafts.jsonl",
    "quantity-with-decimals.drafts.jsonl",
    "quantity-without-its-numbers.drafts.jsonl",
    "spread-over-lines.drafts.jsonl",
    "text-for-a-list.drafts.jsonl",
    "two-kinds.drafts.jsonl",
    "two-phases.drafts.jsonl",
    "unknown-field-of-a-kind.drafts.jsonl",
    "unknown-field.drafts.jsonl",
    "unknown-kind.drafts.jsonl",
    "unknown-phase.drafts.jsonl",
    "unknown-word.drafts.jsonl",
];

/// Those that are no JSON, so that no schema is asked.
const NO_JSON: [&str; 16] = [
    "binary.jsonl",
    "byte-order-mark.drafts.jsonl",
    "byte-order-mark.jsonl",
    "comment.drafts.jsonl",
    "curly-quotes.drafts.jsonl",
    "cut-in-the-middle.jsonl",
    "cut-off-draft.drafts.jsonl",
    "merge-conflict.jsonl",
    "missing-comma.drafts.jsonl",
    "no-text.drafts.jsonl",
    "quotation-mark-in-a-text.drafts.jsonl",
    "several-bad-drafts.drafts.jsonl",
    "single-quotes.drafts.jsonl",
    "tab-in-a-text.drafts.jsonl",
    "torn-last-line.jsonl",
    "trailing-comma.drafts.jsonl",
];

/// Returns the files of JSON with a mistake.
fn files() -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(repository().join("fixtures/errors")).unwrap();
    let named = entries.map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), path)
    });
    let mut files: Vec<_> = named.filter(|(name, _)| name.ends_with(".jsonl")).collect();
    files.sort();
    files
}

/// Returns the JSON values in a file; `None` if something else is in it.
fn values(path: &PathBuf) -> Option<Vec<Value>> {
    let text = String::from_utf8(std::fs::read(path).unwrap()).ok()?;
    Deserializer::from_str(&text).into_iter().collect::<Result<_, _>>().ok()
}

fn validator(name: &str) -> Validator {
    jsonschema::draft202012::new(&find(name).unwrap().schema()).unwrap()
}

fn set<'n>(names: impl IntoIterator<Item = &'n str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn mistakes_of_structure_are_refused_by_the_schema_and_mistakes_of_meaning_are_not() {
    let (event, draft) = (validator("event"), validator("draft"));
    let (mut refused, mut no_json) = (BTreeSet::new(), BTreeSet::new());
    let files = files();
    assert!(files.len() > 100, "{}", files.len());
    for (name, path) in files {
        let schema = if name.ends_with(".drafts.jsonl") { &draft } else { &event };
        match values(&path) {
            None => drop(no_json.insert(name)),
            Some(values) if values.iter().all(|value| schema.is_valid(value)) => {}
            Some(_) => drop(refused.insert(name)),
        }
    }
    assert_eq!(no_json, set(NO_JSON));
    assert_eq!(refused, set(STRUCTURAL));
}

#[test]
fn every_shipped_event_is_one_by_the_schema_of_events() {
    let schema = validator("event");
    let mut events = 0;
    for log in ["events/istanbul.jsonl", "fixtures/logs/cinder-pass.jsonl", "fixtures/logs/first-days.jsonl"]
    {
        for line in std::fs::read_to_string(repository().join(log)).unwrap().lines() {
            let event: Value = serde_json::from_str(line).unwrap();
            assert!(schema.is_valid(&event), "{log}: {:?}", schema.iter_errors(&event).next());
            events += 1;
        }
    }
    assert!(events > 484);
}

#[test]
fn every_schema_says_which_it_is_of_which_version_and_by_which_rules_it_is_read() {
    let sandbox = Sandbox::empty();
    let mut ids = BTreeSet::new();
    for contract in CONTRACTS {
        let schema: Value = serde_json::from_str(sandbox.run(&["schema", contract.name]).text()).unwrap();
        let id = schema["$id"].as_str().unwrap();
        assert_eq!(id, format!("urn:asof:schema:{}:2", contract.name));
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        // A document names its version, and its schema has the same.
        if let Some(name) = schema["properties"]["schema"]["const"].as_str() {
            assert_eq!(id, format!("urn:asof:schema:{}", name.trim_start_matches("asof.").replace('/', ":")));
        }
        assert!(ids.insert(id.to_owned()), "{id}");
        jsonschema::draft202012::meta::validate(&schema).unwrap();
    }
}

#[test]
#[ignore = "needs the Python package jsonschema"]
fn a_python_program_refuses_the_same_files_by_the_same_schemas() {
    let sandbox = Sandbox::with_record();
    for name in ["event", "draft"] {
        sandbox.file(&format!("{name}.json"), sandbox.run(&["schema", name]).text());
    }
    let script = r#"
import json, pathlib, sys
from jsonschema import Draft202012Validator
check = {}
for name in ("event", "draft"):
    schema = json.load(open(f"{name}.json", encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    check[name] = Draft202012Validator(schema)
def values(text):
    decoder, at = json.JSONDecoder(), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, at = decoder.raw_decode(text, at)
        yield value
for line in open("events/log.jsonl", encoding="utf-8"):
    check["event"].validate(json.loads(line))
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.jsonl")):
    name = "draft" if path.name.endswith(".drafts.jsonl") else "event"
    try:
        found = list(values(path.read_text(encoding="utf-8")))
    except ValueError:
        continue
    if not all(check[name].is_valid(value) for value in found):
        print(path.name)
"#;
    let errors = repository().join("fixtures/errors");
    let mut command = Command::new("python3");
    let ran = command.args(["-c", script]).arg(errors).current_dir(sandbox.path("")).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(set(String::from_utf8(ran.stdout).unwrap().lines()), set(STRUCTURAL));
}
