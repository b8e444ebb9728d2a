//! Who belongs to what: joined, left, as what.

use asof_core::kind::{Membership, WorldKind};
use asof_core::{Bounds, Key, Text};

use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded, occurred};
use crate::path::{Collection, Path};
use crate::row::{Dated, Row};
use crate::slot::Value;
use crate::undecided::Rivals;

/// A person's or body's membership of a body, process or agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct MembershipValue {
    pub member: Key,
    pub of: Key,
    pub joined: Option<Dated>,
    pub left: Option<Dated>,
    pub role: Option<Text>,
}

pub(crate) fn routes(membership: &Membership) -> Vec<Path> {
    let event = membership.event();
    vec![Path::new(Collection::Memberships, [&event.member, &event.of])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
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
                    && !slot.visibility.is_registered_with(&event.member, &event.of)
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
    folded.value = value.map(Value::Membership);
    folded
}

pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    let turns = slot.facts.iter().enumerate().filter_map(|(number, fact)| match &fact.assertion.kind {
        WorldKind::Membership(Membership::Joined(_)) => Some((number, "joined".to_owned())),
        WorldKind::Membership(Membership::Left(_)) => Some((number, "left".to_owned())),
        _ => None,
    });
    turns.collect()
}

impl MembershipValue {
    pub(crate) fn write(&self, row: &mut Row) {
        row.text("member", Some(&self.member));
        row.text("of", Some(&self.of));
        row.occurred("joined", self.joined.as_ref());
        row.occurred("left", self.left.as_ref());
        row.text("role", self.role.as_ref());
    }
}
