//! Which rows of a state to show: its parts, an issue, a party, what is still open.

use std::collections::HashMap;

use asof_core::{Cut, Event, Key, Reference};
use asof_projector::state::commitments::CommitmentStatus;
use asof_projector::state::meetings::MeetingStatus;
use asof_projector::state::proposals::ProposalStanding;
use asof_projector::{Family, Path, Registry, Slot, Value as SlotValue};
use serde_json::{Map, Value, json};

use crate::filter::{FilterError, actors, registered};
use crate::log::Log;
use crate::names::Names;

/// Which rows of a state to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// The parts; all of them if empty.
    pub only: Vec<Part>,
    /// Only rows about this issue: it is their own, or an event that they rest on concerns it.
    pub issue: Option<Key>,
    /// Only rows that name this party or somebody of its side; a claim names whose word it is.
    pub party: Option<Key>,
    /// Whether what is settled is shown.
    pub pending: Pending,
    /// Parts of which the reader needs to know only how many rows there are: a row may have its process alone.
    pub counted: &'static [Family],
}

/// A part of a state: the slots of a family, or what stands apart from all slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The slots of a family.
    Family(Family),
    /// What may have happened or been known; every answer about a state has it, this part has nothing else.
    Possible,
}

impl Part {
    /// Returns every part, in the order in which a state lists them.
    pub fn all() -> impl Iterator<Item = Self> {
        Family::ALL.into_iter().map(Self::Family).chain([Self::Possible])
    }

    /// Returns the name of the part, as in the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Family(family) => family.name(),
            Self::Possible => "possible",
        }
    }

    /// Returns the part with this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|part| part.name() == name)
    }
}

/// Whether what is settled is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pending {
    /// Everything.
    #[default]
    AndSettled,
    /// Only proposals undecided, commitments undelivered, meetings not yet held.
    Only,
}

/// The families of what can be pending.
const PENDING: [Family; 3] = [Family::Meetings, Family::Proposals, Family::Commitments];

impl Selection {
    /// Selects one part of a state.
    pub fn part(family: Family) -> Self {
        Self { only: vec![Part::Family(family)], ..Self::default() }
    }

    /// Selects what is still open: undecided proposals, undelivered commitments, meetings not yet held.
    pub fn pending() -> Self {
        Self { only: PENDING.map(Part::Family).to_vec(), pending: Pending::Only, ..Self::default() }
    }

    /// Checks that the issue and the party are in the log.
    ///
    /// # Errors
    ///
    /// One of them is not, with the nearest that there are.
    pub fn check(&self, log: &Log) -> Result<(), FilterError> {
        registered(log, "issue", self.issue.as_ref(), &["issue"])?;
        registered(log, "party", self.party.as_ref(), &["body"])
    }

    /// Returns whether a family is shown.
    pub(crate) fn contains(&self, family: Family) -> bool {
        self.only.is_empty() || self.only.contains(&Part::Family(family))
    }

    /// Returns the selection as the contract has it, with how many rows of the families shown it left out.
    pub(crate) fn json(&self, names: &Names, left_out: usize) -> Value {
        names.beside(json!({
            "issue": self.issue,
            "party": self.party,
            "pending": self.pending == Pending::Only,
            "left_out": left_out,
        }))
    }
}

/// A selection at work on the rows of a log's states.
pub(crate) struct Selecting<'l> {
    selection: &'l Selection,
    events: HashMap<(Option<&'l Key>, &'l Key), &'l Event>,
    registry: Option<Registry<'l>>,
}

/// The fields of a row that hold persons or bodies. Whose word a row is, is not what it is about.
const ACTORS: [&str; 23] = [
    "party",
    "who",
    "person",
    "head",
    "chair",
    "host",
    "speaker",
    "on_behalf_of",
    "through",
    "answered_by",
    "from",
    "to",
    "list_of",
    "part_of",
    "declared_by",
    "owed_by",
    "owed_to",
    "tabled_by",
    "parties",
    "mediators",
    "supporters",
    "delegated_to",
    "unvouched",
];

impl<'l> Selecting<'l> {
    pub(crate) fn new(selection: &'l Selection, log: &'l Log, cut: &Cut) -> Self {
        let registry = selection.party.is_some().then(|| Registry::new(log.events(), cut));
        let needs_events = selection.party.is_some() || selection.issue.is_some();
        let events = log.events().iter().filter(|_| needs_events);
        let events = events.map(|event| ((event.draft.process(), &event.draft.key), event)).collect();
        Self { selection, events, registry }
    }

    /// Returns whether only what is still open is shown.
    pub(crate) fn is_of_the_pending(&self) -> bool {
        self.selection.pending == Pending::Only
    }

    /// Returns whether the rows of a family are wanted with all their fields.
    pub(crate) fn needs_fields(&self, family: Family) -> bool {
        // Which rows name a party is seen in their fields.
        self.selection.party.is_some() || !self.selection.counted.contains(&family)
    }

    /// Returns whether a slot, of which this is the row, is shown.
    pub(crate) fn shows(&self, process: &Key, path: &Path, slot: &Slot, row: &Map<String, Value>) -> bool {
        let Selection { issue, party, pending, .. } = self.selection;
        (*pending == Pending::AndSettled || is_pending(&slot.value))
            && issue.as_ref().is_none_or(|issue| self.concerns(process, path, slot, issue))
            && party.as_ref().is_none_or(|party| self.names(process, path, slot, row, party))
    }

    /// Returns whether a slot is about an issue. Where the talks stand, and their rounds, are about all of them.
    fn concerns(&self, process: &Key, path: &Path, slot: &Slot, issue: &Key) -> bool {
        let cites = |event: &Event| {
            let cited = event.draft.references();
            cited.iter().any(|cited| matches!(cited.reference, Reference::Issue(key) if key == issue))
        };
        is_about_all(path.family()) || self.rests_on(process, slot).any(cites)
    }

    /// Returns whether a slot names somebody of a party's side.
    fn names(&self, process: &Key, path: &Path, slot: &Slot, row: &Map<String, Value>, party: &Key) -> bool {
        let of_side = |actor: &str| {
            let registry = self.registry.as_ref();
            actor.parse::<Key>().is_ok_and(|actor| registry.is_some_and(|all| all.side(&actor) == party))
        };
        let cites = |event: &Event| actors(event).into_iter().any(|actor| of_side(actor.as_str()));
        match path.family() {
            family if is_about_all(family) => true,
            Family::Claims | Family::Discrepancies | Family::Anomalies => {
                self.rests_on(process, slot).any(cites)
            }
            Family::Bodies => path.segments().any(of_side),
            _ => row.iter().any(|(field, value)| names_any(field, value, &of_side)),
        }
    }

    /// Returns the events that a slot rests on, and those that a discrepancy is about.
    fn rests_on(&self, process: &Key, slot: &Slot) -> impl Iterator<Item = &'l Event> {
        let about = match &slot.value {
            SlotValue::Discrepancy(value) => {
                value.discrepancy.named().map(|named| named.resolve(process)).collect()
            }
            _ => Vec::new(),
        };
        let own = slot.events.iter().map(|key| (process, key));
        let found = own.chain(about).filter_map(|(process, key)| self.events.get(&(Some(process), key)));
        found.copied().collect::<Vec<_>>().into_iter()
    }
}

/// Returns whether a family is about the talks as a whole, whatever issue or party is asked for.
fn is_about_all(family: Family) -> bool {
    matches!(family, Family::Status | Family::Rounds)
}

/// Returns whether a field, or one within it, names an actor that passes.
fn names_any(field: &str, value: &Value, passes: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::String(actor) => ACTORS.contains(&field) && passes(actor),
        Value::Array(items) => items.iter().any(|item| names_any(field, item, passes)),
        Value::Object(fields) => fields.iter().any(|(field, value)| names_any(field, value, passes)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Returns whether something is still to come of a slot.
fn is_pending(value: &SlotValue) -> bool {
    match value {
        SlotValue::Meeting(meeting) => {
            matches!(meeting.status, MeetingStatus::Proposed | MeetingStatus::Scheduled)
        }
        SlotValue::Proposal(proposal) => {
            matches!(proposal.standing, ProposalStanding::Open | ProposalStanding::UnderConsideration)
        }
        SlotValue::Commitment(commitment) => {
            !matches!(commitment.status, Some(CommitmentStatus::Fulfilled | CommitmentStatus::Withdrawn))
        }
        _ => false,
    }
}
