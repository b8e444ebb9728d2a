//! `about`: everything about one thing at one look.

mod search;

use std::collections::{BTreeMap, HashSet};

use asof_projector::{Collection, Path};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::search::Search;
use crate::answers::answer::{Answer, counted_json, possible_json};
use crate::answers::rows::{disputes_json, row};
use crate::ask::query::ResolvedQuery;
use crate::ask::selection::{LeftOut, Selecting, Selection};
use crate::ask::thing::{ThingError, thing};
use crate::source::log::Log;

/// In what way a row has to do with what is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// It is the thing itself.
    Itself,
    /// A meeting that was planned, and instead of which this one was held; and who was to come to it.
    PlannedBefore,
    /// It names it, was done at it or under it, or rests on an event that does.
    OfIt,
    /// It is told of what belongs to it.
    AboutIt,
    /// It came on the day of the meeting; the record does not say that it came of it.
    SameDay,
}

/// The parts of the answer, in the order of the contract.
pub(crate) const PARTS: [Collection; 19] = [
    Collection::Meetings,
    Collection::Attendance,
    Collection::Delegations,
    Collection::Offices,
    Collection::Memberships,
    Collection::Positions,
    Collection::Proposals,
    Collection::Agreements,
    Collection::Commitments,
    Collection::Exchanges,
    Collection::Ceasefires,
    Collection::Incidents,
    Collection::Resolutions,
    Collection::Statements,
    Collection::Claims,
    Collection::Discrepancies,
    Collection::People,
    Collection::Bodies,
    Collection::Places,
];

/// Returns everything about a thing: the rows that have to do with it, each with how, where accounts of them differ, and
/// the events with their sources. The thing is a round (`round:2`), a key, or a name of the registry.
///
/// # Errors
///
/// Nothing of the process has that name, or several things have it.
pub fn about(log: &Log, asked: &ResolvedQuery, text: &str) -> Result<Answer, ThingError> {
    let thing = thing(log, &asked.process, text)?;
    let state = log.as_of(&asked.as_of).state(&asked.process);
    let search = Search::new(log, asked, &state, &thing);
    let found = search.found();
    let mut answer = Answer::new("about", asked, log.names());
    answer.put("counted", counted_json(state.counted));
    answer.put("thing", search.thing_json(text));
    let mut related: BTreeMap<(Relation, &Path), usize> = BTreeMap::new();
    for collection in PARTS {
        let mut rows = Vec::new();
        for (path, slot) in state.collection(collection) {
            if let Some(how) = found.get(path) {
                related.insert((*how, path), rows.len());
                rows.push(log.names().beside(Value::Object(row(&state, path, slot))));
            }
        }
        answer.put(collection.name(), Value::Array(rows));
    }
    let mentions = related.iter().map(|((how, path), row)| {
        json!({ "path": path.to_string(), "part": path.collection().name(), "row": row, "how": how })
    });
    answer.put("related", mentions.collect());
    answer.put("events", search.events_json(&found));
    answer.put("disputes", disputes_json(log, std::slice::from_ref(&state)));
    let found: HashSet<String> = found.keys().map(ToString::to_string).collect();
    let is_possible = |possible: &Value| {
        let paths = possible["paths"].as_array().into_iter().flatten();
        paths.filter_map(Value::as_str).any(|path| found.contains(path))
    };
    let whole = Selection::default();
    let selecting = Selecting::new(&whole, log, &asked.as_of);
    let possible = possible_json(&state, &selecting, &mut LeftOut::default());
    answer.put("possible", possible.into_iter().filter(is_possible).collect());
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_state_is_searched_but_those_that_are_of_all_of_it() {
        let of_all = [Collection::Status, Collection::Rounds, Collection::Anomalies];
        for collection in Collection::ALL {
            assert_ne!(PARTS.contains(&collection), of_all.contains(&collection), "{}", collection.name());
        }
    }
}
