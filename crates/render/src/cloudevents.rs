//! An event of a log as an event of CloudEvents 1.0 (structured mode, JSON), for brokers and functions.

use asof_core::Event;
use asof_query::contract;
use serde::Serialize;
use serde_json::value::RawValue;

/// The attributes of an event, in the order in which the specification names them, its extensions, and the stored line.
#[derive(Serialize)]
struct CloudEvent<'a> {
    specversion: &'static str,
    id: String,
    source: String,
    r#type: String,
    subject: &'a str,
    time: String,
    datacontenttype: &'static str,
    dataschema: String,
    sequence: String,
    logroot: String,
    data: &'a RawValue,
}

/// Returns a stored event as one line: its id and key, when the log accepted it, and the line of the log as it is.
///
/// `type` is `asof.event.` and the kind. `source` is the negotiation, or the registry of the log. `sequence` is the place in
/// the log, filled up with zeros so that texts sort as numbers do; `logroot` is the hash of the log up to the event.
pub fn cloudevent(event: &Event, text: &str) -> String {
    let draft = &event.draft;
    let of = draft.process().map_or_else(|| "registry".to_owned(), |process| format!("process:{process}"));
    let schema = contract::find("event").map(contract::Contract::urn).unwrap_or_default();
    let said = |data: &RawValue| {
        let written = CloudEvent {
            specversion: "1.0",
            id: event.id.to_string(),
            source: format!("urn:asof:{of}"),
            r#type: format!("asof.event.{}", draft.kind_name()),
            subject: draft.key.as_str(),
            time: event.recorded.to_string(),
            datacontenttype: "application/json",
            dataschema: schema.clone(),
            sequence: format!("{:020}", event.seq),
            logroot: event.hash.to_string(),
            data,
        };
        serde_json::to_string(&written)
    };
    let line = serde_json::from_str::<&RawValue>(text).and_then(said);
    line.unwrap_or_else(|error| unreachable!("a stored line is JSON: {error}"))
}
