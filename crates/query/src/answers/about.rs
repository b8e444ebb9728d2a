//! `about`: everything about one thing at one look.

mod search;

use std::collections::BTreeMap;

use asof_core::Key;
use asof_projector::{Collection, Described, Field, Path, Row, role, row};
use schemars::json_schema;

use self::search::Search;
use crate::answers::envelope::{Dispute, Envelope, PossibleRow};
use crate::answers::log::EventRow;
use crate::answers::possible::possible_rows;
use crate::answers::rows::disputes;
use crate::answers::state::{AsParts, Parts};
use crate::ask::query::ResolvedQuery;
use crate::ask::selection::{LeftOut, Selecting, Selection, StatePart};
use crate::ask::thing::{Sort, ThingError, thing};
use crate::source::log::Log;

row! {
    /// Everything about one thing as of a point: what `about` prints. The rows are those of a state that have to do
    /// with it.
    pub struct About as "About" {
        /// What every answer begins with.
        envelope: Envelope as role::Flat,
        /// What is asked about.
        thing: ThingRow as role::One,
        /// The rows that have to do with it.
        parts: Parts as AsEveryPart,
        /// How each row has to do with it.
        related: Vec<Related> as role::Rows,
        /// The events on which the rows rest and those that confirm or deny them, as `log` lists them, with their sources.
        events: Vec<EventRow> as role::Rows,
        /// Where accounts differ of anything in the state, in words, each with the events that it is about.
        disputes: Vec<Dispute> as role::Rows,
        /// What may have happened or been known by the point and would change one of the rows.
        possible: Vec<PossibleRow> as role::Rows,
    }
}

row! {
    /// What is asked about.
    pub struct ThingRow as "Thing" {
        /// As it was asked.
        asked: String as role::Prose,
        /// What sort of thing it is.
        sort: Sort,
        /// Its key.
        key: Key,
        /// Its name, title or sentence; null if it has none by then.
        name: Option<String> as role::Prose,
        /// The number of the round that it is; null if it is none.
        round: Option<u32>,
        /// Its path in the state; null if the state has no row of it.
        path: Option<Path>,
    }
}

row! {
    /// How a row relates to the thing.
    pub struct Related as "Related" {
        /// Its path.
        path: Path,
        /// The list in which it stands.
        part: StatePart,
        /// Its place in that list, counted from 0.
        row: usize,
        /// How it relates to the thing.
        how: Relation,
    }
}

asof_core::words! {
    /// In what way a row has to do with what is asked about.
    pub enum Relation {
        /// It is the thing itself.
        Itself = "itself",
        /// A meeting that was planned, and instead of which this one was held; and who was to come to it.
        PlannedBefore = "planned-before",
        /// It names it, was done at it or under it, or rests on an event that does.
        OfIt = "of-it",
        /// It is told of what belongs to it.
        AboutIt = "about-it",
        /// It came on the day of the meeting; the record does not say that it came of it.
        SameDay = "same-day",
    }
}

/// Returns whether a collection is a part of the answer: all of a state is, but what is of no thing.
pub(crate) fn is_part(collection: Collection) -> bool {
    !matches!(collection, Collection::Status | Collection::Rounds | Collection::Anomalies)
}

/// Returns the parts of the answer, in the order of the contract.
fn all_parts() -> impl Iterator<Item = Collection> {
    Collection::ALL.into_iter().filter(|collection| is_part(*collection))
}

/// The parts of the answer, a field each: every one of them is there.
#[derive(Debug)]
enum AsEveryPart {}

impl Field<AsEveryPart> for Parts {
    fn put(&self, name: &str, row: &mut Row<'_>) {
        Field::<AsParts>::put(self, name, row);
    }

    fn describe_as(_: &str, _: &str, described: &mut Described<'_>) {
        for collection in all_parts() {
            let row = collection.row_schema(described.generator());
            let rows = json_schema!({ "type": "array", "items": row });
            described.add_as(collection.name(), collection.about(), rows);
        }
    }

    fn escape_invisible(&mut self) {
        Field::<AsParts>::escape_invisible(self);
    }
}

/// Returns everything about a thing: the rows that have to do with it, each with how, where accounts of them differ, and
/// the events with their sources. The thing is a round (`round:2`), a key, or a name of the registry.
///
/// # Errors
///
/// Nothing of the process has that name, or several things have it.
pub fn about(log: &Log, asked: &ResolvedQuery, text: &str) -> Result<About, ThingError> {
    let thing = thing(log, &asked.process, text)?;
    let state = log.as_of(&asked.as_of).state(&asked.process);
    let search = Search::new(log, asked, &state, &thing);
    let found = search.found();
    let (mut parts, mut ways) = (Parts::default(), BTreeMap::new());
    for collection in all_parts() {
        let mut rows = Vec::new();
        for (path, slot) in state.collection(collection) {
            if let Some(how) = found.get(path) {
                ways.insert((*how, path), rows.len());
                rows.push(state.row(path, slot));
            }
        }
        parts.push(collection, rows);
    }
    let related = ways.into_iter().map(|((how, path), row)| {
        let part = StatePart::Collection(path.collection());
        Related { path: path.clone(), part, row, how }
    });
    let whole = Selection::default();
    let selecting = Selecting::new(&whole, log, &asked.as_of);
    let mut possible = possible_rows(&state, &selecting, &mut LeftOut::default());
    possible.retain(|row| row.possible.paths.iter().any(|path| found.contains_key(path)));
    Ok(About {
        envelope: Envelope::new(asked, log.names(), state.counted),
        thing: search.thing(text),
        parts,
        related: related.collect(),
        events: search.events(&found),
        disputes: disputes(log, std::slice::from_ref(&state)),
        possible,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_state_is_searched_but_those_that_are_of_all_of_it() {
        let of_all = [Collection::Status, Collection::Rounds, Collection::Anomalies];
        for collection in Collection::ALL {
            assert_ne!(is_part(collection), of_all.contains(&collection), "{}", collection.name());
        }
    }
}
