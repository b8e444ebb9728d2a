//! Public statements: one slot each.

use asof_core::kind::{Act, Announcement, WorldKind};
use asof_core::{EventRef, Key, Text};

use super::facets::Facets;
use crate::fold::{Fold, Folded, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};
use crate::visible_event::VisibleEvent;

row! {
    /// A public statement.
    pub struct StatementValue as "Statement" {
        /// The key of its event.
        key: Key as role::Event,
        /// Who spoke; null if it was said jointly or by somebody unnamed.
        speaker: Option<Key> as role::Actor,
        /// For whom the speaker spoke; null if not stated.
        on_behalf_of: Option<Key> as role::Actor,
        /// What was done by saying it.
        act: Act,
        /// The events that it is about.
        about: Vec<EventRef> as role::Event,
        /// The form in which it was made public; null if not stated.
        medium: Option<Text> as role::Prose,
        /// Where it was said; null if not stated.
        place: Option<Key> as role::Named,
        /// What was said, in words of the record's own.
        gist: Text as role::Prose,
        /// When it was said.
        occurred: Dated as role::Occurred,
    }
}

impl Facets for StatementValue {
    fn own_key(&self) -> Option<&Key> {
        Some(&self.key)
    }

    fn news_rank(&self) -> Option<u8> {
        Some(24)
    }
}

pub(crate) fn routes(fact: &VisibleEvent<'_>) -> Vec<Path> {
    vec![Path::new(Collection::Statements, [fact.key])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<StatementValue> {
    let mut last = None;
    for fact in slot.facts {
        let WorldKind::Announcement(announcement) = &fact.assertion.kind else { continue };
        folded.add_claimants(&fact.assertion.attributed_to);
        let Announcement { speaker, on_behalf_of, act, about, medium, place, gist, .. } =
            announcement.clone();
        last = Some(StatementValue {
            key: fact.key.clone(),
            speaker,
            on_behalf_of,
            act,
            about,
            medium,
            place,
            gist,
            occurred: occurred(fact),
        });
    }
    last
}
