//! What a kind needs beyond the presence of its fields.

use std::collections::BTreeSet;

use super::index::assertion;
use super::{Code, Found};
use crate::draft::{Draft, Entry};
use crate::kind::{Commitment, DelegationList, Exchange, WorldKind};
use crate::registry::Registered;

pub(super) fn check(draft: &Draft, found: &mut Found) {
    if let Entry::Registry(registry) = &draft.entry {
        registered(&registry.registered, found);
    }
    let Some(assertion) = assertion(draft) else { return };
    match &assertion.kind {
        WorldKind::Delegation(delegation) => delegation_list(delegation.list(), found),
        WorldKind::Exchange(exchange) => exchange_phase(exchange, found),
        WorldKind::Commitment(Commitment::Offered(phase) | Commitment::Made(phase)) => {
            if phase.owed_by.is_empty() {
                let hint = "name at least one party that owes it".to_owned();
                shape(found, "owed_by", "a commitment that nobody owes".to_owned(), Some(hint));
            }
            if !phase.owed_to.is_empty() && phase.owed_to.len() != phase.owed_by.len() {
                let message = format!(
                    "`owed_by` names {} and `owed_to` {}: they pair by position",
                    phase.owed_by.len(),
                    phase.owed_to.len()
                );
                shape(found, "owed_to", message, Some("make both lists equally long".to_owned()));
            }
        }
        WorldKind::Proposal(proposal) if proposal.tabled_by.is_empty() => {
            shape(found, "tabled_by", "a proposal that nobody tabled".to_owned(), None);
        }
        _ => {}
    }
    repeated("attributed_to", &assertion.attributed_to, found);
    repeated("issues", &assertion.issues, found);
    repeated("delivers", assertion.delivers.iter().map(|d| &d.commitment), found);
}

fn shape(found: &mut Found, field: &'static str, message: String, hint: Option<String>) {
    found.error(Code::Shape, field, message, hint);
}

fn registered(registered: &Registered, found: &mut Found) {
    let has_names = !matches!(registered, Registered::Process(_) | Registered::Source(_));
    if has_names && registered.names().is_empty() {
        let message = format!("a {} without a name", registered.name());
        shape(found, "names", message, Some("write at least one name".to_owned()));
    }
}

fn delegation_list(list: &DelegationList, found: &mut Found) {
    for member in &list.members {
        if member.person.is_some() == member.description.is_some() {
            let message = "a member has either `person` or `description`".to_owned();
            shape(
                found,
                "members",
                message,
                Some("describe only people whom the source does not name".to_owned()),
            );
        }
    }
    let people = list.members.iter().filter_map(|member| member.person.as_ref());
    if let Some(head) = &list.head
        && !people.clone().any(|person| person == head)
    {
        let message = format!("the head `{head}` is not among the members");
        shape(found, "head", message, Some("list the head as a member too".to_owned()));
    }
    repeated("members", people, found);
}

fn exchange_phase(exchange: &Exchange, found: &mut Found) {
    let transfers = &exchange.phase().transfers;
    match exchange {
        Exchange::Completed(_) if !transfers.is_empty() => {
            let hint = "give each occasion an event of its own, or it would count twice".to_owned();
            shape(
                found,
                "transfers",
                "`completed` sums up occasions and has no transfers".to_owned(),
                Some(hint),
            );
        }
        Exchange::CarriedOut(_) if transfers.is_empty() => {
            let hint = "write a transfer whose quantity is `unknown`".to_owned();
            shape(found, "transfers", "an occasion on which nothing changed hands".to_owned(), Some(hint));
        }
        Exchange::Preparing(_) | Exchange::CarriedOut(_) | Exchange::Completed(_) => {}
    }
    for transfer in transfers {
        if transfer.from.is_some() && transfer.from == transfer.to {
            shape(found, "transfers", "a transfer whose `from` and `to` are the same".to_owned(), None);
        }
    }
}

fn repeated<T: Ord + std::fmt::Display>(
    field: &'static str,
    items: impl IntoIterator<Item = T>,
    found: &mut Found,
) {
    let mut seen = BTreeSet::new();
    for item in items {
        let text = item.to_string();
        if !seen.insert(item) {
            found.warning(
                Code::Repeated,
                field,
                format!("`{text}` stands twice"),
                Some("name it once".to_owned()),
            );
        }
    }
}
