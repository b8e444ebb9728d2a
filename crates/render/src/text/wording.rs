//! The words that texts share: how names are joined, how an event is named as evidence, what is doubtful of a row.

use std::collections::HashSet;
use std::hash::Hash;

use super::fields::Fields;
use super::page::{code, glued, listed};

/// Returns in brackets the event that opens a row and the one that decided how it stands, how many more it rests
/// on, and `?` if a date or link among them is inferred.
pub(crate) fn evidence(row: Fields<'_>) -> String {
    let turns = row.rows("history");
    evidence_of(row, turns.last().and_then(|turn| turn.text("event")))
}

/// Returns the same where another event decided what is told.
pub(crate) fn evidence_of(row: Fields<'_>, deciding: Option<&str>) -> String {
    let events = row.texts("events");
    let opening = row.text("key").filter(|key| events.contains(key));
    let deciding = deciding.filter(|key| events.contains(key) && Some(*key) != opening);
    let mut named: Vec<&str> = opening.into_iter().chain(deciding).collect();
    if named.is_empty() {
        named.extend(events.last());
    }
    let mut text: String = named.iter().map(|key| code(key)).collect::<Vec<_>>().join(", ");
    let mut marks = String::new();
    match events.len().saturating_sub(named.len()) {
        0 => {}
        more => marks.push_str(&format!(" +{more}")),
    }
    if !row.texts("inferred").is_empty() {
        marks.push_str(" ?");
    }
    text.push_str(&glued(&marks));
    format!("[{text}]")
}

/// Returns the first of some keys and how many more there are.
pub(crate) fn first_and_count(keys: &[&str]) -> String {
    match keys {
        [] => String::new(),
        [one] => code(one),
        [first, rest @ ..] => format!("{} +{}", code(first), rest.len()),
    }
}

/// Returns whether a row says how something stands by an own word or by what was seen, not by others' words alone.
pub(super) fn has_own_word(row: Fields<'_>) -> bool {
    ["status", "stance", "stage", "standing"].iter().any(|field| row.text(field).is_some())
}

/// Returns whether a row has a word for how it stands, behind which its text says what may make it otherwise.
pub(super) fn says_how_it_stands(row: Fields<'_>) -> bool {
    has_own_word(row) || row.text("phase").is_some()
}

/// Returns words, or other things, in their order, each once.
pub(crate) fn without_repetition<T: Copy + Eq + Hash>(words: &[T]) -> Vec<T> {
    let mut seen = HashSet::new();
    words.iter().copied().filter(|word| seen.insert(*word)).collect()
}

/// Returns the mark of a row of which some or all events have a date or link that the encoder inferred.
pub(super) fn inferred(row: Fields<'_>) -> Option<&'static str> {
    let (inferred, events): (HashSet<&str>, _) =
        (row.texts("inferred").into_iter().collect(), row.texts("events"));
    if inferred.is_empty() {
        None
    } else if events.iter().all(|event| inferred.contains(event)) {
        Some(" (inferred date)")
    } else {
        Some(" (some dates inferred)")
    }
}

pub(super) fn responses(row: Fields<'_>) -> Option<String> {
    let (confirmed, denied) = (row.texts("confirmed_by"), row.texts("denied_by"));
    let mut said = Vec::new();
    if !denied.is_empty() {
        said.push(format!("denied in {}", listed(&denied)));
    }
    if !confirmed.is_empty() {
        said.push(format!("confirmed in {}", listed(&confirmed)));
    }
    (!said.is_empty()).then(|| said.join("; "))
}

/// Returns `A`, `A and B`, `A, B and C`.
pub(crate) fn joined<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => "nobody named".to_owned(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// Returns a word of a closed list, or a category, as people write it: `not held`, `prisoners of war`.
///
/// A text of several words is left as it is.
pub(crate) fn plain(word: &str) -> String {
    if word.contains(' ') { word.to_owned() } else { word.replace(['-', '_'], " ") }
}

/// Returns a text with its first letter as a capital.
pub(crate) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::page::plainly;
    use super::*;

    #[test]
    fn names_are_joined_as_in_a_sentence() {
        assert_eq!(joined(&["A"]), "A");
        assert_eq!(joined(&["A", "B"]), "A and B");
        assert_eq!(joined(&["A", "B", "C"]), "A, B and C");
        assert_eq!(plain("prisoners-of-war"), "prisoners of war");
        assert_eq!(plain("expects a ceasefire, long-term"), "expects a ceasefire, long-term");
        assert_eq!(capitalised("ıx"), "Ix");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn evidence_names_what_opened_a_row_what_decided_it_and_how_much_more_there_is() {
        let evidence = |row: serde_json::Value| plainly(&evidence(Fields::new(&row)));
        let history =
            json!([{ "event": "made", "value": "made" }, { "event": "completed", "value": "completed" }]);
        let promise = json!({
            "key": "made", "events": ["made", "first", "second", "completed"], "inferred": ["first"],
            "history": history,
        });
        assert_eq!(evidence(promise), "[made, completed +2 ?]");
        let meeting = json!({
            "key": "leaders", "events": ["proposed", "not-held"], "inferred": [],
            "history": [{ "event": "proposed", "value": "proposed" }, { "event": "not-held", "value": "not-held" }],
        });
        assert_eq!(evidence(meeting), "[not-held +1]");
        assert_eq!(evidence(json!({ "events": ["a", "b"], "history": [] })), "[b +1]");
    }
}
