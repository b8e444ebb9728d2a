//! Links: what an event puts before itself by what it says.

use asof_core::kind::{Agreement, Answer, Attendance, Ceasefire, Commitment, WorldKind};
use asof_core::{EventRef, Key};

use super::facts::Facts;
use crate::state::{commitments, proposals};
use crate::visible_event::{ClockStatus, VisibleEvent};

/// One event stands before another: it is over when the other is, and the other does not begin before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    pub(super) before: usize,
    pub(super) after: usize,
    /// Whether it makes the earlier one known: it names it as what it acts upon.
    pub(super) names: bool,
    /// Whether it narrows bounds; what an encoder inferred, and what moves nothing, only orders.
    pub(super) narrows: bool,
    /// Whether nobody says so: a phase presupposes the only event that can be the one before it.
    pub(super) presupposed: bool,
}

/// How an event names what it puts before itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The source puts it there, or it delivers on it.
    Order,
    /// It acts upon it: opener, answered proposal, replaced position.
    Name,
    /// It ends a position.
    End,
    /// The encoder inferred that it delivers on it.
    Inferred,
}

/// Returns the links that facts state themselves.
pub(super) fn written(facts: &Facts<'_, '_>) -> Vec<Link> {
    let mut links = Vec::new();
    for (after, node) in facts.nodes.iter().enumerate().filter(|(_, node)| node.reach != ClockStatus::Before)
    {
        let mut moves = None;
        each(node.fact, |by, named| {
            let before = match named {
                Named::Event(reference) => facts.find(reference, node.fact.process),
                Named::Opener(key) => facts.local(node.fact.process, key),
            };
            let Some(before) = before.filter(|before| *before != after) else { return };
            if facts.nodes[before].reach == ClockStatus::Before {
                return;
            }
            let mut moves = || *moves.get_or_insert_with(|| moves_something(facts, node.fact));
            let narrows = match by {
                By::Order | By::Name => moves(),
                By::End => may_end(facts, node.fact, before),
                By::Inferred => false,
            };
            links.push(Link {
                before,
                after,
                names: matches!(by, By::Name | By::End),
                narrows,
                presupposed: false,
            });
        });
    }
    links.sort_unstable();
    links.dedup();
    links
}

pub(super) enum Named<'a> {
    Event(&'a EventRef),
    Opener(&'a Key),
}

/// Hands over everything that a fact puts before itself.
pub(super) fn each<'a>(fact: &VisibleEvent<'a>, mut out: impl FnMut(By, Named<'a>)) {
    let assertion = fact.assertion;
    for reference in &assertion.after {
        out(By::Order, Named::Event(reference));
    }
    for delivery in &assertion.delivers {
        let by = if delivery.inferred { By::Inferred } else { By::Order };
        out(by, Named::Opener(&delivery.commitment));
    }
    for ending in &assertion.ends {
        out(By::End, Named::Opener(&ending.position));
    }
    let mut name = |key: &'a Key| out(By::Name, Named::Opener(key));
    match &assertion.kind {
        WorldKind::Position(position) => position.replaces.iter().for_each(name),
        WorldKind::Answer(answer) => name(&answer.given().proposal),
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

/// Returns whether a fact can end a position: by the word of the party that holds it.
fn may_end(facts: &Facts<'_, '_>, fact: &VisibleEvent<'_>, position: usize) -> bool {
    match &facts.nodes[position].fact.assertion.kind {
        WorldKind::Position(position) => facts.visibility.is_own_word(fact, [&position.party]),
        _ => false,
    }
}

/// Returns whether whoever answers a proposal was asked; of one that is not visible, nobody knows.
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
