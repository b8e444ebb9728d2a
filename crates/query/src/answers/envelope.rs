//! What the answers share: the point, the counts, what is possible, where accounts differ.

use asof_core::kind::Force;
use asof_core::{Key, Text};
use asof_projector::{Counted, Possible, role, row};

use crate::answers::sentence::{AsOfRow, as_of_row_of_every};
use crate::ask::query::{ResolvedForAll, ResolvedQuery};
use crate::source::names::Names;
use crate::source::process::ProcessChoice;

row! {
    /// What every answer about a negotiation begins with.
    pub struct Envelope as "Envelope" {
        /// What part of the log was asked.
        as_of: AsOfRow as role::One,
        /// The negotiation that answers, by its key.
        process: Key,
        /// The title of that negotiation.
        process_name: String as role::Prose,
        /// The other negotiations of its chain, newest first.
        others: Vec<Key>,
        /// Those of them that come after it in the chain, newest first.
        continued_by: Vec<Key>,
        /// Why that negotiation answers.
        chosen: ProcessChoice,
        /// How many events of the negotiation there are, and how many of them count.
        counted: Counted as role::One,
    }
}

row! {
    /// What an answer begins with that is about one negotiation or about every one of the log.
    pub struct WideEnvelope as "WideEnvelope" {
        /// What part of the log was asked.
        as_of: AsOfRow as role::One,
        /// The negotiation that answers, by its key; null if every negotiation is read.
        process: Option<Key>,
        /// The title of that negotiation; null if every negotiation is read.
        process_name: Option<String> as role::Prose,
        /// The other negotiations of its chain, newest first; empty if every negotiation is read.
        others: Vec<Key>,
        /// Those of them that come after it in the chain, newest first.
        continued_by: Vec<Key>,
        /// Why that negotiation answers, or that every one is read.
        chosen: ProcessChoice,
        /// How many events of the negotiation, or of every one, there are, and how many of them count.
        counted: Counted as role::One,
    }
}

row! {
    /// What an answer begins with that may be of no one negotiation.
    #[derive(Default)]
    pub struct OpenEnvelope as "OpenEnvelope" {
        /// What part of the log was asked; null if the answer is of no one negotiation.
        as_of: Option<AsOfRow> as role::Rows,
        /// The negotiation that answers, by its key; null if the answer is of no one negotiation.
        process: Option<Key>,
        /// The title of that negotiation; null if the answer is of no one negotiation.
        process_name: Option<String> as role::Prose,
        /// The other negotiations of its chain, newest first.
        others: Vec<Key>,
        /// Those of them that come after it in the chain, newest first.
        continued_by: Vec<Key>,
        /// Why that negotiation answers; null if the answer is of no one negotiation.
        chosen: Option<ProcessChoice>,
        /// How many events of the negotiation there are, and how many of them count; null if the answer is of no one
        /// negotiation.
        counted: Option<Counted> as role::Rows,
    }
}

impl Envelope {
    pub(crate) fn new(asked: &ResolvedQuery, names: &Names, counted: Counted) -> Self {
        Self {
            as_of: asked.as_of_row(),
            process: asked.process.clone(),
            process_name: names.get(asked.process.as_str()).to_owned(),
            others: asked.others.clone(),
            continued_by: asked.later.clone(),
            chosen: asked.why,
            counted,
        }
    }

    pub(crate) fn chosen(&self) -> Option<(&Key, ProcessChoice)> {
        Some((&self.process, self.chosen))
    }
}

impl WideEnvelope {
    /// Returns the envelope of an answer about every process of a log.
    pub(crate) fn of_every(asked: &ResolvedForAll, counted: Counted) -> Self {
        Self {
            as_of: as_of_row_of_every(asked),
            process: None,
            process_name: None,
            others: Vec::new(),
            continued_by: Vec::new(),
            chosen: ProcessChoice::All,
            counted,
        }
    }

    pub(crate) fn chosen(&self) -> Option<(&Key, ProcessChoice)> {
        self.process.as_ref().map(|process| (process, self.chosen))
    }
}

impl From<Envelope> for WideEnvelope {
    fn from(envelope: Envelope) -> Self {
        Self {
            as_of: envelope.as_of,
            process: Some(envelope.process),
            process_name: Some(envelope.process_name),
            others: envelope.others,
            continued_by: envelope.continued_by,
            chosen: envelope.chosen,
            counted: envelope.counted,
        }
    }
}

impl OpenEnvelope {
    pub(crate) fn chosen(&self) -> Option<(&Key, ProcessChoice)> {
        self.process.as_ref().zip(self.chosen)
    }
}

impl From<Envelope> for OpenEnvelope {
    fn from(envelope: Envelope) -> Self {
        Self {
            as_of: Some(envelope.as_of),
            process: Some(envelope.process),
            process_name: Some(envelope.process_name),
            others: envelope.others,
            continued_by: envelope.continued_by,
            chosen: Some(envelope.chosen),
            counted: Some(envelope.counted),
        }
    }
}

row! {
    /// Accounts that differ: a row that rests on one of these events is told in more than one way.
    pub struct Dispute as "Dispute" {
        /// The negotiation.
        process: Key,
        /// The discrepancy that shows them, by its key.
        discrepancy: Key,
        /// What differs, in a sentence; null if its entry has none.
        summary: Option<Text> as role::Prose,
        /// The events of the negotiation that it is about.
        events: Vec<Key>,
        /// The reading that the log uses; null if none.
        followed: Option<Text> as role::Prose,
    }
}

row! {
    /// An event that may have happened or been known by the point, and what it says of a position.
    pub struct PossibleRow as "Possible" {
        /// The negotiation.
        process: Key,
        /// The event.
        possible: Possible as role::Flat,
        /// Of a position, what the party wants; null of all else.
        stance: Option<Text> as role::Prose,
        /// Of a position, how firmly; null of all else.
        force: Option<Force>,
    }
}

/// Returns how many events of several processes count; the registry is that of the log.
pub(crate) fn together(counts: impl IntoIterator<Item = Counted>) -> Counted {
    counts.into_iter().fold(Counted::default(), |sum, counted| Counted {
        events: sum.events + counted.events,
        in_force: sum.in_force + counted.in_force,
        possible: sum.possible + counted.possible,
        registered: sum.registered + counted.registered,
    })
}
