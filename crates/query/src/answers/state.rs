//! `state` and `known`: where things stood, with hindsight or without.

use asof_core::Key;
use asof_projector::{Collection, Row, Slot, State};
use serde_json::{Value, json};

use crate::answers::answer::{Answer, counted_json, possible_json, together};
use crate::answers::overview::{Places, overview_json};
use crate::answers::rows::{disputes_json, row};
use crate::ask::query::ResolvedQuery;
use crate::ask::selection::{LeftOut, Selecting, Selection};
use crate::source::log::Log;

/// Returns the state at the point asked for; of a whole chain, the rows of each process one behind the other, the oldest
/// process first. `parties` are those of the process that answers, as it is registered.
pub fn state(log: &Log, asked: &ResolvedQuery, selection: &Selection) -> Answer {
    let states: Vec<State> =
        asked.reading.iter().map(|process| log.as_of(&asked.as_of).state(process)).collect();
    let selecting = Selecting::new(selection, log, &asked.as_of);
    let mut answer = Answer::new("state", asked, log.names());
    answer.put("counted", counted_json(together(states.iter().map(|state| state.counted))));
    answer.put("record", record_json(log, &asked.reading));
    answer.put("parties", parties_json(log, asked));
    answer.put("chain", chain_json(log, asked, &states));
    answer.put("only", selection.only.iter().map(|part| json!(part.name())).collect());
    answer.put("selection", Value::Null);
    let mut left_out = LeftOut::default();
    let mut places = Places::default();
    for collection in Collection::ALL.into_iter().filter(|collection| selection.contains(*collection)) {
        let rows = family_rows(log, asked, &states, collection, &selecting, &mut places, &mut left_out);
        answer.put(collection.name(), rows);
    }
    let possible = states.iter().flat_map(|state| possible_json(state, &selecting, &mut left_out)).collect();
    answer.put("selection", selection.json(log.names(), &left_out));
    let is_whole = selection.only.is_empty();
    let overviews = states.iter().filter(|_| is_whole);
    let overviews: Value =
        overviews.map(|state| overview_json(log, state, &answer.document, &places)).collect();
    answer.put("overview", overviews);
    answer.put("disputes", disputes_json(log, &states));
    answer.put("possible", possible);
    answer
}

/// Returns the rows of a collection that are shown, with names beside keys. The status is one row or null, not a list: that
/// of the process that answers.
fn family_rows(
    log: &Log,
    asked: &ResolvedQuery,
    states: &[State],
    collection: Collection,
    selecting: &Selecting<'_>,
    places: &mut Places,
    left_out: &mut LeftOut,
) -> Value {
    // The registry belongs to the log: every state has the same.
    let of = |state: &&State| match collection {
        Collection::Status => state.process == asked.process,
        _ if collection.is_registry() => state.process == asked.process,
        _ => true,
    };
    let mut shown = Vec::new();
    for state in states.iter().filter(of) {
        let mut slots = state.collection(collection);
        if selecting.is_of_the_pending() {
            // What is due first comes first; what has no date keeps its order behind that.
            let due = |slot: &Slot| state.lateness(slot).and_then(|lateness| lateness.last_day);
            slots.sort_by_key(|(_, slot)| (due(slot).is_none(), due(slot)));
        }
        for (path, slot) in slots {
            let found = if selecting.needs_fields(collection) {
                row(state, path, slot)
            } else {
                state.row_to_count(path)
            };
            if selecting.shows(state, path, slot, &found) {
                places.add(&state.process, path, shown.len());
                shown.push(log.names().beside(Value::Object(found)));
            } else {
                left_out.rows.insert((state.process.clone(), path.clone()));
            }
        }
    }
    match collection {
        Collection::Status => shown.into_iter().next().unwrap_or(Value::Null),
        _ => Value::Array(shown),
    }
}

/// Returns the days of the earliest and latest `occurred` of the processes, so that an empty answer can say why.
fn record_json(log: &Log, processes: &[Key]) -> Value {
    let days: Vec<_> = processes.iter().map(|process| log.days(process)).collect();
    let first = days.iter().filter_map(|(first, _)| *first).min();
    let last = days.iter().filter_map(|(_, last)| *last).max();
    let [earliest, latest] = log.ends(processes);
    let mut row = Row::default();
    row.text("first", first.map(|day| day.to_string()));
    row.text("last", last.map(|day| day.to_string()));
    row.date("earliest", earliest.as_ref());
    row.date("latest", latest.as_ref());
    row.into_value()
}

/// Returns whose negotiation the process that answers is.
fn parties_json(log: &Log, asked: &ResolvedQuery) -> Value {
    let process = log.process(&asked.process);
    process.map_or(&[][..], |info| &info.parties).iter().map(|party| json!(party)).collect()
}

/// Returns the processes of a chain that is read whole, each with how many of its events count; none otherwise.
fn chain_json(log: &Log, asked: &ResolvedQuery, states: &[State]) -> Value {
    let is_chain = asked.reading.len() > 1;
    let rows = states.iter().filter(|_| is_chain).map(|state| {
        json!({
            "process": state.process,
            "process_name": log.names().get(state.process.as_str()),
            "counted": counted_json(state.counted),
            "record": record_json(log, std::slice::from_ref(&state.process)),
        })
    });
    rows.collect()
}
