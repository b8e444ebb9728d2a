//! Whose side an actor speaks on: by the memberships of the process at the time in question, and by the registry where
//! these say nothing.
//!
//! Nobody is on two sides at a time. Joining a body of another party ends the former; joining a coalition, a process
//! or an agreement changes no side. A body is a party if a process lists it, or a registration names it as `party`;
//! what a party joins is a coalition, and so is a body that is neither a party nor of one. A party keeps its own side,
//! whatever it joins.

use std::collections::{HashMap, HashSet};

use asof_core::kind::{Membership, WorldKind};
use asof_core::{Bounds, Claimant, Key, Registered};
use chrono::{DateTime, Utc};

use crate::last::LastOfEach;
use crate::order::{Latest, WorldOrder};
use crate::visibility::Visibility;
use crate::visible_event::{ClockStatus, VisibleEvent};

/// How deep a chain of bodies may be; a longer one is a circle.
const DEEPEST: usize = 16;

/// On whose side somebody speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side<'k> {
    /// On this party's; on their own if they belong to none.
    Of(&'k Key),
    /// A change of side falls into the time in question.
    Undecided,
}

impl<'k> Side<'k> {
    /// Returns the party; `None` if it is undecided.
    pub(crate) fn party(self) -> Option<&'k Key> {
        match self {
            Self::Of(party) => Some(party),
            Self::Undecided => None,
        }
    }
}

/// The changes of side that the memberships of a log tell of, by process and member.
#[derive(Debug, Default)]
pub(crate) struct Sides<'a>(HashMap<&'a Key, HashMap<&'a Key, Timeline<'a>>>);

impl<'a> Sides<'a> {
    /// Reads the sides of a log by facts about its world. What the public does not know yet changes none.
    pub(crate) fn new(visibility: &Visibility<'a>, facts: &[VisibleEvent<'a>]) -> Self {
        let mut changes: HashMap<(&'a Key, &'a Key), Vec<(WorldOrder, Change<'a>)>> = HashMap::new();
        for fact in facts.iter().filter(|fact| fact.clocks.known == ClockStatus::Past) {
            if let WorldKind::Membership(membership) = &fact.assertion.kind {
                let change = Change::new(membership, fact.occurred);
                let of_member = changes.entry((fact.process, change.member)).or_default();
                of_member.push((WorldOrder::of(fact), change));
            }
        }
        if changes.is_empty() {
            return Self::default();
        }
        let parties = Parties::new(visibility, &changes);
        let mut sides: HashMap<_, HashMap<_, _>> = HashMap::new();
        for ((process, member), mut changes) in changes {
            let party = |of: &'a Key| parties.of(visibility, process, of);
            changes.retain(|(_, change)| party(change.of).is_some());
            if changes.is_empty() || parties.is_party(visibility, member) {
                continue;
            }
            changes.sort_by(|(a, _), (b, _)| a.cmp(b));
            let changes: Vec<Change<'a>> = changes.into_iter().map(|(_, change)| change).collect();
            let timeline = Timeline::new(visibility, member, &changes, party);
            sides.entry(process).or_default().insert(member, timeline);
        }
        Self(sides)
    }
}

/// A membership that begins or ends.
#[derive(Debug, Clone, Copy)]
struct Change<'a> {
    member: &'a Key,
    of: &'a Key,
    joins: bool,
    at: Bounds,
}

impl<'a> Change<'a> {
    fn new(membership: &'a Membership, at: Bounds) -> Self {
        let event = membership.event();
        let joins = matches!(membership, Membership::Joined(_));
        Self { member: &event.member, of: &event.of, joins, at }
    }
}

/// Which bodies are parties, and which are coalitions of them.
struct Parties<'a> {
    parties: HashSet<&'a Key>,
    /// By process.
    coalitions: HashSet<(&'a Key, &'a Key)>,
}

impl<'a> Parties<'a> {
    fn new<T>(
        visibility: &Visibility<'a>,
        changes: &HashMap<(&'a Key, &'a Key), Vec<(T, Change<'a>)>>,
    ) -> Self {
        let registered = visibility.registry.values().map(|(_, registered)| *registered);
        let named = |registered: &'a Registered| -> Vec<&'a Key> {
            match registered {
                Registered::Process(process) => process.parties.iter().collect(),
                Registered::Person(person) => person.party.iter().collect(),
                Registered::Body(body) => body.party.iter().collect(),
                Registered::Place(_)
                | Registered::Issue(_)
                | Registered::Source(_)
                | Registered::Spelling(_) => Vec::new(),
            }
        };
        let mut found = Self { parties: registered.flat_map(named).collect(), coalitions: HashSet::new() };
        for ((process, member), changes) in changes {
            if found.is_party(visibility, member) {
                found.coalitions.extend(changes.iter().map(|(_, change)| (*process, change.of)));
            }
        }
        found
    }

    /// Returns whether somebody is a party in their own right.
    fn is_party(&self, visibility: &Visibility<'_>, key: &Key) -> bool {
        self.parties.contains(key) && visibility.registered_above(key).is_none()
    }

    /// Returns the party that a body belongs to, by the registry; `None` of a coalition and of what is no body.
    fn of(&self, visibility: &Visibility<'a>, process: &'a Key, body: &'a Key) -> Option<&'a Key> {
        if !matches!(visibility.registry.get(body), Some((_, Registered::Body(_)))) {
            return None;
        }
        let party = visibility.registered_side(body);
        let is_coalition =
            [body, party].into_iter().any(|joined| self.coalitions.contains(&(process, joined)));
        (self.parties.contains(party) && !is_coalition).then_some(party)
    }
}

/// What a member belongs to between its changes of side.
#[derive(Debug, Clone, Copy)]
struct Belonging<'a> {
    /// The body that decides: the one joined last of those not left.
    body: Option<&'a Key>,
    /// The party of that body.
    party: Option<&'a Key>,
    /// The first of the following states that has another party.
    until: usize,
}

/// The changes of one member's side. Before change `n` the member is in state `n`.
#[derive(Debug)]
struct Timeline<'a> {
    /// The ends of the changes, in order.
    latest: Vec<Latest>,
    /// The earliest beginning of each change and of those behind it.
    earliest: Vec<Option<DateTime<Utc>>>,
    states: Vec<Belonging<'a>>,
}

impl<'a> Timeline<'a> {
    fn new(
        visibility: &Visibility<'a>,
        member: &'a Key,
        changes: &[Change<'a>],
        party: impl Fn(&'a Key) -> Option<&'a Key>,
    ) -> Self {
        let mut sides = Memberships::before(visibility, member, changes, &party);
        let mut states = vec![sides.state()];
        for change in changes {
            let of = party(change.of);
            if change.joins {
                sides.join(change.of, of);
            } else {
                sides.leave(change.of, of);
            }
            states.push(sides.state());
        }
        for at in (0..states.len()).rev().skip(1) {
            let is_same = states[at].party == states[at + 1].party;
            states[at].until = if is_same { states[at + 1].until } else { at + 1 };
        }
        let mut earliest: Vec<_> = changes.iter().map(|change| change.at.earliest_order()).collect();
        for at in (1..earliest.len()).rev() {
            earliest[at - 1] = earliest[at - 1].min(earliest[at]);
        }
        Self { latest: changes.iter().map(|change| change.at.latest_order()).collect(), earliest, states }
    }

    /// Returns the first and the last of the states that may be those of some time: they differ if a change overlaps it.
    fn between(&self, at: Bounds) -> (usize, usize) {
        let begins = (false, at.earliest);
        let first = self.latest.partition_point(|latest| at.earliest.is_some() && *latest <= begins);
        let has_begun = |earliest: &Option<DateTime<Utc>>| match (earliest, at.latest) {
            (Some(earliest), Some(latest)) => *earliest < latest,
            _ => true,
        };
        (first, self.earliest.partition_point(has_begun).max(first))
    }

    /// Returns what the member belongs to at some time; `None` if a change of side falls into it.
    fn at(&self, at: Bounds) -> Option<Belonging<'a>> {
        let (first, last) = self.between(at);
        let state = self.states[first];
        (last < state.until).then_some(state)
    }

    /// Returns whether the member may be of a party at some time.
    fn may_be_of(&self, party: Option<&Key>, at: Bounds) -> bool {
        let (mut state, last) = self.between(at);
        while state <= last {
            if self.states[state].party == party {
                return true;
            }
            state = self.states[state].until;
        }
        false
    }
}

/// What a member belongs to while its changes are told one by one.
struct Memberships<'a> {
    party: Option<&'a Key>,
    /// The bodies of that party that were joined and not left, in the order of joining.
    bodies: LastOfEach<&'a Key, &'a Key>,
    /// What the registry says, if it holds again once the first membership is left.
    otherwise: Option<(&'a Key, &'a Key)>,
}

impl<'a> Memberships<'a> {
    /// Returns what a member belonged to before its first change: what the registry says, unless the member joins
    /// just that first, or first leaves another party.
    fn before(
        visibility: &Visibility<'a>,
        member: &'a Key,
        changes: &[Change<'a>],
        party: &impl Fn(&'a Key) -> Option<&'a Key>,
    ) -> Self {
        let registered = visibility.registered_above(member);
        let root = registered.map(|body| visibility.registered_side(body));
        let mut before = Self { party: None, bodies: LastOfEach::default(), otherwise: None };
        let Some(first) = changes.first() else { return before };
        let of = party(first.of);
        match (registered, root) {
            _ if !first.joins && of != root => {
                before.join(first.of, of);
                let joins_later = changes.iter().any(|change| change.joins && party(change.of) == root);
                before.otherwise = registered.zip(root).filter(|_| !joins_later);
            }
            (Some(body), Some(root)) if !(first.joins && [body, root].contains(&first.of)) => {
                before.join(body, Some(root));
            }
            _ => {}
        }
        before
    }

    fn join(&mut self, body: &'a Key, party: Option<&'a Key>) {
        if self.party != party {
            self.bodies.clear();
        }
        self.party = party;
        self.bodies.insert(body, body);
    }

    /// Who leaves a party leaves its bodies too.
    fn leave(&mut self, body: &'a Key, party: Option<&'a Key>) {
        if self.party != party {
            return;
        }
        if Some(body) == party {
            self.bodies.clear();
        } else {
            self.bodies.remove(&body);
        }
        if self.bodies.is_empty() {
            self.party = None;
            if let Some((body, party)) = self.otherwise.take() {
                self.join(body, Some(party));
            }
        }
    }

    fn state(&self) -> Belonging<'a> {
        Belonging { body: self.bodies.last().copied(), party: self.party, until: usize::MAX }
    }
}

impl<'a> Visibility<'a> {
    /// Returns the party or body on whose side somebody speaks by the registry alone, one step up.
    fn registered_above(&self, key: &Key) -> Option<&'a Key> {
        match self.registry.get(key) {
            Some((_, Registered::Person(person))) => person.party.as_ref(),
            Some((_, Registered::Body(body))) => body.party.as_ref().or(body.part_of.as_ref()),
            _ => None,
        }
    }

    /// Returns the party on whose side a body speaks by the registry alone; itself if it names none.
    fn registered_side<'k>(&self, body: &'k Key) -> &'k Key
    where
        'a: 'k,
    {
        let above = |key: &&'k Key| self.registered_above(key);
        std::iter::successors(Some(body), above).take(DEEPEST + 1).last().unwrap_or(body)
    }

    /// Returns whether the registry has somebody as belonging to a body, straight or by another body.
    pub(crate) fn is_registered_with(&self, member: &Key, of: &Key) -> bool {
        let above = |key: &&Key| self.registered_above(key);
        std::iter::successors(self.registered_above(member), above).take(DEEPEST).any(|body| body == of)
    }

    /// Returns those whose side may go by another's: registered with them, or their members.
    pub(crate) fn behind(&self) -> HashMap<&Key, Vec<&Key>> {
        let mut behind: HashMap<&Key, Vec<&Key>> = HashMap::new();
        for member in self.registry.keys() {
            if let Some(above) = self.registered_above(member) {
                behind.entry(above).or_default().push(member);
            }
        }
        for fact in &self.facts {
            if let WorldKind::Membership(membership) = &fact.assertion.kind {
                let event = membership.event();
                behind.entry(&event.of).or_default().push(&event.member);
            }
        }
        behind
    }

    /// Returns the party on whose side somebody speaks in a process at some time.
    pub(crate) fn side_at<'k>(&'k self, process: &Key, actor: &'k Key, at: Bounds) -> Side<'k> {
        let mut side = actor;
        for _ in 0..DEEPEST {
            let next = match self.timeline(process, side).map(|timeline| timeline.at(at)) {
                Some(Some(belonging)) => belonging.body,
                Some(None) => return Side::Undecided,
                None => self.registered_above(side),
            };
            match next {
                Some(next) => side = next,
                None => break,
            }
        }
        Side::Of(side)
    }

    /// Returns the party on whose side somebody speaks at all times; `None` if a change of side can touch it.
    pub(crate) fn lasting_side<'k>(&self, process: &Key, actor: &'k Key) -> Option<&'k Key>
    where
        'a: 'k,
    {
        let mut side = actor;
        for _ in 0..DEEPEST {
            if self.timeline(process, side).is_some() {
                return None;
            }
            match self.registered_above(side) {
                Some(next) => side = next,
                None => break,
            }
        }
        Some(side)
    }

    /// Returns whether somebody speaks on a party's side at some time, or may: a change of side falls into it.
    pub(crate) fn may_be_on_side(&self, process: &Key, actor: &Key, at: Bounds, party: &Key) -> bool {
        match self.side_at(process, actor, at) {
            Side::Of(side) => side == party,
            Side::Undecided => {
                let of = Some(party).filter(|party| *party != actor);
                self.timeline(process, actor).is_none_or(|timeline| timeline.may_be_of(of, at))
            }
        }
    }

    fn timeline(&self, process: &Key, actor: &Key) -> Option<&Timeline<'a>> {
        self.sides.0.get(process)?.get(actor)
    }

    /// Returns on whose side somebody speaks when something happens.
    pub(crate) fn side<'k>(&'k self, actor: &'k Key, fact: &VisibleEvent<'_>) -> Side<'k> {
        self.side_at(fact.process, actor, fact.occurred)
    }

    /// Returns whether two speak on one side when something happens.
    pub(crate) fn is_one_side(&self, one: &Key, other: &Key, fact: &VisibleEvent<'_>) -> bool {
        self.is_one_side_at(fact.process, one, other, fact.occurred)
    }

    /// Returns whether two speak on one side in a process at some time. Everybody is on their own.
    pub(crate) fn is_one_side_at(&self, process: &Key, one: &Key, other: &Key, at: Bounds) -> bool {
        one == other || are_one(self.side_at(process, one, at), self.side_at(process, other, at))
    }

    /// Returns whether a fact is the own word of any of the actors, or the source's.
    pub(crate) fn is_own_word<'k>(
        &self,
        fact: &VisibleEvent<'_>,
        actors: impl IntoIterator<Item = &'k Key>,
    ) -> bool {
        let claimants = &fact.assertion.attributed_to;
        claimants.contains(&Claimant::Source)
            || actors.into_iter().any(|actor| {
                claimants.iter().any(|claimant| match claimant {
                    Claimant::Source | Claimant::Unstated => false,
                    Claimant::Actor(key) => self.is_one_side(key, actor, fact),
                })
            })
    }

    /// Returns the sides that have not spoken for themselves, neither in the fact nor in a confirmation of it.
    pub(crate) fn unvouched<'k>(
        &self,
        fact: &VisibleEvent<'_>,
        actors: impl IntoIterator<Item = &'k Key>,
        confirmed_by: &[Confirmer],
    ) -> Vec<Key> {
        let (mut silent, mut seen) = (Vec::new(), HashSet::new());
        for actor in actors {
            let side = self.side(actor, fact);
            let confirms = |confirmer: &Confirmer| match &confirmer.claimant {
                Claimant::Source => true,
                Claimant::Unstated => false,
                Claimant::Actor(key) => {
                    key == actor || are_one(self.side_at(fact.process, key, confirmer.known), side)
                }
            };
            let party = side.party().unwrap_or(actor);
            if !self.is_own_word(fact, [actor]) && !confirmed_by.iter().any(confirms) && seen.insert(party) {
                silent.push(party.clone());
            }
        }
        silent
    }
}

/// Somebody who confirms an event, and when the public could know that they do.
#[derive(Debug, Clone)]
pub(crate) struct Confirmer {
    pub(crate) claimant: Claimant,
    pub(crate) known: Bounds,
}

/// Returns whether two sides are certainly one.
fn are_one(one: Side<'_>, other: Side<'_>) -> bool {
    one != Side::Undecided && one == other
}
