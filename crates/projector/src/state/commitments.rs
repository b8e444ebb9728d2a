//! Promises and what was delivered on them. Numbers add as counted; nothing is converted.

use std::collections::BTreeSet;

use asof_core::kind::{Commitment, CommitmentPhase, Exchange, Transfer, WorldKind};
use asof_core::{Claimant, Delivery, Key, Quantity, Text, Word};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::agreements::unvouched;
use crate::fold::{Fold, Folded, Reported, dated, occurred};
use crate::path::{Family, Path};
use crate::row::{Dated, Row};
use crate::slot::{Turn, Value};
use crate::standing::Fact;
use crate::tally::Tally;
use crate::undecided::Rivals;

/// How binding a promise is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Offered by one side, whatever the other does.
    Offered,
    /// Agreed between sides.
    Made,
}

/// How far a promise has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CommitmentStatus {
    /// Nothing is on record of its being carried out.
    Open,
    /// Its carrying out is prepared; nothing has changed hands.
    Preparing,
    /// Some of it was delivered.
    InProgress,
    /// All of it was delivered, by the numbers or by somebody's word.
    Fulfilled,
    /// Taken back.
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

/// What was delivered and is outstanding one way of a promise that holds for each side; `delivered` is null where no
/// delivery is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct Direction {
    pub from: Key,
    pub to: Option<Key>,
    pub delivered: Option<Quantity>,
    pub outstanding: Quantity,
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
    pub link_inferred: bool,
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
            // To promise something else may be what was promised here.
            WorldKind::Commitment(commitment) if *commitment.named().unwrap_or(fact.key) == value.key => {
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

/// Whose own word it is, and what it would leave promised; what was delivered adds up in any order.
pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    let opener = slot.facts.first().filter(|fact| fact.key.as_str() == slot.key());
    let Some(WorldKind::Commitment(Commitment::Offered(first) | Commitment::Made(first))) =
        opener.map(|fact| &fact.assertion.kind)
    else {
        return Rivals::new();
    };
    let mut rivals = Rivals::new();
    for (number, fact) in slot.facts.iter().enumerate() {
        let WorldKind::Commitment(commitment) = &fact.assertion.kind else { continue };
        if commitment.named().unwrap_or(fact.key).as_str() != slot.key() {
            continue;
        }
        let (bound, left): (Vec<&Key>, String) = match commitment {
            Commitment::Offered(phase) => (phase.owed_by.iter().collect(), terms("offered", phase)),
            Commitment::Made(phase) => {
                (phase.owed_by.iter().chain(&phase.owed_to).collect(), terms("made", phase))
            }
            Commitment::Withdrawn(_) => (first.owed_by.iter().collect(), "withdrawn".to_owned()),
        };
        if slot.weighing.is_own_word(fact, bound) {
            rivals.push((number, left));
        }
    }
    rivals
}

fn terms(strength: &str, phase: &CommitmentPhase) -> String {
    match &phase.quantity {
        Some(quantity) => format!("{strength}: {} {}", Tally::of(quantity).to_text(), quantity.unit()),
        None => strength.to_owned(),
    }
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
            what: phase.what.clone(),
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
        let link_inferred = links.iter().any(|link| link.inferred && link.commitment == self.key);
        if link_inferred {
            folded.inferred.push(fact.key.clone());
        }
        if let WorldKind::Exchange(Exchange::Preparing(_)) = &fact.assertion.kind {
            folded.history.push(Turn { event: fact.key.clone(), value: "preparing".to_owned() });
            return;
        }
        let served: BTreeSet<&Key> = links.iter().map(|link| &link.commitment).collect();
        let lot = |transfer: Option<&Transfer>| DeliveryValue {
            event: fact.key.clone(),
            from: transfer.and_then(|transfer| transfer.from.clone()),
            to: transfer.and_then(|transfer| transfer.to.clone()),
            quantity: transfer.map(|transfer| share(&transfer.quantity, served.len())),
            category: transfer.map(|transfer| transfer.category.clone()),
            occurred: occurred(fact),
            link_inferred,
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
            WorldKind::Exchange(Exchange::Completed(_)) => {
                // It is fulfilled in the name of whoever says so.
                folded.add_claimants(&fact.assertion.attributed_to);
                "completed"
            }
            _ => "delivered",
        };
        folded.history.push(Turn { event: fact.key.clone(), value: said.to_owned() });
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

impl Direction {
    fn row(&self) -> Row {
        let mut row = Row::default();
        row.text("from", Some(&self.from));
        row.text("to", self.to.as_ref());
        row.quantity("delivered", self.delivered.as_ref());
        row.quantity("outstanding", Some(&self.outstanding));
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
        row.occurred("occurred", Some(&self.occurred));
        row.value("link_inferred", Some(self.link_inferred));
        row.list("attributed_to", &self.attributed_to);
        row
    }
}
