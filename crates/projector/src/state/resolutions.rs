//! Resolutions of bodies that are no parties: one slot each.

use asof_core::kind::{Resolution, ResolutionOutcome, Votes, WorldKind};
use asof_core::{EventRef, Key, Text};

use super::facets::Facets;
use crate::fold::{Fold, Folded, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};
use crate::visible_event::VisibleEvent;

row! {
    /// What a body that is no party resolved.
    pub struct ResolutionValue as "Resolution" {
        /// The key of its event.
        key: Key as role::Event,
        /// The body.
        body: Key as role::Actor,
        /// What it is called; null if it has no title.
        title: Option<Text> as role::Prose,
        /// What came of it.
        outcome: ResolutionOutcome,
        /// How the body voted; null if not stated.
        votes: Option<VotesValue> as role::Rows,
        /// The events that it is about.
        about: Vec<EventRef> as role::Event,
        /// When it was put to the vote.
        occurred: Dated as role::Occurred,
    }
}

row! {
    /// How a body voted.
    pub struct VotesValue as "Votes" {
        /// How many were in favour.
        in_favour: u32,
        /// How many were against.
        against: u32,
        /// How many abstained; null if not stated.
        abstained: Option<u32>,
    }
}

impl Facets for ResolutionValue {
    fn own_key(&self) -> Option<&Key> {
        Some(&self.key)
    }

    fn title(&self) -> Option<String> {
        self.title.as_ref().map(ToString::to_string)
    }

    fn news_rank(&self) -> Option<u8> {
        Some(18)
    }
}

pub(crate) fn routes(fact: &VisibleEvent<'_>) -> Vec<Path> {
    vec![Path::new(Collection::Resolutions, [fact.key])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<ResolutionValue> {
    let mut last = None;
    for fact in slot.facts {
        let WorldKind::Resolution(resolution) = &fact.assertion.kind else { continue };
        folded.add_claimants(&fact.assertion.attributed_to);
        let Resolution { body, title, outcome, votes, about, .. } = resolution.as_ref().clone();
        let votes =
            votes.map(|Votes { in_favour, against, abstained }| VotesValue { in_favour, against, abstained });
        let (key, occurred) = (fact.key.clone(), occurred(fact));
        last = Some(ResolutionValue { key, body, title, outcome, votes, about, occurred });
    }
    last
}
