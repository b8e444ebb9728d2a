//! A row of any sort, as it stands where rows of several sorts stand: in changes, and around an event.

use std::borrow::Cow;

use asof_projector::Collection;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Error, Value};

use super::{
    Agreement, AgreementPhase, Allegation, Anomaly, Answer, Attendance, Body, Ceasefire, CeasefireDenial, Claim,
    Commitment, Delegation, Delivery, Direction, Discrepancy, Exchange, Incident, IncidentCount, Meeting, Member,
    Membership, Name, Office, Period, Person, Place, Plan, Position, Proposal, Ratification, Reading, Resolution,
    Round, Statement, Status, Votes,
};
use crate::contract::common::{Quantity, Reported, Term};

/// Declares a row of any sort from the collection and the type of each.
macro_rules! slot {
    ($($collection:ident $row:ident,)+) => {
        /// A row of any sort.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each variant is documented by its type")]
        pub enum Slot {
            $($row(Box<$row>),)+
        }

        impl Slot {
            /// Reads a row of the collection that its path begins with.
            ///
            /// # Errors
            ///
            /// The row is not one of that collection.
            pub fn read(collection: Collection, row: &Value) -> Result<Self, Error> {
                match collection {
                    $(Collection::$collection => Box::<$row>::deserialize(row).map(Self::$row),)+
                }
            }
        }

        impl JsonSchema for AnyRow {
            fn schema_name() -> Cow<'static, str> {
                "Row".into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "description": "A row of any sort; the first word of its path says of which.",
                    "anyOf": [$(generator.subschema_for::<$row>(),)+],
                })
            }
        }
    };
}

slot! {
    Status Status,
    Rounds Round,
    Meetings Meeting,
    Attendance Attendance,
    Delegations Delegation,
    Offices Office,
    Memberships Membership,
    Positions Position,
    Proposals Proposal,
    Agreements Agreement,
    Commitments Commitment,
    Exchanges Exchange,
    Ceasefires Ceasefire,
    Incidents Incident,
    Resolutions Resolution,
    Statements Statement,
    Claims Claim,
    Discrepancies Discrepancy,
    People Person,
    Bodies Body,
    Places Place,
    Anomalies Anomaly,
}

/// A row of any sort, for its schema alone.
enum AnyRow {}

/// What one field of a row can be, for its schema alone.
enum AnyField {}

impl JsonSchema for AnyField {
    fn schema_name() -> Cow<'static, str> {
        "Field".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The value of one field of a row, as the row has it.",
            "anyOf": [
                { "type": ["boolean", "integer", "string"] },
                generator.subschema_for::<Quantity>(),
                generator.subschema_for::<Vec<String>>(),
                generator.subschema_for::<Vec<Plan>>(),
                generator.subschema_for::<Vec<Member>>(),
                generator.subschema_for::<Vec<Term>>(),
                generator.subschema_for::<Vec<Answer>>(),
                generator.subschema_for::<Vec<Direction>>(),
                generator.subschema_for::<Vec<Delivery>>(),
                generator.subschema_for::<Vec<Period>>(),
                generator.subschema_for::<Vec<Allegation>>(),
                generator.subschema_for::<Vec<CeasefireDenial>>(),
                generator.subschema_for::<Vec<AgreementPhase>>(),
                generator.subschema_for::<Vec<Ratification>>(),
                generator.subschema_for::<Votes>(),
                generator.subschema_for::<Vec<IncidentCount>>(),
                generator.subschema_for::<Vec<Reading>>(),
                generator.subschema_for::<Vec<Name>>(),
                generator.subschema_for::<Vec<Reported>>(),
            ],
        })
    }
}

/// Describes a row of any sort, or null.
pub(in crate::contract) fn row_schema(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "anyOf": [generator.subschema_for::<AnyRow>(), { "type": "null" }] })
}

/// Describes a row of any sort, the value of one of its fields, or null.
pub(in crate::contract) fn row_or_field_schema(generator: &mut SchemaGenerator) -> Schema {
    let (row, field) = (generator.subschema_for::<AnyRow>(), generator.subschema_for::<AnyField>());
    json_schema!({ "anyOf": [row, field, { "type": "null" }] })
}
