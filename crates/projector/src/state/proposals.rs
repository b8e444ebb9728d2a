//! Proposals: open until the addressee answers; answers are kept per addressee.

use std::collections::BTreeMap;
use std::rc::Rc;

use asof_core::kind::{Agreement, Answer, Proposal, Term, WorldKind};
use asof_core::{Claimant, Key, Text, Word};
use foldhash::HashSet;

use super::facets::Facets;
use crate::anomaly::AnomalyCode;
use crate::companies::{Companies, Company};
use crate::fold::{Fold, Folded, Reported, Rivals, dated, occurred};
use crate::last::LastOfEach;
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};
use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;

asof_core::words! {
    /// How a proposal stands.
    pub enum ProposalStanding {
        /// Not everybody who was asked has answered.
        Open = "open",
        /// Agreed to.
        Accepted = "accepted",
        /// Refused.
        Rejected = "rejected",
        /// Neither yet.
        UnderConsideration = "under-consideration",
        /// Its text went on as that of an agreement, at whatever stage.
        TakenUp = "taken-up",
        /// Taken back by those who tabled it.
        Withdrawn = "withdrawn",
    }
}

row! {
    /// A proposal, with the latest answer of each who was asked.
    pub struct ProposalValue as "Proposal" {
        /// The key of the event that tabled it.
        key: Key as role::Event,
        /// Who proposes.
        tabled_by: Vec<Key> as role::Actor,
        /// Whose consent is asked.
        to: Vec<Key> as role::Actor,
        /// What it is called; null if it has no title.
        title: Option<Text> as role::Prose,
        /// What is proposed, term by term.
        terms: Vec<TermValue> as role::Rows,
        /// By when it is to be done; null if not stated.
        due: Option<Dated> as role::Date,
        /// How it stands.
        standing: ProposalStanding,
        /// The latest answer of each side that was asked.
        answers: Vec<AnswerValue> as role::Rows,
        /// The agreement whose text it became; null if it became none.
        agreement: Option<Key> as role::Event,
        /// What others say that the answer was.
        reported: Vec<Reported> as role::Rows,
        /// How many days the last day on which it is due is gone by at the date asked about; null if it is not, or it is
        /// answered.
        overdue_days: Option<u64> as role::Derived,
        /// How many days after its last day it was decided at the least; null if it was not late.
        late_days: Option<u64> as role::Derived,
        /// When the standing was reached, unless it is that of the proposal itself.
        decided: Option<Dated> as role::Hidden,
    }
}

row! {
    /// One term of a proposal or agreement.
    pub struct TermValue as "Term" {
        /// Its name within the text.
        id: Word,
        /// What it says.
        text: Text as role::Prose,
    }
}

row! {
    /// The latest answer of one who was asked.
    pub struct AnswerValue as "Answer" {
        /// Who answers.
        answered_by: Key as role::Actor,
        /// The party on whose side they do.
        side: Key as role::Hidden,
        /// The answer.
        answer: ProposalStanding,
        /// What it depends on; null if not stated.
        condition: Option<Text> as role::Prose,
        /// The event.
        event: Key as role::Event,
        /// Whose word the answer is.
        attributed_to: Vec<Claimant> as role::Claimants,
    }
}

impl Facets for ProposalValue {
    fn own_key(&self) -> Option<&Key> {
        Some(&self.key)
    }

    fn title(&self) -> Option<String> {
        self.title.as_ref().map(ToString::to_string)
    }

    fn news_rank(&self) -> Option<u8> {
        Some(10)
    }

    fn has_own_word(&self) -> bool {
        true
    }

    fn reported(&self) -> &[Reported] {
        &self.reported
    }
}

pub(crate) fn routes(fact: &VisibleEvent<'_>) -> Vec<Path> {
    vec![Path::new(Collection::Proposals, [fact.key])]
}

pub(crate) fn routes_of_answer(answer: &Answer) -> Vec<Path> {
    vec![Path::new(Collection::Proposals, [&answer.given().proposal])]
}

/// The slot of the proposal whose text an agreement is.
pub(crate) fn routes_of_agreement(agreement: &Agreement) -> Option<Path> {
    agreement.proposal().map(|key| Path::new(Collection::Proposals, [key]))
}

fn status_of(answer: &Answer) -> ProposalStanding {
    match answer {
        Answer::Accepted(_) => ProposalStanding::Accepted,
        Answer::Rejected(_) => ProposalStanding::Rejected,
        Answer::UnderConsideration(_) => ProposalStanding::UnderConsideration,
        Answer::Withdrawn(_) => ProposalStanding::Withdrawn,
    }
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<ProposalValue> {
    let opener = slot.opener(folded, "proposal")?;
    let WorldKind::Proposal(proposal) = &opener.assertion.kind else { return None };
    slot.check_order(opener, folded);
    folded.turn(opener, ProposalStanding::Open.name());
    let by = folded.by.clone();
    let mut value = ProposalValue {
        key: opener.key.clone(),
        tabled_by: proposal.tabled_by.clone(),
        to: proposal.to.clone(),
        title: proposal.title.clone(),
        terms: proposal.terms.iter().map(TermValue::of).collect(),
        due: proposal.due.as_ref().map(|due| dated(due.when(), opener)),
        standing: ProposalStanding::Open,
        answers: Vec::new(),
        agreement: None,
        reported: Vec::new(),
        overdue_days: None,
        late_days: None,
        decided: None,
    };
    let mut answers = Answers::to(slot, opener, proposal);
    for fact in slot.facts {
        let counts = match &fact.assertion.kind {
            WorldKind::Answer(answer) => answers.take(slot, answer, fact, &mut value, folded),
            WorldKind::Agreement(agreement) => take_agreement(slot, agreement, fact, &mut value),
            _ => false,
        };
        if counts {
            stand(answers.standing(slot, fact, &value), fact, &mut value, folded);
        }
    }
    value.answers = answers.latest.into_values().collect();
    folded.by = by;
    Some(value)
}

/// The answers to a proposal, and how far those who were asked have accepted it.
struct Answers<'a> {
    proposal: &'a Proposal,
    asked: Rc<Company<'a>>,
    /// By side.
    latest: LastOfEach<Key, AnswerValue>,
    /// How many of the latest answers say so.
    given: BTreeMap<ProposalStanding, usize>,
    /// How many of the parties that were asked accept, of those whose side never changes.
    accepting: usize,
}

impl<'a> Answers<'a> {
    fn to(slot: &Fold<'_, 'a>, opener: &VisibleEvent<'a>, proposal: &'a Proposal) -> Self {
        let asked = slot.companies.of(slot.visibility, opener.process, &proposal.to);
        Self { proposal, asked, latest: LastOfEach::default(), given: BTreeMap::new(), accepting: 0 }
    }

    /// Takes an answer, and returns whether it counts.
    fn take(
        &mut self,
        slot: &Fold<'_, 'a>,
        answer: &'a Answer,
        fact: &VisibleEvent<'a>,
        value: &mut ProposalValue,
        folded: &mut Folded,
    ) -> bool {
        let given = answer.given();
        let standing = status_of(answer);
        if !slot.visibility.is_own_word(fact, [&given.answered_by]) {
            value.reported.push(Reported::new(fact, standing.name()));
            return false;
        }
        if !was_asked(slot.visibility, slot.companies, fact, answer, self.proposal) {
            let message = format!(
                "`{}` answers `{}` in `{}` and was not asked",
                given.answered_by, value.key, fact.key
            );
            folded.anomaly_of(AnomalyCode::NotAsked, &[fact.key], message);
            return false;
        }
        let side = slot.visibility.side(&given.answered_by, fact).party().unwrap_or(&given.answered_by);
        let answer = AnswerValue {
            answered_by: given.answered_by.clone(),
            side: side.clone(),
            answer: standing,
            condition: given.condition.clone(),
            event: fact.key.clone(),
            attributed_to: fact.assertion.attributed_to.clone(),
        };
        *self.given.entry(standing).or_default() += 1;
        let before = self.latest.insert(side.clone(), answer).map(|answer| answer.answer);
        if let Some(count) = before.and_then(|before| self.given.get_mut(&before)) {
            *count -= 1;
        }
        if self.asked.parties.contains(side) {
            self.accepting += usize::from(standing == ProposalStanding::Accepted);
            self.accepting -= usize::from(before == Some(ProposalStanding::Accepted));
        }
        true
    }

    /// Taken up when its text is that of an agreement; else accepted when all who were asked accept, rejected when one
    /// rejects, open while somebody has not answered.
    fn standing(
        &self,
        slot: &Fold<'_, 'a>,
        fact: &VisibleEvent<'a>,
        value: &ProposalValue,
    ) -> ProposalStanding {
        if value.agreement.is_some() {
            return ProposalStanding::TakenUp;
        }
        let given = |standing: &ProposalStanding| self.given.get(standing).is_some_and(|count| *count > 0);
        let decides =
            [ProposalStanding::Withdrawn, ProposalStanding::Rejected, ProposalStanding::UnderConsideration];
        if let Some(standing) = decides.into_iter().find(given) {
            return standing;
        }
        if given(&ProposalStanding::Accepted) && self.is_accepted_by_all(slot, fact) {
            ProposalStanding::Accepted
        } else {
            ProposalStanding::Open
        }
    }

    fn is_accepted_by_all(&self, slot: &Fold<'_, 'a>, fact: &VisibleEvent<'a>) -> bool {
        if self.accepting < self.asked.parties.len() || self.asked.changing.is_empty() {
            return self.accepting == self.asked.parties.len();
        }
        let accepting = self.latest.values().filter(|answer| answer.answer == ProposalStanding::Accepted);
        let (by, sides): (HashSet<&Key>, HashSet<&Key>) =
            accepting.map(|answer| (&answer.answered_by, &answer.side)).unzip();
        let accepts = |actor: &Key| {
            by.contains(actor)
                || slot.visibility.side(actor, fact).party().is_some_and(|party| sides.contains(party))
        };
        self.asked.changing.iter().all(|actor| accepts(actor))
    }
}

/// Returns whether whoever answers was asked; only those who tabled it can withdraw it. Where nobody is named, all are.
pub(crate) fn was_asked<'a>(
    visibility: &Visibility<'a>,
    companies: &Companies<'a>,
    fact: &VisibleEvent<'_>,
    answer: &Answer,
    proposal: &'a Proposal,
) -> bool {
    let asked = match answer {
        Answer::Withdrawn(_) => &proposal.tabled_by,
        Answer::Accepted(_) | Answer::Rejected(_) | Answer::UnderConsideration(_) => &proposal.to,
    };
    asked.is_empty() || companies.include(visibility, asked, &answer.given().answered_by, fact)
}

/// Each side's last answer counts.
pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Vec<Rivals> {
    let Some(WorldKind::Proposal(proposal)) = slot.opening().map(|fact| &fact.assertion.kind) else {
        return Vec::new();
    };
    let mut by_side: BTreeMap<&Key, Rivals> = BTreeMap::new();
    for (number, fact) in slot.facts.iter().enumerate() {
        let WorldKind::Answer(answer) = &fact.assertion.kind else { continue };
        let answered_by = &answer.given().answered_by;
        if slot.visibility.is_own_word(fact, [answered_by])
            && was_asked(slot.visibility, slot.companies, fact, answer, proposal)
        {
            let said = status_of(answer).name().to_owned();
            by_side
                .entry(slot.visibility.side(answered_by, fact).party().unwrap_or(answered_by))
                .or_default()
                .push((number, said));
        }
    }
    by_side.into_values().collect()
}

/// Takes an agreement on the text, and returns whether it counts.
fn take_agreement<'a>(
    slot: &Fold<'_, 'a>,
    agreement: &'a Agreement,
    fact: &VisibleEvent<'a>,
    value: &mut ProposalValue,
) -> bool {
    let parties = parties(slot.visibility, agreement, fact.process);
    let counts = slot.companies.speak(slot.visibility, &[parties], fact);
    if counts {
        value.agreement = Some(agreement.named().unwrap_or(fact.key).clone());
    } else {
        value.reported.push(Reported::new(fact, ProposalStanding::TakenUp.name()));
    }
    counts
}

/// Returns the parties of an agreement, as an event names them or, where it does not, the one that opened it.
fn parties<'a>(visibility: &Visibility<'a>, agreement: &'a Agreement, process: &Key) -> &'a [Key] {
    let of = |agreement: &'a Agreement| agreement.stage().map_or(&[][..], |stage| &stage.parties);
    let named = of(agreement);
    let opener = agreement.named().filter(|_| named.is_empty());
    match opener.and_then(|key| visibility.in_force(process, key)).map(|fact| &fact.assertion.kind) {
        Some(WorldKind::Agreement(opener)) => of(opener),
        _ => named,
    }
}

/// Settles how the proposal stands after an event.
fn stand(
    standing: ProposalStanding,
    fact: &VisibleEvent<'_>,
    value: &mut ProposalValue,
    folded: &mut Folded,
) {
    let before = std::mem::replace(&mut value.standing, standing);
    if before != standing {
        // An accepted text that goes on as an agreement was answered when it was accepted.
        if !(before == ProposalStanding::Accepted && standing == ProposalStanding::TakenUp) {
            value.decided = Some(occurred(fact));
        }
        folded.turn(fact, standing.name());
    }
}

impl TermValue {
    pub(super) fn of(term: &Term) -> Self {
        Self { id: term.id.clone(), text: term.text.clone() }
    }
}
