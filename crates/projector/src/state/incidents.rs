//! What happened on the ground: one slot each, with who confirms and who denies it.

use asof_core::kind::{Incident, IncidentCount, WorldKind};
use asof_core::{Key, Quantity, Word};

use super::facets::Facets;
use crate::fold::{Fold, Folded, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};
use crate::visible_event::VisibleEvent;

row! {
    /// Something that happened on the ground, as those in `attributed_to` tell it.
    pub struct IncidentValue as "Incident" {
        /// The key of its event.
        key: Key as role::Event,
        /// What sort of act.
        r#type: Word,
        /// Who is said to have done it; empty if nobody is named.
        by: Vec<Key> as role::Actor,
        /// Whom it was done to; empty if nobody is named.
        against: Vec<Key> as role::Actor,
        /// Where; null if not stated.
        place: Option<Key> as role::Named,
        /// What was counted.
        counts: Vec<CountValue> as role::Rows,
        /// The ceasefire that it breaks by the word of its claimants; null if they do not say so.
        about: Option<Key> as role::Event,
        /// When it happened.
        occurred: Dated as role::Occurred,
    }
}

row! {
    /// A number told of an incident.
    pub struct CountValue as "IncidentCount" {
        /// What is counted.
        category: Word,
        /// How many.
        quantity: Quantity as role::Amount,
    }
}

impl Facets for IncidentValue {
    fn own_key(&self) -> Option<&Key> {
        Some(&self.key)
    }

    fn news_rank(&self) -> Option<u8> {
        Some(17)
    }
}

/// Its own slot, and that of the ceasefire which its claimant says it breaks.
pub(crate) fn routes(incident: &Incident, fact: &VisibleEvent<'_>) -> Vec<Path> {
    let broken = incident.alleged_breach_of().map(|ceasefire| Path::new(Collection::Ceasefires, [ceasefire]));
    std::iter::once(Path::new(Collection::Incidents, [fact.key])).chain(broken).collect()
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<IncidentValue> {
    let mut last = None;
    for fact in slot.facts {
        let WorldKind::Incident(incident) = &fact.assertion.kind else { continue };
        folded.add_claimants(&fact.assertion.attributed_to);
        let Incident { sort, by, against, place, counts, about, .. } = incident.as_ref().clone();
        let count = |count: IncidentCount| CountValue { category: count.category, quantity: count.quantity };
        last = Some(IncidentValue {
            key: fact.key.clone(),
            r#type: sort,
            by,
            against,
            place,
            counts: counts.into_iter().map(count).collect(),
            about,
            occurred: occurred(fact),
        });
    }
    last
}
