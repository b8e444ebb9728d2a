//! What a state says of links that could not be kept: an anomaly of the slot that they would have ordered.

use std::collections::{BTreeSet, HashMap, HashSet};

use asof_core::Key;

use crate::anomaly::AnomalyCode;
use crate::fold::Fold;
use crate::narrowing::Dropped;
use crate::weighing::Weighing;

/// The links that were dropped, by what they would have put after something; each is said once.
pub(crate) struct DroppedLinks<'w> {
    of: HashMap<usize, Vec<&'w Dropped>>,
    all: &'w [Dropped],
}

impl<'w> DroppedLinks<'w> {
    pub(crate) fn new(weighing: &'w Weighing<'_>) -> Self {
        let all = &weighing.precedence.dropped;
        let mut of: HashMap<usize, Vec<&Dropped>> = HashMap::new();
        // Of what has not happened yet nothing is to be said.
        for dropped in
            all.iter().filter(|link| weighing.is_in_force(link.before) && weighing.is_in_force(link.after))
        {
            of.entry(dropped.after).or_default().push(dropped);
        }
        Self { of, all }
    }

    /// Returns what is to be said at a slot of the links of its facts, and forgets them. Of some facts the slot says already
    /// that they are earlier than what opened it.
    pub(crate) fn of(
        &mut self,
        slot: &Fold<'_, '_>,
        before_opening: &HashSet<Key>,
    ) -> Vec<(AnomalyCode, String)> {
        if self.of.is_empty() {
            return Vec::new();
        }
        let mut said = BTreeSet::new();
        for fact in slot.facts {
            for dropped in self.of.remove(&fact.place).unwrap_or_default() {
                said.extend(match dropped.circle {
                    Some(circle) => Some((AnomalyCode::Circle, self.circle(slot.weighing, circle))),
                    None => contradiction(slot, dropped, before_opening),
                });
            }
        }
        said.into_iter().collect()
    }

    fn circle(&mut self, weighing: &Weighing<'_>, circle: usize) -> String {
        let links = self.all.iter().filter(|dropped| dropped.circle == Some(circle));
        let places: BTreeSet<usize> = links
            .flat_map(|link| [link.before, link.after])
            .filter(|place| weighing.is_in_force(*place))
            .collect();
        for place in &places {
            // What else it is said to come after is a matter of its own.
            if let Some(dropped) = self.of.get_mut(place) {
                dropped.retain(|dropped| dropped.circle != Some(circle));
            }
        }
        let keys: BTreeSet<String> =
            places.iter().map(|place| format!("`{}`", weighing.weighed[*place].event.draft.key)).collect();
        let keys: Vec<String> = keys.into_iter().collect();
        format!(
            "{} are each said to come after the other; the order between them is left out",
            keys.join(", ")
        )
    }
}

/// Says that the dates contradict a link, unless the slot says so of what opened it.
fn contradiction(
    slot: &Fold<'_, '_>,
    dropped: &Dropped,
    before_opening: &HashSet<Key>,
) -> Option<(AnomalyCode, String)> {
    let key = |place: usize| &slot.weighing.weighed[place].event.draft.key;
    let (before, after) = (key(dropped.before), key(dropped.after));
    let opens = slot.facts.first().is_some_and(|opener| opener.place == dropped.before);
    let message = format!("`{after}` is said to come after `{before}`, but their dates say otherwise");
    (!(opens && before_opening.contains(after))).then_some((AnomalyCode::OrderContradicted, message))
}
