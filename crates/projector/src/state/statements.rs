//! Public statements: one slot each.

use asof_core::Key;
use asof_core::kind::{Announcement, WorldKind};

use crate::fold::{Fold, Folded, occurred};
use crate::path::{Collection, Path};
use crate::row::{Dated, Row};
use crate::slot::Value;
use crate::visible_event::VisibleEvent;

/// A public statement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct StatementValue {
    pub key: Key,
    pub announcement: Announcement,
    pub occurred: Dated,
}

pub(crate) fn routes(fact: &VisibleEvent<'_>) -> Vec<Path> {
    vec![Path::new(Collection::Statements, [fact.key])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    for fact in slot.facts {
        let WorldKind::Announcement(announcement) = &fact.assertion.kind else { continue };
        folded.add_claimants(&fact.assertion.attributed_to);
        let (key, announcement) = (fact.key.clone(), announcement.clone());
        folded.value =
            Some(Value::Statement(Box::new(StatementValue { key, announcement, occurred: occurred(fact) })));
    }
    folded
}

impl StatementValue {
    pub(crate) fn write(&self, row: &mut Row) {
        let said = &self.announcement;
        row.text("key", Some(&self.key));
        row.text("speaker", said.speaker.as_ref());
        row.text("on_behalf_of", said.on_behalf_of.as_ref());
        row.value("act", said.act);
        row.list("about", &said.about);
        row.text("medium", said.medium.as_ref());
        row.text("place", said.place.as_ref());
        row.text("gist", Some(&said.gist));
        row.occurred("occurred", Some(&self.occurred));
    }
}
