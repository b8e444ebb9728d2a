//! How each event of a log stands at a cut, and when things occurred.

use asof_core::{Cut, Event, Key, Occurred};

use crate::standing::Standing;
use crate::weighing::Weighing;

/// An event about the world and when it occurred.
#[derive(Debug, Clone, Copy)]
pub struct Occurrence<'a> {
    /// Its process.
    pub process: &'a Key,
    /// Its key.
    pub key: &'a Key,
    /// When it occurred, as the correction that stands says, or as written.
    pub occurred: &'a Occurred,
}

/// Returns when the events that are in force, possible or under way at a cut occurred, in the order of the log.
pub fn occurrences<'a>(events: &'a [Event], cut: &Cut) -> Vec<Occurrence<'a>> {
    let facts = Weighing::new(events, cut).facts;
    facts
        .into_iter()
        .map(|fact| Occurrence { process: fact.process, key: fact.key, occurred: &fact.assertion.occurred })
        .collect()
}

/// Returns how each event stands at a cut, in the order of the log.
pub fn standings(events: &[Event], cut: &Cut) -> Vec<Standing> {
    Weighing::new(events, cut).weighed.iter().map(|weighed| weighed.standing).collect()
}
