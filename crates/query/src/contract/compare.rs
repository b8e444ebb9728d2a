//! `asof.compare/2`: two meetings, or a meeting's plan and its outcome, beside each other.

use asof_core::kind::{Basis, DelegationRole, Format, Level};
use asof_core::{Claimant, Duration, Key, When};
use asof_projector::state::meetings::MeetingStatus;
use serde_json::Value;

use super::common::Instant;
use super::envelope::{Chosen, Counted, AsOf, Document, Tag};
use super::macros::{document, part};
use crate::answers::compare::{Aspect, Verdict};

document! {
    /// Meetings, or a meeting's plan and its outcome, beside each other: what `compare` prints.
    Compare = "compare" of one process {
        /// One side.
        a: Side,
        /// The other side.
        b: Side,
        /// The fields that either side states, one by one.
        fields: Vec<Compared>,
        /// Each party's people on both sides.
        parties: Vec<People>,
        /// Who else came or was to come.
        attendance: Vec<Coming>,
        /// Of more than two meetings, each further one beside the one before it.
        further: Vec<Pair>,
    }
}

part! {
    /// A meeting beside the one before it.
    Pair {
        /// The one before.
        a: Side,
        /// The meeting.
        b: Side,
        /// The fields that either states, one by one.
        fields: Vec<Compared>,
        /// Each party's people at both.
        parties: Vec<People>,
        /// Who else came or was to come.
        attendance: Vec<Coming>,
    }
}

part! {
    /// What of a meeting stands on one side.
    Side {
        /// Whether it is what was planned or what was.
        aspect: Aspect,
        /// The meeting, by its own key.
        meeting: Key,
        /// What it is called; null if it has no title.
        title: Option<String>,
        /// How it stands.
        status: MeetingStatus,
        /// When it was to be, or was; null if not stated.
        date? date => date_from, date_until, date_inferred,
        /// How long it lasted; null if not stated.
        duration: Option<Duration>,
        /// That in minutes, if there is one number; null for a range.
        duration_minutes: Option<u64>,
        /// The shortest that it can have lasted, in minutes, included.
        duration_minutes_low: Option<u64>,
        /// The longest that it can have lasted, in minutes, included.
        duration_minutes_high: Option<u64>,
        /// Whose meeting it is; null if not stated.
        level: Option<Level>,
        /// Where; null if not stated.
        named? venue => venue_name,
        /// How many parties at one table; null if not stated.
        format: Option<Format>,
        /// Who provides the place; null if not stated.
        named? host => host_name,
        /// Who chaired; null if not stated.
        named? chair => chair_name,
        /// Who mediates.
        mediators: Vec<Key>,
        /// The parties.
        parties: Vec<Key>,
        /// The issues that were to be, or were, dealt with.
        agenda: Vec<Key>,
        /// Why it was called off or not held, as claimed; null if not stated.
        reason: Option<String>,
        /// The meeting that was held instead; null if none is stated.
        became: Option<Key>,
        /// Whose word it is.
        attributed_to: Vec<Claimant>,
        /// The keys of the events that tell of it.
        events: Vec<Key>,
    }
}

part! {
    /// How the two sides compare in one field.
    Compared {
        /// The field.
        field: String,
        /// What one side states; null or empty if nothing.
        #[schemars(schema_with = "stated_schema")]
        a: Value,
        /// What the other side states; null or empty if nothing.
        #[schemars(schema_with = "stated_schema")]
        b: Value,
        /// How the two compare.
        verdict: Verdict,
        /// Of a list, what only `b` has.
        added: Vec<Key>,
        /// Of a list, what only `a` has.
        missing: Vec<Key>,
    }
}

/// Describes what a side states in a field.
fn stated_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let keys = generator.subschema_for::<Vec<Key>>();
    schemars::json_schema!({ "anyOf": [{ "type": "string" }, keys, { "type": "null" }] })
}

part! {
    /// One party's people on both sides, each person once however spelt.
    People {
        /// The party.
        named party => party_name,
        /// The list on one side; null if there is none.
        a: Option<List>,
        /// The list on the other side; null if there is none.
        b: Option<List>,
        /// Who is on both.
        both: Vec<Listed>,
        /// Who is only on that of `b`.
        added: Vec<Listed>,
        /// Who is only on that of `a`.
        missing: Vec<Listed>,
    }
}

part! {
    /// What a list of people is.
    List {
        /// What it rests on.
        basis: Basis,
        /// The meeting for which it was announced, or at which it was observed. It may have been announced for another meeting,
        /// in whose place this one was held.
        meeting: Key,
        /// In what role they are there.
        role: DelegationRole,
        /// Whether it names everybody.
        complete: bool,
        /// Who leads; null if not stated.
        named? head => head_name,
    }
}

part! {
    /// Somebody on a list.
    Listed {
        /// The person; null if the source gives no name.
        named? person => person_name,
        /// Who it is, where no name is given; else null.
        description: Option<String>,
        /// The title, as worded; null if not stated.
        title: Option<String>,
    }
}

part! {
    /// Somebody who is on no list.
    Coming {
        /// The person or party.
        named who => who_name,
        /// What is on record of their coming on one side; null if nothing.
        a: Option<String>,
        /// What is on record of it on the other side; null if nothing.
        b: Option<String>,
        /// The keys of the events that decide what stands on either side.
        decided_by: Vec<Key>,
        /// The keys of the events that tell of it.
        events: Vec<Key>,
    }
}
