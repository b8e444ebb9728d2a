//! Agreements by stage, with the sides that have not spoken for themselves.

use asof_core::kind::{Agreement, AgreementStage, Term, WorldKind};
use asof_core::{Key, Text};

use super::proposals::term_rows;
use crate::fold::{Fold, Folded, Reported, occurred};
use crate::path::{Family, Path};
use crate::row::{Dated, Row};
use crate::slot::Value;
use crate::standing::Fact;
use crate::undecided::Rivals;

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
    pub since: Option<Dated>,
    pub unvouched: Vec<Key>,
    pub reported: Vec<Reported>,
}

pub(crate) fn routes(agreement: &Agreement, fact: &Fact<'_>) -> Vec<Path> {
    super::named_or_own(agreement.stage().agreement.as_ref(), fact, Family::Agreements)
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
        since: None,
        unvouched: Vec::new(),
        reported: Vec::new(),
    };
    let mut spoken: Vec<&Fact<'_>> = Vec::new();
    for fact in slot.facts {
        let WorldKind::Agreement(agreement) = &fact.assertion.kind else { continue };
        let stage = agreement.stage();
        let parties = if stage.parties.is_empty() { &value.parties } else { &stage.parties };
        let is_own_word = slot.weighing.is_own_word(fact, parties);
        // What only others say fills in until a party speaks, and moves nothing after that.
        if is_own_word || spoken.is_empty() {
            value.take(stage);
        }
        if is_own_word {
            if value.stage != Some(agreement.stage_name()) {
                value.since = Some(occurred(fact));
            }
            value.stage = Some(agreement.stage_name());
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
        let named = &agreement.stage().parties;
        let of_stage = if named.is_empty() { parties } else { named };
        if slot.weighing.is_own_word(fact, of_stage) {
            rivals.push((number, agreement.stage_name().to_owned()));
        }
        if parties.is_empty() {
            parties = of_stage;
        }
    }
    rivals
}

/// Returns the sides of the parties that none of the events, nor a confirmation of one, speaks for.
pub(crate) fn unvouched(slot: &Fold<'_, '_>, spoken: &[&Fact<'_>], parties: &[Key]) -> Vec<Key> {
    let mut silent: Vec<Key> = match spoken {
        [] => return Vec::new(),
        [first, ..] => slot.weighing.unvouched(first, parties, &slot.confirmers(first)),
    };
    for fact in &spoken[1..] {
        let still = slot.weighing.unvouched(fact, parties, &slot.confirmers(fact));
        silent.retain(|side| still.contains(side));
    }
    silent
}

impl AgreementValue {
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
        row.occurred("since", self.since.as_ref());
        row.list("unvouched", &self.unvouched);
        row.rows("reported", self.reported.iter().map(Reported::row));
    }
}
