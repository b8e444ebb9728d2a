//! Commitments that are parts of others: what is delivered on a part is delivered on the whole.

use std::collections::BTreeMap;

use asof_core::Key;
use asof_core::kind::WorldKind;
use foldhash::{HashMap, HashMapExt, HashSet};

use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;

impl Visibility<'_> {
    /// Returns the commitments of which one is a part, nearest first. A circle ends where it begins again.
    pub(crate) fn wholes<'k>(&'k self, process: &Key, commitment: &'k Key) -> Vec<&'k Key> {
        let mut seen = HashSet::from_iter([commitment]);
        let whole_of = |part: &&'k Key| self.in_force(process, part).and_then(whole);
        std::iter::successors(Some(commitment), whole_of)
            .skip(1)
            .take_while(|whole| seen.insert(whole))
            .collect()
    }
}

/// Returns the commitment of which the one that a fact opens is a part.
pub(crate) fn whole<'k>(fact: &'k VisibleEvent<'_>) -> Option<&'k Key> {
    match &fact.assertion.kind {
        WorldKind::Commitment(commitment) => commitment.whole(),
        _ => None,
    }
}

/// What the events of a process deliver on, found once for all slots: one event may deliver on very many promises.
pub(crate) struct Deliveries<'k> {
    /// By the place of the event.
    of: HashMap<usize, Delivers<'k>>,
}

/// What one event delivers on.
struct Delivers<'k> {
    /// The commitments that it names and those of which they are parts.
    reached: HashMap<&'k str, Reached>,
    /// On how many it delivers: those that it names, without those of which another one is a part.
    counted: usize,
}

/// What an event delivers on one commitment, directly or by way of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Reached {
    /// Whether the event names the commitment itself.
    pub(crate) is_named: bool,
    /// Whether the encoder inferred a link that leads there.
    pub(crate) is_inferred: bool,
    /// Whether it delivers on something else too, of which this has no share.
    pub(crate) is_shared: bool,
    /// How many of the counted commitments lead there.
    leading: usize,
}

impl<'k> Deliveries<'k> {
    pub(crate) fn new(visibility: &'k Visibility<'_>, process: &Key) -> Self {
        let delivering = visibility.facts_of(process).filter(|fact| !fact.assertion.delivers.is_empty());
        Self { of: delivering.map(|fact| (fact.place, Delivers::new(visibility, fact))).collect() }
    }

    /// Returns what a fact delivers on a commitment; `None` if nothing.
    pub(crate) fn on(&self, commitment: &str, fact: &VisibleEvent<'_>) -> Option<Reached> {
        let delivers = self.of.get(&fact.place)?;
        let reached = delivers.reached.get(commitment)?;
        Some(Reached { is_shared: reached.leading < delivers.counted, ..*reached })
    }
}

impl<'k> Delivers<'k> {
    fn new(visibility: &'k Visibility<'_>, fact: &'k VisibleEvent<'_>) -> Self {
        let mut named: BTreeMap<&Key, (bool, Vec<&Key>)> = BTreeMap::new();
        for link in &fact.assertion.delivers {
            let wholes = || (false, visibility.wholes(fact.process, &link.commitment));
            named.entry(&link.commitment).or_insert_with(wholes).0 |= link.inferred;
        }
        let above: HashSet<&Key> = named.values().flat_map(|(_, wholes)| wholes).copied().collect();
        let mut reached: HashMap<&str, Reached> = HashMap::new();
        for (key, (is_inferred, wholes)) in &named {
            for to in wholes.iter().chain([key]) {
                let reached = reached.entry(to.as_str()).or_default();
                reached.is_named |= to == key;
                reached.is_inferred |= is_inferred;
                reached.leading += usize::from(!above.contains(key));
            }
        }
        let counted = named.keys().filter(|key| !above.contains(*key)).count();
        Self { reached, counted }
    }
}
