//! The value of any field in words, by what the contract says that the field holds.

use std::collections::HashSet;

use serde_json::Value;

use super::dates;
use super::fields::{Fields, texts};
use super::numbers::{bare, counted, grouped, is_zero, lasting, quantity};
use super::page::{bracketed, listed};
use super::state;
use super::view::{View, joined, plain};

/// The fields that hold a date as written; beside each stand its bounds.
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

/// Returns a field's name in words.
pub(crate) fn label(field: &str) -> String {
    match field {
        "attributed_to" => "told by".to_owned(),
        "planned_for" => "planned for".to_owned(),
        // Their values are the keys of events, not of who says so.
        "confirmed_by" => "confirmed in".to_owned(),
        "denied_by" => "denied in".to_owned(),
        "at" => "said or done at".to_owned(),
        field => plain(field),
    }
}

/// Returns a value in words.
pub(crate) fn words<'a>(view: &View<'a>, field: &str, value: &'a Value) -> String {
    match value {
        Value::Null => "not stated".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.as_u64().map_or_else(|| number.to_string(), grouped),
        Value::String(text) => text_in_words(view, field, text),
        Value::Array(items) => list(view, field, value, items),
        Value::Object(_) => object(view, field, Fields::new(value)),
    }
}

fn text_in_words<'a>(view: &View<'a>, field: &str, text: &'a str) -> String {
    if DATES.contains(&field) {
        dates::when(text, view.zone)
    } else if field == "duration" {
        lasting(text)
    } else if WORDS.contains(&field) || EVENTS.contains(&field) {
        text.to_owned()
    } else if PLAIN.contains(&field) {
        plain(text)
    } else if PLACES.contains(&field) {
        view.place(text)
    } else {
        match view.name(text) {
            name if name == text => plain(text),
            name => name.to_owned(),
        }
    }
}

fn list<'a>(view: &View<'a>, field: &str, value: &'a Value, items: &'a [Value]) -> String {
    if items.is_empty() {
        return "none".to_owned();
    }
    if items.iter().any(Value::is_object) {
        let elements: Vec<String> = items.iter().map(|item| element(view, field, item)).collect();
        return elements.join("; ");
    }
    let keys = texts(value);
    match field {
        "attributed_to" => view.claimants(&keys),
        field if EVENTS.contains(&field) => listed(&keys),
        _ => view.names(&keys),
    }
}

/// Returns an element of a list in words.
pub(crate) fn element<'a>(view: &View<'a>, field: &str, item: &'a Value) -> String {
    let row = Fields::new(item);
    match field {
        "planned" => state::planned(view, row),
        "deliveries" => state::delivered(view, vec![row]).join("; "),
        "answers" => state::answer(view, row),
        "reported" => view.reported(row),
        "allegations" => state::allegation(view, row, &[]),
        "phases" => state::phase(row),
        "periods" => state::period(row),
        "ratifications" => state::ratification(view, row),
        "denials" => {
            let keys: Vec<&str> = row.text("event").into_iter().collect();
            let of = row.text("of").unwrap_or_default();
            format!("{of} by {} {}", view.claimants_of(row), bracketed(&keys))
        }
        "terms" => row.text("text").unwrap_or_default().to_owned(),
        "between" => state::reading(row).trim_start_matches("- ").to_owned(),
        "delivers" => {
            let inferred = if row.flag("inferred") { " (inferred link)" } else { "" };
            format!("{}{inferred}", row.text("commitment").unwrap_or_default())
        }
        "members" => {
            let who = view.named(row, "person").or(row.text("description")).unwrap_or("somebody unnamed");
            match row.text("title") {
                Some(title) if row.text("person").is_some() => format!("{who}, {title}"),
                _ => who.to_owned(),
            }
        }
        "names" => state::spelling(row),
        "counts" => {
            let category = plain(row.text("category").unwrap_or_default());
            format!("{category}: {}", quantity(row.row("quantity")))
        }
        "external_ids" => {
            let part = |field: &str| row.text(field).unwrap_or_default();
            format!("{} {}", part("scheme"), part("id"))
        }
        _ => words(view, field, item),
    }
}

/// Returns an object in words: a quantity, a direction or transfer, or its fields.
fn object<'a>(view: &View<'a>, field: &str, row: Fields<'a>) -> String {
    if row.text("bound").is_some() {
        return quantity(row);
    }
    // A deadline as an entry has it.
    if let (Some(event), Some(days)) = (row.text("after"), row.number("days")) {
        return state::days_after_event(days, event);
    }
    if field == "transfers" {
        let direction =
            if row.text("from").or(row.text("to")).is_some() { "" } else { ", direction not stated" };
        let mut text = format!("{}{direction}", state::figure(view, row).unwrap_or_default());
        for (word, field) in [("", "persons"), (" to", "destinations")] {
            let named = row.texts(field);
            if !named.is_empty() {
                text.push_str(&format!(",{word} {}", view.names(&named)));
            }
        }
        return text;
    }
    if field == "directions" {
        let side = |field| view.named(row, field).unwrap_or("a side not stated");
        let delivered = row.row("delivered");
        let figure =
            if delivered.is_there() { quantity(delivered) } else { "no delivery on record".to_owned() };
        let left = row.row("outstanding");
        let left = if is_zero(left) { "none".to_owned() } else { bare(left) };
        return format!("{} to {}: {figure}, outstanding: {left}", side("from"), side("to"));
    }
    let fields: Vec<String> = row
        .entries()
        .filter(|(field, value)| !is_derived(field) && is_said(value))
        .map(|(field, value)| format!("{}: {}", label(field), words(view, field, value)))
        .collect();
    if fields.is_empty() { counted(0, "field") } else { fields.join(", ") }
}

/// Returns whether a value says anything.
pub(crate) fn is_said(value: &Value) -> bool {
    !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty())
}

/// Returns whether a field holds keys of events or meetings.
pub(crate) fn is_of_events(field: &str) -> bool {
    EVENTS.contains(&field)
}

/// Returns what is in one list and not in another.
pub(crate) fn only_in<'a>(list: &'a [Value], other: &[Value]) -> Vec<&'a Value> {
    let other: HashSet<&Value> = other.iter().collect();
    list.iter().filter(|item| !other.contains(item)).collect()
}

/// Returns what a list gained and lost, in words.
pub(crate) fn gained_and_lost<'a>(
    view: &View<'a>,
    field: &str,
    before: &'a [Value],
    after: &'a [Value],
) -> (Vec<String>, Vec<String>) {
    let say = |items: Vec<&'a Value>| match field {
        "deliveries" => state::delivered(view, items.into_iter().map(Fields::new).collect()),
        _ => items.into_iter().map(|item| one(view, field, item)).collect(),
    };
    (say(only_in(after, before)), say(only_in(before, after)))
}

fn one<'a>(view: &View<'a>, field: &str, item: &'a Value) -> String {
    match item.as_str() {
        Some(key) if field == "attributed_to" => view.claimant(key).to_owned(),
        Some(key) if EVENTS.contains(&field) => key.to_owned(),
        Some(key) => view.name(key).to_owned(),
        None => element(view, field, item),
    }
}

/// Returns a change of a list in words: what came, what went.
pub(crate) fn list_change(gained: &[String], lost: &[String]) -> String {
    match (gained.is_empty(), lost.is_empty()) {
        (false, true) => format!("now also {}", joined(gained)),
        (true, false) => format!("no longer {}", joined(lost)),
        (false, false) => format!("now {}, no longer {}", joined(gained), joined(lost)),
        (true, true) => "in another order".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use asof_query::Names;
    use serde_json::json;

    use super::super::page::code;
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
        let document = json!({});
        let view = View::new(Fields::new(&document), &names);
        let words = |field: &str, value: Value| {
            // The view borrows for as long as the values that it words.
            let value: &'static Value = Box::leak(Box::new(value));
            super::words(&view, field, value)
        };
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
        let lorries = |number: u64| json!({ "low": number, "high": number, "bound": "exact", "unit": "lorry", "per": "one-way" });
        let period =
            json!([{ "occurred": "2019-01-20", "delivered": lorries(380), "promised": lorries(420) }]);
        assert_eq!(words("periods", period), "380 of 420 lorries (Sun 20 January 2019)");
        assert_eq!(words("attributed_to", json!(["source", "unstated"])), "the source and somebody unnamed");
    }

    #[test]
    fn lists_say_what_came_and_what_went() {
        assert_eq!(list_change(&["a".to_owned()], &[]), "now also a");
        assert_eq!(list_change(&["a".to_owned()], &["b".to_owned()]), "now a, no longer b");
        assert_eq!(list_change(&[], &[]), "in another order");
    }
}
