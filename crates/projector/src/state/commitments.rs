//! Promises and what was delivered on them. Numbers add as counted; nothing is converted.

mod parts;

use std::collections::BTreeSet;

use asof_core::kind::{Commitment, CommitmentPhase, Exchange, Suspension, Transfer, WorldKind};
use asof_core::{Key, Number, Quantity, Ratio, Text, Word, Zone};

use super::agreements::unvouched;
use super::facets::Facets;
use crate::fold::{Fold, Folded, Reported, Rivals, occurred};
use crate::parts::Reached;
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{DueDate, role};
use crate::tally::Tally;
use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;

pub use parts::{DeliveryValue, Direction, Period, ReportedTerms};

asof_core::words! {
    /// How binding a promise is.
    pub enum Strength {
        /// Offered by one side, whatever the other does.
        Offered = "offered",
        /// Agreed between sides.
        Made = "made",
    }
}

asof_core::words! {
    /// How far a promise has come.
    pub enum CommitmentStatus {
        /// Nothing is on record of its being carried out.
        Open = "open",
        /// Its carrying out is prepared; nothing has changed hands.
        Preparing = "preparing",
        /// Some of it was delivered.
        InProgress = "in-progress",
        /// All of it was delivered, by the numbers or by somebody's word.
        Fulfilled = "fulfilled",
        /// Not carried out for the time being.
        Suspended = "suspended",
        /// Taken back.
        Withdrawn = "withdrawn",
    }
}

row! {
    /// A promise: what, by whom to whom, how much of it was delivered and how much is outstanding.
    pub struct CommitmentValue as "Commitment" {
        /// The key of the event that opened it.
        key: Key as role::Event,
        /// The agreement that it belongs to; null if none is stated.
        agreement: Option<Key> as role::Event,
        /// The phase of that agreement; null if none is stated.
        phase: Option<Word>,
        /// The commitment of which it is a part; null if of none.
        part_of: Option<Key> as role::Event,
        /// The commitment in return for which it is given; null if none is stated.
        in_return_for: Option<Key> as role::Event,
        /// How many of this for how many of that, as `30:1`; null if not stated.
        ratio: Option<Ratio>,
        /// Who owes it; pairs by position with `owed_to`.
        owed_by: Vec<Key> as role::Actor,
        /// To whom; empty if not stated.
        owed_to: Vec<Key> as role::Actor,
        /// Through whom it is to be delivered; null if not stated.
        through: Option<Key> as role::Actor,
        /// What sort of thing.
        category: Word,
        /// What is promised, in words; null if the category says it.
        what: Option<Text> as role::Prose,
        /// How binding it is; null if no side that is bound has said so, only others.
        strength: Option<Strength>,
        /// How much is promised; null if no figure is.
        promised: Option<Quantity> as role::Amount,
        /// How much was delivered, of what is on record: with a promise `each-side` the lower of its directions. Null if
        /// this record has no delivery of it, which does not mean that there was none; `unknown` if there was one of
        /// nobody knows how many.
        delivered: Option<Quantity> as role::Amount,
        /// What is left of the promise by those numbers: from the least to the most that it can be, never below zero;
        /// with a promise `each-side` the greater of its directions. Null if no figure is promised.
        outstanding: Option<Quantity> as role::Amount,
        /// What was delivered and is outstanding each way, where so much is promised from each side.
        directions: Vec<Direction> as role::Rows,
        /// Of a rate, what was delivered in each time of which the record tells, beside what the rate comes to in it.
        /// Of a rate, `delivered` and `outstanding` are null: rates never add up.
        periods: Vec<Period> as role::Rows,
        /// By when it is due: as written, or as the days after an event come out; null if not stated, or that event is
        /// not visible.
        due: DueDate as role::Due,
        /// What it depends on; null if not stated.
        condition: Option<Text> as role::Prose,
        /// How far it has come; null if only others say that it was promised.
        status: Option<CommitmentStatus>,
        /// Who suspended it; null if not suspended or not stated.
        suspended_by: Option<Key> as role::Actor,
        /// Why it is suspended or was taken back, as claimed; null if not stated.
        reason: Option<Text> as role::Prose,
        /// Every lot on record, with its claimant.
        deliveries: Vec<DeliveryValue> as role::Rows,
        /// The events that may be one occasion told by several: they count from once to each time.
        could_merge: Vec<Key> as role::Event,
        /// The events whose dates are so wide that they may be another of the occasions: they count between none and all.
        may_overlap: Vec<Key> as role::Event,
        /// The sides that are said to have agreed and have not said so themselves.
        unvouched: Vec<Key> as role::Actor,
        /// What others say was promised.
        reported: Vec<Reported> as role::Rows,
        /// The number and the deadline of what others say was promised, where they say one. They move nothing: neither
        /// `promised` nor `due` holds them.
        reported_terms: Vec<ReportedTerms> as role::Rows,
        /// How many days the last day on which it is due is gone by at the date asked about; null if it is not, or nothing
        /// is awaited.
        overdue_days: Option<u64> as role::Derived,
        /// How many days after its last day it was fulfilled at the least; null if it was not late.
        late_days: Option<u64> as role::Derived,
        /// The discrepancies about events that it rests on: accounts of them differ, or one may be told twice.
        discrepancies: Vec<Key> as role::Derived,
        /// The event by which it was fulfilled.
        fulfilled_by: Option<Key> as role::Hidden,
    }
}

impl Facets for CommitmentValue {
    fn own_key(&self) -> Option<&Key> {
        Some(&self.key)
    }

    fn title(&self) -> Option<String> {
        self.what.as_ref().map(ToString::to_string)
    }

    fn news_rank(&self) -> Option<u8> {
        Some(match self.is_counted() {
            true => 6,
            // A readiness that is owed to nobody in particular does not push aside what a party proposed.
            false if self.owed_to.is_empty() => 12,
            false => 8,
        })
    }

    fn has_own_word(&self) -> bool {
        self.status.is_some()
    }

    fn says_how_it_stands(&self) -> bool {
        self.status.is_some() || self.phase.is_some()
    }

    fn reported(&self) -> &[Reported] {
        &self.reported
    }

    fn unvouched(&self) -> &[Key] {
        &self.unvouched
    }

    fn discrepancies(&self) -> Option<&[Key]> {
        Some(&self.discrepancies)
    }

    fn could_merge(&self) -> &[Key] {
        &self.could_merge
    }

    fn deliveries(&self) -> &[DeliveryValue] {
        &self.deliveries
    }
}

/// Its own slot, and those of the commitments of which it is a part.
pub(crate) fn routes(
    commitment: &Commitment,
    fact: &VisibleEvent<'_>,
    visibility: &Visibility<'_>,
) -> Vec<Path> {
    let mut paths = vec![Path::new(Collection::Commitments, [commitment.named().unwrap_or(fact.key)])];
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

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<CommitmentValue> {
    let opener = slot.opener(folded, "commitment")?;
    let WorldKind::Commitment(Commitment::Offered(phase) | Commitment::Made(phase)) = &opener.assertion.kind
    else {
        return None;
    };
    let own: Vec<&VisibleEvent<'_>> =
        slot.facts.iter().copied().filter(|fact| !is_part(slot, fact)).collect();
    // A part may have been promised before the whole.
    Fold { facts: &own, ..*slot }.check_order(opener, folded);
    let mut value = CommitmentValue::new(opener, phase);
    let mut made: Vec<&VisibleEvent<'_>> = Vec::new();
    let mut owed_by = &phase.owed_by;
    for fact in own {
        match &fact.assertion.kind {
            // To promise something else may be what was promised here.
            WorldKind::Commitment(commitment) if *commitment.named().unwrap_or(fact.key) == value.key => {
                let counts = slot.companies.speak(slot.visibility, &bound(commitment, owed_by), fact);
                value.promise(commitment, fact, counts, folded);
                if let Some(phase) = commitment.promise().filter(|_| counts) {
                    owed_by = &phase.owed_by;
                }
                if matches!(commitment, Commitment::Made(_)) && value.strength == Some(Strength::Made) {
                    made.push(fact);
                }
            }
            _ => value.deliver(slot, fact, folded),
        }
    }
    if value.strength == Some(Strength::Made) {
        let parties: Vec<Key> = value.owed_by.iter().chain(&value.owed_to).cloned().collect();
        value.unvouched = unvouched(slot, &made, &parties);
    }
    value.settle(slot, folded);
    Some(value)
}

/// Promises of one's own word, with what each would leave promised if it came last. Deliveries are left out: they add up in
/// any order. A promise that states no number leaves the number as it is.
pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    let Some(WorldKind::Commitment(Commitment::Offered(first) | Commitment::Made(first))) =
        slot.opening().map(|fact| &fact.assertion.kind)
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
    slot.rivals(|fact| {
        let WorldKind::Commitment(commitment) = &fact.assertion.kind else { return None };
        if commitment.named().unwrap_or(fact.key).as_str() != slot.key() {
            return None;
        }
        let left = match commitment {
            Commitment::Offered(phase) | Commitment::Made(phase) => terms(phase),
            Commitment::Suspended(_) => Some("suspended".to_owned()),
            Commitment::Resumed(_) => Some(if are_different { "resumed" } else { "promised" }.to_owned()),
            Commitment::Withdrawn(_) => Some("withdrawn".to_owned()),
        };
        let bound = bound(commitment, &first.owed_by);
        left.filter(|_| slot.companies.speak(slot.visibility, &bound, fact))
    })
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
    /// Returns whether it is a promise of a number.
    pub fn is_counted(&self) -> bool {
        let promised = self.promised.as_ref();
        promised.is_some_and(|promised| promised.high().is_some() || promised.low() > Number::ZERO)
    }

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
            due: DueDate::default(),
            condition: None,
            status: None,
            suspended_by: None,
            reason: None,
            deliveries: Vec::new(),
            could_merge: Vec::new(),
            may_overlap: Vec::new(),
            fulfilled_by: None,
            unvouched: Vec::new(),
            reported: Vec::new(),
            reported_terms: Vec::new(),
            overdue_days: None,
            late_days: None,
            discrepancies: Vec::new(),
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
            self.reported_terms.extend(commitment.promise().and_then(|terms| ReportedTerms::of(fact, terms)));
            return;
        }
        folded.note(fact, name);
        folded.add_claimants(&fact.assertion.attributed_to);
        let because = |suspension: &Suspension| (suspension.by.clone(), suspension.reason.clone());
        let (status, (by, reason)) = match commitment {
            Commitment::Offered(phase) | Commitment::Made(phase) => {
                self.strength = self.strength.max(strength);
                self.take_terms(phase, fact.zone);
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

    fn take_terms(&mut self, phase: &CommitmentPhase, zone: Zone) {
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
        if phase.due.is_some() {
            self.due = DueDate::written(phase.due.as_ref(), zone);
        }
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
                folded.note(fact, "preparing");
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
        folded.note(fact, said);
    }
}

/// An occasion that serves several commitments, none a part of the other, gives each between nothing and all of it.
fn share(quantity: &Quantity, is_shared: bool) -> Quantity {
    if !is_shared || quantity.every().is_some() {
        return quantity.clone();
    }
    Tally::of(quantity).up_to().quantity(quantity.unit().clone(), quantity.per())
}
