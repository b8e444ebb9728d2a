//! What is likely the same as in the last event of a log.

use asof_core::{Entry, Event, Key};

use crate::source::log::Log;
use crate::write::plain;

/// What the last event says.
#[derive(Debug, Default)]
pub(super) struct Last {
    /// Its kind.
    pub(super) kind: Option<String>,
    /// When it occurred.
    pub(super) occurred: Option<String>,
    /// Who says so.
    pub(super) claimants: Option<String>,
    /// Its source.
    pub(super) source: Option<String>,
}

impl Last {
    /// Returns what the last event about the world says, of a process if one is given. Who says so is that of the last with
    /// the same source.
    pub(super) fn of(log: &Log, process: Option<&Key>, source: Option<&str>) -> Self {
        let is_asked = |event: &&Event| process.is_none_or(|process| event.draft.process() == Some(process));
        let mut events = log.events().iter().rev().filter(is_asked);
        let is_of_world = |event: &&Event| matches!(event.draft.entry, Entry::World(_));
        let Some(last) = events.find(is_of_world) else { return Self::default() };
        let value = last.draft.to_value();
        let text = |of: &serde_json::Value| of.as_str().map(str::to_owned);
        let source = source.map(str::to_owned).or_else(|| text(&value["sources"][0]["source"]));
        let cites = |event: &&Event| {
            event
                .draft
                .sources()
                .first()
                .is_some_and(|citation| Some(citation.source.as_str()) == source.as_deref())
        };
        let of_source = std::iter::once(last).chain(events).find(|event| is_of_world(event) && cites(event));
        let claimants = of_source.map(|event| {
            let value = event.draft.to_value();
            let names = value["attributed_to"].as_array().into_iter().flatten();
            names.filter_map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
        });
        Self {
            kind: plain::kind_of(&value).map(|kind| plain::short(&kind).to_owned()),
            occurred: text(&value["occurred"]),
            claimants: claimants.filter(|claimants| !claimants.is_empty()),
            source,
        }
    }
}
