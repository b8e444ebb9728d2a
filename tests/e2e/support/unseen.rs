//! A log of which nearly every text holds a character that no reader sees, as other programs and older builds wrote them.

use std::fmt::Display;
use std::path::Path;

use asof_core::Draft;
use asof_store::{Expected, Location, Unsynced, open_or_create_location};
use serde_json::Value;

use super::{Sandbox, repository};

/// One of each sort, and the ends of the ranges.
pub(crate) const HOSTILE: [char; 28] = [
    '\u{80}',
    '\u{85}',
    '\u{9b}',
    '\u{9d}',
    '\u{9f}',
    '\u{ad}',
    '\u{115f}',
    '\u{200b}',
    '\u{2028}',
    '\u{2029}',
    '\u{202a}',
    '\u{202b}',
    '\u{202c}',
    '\u{202d}',
    '\u{202e}',
    '\u{2060}',
    '\u{2064}',
    '\u{2066}',
    '\u{2067}',
    '\u{2068}',
    '\u{2069}',
    '\u{206a}',
    '\u{3164}',
    '\u{feff}',
    '\u{fff9}',
    '\u{1d173}',
    '\u{e0001}',
    '\u{e0041}',
];

/// What a character is put into: a log of many kinds of event.
const LOG: &str = "fixtures/logs/river-and-harbour.jsonl";

/// Returns the entries of a log as drafts, each text that can hold one with a hostile character in it, in turn.
pub(crate) fn hostile_drafts() -> Vec<Draft> {
    drafts_with(&HOSTILE.map(String::from))
}

/// Returns the entries of a log as drafts, each text that can hold them with one of these pieces in it, in turn.
pub(crate) fn drafts_with(pieces: &[String]) -> Vec<Draft> {
    let mut turn = pieces.iter().map(String::as_str).cycle();
    entries(&repository().join(LOG)).into_iter().map(|entry| hostile(entry, &mut turn)).collect()
}

/// Returns the entries of a log without what the log sets.
pub(crate) fn entries(log: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(log).unwrap();
    let entry = |line: &str| {
        let mut entry: Value = serde_json::from_str(line).unwrap();
        for field in ["seq", "recorded", "commit", "hash"] {
            entry.as_object_mut().unwrap().shift_remove(field);
        }
        entry
    };
    text.lines().map(entry).collect()
}

fn hostile<'p>(mut entry: Value, turn: &mut impl Iterator<Item = &'p str>) -> Draft {
    for pointer in texts(&entry) {
        let text = entry.pointer(&pointer).and_then(Value::as_str).unwrap().to_owned();
        *entry.pointer_mut(&pointer).unwrap() = Value::from(spoilt(&text, turn.next().unwrap()));
        if Draft::from_json(&entry.to_string()).is_err() {
            *entry.pointer_mut(&pointer).unwrap() = Value::from(text);
        }
    }
    Draft::from_json(&entry.to_string()).unwrap()
}

/// Returns a text with a piece behind its first character.
pub(crate) fn spoilt(text: &str, piece: impl Display) -> String {
    let first = text.chars().next().map_or(0, char::len_utf8);
    format!("{}{piece}{}", &text[..first], &text[first..])
}

/// Returns where the texts of a value are.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(_) => vec![String::new()],
        Value::Array(items) => {
            let within = items.iter().enumerate();
            within
                .flat_map(|(at, item)| texts(item).into_iter().map(move |rest| format!("/{at}{rest}")))
                .collect()
        }
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| texts(value).into_iter().map(move |rest| format!("/{name}{rest}")))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// Returns a folder with the hostile log in it, written by the store, which takes what an append refuses.
pub(crate) fn hostile_sandbox() -> Sandbox {
    sandbox_of(&hostile_drafts())
}

/// Returns a folder with a log of drafts in it, written by the store.
pub(crate) fn sandbox_of(drafts: &[Draft]) -> Sandbox {
    let sandbox = Sandbox::empty();
    std::fs::create_dir(sandbox.path("events")).unwrap();
    let location = Location::JsonLines(sandbox.log());
    let mut log = open_or_create_location(&location, Unsynced::Refuse).unwrap();
    log.append(drafts, Expected::Any).unwrap();
    sandbox
}
