//! The words that texts share: how names are joined, how an event is named as evidence, what is doubtful of a row.

use std::collections::HashSet;
use std::hash::Hash;

use asof_core::Key;
use asof_projector::StateRow;

use super::page::{code, glued};

/// Returns in brackets the event that opens a row and the one that decided how it stands, how many more it rests
/// on, and `?` if a date or link among them is inferred.
pub(crate) fn evidence(row: &StateRow) -> String {
    evidence_of(row, row.grounds.history.last().map(|turn| &turn.event))
}

/// Returns the same where another event decided what is told.
pub(crate) fn evidence_of(row: &StateRow, deciding: Option<&Key>) -> String {
    evidence_in(&row.grounds.events, row.value.facets().own_key(), deciding, !row.grounds.inferred.is_empty())
}

/// Returns the same of these events.
pub(crate) fn evidence_in(
    events: &[Key],
    own: Option<&Key>,
    deciding: Option<&Key>,
    is_inferred: bool,
) -> String {
    let opening = own.filter(|key| events.contains(key));
    let deciding = deciding.filter(|key| events.contains(key) && Some(*key) != opening);
    let mut named: Vec<&Key> = opening.into_iter().chain(deciding).collect();
    if named.is_empty() {
        named.extend(events.last());
    }
    let mut text: String = named.iter().map(|key| code(key.as_str())).collect::<Vec<_>>().join(", ");
    let mut marks = String::new();
    match events.len().saturating_sub(named.len()) {
        0 => {}
        more => marks.push_str(&format!(" +{more}")),
    }
    if is_inferred {
        marks.push_str(" ?");
    }
    text.push_str(&glued(&marks));
    format!("[{text}]")
}

/// Returns the first of some keys and how many more there are.
pub(crate) fn first_and_count<S: AsRef<str>>(keys: &[S]) -> String {
    match keys {
        [] => String::new(),
        [one] => code(one.as_ref()),
        [first, rest @ ..] => format!("{} +{}", code(first.as_ref()), rest.len()),
    }
}

/// Returns words, or other things, in their order, each once.
pub(crate) fn without_repetition<T: Clone + Eq + Hash>(words: &[T]) -> Vec<T> {
    let mut seen = HashSet::new();
    words.iter().filter(|word| seen.insert((*word).clone())).cloned().collect()
}

/// Returns the mark of a row of which some or all events have a date or link that the encoder inferred.
pub(super) fn inferred(events: &[Key], inferred: &[Key]) -> Option<&'static str> {
    let inferred: HashSet<&Key> = inferred.iter().collect();
    if inferred.is_empty() {
        None
    } else if events.iter().all(|event| inferred.contains(event)) {
        Some(" (inferred date)")
    } else {
        Some(" (some dates inferred)")
    }
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
        let key = |text: &str| text.parse::<Key>().unwrap();
        let of = |events: &[&str], own: Option<&str>, deciding: Option<&str>, is_inferred| {
            let events: Vec<Key> = events.iter().map(|event| key(event)).collect();
            let [own, deciding] = [own, deciding].map(|named| named.map(key));
            plainly(&evidence_in(&events, own.as_ref(), deciding.as_ref(), is_inferred))
        };
        let promise = ["made", "lot-1", "lot-2", "completed"];
        assert_eq!(of(&promise, Some("made"), Some("completed"), true), "[made, completed +2 ?]");
        let meeting = ["proposed", "not-held"];
        assert_eq!(of(&meeting, Some("leaders"), Some("not-held"), false), "[not-held +1]");
        assert_eq!(of(&["a", "b"], None, None, false), "[b +1]");
    }
}
