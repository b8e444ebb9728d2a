//! What a state says of links that could not be kept: an anomaly of the slot that they would have ordered.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::Key;
use foldhash::{HashMap, HashMapExt, HashSet};

use crate::anomaly::{AnomalyCode, LISTED};
use crate::fold::{Fold, Noted, few};
use crate::precedence::Dropped;
use crate::state;
use crate::visibility::Visibility;

/// The links that were dropped, by what they would have put after something; each is said once.
pub(crate) struct DroppedLinks<'w> {
    of: HashMap<usize, Vec<&'w Dropped>>,
    /// The events in force that lie in each circle.
    circles: HashMap<usize, BTreeSet<usize>>,
}

impl<'w> DroppedLinks<'w> {
    pub(crate) fn new(visibility: &'w Visibility<'_>) -> Self {
        let all = &visibility.precedence.dropped;
        let mut of: HashMap<usize, Vec<&Dropped>> = HashMap::new();
        let mut circles: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        for dropped in all {
            let Some(circle) = dropped.circle else { continue };
            let places = [dropped.before, dropped.after].into_iter();
            let in_force = places.filter(|place| visibility.is_in_force(*place));
            circles.entry(circle).or_default().extend(in_force);
        }
        // Of what has not happened yet nothing is to be said.
        for dropped in all
            .iter()
            .filter(|link| visibility.is_in_force(link.before) && visibility.is_in_force(link.after))
        {
            of.entry(dropped.after).or_default().push(dropped);
        }
        Self { of, circles }
    }

    /// Returns what is to be said at a slot of the links of its facts, and forgets them. Of some facts the slot says already
    /// that they are earlier than what opened it.
    pub(crate) fn of(&mut self, slot: &Fold<'_, '_>, before_opening: &HashSet<Key>) -> Vec<Noted> {
        if self.of.is_empty() {
            return Vec::new();
        }
        let mut said: BTreeMap<(AnomalyCode, String), Vec<Key>> = BTreeMap::new();
        // What only joins a slot that others open is told where it moves one itself: that slot can be absent.
        for fact in slot.facts.iter().filter(|fact| state::also_routed_to(fact).as_ref() != Some(slot.path)) {
            for dropped in self.of.remove(&fact.place).unwrap_or_default() {
                said.extend(match dropped.circle {
                    Some(circle) => Some(self.circle(slot.visibility, circle)),
                    None => contradiction(slot, dropped, before_opening),
                });
            }
        }
        said.into_iter().map(|((code, message), events)| Noted { code, message, events }).collect()
    }

    fn circle(&mut self, visibility: &Visibility<'_>, circle: usize) -> Said {
        let places = self.circles.remove(&circle).unwrap_or_default();
        for place in &places {
            // What else it is said to come after is a matter of its own.
            if let Some(dropped) = self.of.get_mut(place) {
                dropped.retain(|dropped| dropped.circle != Some(circle));
            }
        }
        let mut keys: Vec<&Key> =
            places.iter().map(|place| &visibility.evaluated[*place].event.draft.key).collect();
        keys.sort();
        let named = few(keys.iter().copied(), LISTED);
        let message =
            format!("{named} are each said to come after the other; the order between them is left out");
        ((AnomalyCode::Circle, message), keys.into_iter().take(LISTED).cloned().collect())
    }
}

/// What is said, and the events that it is about.
type Said = ((AnomalyCode, String), Vec<Key>);

/// Says that the dates contradict a link, unless the slot says so of what opened it.
fn contradiction(slot: &Fold<'_, '_>, dropped: &Dropped, before_opening: &HashSet<Key>) -> Option<Said> {
    let key = |place: usize| &slot.visibility.evaluated[place].event.draft.key;
    let (before, after) = (key(dropped.before), key(dropped.after));
    let opens = slot.facts.first().is_some_and(|opener| opener.place == dropped.before);
    let message = format!("`{after}` is said to come after `{before}`, but their dates say otherwise");
    let events = vec![before.clone(), after.clone()];
    (!(opens && before_opening.contains(after)))
        .then_some(((AnomalyCode::OrderContradicted, message), events))
}
