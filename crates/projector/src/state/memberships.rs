//! Who belongs to what: joined, left, as what.

use asof_core::kind::{Membership, WorldKind};
use asof_core::{Bounds, Key, Text};

use super::facets::Facets;
use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded, Rivals, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};

row! {
    /// A person's or body's membership of a body, a process or an agreement.
    pub struct MembershipValue as "Membership" {
        /// The person or body.
        member: Key as role::Actor,
        /// What they belong to: a body, a process, or an agreement by the key of the event that opened it.
        of: Key as role::Actor,
        /// When they joined; null if they are only on record as having left.
        joined: Option<Dated> as role::Occurred,
        /// When they left; null if that is not on record.
        left: Option<Dated> as role::Occurred,
        /// As what, as last worded; null if not stated.
        role: Option<Text> as role::Prose,
    }
}

impl Facets for MembershipValue {
    fn news_rank(&self) -> Option<u8> {
        Some(26)
    }
}

pub(crate) fn routes(membership: &Membership) -> Vec<Path> {
    let event = membership.event();
    vec![Path::new(Collection::Memberships, [&event.member, &event.of])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<MembershipValue> {
    let memberships = slot.facts.iter().filter_map(|fact| match &fact.assertion.kind {
        WorldKind::Membership(membership) => Some((fact, membership)),
        _ => None,
    });
    let mut value: Option<MembershipValue> = None;
    let mut left_before_joining: Option<(&Key, Bounds)> = None;
    for (fact, membership) in memberships {
        let event = membership.event();
        let value = value.get_or_insert_with(|| MembershipValue {
            member: event.member.clone(),
            of: event.of.clone(),
            joined: None,
            left: None,
            role: None,
        });
        value.role = event.role.clone().or(value.role.take());
        match membership {
            Membership::Joined(_) => {
                if let Some((key, left)) = left_before_joining.take()
                    && left.is_over_before(fact.occurred)
                    && !slot.visibility.registry.is_with(&event.member, &event.of)
                {
                    let message = format!("`{key}` leaves `{}` before `{}` joins it", event.of, fact.key);
                    folded.anomaly_of(AnomalyCode::LeftBeforeJoining, &[key, fact.key], message);
                }
                // Who is a member still and joins again says it once more.
                if value.joined.is_none() || value.left.is_some() {
                    value.joined = Some(occurred(fact));
                }
                value.left = None;
                folded.turn(fact, "joined");
            }
            Membership::Left(_) => {
                if value.joined.is_none() && value.left.is_none() {
                    left_before_joining = Some((fact.key, fact.occurred));
                }
                value.left = Some(occurred(fact));
                folded.turn(fact, "left");
            }
        }
    }
    value
}

pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    slot.rivals(|fact| match &fact.assertion.kind {
        WorldKind::Membership(Membership::Joined(_)) => Some("joined"),
        WorldKind::Membership(Membership::Left(_)) => Some("left"),
        _ => None,
    })
}
