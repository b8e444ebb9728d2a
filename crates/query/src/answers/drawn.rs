//! What each picture draws: rows that other answers have too, chosen in one place for everybody who draws them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use asof_core::{EventId, Key, Registered};
use asof_projector::{Collection, StateRow, Value};

use crate::answers::envelope::Envelope;
use crate::answers::history::{Move, Moving, moves};
use crate::answers::log::{EventRow, counted_or_not, listed_by_each};
use crate::answers::state::state;
use crate::ask::filter::{Filter, Order};
use crate::ask::query::ResolvedQuery;
use crate::ask::selection::{Selection, StatePart};
use crate::ask::state_path::StatePath;
use crate::source::log::Log;
use crate::source::names::Names;

asof_core::words! {
    /// A picture of a negotiation.
    pub enum Picture {
        /// When things happened against when the public could know of them.
        Knowledge = "knowledge",
        /// Who did what, and when.
        Timeline = "timeline",
        /// What was promised against what was delivered.
        Deliveries = "deliveries",
        /// Who was on the delegations, meeting by meeting.
        Delegations = "delegations",
    }
}

impl Picture {
    /// Returns what it shows, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Knowledge => "When it happened, and when it was public",
            Self::Timeline => "Who did what, and when",
            Self::Deliveries => "Promised and delivered",
            Self::Delegations => "Who sat at the table",
        }
    }

    /// Returns the command that lists in words what it draws.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Knowledge | Self::Timeline => "log",
            Self::Deliveries => "commitments",
            Self::Delegations => "delegations",
        }
    }
}

/// What a picture draws.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// What every answer begins with.
    pub envelope: Envelope,
    /// Only what concerns this issue is drawn; `None` for all.
    pub issue: Option<Key>,
    /// Only what names this party or somebody of its side is drawn; `None` for all.
    pub party: Option<Key>,
    /// The names to show for keys.
    pub names: Names,
    /// What is drawn.
    pub marks: Marks,
}

impl Drawn {
    /// Returns which picture it is.
    pub fn picture(&self) -> Picture {
        match &self.marks {
            Marks::Knowledge(_) => Picture::Knowledge,
            Marks::Timeline { .. } => Picture::Timeline,
            Marks::Deliveries { .. } => Picture::Deliveries,
            Marks::Delegations { .. } => Picture::Delegations,
        }
    }
}

/// The marks of a picture, a variant each.
#[derive(Debug, Clone)]
pub enum Marks {
    /// Every event, also those that do not count at the point, each with its standing and its dates there.
    Knowledge(Vec<EventRow>),
    /// The events that count or may count, in lanes, and the rounds that were held.
    Timeline {
        /// A lane for each party, then for the other sides that have most events, then for the rest.
        lanes: Vec<Lane>,
        /// The rounds, as rows of the state.
        rounds: Vec<StateRow>,
    },
    /// The promises with figures.
    Deliveries {
        /// Each promise of which a number is promised or something was delivered.
        promises: Vec<Promise>,
        /// How many other promises there are.
        others: usize,
    },
    /// Who was on which delegation.
    Delegations {
        /// The lists, as rows of the state.
        delegations: Vec<StateRow>,
        /// The meetings, as rows of the state.
        meetings: Vec<StateRow>,
        /// The parties of the negotiation, as it is registered.
        parties: Vec<Key>,
    },
}

/// The events of one party.
#[derive(Debug, Clone)]
pub struct Lane {
    /// The party; `None` for what names nobody of any.
    pub party: Option<Key>,
    /// Its events, by when they happened.
    pub events: Vec<EventRow>,
}

/// A promise, and how what was delivered on it grew.
#[derive(Debug, Clone)]
pub struct Promise {
    /// Its row in the state at the point.
    pub row: StateRow,
    /// Each change of what is promised, at the first moment at which it holds.
    pub promised: Vec<Move>,
    /// Each change of what was delivered, likewise.
    pub delivered: Vec<Move>,
}

/// Returns what a picture draws as of a point. Of the selection only the issue and the party are asked.
pub fn drawn(log: &Log, asked: &ResolvedQuery, picture: Picture, selection: &Selection) -> Drawn {
    let Selection { issue, party, .. } = selection;
    let filter =
        Filter { order: Order::Occurred, issue: issue.clone(), party: party.clone(), ..Filter::default() };
    let stood = |parts: &[Collection]| {
        let only = parts.iter().copied().map(StatePart::Collection).collect();
        state(
            log,
            asked,
            &Selection { only, issue: issue.clone(), party: party.clone(), ..Selection::default() },
        )
    };
    let marks = match picture {
        Picture::Knowledge => Marks::Knowledge(counted_or_not(log, asked, &filter)),
        Picture::Timeline => {
            let stood = stood(&[Collection::Rounds]);
            let rounds = stood.parts.get(Collection::Rounds).unwrap_or_default().to_vec();
            Marks::Timeline { lanes: lanes(log, asked, &filter, &stood.parties), rounds }
        }
        Picture::Deliveries => {
            let stood = stood(&[Collection::Commitments]);
            deliveries(log, asked, stood.parts.get(Collection::Commitments).unwrap_or_default())
        }
        Picture::Delegations => {
            let stood = stood(&[Collection::Delegations, Collection::Meetings]);
            let rows = |collection| stood.parts.get(collection).unwrap_or_default().to_vec();
            Marks::Delegations {
                delegations: rows(Collection::Delegations),
                meetings: rows(Collection::Meetings),
                parties: stood.parties.clone(),
            }
        }
    };
    let counted = log.as_of(&asked.as_of).counted(&asked.process);
    Drawn {
        envelope: Envelope::new(asked, log.names(), counted),
        issue: issue.clone(),
        party: party.clone(),
        names: log.names().clone(),
        marks,
    }
}

/// How many sides that are no party of the negotiation have a lane, and how many are asked.
const OTHERS: usize = 4;
const ASKED: usize = 12;

/// Returns the events of each party, those of the other sides that have most, and those that name nobody of any.
fn lanes(log: &Log, asked: &ResolvedQuery, filter: &Filter, parties: &[Key]) -> Vec<Lane> {
    let (parties, others) = match &filter.party {
        Some(party) => (vec![party.clone()], Vec::new()),
        None => (parties.to_vec(), others(log, asked, parties)),
    };
    let of_party = |party: &Key| Filter { party: Some(party.clone()), ..filter.clone() };
    let filters: Vec<Filter> = parties.iter().chain(&others).map(of_party).chain([filter.clone()]).collect();
    let mut listed = listed_by_each(log, asked, &filters).into_iter();
    let mut lane =
        |party: &Key| Lane { party: Some(party.clone()), events: listed.next().unwrap_or_default() };
    let mut lanes: Vec<Lane> = parties.iter().map(&mut lane).collect();
    let mut of_others: Vec<Lane> = others.iter().map(&mut lane).collect();
    of_others.sort_by_key(|lane| Reverse(lane.events.len()));
    of_others.truncate(OTHERS);
    lanes.extend(of_others);
    let told: HashSet<EventId> = lanes.iter().flat_map(|lane| &lane.events).map(|event| event.id).collect();
    let rest = listed.next().unwrap_or_default().into_iter().filter(|event| !told.contains(&event.id));
    lanes.push(Lane { party: None, events: rest.collect() });
    lanes.retain(|lane| !lane.events.is_empty());
    lanes
}

/// Returns sides that are no party of the negotiation: those for which most people speak.
fn others(log: &Log, asked: &ResolvedQuery, parties: &[Key]) -> Vec<Key> {
    let registry = log.as_of(&asked.as_of).registry();
    let mut speakers: BTreeMap<&Key, usize> = BTreeMap::new();
    for (_, registered) in registry.iter() {
        if let Registered::Person(person) = registered
            && let Some(party) = &person.party
            && !parties.contains(party)
        {
            *speakers.entry(party).or_default() += 1;
        }
    }
    let mut sides: Vec<(&Key, usize)> = speakers.into_iter().collect();
    sides.sort_by_key(|(side, speakers)| (Reverse(*speakers), *side));
    sides.into_iter().take(ASKED).map(|(side, _)| side.clone()).collect()
}

/// Returns the promises of which there are figures, each with its history.
fn deliveries(log: &Log, asked: &ResolvedQuery, rows: &[StateRow]) -> Marks {
    let mut promises = Vec::new();
    let mut others = 0;
    for row in rows {
        let Value::Commitment(value) = &row.value else { continue };
        if value.promised.is_none() && value.deliveries.is_empty() {
            others += 1;
            continue;
        }
        let process = row.process.clone().unwrap_or_else(|| asked.process.clone());
        let asked = ResolvedQuery { process, ..asked.clone() };
        let of = |field: &str| {
            let fact = StatePath { path: row.path.clone(), field: Some(field.to_owned()) };
            moves(log, &asked, &fact, Moving::World)
        };
        promises.push(Promise { promised: of("promised"), delivered: of("delivered"), row: row.clone() });
    }
    Marks::Deliveries { promises, others }
}
