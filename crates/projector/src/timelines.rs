//! Changes of side: what each member belongs to over time, by the memberships of a process.
//!
//! Joining a body of another party ends the former; joining a coalition, a process or an agreement changes no side. A
//! body is a party if a process lists it, or a registration names it as `party`; what a party joins is a coalition, and
//! so is a body that is neither a party nor of one. A party keeps its own side, whatever it joins.

use asof_core::kind::{Membership, WorldKind};
use asof_core::{Bounds, Key, Registered};
use chrono::{DateTime, Utc};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::last::LastOfEach;
use crate::order::{Latest, WorldOrder};
use crate::registrations::Registrations;
use crate::visible_event::{ClockStatus, VisibleEvent};

/// The changes of side that the memberships of a log tell of, by process and member.
#[derive(Debug, Default)]
pub(crate) struct Timelines<'a>(HashMap<&'a Key, HashMap<&'a Key, Timeline<'a>>>);

impl<'a> Timelines<'a> {
    /// Reads the changes of side off facts about the world. What the public does not know yet changes none.
    pub(crate) fn new(registry: &Registrations<'a>, facts: &[VisibleEvent<'a>]) -> Self {
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
        let parties = Parties::new(registry, &changes);
        let mut sides: HashMap<_, HashMap<_, _>> = HashMap::new();
        for ((process, member), mut changes) in changes {
            let party = |of: &'a Key| parties.of(registry, process, of);
            changes.retain(|(_, change)| party(change.of).is_some());
            if changes.is_empty() || parties.is_party(registry, member) {
                continue;
            }
            changes.sort_by(|(a, _), (b, _)| a.cmp(b));
            let changes: Vec<Change<'a>> = changes.into_iter().map(|(_, change)| change).collect();
            let timeline = Timeline::new(registry, member, &changes, party);
            sides.entry(process).or_default().insert(member, timeline);
        }
        Self(sides)
    }

    /// Returns the changes of somebody's side in a process; `None` if there are none.
    pub(crate) fn of(&self, process: &Key, actor: &Key) -> Option<&Timeline<'a>> {
        self.0.get(process)?.get(actor)
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
        registry: &Registrations<'a>,
        changes: &HashMap<(&'a Key, &'a Key), Vec<(T, Change<'a>)>>,
    ) -> Self {
        let registered = registry.iter().map(|(_, registered)| registered);
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
            if found.is_party(registry, member) {
                found.coalitions.extend(changes.iter().map(|(_, change)| (*process, change.of)));
            }
        }
        found
    }

    /// Returns whether somebody is a party in their own right.
    fn is_party(&self, registry: &Registrations<'_>, key: &Key) -> bool {
        self.parties.contains(key) && registry.parent(key).is_none()
    }

    /// Returns the party that a body belongs to, by the registry; `None` of a coalition and of what is no body.
    fn of(&self, registry: &Registrations<'a>, process: &'a Key, body: &'a Key) -> Option<&'a Key> {
        if !matches!(registry.get(body), Some(Registered::Body(_))) {
            return None;
        }
        let party = registry.side(body);
        let is_coalition =
            [body, party].into_iter().any(|joined| self.coalitions.contains(&(process, joined)));
        (self.parties.contains(party) && !is_coalition).then_some(party)
    }
}

/// What a member belongs to between its changes of side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Belonging<'a> {
    /// The body that decides: the one joined last of those not left.
    pub(crate) body: Option<&'a Key>,
    /// The party of that body.
    party: Option<&'a Key>,
    /// The first of the following states that has another party.
    until: usize,
}

/// The changes of one member's side. Before change `n` the member is in state `n`.
#[derive(Debug)]
pub(crate) struct Timeline<'a> {
    /// The ends of the changes, in order.
    latest: Vec<Latest>,
    /// The earliest beginning of each change and of those behind it.
    earliest: Vec<Option<DateTime<Utc>>>,
    states: Vec<Belonging<'a>>,
}

impl<'a> Timeline<'a> {
    fn new(
        registry: &Registrations<'a>,
        member: &'a Key,
        changes: &[Change<'a>],
        party: impl Fn(&'a Key) -> Option<&'a Key>,
    ) -> Self {
        let mut sides = Memberships::before(registry, member, changes, &party);
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
    pub(crate) fn at(&self, at: Bounds) -> Option<Belonging<'a>> {
        let (first, last) = self.between(at);
        let state = self.states[first];
        (last < state.until).then_some(state)
    }

    /// Returns whether the member may be of a party at some time.
    pub(crate) fn may_be_of(&self, party: Option<&Key>, at: Bounds) -> bool {
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
        registry: &Registrations<'a>,
        member: &'a Key,
        changes: &[Change<'a>],
        party: &impl Fn(&'a Key) -> Option<&'a Key>,
    ) -> Self {
        let registered = registry.parent(member);
        let root = registered.map(|body| registry.side(body));
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
