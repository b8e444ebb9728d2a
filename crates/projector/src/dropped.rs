//! What a state says of links that could not be kept: an anomaly of the slot that they would have ordered.

use std::collections::{BTreeSet, HashMap};

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

    /// Returns what is to be said at a slot of the links of its facts, and forgets them.
    pub(crate) fn of(&mut self, slot: &Fold<'_, '_>) -> Vec<(AnomalyCode, String)> {
        if self.of.is_empty() {
            return Vec::new();
        }
        let mut said = BTreeSet::new();
        for fact in slot.facts {
            for dropped in self.of.remove(&fact.place).unwrap_or_default() {
                said.extend(match dropped.circle {
                    Some(circle) => Some((AnomalyCode::Circle, self.circle(slot.weighing, circle))),
                    None => contradiction(slot, dropped),
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
            if let Some(of) = self.of.get_mut(place) {
                of.retain(|dropped| dropped.circle != Some(circle));
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
fn contradiction(slot: &Fold<'_, '_>, dropped: &Dropped) -> Option<(AnomalyCode, String)> {
    let key = |place: usize| &slot.weighing.weighed[place].event.draft.key;
    let dates =
        |place: usize| slot.weighing.weighed[place].dates.as_ref().map(|narrowed| narrowed.dates.occurred);
    let (before, after) = (key(dropped.before), key(dropped.after));
    let is_before_opening = before.as_str() == slot.key()
        && dates(dropped.after)
            .zip(dates(dropped.before))
            .is_some_and(|(after, before)| after.is_over_before(before));
    let message = format!("`{after}` is said to come after `{before}`, but their dates say otherwise");
    (!is_before_opening).then_some((AnomalyCode::OrderContradicted, message))
}
