//! What an event stores, in words by the names of its fields: its JSON says nothing else of what they hold.

use asof_core::kind::{AgreementPhase, IncidentCount, Member, Term, Transfer};
use asof_core::{
    Claimant, DaysAfter, Deadline, Delivery, Duration, ExternalId, Key, Quantity, Reading, Zone,
};
use asof_projector::state::agreements::PhaseValue;
use asof_projector::state::discrepancies::ReadingValue;
use asof_projector::state::registry::NameValue;
use asof_projector::{Dated, DueDate};
use serde_json::{Map, Value};

use super::dates;
use super::numbers::{counted, grouped, lasting, quantity};
use super::page::listed;
use super::state::{figures, lateness, promises, registry, said};
pub(crate) use super::values::label;
use super::values::{count, member};
use super::view::{View, joined, plain};

/// The fields that hold a date as written; beside each may stand its bounds.
const DATES: [&str; 17] = [
    "occurred",
    "known",
    "since",
    "said",
    "due",
    "start",
    "planned_for",
    "attested_from",
    "attested_until",
    "joined",
    "left",
    "issued",
    "retrieved",
    "ended_on",
    "begins",
    "ends",
    "duration_until",
];

/// The fields whose text is somebody's words, and is printed as it is.
const WORDS: [&str; 14] = [
    "stance",
    "gist",
    "says",
    "what",
    "title",
    "condition",
    "reason",
    "scope",
    "purpose",
    "mandate",
    "followed",
    "message",
    "medium",
    "how",
];

/// The fields that hold keys of events or meetings.
const EVENTS: [&str; 21] = [
    "at",
    "about",
    "after",
    "in_response_to",
    "confirmed_by",
    "denied_by",
    "replaces",
    "events",
    "meeting",
    "became",
    "proposal",
    "agreement",
    "commitment",
    "ceasefire",
    "said_in",
    "of",
    "in_return_for",
    "could_merge",
    "may_overlap",
    "due_after",
    "ended_by",
];

/// The fields that hold a word of a closed list or a category, which may look like a key.
const PLAIN: [&str; 19] = [
    "category", "status", "phase", "stage", "standing", "level", "format", "force", "strength", "basis",
    "role", "act", "item", "post", "answer", "because", "kind", "type", "outcome",
];

/// The fields that hold a place.
const PLACES: [&str; 3] = ["venue", "place", "destination"];

/// Returns whether a field only spells out another one: the bounds of a date, the minutes of a duration, a name.
pub(crate) fn is_derived(field: &str) -> bool {
    let ends = ["_from", "_until", "_inferred", "_narrowed_by"];
    let of_date = ends.iter().filter_map(|end| field.strip_suffix(end)).any(|base| DATES.contains(&base));
    of_date || field.contains("_minutes") || field.ends_with("_name")
}

/// Returns whether a value says anything.
pub(crate) fn is_said(value: &Value) -> bool {
    !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty())
}

/// Returns a value in words.
pub(crate) fn words<'a>(view: &View<'a>, field: &str, value: &'a Value) -> String {
    match value {
        Value::Null => "not stated".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.as_u64().map_or_else(|| number.to_string(), grouped),
        Value::String(text) => text_in_words(view, field, text),
        Value::Array(items) => list(view, field, items),
        Value::Object(fields) => object(view, value, fields),
    }
}

fn text_in_words<'a>(view: &View<'a>, field: &str, text: &'a str) -> String {
    if DATES.contains(&field) {
        dates::when(text, view.zone)
    } else if field == "duration" {
        text.parse::<Duration>().map_or_else(|_| text.to_owned(), |duration| lasting(&duration))
    } else if WORDS.contains(&field) || EVENTS.contains(&field) {
        text.to_owned()
    } else if PLAIN.contains(&field) {
        plain(text)
    } else if PLACES.contains(&field) {
        text.parse::<Key>().map_or_else(|_| text.to_owned(), |place| view.place(&place))
    } else {
        match view.name_of(text) {
            name if name == text => plain(text),
            name => name.to_owned(),
        }
    }
}

fn list<'a>(view: &View<'a>, field: &str, items: &'a [Value]) -> String {
    if items.is_empty() {
        return "none".to_owned();
    }
    if items.iter().any(Value::is_object) {
        let elements: Vec<String> = items.iter().map(|item| element(view, field, item)).collect();
        return elements.join("; ");
    }
    let keys: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
    if EVENTS.contains(&field) {
        return listed(&keys);
    }
    let names: Vec<&str> = keys.into_iter().map(|key| name(view, field, key)).collect();
    joined(&names)
}

/// Returns the name to show for a key in a list, which may be one of those whose word something is.
fn name<'a>(view: &View<'a>, field: &str, key: &'a str) -> &'a str {
    match key.parse::<Claimant>() {
        Ok(Claimant::Source) if field == "attributed_to" => view.claimant(&Claimant::Source),
        Ok(Claimant::Unstated) if field == "attributed_to" => view.claimant(&Claimant::Unstated),
        _ => view.name_of(key),
    }
}

/// Returns an element of a list in words.
pub(crate) fn element<'a>(view: &View<'a>, field: &str, item: &'a Value) -> String {
    match item.as_str() {
        Some(key) if EVENTS.contains(&field) => key.to_owned(),
        Some(key) => name(view, field, key).to_owned(),
        None => row(view, field, item).unwrap_or_else(|| words(view, field, item)),
    }
}

/// Returns a row of a list in words; `None` if nothing but its fields says what it is.
fn row(view: &View<'_>, field: &str, item: &Value) -> Option<String> {
    let item = as_stored(item);
    match field {
        "phases" => serde_json::from_value(item).ok().map(phase),
        "terms" => serde_json::from_value(item).ok().map(|term: Term| term.text.to_string()),
        "between" => serde_json::from_value(item).ok().map(reading),
        "delivers" => serde_json::from_value(item).ok().map(|link: Delivery| {
            let inferred = if link.inferred { " (inferred link)" } else { "" };
            format!("{}{inferred}", link.commitment)
        }),
        "members" => serde_json::from_value(item)
            .ok()
            .map(|of: Member| member(view, of.person.as_ref(), of.description.as_ref(), of.title.as_ref())),
        "names" => serde_json::from_value(item).ok().map(|name| registry::spelling(&NameValue::of(&name))),
        "counts" => {
            serde_json::from_value(item).ok().map(|of: IncidentCount| count(&of.category, &of.quantity))
        }
        "external_ids" => {
            serde_json::from_value(item).ok().map(|id: ExternalId| format!("{} {}", id.scheme, id.id))
        }
        "transfers" => serde_json::from_value(item).ok().map(|of: Transfer| transfer(view, &of)),
        _ => None,
    }
}

/// Returns a value with nothing but what an event stores: what is not said is left out, and no names stand beside keys.
fn as_stored(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let stored = fields.iter().filter(|(field, value)| !value.is_null() && !is_derived(field));
            stored.map(|(field, value)| (field.clone(), as_stored(value))).collect()
        }
        value => value.clone(),
    }
}

fn phase(phase: AgreementPhase) -> String {
    let due = |deadline: Option<Deadline>| {
        let date = deadline.as_ref().and_then(Deadline::date);
        let day = date.map(|date| Dated::written(date.when().clone(), Zone::UTC));
        DueDate { written: deadline, day }
    };
    let AgreementPhase { id, title, begins, ends } = phase;
    promises::phase(&PhaseValue { id, title, begins: due(begins), ends: due(ends) })
}

fn reading(Reading { event, lines, says }: Reading) -> String {
    said::reading(&ReadingValue { event, lines, says }).trim_start_matches("- ").to_owned()
}

/// Returns what changed hands: how many of what from whom to whom, who by name, and where to.
fn transfer<'a>(view: &View<'a>, transfer: &'a Transfer) -> String {
    let Transfer { category, from, to, persons, destinations, quantity } = transfer;
    let mut text = figures::lot(
        view,
        Some(category),
        [from, to].map(Option::as_ref),
        quantity,
        ", direction not stated",
    );
    for (word, named) in [("", persons), (" to", destinations)] {
        if !named.is_empty() {
            text.push_str(&format!(",{word} {}", view.names(named)));
        }
    }
    text
}

/// Returns an object in words: a quantity, a deadline, or its fields.
fn object<'a>(view: &View<'a>, value: &Value, fields: &'a Map<String, Value>) -> String {
    if let Some(amount) = amount(value) {
        return quantity(&amount);
    }
    match serde_json::from_value(as_stored(value)) {
        Ok(DaysAfter { after, days }) => lateness::days_after_event(days, &after.to_string()),
        Err(_) => fields_in_words(view, fields),
    }
}

/// Returns the quantity that a value is; `None` if it is none.
pub(super) fn amount(value: &Value) -> Option<Quantity> {
    serde_json::from_value(as_stored(value)).ok()
}

/// Returns the fields of an object, each behind its name.
pub(super) fn fields_in_words<'a>(view: &View<'a>, fields: &'a Map<String, Value>) -> String {
    let said = fields.iter().filter(|(field, value)| !is_derived(field) && is_said(value));
    let said = said.map(|(field, value)| format!("{}: {}", label(field), words(view, field, value)));
    let said: Vec<String> = said.collect();
    if said.is_empty() { counted(0, "field") } else { said.join(", ") }
}

#[cfg(test)]
mod tests {
    use asof_query::Names;
    use serde_json::json;

    use super::super::page::{code, plainly};
    use super::*;

    #[test]
    fn derived_fields_are_told_from_those_that_only_look_so() {
        for field in [
            "since_from",
            "attested_until_until",
            "attested_from_inferred",
            "duration_minutes_low",
            "occurred_narrowed_by",
        ] {
            assert!(is_derived(field), "{field}");
        }
        for field in ["attested_from", "attested_until", "from", "delivered", "names"] {
            assert!(!is_derived(field), "{field}");
        }
    }

    #[test]
    fn values_are_worded_by_their_field() {
        let names = Names::default();
        let view = View::new(None, None, &names);
        let words = |field: &str, value: Value| super::words(&view, field, &value);
        assert_eq!(words("since", json!("2025-05-16?")), "Fri 16 May 2025 (inferred date)");
        assert_eq!(words("issued", json!("2025-05-13?")), "Tue 13 May 2025 (inferred date)");
        assert_eq!(words("retrieved", json!("2025-06")), "some day in June 2025");
        assert_eq!(words("duration", json!("PT1H45M~")), "about 1 h 45 min");
        assert_eq!(words("status", json!("in-progress")), "in progress");
        assert_eq!(words("stance", json!("cease-fire")), "cease-fire");
        assert_eq!(words("level", Value::Null), "not stated");
        assert_eq!(
            words("due", json!({ "after": "begun", "days": 15 })),
            format!("15 days after {}", code("begun"))
        );
        assert_eq!(words("attributed_to", json!(["source", "unstated"])), "the source and somebody unnamed");
    }

    #[test]
    fn rows_of_an_event_are_worded_as_those_of_a_state() {
        let names = Names::default();
        let view = View::new(None, None, &names);
        let words = |field: &str, value: Value| plainly(&super::words(&view, field, &value));
        let soldiers =
            json!({ "low": 7, "high": 7, "bound": "exact", "unit": "soldier", "per": "each-side" });
        let transfers = json!([
            { "category": "soldiers", "from": "a", "to": "b", "quantity": soldiers },
            { "category": "wounded", "persons": ["c"], "destinations": ["d", "e"], "quantity": soldiers },
        ]);
        assert_eq!(
            words("transfers", transfers),
            "7 soldiers per side from a to b; 7 soldiers per side (wounded), direction not stated, c, to d and e"
        );
        let phases = json!([
            {
                "id": "1", "title": "Quiet", "begins": "2031-03-01",
                "ends": { "after": "begun", "days": 15 },
            },
        ]);
        assert_eq!(words("phases", phases), "phase 1 (Quiet) from Sat 1 March 2031 to 15 days after begun");
        let between = json!([{ "event": "other/e", "lines": "12", "says": "Six." }, { "says": "Seven." }]);
        assert_eq!(words("between", between), "other/e, line 12: Six.; elsewhere: Seven.");
        let members =
            json!([{ "person": "a", "title": "Envoy" }, { "description": "two aides", "title": "x" }]);
        assert_eq!(words("members", members), "a, Envoy; two aides");
        let delivers = json!([{ "commitment": "p", "inferred": true }, { "commitment": "q" }]);
        assert_eq!(words("delivers", delivers), "p (inferred link); q");
        assert_eq!(words("votes", json!({ "in_favour": 12, "against": 0 })), "in favour: 12, against: 0");
        // What a snapshot keeps says also what is not stated, and has names.
        let kept = json!([{ "person": "a", "person_name": "A", "title": null, "role": "head" }]);
        assert_eq!(words("members", kept), "a");
        let odd = json!([{ "person": ["x"] }, { "low": "x", "per": 1 }]);
        assert_eq!(words("members", odd), "person: x; low: x, per: 1");
    }
}
