//! Commitments that are parts of others: what is delivered on a part is delivered on the whole.

use std::collections::HashSet;

use asof_core::Key;
use asof_core::kind::WorldKind;

use crate::standing::Fact;
use crate::weighing::Weighing;

impl Weighing<'_> {
    /// Returns the commitments of which one is a part, nearest first. A circle ends where it begins again.
    pub(crate) fn wholes<'k>(&'k self, process: &Key, commitment: &'k Key) -> Vec<&'k Key> {
        let mut seen = HashSet::from([commitment]);
        let whole_of = |part: &&'k Key| self.in_force(process, part).and_then(whole);
        std::iter::successors(Some(commitment), whole_of)
            .skip(1)
            .take_while(|whole| seen.insert(whole))
            .collect()
    }

    /// Returns whether what is delivered on a commitment counts for another: it is that, or a part of it.
    pub(crate) fn counts_for(&self, process: &Key, commitment: &Key, other: &str) -> bool {
        commitment.as_str() == other
            || self.wholes(process, commitment).iter().any(|whole| whole.as_str() == other)
    }

    /// Returns the commitments on which a fact delivers, each once, without those of which another one is a part.
    pub(crate) fn delivered_on<'k>(&'k self, fact: &'k Fact<'_>) -> Vec<&'k Key> {
        let mut named: Vec<&Key> = fact.assertion.delivers.iter().map(|link| &link.commitment).collect();
        named.sort_unstable();
        named.dedup();
        let wholes: Vec<&Key> = named.iter().flat_map(|key| self.wholes(fact.process, key)).collect();
        named.retain(|key| !wholes.contains(key));
        named
    }
}

/// Returns the commitment of which the one that a fact opens is a part.
pub(crate) fn whole<'k>(fact: &'k Fact<'_>) -> Option<&'k Key> {
    match &fact.assertion.kind {
        WorldKind::Commitment(commitment) => commitment.whole(),
        _ => None,
    }
}
