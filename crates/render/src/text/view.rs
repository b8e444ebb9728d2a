//! What every text needs beside a row: names for keys, how much to tell, and the words for whose word it is.

use asof_query::Names;
use chrono::FixedOffset;

use super::dates::instant;
use super::fields::Fields;
use super::numbers::counted;
use super::page::{Item, listed};
use super::wording::{inferred, responses, says_how_it_stands};

mod doubts;

pub(crate) use doubts::{DISPUTED, dispute_in_words, order_not_recorded, stands};
use doubts::{confirmed, undecided};

pub(crate) use super::wording::{
    capitalised, evidence, evidence_of, first_and_count, joined, plain, without_repetition,
};

/// How many lines a screen has at least: an overview fits them.
pub(crate) const SCREEN: usize = 24;

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
    /// Without what only the encoder dated as known.
    Stated,
}

/// A document with the names to show for its keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) document: Fields<'a>,
    names: &'a Names,
    pub(crate) detail: Detail,
    pub(crate) knowledge: Knowledge,
    /// The offset of the process, where the point tells it.
    pub(crate) zone: Option<FixedOffset>,
    /// How many lines an overview may take.
    pub(crate) screen: usize,
    /// The process whose rows are told, where the document has those of several.
    process: Option<&'a str>,
}

impl<'a> View<'a> {
    /// Returns the view of a document in short; by its `as_of` it is one of knowledge or of hindsight.
    pub(crate) fn new(document: Fields<'a>, names: &'a Names) -> Self {
        let until = |clock: &str| document.row("as_of").row(clock).text("until");
        // A point tells by its token alone which events it admits.
        let is_stated = document.row("as_of").text("token").is_some_and(|token| token.ends_with(",stated"));
        let knowledge = match (is_stated, until("known").is_some()) {
            (true, _) => Knowledge::Stated,
            (false, true) => Knowledge::ByThen,
            (false, false) => Knowledge::Hindsight,
        };
        let zone = until("occurred").and_then(instant).map(|instant| *instant.offset());
        Self { document, names, detail: Detail::Short, knowledge, zone, screen: SCREEN, process: None }
    }

    #[must_use]
    pub(crate) fn with(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }

    /// Returns the view whose overview takes so many lines at most.
    #[must_use]
    pub(crate) fn on_screen(self, lines: usize) -> Self {
        Self { screen: lines, ..self }
    }

    /// Returns the view that tells times by this offset.
    #[must_use]
    pub(crate) fn in_zone(self, zone: Option<FixedOffset>) -> Self {
        Self { zone, ..self }
    }

    /// Returns the view of the rows of one process.
    #[must_use]
    pub(crate) fn of_process(self, process: &'a str) -> Self {
        Self { process: Some(process), ..self }
    }

    /// Returns the rows of a list, those of the process in view. What belongs to no process stands with the one that
    /// answers.
    pub(crate) fn rows(&self, list: &str) -> Vec<Fields<'a>> {
        self.document.rows(list).into_iter().filter(|row| self.tells(*row)).collect()
    }

    /// Returns whether a row is one of the process in view.
    pub(crate) fn tells(&self, row: Fields<'a>) -> bool {
        let process = row.text("process").or(self.document.text("process"));
        self.process.is_none() || self.process == process
    }

    /// Returns the process of a row where it is not the one that answers.
    pub(crate) fn other_process(&self, row: Fields<'a>) -> Option<&'a str> {
        row.text("process").filter(|process| Some(*process) != self.document.text("process"))
    }

    /// Returns the name to show for a key.
    pub(crate) fn name(&self, key: &'a str) -> &'a str {
        self.names.get(key)
    }

    /// Returns the name of the actor, place or issue in a field.
    pub(crate) fn named(&self, row: Fields<'a>, field: &str) -> Option<&'a str> {
        row.text(field).map(|key| self.name(key))
    }

    /// Returns the place in a field with the one that it is part of.
    pub(crate) fn placed(&self, row: Fields<'a>, field: &str) -> Option<String> {
        row.text(field).map(|key| self.place(key))
    }

    /// Returns the name to show for a place with that of the one that it is part of.
    pub(crate) fn place(&self, key: &str) -> String {
        self.names.place(key)
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

    /// Returns whose word a row or part of one is, as `A, the source and somebody unnamed`; of several sources which one.
    pub(crate) fn claimants_of(&self, row: Fields<'a>) -> String {
        self.claimants_at(row, &row.texts("attributed_to"))
    }

    /// Returns claimants of a row, of several sources which one.
    pub(crate) fn claimants_at(&self, row: Fields<'a>, keys: &[&'a str]) -> String {
        let sources = self.sources_of(row);
        let names = keys.iter().flat_map(|key| match (*key, sources.is_empty()) {
            ("source", false) => sources.clone(),
            (key, _) => vec![self.claimant(key).to_owned()],
        });
        let names: Vec<String> = names.collect();
        joined(&names.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Returns the sources by whose own word a row rests on its events: the first two and how many others; none where the
    /// log has one source.
    fn sources_of(&self, row: Fields<'a>) -> Vec<String> {
        const NAMED: usize = 2;
        let process = row.text("process").or(self.document.text("process")).unwrap_or_default();
        let events = row.texts("events").into_iter().chain(row.text("event"));
        let sources: Vec<&str> = events.flat_map(|event| self.names.sources(process, event)).collect();
        let sources = without_repetition(&sources);
        let named =
            sources.iter().take(NAMED).map(|source| format!("\u{201c}{}\u{201d}", self.names.get(source)));
        let others = sources.len().saturating_sub(NAMED);
        named.chain((others > 0).then(|| counted(others as u64, "other source"))).collect()
    }

    /// Returns whether the log has several sources, so that "the source" says too little.
    pub(crate) fn has_several_sources(&self) -> bool {
        self.names.has_several_sources()
    }

    /// Says whose word a line is that names nobody.
    pub(crate) fn where_nobody_is_named(&self) -> String {
        let of_several = if self.has_several_sources() { " of that event" } else { "" };
        format!("where nobody is named, the source{of_several} itself tells it")
    }

    /// Returns whose word a row is, `None` if it is the source's alone; in full where a log has several sources.
    pub(crate) fn told_by(&self, row: Fields<'a>) -> Option<String> {
        let keys = row.texts("attributed_to");
        let is_told = keys.iter().any(|key| *key != "source")
            || self.detail == Detail::Full && !keys.is_empty() && !self.sources_of(row).is_empty();
        let how =
            if is_sum_of_several(row, &keys) { "added up here from what was told by" } else { "told by" };
        is_told.then(|| format!("{how} {}", self.claimants_of(row)))
    }

    /// Returns an item with its events, whose word it is, and what is to be kept in mind about the row.
    pub(crate) fn item(&self, row: Fields<'a>, mut text: String) -> Item {
        if let Some(told_by) = self.told_by(row) {
            text.push_str(&format!(", {told_by}"));
        }
        self.marked(row, text)
    }

    /// Returns a short item with whose word it is, what is in doubt, and its deciding event.
    pub(crate) fn brief(&self, row: Fields<'a>, mut text: String) -> Item {
        if let Some(told_by) = self.told_by(row) {
            text.push_str(&format!(", {told_by}"));
        }
        self.briefly(row, &text)
    }

    /// Returns a short item whose text names the claimants itself.
    pub(crate) fn briefly(&self, row: Fields<'a>, text: &str) -> Item {
        Item::new(format!("{text}{} {}", self.doubts(row), evidence(row)))
    }

    /// Returns in words how a row stands by one of its fields, and behind that what may make it otherwise; `None` if the
    /// field says nothing.
    pub(crate) fn standing(&self, row: Fields<'a>, field: &str) -> Option<String> {
        row.text(field).map(|word| format!("{}{}", stands(row, word), self.otherwise(row)))
    }

    /// Returns whether the text may name what is only possible. Of what was known by some moment it may not: the key or
    /// the date of an entry gives away what was told later. Hindsight is about just that.
    pub(crate) fn names_possible(&self) -> bool {
        let is_of_knowledge = self.document.row("as_of").row("known").text("until").is_some();
        !is_of_knowledge
            || self.document.text("schema").is_some_and(|schema| schema.starts_with("asof.hindsight/"))
    }

    /// Returns the possible events that may make a row otherwise, all of them where all is told.
    pub(crate) fn otherwise(&self, row: Fields<'a>) -> String {
        let maybe = row.texts("maybe");
        match self.detail {
            _ if maybe.is_empty() || !self.names_possible() => String::new(),
            Detail::Short => format!(" (may be otherwise: {})", first_and_count(&maybe)),
            Detail::Full => format!(" (may be otherwise: {})", listed(&maybe)),
        }
    }

    /// Returns the same of a row whose text does not say how it stands, and so not what may make that otherwise.
    fn otherwise_at_all(&self, row: Fields<'a>) -> String {
        if says_how_it_stands(row) { String::new() } else { self.otherwise(row) }
    }

    /// Returns an item whose text names the claimants itself.
    pub(crate) fn marked(&self, row: Fields<'a>, text: String) -> Item {
        let mut item = Item::new(text).on(row.texts("events"));
        self.mark(row, &mut item);
        item
    }

    /// Says of a row what is inferred, possible, not vouched for, confirmed, denied or told differently.
    pub(crate) fn mark(&self, row: Fields<'a>, item: &mut Item) {
        if let Some(mark) = link_inferred(row).or_else(|| inferred(row))
            && !item.text.contains("(inferred date)")
        {
            item.text.push_str(mark);
        }
        item.text.push_str(&self.otherwise_at_all(row));
        if let Some(undecided) = undecided(row) {
            item.text.push_str(&format!(" ({undecided})"));
        }
        let denials = self.denials(row);
        // Who denies an allegation is said of that, and not of the row.
        let names_its_denials = !row.rows("denials").is_empty();
        let responses = if names_its_denials { confirmed(row) } else { responses(row) };
        let notes: Vec<String> = self.unvouched(row).into_iter().chain(denials).chain(responses).collect();
        if !notes.is_empty() {
            item.note(notes.join("; "));
        }
        item.below.extend(self.reports(row));
        item.below.extend(self.disputes(row));
    }
}

/// Returns the mark of a promise of which links are inferred.
fn link_inferred(row: Fields<'_>) -> Option<&'static str> {
    let lots = row.rows("deliveries");
    let mut linked = lots.iter().filter(|lot| lot.flag("link_inferred")).peekable();
    linked.peek()?;
    let only: Vec<&str> =
        linked.filter(|lot| !lot.flag("occurred_inferred")).filter_map(|lot| lot.text("event")).collect();
    let is_link_alone = row.texts("inferred").iter().all(|event| only.contains(event));
    Some(if is_link_alone { " (some links inferred)" } else { " (some dates and links inferred)" })
}

/// Returns whether a row is a sum over figures of several claimants, which none of them gave.
fn is_sum_of_several(row: Fields<'_>, claimants: &[&str]) -> bool {
    let number = |field| row.number(field).unwrap_or_default();
    let counted = number("occasions").saturating_sub(number("unknown_occasions"));
    claimants.len() > 1 && counted > 1
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::page::plainly;
    use super::*;

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
            plainly(&item.line()),
            "made, told by umerov and the source (some dates inferred) (may be otherwise: c) [a, b]"
        );
        let below: Vec<String> = item.below.iter().map(|line| plainly(line)).collect();
        assert_eq!(
            below,
            [
                "not vouched for by russia; denied in d",
                "reported by somebody unnamed, not in their own word: not held [e]",
            ]
        );
    }
}
