//! Why an assertion does not hold, in words.

use std::collections::BTreeSet;
use std::fmt::Display;

use asof_core::{Key, StateAssertion, nearest};
use asof_projector::{Collection, State};
use serde_json::Value;

use super::{AssertionCode, Failure, Spot, holds, is_stated};
use crate::answers::shell::command_line;
use crate::ask::dates::list;

/// Says that no state has a path, and which of those that some states have it may have meant.
pub(super) fn unknown(states: &[&State], process: &Key, text: &str) -> Failure {
    let named = text.trim_end_matches('/');
    let (row, field) = named.rsplit_once('/').unwrap_or((named, ""));
    let mut paths = BTreeSet::new();
    for (path, slot) in states.iter().flat_map(|state| &state.slots) {
        let has_field = slot.fields().contains_key(field);
        paths.insert((path.to_string(), None));
        paths.extend(has_field.then(|| (path.to_string(), Some(format!("{path}/{field}")))));
    }
    let in_full = |(path, with_field): &(String, Option<String>)| with_field.as_ref().unwrap_or(path).clone();
    let ending_in = |end: &str, has_field: bool| -> Vec<String> {
        let end = format!("/{end}");
        let found = paths.iter().filter(|(path, with)| path.ends_with(&end) && with.is_some() == has_field);
        found.map(in_full).take(3).collect()
    };
    let mut near = ending_in(named, false);
    if near.is_empty() {
        near = ending_in(row, true);
    }
    if near.is_empty() {
        let words: Vec<String> = paths.iter().map(in_full).collect();
        near = nearest(named, words.iter().map(|word| (word.as_str(), word.clone())));
    }
    let otherwise = || {
        let collections: Vec<&str> = Collection::ALL.iter().map(|collection| collection.name()).collect();
        format!(
            "a path begins with one of {}; `asof diff first last` shows the existing paths",
            list(collections, ", ")
        )
    };
    let message = format!("no state of `{process}` has `{text}`");
    Failure { code: AssertionCode::UnknownPath, message, hint: meant(&near, otherwise) }
}

/// Says that a path goes on behind a field.
pub(super) fn too_deep(process: &Key, text: &str, field: &str, below: &str) -> Failure {
    let message = format!("no state of `{process}` has `{text}`");
    let hint = format!("a path ends with a field: write {field}, and put {{\"{below}\": ...}} into `equals`");
    Failure { code: AssertionCode::UnknownPath, message, hint }
}

/// Says that a row has no such field.
pub(super) fn no_field(spot: &Spot<'_>, field: &str) -> Failure {
    let fields: Vec<&String> = spot.fields.keys().collect();
    let message = format!("`{}` has no field `{field}`", spot.path());
    Failure { code: AssertionCode::UnknownPath, message, hint: meant_of(field, &fields) }
}

/// Returns what was meant by a word of a closed list, else the list.
pub(super) fn meant_of<T: AsRef<str> + Display>(word: &str, words: &[T]) -> String {
    let near = nearest(word, words.iter().map(|name| (name.as_ref(), name.as_ref())));
    meant(&near, || format!("use one of {}", list(words, ", ")))
}

fn meant<T: Display>(near: &[T], otherwise: impl FnOnce() -> String) -> String {
    if near.is_empty() { otherwise() } else { format!("did you mean {}?", list(near, " or ")) }
}

/// How many differences, and how many events, a message names.
const SHOWN: usize = 4;

/// Says what stands where something else is asserted, and on what it rests.
pub(super) fn failed(process: &Key, assertion: &StateAssertion, found: &Value, rests_on: &[Key]) -> Failure {
    let StateAssertion { at, known, path, equals } = assertion;
    let mut differing = Vec::new();
    differences(equals.value(), found, path.as_str(), &mut differing);
    let more = differing.len().saturating_sub(SHOWN);
    differing.truncate(SHOWN);
    if more > 0 {
        differing.push(format!("{more} more differ"));
    }
    let as_known =
        known.as_ref().map_or_else(String::new, |known| format!(", as known by the end of {known}"));
    let message = format!("at the end of {at}{as_known}, {}", differing.join("; "));
    let (at, known) = (at.to_string(), known.as_ref().map(ToString::to_string));
    let with_known = known.iter().flat_map(|known| ["--known", known]);
    let words: Vec<&str> = ["why", path.as_str(), &at]
        .into_iter()
        .chain(with_known)
        .chain(["--process", process.as_str()])
        .collect();
    let why = format!("`{}`", command_line(&words));
    let hint = if rests_on.is_empty() {
        format!(
            "no event that counts at that point states it: fix the dates of the events that do state it, or fix the \
                 assertion ({why} lists them)"
        )
    } else {
        let shown: Vec<String> = rests_on.iter().take(SHOWN).map(|key| format!("`{key}`")).collect();
        let more = rests_on.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!(
            "it comes from {}{more}: fix what is wrong there, or fix the assertion ({why} explains the value)",
            shown.join(", ")
        )
    };
    Failure { code: AssertionCode::Failed, message, hint }
}

/// Says where what was found differs from what is asserted, as far within as they are alike.
fn differences(asserted: &Value, found: &Value, at: &str, out: &mut Vec<String>) {
    if holds(asserted, found) {
        return;
    }
    match (asserted, found) {
        (Value::Object(asserted), Value::Object(found)) => {
            for (field, value) in asserted {
                let found = found.get(field).unwrap_or(&Value::Null);
                differences(value, found, &format!("{at}/{field}"), out);
            }
        }
        (Value::Array(asserted), Value::Array(found)) if asserted.len() == found.len() => {
            for (number, (asserted, found)) in asserted.iter().zip(found).enumerate() {
                differences(asserted, found, &format!("{at}/{}", number + 1), out);
            }
        }
        (Value::Null, found) => {
            out.push(format!("`{at}` is {}, but should not be stated", shown(found)));
        }
        (Value::Object(asserted), _) if asserted.is_empty() => out.push(format!("there is no `{at}`")),
        (asserted, found) if !is_stated(found) => {
            out.push(format!("nothing is stated at `{at}`, but it should be {}", shown(asserted)));
        }
        (asserted, found) => out.push(format!("`{at}` is {}, not {}", shown(found), shown(asserted))),
    }
}

/// How much of a value a message shows.
const WIDTH: usize = 100;

/// Returns a value as a message shows it.
pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
