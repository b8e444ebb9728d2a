//! Whose side an actor speaks on: by the memberships of the process at the time in question, and by the registry where
//! these say nothing. Nobody is on two sides at a time.

use std::collections::{HashMap, HashSet};

use asof_core::kind::WorldKind;
use asof_core::{Bounds, Claimant, Key};

use crate::registrations::DEEPEST;
use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;

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

impl<'a> Visibility<'a> {
    /// Returns those whose side may go by another's: registered with them, or their members.
    pub(crate) fn behind(&self) -> HashMap<&Key, Vec<&Key>> {
        let mut behind: HashMap<&Key, Vec<&Key>> = HashMap::new();
        for (member, _) in self.registry.iter() {
            if let Some(above) = self.registry.above(member) {
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
            let next = match self.timelines.of(process, side).map(|timeline| timeline.at(at)) {
                Some(Some(belonging)) => belonging.body,
                Some(None) => return Side::Undecided,
                None => self.registry.above(side),
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
            if self.timelines.of(process, side).is_some() {
                return None;
            }
            match self.registry.above(side) {
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
                self.timelines.of(process, actor).is_none_or(|timeline| timeline.may_be_of(of, at))
            }
        }
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
