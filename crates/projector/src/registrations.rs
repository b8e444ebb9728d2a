//! The registry at a point: what is registered, and on whose side that says that somebody speaks.

use asof_core::{Key, Registered};
use foldhash::HashMap;

/// How long a chain of bodies may be. Longer chains are cycles, and are cut off here.
pub(crate) const MAX_DEPTH: usize = 16;

/// What is registered at a point, by key.
#[derive(Debug, Default)]
pub(crate) struct Registrations<'a>(HashMap<&'a Key, &'a Registered>);

impl<'a> Registrations<'a> {
    /// Enters what is registered under a key; of several the first stands.
    pub(crate) fn enter(&mut self, key: &'a Key, registered: &'a Registered) {
        self.0.entry(key).or_insert(registered);
    }

    /// Returns what is registered under a key.
    pub(crate) fn get(&self, key: &Key) -> Option<&'a Registered> {
        self.0.get(key).copied()
    }

    /// Returns what is registered, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a Key, &'a Registered)> {
        self.0.iter().map(|(key, registered)| (*key, *registered))
    }

    /// Returns the party or body directly above an actor, on whose side the actor speaks.
    pub(crate) fn parent(&self, key: &Key) -> Option<&'a Key> {
        match self.get(key)? {
            Registered::Person(person) => person.party.as_ref(),
            Registered::Body(body) => body.party.as_ref().or(body.part_of.as_ref()),
            _ => None,
        }
    }

    /// Returns the party on whose side a body speaks; itself if it names none.
    pub(crate) fn side<'k>(&self, body: &'k Key) -> &'k Key
    where
        'a: 'k,
    {
        let parent = |key: &&'k Key| self.parent(key);
        std::iter::successors(Some(body), parent).take(MAX_DEPTH + 1).last().unwrap_or(body)
    }

    /// Returns whether somebody belongs to a body, straight or by another body.
    pub(crate) fn is_with(&self, member: &Key, of: &Key) -> bool {
        let parent = |key: &&Key| self.parent(key);
        std::iter::successors(self.parent(member), parent).take(MAX_DEPTH).any(|body| body == of)
    }
}
