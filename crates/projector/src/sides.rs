//! Whose side an actor speaks on, by the registry.

use asof_core::{Claimant, Key, Registered};

use crate::standing::Fact;
use crate::weighing::Weighing;

/// How deep a chain of bodies may be; a longer one is a circle.
const DEEPEST: usize = 16;

impl<'a> Weighing<'a> {
    /// Returns the party on whose side a person or body speaks; itself if the registry names none.
    pub(crate) fn side<'k>(&'k self, actor: &'k Key) -> &'k Key {
        let mut side = actor;
        for _ in 0..DEEPEST {
            let next = match self.registry.get(side) {
                Some((_, Registered::Person(person))) => person.party.as_ref(),
                Some((_, Registered::Body(body))) => body.party.as_ref().or(body.part_of.as_ref()),
                _ => None,
            };
            match next {
                Some(next) => side = next,
                None => break,
            }
        }
        side
    }

    /// Returns whether somebody of the actor's side, or the source, is among the claimants.
    pub(crate) fn speaks_for(&self, claimants: &[Claimant], actor: &Key) -> bool {
        claimants.iter().any(|claimant| match claimant {
            Claimant::Source => true,
            Claimant::Unstated => false,
            Claimant::Actor(key) => self.side(key) == self.side(actor),
        })
    }

    /// Returns whether a fact is the own word of any of the actors, or the source's.
    pub(crate) fn is_own_word<'k>(&self, fact: &Fact<'_>, actors: impl IntoIterator<Item = &'k Key>) -> bool {
        let claimants = &fact.assertion.attributed_to;
        claimants.contains(&Claimant::Source)
            || actors.into_iter().any(|actor| self.speaks_for(claimants, actor))
    }

    /// Returns the sides that have not spoken for themselves, neither in the fact nor in a confirmation of it.
    pub(crate) fn unvouched<'k>(
        &self,
        fact: &Fact<'_>,
        actors: impl IntoIterator<Item = &'k Key>,
        confirmed_by: &[Claimant],
    ) -> Vec<Key> {
        let mut silent: Vec<Key> = Vec::new();
        for actor in actors {
            let spoken =
                self.speaks_for(&fact.assertion.attributed_to, actor) || self.speaks_for(confirmed_by, actor);
            let side = self.side(actor);
            if !spoken && !silent.contains(side) {
                silent.push(side.clone());
            }
        }
        silent
    }
}
