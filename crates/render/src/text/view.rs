//! What every text needs beside a row: names for keys, how much to tell, and the words for whose word it is.

use asof_core::{Claimant, Inferred, Key, Until};
use asof_projector::{StateRow, Value};
use asof_query::Names;
use asof_query::rows::{AsOfRow, Dispute, Envelope, OpenEnvelope, PossibleRow};
use chrono::{FixedOffset, NaiveDate};

use super::numbers::counted;
use super::page::{Item, listed};
use super::word::Word;
use super::wording::inferred;

mod doubts;
mod every;

use doubts::undecided;
pub(crate) use doubts::{DISPUTED, EXPECTED, dispute_in_words, order_not_recorded, reported_terms, stands};

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

/// An answer as its rows are told: at which point, with which names, how much of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    /// The point, where the answer has one.
    pub(crate) as_of: Option<&'a AsOfRow>,
    /// The process that answers.
    pub(crate) answering: Option<&'a Key>,
    names: &'a Names,
    /// Where accounts differ.
    disputes: &'a [Dispute],
    /// What may have happened or been known by the point.
    pub(crate) possible: &'a [PossibleRow],
    /// The agreements of the answer, by whose titles is told who joins them.
    pub(crate) agreements: &'a [StateRow],
    /// Whether the answer is about what became known later.
    is_of_hindsight: bool,
    pub(crate) detail: Detail,
    pub(crate) knowledge: Knowledge,
    /// The offset of the process, where the point tells it.
    pub(crate) zone: Option<FixedOffset>,
    /// How many lines an overview may take.
    pub(crate) screen: usize,
    /// The process whose rows are told, where the answer has those of several.
    process: Option<&'a Key>,
    /// Whether every process of the log is read, so that a command for one has to name it.
    is_of_every: bool,
    /// The day of which a heading speaks, so that what is of it needs no date.
    pub(crate) day: Option<NaiveDate>,
}

impl<'a> View<'a> {
    /// Returns the view of an answer in short; by its point it is one of knowledge or of hindsight.
    pub(crate) fn new(as_of: Option<&'a AsOfRow>, answering: Option<&'a Key>, names: &'a Names) -> Self {
        let knowledge = match as_of.map(|as_of| (as_of.point.inferred, as_of.point.known)) {
            Some((Inferred::Exclude, _)) => Knowledge::Stated,
            Some((Inferred::Include, Until::Before(_))) => Knowledge::ByThen,
            Some((Inferred::Include, Until::All)) | None => Knowledge::Hindsight,
        };
        let zone = as_of.and_then(|as_of| as_of.occurred.until).map(|until| *until.0.offset());
        Self {
            as_of,
            answering,
            names,
            disputes: &[],
            possible: &[],
            agreements: &[],
            is_of_hindsight: false,
            detail: Detail::Short,
            knowledge,
            zone,
            screen: SCREEN,
            process: None,
            is_of_every: false,
            day: None,
        }
    }

    /// Returns the view of an answer about a negotiation.
    pub(crate) fn of(envelope: &'a Envelope, names: &'a Names) -> Self {
        Self::new(Some(&envelope.as_of), Some(&envelope.process), names)
    }

    /// Returns the view of an answer that may be of no one negotiation.
    pub(crate) fn of_any(envelope: &'a OpenEnvelope, names: &'a Names) -> Self {
        Self::new(envelope.as_of.as_ref(), envelope.process.as_ref(), names)
    }

    #[must_use]
    pub(crate) fn with(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }

    /// Returns the view that says where accounts differ.
    #[must_use]
    pub(crate) fn disputed(self, disputes: &'a [Dispute]) -> Self {
        Self { disputes, ..self }
    }

    /// Returns the view that knows what is possible.
    #[must_use]
    pub(crate) fn with_possible(self, possible: &'a [PossibleRow]) -> Self {
        Self { possible, ..self }
    }

    /// Returns the view that knows the agreements of the answer.
    #[must_use]
    pub(crate) fn with_agreements(self, agreements: &'a [StateRow]) -> Self {
        Self { agreements, ..self }
    }

    /// Returns the view of an answer about what became known later.
    #[must_use]
    pub(crate) fn of_hindsight(self) -> Self {
        Self { is_of_hindsight: true, ..self }
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

    /// Returns the view below a heading that speaks of a day.
    #[must_use]
    pub(crate) fn of_day(self, day: Option<NaiveDate>) -> Self {
        Self { day, ..self }
    }

    /// Returns the view of the rows of one process.
    #[must_use]
    pub(crate) fn of_process(self, process: &'a Key) -> Self {
        Self { process: Some(process), ..self }
    }

    /// Returns whether what is of a process is told: it is the one in view. What belongs to no process stands with the one
    /// that answers.
    pub(crate) fn tells(&self, process: Option<&Key>) -> bool {
        self.process.is_none() || self.process == process.or(self.answering)
    }

    /// Returns the process of a row where it is not the one that answers.
    pub(crate) fn other_process(&self, process: Option<&'a Key>) -> Option<&'a Key> {
        process.filter(|process| Some(*process) != self.answering)
    }

    /// Returns the name to show for a key.
    pub(crate) fn name(&self, key: &'a Key) -> &'a str {
        self.names.get(key.as_str())
    }

    /// Returns the name to show for a key that is written as text.
    pub(crate) fn name_of(&self, key: &'a str) -> &'a str {
        self.names.get(key)
    }

    /// Returns the name to show for a place with that of the one that it is part of.
    pub(crate) fn place(&self, key: &Key) -> String {
        self.names.place(key.as_str())
    }

    /// Returns the names of some keys as `A, B and C`.
    pub(crate) fn names(&self, keys: impl IntoIterator<Item = &'a Key>) -> String {
        let names: Vec<&str> = keys.into_iter().map(|key| self.name(key)).collect();
        joined(&names)
    }

    /// Returns claimants as `A, the source and somebody unnamed`.
    pub(crate) fn claimants(&self, claimants: impl IntoIterator<Item = &'a Claimant>) -> String {
        let names: Vec<&str> = claimants.into_iter().map(|claimant| self.claimant(claimant)).collect();
        joined(&names)
    }

    pub(crate) fn claimant(&self, claimant: &'a Claimant) -> &'a str {
        match claimant {
            Claimant::Source => "the source",
            Claimant::Unstated => "somebody unnamed",
            Claimant::Actor(key) => self.name(key),
        }
    }

    /// Returns whose word something is, as `A, the source and somebody unnamed`; of several sources which one.
    pub(crate) fn claimants_of(&self, word: impl Into<Word<'a>>) -> String {
        let word = word.into();
        self.claimants_at(word, word.attributed_to)
    }

    /// Returns claimants of something, of several sources which one.
    pub(crate) fn claimants_at(
        &self,
        word: impl Into<Word<'a>>,
        claimants: impl IntoIterator<Item = &'a Claimant>,
    ) -> String {
        let sources = self.sources_of(word.into());
        let names = claimants.into_iter().flat_map(|claimant| match (claimant, sources.is_empty()) {
            (Claimant::Source, false) => sources.clone(),
            (claimant, _) => vec![self.claimant(claimant).to_owned()],
        });
        joined(&names.collect::<Vec<String>>())
    }

    /// Returns the sources by whose own word something rests on its events: the first two and how many others; none where the
    /// log has one source.
    fn sources_of(&self, word: Word<'a>) -> Vec<String> {
        const NAMED: usize = 2;
        let Some(process) = word.process.or(self.answering) else { return Vec::new() };
        let events = word.events.iter();
        let sources: Vec<&str> =
            events.flat_map(|event| self.names.sources(process.as_str(), event.as_str())).collect();
        let sources = without_repetition(&sources);
        let named =
            sources.iter().take(NAMED).map(|source| format!("\u{201c}{}\u{201d}", self.names.get(source)));
        let others = sources.len().saturating_sub(NAMED);
        named.chain((others > 0).then(|| counted(others as u64, "other source"))).collect()
    }

    /// Returns whether the negotiation cites several sources, so that "the source" says too little.
    pub(crate) fn has_several_sources(&self) -> bool {
        self.answering.is_some_and(|process| self.names.has_several_sources(process.as_str()))
    }

    /// Says whose word a line is that names nobody.
    pub(crate) fn where_nobody_is_named(&self) -> String {
        let of_several = if self.has_several_sources() { " of that event" } else { "" };
        format!("where no claimant is named, the source{of_several} itself says it")
    }

    /// Returns whose word something is, `None` if it is the source's alone; in full where a log has several sources.
    pub(crate) fn told_by(&self, word: impl Into<Word<'a>>) -> Option<String> {
        self.told(word).map(|(how, claimants)| format!("{how} {claimants}"))
    }

    /// Returns the same with apart how it is theirs.
    pub(crate) fn told(&self, word: impl Into<Word<'a>>) -> Option<(&'static str, String)> {
        let word = word.into();
        let claimants = word.attributed_to;
        let is_told = claimants.iter().any(|claimant| *claimant != Claimant::Source)
            || self.detail == Detail::Full && !claimants.is_empty() && !self.sources_of(word).is_empty();
        is_told.then(|| match word.is_sum {
            true => ("added up here", format!("from figures of {}", self.claimants_of(word))),
            false => ("according to", self.claimants_of(word)),
        })
    }

    /// Returns a short item with whose word it is, what is in doubt, and its deciding event.
    pub(crate) fn brief(&self, row: &'a StateRow, mut text: String) -> Item {
        if let Some(told_by) = self.told_by(row) {
            text.push_str(&format!(", {told_by}"));
        }
        self.briefly(row, &text)
    }

    /// Returns a short item whose text names the claimants itself.
    pub(crate) fn briefly(&self, row: &'a StateRow, text: &str) -> Item {
        Item::new(format!("{text}{} {}", self.doubts(row), evidence(row)))
    }

    /// Returns in words how a row stands by its word for that, and behind that what may make it otherwise.
    pub(crate) fn standing(&self, row: &'a StateRow, word: &str) -> String {
        format!("{}{}", stands(&row.grounds, word), self.otherwise(row))
    }

    /// Returns whether the text may name what is only possible. Of what was known by some moment it may not: the key or
    /// the date of an entry gives away what was told later. Hindsight is about just that.
    pub(crate) fn names_possible(&self) -> bool {
        let is_of_knowledge = self.as_of.is_some_and(|as_of| as_of.point.known != Until::All);
        !is_of_knowledge || self.is_of_hindsight
    }

    /// Returns the possible events that may make a row otherwise, all of them where all is told.
    pub(crate) fn otherwise(&self, row: &StateRow) -> String {
        self.may_have_changed(&row.grounds.maybe)
    }

    /// Returns the possible events that may have changed something, all of them where all is told.
    pub(crate) fn may_have_changed(&self, maybe: &[Key]) -> String {
        match self.detail {
            _ if maybe.is_empty() || !self.names_possible() => String::new(),
            Detail::Short => format!(" (may have changed: {})", first_and_count(maybe)),
            Detail::Full => format!(" (may have changed: {})", listed(maybe)),
        }
    }

    /// Returns the same of a row whose text does not say how it stands, and so not what may make that otherwise.
    fn otherwise_at_all(&self, row: &StateRow) -> String {
        if row.value.facets().says_how_it_stands() { String::new() } else { self.otherwise(row) }
    }

    /// Returns the marks behind a row: what is inferred, unless its dates say so, what may change it, which of several
    /// events came last.
    pub(crate) fn marks(&self, row: &StateRow, is_dated_as_inferred: bool) -> String {
        let grounds = &row.grounds;
        let of_dates = inferred(&grounds.events, &grounds.inferred).filter(|_| !is_dated_as_inferred);
        let mark = link_inferred(row).or(of_dates).unwrap_or_default();
        let undecided = undecided(grounds).map_or(String::new(), |undecided| format!(" ({undecided})"));
        format!("{mark}{}{undecided}", self.otherwise_at_all(row))
    }

    /// Adds to an item who confirms the row, denies it or has done neither, what others say, and where accounts differ.
    pub(crate) fn responses(&self, row: &'a StateRow, item: &mut Item) {
        let grounds = &row.grounds;
        let silent = row.value.facets().unvouched();
        if !silent.is_empty() {
            item.fact("not confirmed", format!("by {}", self.names(silent)));
        }
        self.denials(row).into_iter().for_each(|denial| item.fact("denied by", denial));
        // Who denies an allegation is said of that, and not of the row.
        if row.value.facets().denials().is_empty() && !grounds.denied_by.is_empty() {
            item.fact("denied in", listed(&grounds.denied_by));
        }
        if !grounds.confirmed_by.is_empty() {
            item.fact("confirmed in", listed(&grounds.confirmed_by));
        }
        self.reports(row, item);
        self.disputes(row).into_iter().for_each(|dispute| item.fact(DISPUTED, dispute));
    }
}

/// Returns the mark of a promise of which links are inferred.
fn link_inferred(row: &StateRow) -> Option<&'static str> {
    let Value::Commitment(commitment) = &row.value else { return None };
    let mut linked = commitment.deliveries.iter().filter(|lot| lot.link_inferred).peekable();
    linked.peek()?;
    let only: Vec<&Key> =
        linked.filter(|lot| !lot.occurred.when.is_inferred()).map(|lot| &lot.event).collect();
    let is_link_alone = row.grounds.inferred.iter().all(|event| only.contains(&event));
    Some(if is_link_alone { " (some links inferred)" } else { " (some dates and links inferred)" })
}

#[cfg(test)]
mod tests {
    use super::super::page::plainly;
    use super::super::tests::agreement;
    use super::*;

    #[test]
    fn a_row_says_what_to_keep_in_mind() {
        let row = agreement();
        let names = Names::default();
        let item = crate::text::state::item(&View::new(None, None, &names).with(Detail::Full), &row);
        assert_eq!(plainly(&item.line()), "a (some dates inferred) (may have changed: c) [a, b]");
        let below: Vec<String> = item.below.iter().map(|note| plainly(&note.line())).collect();
        assert_eq!(
            below,
            [
                "stage: no own word of the parties",
                "according to: umerov and the source",
                "between: not stated",
                "not confirmed: by russia",
                "denied in: d",
                "reported by: somebody unnamed [e], not in their own word: not held",
            ]
        );
    }
}
