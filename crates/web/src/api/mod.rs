//! The interface for programs: the answers of the command line as JSON, the lines of the log, the schemas.

pub(crate) mod openapi;

use asof_query::contract;
use asof_store::StoredEvent;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::asked::{Asked, THEN, View};
use crate::refusal::Refusal;
use crate::respond::{Parameters, sent};
use crate::served::{Answered, Now};

/// What stands before every path of the interface.
pub(crate) const PATH: &str = "/api/v1";

/// How many lines are sent at once, unless fewer are asked for.
const LINES: usize = 1000;

const JSON: &str = "application/json";

/// What a path of the interface asks.
pub(crate) enum Found {
    /// A question, to be answered as JSON.
    Asked(Asked),
    /// Something that is answered without one.
    Sent(Answered),
}

/// Reads a path behind [`PATH`] and its parameters.
pub(crate) fn asked(path: &str, parameters: &Parameters, now: &Now) -> Result<Found, Refusal> {
    let query = &parameters.rest;
    let name = path.trim_matches('/');
    if let Some(schema) = name.strip_prefix("schema/") {
        let found = contract::find(schema).ok_or_else(|| Refusal::no_such("schema", schema))?;
        return Ok(Found::Sent(json_sent(&found.schema())));
    }
    match name {
        "head" => Ok(Found::Sent(head(now))),
        "events" => Ok(Found::Sent(events(now, query)?)),
        "openapi.json" => Ok(Found::Sent(json_sent(&openapi::document()))),
        // What was known at a moment: the state with a limit on its own date.
        "known" => {
            let asked = Asked::from_parameters(View::State, query)?;
            asked.at().ok_or_else(|| Refusal::needs("at"))?;
            Ok(Found::Asked(asked.with("known", THEN)))
        }
        name => {
            // A picture is no answer in words.
            let view = View::of_command(name).filter(|view| *view != View::Plot);
            let view = view.ok_or_else(|| Refusal::no_page(&format!("{PATH}/{name}")))?;
            Ok(Found::Asked(Asked::from_parameters(view, query)?))
        }
    }
}

fn json_sent(document: &Value) -> Answered {
    sent(StatusCode::OK, JSON, format!("{document:#}\n"))
}

/// Says how far the log reaches, and whether it can be read.
fn head(now: &Now) -> Answered {
    let Now { held, trouble } = now;
    let head = held.log.head();
    let sent = json_sent(&json!({
        "head": head,
        "log_root": held.root_at(head),
        "trouble": trouble,
        "damage": held.log.damage().len(),
    }));
    Answered { tag: held.tag(), ..sent }
}

/// Sends lines of the log as they are stored, those after a number.
fn events(now: &Now, query: &str) -> Result<Answered, Refusal> {
    let (mut after, mut limit) = (0, LINES);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let number = value.parse::<u64>().map_err(|_| Refusal::no_number(&name, &value))?;
        match &*name {
            "after" => after = number,
            "limit" => limit = usize::try_from(number).unwrap_or(LINES).clamp(1, LINES),
            _ => asof_query::one_of("parameter", &name, ["after", "limit"])?,
        }
    }
    let contents = now.held.log.contents();
    let lines: Vec<StoredEvent<'_>> =
        contents.iter().filter(|stored| stored.event.seq > after).take(limit).collect();
    let last = lines.last().map_or(after, |stored| stored.event.seq);
    let body = lines.iter().map(|stored| format!("{}\n", stored.text)).collect();
    let next = (last < contents.head()).then(|| format!("{PATH}/events?after={last}&limit={limit}"));
    Ok(Answered { next, ..sent(StatusCode::OK, "application/x-ndjson", body) })
}
