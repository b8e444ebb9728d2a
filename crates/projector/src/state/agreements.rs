//! Agreements by stage, with the sides that have not spoken for themselves.

use std::collections::HashSet;

use asof_core::kind::{
    Agreement, AgreementPhase, AgreementStage, Membership, Ratification, Term, Votes, WorldKind,
};
use asof_core::{Claimant, Deadline, Key, Text, Zone};

use super::proposals::term_rows;
use crate::fold::{Fold, Folded, Reported, occurred};
use crate::path::{Collection, Path};
use crate::row::{Dated, Row};
use crate::slot::Value;
use crate::undecided::Rivals;
use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;

/// An agreement. With the word of third parties alone, the stage is null.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct AgreementValue {
    pub key: Key,
    pub parties: Vec<Key>,
    pub stage: Option<&'static str>,
    pub title: Option<Text>,
    pub terms: Vec<Term>,
    pub mediators: Vec<Key>,
    pub supporters: Vec<Key>,
    pub guarantors: Vec<Key>,
    pub witnesses: Vec<Key>,
    pub phases: Vec<AgreementPhase>,
    pub ratifications: Vec<RatificationValue>,
    pub since: Option<Dated>,
    pub unvouched: Vec<Key>,
    pub reported: Vec<Reported>,
    /// The zone of the process; in no row.
    pub zone: Zone,
}

/// The approval of an agreement by a body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct RatificationValue {
    pub by: Key,
    pub votes: Option<Votes>,
    pub event: Key,
    pub occurred: Dated,
    pub attributed_to: Vec<Claimant>,
}

pub(crate) fn routes(agreement: &Agreement, fact: &VisibleEvent<'_>) -> Vec<Path> {
    super::named_or_own(agreement.named(), fact, Collection::Agreements)
}

/// The agreement that somebody joins or leaves as a guarantor or witness.
pub(crate) fn routes_of_membership(
    membership: &Membership,
    fact: &VisibleEvent<'_>,
    visibility: &Visibility<'_>,
) -> Option<Path> {
    let of = &membership.event().of;
    let is_agreement = visibility.in_force(fact.process, of).is_some_and(|opener| {
        matches!(&opener.assertion.kind, WorldKind::Agreement(agreement) if agreement.named().is_none())
    });
    (is_agreement && role(membership).is_some()).then(|| Path::new(Collection::Agreements, [of]))
}

/// The roles in which somebody joins an agreement without being a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SupportingRole {
    Guarantor,
    Witness,
}

fn role(membership: &Membership) -> Option<SupportingRole> {
    match membership.event().role.as_ref()?.as_str() {
        "guarantor" => Some(SupportingRole::Guarantor),
        "witness" => Some(SupportingRole::Witness),
        _ => None,
    }
}

/// Returns the parties of an agreement, as an event names them or, where it does not, the one that opened it.
pub(crate) fn parties<'a>(visibility: &Visibility<'a>, agreement: &'a Agreement, process: &Key) -> &'a [Key] {
    let of = |agreement: &'a Agreement| agreement.stage().map_or(&[][..], |stage| &stage.parties);
    let named = of(agreement);
    let opener = agreement.named().filter(|_| named.is_empty());
    match opener.and_then(|key| visibility.in_force(process, key)).map(|fact| &fact.assertion.kind) {
        Some(WorldKind::Agreement(opener)) => of(opener),
        _ => named,
    }
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    let Some(opener) = slot.opener(&mut folded, "agreement") else { return folded };
    slot.check_order(opener, &mut folded);
    let mut value = AgreementValue {
        key: opener.key.clone(),
        parties: Vec::new(),
        stage: None,
        title: None,
        terms: Vec::new(),
        mediators: Vec::new(),
        supporters: Vec::new(),
        guarantors: Vec::new(),
        witnesses: Vec::new(),
        phases: Vec::new(),
        ratifications: Vec::new(),
        since: None,
        unvouched: Vec::new(),
        reported: Vec::new(),
        zone: opener.zone,
    };
    let mut spoken: Vec<&VisibleEvent<'_>> = Vec::new();
    let mut parties: &[Key] = &[];
    for fact in slot.facts {
        let agreement = match &fact.assertion.kind {
            WorldKind::Agreement(agreement) => agreement,
            WorldKind::Membership(membership) => {
                value.take_member(membership);
                folded.add_claimants(&fact.assertion.attributed_to);
                continue;
            }
            _ => continue,
        };
        let of_stage = match agreement.stage() {
            Some(stage) if !stage.parties.is_empty() => &stage.parties,
            _ => parties,
        };
        let is_own_word = slot.companies.speak(slot.visibility, &[of_stage], fact);
        // What only others say fills in until a party speaks, and moves nothing after that.
        if let Some(stage) = agreement.stage()
            && (is_own_word || spoken.is_empty())
        {
            value.take(stage);
            parties = of_stage;
        }
        if let Agreement::Ratified(ratification) = agreement {
            value.ratifications.push(RatificationValue::new(ratification, fact));
        }
        if is_own_word {
            // The approval of what is in force already brings it no further.
            if !(matches!(agreement, Agreement::Ratified(_)) && value.is_past_ratification()) {
                value.reach(agreement.stage_name(), fact);
            }
            spoken.push(fact);
            folded.turn(fact, agreement.stage_name());
        } else {
            value.reported.push(Reported::new(fact, agreement.stage_name()));
        }
    }
    value.unvouched = unvouched(slot, &spoken, &value.parties);
    folded.value = Some(Value::Agreement(Box::new(value)));
    folded
}

pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    let mut parties: &[Key] = &[];
    let mut rivals = Rivals::new();
    for (number, fact) in slot.facts.iter().enumerate() {
        let WorldKind::Agreement(agreement) = &fact.assertion.kind else { continue };
        let named = agreement.stage().map_or(&[][..], |stage| &stage.parties);
        let of_stage = if named.is_empty() { parties } else { named };
        if slot.companies.speak(slot.visibility, &[of_stage], fact) {
            rivals.push((number, agreement.stage_name().to_owned()));
        }
        if parties.is_empty() {
            parties = of_stage;
        }
    }
    rivals
}

/// Returns the sides of the parties that none of the events, nor a confirmation of one, speaks for.
pub(crate) fn unvouched(slot: &Fold<'_, '_>, spoken: &[&VisibleEvent<'_>], parties: &[Key]) -> Vec<Key> {
    let visibility = slot.visibility;
    let [first, others @ ..] = spoken else { return Vec::new() };
    let sides: Option<Vec<&Key>> =
        parties.iter().map(|party| visibility.lasting_side(first.process, party)).collect();
    if let Some(mut sides) = sides {
        let Some(heard) = heard(slot, spoken) else { return Vec::new() };
        let mut seen = HashSet::new();
        sides.retain(|side| !heard.contains(side) && seen.insert(*side));
        return sides.into_iter().cloned().collect();
    }
    let mut silent = visibility.unvouched(first, parties, &slot.confirmers(first));
    for fact in others {
        let still = visibility.unvouched(fact, parties, &slot.confirmers(fact));
        silent.retain(|side| still.contains(side));
    }
    silent
}

/// Returns the sides that speak in any of the events or confirm one; `None` if the source does, which vouches for all.
fn heard(slot: &Fold<'_, '_>, spoken: &[&VisibleEvent<'_>]) -> Option<HashSet<Key>> {
    let mut heard = HashSet::new();
    for fact in spoken {
        let confirming = slot.confirmers(fact);
        let confirming = confirming.iter().map(|by| (&by.claimant, by.known));
        let speaking = fact.assertion.attributed_to.iter().map(|by| (by, fact.occurred));
        for (claimant, at) in speaking.chain(confirming) {
            match claimant {
                Claimant::Source => return None,
                Claimant::Unstated => {}
                Claimant::Actor(actor) => {
                    heard.extend(slot.visibility.side_at(fact.process, actor, at).party().cloned());
                }
            }
        }
    }
    Some(heard)
}

impl RatificationValue {
    fn new(ratification: &Ratification, fact: &VisibleEvent<'_>) -> Self {
        Self {
            by: ratification.by.clone(),
            votes: ratification.votes,
            event: fact.key.clone(),
            occurred: occurred(fact),
            attributed_to: fact.assertion.attributed_to.clone(),
        }
    }

    fn row(&self) -> Row {
        let mut row = Row::default();
        row.text("by", Some(&self.by));
        row.value("in_favour", self.votes.map(|votes| votes.in_favour));
        row.value("against", self.votes.map(|votes| votes.against));
        row.value("abstained", self.votes.and_then(|votes| votes.abstained));
        row.text("event", Some(&self.event));
        row.occurred("occurred", Some(&self.occurred));
        row.list("attributed_to", &self.attributed_to);
        row
    }
}

impl AgreementValue {
    /// Returns the phases as rows, with their days as they are resolved.
    pub(crate) fn phase_rows(&self, resolved: impl Fn(&Deadline) -> Option<Dated>) -> Vec<Row> {
        let row = |phase: &AgreementPhase| {
            let mut row = Row::default();
            row.text("id", Some(&phase.id));
            row.text("title", phase.title.as_ref());
            for (name, deadline) in [("begins", &phase.begins), ("ends", &phase.ends)] {
                row.deadline(name, deadline.as_ref(), self.zone);
                row.date(name, deadline.as_ref().and_then(&resolved).as_ref());
            }
            row
        };
        self.phases.iter().map(row).collect()
    }

    /// Takes who joins or leaves as a guarantor or witness.
    fn take_member(&mut self, membership: &Membership) {
        let list = match role(membership) {
            Some(SupportingRole::Guarantor) => &mut self.guarantors,
            Some(SupportingRole::Witness) => &mut self.witnesses,
            None => return,
        };
        let member = &membership.event().member;
        list.retain(|other| other != member);
        if matches!(membership, Membership::Joined(_)) {
            list.push(member.clone());
        }
    }

    fn is_past_ratification(&self) -> bool {
        matches!(self.stage, Some("in-force" | "suspended" | "lapsed"))
    }

    /// Moves to a stage; to say again that it is at the same one moves nothing.
    fn reach(&mut self, stage: &'static str, fact: &VisibleEvent<'_>) {
        if self.stage != Some(stage) {
            (self.stage, self.since) = (Some(stage), Some(occurred(fact)));
        }
    }

    fn take(&mut self, stage: &AgreementStage) {
        self.title = stage.title.clone().or(self.title.take());
        let lists = [
            (&mut self.parties, &stage.parties),
            (&mut self.mediators, &stage.mediators),
            (&mut self.supporters, &stage.supporters),
            (&mut self.guarantors, &stage.guarantors),
            (&mut self.witnesses, &stage.witnesses),
        ];
        for (list, said) in lists.into_iter().filter(|(_, said)| !said.is_empty()) {
            list.clone_from(said);
        }
        if !stage.terms.is_empty() {
            self.terms.clone_from(&stage.terms);
        }
        if !stage.phases.is_empty() {
            self.phases.clone_from(&stage.phases);
        }
    }

    pub(crate) fn write(&self, row: &mut Row) {
        row.text("key", Some(&self.key));
        row.list("parties", &self.parties);
        row.text("stage", self.stage);
        row.text("title", self.title.as_ref());
        row.rows("terms", term_rows(&self.terms));
        row.list("mediators", &self.mediators);
        row.list("supporters", &self.supporters);
        row.list("guarantors", &self.guarantors);
        row.list("witnesses", &self.witnesses);
        row.rows("phases", self.phase_rows(|deadline| as_written(deadline, self.zone)));
        row.rows("ratifications", self.ratifications.iter().map(RatificationValue::row));
        row.occurred("since", self.since.as_ref());
        row.list("unvouched", &self.unvouched);
        row.rows("reported", self.reported.iter().map(Reported::row));
    }
}

/// Returns the date of a deadline that is one.
fn as_written(deadline: &Deadline, zone: Zone) -> Option<Dated> {
    deadline.date().map(|due| Dated::written(due.when().clone(), zone))
}
