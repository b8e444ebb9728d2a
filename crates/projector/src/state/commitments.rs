//! Promises and what was delivered on them. Numbers add as counted; nothing is converted.

use std::collections::BTreeSet;

use asof_core::kind::{Commitment, CommitmentPhase, Exchange, Suspension, Transfer, WorldKind};
use asof_core::{Claimant, Deadline, Key, Quantity, Ratio, Text, Word, Zone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::agreements::unvouched;
use crate::fold::{Fold, Folded, Reported, occurred};
use crate::parts::Reached;
use crate::path::{Collection, Path};
use crate::row::{Dated, Row};
use crate::slot::{Transition, Value};
use crate::tally::Tally;
use crate::undecided::Rivals;
use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;

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
    /// Not carried out for the time being.
    Suspended,
    /// Taken back.
    Withdrawn,
}

/// A promise: what, by whom to whom, how much of it was delivered and how much is outstanding.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct CommitmentValue {
    pub key: Key,
    pub agreement: Option<Key>,
    pub phase: Option<Word>,
    pub part_of: Option<Key>,
    pub in_return_for: Option<Key>,
    pub ratio: Option<Ratio>,
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
    pub periods: Vec<Period>,
    pub due: Option<Deadline>,
    pub condition: Option<Text>,
    pub status: Option<CommitmentStatus>,
    /// Who suspended it, and why it is suspended or was taken back.
    pub suspended_by: Option<Key>,
    pub reason: Option<Text>,
    pub deliveries: Vec<DeliveryValue>,
    /// The events that may be one occasion, told by several.
    pub could_merge: Vec<Key>,
    /// The events whose dates are so wide that they may be another of the occasions.
    pub may_overlap: Vec<Key>,
    /// The event by which it was fulfilled; in no row.
    pub fulfilled_by: Option<Key>,
    /// The zone of the process; in no row.
    pub zone: Zone,
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

/// What was delivered on a rate over some time, and what the rate comes to in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct Period {
    pub occurred: Dated,
    pub delivered: Quantity,
    /// `None` where that is not a number of whole periods.
    pub promised: Option<Quantity>,
    pub events: Vec<Key>,
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

/// Its own slot, and those of the commitments of which it is a part.
pub(crate) fn routes(
    commitment: &Commitment,
    fact: &VisibleEvent<'_>,
    visibility: &Visibility<'_>,
) -> Vec<Path> {
    let mut paths = super::named_or_own(commitment.named(), fact, Collection::Commitments);
    paths.extend(commitment.whole().into_iter().flat_map(|whole| with_wholes(whole, fact, visibility)));
    paths
}

/// The slots of what is delivered on, and of what that is a part of.
pub(crate) fn routes_of_deliveries(fact: &VisibleEvent<'_>, visibility: &Visibility<'_>) -> Vec<Path> {
    let links = fact.assertion.delivers.iter();
    links.flat_map(|link| with_wholes(&link.commitment, fact, visibility)).collect()
}

fn with_wholes(commitment: &Key, fact: &VisibleEvent<'_>, visibility: &Visibility<'_>) -> Vec<Path> {
    let wholes = visibility.wholes(fact.process, commitment);
    [commitment].into_iter().chain(wholes).map(|key| Path::new(Collection::Commitments, [key])).collect()
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    let Some(opener) = slot.opener(&mut folded, "commitment") else { return folded };
    let WorldKind::Commitment(Commitment::Offered(phase) | Commitment::Made(phase)) = &opener.assertion.kind
    else {
        return folded;
    };
    let own: Vec<&VisibleEvent<'_>> =
        slot.facts.iter().copied().filter(|fact| !is_part(slot, fact)).collect();
    // A part may have been promised before the whole.
    Fold { facts: &own, ..*slot }.check_order(opener, &mut folded);
    let mut value = CommitmentValue::new(opener, phase);
    let mut made: Vec<&VisibleEvent<'_>> = Vec::new();
    let mut owed_by = &phase.owed_by;
    for fact in own {
        match &fact.assertion.kind {
            // To promise something else may be what was promised here.
            WorldKind::Commitment(commitment) if *commitment.named().unwrap_or(fact.key) == value.key => {
                let counts = slot.companies.speak(slot.visibility, &bound(commitment, owed_by), fact);
                value.promise(commitment, fact, counts, &mut folded);
                if let Some(phase) = commitment.promise().filter(|_| counts) {
                    owed_by = &phase.owed_by;
                }
                if matches!(commitment, Commitment::Made(_)) && value.strength == Some(Strength::Made) {
                    made.push(fact);
                }
            }
            _ => value.deliver(slot, fact, &mut folded),
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

/// Promises of one's own word, with what each would leave promised if it came last. Deliveries are left out: they add up in
/// any order. A promise that states no number leaves the number as it is.
pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    let opener = slot.facts.first().filter(|fact| fact.key.as_str() == slot.key());
    let Some(WorldKind::Commitment(Commitment::Offered(first) | Commitment::Made(first))) =
        opener.map(|fact| &fact.assertion.kind)
    else {
        return Rivals::new();
    };
    let kinds = slot.facts.iter().map(|fact| &fact.assertion.kind);
    let promised = kinds.filter_map(|kind| match kind {
        WorldKind::Commitment(commitment) => commitment.promise()?.quantity.as_ref(),
        _ => None,
    });
    let numbers: BTreeSet<&Quantity> = promised.collect();
    let are_different = numbers.len() > 1;
    let terms = |phase: &CommitmentPhase| match &phase.quantity {
        Some(quantity) if are_different => {
            Some(format!("promised: {} {}", Tally::of(quantity).to_text(), quantity.unit()))
        }
        None if are_different => None,
        _ => Some("promised".to_owned()),
    };
    let mut rivals = Rivals::new();
    for (number, fact) in slot.facts.iter().enumerate() {
        let WorldKind::Commitment(commitment) = &fact.assertion.kind else { continue };
        if commitment.named().unwrap_or(fact.key).as_str() != slot.key() {
            continue;
        }
        let left = match commitment {
            Commitment::Offered(phase) | Commitment::Made(phase) => terms(phase),
            Commitment::Suspended(_) => Some("suspended".to_owned()),
            Commitment::Resumed(_) => Some(if are_different { "resumed" } else { "promised" }.to_owned()),
            Commitment::Withdrawn(_) => Some("withdrawn".to_owned()),
        };
        if slot.companies.speak(slot.visibility, &bound(commitment, &first.owed_by), fact) {
            rivals.extend(left.map(|left| (number, left)));
        }
    }
    rivals
}

/// Returns whom a promise binds; what is said of an earlier one binds who owes that.
pub(crate) fn bound<'a>(commitment: &'a Commitment, owed_by: &'a [Key]) -> Vec<&'a [Key]> {
    match commitment {
        Commitment::Offered(phase) => vec![&phase.owed_by],
        Commitment::Made(phase) => vec![&phase.owed_by, &phase.owed_to],
        Commitment::Suspended(_) | Commitment::Resumed(_) | Commitment::Withdrawn(_) => vec![owed_by],
    }
}

/// Returns whether a fact stands in a slot only because it promises a part of it.
fn is_part(slot: &Fold<'_, '_>, fact: &VisibleEvent<'_>) -> bool {
    let is_promise = matches!(&fact.assertion.kind, WorldKind::Commitment(commitment)
        if commitment.named().unwrap_or(fact.key).as_str() != slot.key());
    is_promise && slot.delivered_by(fact).is_none()
}

impl CommitmentValue {
    fn new(opener: &VisibleEvent<'_>, phase: &CommitmentPhase) -> Self {
        Self {
            key: opener.key.clone(),
            agreement: None,
            phase: None,
            part_of: phase.part_of.clone(),
            in_return_for: None,
            ratio: None,
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
            periods: Vec::new(),
            due: None,
            condition: None,
            status: None,
            suspended_by: None,
            reason: None,
            deliveries: Vec::new(),
            could_merge: Vec::new(),
            may_overlap: Vec::new(),
            fulfilled_by: None,
            zone: opener.zone,
            unvouched: Vec::new(),
            reported: Vec::new(),
        }
    }

    /// Takes a promise or its withdrawal: the own word of a side moves it, another's stands beside.
    fn promise(
        &mut self,
        commitment: &Commitment,
        fact: &VisibleEvent<'_>,
        counts: bool,
        folded: &mut Folded,
    ) {
        let (name, strength) = match commitment {
            Commitment::Offered(_) => ("offered", Some(Strength::Offered)),
            Commitment::Made(_) => ("made", Some(Strength::Made)),
            Commitment::Suspended(_) => ("suspended", self.strength),
            Commitment::Resumed(_) => ("resumed", self.strength),
            Commitment::Withdrawn(_) => ("withdrawn", self.strength),
        };
        if !counts {
            self.reported.push(Reported::new(fact, name));
            return;
        }
        folded.history.push(Transition { event: fact.key.clone(), value: name.to_owned() });
        folded.add_claimants(&fact.assertion.attributed_to);
        let because = |suspension: &Suspension| (suspension.by.clone(), suspension.reason.clone());
        let (status, (by, reason)) = match commitment {
            Commitment::Offered(phase) | Commitment::Made(phase) => {
                self.strength = self.strength.max(strength);
                self.take_terms(phase);
                (CommitmentStatus::Open, (None, None))
            }
            Commitment::Suspended(suspension) => (CommitmentStatus::Suspended, because(suspension)),
            Commitment::Resumed(_) => (CommitmentStatus::Open, (None, None)),
            Commitment::Withdrawn(withdrawal) => {
                (CommitmentStatus::Withdrawn, (None, withdrawal.reason.clone()))
            }
        };
        (self.status, self.suspended_by, self.reason) = (Some(status), by, reason);
    }

    fn take_terms(&mut self, phase: &CommitmentPhase) {
        self.owed_by.clone_from(&phase.owed_by);
        self.owed_to.clone_from(&phase.owed_to);
        self.category.clone_from(&phase.category);
        self.agreement = phase.agreement.clone().or(self.agreement.take());
        self.phase = phase.phase.clone().or(self.phase.take());
        self.in_return_for = phase.in_return_for.clone().or(self.in_return_for.take());
        self.ratio = phase.ratio.or(self.ratio);
        self.through = phase.through.clone().or(self.through.take());
        self.what = phase.what.clone().or(self.what.take());
        self.promised = phase.quantity.clone().or(self.promised.take());
        self.due = phase.due.clone().or(self.due.take());
        self.condition = phase.condition.clone().or(self.condition.take());
    }

    /// Notes what an event that delivers on the promise, or on a part of it, says; the sums are made when all are in.
    fn deliver(&mut self, slot: &Fold<'_, '_>, fact: &VisibleEvent<'_>, folded: &mut Folded) {
        let Some(Reached { is_named, is_inferred: link_inferred, is_shared, .. }) = slot.delivered_by(fact)
        else {
            return;
        };
        if link_inferred {
            folded.inferred.push(fact.key.clone());
        }
        // What is said of the carrying out of a part says nothing of the whole; only its quantities do.
        match &fact.assertion.kind {
            WorldKind::Exchange(Exchange::Preparing(_) | Exchange::Completed(_)) if !is_named => return,
            WorldKind::Exchange(Exchange::Preparing(_)) => {
                folded.history.push(Transition { event: fact.key.clone(), value: "preparing".to_owned() });
                return;
            }
            _ => {}
        }
        let lot = |transfer: Option<&Transfer>| DeliveryValue {
            event: fact.key.clone(),
            from: transfer.and_then(|transfer| transfer.from.clone()),
            to: transfer.and_then(|transfer| transfer.to.clone()),
            quantity: transfer.map(|transfer| share(&transfer.quantity, is_shared)),
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
        folded.history.push(Transition { event: fact.key.clone(), value: said.to_owned() });
    }

    pub(crate) fn write(&self, row: &mut Row) {
        row.text("key", Some(&self.key));
        row.text("agreement", self.agreement.as_ref());
        row.text("phase", self.phase.as_ref());
        row.text("part_of", self.part_of.as_ref());
        row.text("in_return_for", self.in_return_for.as_ref());
        row.text("ratio", self.ratio);
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
        row.rows("periods", self.periods.iter().map(Period::row));
        row.deadline("due", self.due.as_ref(), self.zone);
        row.text("condition", self.condition.as_ref());
        row.value("status", self.status);
        row.text("suspended_by", self.suspended_by.as_ref());
        row.text("reason", self.reason.as_ref());
        row.rows("deliveries", self.deliveries.iter().map(DeliveryValue::row));
        row.list("could_merge", &self.could_merge);
        row.list("may_overlap", &self.may_overlap);
        row.list("unvouched", &self.unvouched);
        row.rows("reported", self.reported.iter().map(Reported::row));
    }
}

/// An occasion that serves several commitments, none a part of the other, gives each between nothing and all of it.
fn share(quantity: &Quantity, is_shared: bool) -> Quantity {
    if !is_shared || quantity.every().is_some() {
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

impl Period {
    fn row(&self) -> Row {
        let mut row = Row::default();
        row.occurred("occurred", Some(&self.occurred));
        row.quantity("delivered", Some(&self.delivered));
        row.quantity("promised", self.promised.as_ref());
        row.list("events", &self.events);
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
