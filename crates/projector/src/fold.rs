//! What a projection is handed to fold a slot, and what it gives back.

use std::collections::BTreeMap;

use asof_core::{Bounds, Claimant, Key};
use foldhash::HashSet;

use crate::anomaly::AnomalyCode;
use crate::companies::Companies;
use crate::parts::{Deliveries, Reached};
use crate::path::Path;
use crate::row;
use crate::row::{Dated, role};
use crate::sides::Confirmer;
use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;

/// Who confirms or denies the events of a process: event keys, by the key of their target.
pub(crate) type Responses<'a> = BTreeMap<&'a Key, Vec<Response<'a>>>;

/// A confirmation or denial that counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Response<'a> {
    pub(crate) key: &'a Key,
    pub(crate) attributed_to: &'a [Claimant],
    pub(crate) confirms: bool,
    pub(crate) inferred: bool,
    /// When the public could know of it.
    pub(crate) known: Bounds,
}

/// A slot's own few events in folding order, and what they may look up.
pub(crate) struct Fold<'f, 'a> {
    pub(crate) path: &'f Path,
    pub(crate) facts: &'f [&'f VisibleEvent<'a>],
    pub(crate) visibility: &'f Visibility<'a>,
    pub(crate) responses: &'f Responses<'a>,
    pub(crate) deliveries: &'f Deliveries<'f>,
    pub(crate) companies: &'f Companies<'a>,
}

/// What became of a slot, beside its value.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// Whose word the value is.
    pub(crate) by: Vec<Claimant>,
    pub(crate) history: Vec<Transition>,
    pub(crate) anomalies: Vec<Noted>,
    /// Events whose link to the slot was inferred by the encoder.
    pub(crate) inferred: Vec<Key>,
    /// Events of which an anomaly says that they are earlier than the opening one.
    pub(crate) before_opening: HashSet<Key>,
    /// What took the place of what the slot held, where that left it empty.
    pub(crate) replaced_by: Option<Path>,
}

impl Folded {
    /// Notes whose word moved the slot, and to what.
    pub(crate) fn turn(&mut self, fact: &VisibleEvent<'_>, value: &(impl ToString + ?Sized)) {
        self.by = fact.assertion.attributed_to.clone();
        self.note(fact, value);
    }

    /// Notes what an event made of the slot, whosever word that is.
    pub(crate) fn note(&mut self, fact: &VisibleEvent<'_>, value: &(impl ToString + ?Sized)) {
        self.history.push(Transition { event: fact.key.clone(), value: value.to_string() });
    }

    /// Adds claimants to those whose word the value is.
    pub(crate) fn add_claimants(&mut self, claimants: &[Claimant]) {
        for claimant in claimants {
            if !self.by.contains(claimant) {
                self.by.push(claimant.clone());
            }
        }
    }

    /// Notes what the slot as a whole could not accept.
    pub(crate) fn anomaly(&mut self, code: AnomalyCode, message: String) {
        self.anomalies.push(Noted { code, message, events: Vec::new() });
    }

    /// Notes what the slot could not accept of some events.
    pub(crate) fn anomaly_of(&mut self, code: AnomalyCode, events: &[&Key], message: String) {
        let events = events.iter().map(|key| (*key).clone()).collect();
        self.anomalies.push(Noted { code, message, events });
    }
}

/// What a slot could not accept.
#[derive(Debug)]
pub(crate) struct Noted {
    pub(crate) code: AnomalyCode,
    pub(crate) message: String,
    /// The events that it is about; none where it is about the slot as a whole.
    pub(crate) events: Vec<Key>,
}

/// Events of a slot of which the last decides, with what each would leave: the numbers of facts of the slot.
pub(crate) type Rivals = Vec<(usize, String)>;

/// How many events a message names before it counts the others.
const NAMED: usize = 5;

/// Returns so many of some keys, and how many others there are.
pub(crate) fn few<'k>(keys: impl ExactSizeIterator<Item = &'k Key>, named: usize) -> String {
    let others = keys.len().saturating_sub(named);
    let mut said: Vec<String> = keys.take(named).map(|key| format!("`{key}`")).collect();
    if others > 0 {
        said.push(format!("{others} more"));
    }
    said.join(", ")
}

impl<'f, 'a> Fold<'f, 'a> {
    /// Returns the last segment of the path: the key of what the slot is about.
    pub(crate) fn key(&self) -> &'f str {
        self.path.segments().last().unwrap_or_default()
    }

    /// Returns the confirmations of an event that count.
    pub(crate) fn confirmations(&self, fact: &VisibleEvent<'_>) -> Vec<Key> {
        let responses = self.responses.get(fact.key).into_iter().flatten();
        responses.filter(|response| response.confirms).map(|response| response.key.clone()).collect()
    }

    /// Returns the claimants who confirm an event.
    pub(crate) fn confirmers(&self, fact: &VisibleEvent<'_>) -> Vec<Confirmer> {
        let responses = self.responses.get(fact.key).map_or(&[][..], Vec::as_slice);
        let confirming = responses.iter().filter(|response| response.confirms);
        let by = confirming.flat_map(|response| response.attributed_to.iter().map(|by| (by, response.known)));
        by.map(|(claimant, known)| Confirmer { claimant: claimant.clone(), known }).collect()
    }

    /// Returns what a fact delivers on the commitment of the slot; `None` if nothing.
    pub(crate) fn delivered_by(&self, fact: &VisibleEvent<'_>) -> Option<Reached> {
        self.deliveries.on(self.key(), fact)
    }

    /// Returns the events that would leave something if they came last, each with what.
    pub(crate) fn rivals<S: ToString>(
        &self,
        mut outcome: impl FnMut(&'f VisibleEvent<'a>) -> Option<S>,
    ) -> Rivals {
        let facts = self.facts.iter().enumerate();
        facts.filter_map(|(number, fact)| Some((number, outcome(fact)?.to_string()))).collect()
    }

    /// Returns the event that opened the slot, which folds first.
    pub(crate) fn opening(&self) -> Option<&'f VisibleEvent<'a>> {
        self.facts.first().copied().filter(|fact| fact.key.as_str() == self.key())
    }

    /// Returns the event that opened the slot, or notes that there is none.
    pub(crate) fn opener(&self, folded: &mut Folded, what: &str) -> Option<&'f VisibleEvent<'a>> {
        let opening = self.opening();
        if opening.is_none() {
            let keys = few(self.facts.iter().map(|fact| fact.key), NAMED);
            let message = format!("{keys} without the {what} `{}`", self.key());
            folded.anomaly(AnomalyCode::NotOpened, message);
        }
        opening
    }

    /// Notes the events that their bounds prove earlier than the opening one.
    pub(crate) fn check_order(&self, opener: &VisibleEvent<'_>, folded: &mut Folded) {
        for fact in self.facts.iter().filter(|fact| fact.occurred.is_over_before(opener.occurred)) {
            let message = format!("`{}` is earlier than `{}`, which opened it", fact.key, opener.key);
            folded.anomaly_of(AnomalyCode::BeforeOpening, &[opener.key, fact.key], message);
            folded.before_opening.insert(fact.key.clone());
        }
    }
}

row! {
    /// One turn in the history of a row.
    pub struct Transition as "Transition" {
        /// The event.
        event: Key as role::Event,
        /// What the row became.
        value: String as role::Prose,
    }
}

row! {
    /// Another's word, which stands beside a row and moves nothing.
    pub struct Reported as "Reported" {
        /// Whose word it is.
        attributed_to: Vec<Claimant> as role::Claimants,
        /// What they say, in the words that the row has for its own status.
        status: String as role::Prose,
        /// The event.
        event: Key as role::Event,
    }
}

impl Reported {
    pub(crate) fn new(fact: &VisibleEvent<'_>, status: &(impl ToString + ?Sized)) -> Self {
        Self {
            attributed_to: fact.assertion.attributed_to.clone(),
            status: status.to_string(),
            event: fact.key.clone(),
        }
    }
}

/// Returns when a fact occurred: as written, with its bounds as they are narrowed.
pub(crate) fn occurred(fact: &VisibleEvent<'_>) -> Dated {
    Dated {
        when: fact.assertion.occurred.when().clone(),
        bounds: fact.occurred,
        narrowed_by: fact.narrowed_by.iter().map(|by| by.name(fact.process)).collect(),
        zone: fact.zone,
    }
}

/// Returns a date of a fact, read in the zone of its process.
pub(crate) fn dated(when: &asof_core::When, fact: &VisibleEvent<'_>) -> Dated {
    Dated::written(when.clone(), fact.zone)
}
