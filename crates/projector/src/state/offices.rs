//! Who holds which post: attested from, attested until, left; never backwards.

use asof_core::kind::{Delegation, Office, WorldKind};
use asof_core::{Key, Text, Word};

use super::facets::Facets;
use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded, Rivals, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};
use crate::visible_event::VisibleEvent;

row! {
    /// A person's hold on a post. A second post attested does not mean that the first was left.
    pub struct OfficeValue as "Office" {
        /// The person.
        person: Key as role::Actor,
        /// The post.
        post: Word,
        /// The title, as last worded; null if not stated.
        title: Option<Text> as role::Prose,
        /// The party on whose side the person speaks; null if none.
        party: Option<Key> as role::Actor,
        /// The first time at which they are on record as holding it; null if they are only on record as having left.
        attested_from: Option<Dated> as role::Occurred,
        /// The last time at which they are on record as holding it; null where `attested_from` is.
        attested_until: Option<Dated> as role::Occurred,
        /// When they left it; null if that is not on record.
        left: Option<Dated> as role::Occurred,
    }
}

impl Facets for OfficeValue {
    fn title(&self) -> Option<String> {
        self.title.as_ref().map(ToString::to_string)
    }
}

fn path(person: &Key, post: &Word) -> Path {
    Path::new(Collection::Offices, [person.as_str(), post.as_str()])
}

pub(crate) fn routes(office: &Office) -> Vec<Path> {
    let held = office.held();
    vec![path(&held.person, &held.post)]
}

/// The lists of delegations attest the posts of their members.
pub(crate) fn routes_of_delegation(delegation: &Delegation) -> Vec<Path> {
    let members = delegation.list().members.iter();
    members.filter_map(|member| Some(path(member.person.as_ref()?, member.post.as_ref()?))).collect()
}

enum Said {
    Took,
    Left,
    Attested,
}

fn said<'a>(fact: &VisibleEvent<'a>, person: &Key, post: &Word) -> Option<(Said, Option<&'a Text>)> {
    match &fact.assertion.kind {
        WorldKind::Office(office) => {
            let said = match office {
                Office::Took(_) => Said::Took,
                Office::Left(_) => Said::Left,
                Office::Attested(_) => Said::Attested,
            };
            Some((said, office.held().title.as_ref()))
        }
        WorldKind::Delegation(delegation) => {
            let mut members = delegation.list().members.iter();
            let member =
                members.find(|m| m.person.as_ref() == Some(person) && m.post.as_ref() == Some(post))?;
            Some((Said::Attested, member.title.as_ref()))
        }
        _ => None,
    }
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<OfficeValue> {
    let mut segments = slot.path.segments();
    let (Some(Ok(person)), Some(Ok(post))) =
        (segments.next().map(str::parse::<Key>), segments.next().map(str::parse::<Word>))
    else {
        return None;
    };
    let side = slot.facts.last().and_then(|last| slot.visibility.side(&person, last).party());
    let party = side.filter(|side| **side != person).cloned();
    let mut value = OfficeValue {
        person,
        post,
        title: None,
        party,
        attested_from: None,
        attested_until: None,
        left: None,
    };
    let mut left_by = None;
    for fact in slot.facts {
        let Some((said, title)) = said(fact, &value.person, &value.post) else { continue };
        value.title = title.cloned().or(value.title.take());
        match said {
            Said::Took => {
                value.attested_from = Some(occurred(fact));
                value.attested_until = Some(occurred(fact));
                value.left = None;
                left_by = None;
                folded.turn(fact, "took");
            }
            Said::Left => {
                value.left = Some(occurred(fact));
                left_by = Some(fact.occurred);
                folded.turn(fact, "left");
            }
            Said::Attested => {
                if left_by.is_some_and(|left| left.is_over_before(fact.occurred)) {
                    let message =
                        format!("`{}` attests the post `{}` after it was left", fact.key, value.post);
                    folded.anomaly_of(AnomalyCode::AttestedAfterLeft, &[fact.key], message);
                }
                value.attested_from.get_or_insert_with(|| occurred(fact));
                value.attested_until = Some(occurred(fact));
                folded.turn(fact, "attested");
            }
        }
    }
    Some(value)
}

pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    slot.rivals(|fact| match &fact.assertion.kind {
        WorldKind::Office(Office::Took(_)) => Some("took"),
        WorldKind::Office(Office::Left(_)) => Some("left"),
        _ => None,
    })
}
