//! Promises and what was delivered on them. Numbers add as counted; nothing is converted.

use asof_core::kind::{Commitment, CommitmentPhase, Exchange, Transfer, WorldKind};
use asof_core::{Claimant, Delivery, Key, Per, Quantity, Text, Word};
use serde::Serialize;

use super::agreements::unvouched;
use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded, Reported, dated, occurred};
use crate::path::{Family, Path};
use crate::row::{Dated, Row, quantity_value};
use crate::slot::{Turn, Value};
use crate::standing::Fact;
use crate::tally::Tally;

/// How binding a promise is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "values of the JSON contract")]
pub enum Strength {
    Offered,
    Made,
}

/// How far a promise has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "values of the JSON contract")]
pub enum CommitmentStatus {
    Open,
    Preparing,
    InProgress,
    Fulfilled,
    Withdrawn,
}

/// A promise: what, by whom to whom, how much of it was delivered and how much is outstanding.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct CommitmentValue {
    pub key: Key,
    pub agreement: Option<Key>,
    pub owed_by: Vec<Key>,
    pub owed_to: Vec<Key>,
    pub through: Option<Key>,
    pub category: Word,
    pub what: Option<Text>,
    pub strength: Option<Strength>,
    pub promised: Option<Quantity>,
    pub delivered: Option<Quantity>,
    pub outstanding: Option<Quantity>,
    pub directions: Vec<Direction>,
    pub due: Option<Dated>,
    pub condition: Option<Text>,
    pub status: Option<CommitmentStatus>,
    pub deliveries: Vec<DeliveryValue>,
    pub unvouched: Vec<Key>,
    pub reported: Vec<Reported>,
}

/// What was delivered one way of a promise that holds for each side.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct Direction {
    pub from: Key,
    pub to: Option<Key>,
    pub delivered: Quantity,
}

/// One lot delivered, with its claimant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct DeliveryValue {
    pub event: Key,
    pub from: Option<Key>,
    pub to: Option<Key>,
    pub quantity: Option<Quantity>,
    pub category: Option<Word>,
    pub occurred: Dated,
    pub attributed_to: Vec<Claimant>,
}

pub(crate) fn routes(commitment: &Commitment, fact: &Fact<'_>) -> Vec<Path> {
    super::named_or_own(commitment.named(), fact, Family::Commitments)
}

pub(crate) fn routes_of_deliveries(delivers: &[Delivery]) -> impl Iterator<Item = Path> {
    delivers.iter().map(|delivery| Path::new(Family::Commitments, [&delivery.commitment]))
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    let Some(opener) = slot.opener(&mut folded, "commitment") else { return folded };
    let WorldKind::Commitment(Commitment::Offered(phase) | Commitment::Made(phase)) = &opener.assertion.kind
    else {
        return folded;
    };
    slot.check_order(opener, &mut folded);
    let mut value = CommitmentValue::new(opener.key, phase);
    let mut made: Vec<&Fact<'_>> = Vec::new();
    for fact in slot.facts {
        match &fact.assertion.kind {
            WorldKind::Commitment(commitment) => {
                value.promise(slot, commitment, fact, &mut folded);
                if matches!(commitment, Commitment::Made(_)) && value.strength == Some(Strength::Made) {
                    made.push(fact);
                }
            }
            _ => value.deliver(fact, &mut folded),
        }
    }
    if value.strength == Some(Strength::Made) {
        let parties: Vec<Key> = value.owed_by.iter().chain(&value.owed_to).cloned().collect();
        value.unvouched = unvouched(slot, &made, &parties);
    }
    value.settle(slot, &mut folded);
    folded.value = Some(Value::Commitment(Box::new(value)));
    folded
}

impl CommitmentValue {
    fn new(key: &Key, phase: &CommitmentPhase) -> Self {
        Self {
            key: key.clone(),
            agreement: None,
            owed_by: phase.owed_by.clone(),
            owed_to: phase.owed_to.clone(),
            through: None,
            category: phase.category.clone(),
            what: None,
            strength: None,
            promised: None,
            delivered: None,
            outstanding: None,
            directions: Vec::new(),
            due: None,
            condition: None,
            status: None,
            deliveries: Vec::new(),
            unvouched: Vec::new(),
            reported: Vec::new(),
        }
    }

    /// Takes a promise or its withdrawal: the own word of a side moves it, another's stands beside.
    fn promise(
        &mut self,
        slot: &Fold<'_, '_>,
        commitment: &Commitment,
        fact: &Fact<'_>,
        folded: &mut Folded,
    ) {
        let (name, phase, strength) = match commitment {
            Commitment::Offered(phase) => ("offered", Some(phase), Some(Strength::Offered)),
            Commitment::Made(phase) => ("made", Some(phase), Some(Strength::Made)),
            Commitment::Withdrawn(_) => ("withdrawn", None, self.strength),
        };
        let (owed_by, owed_to) =
            phase.map_or((&self.owed_by, &self.owed_to), |phase| (&phase.owed_by, &phase.owed_to));
        let bound = owed_by
            .iter()
            .chain(owed_to.iter().filter(|_| strength == Some(Strength::Made) && phase.is_some()));
        if !slot.weighing.is_own_word(fact, bound) {
            self.reported.push(Reported::new(fact, name));
            return;
        }
        folded.history.push(Turn { event: fact.key.clone(), value: name.to_owned() });
        folded.add_claimants(&fact.assertion.attributed_to);
        match phase {
            Some(phase) => {
                self.strength = self.strength.max(strength);
                self.status = Some(CommitmentStatus::Open);
                self.take_terms(phase, fact);
            }
            None => self.status = Some(CommitmentStatus::Withdrawn),
        }
    }

    fn take_terms(&mut self, phase: &CommitmentPhase, fact: &Fact<'_>) {
        self.owed_by.clone_from(&phase.owed_by);
        self.owed_to.clone_from(&phase.owed_to);
        self.category.clone_from(&phase.category);
        self.agreement = phase.agreement.clone().or(self.agreement.take());
        self.through = phase.through.clone().or(self.through.take());
        self.what = phase.what.clone().or(self.what.take());
        self.promised = phase.quantity.clone().or(self.promised.take());
        self.due = phase.due.as_ref().map(|due| dated(due.when(), fact)).or(self.due.take());
        self.condition = phase.condition.clone().or(self.condition.take());
    }

    /// Notes what an event that delivers on the promise says; the sums are made when all are in.
    fn deliver(&mut self, fact: &Fact<'_>, folded: &mut Folded) {
        let links = &fact.assertion.delivers;
        if links.iter().any(|link| link.inferred && link.commitment == self.key) {
            folded.inferred.push(fact.key.clone());
        }
        if let WorldKind::Exchange(Exchange::Preparing(_)) = &fact.assertion.kind {
            folded.history.push(Turn { event: fact.key.clone(), value: "preparing".to_owned() });
            return;
        }
        let lot = |transfer: Option<&Transfer>| DeliveryValue {
            event: fact.key.clone(),
            from: transfer.and_then(|transfer| transfer.from.clone()),
            to: transfer.and_then(|transfer| transfer.to.clone()),
            quantity: transfer.map(|transfer| share(&transfer.quantity, links.len())),
            category: transfer.map(|transfer| transfer.category.clone()),
            occurred: occurred(fact),
            attributed_to: fact.assertion.attributed_to.clone(),
        };
        let transfers = match &fact.assertion.kind {
            WorldKind::Exchange(exchange) => exchange.phase().transfers.as_slice(),
            _ => &[],
        };
        if transfers.is_empty() {
            self.deliveries.push(lot(None));
        }
        self.deliveries.extend(transfers.iter().map(|transfer| lot(Some(transfer))));
        let said = match &fact.assertion.kind {
            WorldKind::Exchange(Exchange::Completed(_)) => "completed",
            _ => "delivered",
        };
        folded.history.push(Turn { event: fact.key.clone(), value: said.to_owned() });
    }

    /// Sums up what was delivered and says where the promise stands.
    fn settle(&mut self, slot: &Fold<'_, '_>, folded: &mut Folded) {
        let unit = self.promised.as_ref().map(|promised| promised.unit().clone()).or_else(|| {
            self.deliveries
                .iter()
                .find_map(|lot| lot.quantity.as_ref())
                .map(|quantity| quantity.unit().clone())
        });
        if let Some(unit) = unit {
            let (delivered, per) = self.add_up(slot, &unit, folded);
            self.delivered = Some(delivered.quantity(unit.clone(), per));
            if let Some(promised) = &self.promised {
                let outstanding = Tally::outstanding(Tally::of(promised), delivered);
                self.outstanding = Some(outstanding.quantity(unit, per));
                if promised.high().is_some_and(|high| delivered.low > high) {
                    let message = format!("`{}` delivered above the promise", self.key);
                    folded.anomaly(AnomalyCode::OverDelivered, message);
                }
            }
        }
        if self.strength.is_some() && self.status != Some(CommitmentStatus::Withdrawn) {
            self.status = Some(self.progress(slot));
        }
    }

    /// Returns what was delivered, and what that is a count of: unstated where parts differ or do not say.
    fn add_up(&mut self, slot: &Fold<'_, '_>, unit: &Text, folded: &mut Folded) -> (Tally, Per) {
        let each_side = self.promised.as_ref().is_some_and(|promised| promised.per() == Per::EachSide);
        let directions = self.pairs();
        let mut sums = vec![Tally::default(); if each_side { directions.len() } else { 1 }];
        let mut counted = Vec::new();
        for lot in &self.deliveries {
            let Some(quantity) = &lot.quantity else { continue };
            if quantity.unit() != unit {
                let message = format!("`{}` counts in `{}`, not in `{unit}`", lot.event, quantity.unit());
                folded.anomaly(AnomalyCode::OtherUnit, message);
                continue;
            }
            let fits: Vec<bool> = directions.iter().map(|direction| lot_fits(slot, lot, direction)).collect();
            if !fits.contains(&true) {
                let message =
                    format!("`{}` goes in a direction that `{}` does not have", lot.event, self.key);
                folded.anomaly(AnomalyCode::OtherDirection, message);
                continue;
            }
            counted.push(lot);
            if each_side {
                sums.iter_mut().zip(&fits).filter(|(_, fits)| **fits).for_each(|(sum, _)| sum.add(quantity));
            } else {
                sums[0].add(quantity);
            }
        }
        let per = self.common_per(&counted);
        if each_side {
            let delivered = directions.iter().zip(&sums).map(|((from, to), sum)| Direction {
                from: from.clone(),
                to: to.clone(),
                delivered: sum.quantity(unit.clone(), per),
            });
            self.directions = delivered.collect();
        }
        let total = sums.into_iter().reduce(Tally::lower).unwrap_or_default();
        (total, per)
    }

    /// Returns who owes to whom, paired by position.
    fn pairs(&self) -> Vec<(Key, Option<Key>)> {
        let to = self.owed_to.iter().map(Some).chain(std::iter::repeat(None));
        self.owed_by.iter().zip(to).map(|(from, to)| (from.clone(), to.cloned())).collect()
    }

    fn common_per(&self, counted: &[&DeliveryValue]) -> Per {
        let promised = self.promised.as_ref().map(Quantity::per);
        let first = counted.iter().find_map(|lot| lot.quantity.as_ref()).map(Quantity::per);
        let Some(wanted) = promised.or(first) else { return Per::Unstated };
        let same = |lot: &&DeliveryValue| {
            lot.quantity.as_ref().is_none_or(|quantity| {
                quantity.per() == wanted
                    || wanted == Per::EachSide
                        && quantity.per() == Per::OneWay
                        && lot.from.is_some()
                        && lot.to.is_some()
            })
        };
        if counted.iter().all(same) { wanted } else { Per::Unstated }
    }

    fn progress(&self, slot: &Fold<'_, '_>) -> CommitmentStatus {
        let exchange = |wanted: fn(&Exchange) -> bool| {
            slot.facts
                .iter()
                .any(|fact| matches!(&fact.assertion.kind, WorldKind::Exchange(kind) if wanted(kind)))
        };
        let by_numbers = match (&self.promised, &self.delivered) {
            (Some(promised), Some(delivered)) => {
                promised.per() == delivered.per()
                    && !self.deliveries.is_empty()
                    && promised.high().is_some_and(|high| delivered.low() >= high)
            }
            _ => false,
        };
        if by_numbers || exchange(|kind| matches!(kind, Exchange::Completed(_))) {
            CommitmentStatus::Fulfilled
        } else if !self.deliveries.is_empty() {
            CommitmentStatus::InProgress
        } else if exchange(|kind| matches!(kind, Exchange::Preparing(_))) {
            CommitmentStatus::Preparing
        } else {
            CommitmentStatus::Open
        }
    }

    pub(crate) fn write(&self, row: &mut Row) {
        row.text("key", Some(&self.key));
        row.text("agreement", self.agreement.as_ref());
        row.list("owed_by", &self.owed_by);
        row.list("owed_to", &self.owed_to);
        row.text("through", self.through.as_ref());
        row.text("category", Some(&self.category));
        row.text("what", self.what.as_ref());
        row.value("strength", self.strength);
        row.quantity("promised", self.promised.as_ref());
        row.quantity("delivered", self.delivered.as_ref());
        row.quantity("outstanding", self.outstanding.as_ref());
        row.rows("directions", self.directions.iter().map(Direction::row));
        row.date("due", self.due.as_ref());
        row.text("condition", self.condition.as_ref());
        row.value("status", self.status);
        row.rows("deliveries", self.deliveries.iter().map(DeliveryValue::row));
        row.list("unvouched", &self.unvouched);
        row.rows("reported", self.reported.iter().map(Reported::row));
    }
}

/// An occasion that serves several commitments gives each between nothing and all of it.
fn share(quantity: &Quantity, commitments: usize) -> Quantity {
    if commitments < 2 {
        return quantity.clone();
    }
    Tally::of(quantity).up_to().quantity(quantity.unit().clone(), quantity.per())
}

/// Returns whether a lot may have gone that way: a side that it does not state fits any.
fn lot_fits(slot: &Fold<'_, '_>, lot: &DeliveryValue, (from, to): &(Key, Option<Key>)) -> bool {
    let fits = |stated: Option<&Key>, wanted: Option<&Key>| match (stated, wanted) {
        (Some(stated), Some(wanted)) => slot.weighing.side(stated) == slot.weighing.side(wanted),
        _ => true,
    };
    fits(lot.from.as_ref(), Some(from)) && fits(lot.to.as_ref(), to.as_ref())
}

impl Direction {
    fn row(&self) -> Row {
        let mut row = Row::default();
        row.text("from", Some(&self.from));
        row.text("to", self.to.as_ref());
        row.value("delivered", quantity_value(&self.delivered));
        row
    }
}

impl DeliveryValue {
    fn row(&self) -> Row {
        let mut row = Row::default();
        row.text("event", Some(&self.event));
        row.text("from", self.from.as_ref());
        row.text("to", self.to.as_ref());
        row.quantity("quantity", self.quantity.as_ref());
        row.text("category", self.category.as_ref());
        row.date("occurred", Some(&self.occurred));
        row.list("attributed_to", &self.attributed_to);
        row
    }
}
