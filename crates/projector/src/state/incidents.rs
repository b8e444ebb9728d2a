//! What happened on the ground: one slot each, with who confirms and who denies it.

use asof_core::Key;
use asof_core::kind::{Incident, IncidentCount, WorldKind};

use crate::fold::{Fold, Folded, occurred};
use crate::path::{Collection, Path};
use crate::row::{Dated, Row};
use crate::slot::Value;
use crate::visible_event::VisibleEvent;

/// Something that happened on the ground, as its claimant tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct IncidentValue {
    pub key: Key,
    pub incident: Incident,
    pub occurred: Dated,
}

/// Its own slot, and that of the ceasefire which its claimant says it breaks.
pub(crate) fn routes(incident: &Incident, fact: &VisibleEvent<'_>) -> Vec<Path> {
    let broken = incident.alleged_breach_of().map(|ceasefire| Path::new(Collection::Ceasefires, [ceasefire]));
    std::iter::once(Path::new(Collection::Incidents, [fact.key])).chain(broken).collect()
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    for fact in slot.facts {
        let WorldKind::Incident(incident) = &fact.assertion.kind else { continue };
        folded.add_claimants(&fact.assertion.attributed_to);
        let value = IncidentValue {
            key: fact.key.clone(),
            incident: incident.as_ref().clone(),
            occurred: occurred(fact),
        };
        folded.value = Some(Value::Incident(Box::new(value)));
    }
    folded
}

impl IncidentValue {
    pub(crate) fn write(&self, row: &mut Row) {
        let told = &self.incident;
        row.text("key", Some(&self.key));
        row.text("type", Some(&told.sort));
        row.list("by", &told.by);
        row.list("against", &told.against);
        row.text("place", told.place.as_ref());
        row.rows("counts", told.counts.iter().map(count));
        row.text("about", told.about.as_ref());
        row.occurred("occurred", Some(&self.occurred));
    }
}

fn count(count: &IncidentCount) -> Row {
    let mut row = Row::default();
    row.text("category", Some(&count.category));
    row.quantity("quantity", Some(&count.quantity));
    row
}
