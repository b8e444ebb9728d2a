//! `state` and `known`: where things stood, with hindsight or without.

use asof_projector::{Family, project};
use serde_json::{Value, json};

use crate::answer::{Answer, counted_json, family_json, possible_json};
use crate::log::Log;
use crate::question::Asked;

/// Which families of a state to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// The families; all of them if empty.
    pub only: Vec<Family>,
}

impl Selection {
    fn contains(&self, family: Family) -> bool {
        self.only.is_empty() || self.only.contains(&family)
    }
}

/// Returns the state at the cut asked for.
pub fn state(log: &Log, asked: &Asked, selection: &Selection) -> Answer {
    let state = project(log.events(), &asked.process, &asked.cut);
    let mut answer = Answer::new("state", asked, log.names());
    answer.put("counted", counted_json(state.counted));
    answer.put("record", record_json(log, asked));
    answer.put("only", selection.only.iter().map(|family| json!(family.name())).collect());
    for family in Family::ALL {
        if selection.contains(family) {
            answer.put(family.name(), family_json(&state, family, log.names()));
        }
    }
    answer.put("possible", possible_json(&state));
    answer
}

/// Returns the days of the earliest and latest `occurred` of the process, so that an empty answer can say why.
fn record_json(log: &Log, asked: &Asked) -> Value {
    let (first, last) = log.days(&asked.process);
    json!({ "first": first.map(|day| day.to_string()), "last": last.map(|day| day.to_string()) })
}
