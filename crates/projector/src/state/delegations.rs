//! Who sits for a party at a gathering, announced and observed side by side.

use asof_core::kind::{Basis, Delegation, DelegationList, DelegationRole, Member, MemberRole, WorldKind};
use asof_core::{Key, Text, Word};

use super::facets::Facets;
use crate::fold::{Fold, Folded, Rivals};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::role;

row! {
    /// A party's people at a meeting, as announced and apart from that as observed. Complete lists replace, partial ones add.
    pub struct DelegationValue as "Delegation" {
        /// The meeting, by its own key.
        meeting: Key as role::Event,
        /// The party.
        party: Key as role::Actor,
        /// What the list rests on.
        basis: Basis,
        /// In what role it is there.
        role: DelegationRole,
        /// Whether the list names everybody.
        complete: bool,
        /// Who leads; null if not stated.
        head: Option<Key> as role::Actor,
        /// What they may talk about or decide; null if not stated.
        mandate: Option<Text> as role::Prose,
        /// The people.
        members: Vec<MemberValue> as role::Rows,
        /// Who is on it and was not on the one before.
        joined: Vec<Key> as role::Derived<role::Actor>,
        /// Who was on the one before and is not on it; of a list that is not complete they may have come all the same.
        left: Vec<Key> as role::Derived<role::Actor>,
        /// The meeting of the one before: the party's at the last round before this, on the same basis. Null if there
        /// is none.
        compared_with: Option<Key> as role::Derived,
    }
}

row! {
    /// Somebody in a delegation.
    pub struct MemberValue as "Member" {
        /// The person; null if the source gives no name.
        person: Option<Key> as role::Actor,
        /// Who it is, where no name is given; else null.
        description: Option<Text> as role::Prose,
        /// The office in which they are listed; null if not stated.
        post: Option<Word>,
        /// The title, as worded; null if not stated.
        title: Option<Text> as role::Prose,
        /// What they are in the delegation; null if not stated.
        role: Option<MemberRole>,
    }
}

impl Facets for DelegationValue {
    fn news_rank(&self) -> Option<u8> {
        Some(26)
    }
}

pub(crate) fn routes(delegation: &Delegation) -> Vec<Path> {
    let list = delegation.list();
    let basis = delegation.basis().name();
    vec![Path::new(Collection::Delegations, [list.meeting.as_str(), list.party.as_str(), basis])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<DelegationValue> {
    let mut current: Option<DelegationValue> = None;
    for fact in slot.facts {
        let WorldKind::Delegation(delegation) = &fact.assertion.kind else { continue };
        let list = delegation.list();
        let value = current.get_or_insert_with(|| DelegationValue {
            meeting: list.meeting.clone(),
            party: list.party.clone(),
            basis: delegation.basis(),
            role: DelegationRole::Party,
            complete: false,
            head: None,
            mandate: None,
            members: Vec::new(),
            joined: Vec::new(),
            left: Vec::new(),
            compared_with: None,
        });
        if list.complete {
            value.members.clear();
            value.head = value.head.take().filter(|head| lists(list, head));
        }
        value.complete |= list.complete;
        value.role = list.role.unwrap_or(value.role);
        value.head = list.head.clone().or(value.head.take());
        value.mandate = list.mandate.clone().or(value.mandate.take());
        for member in &list.members {
            value.enter(member);
        }
        let people = if value.members.len() == 1 { "person" } else { "people" };
        folded.note(fact, &format!("{} {people}", value.members.len()));
        folded.add_claimants(&fact.assertion.attributed_to);
    }
    current
}

/// Of two complete lists the later replaces the other.
pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    slot.rivals(|fact| match &fact.assertion.kind {
        WorldKind::Delegation(delegation) if delegation.list().complete => {
            let members = delegation.list().members.iter();
            let mut names: Vec<String> = members
                .filter_map(|member| {
                    let person = member.person.as_ref().map(ToString::to_string);
                    person.or_else(|| member.description.as_ref().map(ToString::to_string))
                })
                .collect();
            names.sort();
            Some(names.join(", "))
        }
        _ => None,
    })
}

fn lists(list: &DelegationList, person: &Key) -> bool {
    list.members.iter().any(|member| member.person.as_ref() == Some(person))
}

impl DelegationValue {
    /// Adds a member, or says more of one who is there already: the same person, however spelt.
    fn enter(&mut self, member: &Member) {
        let same = |other: &&mut MemberValue| match (&other.person, &member.person) {
            (Some(a), Some(b)) => a == b,
            (None, None) => other.description == member.description,
            _ => false,
        };
        match self.members.iter_mut().find(same) {
            Some(known) => {
                known.post = member.post.clone().or(known.post.take());
                known.title = member.title.clone().or(known.title.take());
                known.role = member.role.or(known.role);
            }
            None => self.members.push(MemberValue::of(member)),
        }
    }

    /// Returns the people of the list whom the source names.
    pub fn people(&self) -> impl Iterator<Item = &Key> {
        self.members.iter().filter_map(|member| member.person.as_ref())
    }
}

impl MemberValue {
    fn of(member: &Member) -> Self {
        let Member { person, description, post, title, role, .. } = member.clone();
        Self { person, description, post, title, role }
    }
}
