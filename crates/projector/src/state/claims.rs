//! Asserted facts and numbers: one slot each, with who confirms and who denies them.

use asof_core::kind::{Claim, WorldKind};
use asof_core::{EventRef, Key, Quantity, Text};

use super::facets::Facets;
use crate::fold::{Fold, Folded, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};
use crate::visible_event::VisibleEvent;

row! {
    /// A fact or number that somebody asserts; who does is in `attributed_to`.
    pub struct ClaimValue as "Claim" {
        /// The key of its event.
        key: Key as role::Event,
        /// The events that it is about.
        about: Vec<EventRef> as role::Event,
        /// What is asserted, in words of the record's own.
        says: Text as role::Prose,
        /// The number asserted; null if there is none.
        quantity: Option<Quantity> as role::Amount,
        /// Whose list the number comes from; null if not stated.
        list_of: Option<Key> as role::Actor,
        /// The time that it is about.
        occurred: Dated as role::Occurred,
    }
}

impl Facets for ClaimValue {
    fn own_key(&self) -> Option<&Key> {
        Some(&self.key)
    }

    fn news_rank(&self) -> Option<u8> {
        Some(22)
    }
}

pub(crate) fn routes(fact: &VisibleEvent<'_>) -> Vec<Path> {
    vec![Path::new(Collection::Claims, [fact.key])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<ClaimValue> {
    let mut last = None;
    for fact in slot.facts {
        let WorldKind::Claim(claim) = &fact.assertion.kind else { continue };
        folded.add_claimants(&fact.assertion.attributed_to);
        let Claim { about, says, quantity, list_of, .. } = claim.clone();
        let (key, occurred) = (fact.key.clone(), occurred(fact));
        last = Some(ClaimValue { key, about, says, quantity, list_of, occurred });
    }
    last
}
