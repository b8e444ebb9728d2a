//! A slot: one typed value, and the events that it rests on.

use std::collections::BTreeSet;

use asof_core::{Claimant, Key};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value as Json};

use crate::order::WorldOrder;
use crate::path::Collection;
use crate::row;
use crate::row::{Cell, Column, Field, Fields, Naming, Row, Writing, columns_of, role, schemas_of};
use crate::state::{
    agreements::AgreementValue,
    anomalies::AnomalyValue,
    attendance::AttendanceValue,
    ceasefires::CeasefireValue,
    claims::ClaimValue,
    commitments::CommitmentValue,
    delegations::DelegationValue,
    discrepancies::DiscrepancyValue,
    exchanges::TallyValue,
    incidents::IncidentValue,
    meetings::MeetingValue,
    memberships::MembershipValue,
    offices::OfficeValue,
    positions::PositionValue,
    proposals::ProposalValue,
    registry::{BodyValue, PersonValue, PlaceValue},
    resolutions::ResolutionValue,
    rounds::RoundValue,
    statements::StatementValue,
    status::StatusValue,
};
use crate::state_row::{self, RowOf};

/// Declares the values of slots: of each collection its type, and the variant that holds it.
macro_rules! values {
    ($($collection:ident => $variant:ident($value:ty),)+) => {
        /// The value of a slot, by collection.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each variant is documented by its type")]
        pub enum Value {
            $($variant($value),)+
        }

        impl Fields for Value {
            fn write(&self, row: &mut Row<'_>) {
                match self {
                    $(Self::$variant(value) => value.write(row),)+
                }
            }

            fn cells<'a>(&'a self, visit: &mut dyn FnMut(&'static str, Cell<'a>)) {
                match self {
                    $(Self::$variant(value) => value.cells(visit),)+
                }
            }

            fn actors<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
                match self {
                    $(Self::$variant(value) => value.actors(visit),)+
                }
            }

            fn make_visible(&mut self) {
                match self {
                    $(Self::$variant(value) => value.make_visible(),)+
                }
            }
        }

        impl Collection {
            /// Returns the columns of a table of the collection's rows.
            pub fn columns(self) -> Vec<Column> {
                match self {
                    $(Self::$collection => columns_of(state_row::describe::<$value>),)+
                }
            }

            /// Returns the schemas of the fields of the collection's rows, without what is said about each.
            pub fn field_schemas(self, generator: &mut SchemaGenerator) -> Vec<Schema> {
                match self {
                    $(Self::$collection => schemas_of(state_row::describe::<$value>, generator),)+
                }
            }

            /// Returns the schema of one of the collection's rows.
            pub fn row_schema(self, generator: &mut SchemaGenerator) -> Schema {
                match self {
                    $(Self::$collection => generator.subschema_for::<RowOf<$value>>(),)+
                }
            }
        }
    };
}

values! {
    Status => Status(StatusValue),
    Rounds => Round(RoundValue),
    Meetings => Meeting(Box<MeetingValue>),
    Attendance => Attendance(AttendanceValue),
    Delegations => Delegation(DelegationValue),
    Offices => Office(OfficeValue),
    Memberships => Membership(MembershipValue),
    Positions => Position(PositionValue),
    Proposals => Proposal(Box<ProposalValue>),
    Agreements => Agreement(Box<AgreementValue>),
    Commitments => Commitment(Box<CommitmentValue>),
    Exchanges => Tally(TallyValue),
    Ceasefires => Ceasefire(CeasefireValue),
    Incidents => Incident(Box<IncidentValue>),
    Resolutions => Resolution(Box<ResolutionValue>),
    Statements => Statement(Box<StatementValue>),
    Claims => Claim(Box<ClaimValue>),
    Discrepancies => Discrepancy(DiscrepancyValue),
    People => Person(PersonValue),
    Bodies => Body(BodyValue),
    Places => Place(PlaceValue),
    Anomalies => Anomaly(AnomalyValue),
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

row! {
    /// One turn in the history of a row.
    pub struct Transition as "Transition" {
        /// The event.
        event: Key as role::Event,
        /// What the row became.
        value: String as role::Prose,
    }
}

impl Slot {
    /// Returns the fields that a diff compares: the value as written, without what follows from it (the bounds of
    /// dates, minutes of durations), whose word it is, who confirms and denies it.
    pub fn fields(&self) -> Map<String, Json> {
        self.written(Writing::as_written())
    }

    /// Returns the same with the names of registered keys behind them.
    pub fn fields_named(&self, names: &dyn Naming) -> Map<String, Json> {
        self.written(Writing::as_written_named(names))
    }

    fn written(&self, writing: Writing<'_>) -> Map<String, Json> {
        let mut row = writing.begin();
        self.value.write(&mut row);
        Field::<role::Plain>::put(&self.attributed_to, "attributed_to", &mut row);
        Field::<role::Plain>::put(&self.confirmed_by, "confirmed_by", &mut row);
        Field::<role::Plain>::put(&self.denied_by, "denied_by", &mut row);
        row.into_fields()
    }

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
