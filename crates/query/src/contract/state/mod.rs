//! `asof.state/2`: where things stood as of a point, and every sort of row that stands in a state.

mod events;
mod gatherings;
mod promises;
mod slot;
mod stances;
mod words;

use asof_core::{Key, When};
use asof_projector::Collection;
use chrono::NaiveDate;
use schemars::Schema;
use serde_json::{Value, json};

use super::common::Instant;
use super::envelope::{Chosen, Counted, AsOf, Dispute, Document, Possible, Tag};
use super::macros::{document, part};
use crate::ask::selection::StatePart;

pub use events::{Incident, IncidentCount, Membership, Resolution, Votes};
pub use gatherings::{Attendance, Came, Delegation, Meeting, Member, Plan, Round, Status};
pub use promises::{
    Allegation, Ceasefire, CeasefireDenial, CeasefirePhase, Commitment, Delivery, Direction, Exchange, Period,
};
pub use slot::Slot;
pub(super) use slot::{row_or_field_schema, row_schema};
pub use stances::{
    Agreement, AgreementPhase, AgreementStage, Answer, Office, Position, Proposal, Ratification,
};
pub use words::{Anomaly, Body, Claim, Discrepancy, Name, Person, Place, Reading, Statement};

document! {
    /// Where things stood as of a point: what `state` and `known` print. Lists are in the order of the first event that
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
        /// The meetings, planned or held.
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
        /// Of a whole state, what a reader needs first, a negotiation each; empty if only parts were asked for.
        overview: Vec<Overview>,
        /// Where accounts differ of what the state rests on, in words, each with the events that it is about. The
        /// readings stand in `discrepancies`.
        disputes: Vec<Dispute>,
        /// What may have happened or been known by the point.
        possible: Vec<Possible>,
    }
}

part! {
    /// What a reader needs first of a state. Each list names rows of the document in the order of reading.
    Overview {
        /// The negotiation.
        process: Key,
        /// The day with which the moment ends; null if it is the end of the log.
        day: Option<NaiveDate>,
        /// The number of the round that was held on that day; null if none was.
        round: Option<u32>,
        /// The meeting of that round.
        meeting: Option<Key>,
        /// The meeting that was held last; null if none was.
        last_met: Option<Mention>,
        /// What came or changed on that day, the weightiest first.
        brought: Vec<Mention>,
        /// Every ceasefire, the newest first.
        ceasefires: Vec<Mention>,
        /// Every agreement, the one to which most promises belong first.
        agreements: Vec<Mention>,
        /// What is open and was due by then.
        overdue: Vec<Mention>,
        /// What was suspended or withdrawn, on another day.
        halted: Vec<Mention>,
        /// Who is to come to meetings that are still to be held.
        coming: Vec<Mention>,
        /// What is open and not overdue, what is due next first; without what the day brought.
        open: Vec<Mention>,
    }
}

part! {
    /// A row of the document.
    Mention {
        /// Its path.
        path: String,
        /// The list in which it stands.
        part: String,
        /// Its place in that list, counted from 0.
        row: u64,
        /// Whether it came (`added`) or changed (`changed`) on the day; null where that is not asked.
        change: Option<String>,
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
        /// Whether only what is still open: proposals undecided, commitments undelivered, meetings not yet held,
        /// ceasefires announced without a beginning or end on record.
        pending: bool,
        /// How many rows of those parts were left out; of a difference how many rows that changed, of hindsight those and
        /// the outcomes.
        left_out: u64,
        /// How many possible events were left out.
        possible_left_out: u64,
    }
}

part! {
    /// How far a record reaches, at any point.
    Extent {
        /// The day of the earliest thing that it tells of; null if it tells of none.
        first: Option<NaiveDate>,
        /// The day of the latest, included.
        last: Option<NaiveDate>,
        /// The date of the earliest as written, which may be no one day.
        date? earliest => earliest_from, earliest_until, earliest_inferred,
        /// The date of the latest as written.
        date? latest => latest_from, latest_until, latest_inferred,
    }
}

/// Says that every part is there unless `only` names some, and that a list is never null.
fn whole_unless_only(schema: &mut Schema) {
    let parts: Vec<&str> = Collection::ALL.into_iter().map(Collection::name).collect();
    let askable: Vec<&str> = StatePart::all().map(StatePart::name).collect();
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
