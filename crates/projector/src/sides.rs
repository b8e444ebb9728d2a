//! Finds the party on whose side an actor speaks at a given time. Memberships in the process decide; without any, the
//! registry does.
//!
//! - A *side* is a party and everyone who speaks for it at a time: the persons and bodies registered under it, and those
//!   that joined it or one of its bodies and have not left. Nobody is on two sides at a time. An actor that belongs to
//!   no party is a side of its own.
//! - A *coalition* is a body that parties join, or that belongs to no party. Joining one changes nobody's side
//!   ([`crate::timelines`]).
//! - A statement is the *own word* of an actor if the actor made it, or somebody on the same side, or the source itself.

use asof_core::kind::WorldKind;
use asof_core::{Bounds, Claimant, Key};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::registrations::MAX_DEPTH;
use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;

/// The side on which an actor speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side<'k> {
    /// The side of this party, or of the actor itself if it belongs to none.
    Of(&'k Key),
    /// Not known: the actor may have changed sides within the time in question.
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
    /// Returns, for each body or party, the actors directly below it: registered under it, or its member at some time.
    /// Their side may depend on its side.
    pub(crate) fn behind(&self) -> HashMap<&Key, Vec<&Key>> {
        let mut behind: HashMap<&Key, Vec<&Key>> = HashMap::new();
        for (member, _) in self.registry.iter() {
            if let Some(parent) = self.registry.parent(member) {
                behind.entry(parent).or_default().push(member);
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

    /// Returns the side on which an actor speaks in a process at a time.
    pub(crate) fn side_at<'k>(&'k self, process: &Key, actor: &'k Key, at: Bounds) -> Side<'k> {
        let mut side = actor;
        for _ in 0..MAX_DEPTH {
            let next = match self.timelines.of(process, side).map(|timeline| timeline.at(at)) {
                Some(Some(belonging)) => belonging.body,
                Some(None) => return Side::Undecided,
                None => self.registry.parent(side),
            };
            match next {
                Some(next) => side = next,
                None => break,
            }
        }
        Side::Of(side)
    }

    /// Returns the party of an actor who never changes sides in a process; `None` if the actor, or a body above it, has
    /// a change of side on record.
    pub(crate) fn lasting_side<'k>(&self, process: &Key, actor: &'k Key) -> Option<&'k Key>
    where
        'a: 'k,
    {
        let mut side = actor;
        for _ in 0..MAX_DEPTH {
            if self.timelines.of(process, side).is_some() {
                return None;
            }
            match self.registry.parent(side) {
                Some(next) => side = next,
                None => break,
            }
        }
        Some(side)
    }

    /// Returns whether an actor is, or may be, on a party's side at a time.
    pub(crate) fn may_be_on_side(&self, process: &Key, actor: &Key, at: Bounds, party: &Key) -> bool {
        match self.side_at(process, actor, at) {
            Side::Of(side) => side == party,
            Side::Undecided => {
                // In its own timeline, an actor on its own side has no party.
                let of = Some(party).filter(|party| *party != actor);
                // Without a timeline of its own, a body above the actor changes sides: any party is possible.
                self.timelines.of(process, actor).is_none_or(|timeline| timeline.may_be_of(of, at))
            }
        }
    }

    /// Returns the side on which an actor speaks when an event occurs.
    pub(crate) fn side<'k>(&'k self, actor: &'k Key, fact: &VisibleEvent<'_>) -> Side<'k> {
        self.side_at(fact.process, actor, fact.occurred)
    }

    /// Returns whether two actors are certainly on one side when an event occurs.
    pub(crate) fn is_one_side(&self, one: &Key, other: &Key, fact: &VisibleEvent<'_>) -> bool {
        self.is_one_side_at(fact.process, one, other, fact.occurred)
    }

    /// Returns whether two actors are certainly on one side in a process at a time. Every actor is on one side with
    /// itself.
    pub(crate) fn is_one_side_at(&self, process: &Key, one: &Key, other: &Key, at: Bounds) -> bool {
        one == other || are_one(self.side_at(process, one, at), self.side_at(process, other, at))
    }

    /// Returns whether an event is the own word of any of the actors.
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

    /// Returns the parties (or the actors, if their side is undecided) that neither made this statement nor confirmed
    /// it. None are returned if the source itself stated or confirmed it.
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

/// Returns whether two sides are certainly the same.
fn are_one(one: Side<'_>, other: Side<'_>) -> bool {
    one != Side::Undecided && one == other
}
