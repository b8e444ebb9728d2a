//! `asof.state/1`: where things stood at a cut, and every sort of row that stands in a state.

mod events;
mod gatherings;
mod promises;
mod slot;
mod stances;
mod words;

use asof_core::Key;
use asof_projector::Family;
use chrono::NaiveDate;
use schemars::Schema;
use serde_json::{Value, json};

use super::envelope::{Chosen, Counted, Cut, Document, Possible, Tag};
use super::macros::{document, part};
use crate::selection::Part;

pub use events::{Incident, IncidentCount, Membership, Resolution, Votes};
pub use gatherings::{Attendance, Delegation, Meeting, Member, Plan, Round, Status};
pub use promises::{Ceasefire, CeasefirePhase, Commitment, Delivery, Direction, Exchange};
pub use slot::Slot;
pub(super) use slot::{row_or_field_schema, row_schema};
pub use stances::{Agreement, AgreementStage, Answer, Office, Position, Proposal};
pub use words::{Anomaly, Body, Claim, Discrepancy, Name, Person, Place, Reading, Statement};

document! {
    /// Where things stood at a cut: what `state` and `known` print. Lists are in the order of the first event that
    /// their rows rest on. A part that `only` does not name is left out.
    #[schemars(transform = whole_unless_only)]
    State = "state" of one process {
        /// How far the record of what is read reaches.
        record: Extent,
        /// The parties of the negotiation that answers, as it is registered.
        parties: Vec<Key>,
        /// Of a chain that is read whole, its negotiations, the oldest first; else empty.
        chain: Vec<Link>,
        /// The parts asked for; empty if the state is whole.
        only: Vec<String>,
        /// What else was asked of the rows.
        selection: Selected,
        /// Where the negotiation that answers stands; null if no event says so.
        status: Option<Status>,
        /// The rounds that were held.
        rounds: Option<Vec<Round>>,
        /// The gatherings, planned or held.
        meetings: Option<Vec<Meeting>>,
        /// Who comes to them.
        attendance: Option<Vec<Attendance>>,
        /// Who sits for whom.
        delegations: Option<Vec<Delegation>>,
        /// Who holds which post.
        offices: Option<Vec<Office>>,
        /// Who belongs to what.
        memberships: Option<Vec<Membership>>,
        /// What the parties want.
        positions: Option<Vec<Position>>,
        /// What was proposed, and the answers.
        proposals: Option<Vec<Proposal>>,
        /// What was agreed, by stage.
        agreements: Option<Vec<Agreement>>,
        /// What was promised, and how far it has come.
        commitments: Option<Vec<Commitment>>,
        /// What changed hands in all.
        exchanges: Option<Vec<Exchange>>,
        /// Ceasefires, by phase.
        ceasefires: Option<Vec<Ceasefire>>,
        /// What happened on the ground.
        incidents: Option<Vec<Incident>>,
        /// What bodies that are no parties resolved.
        resolutions: Option<Vec<Resolution>>,
        /// What was said in public.
        statements: Option<Vec<Statement>>,
        /// Facts and numbers that somebody asserts.
        claims: Option<Vec<Claim>>,
        /// Contradictions that are shown and not settled.
        discrepancies: Option<Vec<Discrepancy>>,
        /// The people of the registry.
        people: Option<Vec<Person>>,
        /// The bodies of the registry.
        bodies: Option<Vec<Body>>,
        /// The places of the registry.
        places: Option<Vec<Place>>,
        /// What rows could not accept.
        anomalies: Option<Vec<Anomaly>>,
        /// What may have happened or been known by the cut.
        possible: Vec<Possible>,
    }
}

part! {
    /// A negotiation of a chain that is read whole.
    Link {
        /// Its key.
        process: Key,
        /// Its title.
        process_name: String,
        /// How many of its events there are, and how many of them count.
        counted: Counted,
        /// How far its record reaches.
        record: Extent,
    }
}

part! {
    /// Which rows of the parts shown are shown.
    Selected {
        /// Only those about this issue; null for all.
        named? issue => issue_name,
        /// Only those that name this party or somebody of its side; null for all.
        named? party => party_name,
        /// Whether only what is still open: proposals undecided, commitments undelivered, meetings not yet held.
        pending: bool,
        /// How many rows of those parts were left out.
        left_out: u64,
    }
}

part! {
    /// How far a record reaches, at any cut.
    Extent {
        /// The day of the earliest thing that it tells of; null if it tells of none.
        first: Option<NaiveDate>,
        /// The day of the latest, included.
        last: Option<NaiveDate>,
    }
}

/// Says that every part is there unless `only` names some, and that a list is never null.
fn whole_unless_only(schema: &mut Schema) {
    let parts: Vec<&str> = Family::ALL.into_iter().map(Family::name).collect();
    let askable: Vec<&str> = Part::all().map(Part::name).collect();
    let is_part = |field: &Value| field.as_str().is_some_and(|field| parts.contains(&field));
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|field| !is_part(field));
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for list in properties.values_mut().filter(|part| part.get("items").is_some()) {
            list["type"] = json!("array");
        }
        properties["only"]["items"] = json!({ "type": "string", "enum": askable });
    }
    schema.insert("if".to_owned(), json!({ "properties": { "only": { "maxItems": 0 } } }));
    schema.insert("then".to_owned(), json!({ "required": parts }));
}
