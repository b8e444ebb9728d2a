//! Resolutions of bodies that are no parties: one slot each.

use asof_core::Key;
use asof_core::kind::{Resolution, Votes, WorldKind};

use crate::fold::{Fold, Folded, occurred};
use crate::path::{Collection, Path};
use crate::row::{Dated, Row};
use crate::slot::Value;
use crate::visible_event::VisibleEvent;

/// A resolution and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct ResolutionValue {
    pub key: Key,
    pub resolution: Resolution,
    pub occurred: Dated,
}

pub(crate) fn routes(fact: &VisibleEvent<'_>) -> Vec<Path> {
    vec![Path::new(Collection::Resolutions, [fact.key])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    for fact in slot.facts {
        let WorldKind::Resolution(resolution) = &fact.assertion.kind else { continue };
        folded.add_claimants(&fact.assertion.attributed_to);
        let value = ResolutionValue {
            key: fact.key.clone(),
            resolution: resolution.as_ref().clone(),
            occurred: occurred(fact),
        };
        folded.value = Some(Value::Resolution(Box::new(value)));
    }
    folded
}

impl ResolutionValue {
    pub(crate) fn write(&self, row: &mut Row) {
        let resolved = &self.resolution;
        row.text("key", Some(&self.key));
        row.text("body", Some(&resolved.body));
        row.text("title", resolved.title.as_ref());
        row.value("outcome", resolved.outcome);
        row.optional_row("votes", resolved.votes.as_ref().map(votes));
        row.list("about", &resolved.about);
        row.occurred("occurred", Some(&self.occurred));
    }
}

fn votes(votes: &Votes) -> Row {
    let mut row = Row::default();
    row.value("in_favour", votes.in_favour);
    row.value("against", votes.against);
    row.value("abstained", votes.abstained);
    row
}
