//! What texts know of each collection: its heading, where it is read, how much of it is told, and how its rows are read.

use asof_projector::{Collection, StateRow, Value};
use asof_query::StatePart;

use super::card::Card;
use super::{events, gatherings, offers, people, possible, promises, registry, said};
use crate::text::view::View;

/// What texts know of a collection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    /// The heading of its rows.
    pub(crate) heading: &'static str,
    /// Its place in the order of reading: what the talks are, what they brought, what each wants, what else is on record.
    place: usize,
    /// Whether an overview counts the rows that it leaves out.
    is_counted: bool,
    /// Who is served first where the lines of a difference are short: the lower the earlier.
    pub(crate) rank: usize,
    /// How many changes of it a difference tells before others get any more.
    pub(crate) wish: usize,
}

impl Subject {
    fn read(self, place: usize) -> Self {
        Self { place, ..self }
    }

    fn counted(self) -> Self {
        Self { is_counted: true, ..self }
    }

    fn differing(self, rank: usize, wish: usize) -> Self {
        Self { rank, wish, ..self }
    }
}

fn subject(heading: &'static str) -> Subject {
    Subject { heading, place: 0, is_counted: false, rank: 0, wish: 0 }
}

/// Returns what texts know of a collection.
pub(crate) fn of(collection: Collection) -> Subject {
    match collection {
        Collection::Status => subject("The talks").read(0).differing(14, 1),
        Collection::Rounds => subject("Rounds").read(1).differing(1, 9),
        Collection::Meetings => subject("Meetings").read(2).counted().differing(2, 4),
        Collection::Attendance => subject("Attendance").read(3).counted().differing(12, 3),
        Collection::Delegations => subject("Delegations").read(4).counted().differing(13, 2),
        Collection::Agreements => subject("Agreements").read(5).counted().differing(3, 3),
        Collection::Commitments => subject("Commitments").read(6).counted().differing(4, 6),
        Collection::Proposals => subject("Proposals").read(7).counted().differing(5, 4),
        Collection::Positions => subject("Positions").read(8).counted().differing(11, 4),
        Collection::Ceasefires => subject("Ceasefires").read(9).counted().differing(6, 2),
        Collection::Incidents => subject("Incidents").read(10).counted().differing(9, 2),
        Collection::Exchanges => subject("Exchanged").read(11).counted().differing(10, 2),
        Collection::Resolutions => subject("Resolutions of others").read(12).counted().differing(8, 2),
        Collection::Claims => subject("Claims").read(13).counted().differing(15, 1),
        Collection::Statements => subject("Statements").read(14).counted().differing(16, 1),
        Collection::Offices => subject("Offices").read(15).counted().differing(18, 1),
        Collection::Memberships => subject("Memberships").read(16).counted().differing(7, 2),
        Collection::Discrepancies => {
            subject("Where accounts differ, flagged and not settled").read(17).counted().differing(17, 1)
        }
        Collection::Anomalies => subject("What the record could not fit together").read(18).differing(0, 3),
        Collection::People => subject("People").read(19).differing(19, 1),
        Collection::Bodies => subject("Bodies").read(20).differing(20, 1),
        Collection::Places => subject("Places").read(21).differing(21, 1),
    }
}

/// Returns all collections in the order of reading.
pub(crate) fn reading() -> Vec<Collection> {
    let mut all = Collection::ALL.to_vec();
    all.sort_by_key(|collection| of(*collection).place);
    all
}

/// Returns every part of a state in the order of reading, each with its heading.
pub fn headings() -> impl Iterator<Item = (StatePart, &'static str)> {
    let of_rows = |collection| (StatePart::Collection(collection), of(collection).heading);
    reading().into_iter().map(of_rows).chain([(StatePart::Possible, possible::TITLE)])
}

/// Returns those that an overview counts where it does not tell them, in the order of reading.
pub(crate) fn counted() -> impl Iterator<Item = Collection> {
    reading().into_iter().filter(|collection| of(*collection).is_counted)
}

/// Returns how a row is read.
pub(super) fn card<'a>(view: &View<'a>, row: &'a StateRow) -> Card {
    match &row.value {
        Value::Status(value) => gatherings::process(view, row, value),
        Value::Round(value) => gatherings::round(view, value),
        Value::Meeting(value) => gatherings::meeting(view, row, value),
        Value::Attendance(value) => people::attendance(view, row, value),
        Value::Delegation(value) => people::delegation(view, value),
        Value::Office(value) => people::office(view, value),
        Value::Membership(value) => events::membership(view, value),
        Value::Position(value) => said::position(view, row, value),
        Value::Proposal(value) => offers::proposal(view, row, value),
        Value::Agreement(value) => promises::agreement(view, row, value),
        Value::Commitment(value) => promises::commitment(view, row, value),
        Value::Tally(value) => offers::tally(view, value),
        Value::Ceasefire(value) => offers::ceasefire(view, row, value),
        Value::Incident(value) => events::incident(view, row, value),
        Value::Resolution(value) => events::resolution(view, row, value),
        Value::Statement(value) => said::statement(view, row, value),
        Value::Claim(value) => said::claim(view, row, value),
        Value::Discrepancy(value) => said::discrepancy(view, row, value),
        Value::Person(value) => registry::named(view, &value.key, &value.names, [&value.party, &None]),
        Value::Body(value) => registry::named(view, &value.key, &value.names, [&value.party, &value.part_of]),
        Value::Place(value) => registry::named(view, &value.key, &value.names, [&value.part_of, &None]),
        Value::Anomaly(value) => registry::anomaly(value),
    }
}
