//! What a kind needs beyond the presence of its fields.

use foldhash::{HashSet, HashSetExt};

use super::{Code, Entries, Found};
use crate::deadline::Deadline;
use crate::draft::Draft;
use crate::kind::{
    AgreementPhase, Commitment, CommitmentPhase, DelegationList, Exchange, Membership, WorldKind,
};
use crate::number::Number;
use crate::zone::Zone;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    for (number, draft) in entries.iter() {
        found.entry = number;
        kind(draft, entries.zone(draft), found);
    }
}

fn kind(draft: &Draft, zone: Zone, found: &mut Found) {
    let Some(assertion) = draft.assertion() else { return };
    match &assertion.kind {
        WorldKind::Delegation(delegation) => delegation_list(delegation.list(), found),
        WorldKind::Exchange(exchange) => exchange_phase(exchange, found),
        WorldKind::Commitment(Commitment::Offered(phase) | Commitment::Made(phase)) => promise(phase, found),
        WorldKind::Proposal(proposal) if proposal.tabled_by.is_empty() => {
            shape(found, "tabled_by", "nobody tabled this proposal", "name who proposed it");
        }
        WorldKind::Membership(membership) => joined(membership, found),
        WorldKind::Agreement(agreement) => {
            agreement.stage().into_iter().for_each(|stage| phases(&stage.phases, zone, found));
        }
        _ => {}
    }
}

fn shape(found: &mut Found, field: &'static str, message: &str, hint: &str) {
    found.report(Code::Shape, field, message.to_owned(), Some(hint));
}

fn promise(phase: &CommitmentPhase, found: &mut Found) {
    let (by, to) = (phase.owed_by.len(), phase.owed_to.len());
    if by == 0 {
        shape(found, "owed_by", "nobody owes this commitment", "name at least one party in `owed_by`");
    }
    if to != 0 && to != by {
        let message = format!("`owed_by` names {by} and `owed_to` {to}: they pair by position");
        shape(found, "owed_to", &message, "make both lists the same length");
    }
}

fn phases(phases: &[AgreementPhase], zone: Zone, found: &mut Found) {
    let mut ids = HashSet::new();
    for phase in phases {
        if !ids.insert(&phase.id) {
            let message = format!("two phases have the id `{}`", phase.id);
            shape(found, "phases", &message, "give each phase its own id");
        }
        let is_inverted = match (&phase.begins, &phase.ends) {
            (Some(Deadline::Date(begins)), Some(Deadline::Date(ends))) => {
                ends.when().bounds(zone).is_over_before(begins.when().bounds(zone))
            }
            (Some(Deadline::After(begins)), Some(Deadline::After(ends))) => {
                begins.after == ends.after && ends.days < begins.days
            }
            _ => false,
        };
        if is_inverted {
            let message = format!("the phase `{}` ends before it begins", phase.id);
            shape(found, "ends", &message, "fix one of the dates");
        }
    }
}

fn delegation_list(list: &DelegationList, found: &mut Found) {
    for member in &list.members {
        if member.person.is_some() == member.description.is_some() {
            let message = "a member needs either `person` or `description`, not both";
            shape(found, "members", message, "use `description` only for people the source does not name");
        }
    }
    let mut people = list.members.iter().filter_map(|member| member.person.as_ref());
    if let Some(head) = &list.head
        && !people.any(|person| person == head)
    {
        let message = format!("the head `{head}` is not among the members");
        shape(found, "head", &message, "add the head to the members");
    }
}

fn joined(membership: &Membership, found: &mut Found) {
    let event = membership.event();
    if event.member == event.of {
        let message = format!("`{}` is a member of itself", event.member);
        shape(found, "of", &message, "name what it joins or leaves");
    }
}

fn exchange_phase(exchange: &Exchange, found: &mut Found) {
    let transfers = &exchange.phase().transfers;
    match exchange {
        Exchange::Completed(_) if !transfers.is_empty() => {
            let message = "`completed` sums up several occasions and has no transfers";
            let hint = "enter each occasion as a separate event, or it would count twice";
            shape(found, "transfers", message, hint);
        }
        Exchange::CarriedOut(_) if transfers.is_empty() => {
            let hint = "add a transfer with the quantity `unknown`";
            shape(found, "transfers", "nothing changed hands on this occasion", hint);
        }
        Exchange::Preparing(_) | Exchange::CarriedOut(_) | Exchange::Completed(_) => {}
    }
    for transfer in transfers {
        if transfer.from.is_some() && transfer.from == transfer.to {
            let message = "`from` and `to` of a transfer are the same";
            shape(found, "transfers", message, "name who gave and who received, or leave both out");
        }
        let named = transfer.persons.len();
        let is_more = |high| Number::try_from(named as u64).is_ok_and(|named| named > high);
        if transfer.quantity.most().is_some_and(is_more) {
            let message = format!("a transfer names {named} persons but counts fewer");
            shape(found, "persons", &message, "fix the quantity, or name only those who changed hands");
        }
    }
}
