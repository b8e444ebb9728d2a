//! A slot: one typed value, and the events that it rests on.

use std::collections::BTreeSet;

use asof_core::{Claimant, Key};

use crate::order::WorldOrder;
use crate::row::Row;
use crate::state::{
    agreements::AgreementValue, anomalies::AnomalyValue, attendance::AttendanceValue,
    ceasefires::CeasefireValue, claims::ClaimValue, commitments::CommitmentValue,
    delegations::DelegationValue, discrepancies::DiscrepancyValue, exchanges::TallyValue,
    incidents::IncidentValue, meetings::MeetingValue, memberships::MembershipValue, offices::OfficeValue,
    positions::PositionValue, proposals::ProposalValue, registry::RegisteredValue,
    resolutions::ResolutionValue, rounds::RoundValue, statements::StatementValue, status::StatusValue,
};

/// The value of a slot, by collection.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is documented by its type")]
pub enum Value {
    Status(StatusValue),
    Round(RoundValue),
    Meeting(Box<MeetingValue>),
    Attendance(AttendanceValue),
    Delegation(DelegationValue),
    Office(OfficeValue),
    Membership(MembershipValue),
    Position(PositionValue),
    Proposal(Box<ProposalValue>),
    Agreement(Box<AgreementValue>),
    Commitment(Box<CommitmentValue>),
    Tally(TallyValue),
    Ceasefire(CeasefireValue),
    Incident(Box<IncidentValue>),
    Resolution(Box<ResolutionValue>),
    Statement(Box<StatementValue>),
    Claim(Box<ClaimValue>),
    Discrepancy(DiscrepancyValue),
    Registered(RegisteredValue),
    Anomaly(AnomalyValue),
}

impl Value {
    /// Returns the value's own fields.
    pub fn row(&self) -> Row {
        let mut row = Row::default();
        self.write(&mut row);
        row
    }

    pub(crate) fn write(&self, row: &mut Row) {
        match self {
            Self::Status(value) => value.write(row),
            Self::Round(value) => value.write(row),
            Self::Meeting(value) => value.write(row),
            Self::Attendance(value) => value.write(row),
            Self::Delegation(value) => value.write(row),
            Self::Office(value) => value.write(row),
            Self::Membership(value) => value.write(row),
            Self::Position(value) => value.write(row),
            Self::Proposal(value) => value.write(row),
            Self::Agreement(value) => value.write(row),
            Self::Commitment(value) => value.write(row),
            Self::Tally(value) => value.write(row),
            Self::Ceasefire(value) => value.write(row),
            Self::Incident(value) => value.write(row),
            Self::Resolution(value) => value.write(row),
            Self::Statement(value) => value.write(row),
            Self::Claim(value) => value.write(row),
            Self::Discrepancy(value) => value.write(row),
            Self::Registered(value) => value.write(row),
            Self::Anomaly(value) => value.write(row),
        }
    }
}

/// One value of a state with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The value.
    pub value: Value,
    /// The keys of the events that it rests on, in folding order, with their corrections.
    pub events: Vec<Key>,
    /// Whose word the value is.
    pub attributed_to: Vec<Claimant>,
    /// The confirmations of those events.
    pub confirmed_by: Vec<Key>,
    /// The denials of those events.
    pub denied_by: Vec<Key>,
    /// Those events whose date, or whose link to the slot, was inferred by the encoder.
    pub inferred: Vec<Key>,
    /// Those of them of which only the date of knowledge was.
    pub(crate) inferred_as_known: Vec<Key>,
    /// How the value came about.
    pub history: Vec<Transition>,
    /// The events of which the record does not say which came last, where that decides the value.
    pub order_undecided: Vec<Undecided>,
    pub(crate) first: Option<WorldOrder>,
}

/// One of several events of which nobody knows which came last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The event.
    pub event: Key,
    /// What the slot is if it was the last.
    pub outcome: String,
}

/// One turn in the history of a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// The event.
    pub event: Key,
    /// What the slot became.
    pub value: String,
}

impl Slot {
    /// Returns the fields that a diff compares: the value as written, without what follows from it (the bounds of
    /// dates, minutes of durations), whose word it is, who confirms and denies it.
    pub fn fields(&self) -> Row {
        let mut row = Row::written();
        self.value.write(&mut row);
        row.list("attributed_to", &self.attributed_to);
        row.list("confirmed_by", &self.confirmed_by);
        row.list("denied_by", &self.denied_by);
        row
    }
}

impl Slot {
    /// Returns what the slot may be, each once, where the order of the events that decide is not recorded.
    pub fn undecided_between(&self) -> Vec<String> {
        let outcomes = self.order_undecided.iter().map(|undecided| undecided.outcome.clone());
        outcomes.collect::<BTreeSet<String>>().into_iter().collect()
    }

    /// Returns a slot that rests on one entry about the record or of the registry.
    pub(crate) fn of_the_record(value: Value, key: Key) -> Self {
        Self {
            value,
            events: vec![key],
            attributed_to: Vec::new(),
            confirmed_by: Vec::new(),
            denied_by: Vec::new(),
            inferred: Vec::new(),
            inferred_as_known: Vec::new(),
            history: Vec::new(),
            order_undecided: Vec::new(),
            first: None,
        }
    }
}
