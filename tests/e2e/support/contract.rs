//! Whether a document is as contracted: by its JSON Schema, with a validator that knows nothing of the types of which it is
//! made.

use std::collections::HashMap;
use std::panic::catch_unwind;
use std::sync::OnceLock;

use asof_projector::Collection;
use asof_projector::schemars::generate::SchemaSettings;
use asof_query::contract::{CONTRACTS, Contract};
use jsonschema::Validator;
use serde_json::Value;

use super::{Ran, Sandbox};

/// A contract with the validators of its two schemas.
pub(crate) struct Checked {
    pub(crate) contract: &'static Contract,
    /// Of this version alone: nothing that is not described.
    strict: Validator,
    /// As published, open to additions.
    published: Validator,
}

fn validator(schema: &Value) -> Validator {
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    options.build(schema).unwrap_or_else(|error| panic!("no schema: {error}"))
}

/// Returns every contract, ready to check.
pub(crate) fn contracts() -> &'static [Checked] {
    static CHECKED: OnceLock<Vec<Checked>> = OnceLock::new();
    CHECKED.get_or_init(|| {
        let checked = |contract: &'static Contract| Checked {
            contract,
            strict: validator(&contract.strict_schema()),
            published: validator(&contract.schema()),
        };
        CONTRACTS.iter().map(checked).collect()
    })
}

/// Returns what the rows of a collection are checked by.
fn rows_of(collection: Collection) -> &'static Validator {
    static ROWS: OnceLock<HashMap<Collection, Validator>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| {
        let of = |collection: Collection| {
            let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
            let mut schema = collection.row_schema(&mut generator).to_value();
            schema["$defs"] = Value::Object(generator.take_definitions(false));
            (collection, validator(&schema))
        };
        Collection::ALL.into_iter().map(of).collect()
    });
    &rows[&collection]
}

/// Returns the contract of a document by the name and version that it gives.
#[track_caller]
pub(crate) fn contract_of(document: &Value) -> &'static Checked {
    let id = document["schema"].as_str().unwrap_or_else(|| panic!("no `schema`: {document}"));
    contracts().iter().find(|checked| checked.contract.id() == id).unwrap_or_else(|| {
        panic!("`{id}` is not in the contract: name it in crates/query/src/contract/mod.rs")
    })
}

/// Asserts that a document is as contracted.
#[track_caller]
pub(crate) fn assert_holds(document: &Value) {
    let checked = contract_of(document);
    if let Some(problem) = checked.problem(document) {
        panic!("{} is not as contracted: {problem}", checked.contract.id());
    }
}

impl Checked {
    /// Returns what is wrong with a document, if anything is.
    pub(crate) fn problem(&self, document: &Value) -> Option<String> {
        if let Some(error) = self.strict.iter_errors(document).next() {
            return Some(format!("by its schema, at {}: {error}", error.instance_path()));
        }
        rows(document).into_iter().find_map(|(path, row)| {
            let collection = path.split('/').next().and_then(Collection::from_name)?;
            let error = rows_of(collection).iter_errors(row).next()?;
            Some(format!("the row {path}, at {}: {error}", error.instance_path()))
        })
    }

    /// Returns whether the strict schema takes a document.
    pub(crate) fn is_valid(&self, document: &Value) -> bool {
        self.strict.is_valid(document)
    }

    /// Returns whether the published schema takes a document.
    pub(crate) fn is_valid_as_published(&self, document: &Value) -> bool {
        self.published.is_valid(document)
    }
}

/// Returns the rows that stand where rows of any sort can, with their paths: whole rows in changes, rows around an event.
fn rows(document: &Value) -> Vec<(&str, &Value)> {
    let list = |field: &str| document[field].as_array().into_iter().flatten();
    let changed = list("changes").filter(|change| change["field"].is_null());
    let changed = changed
        .flat_map(|change| [(&change["slot"], &change["before"]), (&change["slot"], &change["after"])]);
    let around = ["before", "after"].into_iter().flat_map(list).map(|moved| (&moved["path"], &moved["slot"]));
    let all = changed.chain(around).filter(|(_, row)| !row.is_null());
    all.map(|(path, row)| (path.as_str().unwrap_or_default(), row)).collect()
}

/// Asks for JSON, whatever comes of it.
pub(crate) fn ask(sandbox: &Sandbox, question: &str) -> Ran {
    let words: Vec<&str> = question.split_whitespace().collect();
    sandbox.run(&[&words[..], &["--format", "json"]].concat())
}

/// Asks every question on as many threads as there are processors; each answer is checked as it is read.
pub(crate) fn ask_all(sandbox: &Sandbox, questions: &[String]) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for part in questions.chunks(questions.len().div_ceil(threads).max(1)) {
            scope.spawn(move || {
                for question in part {
                    assert!(catch_unwind(|| ask(sandbox, question).json()).is_ok(), "asof {question}");
                }
            });
        }
    });
}
