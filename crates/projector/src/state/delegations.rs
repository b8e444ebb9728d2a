//! Who sits for a party at a gathering, announced and observed side by side.

use asof_core::kind::{Basis, Delegation, DelegationList, DelegationRole, Member, WorldKind};
use asof_core::{Key, Text};

use crate::fold::{Fold, Folded};
use crate::path::{Collection, Path};
use crate::row::Row;
use crate::slot::Value;
use crate::undecided::Rivals;

/// A party's people at a gathering, on one basis. Complete lists replace, partial ones add.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct DelegationValue {
    pub meeting: Key,
    pub party: Key,
    pub basis: Basis,
    pub role: DelegationRole,
    pub complete: bool,
    pub head: Option<Key>,
    pub mandate: Option<Text>,
    pub members: Vec<Member>,
}

pub(crate) fn routes(delegation: &Delegation) -> Vec<Path> {
    let list = delegation.list();
    let basis = match delegation.basis() {
        Basis::Announced => "announced",
        Basis::Observed => "observed",
    };
    vec![Path::new(Collection::Delegations, [list.meeting.as_str(), list.party.as_str(), basis])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
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
        folded.history.push(crate::slot::Transition {
            event: fact.key.clone(),
            value: format!("{} {people}", value.members.len()),
        });
        folded.add_claimants(&fact.assertion.attributed_to);
    }
    folded.value = current.map(Value::Delegation);
    folded
}

/// Of two complete lists the later replaces the other.
pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    let lists = slot.facts.iter().enumerate().filter_map(|(number, fact)| match &fact.assertion.kind {
        WorldKind::Delegation(delegation) if delegation.list().complete => {
            let members = delegation.list().members.iter();
            let mut names: Vec<String> = members
                .filter_map(|member| {
                    let person = member.person.as_ref().map(ToString::to_string);
                    person.or_else(|| member.description.as_ref().map(ToString::to_string))
                })
                .collect();
            names.sort();
            Some((number, names.join(", ")))
        }
        _ => None,
    });
    lists.collect()
}

fn lists(list: &DelegationList, person: &Key) -> bool {
    list.members.iter().any(|member| member.person.as_ref() == Some(person))
}

impl DelegationValue {
    /// Adds a member, or says more of one who is there already: the same person, however spelt.
    fn enter(&mut self, member: &Member) {
        let same = |other: &&mut Member| match (&other.person, &member.person) {
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
            None => self.members.push(member.clone()),
        }
    }

    /// Returns the people of the list whom the source names.
    pub fn people(&self) -> impl Iterator<Item = &Key> {
        self.members.iter().filter_map(|member| member.person.as_ref())
    }

    pub(crate) fn write(&self, row: &mut Row) {
        row.text("meeting", Some(&self.meeting));
        row.text("party", Some(&self.party));
        row.value("basis", self.basis);
        row.value("role", self.role);
        row.value("complete", self.complete);
        row.text("head", self.head.as_ref());
        row.text("mandate", self.mandate.as_ref());
        row.rows("members", self.members.iter().map(member_row));
    }
}

fn member_row(member: &Member) -> Row {
    let mut row = Row::default();
    row.text("person", member.person.as_ref());
    row.text("description", member.description.as_ref());
    row.text("post", member.post.as_ref());
    row.text("title", member.title.as_ref());
    row.value("role", member.role);
    row
}
