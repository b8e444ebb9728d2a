//! `asof.about/2`: everything about one thing.

use asof_core::Key;

use super::envelope::{Chosen, Counted, AsOf, Dispute, Document, Possible, Tag};
use super::log::ListedEvent;
use super::macros::{document, part};
use super::state::{
    Agreement, Attendance, Body, Ceasefire, Claim, Commitment, Delegation, Discrepancy, Exchange, Incident, Meeting,
    Membership, Office, Person, Place, Position, Proposal, Resolution, Statement,
};
use crate::answers::about::Relation;
use crate::ask::thing::Sort;

document! {
    /// Everything about one thing as of a point: what `about` prints. The rows are those of a state that have to do with it.
    About = "about" of one process {
        /// What is asked about.
        thing: ResolvedQuery,
        /// How each row has to do with it.
        related: Vec<Related>,
        /// The meetings.
        meetings: Vec<Meeting>,
        /// Who comes to them.
        attendance: Vec<Attendance>,
        /// Who sits for whom.
        delegations: Vec<Delegation>,
        /// Who holds which post.
        offices: Vec<Office>,
        /// Who belongs to what, from when to when.
        memberships: Vec<Membership>,
        /// What the parties want.
        positions: Vec<Position>,
        /// What was proposed, and the answers.
        proposals: Vec<Proposal>,
        /// What was agreed, by stage.
        agreements: Vec<Agreement>,
        /// What was promised, and how far it has come.
        commitments: Vec<Commitment>,
        /// What changed hands.
        exchanges: Vec<Exchange>,
        /// Ceasefires, by phase.
        ceasefires: Vec<Ceasefire>,
        /// Violence and other acts on the ground.
        incidents: Vec<Incident>,
        /// What bodies resolved.
        resolutions: Vec<Resolution>,
        /// What was said in public.
        statements: Vec<Statement>,
        /// Facts and numbers that somebody asserts.
        claims: Vec<Claim>,
        /// Where accounts differ, with the readings.
        discrepancies: Vec<Discrepancy>,
        /// The people of the registry.
        people: Vec<Person>,
        /// The bodies of the registry.
        bodies: Vec<Body>,
        /// The places of the registry.
        places: Vec<Place>,
        /// The events on which the rows rest, as `log` lists them, with their sources.
        events: Vec<ListedEvent>,
        /// Where accounts differ of anything in the state, in words, each with the events that it is about.
        disputes: Vec<Dispute>,
        /// What may have happened or been known by the point and would change one of the rows.
        possible: Vec<Possible>,
    }
}

part! {
    /// What is asked about.
    ResolvedQuery {
        /// As it was asked.
        asked: String,
        /// What sort of thing it is.
        sort: Sort,
        /// Its key.
        key: Key,
        /// Its name, title or sentence; null if it has none by then.
        name: Option<String>,
        /// The number of the round that it is; null if it is none.
        round: Option<u32>,
        /// Its path in the state; null if the state has no row of it.
        path: Option<String>,
    }
}

part! {
    /// How a row relates to the thing.
    Related {
        /// Its path.
        path: String,
        /// The list in which it stands.
        part: String,
        /// Its place in that list, counted from 0.
        row: u64,
        /// How it relates to the thing.
        how: Relation,
    }
}
