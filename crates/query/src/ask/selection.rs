//! Which rows of a state to show: its parts, an issue, a party, what is still open.

use std::borrow::Cow;
use std::cell::OnceCell;

use asof_core::kind::{Position, WorldKind};
use asof_core::{AsOf, Bounds, Event, Key, Reference};
use asof_projector::state::ceasefires::Phase;
use asof_projector::state::commitments::CommitmentStatus;
use asof_projector::state::meetings::MeetingStatus;
use asof_projector::state::proposals::ProposalStanding;
use asof_projector::{
    Collection, Fields, Path, Possible, Registry, Slot, State, Value as SlotValue, View, role, row,
};
use foldhash::{HashMap, HashSet};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use crate::ask::filter::{actors, when_told};
use crate::source::log::Log;

/// Which rows of a state to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// The parts; all of them if empty.
    pub only: Vec<StatePart>,
    /// Only rows about this issue: it is their own, or an event that they rest on concerns it.
    pub issue: Option<Key>,
    /// Only rows that name this party or somebody of its side; a claim names whose word it is.
    pub party: Option<Key>,
    /// Whether what is settled is shown.
    pub pending: Pending,
}

/// A part of a state: the slots of a collection, or what stands apart from all slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatePart {
    /// The slots of a collection.
    Collection(Collection),
    /// What may have happened or been known; every answer about a state has it, this part has nothing else.
    Possible,
}

impl StatePart {
    /// Returns every part, in the order in which a state lists them.
    pub fn all() -> impl Iterator<Item = Self> {
        Collection::ALL.into_iter().map(Self::Collection).chain([Self::Possible])
    }

    /// Returns the name of the part, as in the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Collection(collection) => collection.name(),
            Self::Possible => "possible",
        }
    }

    /// Returns the part with this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|part| part.name() == name)
    }
}

impl Serialize for StatePart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl JsonSchema for StatePart {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Part".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = Self::all().map(Self::name).collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

/// Whether what is settled is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pending {
    /// Everything.
    #[default]
    AndSettled,
    /// Only proposals undecided, commitments undelivered, meetings not yet held, ceasefires not yet in effect.
    Only,
}

/// The collections of what can be pending.
pub(crate) const PENDING: [Collection; 4] =
    [Collection::Meetings, Collection::Proposals, Collection::Commitments, Collection::Ceasefires];

impl Selection {
    /// Selects one part of a state.
    pub fn part(collection: Collection) -> Self {
        Self { only: vec![StatePart::Collection(collection)], ..Self::default() }
    }

    /// Selects what is still open: undecided proposals, undelivered commitments, meetings not yet held, ceasefires announced
    /// of which no beginning or end is on record.
    pub fn pending() -> Self {
        Self { only: PENDING.map(StatePart::Collection).to_vec(), pending: Pending::Only, ..Self::default() }
    }

    /// Returns the collections named; all of them are shown if there is none.
    pub(crate) fn collections(&self) -> Vec<Collection> {
        let named = self.only.iter().filter_map(|part| match part {
            StatePart::Collection(collection) => Some(*collection),
            StatePart::Possible => None,
        });
        named.collect()
    }

    /// Returns whether a collection is shown.
    pub(crate) fn contains(&self, collection: Collection) -> bool {
        self.only.is_empty() || self.only.contains(&StatePart::Collection(collection))
    }

    /// Returns the selection as a row, with how many rows of the collections shown it left out, and how many possible events.
    pub(crate) fn selected(&self, left_out: &LeftOut) -> Selected {
        Selected {
            issue: self.issue.clone(),
            party: self.party.clone(),
            pending: self.pending == Pending::Only,
            left_out: left_out.rows.len(),
            possible_left_out: left_out.possible,
        }
    }
}

row! {
    /// Which rows of the parts shown are shown.
    pub struct Selected as "Selected" {
        /// Only those about this issue; null for all.
        issue: Option<Key> as role::Named,
        /// Only those that name this party or somebody of its side; null for all.
        party: Option<Key> as role::Actor,
        /// Whether only what is still open: proposals undecided, commitments undelivered, meetings not yet held,
        /// ceasefires announced without a beginning or end on record.
        pending: bool,
        /// How many rows of those parts were left out; of a difference how many rows that changed, of hindsight those and
        /// the outcomes.
        left_out: usize,
        /// How many possible events were left out.
        possible_left_out: usize,
    }
}

/// How much a selection left out of what was asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct LeftOut {
    /// Rows, each with its process: those of a state, or those that changed or of which something was expected.
    pub(crate) rows: HashSet<(Key, Path)>,
    /// Possible events.
    pub(crate) possible: usize,
}

/// A selection at work on the rows of a log's states.
pub(crate) struct Selecting<'l> {
    selection: &'l Selection,
    /// The events by process and key, looked up only where rows are selected by what they rest on.
    events: OnceCell<HashMap<(Option<&'l Key>, &'l Key), &'l Event>>,
    registry: Option<Registry<'l>>,
    log: &'l Log,
}

impl<'l> Selecting<'l> {
    pub(crate) fn new(selection: &'l Selection, log: &'l Log, as_of: &AsOf) -> Self {
        Self::with(selection, log, || log.as_of(as_of).registry())
    }

    /// Returns a selection at work on states of a view of the log.
    pub(crate) fn in_view(selection: &'l Selection, log: &'l Log, view: &View<'l>) -> Self {
        Self::with(selection, log, || view.registry())
    }

    fn with(selection: &'l Selection, log: &'l Log, registry: impl FnOnce() -> Registry<'l>) -> Self {
        let registry = selection.party.is_some().then(registry);
        Self { selection, events: OnceCell::new(), registry, log }
    }

    fn event(&self, process: &Key, key: &Key) -> Option<&'l Event> {
        let events = self.events.get_or_init(|| {
            let events = self.log.events().iter();
            events.map(|event| ((event.draft.process(), &event.draft.key), event)).collect()
        });
        events.get(&(Some(process), key)).copied()
    }

    /// Returns whether only what is still open is shown.
    pub(crate) fn is_of_the_pending(&self) -> bool {
        self.selection.pending == Pending::Only
    }

    /// Returns whether rows of a collection are asked for.
    pub(crate) fn asks_for(&self, collection: Collection) -> bool {
        self.selection.contains(collection)
    }

    /// Returns whether a slot is shown.
    pub(crate) fn shows(&self, state: &State, path: &Path, slot: &Slot) -> bool {
        let Selection { issue, party, pending, .. } = self.selection;
        (*pending == Pending::AndSettled || is_pending(&slot.value))
            && issue.as_ref().is_none_or(|issue| self.concerns(state, path, slot, issue))
            && party.as_ref().is_none_or(|party| self.names(&state.process, path, slot, party))
    }

    /// Returns whether the row of a path is shown: as it is in the first of some states of a process that has it.
    pub(crate) fn shows_path(&self, states: [&State; 2], path: &Path) -> bool {
        let mut of_path = states.into_iter().filter_map(|state| Some((state, state.slots.get(path)?)));
        of_path.any(|(state, slot)| self.shows(state, path, slot))
    }

    /// Returns whether a possible event is shown: it is about the issue or names the party itself, or would change a row
    /// that does.
    pub(crate) fn shows_possible(&self, state: &State, possible: &Possible) -> bool {
        let Selection { issue, party, .. } = self.selection;
        if issue.is_none() && party.is_none() {
            return true;
        }
        let event = self.event(&state.process, &possible.event);
        let cites_all = event.is_some_and(|event| {
            issue.as_ref().is_none_or(|issue| cites_issue(event, issue))
                && party.as_ref().is_none_or(|party| self.cites_side(event, party))
        });
        cites_all || possible.paths.iter().any(|path| self.shows_path([state, state], path))
    }

    /// Returns the position that an event says, itself or as the replacement of a correction.
    pub(crate) fn position(&self, process: &Key, event: &Key) -> Option<&'l Position> {
        match &self.event(process, event)?.draft.assertion()?.kind {
            WorldKind::Position(position) => Some(position),
            _ => None,
        }
    }

    /// Returns whether an event names somebody of a party's side, or is their word.
    fn cites_side(&self, event: &Event, party: &Key) -> bool {
        let at = when_told(event, self.log);
        at.is_some_and(|at| actors(event).into_iter().any(|actor| self.is_on_side(actor, party, at)))
    }

    fn is_on_side(&self, actor: &Key, party: &Key, (process, at): (&Key, Option<Bounds>)) -> bool {
        let registry = self.registry.as_ref();
        registry.is_some_and(|registry| registry.may_be_on_side(process, actor, party, at))
    }

    /// Returns whether a slot is about an issue. Where the talks stand, and their rounds, are about all of them.
    fn concerns(&self, state: &State, path: &Path, slot: &Slot, issue: &Key) -> bool {
        let mut own = self
            .rests_on(&state.process, slot)
            .filter(|event| !state.is_of_a_meeting(slot, &event.draft.key));
        is_about_all(path.collection()) || own.any(|event| cites_issue(event, issue))
    }

    /// Returns whether a slot names somebody of a party's side.
    fn names(&self, process: &Key, path: &Path, slot: &Slot, party: &Key) -> bool {
        // Those whom a row names are on the side that they were on when its events happened.
        let mut told: Vec<_> =
            self.rests_on(process, slot).filter_map(|event| when_told(event, self.log)).collect();
        if told.is_empty() {
            told.push((process, None));
        }
        let of_side = |actor: &Key| told.iter().any(|at| self.is_on_side(actor, party, *at));
        let cites = |event: &Event| self.cites_side(event, party);
        match path.collection() {
            collection if is_about_all(collection) => true,
            Collection::Claims | Collection::Discrepancies | Collection::Anomalies => {
                self.rests_on(process, slot).any(cites)
            }
            Collection::Bodies => {
                path.segments().filter_map(|segment| segment.parse().ok()).any(|body| of_side(&body))
            }
            // Several who speak together are no one speaker: it is their word.
            _ if matches!(&slot.value, SlotValue::Statement(said) if said.speaker.is_none()) => {
                self.rests_on(process, slot).any(cites)
            }
            _ => {
                let mut is_named = false;
                slot.value.actors(&mut |actor| is_named |= of_side(actor));
                is_named
            }
        }
    }

    /// Returns the events that a slot rests on, and those that a discrepancy is about.
    fn rests_on(&self, process: &Key, slot: &Slot) -> impl Iterator<Item = &'l Event> {
        let about = match &slot.value {
            SlotValue::Discrepancy(value) => value.named().map(|named| named.resolve(process)).collect(),
            _ => Vec::new(),
        };
        let own = slot.events.iter().map(|key| (process, key));
        let found = own.chain(about).filter_map(|(process, key)| self.event(process, key));
        found.collect::<Vec<_>>().into_iter()
    }
}

fn cites_issue(event: &Event, issue: &Key) -> bool {
    let cited = event.draft.references();
    cited.iter().any(|cited| matches!(cited.reference, Reference::Issue(key) if key == issue))
}

/// Returns whether a collection is about the talks as a whole, whatever issue or party is asked for.
fn is_about_all(collection: Collection) -> bool {
    matches!(collection, Collection::Status | Collection::Rounds)
}

/// Returns whether something is still to come of a slot.
pub(crate) fn is_pending(value: &SlotValue) -> bool {
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
        SlotValue::Ceasefire(ceasefire) => ceasefire.phase == Some(Phase::Announced),
        _ => false,
    }
}
