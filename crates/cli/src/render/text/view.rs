//! What every text needs beside a row: names for keys, how much to tell, and the words for whose word it is.

use asof_query::Names;
use chrono::FixedOffset;

use super::dates::instant;
use super::fields::Fields;
use super::page::{Item, listed};

/// How much of a row to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// What an overview needs.
    Short,
    /// All of it.
    Full,
}

/// By what a state was asked: it decides how a missing figure is worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Knowledge {
    /// With all that the log knows.
    Hindsight,
    /// By what the public could know by some moment.
    ByThen,
}

/// A document with the names to show for its keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) document: Fields<'a>,
    names: &'a Names,
    pub(crate) detail: Detail,
    pub(crate) knowledge: Knowledge,
    /// The offset of the process, where the cut tells it.
    pub(crate) zone: Option<FixedOffset>,
}

impl<'a> View<'a> {
    /// Returns the view of a document in short; by its `cut` it is one of knowledge or of hindsight.
    pub(crate) fn new(document: Fields<'a>, names: &'a Names) -> Self {
        let until = |clock: &str| document.row("cut").row(clock).text("until");
        let knowledge = if until("known").is_some() { Knowledge::ByThen } else { Knowledge::Hindsight };
        let zone = until("occurred").and_then(instant).map(|instant| *instant.offset());
        Self { document, names, detail: Detail::Short, knowledge, zone }
    }

    #[must_use]
    pub(crate) fn with(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }

    /// Returns the name to show for a key.
    pub(crate) fn name(&self, key: &'a str) -> &'a str {
        self.names.get(key)
    }

    /// Returns the name of the actor, place or issue in a field.
    pub(crate) fn named(&self, row: Fields<'a>, field: &str) -> Option<&'a str> {
        row.text(field).map(|key| self.name(key))
    }

    /// Returns names as `A, B and C`.
    pub(crate) fn names(&self, keys: &[&'a str]) -> String {
        let names: Vec<&str> = keys.iter().map(|key| self.name(key)).collect();
        joined(&names)
    }

    /// Returns claimants as `A, the source and somebody unnamed`.
    pub(crate) fn claimants(&self, keys: &[&'a str]) -> String {
        let names: Vec<&str> = keys.iter().map(|key| self.claimant(key)).collect();
        joined(&names)
    }

    pub(crate) fn claimant(&self, key: &'a str) -> &'a str {
        match key {
            "source" => "the source",
            "unstated" => "somebody unnamed",
            key => self.name(key),
        }
    }

    /// Returns whose word a row is, `None` if it is the source's alone.
    pub(crate) fn told_by(&self, row: Fields<'a>) -> Option<String> {
        let keys = row.texts("attributed_to");
        let is_told = keys.iter().any(|key| *key != "source");
        is_told.then(|| format!("as told by {}", self.claimants(&keys)))
    }

    /// Returns an item with its events, whose word it is, and what is to be kept in mind about the row.
    pub(crate) fn item(&self, row: Fields<'a>, mut text: String) -> Item {
        if let Some(told_by) = self.told_by(row) {
            text.push_str(&format!(", {told_by}"));
        }
        self.marked(row, text)
    }

    /// Returns an item whose text names the claimants itself.
    pub(crate) fn marked(&self, row: Fields<'a>, text: String) -> Item {
        let mut item = Item::new(text).on(row.texts("events"));
        self.mark(row, &mut item);
        item
    }

    /// Says of a row what is inferred, possible, not vouched for, confirmed or denied.
    pub(crate) fn mark(&self, row: Fields<'a>, item: &mut Item) {
        if let Some(mark) = inferred(row)
            && !item.text.contains("(inferred date)")
        {
            item.text.push_str(mark);
        }
        let maybe = row.texts("maybe");
        if !maybe.is_empty() {
            item.text.push_str(&format!(" (possibly more: {})", listed(&maybe)));
        }
        let notes: Vec<String> = [self.unvouched(row), responses(row)].into_iter().flatten().collect();
        if !notes.is_empty() {
            item.note(notes.join("; "));
        }
        item.below.extend(self.reports(row));
    }

    /// Returns what others say, those who expect somebody in one line.
    fn reports(&self, row: Fields<'a>) -> Vec<String> {
        let rows = row.rows("reported");
        let (expected, other): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|said| said.text("status") == Some("expected"));
        let by = |said: &Fields<'a>| {
            let event = said.text("event").unwrap_or_default();
            format!("{} [{event}]", self.claimants(&said.texts("attributed_to")))
        };
        let expected: Vec<String> = expected.iter().map(by).collect();
        let expected = (!expected.is_empty()).then(|| format!("expected by {}", joined(&expected)));
        expected.into_iter().chain(other.into_iter().map(|said| self.reported(said))).collect()
    }

    fn unvouched(&self, row: Fields<'a>) -> Option<String> {
        let silent = row.texts("unvouched");
        (!silent.is_empty()).then(|| format!("not vouched for by {}", self.names(&silent)))
    }

    /// Returns the word of another, which moves nothing.
    pub(crate) fn reported(&self, said: Fields<'a>) -> String {
        let by = self.claimants(&said.texts("attributed_to"));
        let event = said.text("event").unwrap_or_default();
        match said.text("status") {
            Some("expected") | None => format!("expected by {by} [{event}]"),
            Some(status) => format!("reported by {by}, not in their own word: {} [{event}]", plain(status)),
        }
    }
}

/// Returns the mark of a row of which some or all events have a date or link that the encoder inferred.
fn inferred(row: Fields<'_>) -> Option<&'static str> {
    let (inferred, events) = (row.texts("inferred"), row.texts("events"));
    if inferred.is_empty() {
        None
    } else if events.iter().all(|event| inferred.contains(event)) {
        Some(" (inferred date)")
    } else {
        Some(" (some dates inferred)")
    }
}

fn responses(row: Fields<'_>) -> Option<String> {
    let (confirmed, denied) = (row.texts("confirmed_by"), row.texts("denied_by"));
    let mut said = Vec::new();
    if !denied.is_empty() {
        said.push(format!("denied by {}", listed(&denied)));
    }
    if !confirmed.is_empty() {
        said.push(format!("confirmed by {}", listed(&confirmed)));
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
    fn a_row_says_what_to_keep_in_mind() {
        let row = json!({
            "events": ["a", "b"], "inferred": ["b"], "maybe": ["c"], "attributed_to": ["umerov", "source"],
            "unvouched": ["russia"], "denied_by": ["d"], "confirmed_by": [],
            "reported": [{ "attributed_to": ["unstated"], "status": "not-held", "event": "e" }],
        });
        let names = Names::default();
        let view = View::new(Fields::new(&row), &names);
        let item = view.item(Fields::new(&row), "made".to_owned());
        assert_eq!(
            item.line(),
            "made, as told by umerov and the source (some dates inferred) (possibly more: c) [a, b]"
        );
        assert_eq!(
            item.below,
            [
                "not vouched for by russia; denied by d",
                "reported by somebody unnamed, not in their own word: not held [e]",
            ]
        );
    }
}
