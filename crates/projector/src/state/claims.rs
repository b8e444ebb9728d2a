//! Asserted facts and numbers: one slot each, with who confirms and who denies them.

use asof_core::Key;
use asof_core::kind::{Claim, WorldKind};

use crate::fold::{Fold, Folded, occurred};
use crate::path::{Collection, Path};
use crate::row::{Dated, Row};
use crate::slot::Value;
use crate::visible_event::VisibleEvent;

/// An asserted fact or number.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct ClaimValue {
    pub key: Key,
    pub claim: Claim,
    /// The time that it is about.
    pub occurred: Dated,
}

pub(crate) fn routes(fact: &VisibleEvent<'_>) -> Vec<Path> {
    vec![Path::new(Collection::Claims, [fact.key])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    for fact in slot.facts {
        let WorldKind::Claim(claim) = &fact.assertion.kind else { continue };
        folded.add_claimants(&fact.assertion.attributed_to);
        let (key, claim) = (fact.key.clone(), claim.clone());
        folded.value = Some(Value::Claim(Box::new(ClaimValue { key, claim, occurred: occurred(fact) })));
    }
    folded
}

impl ClaimValue {
    pub(crate) fn write(&self, row: &mut Row) {
        row.text("key", Some(&self.key));
        row.list("about", &self.claim.about);
        row.text("says", Some(&self.claim.says));
        row.quantity("quantity", self.claim.quantity.as_ref());
        row.text("list_of", self.claim.list_of.as_ref());
        row.occurred("occurred", Some(&self.occurred));
    }
}
