//! Agreements by stage, with the sides that have not spoken for themselves.

use asof_core::kind::{Agreement, AgreementPhase, AgreementStage, Membership, Ratification, WorldKind};
use asof_core::{Claimant, Key, Text, Word, Zone};
use foldhash::{HashSet, HashSetExt};

use super::facets::Facets;
use super::proposals::TermValue;
use crate::fold::{Fold, Folded, Reported, Rivals, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, DueDate, role};
use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;

row! {
    /// An agreement and the stage that it last reached.
    pub struct AgreementValue as "Agreement" {
        /// The key of the event that opened it.
        key: Key as role::Event,
        /// The parties to it.
        parties: Vec<Key> as role::Actor,
        /// The stage; null if no party speaks of it, only others.
        stage: Option<Stage>,
        /// What it is called; null if it has no title.
        title: Option<Text> as role::Prose,
        /// What was agreed, term by term.
        terms: Vec<TermValue> as role::Rows,
        /// Who mediated it.
        mediators: Vec<Key> as role::Actor,
        /// Who supported it without being a party or a mediator.
        supporters: Vec<Key> as role::Actor,
        /// Who answers for it that the others keep it.
        guarantors: Vec<Key> as role::Actor,
        /// Who witnessed it.
        witnesses: Vec<Key> as role::Actor,
        /// The phases in which it is to be carried out.
        phases: Vec<PhaseValue> as role::Rows,
        /// The bodies that ratified it.
        ratifications: Vec<RatificationValue> as role::Rows,
        /// When it reached the stage; null where that is.
        since: Option<Dated> as role::Occurred,
        /// The sides that have not spoken for themselves.
        unvouched: Vec<Key> as role::Actor,
        /// What others say of it.
        reported: Vec<Reported> as role::Rows,
    }
}

row! {
    /// A phase in which an agreement is to be carried out.
    pub struct PhaseValue as "AgreementPhase" {
        /// Its name within the agreement.
        id: Word,
        /// What it is called; null if not stated.
        title: Option<Text> as role::Prose,
        /// When it is to begin: as written, or as the days after an event come out; null if not stated or not known.
        begins: DueDate as role::Due,
        /// When it is to end, that day included; null if not stated or not known.
        ends: DueDate as role::Due,
    }
}

asof_core::words! {
    /// A stage of an agreement: initialling is not signing.
    #[schemars(rename = "AgreementStage")]
    pub enum Stage {
        /// Said to be agreed.
        Announced = "announced",
        /// Initialled.
        Initialled = "initialled",
        /// Signed.
        Signed = "signed",
        /// Approved by a body whose approval it needs.
        Ratified = "ratified",
        /// Took effect.
        InForce = "in-force",
        /// Out of effect for the time being.
        Suspended = "suspended",
        /// Ended.
        Lapsed = "lapsed",
    }
}

row! {
    /// The approval of an agreement by a body.
    pub struct RatificationValue as "Ratification" {
        /// The body.
        by: Key as role::Plain,
        /// How many were in favour; null if no votes are stated.
        in_favour: Option<u32>,
        /// How many were against; null where that is.
        against: Option<u32>,
        /// How many abstained; null if not stated.
        abstained: Option<u32>,
        /// The event.
        event: Key as role::Event,
        /// When.
        occurred: Dated as role::Occurred,
        /// Whose word it is.
        attributed_to: Vec<Claimant> as role::Claimants,
    }
}

impl Facets for AgreementValue {
    fn own_key(&self) -> Option<&Key> {
        Some(&self.key)
    }

    fn title(&self) -> Option<String> {
        self.title.as_ref().map(ToString::to_string)
    }

    fn news_rank(&self) -> Option<u8> {
        Some(2)
    }

    fn has_own_word(&self) -> bool {
        self.stage.is_some()
    }

    fn reported(&self) -> &[Reported] {
        &self.reported
    }

    fn unvouched(&self) -> &[Key] {
        &self.unvouched
    }
}

pub(crate) fn routes(agreement: &Agreement, fact: &VisibleEvent<'_>) -> Vec<Path> {
    vec![Path::new(Collection::Agreements, [agreement.named().unwrap_or(fact.key)])]
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

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<AgreementValue> {
    let opener = slot.opener(folded, "agreement")?;
    slot.check_order(opener, folded);
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
        let stage = Stage::of(agreement);
        let of_stage = match agreement.stage() {
            Some(stage) if !stage.parties.is_empty() => &stage.parties,
            _ => parties,
        };
        let is_own_word = slot.companies.speak(slot.visibility, &[of_stage], fact);
        // What only others say fills in until a party speaks, and moves nothing after that.
        if let Some(stage) = agreement.stage()
            && (is_own_word || spoken.is_empty())
        {
            value.take(stage, opener.zone);
            parties = of_stage;
        }
        if let Agreement::Ratified(ratification) = agreement {
            value.ratifications.push(RatificationValue::new(ratification, fact));
        }
        if is_own_word {
            // The approval of what is in force already brings it no further.
            if !(matches!(agreement, Agreement::Ratified(_)) && value.is_past_ratification()) {
                value.reach(stage, fact);
            }
            spoken.push(fact);
            folded.turn(fact, stage.name());
        } else {
            value.reported.push(Reported::new(fact, stage.name()));
        }
    }
    value.unvouched = unvouched(slot, &spoken, &value.parties);
    Some(value)
}

pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    let mut parties: &[Key] = &[];
    slot.rivals(|fact| {
        let WorldKind::Agreement(agreement) = &fact.assertion.kind else { return None };
        let named = agreement.stage().map_or(&[][..], |stage| &stage.parties);
        let of_stage = if named.is_empty() { parties } else { named };
        if parties.is_empty() {
            parties = of_stage;
        }
        let speaks = slot.companies.speak(slot.visibility, &[of_stage], fact);
        speaks.then(|| Stage::of(agreement).name())
    })
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
        sides.retain(|side| !heard.contains(*side) && seen.insert(*side));
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
        let votes = ratification.votes;
        Self {
            by: ratification.by.clone(),
            in_favour: votes.map(|votes| votes.in_favour),
            against: votes.map(|votes| votes.against),
            abstained: votes.and_then(|votes| votes.abstained),
            event: fact.key.clone(),
            occurred: occurred(fact),
            attributed_to: fact.assertion.attributed_to.clone(),
        }
    }
}

impl AgreementValue {
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
        matches!(self.stage, Some(Stage::InForce | Stage::Suspended | Stage::Lapsed))
    }

    /// Moves to a stage; to say again that it is at the same one moves nothing.
    fn reach(&mut self, stage: Stage, fact: &VisibleEvent<'_>) {
        if self.stage != Some(stage) {
            (self.stage, self.since) = (Some(stage), Some(occurred(fact)));
        }
    }

    fn take(&mut self, stage: &AgreementStage, zone: Zone) {
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
            self.terms = stage.terms.iter().map(TermValue::of).collect();
        }
        if !stage.phases.is_empty() {
            self.phases = stage.phases.iter().map(|phase| PhaseValue::of(phase, zone)).collect();
        }
    }
}

impl PhaseValue {
    fn of(phase: &AgreementPhase, zone: Zone) -> Self {
        let [begins, ends] =
            [&phase.begins, &phase.ends].map(|deadline| DueDate::written(deadline.as_ref(), zone));
        Self { id: phase.id.clone(), title: phase.title.clone(), begins, ends }
    }
}

impl Stage {
    fn of(agreement: &Agreement) -> Self {
        match agreement {
            Agreement::Announced(_) => Self::Announced,
            Agreement::Initialled(_) => Self::Initialled,
            Agreement::Signed(_) => Self::Signed,
            Agreement::Ratified(_) => Self::Ratified,
            Agreement::InForce(_) => Self::InForce,
            Agreement::Suspended(_) => Self::Suspended,
            Agreement::Lapsed(_) => Self::Lapsed,
        }
    }
}
