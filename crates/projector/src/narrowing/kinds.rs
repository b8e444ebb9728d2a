//! What narrowing asks of each kind of event: what it acts upon, whether it moves its slot, and which phase of what it is.

use asof_core::kind::{
    Agreement, Answer, Attendance, Ceasefire, Commitment, Delegation, Meeting, Membership, Office,
    ProcessChange, WorldKind,
};
use asof_core::{Key, Word};

use super::facts::Facts;
use crate::state::{commitments, proposals};
use crate::visible_event::VisibleEvent;

/// Hands over the events that one of this kind acts upon: an answered proposal, a replaced position, the opener of what
/// goes through stages.
pub(super) fn acts_upon<'a>(kind: &'a WorldKind, name: impl FnMut(&'a Key)) {
    match kind {
        WorldKind::Position(position) => position.replaces.iter().for_each(name),
        WorldKind::Answer(answer) => std::iter::once(&answer.given().proposal).for_each(name),
        WorldKind::Agreement(agreement) => {
            agreement.named().into_iter().chain(agreement.proposal()).for_each(name);
        }
        WorldKind::Commitment(commitment) => commitment.named().into_iter().for_each(name),
        WorldKind::Ceasefire(ceasefire) => ceasefire.named().into_iter().for_each(name),
        WorldKind::Process(_)
        | WorldKind::Announcement(_)
        | WorldKind::Meeting(_)
        | WorldKind::Attendance(_)
        | WorldKind::Delegation(_)
        | WorldKind::Membership(_)
        | WorldKind::Office(_)
        | WorldKind::Proposal(_)
        | WorldKind::Exchange(_)
        | WorldKind::Incident(_)
        | WorldKind::Resolution(_)
        | WorldKind::Claim(_) => {}
    }
}

/// Returns whether a fact moves its slot: what is only reported, and an allegation, narrows nothing.
pub(super) fn moves_something<'a>(facts: &Facts<'_, 'a>, fact: &VisibleEvent<'a>) -> bool {
    let visibility = facts.visibility;
    let is_own_word = |actors: &[&Key]| visibility.is_own_word(fact, actors.iter().copied());
    match &fact.assertion.kind {
        WorldKind::Attendance(attendance) => match attendance {
            Attendance::Expected(_) => false,
            Attendance::Present(_) | Attendance::Absent(_) => true,
            Attendance::Accepted(_)
            | Attendance::Declined(_)
            | Attendance::Tentative(_)
            | Attendance::Delegated(_) => is_own_word(&[attendance.who()]),
        },
        WorldKind::Position(position) => is_own_word(&[&position.party]),
        WorldKind::Answer(answer) => {
            is_own_word(&[&answer.given().answered_by]) && was_asked(facts, answer, fact)
        }
        WorldKind::Agreement(agreement) => {
            facts.companies.speak(visibility, &[parties(facts, agreement, fact)], fact)
        }
        WorldKind::Commitment(commitment) => {
            facts.companies.speak(visibility, &bound(facts, commitment, fact), fact)
        }
        WorldKind::Ceasefire(ceasefire) => !matches!(ceasefire, Ceasefire::Violated(_)),
        WorldKind::Process(_)
        | WorldKind::Announcement(_)
        | WorldKind::Meeting(_)
        | WorldKind::Delegation(_)
        | WorldKind::Membership(_)
        | WorldKind::Office(_)
        | WorldKind::Proposal(_)
        | WorldKind::Exchange(_)
        | WorldKind::Incident(_)
        | WorldKind::Resolution(_)
        | WorldKind::Claim(_) => true,
    }
}

/// Returns whether the actor who answers a proposal was asked. True where the proposal is not visible.
fn was_asked<'a>(facts: &Facts<'_, 'a>, answer: &'a Answer, fact: &VisibleEvent<'a>) -> bool {
    match facts.kind(fact.process, &answer.given().proposal) {
        Some(WorldKind::Proposal(proposal)) => {
            proposals::was_asked(facts.visibility, &facts.companies, fact, answer, proposal)
        }
        _ => true,
    }
}

/// Returns whether it can depend on somebody's side what an event narrows.
pub(crate) fn asks_for_sides(fact: &VisibleEvent<'_>) -> bool {
    let assertion = fact.assertion;
    !assertion.ends.is_empty()
        || matches!(
            assertion.kind,
            WorldKind::Attendance(_)
                | WorldKind::Position(_)
                | WorldKind::Answer(_)
                | WorldKind::Agreement(_)
                | WorldKind::Commitment(_)
        )
}

/// Returns the parties of an agreement, as this stage or the one that opened it names them.
fn parties<'a>(facts: &Facts<'_, 'a>, agreement: &'a Agreement, fact: &VisibleEvent<'a>) -> &'a [Key] {
    let of = |agreement: &'a Agreement| agreement.stage().map_or(&[][..], |stage| &stage.parties);
    let opener = agreement.named().and_then(|key| facts.kind(fact.process, key));
    match opener {
        Some(WorldKind::Agreement(opener)) if of(agreement).is_empty() => of(opener),
        _ => of(agreement),
    }
}

/// Returns whom a promise, or its withdrawal, binds.
fn bound<'a>(facts: &Facts<'_, 'a>, commitment: &'a Commitment, fact: &VisibleEvent<'a>) -> Vec<&'a [Key]> {
    let opener = commitment.named().and_then(|opener| facts.kind(fact.process, opener));
    let owed_by = match opener {
        Some(WorldKind::Commitment(Commitment::Made(opener) | Commitment::Offered(opener))) => {
            &opener.owed_by[..]
        }
        _ => &[],
    };
    commitments::bound(commitment, owed_by)
}

/// A stage in the life of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Phase {
    Opened,
    Suspended,
    Signed,
    InForce,
    InEffect,
    Took,
    Joined,
    Planned,
    Announced,
}

/// What goes through phases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Of<'a> {
    Process,
    Agreement(&'a Key),
    Ceasefire(&'a Key),
    Office(&'a Key, &'a Word),
    Membership(&'a Key, &'a Key),
    Meeting(&'a Key),
    Delegation(&'a Key, &'a Key),
}

/// Where a fact stands in the phases of something: what it can serve as, and what it presupposes.
pub(super) struct Stage<'a> {
    pub(super) of: Of<'a>,
    pub(super) serves: Option<Phase>,
    pub(super) presupposes: &'static [Phase],
}

/// Returns where a fact stands in the phases of something; `None` if it is of nothing that has phases.
pub(super) fn stage<'a>(fact: &VisibleEvent<'a>) -> Option<Stage<'a>> {
    let (of, serves, presupposes): (_, _, &[Phase]) = match &fact.assertion.kind {
        WorldKind::Process(turn) => {
            let (serves, presupposes) = of_process(turn);
            (Of::Process, serves, presupposes)
        }
        WorldKind::Agreement(agreement) => {
            let key = agreement.named().unwrap_or(fact.key);
            let (serves, presupposes) = of_agreement(agreement);
            (Of::Agreement(key), serves, presupposes)
        }
        WorldKind::Ceasefire(ceasefire) => {
            let key = ceasefire.named().unwrap_or(fact.key);
            let (serves, presupposes) = of_ceasefire(ceasefire);
            (Of::Ceasefire(key), serves, presupposes)
        }
        WorldKind::Office(office) => {
            let held = office.held();
            let (serves, presupposes): (_, &[Phase]) = match office {
                Office::Took(_) => (Some(Phase::Took), &[]),
                Office::Left(_) => (None, &[Phase::Took]),
                Office::Attested(_) => (None, &[]),
            };
            (Of::Office(&held.person, &held.post), serves, presupposes)
        }
        WorldKind::Membership(membership) => {
            let event = membership.event();
            let (serves, presupposes): (_, &[Phase]) = match membership {
                Membership::Joined(_) => (Some(Phase::Joined), &[]),
                Membership::Left(_) => (None, &[Phase::Joined]),
            };
            (Of::Membership(&event.member, &event.of), serves, presupposes)
        }
        WorldKind::Meeting(meeting) => {
            let (serves, presupposes): (_, &[Phase]) = match meeting {
                Meeting::Proposed(_) | Meeting::Scheduled(_) => (Some(Phase::Planned), &[]),
                Meeting::Cancelled(_) | Meeting::Held(_) | Meeting::NotHeld(_) => (None, &[Phase::Planned]),
            };
            (Of::Meeting(meeting.meeting()), serves, presupposes)
        }
        WorldKind::Delegation(delegation) => {
            let list = delegation.list();
            let (serves, presupposes): (_, &[Phase]) = match delegation {
                Delegation::Announced(_) => (Some(Phase::Announced), &[]),
                Delegation::Observed(_) => (None, &[Phase::Announced]),
            };
            (Of::Delegation(&list.meeting, &list.party), serves, presupposes)
        }
        WorldKind::Announcement(_)
        | WorldKind::Attendance(_)
        | WorldKind::Position(_)
        | WorldKind::Proposal(_)
        | WorldKind::Answer(_)
        | WorldKind::Commitment(_)
        | WorldKind::Exchange(_)
        | WorldKind::Incident(_)
        | WorldKind::Resolution(_)
        | WorldKind::Claim(_) => return None,
    };
    Some(Stage { of, serves, presupposes })
}

fn of_process(turn: &ProcessChange) -> (Option<Phase>, &'static [Phase]) {
    match turn {
        ProcessChange::Opened(_) => (Some(Phase::Opened), &[]),
        ProcessChange::Suspended(_) => (Some(Phase::Suspended), &[Phase::Opened]),
        ProcessChange::Resumed(_) => (None, &[Phase::Opened, Phase::Suspended]),
        ProcessChange::Concluded(_) => (None, &[Phase::Opened]),
    }
}

fn of_agreement(agreement: &Agreement) -> (Option<Phase>, &'static [Phase]) {
    match agreement {
        Agreement::Announced(_) | Agreement::Initialled(_) => (None, &[]),
        Agreement::Signed(_) => (Some(Phase::Signed), &[]),
        Agreement::Ratified(_) => (None, &[Phase::Signed]),
        Agreement::InForce(_) => (Some(Phase::InForce), &[Phase::Signed]),
        Agreement::Suspended(_) | Agreement::Lapsed(_) => (None, &[Phase::InForce]),
    }
}

fn of_ceasefire(ceasefire: &Ceasefire) -> (Option<Phase>, &'static [Phase]) {
    match ceasefire {
        Ceasefire::Announced(_) | Ceasefire::Violated(_) => (None, &[]),
        Ceasefire::InEffect(_) => (Some(Phase::InEffect), &[]),
        Ceasefire::Suspended(_) | Ceasefire::Ended(_) => (None, &[Phase::InEffect]),
    }
}
